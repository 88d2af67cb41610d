"""A small made-up year of high needs money, as it reads, turned into the tables that the models
take.
"""

import pandas as pd

from hnb.domain.areas import Authority
from hnb.domain.comparators import Ask, Comparators
from hnb.domain.scopes import AFTER, BEFORE, PARTS
from hnb.tables import Tables
from tests.conftest import frame

# £; before - after is what is deducted, of which `special` is for special academies and the rest
# for 16-19 academies
MONEY = frame("""
    la_code  before  after  special  places  primary  state  independent  people  plans
    855        1000    800      150     100       20    400          340    1000     10
    850        2000   1500      400     200        0    700          450    2000     40
    860        1200   1000      200       0       10    500          400    1000      .
    830        1000    900      100      90        0      .          300    1000     20
    931         500    400      100      40        5    300          100     500     10
""")
NAMES = {
    855: "Leicestershire",
    850: "Hampshire",
    860: "Staffordshire",
    830: "Derbyshire",
    931: "Oxfordshire",
}
LISTS = (
    Comparators("statistical neighbours (2025 list)", (850, 860, 830), 2025),
    Comparators("statistical neighbours (2021 list)", (931, 850), 2021),
)
SETTINGS = {"places": ("place funding", "total"), "primary": ("place funding", "primary")} | {
    name: (part.ways[0].lines[0], "total")
    for name, part in zip(("state", "independent"), PARTS[2:], strict=True)
}


def _long(column: str, table: str, values: str = "amount_gbp", **where) -> pd.DataFrame:
    rows = MONEY[["la_code", column]].rename(columns={column: values}).astype({values: "float64"})
    status = rows[values].isna().map({True: "no data", False: "published"})
    return rows.assign(**where, status=status, release=f"{table}-release")


def tables(year: str = "2021-22") -> Tables:
    """The tables of the question, by authority."""
    lines = [
        _long(c, "s251", line=line, setting=setting) for c, (line, setting) in SETTINGS.items()
    ]
    zeros = [
        lines[1].assign(amount_gbp=0.0, setting=setting) for setting in ("early years", "secondary")
    ]
    outturn = pd.concat([*lines, *zeros], ignore_index=True).assign(
        financial_year=year, kind="outturn"
    )
    # a budget that would change every answer, were it read
    budget = outturn.assign(kind="budget", amount_gbp=outturn["amount_gbp"] * 7)
    stages = {"before": BEFORE, "after": AFTER}
    high = [
        _long(column, "dsg", block="high needs", stage=stage) for column, stage in stages.items()
    ]
    blocks = pd.concat([*high, high[0].assign(block="total", amount_gbp=9e9)], ignore_index=True)
    total = (MONEY["before"] - MONEY["after"]).astype("float64")
    special = _long("special", "dsg", deduction="special academies: pre-16 SEN places")
    half = special.assign(
        deduction="special academies: post-16 SEN places", amount_gbp=special["amount_gbp"] / 2
    )
    special["amount_gbp"] -= half["amount_gbp"]
    rest = special.assign(
        deduction="16-19 academies: post-16 SEN places",
        amount_gbp=total - 2 * special["amount_gbp"],
    )
    whole = special.assign(deduction="total", amount_gbp=total)
    frames = {
        "s251_high_needs": pd.concat([outturn, budget], ignore_index=True),
        "dsg_blocks": blocks.assign(financial_year=year),
        "high_needs_deductions": pd.concat([special, half, rest, whole], ignore_index=True).assign(
            financial_year=year
        ),
        "ehc_plans": _long("plans", "sen2", "plans", january=int(year[:4])),
        "population": _long(
            "people",
            "ons",
            "people",
            mid_year=int(year[:4]),
            age_group="2 to 18",
            basis="projection, 2018-based",
        ),
    }
    return Tables({(name, "authority"): frame for name, frame in frames.items()})


def ask(la_code: int = 855, **changes) -> Ask:
    """An Ask of one of the authorities above, or of another."""
    whom = changes.pop("authority", None) or Authority(la_code, NAMES[la_code], (), "East Midlands")
    settled = {"january": 2021, "financial_year": "2021-22", "comparators": LISTS, "names": NAMES}
    return Ask(whom, **(settled | changes))

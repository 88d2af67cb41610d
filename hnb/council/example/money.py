"""Payments, top-ups, rates and the programme of the made-up council."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from hnb.council.example.ledger import financial_year_start, not_before
from hnb.council.example.truth.parameters import Parameters

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

INDEPENDENT, TOP_UPS, PLACES, TRANSPORT = (
    "5323-Independent SEN Providers",
    "5325-High Needs Top-up",
    "5324-High Needs Place Funding",
    "3125-SEN Transport Contracts",
)
ACCOUNTS = {
    INDEPENDENT: "independent providers",
    TOP_UPS: "top-ups",
    PLACES: "place funding",
    TRANSPORT: "transport",
}
OTHERS = (  # department and account of payments that have nothing to do with high needs
    ("Adults & Communities", "5502-Residential"),
    ("Environment & Transport", "5411-Private Contractors - General"),
    ("Corporate Resources", "4601-IT Equipment Hardware"),
    ("Chief Executives", "4507-Consultants & Specialists"),
)
LINE_OF = {  # line of the budget of each kind of provider
    "maintained special": "maintained and academy special",
    "academy special": "maintained and academy special",
    "resourced provision": "resourced provision and units",
    "independent special": "independent and non-maintained special",
    "non-maintained special": "independent and non-maintained special",
    "independent mainstream": "independent and non-maintained special",
    "further education": "post-16",
    "post-16 specialist": "post-16",
    "alternative provision": "alternative provision",
    "mainstream school": "mainstream top-ups",
    "early years": "other",
    "other": "other",
}
PAID_BY_PLACE = ("maintained special", "academy special", "resourced provision")
LEAST_GBP = 500.0
OTHERS_A_MONTH = 300
CREDITS = 0.01  # of the payments to independent providers, those that are taken back in part
BANDS = {"A": 8.0, "B": 12.0, "C": 16.0, "D": 22.0, "E": 35.0}  # the most hours a week of each
STATUSES = ("green", "amber", "red")
OWNERS = ("Head of Inclusion", "Head of Sufficiency", "Head of Commissioning")
COST_OF_SAVING = (0.30, 0.40, 0.30, 0.20)  # of the largest yearly saving, in each year
AVOIDED_GBP = 40_000  # what a placement that is avoided saves in a year


def payments(
    paid: pd.DataFrame,
    parameters: Parameters,
    chance: np.random.Generator,
    *,
    as_at: date,
    size: float,
) -> pd.DataFrame:
    """Payments over £500 of the last twelve whole months, as the council publishes them."""
    import numpy as np
    import pandas as pd

    parts = []
    in_april = pd.Timestamp(financial_year_start(as_at))
    for month in pd.date_range(end=_month_end(as_at), periods=12, freq="ME"):
        of_month = [
            _high_needs_payments(paid, parameters, month, in_april),
            _other_payments(round(OTHERS_A_MONTH * size), chance),
        ]
        parts += [rows.assign(first=month.replace(day=1)) for rows in of_month]
    rows = pd.concat(parts, ignore_index=True)
    rows["amount"] = rows["amount"].round(2)
    back = rows["account"].eq(INDEPENDENT) & (chance.random(len(rows)) < CREDITS)
    credits = rows[back].assign(amount=-(rows.loc[back, "amount"] * 0.3).round(2))
    rows = pd.concat([rows, credits], ignore_index=True)
    rows = rows[rows["amount"].abs().gt(LEAST_GBP)].reset_index(drop=True)
    day = chance.integers(0, 28, len(rows))
    high_needs = rows["account"].isin(list(ACCOUNTS))
    state = rows["account"].isin([TOP_UPS, PLACES])
    table = pd.DataFrame(
        {
            "paid": rows["first"] + pd.to_timedelta(day, unit="D"),
            "department": rows["department"].where(~high_needs, "Children & Families"),
            "supplier": rows["provider"],
            "pay_group": np.where(state, "SCHOOLS AND COLLEGES", "TRADE SUPPLIER"),
            "account": rows["account"],
            "amount_gbp": rows["amount"],
        }
    )
    return table.sort_values(["paid", "account", "supplier"], kind="stable", ignore_index=True)


def _high_needs_payments(
    paid: pd.DataFrame,
    parameters: Parameters,
    month_end: pd.Timestamp,
    in_april: pd.Timestamp,
) -> pd.DataFrame:
    """One payment a provider and account, of what the ledger has by the end of the month."""
    import numpy as np
    import pandas as pd

    rows = paid[
        paid["recorded"].le(month_end)
        & (paid["left"].isna() | paid["left"].ge(month_end.replace(day=1)))
    ]
    prices = 1.0 if month_end >= in_april else 1 / (1 + parameters.uplift)
    fees = rows.assign(
        account=np.where(rows["state_funded"], TOP_UPS, INDEPENDENT),
        amount=rows["annual_gbp"] * prices / 12,
    )
    in_places = rows["provider_kind"].isin(PAID_BY_PLACE)
    places = rows[in_places].assign(account=PLACES, amount=parameters.place_gbp / 12)
    both = pd.concat([fees, places]).groupby(["provider", "account"], sort=True)["amount"].sum()
    return both.reset_index()


def _other_payments(count: int, chance: np.random.Generator) -> pd.DataFrame:
    """Payments of other departments, and of transport."""
    import numpy as np
    import pandas as pd

    kinds = (*OTHERS, ("Environment & Transport", TRANSPORT))
    kind = chance.integers(0, len(kinds), count)
    number = chance.integers(1, 120, count)
    hidden = chance.random(count) < 0.03
    return pd.DataFrame(
        {
            "provider": np.where(
                hidden,
                "REDACTED PERSONAL DATA",
                [f"Example Supplier {value} Ltd" for value in number],
            ),
            "department": [kinds[place][0] for place in kind],
            "account": [kinds[place][1] for place in kind],
            "amount": 500 + np.round(chance.lognormal(7.5, 1.1, count), 2),
        }
    )


def top_ups(paid: pd.DataFrame, parameters: Parameters, *, as_at: date) -> pd.DataFrame:
    """Top-ups in mainstream schools by hours, of this financial year and in its prices."""
    import numpy as np
    import pandas as pd

    start, today = pd.Timestamp(financial_year_start(as_at)), pd.Timestamp(as_at)
    rows = paid[
        paid["hours"].notna()
        & paid["recorded"].le(today)
        & (paid["left"].isna() | paid["left"].ge(start))
    ]
    bands, most = list(BANDS), np.array(list(BANDS.values()))
    place = np.searchsorted(most, rows["hours"].to_numpy())
    return pd.DataFrame(
        {
            "child": rows["person"],
            "school": rows["provider"],
            "band": [bands[index] for index in place],
            "hours": rows["hours"],
            "weekly_amount_gbp": pd.Series(np.nan, index=rows.index),
            "annual_amount_gbp": rows["annual_gbp"],
            "start": not_before(rows["entered"], start),
            "end": rows["left"].mask(rows["left"].gt(today)),
        }
    ).sort_values(["child", "start"], kind="stable", ignore_index=True)


def rate_card(parameters: Parameters, *, as_at: date) -> pd.DataFrame:
    """What each band pays, in this financial year and the last."""
    import pandas as pd

    start = financial_year_start(as_at).year
    rows = []
    for year, prices in ((start - 1, 1 / (1 + parameters.uplift)), (start, 1.0)):
        rows += [
            {
                "financial_year": f"{year}-{(year + 1) % 100:02d}",
                "band": band,
                "hours": hours,
                "annual_rate_gbp": round(parameters.hour_gbp * hours * prices, 2),
                "applies_to": "mainstream schools",
            }
            for band, hours in BANDS.items()
        ]
    return pd.DataFrame(rows)


def programme(
    parameters: Parameters, chance: np.random.Generator, *, as_at: date, size: float
) -> pd.DataFrame:
    """The programme's workstreams: planned for four years, achieved in those that have ended."""
    import pandas as pd

    this_year = financial_year_start(as_at).year
    rows = []
    for number, (workstream, (planned, share)) in enumerate(parameters.savings.items()):
        for place, year in enumerate(range(this_year - 2, this_year + 2), 1):
            financial_year = f"{year}-{(year + 1) % 100:02d}"
            saving = round(planned * size * place / 4)
            cost = round(planned * size * COST_OF_SAVING[place - 1])
            row = {
                "workstream": workstream,
                "financial_year": financial_year,
                "saving_kind": "cashable" if number % 2 else "avoided",
                "owner": OWNERS[number % len(OWNERS)],
            }
            rows.append(
                {
                    **row,
                    "cost_gbp": cost,
                    "saving_gbp": saving,
                    "kind": "planned",
                    "placements_avoided": saving // AVOIDED_GBP,
                    "status": "plan",
                }
            )
            if year < this_year:
                delivered = round(saving * share)
                status = STATUSES[0 if share >= 0.9 else 1 if share >= 0.5 else 2]
                spent = round(cost * (0.9 + 0.2 * chance.random()))
                rows.append(
                    {
                        **row,
                        "cost_gbp": spent,
                        "saving_gbp": delivered,
                        "kind": "achieved",
                        "placements_avoided": delivered // AVOIDED_GBP,
                        "status": status,
                    }
                )
    table = pd.DataFrame(rows)
    table["note"] = "Of a made-up programme"
    return table.astype({"cost_gbp": float, "saving_gbp": float})


def _month_end(as_at: date) -> date:
    """The last day of the newest month that is over on the day."""
    return (
        as_at if (as_at + timedelta(days=1)).day == 1 else as_at.replace(day=1) - timedelta(days=1)
    )

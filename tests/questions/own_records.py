"""A council's protected tables, small and made by hand, and a folder of them as `hnb.load` reads it.

Counts are round, so that a reader can redo every sum; a few cells are withheld.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import pandas as pd
import yaml

from hnb.domain import areas
from hnb.domain.comparators import Ask, Comparators
from hnb.domain.manifest import NAME, manifest_text
from hnb.tables import Tables, table

LA_CODE = 855
COUNCIL, MADE_UP = "council-2026-11-30", "made-up-council-2026-11-30"
DAY, BEFORE = "2026-11-30", "2025-11-30"
WITHHELD = None

Rows = Iterable[tuple[object, ...]]


def ask(authority: int = LA_CODE) -> Ask:
    """Leicestershire, compared with Hampshire alone."""
    return Ask(
        authority=areas.by_code()[authority],
        january=2026,
        financial_year="2024-25",
        comparators=(Comparators("statistical neighbours", (850,)),),
        names={855: "Leicestershire", 850: "Hampshire"},
    )


def rows_of(name: str, rows: Rows, release: str = COUNCIL) -> pd.DataFrame:
    """A table of Leicestershire's: each row its key without the authority, and its value; one that
    is None is withheld.
    """
    spec = table(name)
    key = [column for column in spec.key if column != "la_code"]
    frame = pd.DataFrame([*rows], columns=[*key, spec.value.name])
    is_withheld = frame[spec.value.name].isna()
    frame[spec.value.name] = frame[spec.value.name].astype(spec.value.dtype)
    status = is_withheld.map({True: "suppressed", False: "published"})
    whole = frame.assign(la_code=LA_CODE, status=status, release=release)
    return whole[[*spec.dtypes]].sort_values([*spec.key], kind="stable", ignore_index=True)


def tables(by_name: dict[str, pd.DataFrame], *names: str) -> Tables:
    """Tables by name; those named without rows are there and empty."""
    empty = {name: rows_of(name, ()) for name in names if name not in by_name}
    return Tables.of(authority={**empty, **by_name})


def months(last: str = "2026-11", count: int = 24) -> list[str]:
    """Months up to one, in order."""
    return [str(month) for month in pd.period_range(end=last, periods=count, freq="M")]


def _of_days(now: dict[object, object], before: dict[object, object]) -> Rows:
    for day, values in ((BEFORE, before), (DAY, now)):
        for key, value in values.items():
            yield (day, *(key if isinstance(key, tuple) else (key,)), value)


NOW_BY_AGE = {"under 5": 600, "5 to 10": 3000, "11 to 15": 3400, "16 to 19": 2000, "20 to 25": 1000}
BEFORE_BY_AGE = {
    "under 5": 500, "5 to 10": 2500, "11 to 15": 2900, "16 to 19": 1600, "20 to 25": 500,
}  # fmt: skip
NOW_BY_NEED = {
    "autistic spectrum disorder": 3995,
    "social, emotional and mental health": 2500,
    "speech, language and communication": 3500,
    "visual impairment": WITHHELD,
    "multi-sensory impairment": WITHHELD,
}
NOW_BY_PLACEMENT = {
    ("mainstream", "academy"): 3000,
    ("mainstream", "maintained school"): 2000,
    ("special", "maintained special school"): 2500,
    ("special", "independent special school"): 1200,
    ("further education", "further education or sixth form college"): 1000,
    ("elsewhere", "elective home education"): 292,
    ("elsewhere", "online provider"): WITHHELD,
    ("unknown", "not recorded"): WITHHELD,
    ("mainstream", "all of the group"): 5000,
    ("special", "all of the group"): 3700,
    ("further education", "all of the group"): 1000,
    ("elsewhere", "all of the group"): 296,
    ("unknown", "all of the group"): WITHHELD,
}
NOW_BY_SCHOOL = {
    "Oak Special School": 180,
    "Studio 16": 12,
    "Ash Primary": WITHHELD,
    "independent and non-maintained schools": 1200,
    "placement not recorded": WITHHELD,
}


def plans(release: str = COUNCIL) -> dict[str, pd.DataFrame]:
    """Plans on two days a year apart: 10,000 now, 8,000 before."""
    days = {
        "council_plans": (("2025-11-30", 8000), ("2026-11-30", 10000)),
        "council_plans_by_age": _of_days(NOW_BY_AGE, BEFORE_BY_AGE),
        "council_plans_by_need": _of_days(NOW_BY_NEED, {}),
        "council_plans_by_placement": _of_days(NOW_BY_PLACEMENT, {}),
        "council_plans_by_school": _of_days(NOW_BY_SCHOOL, {}),
    }
    return {name: rows_of(name, rows, release) for name, rows in days.items()}


FLOWS_A_MONTH = {
    "requests received": 200,
    "decisions to assess": 150,
    "decisions not to assess": 40,
    "plans issued": 250,
    "plans ceased": 80,
}


def _flow(month_number: int, flow: str) -> object:
    """The same in every month, and ten requests more in each of the last twelve; in one month few
    plans ceased.
    """
    if flow == "plans ceased" and month_number == 3:
        return WITHHELD
    return FLOWS_A_MONTH[flow] + 10 * (flow == "requests received" and month_number >= 12)


def process(release: str = COUNCIL) -> dict[str, pd.DataFrame]:
    """Twenty-four months, waits of four years, open cases, reviews and phase transfers."""
    flows = (
        (month, flow, _flow(number, flow))
        for number, month in enumerate(months())
        for flow in FLOWS_A_MONTH
    )
    waits = [
        (DAY, year, quantile, weeks)
        for year, all_weeks in {
            "2023": (22.0, 38.4, 61.5),
            "2024": (21.0, 36.0, 60.0),
            "2025": (20.5, 30.2),
            "12 months to 2026-11-30": (20.0, 28.0),
        }.items()
        for quantile, weeks in zip(
            ("lower quartile", "median", "upper quartile"), all_weeks, strict=False
        )
    ]
    stages = {
        "awaiting a decision to assess": (150, 20, WITHHELD, 0, 0),
        "assessment under way": (0, 310, 120, 90, 60),
        "plan agreed, not yet issued": (0, 0, 40, 70, 100),
    }
    bands = ("up to 6", "6 to 16", "16 to 20", "20 to 30", "over 30")
    cases = [
        (DAY, stage, band, number)
        for stage, numbers in stages.items()
        for band, number in zip(bands, numbers, strict=True)
    ]
    cases += [
        (DAY, "every stage", "any", WITHHELD),
        (DAY, "every stage", "up to 20", WITHHELD),
        (DAY, "every stage", "over 20", 320),
    ]
    reviews = {
        "held in the 12 months before": 7000,
        "due in the next three months": 2100,
        "overdue": 1500,
    }
    transfers = {
        "due": 900,
        "final plan issued by the deadline": 0,
        "final plan issued after the deadline": 0,
        "outstanding": 900,
    }
    return {
        "council_flows": rows_of("council_flows", flows, release),
        "council_weeks_to_plan": rows_of("council_weeks_to_plan", waits, release),
        "council_open_cases": rows_of("council_open_cases", cases, release),
        "council_reviews": rows_of(
            "council_reviews", [(DAY, *step) for step in reviews.items()], release
        ),
        "council_phase_transfers": rows_of(
            "council_phase_transfers", [(DAY, *step) for step in transfers.items()], release
        ),
    }


# budget, spent, committed, not yet in the ledger, last forecast; thousands of pounds
COMMITTED = {
    "maintained and academy special": (21_000, 13_800, 7_000, 400, 21_000),
    "resourced provision and units": (4_000, 2_500, 1_300, 100, 3_900),
    "independent and non-maintained special": (38_000, 27_000, 13_500, 1_500, 41_500),
    "post-16": (9_000, 5_200, 3_000, 300, 8_500),
    "mainstream top-ups": (24_000, 15_500, 8_000, 500, 23_600),
    "other": (2_000, 1_200, 700, 0, 1_900),
}
OPENING = (
    "open on 1 April, whole year",
    "leavers",
    "starters",
    "phase transfers",
    "changes of fee",
)
SHARES = (0.95, -0.05, 0.06, 0.03, 0.01)  # of the cost in the year, of each part of it
BLOCK = 104_000_000.0


def _line(amounts: tuple[float, ...]) -> dict[str, float]:
    budget, spent, committed, unseen, last = (1000.0 * amount for amount in amounts)
    forecast = spent + committed + unseen
    return {
        "budget": budget,
        "spent to date": spent,
        "committed to year end": committed,
        "placements not yet in the ledger": unseen,
        "forecast outturn": forecast,
        "forecast outturn, last report": last,
        "movement since the last report": forecast - last,
        "full-year effect": 1.02 * forecast,
        **{name: share * (spent + committed) for name, share in zip(OPENING, SHARES, strict=True)},
    }


def money(release: str = COUNCIL) -> dict[str, pd.DataFrame]:
    """Commitments of 2026-27 by line, places and their average cost, and payments of two years."""
    lines = {name: _line(amounts) for name, amounts in COMMITTED.items()}
    total = {step: sum(line[step] for line in lines.values()) for step in lines["other"]}
    total |= {
        "high needs block": BLOCK,
        "forecast outturn, low": total["forecast outturn"] - 1_500_000,
        "forecast outturn, high": total["forecast outturn"] + 1_800_000,
    }
    commitments = [
        (DAY, "2026-27", line, step, amount)
        for line, steps in {**lines, "total": total}.items()
        for step, amount in steps.items()
    ]
    return {
        "council_commitments": rows_of("council_commitments", commitments, release),
        "council_places": rows_of("council_places", _places(0), release),
        "council_average_costs": rows_of("council_average_costs", _places(1), release),
        "council_payments": rows_of("council_payments", _payments(), release),
    }


# places in the area and outside it, and the average cost of a place in both, £
PLACES = {
    ("sector", "state-funded"): ((5000, 9_000), (400, 14_000)),
    ("sector", "independent or non-maintained"): ((500, 55_000), (300, 75_000)),
    ("provider kind", "independent special"): ((450, 58_000), (280, 76_000)),
    ("provider kind", "maintained special"): ((1500, 14_000), (100, 21_000)),
    ("provider kind", "early years"): ((WITHHELD, WITHHELD), (WITHHELD, WITHHELD)),
    ("need", "autistic spectrum disorder"): ((2500, 16_000), (400, 44_000)),
    ("age", "under 5"): ((300, 6_000), (WITHHELD, WITHHELD)),
    ("age", "5 to 10"): ((2000, 10_000), (200, 35_000)),
    ("all", "all"): ((5500, 13_181.82), (700, 40_142.86)),
}


def _places(which: int) -> Rows:
    """Places (0) or average costs (1), in the area, outside it, and both together."""
    for (split, category), cells in PLACES.items():
        inside, outside = (cell[which] for cell in cells)
        yield DAY, split, category, "in the area", inside
        yield DAY, split, category, "outside the area", outside
        yield DAY, split, category, "all", _both(cells)[which]


def _both(cells: tuple[tuple[object, object], ...]) -> tuple[object, object]:
    if any(number is WITHHELD for number, _ in cells):
        return WITHHELD, WITHHELD
    number = sum(number for number, _ in cells)
    return number, sum(number * cost for number, cost in cells) / number


PAID = {"independent providers": 3_700_000.0, "top-ups": 2_600_000.0, "place funding": 350_000.0}


def _payments() -> Rows:
    """The same in each month of a year, a tenth more in the second; place funding once withheld."""
    for year, more, last in (("2024-25", 1.0, "2025-03"), ("2025-26", 1.1, "2026-03")):
        for kind, amount in PAID.items():
            for number, month in enumerate(months(last, 12)):
                is_kept = kind == "place funding" and number == 4
                yield month, kind, WITHHELD if is_kept else amount * more
            yield year, kind, 12 * amount * more


def published_shape(release: str = COUNCIL) -> dict[str, pd.DataFrame]:
    """A few published tables as the council's records have them, and what explains the plans."""
    rows: dict[str, Rows] = {
        "ehc_plans": [(2025, 7210), (2026, 8790)],
        "ehc_plans_by_need": [
            (2025, "autistic spectrum disorder", 2500),
            (2025, "visual impairment", WITHHELD),
        ],
        "requests": [(2024, "total", 1500), (2024, "refused", 250)],
        "new_plans": [(2024, 780)],
        "council_reconciliation": [
            (2026, "records of plans", 9000),
            (2026, "historical record", 120),
            (2026, "second record of the same child", 90),
            (2026, "age outside 0 to 25", 0),
            (2026, "plans counted", 8790),
            (2026, "counted, with one first placement and one primary need", 8790),
        ],
    }
    return {name: rows_of(name, of_table, release) for name, of_table in rows.items()}


def everything(release: str = COUNCIL) -> dict[str, pd.DataFrame]:
    """Every table of a council's own records; `records.py` next to a question's test has those that
    it alone reads.
    """
    whole = {**plans(release), **process(release), **money(release), **published_shape(release)}
    for file in sorted(Path(__file__).parent.glob("*/records.py")):
        whole |= import_module(f"tests.questions.{file.parent.name}.records").tables(release)
    return whole


def write_folder(home: Path, release: str = MADE_UP, published: str = "2026-11-30") -> Path:
    """A folder of protected tables inside `home`, as `hnb.load` reads what a person has taken in.

    Parameters
    ----------
    home : Path
        What `HNB_DATA` names.
    release : str
        What the tables are called.
    published : str
        The day of the records; earlier than the published tables, so that these are preferred.
    """
    folder = home / "council"
    folder.mkdir(parents=True)
    by_name = everything(release)
    for name, frame in by_name.items():
        blanks = frame.replace({"status": {"published": None}})
        blanks.assign(part=None, row=None, column=None).to_csv(folder / f"{name}.csv", index=False)
    is_made_up = release.startswith("made-up-")
    described = {
        "publisher": "Leicestershire County Council",
        "publication": "Records made up as an example"
        if is_made_up
        else "The council's own records",
        "published": published,
        "licence": "not published",
        "council": True,
        "files": [],
        "parts": [],
        "tables": [*by_name],
        "caveats": {"withheld": "Small numbers are withheld so that no child can be identified."},
    }
    (folder / "releases.yml").write_text(yaml.safe_dump({release: described}), encoding="utf-8")
    (folder / NAME).write_text(manifest_text(folder), encoding="utf-8")
    return folder

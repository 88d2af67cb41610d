"""Twelve questions answered twice: from the published tables with pandas, and from the printed text
of page one alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import pandas as pd

from hnb.domain.paths import published
from tests.questions.page_one.reread import Printed, growth, numbers

Answers = Mapping[str, object]
FEW = "too few"
UNKNOWN = "not known"
# spend on placements against the block, by hand: £73.6 million of £72.1 million in Leicestershire;
# in Newham and Warwickshire no spending is recorded in a setting with many plans
COST_MORE = {855: "yes", 316: UNKNOWN, 937: UNKNOWN, 420: FEW}
VALUES = ("plans", "people", "amount_gbp", "plans_issued", "neighbour_code")


@cache
def _table(name: str) -> pd.DataFrame:
    """A published table, of each row what was published last."""
    rows = pd.read_csv(published() / f"{name}.csv", low_memory=False).sort_values("release")
    value = next(column for column in rows if column in VALUES)
    return rows.drop_duplicates(list(rows.columns[: rows.columns.get_loc(value)]), keep="last")


def _neighbours(la_code: int) -> list[int]:
    rows = _table("statistical_neighbours")
    return rows[rows["la_code"].eq(la_code) & rows["vintage"].eq(2025)]["neighbour_code"].tolist()


def expected(la_code: int) -> Answers:
    """The answers, from the tables in data/published."""
    rates, plans = _rates()
    net = _by_year("net_high_needs", "financial_year", "amount_gbp")
    grown = 100 * (net["2024-25"] / net["2023-24"] - 1)
    deficits = _by_year("dsg_balances", "financial_year", "amount_gbp")["2023-24"].dropna()
    issued = _table("plan_timeliness")
    issued = issued[issued["exceptions"].eq("with exceptions") & issued["calendar_year"].eq(2024)]
    waits = issued.pivot_table(index="la_code", columns="wait", values="plans_issued")
    in_time, timed = (int(waits[wait][la_code]) for wait in ("within 20 weeks", "any"))
    near = [code for code in _neighbours(la_code) if code in deficits.index]
    is_few = plans[la_code] < 50
    told = {
        "more plans": _more(rates, la_code),
        "plans": int(plans[la_code]),
        "rate": round(rates[la_code], 1),
        "typical rate": round(rates.reindex(_neighbours(la_code)).median(), 1),
        "spending": round(net["2024-25"][la_code], -5),
        "grown": round(grown[la_code], 0 if abs(grown[la_code]) >= 1 else 1),
        "faster": _more(grown, la_code),
        "deficit": round(deficits[la_code], -5) if la_code in deficits.index else UNKNOWN,
        "neighbours in deficit": (int((deficits[near] > 0).sum()), len(near)),
        "in time": (in_time, timed),
        "more in time": _more(100 * waits["within 20 weeks"] / waits["any"], la_code),
        "cost more than the block": COST_MORE[la_code],
    }
    if is_few:
        told |= dict.fromkeys(("grown", "rate", "typical rate", "more plans", "faster"), FEW)
        told |= {"spending": net["2024-25"][la_code], "more in time": FEW}
    return {question: told[question] for question in QUESTIONS}


def _rates() -> tuple[pd.Series, pd.Series]:
    """Plans of January 2026 per 1,000 aged 0 to 17 of mid-2024, and the plans."""
    plans = _by_year("ehc_plans", "january", "plans")[2026]
    people = _table("population")
    people = people[people["age_group"].eq("0 to 17") & people["basis"].str.startswith("estimate")]
    people = people[people["mid_year"].eq(2024)].set_index("la_code")["people"]
    return 1000 * plans / people, plans


def _by_year(name: str, year: str, value: str) -> pd.DataFrame:
    return _table(name).pivot_table(index="la_code", columns=year, values=value)


def _more(values: pd.Series, la_code: int) -> str:
    """Whether a value is above the neighbours' upper quartile or below the lower; between them
    'same' where it is within a tenth or one point of their median, else the side of it.
    """
    others, value = values.reindex(_neighbours(la_code)).dropna(), values[la_code]
    low, median, high = others.quantile([0.25, 0.5, 0.75])
    if low <= value <= high and abs(value - median) <= max(median / 10, 1):
        return "same"
    return "yes" if value > median else "no"


QUESTIONS = (
    "more plans", "plans", "rate", "typical rate", "cost more than the block", "spending", "grown",
    "faster", "deficit", "neighbours in deficit", "in time", "more in time",
)  # fmt: skip


def read(rows: tuple[Printed, ...]) -> Answers:
    """The answers, from the text of page one."""
    plans, block, spending, deficit, time = (
        next(row for row in rows if words in row.question)
        for words in (
            "More plans than",
            "cost more than",
            "needs spending",
            "in deficit",
            "On time",
        )
    )
    is_few = _word(plans) == FEW
    counts = f"{time.when} {time.figure}"
    share = re.search(r"\(([\d,]+) of ([\d,]+)\)|([\d,]+) of ([\d,]+) plans?$", counts)
    near = re.search(r"(\d+) of (\d+) neighbours in deficit", deficit.others)
    return {
        "more plans": _word(plans),
        "plans": int(_first(plans.figure if is_few else plans.when.partition("(")[2])),
        "rate": FEW if is_few else _first(plans.figure),
        "typical rate": FEW if is_few else _first(plans.others),
        "cost more than the block": _word(block),
        "spending": round(_first(spending.figure)),
        "grown": FEW if is_few else growth(spending.figure)[0],
        "faster": _word(spending),
        "deficit": round(_first(deficit.figure)) if "£" in deficit.figure else _word(deficit),
        "neighbours in deficit": tuple(map(int, near.groups())) if near else (),
        "in time": tuple(int(n.replace(",", "")) for n in share.groups() if n) if share else (),
        "more in time": _word(time),
    }


def _word(row: Printed) -> str:
    """How an answer begins."""
    words = {"Yes": "yes", "No": "no", "About the same": "same", "Too few": FEW}
    if row.answer.startswith("Not known"):
        return UNKNOWN
    return next(word for begins, word in words.items() if row.answer.startswith(begins))


def _first(text: str) -> float:
    return numbers(text)[0]

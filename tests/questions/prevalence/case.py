"""A small made-up England of eight authorities, as it reads, turned into the tables that the models
take.
"""

from datetime import date
from functools import cache

import pandas as pd

from hnb.domain.areas import Authority
from hnb.domain.comparators import Ask, Comparators
from hnb.questions.prevalence import model as prevalence
from hnb.tables import Tables
from tests.comparison.case import plans, population

NAMES = {855: "Leicestershire", 850: "Hampshire", 860: "Staffordshire", 830: "Derbyshire", 931: "Oxfordshire",
         926: "Norfolk", 909: "Cumbria", 420: "Isles of Scilly"}  # fmt: skip
NEW = Comparators("statistical neighbours (2025 list)", (850, 860, 931), 2025)
OLD = Comparators("statistical neighbours (2021 list)", (926, 931, 850, 909, 830), 2021)


def ask(
    code: int = 855,
    january: int = 2025,
    comparators=(NEW, OLD),
    denominator: str = "0 to 17",
    **when,
) -> Ask:
    """One authority of the case."""
    who = Authority(code, NAMES[code], (), "East Midlands", **when)
    return Ask(who, january, "2023-24", comparators, denominator, names=NAMES)


def tables(population_table: pd.DataFrame | None = None, **levels) -> Tables:
    """Both tables by authority, and at other levels where they are given by `of_one`."""
    by_authority = (plans(), population() if population_table is None else population_table)
    return Tables(
        {
            (name, level): frame
            for level, frames in {"authority": by_authority, **levels}.items()
            for name, frame in zip(("ehc_plans", "population"), frames, strict=True)
        }
    )


@cache
def compared(code: int = 855, **asked) -> prevalence.Prevalence:
    """The whole answer, without England or a region."""
    return prevalence.answer(tables(), ask(code, **asked))


@cache
def whole(code: int = 855, **asked) -> prevalence.Prevalence:
    """The whole answer, with England and the region in January 2025."""
    england, region = of_one("england", 5000, 100000), of_one("region", 900, 20000)
    return prevalence.answer(tables(england=england, region=region), ask(code, **asked))


def of_one(level: str, count: int, people: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both tables at the level of England or a region, for January 2025."""
    key = {"region": "East Midlands"} if level == "region" else {}
    counted = pd.DataFrame(
        [{**key, "january": 2025, "plans": count, "status": "published", "release": "plans-1"}]
    )
    lived = {
        **key,
        "mid_year": 2024,
        "age_group": "0 to 17",
        "basis": "estimate before revision",
        "people": people,
    }
    return counted, pd.DataFrame([lived | {"status": "published", "release": "population-made-up"}])


CLOSED = date(2023, 4, 1)

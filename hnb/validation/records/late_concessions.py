"""Whether late plans and their costs are those that were planted, and how often ranges hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hnb.council.authority.definition import AuthorityDefinition
from hnb.council.example.council import MadeUpCouncil
from hnb.council.forum import ForumRecords
from hnb.council.forum.concessions import COSTS, declare, likely_ranges
from hnb.disclosure.population import Declared
from hnb.domain.comparators import Ask
from hnb.tables import Tables
from hnb.tables.records.late_concessions import (
    AFTER_REFUSAL,
    ANY,
    CONCEDED,
    HOURS,
    OVERTURNED,
    WITHOUT_REFUSAL,
)
from hnb.validation.goals import Goal
from hnb.validation.made_up import SEEDS, cells, exactly, numbers, trials, within

COST_WITHIN = 0.01
PLANTED = {
    CONCEDED: "conceded",
    OVERTURNED: "upheld",
    WITHOUT_REFUSAL: "without a refusal",
    HOURS: "hours raised on appeal",
}
FEWER = 3  # councils whose files are made late
REPEATS, CASES_A_YEAR = 2000, 40
COVERAGE = (0.93, 0.975)
DEAREST = 2 / 3  # of the children, those above it have no top-up yet, where the files are late
LATE_BY = pd.Timedelta(weeks=13)  # appeals that ended in these weeks are open still

Files = Mapping[str, pd.DataFrame]


def goals(tables: Tables, ask: Ask) -> tuple[Goal, ...]:
    """Those of a made-up council, whose true values are known."""
    return (*of_routes(), *of_ranges(), *of_late_files())


def _declared(council: MadeUpCouncil, frames: Files) -> Declared:
    authority = AuthorityDefinition(authority=council.authority.la_code)
    la_code = council.authority.la_code
    return declare(ForumRecords(lambda name: frames[name], la_code, council.as_at, authority))


@cache
def _every() -> tuple[Declared, ...]:
    """What is declared of each made-up council."""
    return tuple(_declared(trial.council, trial.council.frames) for trial in trials())


def _by_route(declared: Declared, table: str) -> Counter[str]:
    counts = cells(declared, table)
    return Counter({route: count for (_, route, band), count in counts.items() if band == ANY})


def _planted(route: str, what: str) -> float:
    """The true value of all councils together."""
    of = PLANTED[route]
    return sum(numbers(trial.council, "late_plans", of)[what] for trial in trials())


def of_routes() -> tuple[Goal, ...]:
    """Cases to the case, and what they cost within one per cent, of several councils together."""
    cases = sum((_by_route(declared, "council_late_cases") for declared in _every()), Counter())
    pence = sum((_by_route(declared, COSTS) for declared in _every()), Counter())
    judged = []
    for route in PLANTED:
        what = f"late plans: {route}, {len(SEEDS)} councils"
        judged += [
            exactly(f"{what}: cases", _planted(route, "cases"), cases[route]),
            within(f"{what}: cost, £", _planted(route, "gbp"), pence[route] / 100, COST_WITHIN),
        ]
    return tuple(judged)


def _amounts(every: tuple[Declared, ...]) -> NDArray[np.float64]:
    """What each plan after a refusal cost, of all councils."""
    rows = [
        population.rows
        for declared in every
        for population in declared.populations
        if population.name.startswith("cost of plans issued late")
    ]
    whole = pd.concat(rows, ignore_index=True)
    return whole.loc[whole["group"] == AFTER_REFUSAL, "amount_gbp"].to_numpy(float)


def _held(amounts: NDArray[np.float64], mean: float) -> tuple[float, float]:
    """How often the ranges of a case and of a year hold the truth, in years of cases drawn."""
    chance = np.random.default_rng(11)
    of_case, of_year = 0, 0
    for count in np.maximum(chance.poisson(CASES_A_YEAR, REPEATS), 2):
        drawn = chance.choice(amounts, count)
        ranges = likely_ranges(drawn)
        low, high = ranges["of a case"].scaled(drawn.mean())
        of_case += low <= mean <= high
        low, high = ranges["of a year"].scaled(drawn.sum())
        of_year += low <= CASES_A_YEAR * mean <= high
    return of_case / REPEATS, of_year / REPEATS


def of_ranges() -> tuple[Goal, ...]:
    """How often the likely ranges hold the true mean and the true cost of a year."""
    amounts = _amounts(_every())
    what = f"late plans: {REPEATS:,} years of about {CASES_A_YEAR} cases after a refusal"
    case, year = _held(amounts, float(amounts.mean()))
    low, high = COVERAGE
    return (
        Goal(f"{what}: ranges of a case that hold", case, low=low, high=high),
        Goal(f"{what}: ranges of a year that hold", year, low=low, high=high),
    )


def of_late_files() -> tuple[Goal, ...]:
    """The same where an assumption fails: files are late, which no answer can know of."""
    councils = [trial.council for trial in trials()[:FEWER]]
    dear = tuple(_declared(council, _without_the_dearest(council.frames)) for council in councils)
    true, amounts = _amounts(_every()[:FEWER]), _amounts(dear)
    case, year = _held(amounts, float(true.mean()))
    unended = tuple(_declared(council, _appeals_entered_late(council)) for council in councils)
    planted = sum(_conceded(declared) for declared in _every()[:FEWER])
    cases = sum(map(_conceded, unended))
    what = "late plans, top-ups of the dearest third not in the files"
    return (
        Goal(f"{what}: cost after a refusal, £", amounts.sum(), planted=true.sum()),
        Goal(f"{what}: ranges of a case that hold", case),
        Goal(f"{what}: ranges of a year that hold", year),
        Goal(
            "late plans, appeals of 13 weeks entered late: cases conceded", cases, planted=planted
        ),
    )


def _conceded(declared: Declared) -> int:
    return _by_route(declared, "council_late_cases")[CONCEDED]


def _without_the_dearest(frames: Files) -> Files:
    """The files without the top-ups of the children whose support costs most."""
    top_ups = frames["top_ups"]
    dear = top_ups["annual_amount_gbp"] > top_ups["annual_amount_gbp"].quantile(DEAREST)
    children, ledger = top_ups.loc[dear, "child"], frames["placement_ledger"]
    return {
        **frames,
        "top_ups": top_ups[~dear],
        "placement_ledger": ledger[~ledger["child"].isin(children)],
    }


def _appeals_entered_late(council: MadeUpCouncil) -> Files:
    """The files where appeals that ended lately are open still."""
    appeals = council.frames["appeals"]
    is_late = appeals["outcome_date"] > pd.Timestamp(council.as_at) - LATE_BY
    late = appeals.assign(
        outcome=appeals["outcome"].mask(is_late, "open"),
        outcome_date=appeals["outcome_date"].mask(is_late),
    )
    return {**council.frames, "appeals": late}

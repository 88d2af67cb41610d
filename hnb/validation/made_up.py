"""A made-up council's true values, and what is made of its rows, for the goals of each question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from hnb.council.costing.ledger import LedgerState, ledgers
from hnb.council.costing.pence import to_pence
from hnb.council.costing.steps import Settings, Steps, steps
from hnb.council.deriving.process import timed_cases
from hnb.council.deriving.records import plan_files, request_cases
from hnb.council.example.council import MadeUpCouncil, made_up_council
from hnb.council.example.truth.parameters import Parameters
from hnb.council.people import plans_and_process
from hnb.disclosure.population import Declared
from hnb.tables import table
from hnb.validation.goals import Goal

if TYPE_CHECKING:
    import pandas as pd

Key = tuple[str, ...]  # values of a table's key in its order, without the authority's
SEEDS = range(1, 7)  # of councils without faults, of which what is estimated is averaged
TRUE = Parameters()


@dataclass(frozen=True)
class Trial:
    """What is estimated from one made-up council without faults, and its true values.

    Parameters
    ----------
    council : MadeUpCouncil
        The council and its true values.
    cases : DataFrame
        Every request with its weeks, as `timed_cases` gives it.
    steps : Steps
        The steps from the ledger to the forecast outturn.
    """

    council: MadeUpCouncil
    cases: pd.DataFrame
    steps: Steps

    @property
    def money(self) -> Mapping[str, float]:
        """True sums of what placements cost."""
        return numbers(self.council, "money")


@cache
def with_faults() -> MadeUpCouncil:
    """The council of `hnb council example`, in whose files faults are planted."""
    return made_up_council()


@cache
def of_people() -> Declared:
    """What is made of the return of the council with faults."""
    council = with_faults()
    return plans_and_process(
        lambda layout: council.frames[layout], council.authority.la_code, council.as_at
    )


@cache
def trials() -> tuple[Trial, ...]:
    """A council without faults for each of `SEEDS`."""
    return tuple(_trial(seed) for seed in SEEDS)


def _trial(seed: int) -> Trial:
    no_faults = Parameters(faults=dict.fromkeys(TRUE.faults, 0.0))
    council = made_up_council(seed=seed, parameters=no_faults)
    files = plan_files(lambda layout: council.frames[layout])
    cases = request_cases(lambda layout: council.frames[layout], files.records)
    earlier, now = ledgers(
        [
            LedgerState(council.earlier, council.earlier_ledger),
            LedgerState(council.as_at, council.frames["placement_ledger"]),
        ]
    )
    return Trial(council, timed_cases(cases, council.as_at), steps(now, earlier, Settings()))


def numbers(council: MadeUpCouncil, *path: str) -> dict[str, float]:
    """Numbers of the council's truth at the end of a path of names."""
    part: object = council.truth
    for name in path:
        part = part[name] if isinstance(part, Mapping) else {}
    values = part.items() if isinstance(part, Mapping) else ()
    return {str(name): float(value) for name, value in values if isinstance(value, int | float)}


def references(council: MadeUpCouncil, fault: str, layout: str) -> list[str]:
    """Whose rows of a layout have a fault that was planted."""
    planted = council.truth["faults"]
    rows = planted.get(fault, ()) if isinstance(planted, Mapping) else ()
    return [row["reference"] for row in rows if row["layout"] == layout]


def cells(declared: Declared, name: str) -> Counter[Key]:
    """The cells of a table that are not empty: counts of rows, or sums in pence."""
    counts: Counter[Key] = Counter()
    for population in declared.populations:
        rows = population.rows
        values = to_pence(rows["amount_gbp"]) if population.value == "amount" else 1
        for tab in (tab for tab in population.tables if tab.table == name):
            columns = list(tab.by.values())
            weighted = rows[columns].assign(_value=values).dropna(subset=columns)
            by = [weighted[column].astype(str) for column in columns]
            sums = (
                weighted.groupby(by)["_value"].sum() if columns else {(): weighted["_value"].sum()}
            )
            for group, value in sums.items():
                categories = group if isinstance(group, tuple) else (group,)
                known = {**tab.fixed, **dict(zip(tab.by, map(str, categories), strict=True))}
                key = (str(known[column]) for column in table(name).key if column != "la_code")
                counts[tuple(key)] += int(value)
    return +counts


def last_of_key(counts: Counter[Key]) -> Counter[str]:
    """Cells of one day by the last value of their key."""
    by_last: Counter[str] = Counter()
    for key, count in counts.items():
        by_last[key[-1]] += count
    return by_last


def exactly(what: str, planted: float, recovered: float) -> Goal:
    """That the very value was recovered that was planted."""
    return Goal(what, recovered, low=planted, high=planted, planted=planted)


def within(what: str, planted: float, recovered: float, share: float) -> Goal:
    """That the recovered value is within a share of the planted one."""
    error = abs(planted) * share
    return Goal(what, recovered, low=planted - error, high=planted + error, planted=planted)


def agreement(
    what: str, planted: Mapping[str, int], recovered: Mapping[str, int]
) -> tuple[Goal, Goal]:
    """That a table has the planted values in all, and in every cell."""
    names = {name for counts in (planted, recovered) for name, count in counts.items() if count}
    agreeing = sum(planted.get(name, 0) == recovered.get(name, 0) for name in names)
    return (
        exactly(f"{what}, in all", sum(planted.values()), sum(recovered.values())),
        exactly(f"{what}, cells that agree", len(names), agreeing),
    )

"""Which groupings of a population's rows a reader can compare: its tables, and what joins them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from hnb.disclosure.population import Population

Columns = frozenset[str]


@dataclass(frozen=True)
class Levels:
    """Sets of columns by which rows are grouped.

    Parameters
    ----------
    tables : tuple of column sets
        By what each cross-tab is made, with the columns that follow from it; in their order.
    shared : frozenset of column sets
        What two tables have in common and no table shows.
    joint : column set, optional
        All the columns of tables that are linked in a circle (A by B, B by C, C by A): their
        cells limit one another through the table of all of them together.
    """

    tables: tuple[Columns, ...]
    shared: frozenset[Columns]
    joint: Columns | None

    @property
    def finest_first(self) -> list[Columns]:
        """Every set once, in an order in which none comes before a set that it is a part of."""
        every = {*self.tables, *self.shared} | ({self.joint} if self.joint is not None else set())
        return sorted(every, key=lambda columns: (-len(columns), sorted(columns)))

    def steps(self) -> list[tuple[Columns, Columns]]:
        """Pairs of a coarser set and a finer with none between them."""
        every = self.finest_first
        return [
            (coarse, fine)
            for coarse in every
            for fine in every
            if coarse < fine and not any(coarse < other < fine for other in every)
        ]


def levels_of(population: Population) -> Levels:
    """The groupings of a population that its tables show or imply.

    Notes
    -----
    Where tables are linked in no circle, margins that agree two by two are those of some table of
    whole numbers (Atserias and Kolaitis 2021), so that shared margins are all that need be added.
    """
    tables = tuple(with_implied(tab.by.values(), population.implied) for tab in population.tables)
    joint = frozenset().union(*linked_in_a_circle(tables)) or None
    every = {*tables} | ({joint} if joint else set())
    shared: set[Columns] = set()
    while more := {one & other for one, other in combinations(every | shared, 2)} - every - shared:
        shared |= more
    return Levels(tables, frozenset(shared), None if joint in tables else joint)


def with_implied(columns: Iterable[str], implied: Mapping[str, str]) -> Columns:
    """The columns and those that follow from them."""
    closed = set(columns)
    waiting = list(closed)
    while waiting:
        follows = implied.get(waiting.pop())
        if follows and follows not in closed:
            closed.add(follows)
            waiting.append(follows)
    return frozenset(closed)


def linked_in_a_circle(tables: Iterable[Columns]) -> set[Columns]:
    """What is left of sets of columns when columns of one set alone, and sets within another, are
    taken away until nothing changes (Graham, and Yu and Özsoyoğlu); nothing where there is no
    circle.
    """
    left = set(tables)
    while True:
        lonely = {column for columns in left for column in columns if _sets_with(column, left) == 1}
        reduced = {columns - lonely for columns in left}
        reduced = {columns for columns in reduced if not any(columns < other for other in reduced)}
        if reduced == left:
            return {columns for columns in left if columns}
        left = reduced


def _sets_with(column: str, sets: Iterable[Columns]) -> int:
    return sum(column in columns for columns in sets)

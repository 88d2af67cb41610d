"""How closely the withheld cells of papers can be told: linear and integer programming."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.disclosure.attacks.sheets import Cell


@dataclass(frozen=True)
class Identity:
    """What a reader knows: a sum of cells lies between two numbers."""

    terms: Mapping[Cell, float]
    why: str
    low: float = 0.0
    high: float = 0.0

    def holds(self, values: Mapping[Cell, float]) -> bool:
        """Whether it is so in truth (or cannot be told, where a true value is not known)."""
        if any(cell not in values for cell in self.terms):
            return True
        total = sum(factor * values[cell] for cell, factor in self.terms.items())
        slack = 1e-6 + 1e-9 * sum(abs(values[cell]) for cell in self.terms)
        return self.low - slack <= total <= self.high + slack

    def within(self, margin: float) -> Identity:
        """The same, known to within a margin."""
        return Identity(self.terms, self.why, self.low - margin, self.high + margin)


@dataclass(frozen=True)
class Range:
    """What a withheld cell may be, and what was combined to tell."""

    low: float
    high: float
    why: tuple[str, ...] = ()


class Puzzle:
    """Cells that are shown, cells that are withheld, and what is known of their sums."""

    def __init__(
        self,
        cells: Mapping[Cell, float | None],
        identities: Iterable[Identity],
        lowest: Mapping[Cell, float] | None = None,
    ) -> None:
        self.shown = {cell: value for cell, value in cells.items() if value is not None}
        self.withheld = {cell for cell, value in cells.items() if value is None}
        self.lowest = dict(lowest or {})
        self.rows: list[Identity] = [self._without_shown(identity) for identity in identities]
        self.rows = [row for row in self.rows if row.terms]
        self.by_cell: dict[Cell, list[Identity]] = {}
        for row in self.rows:
            for cell in row.terms:
                self.by_cell.setdefault(cell, []).append(row)
        self._parts: dict[Cell, _Part] = {}

    def _without_shown(self, identity: Identity) -> Identity:
        terms = {cell: by for cell, by in identity.terms.items() if cell not in self.shown}
        known = sum(
            by * self.shown[cell] for cell, by in identity.terms.items() if cell in self.shown
        )
        return Identity(terms, identity.why, identity.low - known, identity.high - known)

    def range_of(self, cell: Cell, *, whole: bool = True) -> Range:
        """The least and the most that a withheld cell may be, with all that is known."""
        if cell not in self.by_cell:
            return Range(self.lowest.get(cell, 0.0), math.inf)
        part = self._parts.get(cell) or self._part(cell)
        return part.range_of(cell, whole=whole)

    def _part(self, cell: Cell) -> _Part:
        """The withheld cells that hang together with one, and what is known of them."""
        cells, rows, waiting = {cell}, dict[int, Identity](), [cell]
        while waiting:
            for row in self.by_cell[waiting.pop()]:
                rows[id(row)] = row
                fresh = set(row.terms) - cells
                cells |= fresh
                waiting.extend(fresh)
        part = _Part(sorted(cells, key=str), list(rows.values()), self.lowest)
        self._parts |= dict.fromkeys(cells, part)
        return part


class _Part:
    """A system of its own, solved for one cell at a time."""

    def __init__(
        self, cells: list[Cell], rows: list[Identity], lowest: Mapping[Cell, float]
    ) -> None:
        self.number = {cell: place for place, cell in enumerate(cells)}
        self.matrix = np.zeros((len(rows), len(cells)))
        for line, row in enumerate(rows):
            for cell, factor in row.terms.items():
                self.matrix[line, self.number[cell]] += factor
        self.limits = LinearConstraint(
            self.matrix, [row.low for row in rows], [row.high for row in rows]
        )
        self.bounds = Bounds([lowest.get(cell, 0.0) for cell in cells], np.inf)
        self.why = tuple(sorted({row.why for row in rows}))

    def range_of(self, cell: Cell, *, whole: bool) -> Range:
        place = self.number[cell]
        ends = [self._end(place, sign, whole=whole) for sign in (1, -1)]
        return Range(ends[0], ends[1], self.why)

    def _end(self, place: int, sign: int, *, whole: bool) -> float:
        goal = np.zeros(self.matrix.shape[1])
        goal[place] = sign
        answer = milp(
            goal,
            constraints=self.limits,
            bounds=self.bounds,
            integrality=np.full(len(goal), int(whole)),
            options={"time_limit": 5},
        )
        if answer.status == 2:
            raise NoSuchCouncil
        if answer.status == 0:
            return float(round(sign * answer.fun)) if whole else float(sign * answer.fun)
        if answer.status == 1 and answer.mip_dual_bound is not None:
            return sign * float(answer.mip_dual_bound)  # time ran out: never too close
        return -sign * math.inf


class NoSuchCouncil(Exception):
    """What the attacker takes to be known contradicts itself."""

"""An attacker who has the released frames alone: what each withheld count can be, to the last unit.

It shares no code with the planner. Its unknowns are the children in each combination of every
category that it has seen (not the cells of tables), so that it also has whatever the tables imply
together; its answers are the least and the most by integer programming.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

NOT_CATEGORIES = {"status"}


@dataclass(frozen=True)
class Seen:
    """A released table and what its key columns are of: `{"age": "band"}`; others are the same in
    every row.
    """

    frame: pd.DataFrame
    dimensions: Mapping[str, str]
    value: str


class Attacker:
    """What is known of one population from its tables.

    `follows` says which dimension each category of another is in: `{"placement": "group"}`, learnt
    from a table that has both. A withheld count is at least 1, unless zeros are withheld, a count
    that it is a part of is withheld too, or every count of its row, column or group is. Of amounts it knows that none is below zero.
    """

    def __init__(
        self,
        tables: Sequence[Seen],
        follows: Mapping[str, str] | None = None,
        zeros_are_withheld: bool = False,
        of_amounts: bool = False,
    ):
        self.follows = follows or {}
        self.parents = {
            child: _pairs(tables, child, parent) for child, parent in self.follows.items()
        }
        names = sorted({name for seen in tables for name in seen.dimensions.values()})
        self.free = [name for name in names if name not in self.follows.values()]
        domains = [_domain(tables, name) for name in self.free]
        self.combinations = [
            self._with_parents(dict(zip(self.free, c, strict=True))) for c in product(*domains)
        ]
        self.masks: dict[tuple[int, int], np.ndarray] = {}
        self.values: dict[tuple[int, int], float | None] = {}
        absent = []
        for number, seen in enumerate(tables):
            covered = np.zeros(len(self.combinations), dtype=bool)
            rows = seen.frame.to_dict("records")
            for place, row in enumerate(rows):
                mask = np.array(
                    [
                        all(c[dimension] == row[key] for key, dimension in seen.dimensions.items())
                        for c in self.combinations
                    ]
                )
                self.masks[number, place] = mask
                shown = row["status"] == "published"
                self.values[number, place] = float(row[seen.value]) if shown else None
                covered |= mask
            absent.append(~covered)
        self.absent = np.any(absent, axis=0) if absent else np.zeros(0, dtype=bool)
        self.may_be_zero = zeros_are_withheld or of_amounts
        self.is_whole = not of_amounts

    def _with_parents(self, combination: dict[str, str]) -> dict[str, str]:
        for child, parent in self.follows.items():
            if child in combination:
                combination[parent] = self.parents[child][combination[child]]
        return combination

    def _least(self, cell: tuple[int, int]) -> int:
        if self.may_be_zero:
            return 0
        mask = self.masks[cell]
        is_part = any(
            self.values[other] is None
            and (self.masks[other] & mask).sum() == mask.sum()
            and self.masks[other].sum() > mask.sum()
            for other in self.masks
        )
        return 0 if is_part or self._is_in_a_withheld_line(cell) else 1

    def _is_in_a_withheld_line(self, cell: tuple[int, int]) -> bool:
        """Whether every count of a row, a column or a group of its table is withheld."""
        number, mask = cell[0], self.masks[cell]
        where = [c for c, is_in in zip(self.combinations, mask, strict=True) if is_in]
        for name in where[0] if where else ():
            categories = {c[name] for c in where}
            line = np.array([c[name] in categories for c in self.combinations])
            others = [other for other in self.masks if other[0] == number and other != cell]
            inside = [other for other in others if not np.any(self.masks[other] & ~line)]
            is_withheld = all(self.values[other] is None for other in inside)
            if len(categories) == 1 and inside and is_withheld:
                return True
        return False

    def equations(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rows, and the least and the most that they come to."""
        rows, least, most = [], [], []
        for cell, mask in self.masks.items():
            value = self.values[cell]
            rows.append(mask.astype(float))
            least.append(self._least(cell) if value is None else value)
            most.append(np.inf if value is None else value)
        return np.array(rows), np.array(least), np.array(most)

    def range_of(self, mask: np.ndarray) -> tuple[float, float]:
        """The least and the most children that there can be in some combinations."""
        return extremes(mask.astype(float), [self])


def extremes(
    aim: np.ndarray,
    attackers: Sequence[Attacker],
    links: Sequence[tuple[np.ndarray, float]] = (),
) -> tuple[float, float]:
    """Least and most of a sum over the combinations of several populations, one after another, with
    further equations over all of them.
    """
    sizes = [len(attacker.combinations) for attacker in attackers]
    rows, least, most = [], [], []
    for number, attacker in enumerate(attackers):
        matrix, low, high = attacker.equations()
        before, after = sum(sizes[:number]), sum(sizes[number + 1 :])
        rows.append(np.pad(matrix, ((0, 0), (before, after))))
        least.append(low)
        most.append(high)
    for row, value in links:
        rows.append(row[None, :])
        least.append([value])
        most.append([value])
    limits = LinearConstraint(np.vstack(rows), np.concatenate(least), np.concatenate(most))
    upper = np.where(np.concatenate([a.absent for a in attackers]), 0, np.inf)
    is_whole = np.repeat([attacker.is_whole for attacker in attackers], sizes).astype(int)
    ends = []
    for sign in (1, -1):
        result = milp(sign * aim, integrality=is_whole, bounds=Bounds(0, upper), constraints=limits)  # fmt: skip
        if result.x is None and _is_unbounded(sign * aim, limits, upper):
            ends.append(sign * -np.inf)
            continue
        assert result.x is not None, f"the attacker's equations contradict: {result.message}"
        ends.append(float(aim @ result.x))
    return ends[0], ends[1]


def _is_unbounded(aim: np.ndarray, limits: LinearConstraint, upper: np.ndarray) -> bool:
    is_below, is_above = np.isfinite(limits.lb), np.isfinite(limits.ub)
    matrix = np.vstack([-limits.A[is_below], limits.A[is_above]])
    most = np.concatenate([-limits.lb[is_below], limits.ub[is_above]])
    return linprog(aim, A_ub=matrix, b_ub=most, bounds=[(0, end) for end in upper]).status == 3


def _domain(tables: Sequence[Seen], name: str) -> list[str]:
    return sorted(
        {
            category
            for seen in tables
            for key, dimension in seen.dimensions.items()
            if dimension == name
            for category in seen.frame[key]
        }
    )


def _pairs(tables: Sequence[Seen], child: str, parent: str) -> dict[str, str]:
    for seen in tables:
        keys = {dimension: key for key, dimension in seen.dimensions.items()}
        if child in keys and parent in keys:
            return dict(zip(seen.frame[keys[child]], seen.frame[keys[parent]], strict=True))
    return {}

"""Which cells to withhold besides the small ones, so that nobody can work those out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hnb.disclosure.solve import Problem, agrees, fewest, other_table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from hnb.disclosure.knowledge import Need

MOST_TOGETHER = 2_000  # unknowns of all needs in one search, which then is for the very fewest
NEAR, FAR = 1.0, 20.0  # by how many times what is needed another cell may differ


@dataclass
class Protection:
    """What is withheld of one problem as it grows, with a table for every need that is met.

    Parameters
    ----------
    free : array
        Unknowns that a reader does not have: in no table, or withheld.
    added : array
        Those that are withheld only to protect others.
    tables : dict
        For each need that is met, how a table that a reader cannot exclude differs from the true.
    """

    problem: Problem
    free: NDArray[np.bool_]
    added: NDArray[np.bool_]
    tables: dict[Need, NDArray[np.float64]] = field(default_factory=dict)

    def unmet(self, needs: Iterable[Need]) -> list[Need]:
        """Needs for which there is no table yet that a reader cannot exclude."""
        return [need for need in needs if not self.is_met(need)]

    def is_met(self, need: Need) -> bool:
        """Whether there is such a table: one that serves, or one that is looked for."""
        problem = self.problem
        wanted = need.target - problem.values[need.place]
        for table in (self.tables.get(need), *self.tables.values()):
            if table is None or abs(table[need.place] - wanted) > abs(wanted) / 1e6:
                continue
            if agrees(problem, need, table, self.free):
                self.tables[need] = table
                return True
        new = other_table(problem, need, self.free)
        if new is None:
            self.tables.pop(need, None)
            return False
        self.tables[need] = new
        return True

    def withhold(self, places: NDArray[np.intp] | NDArray[np.bool_]) -> None:
        """Withhold more cells."""
        import numpy as np

        more = np.zeros(len(self.free), dtype=bool)
        more[places] = True
        more &= self.problem.is_candidate & ~self.free
        self.added |= more
        self.free |= more


def protect(problem: Problem, withheld: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], list[Need]]:
    """Withhold the fewest cells such that every need is met.

    Parameters
    ----------
    problem : Problem
        Unknowns, equations and needs.
    withheld : array
        What is withheld by the rules.

    Returns
    -------
    array, list of needs
        What is withheld in the end, and the needs that are not met with everything withheld:
        what was released before gives them away.

    Notes
    -----
    Small problems are solved for all needs at once, to the fewest cells; others a need at a time,
    the widest first, after which each cell is shown again that no need turns out to want. Where a
    search fails, whole tables are withheld.
    """
    import numpy as np

    protection = Protection(
        problem, free=problem.is_hidden | withheld, added=np.zeros(len(withheld), dtype=bool)
    )
    needs = sorted(problem.needs, key=lambda need: (-_width(problem, need), need.place))
    unmet = protection.unmet(needs)
    unknowns = int(np.sum(problem.is_candidate | protection.free))
    if unmet and len(unmet) * unknowns <= MOST_TOGETHER:
        _search(protection, unmet)
    for need in needs:
        if not protection.is_met(need):
            _search(protection, [need])
    for need in needs:
        if not protection.is_met(need):
            _withhold_tables(protection, need)
    if protection.problem is problem:  # else zeros are withheld, and everything with them
        _show_again(protection, needs)
    return withheld | protection.added, protection.unmet(needs)


def _width(problem: Problem, need: Need) -> float:
    return abs(need.target - float(problem.values[need.place]))


def _search(protection: Protection, needs: Sequence[Need]) -> None:
    """Withhold the fewest more cells that meet all the needs; none where that cannot be found."""
    for reach in (NEAR, FAR):
        places = fewest(protection.problem, needs, protection.free, reach=reach)
        if places is not None:
            protection.withhold(places)
            return


def _withhold_tables(protection: Protection, need: Need) -> None:
    """Withhold the tables of a cell, or else everything that is linked with it, zeros last."""
    import numpy as np

    problem = protection.problem
    in_its_tables = np.array([bool(names & problem.tables[need.place]) for names in problem.tables])
    for places in (in_its_tables, np.ones(len(problem.tables), dtype=bool)):
        protection.withhold(places)
        if protection.is_met(need):
            return
    is_bounded = np.isfinite(problem.room_below)
    protection.problem = replace(
        problem,
        is_candidate=problem.is_candidate | problem.is_zero,
        room_below=np.where(is_bounded, np.maximum(problem.values, 0), problem.room_below),
    )
    protection.withhold(problem.is_zero)


def _show_again(protection: Protection, needs: Sequence[Need]) -> None:
    """Show each cell again, the largest first, without which every need is still met."""
    import numpy as np

    problem = protection.problem
    met = [need for need in needs if need in protection.tables]
    added = np.flatnonzero(protection.added)
    for place in added[np.lexsort((added, -np.abs(problem.values[added])))]:
        before = dict(protection.tables)
        protection.free[place] = False
        touched = [need for need in met if protection.tables[need][place] != 0]
        if all(protection.is_met(need) for need in touched):
            protection.added[place] = False
            continue
        protection.free[place] = True
        protection.tables = before

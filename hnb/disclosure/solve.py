"""Tables that agree with all that is shown, and the fewest cells to withhold so that there are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hnb.disclosure.knowledge import Knowledge, Need

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

MOST_SECONDS = 20  # of a search; its nodes end it sooner, alike on every machine
MOST_NODES = 1_000
PREFERENCE = 0.001  # of a small cell over a large, where as many are lost


@dataclass(frozen=True)
class Problem:
    """One connected part of what a reader knows, as arrays by unknown.

    Parameters
    ----------
    equations : sparse matrix
        Equation × unknown; a reader's table differs from the true by something that it sends to 0.
    values, room_below : arrays
        The true values, and by how much less a reader thinks that they may be.
    is_whole : array
        Whether only whole numbers come into question.
    is_hidden, is_candidate, is_zero : arrays
        Whether an unknown is in no table, whether its cells may yet be withheld, and whether they
        are zeros that are shown.
    cells : array
        As how many cells it counts where it is lost.
    tables : tuple of sets
        Tables in which it is shown.
    needs : tuple of needs
        What must stay possible.
    """

    equations: csr_array
    values: NDArray[np.float64]
    room_below: NDArray[np.float64]
    is_whole: NDArray[np.bool_]
    is_hidden: NDArray[np.bool_]
    is_candidate: NDArray[np.bool_]
    is_zero: NDArray[np.bool_]
    cells: NDArray[np.float64]
    tables: tuple[frozenset[str], ...]
    needs: tuple[Need, ...]

    def scale(self, need: Need) -> float:
        """Units in which differences are counted: amounts vary from pounds to millions."""
        return 1.0 if self.is_whole.any() else abs(need.target - self.values[need.place])


def problems_of(knowledge: Knowledge) -> list[tuple[Problem, NDArray[np.intp]]]:
    """The connected parts in which something needs protection, with the places of unknowns."""
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    if not knowledge.needs:
        return []
    terms = [(row, *term) for row, equation in enumerate(knowledge.equations) for term in equation]
    rows, signs, columns = np.array(terms or [(0, 0, 0)]).T
    shape = (max(len(knowledge.equations), 1), len(knowledge.unknowns))
    matrix = csr_array((signs.astype(float), (rows, columns)), shape=shape)
    links = csr_array(abs(matrix).T @ abs(matrix))
    _, component = connected_components(links, directed=False)
    problems = []
    for number in sorted({int(component[need.place]) for need in knowledge.needs}):
        places = np.flatnonzero(component == number)
        inside = matrix[:, places]
        inside = inside[np.flatnonzero(abs(inside).sum(axis=1)), :]
        problems.append((_problem(knowledge, inside, places), places))
    return problems


def _problem(knowledge: Knowledge, matrix: csr_array, places: NDArray[np.intp]) -> Problem:
    import numpy as np

    unknowns = [knowledge.unknowns[place] for place in places]
    values = np.array([unknown.sums.value for unknown in unknowns], dtype=np.float64)
    is_whole = np.array([unknown.is_count for unknown in unknowns])
    lowest = (is_whole & ~_among(places, knowledge.may_be_zero)).astype(np.float64)
    lowest[[unknown.may_be_negative for unknown in unknowns]] = -np.inf
    is_open = ~_among(places, knowledge.known)
    is_in_a_table = np.array([bool(unknown.cells) for unknown in unknowns])
    return Problem(
        equations=matrix,
        values=values,
        room_below=np.maximum(values - lowest, 0),
        is_whole=is_whole,
        is_hidden=is_open & ~is_in_a_table,
        is_candidate=is_open & is_in_a_table & ~_among(places, knowledge.withheld),
        is_zero=_among(places, knowledge.zeros),
        cells=np.array([unknown.weight for unknown in unknowns], dtype=np.float64),
        tables=tuple(frozenset(key[0] for key in unknown.cells) for unknown in unknowns),
        needs=_needs_at(knowledge.needs, places),
    )


def _needs_at(needs: Sequence[Need], places: NDArray[np.intp]) -> tuple[Need, ...]:
    """Needs of some places, each once, by their position among them."""
    local = {int(place): position for position, place in enumerate(places)}
    there = {Need(local[need.place], need.target) for need in needs if need.place in local}
    return tuple(sorted(there, key=lambda need: (need.place, need.target)))


def _among(places: NDArray[np.intp], some: Collection[int]) -> NDArray[np.bool_]:
    import numpy as np

    return np.isin(places, sorted(some))


def agrees(
    problem: Problem, need: Need, difference: NDArray[np.float64], free: NDArray[np.bool_]
) -> bool:
    """Whether a difference from the true table is one that a reader cannot exclude, and has the
    value needed: worked out afresh, not taken from the solver.
    """
    import numpy as np

    tolerance = 1e-6 * problem.scale(need)
    wanted = need.target - problem.values[need.place]
    return bool(
        np.all(np.abs(problem.equations @ difference) <= tolerance)
        and np.all(np.abs(difference[~free]) <= 0)
        and np.all(difference >= -problem.room_below - tolerance)
        and np.all(difference[problem.is_whole] == np.rint(difference[problem.is_whole]))
        and abs(difference[need.place] - wanted) <= tolerance
    )


def other_table(
    problem: Problem, need: Need, free: NDArray[np.bool_]
) -> NDArray[np.float64] | None:
    """How a table with the value needed differs from the true one, where only some unknowns may.

    None where there is no such table, or none was found in time.
    """
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    if not free[need.place]:
        return None
    columns = np.flatnonzero(free)
    inside = problem.equations[:, columns]
    inside = inside[np.flatnonzero(abs(inside).sum(axis=1)), :]
    scale = problem.scale(need)
    lower, upper = -problem.room_below[columns] / scale, np.full(len(columns), np.inf)
    position = int(np.searchsorted(columns, need.place))
    wanted = (need.target - problem.values[need.place]) / scale
    if wanted < lower[position] - 1e-9:
        return None
    lower[position] = upper[position] = wanted
    constraints = [LinearConstraint(inside, 0, 0)] if inside.shape[0] else []
    result = milp(
        np.zeros(len(columns)),
        integrality=problem.is_whole[columns].astype(int),
        bounds=Bounds(lower, upper),
        constraints=constraints,
        options={"time_limit": MOST_SECONDS, "node_limit": MOST_NODES},
    )
    if result.x is None:
        return None
    difference = np.zeros(len(problem.values))
    difference[columns] = result.x * scale
    whole = problem.is_whole
    difference[whole] = np.rint(difference[whole])
    return difference if agrees(problem, need, difference, free) else None


def fewest(
    problem: Problem, needs: Sequence[Need], free: NDArray[np.bool_], *, reach: float
) -> NDArray[np.intp] | None:
    """The fewest candidates to withhold so that there is a table for each need.

    Parameters
    ----------
    needs : sequence of needs
        Each of a place that is free.
    free : array
        Unknowns that are hidden or withheld already.
    reach : float
        By how many times what is needed a candidate may differ: the smaller, the quicker.

    Returns
    -------
    array or None
        Their places; None where there are none, or none was found in time.

    Notes
    -----
    A binary for each candidate, and for each need a table that differs from the true one only where
    something is withheld: Fischetti and Salazar (2001), with their attackers' problems written out.
    """
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import block_diag, csr_array, hstack, vstack

    candidates = np.flatnonzero(problem.is_candidate & ~free)
    if not len(candidates):
        return None
    columns = np.flatnonzero(problem.is_candidate | free)
    pick = csr_array(np.eye(len(problem.values))[candidates][:, columns])
    equations = problem.equations[:, columns]
    by_need = [_limits(problem, need, columns, candidates, reach=reach) for need in needs]
    of_tables = block_diag([vstack([equations, pick, -pick])] * len(needs), format="csr")
    of_binaries = vstack([limits.binaries(equations.shape[0]) for limits in by_need])
    at_least = np.full(of_tables.shape[0], -np.inf)
    height = equations.shape[0] + 2 * len(candidates)
    at_least[np.arange(len(at_least)) % height < equations.shape[0]] = 0
    share = np.abs(problem.values[candidates]) / (np.abs(problem.values).max() or 1.0)
    cost = problem.cells[candidates] * (1 + PREFERENCE * share)
    whole = np.tile(problem.is_whole[columns], len(needs))
    result = milp(
        np.concatenate([np.zeros(len(whole)), cost]),
        integrality=np.concatenate([whole, np.ones(len(candidates))]).astype(int),
        bounds=Bounds(
            np.concatenate([*(limits.low for limits in by_need), np.zeros(len(candidates))]),
            np.concatenate([*(limits.high for limits in by_need), np.ones(len(candidates))]),
        ),
        constraints=LinearConstraint(hstack([of_tables, of_binaries], format="csr"), at_least, 0),
        options={"time_limit": MOST_SECONDS, "node_limit": MOST_NODES},
    )
    return None if result.x is None else candidates[result.x[-len(candidates) :] > 0.5]


@dataclass(frozen=True)
class _Limits:
    """By how much a table may differ from the true one, and candidates by how much if withheld."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    less: NDArray[np.float64]
    more: NDArray[np.float64]

    def binaries(self, equations: int) -> csr_array:
        """What a candidate's being withheld allows, in the rows of one table."""
        from scipy.sparse import csr_array, diags_array, vstack

        none = csr_array((equations, len(self.more)))
        return vstack([none, -diags_array(self.more), -diags_array(self.less)])


def _limits(
    problem: Problem,
    need: Need,
    columns: NDArray[np.intp],
    candidates: NDArray[np.intp],
    *,
    reach: float,
) -> _Limits:
    import numpy as np

    scale = problem.scale(need)
    wanted = (need.target - problem.values[need.place]) / scale
    most = abs(wanted) * reach
    low, high = -problem.room_below[columns] / scale, np.full(len(columns), np.inf)
    is_candidate = np.isin(columns, candidates)
    low[is_candidate] = np.maximum(low[is_candidate], -most)
    high[is_candidate] = most
    less = -low[is_candidate]
    low[columns == need.place] = high[columns == need.place] = wanted
    return _Limits(low, high, less=less, more=np.full(len(candidates), most))

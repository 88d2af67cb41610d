"""Placements that have started but are not yet in the ledger, from how late others appeared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hnb.domain.errors import Place, SourceError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from hnb.council.costing.ledger import Ledger

LONGEST = 366  # days after its start within which a placement is taken to have appeared
DRAWS = 4_000
LIKELY = (0.025, 0.975)
ALIKE = 0.5  # share of placements that the earlier ledger has too; with fewer they are of others
ENOUGH = 20  # placements by which that is told
SEED = 20260401


@dataclass(frozen=True)
class Delays:
    """How late placements appear: of those seen by an age, how many had been seen a step earlier.

    Parameters
    ----------
    step : int
        Days between the two ledgers.
    seen, late : ndarray
        Placements in the earlier ledger, and those that only the later has, by age at the earlier
        ledger in whole steps.
    """

    step: int
    seen: NDArray[np.float64]
    late: NDArray[np.float64]

    @property
    def shares(self) -> NDArray[np.float64]:
        """Share of placements that the later ledger has, by age at it in whole steps.

        The one placement more makes its inverse, by which placements are multiplied, right on
        average.
        """
        return _from_last_to_first((self.seen + 1) / (self.seen + self.late + 1))

    def drawn(self, draws: np.random.Generator, number: int) -> NDArray[np.float64]:
        """Shares as they might as well be, given so few placements: draw by age."""
        import numpy as np

        some = self.late > 0
        had_been_seen = np.ones((number, len(self.late)))
        size = (number, some.sum())
        had_been_seen[:, some] = draws.beta(self.seen[some] + 1, self.late[some], size=size)
        return _from_last_to_first(had_been_seen)


def _from_last_to_first(factors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Products of each factor and all those of later ages."""
    import numpy as np

    return np.flip(np.cumprod(np.flip(factors, -1), -1), -1)


@dataclass(frozen=True)
class Backlog:
    """Cost in the year of placements not yet in the ledger.

    Parameters
    ----------
    weights : ndarray
        By row of the ledger, placements not yet seen for each like it that is.
    low, high : int
        Range that covers their cost in 95 of 100 such ledgers, pence.
    """

    weights: NDArray[np.float64]
    low: int
    high: int


def backlog(later: Ledger, earlier: Ledger, cost: NDArray[np.int64]) -> Backlog:
    """What has started and is not yet in the ledger.

    Parameters
    ----------
    later, earlier : Ledger
        Two states of the ledger, with children and providers numbered alike.
    cost : ndarray
        Cost in the year of each row of the later one, pence.

    Returns
    -------
    Backlog
        A weight for each row, and the range of the whole.

    Raises
    ------
    SourceError
        The earlier ledger has few of the placements that it should: its references, or its names
        of providers, are others.

    Notes
    -----
    Chain ladder in reversed time, as for reporting delays of right-truncated data (Kalbfleisch and
    Lawless 1989, J. Am. Statist. Assoc. 84, 360-372). A placement (a child at a provider) that
    started before the earlier ledger and that only the later one has was late. The share seen by
    an age is the product, over later ages, of the share of placements that had been seen a step
    earlier; each placement stands for one over that share, so that the estimate is a sum over
    children. Delays are taken to be alike in every line, in every month, and none to be longer than
    a year. Unseen placements cost what those seen of the same age cost. Range: the shares are drawn
    from beta distributions, the placements unseen from negative binomial ones, their costs from the
    mean and spread of those seen.
    """
    import numpy as np

    step = later.as_at - earlier.as_at
    pairs = _pairs(later)
    first = later.rows["start"].groupby(pairs).transform("min").to_numpy()
    weights = np.zeros(len(later.rows))
    recent = np.flatnonzero((first <= later.as_at) & (first > later.as_at - LONGEST))
    placements, row_of = np.unique(pairs[recent], return_index=True)
    delays = _delays(
        ages=earlier.as_at - first[recent][row_of],
        was_there=np.isin(placements, _pairs(earlier)),
        step=step,
    )
    _refuse_unlike(delays)
    age = (later.as_at - first[recent]) // step
    weights[recent] = 1 / delays.shares[age] - 1
    costs = np.zeros(len(placements))
    np.add.at(costs, np.searchsorted(placements, pairs[recent]), cost[recent])
    low, high = _range(delays, ages=age[row_of], costs=costs)
    return Backlog(weights, low, high)


def _refuse_unlike(delays: Delays) -> None:
    """Refuse to learn from an earlier ledger that is not of the same placements."""
    seen, late = delays.seen.sum(), delays.late.sum()
    if seen + late < ENOUGH or seen >= ALIKE * (seen + late):
        return
    raise SourceError(
        Place(file="placement_ledger"),
        found="the earlier extract has less than half of the placements that had begun by its day "
        "and that the later one has",
        expected="the same references and names of providers in both: correct one and add it with "
        "--replace, or set the earlier aside with `hnb council forget placement_ledger --before`",
        after="No table was made.",
    )


def _pairs(ledger: Ledger) -> NDArray[np.int64]:
    """A number for each child at a provider."""
    import numpy as np

    child, provider = ledger.rows["child"].cat, ledger.rows["contributor"].cat
    codes = child.codes.to_numpy().astype(np.int64)
    return codes * len(provider.categories) + provider.codes.to_numpy()


def _delays(ages: NDArray[np.int64], was_there: NDArray[np.bool_], step: int) -> Delays:
    import numpy as np

    had_started = ages >= 0
    seen, late = (
        np.bincount(ages[had_started & mask] // step, minlength=LONGEST // step + 1).astype(float)
        for mask in (was_there, ~was_there)
    )
    return Delays(step, seen, late)


def _range(delays: Delays, ages: NDArray[np.int64], costs: NDArray[np.float64]) -> tuple[int, int]:
    """Low and high of what the unseen placements cost, pence."""
    import numpy as np

    draws = np.random.default_rng(SEED)
    shares = delays.drawn(draws, DRAWS)
    total = np.zeros(DRAWS)
    for age in np.unique(ages):
        alike = costs[ages == age]
        unseen = draws.negative_binomial(len(alike), np.maximum(shares[:, age], 1e-6))
        spread = alike.std() * np.sqrt(unseen) * draws.standard_normal(DRAWS)
        total += np.maximum(unseen * alike.mean() + spread, 0)
    low, high = np.quantile(total, LIKELY)
    return round(low), round(high)

"""By what amounts may be divided so that rates which everybody knows do not tell small counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

KIND = ["basis", "hours_span", "shown_band", "rate"]
ALL, PHASE = "all", "phase"
# what is given up first where the amounts of all splits together would tell too much
GIVEN_UP = (PHASE, "hours", "band", "basis")
MEASURES = ("proposed", "amount_gbp", "hours")
MOST_NODES, MOST_SECONDS = 500, 20  # of a search; its nodes end it sooner, alike on every machine


def safe_splits(
    children: pd.DataFrame, splits: Mapping[str, str], threshold: int
) -> dict[str, str] | None:
    """The splits by which amounts can be shown next to counts; None where not even those in all.

    Parameters
    ----------
    children : DataFrame
        A row a child: the columns of the splits, `shown_band` and `rate`, and what is added up.
    splits : mapping
        The column of each split, in order.
    threshold : int
        The smallest count of children that may be shown.

    Notes
    -----
    Of each group that is shown, and each band or rate that 1 to `threshold` - 1 of its children
    have, two other compositions are looked for by integer programming: one in which none has it,
    and one in which `threshold` have, with the same numbers of children and the same amounts in
    every group. Where there are none a split is given up. Methods: docs/methods/plan-funding.md.
    """
    left = dict(splits)
    for given_up in (*GIVEN_UP, ALL):
        if _Compositions.of(children, left).are_open(threshold):
            return left
        left.pop(given_up, None)
    return None


@dataclass(frozen=True)
class _Compositions:
    """Children as numbers by phase and kind: the unknowns of a reader who knows all rates.

    Parameters
    ----------
    kinds : DataFrame
        What each unknown is of, with what one of its children is paid, in pence.
    counts : array
        How many children there are of each in truth.
    groups : list of arrays
        Which unknowns are in each group that is shown.
    """

    kinds: pd.DataFrame
    counts: NDArray[np.int64]
    groups: list[NDArray[np.bool_]]

    @classmethod
    def of(cls, children: pd.DataFrame, splits: Mapping[str, str]) -> _Compositions:
        """Those of children, by the splits that are shown."""
        import numpy as np

        by_kind = children.groupby(KIND)
        values = by_kind[list(MEASURES)].agg(_usual)
        phases = children["phase"] if PHASE in splits else children["phase"].map(lambda _: "")
        every = values.reset_index().merge(phases.drop_duplicates().to_frame(PHASE), how="cross")
        every[[*MEASURES]] = (100 * every[[*MEASURES]].fillna(0)).round().astype("int64")
        numbers = children.assign(phase=phases).groupby([*KIND, PHASE]).size()
        index = list(every[[*KIND, PHASE]].itertuples(index=False, name=None))
        counts = numbers.reindex(index).fillna(0).to_numpy().astype(np.int64)
        groups = [np.ones(len(every), dtype=bool)]
        groups += [
            (every[column] == category).to_numpy()
            for split, column in splits.items()
            if column in every
            for category in every[column].unique()
        ]
        return cls(every.drop(columns=[*_untold(children, values)]), counts, groups)

    def are_open(self, threshold: int) -> bool:
        """Whether no small number in a group is told."""
        return all(self._has_other(*need) for need in self._needs(threshold))

    def _needs(self, threshold: int) -> Iterator[tuple[NDArray[np.bool_], int, float]]:
        """Unknowns whose sum must be able to be nothing, and the threshold or more."""
        for group in self.groups:
            if self.counts[group].sum() < threshold:
                continue  # withheld as a whole
            for step in ("shown_band", "rate"):
                for name in self.kinds[step].unique():
                    cells = group & (self.kinds[step] == name).to_numpy()
                    if 1 <= self.counts[cells].sum() < threshold:
                        yield cells, 0, 0
                        yield cells, threshold, float("inf")

    def _has_other(self, cells: NDArray[np.bool_], least: int, most: float) -> bool:
        """Whether other numbers give the same counts and amounts, checked without rounding."""
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        known = [np.ones(len(self.counts), dtype=np.int64)]
        known += [self.kinds[name].to_numpy() for name in MEASURES if name in self.kinds]
        rows = np.array(
            [group * (values // _divisor(values)) for group in self.groups for values in known]
        )
        sums = rows @ self.counts
        answer = milp(
            np.zeros(len(self.counts)),
            constraints=[
                LinearConstraint(rows, sums, sums),
                LinearConstraint(cells.astype(float), least, most),
            ],
            bounds=Bounds(0, np.inf),
            integrality=np.ones(len(self.counts)),
            options={"node_limit": MOST_NODES, "time_limit": MOST_SECONDS},
        )
        if answer.x is None:
            return False
        other = np.rint(answer.x).astype(np.int64)
        is_same = bool((rows @ other == sums).all()) and bool((other >= 0).all())
        return is_same and least <= other[cells].sum() <= most


def _divisor(values: NDArray[np.int64]) -> int:
    import numpy as np

    return max(int(np.gcd.reduce(values)), 1)


def _usual(values: pd.Series) -> float:
    """What most children of a kind have."""
    counts = values.round(2).value_counts()
    return float(counts.index[0]) if len(counts) else 0.0


def _untold(children: pd.DataFrame, values: pd.DataFrame) -> Iterator[str]:
    """What is added up that nobody could know of a child by its kind: half of them have another
    amount. What the card pays is known of all.
    """
    usual = children[KIND].merge(values.reset_index(), on=KIND, how="left")
    for name in MEASURES[1:]:
        is_usual = (children[name].to_numpy() - usual[name].to_numpy()).round(2) == 0
        if is_usual.sum() < len(children) / 2:
            yield name

"""By which class of per cent a school's top-ups would change under a rate card, where that tells
nothing of how many of its children are in a band.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from hnb.tables.records.funding import CHANGES

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from hnb.council.authority.definition import RateCard

ENDS = (-20.0, -5.0, 5.0, 20.0)  # per cent at which a class ends; the middle one has both of its
NO_CLASS = -1
TRIES = 5  # of exchanges with other schools, each without those whose class the last would change
STEPS = ("shown_band", "rate")  # what the card, or a band, tells children apart by


@dataclass(frozen=True)
class _World:
    """Children, each in a school: as it is, or as it could be as far as a reader can tell.

    `now` and `proposed` are pounds for each, before the card is scaled and limited.
    """

    school: NDArray[np.intp]
    now: NDArray[np.float64]
    proposed: NDArray[np.float64]
    terms: RateCard

    @cached_property
    def sums(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """What schools are paid now, and by the card."""
        import numpy as np

        now, proposed = (np.bincount(self.school, of) for of in (self.now, self.proposed))
        return now.astype(np.float64), proposed.astype(np.float64)

    @cached_property
    def factor(self) -> float:
        """By what the card is scaled."""
        from hnb.stats.rates import scaling

        now, proposed = self.sums
        return scaling(now, proposed, is_neutral=self.terms.cost_neutral, **self.terms.limits)

    @cached_property
    def classes(self) -> NDArray[np.intp]:
        """The class of each school."""
        return self.class_at(*self.sums)

    def class_at(self, now: NDArray[np.float64], proposed: NDArray[np.float64]) -> NDArray[np.intp]:
        """The class of schools with these sums."""
        import numpy as np

        from hnb.stats.rates import limited

        is_paid = now > 0
        amounts = limited(now, self.factor * proposed, **self.terms.limits)
        ratio = np.divide(amounts, now, out=np.ones_like(amounts), where=is_paid)
        percent = np.round(100 * (ratio - 1), 6)
        place = np.searchsorted(ENDS[:2], percent, side="right")
        place += np.searchsorted(ENDS[2:], percent, side="left")
        return np.where(is_paid, place, NO_CLASS)

    def is_steady(self, place: int) -> bool:
        """Whether a school has the same class with any child fewer, or any child of the council's
        more: two months tell nothing of the child who came or left.
        """
        import numpy as np

        now, proposed = (of[place] for of in self.sums)
        is_inside = self.school == place
        signs = np.where(is_inside, -1, 1)
        joined = [now + signs * self.now, proposed + signs * self.proposed]
        more = [now + self.now[is_inside], proposed + self.proposed[is_inside]]
        others = np.concatenate([self.class_at(*joined), self.class_at(*more)])
        return bool((others == self.classes[place]).all())

    def exchanged(self, pairs: list[tuple[int, int]]) -> _World:
        """The world in which the children of each pair are in each other's school."""
        import numpy as np

        school = self.school.copy()
        for first, second in pairs:
            school[[first, second]] = school[[second, first]]
        return replace(self, school=np.asarray(school))

    def pairs(
        self, leaving: NDArray[np.intp], coming: NDArray[np.intp], count: int
    ) -> list[tuple[int, int]]:
        """Children of one school, and others to exchange them for, so that the change of the sum
        by the card stays as near to what it is as can be.
        """
        import numpy as np

        place = self.school[leaving[0]]
        now, proposed = (of[place] for of in self.sums)
        apart_by = self.proposed - proposed / now * self.now
        apart, chosen = 0.0, list[tuple[int, int]]()
        for _ in range(count):
            gap = np.abs(apart + apart_by[coming][None, :] - apart_by[leaving][:, None])
            row, column = np.unravel_index(int(gap.argmin()), gap.shape)
            first, second = int(leaving[row]), int(coming[column])
            apart += float(apart_by[second] - apart_by[first])
            chosen.append((first, second))
            leaving, coming = np.delete(leaving, row), np.delete(coming, column)
        return chosen


def change_classes(
    children: pd.DataFrame, terms: RateCard, *, threshold: int, fewest: int
) -> dict[str, str | None]:
    """The class of each school that may be shown by it; None where it would tell too much.

    Parameters
    ----------
    children : DataFrame
        A row a child: `school`, `named`, `phase`, `shown_band`, `rate` (of the card, as text),
        `amount_gbp` (£ a year now) and `proposed` (£ a year by the card, not scaled).
    terms : RateCard
        Scaling and limits.
    threshold, fewest : int
        The smallest count of children that may be shown, and of whom a measure may be.

    Notes
    -----
    A class is shown only where, for every band and rate that 1 to `threshold` - 1 of the school's
    children have, there are two other worlds with the same tables and the same classes: one in
    which none of its children has it, and one in which `threshold` have, or all. They are made by
    exchanging children with other schools of the same phase, so that every total stays what it is.
    """
    import numpy as np
    import pandas as pd

    codes, named = pd.factorize(children["named"])
    world = _World(codes, children["amount_gbp"].to_numpy(), children["proposed"].to_numpy(), terms)
    steps = [children[step].to_numpy() for step in STEPS]
    phase = children["phase"].to_numpy()
    is_watched = np.bincount(codes, minlength=len(named)) >= fewest
    search = _Search(world, phase, is_watched, threshold)
    return {
        str(name): CHANGES[world.classes[place]] if search.is_open(place, steps) else None
        for place, name in enumerate(named)
    }


@dataclass(frozen=True)
class _Search:
    """Other worlds that a reader cannot tell from a true one.

    `is_watched` says of which schools the class may be shown: it must stay what it is.
    """

    world: _World
    phase: NDArray[np.object_]
    is_watched: NDArray[np.bool_]
    threshold: int

    def is_open(self, place: int, steps: list[NDArray[np.object_]]) -> bool:
        """Whether the class of a school tells no small number of its children."""
        import numpy as np

        world = self.world
        if not self.is_watched[place] or world.classes[place] == NO_CLASS:
            return False
        inside = world.school == place
        for step in steps:
            names, counts = np.unique(step[inside].astype(str), return_counts=True)
            for name, count in zip(names, counts, strict=True):
                if count >= self.threshold:
                    continue
                is_step = step.astype(str) == name
                most = min(self.threshold, int(inside.sum()))
                if not all(self._has(place, is_step, more) for more in (-count, most - count)):
                    return False
        return world.is_steady(place)

    def _has(self, place: int, is_step: NDArray[np.bool_], more: int) -> bool:
        """Whether a school could have so many more, or fewer, children of a step."""
        import numpy as np

        if not more:
            return True
        world, inside = self.world, self.world.school == place
        leaving = np.flatnonzero(inside & (is_step == (more < 0)))
        in_phase = self.phase == self.phase[leaving[0]]
        coming = np.flatnonzero(in_phase & ~inside & (is_step == (more > 0)))
        for _ in range(TRIES):
            if len(coming) < abs(more):
                return False
            other = world.exchanged(world.pairs(leaving, coming, abs(more)))
            has_changed = self.is_watched & (other.classes != world.classes)
            if not has_changed.any():
                return True
            coming = coming[~has_changed[world.school[coming]]]
        return False

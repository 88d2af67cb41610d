"""Whether the limits of the national paper hold as many authorities as they say."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hnb.comparison.counts import Counts
from hnb.comparison.measure import Measure
from hnb.comparison.measures.catalogue import MEASURES
from hnb.comparison.measures.limits import limits
from hnb.domain.comparators import Ask
from hnb.questions.national.model import MEASURES as NATIONAL
from hnb.tables import Tables
from hnb.validation.goals import Goal

FEWEST_JUDGED = 100  # authorities with a value, below which a period is not judged


def goals(tables: Tables, ask: Ask) -> tuple[Goal, ...]:
    """Those of the measures that the national paper ranks."""
    return of_limits([MEASURES[name] for name in NATIONAL], Counts(tables))


def of_limits(measures: Sequence[Measure], counts: Counts) -> tuple[Goal, ...]:
    """How many authorities lie within the limits of each measure, over every period held.

    In all, and in the third by size with fewest; periods in which fewer than a hundred have a value
    are left out. A third of one period is some fifty authorities, so that chance alone moves its
    share: it is printed, and has no goal.
    """
    goals = []
    for measure in measures:
        thirds = [_within_by_third(measure, counts, year) for year in measure.years(counts)]
        by_size = [np.concatenate(third) for third in zip(*filter(None, thirds), strict=True)]
        if not by_size:
            continue
        name = measure.name.removesuffix("_percent")
        alone = [100 * third.mean() for year in thirds for third in year if len(third)]
        every = 100 * np.concatenate(by_size).mean()
        fewest = 100 * min(third.mean() for third in by_size)
        goals += [
            Goal(f"{name}: within the 95% limits, %", every, low=93, high=97),
            Goal(f"{name}: the same, in the third by size with fewest, %", fewest, low=91),
            Goal(f"{name}: the same, in the third and period with fewest, %", min(alone)),
        ]
    return tuple(goals)


def _within_by_third(measure: Measure, counts: Counts, year: int) -> list[np.ndarray]:
    """Whether each authority large enough to judge is within its limits, in thirds by size."""
    values = measure.at(counts, year).rename_axis("la_code").reset_index()
    by_size = values[values["la_code"] > 0].sort_values(["whole", "la_code"])
    if len(by_size) < FEWEST_JUDGED:
        return []
    place = limits(measure, by_size)["place"].to_numpy()
    return np.array_split(place[place != "too small"] == "within", 3)

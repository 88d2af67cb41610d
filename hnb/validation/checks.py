"""What each method was to reach on the published figures, and what it reached: `hnb validate`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from hnb.compare.counts import Counts
from hnb.compare.limits import limits
from hnb.compare.measure import Measure
from hnb.questions.high_needs_block.formula import ADDITIONAL, Rebuilt
from hnb.stats.funnel import funnel
from hnb.validation.goals import Goal

FEWEST_JUDGED = 100  # authorities with a value, below which a period is not judged


def funnels(rates: pd.DataFrame) -> tuple[Goal, ...]:
    """How many authorities lie within the limits that the others set, in all and in the third by
    size with fewest.

    `rates` is what `denominators.rates` gives: each denominator and January has a funnel of its
    own.
    """
    overall, worst = [], []
    for _, counts in rates.groupby(["denominator", "january"]):
        result = funnel(counts)
        if not result:
            continue
        judged = result.rates.query("place != 'too small'")
        inside = 100 * judged["place"].eq("within")
        third = pd.qcut(judged["people"].rank(method="first"), 3, labels=False)
        overall.append(inside.mean())
        worst.append(inside.groupby(third).mean().min())
    tried = f"plans per 1,000: 95% limits of {len(overall)} funnels hold, %"
    return (
        Goal(f"{tried}: the fewest overall", min(overall), low=93, high=97),
        Goal(f"{tried}: the most overall", max(overall), low=93, high=97),
        Goal(f"{tried}: the fewest in any third by size", min(worst), low=91),
    )


def formula(rebuilt: Rebuilt) -> tuple[Goal, ...]:
    """How many blocks are rebuilt to the pound, and how many additional allocations by the rule."""
    book = rebuilt.book
    given = book[book[ADDITIONAL].notna()]
    to_the_pound = int((given["share"] == given[ADDITIONAL]).sum())
    return (
        Goal(
            f"formula: authorities and years rebuilt to the pound, of {len(book)}",
            rebuilt.closed,
            low=len(book),
        ),
        Goal(
            "formula: additional allocations to the pound from the printed basis alone, of "
            f"{len(given)}",
            to_the_pound,
        ),
    )


def limits_of_measures(measures: Sequence[Measure], counts: Counts) -> tuple[Goal, ...]:
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

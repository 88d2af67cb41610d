"""Which published measures are the most unusual of one authority."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import pandas as pd

from hnb.comparison.measure import Measure
from hnb.questions.page_one.position import Position
from hnb.questions.scorecard.model import Reading

SMALLEST_COUNT = 10  # below which a measure is not chosen
BY = ("level", "change")  # what of a measure may be unusual
_NORMAL = 1.349  # how many standard deviations the middle half of a normal distribution spans


def most_unusual(
    readings: Iterable[Reading], number: int, chosen_by: Sequence[str] = BY
) -> tuple[Position, ...]:
    """The measures by which an authority is furthest from its neighbours, one a topic.

    Notes
    -----
    Both the level of the last year and the change in it are tried. Each is set against the median
    of the neighbours', and the distance is measured in the robust spread (the middle half over
    1.349) of all authorities'. Shares are taken by the arcsine of their root, rates by the root, so
    that a step from 1% to 2% counts as more than one from 50% to 51%. What lies within the
    neighbours' middle half is taken only where there is nothing else. The question is about the
    level where that is outside it, else about the change, where that is more than chance.
    """
    tried = [_tried(reading, chosen_by) for reading in readings if _may_be_chosen(reading)]
    by_topic: dict[str, Position] = {}
    for position, _ in sorted(tried, key=lambda pair: pair[1], reverse=True):
        by_topic.setdefault(position.topic, position)
    return tuple(by_topic.values())[:number]


def _tried(reading: Reading, chosen_by: Sequence[str]) -> tuple[Position, tuple[bool, float]]:
    """What would be asked of a measure; whether it is outside the neighbours' middle half, and how
    far from their median.
    """
    positions = {by: Position.of(reading, by) for by in chosen_by}
    if positions[chosen_by[0]].doubt_of_change or reading.beyond_chance is False:
        positions = {"level": Position.of(reading, "level")}
    away = _distances(reading)
    outside = [by for by, row in positions.items() if row.standing in ("above", "below")]
    by = (outside or list(positions))[0]
    return positions[by], (bool(outside), max(away[name] for name in outside or [by]))


def _distances(reading: Reading) -> dict[str, float]:
    """How far the authority is from its neighbours' median, by level and by change."""
    now, before = reading.now, reading.before
    level = _steady(now.measure, now.everyone)
    change = (level - _steady(now.measure, before.everyone)).dropna()
    return {
        by: distance(values, now.ask.la_code, now.main.asked)
        for by, values in (("level", level), ("change", change))
    }


def distance(values: pd.Series[float], la_code: int, neighbours: Iterable[int]) -> float:
    """How far one value is from the neighbours' median, in the robust spread of all; zero where it
    or that spread is missing.
    """
    compared_with = values[values.index.intersection(list(neighbours))]
    spread = (values.quantile(0.75) - values.quantile(0.25)) / _NORMAL
    if la_code not in values.index or compared_with.empty or not spread > 0:
        return 0.0
    return float(abs(values.loc[la_code] - compared_with.median()) / spread)


def _steady(measure: Measure, everyone: pd.DataFrame) -> pd.Series[float]:
    """Values on a scale on which chance moves large and small ones alike."""
    root = (everyone["part"] / everyone["whole"]).pow(0.5)
    return root.map(math.asin) if measure.chance == "share" else root


def _may_be_chosen(reading: Reading) -> bool:
    """Whether page one asks of a measure, its figure is believed, and enough are counted in both
    years to speak of it.
    """
    if not reading.indicator.asks_level:
        return False
    if reading.now.doubt:
        return False
    code = reading.now.ask.la_code
    years = [compared.table for compared in (reading.now, reading.before)]
    counted = [
        float(table[column][code])
        for table in years
        for column in ("part", "whole")
        if code in table.index
    ]
    return min(counted, default=0) >= SMALLEST_COUNT

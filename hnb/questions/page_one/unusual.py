"""Which published measures are the most unusual of one authority."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

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
    that a step from 1% to 2% counts as more than one from 50% to 51%.
    """
    tried = sorted(_distances(readings), key=lambda pair: -pair[0])
    by_topic: dict[str, Position] = {}
    for position in (position for _, position in tried if position.by in chosen_by):
        by_topic.setdefault(position.topic, position)
    return tuple(by_topic.values())[:number]


def _distances(readings: Iterable[Reading]) -> Iterator[tuple[float, Position]]:
    for reading in readings:
        if not reading.indicator.asks_level or not _is_large(reading):
            continue
        level = _steady(reading.now.measure, reading.now.everyone)
        before = _steady(reading.now.measure, reading.before.everyone)
        for by, values in (("level", level), ("change", (level - before).dropna())):
            away = distance(values, reading.now.ask.la_code, reading.now.main.asked)
            if away is not None:
                yield away, Position.of(reading, by)


def distance(values: pd.Series[float], la_code: int, neighbours: Iterable[int]) -> float | None:
    """How far one value is from the neighbours' median, in the robust spread of all; None where it
    or that spread is missing.
    """
    compared_with = values[values.index.intersection(list(neighbours))]
    spread = (values.quantile(0.75) - values.quantile(0.25)) / _NORMAL
    if la_code not in values.index or compared_with.empty or not spread > 0:
        return None
    return float(abs(values.loc[la_code] - compared_with.median()) / spread)


def _steady(measure: Measure, everyone: pd.DataFrame) -> pd.Series[float]:
    """Values on a scale on which chance moves large and small ones alike."""
    root = (everyone["part"] / everyone["whole"]).pow(0.5)
    return root.map(math.asin) if measure.chance == "share" else root


def _is_large(reading: Reading) -> bool:
    """Whether enough are counted in both years for a percentage to be said."""
    code = reading.now.ask.la_code
    years = [compared.table for compared in (reading.now, reading.before)]
    counted = [
        float(table[column][code])
        for table in years
        for column in ("part", "whole")
        if code in table.index
    ]
    return min(counted, default=0) >= SMALLEST_COUNT

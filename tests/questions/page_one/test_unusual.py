"""What is most unusual, against distances worked out by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

import hnb
from hnb.questions.page_one.position import Position
from hnb.questions.page_one.unusual import SMALLEST_COUNT, distance, most_unusual
from hnb.questions.scorecard.indicators import INDICATORS
from hnb.questions.scorecard.model import Reading

BY_NAME = {indicator.measure.name: indicator for indicator in INDICATORS}


def test_a_distance_is_from_the_neighbours_in_the_spread_of_all():
    values = pd.Series({1: 10.0, 2: 1.0, 3: 2.0, 4: 3.0, 5: 4.0})
    # quartiles 2 and 4; the median of 2 and 3 is 1.5
    assert distance(values, 1, [2, 3]) == pytest.approx(8.5 / (2 / 1.349))
    assert distance(values, 9, [2, 3]) == 0
    assert distance(values, 1, [8]) == 0
    assert distance(pd.Series({1: 5.0, 2: 1.0, 3: 1.0, 4: 1.0, 5: 1.0}), 1, [2]) == 0


def _readings(authority: str) -> tuple[Reading, ...]:
    return hnb.answer("scorecard", authority).readings


def _distance(reading: Reading, years: tuple[str, ...]) -> float:
    """The distance of a level or a change, worked out with numpy alone."""
    root = math.asin if reading.now.measure.chance == "share" else float
    tables = {
        year: getattr(reading, year).everyone.eval("(part / whole) ** 0.5").map(root)
        for year in years
    }
    values = tables["now"] - tables.get("before", 0)
    values = values.dropna()
    near = [values[code] for code in reading.now.ask.main.codes if code in values.index]
    spread = (values.quantile(0.75) - values.quantile(0.25)) / 1.349
    return abs(values[reading.now.ask.la_code] - pd.Series(near).median()) / spread


@pytest.mark.parametrize("authority", ["Leicestershire", "Warwickshire"])
def test_nothing_left_out_is_further_from_the_neighbours(authority):
    readings = [each for each in _readings(authority) if each.indicator.topic != "time"]
    chosen = most_unusual(readings, 3)
    assert len({row.topic for row in chosen}) == 3
    by_topic: dict[str, float] = {}
    for reading in readings:
        if not reading.indicator.asks_level:
            continue
        for by, years in (("level", ("now",)), ("change", ("now", "before"))):
            if by == "change" and not (reading.before.own.known and reading.beyond_chance):
                continue
            if Position.of(reading, by).standing in ("above", "below"):
                topic = reading.indicator.topic
                away = _distance(reading, years)
                by_topic[topic] = max(away, by_topic.get(topic, 0))
    furthest = sorted(by_topic, key=by_topic.__getitem__, reverse=True)[:3]
    assert [row.topic for row in chosen] == furthest


def test_what_is_counted_in_fewer_than_ten_is_not_chosen():
    readings = _readings("Isles of Scilly")
    for row in most_unusual(readings, 20):
        counted = row.now.table.loc[420, ["part", "whole"]]
        assert counted.min() >= SMALLEST_COUNT, row.topic


@pytest.mark.parametrize("authority", ["Westminster", "Kingston upon Thames", "Haringey"])
def test_a_change_that_may_be_chance_is_not_asked_about(authority):
    readings = _readings(authority)
    by_chance = {each.now.measure for each in readings if each.beyond_chance is False}
    assert by_chance
    asked = {row.now.measure for row in most_unusual(readings, 20) if row.by == "change"}
    assert not asked & by_chance


def test_the_level_is_asked_about_unless_it_is_ordinary():
    for row in most_unusual(_readings("Leicestershire"), 20):
        ordinary = row.now.main.standing == "in the middle"
        assert (row.by == "change") == (ordinary and row.standing != "in the middle"), row.topic
    assert {row.by for row in most_unusual(_readings("Leicestershire"), 5, ("level",))} == {"level"}

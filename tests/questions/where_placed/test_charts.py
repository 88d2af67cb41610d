"""hnb.questions.where_placed.charts against the published tables, and the canvas."""

from functools import cache

import pytest

import hnb
from hnb.questions.where_placed import charts
from tests.charts.canvas import collisions, off_canvas
from tests.charts.plain import texts


@cache
def placed(who):
    return hnb.answer("where_placed", who)


@pytest.mark.parametrize(
    "who",
    ["Leicestershire", "Isles of Scilly", "Bournemouth, Christchurch and Poole", "Cumberland"],
)
def test_no_text_leaves_the_canvas_or_covers_another(who):
    result = placed(who)
    drawn = (charts.over_time(result.independent), charts.groups_over_time(result))
    for chart in filter(None, (*drawn, charts.by_age(result), charts.by_need(result))):
        assert off_canvas(chart.figure) == [] and collisions(chart.figure) == []
        assert who in chart.alt and chart.source.startswith("Source: ")


def test_alternative_quotes_the_figures():
    result = placed("Leicestershire").independent
    alt = charts.over_time(result).alt
    assert all(figure.text in alt for figure in (result.own, result.median, result.england))


def test_alternative_quotes_each_share_with_its_interval_its_median_and_england():
    ages = placed("Leicestershire").by_age["independent special"]
    alt = charts.by_age(placed("Leicestershire")).alt
    quoted = (
        f"{age.measure.says} {age.own} ({age.own:interval}), {age.median}, {age.england}"
        for age in ages
    )
    assert len(ages) == 5 and all(words in alt for words in quoted)


def test_nothing_is_drawn_where_nobody_is_in_such_a_place():
    result = placed("Isles of Scilly")
    assert charts.by_age(result) is None and charts.by_need(result) is None


def test_nothing_is_drawn_of_an_authority_before_it_opened():
    cumberland = hnb.answer("where_placed", "Cumberland", as_at="2022-06-30")
    assert charts.groups_over_time(cumberland) is None


def test_the_six_largest_groups_are_drawn_and_the_change_of_collection_marked():
    result = placed("Leicestershire")
    words = texts(charts.groups_over_time(result).figure)
    assert "collection changed" in words and len(words) == 7

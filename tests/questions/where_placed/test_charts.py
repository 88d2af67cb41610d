"""hnb.questions.where_placed.charts against the published tables, and the canvas."""

from functools import cache

import pytest

import hnb
from hnb.charts import compared
from hnb.questions.where_placed import charts
from hnb.questions.where_placed import model as where_placed
from tests.charts.canvas import collisions, off_canvas


@cache
def placed(who):
    return where_placed.answer(hnb.tables_for("where_placed"), hnb.ask(who))


@pytest.mark.parametrize(
    "who",
    ["Leicestershire", "Isles of Scilly", "Bournemouth, Christchurch and Poole", "Cumberland"],
)
def test_no_text_leaves_the_canvas_or_covers_another(who):
    crossings = [each["independent special"] for each in (placed(who).by_age, placed(who).by_need)]
    across = [charts.across(each) for each in crossings]
    for chart in (
        charts.over_time(placed(who).independent),
        charts.groups_over_time(placed(who)),
        *filter(None, across),
    ):
        assert off_canvas(chart.figure) == [] and collisions(chart.figure) == []
        assert who in chart.alt and chart.source.startswith("Source: ")


def test_alternative_quotes_the_figures():
    result = placed("Leicestershire").independent
    alt = charts.over_time(result).alt
    assert all(figure.text in alt for figure in (result.own, result.median, result.england))


def test_alternative_quotes_each_share_with_its_interval_its_median_and_england():
    ages = placed("Leicestershire").by_age["independent special"]
    alt = charts.across(ages).alt
    quoted = (
        f"{one.measure.says} {one.own} ({one.own:interval}), {one.median}, {one.england}"
        for one in ages
    )
    assert len(ages) == 5 and all(words in alt for words in quoted)


def test_missing_figure_is_said_in_the_alternative():
    result = placed("Cambridgeshire").independent
    assert result.own.reason in charts.over_time(result).alt


def test_change_of_collection_is_marked_only_where_it_is_crossed():
    result = placed("Leicestershire").independent
    texts = [
        [text.get_text() for text in compared.over_time(result, changed=year).figure.axes[0].texts]
        for year in (2023, 2010)
    ]
    assert ["collection changed" in each for each in texts] == [True, False]

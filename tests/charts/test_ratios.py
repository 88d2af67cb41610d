"""hnb.charts.ratios against the published tables, and the canvas."""

from functools import cache

import pytest

import hnb
from hnb.charts import ratios
from hnb.models import where_placed
from tests.charts.canvas import collisions, off_canvas

TABLES = ("ehc_plans_by_placement", "ehc_plans_by_need_and_placement")


@cache
def placed(who):
    tables, england = ({name: hnb.load(name, level=level) for name in TABLES[:count]} for level, count in
                       (("authority", 2), ("england", 1)))  # fmt: skip
    return where_placed.describe(tables, hnb.ask(who), england=england)


@pytest.mark.parametrize(
    "who", ["Leicestershire", "Isles of Scilly", "Bournemouth, Christchurch and Poole", "Cumberland"]
)
def test_no_text_leaves_the_canvas_or_covers_another(who):
    for chart in (ratios.over_time(placed(who).independent, 2023), ratios.groups_over_time(placed(who), 2023)):
        assert off_canvas(chart.figure) == [] and collisions(chart.figure) == []
        assert who in chart.alt and chart.source.startswith("Source: ")


def test_alternative_quotes_the_figures():
    result = placed("Leicestershire").independent
    alt = ratios.over_time(result, 2023).alt
    assert all(figure.text in alt for figure in (result.own, result.median, result.england))


def test_missing_figure_is_said_in_the_alternative():
    result = placed("Cambridgeshire").independent
    assert result.own.reason in ratios.over_time(result, 2023).alt


def test_change_of_collection_is_marked_only_where_it_is_crossed():
    result = placed("Leicestershire").independent
    texts = [[text.get_text() for text in ratios.over_time(result, year).figure.axes[0].texts] for year in (2023, 2010)]
    assert ["collection changed" in each for each in texts] == [True, False]


def test_table_has_a_column_for_each_list():
    listing = ratios.side_by_side((placed("Leicestershire").independent,), "Placements")
    assert [word for word in listing.header if word.startswith("Median")] == [
        f"Median, {group.name}" for group in placed("Leicestershire").ask.comparators
    ]
    assert listing.figures[0] == placed("Leicestershire").independent.own

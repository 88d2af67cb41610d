"""hnb.questions.national.charts and rankings against the canvas itself and the figures that a text
alternative must hold.
"""

from __future__ import annotations

import pytest

import hnb
from hnb.comparison.counts import Counts
from hnb.comparison.measures.catalogue import MEASURES
from hnb.comparison.ranking import rank
from hnb.domain import areas
from hnb.questions.national import charts as maps
from hnb.questions.national import model as national
from hnb.questions.national import text as rankings
from tests.charts.faults import collisions, off_canvas


@pytest.fixture(scope="module")
def tables():
    return Counts(hnb.tables_for("national"))


@pytest.mark.parametrize("name", national.MEASURES)
def test_no_text_leaves_the_canvas_or_covers_another(tables, name):
    ranking = rank(MEASURES[name], tables, areas.everyone())
    for chart in (maps.hexagons(ranking), maps.by_size(ranking)):
        assert not off_canvas(chart.figure) and not collisions(chart.figure)
    assert f"the lowest {ranking.ends[1]} at {ranking.lowest.text}" in maps.hexagons(ranking).alt


def test_map_has_a_cell_an_authority_and_a_dash_where_there_is_no_value(tables):
    ranking = rank(MEASURES["growth"], tables, areas.everyone())
    drawn = [text.get_text() for text in maps.hexagons(ranking).figure.axes[0].texts]
    assert (
        drawn.count("–") == 5 and "148" in drawn and "no value" in drawn
    )  # four born since January 2021, and one withheld


def test_sentences_name_the_ends_and_those_outside(tables):
    ranking = rank(MEASURES["plans_2_to_18"], tables, areas.everyone())
    # Newham has the lowest rate (15.5), of a count that is probably recorded wrongly
    assert "Knowsley is the highest (84.0 per 1,000) and Nottingham the lowest (29.1" in str(
        rankings.ranking(ranking)
    )
    assert str(rankings.outside(ranking)) == (
        "1 authority is above the normal range for its size: Knowsley. "
        "3 authorities are below it: Leeds, Nottinghamshire and Nottingham."
    )
    assert len(rankings.ends(ranking).rows) == 2 * rankings.ENDS


def test_nothing_held_is_said_and_not_drawn(tables):
    ranking = rank(MEASURES["growth"], tables, areas.everyone(), period=1999)
    assert str(rankings.ranking(ranking)).endswith("no authority has a value for January 1999.")
    assert rankings.outside(ranking) is None and rankings.ends(ranking) is None


def test_regions_and_england_stand_in_one_table(tables):
    listing = rankings.regions(national.answer(hnb.tables_for("national")))
    assert [row[0] for row in listing.rows][-2:] == [
        "England, median authority",
        "England, all together",
    ]
    assert len(listing.rows) == 11

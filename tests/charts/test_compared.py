"""hnb.charts.compared against the canvas itself and the figures that a text alternative must hold."""

from __future__ import annotations

import pytest

import hnb
from hnb.charts import compared
from hnb.compare import catalogue as measures
from hnb.compare.listings import in_words
from tests.charts.canvas import collisions, off_canvas

ASKED = (("Leicestershire", "plans_2_to_18", 2025), ("City of London", "share_of_block", "2021-22"),
         ("North East Lincolnshire", "growth", 2025), ("Leicestershire", "within_20_weeks", 2024))  # fmt: skip


@pytest.fixture(scope="module")
def tables():
    return {name: hnb.load(name) for name in measures.TABLES}


@pytest.mark.parametrize(("who", "name", "period"), ASKED)
def test_no_text_leaves_the_canvas_or_covers_another(tables, who, name, period):
    result = measures.view(measures.ALL[name], tables, hnb.ask(who), period)
    for draw in (compared.over_time, compared.everyone, compared.beside):
        figure = draw(result).figure
        assert not off_canvas(figure) and not collisions(figure), draw


def test_alternatives_name_the_authority_the_extremes_and_the_neighbours(tables):
    result = measures.view(measures.ALL["within_20_weeks"], tables, hnb.ask("Leicestershire"), 2024)
    assert compared.over_time(result).alt.endswith(
        "Leicestershire: 99.1% at first and 4.3% at last."
    )
    assert compared.everyone(result).alt.endswith("Leicestershire is 151st.")
    assert (
        "Leicestershire 4.3%" in compared.beside(result).alt
        and "Nottinghamshire 37.5%" in compared.beside(result).alt
    )


def test_sentence_says_why_there_is_no_value(tables):
    result = measures.view(
        measures.ALL["share_of_block"], tables, hnb.ask("City of London"), "2021-22"
    )
    assert str(in_words(result)).endswith("no value of City of London is held for 2021-22.")


def test_of_too_many_to_name_the_nearest_in_rank_are_shown(tables):
    ask = hnb.ask("Leicestershire", comparators="england")
    labels = (
        compared.beside(measures.view(measures.ALL["growth"], tables, ask, 2025))
        .figure.axes[0]
        .get_yticklabels()
    )
    assert len(labels) == 21 and labels[10].get_text() == "Leicestershire"

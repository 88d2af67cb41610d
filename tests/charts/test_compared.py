"""hnb.charts.compared against the canvas itself and the figures that a text alternative
must hold.
"""

from __future__ import annotations

import pytest

import hnb
from hnb.charts import compared
from hnb.comparison.compared import compare
from hnb.comparison.counts import Counts
from hnb.comparison.doubted import doubted_among
from hnb.comparison.listings import in_words
from hnb.comparison.measures.catalogue import MEASURES, TABLES
from hnb.tables import Tables
from tests.charts.faults import collisions, off_canvas, unclear_numbers

ASKED = (("Leicestershire", "plans_2_to_18", 2025), ("City of London", "share_of_block", "2021-22"),
         ("North East Lincolnshire", "growth", 2025), ("Leicestershire", "within_20_weeks_percent", 2024))  # fmt: skip


MONEY = (("high_needs_lines_per_plan", "2024-25"), ("high_needs_lines_per_plan", "2021-22"))


@pytest.fixture(scope="module")
def tables():
    return Counts(Tables.of(authority={name: hnb.load(name) for name in TABLES}))


@pytest.mark.parametrize(("who", "name", "period"), ASKED)
def test_no_text_leaves_the_canvas_or_covers_another(tables, who, name, period):
    result = compare(MEASURES[name], tables, hnb.ask(who), period)
    for draw in (compared.over_time, compared.everyone, compared.among_comparators):
        chart = draw(result)
        if chart is None:  # too few years
            assert who == "City of London" and draw is compared.over_time
            continue
        figure = chart.figure
        assert not off_canvas(figure) and not collisions(figure), draw


@pytest.mark.parametrize("who", ["Newham", "Isle of Wight", "Kent"])
@pytest.mark.parametrize(("name", "period"), MONEY)
def test_money_is_counted_in_pounds_with_commas(tables, who, name, period):
    result = compare(MEASURES[name], tables, hnb.ask(who), period)
    figure = compared.over_time(result).figure
    assert ", £\n" in figure.texts[0].get_text()
    assert unclear_numbers(figure) == []


def test_alternatives_name_the_authority_the_extremes_and_the_neighbours(tables):
    result = compare(MEASURES["within_20_weeks_percent"], tables, hnb.ask("Leicestershire"), 2024)
    assert "In 2024 Leicestershire has 4%" in compared.over_time(result).alt
    assert compared.everyone(result).alt.endswith("Leicestershire is 151st.")
    assert (
        "Leicestershire 4.3%" in compared.among_comparators(result).alt
        and "Nottinghamshire 37.5%" in compared.among_comparators(result).alt
    )


def test_an_alternative_leaves_out_what_is_missing_and_says_why(tables):
    result = compare(MEASURES["within_20_weeks_percent"], tables, hnb.ask("Isle of Wight"), 2023)
    alt = compared.over_time(result).alt
    assert "In 2023 there is no figure for the Isle of Wight (" in alt
    assert "not available" not in alt
    assert "); a typical neighbour has " in alt


def test_years_of_the_councils_own_records_are_named_in_the_picture_and_its_alternative(tables):
    plans = hnb.load("ehc_plans")
    here = plans["la_code"].eq(855) & plans["january"].ge(2024)
    plans["release"] = plans["release"].astype("object").mask(here, "council-2026-11-30")
    mixed = Counts(tables.tables.having(ehc_plans=plans))
    result = compare(MEASURES["plans_2_to_18"], mixed, hnb.ask("Leicestershire"), 2025)
    chart, words = compared.over_time(result), "From the council's own records: 2024 to 2025"
    assert chart.alt.endswith(f"{words}.") and words in chart.figure.texts[0].get_text()
    assert not off_canvas(chart.figure) and not collisions(chart.figure)
    earlier = compared.over_time(result.in_year(2023))
    assert "2024 to 2025" in earlier.alt and "From the council's own records." in earlier.source
    result = compare(MEASURES["plans_2_to_18"], mixed, hnb.ask("Kent"), 2025)
    assert "own records" not in compared.over_time(result).alt


def test_sentence_says_why_there_is_no_value(tables):
    result = compare(MEASURES["share_of_block"], tables, hnb.ask("City of London"), "2021-22")
    assert str(in_words(result)).endswith("in the City of London for 2021-22 is available.")


def test_of_too_many_to_name_the_nearest_in_rank_are_shown(tables):
    ask = hnb.ask("Leicestershire", comparators="england")
    labels = (
        compared.among_comparators(compare(MEASURES["growth"], tables, ask, 2025))
        .figure.axes[0]
        .get_yticklabels()
    )
    assert len(labels) == 21 and labels[10].get_text() == "Leicestershire"


def test_a_percentage_of_few_is_no_point_of_a_line_and_the_title_says_so(tables):
    """The Isle of Wight issued 7 plans in 2024, 2 of them within 20 weeks."""
    result = compare(MEASURES["within_20_weeks_percent"], tables, hnb.ask("Isle of Wight"), 2024)
    assert result.own.few == "2 of 7"
    chart = compared.over_time(result)
    assert chart is None or "the Isle of Wight has 2 of 7 in 2024, too few" in chart.caption
    assert "has 2 of 7 in 2024, too few to compare" in compared.title(result)
    for year, value in result.series["own"].dropna().items():
        reading = result.in_year(int(year))
        assert not reading.own.few and value == reading.own.value


def test_a_doubted_value_is_marked_among_others():
    doubting = Counts(hnb.tables_for("prevalence"))
    result = compare(MEASURES["plans_2_to_18"], doubting, hnb.ask("Newham"), 2025)
    assert 316 in doubted_among(result, [316, 855])
    axes = compared.among_comparators(result).figure.axes[0]
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert "Newham (doubtful)" in labels

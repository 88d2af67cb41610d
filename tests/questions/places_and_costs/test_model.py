"""hnb.questions.places_and_costs against arithmetic on round numbers."""

from __future__ import annotations

import pytest

from hnb.domain.errors import NotPublished, ParameterError
from hnb.figures.marks import WITHHELD_COST
from hnb.questions.places_and_costs import charts, text
from hnb.questions.places_and_costs.model import PlacesAndCosts, answer
from tests.questions import own_records

TABLES = ("council_places", "council_average_costs")


def places(location: str = "all") -> PlacesAndCosts:
    """The made-up places."""
    tables = own_records.tables(own_records.money(), *TABLES)
    return answer(tables, own_records.ask(), location=location)


def test_places_and_their_average_cost_are_said():
    average = (5500 * 13_181.82 + 700 * 40_142.86) / 6200
    result = places()
    assert result.leading.number.value == 6200
    assert result.leading.average.value == pytest.approx(average)
    independent = (500 * 55_000 + 300 * 75_000) / 800
    assert f"costs £{independent:,.0f} on average" in str(text.answer(result))


def test_share_outside_the_area_is_of_all_places():
    result = places()
    assert result.outside_percent.value == pytest.approx(100 * 700 / 6200)
    assert str(text.outside(result)).startswith("700 places are outside the area (11%).")


def test_headline_is_of_the_location_asked_about():
    said = str(text.answer(places("in the area")))
    assert "5,500 places in its own area" in said and "£55,000" in said
    with pytest.raises(ParameterError, match="nearest: in the area"):
        places("in area")


def test_the_dearest_is_first_and_what_is_withheld_is_last():
    table = text.by(places(), "provider kind")
    assert table is not None
    first = [row[0] for row in table.cells()]
    assert first == ["Independent special", "Maintained special", "Early years", "All"]
    assert table.cells()[2][1:] == ["c"] * 6
    assert f"c: {WITHHELD_COST.removeprefix('it is ')} from it" in table.source


def test_total_of_a_category_with_a_withheld_part_is_withheld():
    (young,) = [age for age in places().splits["age"] if age.name == "under 5"]
    assert young.at["all"].average.reason == WITHHELD_COST
    assert young.at["in the area"].average.value == 6_000


def test_chart_leaves_out_what_is_withheld_and_says_so():
    chart = charts.by(places(), "provider kind")
    assert chart is not None
    assert "early years" not in chart.alt
    assert "no provider's fee worked out is a gap, or left out." in chart.alt


def test_without_records_how_to_take_them_in_is_said():
    with pytest.raises(NotPublished, match="`hnb council add FILE`"):
        answer(own_records.tables({}, *TABLES), own_records.ask())

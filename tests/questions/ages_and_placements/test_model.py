"""hnb.questions.ages_and_placements against sums over the published CSV, read by the csv module, and
against figures of the publishers' own files.
"""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache

import pytest

import hnb
from hnb.domain.errors import ParameterError
from hnb.domain.paths import published
from hnb.questions.ages_and_placements import charts, model, text

SINGLE = {"four": 4, "ten": 10, "fifteen": 15}
BANDS = {"four": 1, "ten": 2, "fifteen": 3}  # bands up to that age
IN_ORDER = ("under 5", "5 to 10", "11 to 15", "16 to 19", "20 to 25")


@cache
def new_plans(ending: str = "") -> dict[tuple[str, int], Counter[str]]:
    """New plans by age, of each place and year."""
    gathered: dict[tuple[str, int], Counter[str]] = {}
    file = published() / f"new_plans_by_age{ending}.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            key = (row.get("la_code", "England"), int(row["calendar_year"]))
            gathered.setdefault(key, Counter())[row["age_at_start"]] += int(row["new_plans"] or 0)
    return gathered


def young(ages: Counter[str], up_to: str) -> int:
    """Those up to an age: of bands by their order, of single years by their number."""
    if ages.keys() & {*IN_ORDER}:
        return sum(ages[band] for band in IN_ORDER[: BANDS[up_to]])
    numbers = {age: int(age.split()[0]) for age in ages}
    return sum(count for age, count in ages.items() if numbers[age] <= SINGLE[up_to])


@cache
def answered(who: str = "Leicestershire", **settings: object) -> model.AgesAndPlacements:
    return hnb.answer("ages_and_placements", who, **settings)


@pytest.mark.parametrize("up_to", SINGLE)
@pytest.mark.parametrize("who", ["Leicestershire", "Sheffield", "Cumbria", "Isles of Scilly"])
def test_new_plans_up_to_an_age_are_sums_of_bands_and_of_single_ages(who: str, up_to: str):
    result = answered(who, up_to=up_to)
    published_ages, england = new_plans(), new_plans(".england")
    assert result.new_plans
    for few, known, share in result.new_plans:
        if not known.known:
            continue
        ages = published_ages[str(result.ask.la_code), share.year]
        assert (few.value, known.value) == (young(ages, up_to), sum(ages.values()))
        everyone = england["England", share.year]
        expected = 100 * young(everyone, up_to) / sum(everyone.values())
        assert share.england.value == pytest.approx(expected)
        if few.value and share.own.known:
            assert share.own.value == pytest.approx(100 * few.value / known.value)


def test_new_plans_up_to_ten_are_those_published_of_the_last_year():
    assert str(text.young(answered())).startswith(
        "In 2024 Leicestershire started 929 plans with a known age. Of these 569 were"
    )
    assert answered().young.england.value == pytest.approx(65.3, abs=0.05)


def test_authority_without_one_young_child_has_none_and_not_a_gap():
    few, known, _ = answered("Isles of Scilly").new_plans[-1]
    assert (few.value, known.value) == (0, 1)


@pytest.mark.parametrize("who", ["Leicestershire", "Newham", "Cumberland", "City of London"])
def test_kinds_of_placement_add_up_to_all_plans_in_each_january(who: str):
    placed = answered(who, januaries="2019; 2022; 2024; 2026").placed
    plans = hnb.load("ehc_plans").query(f"la_code == {answered(who).ask.la_code}")
    for place, total in enumerate(placed["All plans"]):
        kinds = [
            figures[place].number
            for label, figures in placed.items()
            if label != "All plans" and not label.startswith("of these") and figures[place].known
        ]
        if total.known:
            january = int(total.period[-4:])
            assert sum(kinds) == total.value
            assert total.value == plans.set_index("january")["plans"][january]


def test_table_of_placements_has_three_januaries_or_those_named():
    header = text.placed(answered(january=2026)).header
    assert header == ("", "January 2024", "January 2025", "January 2026")
    table = text.placed(answered(januaries="2022;2019; January 2026"))
    assert table.header == ("", "January 2019", "January 2022", "January 2026")
    cells = {row[0]: row[1:] for row in table.cells()}
    assert cells["Special schools"][:2] == ["1,688 plans", "1,936 plans"]
    assert cells["Awaiting a place"][-1] == "–"  # not a kind of placement from 2023


def test_january_without_placements_is_left_out_with_its_reason():
    result = answered("Cambridgeshire", january=2026)
    assert text.placed(result).header == ("", "January 2024", "January 2026")
    assert "Cambridgeshire for January 2025" in text.not_placed(result).text
    assert text.not_placed(answered()) is None


def test_residential_placements_are_those_published():
    last = answered().residential[-1]
    assert [figure.value for figure in (*last.by_weeks, last.all)] == [14, 5, 19]
    assert last.share.own.value == pytest.approx(100 * 19 / 7196)
    assert last.share.england.value == pytest.approx(100 * (1396 + 825) / 638745)
    assert [year.all.value for year in answered().residential] == [21, 23, 13, 6, 1, 16, 19]
    assert "14 of 38 to 51 weeks a year and 5 of 52 weeks." in text.residential(answered()).text


def test_englands_two_kinds_of_january_2023_are_not_the_doubled_total():
    england = hnb.load("residential_placements", level="england").query("january == 2023")
    assert england["residential_plans"].sum() == 1415 + 781


def test_none_where_there_were_some_is_said_to_be_perhaps_a_gap():
    said = text.residential(answered("York")).text
    assert said.startswith("York recorded no residential placement in January 2025, and 8 in ")
    assert "may be a gap in what is recorded" in said
    assert "gap" not in text.residential(answered()).text


@pytest.mark.parametrize("who", ["City of London", "Isles of Scilly"])
def test_small_authority_has_counts_alone(who: str):
    result = answered(who)
    said = [text.young(result).text, text.residential(result).text]
    for table in (text.young_by_year, text.placed, text.residential_by_january):
        said += [cell for row in table(result).cells() for cell in row]
    assert "%" not in " ".join(said) and " of 2" not in " ".join(said)
    assert charts.young(result) is None


def test_out_of_county_says_that_it_is_not_published_and_what_would_give_it():
    said = text.out_of_county(answered())
    assert "not published for any authority" in said.text and "placement ledger" in said.text
    assert not said.figures


@pytest.mark.parametrize(
    ("name", "value"), [("januaries", "2022, 2023"), ("januaries", "soon"), ("up_to", "tenn")]
)
def test_setting_that_cannot_be_read_is_refused(name: str, value: str):
    with pytest.raises(ParameterError, match=f"^parameter {name}: "):
        hnb.answer("ages_and_placements", "Kent", **{name: value})


def test_chart_goes_from_bands_to_single_ages():
    chart = charts.young(answered())
    assert "2009 to 2024" in chart.alt and "Leicestershire has 61%" in chart.alt

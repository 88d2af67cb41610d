"""hnb.questions.over_the_years against arithmetic on the published CSV, read by the csv module, and
against figures of the publishers' own files.
"""

from __future__ import annotations

import csv
import statistics
from functools import cache

import pytest

import hnb
from hnb.domain.errors import ParameterError
from hnb.domain.paths import published
from hnb.questions.over_the_years import charts, model, text

# by series: table, its period and value, and which rows; a financial year is named by its first year
TABLES = {
    "plans in force": ("ehc_plans", "january", "plans", {}),
    "requests for an assessment": ("requests", "calendar_year", "requests", {"outcome": "total"}),
    "new plans": ("new_plans", "calendar_year", "new_plans", {}),
    "net high needs spending": ("net_high_needs", "financial_year", "amount_gbp", {}),
}


@cache
def cells(name: str, ending: str = "") -> dict[tuple[str, int], float]:
    """The values of a series by place and year, of the last edition that has one."""
    table, period, value, where = TABLES[name]
    gathered: dict[tuple[str, int], tuple[str, float]] = {}
    with (published() / f"{table}{ending}.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            is_meant = all(row[column] == words for column, words in where.items())
            if is_meant and row[value] and row["status"] != "part year":
                key = (row.get("la_code", "England"), int(row[period][:4]))
                edition = row["release"]
                if key not in gathered or edition > gathered[key][0]:
                    gathered[key] = (edition, float(row[value]))
    return {key: number for key, (_, number) in gathered.items()}


@cache
def answered(who: str = "Leicestershire", **settings: object) -> model.OverTheYears:
    return hnb.answer("over_the_years", who, **settings)


def series(result: model.OverTheYears) -> dict[str, model.Growth]:
    return {growth.says: growth for growth in result.growth}


def test_growth_of_plans_is_that_of_the_published_counts():
    plans = series(answered(start=2021, end=2026))["plans in force"]
    assert (plans.earlier.value, plans.later.value) == (5288, 8812)
    assert plans.grown.own.value == pytest.approx(100 * (8812 / 5288 - 1))
    assert plans.grown.england.value == pytest.approx(100 * (718838 / 430697 - 1))


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize(("start", "end"), [(2019, 2024), (2021, 2023), (2018, 2019)])
def test_growth_of_everybody_is_the_quotient_of_two_cells(name: str, start: int, end: int):
    counted = cells(name)
    for who in (855, 316, 373, 838):
        growth = series(answered(str(who), start=start, end=end))[name]
        codes = {who: growth.grown.own}
        codes |= {
            code: growth.others[growth.grown.ask.name(code)] for code in growth.grown.main.asked
        }
        for code, figure in codes.items():
            pair = (counted.get((str(code), start)), counted.get((str(code), end)))
            if None in pair:
                assert not figure.known and figure.reason, (code, figure)
            else:
                assert figure.value == pytest.approx(100 * (pair[1] / pair[0] - 1)), code
        known = [figure.value for code, figure in codes.items() if code != who and figure.known]
        assert growth.grown.median.value == pytest.approx(statistics.median(known))


@pytest.mark.parametrize("name", list(TABLES)[:3])
def test_growth_of_england_is_of_its_published_totals(name: str):
    england = cells(name, ".england")
    growth = series(answered(start=2019, end=2024))[name]
    expected = 100 * (england["England", 2024] / england["England", 2019] - 1)
    assert growth.grown.england.value == pytest.approx(expected)


def test_growth_of_englands_spending_is_of_all_with_both_years():
    spent = cells("net high needs spending")
    both = [code for code, year in spent if year == 2019 and (code, 2024) in spent]
    first, last = (sum(spent[code, year] for code in both) for year in (2019, 2024))
    growth = series(answered(start=2019, end=2024))["net high needs spending"]
    assert growth.grown.england.value == pytest.approx(100 * (last / first - 1))


def test_spending_for_each_resident_with_its_median_and_place():
    with (published() / "population.csv").open(encoding="utf-8", newline="") as lines:
        people = {
            (row["la_code"], int(row["mid_year"])): float(row["people"])
            for row in csv.DictReader(lines)
            if row["age_group"] == "0 to 17" and row["people"]
        }
    spent, result = cells("net high needs spending"), answered()
    assert [year.period for year in result.per_head][:2] == ["2017-18", "2018-19"]
    for compared in result.per_head:
        rates = {
            code: spent[str(code), compared.year] / people[str(code), compared.year]
            for code in (855, *compared.main.asked)
            if (str(code), compared.year) in spent and (str(code), compared.year) in people
        }
        mine = rates.pop(855)
        assert compared.own.value == pytest.approx(mine)
        assert compared.median.value == pytest.approx(statistics.median(rates.values()))
        assert compared.main.rank.value == 1 + sum(rate > mine for rate in rates.values())
    assert people["855", 2024] == 147439 and round(mine) == 725


def test_steps_of_a_year_are_those_published():
    result = answered(start=2019, end=2024)
    assert list(result.steps) == [2019, 2020, 2021, 2022, 2023, 2024]
    assert [figure.value for figure in result.steps[2024]] == [1582, 276, 863, 199, 929]


def test_usual_span_is_five_years_or_since_the_first_january():
    assert [
        (growth.earlier.period, growth.later.period) for growth in answered(january=2026).growth
    ] == [
        ("January 2021", "January 2026"),
        ("2019", "2024"),
        ("2019", "2024"),
        ("2019-20", "2024-25"),
    ]
    plans = series(answered("Cumberland"))["plans in force"]
    assert (plans.earlier.period, plans.earlier.value) == ("January 2024", 2656)


def test_nothing_after_the_january_asked_about_is_used():
    result = answered(january=2023)
    assert [growth.later.period for growth in result.growth][:3] == ["January 2023", "2022", "2022"]
    assert max(result.steps) == 2022


def test_new_authority_says_why_and_under_whom_it_was_counted():
    result = answered("Cumberland")
    said = [sentence.text for sentence in text.growth(result)]
    reason = "Cumberland opened on 1 April 2023."
    assert said[1] == f"Growth of requests for an assessment cannot be given: {reason}"
    assert "Cumbria, which has a count of its own" in text.before_it_opened(result).text
    assert text.before_it_opened(answered()) is None
    assert len(text.requests_to_plans(result).rows) == 1


def test_year_that_is_not_held_is_missing_with_its_reason():
    requests = text.growth(answered(end=2025))[1].text
    assert requests.endswith("are available for 2016 to 2024, not for 2025.")
    assert text.each_comparator(answered(end=2025)).header == (
        "",
        "Plans in force, January 2020 to January 2025",
    )


def test_doubted_count_is_said_and_compared_with_nobody():
    newham = text.growth(answered("Newham", end=2025))[0].text
    assert "went from 1,300 to 1,199, a fall of 8%. Be careful with this figure: " in newham
    assert "England" not in newham
    table = text.each_comparator(answered("Newham", end=2025))
    assert "Be careful: in Newham the figure for January 2025" in table.source


def test_doubted_comparator_is_named_under_the_table():
    assert (
        "in Salford the figure for 2022"
        in text.each_comparator(answered("Sheffield", start=2019, end=2022)).source
    )


def test_count_that_was_put_right_is_said_to_be():
    mended = text.growth(answered("Sheffield", start=2019, end=2022))
    assert [" not as first published" in sentence.text for sentence in mended] == [
        False,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize("who", ["City of London", "Isles of Scilly"])
def test_small_authority_has_counts_and_no_percentage_rank_or_rate(who: str):
    result = answered(who)
    said = [sentence.text for sentence in text.growth(result)]
    said += [text.per_head(result).text]
    for table in (text.per_head_by_year(result), text.requests_to_plans(result)):
        said += [cell for row in table.cells() for cell in row]
    assert not any(mark in " ".join(said) for mark in ("%", "highest", "median", "England"))
    assert text.each_comparator(result) is None and charts.per_head(result) is None


def test_change_of_nothing_is_said_in_words():
    counted = cells("plans in force")
    year = next(y for y in range(2011, 2026) if counted["420", y] == counted["420", y - 1])
    result = answered("Isles of Scilly", start=year - 1, end=year)
    same = int(counted["420", year])
    assert f"went from {same} to {same}." in text.growth(result)[0].text


@pytest.mark.parametrize(
    ("settings", "name"),
    [({"start": 2026, "end": 2020}, "start"), ({"start": 2030}, "start"), ({"end": 12}, "end")],
)
def test_span_that_is_none_is_refused(settings: dict[str, int], name: str):
    with pytest.raises(ParameterError, match=f"^parameter {name}: "):
        hnb.answer("over_the_years", "Kent", **settings)


def test_chart_draws_every_year_held():
    chart = charts.per_head(answered())
    assert "2017-18 to 2024-25" in chart.alt and "Leicestershire has £725" in chart.alt

"""hnb.questions.this_month against arithmetic on round numbers."""

from __future__ import annotations

import pandas as pd
import pytest

from hnb.domain.errors import NotPublished, ParameterError
from hnb.figures import WITHHELD
from hnb.questions.definition import question
from hnb.questions.this_month import charts, text
from hnb.questions.this_month.model import ThisMonth, answer
from hnb.questions.this_month.process import is_overdue, requests_of
from hnb.tables import Tables
from tests.conftest import frame
from tests.questions import own_records
from tests.questions.own_records import COUNCIL, rows_of

TABLES = question("this_month").tables
CENSUS = frame("""
    la_code  january  plans
    855         2025   7000
    855         2026   9000
    850         2026  11000
""").assign(status="published", release="ehc-plans-2026")


def this_month(since: str = "a year before", **changed: pd.DataFrame) -> ThisMonth:
    """The made-up records, some of their tables changed."""
    by_name = {**own_records.plans(), **own_records.process(), "ehc_plans": CENSUS, **changed}
    return answer(own_records.tables(by_name, *TABLES), own_records.ask(), since=since)


def test_plans_are_compared_with_the_records_of_a_year_before():
    result = this_month()
    assert (result.plans.value, result.before.value) == (10000, 8000)
    assert result.growth.value == pytest.approx(25)
    assert text.answer(result).text.startswith(
        "On 30 November 2026 Leicestershire had 10,000 EHC plans, up 25% since 30 November 2025 "
        "(8,000)."
    )


def test_plans_a_year_before_follow_from_what_was_issued_and_ceased():
    now = rows_of("council_plans", [("2026-11-30", 10000)])
    result = this_month(council_plans=now)
    assert result.before.value == 10000 - 12 * 250 + 12 * 80
    assert result.when == "30 November 2025"


def test_plans_are_compared_with_the_census_where_the_flows_do_not_end_with_the_day():
    now = rows_of("council_plans", [("2026-11-20", 10000)])
    result = this_month(council_plans=now)
    assert (result.before.value, result.when) == (9000, "January 2026")


def test_plans_can_be_compared_with_the_last_census():
    result = this_month("the last census")
    assert "For January 2026 the department published" in str(text.answer(result))
    assert (result.before.value, result.when) == (9000, "January 2026")
    assert result.growth.value == pytest.approx(100 * (10000 / 9000 - 1))


def test_another_day_to_compare_with_is_refused():
    with pytest.raises(ParameterError, match=r"nearest: the last census"):
        this_month("the last cencus")


def test_wait_is_shorter_where_the_median_of_the_last_year_is():
    result = this_month()
    assert result.waited.value == pytest.approx(30.2 - 36.0)
    assert (
        "The wait for a plan is getting shorter: half of the requests of 2025 that lead to one do "
        "so within 30 weeks, compared with 36 weeks for 2024." in str(text.answer(result))
    )


def test_last_twelve_months_are_no_calendar_year_to_compare_with():
    assert requests_of("12 months to 2026-11-30") == "the year to 30 November 2026"
    assert [wait.year for wait in this_month().waits][-1] == "the year to 30 November 2026"


def test_wait_without_two_years_is_not_said_to_be_shorter():
    waits = rows_of("council_weeks_to_plan", [("2026-11-30", "2025", "median", 30.0)])
    said = str(text.answer(this_month(council_weeks_to_plan=waits)))
    assert "Whether the wait for a plan is getting shorter is not known" in said


def test_a_year_of_a_flow_is_the_sum_of_its_months():
    requests = this_month().flow("requests received")
    assert requests is not None
    assert (requests.last_year.value, requests.year_before.value) == (12 * 210, 12 * 200)


def test_a_year_with_a_month_that_is_withheld_is_withheld():
    ceased = this_month().flow("plans ceased")
    assert ceased is not None
    assert ceased.last_year.value == 12 * 80
    assert (ceased.year_before.value, ceased.year_before.reason) == (None, WITHHELD)


@pytest.mark.parametrize(
    ("band", "overdue"),
    [("up to 6", False), ("16 to 20", False), ("20 to 30", True), ("over 30", True)],
)
def test_a_case_is_overdue_from_20_weeks(band: str, overdue: bool):
    assert is_overdue(band) == overdue


def test_overdue_cases_are_said_where_the_number_of_all_cases_is_withheld():
    result = this_month()
    assert result.open_cases.overdue.value == 90 + 60 + 70 + 100
    assert result.open_cases.total.reason == WITHHELD
    assert str(text.overdue(result)).startswith("320 cases have been open for more than 20 weeks")


def test_overdue_cases_are_at_least_those_that_are_shown():
    cases = own_records.process()["council_open_cases"]
    is_hidden = cases["weeks_open"].eq("over 30") & cases["case_stage"].eq("assessment under way")
    is_hidden |= cases["weeks_open"].eq("over 20")
    hidden = cases.assign(
        open_cases=cases["open_cases"].mask(is_hidden),
        status=cases["status"].mask(is_hidden, "suppressed"),
    )
    said = str(text.overdue(this_month(council_open_cases=hidden)))
    assert said.startswith("At least 260 cases have been open for more than 20 weeks")
    assert "a small number is withheld" in said


def test_overdue_cases_of_which_none_is_shown_are_said_to_be_withheld():
    cases = own_records.process()["council_open_cases"]
    hidden = cases.assign(open_cases=cases["open_cases"].mask(cases["open_cases"].notna()))
    said = str(text.overdue(this_month(council_open_cases=hidden.assign(status="suppressed"))))
    assert said == f"How many open cases are past 20 weeks cannot be given: {WITHHELD}."


def test_a_published_number_of_plans_before_has_a_dagger_among_the_councils_own():
    table = text.at_a_glance(this_month("the last census"))
    assert [cell for row in table.cells() for cell in row if "†" in cell] == ["9,000†"]
    assert (
        "†: from published figures alone; the others with the council's own records."
        in table.source
    )


def test_ages_are_in_their_order_and_needs_by_size():
    result = this_month()
    ages = [category.name for category in result.splits["age"]]
    assert ages == ["under 5", "5 to 10", "11 to 15", "16 to 19", "20 to 25"]
    needs = [category.now.value for category in result.splits["primary need"]]
    assert needs == [3995, 3500, 2500, None, None]


def test_a_withheld_cell_is_c_and_its_table_says_why():
    table = text.by(this_month(), "primary need")
    assert table is not None
    assert [row[-1] for row in table.cells()] == ["3,995", "3,500", "2,500", "c", "c"]
    assert table.source.endswith(
        "c: withheld so that no child can be identified from it, alone or with other numbers."
    )


def test_a_group_of_placements_has_its_own_number_where_one_of_them_is_withheld():
    result = this_month()
    groups = {group.name: group.now.value for group in result.splits["group of placements"]}
    assert groups["mainstream"] == 5000
    assert (groups["elsewhere"], groups["unknown"]) == (296, None)
    table = text.by(result, "group of placements")
    assert table is not None
    cells = dict(table.cells())
    assert (cells["Elsewhere"], cells["Unknown"]) == ("296", "c")
    placements = {row.name for row in result.splits["placement"]}
    assert "all of the group" not in placements and "online provider" in placements


def test_a_school_whose_name_has_a_number_is_named():
    table = text.by_school(this_month())
    assert table is not None
    assert ["Studio 16", "12"] in table.cells()


def test_chart_by_month_says_its_extremes_and_what_is_left_out():
    chart = charts.by_month(this_month())
    assert chart is not None
    assert "Requests received: 210 in November 2026; lowest 200 (December 2024)" in chart.alt
    assert "What is withheld so that no child can be identified is a gap, or left out." in chart.alt
    assert chart.source == f"Source: {COUNCIL}. From the council's own records. " + (
        "What is withheld so that no child can be identified is a gap, or left out."
    )


def test_chart_of_waits_says_each_year():
    chart = charts.waits(this_month())
    assert chart is not None
    assert "2024: 36 weeks (middle half 21 to 60). 2025: 30 weeks." in chart.alt


def test_without_records_how_to_take_them_in_is_said():
    with pytest.raises(NotPublished, match="`hnb council add FILE`") as refusal:
        answer(Tables.of(authority=dict(own_records.tables({}, *TABLES))), own_records.ask())
    assert refusal.value.exit_code == 5

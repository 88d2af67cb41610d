"""hnb.domain.periods against spellings met in the publishers' files, and against itself
over every year.
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnb.domain import periods
from hnb.domain.errors import ParameterError


@pytest.mark.parametrize(
    "text",
    ["2023-24", "2023/24", "202324", "2023 to 2024", "2023-2024", "2023–24", "202324.0", "2023_24"],
)
def test_a_financial_year_is_read_in_every_spelling(text):
    assert periods.financial_year(text) == "2023-24"


@given(st.integers(2000, 2098))
def test_years_survive_being_written_and_read_again(first):
    assert (
        periods.financial_year(periods.financial_year(f"{first}{first + 1}"))
        == f"{first}-{(first + 1) % 100:02d}"
    )
    assert periods.january(f"{first}{(first + 1) % 100:02d}") == first + 1
    assert (
        periods.following(f"{first}-{(first + 1) % 100:02d}", 0)
        == f"{first}-{(first + 1) % 100:02d}"
    )


def test_a_century_is_crossed():
    assert periods.financial_year("209900") == "2099-00"
    assert periods.following("2098-99") == "2099-00"


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("financial_year", "2023-25", "does not name two years that follow each other"),
        ("financial_year", "2023", "is not a financial year"),
        ("academic_year", "spring", "is not an academic year"),
        ("january", "25", "is not the year of a January census"),
        ("calendar_year", "2023-24", "is not a calendar year"),
        ("mid_year", "June", "is not the year of a mid-year estimate"),
    ],
)
def test_a_wrong_period_is_refused_by_name(kind, text, found):
    with pytest.raises(ParameterError, match=found) as refusal:
        periods.READ[kind](text)
    assert kind.split("_")[0] in str(refusal.value)


def test_a_january_is_read_from_words_and_from_the_academic_year_that_holds_it():
    assert (
        periods.january("January 2025")
        == periods.january("202425")
        == periods.january(2025.0)
        == 2025
    )


def test_periods_start_when_they_start():
    assert periods.starts("january", 2021) == date(2021, 1, 15)
    assert periods.starts("financial_year", "2021-22") == date(2021, 4, 1)
    assert periods.starts("academic_year", "2021/22") == date(2021, 9, 1)
    assert periods.starts("mid_year", 2021) == date(2021, 6, 30)
    assert periods.starts("calendar_year", 2021) == date(2021, 1, 1)


def test_a_day_is_read_or_refused():
    assert periods.day("2024-02-13") == periods.day(date(2024, 2, 13)) == date(2024, 2, 13)
    with pytest.raises(
        ParameterError, match=r"'13/02/2024' is not a day\. Expected a date such as 2024-02-13"
    ):
        periods.day("13/02/2024")

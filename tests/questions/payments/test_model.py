"""hnb.questions.payments against arithmetic on round numbers."""

from __future__ import annotations

import pytest

from hnb.domain.errors import NotPublished, ParameterError
from hnb.figures.marks import WITHHELD_PAYMENT
from hnb.questions.payments import charts, text
from hnb.questions.payments.model import Payments, answer
from tests.questions import own_records
from tests.questions.own_records import rows_of

KINDS = 3_700_000 + 2_600_000 + 350_000


def payments(**settings: object) -> Payments:
    """The made-up payments."""
    tables = own_records.tables(own_records.money(), "council_payments")
    return answer(tables, own_records.ask(), **settings)


def test_a_year_is_told_from_a_month_and_the_last_is_meant():
    result = payments()
    assert result.year == "2025-26"
    assert (result.months[0], result.months[-1]) == ("2025-04", "2026-03")
    assert result.together.year.value == pytest.approx(12 * 1.1 * KINDS)
    assert result.together.growth.value == pytest.approx(10)


def test_total_of_each_kind_is_that_of_the_year_though_a_month_is_withheld():
    result = payments(financial_year="2024-25")
    by_name = {kind.name: kind for kind in result.kinds}
    assert by_name["place funding"].year.value == 12 * 350_000
    assert by_name["place funding"].months[4].reason == WITHHELD_PAYMENT
    assert result.together.months[4].reason == WITHHELD_PAYMENT
    assert result.together.months[3].value == KINDS


def test_answer_says_the_total_and_that_of_independent_providers():
    said = str(text.total(payments()))
    assert said == (
        "In 2025-26 Leicestershire paid £87.8 million for high needs in payments over £500, up 10% "
        "on the year before. Independent providers received £48.8 million of it, up 10% on the "
        "year before."
    )


def test_table_is_to_the_pound_and_adds_up():
    rows = text.by_kind(payments()).cells()
    amounts = [int(row[1].replace("£", "").replace(",", "")) for row in rows]
    assert sum(amounts[:-1]) == amounts[-1] == round(12 * 1.1 * KINDS)


def test_kinds_can_be_chosen_and_one_that_is_not_known_is_refused():
    assert payments(kinds=("top-ups",)).together.year.value == pytest.approx(12 * 1.1 * 2_600_000)
    with pytest.raises(ParameterError, match="parameter kinds.*nearest: top-ups"):
        payments(kinds=("topups",))
    with pytest.raises(ParameterError, match="parameter financial_year.*nearest: 2025-26"):
        payments(financial_year="2026-27")


def test_year_that_is_not_over_is_the_sum_of_its_months_and_says_up_to_when():
    whole = [(f"2025-{month:02d}", "top-ups", 90.0) for month in range(4, 13)]
    rows = [("2025-26", "top-ups", 900.0), *whole]
    rows += [(f"2026-{month:02d}", "top-ups", 100.0) for month in (4, 5, 6)]
    result = answer(
        own_records.tables({"council_payments": rows_of("council_payments", rows)}),
        own_records.ask(),
    )
    said = str(text.total(result))
    assert said == (
        "In 2026-27 to the end of June 2026 Leicestershire paid £300 for high needs in payments "
        "over £500."
    )
    table = text.by_kind(result)
    assert table.header == ("", "2026-27 to the end of June 2026", "2025-26")
    assert table.cells() == [["Top-ups", "£300", "£900"]]


def test_without_a_year_before_nothing_is_said_of_it():
    rows = [(month, "top-ups", 100.0) for month in own_records.months("2026-11", 12)]
    result = answer(
        own_records.tables({"council_payments": rows_of("council_payments", rows)}),
        own_records.ask(),
    )
    assert (result.year, result.together.year.value) == ("2026-27", 800)
    assert text.by_kind(result).cells() == [["Top-ups", "£800"]]


def test_chart_leaves_a_gap_where_a_month_is_withheld_and_says_so():
    chart = charts.by_month(payments())
    assert chart is not None
    assert "Independent providers: £4.1 million in March 2026" in chart.alt
    assert (
        "What is withheld so that no provider's fee can be worked out is a gap, or left out."
        in chart.alt
    )
    line = next(line for line in chart.figure.axes[0].lines if line.get_linestyle() != "-")
    assert [value != value for value in line.get_ydata()].count(True) == 1


def test_what_payments_leave_out_is_said():
    assert "They leave out smaller payments" in str(text.not_included())


def test_without_records_how_to_take_them_in_is_said():
    with pytest.raises(NotPublished, match="`hnb council add FILE`"):
        answer(own_records.tables({}, "council_payments"), own_records.ask())

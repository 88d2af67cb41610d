"""hnb.questions.commitments against arithmetic on round numbers."""

from __future__ import annotations

import pandas as pd
import pytest

from hnb.domain.errors import NotPublished, ParameterError
from hnb.questions.commitments import charts, text
from hnb.questions.commitments.model import COST_OF_YEAR, OPENING_TO_COST, Commitments, answer
from tests.conftest import frame
from tests.questions import own_records
from tests.questions.own_records import rows_of

FORECAST = 21_200 + 3_900 + 42_000 + 8_500 + 24_000 + 1_900  # thousands of pounds
BUDGET = 21_000 + 4_000 + 38_000 + 9_000 + 24_000 + 2_000


def commitments(backlog: str = "counted", **changed: pd.DataFrame) -> Commitments:
    """The made-up ledger, some of the tables changed."""
    by_name = {**own_records.money(), **changed}
    tables = own_records.tables(by_name, "dsg_blocks")
    return answer(tables, own_records.ask(), backlog=backlog)


def test_variance_is_forecast_less_budget_and_movement_that_of_the_last_report():
    total = commitments().total
    assert total.forecast.value == 1000 * FORECAST
    assert total.variance.value == 1000 * (FORECAST - BUDGET)
    assert total.movement.value == total.forecast.number - total.last_forecast.number


def test_lines_add_up_to_the_total():
    result = commitments()
    for column in ("budget", "forecast", "variance", "last_forecast", "movement", "spent"):
        lines = sum(getattr(line, column).value for line in result.lines)
        assert lines == pytest.approx(getattr(result.total, column).value)


def test_places_open_in_april_and_what_changed_add_up_to_the_cost_of_the_year():
    result = commitments()
    for line in (*result.lines, result.total):
        known = line.spent.number + line.steps["committed to year end"].number
        assert line.steps[COST_OF_YEAR].number == pytest.approx(known)
    listing = text.from_april(result)
    assert listing is not None and listing.header[-1] == "Cost of the year"


def test_answer_comes_first():
    assert str(text.answer(commitments())) == (
        "Placements are forecast to cost Leicestershire £101.5 million in 2026-27, £3.5 million "
        "more than the budget of £98.0 million. That is £2.5 million less than the High Needs "
        "Block after deductions (£104.0 million, the council's budget). Since the last report the "
        "forecast has risen by £1.1 million, from £100.4 million."
    )


def test_slips_in_the_ledger_are_told_without_their_number():
    table = own_records.money()["council_commitments"]
    status = table["status"].replace({"published": "to be checked"})
    doubted = str(text.answer(commitments(council_commitments=table.assign(status=status))))
    assert doubted == (
        f"{text.answer(commitments())} The placement ledger has rows with a cost of zero, or of "
        "more than ten times the usual of their kind: they are counted as they stand, and its "
        "data-quality report lists them."
    )


def test_published_block_is_used_where_that_of_the_year_is_published():
    published = frame("""
        la_code  financial_year  block       stage              amount_gbp
        855      2026-27         high_needs  after_deductions    100000000
        855      2026-27         high_needs  before_deductions   110000000
        850      2026-27         high_needs  after_deductions    200000000
    """).assign(status="published", release="dsg-2026-27-july-2026")
    published = published.replace({"high_needs": "high needs"}).replace(
        {"after_deductions": "after deductions", "before_deductions": "before deductions"}
    )
    result = commitments(dsg_blocks=published)
    assert (result.block.value, result.block_is_published) == (100_000_000, True)
    assert "the department's allocation" in str(text.answer(result))


def test_range_is_that_of_the_total():
    assert "The likely range of the forecast is £100.0 million to £103.3 million." in str(
        text.spent(commitments())
    )


def test_placements_not_yet_in_the_ledger_can_be_left_out():
    result = commitments("left out")
    unseen = 1000 * (400 + 100 + 1_500 + 300 + 500)
    assert result.total.forecast.value == 1000 * FORECAST - unseen
    assert "Movement" not in text.table(result).header


def first_report_of_the_backlog(backlog: str = "counted") -> Commitments:
    """The made-up ledger, of which the last report could count no backlog."""
    table = own_records.money()["council_commitments"]
    none_counted = table[table["commitment"].eq("placements not yet in the ledger")].assign(
        commitment="placements not yet in the ledger, last report", amount_gbp=0.0
    )
    return commitments(backlog, council_commitments=pd.concat([table, none_counted]))


def test_movement_is_split_where_the_last_report_could_count_no_backlog():
    result = first_report_of_the_backlog()
    for line in (*result.lines, result.total):
        assert line.first_counted is not None and line.moved_otherwise is not None
        assert line.first_counted.value == line.steps["placements not yet in the ledger"].value
        parts = line.first_counted.number + line.moved_otherwise.number
        assert parts == line.movement.number
        assert line.last_forecast.number + parts == line.forecast.number
    assert result.total.moved_otherwise.value == 1000 * (1_100 - 2_800)
    assert str(text.answer(result)).endswith(
        "from £100.4 million. Of this, £2.8 million is counted for the first time: placements that "
        "have started and are not yet in the ledger. Everything else has fallen by £1.7 million."
    )
    header = text.table(result).header
    assert header[-3:-1] == ("Of it, counted for the first time", "Of it, everything else")
    assert "Of it, everything else" not in text.table(commitments()).header


def test_a_report_without_backlog_is_compared_with_one_that_counted_none():
    total = first_report_of_the_backlog("left out").total
    assert total.movement.value == 1000 * (1_100 - 2_800)
    assert total.last_forecast.number + total.movement.number == total.forecast.number
    assert total.first_counted is None


def test_another_choice_is_refused():
    with pytest.raises(ParameterError, match="nearest: left out"):
        commitments("leftout")


def test_withheld_line_is_c_and_its_variance_too():
    table = own_records.money()["council_commitments"]
    is_line = table["spend_line"].eq("post-16") & ~table["commitment"].eq("budget")
    hidden = table.assign(
        amount_gbp=table["amount_gbp"].mask(is_line),
        status=table["status"].mask(is_line, "suppressed"),
    )
    listing = text.table(commitments(council_commitments=hidden))
    (row,) = [row for row in listing.cells() if row[0] == "Post-16"]
    assert row == ["Post-16", "£9,000,000", "c", "c", "c", "c", "c"]
    assert "no provider's fee worked out from it, alone" in listing.source
    chart = charts.by_line(commitments(council_commitments=hidden))
    assert chart is not None and "post-16" not in chart.alt
    assert "or left out" in chart.alt


def test_the_cost_of_the_year_is_shown_where_what_changed_since_april_is_not():
    table = own_records.money()["council_commitments"]
    is_step = table["spend_line"].eq("post-16") & table["commitment"].eq("leavers")
    hidden = table.assign(
        amount_gbp=table["amount_gbp"].mask(is_step),
        status=table["status"].mask(is_step, "suppressed"),
    )
    with_all, without = (
        next(line for line in result.lines if line.name == "post-16").steps
        for result in (commitments(), commitments(council_commitments=hidden))
    )
    assert not without["leavers"].known
    assert without["cost of the year"].value == with_all["cost of the year"].value
    assert with_all["cost of the year"].number == sum(
        with_all[step].number for step in OPENING_TO_COST if step in with_all
    )


def test_without_a_budget_no_budget_is_said():
    table = own_records.money()["council_commitments"]
    result = commitments(council_commitments=table[~table["commitment"].eq("budget")])
    assert str(text.answer(result)).startswith(
        "Placements are forecast to cost Leicestershire £101.5 million in 2026-27. That is"
    )
    assert "Budget" not in text.table(result).header


def test_without_a_block_the_reason_is_said():
    table = own_records.money()["council_commitments"]
    result = commitments(council_commitments=table[~table["commitment"].eq("high needs block")])
    assert "It cannot be compared with the High Needs Block: neither" in str(text.answer(result))


def test_without_records_how_to_take_them_in_is_said():
    with pytest.raises(NotPublished, match="`hnb council add FILE`"):
        commitments(council_commitments=rows_of("council_commitments", ()))

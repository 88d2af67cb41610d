"""hnb.questions.own_and_published against differences that a reader can redo."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hnb.domain.errors import NotPublished, ParameterError
from hnb.figures import WITHHELD
from hnb.questions.own_and_published import model, text
from hnb.questions.own_and_published.model import COMPARED, OwnAndPublished, answer
from tests.questions import own_records
from tests.questions.own_records import rows_of

PUBLISHED = {
    "ehc_plans": rows_of("ehc_plans", [(2024, 6000), (2025, 7200), (2026, 8800)], "dfe-2026"),
    "ehc_plans_by_need": rows_of(
        "ehc_plans_by_need",
        [
            (2025, "autistic spectrum disorder", 2000),
            (2025, "visual impairment", 80),
            (2025, "hearing impairment", 90),
        ],
        "dfe-2026",
    ),
    "requests": rows_of("requests", [(2024, "total", 1500), (2024, "refused", 260)], "dfe-2026"),
    # what the council's records alone have is in the published tables too, where none is published
    "new_plans": rows_of("new_plans", [(2024, 780)]),
}


def compared(large_percent: int = 2) -> OwnAndPublished:
    """The made-up records next to figures that are like them."""
    tables = own_records.tables(PUBLISHED, *COMPARED)
    own = own_records.tables(own_records.published_shape(), *COMPARED)
    return answer(tables, own_records.ask(), council_tables=own, large_percent=large_percent)


def lines(result: OwnAndPublished) -> dict[tuple[object, ...], object]:
    """The difference of each line."""
    return {
        (line.table, line.year, *line.categories): line.difference.value for line in result.lines
    }


def test_each_line_that_both_have_is_compared_and_no_other():
    assert lines(compared()) == {
        ("ehc_plans", 2025): 7210 - 7200,
        ("ehc_plans", 2026): 8790 - 8800,
        ("ehc_plans_by_need", 2025, "autistic spectrum disorder"): 500,
        ("ehc_plans_by_need", 2025, "visual impairment"): None,
        ("requests", 2024, "total"): 0,
        ("requests", 2024, "refused"): -10,
    }


def test_lines_are_in_the_order_of_what_they_say_and_totals_last():
    waits = ["within 20 weeks", "20 weeks to a year", "over a year", "any"]
    assert sorted(reversed(waits), key=lambda wait: model._in_order((wait,))) == waits
    outcomes = ["agreed", "refused", "withdrawn", "total"]
    assert sorted(reversed(outcomes), key=lambda outcome: model._in_order((outcome,))) == outcomes
    ages = ["under 5", "5", "11"]
    assert sorted(reversed(ages), key=lambda age: model._in_order((age,))) == ages


def test_a_difference_from_what_is_withheld_is_withheld():
    table = text.every_line(compared(), "ehc_plans_by_need")
    assert table is not None
    assert table.cells()[-1] == ["Visual impairment", "c", "80", "c"]
    (line,) = [line for line in compared().lines if "visual impairment" in line.categories]
    assert line.difference.reason == WITHHELD
    assert "The department prints all its numbers. The council's own are withheld" in table.source
    assert table.source.endswith(
        "c: withheld so that no child can be identified from it, alone or with other numbers."
    )
    requests = text.every_line(compared(), "requests")
    assert requests is not None and "printed" not in requests.source


def test_answer_has_the_plans_of_the_last_january_and_how_many_lines_differ():
    assert str(text.answer(compared())) == (
        "In January 2026 the council's own records have 8,790 EHC plans. The department published "
        "8,800: the records have 10 fewer. Of 5 lines that both have, 2 differ by 2% or more, and "
        "by at least ten."
    )
    assert compared(20).large.value == 1
    with pytest.raises(ParameterError, match="parameter large_percent"):
        compared(0)


def test_records_that_are_set_aside_explain_the_count():
    explained = str(text.explained(compared()))
    assert explained == (
        "Of 9,000 records of plans open in January 2026, 8,790 are counted and 210 set aside."
    )
    table = text.explanation(compared())
    assert table is not None
    numbers = [int(row[1].replace(",", "")) for row in table.cells()]
    assert numbers[0] == sum(numbers[1:])


def test_records_of_which_those_set_aside_are_withheld_have_their_count_all_the_same():
    result = compared()
    last = result.explanations[-1]
    hidden = replace(last.records, value=None, reason=WITHHELD)
    aside = replace(last, records=hidden, not_counted=hidden)
    assert str(text.explained(replace(result, explanations=(aside,)))) == (
        "Of the records of plans open in January 2026, 8,790 are counted. How many were set aside "
        f"is not shown: {WITHHELD}."
    )
    nothing = replace(aside, counted=replace(hidden, name="other"))
    said = str(text.explained(replace(result, explanations=(nothing,))))
    assert said.startswith("How many records of plans were open in January 2026 cannot be given")


def test_source_names_both_and_says_which_is_the_councils():
    table = text.totals(compared())
    assert table is not None
    assert table.source == ("Source: council-2026-11-30, dfe-2026. From the council's own records.")


def test_without_records_or_without_a_year_in_common_that_is_said():
    tables = own_records.tables(PUBLISHED, *COMPARED)
    with pytest.raises(NotPublished, match="`hnb council add FILE`"):
        answer(tables, own_records.ask(), council_tables=own_records.tables({}, *COMPARED))
    later = {"ehc_plans": rows_of("ehc_plans", [(2027, 9000)])}
    with pytest.raises(NotPublished, match="No year in the council's records"):
        answer(tables, own_records.ask(), council_tables=own_records.tables(later, *COMPARED))

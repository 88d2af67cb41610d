"""hnb.questions.early_years_rates.model against published rates and arithmetic that a
forum member can redo.
"""

from __future__ import annotations

from datetime import date

import pytest

import hnb
from hnb.domain.errors import CheckError
from hnb.questions.early_years_rates import model as rates
from hnb.questions.early_years_rates import text
from hnb.questions.early_years_rates.stated import parts_of
from hnb.questions.then_and_now.definition import CHANGE, PART, read

TWO, YEAR = "2 year olds", "2023-24"
RATE = {"measures": ["early_years_2_year_olds"], "says": "A rate is so."}


def statements(*entries, authority="Leicestershire"):
    """What was said of a rate, each as a claim, a value and what else it has."""
    return read(
        {
            "statements": {
                f"s{place}": {
                    "authority": authority,
                    "said_on": date(2024, 2, 13),
                    "who": "the minutes",
                    "where": "Schools Forum",
                    **RATE,
                    "claims": claims,
                    "value": value,
                    **more,
                }
                for place, (claims, value, more) in enumerate(entries)
            }
        }
    )


def moved(*values, **changes):
    span = {"since": "2023-24", "period": "2024-25"}
    return statements(*((CHANGE, value, span) for value in values), **changes)


def own(part, year, value):
    return PART, value, {"part": part, "period": year}


QUOTED = moved(1.68, -0.60)
OWN = parts_of(statements(own("one-off grant", "2023-24", 1.74), own("Base rate", "2024-25", 7.31)))


@pytest.fixture(scope="module")
def table():
    return hnb.load("early_years_rates")


@pytest.fixture(scope="module")
def ask():
    return hnb.ask("Leicestershire", financial_year="2023-24")


def test_published_bases_are_compared(table, ask):
    later, earlier = (rates.rate(table, ask, TWO, year) for year in ("2023-24", "2022-23"))
    assert rates.change(later, earlier).value == pytest.approx(5.63 - 5.57)


def test_rates_of_unlike_parts_are_refused_unless_what_differs_is_said(table, ask):
    later, earlier = (rates.rate(table, ask, TWO, year, OWN) for year in ("2024-25", "2023-24"))
    told = (
        r"The rate of 2024-25 is made of base rate, that of 2023-24 of base rate and one-off "
        r"grant\. Expected the same "
        r"parts in both, or what differs said \(one-off grant\)\. No comparison was made"
    )
    with pytest.raises(CheckError, match=told):
        rates.change(later, earlier)
    assert rates.change(later, earlier, ["one-off grant"]).value == pytest.approx(
        7.31 - 5.63 - 1.74
    )


def test_rates_of_different_children_are_refused_whatever_is_said(table, ask):
    later, earlier = (
        rates.rate(table, ask, TWO, "2023-24"),
        rates.rate(table, ask, TWO, "2022-23"),
    )
    other = rates.rate(table, ask, "3 and 4 year olds", "2022-23")
    assert rates.change(later, earlier)
    with pytest.raises(
        CheckError,
        match="scope: Leicestershire, two year olds against Leicestershire, three and four",
    ):
        rates.change(later, other)


def test_latest_two_years_are_shown_both_ways(table, ask):
    found = {one.ages: one for one in rates.changes(table, ask, OWN)}
    assert found["3 and 4 year olds"].alike and found[
        "3 and 4 year olds"
    ].whole.value == pytest.approx(4.87 - 4.61)
    two = found[TWO]
    assert not two.alike and (two.bases.text, two.whole.text) == ("£1.68", "−£0.06")


def test_what_would_make_each_quotation_true(table, ask):
    up, down = rates.quotes(table, ask, QUOTED)
    assert up.ages == down.ages == TWO
    assert (up.quoted.text, down.quoted.text) == ("+£1.68", "−£0.60")
    assert (up.later.value, up.added.value) == (7.31, 0)  # 5.63 + 1.68
    assert (down.later.value, down.added.value) == (5.03, 2.28)  # 5.63 − 0.60; 7.31 − 5.63 + 0.60


def test_a_change_is_of_the_published_base_of_the_year_before_it_where_that_is_held(table, ask):
    earlier = {"since": "2022-23", "period": "2023-24"}
    (quote,) = rates.quotes(table, ask, statements((CHANGE, 0.06, earlier)))
    assert (quote.earlier.text, quote.later.text) == ("£5.57", "£5.63")


def test_what_was_said_of_another_rate_or_of_no_rate_is_left_out(table, ask):
    other = statements(
        (
            CHANGE,
            0.5,
            {
                "measures": ["early_years_3_and_4_year_olds"],
                "since": "2023-24",
                "period": "2024-25",
            },
        )
    )
    assert {quote.ages for quote in rates.quotes(table, ask, (*QUOTED, *other))} == {TWO}
    plans = statements((CHANGE, 5, {"measures": ["EHC plans"], "since": "2024", "period": "2025"}))
    assert rates.quotes(table, ask, plans) == ()
    assert rates.quotes(table, hnb.ask("City of London"), QUOTED) == ()  # it has no rate


def test_two_quotations_that_can_both_be_right_are_said_to_be():
    result = rates.answer(
        hnb.tables_for("early_years_rates"), hnb.ask("Leicestershire"), statements=QUOTED
    )
    assert str(text.quoted(result)) == (
        "Two changes in the hourly rate for two year olds were quoted, +£1.68 and −£0.60 (the "
        "minutes, Schools Forum, 13 February 2024). Both can be right. A rate of £7.31 would be £1.68 above the base rate of £5.63 in "
        "2023-24. It would be £0.60 below that base rate with a one-off grant of £2.28. The rate "
        "of the year after is not in the published files used here."
    )
    for quoted in (moved(1.68), moved(-0.60, 1.68)):  # alone, or only with a grant below zero
        tables, ask = hnb.tables_for("early_years_rates"), hnb.ask("Leicestershire")
        assert text.quoted(rates.answer(tables, ask, statements=quoted)) is None


def test_the_minimum_rate_is_said_with_how_many_share_it():
    tables = hnb.tables_for("early_years_rates")
    published = tables["early_years_rates"].query("financial_year == '2023-24'")
    two = published[published["children_aged"].eq(TWO)]["rate_gbp_per_hour"]
    others = int((two == two.min()).sum()) - 1
    said = [
        str(sentence)
        for sentence in text.rates(
            rates.answer(tables, hnb.ask("Leicestershire", financial_year=YEAR))
        )
    ]
    assert said[1].startswith(
        f"In 2023-24 Leicestershire received £5.63 an hour for two year olds, the minimum rate, like "
        f"{others} others (neighbours £"
    )
    camden = [
        str(sentence)
        for sentence in text.rates(rates.answer(tables, hnb.ask("Camden", financial_year=YEAR)))
    ]
    assert camden[1].endswith(". That is the joint highest of 151 in England.")
    assert "minimum" not in camden[1]


def test_base_that_contradicts_the_published_one_is_refused(table, ask):
    with pytest.raises(
        CheckError, match=r"base rate of 2023-24 given, £5\.00, is not the published £5\.63"
    ):
        rates.rate(
            table, ask, TWO, "2023-24", parts_of(statements(own("base rate", "2023-24", 5.0)))
        )


def test_rate_that_is_not_held_is_missing_with_the_reason(table):
    found = rates.rate(table, hnb.ask("City of London"), TWO, "2023-24").total
    assert (
        found.value is None
        and found.reason == "no rate for two year olds in City of London is available for 2023-24"
    )

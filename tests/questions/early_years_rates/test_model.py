"""hnb.questions.early_years_rates.model against published rates and arithmetic that a
forum member can redo.
"""

from __future__ import annotations

import pytest

import hnb
from hnb.domain.errors import CheckError, ParameterError
from hnb.questions.early_years_rates import model as rates
from hnb.questions.early_years_rates import text

TWO, YEAR = "2 year olds", "2023-24"
QUOTED = "Leicestershire: 2 year olds +1.68; -0.60"
OWN = "2 year olds 2023-24 one-off grant 1.74; 2 year olds 2024-25 base rate 7.31"


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
        rates.rate(table, ask, TWO, "2022-23", ""),
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


def test_quotation_of_another_authority_is_left_out(table):
    assert rates.quotes(table, hnb.ask("Camden"), "Leicestershire: 2 year olds +1.68") == ()
    assert rates.quotes(table, hnb.ask("City of London"), "City of London: 2 year olds +1.68") == ()


def test_two_quotations_that_can_both_be_right_are_said_to_be():
    result = rates.answer(
        hnb.tables_for("early_years_rates"), hnb.ask("Leicestershire"), quoted=QUOTED
    )
    assert str(text.quoted(result)) == (
        "The council has quoted two changes in the hourly rate for two year olds, +£1.68 and "
        "−£0.60. Both are right. A rate of £7.31 would be £1.68 above the base rate of £5.63 in "
        "2023-24. It would be £0.60 below that base rate with a one-off grant of £2.28. The rate "
        "of the year after is not in the published files used here."
    )
    for one in ("+1.68", "-0.60; +1.68"):  # alone, or only with a grant below zero
        asked = f"Leicestershire: 2 year olds {one}"
        tables, ask = hnb.tables_for("early_years_rates"), hnb.ask("Leicestershire")
        assert text.quoted(rates.answer(tables, ask, quoted=asked)) is None


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


@pytest.mark.parametrize(
    "words",
    [
        "Leicestershire: 2 year olds 1.68",
        "up by a pound",
        "Leicestershire: 2 year olds +1.68, -0.60",
        "Leicestershire: +1.68",
    ],
)
def test_quotation_that_is_not_a_rate_and_pounds_with_a_sign_is_refused(words):
    with pytest.raises(ParameterError, match="is not a list of changes"):
        rates.quotes_given(words, "Leicestershire")


@pytest.mark.parametrize(
    "words", ["one-off grant 1.74", "2 year olds 2023 grant 1", "2 year olds 2023-24 grant x"]
)
def test_part_that_is_not_a_rate_a_year_words_and_pounds_is_refused(words):
    with pytest.raises(ParameterError, match="is not a part of a rate"):
        rates.parts_given(words)


def test_base_that_contradicts_the_published_one_is_refused(table, ask):
    with pytest.raises(
        CheckError, match=r"base rate of 2023-24 given, £5\.00, is not the published £5\.63"
    ):
        rates.rate(table, ask, TWO, "2023-24", "2 year olds 2023-24 base rate 5.00")


def test_rate_that_is_not_held_is_missing_with_the_reason(table):
    found = rates.rate(table, hnb.ask("City of London"), TWO, "2023-24").total
    assert (
        found.value is None
        and found.reason == "no rate for two year olds in City of London is available for 2023-24"
    )

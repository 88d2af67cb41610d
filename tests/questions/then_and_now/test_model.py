"""hnb.questions.then_and_now over made-up editions, of which the later revises the earlier, against
arithmetic on round numbers; and Leicestershire's statements against `hnb.compare` on both days.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

import hnb
from hnb.domain.comparators import Comparators
from hnb.domain.errors import ParameterError
from hnb.questions.then_and_now import charts, text
from hnb.questions.then_and_now.definition import read
from hnb.questions.then_and_now.model import answer
from hnb.questions.then_and_now.reading import last_out
from hnb.tables import Tables

DAY = date(2024, 2, 13)
OTHERS = (330, 331, 332, 333)


def plans(by_january, release):
    """Plans of Leicestershire by January; each other authority has 100, 200, 300 or 400."""
    entries = [(855, january, number) for january, number in by_january.items()]
    entries += [
        (code, january, 100 * place)
        for january in by_january
        for place, code in enumerate(OTHERS, 1)
    ]
    frame = pd.DataFrame(entries, columns=["la_code", "january", "plans"])
    return frame.assign(status="published", release=release)


def result_of(then, now, *, past="middle half", of_file=None, **claim):
    entry = {
        "authority": "Leicestershire", "said_on": DAY, "who": "the minutes",
        "where": "Schools Forum", "says": "So it is.", "measures": ["EHC plans"], **claim,
    }  # fmt: skip
    statements = read({"statements": {"s": entry}})
    statements = [entry.model_copy(update=of_file or {}) for entry in statements]
    ask = hnb.ask("Leicestershire")
    ask = ask.__class__(**{**vars(ask), "comparators": (Comparators("similar", OTHERS),)})
    tables = Tables.of(authority={"ehc_plans": plans(now, "later")})
    editions = {}
    if then:
        editions[DAY] = (ask, Tables.of(authority={"ehc_plans": plans(then, "earlier")}))
    return answer(tables, ask, statements=statements, editions=editions, more_means_past=past)


THEN, NOW = {2022: 210, 2023: 240}, {2022: 210, 2023: 250, 2026: 390}


def test_a_stated_value_is_taken_apart_into_three_steps_that_add_up():
    (claim,) = result_of(THEN, NOW, claims="the value", value=232).claims
    split = claim.split
    assert [part.value for part in split.parts] == [8, 10, 140]  # 240-232, 250-240, 390-250
    assert split.stated.value + sum(part.value for part in split.parts) == split.now.value == 390
    assert claim.then.is_so is False and claim.then.value.period == "January 2023"


def test_without_an_edition_of_the_day_the_period_is_that_of_the_day_and_no_revision_is_told():
    (claim,) = result_of({}, NOW, claims="the value", value=232).claims
    assert claim.then.is_later_edition and claim.then.value.value == 250
    assert claim.split.definition.value == 18 and not claim.split.revision.known
    assert "cannot be told" in claim.split.revision.reason


def test_the_period_that_a_statement_names_is_read_then():
    (claim,) = result_of(THEN, NOW, claims="the value", value=210, period="January 2022").claims
    assert claim.then.is_so is True and claim.then.value.value == 210
    assert claim.now.value.value == 390 and claim.split.new_year.value == 180
    assert claim.today.is_so is True  # 2022 was not revised
    revised = result_of(THEN, NOW | {2022: 215}, claims="the value", value=210, period="2022")
    (claim,) = revised.claims
    assert claim.today.is_so is False and claim.split.revision.value == 5
    assert (revised.so_then.value, revised.so_now.value) == (1, 0)


def test_a_value_of_another_time_is_neither_borne_out_nor_contradicted():
    result = result_of(THEN, NOW, claims="the value", value=232, of_file={"period": "05/02/2024"})
    (claim,) = result.claims
    assert claim.then.is_so is None and result.tested_now.value == 0
    assert claim.split.definition.value == 8
    cells = text.claims(result).cells()[0]
    assert cells[0] == "So it is.: 232 plans"
    assert cells[2] == "Of another time: 240 plans (January 2023)."
    (sentence,) = text.each(result)
    assert str(sentence) == (
        "On 13 February 2024 “So it is.” was stated as 232 plans. Published by then were 240 plans "
        "(January 2023), now revised to 250 plans. The latest are 390 plans (January 2026)."
    )


@pytest.mark.parametrize(
    ("claims", "value", "then", "now"),
    [
        ("above similar authorities", None, False, True),  # middle half of 100 to 400: 175 to 325
        ("below similar authorities", None, False, False),
        ("above the value", 245, False, True),
        ("below the value", 245, True, False),
        ("above the value", 240, False, True),  # the value itself is not above it
        ("the value", 240, True, False),
    ],
)
def test_what_is_claimed_is_held_to_the_figures_of_then_and_now(claims, value, then, now):
    (claim,) = result_of(THEN, NOW, claims=claims, value=value).claims
    assert (claim.then.is_so, claim.now.is_so) == (then, now)


def test_no_figure_of_after_the_day_stands_for_that_of_then():
    (claim,) = result_of({}, {2026: 390}, claims="above the value", value=232).claims
    assert claim.then is None and claim.now.is_so is True


def test_a_percentage_of_few_is_not_compared():
    """City of London: four of five plans were in time in 2024, which is no share of a service."""
    ask = hnb.ask("City of London")
    entry = {
        "authority": "City of London", "said_on": date(2025, 9, 1), "who": "x", "where": "y",
        "says": "Fewer are in time.", "measures": ["within_20_weeks_percent"],
        "claims": "below England",
    }  # fmt: skip
    statements = read({"statements": {"s": entry}})
    editions = hnb.editions(statements, ask)
    tables = hnb.tables_for("then_and_now", ask)
    result = answer(tables, ask, statements=statements, editions=editions)
    (claim,) = result.claims
    assert text.claims(result).cells()[0][2] == (
        f"Cannot be told: it is {claim.then.value.few}, too few to compare."
    )
    assert claim.then.value.few and claim.then.is_so is None
    assert claim.then.reason == f"it is {claim.then.value.few}, too few to compare"


def test_more_can_mean_more_than_the_median():
    """Of 100, 200, 300 and 400 the median is 250, and the middle half ends at 325."""
    higher = {2022: 210, 2023: 260}
    for past, is_so in (("middle half", False), ("median", True)):
        result = result_of(higher, higher, claims="above similar authorities", past=past)
        assert result.claims[0].then.is_so is is_so
    with pytest.raises(ParameterError, match="more_means_past: 'mean' cannot be used.*median"):
        hnb.answer("then_and_now", "Kent", more_means_past="mean")


def test_a_change_is_of_the_two_periods_that_it_names():
    span = {"since": "January 2022", "period": "January 2023", "claims": "a change of the value"}
    (claim,) = result_of(THEN, NOW, value=30, **span).claims
    assert claim.then.is_so is True  # 240 - 210
    assert claim.now.is_so is False and claim.now.change.value == 40  # 250 - 210


def test_what_no_measure_has_the_words_of_is_listed_and_not_counted():
    result = result_of(THEN, NOW, claims="the value", value=5, measures=[])
    assert result.tested_then.value == 0 and result.untested.value == 1
    assert text.claims(result).cells()[0][-1] == "No published measure has its words."


def test_nothing_said_is_said_to_be_so():
    result = hnb.answer("then_and_now", "Kent")
    assert text.claims(result) is None and charts.since_it_was_said(result) is None
    assert "about Kent" in str(text.summary(result)) and text.summary(result).missing


@pytest.fixture(scope="module")
def leicestershire():
    return hnb.answer("then_and_now", "Leicestershire")


def _claim(result, name):
    return next(claim for claim in result.claims if claim.statement.name == name)


def test_leicestershires_plans_of_then_are_those_that_were_out_and_now_the_latest(leicestershire):
    """Plans of January 2023 came out in June 2023; the edition of then that is used here is older."""
    claim = _claim(leicestershire, "disproportionate-plans")
    of_its_day = hnb.compare("Leicestershire", "plans_2_to_18", as_at="2024-02-13")
    assert of_its_day.period == "January 2022"
    then = hnb.compare("Leicestershire", "plans_2_to_18", 2023)
    assert claim.then.is_later_edition
    assert (claim.then.value.value, claim.then.value.period) == (then.own.value, "January 2023")
    assert claim.then.is_so is (then.main.standing == "above")
    now = hnb.compare("Leicestershire", "plans_0_to_17")
    assert (claim.now.value.value, claim.now.value.period) == (now.own.value, now.period)
    assert claim.now.is_so is (now.main.standing == "above")


def test_a_right_statement_of_what_was_just_out_is_borne_out():
    """Kent had 18,931 plans in January 2023."""
    ask = hnb.ask("Kent")
    entry = {
        "authority": "Kent", "said_on": DAY, "who": "x", "where": "y", "says": "So many.",
        "measures": ["EHC plans"], "claims": "the value", "value": 18931,
    }  # fmt: skip
    statements = read({"statements": {"s": entry}})
    result = answer(
        hnb.tables_for("then_and_now", ask),
        ask,
        statements=statements,
        editions=hnb.editions(statements, ask),
    )
    assert result.claims[0].then.is_so is True
    assert str(text.summary(result)).startswith("By the figures of the time 1 of 1 tested")


@pytest.mark.parametrize(
    ("kind", "day", "year"),
    [
        ("january", date(2023, 6, 29), 2022),
        ("january", date(2023, 6, 30), 2023),
        ("financial_year", date(2023, 12, 30), 2021),
        ("financial_year", date(2023, 12, 31), 2022),
        ("calendar_year", date(2024, 2, 13), 2022),
        ("calendar_year", date(2024, 7, 1), 2023),
    ],
)
def test_the_last_period_that_was_out_by_a_day(kind, day, year):
    assert last_out(kind, day) == year


def test_leicestershires_placements_are_the_share_of_the_block_and_no_newer_one_is_claimed(
    leicestershire,
):
    claim = _claim(leicestershire, "placements-above-block")
    assert claim.then.value.value == pytest.approx(102.1, abs=0.05) and claim.then.is_so
    assert claim.is_latest
    assert "no newer figure" in " ".join(map(str, text.claims(leicestershire).cells()[3]))


def test_changes_in_the_rate_of_a_year_that_is_not_held_cannot_be_told(leicestershire):
    for name in ("two-year-old-rate-up", "two-year-old-rate-down"):
        claim = _claim(leicestershire, name)
        assert claim.now.is_so is None and "not for 2024-25" in claim.now.reason


def test_the_summary_counts_what_the_table_says(leicestershire):
    cells = text.claims(leicestershire).cells()
    then, now = ([row[place] for row in cells] for place in (-2, -1))
    now = [
        before if cell.startswith("As then") else cell
        for before, cell in zip(then, now, strict=True)
    ]
    result = leicestershire
    for column, so, tested in (
        (then, result.so_then, result.tested_then),
        (now, result.so_now, result.tested_now),
    ):
        assert so.value == sum(cell.startswith("Yes") for cell in column)
        assert tested.value == sum(not cell.startswith("Cannot") for cell in column)


def test_the_chart_says_when_it_was_said(leicestershire):
    chart = charts.since_it_was_said(leicestershire)
    assert "13 February 2024 marked" in chart.alt
    assert any(note.get_text() == "said" for note in chart.figure.axes[0].texts)

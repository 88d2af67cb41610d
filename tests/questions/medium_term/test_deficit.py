"""hnb.questions.medium_term.deficit against arithmetic that a reader can redo."""

from math import isnan

import pytest

from hnb.domain.errors import ParameterError
from hnb.questions.medium_term import text
from hnb.questions.medium_term.deficit import anchored, deficit, stated_position
from hnb.questions.medium_term.projection import project
from hnb.questions.medium_term.scenarios import PRESENT, Scenario
from hnb.questions.medium_term.year_by_year import Quantity
from tests.questions.medium_term.case import figure, money, start

NOTHING = Scenario(PRESENT, "Nothing changes.")
GAP = {"2024-25": 19e6 + 2e6 - 15e6 * 1.03, "2025-26": 19e6 * 1.1 + 2e6 - 15e6 * 1.03**2}
LED_TO = 4e6 + GAP["2024-25"] + GAP["2025-26"]  # at the end of 2025-26: £16.5 million


def stated(deficit: str = "20,000,000", in_year: str = "£8000000", year: str = "2025/26"):
    return stated_position(deficit, year, in_year, "the forum's paper of 3 June 2026")


def balances(begun, scenario=NOTHING):
    return {y: row[Quantity.BALANCE] for y, row in project(begun, scenario).by_year.items()}


def test_what_the_council_states_is_read_as_a_person_writes_it():
    position = stated()
    assert (position.deficit.value, position.in_year.value) == (20e6, 8e6)
    assert position.deficit.scope == "council's own figure, the forum's paper of 3 June 2026"
    nothing = stated_position()
    assert not (nothing.deficit.known or nothing.in_year.known or nothing.source.known)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"deficit": "about 20m", "year": "2025-26"}, "stated_deficit: 'about 20m' is no amount"),
        ({"in_year": "inf", "year": "2025-26"}, "stated_in_year: 'inf' is no amount"),
        ({"deficit": "5"}, "stated_deficit_year: no year"),
        ({"deficit": "5", "year": "2025-27"}, "does not name two years that follow"),
    ],
)
def test_what_is_no_position_is_refused(values, message):
    with pytest.raises(ParameterError, match=message):
        stated_position(**values)


@pytest.mark.parametrize(
    ("published", "said", "is_one"),
    [(4e6, "", True), (-4e6, "", False), (0.0, "", False), (None, "", False),
     (-4e6, "20,000,000", True), (None, "-20,000,000", False)],
)  # fmt: skip
def test_grant_for_a_deficit_is_told_only_where_there_is_a_deficit(published, said, is_one):
    begun = start(money=money(brought_forward=figure(published)))
    position = stated_position(said, "2025-26" if said else "")
    assert deficit(begun, position).is_deficit is is_one


def test_stated_deficit_takes_the_place_of_the_one_worked_out():
    by_year = balances(anchored(start(), stated()))
    assert isnan(by_year["2024-25"]) and by_year["2025-26"] == 20e6
    assert stated().deficit.rows == ()
    begun = project(anchored(start(), stated()), NOTHING)
    assert begun.kind(Quantity.BALANCE, "2025-26") == "scenario"  # it is not published


def test_stated_overspend_moves_every_later_year_by_the_same_amount():
    begun, bare = anchored(start(), stated()), project(start(), NOTHING).by_year
    gaps = {y: row[Quantity.GAP] for y, row in project(begun, NOTHING).by_year.items()}
    assert gaps["2024-25"] == pytest.approx(GAP["2024-25"])
    assert gaps["2025-26"] == 8e6
    for year in ("2026-27", "2029-30"):
        assert gaps[year] == pytest.approx(bare[year][Quantity.GAP] + 8e6 - GAP["2025-26"])
    assert balances(begun)["2026-27"] == pytest.approx(20e6 + gaps["2026-27"])


def test_what_a_scenario_saves_in_the_stated_year_is_in_the_stated_figure_already():
    saving = Scenario("other", "We save.", {"savings_gbp": 1e6})
    begun = anchored(start(), stated())
    before, after = balances(begun), balances(begun, saving)
    assert after["2025-26"] == before["2025-26"]
    assert after["2026-27"] == pytest.approx(before["2026-27"] - 1e6)


def test_overspend_alone_leaves_the_published_deficit():
    by_year = balances(anchored(start(), stated(deficit="")))
    assert by_year["2025-26"] == pytest.approx(4e6 + GAP["2024-25"] + 8e6)


@pytest.mark.parametrize("year", ["2022-23", "2035-36", ""])
def test_a_year_that_is_not_shown_anchors_nothing(year):
    position = stated(year=year) if year else stated_position()
    begun = start()
    assert anchored(begun, position) is begun
    assert not deficit(start(), position).more.known


def test_difference_is_parted_into_what_was_before_and_what_is_of_the_year():
    result = deficit(start(), stated())
    assert result.more.value == pytest.approx(20e6 - LED_TO, abs=0.5e5)
    assert result.within.value == pytest.approx(8e6 - GAP["2025-26"], abs=0.5e5)
    # differences of what is printed, in tenths of a million
    assert result.before.value + result.within.value == pytest.approx(result.more.value, abs=1)


def test_of_the_year_published_the_two_are_compared_and_nothing_is_parted():
    result = deficit(start(), stated(year="2023-24"))
    assert result.more.value == 20e6 - 4e6
    assert not (result.within.known or result.before.known)


def test_the_sentences_mark_the_council_s_own_figure_and_explain_it():
    result = deficit(start(), stated())
    assert str(text.published_deficit(result)) == (
        "Leicestershire had a deficit of £4.0 million on its dedicated schools grant at the end of "
        "2023-24, the latest used here."
    )
    assert str(text.stated_deficit(result)) == (
        "The council's own figure is a deficit of £20.0 million at the end of 2025-26, after an "
        "overspend of £8.0 million in the year. Source: the forum's paper of 3 June 2026."
    )
    assert str(text.deficit_explained(result)) == (
        "That is £3.5 million more than published figures lead to. At the start of 2025-26 it was "
        "£2.5 million more, and the overspend of the year is £1.0 million more. A published "
        "deficit is net of surpluses on other blocks. The last block published is that of 2023-24, "
        "and the last place funding that of 2021-22; later years are assumed."
    )


def test_the_sentences_say_surplus_underspend_and_less():
    result = deficit(start(), stated(deficit="-1000000", in_year="-2000000"))
    assert "is a surplus of £1.0 million" in str(text.stated_deficit(result))
    assert "an underspend of £2.0 million" in str(text.stated_deficit(result))
    assert str(text.deficit_explained(result)).startswith("That is £17.5 million less than")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (-3e6, "had a surplus of £3.0 million on its"),
        (0, "had neither a deficit nor a surplus on its"),
        (None, "The deficit or surplus of Leicestershire is not known: none held."),
    ],
)
def test_published_balance_is_a_deficit_or_a_surplus(value, words):
    published = money(brought_forward=figure(value, period="2023-24"))
    assert words in str(text.published_deficit(deficit(start(money=published), stated_position())))


def test_nothing_is_said_where_the_council_states_nothing():
    result = deficit(start(), stated_position())
    assert text.stated_deficit(result) is text.deficit_explained(result) is None


def test_overspend_alone_is_said_alone():
    says = str(text.stated_deficit(deficit(start(), stated(deficit=""))))
    assert says.startswith("The council's own figure for 2025-26 is an overspend of £8.0 million.")

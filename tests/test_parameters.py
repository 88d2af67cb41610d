"""hnb.ask against the embedded tables: what is asked in words is settled, or refused with the
nearest right thing.
"""

from __future__ import annotations

from datetime import date

import pytest

import hnb
from hnb.domain import areas
from hnb.domain.errors import HnbError, NotPublished, ParameterError
from hnb.parameters import codes_named

LATEST = int(hnb.load("ehc_plans")["january"].max())  # the latest January held


def test_the_latest_figures_and_the_newest_list_are_meant_where_nothing_is_said():
    ask = hnb.ask("Leicestershire")
    assert (ask.la_code, ask.january, ask.financial_year) == (855, LATEST, "2021-22")
    assert [group.vintage for group in ask.comparators] == [2025, 2021]
    assert len(ask.main.codes) == 10
    assert 855 not in ask.main.codes


def test_the_two_lists_keep_five_of_ten_for_leicestershire():
    newer, older = hnb.ask("855").comparators
    assert set(newer.codes) & set(older.codes) == {803, 937, 850, 938, 802}


def test_a_closed_authority_is_asked_about_its_own_years():
    assert hnb.ask("Cumbria").january == 2023
    assert hnb.ask("Northamptonshire").january == 2021
    assert hnb.ask(835).january == 2019


def test_a_list_of_neighbours_that_was_not_yet_known_is_not_used():
    ask = hnb.ask("Leicestershire", as_at="2024-02-13")
    assert [group.vintage for group in ask.comparators] == [2021]
    assert ask.as_at == date(2024, 2, 13)
    assert ask.january == 2022  # that of 2023 is held in a later edition alone


def test_an_authority_without_a_list_is_compared_with_its_region():
    assert [group.kind for group in hnb.ask("Cumberland", as_at="2025-01-01").comparators] == [
        "region"
    ]


@pytest.mark.parametrize(
    ("words", "kind", "count"),
    [
        ("region", "region", 10),
        ("England", "england", 157),
        ("850; 803; Warwickshire", "list", 3),
        ("855, 850", "list", 1),
        ("Bristol, City of", "list", 1),
        ("neighbours 2021", "neighbours", 10),
        ("2021", "neighbours", 10),
    ],
)
def test_comparators_are_read_in_words(words, kind, count):
    main = hnb.ask("Leicestershire", comparators=words).main
    assert (main.kind, len(main.codes)) == (kind, count)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        (
            {"authority": "Leicestershir"},
            r"no authority 'Leicestershir'.*nearest: Leicestershire \(855\)",
        ),
        ({"january": "2031"}, "parameter january: 2031 is not held. Expected 2010 to 20"),
        ({"january": "soon"}, "parameter january: 'soon' is not the year"),
        (
            {"financial_year": "2009-10"},
            "parameter financial_year: 2009-10 is not held. Expected 2019-20 to 2023-24",
        ),
        ({"comparators": "neighbors"}, "no authority 'neighbors'.*nearest: neighbours"),
        ({"comparators": "neighbours 1999"}, "no list of neighbours of 1999 for Leicestershire"),
        ({"comparators": "855"}, "no authority other than the one compared"),
        (
            {"denominator": "2 to 19"},
            "parameter denominator: '2 to 19' is not known.*nearest: 2 to 18",
        ),
        (
            {"scope": "everything"},
            "parameter scope: 'everything' is not known. Expected one of: publisher's total;",
        ),
        ({"as_at": "13/02/2024"}, "parameter as_at: '13/02/2024' is not a day"),
    ],
)
def test_what_is_wrong_is_refused_with_the_nearest_right_thing(how, message):
    with pytest.raises(ParameterError, match=message):
        hnb.ask(**{"authority": "Leicestershire", **how})


def test_before_anything_was_published_there_is_nothing_to_ask():
    with pytest.raises(NotPublished, match="nothing had been published by 2005-01-01"):
        hnb.ask("Leicestershire", as_at="2005-01-01")


@pytest.mark.parametrize(
    ("day", "january", "year"),
    [
        ("2020-01-01", 2019, "2018-19"),
        ("2022-06-29", 2021, "2020-21"),
        ("2022-06-30", 2022, "2020-21"),
    ],
)
def test_a_day_without_an_edition_of_plans_asks_about_the_january_that_was_out(day, january, year):
    asked = hnb.ask("Leicestershire", as_at=day)
    assert (asked.january, asked.financial_year) == (january, year)


def test_every_authority_can_be_asked_about():
    from hnb.domain import areas

    for authority in areas.everyone():
        try:
            assert hnb.ask(authority.la_code).la_code == authority.la_code
        except HnbError as fault:  # pragma: no cover
            pytest.fail(f"{authority.name}: {fault}")


def test_authorities_named_in_a_text_are_their_numbers_and_an_empty_text_names_none():
    kent = areas.find("Kent")
    assert codes_named("Cumberland; 855; Kent", kent) == (942, 855)
    assert codes_named("", kent) == ()

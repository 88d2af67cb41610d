"""hnb.domain.areas against the spellings met in the publishers' files (TRAPS.md) and the orders
that made new authorities.
"""

from __future__ import annotations

import re
from datetime import date

import pytest

from hnb.domain import areas
from hnb.domain.errors import ParameterError


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("Leicestershire", 855),
        ("855", 855),
        (855, 855),
        ("E10000018", 855),
        ("leicestershire county council", 855),
        ("St. Helens", 342),
        ("St Helens", 342),
        ("Bristol, City of", 801),
        ("Bristol City of", 801),
        ("Bristol", 801),
        ("Kingston Upon Hull, City of", 810),
        ("Kingston upon Hull City of", 810),
        ("Bedford Borough", 822),
        ("Durham", 840),
        ("County Durham", 840),
        ("Herefordshire, County of", 884),
        ("Bournemouth, Christchurch & Poole", 839),
        ("Bournemouth Christchurch and Poole", 839),
        ("Cheshire West And Chester", 896),
        ("Dorset (New, LA code 838)", 838),
        ("Dorset (Pre LG)", 835),
        ("Cumberland8", 942),
        ("E10000002", 825),
        ("E06000060", 825),
        ("E06000065", 815),
        ("E10000023", 815),
        ("Isles of Scilly", 420),
        ("City of London", 201),
        ("London Borough of Camden", 202),
    ],
)
def test_an_authority_is_found_by_any_name_and_code(who, code):
    assert areas.find(who).la_code == code


def test_names_are_those_that_people_say():
    assert [areas.find(code).name for code in (801, 810, 884, 201)] == [
        "Bristol",
        "Kingston upon Hull",
        "Herefordshire",
        "City of London",
    ]
    assert not [who.name for who in areas.everyone() if ", " in who.name and " of" in who.name]


def test_one_name_of_two_authorities_is_the_one_that_stands():
    assert areas.find("Dorset").la_code == 838


@pytest.mark.parametrize(
    ("who", "near"),
    [
        ("Leistershire", r"Leicestershire \(855\)"),
        ("Notts", "Expected a name"),
        ("999", "no authority '999'"),
        ("London", "no authority 'London'"),
        ("", "no authority ''"),
    ],
)
def test_a_wrong_name_is_refused_with_the_nearest(who, near):
    with pytest.raises(ParameterError, match=near):
        areas.find(who)


@pytest.mark.parametrize(
    ("who", "near"),
    [
        ("Hull", "Kingston upon Hull (810)"),
        ("Brighton", "Brighton and Hove (846)"),
        ("Cheshire", "Cheshire East (895), Cheshire West and Chester (896)"),
        ("London", "City of London (201)"),
        ("Bedfordshire", "Central Bedfordshire (823)"),
    ],
)
def test_part_of_a_name_is_answered_with_the_names_that_have_it(who, near):
    with pytest.raises(ParameterError, match=rf"\(nearest: .*{re.escape(near)}"):
        areas.find(who)


def test_accents_do_not_matter():
    assert areas.find("Léicestershire").la_code == 855


def test_there_are_153_authorities_today_and_152_before_the_changes():
    assert len(areas.current()) == 153
    assert len(areas.current(date(2018, 1, 18))) == 152
    assert len(areas.current(date(2020, 1, 16))) == 151
    assert len(areas.current(date(2022, 1, 20))) == 152


def test_successors_and_predecessors_name_each_other():
    by_code = areas.by_code()
    for authority in areas.everyone():
        for code in authority.successors:
            assert authority.la_code in by_code[code].predecessors
            assert by_code[code].opened == authority.closed
    assert by_code[928].successors == (940, 941)


def test_an_authority_stands_from_its_opening_to_its_closing():
    assert areas.find(942).stands_at(date(2023, 4, 1))
    assert not areas.find(942).stands_at(date(2023, 3, 31))
    assert not areas.find(909).stands_at(date(2023, 4, 1))


def test_a_change_of_code_alone_is_no_opening():
    assert areas.find("Buckinghamshire").opened is None
    assert areas.find("Sheffield").opened is None

"""hnb.sources.area against spellings of the publications whose authority is known."""

from __future__ import annotations

import pytest

from hnb.domain.errors import Place, SourceError
from hnb.sources.area import area_of

PLACE = Place(file="book.xlsx", sheet="One", row=8, column="A")


@pytest.mark.parametrize(
    ("code", "name", "ons", "expected"),
    [
        ("855", "Leicestershire", "", 855),
        (855.0, "Leicestershire", "", 855),
        ("", "Leicestershire", "", 855),
        ("", "", "E10000018", 855),
        ("", "Buckinghamshire", "E10000002", 825),
        ("", "Buckinghamshire", "E06000060", 825),
        ("330", "Birmingham ", "", 330),
        ("", "St Helens", "", 342),
        ("", "St. Helens", "", 342),
        ("801", "Bristol, City of", "", 801),
        ("801", "Bristol City of", "", 801),
        ("", "Cumberland8", "", 942),
        ("839", "Bournemouth, Christchurch & Poole", "", 839),
        ("838", "Dorset (New, LA code 838)", "", 838),
        ("835", "Dorset", "", 835),
        ("838", "Dorset", "", 838),
        ("", "Dorset", "E10000009", 835),
        ("z", "Leicestershire", "E10000018", 855),
    ],
)
def test_authority_is_known_by_any_usual_spelling(code: object, name: str, ons: str, expected: int):
    assert area_of(PLACE, code, name, ons) == ("authority", expected)


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        ("", "ENGLAND", ("england", "")),
        ("", "England Total4", ("england", "")),
        ("", "Yorkshire and the Humber", ("region", "Yorkshire and The Humber")),
        ("", "LONDON", ("region", "London")),
        ("", "EAST MIDLANDS ", ("region", "East Midlands")),
        ("", "London (Inner)", ("region", "Inner London")),
        ("986", "South East", ("region", "South East")),
    ],
)
def test_region_and_england_stand_at_their_own_levels(
    code: str, name: str, expected: tuple[str, str]
):
    assert area_of(PLACE, code, name) == expected


def test_number_and_name_of_two_authorities_are_refused_unless_one_is_trusted():
    with pytest.raises(
        SourceError, match=r"column A: number 892 \(Nottingham\) stands beside the name 'Northamp"
    ):
        area_of(PLACE, "892", "Northamptonshire")
    assert area_of(PLACE, "892", "Northamptonshire", trust="name") == ("authority", 928)
    assert area_of(PLACE, "892", "Northamptonshire", trust="code") == ("authority", 892)


@pytest.mark.parametrize(
    ("code", "name"), [("999", "Erewhon"), ("", "Erewhon"), ("²", ""), ("8" * 5000, "")]
)
def test_area_that_is_not_known_is_refused(code: str, name: str):
    with pytest.raises(
        SourceError, match=r"book\.xlsx, sheet One, row 8, column A: authority .* is not known"
    ):
        area_of(PLACE, code, name)


def test_number_that_is_not_known_is_refused_beside_an_ons_code_that_is():
    with pytest.raises(SourceError, match="authority '999 Leicestershire' is not known"):
        area_of(PLACE, "999", "Leicestershire", "E10000018")


def test_known_number_with_a_name_that_is_not_known_is_refused():
    with pytest.raises(
        SourceError, match=r"'Leicestershyre' is not known\. Expected a name of Leicestershire"
    ):
        area_of(PLACE, "855", "Leicestershyre")


@pytest.mark.parametrize("ons", ["", "z", "x", ":", "..", "E10000002", "e06000060"])
def test_ons_code_beside_a_number_is_one_of_the_authority_or_a_symbol(ons: str):
    assert area_of(PLACE, "825", "Buckinghamshire", ons) == ("authority", 825)


@pytest.mark.parametrize(
    ("ons", "is_what"),
    [
        ("E10000002", "which is 825"),
        ("E10000081", "which is not known"),
        ("E1000018", "which is not known"),
    ],
)
@pytest.mark.parametrize("name", ["Leicestershire", ""])
@pytest.mark.parametrize("trust", ["both", "code"])
def test_ons_code_of_another_authority_is_refused(ons: str, is_what: str, name: str, trust: str):
    words = rf"number 855 \(Leicestershire\) stands beside the ONS code '{ons}', {is_what}"
    with pytest.raises(SourceError, match=rf"{words}\. Expected E10000018; a new authority"):
        area_of(PLACE, "855", name, ons, trust=trust)

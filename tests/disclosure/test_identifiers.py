"""hnb.disclosure.texts.identifiers against spellings written by hand, and against ordinary English."""

from __future__ import annotations

from datetime import date

import pytest

from hnb.disclosure.texts.identifiers import (
    BIRTH_DATE,
    NAME,
    POSTCODE,
    REFERENCE,
    SUPPLIER,
    SURNAME,
    Identifiers,
)
from hnb.disclosure.texts.public import package_texts

PROSE = ("What a young school may then grant it will have to price.",)


def kinds(text: str, kind: str, value: str, public: tuple[str, ...] = ()) -> set[str]:
    identifiers = Identifiers.of([(kind, [value])], public)
    return {found for _, found in identifiers.in_text(text)}


@pytest.mark.parametrize(
    ("kind", "value", "texts"),
    [
        (
            NAME,
            "Smith, Samuel James",
            ["Samuel Smith", "Smith, Samuel", "SMITH Samuel James", "samuel_james_smith", "SamuelSmith",
             "Samuel Smith’s plan", "Samuel\nSmith", "of Sam\u00aduel Smith", '"Smith","Samuel"'],
        ),
        (NAME, "O'Brien, Chloé", ["Chloe O’Brien", "CHLOÉ OBRIEN", "O'Brien, Chloé", "Chloé O'Brien's"]),
        (NAME, "Smith-Jones, Jean-Luc", ["Jean-Luc Smith-Jones", "Smith Jones, Jean Luc"]),
        (REFERENCE, "CH-00123", ["CH-00123", "ch00123", "CH 00123", "a/CH00123.pdf", "CH_00123"]),
        (REFERENCE, "A123456789012", ["UPN A123456789012", "a123456789012"]),
        (REFERENCE, "F855800021000", ["F8558-00021-000", "F855 800 021 000.", "f855/800/021/000", "F855.800021.000",
                                     "F8558-00021 000", "F 8558 – 00021 – 000", "F8558\u201100021\u2011000"]),
        (REFERENCE, "F8558-00021-000", ["F855800021000", "F855 800 021 000"]),
        (REFERENCE, "CH-00123", ["CH-001-23", "C-H-0-0-1-2-3"]),
        (REFERENCE, "1234567890", ["ULN 123 456 7890", "12345-67890"]),
        (REFERENCE, "735288", ["Ref 735288", "735288.0", '"735288"', "12,735288,13", "(735288)"]),
        (POSTCODE, "LE1 1AA", ["LE1 1AA", "le11aa", "LE1-1AA"]),
        (POSTCODE, "LE11AA", ["LE1 1AA", "LE11AA"]),
        (SUPPLIER, "Acorn Larkfield Ltd", ["ACORN LARKFIELD LIMITED", "Acorn Larkfield", "the Acorn Larkfield ltd."]),
        (SUPPLIER, "Acorn Limited", ["Acorn Ltd", "Acorn"]),
        (SUPPLIER, "SERVICES FOR YOUNG PEOPLE LTD", ["Services for Young People"]),
        (SUPPLIER, "Education provider 64", ["Education provider 64"]),
    ],
)  # fmt: skip
def test_each_spelling_is_found(kind: str, value: str, texts: list[str]):
    assert {text for text in texts if kind not in kinds(text, kind, value)} == set()


@pytest.mark.parametrize(
    "text",
    [
        *("2012-03-04", "2012-3-4", "04/03/2012", "4/3/2012", "04/03/12", "4 March 2012", "04-Mar-2012"),
        *("4th March 2012", "4th of March 2012", "4 Mar '12", "March the 4th 2012", "4 Mar 2012", "20120304", "04.03.2012", "2012-03-04T00:00:00", "04-03-2012"),
        *("March 4, 2012", "2012/03/04", "1,04/03/2012,2", "04-MAR-12", "born on 4 march 2012."),
        *("04.03.12", "4.03.12", "4/3/12", "4th of March, 2012", "the fourth of March 2012", "Fourth March, 2012"),
        *("March the fourth, 2012", "on the fourth day of March 2012"),
    ],
)  # fmt: skip
def test_each_spelling_of_a_date_of_birth_is_found(text: str):
    assert kinds(text, BIRTH_DATE, "2012-03-04") == {BIRTH_DATE}


@pytest.mark.parametrize(
    "text", ["23.4.17", "23/4/17", "twenty-third of April 2017", "Twenty third April 2017", "23rd of April, 2017"]
)  # fmt: skip
def test_a_later_day_of_the_month_is_found_too(text: str):
    assert kinds(text, BIRTH_DATE, "2017-04-23") == {BIRTH_DATE}
    assert kinds(text, BIRTH_DATE, "2017-04-03") == set()


def test_a_date_of_birth_is_read_as_a_council_wrote_it():
    assert kinds("2012-03-04", BIRTH_DATE, "4 Mar 2012") == {BIRTH_DATE}


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (NAME, "Smith, Samuel", "Smith and Samuel"),
        (NAME, "Smith, Samuel", "Samuel Smithson"),
        (NAME, "Grant, May", "what the may grant be"),
        (NAME, "May, Grant", "the grant may be paid"),
        (NAME, "Price, Will", "what it will price in"),
        (NAME, "School, Young", "young school pupils, a young school"),
        (NAME, "Brown, Ann", "Brown"),
        (NAME, "Newham, Ann", "Newham"),
        (NAME, "Ng, Ann", "Ng"),
        (REFERENCE, "12345", "12345 plans"),
        (REFERENCE, "P12", "P12"),
        (REFERENCE, "ABCDE", "ABCDE"),
        (REFERENCE, "735288", "£735288"),
        (REFERENCE, "735288", "108.735288"),
        (REFERENCE, "735288", "735288.25"),
        (REFERENCE, "735288", "735,288"),
        (REFERENCE, "735288", "1735288"),
        (REFERENCE, "735288", "735 288"),
        (REFERENCE, "202324", "in 2023-24"),
        (REFERENCE, "1234567890", "1234 5678-90"),
        (REFERENCE, "1234567890", "12345  67890"),
        (REFERENCE, "1234567890", "12345\n67890"),
        (REFERENCE, "L4147241", "M 1 2 L 414.72 41"),
        (REFERENCE, "F855800021000", "F8558-00021-0001"),
        (BIRTH_DATE, "2014-11-03", "Python 3.11.14"),
        (BIRTH_DATE, "2012-03-04", "the fourth of April 2012"),
        (SUPPLIER, "Education Services Ltd", "education services"),
        (SUPPLIER, "Care Ltd", "Care"),
        (BIRTH_DATE, "2012-03-04", "3.12.4"),
        (BIRTH_DATE, "2012-03-04", "2012-13"),
        (BIRTH_DATE, "2012-03-04", "3 April 2012"),
        (BIRTH_DATE, "2010-05-04", "section 4 may 10"),
    ],
)
def test_what_is_ordinary_is_let_be(kind: str, value: str, text: str):
    assert kinds(text, kind, value, PROSE) == set()


def test_ordinary_words_are_a_name_with_their_capitals():
    assert kinds("Grant May was seen.", NAME, "May, Grant", PROSE) == {NAME}
    assert kinds("paid to Education Services", SUPPLIER, "Education Services Ltd") == {SUPPLIER}
    assert kinds("paid to Care Limited", SUPPLIER, "Care Ltd") == {SUPPLIER}


def test_a_rare_surname_is_found_by_itself_and_a_common_one_is_not():
    assert kinds("The Wrigglesworth case", NAME, "Wrigglesworth, Ann") == {SURNAME}
    assert kinds("a case of wrigglesworth", NAME, "Wrigglesworth, Ann") == set()
    assert (
        kinds("The Wrigglesworth case", NAME, "Wrigglesworth, Ann", ("Wrigglesworth School",))
        == set()
    )


def test_what_everybody_has_is_not_looked_for_and_counted():
    values = [(REFERENCE, ["S251", "CH-00123"]), (BIRTH_DATE, ["2023-07-20", "2023-07-21"])]
    identifiers = Identifiers.of(values, ["s251 outturn was published on 2023-07-20"])
    assert identifiers.left_out["public"] == 2
    assert [kind for _, kind in identifiers.in_text("S251 20 July 2023")] == []
    assert [kind for _, kind in identifiers.in_text("CH-00123, 21 July 2023")] == [
        BIRTH_DATE,
        REFERENCE,
    ]


def test_a_day_that_the_package_writes_for_any_year_is_let_be():
    identifiers = Identifiers.of(
        [(BIRTH_DATE, ["2019-06-30", "2019-06-29"])], ["by 30 June {year}"]
    )
    assert identifiers.in_text("by 30 June 2019") == []
    assert identifiers.in_text("by 29 June 2019") == [(1, BIRTH_DATE)]


def test_a_day_that_is_asked_for_is_let_be():
    identifiers = Identifiers.of([(BIRTH_DATE, ["2026-11-30"])])
    assert identifiers.in_text("30 November 2026", dates={date(2026, 11, 30).toordinal()}) == []


def test_the_line_is_told():
    identifiers = Identifiers.of([(POSTCODE, ["LE1 1AA"])])
    assert identifiers.in_text("a\nb LE1\n1AA\nLE1 1AA") == [(2, POSTCODE), (4, POSTCODE)]


def test_the_package_itself_has_words_and_days():
    texts = list(package_texts())
    assert any("released" in text for text in texts) and len(texts) > 300

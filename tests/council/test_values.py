"""hnb.council.values against what a person reads in each value."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnb.council import values
from hnb.council.definition import LayoutColumn
from hnb.council.values import read_values, with_formulas, without_formulas

SECTORS = {"independent": ("indep", "1"), "top-up": (), "none": ("no",)}


def read(kind: str, text: str, codes: dict[str, str] | None = None) -> tuple[str, str]:
    column = LayoutColumn(says="x", kind=kind, codes=SECTORS if kind == "code" else {})
    value, reason = read_values(pd.Series([text], dtype="str", index=[7]), column, codes)
    assert list(value.index) == list(reason.index) == [7]
    return value[7], reason[7]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("date", "2024-04-02", "2024-04-02"),
        ("date", "02-APR-2024", "2024-04-02"),
        ("date", "02-Aug-24", "2024-08-02"),
        ("date", "02/04/2024", "2024-04-02"),  # the day first
        ("date", "2.4.24", "2024-04-02"),
        ("date", "45303", "2024-01-12"),  # as Worcestershire's payments have it
        ("date", "45303.75", "2024-01-12"),
        ("date", "2022-Sep-28 00:00:00", "2022-09-28"),  # a COLLECT export
        ("date", "2024-04-02T09:30:00", "2024-04-02"),
        ("date", "28th September 2022", "2022-09-28"),
        ("date", "Sep 28, 2022", "2022-09-28"),
        ("date", "03/02/98", "1998-02-03"),
        ("date", "20220928", "2022-09-28"),
        ("month", "Apr 2024", "2024-04-01"),
        ("month", "2024-04", "2024-04-01"),
        ("month", "15/04/2024", "2024-04-01"),
        ("money", "£2,175.00", "2175"),
        ("money", "-£8,503.95", "-8503.95"),
        ("money", "£-8,503.95", "-8503.95"),
        ("money", "(£8,503.95)", "-8503.95"),
        ("money", "8,503.95-", "-8503.95"),
        ("money", "8,503.95 CR", "-8503.95"),
        ("money", "\u22125", "-5"),
        ("money", "-", "0"),  # an accountant's dash
        ("money", "nil", "0"),
        ("money", "1234.5600000001", "1234.56"),  # what a spreadsheet makes of 1234.56
        ("money", "-0.00", "0"),
        ("money", "1,000,000.5", "1000000.5"),
        ("number", "95%", "95"),
        ("number", "1.25", "1.25"),
        ("whole_number", "139146.0", "139146"),
        ("yes_no", "Y", "yes"),
        ("yes_no", "FALSE", "no"),
        ("yes_no", "1.0", "yes"),
        ("reference", "00123", "00123"),
        ("reference", "1234.0", "1234"),
        ("reference", "=cmd|x", "=cmd|x"),
        ("text", "  a \n b ", "a b"),
        ("postcode", "le38ra", "LE3 8RA"),
        ("code", "Indep", "independent"),
        ("code", "1.0", "independent"),
        ("code", "TOP UP", "top-up"),
        ("code", "None", "none"),
        ("date", "n/a", ""),
        ("money", " ", ""),
        ("number", "-", ""),
    ],
)
def test_value_is_read(kind, text, value):
    assert read(kind, text) == (value, "")


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        ("date", "30/02/2024", values.NO_SUCH_DATE),
        ("date", "04/13/2024", values.NO_SUCH_DATE),  # an American date is not turned round
        ("date", "12-Abc-2020", values.NO_SUCH_DATE),
        ("date", "31/12/1850", values.OTHER_CENTURY),
        ("date", "2024", values.NOT_A_DATE),
        ("date", "=TODAY()", values.NOT_A_DATE),
        ("money", "1,23", values.NOT_MONEY),
        ("money", "1.234,56", values.NOT_MONEY),
        ("money", "--5", values.NOT_MONEY),
        ("money", "(-5)", values.NOT_MONEY),
        ("money", "=1+1", values.NOT_MONEY),
        ("money", "9" * 14, values.TOO_LARGE),
        ("number", "many", values.NOT_A_NUMBER),
        ("whole_number", "5.5", values.NOT_WHOLE),
        ("yes_no", "maybe", values.NOT_YES_NO),
        ("reference", "1.23E+12", values.ROUNDED),
        ("code", "zz", values.UNKNOWN_CODE),
    ],
)
def test_value_that_cannot_be_read_has_a_reason_that_does_not_quote_it(kind, text, reason):
    assert read(kind, text) == ("", reason)
    assert text not in reason


def test_codes_of_the_mapping_come_before_those_of_the_layout():
    assert read("code", "zz", {"ZZ": "none"}) == ("none", "")
    assert read("code", "indep", {"indep": "none"}) == ("none", "")


@given(st.decimals(-(10**9), 10**9, places=2))
def test_money_is_kept_to_the_penny(amount):
    for text in (f"{amount}", f"£{amount:,}", f"{amount:,} "):
        value, reason = read("money", text)
        assert (Decimal(value), reason) == (amount, "")


@given(
    st.dates(
        min_value=pd.Timestamp("1970-01-01").date(), max_value=pd.Timestamp("2068-12-31").date()
    )
)
def test_day_is_the_same_in_every_form(day):
    excel = (day - pd.Timestamp("1899-12-30").date()).days
    forms = ("%d/%m/%Y", "%d-%b-%Y", "%d-%b-%y", "%Y-%m-%d", "%Y-%b-%d 00:00:00", "%d %B %Y")
    for text in (*(day.strftime(form) for form in forms), str(excel)):
        assert read("date", text) == (day.isoformat(), "")


@given(st.text(max_size=20))
def test_text_made_safe_for_a_spreadsheet_comes_back(text):
    series = pd.Series([text.replace("\x00", "")], dtype="str")
    safe = without_formulas(series)
    assert with_formulas(safe)[0] == series[0] or series[0].startswith("'")
    bare = safe[0].lstrip("\t\r")
    assert bare[:1] not in ("=", "@")


def test_negative_amount_is_no_formula():
    texts = pd.Series(["-£8,503.95", "-5", "+44", "-cmd|x", "=1", "@x", "\t=1"], dtype="str")
    assert list(without_formulas(texts)) == [
        "-£8,503.95",
        "-5",
        "+44",
        "'-cmd|x",
        "'=1",
        "'@x",
        "'\t=1",
    ]


@pytest.mark.parametrize(
    "text", ["Oak\u200bfield School\u202e", "\ufeffOakfield\x00School", "Oakfield\tSchool"]
)
def test_signs_that_nobody_sees_are_in_no_name(text):
    assert read("text", text) == ("Oakfield School", "")

"""hnb.sources.symbols against the meanings that publishers print, and hypothesis."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnb.domain.errors import Place, SourceError
from hnb.sources.symbols import USUAL, value_and_status
from hnb.tables.columns import STATUS

PLACE = Place(file="a.csv", row=2, column="plans")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("7", 7),
        (" 5.6047", 5.6047),
        ("1,234", 1234),
        ("12,345,678.5", 12345678.5),
        ("£1,000", 1000),
        ("4.20%", 4.2),
        ("-846000", -846000),
        ("\u2212846000", -846000),
        ("4.7980000000000002E-2", 0.047980000000000002),
        ("3.5000000000000004", 3.5000000000000004),
        (7, 7),
        (1750.99, 1750.99),
        ("\u00a07\u00a0", 7),
        ("+3", 3),
        (".5", 0.5),
    ],
)
def test_number_is_read_as_it_is_stored(raw: object, value: float):
    assert value_and_status(raw, PLACE) == (value, "published")


def test_millions_become_pounds_in_exact_decimals():
    value, _ = value_and_status("35.4919323857462", PLACE, scale=1_000_000)
    assert value == 35491932.3857462
    assert value_and_status("0.1", PLACE, scale=3)[0] == 0.3


@pytest.mark.parametrize(("symbol", "status"), sorted(USUAL.items()))
def test_symbol_is_never_a_number(symbol: str, status: str):
    for spelling in (symbol, symbol.upper(), f" {symbol} "):
        assert value_and_status(spelling, PLACE) == (None, status)


def test_every_usual_meaning_is_a_status_of_the_tables():
    assert set(USUAL.values()) <= set(STATUS.values)


def test_source_says_what_its_own_symbols_mean():
    assert value_and_status(" - ", PLACE, {"-": "zero"}) == (0, "published")
    assert value_and_status("-", PLACE, {"-": "not available"}) == (None, "not available")
    assert value_and_status("", PLACE, {"": "not available"}) == (None, "not available")
    assert value_and_status(None, PLACE, {"": "not available"}) == (None, "not available")
    assert value_and_status("x", PLACE, {"x": "suppressed"}) == (None, "suppressed")


def test_nought_is_a_number():
    assert [value_and_status(raw, PLACE) for raw in ("0", 0, 0.0)] == [(0, "published")] * 3


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("", "the cell is empty"),
        (None, "the cell is empty"),
        ("-", "'-' is a dash, which may mean zero"),
        ("about 7", "'about 7' is neither"),
        ("1,23", "'1,23' has a decimal comma"),
        ("7 8", "'7 8' has a space in it"),
        (True, "True' is neither"),
        (float("nan"), "'nan' is neither"),
        (float("inf"), "'inf' is neither"),
        ("1e9999999", "too large to be a published figure"),
        ("9" * 20, "too large to be a published figure"),
        ("٣", "'٣' is neither"),
    ],
)
def test_anything_else_is_refused_with_its_place(raw: object, found: str):
    with pytest.raises(SourceError, match=r"^a\.csv, row 2, column plans: ") as fault:
        value_and_status(raw, PLACE)
    assert found in str(fault.value)


@pytest.mark.parametrize("raw", ["7.5", "2147483648", "1e-3"])
def test_count_that_is_no_whole_number_is_refused(raw: str):
    with pytest.raises(SourceError, match="is not a whole number. Expected a count"):
        value_and_status(raw, PLACE, whole=True)


def test_count_printed_with_a_decimal_is_a_count():
    value, _ = value_and_status("638745.0", PLACE, whole=True)
    assert value == 638745 and isinstance(value, int)


@given(st.text(max_size=12))
def test_whatever_stands_in_a_cell_is_a_figure_a_status_or_a_refusal(text: str):
    try:
        value, status = value_and_status(text, PLACE)
    except SourceError as fault:
        assert str(fault).startswith("a.csv, row 2, column plans: ")
    else:
        assert (value is None) == (status != "published") and status in STATUS.values


@given(st.decimals(-(10**12), 10**12, places=3))
def test_number_survives_being_written(number: Decimal):
    assert (
        value_and_status(f"{number:,}", PLACE)[0]
        == value_and_status(str(number), PLACE)[0]
        == float(number)
    )

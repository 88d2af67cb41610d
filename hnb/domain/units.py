"""How pounds, per cent, plans, weeks and rates are written, and nothing else decides it."""

from __future__ import annotations

import math

MINUS = "−"
NO_VALUE = "not available"
_ONE = {"people": "person", "authorities": "authority"}
# How a size is written, by unit; the sign stands in front of it.
_FORMS = {
    "gbp_whole": "£{:,.0f}",
    "gbp_per_person": "£{:,.0f}",
    "gbp_per_hour": "£{:,.2f}",
    "gbp_per_head": "£{:,.2f}",
    "percent": "{:,.1f}%",
    "percentage_points": "{:.1f} percentage points",
    "per_1000": "{:.1f} per 1,000",
    "ratio": "{:,.2f}",
    "number": "{:,.0f}",
}


def _signed(value: float, text: str) -> str:
    return f"{MINUS}{text}" if value < 0 and any(ch in "123456789" for ch in text) else text


def pounds(value: float) -> str:
    """£73.6 million from £1 million up, whole pounds below: `£645,290`."""
    size = abs(value)
    if size < 999_950:
        return _signed(value, f"£{size:,.0f}")
    if size < 999_950_000:
        return _signed(value, f"£{size / 1e6:,.1f} million")
    return _signed(value, f"£{size / 1e9:,.2f} billion")


def number(value: float, decimals: int = 0) -> str:
    """Thousands separated by commas; no unit."""
    return _signed(value, f"{abs(value):,.{decimals}f}")


def ordinal(value: int) -> str:
    """`1st`, `22nd`, `113th`."""
    ending = (
        "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    )
    return f"{value:,}{ending}"


def counted(value: float, unit: str) -> str:
    """A count and its noun, singular where it is one: `1 plan`, `5,288 plans`."""
    text = number(value)
    return f"{text} {_ONE.get(unit, unit.removesuffix('s')) if text.lstrip(MINUS) == '1' else unit}"


def read(value: float | int | str | None, unit: str) -> str:
    """A value in its unit, rounded for reading: `17%` (from one per cent up), `9,200 plans` (to
    hundreds from a thousand up, to tens from a hundred), £72.1 million, £464,000 (to thousands from
    a hundred thousand up), £525 for each person; anything else as `write` has it.
    """
    if value is None or isinstance(value, str) or not math.isfinite(value):
        return write(value, unit)
    if unit == "percent" and round(abs(value), 1) >= 1:
        return _signed(value, f"{abs(value):,.0f}%")
    if unit in ("gbp", "gbp_whole"):
        return pounds(_to_thousands(value))
    if unit == "gbp_per_head" and abs(value) >= 10:
        return write(value, "gbp_per_person")
    if unit == "plans" and abs(value) >= 100:
        to = 100 if abs(value) >= 1000 else 10
        return counted(round(value / to) * to, unit)
    return write(value, unit)


def _to_thousands(value: float) -> float:
    """An amount from a hundred thousand up, to thousands."""
    return round(value, -3) if abs(value) >= 100_000 else value


def write(value: float | int | str | None, unit: str) -> str:
    """A value in its unit, as it stands in a sentence; `NO_VALUE` where there is none, which stands
    in a table alone.
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return NO_VALUE
    if isinstance(value, str):
        return value
    if unit in _FORMS:
        return _signed(value, _FORMS[unit].format(abs(value)))
    if unit == "gbp":
        return pounds(value)
    if unit == "year":
        return str(int(value))
    return ordinal(int(value)) if unit == "rank" else counted(value, unit)

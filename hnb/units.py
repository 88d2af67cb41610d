"""How pounds, per cent, plans, weeks and rates are written, and nothing else decides it."""

from __future__ import annotations

import math

MINUS = "−"
_NOUNS = {
    "plans": ("plan", "plans"),
    "requests": ("request", "requests"),
    "assessments": ("assessment", "assessments"),
    "appeals": ("appeal", "appeals"),
    "cases": ("case", "cases"),
    "decisions": ("decision", "decisions"),
    "reviews": ("review", "reviews"),
    "people": ("person", "people"),
    "pupils": ("pupil", "pupils"),
    "places": ("place", "places"),
    "authorities": ("authority", "authorities"),
    "weeks": ("week", "weeks"),
    "years": ("year", "years"),
}


def _signed(value: float, text: str) -> str:
    return f"{MINUS}{text}" if value < 0 and any(ch in "123456789" for ch in text) else text


def pounds(value: float) -> str:
    """£73.6 million from £1 million up, whole pounds below: `£645,290`."""
    size = abs(value)
    if size >= 999_950:
        millions = f"{size / 1e6:,.1f}"
        return _signed(value, f"£{millions} million" if size < 999_950_000 else f"£{size / 1e9:,.2f} billion")
    return _signed(value, f"£{size:,.0f}")


def whole_pounds(value: float) -> str:
    """Every pound written out: `£72,070,823`."""
    return _signed(value, f"£{abs(value):,.0f}")


def rate_pounds(value: float) -> str:
    """Pounds and pence: `£4.87`."""
    return _signed(value, f"£{abs(value):,.2f}")


def percent(value: float, decimals: int = 1) -> str:
    """One decimal and a sign: `102.1%`."""
    return _signed(value, f"{abs(value):,.{decimals}f}%")


def points(value: float) -> str:
    """Percentage points: `1.4 percentage points`."""
    return _signed(value, f"{abs(value):.1f} percentage points")


def per_thousand(value: float) -> str:
    """`37.8 per 1,000`."""
    return _signed(value, f"{abs(value):.1f} per 1,000")


def number(value: float, decimals: int = 0) -> str:
    """Thousands separated by commas; no unit."""
    return _signed(value, f"{abs(value):,.{decimals}f}")


def ordinal(value: int) -> str:
    """`1st`, `22nd`, `113th`."""
    ending = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value:,}{ending}"


def counted(value: float, unit: str) -> str:
    """A count and its noun, singular where it is one: `1 plan`, `5,288 plans`."""
    one, many = _NOUNS.get(unit, (unit, unit))
    text = number(value)
    return f"{text} {one if text.lstrip(MINUS) == '1' else many}"


_WRITERS = {
    "gbp": pounds,
    "gbp_whole": whole_pounds,
    "gbp_per_hour": rate_pounds,
    "gbp_per_person": whole_pounds,
    "gbp_per_head": rate_pounds,
    "percent": percent,
    "percentage_points": points,
    "per_1000": per_thousand,
    "ratio": lambda value: number(value, 2),
    "number": number,
    "rank": lambda value: ordinal(int(value)),
    "year": lambda value: str(int(value)),
}


def write(value: float | int | str | None, unit: str) -> str:
    """A value in its unit, as it stands in a sentence; `not available` where there is none."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "not available"
    if isinstance(value, str):
        return value
    writer = _WRITERS.get(unit)
    return writer(value) if writer else counted(value, unit)

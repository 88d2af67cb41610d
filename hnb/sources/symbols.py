"""Published symbols become missing values, each with the reason in its status."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from hnb.domain.errors import Place, SourceError

PUBLISHED = "published"
# What each symbol means unless the source says otherwise.
_MEANINGS = {
    "not available": ("x", ":", "..", "…", "na", "n/a", "u", "not available"),
    "not applicable": ("z", "not applicable"),
    "suppressed": ("c", "~", "supp"),
    "low": ("low", "k"),
    "no data": ("no data",),
    "broken at source": ("#n/a", "#ref!", "#div/0!", "#value!"),
}
USUAL = {symbol: meaning for meaning, symbols in _MEANINGS.items() for symbol in symbols}
_NUMBER = re.compile(r"(?=.*\d)[-−+]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?([eE][-+]?\d+)?", re.ASCII)


def value_and_status(
    raw: object,
    place: Place,
    symbols: Mapping[str, str] | None = None,
    scale: int = 1,
    whole: bool = False,
) -> tuple[int | float | None, str]:
    """What a published cell holds: a number, or nothing and why.

    Parameters
    ----------
    raw : object
        The cell, as the file gives it: text in a CSV, a number or text in a workbook.
    place : Place
        Where it is, for the error.
    symbols : dict, optional
        What this source means by its symbols, before the usual meanings; `zero` makes a true zero.
    scale : int
        Multiplies a number, as where a sheet is in £ million.
    whole : bool
        Whether only whole numbers can be here.

    Raises
    ------
    SourceError
        The cell is neither a number nor a symbol that is known.
    """
    symbols = symbols or {}
    if _is_plain_count(raw) and raw not in symbols:  # nearly every cell of a CSV
        count = int(str(raw)) * scale
        return (count if whole else float(count)), PUBLISHED
    text = "" if raw is None else str(raw).strip()
    text = text.replace("£", "").replace("\u00a0", "").removesuffix("%").strip()
    meaning = symbols.get(text.casefold()) or USUAL.get(text.casefold())
    if meaning:
        return (0, PUBLISHED) if meaning == "zero" else (None, meaning)
    if not text:
        raise _refusal(place, "the cell is empty", symbols)
    if not _NUMBER.fullmatch(text):
        raise _refusal(place, f"{str(raw)[:60]!r} is neither a number nor a known symbol", symbols)
    exact = _scaled(text, scale, place)
    return (_count(exact, text, place) if whole else float(exact)), PUBLISHED


def _is_plain_count(raw: object) -> bool:
    return isinstance(raw, str) and raw.isascii() and raw.isdigit() and len(raw) < 10


def _refusal(place: Place, found: str, symbols: Mapping[str, str]) -> SourceError:
    listed = ", ".join(sorted(symbols)) or "the usual symbols"
    return SourceError(place, found=found, expected=f"a number, or one of {listed}")


def _scaled(text: str, scale: int, place: Place) -> Decimal:
    """A number as it is written, times the scale; refused where no published figure is so large."""
    try:
        exact = Decimal(text.replace(",", "").replace("−", "-")) * scale
    except ArithmeticError:  # an exponent that no decimal has
        exact = Decimal("Infinity")
    if abs(exact) > Decimal(10) ** 15:
        raise SourceError(
            place, found=f"{text!r} is too large to be a published figure", expected="a number"
        )
    return exact


def _count(exact: Decimal, text: str, place: Place) -> int:
    if exact != int(exact) or abs(exact) > 2**31 - 1:
        raise SourceError(place, found=f"{text!r} is not a whole number", expected="a count")
    return int(exact)

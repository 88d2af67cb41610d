"""Published symbols become missing values, and the reason why stands beside them."""

from __future__ import annotations

import re
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
_NUMBER = re.compile(r"[-−+]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?([eE][-+]?\d+)?", re.ASCII)


def value_and_status(
    raw: object,
    place: Place,
    symbols: dict[str, str] | None = None,
    scale: int = 1,
    whole: bool = False,
) -> tuple[int | float | None, str]:
    """What a published cell holds: a number, or nothing and why.

    Parameters
    ----------
    raw : object
        The cell, as the file gives it: text in a CSV, a number or text in a workbook.
    place : Place
        Where it stands, for the error.
    symbols : dict, optional
        What this source means by its symbols, before the usual meanings; `zero` makes a true
        nought.
    scale : int
        Multiplies a number, as where a sheet is in £ million.
    whole : bool
        Whether only whole numbers can stand here.

    Raises
    ------
    SourceError
        The cell is neither a number nor a symbol that is known.
    """
    if (
        isinstance(raw, str)
        and raw.isascii()
        and raw.isdigit()
        and len(raw) < 10
        and not (symbols and raw in symbols)
    ):
        return (
            int(raw) * scale if whole else float(int(raw) * scale)
        ), PUBLISHED  # nearly every cell of a CSV
    raw = "" if raw is None else raw
    text = str(raw).strip().replace("£", "").replace("\u00a0", "").removesuffix("%").strip()
    word = text.casefold()
    meaning = (symbols or {}).get(word) or USUAL.get(word)
    if meaning == "zero":
        return 0, PUBLISHED
    if meaning:
        return None, meaning
    if not text or not _NUMBER.fullmatch(text) or not any(ch.isdigit() for ch in text):
        found = (
            f"{str(raw)[:60]!r} is neither a number nor a known symbol"
            if text
            else "the cell is empty"
        )
        expected = f"a number, or one of {', '.join(sorted(symbols or {})) or 'the usual symbols'}"
        raise SourceError(place, found=found, expected=expected)
    try:
        exact = Decimal(text.replace(",", "").replace("−", "-")) * scale
    except ArithmeticError:  # an exponent that no decimal has
        exact = Decimal("Infinity")
    if abs(exact) > Decimal(10) ** 15:
        raise SourceError(
            place, found=f"{text!r} is too large to be a published figure", expected="a number"
        )
    if whole:
        if exact != int(exact) or abs(exact) > 2**31 - 1:
            raise SourceError(place, found=f"{text!r} is not a whole number", expected="a count")
        return int(exact), PUBLISHED
    return float(exact), PUBLISHED

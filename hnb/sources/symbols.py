"""Published symbols become missing values, each with the reason in its status; markers after a
number are kept aside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal

from hnb.domain.errors import Place, SourceError
from hnb.domain.words import quoted

PUBLISHED = "published"
# What each symbol means unless the source says otherwise; in square brackets it means the same, as
# the Government Analysis Function asks of published tables.
_MEANINGS = {
    "not available": ("x", ":", "..", "…", "na", "n/a", "u", "not available"),
    "not applicable": ("z", "not applicable"),
    "suppressed": ("c", "~", "supp"),
    "low": ("low", "k"),
    "no data": ("w", "no data"),
    "broken at source": ("#n/a", "#ref!", "#div/0!", "#value!", "#name?", "#num!", "#null!"),
}
USUAL = {symbol: meaning for meaning, symbols in _MEANINGS.items() for symbol in symbols}
MARKERS = {
    "r": "revised",
    "p": "provisional",
    "e": "estimated",
    "b": "a break in the series",
    "u": "of low reliability",
}
_FORECAST = "f"
_NUMBER = re.compile(r"(?=.*\d)[-−+]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?([eE][-+]?\d+)?", re.ASCII)
_SIGNED = re.compile(r"([-−+]?) ?(£?) ?(.*?) ?(%?)")
_SPACES = re.compile("[\u00a0\u2007\u2009\u202f]")  # that do not break a line
_SPACED_THOUSANDS = re.compile(r"[-−+]?£?\d{1,3}([\u00a0\u2007\u2009\u202f]\d{3})+(\.\d+)?%?")
_MARKED = re.compile(r"(.*?)((?:\s*\[[^\[\]]*\])+|(?<=[\d%])\s*\([rpe]\)|(?<=[\d%]) [rpe])")
_DASH = re.compile(r"£?\s*[-‐-―−]{1,3}\s*%?")
_ERROR = re.compile(r"err:\d{3}")
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
DATE = re.compile(  # as Excel writes what it takes for a date: 5-10 becomes 05-Oct
    rf"\d{{1,2}}[-/ ]{_MONTH}([-/ ]\d{{2,4}})?|{_MONTH}[-/ ]\d{{2,4}}"
    r"|\d{1,2}/\d{1,2}/\d{2,4}( .*)?|\d{4}-\d\d-\d\d([ T].*)?",
    re.ASCII,
)
LOOK = "look in the publisher's own file"
A_DATE = "is a date, into which Excel turns such text"
# What a text is that is no number, by its shape, and what to do about it.
_SHAPES = (
    (DATE, A_DATE, f"a number: {LOOK}, and take that in"),
    (
        re.compile(r"[<>≤≥] ?£?[\d,.]+%?|[\d,.]+%? ?(-|–|to) ?[\d,.]+%?|[\d,.]+ or \w+"),
        "is a range, and no number",
        "a number, or in a copy x where the publisher gives none",
    ),
    (
        re.compile(r"[-−+]?£?[\d.]*\d,\d+%?"),
        "has a decimal comma, or its thousands are not three digits",
        "a decimal point: save the file with the settings of the United Kingdom",
    ),
    (
        re.compile(r"[-−+]?£?\d+( \d+)+%?"),
        "has a space in it, so it may be one number or two",
        f"one number: {LOOK}, and write it without a space in a copy",
    ),
    (
        re.compile(r"\(£?[\d,.]+\)"),
        "is a number in brackets, which may mean a negative one or a note",
        f"a number with its sign: {LOOK}, and write it so in a copy",
    ),
    (
        re.compile(r"[-−+]?£?[\d,.]*\d ?[*†‡^#¹²³a-zA-Z]{1,3}"),
        "is a number with a marker that is not known",
        f"a number, perhaps with {', '.join(f'[{mark}]' for mark in MARKERS)} or [note 1] after "
        f"it: {LOOK} for what the marker means, and leave it out in a copy",
    ),
    (
        re.compile(r".*[$€¥].*"),
        "is not in pounds",
        "a number, with £ or without",
    ),
)


def value_and_status(
    raw: object,
    place: Place,
    symbols: Mapping[str, str] | None = None,
    *,
    scale: int = 1,
    whole: bool = False,
    unit: str = "",
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
    unit : str
        The unit of the column, where it is known: another's sign is refused.

    Raises
    ------
    SourceError
        The cell is neither a number nor a symbol that is known, or may be read in two ways.
    """
    symbols = symbols or {}
    if _is_plain_count(raw) and raw not in symbols:  # nearly every cell of a CSV
        count = int(str(raw)) * scale
        return (count if whole else float(count)), PUBLISHED
    if isinstance(raw, date | time | timedelta):
        raise SourceError(
            place,
            found=f"{quoted(str(raw))} {A_DATE}",
            expected=f"a number: {LOOK}, and take that in",
        )
    text = "" if raw is None else _SPACES.sub(" ", str(raw)).strip()
    if _SPACED_THOUSANDS.fullmatch(str(raw).strip()):
        text = text.replace(" ", "")
    number, marks = _split(text)
    meaning = _meaning(raw, text, place, symbols) or _meaning_in_brackets(number, marks, symbols)
    if meaning:
        return (0, PUBLISHED) if meaning == "zero" else (None, meaning)
    _refuse_odd_markers(text, marks, place)
    digits = _bare(number, text, place, unit=unit, symbols=symbols)
    exact = _scaled(digits, scale, place)
    return (_count(exact, digits, place) if whole else float(exact)), PUBLISHED


def markers(raw: object) -> tuple[str, ...]:
    """The markers after a number, such as `r`, that `value_and_status` leaves aside."""
    if not isinstance(raw, str) or raw[-1:].isdigit():
        return ()
    number, marks = _split(_SPACES.sub(" ", raw).strip())
    return marks if number else ()


def _is_plain_count(raw: object) -> bool:
    return isinstance(raw, str) and raw.isascii() and raw.isdigit() and len(raw) < 10


def _meaning(raw: object, text: str, place: Place, symbols: Mapping[str, str]) -> str | None:
    """What a cell that is a symbol means; None where it is none.

    A dash means what the source says. Excel's accounting format writes zero as a dash too, with
    spaces or a £: that may be a zero in a file that says missing by a dash.
    """
    word = text.casefold()
    meaning = symbols.get(word) or USUAL.get(word)
    if _DASH.fullmatch(text) and meaning != "zero":
        if meaning and text == str(raw):
            return meaning
        raise SourceError(
            place,
            found=f"{quoted(str(raw)[:60])} is a dash, which may mean zero (the accounting format "
            "of Excel writes it so) or a missing figure",
            expected=f"a number, or a symbol such as x: {LOOK}, and write 0 for zero or x for a "
            "missing figure in a copy",
        )
    if meaning is None and _ERROR.fullmatch(word):
        return "broken at source"
    return meaning


def _split(text: str) -> tuple[str, tuple[str, ...]]:
    """A text and the markers after it, in lower case and without their brackets."""
    match = _MARKED.fullmatch(text)
    if not match:
        return text, ()
    marks: list[str] = []
    for group in re.split(r"[\]\)]\s*", match[2].casefold().strip(" ])")):
        words, note, number = group.strip(" [(").partition("note")
        marks += [*re.split("[,; ]+", words), note + number]
    return match[1].strip(), tuple(mark for mark in marks if mark)


def _meaning_in_brackets(
    number: str, marks: tuple[str, ...], symbols: Mapping[str, str]
) -> str | None:
    """What a symbol in square brackets means, perhaps with a note after it; also one without
    brackets that has a note.
    """
    notes = [mark for mark in marks if mark.startswith("note")]
    words = [mark for mark in marks if mark not in notes]
    if number and not words:
        words = [number.casefold()]
    elif number:
        return None
    if len(words) != 1:
        return None
    return symbols.get(words[0]) or USUAL.get(words[0])


def _refuse_odd_markers(text: str, marks: tuple[str, ...], place: Place) -> None:
    """Refuse markers after a number that are not known, or that say that it is no figure."""
    for mark in marks:
        if mark in MARKERS or mark.startswith("note"):
            continue
        fault, expected = f"[{mark}] is not known", "a marker that is left out"
        if mark == _FORECAST:
            fault, expected = "[f] says that it is a forecast", "a figure of what has been"
        elif mark in USUAL:
            fault, expected = f"[{mark}] says that there is no figure", "a number or a symbol"
        raise SourceError(
            place,
            found=f"{quoted(text[:60])}: {fault}",
            expected=f"{expected}: {LOOK}, and in a copy write the number alone, or x where there "
            "is none",
        )


def _bare(number: str, text: str, place: Place, *, unit: str, symbols: Mapping[str, str]) -> str:
    """The digits of a number, without £ or % where its column has that unit."""
    listed = ", ".join(
        sorted({word for word in (*symbols, *USUAL) if word.strip("#") == word != ""})
    )
    if not number:
        fault = f"{quoted(text[:60])} is a marker without a number" if text else "the cell is empty"
        raise SourceError(place, found=fault, expected=f"a number, or one of {listed}")
    match = _SIGNED.fullmatch(number)
    sign, pound, digits, percent = match.groups() if match else ("", "", number, "")
    if not _NUMBER.fullmatch(sign + digits):
        raise _refusal(number, text, place, listed)
    if re.fullmatch(r"[\d.]{1,8}E\+?\d+", digits):
        raise SourceError(
            place,
            found=f"{quoted(text)} has lost its last digits to Excel's scientific notation",
            expected=f"every digit: {LOOK}, and take that in",
        )
    for mark, is_its_unit in ((pound, unit.startswith("gbp")), (percent, unit == "percent")):
        if mark and unit and not is_its_unit:
            raise SourceError(
                place,
                found=f"{quoted(text[:60])} has a {mark} in a column of {unit.replace('_', ' ')}",
                expected=f"a number without it: {LOOK} for what the column holds",
            )
    return sign + digits


def _refusal(number: str, text: str, place: Place, listed: str) -> SourceError:
    """The refusal of what is no number, by its shape."""
    for shape, says, expected in _SHAPES:
        if shape.fullmatch(number):
            return SourceError(place, found=f"{quoted(text[:60])} {says}", expected=expected)
    return SourceError(
        place,
        found=f"{quoted(text[:60])} is neither a number nor a known symbol",
        expected=f"a number, or one of {listed}",
    )


def _scaled(text: str, scale: int, place: Place) -> Decimal:
    """A number as it is written, times the scale; refused where no published figure is so large."""
    try:
        exact = Decimal(text.replace(",", "").replace("−", "-")) * scale
    except ArithmeticError:  # an exponent that no decimal has
        exact = Decimal("Infinity")
    if abs(exact) > Decimal(10) ** 15:
        raise SourceError(
            place,
            found=f"{quoted(text)} is too large to be a published figure",
            expected="a number",
        )
    return exact


def _count(exact: Decimal, text: str, place: Place) -> int:
    if exact != int(exact) or abs(exact) > 2**31 - 1:
        raise SourceError(place, found=f"{quoted(text)} is not a whole number", expected="a count")
    return int(exact)

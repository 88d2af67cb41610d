"""Kinds of values in a source.yml: a pattern, a day, a scale, a phrase of a heading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, model_validator

Kind = TypeVar("Kind")
Level = Literal["authority", "region", "england"]
Trust = Literal["both", "name", "code"]
Word = str | int
Value = str | int | float | None
FIRST_YEAR = 2000  # nothing that is read here is older; a bare number is a day of 1970
POWERS_OF_TEN = tuple(10**power for power in range(10))


def some_of(*keys: str) -> object:
    """A check that a definition gives at least one of these keys."""

    def check(given: BaseModel) -> BaseModel:
        if not any(getattr(given, key) for key in keys):
            raise ValueError(f"one or more of: {', '.join(keys)}")
        return given

    return model_validator(mode="after")(check)


def _written_out(day: object) -> object:
    try:
        day = date.fromisoformat(day) if isinstance(day, str) else day
    except ValueError:
        day = None
    if type(day) is not date or day.year < FIRST_YEAR:
        raise ValueError(f"a day such as 2023-09-25, not before {FIRST_YEAR}")
    return day


def _past(day: date) -> date:
    if day > (today := date.today()):
        raise ValueError(f"a day that is not in the future; by this machine's clock it is {today}")
    return day


def _of_each_year(rule: str) -> str:
    try:
        date.fromisoformat(f"{FIRST_YEAR + 1}-{rule[-5:]}")
    except ValueError:
        raise ValueError("a day of every year, such as 12-19 or -1-12-19") from None
    return rule


def _compiled(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as fault:
        raise ValueError(f"a regular expression ({fault})") from None
    return pattern


def _with_a_group(pattern: str) -> str:
    if not re.compile(pattern).groups:
        raise ValueError("a pattern with the year in brackets, such as '(20\\d\\d)'")
    return pattern


def _in_words(phrase: str) -> str:
    if not all(wording.strip() for wording in phrase.split("|")):
        raise ValueError("words")
    return phrase


def _power_of_ten(scale: int) -> int:
    if scale not in POWERS_OF_TEN:
        raise ValueError("1, or a power of ten such as 1000000")
    return scale


def _from_top_to_bottom(rows: tuple[int, ...]) -> tuple[int, ...]:
    if list(rows) != sorted({*rows}):
        raise ValueError("each row once, from top to bottom")
    return rows


def _listed(words: object) -> object:
    return [words] if isinstance(words, str) else words


def _folded(symbols: dict[str, str]) -> dict[str, str]:
    return {symbol.casefold(): meaning for symbol, meaning in symbols.items()}


def _usual_words(words: object) -> object:
    return words if isinstance(words, Mapping) else {"is": words}


def _nothing_more(options: object) -> object:
    return {} if options is None else options


Text = Annotated[str, Field(min_length=1)]
Cell = Annotated[str, Field(pattern=r"^[A-Z]+[1-9]\d*$")]
Letter = Annotated[str, Field(pattern=r"^[A-Z]+$")]
Row = Annotated[int, Field(strict=True, ge=1)]
Rows = Annotated[tuple[Row, ...], Field(min_length=1), AfterValidator(_from_top_to_bottom)]
Scale = Annotated[int, Field(strict=True), AfterValidator(_power_of_ten)]
Day = Annotated[date, BeforeValidator(_written_out)]
PastDay = Annotated[Day, AfterValidator(_past)]
DayOfEachYear = Annotated[
    str, Field(pattern=r"^([+-]\d-)?\d\d-\d\d$"), AfterValidator(_of_each_year)
]
Pattern = Annotated[str, AfterValidator(_compiled)]
Patterns = tuple[Annotated[Pattern, Field(min_length=1)], ...]
YearPattern = Annotated[Pattern, AfterValidator(_with_a_group)]
Phrase = Annotated[str, AfterValidator(_in_words)]
Symbols = Annotated[dict[str, str], AfterValidator(_folded)]
Listed = Annotated[tuple[str, ...], BeforeValidator(_listed), Field(min_length=1)]
UsualWords = BeforeValidator(_usual_words)
NothingMore = BeforeValidator(_nothing_more)
Some = Annotated[tuple[Kind, ...], Field(min_length=1)]
Named = Annotated[dict[str, Kind], Field(min_length=1)]

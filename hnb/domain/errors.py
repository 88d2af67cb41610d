"""Errors that a person can mend, the place of a fault, and the exit codes of the command line."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING

from hnb.domain.words import capitalised, printable, quoted, shortened

MOST_LISTED = 100  # known words that a refusal lists beside the nearest
MOST_LETTERS = 4_000  # of what a refusal lists, and of each of its clauses
LONGEST_WORD = 200  # letters of a name, and of a word to which the nearest is looked for

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True)
class Place:
    """Where a fault is, as a spreadsheet would show it.

    Rows and lines are counted from 1; `column` is a letter in a workbook and a heading in a CSV
    file.
    """

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    parameter: str | None = None
    notebook: str | None = None
    cell: int | None = None
    line: int | None = None

    def __str__(self) -> str:
        parts = (
            self.file and shortened(self.file, MOST_LETTERS),
            self.notebook,
            self.sheet and f"sheet {self.sheet}",
            self.line is not None and f"line {self.line}",
            self.row is not None and f"row {self.row}",
            self.column and f"column {self.column}",
            self.cell is not None and f"cell {self.cell}",
            self.parameter and f"parameter {shortened(self.parameter, LONGEST_WORD)}",
        )
        return ", ".join(str(part) for part in parts if part)


class HnbError(Exception):
    """Something that a person can put right.

    Parameters
    ----------
    place : Place, optional
        Where the fault is.
    found : str
        What stands there.
    expected : str
        What should stand there, with the nearest right thing.
    after : str, optional
        What became of the person's work; the class has a usual sentence.
    """

    exit_code = 1
    usual_after = ""

    def __init__(
        self,
        place: Place | None = None,
        *,
        found: str,
        expected: str = "",
        after: str | None = None,
    ):
        self.place = place or Place()
        self.found = shortened(found, MOST_LETTERS)
        self.expected = shortened(expected, MOST_LETTERS)
        self.after = self.usual_after if after is None else after
        super().__init__(self.message)

    def __reduce__(self) -> tuple[object, ...]:  # another process may have met it
        again = partial(type(self), found=self.found, expected=self.expected, after=self.after)
        return again, (self.place,)

    @property
    def message(self) -> str:
        """The whole error as one paragraph."""
        where = str(self.place)
        text = f"{where}: {self.found}." if where else f"{capitalised(self.found)}."
        if self.expected:
            text += f" Expected {self.expected}."
        return printable(f"{text} {self.after}".strip())


class ParameterError(HnbError):
    """A parameter is unknown, misspelt or out of range."""

    exit_code = 2
    usual_after = "Nothing was run."


class NotebookError(HnbError):
    """A notebook did not run to its end."""

    exit_code = 3


class SourceError(HnbError):
    """A file cannot be taken in."""

    exit_code = 4
    usual_after = "Nothing was taken in."


class DamagedError(SourceError):
    """A file that is held is not as it was written."""

    usual_after = "No figure was taken from it."


class NotPublished(HnbError):
    """A figure is asked for that no held release gives."""

    exit_code = 5


class CheckError(HnbError):
    """A paper says something that its figures do not."""

    exit_code = 6


class LockedError(HnbError):
    """Another process is at work on the same paper or data."""

    exit_code = 7
    usual_after = "Nothing was changed; try again when it has ended."


def kinds() -> dict[str, type[HnbError]]:
    """Every kind of error by its name, so that another process can say which it met."""
    by_name, waiting = {}, [HnbError]
    while waiting:
        kind = waiting.pop()
        by_name[kind.__name__] = kind
        waiting += kind.__subclasses__()
    return by_name


def nearest(word: object, known: Iterable[str], count: int = 1) -> list[str]:
    """The known words most like the one given, best first; none where nothing is near."""
    text = str(word)
    if len(text) > LONGEST_WORD:  # the search would take seconds
        return []
    lowered = {item.casefold(): item for item in known if len(item) <= LONGEST_WORD}
    return [
        lowered[match]
        for match in get_close_matches(text.casefold(), list(lowered), n=count, cutoff=0.5)
    ]


def did_you_mean(word: object, known: Iterable[str], count: int = 1) -> str:
    """A clause naming the nearest known words, empty where nothing is near."""
    near = "; ".join(nearest(word, known, count))
    return f" (nearest: {near})" if near else ""


def unknown(place: Place, found: str, *, word: object, known: Iterable[str]) -> ParameterError:
    """The refusal of a word that is none of those known: they are listed, and the nearest named; of
    very many the nearest alone.
    """
    words = sorted(known)
    near = did_you_mean(word, words)
    listed = ", ".join(words) or "none"
    is_long = len(words) > MOST_LISTED or len(listed) > MOST_LETTERS
    expected = f"one of {len(words)} names{near}" if is_long else f"one of: {listed}{near}"
    return ParameterError(place, found=found, expected=expected)


def refuse_unknown_measures(measures: Sequence[str], known: Iterable[str]) -> None:
    """Refuse an empty list of measures, and a measure that is none of those known."""
    place = Place(parameter="measures")
    if not measures:
        raise ParameterError(place, found="no measure is named", expected="one or more")
    for name in measures:
        if name not in known:
            raise unknown(place, f"there is no measure {quoted(name)}", word=name, known=known)

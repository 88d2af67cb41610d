"""What a reader must be told of Figures that rest on a council's own, or on made-up, records."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from hnb.domain.paths import own_records_first

if TYPE_CHECKING:
    from hnb.figures.figure import Figure, Rows

MADE_UP = "Made-up example"
# why there is no value where disclosure control keeps one back, and what a table has in its place:
# of a count, of a payment to providers, and of the cost of places, where either can be the reason
WITHHELD = "it is withheld so that no child can be identified"
WITHHELD_PAYMENT = "it is withheld so that no provider's fee can be worked out"
WITHHELD_COST = "it is withheld so that no child can be identified and no provider's fee worked out"
SIGN = "c"
# after a number that rests on the council's own records where others do not, and the other way
STAR, DAGGER = "*", "†"
_ON_RECORDS, _ON_PUBLISHED = "with the council's own records", "from published figures alone"
# what follows the least that a number can be, and the note on it
OR_MORE = "or more"
OR_MORE_NOTE = "‘Or more’: a small number is withheld so that no child can be identified."
_MARKS = (f"{MADE_UP}: ", "With the council's own records: ")
_COUNCIL = re.compile(r"^(made-up-)?council-")
_OF_COUNCIL = "From the council's own records."
_OF_NOBODY = f"{MADE_UP}, in place of the council's own records."


def is_made_up(figures: Iterable[Figure]) -> bool:
    """Whether any of the Figures rests on a release that somebody made up."""
    return any(name.startswith("made-up-") for figure in figures for name in figure.releases)


def is_of_council(release: str) -> bool:
    """Whether a release is of a council's own records, or of made-up ones in their place."""
    return bool(_COUNCIL.match(release))


def is_withheld(figure: object) -> bool:
    """Whether disclosure control keeps back the value of a Figure; of nothing else."""
    return getattr(figure, "reason", "") in (WITHHELD, WITHHELD_PAYMENT, WITHHELD_COST)


def why_withheld(figures: Iterable[object]) -> str:
    """Why disclosure control keeps back any of the Figures; empty where it keeps none back."""
    reasons = {getattr(figure, "reason", "") for figure in figures if is_withheld(figure)}
    if len(reasons) > 1:
        return WITHHELD_COST
    return next(iter(reasons), "")


def marked(text: str, figures: Iterable[Figure]) -> str:
    """A text that says first, and once, that its Figures are made up; or that they rest on a
    council's own records, where those come in place of published ones and it does not say so.
    """
    figures, (made_up, of_council) = list(figures), _MARKS
    if is_made_up(figures):
        return f"{made_up}{unmarked(text)}"
    is_told = not own_records_first() or "own records" in text
    if is_told or not any(rests_on_records(figure.rows) for figure in figures):
        return text
    return f"{of_council}{text}"


def titled(title: str, figures: Iterable[Figure]) -> str:
    """A paper's title: it says that a paper is made up, and leaves whose records to its parts."""
    return f"{_MARKS[0]}{title}" if is_made_up(figures) else title


def unmarked(text: str) -> str:
    """A text as it is within another that has the mark already."""
    for mark in _MARKS:
        text = text.removeprefix(mark)
    return text


def joined(texts: Iterable[str]) -> str:
    """Texts one after another, with the mark once and first where any of them has it."""
    parts = list(texts)
    text = " ".join(map(unmarked, parts))
    marks = (mark for mark in _MARKS if any(part.startswith(mark) for part in parts))
    return f"{next(marks, '')}{text}"


def noted(source: str, figures: Iterable[Figure]) -> str:
    """The line under a table or a chart, with what the sign in place of a withheld number means."""
    reason = why_withheld(figures).removeprefix("it is ")
    note = f"{SIGN}: {reason} from it, alone or with other numbers."
    return f"{source} {note}".strip() if reason else source


def whose_records(releases: Iterable[str]) -> str:
    """What a source line adds where releases are of a council's own records; empty elsewhere."""
    of_councils = list(filter(is_of_council, releases))
    if not of_councils:
        return ""
    return _OF_NOBODY if any(name.startswith("made-up-") for name in of_councils) else _OF_COUNCIL


def rests_on_records(rows: Iterable[Rows]) -> bool:
    """Whether anything rests on a council's own records."""
    return any(is_of_council(release) for behind in rows for release in behind.releases)


def whose_it_is(figure: Figure) -> str:
    """What follows a Figure in a sentence that quotes published ones and a council's own."""
    of_council = rests_on_records(figure.rows)
    return ", in the council's own records" if of_council else ", as published"


def set_apart(figures: Iterable[Figure]) -> tuple[tuple[Figure, ...], str, str]:
    """Of Figures some of which are published and some a council's own, the fewer, the sign after
    them and the note on it; none where all are of a kind.
    """
    known = [figure for figure in figures if figure.known and figure.rows]
    of_council = tuple(figure for figure in known if rests_on_records(figure.rows))
    published = tuple(figure for figure in known if not rests_on_records(figure.rows))
    if not (of_council and published):
        return (), "", ""
    if len(published) < len(of_council):
        return published, DAGGER, f"{DAGGER}: {_ON_PUBLISHED}; the others {_ON_RECORDS}."
    return of_council, STAR, f"{STAR}: {_ON_RECORDS}; the others {_ON_PUBLISHED}."

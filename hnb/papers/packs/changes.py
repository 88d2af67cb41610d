"""What has changed since the pack of an earlier meeting: figures, page one, and actions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Date
from pathlib import Path

from hnb.domain.errors import CheckError, ParameterError, Place
from hnb.domain.periods import write_day
from hnb.domain.units import counted
from hnb.figures.figure import Figure
from hnb.figures.moved import CHANGED, GONE, NEW, MovedFigure, in_order, moved_figures
from hnb.papers.blocks import Block, Bullets, Grid, Heading, Paragraph
from hnb.papers.ledger import Ledger, read_ledger
from hnb.papers.packs.actions import Asked
from hnb.papers.packs.definition import DROPPED, OPEN, Action
from hnb.papers.packs.ledgers import bare
from hnb.papers.place import finish_switch

MEETING, PAGE_ONE, ACTIONS = "meeting", "page_one", "actions"  # of a pack's figures.json
NO_EARLIER = "No earlier pack is named, so nothing is compared."
_NUMBER = re.compile(r"[-−]?£?\d[\d,.]*\d|[-−]?£?\d")
_MOST_ROWS = 15  # of page one in the pack
_MOST_FIGURES = 20  # on the screen
_MOST_ACTIONS = 12
NOT_THERE = "Not there"
NO_MORE = "Open then, and not listed any more"

PageOne = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Earlier:
    """What an earlier pack said; a paper that is no pack has only figures, and the day on it.

    `page_one` has by paper what its page one said, and `actions` by meeting and words the status of
    each question or action; None where it listed none.
    """

    day: Date
    figures: tuple[Figure, ...]
    page_one: PageOne = field(default_factory=dict)
    actions: Mapping[tuple[Date, str], str] | None = None


def read_earlier(place: Path, *, authority: str, day: Date) -> Earlier:
    """The pack, or the paper, of an earlier meeting.

    Parameters
    ----------
    place : Path
        Its folder.
    authority, day : str, date
        Whose it has to be, and the day of the meeting that it has to be before.

    Raises
    ------
    ParameterError, CheckError
        It is not there, is not as it was rendered, is of another authority or of no earlier day.
    """
    finish_switch(place)
    ledger = read_ledger(place)
    about = ledger.about
    earlier = _earlier(ledger, place)
    whose = about.get("authority")
    if whose != authority or earlier.day >= day:
        raise ParameterError(
            Place(parameter="earlier", file=str(place)),
            found=f"it is of {whose}, {write_day(earlier.day)}",
            expected=f"a pack of {authority} of a day before {write_day(day)}",
        )
    return earlier


def _earlier(ledger: Ledger, place: Path) -> Earlier:
    about = ledger.about
    try:
        is_pack = MEETING in about
        actions = {
            (action.meeting, action.key[1]): action.status
            for action in map(Action.model_validate, about.get(ACTIONS, ()))
        }
        return Earlier(
            Date.fromisoformat(about[MEETING] if is_pack else about["date"]),
            ledger.figures,
            {str(name): dict(texts) for name, texts in about.get(PAGE_ONE, {}).items()},
            actions if is_pack else None,
        )
    except (ValueError, LookupError, TypeError, AttributeError) as fault:
        raise CheckError(
            Place(file=str(place)),
            found=f"it is no pack or paper of this edition of hnb ({type(fault).__name__})",
            expected="a folder that `hnb pack` wrote",
        ) from None


def earlier_place(near: Path, beside: Path) -> Path:
    """Where the earlier pack is: as seen from the meeting's definition, or next to the new pack.

    Raises
    ------
    ParameterError
        It is in neither place.
    """
    for place in (near, beside):
        if place.exists():
            return place
    raise ParameterError(
        Place(parameter="earlier", file=str(near)),
        found="there is no such pack",
        expected=f"a pack's folder as seen from the definition, or the name of one in "
        f"{beside.parent}",
    )


@dataclass(frozen=True)
class Changes:
    """What a pack says otherwise than the one before it.

    Parameters
    ----------
    since : date
        The day of the earlier meeting.
    moved : tuple of MovedFigure
        In the order in which a person is told.
    both : int
        Figures that both packs have.
    page_one : tuple of texts
        What it is about, what page one said, and what it says; empty where it said nothing.
    actions : mapping
        By what became of them, the actions; None where the earlier pack listed none.
    """

    since: Date
    moved: tuple[MovedFigure, ...]
    both: int
    page_one: tuple[tuple[str, str, str], ...]
    actions: Mapping[str, Sequence[Action]] | None

    def counts(self) -> str:
        """How many figures changed, in a sentence."""
        kinds = [entry.kind for entry in self.moved]
        changed = kinds.count(CHANGED)
        how_many = f"{changed:,}" if changed else "None"
        clause = f"{how_many} of the {self.both:,} figures that both packs have changed"
        return f"{clause}; {kinds.count(NEW):,} are new and {kinds.count(GONE):,} are gone."

    def of_actions(self) -> list[str]:
        """What became of questions and actions, in a sentence for each kind."""
        if self.actions is None:
            return ["The earlier paper lists no questions or actions to compare."]
        return [
            f"{kind}: {'; '.join(action.item.rstrip('.') for action in some[:_MOST_ACTIONS])}"
            f"{f'; and {len(some) - _MOST_ACTIONS} more' if len(some) > _MOST_ACTIONS else ''}."
            for kind, some in self.actions.items()
            if some
        ] or ["No question or action was added, and none was open."]

    def lines(self) -> Iterator[str]:
        """What a person is told on the screen."""
        yield f"Since the meeting of {write_day(self.since)}:"
        yield self.counts()
        changed = [entry for entry in self.moved if entry.kind == CHANGED]
        yield from (f"  {entry}" for entry in changed[:_MOST_FIGURES])
        if len(changed) > _MOST_FIGURES:
            yield f"  … and {len(changed) - _MOST_FIGURES} more"
        for about, was, now in self.page_one:
            yield f"Page one, {about}: was “{was or NOT_THERE}”, is “{now or NOT_THERE}”"
        yield from self.of_actions()

    def blocks(self) -> Iterator[Block]:
        """The same as a section of the pack, with page one as a table."""
        yield Heading(1, f"What has changed since the meeting of {write_day(self.since)}")
        yield Paragraph(self.counts())
        yield Bullets(tuple(self.of_actions()))
        if not self.page_one:
            yield Paragraph("The first pages that both packs have read as they did.")
            return
        rows = [
            (about, was or NOT_THERE, now or NOT_THERE)
            for about, was, now in self.page_one[:_MOST_ROWS]
        ]
        more = len(self.page_one) - len(rows)
        yield Grid(
            caption="What page one said, and what it says now",
            header=("About", write_day(self.since), "Now"),
            rows=rows,
            source=f"Note: {counted(more, 'more lines')} changed." if more else "",
            is_compact=True,
        )


def changes(
    earlier: Earlier, figures: Iterable[Figure], page_one: PageOne, matters: Asked
) -> Changes:
    """What a pack says otherwise than an earlier one.

    Parameters
    ----------
    earlier : Earlier
        What the earlier pack said.
    figures : iterable of Figure
        Those of the pack.
    page_one : mapping
        By paper, what its page one says, by what it is about.
    matters : Asked
        Its questions and actions.
    """
    moved = in_order(moved_figures(map(bare, earlier.figures), map(bare, figures)), ())
    gone = sum(entry.kind == GONE for entry in moved)
    lines = tuple(
        line
        for name, texts in page_one.items()
        if name in earlier.page_one
        for line in _reworded(earlier.page_one[name], texts)
    )
    became = None if earlier.actions is None else _became(earlier.actions, matters.actions)
    return Changes(earlier.day, tuple(moved), len(earlier.figures) - gone, lines, became)


def _became(
    before: Mapping[tuple[Date, str], str], actions: Sequence[Action]
) -> dict[str, list[Action]]:
    kinds = ("New", "Answered or done since", "Dropped since", "Open again", "Still open")
    became: dict[str, list[Action]] = {kind: [] for kind in (*kinds, NO_MORE)}
    for action in actions:
        was = before.get(action.key)
        if was is None:
            became["New"].append(action)
        elif action.status == OPEN:
            became["Still open" if was == OPEN else "Open again"].append(action)
        elif was == OPEN:
            is_dropped = action.status == DROPPED
            became["Dropped since" if is_dropped else "Answered or done since"].append(action)
    listed = {action.key for action in actions}
    became[NO_MORE] = [
        Action(meeting=meeting, item=words.capitalize())
        for (meeting, words), was in before.items()
        if was == OPEN and (meeting, words) not in listed
    ]
    return became


def _reworded(
    before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """What reads otherwise: what it is about, and both texts."""
    for about in dict.fromkeys([*after, *before]):
        was, now = before.get(about, ""), after.get(about, "")
        if was != now:
            yield about.partition(_SENTENCE)[0] or "a sentence", was, now


_SENTENCE = "\t"  # before a sentence without its numbers, by which it is found again


def page_one_texts(blocks: Iterable[Mapping[str, object]]) -> dict[str, str]:
    """What blocks of a notebook say, by what it is about: rows of tables by their first cell, and
    sentences by their words without the numbers.
    """
    texts: dict[str, str] = {}
    for block in blocks:
        text, rows = block.get("text"), block.get("rows")
        if isinstance(rows, list):
            texts |= {str(row[0]): "; ".join(filter(None, map(str, row[1:]))) for row in rows}
        elif isinstance(text, str):
            texts[f"{_SENTENCE}{_NUMBER.sub('#', text)}"] = text
    return texts

"""Questions and actions of earlier meetings, and how a pack says what became of each."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date as Date

from hnb.domain.periods import write_day
from hnb.domain.words import listed
from hnb.figures.marks import whose_records
from hnb.papers.author.words import stated
from hnb.papers.blocks import Block, Grid, Heading, Paragraph
from hnb.papers.ledger import Statement
from hnb.papers.packs.definition import DONE, DROPPED, OPEN, Action
from hnb.store.files import load
from hnb.tables.records.actions import NOTHING

ARISING = "Matters arising"
_WHERE = "questions and actions of earlier meetings"
OVERDUE, STILL_OPEN = "overdue", "still open"
_ORDER = (OVERDUE, STILL_OPEN, DONE, DROPPED)


@dataclass(frozen=True)
class Asked:
    """Every question and action of a pack, and the releases of the council's list."""

    actions: tuple[Action, ...] = ()
    releases: tuple[str, ...] = ()

    @property
    def days(self) -> tuple[Date, ...]:
        """The days that they name."""
        days = {day for action in self.actions for day in (action.meeting, action.due) if day}
        return tuple(sorted(days))

    def answered_in(self, sections: Container[str]) -> Asked:
        """The same where each open one that a section of the pack answers is done; `sections` has
        the names of them, in small letters.
        """
        actions = tuple(
            action.model_copy(update={"status": DONE})
            if action.status == OPEN and action.answered_in.casefold().strip() in sections
            else action
            for action in self.actions
        )
        return replace(self, actions=actions)

    def stated(self) -> Iterator[Statement]:
        """What the list of figures notes of their words, as of an author's."""
        for action in self.actions:
            for text in (action.item, action.answer, action.who):
                yield from stated(text, _WHERE)


def asked(given: Iterable[Action], la_code: int, day: Date) -> Asked:
    """What was asked before a meeting: as its definition says, and as the list of the council whose
    own records are in use says of anything else.

    Parameters
    ----------
    given : iterable of Action
        Those of the definition.
    la_code : int
        DfE number of the council.
    day : date
        The day of the meeting.
    """
    rows = load("council_actions")
    rows = rows[rows["la_code"].eq(la_code) & rows["meeting"].lt(day.isoformat())]
    rows = rows[rows["as_at"].eq(rows["as_at"].max())]
    of_council = [_action(row) for row in rows.astype(str).to_dict("records")]
    actions = {action.key: action for action in (*of_council, *given)}
    in_use = tuple(sorted(set(rows["release"])))
    return Asked(tuple(sorted(actions.values(), key=lambda action: action.key)), in_use)


def _action(row: Mapping[Hashable, str]) -> Action:
    """A row of the council's list, whose words may be longer than those of a definition."""
    words = {name: "" if text == NOTHING else text for name, text in row.items()}
    return Action.model_construct(
        meeting=Date.fromisoformat(words["meeting"]),
        item=words["matter"],
        who=words["promised_by"],
        due=Date.fromisoformat(words["due"]) if words["due"] else None,
        status=words["matter_status"],
        answer=words["reply"],
        answered_in=words["answered_in"],
    )


def state_of(action: Action, day: Date) -> str:
    """How far an action has come by the day of a meeting."""
    if action.is_overdue(day):
        return OVERDUE
    return STILL_OPEN if action.status == OPEN else action.status


def matters_arising(matters: Asked, day: Date, references: Mapping[str, str]) -> Iterator[Block]:
    """The section on what earlier meetings asked; nothing where they asked nothing.

    Parameters
    ----------
    matters : Asked
        What they asked.
    day : date
        The day of the meeting.
    references : mapping
        Where a section of the pack is, by the names that it may have in small letters.
    """
    if not matters.actions:
        return
    ordered = sorted(
        matters.actions,
        key=lambda action: (_ORDER.index(state_of(action, day)), action.due or day, action.key),
    )
    states = [state_of(action, day) for action in ordered]
    counts = [f"{states.count(state)} {state}" for state in _ORDER if state in states]
    yield Heading(1, ARISING)
    yield Paragraph(f"Questions and actions of earlier meetings: {listed(counts)}.")
    yield Grid(
        caption="Questions and actions of earlier meetings",
        header=("Asked on", "Question or action", "Promised by", "Due", "Status", "Answer"),
        rows=tuple(
            (
                write_day(action.meeting),
                action.item,
                action.who or "Not said",
                write_day(action.due) if action.due else "Not said",
                state.capitalize(),
                _answer(action, references),
            )
            for action, state in zip(ordered, states, strict=True)
        ),
        source=whose_records(matters.releases),
        is_compact=True,
    )


def _answer(action: Action, references: Mapping[str, str]) -> str:
    """Where an action is answered in the pack, or else its answer in words."""
    reference = references.get(action.answered_in.casefold().strip())
    if reference:
        return f"Answered in {reference}."
    if action.answer:
        return action.answer
    if action.answered_in:
        return f"In “{action.answered_in}”, which is not in this pack."
    return "Not answered yet." if action.status == OPEN else "Not said."

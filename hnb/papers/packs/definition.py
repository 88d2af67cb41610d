"""A meeting's YAML: its papers in order, questions of earlier meetings, and the earlier pack."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date as Date
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from hnb.domain.definitions import checked, read_yaml
from hnb.domain.errors import ParameterError, Place
from hnb.domain.words import quoted, typed
from hnb.papers.settling.parameters import Value

Key = TypeVar("Key", bound=Hashable)
EARLIEST, LATEST = Date(2010, 1, 1), Date(2040, 12, 31)
OPEN, DONE, DROPPED = "open", "done", "dropped"
Format = Literal["html", "docx", "pdf"]
Text = Annotated[str, Field(min_length=1, max_length=1000)]
Words = Annotated[str, Field(max_length=1000)]
Line = Annotated[str, Field(max_length=250)]
# `agenda_item: 7` is words, whatever YAML takes it for
Item = Annotated[str, BeforeValidator(lambda given: typed(given) or given), Field(max_length=10)]
Day = Annotated[Date, Field(ge=EARLIEST, le=LATEST)]


def _day_in_words(given: object) -> object:
    """A day as reports are asked for it, whatever YAML takes `as_at: 2025-12-01` for."""
    return given.isoformat() if isinstance(given, Date) else given


class Strict(BaseModel):
    """A part of a meeting's definition."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Action(Strict):
    """A question or action of an earlier meeting, as the layout `actions` has it.

    Parameters
    ----------
    meeting : date
        When it was asked or agreed.
    item, who, answer : str
        What was asked, who is to answer or act, and what was answered or done.
    due : date, optional
        By when.
    status : str
        open, done or dropped.
    answered_in : str
        The section that answers it: a notebook's name or its heading.
    """

    meeting: Day
    item: Text
    who: Line = ""
    due: Day | None = None
    status: Literal["open", "done", "dropped"] = "open"
    answer: Words = ""
    answered_in: Line = ""

    @property
    def key(self) -> tuple[Date, str]:
        """What tells it from others: two meetings may ask the same."""
        return self.meeting, " ".join(self.item.casefold().split())

    def is_overdue(self, day: Date) -> bool:
        """Whether it is still open on a day by which it was due."""
        return self.status == OPEN and self.due is not None and self.due < day


class Entry(Strict):
    """A paper of the meeting: a report's name or its YAML, and what the agenda says of it."""

    report: Text
    title: Line = ""
    agenda_item: Item = ""
    asks_for: Literal["", "decision", "information", "discussion"] = Field("", alias="for")
    parameters: dict[str, Annotated[Value, BeforeValidator(_day_in_words)]] = {}

    @model_validator(mode="before")
    @classmethod
    def _named_alone(cls, data: object) -> object:
        return {"report": data} if isinstance(data, str) else data


class MeetingDefinition(Strict):
    """What the YAML of a meeting may say.

    Parameters
    ----------
    forum, location, contact : str
        Lines of the cover.
    date : date
        The day of the meeting.
    authority : str
        The council: a name, DfE or ONS code.
    papers : tuple of Entry
        In the order of the agenda.
    actions : tuple of Action
        Questions and actions of earlier meetings, for who has no council's folder.
    earlier : str
        The folder of the last meeting's pack: as seen from the definition's folder, or by its name
        next to the new pack.
    formats, template : tuple of str, str
        As a report has them.
    """

    forum: Text
    date: Day
    authority: Text
    location: Line = ""
    contact: Line = ""
    papers: tuple[Entry, ...] = Field(min_length=1)
    actions: tuple[Action, ...] = ()
    earlier: str = ""
    formats: tuple[Format, ...] = Field(("html", "docx", "pdf"), min_length=1)
    template: str = ""

    @model_validator(mode="after")
    def _fits(self) -> MeetingDefinition:
        if again := _twice(entry.agenda_item for entry in self.papers if entry.agenda_item):
            raise ValueError(f"papers: item {quoted(again)} of the agenda once")
        if same := _twice(action.key for action in self.actions):
            raise ValueError(f"actions: {quoted(same[1])} of one meeting once")
        if late := [action for action in self.actions if action.meeting >= self.date]:
            day = late[0].meeting.isoformat()
            raise ValueError(f"actions: a meeting before {self.date.isoformat()}, not of {day}")
        return self

    @property
    def items(self) -> tuple[str, ...]:
        """The item of each paper on the agenda: as it says, or else the next number not taken."""
        taken = {entry.agenda_item for entry in self.papers}
        numbers = (str(number) for number in range(1, 1000) if str(number) not in taken)
        return tuple(entry.agenda_item or next(numbers) for entry in self.papers)


class Meeting(MeetingDefinition):
    """A meeting as its YAML defines it.

    Parameters
    ----------
    file : Path
        The YAML; what it names is looked for from its folder.
    """

    file: Path

    @property
    def folder(self) -> Path:
        """Where the definition is."""
        return self.file.resolve().parent

    def near(self, name: str) -> Path:
        """A file that the definition names, as seen from its folder."""
        return self.folder / name


def read_meeting(path: Path) -> Meeting:
    """The meeting that a YAML file defines.

    Raises
    ------
    ParameterError
        There is no such file, or something in it is unknown, missing or does not fit.
    """
    if not path.is_file():
        raise ParameterError(
            Place(file=str(path)),
            found="there is no such file",
            expected="the YAML of a meeting (docs/how-to/a-meetings-pack.md shows it)",
        )
    definition = checked(MeetingDefinition, read_yaml(path), file=path.name)
    # as they are: checked again, an entry would lose the name that `for` has in YAML
    return Meeting.model_construct(**dict(definition), file=path)


def _twice(keys: Iterable[Key]) -> Key | None:
    """The first key that stands twice, if any does."""
    seen = set[Key]()
    for key in keys:
        if key in seen:
            return key
        seen.add(key)
    return None

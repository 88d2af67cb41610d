"""The front matter of an author's file, checked to its last key."""

from __future__ import annotations

import re
from datetime import date as Date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from hnb.domain.errors import ParameterError
from hnb.domain.periods import financial_year, write_day
from hnb.domain.units import write

NAME = "stated"  # before the dot in the name of a figure that the council states
# those that the paper reckons with; each is of a financial year, in pounds
RECKONED_WITH = ("deficit", "in_year")
FEWEST_POUNDS = 10_000  # less than that was meant in millions
Line = Annotated[str, Field(min_length=1, max_length=250)]
Words = Annotated[str, Field(max_length=250)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
# keys, also of a stated figure, whose values are words, whatever YAML would take them for
TEXTS = (
    "forum", "agenda_item", "for", "report_of", "author", "contact", "reference", "logo",
    "template", "programme", "period", "source",
)  # fmt: skip
EARLIEST, LATEST = 2010, 2040  # years in which a stated figure, or a meeting, can be
Unit = Literal[
    "gbp", "gbp_whole", "percent", "percentage_points", "per_1000", "number", "plans", "places",
    "pupils", "children", "schools", "requests", "appeals", "weeks",
]  # fmt: skip


def _without_item(text: str) -> str:
    """The number of an agenda's item, where a person wrote `Item 7`."""
    return re.sub(r"^item\s+", "", text, flags=re.IGNORECASE)


def _is_year(text: str) -> bool:
    """Whether a text is a financial year as it is usually written."""
    try:
        return financial_year(text) == text and EARLIEST <= int(text[:4]) <= LATEST
    except ParameterError:
        return False


class Stated(BaseModel):
    """A figure that the council states: how much, when, and where it says so; `published` where it
    is no secret, however small a count it is.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: Annotated[float, Field(strict=True, allow_inf_nan=False)]
    period: Line
    source: Line
    unit: Unit = "gbp"
    published: bool = False

    @property
    def text(self) -> str:
        """The value as it is written in a sentence."""
        return write(self.value, self.unit)


class FrontMatter(BaseModel):
    """What an author says of the meeting, the paper and the council; everything may be left out.

    Parameters
    ----------
    forum, agenda_item, report_of, author, contact, reference : str
        Lines of the paper's head.
    meeting_date : date, optional
        The day of the meeting.
    asks_for : str
        Written `for`: what is asked of the forum.
    logo, template : str
        A picture and a Word document, as seen from the file's folder.
    programme : str
        The name of a programme, which began in `programme_start`.
    stated : dict
        Figures of the council's own, by the names by which the paper quotes them: `{stated.name}`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    forum: Words = ""
    meeting_date: Date | None = Field(None, ge=Date(EARLIEST, 1, 1), le=Date(LATEST, 12, 31))
    agenda_item: Words = ""
    asks_for: Literal["", "decision", "information", "consultation"] = Field("", alias="for")
    report_of: Words = ""
    author: Words = ""
    contact: Words = ""
    reference: Words = ""
    logo: str = ""
    template: str = ""
    programme: Words = ""
    programme_start: int | None = Field(None, ge=2014, le=LATEST)
    stated: dict[Name, Stated] = {}

    @field_validator("asks_for", mode="before")
    @classmethod
    def _in_small_letters(cls, text: object) -> object:
        return text.casefold() if isinstance(text, str) else text

    @model_validator(mode="after")
    def _fits(self) -> FrontMatter:
        if bool(self.programme) != bool(self.programme_start):
            raise ValueError("programme and programme_start together: its name, and the year")
        for name in RECKONED_WITH:
            figure = self.stated.get(name)
            if figure and not (figure.unit == "gbp" and _is_year(figure.period)):
                raise ValueError(f"stated: {name} in gbp, with a financial year such as 2025-26")
            if figure and 0 < abs(figure.value) < FEWEST_POUNDS:
                raise ValueError(f"stated: {name} in pounds, such as 109500000")
        if len({self.stated[name].period for name in RECKONED_WITH if name in self.stated}) > 1:
            raise ValueError("stated: deficit and in_year of the same financial year")
        return self

    @property
    def head(self) -> dict[str, str]:
        """The lines of a paper's head that the author gives, by their labels."""
        lines = {
            "Report to": self.forum,
            "Meeting": write_day(self.meeting_date) if self.meeting_date else "",
            "Agenda": f"Item {_without_item(self.agenda_item)}" if self.agenda_item else "",
            "For": self.asks_for.capitalize(),
            "Report of": self.report_of,
            "Author": self.author,
            "Contact": self.contact,
            "Reference": self.reference,
        }
        return {label: text for label, text in lines.items() if text}

    @property
    def parameters(self) -> dict[str, object]:
        """What it says for the notebooks, by the names of their parameters."""
        values: dict[str, object] = {}
        if self.programme:
            values = {"programme": self.programme, "start_year": self.programme_start}
        figures = [self.stated[name] for name in RECKONED_WITH if name in self.stated]
        for name in RECKONED_WITH:
            if name in self.stated:
                values[f"stated_{name}"] = f"{self.stated[name].value:.10g}"
        if figures:
            values["stated_deficit_year"] = figures[0].period
            values["stated_source"] = "; ".join(dict.fromkeys(each.source for each in figures))
        return values


NOTHING = FrontMatter.model_validate({})

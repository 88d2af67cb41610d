"""What a question's `question.yml` says: the tables it reads, its settings and its method."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from numbers import Integral, Real
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from hnb.domain.comparators import Comparators
from hnb.domain.definitions import checked, read_yaml
from hnb.domain.errors import ParameterError, Place, unknown
from hnb.domain.words import quoted
from hnb.tables import ALL as TABLES

HERE = Path(__file__).resolve().parent
Level = Literal["authority", "region", "england"]
Words = Annotated[str, Field(min_length=1)]
Type = Literal[
    "text",
    "whole number",
    "number",
    "mapping",
    "list of text",
    "list of whole numbers",
    "list of comparators",
]
LIST = "list of "
MOST_ASKED = 4  # questions in the words of members that one answer stands for
LARGEST_NUMBER = 10**15  # no setting is as large
# what a value of a type is in Python, or each of the values in its list
_CLASSES: dict[Type, type] = {
    "text": str,
    "whole number": Integral,
    "number": Real,
    "mapping": Mapping,
    "list of text": str,
    "list of whole numbers": Integral,
    "list of comparators": Comparators,
}


class Setting(BaseModel):
    """Something that a question takes beside tables and an Ask.

    Parameters
    ----------
    says : str
        What it is.
    type : str
        What kind of value it takes; whether a text can be used is for the model to say.
    within : pair of numbers, optional
        The least and the most that a number may be.
    usual : str or number, optional
        Its value where none is given.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    says: str
    type: Type = "text"
    within: tuple[float, float] | None = None
    usual: str | int | float | bool | None = None

    def read(self, name: str, value: object) -> object:
        """The value of the setting of that name as a model takes it, a list as a tuple.

        Raises
        ------
        ParameterError
            It is of another type, or out of bounds.
        """
        several = self.type.startswith(LIST)
        values = _in_list(value) if several else (value,)
        if values is None or not all(map(self._fits, values)):
            raise ParameterError(
                Place(parameter=name),
                found=f"{quoted(value)} cannot be used",
                expected=self._expected,
            )
        plain = tuple(int(part) if isinstance(part, Integral) else part for part in values)
        return plain if several else plain[0]

    @property
    def _expected(self) -> str:
        kind = self.type if self.type == "text" else f"a {self.type}"
        between = "" if self.within is None else " from {:,.0f} to {:,.0f}".format(*self.within)
        return f"{kind}{between} ({self.says})"

    def _fits(self, value: object) -> bool:
        if isinstance(value, Integral) and abs(int(value)) > LARGEST_NUMBER:
            return False
        if isinstance(value, float) and not abs(value) <= LARGEST_NUMBER:
            return False  # not a number, or without end
        if self.within and isinstance(value, int | float):
            least, most = self.within
            if not least <= value <= most:
                return False
        return isinstance(value, _CLASSES[self.type]) and not isinstance(value, bool)


class Question(BaseModel):
    """The definition of a question.

    Parameters
    ----------
    asks : str
        The question, as a forum would ask it.
    members_ask : tuple of str
        What members and residents ask that it answers, up to four, in their words.
    notebook, method : str
        The notebook that answers it, and the page that describes the method.
    tables : dict
        The tables that it reads, each with the levels at which it reads them.
    settings : dict
        What its `answer` takes beside tables and an Ask.
    uses : tuple of str
        The other questions whose folders it imports.
    headline : bool
        Whether `hnb headline --json` has the Figures of its answer.
    needs_records : bool
        Whether it is about a council's own records alone, and refused where none are in use.
    council_files : tuple of str
        The layouts of the council's own files that it answers from, or can say more with.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    asks: Words
    members_ask: Annotated[tuple[Words, ...], Field(max_length=MOST_ASKED)] = ()
    notebook: Words
    method: Words
    tables: dict[str, Annotated[tuple[Level, ...], Field(min_length=1)]]
    settings: dict[str, Setting] = {}
    uses: tuple[str, ...] = ()
    headline: bool = False
    needs_records: bool = False
    council_files: tuple[Words, ...] = ()

    def refuse_unusable(self, **given: object) -> None:
        """Refuse values that its settings cannot have, as a model does that a notebook calls.

        Raises
        ------
        ParameterError
            A value is of another type, or out of bounds.
        """
        for name, value in given.items():
            self.settings[name].read(name, value)


def _in_list(value: object) -> tuple[object, ...] | None:
    """The values in a list or the like; None where it is one value, or named values."""
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        return None
    return tuple(value)


def names() -> tuple[str, ...]:
    """Every question that has a folder with a definition."""
    return tuple(sorted(file.parent.name for file in HERE.glob("*/question.yml")))


@cache
def question(name: str) -> Question:
    """The definition of a question.

    Raises
    ------
    ParameterError
        There is no such question, or its definition has a key, or names a table or a question, that
        is not known.
    """
    if name not in names():
        place = Place(parameter="question")
        raise unknown(place, f"there is no question {quoted(name)}", word=name, known=names())
    file = f"{name}/question.yml"
    defined = checked(Question, read_yaml(HERE / file, file=file), file=file)
    _refuse_unknown(defined.tables, file, "tables", TABLES)
    _refuse_unknown(defined.uses, file, "uses", names())
    return defined


def setting_within(name: str) -> Setting | None:
    """The setting of that name of which the question has bounds; None where there is none."""
    settings = (question(asked).settings.get(name) for asked in names())
    return next((setting for setting in settings if setting and setting.within), None)


def _refuse_unknown(words: Iterable[str], file: str, key: str, known: Iterable[str]) -> None:
    for word in words:
        if word not in known:
            place = Place(file=file, parameter=key)
            raise unknown(place, f"{quoted(word)} is not known", word=word, known=known)

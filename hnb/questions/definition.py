"""What a question's `question.yml` says: the tables it reads, its settings and its method."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from hnb.domain.definitions import checked, read_yaml
from hnb.domain.errors import Place, unknown

HERE = Path(__file__).resolve().parent
Level = Literal["authority", "region", "england"]


class Setting(BaseModel):
    """Something that a question takes beside tables and an Ask: what it is, and its usual value."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    says: str
    usual: str | int | float | bool | None = None


class Question(BaseModel):
    """The definition of a question.

    Parameters
    ----------
    asks : str
        The question, as a forum would ask it.
    notebook, method : str
        The notebook that answers it, and the page that describes the method.
    tables : dict
        The tables that it reads, each with the levels at which it reads them.
    settings : dict
        What its `answer` takes beside tables and an Ask.
    uses : tuple of str
        The other questions whose folders it imports.
    headline : bool
        Whether `hnb headline` prints the Figures of its answer.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    asks: str
    notebook: str
    method: str
    tables: dict[str, tuple[Level, ...]]
    settings: dict[str, Setting] = {}
    uses: tuple[str, ...] = ()
    headline: bool = False


def names() -> tuple[str, ...]:
    """Every question that has a folder with a definition."""
    return tuple(sorted(file.parent.name for file in HERE.glob("*/question.yml")))


@cache
def question(name: str) -> Question:
    """The definition of a question.

    Raises
    ------
    ParameterError
        There is no such question, or its definition has a key that is not known.
    """
    if name not in names():
        place = Place(parameter="question")
        raise unknown(place, f"there is no question {name!r}", word=name, known=names())
    file = f"{name}/question.yml"
    return checked(Question, read_yaml(HERE / file, file=file), file=file)

"""What a kind of council file holds (`layouts/*.yml`), and how a council's columns map to it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from hnb.domain.definitions import checked, read_yaml
from hnb.domain.errors import Place, unknown
from hnb.domain.words import quoted

HERE = Path(__file__).resolve().parent / "layouts"
MADE_UP = "made_up"  # a column of every example file; it is known in every layout and not needed
Kind = Literal[
    "text",
    "reference",
    "date",
    "month",
    "financial_year",
    "money",
    "number",
    "whole_number",
    "yes_no",
    "code",
    "postcode",
]
Personal = Literal["name", "reference", "birth_date", "postcode", "supplier"]
About = Literal["children", "money", "schools", "programme", "survey", "statements"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LayoutColumn(_Strict):
    """One column of a layout.

    Parameters
    ----------
    says : str
        What it holds, in a sentence.
    kind : str
        How its values are read.
    required : bool
        Whether it must be mapped and have a value in every row.
    personal : str, optional
        What would identify a person or a supplier; such a value is never shown outside the private
        folder.
    synonyms : tuple of str
        What councils call it.
    codes : mapping
        Of a code, what councils write for each of our words.
    """

    says: str
    kind: Kind
    required: bool = False
    personal: Personal | None = None
    synonyms: tuple[str, ...] = ()
    codes: dict[str, tuple[str, ...]] = {}


class Layout(_Strict):
    """A kind of file that a council has.

    Parameters
    ----------
    says : str
        What a row is.
    about : str
        Whom or what the rows are about; rows about children never leave the private folder.
    columns : mapping
        Every column that is taken in.
    key : tuple of str
        Columns that together occur once; a row whose key came before is a duplicate.
    one_of : tuple of tuples of str
        Groups of columns of which at least one must be mapped.
    sums : tuple of str
        Columns of money or numbers that are reconciled to the penny.
    period : str
        The column that says what time a row is of.
    together : bool
        Whether every extract counts (payments of each month), and not the newest alone.
    checks : tuple of str
        Checks of `hnb/council/checks.py` that its rows go through.
    name : str
        The file's name without its ending.
    """

    says: str
    about: About
    columns: dict[str, LayoutColumn]
    key: tuple[str, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    sums: tuple[str, ...] = ()
    period: str = ""
    together: bool = False
    checks: tuple[str, ...] = ()
    name: str = ""


class ColumnMapping(_Strict):
    """How a council's file maps to a layout, as confirmed by a person (`mappings/<layout>.yml`).

    Parameters
    ----------
    layout : str
        The layout.
    columns : mapping
        Heading in the council's file by our column.
    codes : mapping
        By our column, our word by what the council writes.
    left_out : tuple of str
        Headings of the file that are not taken in, so that a new one is seen.
    accounts : mapping
        Of payments: what an account pays for, by its number or words.
    confirmed : bool
        Whether a person has confirmed it; nothing is taken in by one that is only proposed.
    """

    layout: str
    columns: dict[str, str]
    codes: dict[str, dict[str, str]] = {}
    left_out: tuple[str, ...] = ()
    accounts: dict[str, str] = Field(default={})
    confirmed: bool = False

    @field_validator("accounts", mode="before")
    @classmethod
    def _number_as_text(cls, accounts: object) -> object:
        """An account by its number alone, which YAML reads as a number unless it is quoted."""
        if not isinstance(accounts, dict):
            return accounts
        return {
            str(account) if type(account) is int else account: kind
            for account, kind in accounts.items()
        }


def layout_names() -> tuple[str, ...]:
    """Every layout that has a file."""
    return tuple(sorted(file.stem for file in HERE.glob("*.yml")))


@cache
def layout(name: str) -> Layout:
    """The layout of that name.

    Raises
    ------
    ParameterError
        There is none, or its file says something that a layout cannot say.
    """
    if name not in layout_names():
        place = Place(parameter="layout")
        raise unknown(place, f"there is no layout {quoted(name)}", word=name, known=layout_names())
    file = f"{name}.yml"
    defined = checked(Layout, read_yaml(HERE / file, file=file), file=file)
    return defined.model_copy(update={"name": name})

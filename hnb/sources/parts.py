"""What every part of a source.yml may say, whatever its layout."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from hnb.sources import kinds


class Definition(BaseModel):
    """Something that a source.yml says; a key that is not listed here is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Recognise(Definition):
    """What a part is known by: patterns of columns, of a sheet's name, of cells by their place or
    `somewhere`, or bytes.
    """

    columns: kinds.Patterns = ()
    sheet: kinds.Pattern = ""
    says: dict[kinds.Cell, kinds.Pattern] = {}
    somewhere: kinds.Patterns = ()
    starts: str = ""
    holds: str = ""
    _given = kinds.some_of("columns", "sheet", "says", "starts")


class ValueLayout(Definition, extra="allow"):
    """A column of values: its options, and beside them the categories that its values belong to."""

    __pydantic_extra__: dict[str, kinds.Word]
    optional: bool = False

    @property
    def categories(self) -> dict[str, kinds.Word]:
        """The word for each category."""
        return dict(self.model_extra or {})


class TableLayout(Definition):
    """What is said of a table's cells.

    Parameters
    ----------
    scale : int
        Multiplies every number: 1000000 where the sheet is in £ million.
    symbols : dict
        What symbols mean in this table, before the source's own.
    below : str
        The status of a number below the least that the table allows, which is refused otherwise.
    """

    scale: kinds.Scale = 1
    symbols: kinds.Symbols = {}
    below: str = ""

    def words(self) -> Iterator[tuple[str, kinds.Word]]:
        """Every word that it gives for a category, with the category."""
        return iter(())


class Part(Definition):
    """A sheet or a file, and how it is recognised; or other rows and columns of the sheet that
    another part recognises, which is then `beside` it. A release that a person takes in has the
    `caveats` of its parts.
    """

    recognise: Recognise | None = None
    beside: str = ""
    caveats: tuple[str, ...] = ()
    _given = kinds.some_of("recognise", "beside")


class Confirmation(Definition):
    """A cell, or a column of a CSV file by its heading, that confirms a year of the layout."""

    at: kinds.Text
    match: kinds.Pattern


class TabularPart(Part):
    """What is said of a sheet or CSV file that is laid out in rows and columns.

    Parameters
    ----------
    fixed : dict
        Categories that are the same in the whole of it.
    confirm : dict
        Where the file says so, for each that has a year in it.
    ignore : tuple of str
        Patterns of columns that are known and not wanted.
    """

    fixed: dict[str, kinds.Word] = {}
    confirm: dict[str, Confirmation] = {}
    ignore: tuple[kinds.Pattern, ...] = ()

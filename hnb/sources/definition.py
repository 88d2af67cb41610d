"""What a source.yml may say, to its last key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, field_validator

from hnb.sources import kinds
from hnb.sources.parts import (
    Definition,
    Part,
    Recognise,
    TableLayout,
    TabularPart,
    ValueLayout,
)


class Release(Definition):
    """One edition of a publication.

    Parameters
    ----------
    id : str
        The publication, its years, and where they have several editions the month of this one.
    published : date
        The date that the edition gives itself.
    files : dict
        Their names, each with its SHA-256.
    caveats, parts : tuple of str
        Those of the source's caveats that hold for it; the parts to take, where not all.
    assembled_by, note : str
        Who made the file, where not the publisher; what else is to be known of its date or files.
    edition : dict
        Categories that hold for all of it and that its files do not say, such as a vintage.
    """

    id: kinds.Text
    published: kinds.PastDay
    files: kinds.Named[str]
    caveats: tuple[str, ...] = ()
    assembled_by: str = ""
    note: str = ""
    parts: tuple[str, ...] = ()
    edition: dict[str, kinds.Word] = {}


class Correction(Definition):
    """A publisher's mistake: where it is, what is there, what is put in its place, and why."""

    release: str
    table: str
    where: kinds.Named[kinds.Word]
    expect: kinds.Value
    value: kinds.Value
    reason: str


class GridValue(ValueLayout):
    """A column of a sheet.

    Parameters
    ----------
    letter : str
        Its letter; several, with spaces between them, where each year's layout has its own.
    heading, without : tuple of str
        Phrases that must be above it, each perhaps in several wordings with | between them, and
        phrases that must not be.
    whole : bool
        Whether the heading is one of the phrases and no more.
    years : str
        The kind of period that the words above it name: every column with the phrases is taken, so
        that a later edition may have more years, in other columns.
    """

    letter: str = Field(default="", pattern=r"^[A-Z ]*$")
    heading: kinds.Some[kinds.Phrase]
    without: tuple[kinds.Phrase, ...] = ()
    whole: bool = False
    years: str = ""


class GridTable(TableLayout):
    """The columns of a sheet that belong to one table."""

    values: kinds.Some[GridValue]

    def named(self) -> Iterator[tuple[str, ValueLayout]]:
        """Every category that a column names, with the column."""
        return ((category, value) for value in self.values for category in value.categories)

    def words(self) -> Iterator[tuple[str, kinds.Word]]:
        """Every word that it gives for a category, with the category."""
        return (pair for value in self.values for pair in value.categories.items())


class AreaColumns(Definition):
    """The columns, by letter or heading, that hold an area's DfE number, name and ONS code."""

    code: str = ""
    name: str = ""
    ons: str = ""
    _given = kinds.some_of("code", "name", "ons")


class PeriodCell(Definition):
    """A cell that names the period of a whole sheet, and the pattern that finds it there."""

    cell: kinds.Cell
    match: kinds.YearPattern


class GridPart(TabularPart):
    """A sheet with one area a row, or one area and period.

    Parameters
    ----------
    header, first_row : tuple of int, int
        The rows of headings, and the first row of areas.
    period : dict
        Where the sheet says its period, by kind of period.
    period_column : dict
        The column, by letter or heading, that says the period of each row, by kind of period.
    where : dict
        Only rows with this word in this column.
    skip : tuple of str
        Rows to pass over, by the words that stand for the area.
    stop : str
        A pattern that ends the rows.
    headed : str
        A pattern of the lowest heading in the first column, where the headings may stand in another
        row in a later edition; the rows below move with it.
    others : 'aside' or ''
        Whether a row is passed over whose ONS code is no authority's.
    levels : tuple of str
        The levels to take.
    trust : 'both', 'name' or 'code'
        Which of number and name to believe; what the source says where it is not given.
    """

    layout: Literal["grid"]
    tables: kinds.Named[GridTable]
    header: kinds.Rows
    first_row: kinds.Row
    area: AreaColumns
    period: dict[str, PeriodCell] = {}
    period_column: dict[str, str] = {}
    where: dict[str, str] = {}
    skip: tuple[str, ...] = ()
    stop: kinds.Pattern = ""
    headed: kinds.Pattern = ""
    others: Literal["", "aside"] = ""
    levels: kinds.Some[kinds.Level] = ("authority", "region", "england")
    trust: kinds.Trust | None = None


class Words(Definition):
    """Words that a cell must be one of; a later release may use those of `also`."""

    usual: kinds.Listed = Field(alias="is")
    also: tuple[str, ...] = ()


class Category(Definition):
    """A category that is in a column of its own.

    Parameters
    ----------
    words : dict
        Our word for each whole word of the file.
    starts, among : dict, str
        Our word for labels that start so; others are passed over, save that those of `among` are
        refused.
    holds : dict
        Words that a label which starts so must hold, so that a number given to something else is
        not taken for what it was.
    strip : str
        What is taken off the front of a word that is otherwise used as it is.
    others : 'as published' or ''
        Whether every other label is taken too, under the publisher's words.
    """

    column: str
    words: dict[str, str] = {}
    starts: dict[str, str] = {}
    among: str = ""
    holds: dict[str, kinds.Pattern] = {}
    strip: str = ""
    others: Literal["", "as published"] = ""


class EesValue(ValueLayout):
    """A column of an EES file: other names that it may go by (patterns), and the columns that a
    later release splits it into.
    """

    also: kinds.Patterns = ()
    sum_of: tuple[str, ...] = ()


class EesTable(TableLayout):
    """What one table takes from an EES file: the rows, and columns of values by their heading."""

    values: dict[kinds.Pattern, Annotated[EesValue, kinds.NothingMore]] = Field(min_length=1)
    where: dict[str, Annotated[Words, kinds.UsualWords]] = {}
    category: dict[str, Category] = {}

    def named(self) -> Iterator[tuple[str, ValueLayout]]:
        """Every category that a column names, with the column."""
        for value in self.values.values():
            yield from ((category, value) for category in (*self.category, *value.categories))

    def words(self) -> Iterator[tuple[str, kinds.Word]]:
        """Every word that it gives for a category, with the category."""
        for name, category in self.category.items():
            yield from ((name, w) for w in (*category.words.values(), *category.starts.values()))
        for value in self.values.values():
            yield from value.categories.items()


class EesPart(TabularPart):
    """A file of Explore Education Statistics; `period` is its column, by kind of period, and `unit`
    says that the publication changes between pounds, thousands and millions: its read.py tells.
    """

    layout: Literal["ees"]
    tables: kinds.Named[EesTable]
    period: dict[str, str] = Field(min_length=1, max_length=1)
    unit: Literal["", "detected"] = ""


class CodesPart(Part):
    """The screening list of authority codes; its read.py knows everything of its table."""

    layout: Literal["codes"]
    tables: kinds.Named[Definition]


class NeighboursPart(Part):
    """An authority a row, its neighbours in pairs of columns, the vintage above them."""

    layout: Literal["neighbours"]
    tables: kinds.Named[Definition]


class Measures(TableLayout):
    """The measures to take of a long file, by its short name, each with its categories."""

    measures: kinds.Named[dict[str, kinds.Word]]

    def words(self) -> Iterator[tuple[str, kinds.Word]]:
        """Every word that it gives for a category, with the category."""
        return (pair for categories in self.measures.values() for pair in categories.items())


class MeasuresPart(Part):
    """A long file: a measure, a year and an area a row."""

    layout: Literal["measures"]
    tables: kinds.Named[Measures]


class YearsAcross(TableLayout):
    """A row of a sheet, by its label and the column of the label."""

    label: str
    in_column: kinds.Letter


class YearsAcrossPart(Part):
    """A sheet with a year a column."""

    layout: Literal["years across"]
    tables: kinds.Named[YearsAcross]


class Bucket(TableLayout):
    """The name of one sum in a JSON object."""

    bucket: str


class BucketsPart(Part):
    """A JSON object an authority, each with sums by name."""

    layout: Literal["buckets"]
    tables: kinds.Named[Bucket]


class ReadPart(Part):
    """Something whose rows and columns its read.py finds: a CSV file with an area, a sex and an age
    a row, and a year a column; a sheet with a school a row; a sheet or file with a year a row.
    """

    layout: Literal["projection", "places", "years down"]
    tables: kinds.Named[TableLayout]


AnyPart = Annotated[
    GridPart
    | EesPart
    | CodesPart
    | NeighboursPart
    | MeasuresPart
    | YearsAcrossPart
    | BucketsPart
    | ReadPart,
    Field(discriminator="layout"),
]


class SetAside(Definition):
    """A file that is known and that no table holds: how it is recognised, and what it holds."""

    recognise: Recognise
    says: kinds.Text


class Source(Definition):
    """A publication as its folder describes it, under the folder's name.

    Parameters
    ----------
    releases : tuple of Release
        Those that are held; none of a publication that a person may have and nobody here has.
    parts : dict
        The parts of its files that are read, by name.
    symbols : dict
        What the publisher means by a symbol, before the usual meanings; `zero` makes it 0.
    caveats : dict
        Sentences by name; a release names those that hold for it.
    first_published : dict
        By table and kind of period the day on which a period's figures first appear, as MM-DD of
        the year in which the period ends, or `+1-MM-DD`, `-1-MM-DD`.
    trust : 'both', 'name' or 'code'
        Which of an area's number and name to believe.
    aside : tuple of str
        Patterns of files in a release's zip that are known and not read.
    set_aside : dict
        Files that are known by their content and not read, by name.
    """

    name: str
    publisher: kinds.Text
    publication: kinds.Text
    licence: kinds.Text
    releases: kinds.Some[Release] = ()
    parts: kinds.Named[AnyPart]
    symbols: kinds.Symbols = {}
    caveats: dict[str, str] = {}
    corrections: tuple[Correction, ...] = ()
    first_published: dict[str, dict[str, kinds.DayOfEachYear]] = {}
    trust: kinds.Trust = "both"
    aside: kinds.Patterns = ()
    set_aside: dict[str, SetAside] = {}

    @field_validator("releases")
    @classmethod
    def _each_release_once(cls, releases: tuple[Release, ...]) -> tuple[Release, ...]:
        names = [release.id for release in releases]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"each release once: the id {name!r} stands twice")
        return releases

    def release(self, name: str) -> Release:
        """The release of that id."""
        return next(release for release in self.releases if release.id == name)

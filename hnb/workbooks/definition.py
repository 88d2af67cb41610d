"""What a table of counts is filled from, and the settings of the Local SEND Reform Plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from hnb.domain import paths
from hnb.domain.definitions import checked, read_yaml
from hnb.domain.errors import ParameterError, Place, unknown
from hnb.domain.words import quoted
from hnb.questions.medium_term.filing_tables import Counted
from hnb.store.files import load

Words = Annotated[str, Field(min_length=1)]
Year = Annotated[int, Field(strict=True, ge=2010, le=2099)]


def _one_after_another(years: tuple[int, ...]) -> tuple[int, ...]:
    if list(years) != list(range(years[0], years[0] + len(years))):
        raise ValueError("years that follow each other")
    return years


class Row(BaseModel, extra="forbid", frozen=True):
    """A row: the published words that it takes, by column, or why it is left for the council.

    One that takes the `rest` has what no other row of its table takes.
    """

    label: Words
    take: dict[Words, Annotated[tuple[Words, ...], Field(min_length=1)]] = {}
    rest: bool = False
    left: str = ""
    note: str = ""


class CountTable(BaseModel, extra="forbid", frozen=True):
    """A table: the counts that fill it, `where` they are, and its rows, or one for `each` category.

    One that published figures cannot fill has no counts, and says why it is `left`.
    """

    title: Words
    number: str = ""
    counts: Counted | None = None
    where: dict[Words, Words] = {}
    category: str = Field("", alias="each", min_length=1)
    rows: tuple[Row, ...] = ()
    left: str = ""
    note: str = ""

    def words_by_column(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The words that it looks for, and the columns that it looks in."""
        for column, word in self.where.items():
            yield column, (word,)
        if self.category:
            yield self.category, ()
        for row in self.rows:
            yield from row.take.items()


class Settings(BaseModel, extra="forbid", frozen=True):
    """What `reports/settings/lsrp.yml` says: the title, what has been `seen` of the template, the
    years, and the tables.
    """

    title: Words
    seen: Words
    years: Annotated[tuple[Year, ...], Field(min_length=1), AfterValidator(_one_after_another)]
    tables: tuple[CountTable, ...] = Field(min_length=1)


def settings() -> Settings:
    """The settings, checked to the last word.

    Raises
    ------
    ParameterError
        A key, a column or a published word is not known (the nearest is named), or a value cannot
        be used.
    """
    path = paths.reports() / "settings" / "lsrp.yml"
    definition = checked(Settings, read_yaml(path), file=path.name)
    for table in definition.tables:
        _refuse_unpublished(table, Place(file=path.name, parameter=f"tables: {table.title}"))
    return definition


def _refuse_unpublished(table: CountTable, place: Place) -> None:
    """Refuse a word that would find nothing: it is misspelt."""
    if table.counts is None:
        if not table.left:
            raise ParameterError(place, found="it has neither 'counts' nor 'left'")
        return
    published = load(table.counts)
    for column, words in table.words_by_column():
        if column not in published:
            fault = f"{table.counts} has no column {quoted(column)}"
            raise unknown(place, fault, word=column, known=published.columns)
        known = set(map(str, published[column].unique()))
        for word in words:
            if word not in known:
                fault = f"{table.counts} has no {column} {quoted(word)}"
                raise unknown(place, fault, word=word, known=known)

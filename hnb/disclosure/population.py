"""What disclosure control is planned over: children or payments, and the tables made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

CellKey = tuple[str, ...]  # the name of a table, then the values of its key in the table's order


@dataclass(frozen=True)
class CrossTab:
    """One table made from a population: its cells are counts or sums of the rows in each.

    Parameters
    ----------
    table : str
        Name in `hnb.tables`.
    by : mapping
        Column of the population's rows by key column of the table; empty where the table has one
        cell, the total.
    fixed : mapping
        The other key columns, the same in every cell (`as_at`, `split` …).
    categories : mapping
        By key column, the categories that are listed even where nobody is in them; of a column that
        is not named, those that occur.
    weight : int
        As how many cells each counts where as few as can be are withheld to protect others.
    """

    table: str
    by: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str | int] = field(default_factory=dict)
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weight: int = 1


@dataclass(frozen=True)
class Population:
    """Rows of people or of payments, and every table that is made of them.

    Parameters
    ----------
    name : str
        What is counted and of when, such as `plans open on 2026-11-30`. What was released earlier
        under the same name is compared with what would be released now.
    rows : DataFrame
        One row a child, an event or a payment, with every column that `tables` name; of money,
        `amount_gbp`, and `child` and `contributor` (a provider) where they are known. A row whose
        category is missing is in the totals alone.
    tables : tuple of CrossTab
        What is made of them.
    value : str
        `count` of rows; `amount`, the sum of the column `amount_gbp`; or `average`, that sum over
        the number of rows, which is withheld wherever the sum or the count is.
    implied : mapping
        Column by column that it follows from: `{"age": "age_band"}` where each age is in one band.
    parents : mapping
        For a column of `implied`, what its categories that occur in no row follow to:
        `{"placement": {"awaiting": "not in education"}}`.
    counted_by : str
        Name of the population whose cells of the same categories must be shown before an amount or
        an average is (an average times a number of rows is a sum).
    """

    name: str
    rows: pd.DataFrame
    tables: tuple[CrossTab, ...]
    value: Literal["count", "amount", "average"] = "count"
    implied: Mapping[str, str] = field(default_factory=dict)
    parents: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    counted_by: str = ""


@dataclass(frozen=True)
class Relation:
    """An equation between cells that a reader can know: the terms add up to zero.

    Parameters
    ----------
    terms : tuple of pairs
        A whole coefficient and the cell, as `(1, ("council_plans", "855", "2026-11-30"))`.
    """

    terms: tuple[tuple[int, CellKey], ...]


@dataclass(frozen=True)
class Measured:
    """A table of what does not add up, such as a median: a value and how many children it is of.

    `frame` has the key columns of the table, its value column and `children`.

    `counted_in` is the table whose cell each row is of, and `where` has the columns of that cell
    that the row has not. A row is shown only where that cell is, or it would say that a withheld
    count is large; where nobody is in a cell that is shown, or there is no such cell, the row is
    left out. Every row that could occur must be in `frame`: others would be known to be zero.

    `setting` says what it was worked out by, where two such of nearly the same children would tell
    more together than each alone: a category of which a row was released by another setting, on
    whichever day, is withheld.
    """

    table: str
    frame: pd.DataFrame
    counted_in: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    setting: str = ""


@dataclass(frozen=True)
class Declared:
    """Everything that is made from a council's records in one state of the data.

    Parameters
    ----------
    populations, relations, measured
        What adds up, equations across them, and what does not.
    open_tables : mapping
        Frames that are about nobody (a budget, a sum of payments that were published): stored as
        they are.
    """

    populations: tuple[Population, ...] = ()
    relations: tuple[Relation, ...] = ()
    measured: tuple[Measured, ...] = ()
    open_tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def joined(*parts: Declared) -> Declared:
    """What several parts of a council's records declare, together."""
    tables: dict[str, pd.DataFrame] = {}
    for part in parts:
        tables |= part.open_tables
    return Declared(
        populations=tuple(item for part in parts for item in part.populations),
        relations=tuple(item for part in parts for item in part.relations),
        measured=tuple(item for part in parts for item in part.measured),
        open_tables=tables,
    )


def linked(pairs: Iterable[tuple[str, str]]) -> list[tuple[list[str], list[str]]]:
    """Categories of two columns that hold the same rows, as few at a time as the rows allow.

    Parameters
    ----------
    pairs : iterable of pairs of text
        The two categories of each row, such as a school and the kind of its placement.

    Returns
    -------
    list of pairs of lists
        Categories of the first column, and those of the second that have the same rows: special
        schools that are academies, and places in them. A reader who knows of what kind each school
        is can set the one sum against the other.
    """
    linked_to: dict[tuple[int, str], set[tuple[int, str]]] = {}
    for first, second in set(pairs):
        linked_to.setdefault((0, first), set()).add((1, second))
        linked_to.setdefault((1, second), set()).add((0, first))
    parts = []
    while linked_to:
        waiting, part = [min(linked_to)], set[tuple[int, str]]()
        while waiting:
            category = waiting.pop()
            part.add(category)
            waiting.extend(linked_to.pop(category, set()) - part)
        by_column = [sorted(name for side, name in part if side == column) for column in (0, 1)]
        parts.append((by_column[0], by_column[1]))
    return parts

"""A population's rows grouped by any of its columns, and the groups that a table lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from hnb.disclosure.levels import Columns, with_implied
from hnb.disclosure.population import CrossTab, Population
from hnb.disclosure.rules import Rules
from hnb.domain.errors import ParameterError, Place
from hnb.domain.words import quoted

if TYPE_CHECKING:
    import pandas as pd

MISSING = ""  # the category of a row that has none
MOST_JOINT_CELLS = 20_000

Group = tuple[str, ...]  # categories, in the alphabetical order of their columns


@dataclass(frozen=True)
class Sums:
    """What is in a group of rows: a count's value is its rows, an amount's is in £."""

    rows: int = 0
    value: float = 0
    children: int = 0
    is_dominated: bool = False


@dataclass(frozen=True)
class Rows:
    """Rows of a population, as text where they are categories."""

    population: Population
    rules: Rules
    _sums: dict[Columns, dict[Group, Sums]] = field(default_factory=dict)

    @property
    def is_count(self) -> bool:
        """Whether rows are counted, not amounts added up."""
        return self.population.value == "count"

    @cached_property
    def text(self) -> pd.DataFrame:
        """Categories as text; what is added up in `_amount`; numbers of whose it is."""
        import pandas as pd

        population, rows = self.population, self.population.rows
        by = {column for tab in population.tables for column in tab.by.values()}
        columns = sorted(with_implied(by, population.implied))
        _refuse_missing_columns(population, columns)
        text = pd.DataFrame({column: _as_text(rows[column]) for column in columns})
        text = text if columns else pd.DataFrame(index=range(len(rows)))
        amounts = 1.0 if self.is_count else pd.to_numeric(rows["amount_gbp"]).fillna(0).to_numpy()
        text["_amount"] = amounts
        text["_child"] = pd.factorize(rows["child"])[0] if "child" in rows else range(len(rows))
        is_given = "contributor" in rows
        text["_contributor"] = pd.factorize(rows["contributor"])[0] if is_given else text["_child"]
        return text

    @cached_property
    def has_negatives(self) -> bool:
        """Whether an amount is below zero, as a refund is."""
        return not self.is_count and bool((self.text["_amount"] < 0).any())

    def sums(self, columns: Columns) -> dict[Group, Sums]:
        """What is in each group of rows that occurs."""
        if columns not in self._sums:
            self._sums[columns] = dict(self._summed(sorted(columns)))
        return self._sums[columns]

    def _summed(self, columns: list[str]) -> Iterator[tuple[Group, Sums]]:
        if self.text.empty:
            return
        together = columns or ["_together"]
        grouped = self.text.assign(_together=0).groupby(together, sort=True, observed=True)
        if self.is_count:
            for name, count in grouped.size().items():
                yield _group(name, columns), Sums(int(count), int(count), int(count))
            return
        for name, rows in grouped:
            total = round(float(rows["_amount"].sum()), 2)
            is_dominated = self._is_dominated(rows)
            yield (
                _group(name, columns),
                Sums(len(rows), total, rows["_child"].nunique(), is_dominated),
            )

    def _is_dominated(self, rows: pd.DataFrame) -> bool:
        """Whether the second largest contributor could tell the largest's part too closely."""
        by_contributor = rows["_amount"].groupby(rows["_contributor"]).sum().abs()
        *rest, largest = sorted(by_contributor)
        return sum(rest[:-1]) < self.rules.p_percent / 100 * largest

    def shown_groups(self, tab: CrossTab, columns: Columns) -> list[Group]:
        """Groups that are cells of a cross-tab, as listed and then by name."""
        free = self._free(tab.by.values())
        groups = []
        for values in product(*(self._listed(column, tab) for column in free)):
            by_column = self._completed(dict(zip(free, values, strict=True)))
            if MISSING not in (by_column[column] for column in tab.by.values()):
                groups.append(tuple(by_column[column] for column in sorted(columns)))
        return groups

    def every_group(self, columns: Columns) -> list[Group]:
        """All groups of columns that could occur, of those categories that do or are listed."""
        free = self._free(columns)
        tabs = self.population.tables
        listed = [
            sorted({category for tab in tabs for category in self._listed(column, tab)})
            for column in free
        ]
        if prod(map(len, listed)) > MOST_JOINT_CELLS:
            raise ParameterError(
                Place(parameter=f"tables of {self.population.name}"),
                found=f"tables linked in a circle have {prod(map(len, listed))} cells together",
                expected=f"at most {MOST_JOINT_CELLS}: fewer categories, or fewer tables",
            )
        completed = (
            self._completed(dict(zip(free, values, strict=True))) for values in product(*listed)
        )
        return [tuple(values[column] for column in sorted(columns)) for values in completed]

    def _free(self, columns: Iterable[str]) -> list[str]:
        """Columns that follow from none of the others."""
        names, implied = list(columns), self.population.implied
        following = {other for name in names for other in with_implied([name], implied) - {name}}
        return [name for name in dict.fromkeys(names) if name not in following]

    def _listed(self, column: str, tab: CrossTab) -> list[str]:
        """Categories of a column in a cross-tab: as listed, then others that occur.

        Where zeros are withheld a category that another table lists is listed here too: its absence
        would say that nobody is in it.
        """
        tabs = self.population.tables if self.rules.zeros == "withheld" else (tab,)
        listed = [
            category
            for other in tabs
            for key, by in other.by.items()
            if by == column
            for category in other.categories.get(key, ())
        ]
        occurring = (group[0] for group in self.sums(frozenset({column})))
        return [name for name in dict.fromkeys((*listed, *occurring)) if name != MISSING]

    def _completed(self, by_column: dict[str, str]) -> dict[str, str]:
        """The categories with those that follow from them."""
        waiting = list(by_column)
        while waiting:
            column = waiting.pop()
            follows = self.population.implied.get(column)
            if follows and follows not in by_column:
                by_column[follows] = self._parents[column].get(by_column[column], MISSING)
                waiting.append(follows)
        return by_column

    @cached_property
    def _parents(self) -> dict[str, Mapping[str, str]]:
        """What each category follows to, by column of `implied`."""
        return {
            column: self._parents_of(column, follows)
            for column, follows in self.population.implied.items()
            if column in self.text
        }

    def _parents_of(self, column: str, follows: str) -> Mapping[str, str]:
        place = sorted((column, follows)).index(column)
        seen: dict[str, str] = {}
        for pair in self.sums(frozenset({column, follows})):
            category, parent = pair[place], pair[1 - place]
            if category != MISSING and seen.setdefault(category, parent) != parent:
                raise ParameterError(
                    Place(parameter=f"implied of {self.population.name}"),
                    found=f"a category of {column} is in more than one {follows}",
                    expected=f"one {follows} for every {column}",
                )
        return {**self.population.parents.get(column, {}), **seen}


def _group(name: object, columns: list[str]) -> Group:
    if not columns:
        return ()
    return tuple(map(str, name)) if isinstance(name, tuple) else (str(name),)


def _as_text(values: pd.Series) -> pd.Categorical:
    """A column as text in alphabetical order, a million rows of it in a few megabytes."""
    import numpy as np
    import pandas as pd

    codes, different = pd.factorize(values)
    words = pd.Series(different).astype("string").fillna(MISSING).to_list()
    categories, code_of_word = np.unique(np.array([*words, MISSING], object), return_inverse=True)
    return pd.Categorical.from_codes(code_of_word[codes], pd.Index(categories))


def _refuse_missing_columns(population: Population, columns: list[str]) -> None:
    needed = [*columns, *(["amount_gbp"] if population.value != "count" else [])]
    if missing := [column for column in needed if column not in population.rows]:
        raise ParameterError(
            Place(parameter=f"rows of {population.name}"),
            found=f"there is no column {quoted(missing[0])}",
            expected="every column that its tables are made of",
        )

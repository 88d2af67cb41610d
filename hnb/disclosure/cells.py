"""A population's tables as unknowns and equations: what is in each cell, and what adds up to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hnb.disclosure.levels import Columns, Levels, levels_of
from hnb.disclosure.population import CellKey, CrossTab, Population
from hnb.disclosure.rows import MISSING, Group, Rows, Sums
from hnb.disclosure.rules import Rules
from hnb.domain.errors import ParameterError, Place
from hnb.tables import table

Equation = tuple[tuple[int, int], ...]  # coefficients and places of unknowns that add up to zero


@dataclass(frozen=True)
class Unknown:
    """A count or a sum that a reader may want to work out.

    Parameters
    ----------
    population : str
        Name of the population.
    sums : Sums
        What is in it.
    cells : tuple of cell keys
        Where it is shown; empty where it is in no table.
    weight : int
        As how many cells they count where they are withheld to protect others.
    is_count : bool
        Whether it is a whole number of children.
    is_sensitive : bool
        Whether it may not be shown, nor be worked out.
    is_known : bool
        Whether a reader is taken to know it, whatever is withheld.
    may_be_negative : bool
        Whether a reader can exclude no number below zero.
    """

    population: str
    sums: Sums
    cells: tuple[CellKey, ...] = ()
    weight: int = 0
    is_count: bool = True
    is_sensitive: bool = False
    is_known: bool = False
    may_be_negative: bool = False


@dataclass(frozen=True)
class Grid:
    """A population's unknowns and equations, and which cell of its tables shows which.

    Parameters
    ----------
    unknowns, equations
        An equation names unknowns by their place.
    parts : mapping
        By unknown, those of the next finer groupings that are within it.
    tables : tuple of mappings
        For each cross-tab its cells in the order of the table, with the unknown that each shows.
    """

    unknowns: tuple[Unknown, ...]
    equations: tuple[Equation, ...]
    parts: Mapping[int, tuple[int, ...]]
    tables: tuple[Mapping[CellKey, int], ...]


def grid_of(population: Population, rules: Rules, la_code: int) -> Grid:
    """The unknowns and equations of a population's tables.

    Raises
    ------
    ParameterError
        A table has a key column that the cross-tab does not give, a column does not follow from
        another as is said, or tables linked in a circle have too many cells together.
    """
    rows, levels = Rows(population, rules), levels_of(population)
    groups = _groups_by_level(rows, levels)
    every = [(columns, group) for columns in levels.finest_first for group in groups[columns]]
    places = {about: place for place, about in enumerate(every)}
    tables: list[dict[CellKey, int]] = []
    cells: dict[int, dict[CellKey, int]] = defaultdict(dict)  # with their weights
    for tab, columns in zip(population.tables, levels.tables, strict=True):
        shown = {}
        for group in rows.shown_groups(tab, columns):
            key = _cell_key(tab, la_code, dict(zip(sorted(columns), group, strict=True)))
            shown[key] = places[columns, group]
            cells[shown[key]][key] = tab.weight
        tables.append(shown)
    unknowns = tuple(
        _unknown(rows, levels, columns, group=group, cells=cells[place])
        for (columns, group), place in places.items()
    )
    added_up = list(_added_up(levels, groups, places))
    parts: dict[int, tuple[int, ...]] = defaultdict(tuple)
    for whole, added in added_up:
        parts[whole] += tuple(added)
    equations = tuple(((-1, whole), *((1, part) for part in added)) for whole, added in added_up)
    return Grid(unknowns, equations, parts, tuple(tables))


def _unknown(
    rows: Rows, levels: Levels, columns: Columns, *, group: Group, cells: Mapping[CellKey, int]
) -> Unknown:
    sums = rows.sums(columns).get(group, Sums())
    is_few = rows.rules.is_small(sums.rows)
    if not rows.is_count:
        is_few = 0 < sums.children < rows.rules.threshold
    is_unpublished_joint = columns == levels.joint and not cells
    is_sensitive = (is_few or sums.is_dominated) and not is_unpublished_joint
    is_without_category = MISSING in group and not cells
    return Unknown(
        population=rows.population.name,
        sums=sums,
        cells=tuple(cells),
        weight=sum(cells.values()),
        is_count=rows.is_count,
        is_sensitive=is_sensitive and not (is_without_category and not sums.rows),
        is_known=is_without_category and not sums.rows,
        may_be_negative=rows.has_negatives,
    )


def _groups_by_level(rows: Rows, levels: Levels) -> dict[Columns, list[Group]]:
    """Every group at every level: shown, occurring, or the margin of a finer group."""
    groups: dict[Columns, dict[Group, None]] = {}
    for columns in levels.finest_first:
        at_level: dict[Group, None] = {} if columns else {(): None}
        for tab, of_table in zip(rows.population.tables, levels.tables, strict=True):
            if of_table == columns:
                at_level |= dict.fromkeys(rows.shown_groups(tab, columns))
        if columns == levels.joint:
            at_level |= dict.fromkeys(rows.every_group(columns))
        at_level |= dict.fromkeys(rows.sums(columns))
        for finer, finer_groups in groups.items():
            if columns < finer:
                at_level |= dict.fromkeys(_margin(group, finer, columns) for group in finer_groups)
        groups[columns] = at_level
    return {columns: list(at_level) for columns, at_level in groups.items()}


def _margin(group: Group, finer: Columns, columns: Columns) -> Group:
    pairs = zip(sorted(finer), group, strict=True)
    return tuple(category for column, category in pairs if column in columns)


def _added_up(
    levels: Levels,
    groups: Mapping[Columns, list[Group]],
    places: Mapping[tuple[Columns, Group], int],
) -> Iterator[tuple[int, list[int]]]:
    """Each unknown with those of a next finer level that add up to it."""
    for coarse, fine in levels.steps():
        parts: dict[Group, list[int]] = {group: [] for group in groups[coarse]}
        for group in groups[fine]:
            parts[_margin(group, fine, coarse)].append(places[fine, group])
        for group, added in parts.items():
            yield places[coarse, group], added


def _cell_key(tab: CrossTab, la_code: int, by_column: Mapping[str, str]) -> CellKey:
    categories = {key: by_column[column] for key, column in tab.by.items()}
    values = {"la_code": la_code, **tab.fixed, **categories}
    columns = table(tab.table).key
    if missing := [column for column in columns if column not in values]:
        raise ParameterError(
            Place(parameter=f"cross-tab of {tab.table}"),
            found=f"nothing is given for {', '.join(missing)}",
            expected="every key column of the table in `by` or in `fixed`",
        )
    return (tab.table, *(str(values[column]) for column in columns))

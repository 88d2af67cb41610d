"""The layout of every Explore Education Statistics file: an area and a period a row, an indicator a
column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hnb.domain.errors import SourceError, did_you_mean
from hnb.sources.grid import Grid
from hnb.sources.layout import Row, Taken, period_of, read_value, settled, whose
from hnb.sources.source import Source, matches
from hnb.sources.symbols import PUBLISHED
from hnb.tables import Table
from hnb.tables import table as table_named

STANDARD = {
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code", "region_name",
    "new_la_code", "old_la_code", "la_name", "breakdown_topic", "breakdown", "ees_order",
}  # fmt: skip
LEVELS = {"national": "england", "regional": "region", "local authority": "authority"}


def read_ees(source: Source, part: dict[str, Any], grid: Grid) -> Taken:
    """Tidy rows of an EES file.

    Parameters
    ----------
    source : Source
        Its symbols are used.
    part : dict
        `period` {kind: column}, and for each table `where` {column: words}, `category` {key:
        {column, words, starts, strip}}`, `values` {column: {category: word, also: [other names, as
        patterns], sum_of: [columns that another layout splits it into], optional: true}}. `where`
        may give {is: word, also: [other words]}.
    grid : Grid
        The file.

    Raises
    ------
    SourceError
        A column or a topic that is needed is not there, or an area, period, category or symbol is
        not known.

    Notes
    -----
    A column without a figure for any area in a period was not collected then, and gives no rows for
    it.
    """
    taken = Taken()
    heads = _folded(grid)
    for needed in ("time_period", "geographic_level", "old_la_code", "la_name", "region_name"):
        if needed not in heads:
            raise SourceError(
                grid.place(1), found=f"no column {needed}", expected="the layout of an EES file"
            )
    ((kind, period_column),) = part["period"].items()
    periods_seen: dict[str, Any] = {}
    plans = [_plan(name, spec, kind, grid, taken.news) for name, spec in part["tables"].items()]
    filters = {
        str(how.get("column", key))
        for plan in plans
        for key, how in plan.spec.get("category", {}).items()
    }
    filters |= {column for plan in plans for column in plan.spec.get("where", {})}
    used = {column for plan in plans for value in plan.values for column in value.columns}
    for head, number in heads.items():
        ignored = any(matches(f"^(?:{pattern})$", head) for pattern in part.get("ignore", ()))
        if number not in used and head not in STANDARD | filters and not ignored:
            taken.news.append(f"{grid.part}: column {grid.head(number)} is new")
    wide = len(grid.rows[0])
    for number, cells in enumerate(grid.rows[1:], 2):
        if cells and len(cells) != wide:
            raise SourceError(
                grid.place(number), found=f"{len(cells)} cells", expected=f"{wide}, as headed"
            )
        wanted = [plan for plan in plans if plan.holds(cells)] if cells else []
        area = _area(source, part, grid, number, heads) if wanted else None
        if area is None:
            continue
        text = cells[heads[period_column]]
        if text not in periods_seen:
            periods_seen[text] = period_of(kind, text, grid.place(number, heads[period_column]))
        for plan in wanted:
            if area[0] not in plan.table.levels:
                continue
            keys = {kind: periods_seen[text], **plan.spec.get("fixed", {})}
            keys |= _categories(plan.spec, heads, grid, number)
            for value in plan.values if None not in keys.values() else ():
                read = _read(source, plan, value, grid, number)
                plan.rows.append(
                    Row(*area, {**keys, **value.words}, *read, grid.part, number, value.head)
                )
    for plan in plans:
        taken.rows.setdefault(plan.table.name, []).extend(plan.collected(kind, grid, taken.news))
    return taken


@dataclass
class _Value:
    """A column of a table's figures, or the columns that are added up to make it."""

    head: str
    columns: list[int]
    words: dict[str, Any]


@dataclass
class _Plan:
    """What one table takes from this file, and the rows found."""

    table: Table
    spec: dict[str, Any]
    values: list[_Value]
    where: dict[int, dict[str, str]]
    rows: list[Row] = field(default_factory=list)
    met: set[tuple[int, str]] = field(default_factory=set)

    def holds(self, cells: list[Any]) -> bool:
        """Whether a row is this table's; words met are kept, to tell which went by another name."""
        for column, words in self.where.items():
            word = cells[column].strip()
            if word not in words:
                return False
            self.met.add((column, word))
        return True

    def collected(self, kind: str, grid: Grid, news: list[str]) -> Iterator[Row]:
        """Rows of the columns that had a figure in their period; refuses a file without a row for
        this table.
        """
        if not self.rows:
            told = "; ".join(
                f"{grid.head(column)} {' or '.join(words)}" for column, words in self.where.items()
            )
            found = f"no row is for {self.table.name}"
            raise SourceError(grid.place(1), found=found, expected=told or "a row of figures")
        for column, word in sorted(self.met):
            if self.where[column][word]:
                news.append(
                    f"{grid.part}: {self.where[column][word]!r} is now called {word!r} in "
                    f"{grid.head(column)}"
                )
        figures = {(row.column, row.keys[kind]) for row in self.rows if row.value is not None}
        return (row for row in self.rows if (row.column, row.keys[kind]) in figures)


def _plan(name: str, spec: dict[str, Any], kind: str, grid: Grid, news: list[str]) -> _Plan:
    """The columns of one table that this file has; a needed one that is missing is refused."""
    heads = _folded(grid)
    plan = _Plan(table_named(name), spec, [], {})

    def needed(column: str) -> SourceError:
        near = did_you_mean(column, grid.heads)
        return SourceError(grid.place(1), found=f"no column {column}", expected=f"{column}{near}")

    for column in [
        *spec.get("where", {}),
        *(how["column"] for how in spec.get("category", {}).values()),
    ]:
        if column not in heads:
            raise needed(column)
    for column, words in spec.get("where", {}).items():
        listed = words if isinstance(words, dict) else {"is": words}
        usual = {
            word: "" for word in ([listed["is"]] if isinstance(listed["is"], str) else listed["is"])
        }
        plan.where[heads[column]] = {
            **usual,
            **{word: next(iter(usual)) for word in listed.get("also", ())},
        }
    for column, says in spec["values"].items():
        words = dict(says or {})
        names, parts, optional = (
            [column, *words.pop("also", ())],
            words.pop("sum_of", ()),
            words.pop("optional", False),
        )
        columns = [
            n for name in names for head, n in heads.items() if re.fullmatch(name.casefold(), head)
        ][:1]
        if not columns and all(part in heads for part in parts):
            columns = [heads[part] for part in parts]
        if not columns and not optional:
            raise needed(column)
        if not columns:
            continue
        head = "+".join(map(grid.head, columns))
        if head.casefold() != column.casefold():
            news.append(f"{grid.part}: column {column} is now called {head}")
        keys = {kind: "", **spec.get("fixed", {}), **spec.get("category", {}), **words}
        plan.values.append(
            _Value(head, columns, settled(plan.table, keys, grid.place(1, columns[0])) and words)
        )
    return plan


def _folded(grid: Grid) -> dict[str, int]:
    return {head.casefold(): number for head, number in grid.heads.items()}


def _read(source: Source, plan: _Plan, value: _Value, grid: Grid, number: int) -> tuple[Any, str]:
    """The figure and status of a cell, or of the cells that are added up: missing ones are passed
    over.
    """
    cells = grid.rows[number - 1]
    read = [
        read_value(source, plan.table, cells[n], grid.place(number, n), plan.spec)
        for n in value.columns
    ]
    figures = [figure for figure, _ in read if figure is not None]
    return (sum(figures), PUBLISHED) if len(read) > 1 and figures else read[0]


def _area(
    source: Source, part: dict[str, Any], grid: Grid, number: int, at: dict[str, int]
) -> tuple[str, Any] | None:
    text, code, name, region = (
        str(grid.cell(number, at[head]))
        for head in ("geographic_level", "old_la_code", "la_name", "region_name")
    )
    text = text.strip().casefold()
    level = LEVELS.get(text)
    if level is None:
        place, found = (
            grid.place(number, at["geographic_level"]),
            f"geographic level {text!r} is not known",
        )
        raise SourceError(place, found=found, expected="National, Regional or Local authority")
    if level not in part.get("levels", LEVELS.values()):
        return None
    if level == "england":
        return "england", ""
    if level == "region":
        return whose(grid.place(number, at["region_name"]), name=region)
    trust = part.get("trust", source.trust)
    return whose(grid.place(number, at["old_la_code"]), code=code, name=name, trust=trust)


def _categories(
    spec: dict[str, Any], heads: dict[str, int], grid: Grid, number: int
) -> dict[str, Any]:
    """Categories that stand in columns of their own; None where the row belongs to another table.

    `words` translates a whole word; `starts` a label by how it starts, passing over all others,
    save that those of `among` must be known; else the word stands as it is, `strip` taken off its
    front.
    """
    found = {}
    for key, how in spec.get("category", {}).items():
        column = heads[how["column"]]
        word, expected = str(grid.cell(number, column)).strip(), ""
        if "words" in how:
            found[key] = how["words"].get(word)
            if found[key] is None:
                expected = f"one of the words for {key}{did_you_mean(word, how['words'])}"
        elif "starts" in how:
            spaced = " ".join(word.split())  # a space may be one that does not break
            found[key] = next(
                (says for start, says in how["starts"].items() if spaced.startswith(start)), None
            )
            if found[key] is None and spaced.startswith(how.get("among", "\0")):
                expected = f"a label that starts {', '.join(map(repr, how['starts']))}"
        else:
            found[key] = word.removeprefix(how.get("strip", ""))
        if expected:
            raise SourceError(
                grid.place(number, column), found=f"{word!r} is not known", expected=expected
            )
    return found

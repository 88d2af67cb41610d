"""The layout of every Explore Education Statistics file: an area and a period a row, an indicator a column."""

from __future__ import annotations

from typing import Any

from hnb.errors import SourceError, did_you_mean
from hnb.sources.grid import Grid
from hnb.sources.layout import Row, Taken, period_of, read_value, settled, whose
from hnb.sources.source import Source, matches
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
        `period` {kind: column}, and for each table `where` {column: words}, `category` {key: {column,
        words, starts, strip}}, `values` {column: {category: word, also: [older names], optional: true}}.
    grid : Grid
        The file.

    Raises
    ------
    SourceError
        A column that is needed is not there, or an area, period, category or symbol is not known.
    """
    taken = Taken()
    heads = {name.casefold(): number for name, number in grid.heads.items()}
    for needed in ("time_period", "geographic_level", "old_la_code", "la_name", "region_name"):
        if needed not in heads:
            raise SourceError(grid.place(1), found=f"no column {needed}", expected="the layout of an EES file")
    (kind, period_column), = part["period"].items()
    periods_seen: dict[str, Any] = {}
    used: set[str] = set()
    plans = [_plan(name, spec, grid, used, taken) for name, spec in part["tables"].items()]
    filters = {str(spec.get("column", key)) for _, s, _ in plans for key, spec in s.get("category", {}).items()}
    for head in grid.heads:
        plain = head.casefold()
        ignored = any(matches(f"^(?:{pattern})$", plain) for pattern in part.get("ignore", ()))
        if plain not in used | STANDARD | filters and not ignored:
            taken.news.append(f"{grid.part}: column {head} is new")
    at = {name: heads[name] for name in ("geographic_level", "old_la_code", "la_name", "region_name")}
    for number in range(2, len(grid.rows) + 1):
        cells = grid.rows[number - 1]
        if not cells:
            continue
        if len(cells) != len(grid.rows[0]):
            wide = len(grid.rows[0])
            raise SourceError(grid.place(number), found=f"{len(cells)} cells", expected=f"{wide}, as headed")
        wanted = [plan for plan in plans if _holds(plan[1], cells, heads)]
        if not wanted:
            continue
        area = _area(source, part, grid, number, at)
        if area is None:
            continue
        text = cells[heads[period_column]]
        if text not in periods_seen:
            periods_seen[text] = period_of(kind, text, grid.place(number, heads[period_column]))
        for table, spec, values in wanted:
            keys = {kind: periods_seen[text], **spec.get("fixed", {}), **_categories(spec, cells, heads, grid, number)}
            if None in keys.values():
                continue
            for head, column, words in values:
                full = settled(table, {**keys, **words}, grid.place(number, column))
                value, status = read_value(source, table, cells[column], grid.place(number, column), spec)
                taken.rows.setdefault(table.name, []).append(
                    Row(*area, full, value, status, grid.part, number, head)
                )
    return taken


Plan = tuple[Table, dict[str, Any], list[tuple[str, int, dict[str, Any]]]]


def _plan(name: str, spec: dict[str, Any], grid: Grid, used: set[str], taken: Taken) -> Plan:
    """The columns of one table that this file has; a needed one that is missing is refused."""
    table, values = table_named(name), []
    heads = {head.casefold(): number for head, number in grid.heads.items()}
    proper = {number: head for head, number in grid.heads.items()}
    for column, says in spec["values"].items():
        words = dict(says or {})
        names = [column, *words.pop("also", ())]
        optional = words.pop("optional", False)
        found = next((heads[n.casefold()] for n in names if n.casefold() in heads), None)
        if found is None:
            if not optional:
                raise SourceError(
                    grid.place(1), found=f"no column {column}", expected=f"{column}{did_you_mean(column, grid.heads)}"
                )
            continue
        used.add(proper[found].casefold())
        if proper[found].casefold() != column.casefold():
            taken.news.append(f"{grid.part}: column {column} is now called {proper[found]}")
        values.append((proper[found], found, words))
    return table, spec, values


def _holds(spec: dict[str, Any], cells: list[Any], heads: dict[str, int]) -> bool:
    for column, words in spec.get("where", {}).items():
        if column in heads and cells[heads[column]].strip() not in ([words] if isinstance(words, str) else words):
            return False
    return True


def _area(
    source: Source, part: dict[str, Any], grid: Grid, number: int, at: dict[str, int]
) -> tuple[str, Any] | None:
    cells = grid.rows[number - 1]
    text = str(cells[at["geographic_level"]]).strip().casefold()
    level = LEVELS.get(text)
    if level is None:
        raise SourceError(
            grid.place(number, at["geographic_level"]), found=f"geographic level {text!r} is not known",
            expected="National, Regional or Local authority",
        )  # fmt: skip
    if level not in part.get("levels", ("authority", "region", "england")):
        return None
    if level == "england":
        return "england", ""
    if level == "region":
        return whose(grid.place(number, at["region_name"]), name=cells[at["region_name"]])
    return whose(
        grid.place(number, at["old_la_code"]), code=cells[at["old_la_code"]], name=cells[at["la_name"]],
        trust=part.get("trust", source.trust),
    )  # fmt: skip


def _categories(
    spec: dict[str, Any], cells: list[Any], heads: dict[str, int], grid: Grid, number: int
) -> dict[str, Any]:
    """Categories that stand in columns of their own; None where the row belongs to another table.

    `words` translates a whole word; `starts` a label by how it starts, passing over all others, save that those of
    `among` must be known; else the word stands as it is, `strip` taken off its front.
    """
    found = {}
    for key, how in spec.get("category", {}).items():
        column = heads[how["column"]]
        word = str(cells[column]).strip()
        if "words" in how:
            if word not in how["words"]:
                raise SourceError(
                    grid.place(number, column), found=f"{word!r} is not known",
                    expected=f"one of the words for {key}{did_you_mean(word, how['words'])}",
                )  # fmt: skip
            found[key] = how["words"][word]
        elif "starts" in how:
            found[key] = next((says for start, says in how["starts"].items() if word.startswith(start)), None)
            if found[key] is None and word.startswith(how.get("among", "\0")):
                raise SourceError(
                    grid.place(number, column), found=f"{word!r} is not known",
                    expected=f"a label that starts {', '.join(map(repr, how['starts']))}",
                )  # fmt: skip
        else:
            found[key] = word.removeprefix(how.get("strip", ""))
    return found

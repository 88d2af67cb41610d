"""The plan: every table as it may be released, planned once for one state of the data."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hnb.disclosure.earlier import apply_releases, relate, shown_value
from hnb.disclosure.knowledge import (
    Knowledge,
    knowledge_of,
    settle_what_is_known,
    withhold_where_counts_are,
)
from hnb.disclosure.population import CellKey, Declared, Measured, Population, Relation
from hnb.disclosure.protect import protect
from hnb.disclosure.register import Released, ReleasedCell
from hnb.disclosure.rules import Rules
from hnb.disclosure.solve import problems_of
from hnb.domain.errors import ParameterError, Place, unknown
from hnb.domain.words import quoted
from hnb.tables import table

if TYPE_CHECKING:
    import pandas as pd

PUBLISHED, SUPPRESSED = "published", "suppressed"


@dataclass(frozen=True)
class TableSummary:
    """How much of a table is withheld, without a value of it."""

    table: str
    cells: int
    primary: int
    secondary: int

    @property
    def lost_share(self) -> float:
        """Cells withheld, over cells."""
        return (self.primary + self.secondary) / max(self.cells, 1)


@dataclass(frozen=True)
class Planned:
    """Tables as they may be released.

    Parameters
    ----------
    frames : mapping
        By table: its key columns, its value (missing where it is withheld) and `status`, which is
        `published` or `suppressed`. Nothing tells small cells from those withheld to protect them.
    summary : tuple
        Cells of each table that are withheld for their size, or to protect others.
    released : Released
        What the register is to hold of this release.
    given_away : tuple of names
        Tables with a cell that what was released before gives away, whatever is withheld now.
    """

    frames: Mapping[str, pd.DataFrame]
    summary: tuple[TableSummary, ...]
    released: Released
    given_away: tuple[str, ...] = ()


@dataclass
class _Plan:
    """What is decided so far, by cell, in the order of the tables."""

    rows: dict[str, dict[CellKey, float | None]] = field(default_factory=dict)
    primary: dict[str, set[CellKey]] = field(default_factory=dict)
    released: dict[str, dict[CellKey, ReleasedCell]] = field(default_factory=dict)
    given_away: set[str] = field(default_factory=set)

    def is_shown(self, population: str) -> dict[tuple[str, ...], bool]:
        """By the categories of a cell, in whichever table, whether it is shown."""
        return {key[1:]: not cell.withheld for key, cell in self.released[population].items()}


def plan(declared: Declared, rules: Rules, la_code: int, released: Released) -> Planned:
    """Decide which cells of a council's tables are released.

    Parameters
    ----------
    declared : Declared
        Every table that is made in one state of the data.
    rules : Rules
        When a cell is too small.
    la_code : int
        DfE number of the authority whose tables they are.
    released : Released
        What was released before, about any state of the data.

    Raises
    ------
    ParameterError
        What is declared does not fit together.

    Notes
    -----
    A withheld count of children could be 1 (0 where zeros are withheld) or one less than the
    threshold, or anything that the equations allow, as far as can be told from all tables together
    and everything released before. A withheld amount could be `p_percent` less or more.
    docs/methods/disclosure.md says what a reader is taken to know.
    """
    _refuse_names(declared.populations)
    so_far = _Plan()
    first, last = _counts_first(declared)
    _decide(so_far, first, rules=rules, la_code=la_code, released=released)
    _refuse_relations_of_counts_and_amounts(last.relations, so_far)
    _decide(so_far, last, rules=rules, la_code=la_code, released=released)
    frames = {name: _frame(name, rows) for name, rows in so_far.rows.items()}
    for measured in declared.measured:
        cells = so_far.rows.get(measured.counted_in, {})
        frame = _measured_frame(measured, cells, rules, la_code)
        if measured.setting:
            frame, name, new = _by_one_setting(measured, frame, released)
            so_far.released[name] = new
        _put(frames, measured.table, frame)
    for name, frame in declared.open_tables.items():
        _put(frames, name, frame)
    return Planned(
        frames=frames,
        summary=tuple(_summary(name, rows, so_far.primary) for name, rows in so_far.rows.items()),
        released=Released(so_far.released),
        given_away=tuple(sorted(so_far.given_away)),
    )


def _refuse_names(populations: Sequence[Population]) -> None:
    names = [population.name for population in populations]
    if len(set(names)) != len(names):
        raise ParameterError(
            Place(parameter="populations"),
            found="two populations have one name",
            expected="a name for every population",
        )
    counts = {population.name for population in populations if not population.counted_by}
    for population in populations:
        if population.counted_by and population.counted_by not in counts:
            raise unknown(
                Place(parameter=f"counted_by of {population.name}"),
                f"no counts are declared as {quoted(population.counted_by)}",
                word=population.counted_by,
                known=counts,
            )


def _counts_first(declared: Declared) -> tuple[Declared, Declared]:
    """What is declared in two: amounts are planned when it is known which counts are shown."""
    amounts = tuple(population for population in declared.populations if population.counted_by)
    tables = {tab.table for population in amounts for tab in population.tables}
    of_amounts = tuple(r for r in declared.relations if _tables_in(r) & tables)
    return (
        Declared(
            tuple(population for population in declared.populations if not population.counted_by),
            tuple(relation for relation in declared.relations if relation not in of_amounts),
        ),
        Declared(amounts, of_amounts),
    )


def _tables_in(relation: Relation) -> set[str]:
    return {key[0] for _, key in relation.terms}


def _refuse_relations_of_counts_and_amounts(relations: Sequence[Relation], so_far: _Plan) -> None:
    for relation in relations:
        if decided := [key for _, key in relation.terms if key in so_far.rows.get(key[0], {})]:
            raise ParameterError(
                Place(parameter="relations"),
                found=f"a cell of {decided[0][0]} is related to one that is counted by another",
                expected="relations among amounts that have their counts in one population",
            )


def _decide(
    so_far: _Plan, declared: Declared, *, rules: Rules, la_code: int, released: Released
) -> None:
    """Withhold what must be of some populations, and add them to the plan."""
    import numpy as np

    populations, relations = declared.populations, declared.relations
    knowledge = knowledge_of(populations, relations, rules=rules, la_code=la_code)
    is_count_shown = {
        population.name: so_far.is_shown(population.counted_by)
        for population in populations
        if population.counted_by
    }
    withhold_where_counts_are(knowledge, is_count_shown)
    averages = {population.name for population in populations if population.value == "average"}
    apply_releases(knowledge, released, rules, averages=averages)
    settle_what_is_known(knowledge, rules)
    relate(knowledge, relations, released, rules)
    by_rule = set(knowledge.withheld)
    for problem, places in problems_of(knowledge):
        withheld = np.array([place in by_rule for place in places])
        withheld, unmet = protect(problem, withheld)
        knowledge.withheld |= set(places[withheld].tolist())
        so_far.given_away |= {name for need in unmet for name in problem.tables[need.place]}
    for population in populations:
        _add(so_far, knowledge, population, by_rule=by_rule)


def _add(
    so_far: _Plan, knowledge: Knowledge, population: Population, *, by_rule: Collection[int]
) -> None:
    is_average = population.value == "average"
    of_release = so_far.released.setdefault(population.name, {})
    for tab, cells in zip(population.tables, knowledge.tables[population.name], strict=True):
        rows = so_far.rows.setdefault(tab.table, {})
        primary = so_far.primary.setdefault(tab.table, set())
        for key, place in cells.items():
            of_cell = knowledge.unknowns[place]
            is_withheld = place in knowledge.withheld
            if is_average and not of_cell.sums.rows and not is_withheld:
                continue  # there is no average of nobody
            value = None if is_withheld else shown_value(of_cell, is_average=is_average)
            rows[key] = value
            of_release[key] = ReleasedCell(value, is_withheld)
            if place in by_rule:
                primary.add(key)


def _frame(name: str, rows: Mapping[CellKey, float | None]) -> pd.DataFrame:
    import pandas as pd

    shape = table(name)
    frame = pd.DataFrame([key[1:] for key in rows], columns=list(shape.key))
    frame[shape.value.name] = pd.array(
        [pd.NA if value is None else value for value in rows.values()], dtype="Float64"
    )
    frame["status"] = [SUPPRESSED if value is None else PUBLISHED for value in rows.values()]
    return _typed(frame, name)


def _measured_frame(
    measured: Measured, cells: Mapping[CellKey, float | None], rules: Rules, la_code: int
) -> pd.DataFrame:
    """A table of medians and the like, without those that are of too few children, or of a cell
    that is withheld.
    """
    import numpy as np

    shape = table(measured.table)
    frame = measured.frame.reset_index(drop=True).assign(la_code=la_code)
    is_few = frame["children"].fillna(0) < rules.fewest_in_a_measure
    if measured.counted_in:
        columns = table(measured.counted_in).key
        whole = frame.assign(**measured.where)[list(columns)].astype(str)
        keys = [(measured.counted_in, *key) for key in whole.itertuples(index=False, name=None)]
        is_few |= np.array([cells.get(key) is None for key in keys], dtype=bool)
        is_of_somebody = np.array([key in cells and cells[key] != 0 for key in keys], dtype=bool)
        frame, is_few = frame[is_of_somebody], is_few[is_of_somebody]
    frame[shape.value.name] = frame[shape.value.name].astype("Float64").mask(is_few)
    frame["status"] = is_few.map({True: SUPPRESSED, False: PUBLISHED})
    return _typed(frame[[*shape.key, shape.value.name, "status"]], measured.table)


def _by_one_setting(
    measured: Measured, frame: pd.DataFrame, released: Released
) -> tuple[pd.DataFrame, str, dict[CellKey, ReleasedCell]]:
    """The table without the categories that another setting has told of, and what is released by
    this one, with its name in the register.
    """
    shape = table(measured.table)
    stem, value = f"{measured.table} by ", shape.value.name
    name = f"{stem}{measured.setting}"
    place = 1 + shape.key.index("category")
    told_of = {
        key[place]
        for other, cells in released.populations.items()
        if other.startswith(stem) and other != name
        for key, cell in cells.items()
        if cell.shown is not None
    }
    is_told = frame["category"].isin(told_of)
    frame[value] = frame[value].mask(is_told)
    frame["status"] = frame["status"].mask(is_told, SUPPRESSED)
    keys = frame[list(shape.key)].astype(str).itertuples(index=False, name=None)
    values = frame[value].astype(object).where(frame[value].notna(), None)
    new = {
        (measured.table, *key): ReleasedCell(number, withheld=number is None)
        for key, number in zip(keys, values, strict=True)
    }
    return frame, name, new


def _typed(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    shape = table(name)
    dtypes = {column: kind for column, kind in shape.dtypes.items() if column in frame}
    numbers = {column: "int64" for column, kind in dtypes.items() if kind == "Int32"}
    keys = {column: kind for column, kind in numbers.items() if column in shape.key}
    return frame.astype(keys).astype(dtypes)


def _put(frames: dict[str, pd.DataFrame], name: str, frame: pd.DataFrame) -> None:
    """Add the rows of a table; those of a budget stand with what was planned of the same table."""
    import pandas as pd

    if name not in frames:
        frames[name] = frame
        return
    together = pd.concat([frames[name], frame[list(frames[name])]], ignore_index=True)
    if together.duplicated(list(table(name).key)).any():
        raise ParameterError(
            Place(parameter=f"open tables and measures of {name}"),
            found="a row stands in it already",
            expected="every row of a table once, planned or open",
        )
    frames[name] = together


def _summary(
    name: str, rows: Mapping[CellKey, float | None], primary: Mapping[str, set[CellKey]]
) -> TableSummary:
    withheld = {key for key, value in rows.items() if value is None}
    return TableSummary(
        name,
        cells=len(rows),
        primary=len(withheld & primary[name]),
        secondary=len(withheld - primary[name]),
    )

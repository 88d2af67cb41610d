"""Every cell that a release revises, gives for the first time, or leaves out, beside what is
held.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO
from typing import TYPE_CHECKING

import pandas as pd

from hnb.domain import areas
from hnb.store.compare import compared
from hnb.store.files import key_of, load, precedence, read_table
from hnb.tables import table

if TYPE_CHECKING:
    from hnb.store.add import Addition

COLUMNS = (
    "table", "level", "change", "la_code", "authority", "region", "period", "about",
    "held", "held_reason", "held_release", "value", "reason", "difference",
    "release", "part", "row", "column",
)  # fmt: skip


def changed_cells(additions: Iterable[Addition]) -> pd.DataFrame:
    """The cells that releases change in what is held.

    Parameters
    ----------
    additions : iterable of Addition
        What `hnb.store.add.look` says of files.

    Returns
    -------
    DataFrame
        A row a cell, in order of table, level and key, with COLUMNS. `change` is as
        `hnb.store.compare.compared` says it; cells that stay the same are left out, and so
        are those of a period that is held for nobody: all of it is new. `held` and `value` are what
        is held and what the release has, `held_reason` and `reason` why there is none; `part`,
        `row` and `column` are the publisher's cell.
    """
    frames = [
        _of_table(addition, file)
        for addition in additions
        for file in sorted(addition.csv_by_file)
        if file != areas.LIST
    ]
    changed = [frame for frame in frames if len(frame)]
    if not changed:
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.concat(changed, ignore_index=True)[list(COLUMNS)]


def _of_table(addition: Addition, file: str) -> pd.DataFrame:
    """The changed cells of one table of a release."""
    name, level = key_of(file)
    spec = table(name)
    key, value, period = spec.key_at(level), spec.value.name, spec.period
    fresh = read_table(StringIO(addition.csv_by_file[file]), spec, level, cells=True)
    current, rank = load(name, level), precedence(addition.described)
    cells = compared(spec, level, fresh=fresh, current=current, rank=rank)
    cells = cells[cells["change"] != "same"]
    if period:
        cells = cells[cells[period].isin(current[period]) | (cells["change"] != "new")]
    cells = cells.merge(fresh[[*key, "part", "row", "column"]], on=key, how="left")
    about = [part for part in key if part not in ("la_code", "region", period)]
    parts = list(addition.described.get("parts", ())) or [""]
    nothing = pd.Series(pd.NA, cells.index, dtype="object")
    columns: dict[str, pd.Series | list[str]] = {
        "change": cells["change"],
        "la_code": cells.get("la_code", nothing),
        "authority": _names(cells.get("la_code", nothing)),
        "region": cells.get("region", nothing),
        "period": cells[period] if period else nothing,
        "about": ["; ".join(map(str, row)) for row in cells[about].to_numpy()],
        "held": cells[f"{value}_held"].astype(object),
        "held_reason": _reasons(cells, "status_held"),
        "held_release": cells.get("release_held", nothing),
        "value": cells[value].astype(object),
        "reason": _reasons(cells, "status"),
        "difference": nothing,
        "part": ["" if pd.isna(number) else parts[int(number)] for number in cells["part"]],
        "row": cells["row"],
        "column": cells["column"],
    }
    if pd.api.types.is_numeric_dtype(cells[value]):
        columns["difference"] = (cells[value] - cells[f"{value}_held"]).astype(object)
    known = {"table": name, "level": level, "release": addition.release}
    return pd.DataFrame({**columns, **known}, index=cells.index)


def _names(codes: pd.Series) -> list[str]:
    known = areas.by_code()
    return [known[code].name if code in known else "" for code in codes.fillna(0)]


def _reasons(cells: pd.DataFrame, column: str) -> pd.Series:
    """Why there is no figure; nothing where there is one."""
    if column not in cells:
        return pd.Series("", cells.index)
    return cells[column].where(cells[column] != "published", "").fillna("")

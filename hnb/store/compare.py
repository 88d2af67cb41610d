"""What a new release adds, revises and leaves out, and by how much the largest figures move."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from hnb.domain.units import counted
from hnb.tables import Table

MOST_MOVED = 5  # revisions put in words


@dataclass(frozen=True)
class Change:
    """What one table would gain, change and lose, at one level.

    `moved` holds the largest revisions as sentences; counts are of cells.
    """

    table: str
    level: str
    new_periods: tuple[str, ...] = ()
    added: int = 0
    revised: int = 0
    gone: int = 0
    same: int = 0
    moved: tuple[str, ...] = ()

    def __str__(self) -> str:
        counts = {"new": self.added, "revised": self.revised, "gone": self.gone}
        parts = [f"{counted(self.same, 'cells')} the same"] if self.same else []
        parts += [f"{count:,} {word}" for word, count in counts.items() if count]
        if self.new_periods:
            parts.append(f"new periods {', '.join(self.new_periods)}")
        return f"{self.table} ({self.level}): {', '.join(parts) or 'nothing'}"


def change(spec: Table, level: str, fresh: pd.DataFrame, current: pd.DataFrame) -> Change:
    """What a release changes in one table.

    Parameters
    ----------
    spec : Table
        The table.
    level : str
        'authority', 'region' or 'england'.
    fresh, current : DataFrame
        Rows of the new release, and the preferred rows of those held; the table's columns.
    """
    key, value, period = spec.key_at(level), spec.value.name, spec.period
    new_periods: set[object] = set()
    if period:
        new_periods = set(fresh[period]) - set(current[period])
    # a list or an index has no period, and its vintage or edition is what it is about
    about = period or next(name for name in spec.key if name != "la_code")
    current = current[current[about].isin(fresh[about])]
    both = current[[*key, value]].merge(
        fresh[[*key, value]], on=key, how="outer", suffixes=("_held", ""), indicator=True
    )
    was, now = both[f"{value}_held"], both[value]
    in_both = both["_merge"] == "both"
    alike = (was == now).fillna(False) | (was.isna() & now.isna())
    revised = both[in_both & ~alike]
    return Change(
        table=spec.name,
        level=level,
        new_periods=tuple(sorted(map(str, new_periods))),
        added=int((both["_merge"] == "right_only").sum()),
        revised=len(revised),
        gone=int((both["_merge"] == "left_only").sum()),
        same=int((in_both & alike).sum()),
        moved=_largest(revised, key, value),
    )


def _largest(revised: pd.DataFrame, key: list[str], value: str) -> tuple[str, ...]:
    """The revisions that matter most: figures lost or found, then those that move furthest."""
    was, now = revised[f"{value}_held"], revised[value]
    moves = pd.Series(0.0, revised.index)
    if pd.api.types.is_numeric_dtype(now):
        moves = (now - was).astype("Float64")
    order = moves.abs().fillna(float("inf")).sort_values(ascending=False, kind="stable").index
    return tuple(_move(revised.loc[index], key, value) for index in order[:MOST_MOVED])


def _move(row: pd.Series, key: list[str], value: str) -> str:
    where = ", ".join(str(row[name]) for name in key)
    old, new = (
        "missing" if pd.isna(row[name]) else f"{row[name]:,}" for name in (f"{value}_held", value)
    )
    return f"{where}: {old} to {new}"

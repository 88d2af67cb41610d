"""A new release against what is held: new periods, cells revised, cells gone, and by how much the
largest moves.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from hnb.tables import Table


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
        counts = {
            "cells the same": self.same,
            "new": self.added,
            "revised": self.revised,
            "gone": self.gone,
        }
        parts = [f"{count:,} {word}" for word, count in counts.items() if count]
        if self.new_periods:
            parts.append(f"new periods {', '.join(self.new_periods)}")
        return f"{self.table} ({self.level}): {', '.join(parts) or 'nothing'}"


def change(
    spec: Table, level: str, fresh: pd.DataFrame, held: pd.DataFrame, most: int = 5
) -> Change:
    """What a release changes in one table.

    Parameters
    ----------
    spec : Table
        The table.
    level : str
        'authority', 'region' or 'england'.
    fresh, held : DataFrame
        Rows of the new release, and the preferred rows of those held; the table's columns.
    most : int
        How many of the largest revisions to put in words.

    Returns
    -------
    Change
    """
    key, value, period = spec.key_at(level), spec.value.name, spec.period
    new_periods = tuple(sorted(map(str, set(fresh[period]) - set(held[period])))) if period else ()
    held = held[held[period].isin(fresh[period])] if period else held
    both = held[[*key, value]].merge(
        fresh[[*key, value]], on=key, how="outer", suffixes=("_held", ""), indicator=True
    )
    was, now = both[f"{value}_held"], both[value]
    in_both = both["_merge"] == "both"
    alike = (was == now).fillna(False) | (was.isna() & now.isna())
    revised = both[in_both & ~alike]
    return Change(
        spec.name,
        level,
        new_periods,
        int((both["_merge"] == "right_only").sum()),
        len(revised),
        int((both["_merge"] == "left_only").sum()),
        int((in_both & alike).sum()),
        _largest(revised, key, value, most),
    )


def _largest(revised: pd.DataFrame, key: list[str], value: str, most: int) -> tuple[str, ...]:
    """The revisions that matter most first: figures lost or found, then those that move furthest."""
    was, now = revised[f"{value}_held"], revised[value]
    moves = (
        (now - was).astype("Float64")
        if pd.api.types.is_numeric_dtype(now)
        else pd.Series(0, revised.index)
    )
    order = moves.abs().fillna(float("inf")).sort_values(ascending=False, kind="stable").index
    told = []
    for place in order[:most]:
        row = revised.loc[place]
        where = ", ".join(str(row[name]) for name in key)
        old, new = (
            "missing" if pd.isna(row[c]) else f"{row[c]:,}" for c in (f"{value}_held", value)
        )
        told.append(f"{where}: {old} to {new}")
    return tuple(told)

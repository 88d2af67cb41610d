"""What a new release adds, revises and leaves out, and by how much the largest figures move."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

import pandas as pd

from hnb.domain import areas, periods
from hnb.domain.errors import Place, SourceError
from hnb.domain.units import counted
from hnb.sources.dated import day_inside
from hnb.store.files import key_of, load, precedence, releases
from hnb.store.identity import frame_of
from hnb.tables import Table, table

if TYPE_CHECKING:
    from hnb.sources.files.grid import Original
    from hnb.store.add import Addition

Key = tuple[str, str]  # a table, and a level
Rank = tuple[bool, bool, str, int, str]  # as `precedence` gives it
MOST_MOVED = 5  # revisions put in words
FORECASTS = ("gdp_deflator",)  # years that are still to come belong in these


@dataclass(frozen=True)
class Change:
    """What one table would gain and change, at one level; nothing that is held is ever lost.

    `moved` holds the largest revisions as sentences; counts are of cells. `withdrawn` have a figure
    and would have none, as the file says; `kept` are not in the file, and stay. `unused` have
    another figure in a release that comes before this one, which stays; `contested` are, as
    sentences, those where the rule of precedence does not say which of the two figures holds.
    """

    table: str
    level: str
    new_periods: tuple[str, ...] = ()
    added: int = 0
    revised: int = 0
    withdrawn: int = 0
    kept: int = 0
    same: int = 0
    unused: int = 0
    moved: tuple[str, ...] = ()
    contested: tuple[str, ...] = ()

    def __str__(self) -> str:
        counts = {
            "new": self.added,
            "revised": self.revised,
            "no longer given, where the file says that there is no figure": self.withdrawn,
            "not in this file and kept as they are held": self.kept,
            "not used, as a release that comes first has another figure": self.unused,
        }
        parts = [f"{counted(self.same, 'cells')} the same"] if self.same else []
        parts += [f"{count:,} {word}" for word, count in counts.items() if count]
        if self.new_periods:
            parts.append(f"new periods {', '.join(self.new_periods)}")
        return f"{self.table} ({self.level}): {', '.join(parts) or 'nothing'}"


def change(
    spec: Table,
    level: str,
    fresh: pd.DataFrame,
    current: pd.DataFrame,
    rank: Rank | None = None,
) -> Change:
    """What a release changes in one table.

    Parameters
    ----------
    spec : Table
        The table.
    level : str
        'authority', 'region' or 'england'.
    fresh, current : DataFrame
        Rows of the new release, and the preferred rows of those held; the table's columns.
    rank : tuple, optional
        The `precedence` of the new release; without it every difference is a revision.
    """
    period = spec.period
    new_periods = set(fresh[period]) - set(current[period]) if period else set()
    cells = compared(spec, level, fresh=fresh, current=current, rank=rank)
    of_kind = dict(list(cells.groupby("change", observed=True)))
    count = {kind: len(rows) for kind, rows in of_kind.items()}
    nothing = cells.iloc[:0]
    return Change(
        table=spec.name,
        level=level,
        new_periods=tuple(sorted(map(str, new_periods))),
        added=count.get("new", 0),
        revised=count.get("revised", 0),
        withdrawn=count.get("withdrawn", 0),
        kept=count.get("kept", 0),
        same=count.get("same", 0) + count.get("reason", 0),
        unused=count.get("not used", 0),
        moved=_largest(cells[cells["change"].isin(["revised", "withdrawn"])], spec, level),
        contested=_largest(of_kind.get("contested", nothing), spec, level),
    )


def compared(
    spec: Table,
    level: str,
    fresh: pd.DataFrame,
    current: pd.DataFrame,
    rank: Rank | None = None,
) -> pd.DataFrame:
    """Each cell that a release or what is held has, for what the release is about.

    Parameters
    ----------
    spec, level, fresh, current, rank
        As `change` takes them.

    Returns
    -------
    DataFrame
        The key; the value, release and status, each as it is held (`…_held`) and in the release;
        and `change`: same, new, revised, withdrawn (the release says that there is none), kept (the
        release has no such cell, and what is held stays), not used (a release that comes first has
        another figure), contested (which of two holds is not decided), or reason (both are missing,
        for different reasons).
    """
    key, value = spec.key_at(level), spec.value.name
    # periods and categories of which it has nothing at all are in other files of its release
    about = [name for name in key if name not in ("la_code", "region")]
    current = current.merge(fresh[about].drop_duplicates(), on=about)
    also = [name for name in ("release", "status") if name in spec.dtypes]
    cells = current[[*key, value, *also]].merge(
        fresh[[*key, value, *also]], on=key, how="outer", suffixes=("_held", ""), indicator=True
    )
    was, now = cells[f"{value}_held"], cells[value]
    both_missing = was.isna() & now.isna()
    alike = (was == now).fillna(False) | both_missing
    stays, is_tied = _before(cells["release_held"], rank)
    is_new, is_kept = cells["_merge"] == "right_only", cells["_merge"] == "left_only"
    changes = pd.Series("revised", cells.index)
    changes[now.isna()] = "withdrawn"
    changes[stays] = "not used"
    changes[is_tied] = "contested"
    changes[alike] = "same"
    if "status" in also:
        changes[both_missing & (cells["status"] != cells["status_held"])] = "reason"
    changes[is_new], changes[is_kept] = "new", "kept"
    return cells.drop(columns="_merge").assign(change=changes)


def changes_of(frames: Mapping[Key, pd.DataFrame], rank: Rank, file: str) -> tuple[Change, ...]:
    """What the tables of a file change; refused where a release of the same day says otherwise."""
    changes = tuple(
        change(table(name), level, fresh=frame, current=load(name, level), rank=rank)
        for (name, level), frame in frames.items()
    )
    for entry in changes:
        if entry.contested:
            raise SourceError(
                Place(file=file),
                found=f"{entry.table} has other figures in a release that is held and was "
                f"published on the same day, {f'{rank[2]} {rank[-1]}'.strip()}: "
                f"{'; '.join(entry.contested)}",
                expected="a later day in --published, if this is the corrected one; otherwise "
                "there is nothing to take in",
            )
    return changes


def odd_days(original: Original, day: date, frames: Mapping[Key, pd.DataFrame]) -> Iterator[str]:
    """News of a day of publication that the file, its periods or the calendar speak against."""
    stated = day_inside(original)
    if stated and stated != day:
        yield f"published on {day}, and the file itself says {stated}"
    if day > date.today():
        yield f"published on {day}, a day that is still to come"
    for (name, level), frame in frames.items():
        kind = table(name).period or ("vintage" if "vintage" in table(name).key else None)
        if kind is None or name in FORECASTS or level != table(name).levels[0]:
            continue
        latest = max(frame[kind], key=periods.start_year)
        if periods.start_year(latest) > day.year + 1:
            yield f"{name} has figures of {latest}, long after it was published on {day}"


def refuse_unaccepted(additions: Sequence[Addition], accept: bool) -> None:
    """Refuse files of which one differs from what is known, until that is accepted.

    Raises
    ------
    SourceError
        One does; what differs is named.
    """
    for addition in additions:
        if addition.news and not accept:
            news = "; ".join(addition.news[:6])
            raise SourceError(
                Place(file=addition.file),
                found=f"it differs from what is known: {news}",
                expected="--accept, once you have read what differs",
            )


def refuse_at_odds(additions: Sequence[Addition]) -> None:
    """Refuse files that are taken in together, of the same day, and say different things.

    Raises
    ------
    SourceError
        Two of them do; both are named, with a figure.
    """
    fresh = [addition for addition in additions if addition.release]
    for first, second in combinations(fresh, 2):
        is_tied = precedence(first.described) == precedence(second.described)
        if first.release == second.release or not is_tied:
            continue
        for file in first.csv_by_file.keys() & second.csv_by_file.keys() - {areas.LIST}:
            name, level = key_of(file)
            frames = [
                frame_of(entry.csv_by_file[file], table(name), level, entry.file)
                for entry in (first, second)
            ]
            difference = change(table(name), level, fresh=frames[1], current=frames[0])
            if difference.moved:
                raise SourceError(
                    Place(file=second.file),
                    found=f"{name} has other figures in {first.file}, of the same day: "
                    f"{'; '.join(difference.moved)}",
                    expected="one of the two; or the files one by one, the corrected one with a "
                    "later day in --published",
                )


def _before(names: pd.Series, rank: Rank | None) -> tuple[pd.Series, pd.Series]:
    """Whether each figure is of a release that comes before one of a rank, and whether neither
    does.
    """
    nothing = pd.Series(False, names.index)
    if rank is None:
        return nothing, nothing
    known = releases()
    ranks = {name: precedence(known.get(name, {})) for name in names.dropna().unique()}
    before = [name for name, rank_held in ranks.items() if rank_held > rank]
    alike = [name for name, rank_held in ranks.items() if rank_held == rank]
    return names.isin(before), names.isin(alike)


def _largest(cells: pd.DataFrame, spec: Table, level: str) -> tuple[str, ...]:
    """The revisions that matter most: figures lost or found, then those that move furthest."""
    key, value = spec.key_at(level), spec.value.name
    was, now = cells[f"{value}_held"], cells[value]
    moves = pd.Series(0.0, cells.index)
    if pd.api.types.is_numeric_dtype(now):
        moves = (now - was).astype("Float64")
    order = moves.abs().fillna(float("inf")).sort_values(ascending=False, kind="stable").index
    return tuple(_move(cells.loc[index], key, value) for index in order[:MOST_MOVED])


def _move(row: pd.Series, key: list[str], value: str) -> str:
    where = ", ".join(str(row[name]) for name in key)
    old, new = (
        "missing" if pd.isna(row[name]) else f"{row[name]:,}" for name in (f"{value}_held", value)
    )
    return f"{where}: {old} to {new}"

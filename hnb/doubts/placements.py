"""Placements that seem moved from one group to another on paper."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from hnb.doubts.changes import LEAST, OUTSIDE, Changes, changes, leaps, places
from hnb.doubts.doubt import Doubt, each_row
from hnb.doubts.series import SAYS_OF_GROUP

Cell = tuple[str, int, int]  # a group of placements, a January and an authority

TABLE = "ehc_plans_by_placement"
POINTS = 3.0  # of an authority's plans, that a share leaps and comes back by
MOVED = 5.0  # of an authority's plans, that one group gains and others lose
UNRECORDED = 0.1  # of plans without a recorded placement, which no share can then do without
OF_LARGER = 0.5  # the smaller of what was gained and lost, over the larger


def every(frame: pd.DataFrame) -> Iterator[Doubt]:
    """Doubts about Januaries without many of the placements, and about what moved in the others."""
    yield from without_a_placement(frame)
    yield from moved(recorded(frame))


def without_a_placement(frame: pd.DataFrame) -> Iterator[Doubt]:
    """Doubts about Januaries in which many plans have no recorded placement, which every share then
    lacks.
    """
    for lacking in each_row(_lacking(frame).reset_index()):
        yield Doubt(
            table=TABLE,
            rule="many without a placement",
            la_code=int(lacking.la_code),
            period=str(lacking.january),
            says=f"{SAYS_OF_GROUP['unknown']}: {lacking.unknown:,.0f} of {lacking.plans:,.0f}",
            size=round(float(lacking.unknown / lacking.plans), 3),
            number=float(lacking.unknown),
        )


def recorded(frame: pd.DataFrame) -> pd.DataFrame:
    """The table without the Januaries in which many plans have no recorded placement: the change to
    the next is then no change of placements.
    """
    lacking = _lacking(frame).index
    return frame[~pd.MultiIndex.from_frame(frame[["january", "la_code"]]).isin(lacking)]


def _lacking(frame: pd.DataFrame) -> pd.DataFrame:
    """Plans, and `unknown` ones without a recorded placement, by January and authority, where these
    are many.
    """
    plans = frame.assign(plans=frame["plans"].astype("float64"))
    plans["unknown"] = plans["plans"].where(plans["placement_group"].eq("unknown"), 0)
    by_january = plans.groupby(["january", "la_code"])[["plans", "unknown"]].sum()
    is_lacking = by_january["unknown"] >= UNRECORDED * by_january["plans"]
    return by_january[is_lacking & (by_january["plans"] >= 2 * LEAST)]


def moved(frame: pd.DataFrame) -> Iterator[Doubt]:
    """Doubts about the shares of plans in each group.

    Notes
    -----
    Shares are of all plans whose placement is published, in points, and set against the usual
    change of all authorities. One leaps as a number does (`changes.leaps_and_steps`), by three
    points at least. One is moved where it changes in a year by five points more than is usual, and
    others by as much the other way, all beyond 98%. Of the newest year the share is doubted; of an
    earlier one the change alone, since later years agree with it.
    """
    plans = frame.assign(plans=frame["plans"].astype("float64"))
    by_group = plans.groupby(["placement_group", "january", "la_code"])["plans"].sum(min_count=1)
    if by_group.empty:
        return
    whole = by_group.groupby(["january", "la_code"]).sum(min_count=1).unstack("la_code")
    groups = {
        str(group): (100 * counts.droplevel(0).unstack("la_code") / whole.where(whole >= 2 * LEAST))
        for group, counts in by_group.groupby("placement_group")
    }
    # a group that is not split in a year has no share in it, and none is put in its place
    shares = {group: share.reindex_like(whole) for group, share in groups.items()}
    chance = 100**2 / 4 / whole.where(whole > 0)  # of a half, at the most
    of = {group: changes(share, chance) for group, share in shares.items()}
    for group, changed in of.items():
        for year, code in places(leaps(changed, least=POINTS)):
            size = abs(float(changed.off[code][year])) / 100
            rule = "a share leaps and comes back"
            yield _doubt(by_group, (group, year, code), rule=rule, size=size)
    for cell, size, change_only in _moves(shares, of):
        rule = "one share rose as another fell"
        yield _doubt(by_group, cell, rule=rule, size=size, change_only=change_only)


def _moves(
    shares: dict[str, pd.DataFrame], of: dict[str, Changes]
) -> Iterator[tuple[Cell, float, bool]]:
    """Each share that rose or fell as others did the other way, by how much of all plans, and
    whether later years agree with it.
    """
    names = list(shares)
    off = np.stack([of[name].off.to_numpy(float) for name in names])
    score = np.stack([of[name].score.to_numpy(float) for name in names])
    first = shares[names[0]]
    outside = np.nan_to_num(np.where(np.abs(score) > OUTSIDE, off, 0.0))
    gained, lost = outside.clip(min=0).sum(axis=0), -outside.clip(max=0).sum(axis=0)
    smaller, larger = np.minimum(gained, lost), np.maximum(gained, lost)
    flagged = (smaller >= MOVED) & (smaller >= OF_LARGER * larger)
    last = int(first.index[-1])
    for row, column in zip(*np.nonzero(flagged), strict=True):
        year, code = int(first.index[row]), int(first.columns[column])
        for place, name in enumerate(names):
            if outside[place, row, column]:
                yield (name, year, code), float(smaller[row, column]) / 100, year != last


def _doubt(
    plans: pd.Series[float], cell: Cell, *, rule: str, size: float, change_only: bool = False
) -> Doubt:
    """A doubt about the share of a group, in the words of its plans and of all."""
    group, year, code = cell
    by_january = plans.xs(code, level="la_code").unstack("placement_group")
    near = by_january.reindex([year - 1, year, year + 1])
    before, number, after = (None if pd.isna(value) else float(value) for value in near[group])
    listed = ", ".join(
        f"{value:,.0f} of {whole:,.0f} in January {when}"
        for when, value, whole in zip(near.index, near[group], near.sum(axis=1), strict=True)
        if pd.notna(value)
    )
    return Doubt(
        table=TABLE,
        rule=rule,
        la_code=code,
        period=str(year),
        says=f"{SAYS_OF_GROUP.get(group, f'plans in {group}')}: {listed}",
        where=f"placement_group={group}",
        change_only=change_only,
        size=round(size, 3),
        before=before,
        number=number,
        after=after,
    )

"""Placements that seem moved from one group to another on paper."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from hnb.doubts.changes import LEAST, OUTSIDE, Changes, changes, leaps, places
from hnb.doubts.doubt import Doubt

TABLE = "ehc_plans_by_placement"
POINTS = 3.0  # of an authority's plans, that a share leaps and comes back by
MOVED = 5.0  # of an authority's plans, that one group gains and others lose
OF_LARGER = 0.5  # the smaller of what was gained and lost, over the larger


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
            here = shares[group][code]
            size = abs(float(changed.off[code][year])) / 100
            rule = "a share leaps and comes back"
            yield _doubt(group, year, code, rule=rule, share=here, size=size)
    yield from _moves(shares, of)


def _moves(shares: dict[str, pd.DataFrame], of: dict[str, Changes]) -> Iterator[Doubt]:
    names = list(shares)
    off = np.stack([of[name].off.to_numpy(float) for name in names])
    score = np.stack([of[name].score.to_numpy(float) for name in names])
    first = shares[names[0]]
    outside = np.where(np.abs(score) > OUTSIDE, off, 0.0)
    outside = np.nan_to_num(outside)
    gained, lost = outside.clip(min=0).sum(axis=0), -outside.clip(max=0).sum(axis=0)
    smaller, larger = np.minimum(gained, lost), np.maximum(gained, lost)
    flagged = (smaller >= MOVED) & (smaller >= OF_LARGER * larger)
    last = int(first.index[-1])
    for row, column in zip(*np.nonzero(flagged), strict=True):
        year, code = int(first.index[row]), int(first.columns[column])
        for place, name in enumerate(names):
            if outside[place, row, column]:
                yield _doubt(
                    name,
                    year,
                    code,
                    rule="one share rose as another fell",
                    share=shares[name][code],
                    size=float(smaller[row, column]) / 100,
                    change_only=year != last,
                )


def _doubt(
    group: str,
    year: int,
    code: int,
    *,
    rule: str,
    share: pd.Series[float],
    size: float,
    change_only: bool = False,
) -> Doubt:
    near = [(when, share.get(when)) for when in (year - 1, year, year + 1)]
    listed = ", ".join(f"{value:.1f}% in January {when}" for when, value in near if pd.notna(value))
    before, number, after = (None if pd.isna(value) else float(value) for _, value in near)
    return Doubt(
        table=TABLE,
        rule=rule,
        la_code=code,
        period=str(year),
        says=f"plans in the group '{group}': {listed}",
        where=f"placement_group={group}",
        change_only=change_only,
        size=round(size, 3),
        before=before,
        number=number,
        after=after,
    )

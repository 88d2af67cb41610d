"""Changes in placements that look like recoding, and not like children who moved."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from hnb.comparison.select import rows_where
from hnb.domain.comparators import Ask
from hnb.figures import Figure, FigureMaker, Rows

TABLE = "ehc_plans_by_placement"
# groups whose columns plans may be moved between on paper; elsewhere is no kind of place
GROUPS = ("mainstream", "special", "further education", "alternative provision")
LEAST_PLANS = 20  # that seem moved from one column to another
LEAST_OF_GROUP = 0.1
LEAST_OF_LARGER = 0.5  # the smaller of what one column lost and another gained, over the larger
MOST_GROUP_CHANGE = 0.15
MAKER = FigureMaker("where_placed", covers="plans in force at the January census")


@dataclass(frozen=True)
class ColumnChange:
    """One column of a group, with its plans the January before and then."""

    column: str
    before: Figure
    after: Figure


@dataclass(frozen=True)
class Recode:
    """A January at which plans seem to have been moved from one column of a group to another on
    paper.

    `before` and `after` are the plans of the group; `undone` says whether the same two columns
    changed back at the next January.
    """

    january: int
    group: str
    fell: ColumnChange
    rose: ColumnChange
    before: Figure
    after: Figure
    undone: bool


def recodes(placements: pd.DataFrame, ask: Ask) -> tuple[Recode, ...]:
    """Changes up to the January asked about that look like recoding, the earliest first.

    Parameters
    ----------
    placements : DataFrame
        `ehc_plans_by_placement`: `la_code`, `january`, `placement_group`, `placement`, `plans`,
        `release`.
    ask : Ask
        The authority and the last January.

    Notes
    -----
    Each column is set against what it would be had it grown with its group. A change is flagged
    where one falls short and another exceeds by at least 20 plans and 10% of the group, the smaller
    of the two at least half the larger, while the group itself changes by no more than 15%. A
    school that turns into an academy looks the same.
    """
    rows = rows_where(
        placements[placements["january"].le(ask.january)],
        la_code=ask.la_code,
        placement_group=GROUPS,
    )
    recoded = [
        recode
        for group, of_group in rows.groupby("placement_group")
        for recode in _in_group(of_group, str(group))
    ]
    return tuple(sorted(recoded, key=lambda recode: (recode.january, recode.group)))


def _in_group(rows: pd.DataFrame, group: str) -> list[Recode]:
    plans = rows.pivot_table(index="january", columns="placement", values="plans")
    by_january = {int(str(january)): row for january, row in plans.astype("float64").iterrows()}
    recoded = []
    for january, after in by_january.items():
        if january - 1 not in by_january:
            continue
        columns = swapped(by_january[january - 1], after)
        if columns:
            later = by_january.get(january + 1)
            undone = later is not None and swapped(after, later) == columns[::-1]
            recoded.append(_recode(rows, group, january, columns, undone=undone))
    return recoded


def swapped(before: pd.Series[float], after: pd.Series[float]) -> tuple[str, str] | None:
    """The columns of one group between which plans seem moved: that which fell and that which rose,
    or None.
    """
    in_both = before.notna() & after.notna()
    before, after = before[in_both], after[in_both]
    if not before.sum() or abs(after.sum() / before.sum() - 1) > MOST_GROUP_CHANGE:
        return None
    excess = after - before * after.sum() / before.sum()
    short, over = -excess.min(), excess.max()
    if min(short, over) < max(LEAST_PLANS, LEAST_OF_GROUP * after.sum()):
        return None
    if min(short, over) < LEAST_OF_LARGER * max(short, over):
        return None
    return str(excess.idxmin()), str(excess.idxmax())


def _recode(
    rows: pd.DataFrame, group: str, january: int, columns: tuple[str, str], *, undone: bool
) -> Recode:
    fell, rose = (
        ColumnChange(
            column, _plans(rows, january - 1, group, column), _plans(rows, january, group, column)
        )
        for column in columns
    )
    return Recode(
        january=january,
        group=group,
        fell=fell,
        rose=rose,
        before=_plans(rows, january - 1, group),
        after=_plans(rows, january, group),
        undone=undone,
    )


def _plans(rows: pd.DataFrame, january: int, group: str, column: str = "") -> Figure:
    """Plans of a column of the group, or of all its columns."""
    part = rows_where(rows, january=january)
    if column:
        part = rows_where(part, placement=column)
    return MAKER.make(
        "recoded_plans",
        int(part["plans"].sum()),
        "plans",
        column or "the group's columns together",
        rows=(Rows.of(TABLE, part, ["la_code", "january", "placement_group", "placement"]),),
        scope=column or group,
        period=f"January {january}",
    )

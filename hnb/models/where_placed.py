"""Where children with a plan are placed, January by January, and which changes look like recoding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from hnb.comparators import Ask
from hnb.figures import Figure, Rows
from hnb.models.bridge import at
from hnb.models.ratios import Book, Count, Measured, Ratio, Tables

BREAK = 2023  # the first January reported for each child and young person rather than as totals
GROUPS = (
    "mainstream", "special", "further education", "alternative provision", "early years", "elsewhere",
    "awaiting provision", "permanently excluded", "unknown",
)  # fmt: skip
_TABLE, _NEEDS = "ehc_plans_by_placement", "ehc_plans_by_need_and_placement"
_SPECIAL = ("independent special school", "non-maintained special school")
COUNTS = {
    "placed": Count(_TABLE, "plans by placement"),
    **{group: Count(_TABLE, f"plans in the group '{group}'", {"placement_group": group}) for group in GROUPS},
    "independent": Count(
        _TABLE, "plans in independent and non-maintained schools", {"placement": (*_SPECIAL, "independent school")}),
    "independent special": Count(
        _TABLE, "plans in independent and non-maintained special schools", {"placement": _SPECIAL}),
}  # fmt: skip
BY_AGE = "placements by age are published, and not among the tables held"
LEAST_MOVED, LEAST_SHARE, LEAST_MATCH, LEVEL = 20, 0.1, 0.5, 0.15
_COLUMNS = ("mainstream", "special", "further education", "alternative provision")  # elsewhere is no kind of place


@dataclass(frozen=True)
class Recode:
    """A January at which plans seem to have been moved from one column of a group to its neighbour on paper.

    `fell` and `rose` are the columns, each with its plans the January before and then; `before` and `after` are the
    group's. `undone` says whether the same two columns changed back at the next January.
    """

    january: int
    group: str
    fell: tuple[str, Figure, Figure]
    rose: tuple[str, Figure, Figure]
    before: Figure
    after: Figure
    undone: bool


@dataclass(frozen=True)
class WherePlaced:
    """One authority's placements at the January asked about and before.

    `groups` are by name; `independent` counts independent and non-maintained special schools and independent
    mainstream schools, `independent_special` the special ones alone. `needs` are the shares placed in special schools
    by primary need, the commonest need first. `by_age` has no value, and says why.
    """

    ask: Ask
    groups: Mapping[str, Measured]
    independent: Measured
    independent_special: Measured
    needs: tuple[Measured, ...]
    by_age: Figure
    recodes: tuple[Recode, ...]

    @property
    def commonest(self) -> Measured | None:
        """The need of most of the authority's plans, where placements by need are held."""
        return self.needs[0] if self.needs and self.needs[0].own.value is not None else None

    @property
    def why_no_needs(self) -> str:
        """Why there is no `commonest`; empty where there is one."""
        return self.needs[0].own.reason if self.needs else "none had been published by then"

    @property
    def held(self) -> tuple[Measured, ...]:
        """The groups with any of the authority's or of England's plans in that January, the largest first."""
        known = [one for one in self.groups.values() if one.own.value or one.england.value]
        return tuple(sorted(known, key=lambda one: -float(one.own.value or one.england.value or 0)))


def describe(tables: Tables, ask: Ask, *, england: Tables) -> WherePlaced:
    """Placement groups, the independent share and shares by need of one authority, against comparators and England.

    Parameters
    ----------
    tables, england : mapping of str to DataFrame
        `ehc_plans_by_placement` and `ehc_plans_by_need_and_placement` by authority, and the first for England.
    ask : Ask
        Its January is the one described; its first comparators make the series and medians.

    Returns
    -------
    WherePlaced
        Figures without a value carry the reason.

    Notes
    -----
    Shares are of all plans whose placement is published, recorded or not. Method: docs/methods/where_placed.md.
    """
    book = Book.of(ask, COUNTS, tables, england, prefix="where_placed", period="january")

    def share(top: str, says: str) -> Measured:
        return book.measure(Ratio(f"{top.replace(' ', '_')}_percent", says, top, "placed"), ask.january)

    return WherePlaced(
        ask, {group: share(group, group) for group in GROUPS},
        share("independent", "plans placed in independent and non-maintained schools"),
        share("independent special", "plans placed in independent and non-maintained special schools"),
        _by_need(tables, ask),
        Figure("where_placed.by_age", None, "percent", "none", reason=BY_AGE),
        recodes(tables[_TABLE], ask),
    )  # fmt: skip


def recodes(placements: pd.DataFrame, ask: Ask) -> tuple[Recode, ...]:
    """Changes up to the January asked about that look like recoding, the earliest first.

    Parameters
    ----------
    placements : DataFrame
        `ehc_plans_by_placement`: `la_code`, `january`, `placement_group`, `placement`, `plans`, `release`.
    ask : Ask
        The authority and the last January.

    Notes
    -----
    Each column is set against what it would be had it grown with its group. A change is flagged where one falls short
    and another exceeds by at least 20 plans and 10% of the group, the smaller of the two at least half the larger,
    while the group itself changes by no more than 15%. A school that turns into an academy looks the same.
    """
    mine = at(placements[placements["january"].le(ask.january)], la_code=ask.la_code, placement_group=_COLUMNS)
    found = []
    for group, rows in mine.groupby("placement_group"):
        wide: Any = rows.pivot_table(index="january", columns="placement", values="plans").astype("float64")
        for january in wide.index:
            if january - 1 in wide.index and (pair := swapped(wide.loc[january - 1], wide.loc[january])):
                later = wide.index[wide.index == january + 1]
                back = len(later) and swapped(wide.loc[january], wide.loc[january + 1]) == pair[::-1]
                found.append(_recode(rows, str(group), int(january), pair, bool(back)))
    return tuple(sorted(found, key=lambda one: (one.january, one.group)))


def swapped(before: pd.Series, after: pd.Series) -> tuple[str, str] | None:
    """The columns of one group between which plans seem moved: that which fell and that which rose, or None."""
    held = before.notna() & after.notna()
    before, after = before[held], after[held]
    if not before.sum() or abs(after.sum() / before.sum() - 1) > LEVEL:
        return None
    excess = after - before * after.sum() / before.sum()
    short, over = -excess.min(), excess.max()
    enough = min(short, over) >= max(LEAST_MOVED, LEAST_SHARE * after.sum())
    if not enough or min(short, over) < LEAST_MATCH * max(short, over):
        return None
    return str(excess.idxmin()), str(excess.idxmax())


def _recode(rows: pd.DataFrame, group: str, january: int, pair: tuple[str, str], undone: bool) -> Recode:
    def plans(year: int, column: str = "") -> Figure:
        part = rows[rows["january"].eq(year) & (rows["placement"].eq(column) if column else True)]
        return Figure(
            "where_placed.recoded_plans", int(part["plans"].sum()), "plans", column or "the group's columns together",
            (Rows.of(_TABLE, part, ["la_code", "january", "placement_group", "placement"]),), column or group,
            f"January {year}", "plans in force at the January census",
        )  # fmt: skip

    fell, rose = ((column, plans(january - 1, column), plans(january, column)) for column in pair)
    return Recode(january, group, fell, rose, plans(january - 1), plans(january), undone)


def _by_need(tables: Tables, ask: Ask) -> tuple[Measured, ...]:
    needs = [str(need) for need in tables[_NEEDS]["need"].unique()]
    if not needs:
        return ()
    counts = {}
    for need in needs:
        counts[f"{need}: all"] = Count(_NEEDS, f"plans for {need}", {"need": need})
        where = {"need": need, "placement_group": "special"}
        counts[f"{need}: special"] = Count(_NEEDS, f"plans for {need} in special schools", where)
    book = Book.of(ask, counts, tables, {}, prefix="where_placed", period="january")
    names = {need: f"special_{need.replace(' ', '_').replace(',', '')}_percent" for need in needs}
    ratios = (Ratio(name, need, f"{need}: special", f"{need}: all", pooled=True) for need, name in names.items())
    measured = (book.measure(ratio, ask.january) for ratio in ratios)
    return tuple(sorted(measured, key=lambda one: -float(one.whole.value or 0)))

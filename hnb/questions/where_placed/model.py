"""Where children with a plan are placed, January by January, by age and need, and which changes
look like recoding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from hnb.compare.ratios import Book, Count, Measured, Ratio, Tables
from hnb.compare.select import rows_where
from hnb.domain.comparators import Ask
from hnb.domain.scopes import NON_STATE
from hnb.domain.words import slug
from hnb.figures import Figure, Rows

BREAK = 2023  # the first January reported for each child and young person rather than as totals
GROUPS = (
    "mainstream", "special", "further education", "alternative provision", "early years", "elsewhere",
    "awaiting provision", "permanently excluded", "unknown",
)  # fmt: skip
_TABLE, _NEEDS = "ehc_plans_by_placement", "ehc_plans_by_need_and_placement"
_AGES, _PLANS_BY_AGE = "ehc_plans_by_age_and_placement", "ehc_plans_by_age"
TABLES = (_TABLE, _NEEDS, _AGES, _PLANS_BY_AGE)
COUNTS = {
    "placed": Count(_TABLE, "plans by placement"),
    **{group: Count(_TABLE, f"plans in the group '{group}'", {"placement_group": group}) for group in GROUPS},
    "independent": Count(
        _TABLE, "plans in independent and non-maintained " "schools", {"placement": (*NON_STATE, "independent " "school")}),
    "independent special": Count(
        _TABLE, "plans in independent and non-maintained special " "schools", {"placement": NON_STATE}),
}  # fmt: skip
BANDS = {"under five": ("under 3", "3", "4")} | {
    f"aged {low} to {high}": tuple(map(str, range(low, high + 1)))
    for low, high in ((5, 10), (11, 15), (16, 19), (20, 25))
}
_GROUP = "all of the group"
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "independent special": ("independent and non-maintained special " "schools", {"placement": NON_STATE})
} | {
    group: (says, {"placement_group": group, "placement": _GROUP})
    for group, says in (("special", "special schools"), ("mainstream", "mainstream schools"),
                        ("further education", "further education"), ("elsewhere", "no school or " "college"))
}  # fmt: skip
LEAST_MOVED, LEAST_SHARE, LEAST_MATCH, LEVEL = 20, 0.1, 0.5, 0.15
_COLUMNS = (
    "mainstream",
    "special",
    "further education",
    "alternative provision",
)  # elsewhere is no kind of place


@dataclass(frozen=True)
class Recode:
    """A January at which plans seem to have been moved from one column of a group to its neighbour
    on paper.

    `fell` and `rose` are the columns, each with its plans the January before and then; `before` and
    `after` are the group's. `undone` says whether the same two columns changed back at the next
    January.
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

    `groups` are by name; `independent` counts independent and non-maintained special schools and
    independent mainstream schools, `independent_special` the special ones alone. `by_age` has for
    each of `KINDS` the share of each age group, `by_need` for two of them the share of each primary
    need, the commonest need first.
    """

    ask: Ask
    groups: Mapping[str, Measured]
    independent: Measured
    independent_special: Measured
    by_age: Mapping[str, tuple[Measured, ...]]
    by_need: Mapping[str, tuple[Measured, ...]]
    recodes: tuple[Recode, ...]

    @property
    def commonest(self) -> Measured | None:
        """The need of most of the authority's plans, where placements by need are held."""
        first = self.by_need["special"][:1]
        return first[0] if first and first[0].own.value is not None else None

    @property
    def held(self) -> tuple[Measured, ...]:
        """The groups with any of the authority's or of England's plans in that January, the largest
        first.
        """
        known = [one for one in self.groups.values() if one.own.value or one.england.value]
        return tuple(sorted(known, key=lambda one: -float(one.own.value or one.england.value or 0)))


def describe(tables: Tables, ask: Ask, *, england: Tables) -> WherePlaced:
    """Placement groups, the independent share, and both by age and need, of one authority, its
    comparators and England.

    Parameters
    ----------
    tables, england : mapping of str to DataFrame
        The `TABLES`, by authority and for England.
    ask : Ask
        Its January is the one described; its first comparators make the series and medians.

    Returns
    -------
    WherePlaced
        Figures without a value carry the reason.

    Notes
    -----
    Shares are of all plans whose placement is published, recorded or not. An age, or a placement,
    that has no row at source has no child, where all else of the authority is published for that
    January. Method: docs/methods/where_placed.md.
    """
    book = Book.of(ask, COUNTS, tables, england, prefix="where_placed", period="january")

    def share(top: str, says: str) -> Measured:
        return book.measure(
            Ratio(f"{top.replace(' ', '_')}_percent", says, top, "placed"), ask.january
        )

    return WherePlaced(
        ask,
        {group: share(group, group) for group in GROUPS},
        share("independent", "plans placed in independent and non-maintained schools"),
        share(
            "independent special", "plans placed in independent and non-maintained special schools"
        ),
        _by_age(tables, england, ask),
        _by_need(tables, england, ask),
        recodes(tables[_TABLE], ask),
    )


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
    mine = rows_where(
        placements[placements["january"].le(ask.january)],
        la_code=ask.la_code,
        placement_group=_COLUMNS,
    )
    found = []
    for group, rows in mine.groupby("placement_group"):
        wide: Any = rows.pivot_table(index="january", columns="placement", values="plans").astype(
            "float64"
        )
        for january in wide.index:
            if january - 1 in wide.index and (
                pair := swapped(wide.loc[january - 1], wide.loc[january])
            ):
                later = wide.index[wide.index == january + 1]
                back = (
                    len(later) and swapped(wide.loc[january], wide.loc[january + 1]) == pair[::-1]
                )
                found.append(_recode(rows, str(group), int(january), pair, bool(back)))
    return tuple(sorted(found, key=lambda one: (one.january, one.group)))


def swapped(before: pd.Series, after: pd.Series) -> tuple[str, str] | None:
    """The columns of one group between which plans seem moved: that which fell and that which rose,
    or None.
    """
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


def _recode(
    rows: pd.DataFrame, group: str, january: int, pair: tuple[str, str], undone: bool
) -> Recode:
    def plans(year: int, column: str = "") -> Figure:
        part = rows[rows["january"].eq(year) & (rows["placement"].eq(column) if column else True)]
        return Figure(
            "where_placed.recoded_plans",
            int(part["plans"].sum()),
            "plans",
            column or "the group's columns together",
            (Rows.of(_TABLE, part, ["la_code", "january", "placement_group", "placement"]),),
            column or group,
            f"January {year}",
            "plans in force at the January census",
        )

    fell, rose = ((column, plans(january - 1, column), plans(january, column)) for column in pair)
    return Recode(january, group, fell, rose, plans(january - 1), plans(january), undone)


def most(every: Iterable[Measured]) -> Measured | None:
    """The one with most of what is counted; None where none has any."""
    found = max(every, key=lambda one: float(one.part.value or 0), default=None)
    return found if found and found.part.value else None


def why_none(every: Sequence[Measured]) -> str:
    """Why none has `most`."""
    if not every:
        return "none had been published by then"
    return next((one.part.reason for one in every if one.part.reason), "no plan is in such a place")


def _by_age(tables: Tables, england: Tables, ask: Ask) -> Mapping[str, tuple[Measured, ...]]:
    wholes = {
        band: Count(_PLANS_BY_AGE, f"plans of those {band}", {"age": ages})
        for band, ages in BANDS.items()
    }
    return _crossed(tables, england, ask, _AGES, wholes, kinds=KINDS)


def _by_need(tables: Tables, england: Tables, ask: Ask) -> Mapping[str, tuple[Measured, ...]]:
    needs = [str(need) for need in tables[_NEEDS]["need"].unique()]
    wholes = {
        need: Count(_NEEDS, f"plans for {need}", {"need": need, "placement": _GROUP})
        for need in needs
    }
    found = _crossed(tables, england, ask, _NEEDS, wholes, kinds=("independent special", "special"))
    return {
        kind: tuple(sorted(every, key=lambda one: -float(one.whole.value or 0)))
        for kind, every in found.items()
    }


def _crossed(
    tables: Tables,
    england: Tables,
    ask: Ask,
    name: str,
    wholes: Mapping[str, Count],
    *,
    kinds: Iterable[str],
) -> Mapping[str, tuple[Measured, ...]]:
    """The share of each kind of place of each whole: of an age, or of a need."""
    if not wholes:
        return dict.fromkeys(kinds, ())
    cross = {
        f"{label}: {kind}": Count(
            name, f"{whole.says} in {KINDS[kind][0]}", whole.where | KINDS[kind][1]
        )
        for label, whole in wholes.items()
        for kind in kinds
    }
    used = {count.table for count in (*wholes.values(), *cross.values())}
    full = {one: _filled(tables[one], ask) for one in used}
    book = Book.of(ask, {**wholes, **cross}, full, england, prefix="where_placed", period="january")
    ratios = {
        kind: [
            Ratio(f"{slug(f'{kind} {label}')}_percent", label, f"{label}: {kind}", label)
            for label in wholes
        ]
        for kind in kinds
    }
    return {
        kind: tuple(book.measure(ratio, ask.january) for ratio in each)
        for kind, each in ratios.items()
    }


def _filled(frame: pd.DataFrame, ask: Ask) -> pd.DataFrame:
    """Rows of those asked about, with nought where one is not there and all else of that January is
    published.
    """
    asked = [ask.la_code, *(code for group in ask.comparators for code in group.codes)]
    who, rest = ["la_code", "january"], ["plans", "status", "release"]
    near = frame[frame["la_code"].isin(asked)]
    keys = [key for key in near.columns if key not in (*who, *rest)]
    given = near[near["plans"].notna().groupby([near[key] for key in who]).transform("all")]
    every = (
        given[[*who, "release"]]
        .drop_duplicates(who)
        .merge(frame[["january", *keys]].drop_duplicates())
    )
    added = every.merge(given[[*who, *keys]], how="left", indicator=True).query(
        "_merge == 'left_only'"
    )
    return pd.concat([near, added.drop(columns="_merge").assign(plans=0, status="published")])

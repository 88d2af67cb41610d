"""Parts that do not make their total, rows of another area, and counts that others contradict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from hnb.domain import areas
from hnb.doubts.doubt import Certainty, Doubt, each_row
from hnb.tables import ALL, Table

Load = Callable[..., pd.DataFrame]

# Which parts make which whole, where the whole is a row of the same table, or another table's
# value.
TOTALS = {"dsg_blocks": ("block", "total"), "high_needs_deductions": ("deduction", "total")}
PARTS = {
    "ehc_plans_by_placement": "ehc_plans",
    "ehc_plans_by_need": "ehc_plans",
    "ehc_plans_by_age_and_placement": "ehc_plans_by_placement",
    "ehc_plans_by_need_and_placement": "ehc_plans_by_placement",
}
COUNTED = ("ehc_plans", "new_plans", "dsg_blocks", "net_high_needs")
RELEASE_WIDE, MANY_OFF = 0.2, 10  # of authorities: then it is the publication that is off
MUCH = 0.05  # of the whole, by which parts miss it
# plans started, assessments ending in a plan, and plans whose weeks are known: nearly one number
COMPANIONS: tuple[tuple[str, dict[str, str], str], ...] = (
    ("new_plans", {}, ""),
    ("assessments", {"outcome": "plan issued"}, "outcome=plan issued"),
    ("plan_timeliness", {"wait": "any", "exceptions": "with exceptions"}, "wait=any"),
)
FEWER, BY = 0.5, 20  # refusals, of the disputes about them, and by how many they fall short
APART, ALIKE, MANY, ALIKE_SINCE = np.log(1.5), np.log(1.35), 50, 2016


def in_one_table(load: Load, name: str) -> Iterator[Doubt]:
    """Doubts about a table's sums, region and England."""
    if name in TOTALS:
        yield from _within(load(name), ALL[name], *TOTALS[name])
    if name in PARTS and len(wholes := load(PARTS[name])):
        yield from _across(load(name), wholes, ALL[name], ALL[PARTS[name]].key)
    if name in COUNTED:
        yield from _as_its_region(load(name), load(name, level="region"), ALL[name])
        yield from _against_england(load(name), load(name, level="england"), ALL[name])


def _spare(spec: Table, *without: str) -> list[str]:
    return [name for name in spec.key if name not in without]


def _doubt(spec: Table, rule: str, la_code: int, period: object, says: str) -> Doubt:
    return Doubt(spec.name, rule, int(la_code), str(period), says)


def _off(
    wholes: pd.Series, parts: pd.Series, *, least: float = 0, share: float = 0
) -> pd.DataFrame:
    """The wholes that the sum of their parts misses by more than `least`, and by more than a share
    of the whole.
    """
    both = pd.concat({"whole": wholes, "parts": parts}, axis=1).dropna().reset_index()
    difference = (both["whole"] - both["parts"]).abs()
    return both[difference > np.maximum(least, share * both["whole"].abs())]


def _within(frame: pd.DataFrame, spec: Table, category: str, whole: str) -> Iterator[Doubt]:
    """Parts against the total beside them, where none is missing."""
    keys, value = _spare(spec, category), spec.value.name
    wholes = frame[frame[category] == whole].set_index(keys)[value]
    parts = frame[frame[category] != whole].groupby(keys)[value].sum(skipna=False)
    yield from _off_total(spec, _off(wholes, parts, least=1000), frame["la_code"].nunique())


def _across(
    parts: pd.DataFrame, wholes: pd.DataFrame, spec: Table, whole: tuple[str, ...]
) -> Iterator[Doubt]:
    """Parts of one table against the whole in another; of placements, group by group."""
    keys, value = [key for key in whole if key != "placement"], spec.value.name
    if "placement" in whole:
        parts = parts[parts["placement"] == "all of the group"]
    known, summed = (
        frame.groupby(keys, observed=True)[value].sum(min_count=1) for frame in (wholes, parts)
    )
    by_period = wholes.groupby(str(spec.period))["la_code"].nunique()
    yield from _off_total(spec, _off(known, summed, least=5, share=0.005), int(by_period.max()))


def _off_total(spec: Table, off: pd.DataFrame, authorities: int) -> Iterator[Doubt]:
    """A doubt about each; one about the publication where many are off in a period."""
    rule, period = "parts against total", str(spec.period)
    for when, rows in off.groupby(period):
        if rows["la_code"].nunique() > max(MANY_OFF, RELEASE_WIDE * authorities):
            says = f"the parts of {len(rows)} authorities do not make their totals"
            yield Doubt(spec.name, rule, 0, str(when), says, certainty="possible")
            continue
        for row in each_row(rows):
            share = abs(float(row.parts) / float(row.whole) - 1) if row.whole else 1.0
            says = f"the parts make {row.parts:,.0f} and the total is {row.whole:,.0f}"
            certainty: Certainty = "certain" if share > MUCH else "possible"
            yield replace(
                _doubt(spec, rule, row.la_code, when, says),
                certainty=certainty,
                size=round(share, 3),
                number=float(row.whole),
                other=float(row.parts),
            )


def _as_its_region(frame: pd.DataFrame, regions: pd.DataFrame, spec: Table) -> Iterator[Doubt]:
    """An authority with its whole region's figure: a row of the region under the wrong name."""
    if regions.empty:
        return
    keys, value = _spare(spec, "la_code"), spec.value.name
    region_of = {authority.la_code: authority.region for authority in areas.everyone()}
    both = frame.assign(region=frame["la_code"].map(region_of)).merge(
        regions, on=["region", *keys], suffixes=("", "_region")
    )
    same = (both[value] == both[f"{value}_region"]) & (both[value].abs() > 0)
    rule = "authority equal to its region"
    for row in each_row(both[same.fillna(False)]):
        says = f"{row.region} as a whole has the same figure, {getattr(row, value):,.0f}"
        doubt = _doubt(spec, rule, row.la_code, getattr(row, str(spec.period)), says)
        number = float(getattr(row, value))
        yield replace(doubt, certainty="certain", size=9.0, number=number, other=number)


def _against_england(frame: pd.DataFrame, england: pd.DataFrame, spec: Table) -> Iterator[Doubt]:
    """Authorities that do not add up to England, where none is missing; the England row carries
    la_code 0.
    """
    if england.empty:
        return
    keys, value = _spare(spec, "la_code"), spec.value.name
    summed = frame.groupby(keys)[value].sum(skipna=False)
    off = _off(england.set_index(keys)[value], summed, share=0.001)
    for row in each_row(off.assign(la_code=0)):
        says = f"authorities add up to {row.parts:,.0f} and England is {row.whole:,.0f}"
        period = getattr(row, str(spec.period))
        yield _doubt(spec, "authorities against England", 0, period, says)


def stock_and_flow(load: Load) -> Iterator[Doubt]:
    """Plans a year later that new and ceased plans do not explain within a fifth of the stock."""
    stock, new, ceased = (load(name) for name in ("ehc_plans", "new_plans", "ceased_plans"))
    before = stock[["la_code", "january", "plans"]]
    after = before.assign(january=before["january"] - 1)
    flows = before.merge(after, on=["la_code", "january"], suffixes=("", "_next"))
    for frame in (new, ceased[ceased["reason"] == "total"]):
        year = frame.drop(columns=["status", "release"]).rename(
            columns={"calendar_year": "january"}
        )
        flows = flows.merge(year, on=["la_code", "january"])
    flows = flows.dropna(subset=["plans", "plans_next", "new_plans", "ceased_plans"])
    rest = flows["plans_next"] - flows["plans"] - flows["new_plans"] + flows["ceased_plans"]
    off = (rest.abs() > 0.2 * flows["plans"]) & (rest.abs() > 30)
    flows = flows.assign(january=flows["january"] + 1, rest=rest, share=rest.abs() / flows["plans"])
    for row in each_row(flows[off]):
        says = (
            f"the change from the January before differs by {row.rest:,.0f} plans from new less "
            "ceased plans"
        )
        yield replace(
            _doubt(ALL["ehc_plans"], "stock against flow", row.la_code, row.january, says),
            change_only=True,
            certainty="certain" if float(row.share) > 0.5 else "probable",
            size=round(float(row.share), 3),
            before=float(row.plans),
            number=float(row.plans_next),
            other=float(row.plans + row.new_plans - row.ceased_plans),
        )


def refused_and_disputed(load: Load) -> Iterator[Doubt]:
    """Fewer than half as many requests refused as mediations, or tribunal cases, about that."""
    requests, cases, keys = load("requests"), load("disputes"), ["la_code", "calendar_year"]
    about = cases[cases["subject"].eq("decision to assess")].astype({"cases": "float64"})
    disputed = about.pivot_table("cases", keys, "route", "sum", min_count=1)
    refused = requests[requests["outcome"].eq("refused")].set_index(keys)["requests"]
    both = pd.DataFrame(
        {
            "refused": refused.astype("float64"),
            "disputed": disputed.filter(["mediation", "tribunal"]).max(axis=1),
        }
    ).dropna()
    is_off = (both["refused"] < FEWER * both["disputed"]) & (both.diff(axis=1)["disputed"] >= BY)
    for row in each_row(both[is_off].reset_index()):
        says = f"requests refused: {row.refused:,.0f}, where {row.disputed:,.0f} refusals went to "
        doubt = _doubt(
            ALL["requests"],
            "another table has another number",
            row.la_code,
            row.calendar_year,
            f"{says}mediation or to the tribunal",
        )
        size = round(float(row.disputed / max(row.refused, 1)) - 1, 3)
        yield replace(
            doubt,
            where="outcome=refused",
            size=size,
            number=float(row.refused),
            other=float(row.disputed),
        )


def odd_one_out(load: Load, names: Iterable[str]) -> Iterator[Doubt]:
    """The one of three counts of the plans of a year that differs by half or more from the other
    two, which agree.
    """
    if not set(names) & {name for name, _, _ in COMPANIONS}:
        return
    columns = {}
    for name, cells, _ in COMPANIONS:
        frame = load(name)
        for column, word in cells.items():
            frame = frame[frame[column] == word]
        columns[name] = frame.set_index(["la_code", "calendar_year"])[ALL[name].value.name].astype(
            float
        )
    counts = pd.DataFrame(columns)
    counts = counts[counts.max(axis=1) >= MANY]
    # plans started before 2016 count those that were turned from statements, and cannot be compared
    since = counts.index.get_level_values("calendar_year") >= ALIKE_SINCE
    yield from _odd_of_three(counts[since].dropna())
    yield from _two_apart(counts[~since | counts["new_plans"].isna()])


def _odd_of_three(counts: pd.DataFrame) -> Iterator[Doubt]:
    logs = pd.DataFrame(np.log(counts.clip(lower=0.5)))
    for name, _, where in COMPANIONS:
        others = logs.drop(columns=name)
        low, high = others.min(axis=1), others.max(axis=1)
        beyond = pd.DataFrame({"over": logs[name] - high, "under": low - logs[name]})
        away = beyond.max(axis=1)
        is_odd = (away > APART) & (high - low < ALIKE)
        yield from _contradicted(
            counts[is_odd], away[is_odd], (name, str(others.columns[0])), where
        )


def _two_apart(counts: pd.DataFrame) -> Iterator[Doubt]:
    """Where only two of them can be compared, either may be wrong."""
    (_, *names), wheres = (name for name, _, _ in COMPANIONS), [where for _, _, where in COMPANIONS]
    both = counts[names].dropna()
    away = pd.DataFrame(np.log(both.clip(lower=0.5))).diff(axis=1)[names[1]].abs()
    for pair, where in ((names, wheres[1]), (names[::-1], wheres[2])):
        yield from _contradicted(both[away > APART], away[away > APART], (pair[0], pair[1]), where)


def _contradicted(
    counts: pd.DataFrame, away: pd.Series[float], names: tuple[str, str], where: str
) -> Iterator[Doubt]:
    """A doubt about the first of two counts of each authority and year."""
    name, other_name = names
    for row, far in zip(each_row(counts.reset_index()), away, strict=True):
        number, other = float(getattr(row, name)), float(getattr(row, other_name))
        says = f"{number:,.0f} plans, where {ALL[other_name].says[:-1]} has {other:,.0f}"
        doubt = _doubt(
            ALL[name], "another table has another number", row.la_code, row.calendar_year, says
        )
        size = round(float(np.expm1(far)), 3)
        yield replace(doubt, where=where, size=size, number=number, other=other)

"""Rules that catch a publisher's mistake in general; nothing is mended in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from typing import Any

import numpy as np
import pandas as pd

from hnb.domain import areas
from hnb.domain.units import counted
from hnb.store.write import csv_text
from hnb.tables import ALL, Table

Load = Callable[..., pd.DataFrame]


@dataclass(frozen=True)
class Doubt:
    """Something about a row that does not look right: which rule found it, where, and in what
    words.
    """

    table: str
    rule: str
    la_code: int
    period: str
    says: str


# Which parts make which whole, where the whole is a row of the same table, or another table's
# value.
TOTALS = {"dsg_blocks": ("block", "total"), "high_needs_deductions": ("deduction", "total")}
PARTS = {
    "ehc_plans_by_placement": "ehc_plans",
    "ehc_plans_by_need": "ehc_plans",
    "ehc_plans_by_age_and_placement": "ehc_plans_by_placement",
    "ehc_plans_by_need_and_placement": "ehc_plans_by_placement",
}
MOST_OF_ENGLAND = 0.9  # a period with a smaller share of the authorities is an extract
COUNTED = ("ehc_plans", "new_plans", "dsg_blocks", "net_high_needs")


def doubts(load: Load, names: Iterable[str] | None = None) -> list[Doubt]:
    """Every doubt about the tables named, or about all.

    Parameters
    ----------
    load : callable
        `hnb.load`, or another that gives a table by name and level.
    names : iterable of str, optional
        Tables to look at.
    """
    wanted = list(ALL) if names is None else list(names)
    listed: list[Doubt] = []
    for name in wanted:
        if name in TOTALS:
            listed += _within(load(name), ALL[name], *TOTALS[name])
        if name in PARTS:
            listed += _across(load(name), load(PARTS[name]), ALL[name], ALL[PARTS[name]].key)
        if name in COUNTED:
            frame = load(name)
            listed += _as_its_region(frame, load(name, level="region"), ALL[name])
            listed += _against_england(frame, load(name, level="england"), ALL[name])
            listed += _steps(frame, ALL[name])
    if {"ehc_plans", "new_plans", "ceased_plans"} & set(wanted):
        listed += _stock_and_flow(load("ehc_plans"), load("new_plans"), load("ceased_plans"))
    return listed


def extracts(frames: Mapping[tuple[str, str], pd.DataFrame], load: Load) -> Iterator[Doubt]:
    """Doubts about a period of which the file has few authorities: an extract is not the release,
    and nobody should take its few for England.
    """
    for (name, level), frame in frames.items():
        period = ALL[name].period
        if level != "authority" or period is None or "la_code" not in frame:
            continue
        by_period = load(name).groupby(period)["la_code"].nunique()
        usual = int(by_period.max()) if len(by_period) else 0
        for when, authorities in frame.groupby(period)["la_code"].nunique().items():
            if authorities < MOST_OF_ENGLAND * by_period.get(when, usual):
                words = f"{counted(int(authorities), 'authorities')} of {usual}"
                says = f"{words}: an extract, and not all of England"
                yield Doubt(name, "few authorities", 0, str(when), says)


def as_csv(listed: Iterable[Doubt]) -> str:
    """The lines of doubts.csv, with its heading."""
    return csv_text([column.name for column in fields(Doubt)], map(astuple, listed))


def _spare(spec: Table, *without: str) -> list[str]:
    return [name for name in spec.key if name not in without]


def _doubt(spec: Table, rule: str, row: Any, says: str) -> Doubt:
    return Doubt(spec.name, rule, int(row.la_code), str(getattr(row, str(spec.period))), says)


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
    yield from _off_total(spec, _off(wholes, parts, least=1000))


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
    yield from _off_total(spec, _off(known, summed, least=5, share=0.005))


def _off_total(spec: Table, off: pd.DataFrame) -> Iterator[Doubt]:
    for row in off.itertuples():
        says = f"the parts make {row.parts:,.0f} and the total is {row.whole:,.0f}"
        yield _doubt(spec, "parts against total", row, says)


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
    for row in both[same.fillna(False)].itertuples():
        says = f"{row.region} as a whole has the same figure"
        yield _doubt(spec, "authority equal to its region", row, says)


def _against_england(frame: pd.DataFrame, england: pd.DataFrame, spec: Table) -> Iterator[Doubt]:
    """Authorities that do not add up to England, where none is missing; the England row carries
    la_code 0.
    """
    if england.empty:
        return
    keys, value = _spare(spec, "la_code"), spec.value.name
    summed = frame.groupby(keys)[value].sum(skipna=False)
    off = _off(england.set_index(keys)[value], summed, share=0.001)
    for row in off.assign(la_code=0).itertuples():
        says = f"authorities add up to {row.parts:,.0f} and England is {row.whole:,.0f}"
        yield _doubt(spec, "authorities against England", row, says)


def _steps(frame: pd.DataFrame, spec: Table) -> Iterator[Doubt]:
    """A change from one period to the next that no other authority shows: beyond six robust
    deviations and a third.
    """
    period = str(spec.period)
    keys = _spare(spec, "la_code", period)
    for _, group in frame.groupby(keys) if keys else [("", frame)]:
        wide = group.pivot(index=period, columns="la_code", values=spec.value.name).astype(float)
        change = pd.DataFrame(np.log(wide.where(wide > 0))).diff()
        off = change.sub(change.median(axis=1), axis=0)
        spread = off.abs().median(axis=1) * 1.4826
        beyond = off.abs().gt(6 * spread, axis=0) & (off.abs() > np.log(4 / 3))
        steps = pd.DataFrame({"before": wide.shift().stack(), "here": wide.stack()})
        for row in steps[beyond.stack()].reset_index().itertuples():
            says = f"{row.before:,.0f} one period before, {row.here:,.0f} here"
            yield _doubt(spec, "a step that no other authority shows", row, says)


def _stock_and_flow(
    stock: pd.DataFrame, new: pd.DataFrame, ceased: pd.DataFrame
) -> Iterator[Doubt]:
    """Plans a year later that new and ceased plans do not explain within a fifth of the stock."""
    total = ceased[ceased["reason"] == "total"]
    before = stock[["la_code", "january", "plans"]]
    after = before.assign(january=before["january"] - 1)
    flows = before.merge(after, on=["la_code", "january"], suffixes=("", "_next"))
    for frame in (new, total):
        year = frame.drop(columns=["status", "release"]).rename(
            columns={"calendar_year": "january"}
        )
        flows = flows.merge(year, on=["la_code", "january"])
    flows = flows.dropna(subset=["plans", "plans_next", "new_plans", "ceased_plans"])
    rest = flows["plans_next"] - flows["plans"] - flows["new_plans"] + flows["ceased_plans"]
    off = (rest.abs() > 0.2 * flows["plans"]) & (rest.abs() > 30)
    flows = flows.assign(january=flows["january"] + 1, rest=rest)
    for row in flows[off].itertuples():
        says = (
            f"the change from the January before differs by {row.rest:,.0f} plans from new less "
            "ceased plans"
        )
        yield _doubt(ALL["ehc_plans"], "stock against flow", row, says)

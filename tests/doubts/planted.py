"""Faults put into the published tables, and made-up tables without any: how many the rules find.

`python -m tests.doubts.planted` prints what is found of each kind of fault in each table, how often
the rules are wrong about panels in which nothing is, and how much of the published tables they
doubt.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

import hnb
from hnb.doubts.changes import NINE_TENTHS, leaps_and_steps
from hnb.doubts.doubt import Doubt
from hnb.doubts.exchanged import exchanged
from hnb.doubts.placements import moved
from hnb.doubts.rules import doubts
from hnb.doubts.series import SERIES, Series
from hnb.tables import ALL

SIZES = {"fifty to two hundred": (50, 200), "to a thousand": (200, 1000), "more": (1000, np.inf)}
MONEY_SIZES = {"all": (1e6, np.inf)}
AT_ONCE = 4  # faults in one table, in different authorities
FACTORS = {"halved": 0.5, "doubled": 2.0, "a tenth": 0.1, "ten times": 10.0, "zero": 0.0}
UNITS = {"thousandth": 0.001, "thousand times": 1000.0}
JUDGED = [series for series in SERIES if series.kind != "flow"]
FLOWS = [
    series
    for series in SERIES
    if (series.table, series.where)
    in (("new_plans", ""), ("assessments", "outcome=plan issued"), ("plan_timeliness", "wait=any"))
]
# nobody else counts these, and they often double by themselves: a fault of a factor of two is mostly
# no more than others' usual change
ALONE = [series for series in SERIES if series.kind == "flow" and not series.borne_out]


@dataclass(frozen=True)
class Found:
    """How many planted faults of a kind were found."""

    series: str
    kind: str
    size: str
    planted: int
    found: int

    @property
    def share(self) -> float:
        return self.found / self.planted if self.planted else float("nan")


@cache
def table(name: str) -> pd.DataFrame:
    frame = hnb.load(name)
    value = ALL[name].value.name
    return frame.assign(**{value: frame[value].astype("float64")})


def name_of(series: Series) -> str:
    return f"{series.table} {series.where}".strip()


def plant(series: Series, frame: pd.DataFrame, cells: dict[tuple[int, int], float]) -> pd.DataFrame:
    """The table with the number of each authority and year replaced: its rows are scaled to it."""
    spec, wide = ALL[series.table], series.wide(frame)
    value, period = spec.value.name, str(spec.period)
    frame = frame.copy()
    column, _, word = series.where.partition("=")
    chosen = pd.Series(True, frame.index)
    for key, wanted in (*series.narrowed, *([(column, word)] if column else [])):
        chosen &= frame[key].eq(wanted)
    years = frame[period].astype(str).str[:4].astype(int)
    for (year, code), number in cells.items():
        is_it = chosen & years.eq(year) & frame["la_code"].eq(code)
        frame.loc[is_it, value] = (frame.loc[is_it, value] * number / wide[code][year]).round()
    return frame


def listed(series: Series, frame: pd.DataFrame) -> set[tuple[int, int]]:
    """The authorities and years that the rules doubt in a table of the store with one replaced."""

    def load(name: str, level: str = "authority") -> pd.DataFrame:
        return (
            frame if (name, level) == (series.table, "authority") else hnb.load(name, level=level)
        )

    if series.kind == "flow":
        every = doubts(load, [series.table])
    else:
        every = [*leaps_and_steps(series, frame), *exchanged(series, frame)]
        every += moved(frame) if series.where.startswith("placement_group") else []
    return {(doubt.year, doubt.la_code) for doubt in every if doubt.where in ("", series.where)}


def candidates(series: Series, low: float, high: float) -> list[tuple[int, int]]:
    """Cells of that size, with a period before or after, that nothing doubts as published."""
    wide = series.wide(table(series.table))
    known = listed(series, table(series.table))
    near = {(year + step, code) for year, code in known for step in (-1, 0, 1)}
    neighbours = wide.shift().notna() | wide.shift(-1).notna()
    cells = wide.where(neighbours & (wide >= low) & (wide < high)).stack().dropna()
    return [(int(y), int(c)) for y, c in cells.index if (int(y), int(c)) not in near]


def is_found(doubted: set[tuple[int, int]], wide: pd.DataFrame, cell: tuple[int, int]) -> bool:
    """A fault in an authority's first period shows as a change to the second."""
    year, code = cell
    own = [int(when) for when in wide[code].dropna().index]
    later = {(own[1], code)} if year == own[0] else set()
    return bool({cell, *later} & doubted)


def scaled(series: Series, kind: str, factor: float, trials: int, seed: int) -> Iterator[Found]:
    rng = np.random.default_rng(seed)
    wide = series.wide(table(series.table))
    for size, (low, high) in (MONEY_SIZES if series.kind == "money" else SIZES).items():
        cells, planted, found = candidates(series, low, high), 0, 0
        if len(cells) < 20:
            continue
        while planted < trials:
            picks = [cells[place] for place in rng.permutation(len(cells))]
            by_code = {code: (year, code) for year, code in picks[: 3 * AT_ONCE]}
            chosen = list(by_code.values())[:AT_ONCE]
            new = {cell: wide[cell[1]][cell[0]] * factor for cell in chosen}
            doubted = listed(series, plant(series, table(series.table), new))
            planted += len(chosen)
            found += sum(is_found(doubted, wide, cell) for cell in chosen)
        yield Found(name_of(series), kind, size, planted, found)


def swapped(series: Series, trials: int, seed: int) -> Found:
    """Two authorities exchanged, of which one has at least half as much again as the other."""
    rng = np.random.default_rng(seed)
    wide = series.wide(table(series.table))
    cells, planted, found = candidates(series, 50, np.inf), 0, 0
    while planted < trials:
        year, code = cells[rng.integers(len(cells))]
        others = [c for y, c in cells if y == year and not 2 / 3 < wide[c][y] / wide[code][y] < 1.5]
        if not others:
            continue
        other = int(rng.choice(others))
        new = {(year, code): wide[other][year], (year, other): wide[code][year]}
        doubted = listed(series, plant(series, table(series.table), new))
        planted += 2
        found += sum(is_found(doubted, wide, (year, c)) for c in (code, other))
    return Found(name_of(series), "exchanged", "half as much again", planted, found)


def shifted(series: Series, trials: int, seed: int) -> Found:
    """Six authorities in order, each with the number of the one before; those that a third or more
    parts from their own are asked for.
    """
    rng = np.random.default_rng(seed)
    wide = series.wide(table(series.table))
    years = [int(year) for year in wide.index]
    allowed, planted, found = set(candidates(series, 50, np.inf)), 0, 0
    while planted < trials:
        year = int(rng.choice(years))
        codes = [int(c) for c in wide.columns if (year, int(c)) in allowed]
        if len(codes) < 20:
            continue
        first = int(rng.integers(len(codes) - 6))
        run = codes[first : first + 6]
        new = {(year, c): wide[b][year] for c, b in zip(run, [run[-1], *run[:-1]], strict=True)}
        doubted = listed(series, plant(series, table(series.table), new))
        wrong = [c for c in new if abs(np.log(new[c] / wide[c[1]][c[0]])) > np.log(1.5)]
        planted += len(wrong)
        found += sum(is_found(doubted, wide, cell) for cell in wrong)
    return Found(name_of(series), "shifted by a row", "half as much again", planted, found)


def moved_between_groups(trials: int, seed: int) -> Found:
    """A fifth of an authority's plans recorded in another group for one January."""
    rng = np.random.default_rng(seed)
    mainstream, special = (s for s in SERIES if s.where.startswith("placement_group"))
    frame = table(mainstream.table)
    wide = {series: series.wide(frame) for series in (mainstream, special)}
    whole = frame.groupby(["january", "la_code"])["plans"].sum().unstack("la_code")
    allowed = [c for c in candidates(mainstream, 100, np.inf) if wide[special][c[1]][c[0]] > 50]
    planted = found = 0
    while planted < trials:
        year, code = allowed[rng.integers(len(allowed))]
        plans = min(0.2 * whole[code][year], 0.8 * wide[mainstream][code][year])
        new = plant(mainstream, frame, {(year, code): wide[mainstream][code][year] - plans})
        new = plant(special, new, {(year, code): wide[special][code][year] + plans})
        planted += 1
        found += is_found(listed(mainstream, new), wide[mainstream], (year, code))
    return Found(name_of(mainstream), "moved to another group", "a fifth of plans", planted, found)


def clean_panel(series: Series, seed: int) -> pd.DataFrame:
    """A table in which nothing is wrong: the usual change of each year, and of each authority one of
    its own with the tails of Student's t (5), as spread as those published, and chance.
    """
    rng = np.random.default_rng(seed)
    wide = series.wide(table(series.table)).dropna(how="all").dropna(how="all", axis=1)
    change = pd.DataFrame(np.log(wide.where(wide > 0))).diff()
    usual = change.median(axis=1).fillna(0)
    spread = (change.sub(usual, axis=0)).abs().quantile(0.9, axis=1) / NINE_TENTHS
    spread = spread.fillna(spread.median())
    start = np.log(wide.bfill().iloc[0].clip(lower=1))
    t = rng.standard_t(5, wide.shape) / np.sqrt(5 / 3)
    own = t * spread.to_numpy()[:, None] * 0.9  # the tails of t reach further than its nine tenths
    own[0] = 0
    logs = start.to_numpy() + np.cumsum(usual.to_numpy()[:, None] + own, axis=0)
    level = np.exp(np.minimum(logs, 22))
    numbers = level if series.kind == "money" else rng.poisson(level)
    made = pd.DataFrame(numbers, wide.index, wide.columns).where(wide.notna())
    return _as_rows(series, made)


def _as_rows(series: Series, wide: pd.DataFrame) -> pd.DataFrame:
    spec = ALL[series.table]
    rows = wide.stack().rename(spec.value.name).rename_axis(["year", "la_code"]).reset_index()
    kind, column = str(spec.period), series.where.partition("=")
    years = rows["year"].map(lambda year: f"{year}-{(year + 1) % 100:02d}")
    rows[kind] = years if kind == "financial_year" else rows["year"]
    for key, word in (*series.narrowed, *([(column[0], column[2])] if column[0] else [])):
        rows[key] = word
    return rows


def false_alarms(series: Series, panels: int, seed: int) -> tuple[int, int]:
    """How many cells of clean panels are doubted, and how many cells there are."""
    wrong = cells = 0
    for panel in range(panels):
        frame = clean_panel(series, seed + panel)
        every: list[Doubt] = [*leaps_and_steps(series, frame)]
        if series.kind != "flow":
            every += exchanged(series, frame)
        wrong += len({(d.year, d.la_code) for d in every if d.certainty != "possible"})
        cells += int(series.wide(frame).count().sum())
    return wrong, cells


def false_moves(panels: int, seed: int) -> tuple[int, int]:
    """The same of shares of placements: each group goes its own way, and none is moved."""
    rng = np.random.default_rng(seed)
    groups = ("mainstream", "special", "further education", "elsewhere")
    series = {g: Series("ehc_plans_by_placement", g, where=f"placement_group={g}") for g in groups}
    wrong = cells = 0
    for panel in range(panels):
        made = []
        for group, of in series.items():
            part = clean_panel(of, int(rng.integers(1 << 30)) + panel)
            made.append(part.assign(placement_group=group))
        every = pd.concat(made)
        wrong += len({(d.year, d.la_code) for d in moved(every)})
        cells += len(every[["january", "la_code"]].drop_duplicates())
    return wrong, cells


def every_fault(trials: int, seed: int = 11) -> Iterator[Found]:
    for series in JUDGED:
        factors = FACTORS | (UNITS if series.kind == "money" else {})
        for kind, factor in factors.items():
            yield from scaled(series, kind, factor, trials, seed)
        yield swapped(series, trials, seed)
        yield shifted(series, trials, seed)
    for series in FLOWS:
        for kind, factor in FACTORS.items():
            yield from scaled(series, kind, factor, trials, seed)
    yield moved_between_groups(trials, seed)


def faults_in_flows_alone(trials: int, seed: int = 11) -> Iterator[Found]:
    """The same in flows that nobody else counts."""
    for series in ALONE:
        for kind, factor in FACTORS.items():
            yield from scaled(series, kind, factor, trials, seed)


def main(print_line: Callable[[str], object] = print) -> int:
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    total: Counter[str] = Counter()
    for which, faults in (
        ("all others", every_fault(trials)),
        ("all, with flows that nobody else counts", faults_in_flows_alone(trials)),
    ):
        for fault in faults:
            total += Counter(planted=fault.planted, found=fault.found)
            print_line(
                f"{fault.series}, {fault.kind} ({fault.size}): {fault.found} of "
                f"{fault.planted}, {100 * fault.share:.0f}%"
            )
        print_line(
            f"{which}: {total['found']} of {total['planted']}, "
            f"{100 * total['found'] / total['planted']:.1f}%"
        )
    for series in SERIES:
        wrong, cells = false_alarms(series, 10, 7)
        here, of = (
            listed(series, table(series.table)),
            series.wide(table(series.table)).count().sum(),
        )
        print_line(
            f"{name_of(series)}: false alarms {wrong} of {cells} ({100 * wrong / cells:.2f}%); "
            f"doubted as published {len(here)} of {of} ({100 * len(here) / of:.2f}%)"
        )
    wrong, cells = false_moves(5, 7)
    print_line(
        f"moves between groups: false alarms {wrong} of {cells} ({100 * wrong / cells:.2f}%)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

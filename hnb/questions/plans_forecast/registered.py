"""A forecast that was registered before the count was known, and how it did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hnb.comparison.complete import Coverage
from hnb.comparison.select import rows_where
from hnb.domain import areas
from hnb.domain.periods import starts, write_day
from hnb.domain.reorganisations import area_by_authority, constant_areas
from hnb.figures import DrawnSeries, Figure, FigureMaker, Rows
from hnb.stats.forecasting.forecast_limits import QUANTILE_LEVELS, QUANTILES

if TYPE_CHECKING:
    from hnb.domain.comparators import Ask
    from hnb.tables import Tables

INTERVALS = {95: ("q025", "q975"), 80: ("q10", "q90"), 50: ("q25", "q75")}


@dataclass(frozen=True)
class Registered:
    """Forecasts of every authority's plans at one January.

    Parameters
    ----------
    january, origin : int
        The January that is forecast, and the one that the forecasts start from.
    day : date
        When they were registered.
    rows : DataFrame
        A row an authority: `la_code`, `name`, `counted`, `q025` … `q975`, `reason`.
    about : mapping
        The model, its settings, and the data that they were made from.
    sha256, file : str
        The checksum of all of it, and the file that it is in.
    """

    january: int
    origin: int
    day: date
    rows: pd.DataFrame = field(compare=False, repr=False)
    about: Mapping[str, object] = field(compare=False, repr=False)
    sha256: str
    file: str

    @property
    def due(self) -> str:
        """The day by which the count is usually published."""
        return write_day(date(self.january, 6, 30))


@dataclass(frozen=True)
class Scores:
    """How registered forecasts did, once nearly every count is held.

    Parameters
    ----------
    number : Figure
        Authorities whose forecast could be compared with a count.
    inside : dict
        By interval (95, 80, 50) the share of counts that came within it, per cent.
    error, bias : Figure
        Expected over the count, less 1, per cent: the median without signs, and the mean.
    score : Figure
        The mean weighted interval score, in plans (Bracher and others, 2021).
    by_authority : DrawnSeries
        By DfE number the quantiles, `came`, `error`, `score` and `inside_95` ….
    """

    number: Figure
    inside: dict[int, Figure]
    error: Figure
    bias: Figure
    score: Figure
    by_authority: DrawnSeries = field(compare=False, repr=False)


@dataclass(frozen=True)
class OfAuthority:
    """What was registered for one authority, and what came where that is known.

    `expected` has 95% limits; `came`, `error` (expected over the count, per cent) and `scores` (of
    all authorities) are None until the count is held.
    """

    registered: Registered
    name: str
    expected: Figure
    came: Figure | None = None
    error: Figure | None = None
    inside: bool = False
    scores: Scores | None = None


def scores(registered: Registered, plans: pd.DataFrame) -> Scores | None:
    """How registered forecasts did; None until nearly every authority has a count.

    Parameters
    ----------
    registered : Registered
        As it was registered: nothing is made again.
    plans : DataFrame
        `ehc_plans` at the level of the authority.

    Notes
    -----
    An authority that was divided, or merged into one of its own boundaries, is compared with the
    sum of those that took its place. Where several authorities were joined or exchanged areas, no
    forecast of one can be compared with a count.
    """
    counts = plans[plans["plans"] > 0]
    if registered.january not in Coverage.of_table(counts, "january", "plans").complete:
        return None
    table = _compared(registered, counts)
    rows = rows_where(counts, january=registered.january)
    maker = FigureMaker(
        "registered",
        rows=(Rows.of("ehc_plans", rows, ("january",)),),
        scope=f"every authority, as registered on {write_day(registered.day)}",
        period=f"January {registered.january}",
        reason="no forecast could be compared with a count",
    )
    return Scores(
        number=maker.make("number", len(table), "authorities", "with a forecast and a count"),
        inside={
            level: maker.make(
                f"inside_{level}_percent",
                table[f"inside_{level}"].mean() * 100,
                "percent",
                f"counts within the {level}% limits",
            )
            for level in INTERVALS
        },
        error=maker.make(
            "median_error_percent",
            table["error"].abs().median(),
            "percent",
            "middle of the forecast over the count, less 1: the median without signs",
        ),
        bias=maker.make(
            "bias_percent",
            table["error"].mean(),
            "percent",
            "middle of the forecast over the count, less 1: the mean",
        ),
        score=maker.make(
            "score", table["score"].mean(), "plans", "mean weighted interval score of 7 quantiles"
        ),
        by_authority=maker.series("by_authority", table.set_index("la_code"), "plans"),
    )


def _compared(registered: Registered, counts: pd.DataFrame) -> pd.DataFrame:
    """The registered rows that can be compared with a count: `came`, errors and what held it."""
    table = registered.rows.dropna(subset=["q50"]).copy()
    table["came"] = _outcomes(registered, counts)
    table = table.dropna(subset="came").reset_index(drop=True)
    over = table[["came"]].to_numpy(float) - table[list(QUANTILES)].to_numpy(float)
    levels = np.array(QUANTILE_LEVELS)
    # the weighted interval score of three intervals and the middle is twice the mean quantile loss
    table["score"] = 2 * np.where(over >= 0, levels * over, (levels - 1) * over).mean(axis=1)
    table["error"] = 100 * (table["q50"] / table["came"] - 1)
    for level, (low, high) in INTERVALS.items():
        table[f"inside_{level}"] = table["came"].between(table[low], table[high])
    return table


def _outcomes(registered: Registered, counts: pd.DataFrame) -> list[float]:
    """The count within the boundaries that each forecast is of; not a number where none is."""
    count_of = rows_where(counts, january=registered.january).groupby("la_code")["plans"].sum()
    area_of = area_by_authority()
    registered_in_area = registered.rows["la_code"].map(area_of).value_counts()
    outcomes = []
    for code in registered.rows.dropna(subset=["q50"])["la_code"].astype(int):
        codes = [code]
        if code not in count_of.index and registered_in_area.get(area_of.get(code)) == 1:
            codes = _standing_in(area_of[code], registered.january)
        is_counted = all(successor in count_of.index for successor in codes)
        outcomes.append(float(count_of[codes].sum()) if is_counted else np.nan)
    return outcomes


def _standing_in(area: int, january: int) -> list[int]:
    """DfE numbers of the authorities that an area has at a January."""
    when, by_code = starts("january", january), areas.by_code()
    return [code for code in constant_areas()[area] if by_code[code].stands_at(when)]


def of_authority(
    tables: Tables, ask: Ask, registrations: Sequence[Registered]
) -> tuple[OfAuthority, ...]:
    """What was registered for the authority, the latest January first.

    Parameters
    ----------
    tables : Tables
        `ehc_plans` at the level of the authority.
    registrations : sequence of Registered
        Those that had been registered by the day that is asked about.
    """
    plans = tables["ehc_plans"]
    latest_first = sorted(registrations, key=lambda registered: -registered.january)
    answers = (_of_authority(plans, ask, registered) for registered in latest_first)
    return tuple(answer for answer in answers if answer is not None)


def _of_authority(plans: pd.DataFrame, ask: Ask, registered: Registered) -> OfAuthority | None:
    row = registered.rows[registered.rows["la_code"].eq(ask.la_code)].dropna(subset=["q50"])
    if row.empty:
        return None
    before = plans[plans["la_code"].eq(ask.la_code) & plans["january"].le(registered.origin)]
    maker = FigureMaker(
        "registered",
        rows=(Rows.of("ehc_plans", before, ("la_code", "january")),),
        scope=f"as registered on {write_day(registered.day)}",
        period=f"January {registered.january}",
    )
    low, middle, high = (row[name].item() for name in ("q025", "q50", "q975"))
    expected = maker.make(
        "plans", middle, "plans", f"as registered in {registered.file}", interval=(low, high)
    )
    result = OfAuthority(registered, ask.authority.name, expected)
    national = scores(registered, plans)
    if national is None or ask.la_code not in national.by_authority.frame.index:
        return result
    compared = national.by_authority.frame.loc[ask.la_code]
    maker = maker.having(rows=(*expected.rows, *national.number.rows))
    came = maker.make("came", compared["came"], "plans", "the count that was published")
    return OfAuthority(
        registered=registered,
        name=ask.authority.name,
        expected=expected,
        came=came,
        error=maker.make(
            "error_percent",
            compared["error"],
            "percent",
            "expected less count, over the count",
            counts=(expected.number, came.number),
        ),
        inside=bool(compared["inside_95"]),
        scores=national,
    )

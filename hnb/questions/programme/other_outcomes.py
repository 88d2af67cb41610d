"""What else moved while a programme ran: requests, refusals, 20 weeks and spend, described without
a verdict.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from hnb.compare.select import rows_where
from hnb.figures import Figure, FigureMaker, Rows

if TYPE_CHECKING:
    from hnb.domain.comparators import Ask
    from hnb.tables import Tables

YEARS_BEFORE = 2  # shown before the start


@dataclass(frozen=True)
class OtherOutcome:
    """One measure in one year: the authority's figure, and that of the middle authority."""

    measure: str
    period: str
    authority: Figure
    middle: Figure


@dataclass(frozen=True)
class Count:
    """A column of a table, narrowed to one category."""

    table: str
    value: str
    period: str
    where: dict[str, str] = field(default_factory=dict)

    def by_period(self, tables: Tables) -> pd.DataFrame:
        """Authority × period."""
        rows = rows_where(tables[self.table], **self.where)
        wide = rows.pivot(index="la_code", columns=self.period, values=self.value)
        return wide.astype("Float64").astype(float)


@dataclass(frozen=True)
class Ratio:
    """A count over another one, times a factor."""

    says: str
    key: str
    unit: str
    count: Count
    over: Count
    factor: int = 1


def _requests(outcome: str) -> Count:
    return Count("requests", "requests", "calendar_year", {"outcome": outcome})


def _issued(wait: str) -> Count:
    where = {"exceptions": "without exceptions", "wait": wait}
    return Count("plan_timeliness", "plans_issued", "calendar_year", where)


_PLANS = Count("ehc_plans", "plans", "january")
_NET_SPEND = Count("net_high_needs", "amount_gbp", "financial_year")
RATIOS = (
    Ratio(
        says="requests for every hundred plans",
        key="requests",
        unit="number",
        count=_requests("total"),
        over=_PLANS,
        factor=100,
    ),
    Ratio(
        says="requests refused",
        key="refused",
        unit="percent",
        count=_requests("refused"),
        over=_requests("total"),
        factor=100,
    ),
    Ratio(
        says="plans issued within 20 weeks",
        key="within_20_weeks",
        unit="percent",
        count=_issued("within 20 weeks"),
        over=_issued("any"),
        factor=100,
    ),
    Ratio(
        says="net high needs spend for each plan",
        key="net_spend_per_plan",
        unit="gbp_per_person",
        count=_NET_SPEND,
        over=_PLANS,
    ),
)


def other_outcomes(tables: Tables, ask: Ask, start_year: int) -> tuple[OtherOutcome, ...]:
    """Other outcomes by year, from two years before the start, with the middle authority of
    England.

    Parameters
    ----------
    tables : Tables
        `ehc_plans`, `requests`, `plan_timeliness` and `net_high_needs`, by authority.
    ask : Ask
        The authority.
    start_year : int
        The year in which the programme began.

    Notes
    -----
    No change is worked out: persons were counted instead of totals from the census of January 2023,
    and none of these has a test. Requests and spend are divided by the plans of the January in, or
    just before, the year.
    """
    results = []
    for ratio in RATIOS:
        values = _values(ratio, tables)
        for period in values:
            if int(str(period)[:4]) >= start_year - YEARS_BEFORE:
                rows = _rows(ratio.count, tables, period)
                results.append(_other_outcome(ratio, values[period], rows, ask.la_code))
    return tuple(results)


def _values(ratio: Ratio, tables: Tables) -> pd.DataFrame:
    """Authority × period, of the periods in which any authority has a value."""
    count, over = ratio.count.by_period(tables), ratio.over.by_period(tables)
    if (ratio.count.period, ratio.over.period) == ("financial_year", "january"):
        over = over.rename(columns=lambda january: f"{january}-{(january + 1) % 100:02d}")
    return (ratio.factor * count / over.where(over > 0)).dropna(axis=1, how="all")


def _rows(count: Count, tables: Tables, period: object) -> tuple[Rows, ...]:
    rows = rows_where(tables[count.table], **{count.period: period})
    return (Rows.of(count.table, rows, [count.period]),)


def _other_outcome(
    ratio: Ratio, values: pd.Series, rows: tuple[Rows, ...], la_code: int
) -> OtherOutcome:
    maker = FigureMaker(
        "alongside",
        rows=rows,
        scope=ratio.says,
        period=str(values.name),
        reason="not published",
    )
    return OtherOutcome(
        measure=ratio.says,
        period=maker.period,
        authority=maker.make(
            ratio.key, values.get(la_code), ratio.unit, f"{ratio.says}, as published"
        ),
        middle=maker.make(
            f"{ratio.key}_middle",
            values.drop(la_code, errors="ignore").median(),
            ratio.unit,
            "median of the other authorities",
        ),
    )

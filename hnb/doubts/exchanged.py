"""Two authorities' numbers in each other's rows, and two categories' of one authority."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from hnb.domain import areas
from hnb.domain.periods import period_from
from hnb.doubts.changes import changes, logs_and_chance, places
from hnb.doubts.doubt import Doubt
from hnb.doubts.series import Series
from hnb.tables import ALL

APART = np.log(1.3)  # how far each of the two leaps at least
CLOSE = 2.0  # spreads, within which each is once the two are put back
BETTER = 0.25  # what is left of both leaps then, as a share of them


def exchanged(series: Series, frame: pd.DataFrame) -> Iterator[Doubt]:
    """Pairs of authorities of one period that are each as expected once they change places.

    What is expected of a period is the one before, moved on by the usual change, or for the first
    period the one after, moved back.
    """
    wide = series.wide(frame)
    if len(wide) < 2:
        return
    logs, chance = logs_and_chance(wide)
    of = changes(logs, chance)
    for position, year in enumerate(logs.index[1:], 1):
        off = of.off.loc[year].dropna()
        if pd.isna(of.spread[year]):
            continue
        later = of.off.iloc[position + 1] if position + 1 < len(logs) else None
        for high, low in _pairs(logs.loc[year], off, float(of.spread[year])):
            size = (abs(float(off[high])) + abs(float(off[low]))) / 2
            when = year
            if later is not None and not later[high] < 0 < later[low]:
                if position > 1:
                    continue  # both stay as they are: no slip of one period
                when = logs.index[0]
            for code, other in ((high, low), (low, high)):
                pair = int(code), int(other)
                yield _doubt(series, wide.loc[when], int(when), pair, size=size)


def _pairs(logs: pd.Series, off: pd.Series, spread: float) -> Iterator[tuple[int, int]]:
    """Authorities of which one is far above what is expected and one far below, and each as
    expected with the other's number.
    """
    leaping = off[off.abs() > max(APART, 3 * spread)]
    for high, above in leaping[leaping > 0].items():
        for low, below in leaping[leaping < 0].items():
            between = float(logs[low] - logs[high])
            left = abs(float(above) + between), abs(float(below) - between)
            both = abs(float(above)) + abs(float(below))
            if max(left) < CLOSE * spread and sum(left) < BETTER * both:
                yield int(str(high)), int(str(low))


def _doubt(
    series: Series, numbers: pd.Series, year: int, pair: tuple[int, int], *, size: float
) -> Doubt:
    code, other = pair
    name = areas.by_code()[other].name if other in areas.by_code() else str(other)
    says = (
        f"{series.says}: {numbers[code]:,.0f}, and {numbers[other]:,.0f} in {name}; with the two "
        "exchanged each agrees with its other years"
    )
    return Doubt(
        table=series.table,
        rule="two rows exchanged",
        la_code=code,
        period=str(period_from(str(ALL[series.table].period), year)),
        says=says,
        where=series.where,
        certainty="certain",
        size=round(float(np.expm1(size)), 3),
        number=float(numbers[code]),
        other=float(numbers[other]),
    )


def categories_exchanged(frame: pd.DataFrame, pair: tuple[Series, Series]) -> Iterator[Doubt]:
    """Two categories of one authority and period that are each as expected once they change
    places.
    """
    wide = [series.wide(frame) for series in pair]
    if min(map(len, wide)) < 2:
        return
    both = [changes(*logs_and_chance(numbers)) for numbers in wide]
    logs = [logs_and_chance(numbers)[0] for numbers in wide]
    spreads = [of.spread for of in both]
    least = [np.maximum(APART, 3 * spread) for spread in spreads]
    first, second = (of.off for of in both)
    left_first = (first + logs[1] - logs[0]).abs()
    left_second = (second + logs[0] - logs[1]).abs()
    is_exchanged = (
        first.abs().gt(least[0], axis=0)
        & second.abs().gt(least[1], axis=0)
        & (left_first + left_second).lt(BETTER * (first.abs() + second.abs()))
    )
    for year, code in places(is_exchanged):
        for here, (series, other) in enumerate((pair, pair[::-1])):
            says = (
                f"{series.says}: {wide[here][code][year]:,.0f}, and {other.says}: "
                f"{wide[1 - here][code][year]:,.0f}; with the two exchanged both agree with the "
                "period before"
            )
            yield Doubt(
                table=series.table,
                rule="two categories exchanged",
                la_code=int(code),
                period=str(period_from(str(ALL[series.table].period), int(year))),
                says=says,
                where=series.where,
                certainty="certain",
                size=round(float(np.expm1(abs(first[code][year]))), 3),
                number=float(wide[here][code][year]),
                other=float(wide[1 - here][code][year]),
            )


def pairs_of(series: tuple[Series, ...]) -> Iterator[tuple[Series, Series]]:
    """Two series of one table that are its categories."""
    for first, second in combinations(series, 2):
        same = first.table == second.table and first.narrowed == second.narrowed
        if same and first.where and second.where:
            yield first, second

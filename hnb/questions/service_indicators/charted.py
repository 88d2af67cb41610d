"""Each indicator of a council's own records with its chart, and what the chart says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from hnb.domain.comparators import Ask
from hnb.domain.words import slug
from hnb.figures import Figure, FigureMaker, Rows
from hnb.figures.records import Records, day_in_words, month_in_words
from hnb.questions.service_indicators.verdict import (
    BETTER,
    ITS_AIM,
    NO_CHANGE,
    NOT_JUDGED,
    judged,
)
from hnb.stats.monitoring.control_chart import FEWEST, Chart, FalseAlarms, chart, false_alarms
from hnb.tables import Tables
from hnb.tables import table as table_of

MAKER = FigureMaker("service_indicators")
SPANS = ("week", "four weeks", "12 weeks")
MONTH = "month"
WEEKS_OF = {"four weeks": 4.0, "12 weeks": 12.0, MONTH: 365.25 / 12 / 7}
RECENT = 4  # values whose mean is set against a target
TOO_FEW = "there are too few values for a chart"
WITHHELD = "small numbers of children are behind too many of its values"
ALIKE = "the values of its baseline hardly differ, so that chance cannot be told"
_FEWEST_DIFFERENT = 3


@dataclass(frozen=True)
class Charted:
    """One indicator: its chart, the Figures of it, and what is wanted.

    `reason` says why there is no chart; the Figures have no value then. `signal` is the verdict of
    the run rules, `verdict` that of what the service is judged against. `periods` has the day or
    month of each value. `milestone` is the next to come, or the last; `due` its day in words.
    """

    name: str
    better: str
    span: str
    periods: tuple[str, ...]
    chart: Chart | None
    unit: str
    centre: Figure
    latest: Figure
    recent: Figure
    target: Figure
    milestone: Figure
    due: str
    published: str
    alarms: FalseAlarms | None
    signal: str
    verdict: str
    is_staff: bool = False
    reason: str = ""

    @property
    def has_ended(self) -> bool:
        """Whether there was a signal after the baseline that is over: it is no verdict of now."""
        if self.chart is None or self.signal != NO_CHANGE:
            return False
        return bool((self.chart.signals[self.chart.baseline :] != 0).any())


def charted(tables: Tables, ask: Ask, *, against: str) -> tuple[Charted, ...]:
    """Every indicator that authority.yml names, in its order of the alphabet."""
    aims = Records.of(tables, "council_indicator_aims", ask, MAKER)
    values = Records.of(tables, "council_indicators", ask, MAKER)
    flows = Records.of(tables, "council_flows", ask, MAKER)
    return tuple(
        _charted(
            _Wanted.of(aims.where(indicator=name)),
            values.where(indicator=name),
            flows,
            against=against,
        )
        for name in aims.values("indicator")
    )


@dataclass(frozen=True)
class _Wanted:
    """What is said of an indicator."""

    name: str
    rows: Records
    details: Mapping[str, str]

    @classmethod
    def of(cls, rows: Records) -> _Wanted:
        by_aim = dict(zip(rows.frame["aim"], rows.frame["detail"], strict=True))
        return cls(rows.values("indicator")[0], rows, by_aim)

    @property
    def unit(self) -> str:
        return "percent" if "unit" in self.details else "number"

    def figure(self, aim: str, span: str, day: str = "") -> Figure:
        """The value of a target or a milestone; of a count, for as long as its values are of."""
        rows = self.rows.where(aim=aim)
        rows = rows.where(detail=day) if day else rows
        rows = Records(rows.name, rows.frame, rows.maker, self.unit)
        figure = rows.figure(f"{aim}.{slug(self.name)}", period=day, none="none is set")
        if self.unit == "percent" or span not in WEEKS_OF or not figure.known:
            return figure
        return MAKER.make(
            f"{aim}.{slug(self.name)}",
            figure.number * WEEKS_OF[span],
            self.unit,
            f"the weekly value of authority.yml for each {span}",
            rows=figure.rows,
            period=day,
        )

    def milestone(self, span: str, last: str) -> tuple[Figure, str]:
        """The next milestone after a day, or else the last one, and its day in words."""
        days = sorted(self.rows.where(aim="milestone").frame["detail"].astype(str))
        if not days:
            return self.figure("milestone", span), ""
        day = next((day for day in days if day >= last), days[-1])
        return self.figure("milestone", span, day), day_in_words(day)


@dataclass(frozen=True)
class _Series:
    """Known values in order of time, and the rows that they are from."""

    span: str
    periods: tuple[str, ...]
    values: tuple[float, ...]
    records: Records


def _candidates(wanted: _Wanted, values: Records, flows: Records) -> Iterator[tuple[str, Records]]:
    """By span, the shortest first, the rows that an indicator may be charted from."""
    if flow := wanted.details.get("given by month"):
        yield MONTH, flows.where(flow=flow)
    for span in SPANS:
        yield span, values.where(span=span)


def _series(wanted: _Wanted, values: Records, flows: Records) -> _Series | str:
    """The values at the shortest span at which none is withheld; or why there are none."""
    if reason := wanted.details.get("not shown"):
        return reason
    is_withheld = False
    for span, rows in _candidates(wanted, values, flows):
        if rows.has_withheld:
            is_withheld = True
            continue
        period = "month" if span == MONTH else "ending"
        frame = rows.frame.dropna(subset=[table_of(rows.name).value.name]).sort_values(period)
        frame = frame.drop_duplicates(period, keep="last")
        since = wanted.details.get("baseline from", "")
        frame = frame[frame[period] >= since[: 7 if span == MONTH else None]]
        if len(frame) > FEWEST:
            numbers = frame[table_of(rows.name).value.name].astype(float)
            records = Records(rows.name, frame, rows.maker, wanted.unit)
            return _Series(span, tuple(frame[period].astype(str)), tuple(numbers), records)
    return WITHHELD if is_withheld else TOO_FEW


def _baseline(series: _Series, to: str) -> int:
    """How many values the baseline has: those up to its day, or the first half; eight at least."""
    if to:
        last = to[:7] if series.span == MONTH else to
        wanted = sum(period <= last for period in series.periods)
    else:
        wanted = len(series.periods) // 2
    return min(max(wanted, FEWEST), len(series.periods) - 1)


def _charted(wanted: _Wanted, values: Records, flows: Records, *, against: str) -> Charted:
    series = _series(wanted, values, flows)
    if isinstance(series, str):
        return _without_chart(wanted, series)
    baseline = _baseline(series, wanted.details.get("baseline to", ""))
    drawn = chart(np.array(series.values), baseline)
    better = wanted.details["better"]
    has_limits = len(set(series.values[:baseline])) >= _FEWEST_DIFFERENT
    signal = judged(drawn.change, better) if has_limits else NOT_JUDGED
    target = wanted.figure("target", series.span)
    recent = _mean(wanted, series, slice(-RECENT, None), "recent")
    milestone, due = wanted.milestone(series.span, series.periods[-1])
    return Charted(
        name=wanted.name,
        better=better,
        span=series.span,
        periods=series.periods,
        chart=drawn,
        unit=wanted.unit,
        centre=_mean(wanted, series, slice(0, baseline), "baseline"),
        latest=_mean(wanted, series, slice(-1, None), "latest"),
        recent=recent,
        target=target,
        milestone=milestone,
        due=due,
        published=wanted.details.get("published", ""),
        alarms=false_alarms(baseline, len(series.values) - baseline) if has_limits else None,
        signal=signal,
        verdict=_against_target(recent, target, better) if against == ITS_AIM else signal,
        is_staff="staff" in wanted.details,
        reason="" if has_limits else ALIKE,
    )


def _without_chart(wanted: _Wanted, reason: str) -> Charted:
    nothing = MAKER.make(f"latest.{slug(wanted.name)}", None, wanted.unit, "none", reason=reason)
    milestone, due = wanted.milestone("", "")
    return Charted(
        name=wanted.name,
        better=wanted.details["better"],
        span="",
        periods=(),
        chart=None,
        unit=wanted.unit,
        centre=nothing,
        latest=nothing,
        recent=nothing,
        target=wanted.figure("target", ""),
        milestone=milestone,
        due=due,
        published=wanted.details.get("published", ""),
        alarms=None,
        signal=NOT_JUDGED,
        verdict=NOT_JUDGED,
        reason=reason,
    )


def _against_target(recent: Figure, target: Figure, better: str) -> str:
    """Better where the target is met by the mean of the last values, worse where it is missed."""
    if not (recent.known and target.known):
        return NOT_JUDGED
    away = recent.number - target.number
    return BETTER if not away else judged(away, better)


def _mean(wanted: _Wanted, series: _Series, which: slice, measure: str) -> Figure:
    """The mean of some of the values."""
    frame = series.records.frame.iloc[which]
    periods = [in_words(period) for period in series.periods[which]]
    spans = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
    key = table_of(series.records.name).key
    return MAKER.make(
        f"{measure}.{slug(wanted.name)}",
        float(np.mean(series.values[which])),
        wanted.unit,
        f"mean of {len(periods)} values of the council's own records",
        rows=(Rows.of(series.records.name, frame, key),),
        period=spans,
    )


def in_words(period: str) -> str:
    """The day or the month of a value, as a sentence names it."""
    return month_in_words(period) if len(period) == len("2026-11") else day_in_words(period)

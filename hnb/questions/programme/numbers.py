"""The tests of one outcome of one authority, in plain numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hnb.questions.plans_forecast.panel import has_too_few_plans
from hnb.questions.programme.outcomes import Outcome, placebo_test, pretended
from hnb.stats.forecasting.growth_model import STEP
from hnb.stats.impact import synthetic_control as synthetic
from hnb.stats.impact.placebo_test import PlaceboTest, against_placebos

if TYPE_CHECKING:
    from hnb.domain.comparators import Ask

_SMALLEST_WEIGHT = 1e-6  # of a donor that counts as part of a mix


@dataclass(frozen=True)
class AuthoritySeries:
    """One authority's own series of an outcome.

    Parameters
    ----------
    outcome : Outcome
        The outcome, of every unit.
    ask : Ask
        The authority.
    values : Series
        January → value, of the Januaries that have one.
    start, january : int
        The last January before the programme, and the one that it is judged by.
    """

    outcome: Outcome
    ask: Ask
    values: pd.Series
    start: int
    january: int

    @property
    def la_code(self) -> int:
        """DfE number of the authority."""
        return self.ask.la_code

    @property
    def januaries(self) -> list[int]:
        """The Januaries that have a value."""
        return [int(year) for year in self.values.index]

    @property
    def now(self) -> float:
        """The value at the January judged by; not a number where it has none."""
        return float(self.values.get(self.january, np.nan))

    @property
    def has_too_few_plans(self) -> bool:
        """Whether its changes mean nothing, since it has never had enough plans."""
        return has_too_few_plans(self.outcome.panel, self.la_code)

    @property
    def starts_at_the_end(self) -> bool:
        """Whether it has values, and none after the start."""
        return len(self.values) > 0 and self.start >= max(self.januaries)


@dataclass(frozen=True)
class Mix:
    """The synthetic control of one authority, with gaps in the unit of the outcome's values.

    Parameters
    ----------
    test : PlaceboTest
        The gap at the January judged by, among those of all others.
    gaps : DataFrame
        Unit × January: every unit's gap from a mix of its own.
    without_one : list of float
        The gap with each donor of the mix left out in turn.
    """

    test: PlaceboTest
    gaps: pd.DataFrame
    without_one: list[float]


_UNTESTED = PlaceboTest(
    gap=np.nan, noise=np.nan, p=np.nan, limit=np.nan, detectable=np.nan, donors=0
)
_NO_MIX = Mix(_UNTESTED, pd.DataFrame(), without_one=[np.nan])


@dataclass(frozen=True)
class Numbers:
    """What the Figures of one outcome are made of; not a number where there is no test.

    Parameters
    ----------
    series : AuthoritySeries
        The authority's own.
    detectable : dict
        Horizon → the least effect that the test would have found, over the years before the start.
    why : str
        Why there is no test; else empty.
    tests : dict
        The test at each January since the start, to the one judged by.
    test : PlaceboTest
        The one at the January judged by.
    mix : Mix
        The synthetic control.
    step : str
        Why a jump since the start may be a change in what is recorded; else empty.
    """

    series: AuthoritySeries
    detectable: dict[int, float]
    why: str = ""
    tests: dict[int, PlaceboTest] = field(default_factory=dict)
    test: PlaceboTest = _UNTESTED
    mix: Mix = _NO_MIX
    step: str = ""


def authority_series(outcome: Outcome, ask: Ask, start: int) -> AuthoritySeries:
    """The authority's own series, and the January that a programme is judged by."""
    values = outcome.values.reindex([ask.la_code]).T[ask.la_code].dropna()
    january = outcome.last_january(map(int, values.index), start)
    return AuthoritySeries(outcome, ask, values=values, start=start, january=january)


def numbers(series: AuthoritySeries) -> Numbers:
    """The tests of one outcome, or why there are none."""
    detectable, why = _detectable(series), _why_not(series)
    if why:
        return Numbers(series, detectable, why=why)
    tests = _tests_since(series)
    if series.january not in tests:
        why = "too few other authorities are left to compare with"
        return Numbers(series, detectable, why=why)
    return Numbers(
        series,
        detectable,
        tests=tests,
        test=tests[series.january],
        mix=_mix(series),
        step=_step(series),
    )


def _why_not(series: AuthoritySeries) -> str:
    """Why an authority has no figures to test, or none since; empty where it has."""
    authority, start = series.ask.authority, series.start
    if series.has_too_few_plans:
        return f"{authority.name} has too few plans for a change to mean anything"
    days = {"opened": authority.opened, "closed": authority.closed}
    existed = "".join(f"; it {word} in {day.year}" for word, day in days.items() if day)
    when = series.outcome.when
    no_figure = f"no figure for {authority.name} is available"
    if series.starts_at_the_end:
        return f"{no_figure} after {when(start)}{existed}"
    if start not in series.januaries:
        return f"{no_figure} for {when(start)}{existed}"
    if not {start - 1, start - 2} <= set(series.januaries):
        few = "figures of fewer than three years to the start of the programme"
        return f"{authority.name} has {few}{existed}"
    return "the way plans are collected changed in 2023" if series.january == start else ""


def _tests_since(series: AuthoritySeries) -> dict[int, PlaceboTest]:
    tests = {}
    for january in series.januaries:
        if series.start < january <= series.january:
            test = placebo_test(series.outcome, series.la_code, series.start, january)
            if test:
                tests[january] = test
    return tests


def _mix(series: AuthoritySeries) -> Mix:
    la_code, start, january = series.la_code, series.start, series.january
    values = series.outcome.values[[year for year in series.januaries if year <= january]].dropna()
    mixes = synthetic.mixes(values, start, values.index, [la_code])
    gaps, weights = synthetic.gaps(values, start, mixes), mixes.T[la_code]
    without_one = []
    for donor in weights.index[weights > _SMALLEST_WEIGHT]:
        mix = synthetic.mixes(values, start, [la_code], [donor])
        without_one.append(synthetic.gaps(values, start, mix)[january].item())
    test = against_placebos(gaps[january], series.outcome.panel.plans[start], la_code)
    return Mix(test, gaps, without_one=without_one)


def _detectable(series: AuthoritySeries) -> dict[int, float]:
    """The least effect that the test would have found at each horizon, in the years before."""
    known = {series.start, series.start - 1} <= set(series.januaries)
    if not known or series.has_too_few_plans:
        return {}
    tries = pretended(series.outcome, series.start, [series.la_code])
    return dict(tries.groupby("horizon")["detectable"].mean()) if len(tries) else {}


def _step(series: AuthoritySeries) -> str:
    """Why a jump since the start looks like a change in what is recorded; else empty."""
    moves = series.outcome.values.diff(axis=1)
    moves -= moves.median()
    usual = 1.4826 * np.nanmedian(moves.abs())
    for january, move in moves.loc[series.la_code, series.start + 1 : series.january].items():
        if abs(move) > STEP * usual:
            when = series.outcome.when(int(str(january)))
            return f"the figure of {when} moved so far that it may be a change in what is recorded"
    return ""

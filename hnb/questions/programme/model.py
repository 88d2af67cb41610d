"""Whether a programme has changed plans or the independent share, and what could have been seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hnb.domain.errors import ParameterError, Place, did_you_mean
from hnb.domain.periods import BREAK
from hnb.domain.words import quoted
from hnb.figures import Figure, FigureMaker
from hnb.questions.programme.numbers import AuthoritySeries, Numbers, authority_series, numbers
from hnb.questions.programme.outcomes import PLANS_SIGNALS, Outcome, outcomes
from hnb.stats.impact.placebo_test import SIGNIFICANCE

if TYPE_CHECKING:
    from hnb.domain.comparators import Ask
    from hnb.tables import Tables

FEWER, MORE, EARLY, CANNOT = (
    "fewer than otherwise",
    "more than otherwise",
    "too early",
    "cannot tell",
)
LATEST = 2100  # no programme starts then
FIRST_JUDGED = 2  # Januaries after the start before anything is said
AHEAD = {1: "one year", 2: "two years", 3: "three years"}
_LEAST_CHANGE = (
    "least true change from what would otherwise be that the test finds four times in five "
    "(a fall, a rise)"
)


@dataclass(frozen=True)
class MixEffect:
    """The gap from a synthetic control: a mix of other authorities with the same past.

    Parameters
    ----------
    gap, p : Figure
        The gap with 95% limits, and the share of authorities with as large a gap for their size.
    without_one : Figure
        The middle and the range of the gap with each donor left out in turn.
    placebos : DataFrame
        Unit × January, gaps of every unit from its own synthetic control (per cent, or percentage
        points).
    """

    gap: Figure
    p: Figure
    without_one: Figure
    placebos: pd.DataFrame = field(compare=False, repr=False)


@dataclass(frozen=True)
class Effect:
    """What can be said of one outcome.

    Parameters
    ----------
    key, says : str
        `plans` or `independent_share`, and what that is in a sentence.
    january : int
        The January that it is judged by, the last held (or the last before the change of
        collection).
    verdict, why : str
        `FEWER`, `MORE`, `EARLY` or `CANNOT`, and the reason where that is not the size of the gap.
    actual, expected : Figure
        What came, and what other authorities and its own past led to expect, with 95% limits.
    gap, p : Figure
        The one less the other (per cent of the expected, or percentage points) with 95% limits, and
        the share of authorities with as large a gap for their size: the test.
    detectable : Figure
        The least true change that the test would find four times in five, with what a fall (`low`)
        and a rise (`high`) must be.
    ahead : tuple of Figure
        The same one, two and three Januaries after a start: the average of the years before the
        programme.
    donors : Figure
        How many authorities it is compared with.
    mix : MixEffect
        The same by a synthetic control, which never decides.
    path : DataFrame
        One row a January: `actual`, `expected`, `low`, `high`, `synthetic`.
    """

    key: str
    says: str
    january: int
    verdict: str
    why: str
    actual: Figure
    expected: Figure
    gap: Figure
    p: Figure
    detectable: Figure
    ahead: tuple[Figure, ...]
    donors: Figure
    mix: MixEffect
    path: pd.DataFrame = field(compare=False, repr=False)


@dataclass(frozen=True)
class Impact:
    """The answer for each outcome that is judged: number of plans, and the independent share of
    them.
    """

    start_year: int
    plans: Effect
    share: Effect

    @property
    def effects(self) -> tuple[Effect, Effect]:
        """Both, the number of plans first."""
        return self.plans, self.share


def answer(
    tables: Tables,
    ask: Ask,
    *,
    start_year: int = BREAK,
    excluded: Sequence[int] = (),
    signals: Sequence[str] = PLANS_SIGNALS,
) -> Impact:
    """Did a programme change the number of plans, or the share of them in independent special
    schools?

    Parameters
    ----------
    tables : Tables
        `ehc_plans`, `ehc_plans_by_placement`, `new_plans` and `population`, by authority.
    ask : Ask
        The authority; every other one, of constant boundaries, is a donor.
    start_year : int
        Changes are counted from the January of that year, the last before the programme can show.
    excluded : sequence of int
        DfE numbers that are not compared with, such as authorities in national programmes.
    signals : sequence of str
        What the change in plans is adjusted for.

    Returns
    -------
    Impact
        Nothing raises for an authority without figures; they are None and say why.

    Raises
    ------
    ParameterError
        There is no such signal or authority, or no January is held before the start.

    Notes
    -----
    The test was fixed before it was used: the regression-adjusted gap at the last January, over the
    noise for the authority's size, among the placebos. Method and validation:
    docs/methods/impact.md.
    """
    tables = tables.until(ask)
    refuse_other_years(start_year, tables["ehc_plans"])
    _refuse_other_authorities(excluded, tables["ehc_plans"])
    counts, share = outcomes(tables, ask.la_code, excluded)
    return judge(counts.adjusted_for(signals), share, ask, start_year)


def refuse_other_years(start_year: int, plans: pd.DataFrame) -> None:
    """Refuse a start without two Januaries to see a change by; a start to come is only early."""
    earliest = int(plans["january"].min()) + 1
    if not earliest <= start_year < LATEST:
        raise ParameterError(
            Place(parameter="start_year"),
            found=f"{quoted(start_year)} is not a year whose January and the one before are held",
            expected=f"a year from {earliest}",
        )


def _refuse_other_authorities(codes: Sequence[int], plans: pd.DataFrame) -> None:
    """Refuse DfE numbers that no authority has."""
    known = set(plans["la_code"])
    for code in codes:
        if code not in known:
            near = did_you_mean(code, map(str, known))
            raise ParameterError(
                Place(parameter="excluded"),
                found=f"no authority {code}",
                expected=f"DfE numbers of authorities{near}",
            )


def judge(counts: Outcome, share: Outcome, ask: Ask, start_year: int) -> Impact:
    """The answer, from the two outcomes."""
    return Impact(
        start_year=start_year,
        plans=effect(authority_series(counts, ask, start_year)),
        share=effect(authority_series(share, ask, start_year)),
    )


def verdict(gap: float, p: float, after: int) -> str:
    """What is said of a gap: nothing before the second January, then only what the test at 5% bears
    out.
    """
    if after < FIRST_JUDGED:
        return EARLY
    if p > SIGNIFICANCE:
        return CANNOT
    return FEWER if gap < 0 else MORE


def effect(series: AuthoritySeries) -> Effect:
    """What can be said of one outcome."""
    outcome, january = series.outcome, series.january
    result = numbers(series)
    test, figures = result.test, _OutcomeFigures(result)
    return Effect(
        key=outcome.key,
        says=outcome.says,
        january=january,
        verdict=_verdict(result),
        why=result.why or result.step,
        actual=_actual(result, figures),
        expected=figures.make(
            "expected",
            outcome.level(series.now - test.gap),
            outcome.unit,
            "what its own past and the other authorities led to expect",
            interval=(outcome.level(series.now - test.high), outcome.level(series.now - test.low)),
            period=outcome.when(january),
        ),
        gap=figures.gap(
            "gap",
            (test.gap, test.low, test.high),
            "what came, less what was to be expected (regression-adjusted)",
        ),
        p=figures.make(
            "p_percent",
            100 * test.p,
            "percent",
            "share of authorities, this one included, whose gap over the noise for their size is "
            "as large",
        ),
        detectable=figures.least_change("detectable", test.detectable, _LEAST_CHANGE),
        ahead=_ahead(result, figures),
        donors=figures.make(
            "donors", float(test.donors) or None, "authorities", "others with the same Januaries"
        ),
        mix=_mix_effect(result, figures),
        path=_path(result),
    )


def _actual(result: Numbers, figures: _OutcomeFigures) -> Figure:
    series, outcome = result.series, result.series.outcome
    whose = {"la_code": series.la_code}
    by_january = outcome.panel.plans.reindex(index=[series.la_code], columns=[series.january])
    plans = by_january.to_numpy(float).item()
    return figures.make(
        "actual",
        outcome.level(series.now),
        outcome.unit,
        "published",
        counts=None if outcome.in_logs or np.isnan(plans) else (series.now / 100 * plans, plans),
        rows=tuple(replace(rows, where=rows.where | whose) for rows in outcome.rows),
        period=outcome.when(series.january),
    )


def _ahead(result: Numbers, figures: _OutcomeFigures) -> tuple[Figure, ...]:
    return tuple(
        figures.least_change(
            f"detectable_after_{horizon}",
            result.detectable.get(horizon, np.nan),
            f"{_LEAST_CHANGE}; average of the years before it",
            period=f"{words} after {result.series.outcome.when(result.series.start)}",
            reason=result.why or "no year before is held to try it on",
        )
        for horizon, words in AHEAD.items()
    )


def _mix_effect(result: Numbers, figures: _OutcomeFigures) -> MixEffect:
    mix = result.mix
    return MixEffect(
        gap=figures.gap(
            "synthetic_gap",
            (mix.test.gap, mix.test.low, mix.test.high),
            "what came, less what the mix of other authorities had whose past is most like its own",
        ),
        p=figures.make(
            "synthetic_p_percent",
            100 * mix.test.p,
            "percent",
            "the same test of the synthetic control's gap",
        ),
        without_one=figures.gap(
            "synthetic_without_one",
            (float(np.median(mix.without_one)), min(mix.without_one), max(mix.without_one)),
            "middle and range of the synthetic control's gap, each of its donors left out in turn",
        ),
        placebos=mix.gaps.apply(result.series.outcome.difference),
    )


def _verdict(result: Numbers) -> str:
    series = result.series
    if result.tests and not result.step:
        return verdict(result.test.gap, result.test.p, series.january - series.start)
    more_will_come = series.ask.authority.closed is None and not series.has_too_few_plans
    return EARLY if series.starts_at_the_end and more_will_come else CANNOT


def _path(result: Numbers) -> pd.DataFrame:
    series, level = result.series, result.series.outcome.level
    if not result.tests:
        return pd.DataFrame({"actual": level(series.values)})
    tests = pd.DataFrame({january: vars(test) for january, test in result.tests.items()}).T
    expected = series.values - tests["gap"]
    path = {
        "actual": series.values,
        "expected": expected,
        "low": expected - tests["limit"],
        "high": expected + tests["limit"],
        "synthetic": series.values - result.mix.gaps.T[series.la_code],
    }
    return pd.DataFrame(path).loc[: series.january].apply(level)


class _OutcomeFigures:
    """Makes the Figures of one outcome."""

    def __init__(self, result: Numbers) -> None:
        series = result.series
        self.outcome = series.outcome
        self.maker = FigureMaker(
            "impact",
            rows=self.outcome.rows,
            scope=self.outcome.says,
            period=f"{series.outcome.when(series.start)} to {series.outcome.when(series.january)}",
            price_base="cash",
            reason=result.why,
        )

    def make(
        self,
        measure: str,
        value: float | None,
        unit: str,
        calculation: str,
        *,
        interval: tuple[float, float] | None = None,
        counts: tuple[float, float] | None = None,
        **shared: Any,
    ) -> Figure:
        maker, name = self.maker.having(**shared), f"{self.outcome.key}_{measure}"
        return maker.make(name, value, unit, calculation, interval=interval, counts=counts)

    def gap(self, measure: str, gaps: tuple[float, float, float], calculation: str) -> Figure:
        """A gap, its lower and its upper limit, in per cent or in percentage points."""
        gap, low, high = map(self.outcome.difference, gaps)
        name, unit = f"{measure}_{self.outcome.gap_name}", self.outcome.gap_unit
        return self.make(name, gap, unit, calculation, interval=(low, high))

    def least_change(self, measure: str, size: float, calculation: str, **shared: Any) -> Figure:
        """A size of change, midway between what a fall and a rise must be."""
        fall, rise = -self.outcome.difference(-size), self.outcome.difference(size)
        name, unit = f"{measure}_{self.outcome.gap_name}", self.outcome.gap_unit
        middle = (fall + rise) / 2
        return self.make(name, middle, unit, calculation, interval=(fall, rise), **shared)

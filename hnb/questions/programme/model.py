"""Whether a programme has changed plans or the independent share, and how large a change could be
seen at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hnb.compare.select import rows_where
from hnb.domain.reorganisations import constant_areas
from hnb.domain.scopes import NON_STATE
from hnb.figures import Figure, Rows
from hnb.questions.plans_forecast.panel import has_too_few_plans
from hnb.questions.programme.placebo_test import (
    LEVEL,
    Outcome,
    Trial,
    against_placebos,
    outcomes,
    pretended,
    trial,
)
from hnb.stats import synthetic_control as synthetic
from hnb.stats.growth_model import STEP, years

if TYPE_CHECKING:
    from hnb.domain.comparators import Ask

FEWER, MORE, EARLY, CANNOT = (
    "fewer than otherwise",
    "more than otherwise",
    "too early",
    "cannot tell",
)
BREAK = 2023  # the first January of which the census counts persons and not totals
FIRST_SAID = 2  # Januaries after the start before anything is said
AHEAD = {1: "one year", 2: "two years", 3: "three years"}
_NONE = Trial(0.0, 0.0, 1.0, 0.0, 0.0, 0)
_EXACT = 1e-6  # a mix that misses less than this in the years before matches them exactly
_SAYS = {
    "plans": "EHC plans",
    "independent_share": "plans in independent and non-maintained special schools",
}
# of the gap, as in the name of its Figure, and of the outcome
_UNITS = {
    "plans": ("percent", "percent", "plans"), "independent_share": ("percentage_points", "points", "percent"),
}  # fmt: skip


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
    synthetic, synthetic_p, without_one : Figure
        The gap from the synthetic control, tested in the same way; and its range without each donor
        in turn.
    ratio, ratio_p : Figure
        The synthetic control's error since the start over that before, and its rank among placebos:
        never the verdict.
    donors : Figure
        How many authorities it is compared with.
    path : DataFrame
        One row a January: `own`, `expected`, `low`, `high`, `synthetic`.
    mix : Series
        Weight of each donor in the synthetic control.
    placebos : DataFrame
        Unit × January, gaps of every unit from its own synthetic control (log, or percentage
        points).
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
    synthetic: Figure
    synthetic_p: Figure
    without_one: Figure
    ratio: Figure
    ratio_p: Figure
    donors: Figure
    path: pd.DataFrame = field(compare=False, repr=False)
    mix: pd.Series = field(compare=False, repr=False)
    placebos: pd.DataFrame = field(compare=False, repr=False)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every Figure of it, the verdict's first."""
        return (*(one for one in vars(self).values() if isinstance(one, Figure)), *self.ahead)


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


def verdict(gap: float, p: float, after: int) -> str:
    """What is said of a gap: nothing before the second January, then only what the test at 5% bears
    out.
    """
    if after < FIRST_SAID:
        return EARLY
    return CANNOT if p > LEVEL else FEWER if gap < 0 else MORE


def _why_not(says: str, ask: Ask, start: int, held: list[int], *, too_few: bool) -> tuple[str, str]:
    """What is said and why where an authority has no figures to reckon from, or none since; empty
    where it has.
    """
    days = (("opened", ask.authority.opened), ("closed", ask.authority.closed))
    stood = "".join(f"; it {word} in {day.year}" for word, day in days if day)
    name, stands = ask.authority.name, ask.authority.closed is None
    if too_few:
        return CANNOT, f"{name} has too few plans for a change to mean anything"
    if held and start >= max(held):
        return (
            EARLY if stands else CANNOT,
            f"no figure of {says} in {name} is held after January {start}{stood}",
        )
    if start not in held:
        return CANNOT, f"no figure of {says} in {name} is held for January {start}{stood}"
    if not {start - 1, start - 2} <= set(held):
        return CANNOT, f"{name} has fewer than three Januaries to the start of the programme{stood}"
    return "", ""


def _stepped(outcome: Outcome, own: int, start: int, january: int) -> str:
    """Why a jump since the start looks like a change in what is recorded; empty where there is
    none.
    """
    moves = outcome.values.diff(axis=1)
    moves -= moves.median()
    usual, mine = 1.4826 * np.nanmedian(moves.abs()), moves.loc[own, start + 1 : january]
    far = [year for year, move in mine.abs().items() if move > STEP * usual]
    return (
        f"the figure of January {far[0]} moved so far that it may be a change in what is recorded"
        if far
        else ""
    )


def _effect(outcome: Outcome, ask: Ask, start: int, rows: tuple[Rows, ...]) -> Effect:
    own, key, says, counted = ask.la_code, outcome.key, _SAYS[outcome.key], outcome.key == "plans"
    series: Any = outcome.values.reindex([own]).loc[own].dropna()
    held = [int(year) for year in series.index]
    # the change of collection is never read as an effect: what began before it is judged before it
    january = max(
        [year for year in held if year > start and (start >= BREAK or year < BREAK)], default=start
    )
    too_few = has_too_few_plans(outcome.panel, own)
    said, why = _why_not(says, ask, start, held, too_few=too_few)
    known = start in held and start - 1 in held and not too_few
    if not why and january == start:
        said, why = CANNOT, "the way plans are collected changed in 2023"
    since = [year for year in held if not why and start < year <= january]
    tried = {year: made for year in since if (made := trial(outcome, own, start, year))}
    main = tried.get(january)
    if not why and not main:
        said, why = CANNOT, "too few other authorities are left to compare with"
    unit, measure, amount = _UNITS[key]
    show: Any = (lambda log: 100 * np.expm1(log)) if counted else (lambda points: points)
    level: Any = np.exp if counted else (lambda share: share)
    span = f"January {start} to January {january}"

    def figure(
        name: str,
        value: Any,
        unit: str,
        calculation: str,
        limits: tuple[Any, Any] = (None, None),
        *,
        period: str = span,
        reason: str = why,
    ) -> Figure:
        used = (
            rows
            if name != "actual"
            else tuple(replace(one, where=one.where | {"la_code": own}) for one in rows)
        )
        return Figure(
            f"impact.{key}_{name}",
            None if reason else value,
            unit,
            calculation,
            used,
            says,
            period,
            low=limits[0],
            high=limits[1],
            reason=reason,
        )

    def difference(name: str, value: float, low: float, high: float, calculation: str) -> Figure:
        return figure(f"{name}_{measure}", show(value), unit, calculation, (show(low), show(high)))

    def least(name: str, size: float, calculation: str, **more: str) -> Figure:
        fall, rise = -show(-size), show(size)
        return figure(
            f"{name}_{measure}", (fall + rise) / 2, unit, calculation, (fall, rise), **more
        )

    weights, gaps, path = (
        pd.Series(dtype=float),
        pd.DataFrame(),
        pd.DataFrame({"own": level(series)}),
    )
    found, control, without, ratio, rank, step = main or _NONE, _NONE, [0.0], 0.0, 1.0, ""
    if main:
        values = outcome.values[[year for year in held if year <= january]].dropna()
        mix = synthetic.mixes(values, start, values.index, [own])
        gaps, weights = synthetic.gaps(values, start, mix), mix.T[own]
        control = against_placebos(gaps[january], outcome.panel.plans[start], own)
        when, square = np.array(years(gaps)), gaps.to_numpy() ** 2
        before, after = (
            np.sqrt(square[:, part].mean(axis=1)) for part in (when < start, when > start)
        )
        ratios, mine = after / before.clip(min=_EXACT), gaps.index == own
        ratio, rank = (
            float((ratios * (before >= _EXACT))[mine].item()),
            float((ratios >= ratios[mine]).mean()),
        )
        others = (
            synthetic.mixes(values, start, [own], [donor])
            for donor in weights.index[weights > _EXACT]
        )
        without = [float(synthetic.gaps(values, start, other)[january].item()) for other in others]
        expected = pd.DataFrame(
            {
                year: [series[year] - one.gap + side * one.limit for side in (0, -1, 1)]
                for year, one in tried.items()
            },
            index=["expected", "low", "high"],
        ).T
        path = (
            path.loc[:january].join(level(expected)).assign(synthetic=level(series - gaps.loc[own]))
        )
        step = _stepped(outcome, own, start, january)
        said = CANNOT if step else verdict(main.gap, main.p, january - start)
    tries = pretended(outcome, start, [own]) if known else pd.DataFrame()
    ahead = tries.groupby("horizon")["detectable"].mean().to_dict() if len(tries) else {}
    now, missing = series.get(january, 0.0), "" if january in held else why
    exact = "" if ratio else "its past is matched exactly, so that there is nothing to divide by"
    how = (
        "least true change from what would otherwise be that the test finds four times in five "
        "(a fall, a rise)"
    )
    return Effect(
        key,
        says,
        january,
        said,
        why or step,
        figure(
            "actual", level(now), amount, "published", period=f"January {january}", reason=missing
        ),
        figure(
            "expected",
            level(now - found.gap),
            amount,
            "what its own past and the other authorities led to expect",
            (level(now - found.ends[1]), level(now - found.ends[0])),
            period=f"January {january}",
        ),
        difference(
            "gap",
            found.gap,
            *found.ends,
            "what came, less what was to be expected (regression-adjusted)",
        ),
        figure(
            "p_percent",
            100 * found.p,
            "percent",
            "share of authorities, this one included, whose gap over the noise for their size is "
            "as large",
        ),
        least("detectable", found.detectable, how),
        tuple(
            least(
                f"detectable_after_{horizon}",
                ahead.get(horizon, 0.0),
                f"{how}; average of the years before it",
                period=words,
                reason="" if horizon in ahead else why or "no year before is held to try it on",
            )
            for horizon, words in AHEAD.items()
        ),
        difference(
            "synthetic_gap",
            control.gap,
            *control.ends,
            "what came, less what the mix of other authorities had whose past is most like its own",
        ),
        figure(
            "synthetic_p_percent",
            100 * control.p,
            "percent",
            "the same test of the synthetic control's gap",
        ),
        difference(
            "synthetic_without_one",
            float(np.median(without)),
            min(without),
            max(without),
            "middle and range of the synthetic control's gap, each of its donors left out in turn",
        ),
        figure(
            "error_ratio",
            ratio,
            "ratio",
            "root mean square gap since the start, over that before",
            reason=why or exact,
        ),
        figure(
            "error_ratio_p_percent",
            100 * rank,
            "percent",
            "authorities whose ratio of errors is as large",
        ),
        figure("donors", float(found.donors), "authorities", "others with the same Januaries"),
        path,
        weights,
        gaps,
    )


def judge(
    plans: pd.DataFrame,
    placements: pd.DataFrame,
    new_plans: pd.DataFrame,
    population: pd.DataFrame,
    ask: Ask,
    *,
    start_year: int,
    excluded: Sequence[int] = (),
) -> Impact:
    """Did a programme change the number of plans, or the share of them in independent special
    schools?

    Parameters
    ----------
    plans, placements, new_plans, population : DataFrame
        `ehc_plans`, `ehc_plans_by_placement`, `new_plans` and `population`, every authority.
    ask : Ask
        The authority; every other one, of constant boundaries, is a donor.
    start_year : int
        The year in which the programme began: its January is the last before it.
    excluded : sequence of int
        DfE numbers that are not compared with, such as authorities in national programmes.

    Returns
    -------
    Impact
        Nothing raises for an authority without figures; they are None and say why.

    Notes
    -----
    The test was fixed before it was used: the regression-adjusted gap at the last January, over the
    noise for the authority's size, among the placebos. Method and validation:
    docs/methods/impact.md.
    """
    away = set(excluded) - {ask.la_code}
    away |= {whole for whole, parts in constant_areas().items() if away & set(parts)}
    counted, begun = Rows.of("ehc_plans", plans, ()), Rows.of("new_plans", new_plans, ())
    placed = replace(
        Rows.of("ehc_plans_by_placement", placements, ()), where={"placement": NON_STATE}
    )
    children = rows_where(population, age_group="0 to 17", basis="estimate before revision")
    aged = Rows.of("population", children, ("age_group", "basis"))
    counts, share = (
        replace(made, values=made.values.drop(index=list(away), errors="ignore"))
        for made in outcomes(plans, placements, new_plans, population, ask.la_code)
    )
    return Impact(
        start_year,
        _effect(counts, ask, start_year, (counted, begun, aged)),
        _effect(share, ask, start_year, (counted, placed)),
    )

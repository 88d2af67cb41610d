"""What each method was to reach on the published figures, and what it reached: `hnb validate`."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import pandas as pd

from hnb.comparison import denominators
from hnb.comparison.counts import Counts
from hnb.comparison.limits import limits
from hnb.comparison.measure import Measure
from hnb.comparison.select import rows_where
from hnb.domain.comparators import Ask
from hnb.questions.expected_plans.circumstances import circumstances
from hnb.questions.expected_plans.predictions import MODELS, learned_from, predict
from hnb.questions.high_needs_block.formula import ADDITIONAL
from hnb.questions.programme.outcomes import TRIED, Outcome, pretended
from hnb.questions.why_spend_differs.sides import Per, Side, spend_year, split
from hnb.stats import synthetic_control as synthetic
from hnb.stats.funnel import funnel
from hnb.stats.growth_model import years
from hnb.stats.placebo_test import SIGNIFICANCE
from hnb.stats.ridge import explained
from hnb.tables import Tables
from hnb.validation.goals import Goal
from hnb.validation.plans_backtest import THIRDS_BY_SIZE

JANUARIES = (2022, 2023, 2024, 2025)  # for which expected plans are judged
METHOD_NAMES = {"shapley": "Shapley", "lmdi": "LMDI"}
PER: tuple[Per, ...] = ("head", "plan")
HALF_A_PENNY = 0.005  # £
FEWEST_JUDGED = 100  # authorities with a value, below which a period is not judged


def funnels(rates: pd.DataFrame) -> tuple[Goal, ...]:
    """How many authorities lie within the limits that the others set, in all and in the third by
    size with fewest.

    `rates` is what `denominators.rates` gives: each denominator and January has a funnel of its
    own.
    """
    overall, worst = [], []
    for _, counts in rates.groupby(["denominator", "january"]):
        result = funnel(counts)
        if not result:
            continue
        judged = result.rates.query("place != 'too small'")
        inside = 100 * judged["place"].eq("within")
        third = pd.qcut(judged["people"].rank(method="first"), 3, labels=False)
        overall.append(inside.mean())
        worst.append(inside.groupby(third).mean().min())
    tried = f"plans per 1,000: 95% limits of {len(overall)} funnels hold, %"
    return (
        Goal(f"{tried}: the fewest overall", min(overall), low=93, high=97),
        Goal(f"{tried}: the most overall", max(overall), low=93, high=97),
        Goal(f"{tried}: the fewest in any third by size", min(worst), low=91),
    )


def spend_parts(tables: Tables, neighbours: pd.DataFrame, ask: Ask) -> tuple[Goal, ...]:
    """The largest difference, in £ in all, between the gap in spend and its parts added up.

    Every authority is compared with each of its lists of neighbours, for each head and each plan.

    Parameters
    ----------
    tables : Tables
        Those of the question `why_spend_differs`.
    neighbours : DataFrame
        `statistical_neighbours`.
    ask : Ask
        Its year, denominator and scope are used.
    """
    year = spend_year(tables, ask)
    with_figures = set(year.authorities.index)
    worst = dict.fromkeys(METHOD_NAMES, 0.0)
    split_up = set()
    for (la_code, _), listed in neighbours.groupby(["la_code", "vintage"]):
        code = int(str(la_code))
        codes = [other for other in listed["neighbour_code"] if other in with_figures]
        if code not in with_figures or not codes:
            continue
        split_up.add(code)
        for method, error in worst.items():
            remainder = _remainder(year.side([code]), year.side(codes), method)
            worst[method] = max(error, remainder)
    return (
        Goal(
            f"decomposition of {ask.financial_year}: authorities split",
            len(split_up),
            low=len(with_figures),
        ),
        *(
            Goal(
                f"decomposition ({METHOD_NAMES[method]}): largest error in £",
                error,
                high=HALF_A_PENNY,
            )
            for method, error in worst.items()
        ),
    )


def _remainder(authority: Side, other: Side, method: str) -> float:
    """How far the parts are from the gap, in £ in all, for each head or each plan."""
    errors = []
    for per in PER:
        gap = authority.per(authority.spend, per) - other.per(other.spend, per)
        error = split(authority, other, per=per, method=method).sum() - gap
        errors.append(abs(error) / authority.per(1, per))
    return max(errors)


def expected_plans(tables: Tables) -> tuple[Goal, ...]:
    """What the first model explains of authorities left out, and how many its intervals hold.

    `tables` are those of the question `expected_plans`.
    """
    goals = []
    for january in JANUARIES:
        plans = rows_where(tables["ehc_plans"], january=january)
        rates = rows_where(denominators.rates(plans, tables["population"]), denominator="2 to 18")
        known = learned_from(rates, circumstances(tables, january))
        log_rates = np.log(known["rate_per_1000"].to_numpy(np.float64))
        predictions = predict(known, MODELS[0])
        errors = np.abs(log_rates - predictions.values)[:, None]
        hold_95, hold_80 = 100 * (errors <= predictions.half_widths).mean(axis=0)
        what, share = f"expected plans, January {january}", explained(log_rates, predictions.values)
        least = 0.10 if january >= 2025 else 0.08
        goals += [
            Goal(f"{what}: R² of authorities left out", share, low=least),
            Goal(f"{what}: 95% intervals hold, %", float(hold_95), low=93, high=97),
            Goal(f"{what}: 80% intervals hold, %", float(hold_80), low=77, high=88),
        ]
    return tuple(goals)


def formula(book: pd.DataFrame) -> tuple[Goal, ...]:
    """How many blocks are rebuilt to the pound, and how many additional allocations by the rule."""
    given = book[book[ADDITIONAL].notna()]
    to_the_pound = int((given["share"] == given[ADDITIONAL]).sum())
    return (
        Goal(
            f"formula: authorities and years rebuilt to the pound, of {len(book)}",
            int((book["rebuilt"] == book["total"]).sum()),
            low=len(book),
        ),
        Goal(
            "formula: additional allocations to the pound from the printed basis alone, of "
            f"{len(given)}",
            to_the_pound,
        ),
    )


def limits_of_measures(measures: Sequence[Measure], counts: Counts) -> tuple[Goal, ...]:
    """How many authorities lie within the limits of each measure, over every period held.

    In all, and in the third by size with fewest; periods in which fewer than a hundred have a value
    are left out. A third of one period is some fifty authorities, so that chance alone moves its
    share: it is printed, and has no goal.
    """
    goals = []
    for measure in measures:
        thirds = [_within_by_third(measure, counts, year) for year in measure.years(counts)]
        by_size = [np.concatenate(third) for third in zip(*filter(None, thirds), strict=True)]
        if not by_size:
            continue
        name = measure.name.removesuffix("_percent")
        alone = [100 * third.mean() for year in thirds for third in year if len(third)]
        every = 100 * np.concatenate(by_size).mean()
        fewest = 100 * min(third.mean() for third in by_size)
        goals += [
            Goal(f"{name}: within the 95% limits, %", every, low=93, high=97),
            Goal(f"{name}: the same, in the third by size with fewest, %", fewest, low=91),
            Goal(f"{name}: the same, in the third and period with fewest, %", min(alone)),
        ]
    return tuple(goals)


def _within_by_third(measure: Measure, counts: Counts, year: int) -> list[np.ndarray]:
    """Whether each authority large enough to judge is within its limits, in thirds by size."""
    values = measure.at(counts, year).rename_axis("la_code").reset_index()
    by_size = values[values["la_code"] > 0].sort_values(["whole", "la_code"])
    if len(by_size) < FEWEST_JUDGED:
        return []
    place = limits(measure, by_size)["place"].to_numpy()
    return np.array_split(place[place != "too small"] == "within", 3)


def programme(counts: Outcome, share: Outcome, example: int) -> tuple[Goal, ...]:
    """How often the placebo test is wrong where nothing was done, and whether every synthetic
    control is the best there is.

    Plans in the eight years before `TRIED`; the independent share in all years held, since there
    are fewer. What the test could have found is said of the authority `example`.
    """
    goals = []
    for outcome, before in ((counts, TRIED), (share, max(years(share.values)))):
        tests = pretended(outcome, before)
        name = outcome.key.replace("_", " ")
        mine = tests[tests["unit"].eq(example)]
        detectable = mine.groupby("horizon")["detectable"].mean()
        goals += _rejections(tests, name)
        goals += [
            Goal(
                f"{name}: least effect that {example} could show, %",
                # the middle of a fall and a rise, as on the page
                (outcome.difference(least) - outcome.difference(-least)) / 2,
                horizon=int(str(horizon)),
            )
            for horizon, least in detectable.items()
        ]
        what = f"{name}: loss above the least possible, over that of equal weights"
        goals.append(Goal(what, _largest_shortfall(outcome.values.dropna()), high=1e-9))
    return tuple(goals)


def _rejections(tests: pd.DataFrame, name: str) -> list[Goal]:
    """How often the test says that there was an effect, where nothing was done."""
    wrong = 100.0 * (tests["p"] <= SIGNIFICANCE)
    by_horizon = wrong.groupby(tests["horizon"]).mean()
    by_third = wrong.groupby(tests["third"]).mean()
    return [
        *(
            Goal(f"{name}: per cent rejected", rate, low=4, high=6, horizon=int(str(horizon)))
            for horizon, rate in by_horizon.items()
        ),
        *(
            Goal(f"{name}: per cent rejected, {third} units", rate, low=3, high=7)
            for third, rate in zip(THIRDS_BY_SIZE, by_third, strict=True)
        ),
        Goal(f"{name}: wrong verdicts where nothing was done, %", wrong.mean(), high=5),
    ]


def _largest_shortfall(values: pd.DataFrame) -> float:
    """Of every unit's synthetic control."""
    before = values.sub(values[TRIED], axis=0).loc[:, : TRIED - 1].to_numpy()
    mixes = synthetic.mixes(values, TRIED, values.index).to_numpy()
    return max(
        synthetic.shortfall(np.delete(before, place, 0), before[place], np.delete(mix, place))
        for place, mix in enumerate(mixes)
    )


def speed_of_synthetic_controls(counts: Outcome) -> Goal:
    """Seconds that the synthetic controls of all units take."""
    values = counts.values.dropna()
    start = time.perf_counter()
    synthetic.mixes(values, TRIED, values.index)
    seconds = time.perf_counter() - start
    return Goal("plans: the synthetic controls of all units, seconds", seconds, high=0.2)

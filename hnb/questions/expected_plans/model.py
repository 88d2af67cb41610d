"""How many plans would be expected of an authority from what it cannot choose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from hnb.comparison import denominators
from hnb.comparison.complete import Coverage
from hnb.comparison.counts import Counts
from hnb.comparison.denominators import Denominator
from hnb.comparison.doubted import doubt
from hnb.comparison.select import rows_where
from hnb.domain.comparators import Ask
from hnb.domain.errors import refuse_unknown_measures
from hnb.domain.words import slug
from hnb.figures import Figure, FigureMaker, Rows
from hnb.figures.marks import rests_on_records
from hnb.questions.expected_plans.circumstances import (
    ALL_MEASURES,
    AREA,
    DEPRIVATION,
    EARLIEST,
    circumstances,
)
from hnb.questions.expected_plans.predictions import (
    PredictedRates,
    by_models,
    by_neighbours,
    learned_from,
)
from hnb.stats.funnel import FEWEST_PLANS
from hnb.stats.ridge import explained
from hnb.tables import Tables

_PLACES = {
    "within": "within the normal range",
    "above": "above the normal range",
    "below": "below the normal range",
    "": "not to be judged",
}


@dataclass(frozen=True)
class Expectation:
    """What an authority's rate is expected to be, predicted from other authorities in one way.

    `expected` is per 1,000 and `ratio` the observed over the expected rate, in per cent; both carry
    the 95% prediction interval, `likely` the 80% one of `expected`. `explained` is the share of the
    variation of the log rate that is predicted for authorities left out. `place` is above, below or
    within the 95% interval, or empty. `says` completes 'predicted by', `label` is shorter.
    """

    says: str
    label: str
    expected: Figure
    likely: Figure
    ratio: Figure
    explained: Figure
    place: str = ""


@dataclass(frozen=True)
class Measure:
    """A measure that a model is given: the authority's, and the middle one of all."""

    name: str
    authority: Figure
    middle: Figure


@dataclass(frozen=True)
class ExpectedPlans:
    """What one authority's rate would be expected to be, by each model, and by each list of
    statistical neighbours.

    `used` is how many authorities the models learn from, `measures` what the first of them is
    given; `ask` has the January described, and `asked` the one asked
    about. `learned_from` has those authorities by DfE number:
    `rate_per_1000`, every measure in per cent, and `region`.
    """

    ask: Ask
    per: str
    rate: Figure
    models: tuple[Expectation, ...]
    neighbours: tuple[Expectation, ...]
    used: Figure
    measures: tuple[Measure, ...]
    learned_from: pd.DataFrame
    asked: int

    @property
    def note(self) -> str:
        """Why this is not of the January asked about; empty where it is."""
        if self.asked == self.ask.january:
            return ""
        lacking = f"No edition used here has residents by year of age for January {self.asked}"
        return f"{lacking}, so this is of January {self.ask.january}"

    @property
    def published(self) -> bool:
        """Whether the authority has an expected rate; `rate.reason` or that of `models` says why
        not.
        """
        return self.models[0].expected.known

    @property
    def _places(self) -> set[str]:
        return {model.place for model in self.models if model.expected.known} or {""}

    @property
    def place(self) -> str:
        """Where the rate is, in words, by all models or, where they disagree, by none."""
        return (
            _PLACES[min(self._places)] if self.agree else "normal by one model and not by another"
        )

    @property
    def agree(self) -> bool:
        """Whether all models say that the rate is normal, or all that it is above or below."""
        return len(self._places) == 1

    @property
    def span(self) -> tuple[Figure, Figure]:
        """The lowest and the highest expectation of the models."""
        known = [model.expected for model in self.models if model.expected.known]
        expected = sorted(known, key=lambda rate: rate.number)
        return expected[0], expected[-1]


def answer(tables: Tables, ask: Ask, *, measures: Sequence[str] = ALL_MEASURES) -> ExpectedPlans:
    """The rate of plans that would be expected of an authority from what it cannot choose, compared
    with the rate it has.

    Parameters
    ----------
    tables : Tables
        `ehc_plans`, `population`, `area_percentages`, `deprivation` and `statistical_neighbours`.
    ask : Ask
        Authority, January and denominator.
    measures : sequence of str
        What the first model is given, of `ALL_MEASURES`.

    Returns
    -------
    ExpectedPlans
        Figures have a reason in place of a value where something is missing. Each authority is
        predicted from all the others. Never from SEN support, refusals or timeliness: an authority
        chooses those.

    Raises
    ------
    ParameterError
        No measure is named, or one is not known; the nearest is named.
    """
    refuse_unknown_measures(measures, ALL_MEASURES)
    asked, ask = ask, replace(ask, january=_last_with_rates(tables, ask))
    counted = rows_where(tables["ehc_plans"], january=ask.january)
    every = denominators.rates(counted, tables["population"])
    per = denominators.ALL["2 to 18"]
    if ask.denominator in set(every["denominator"]):
        per = denominators.ALL[ask.denominator]
    rates = rows_where(every, denominator=per.name)
    around = circumstances(tables, ask.january)
    coverage = Coverage.of_table(tables["ehc_plans"], "january", "plans")
    partial = ask.january in coverage.having and ask.january not in coverage.complete
    known = learned_from(rates.iloc[:0] if partial else rates, around)
    doubted = doubt(Counts(tables), "ehc_plans", ask.la_code, ask.january)
    maker = FigureMaker(
        "expected",
        rows=_rows(tables, rates, january=ask.january, per=per),
        scope=f"plans (people aged 0 to 25) per 1,000 {per.says}",
        period=f"January {ask.january}",
        reason=doubted
        or _missing_reason(ask, tables["ehc_plans"], rates, around)
        or "too few authorities have a rate that can be learned from",
    )
    rate = rates.set_index("la_code")["rate_per_1000"].get(ask.la_code)
    # of an authority whose count is doubted nothing is said, and none is learned from
    known = known.drop(index=ask.la_code) if doubted and ask.la_code in known.index else known
    by_model = by_models(known, tuple(measures))
    models = _expectations(maker, by_model, known=known, la_code=ask.la_code)
    by_list = by_neighbours(known, tables["statistical_neighbours"])
    return ExpectedPlans(
        ask=ask,
        per=per.says,
        rate=maker.make("rate_per_1000", rate, "per_1000", "plans over residents"),
        models=models,
        neighbours=_expectations(maker, by_list, known=known, la_code=ask.la_code),
        used=maker.make(
            "used",
            float(len(known)) or None,
            "authorities",
            "authorities with enough plans and every measure",
        ),
        measures=_measures(
            maker, measures, authority=around.reindex([ask.la_code]).iloc[0], known=known
        ),
        learned_from=known,
        asked=asked.january,
    )


def _last_with_rates(tables: Tables, ask: Ask) -> int:
    """The January asked about or, where residents by single year of age are not yet held for it,
    the last before it for which they are; the one asked about where there is none.
    """
    counted = tables["ehc_plans"]
    counted = counted[counted["january"].le(ask.january)]
    rates = denominators.rates(counted, tables["population"])
    per = {ask.denominator, "2 to 18"} - {"0 to 17"}
    januaries = rates.loc[rates["denominator"].isin(per), "january"]
    return int(januaries.max()) if len(januaries) else ask.january


def _expectations(
    maker: FigureMaker, every: Iterable[PredictedRates], *, known: pd.DataFrame, la_code: int
) -> tuple[Expectation, ...]:
    """The authority's expectation by each way of predicting all of them."""
    observed = known["rate_per_1000"]
    return tuple(
        _expectation(maker, predicted, observed=observed, la_code=la_code) for predicted in every
    )


def _expectation(
    maker: FigureMaker, predicted: PredictedRates, *, observed: pd.Series, la_code: int
) -> Expectation:
    """The authority's expectation by one way of predicting all of them."""
    how = f"predicted from other authorities by {predicted.says}"
    tag = slug(predicted.name)
    here = _predicted_rate(predicted, observed=observed, la_code=la_code)
    rate, wide = observed.get(la_code, np.nan), here.wide
    return Expectation(
        says=predicted.says,
        label=predicted.label,
        expected=maker.make(
            f"expected_per_1000.{tag}",
            here.expected,
            "per_1000",
            f"{how}; 95% interval",
            interval=wide,
        ),
        likely=maker.make(
            f"likely_per_1000.{tag}",
            here.expected,
            "per_1000",
            f"{how}; 80% interval",
            interval=here.likely,
        ),
        ratio=maker.make(
            f"ratio_percent.{tag}",
            100 * rate / here.expected,
            "percent",
            f"rate over that {how}; 95% interval",
            interval=(100 * rate / wide[1], 100 * rate / wide[0]) if wide else None,
        ),
        explained=maker.make(
            f"explained_percent.{tag}",
            _share_explained(predicted, observed),
            "percent",
            f"variation of the log rate {how}",
        ),
        place=_place(rate, *wide) if wide else "",
    )


@dataclass(frozen=True)
class _PredictedRate:
    """One authority's rate as predicted, with its 95% (`wide`) and 80% prediction intervals."""

    expected: float = np.nan
    wide: tuple[float, float] | None = None
    likely: tuple[float, float] | None = None


def _predicted_rate(
    predicted: PredictedRates, *, observed: pd.Series, la_code: int
) -> _PredictedRate:
    """The authority's rate per 1,000, from its predicted log rate."""
    if la_code not in observed.index:
        return _PredictedRate()
    row = observed.index.get_loc(la_code)
    expected = float(np.exp(predicted.log_rates[row]))
    if predicted.ends is None or np.isnan(expected):
        return _PredictedRate(expected)
    wide, likely = ((float(low), float(high)) for low, high in np.exp(predicted.ends[row]))
    return _PredictedRate(expected, wide, likely)


def _share_explained(predicted: PredictedRates, observed: pd.Series) -> float | None:
    """The share of the variation of the log rate that is predicted, in per cent."""
    has_prediction = ~np.isnan(predicted.log_rates)
    if has_prediction.sum() <= 2:
        return None
    log_rates = np.log(observed.to_numpy(np.float64))[has_prediction]
    return 100 * explained(log_rates, predicted.log_rates[has_prediction])


def _place(rate: float, low: float, high: float) -> str:
    """Where a rate lies from an interval."""
    if rate > high:
        return "above"
    return "below" if rate < low else "within"


def _measures(
    maker: FigureMaker, names: Iterable[str], *, authority: pd.Series, known: pd.DataFrame
) -> tuple[Measure, ...]:
    """What the first model is given, and the middle of all authorities."""
    # none of them is of a council's own records of plans
    published = tuple(rows for rows in maker.rows if not rests_on_records([rows]))
    maker = maker.having(reason="there is no figure", rows=published)
    return tuple(
        Measure(
            name=name,
            authority=maker.make(
                f"measure.{slug(name)}", authority[name], "percent", "as published"
            ),
            middle=maker.make(
                f"measure_middle.{slug(name)}", known[name].median(), "percent", "middle of all"
            ),
        )
        for name in names
    )


def _rows(
    tables: Mapping[str, pd.DataFrame], rates: pd.DataFrame, *, january: int, per: Denominator
) -> tuple[Rows, ...]:
    """What the figures rest on."""
    mid_years = tuple(rates["mid_year"].unique())
    residents = rows_where(tables["population"], basis=per.basis, mid_year=mid_years)
    years = tuple(range(january - EARLIEST, january + 1))
    shares = rows_where(tables["area_percentages"], measure=AREA, calendar_year=years)
    return (
        Rows.of("ehc_plans", rows_where(tables["ehc_plans"], january=january), ["january"]),
        Rows.of("population", residents, ["mid_year", "basis"]),
        Rows.of("area_percentages", shares, ["measure", "calendar_year"]),
        Rows.of("deprivation", rows_where(tables["deprivation"], index=DEPRIVATION), ["index"]),
    )


def _missing_reason(
    ask: Ask, plans: pd.DataFrame, rates: pd.DataFrame, around: pd.DataFrame
) -> str:
    """Why the authority has no expected rate; empty where it has one."""
    name, january = ask.authority.name, ask.january
    coverage = Coverage.of_table(plans, "january", "plans")
    if january in coverage.having and january not in coverage.complete:
        return f"{coverage.says(january)} to learn from"
    if not len(around) or not len(rates):
        return (
            "there are no residents by single year of age, or no counts over them, for "
            f"January {january}"
        )
    if ask.la_code not in set(rates["la_code"]):
        return f"no rate of plans is available for {name} at January {january}"
    if (rows_where(rates, la_code=ask.la_code)["plans"] < FEWEST_PLANS).all():
        return f"{name} has so few plans that one child more or less moves its rate too much"
    of_authority = around.reindex([ask.la_code]).iloc[0]
    missing = list(of_authority[of_authority.isna()].index)
    if not missing:
        return ""
    if around[missing].isna().all(axis=None):
        return f"no authority has a figure for {_first_of(missing)}"
    return f"{name} has no figure for {_first_of(missing)}"


def _first_of(missing: Sequence[str]) -> str:
    """The first of the measures that are missing, and that there are more."""
    return missing[0] if len(missing) == 1 else f"{missing[0]} and other measures"

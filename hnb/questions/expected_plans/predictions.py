"""Every authority's rate of plans predicted from others: by regressions, or by its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hnb.comparison.select import rows_where
from hnb.questions.expected_plans.circumstances import ALL_MEASURES, FEW_MEASURES
from hnb.stats import Floats, negative_binomial
from hnb.stats.funnel import FEWEST_PLANS
from hnb.stats.negative_binomial import CountPredictions
from hnb.stats.ridge import Predictions, predict_each_from_the_others


@dataclass(frozen=True)
class RateModel:
    """What a regression is given: measures by name, and whether regions may differ; `label`
    completes 'a model with'.
    """

    name: str
    label: str
    measures: tuple[str, ...]
    region: bool = True


MODELS = (
    RateModel("all measures", "every measure and the region", ALL_MEASURES),
    RateModel("few measures", "four measures and the region", FEW_MEASURES),
    RateModel("no region", "every measure, whatever the region", ALL_MEASURES, region=False),
)


@dataclass(frozen=True)
class PredictedRates:
    """The log rate of every authority, predicted in one way.

    `ends` has those of its prediction interval, low and high, at each of `ridge.LEVELS`.
    """

    name: str
    says: str
    label: str
    log_rates: Floats
    ends: Floats | None = None


def learned_from(rates: pd.DataFrame, around: pd.DataFrame) -> pd.DataFrame:
    """Authorities with enough plans and every measure: their rates and what they cannot choose.

    Parameters
    ----------
    rates : DataFrame
        As `hnb.comparison.denominators.rates` gives them, of one January and denominator.
    around : DataFrame
        What `circumstances` gives.
    """
    # a rate has a logarithm where there is a plan, and a person
    has_rate = (rates["plans"] >= FEWEST_PLANS) & (rates["people"] > 0)
    enough = rates[has_rate].set_index("la_code")
    columns = ["plans", "people", "rate_per_1000"]
    return enough[columns].astype("float64").join(around, how="inner").dropna()


def design(known: pd.DataFrame, model: RateModel) -> pd.DataFrame:
    """What a regression is given: a row an authority, a column a measure or region."""
    columns = known[list(model.measures)]
    if not model.region:
        return columns
    return columns.join(pd.get_dummies(known["region"], dtype="float64"))


def predict(known: pd.DataFrame, model: RateModel) -> Predictions:
    """The log rate of each authority, predicted from all the others by a model."""
    log_rates = np.log(known["rate_per_1000"].to_numpy(np.float64))
    return predict_each_from_the_others(design(known, model).to_numpy(np.float64), log_rates)


def predict_counts(known: pd.DataFrame, model: RateModel) -> CountPredictions:
    """The rate of each authority, predicted from the counts of all the others by a model."""
    counts, people = (known[column].to_numpy(np.float64) for column in ("plans", "people"))
    given = design(known, model).to_numpy(np.float64)
    return negative_binomial.predict_each_from_the_others(given, counts, people)


def by_models(known: pd.DataFrame, measures: tuple[str, ...]) -> Iterator[PredictedRates]:
    """Every authority by each model; missing where there are too few authorities to learn from.

    The last learns from counts, and is given what the first is.
    """
    first, *others = MODELS
    if measures != first.measures:
        first = RateModel("chosen measures", "the measures chosen and the region", measures)
    for model in (first, *others):
        values, ends = np.full(len(known), np.nan), None
        if len(known) > len(ALL_MEASURES) + 2:
            predictions = predict(known, model)
            values, reach = predictions.values, predictions.half_widths
            ends = values[:, None, None] + np.stack([-reach, reach], axis=-1)
        yield PredictedRates(
            name=model.name,
            says=f"a model with {model.label}",
            label=model.label,
            log_rates=values,
            ends=ends,
        )
    counted = predict_counts(known, first)
    yield PredictedRates(
        name="negative binomial",
        says=f"a negative binomial regression of counts with {first.label}",
        label=f"{first.label}, by counts",
        log_rates=np.log(1000 * counted.values),
        ends=np.log(1000 * counted.ends),
    )


def by_neighbours(known: pd.DataFrame, neighbours: pd.DataFrame) -> Iterator[PredictedRates]:
    """Every authority by the mean log rate of its neighbours, the newest list first; missing where
    it has none.
    """
    log_rates = np.log(known["rate_per_1000"])
    for vintage in sorted(neighbours["vintage"].unique(), reverse=True):
        listed = rows_where(neighbours, vintage=vintage)
        listed = listed.assign(log_rate=listed["neighbour_code"].map(log_rates))
        means = listed.groupby("la_code")["log_rate"].mean().reindex(log_rates.index)
        label = f"statistical neighbours of the {vintage} list"
        yield PredictedRates(
            name=f"neighbours {vintage}",
            says=f"the mean of the {label}",
            label=label,
            log_rates=means.to_numpy(np.float64),
        )

"""hnb.stats.funnel against statsmodels' random effects, a simulation whose truth is known, and
real coverage.
"""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student
from statsmodels.stats.meta_analysis import combine_effects

import hnb
from hnb.comparison import denominators
from hnb.stats.funnel import FEWEST_PLANS, funnel


def simulated(seed: int, number: int = 150, spread: float = 0.2) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    people = rng.lognormal(11, 0.8, number).round()
    counted = rng.poisson(people * 0.05 * np.exp(rng.normal(0, spread, number)))
    return pd.DataFrame({"la_code": np.arange(number) + 300, "plans": counted, "people": people})


def test_centre_and_spread_agree_with_statsmodels():
    counts = simulated(1)
    logs = np.log(counts["plans"] / counts["people"]).to_numpy()
    theirs = combine_effects(
        logs, (1 / counts["plans"]).to_numpy(), method_re="iterated", atol=1e-12
    )
    found = funnel(counts)
    assert found.spread**2 == pytest.approx(theirs.tau2, rel=1e-4)
    assert found.centre_per_1000 == pytest.approx(1000 * np.exp(theirs.mean_effect_re), rel=1e-6)


def test_each_authority_is_judged_by_the_others():
    counts = simulated(2)
    without = funnel(counts.iloc[1:])
    first = funnel(counts).rates.iloc[0]
    low, high = without.limits(np.array([first["people"]]))
    assert (first["low"], first["high"]) == pytest.approx((low[0], high[0]), rel=1e-9)


def test_limits_are_prediction_limits_with_students_t():
    found = funnel(simulated(3))
    low, high = found.limits(np.array([1e12]))
    reach = student.ppf(0.975, 148) * np.hypot(found.spread, found.error)
    assert np.log(high[0] / low[0]) / 2 == pytest.approx(reach, rel=1e-6)


def test_limits_stay_apart_for_the_largest_and_widen_for_the_smallest():
    low, high = funnel(simulated(4)).limits(np.array([2e3, 1e5, 1e6]))
    width = np.log(high / low)
    assert width[0] > width[1] > width[2] > 0.7


def test_simulated_authorities_are_within_95_per_cent_limits_at_every_size():
    runs = pd.concat([funnel(simulated(seed)).rates for seed in range(40)])
    judged = runs[runs["place"] != "too small"]
    thirds = judged.groupby(pd.qcut(judged["people"], 3, labels=False))["place"]
    inside = thirds.agg(lambda place: (place == "within").mean())
    assert inside.between(0.935, 0.965).all(), inside


def test_an_authority_unlike_all_others_is_seen():
    counts = simulated(5)
    counts.loc[7, "plans"] = round(counts.loc[7, "people"] * 0.05 * 3)
    counts.loc[9, "plans"] = round(counts.loc[9, "people"] * 0.05 / 3)
    place = funnel(counts).rates.set_index("la_code")["place"]
    assert (place[307], place[309]) == ("above", "below")


def test_too_few_plans_to_judge_is_said_and_none_at_all_is_left_out():
    counts = simulated(6)
    counts.loc[0, ["plans", "people"]] = [FEWEST_PLANS - 1, 1000]
    counts.loc[1, ["plans", "people"]] = [0, 200]
    place = funnel(counts).rates.set_index("la_code")["place"]
    assert place[300] == "too small"
    assert 301 not in place.index


def test_no_funnel_is_made_of_a_few_authorities():
    assert funnel(simulated(7).head(9)) is None
    assert funnel(simulated(7).head(10)) is not None


def multiplied(counts: pd.DataFrame) -> pd.Series:
    """Within the limits of a winsorised multiplicative funnel, for comparison
    (Spiegelhalter 2005).
    """
    rate = counts["plans"].sum() / counts["people"].sum()
    scores = 2 * (np.sqrt(counts["plans"]) - np.sqrt(rate * counts["people"]))
    trimmed = scores.clip(scores.quantile(0.1), scores.quantile(0.9))
    return scores.abs() <= 1.96 * np.sqrt((trimmed**2).mean())


@pytest.fixture(scope="module")
def held() -> pd.DataFrame:
    """Every published rate, by January and denominator."""
    return denominators.rates(hnb.load("ehc_plans"), hnb.load("population"))


def test_multiplied_limits_condemn_many_of_the_large(held):
    counts = held[held["denominator"].eq("2 to 18") & held["january"].eq(2025)]
    large = counts.nlargest(51, "people").index
    assert (~multiplied(counts)[large]).mean() > 0.15
    assert funnel(counts).rates.nlargest(51, "people")["place"].ne("within").mean() < 0.09

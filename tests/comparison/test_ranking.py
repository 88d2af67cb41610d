"""Rankings of every authority. Oracles: values set by hand, and pandas' own rank.

What had been published by an early day holds no value at all of some measures.
"""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import hnb
from hnb.comparison.counts import Counts
from hnb.comparison.measures.catalogue import MEASURES, TABLES
from hnb.comparison.ranking import rank
from hnb.domain import areas
from hnb.tables import Tables
from tests.conftest import quick
from tests.golden.ledgers import DATES


@pytest.fixture(scope="module", params=DATES)
def counts(request: pytest.FixtureRequest) -> Counts:
    as_at = None if request.param == "today" else request.param
    return Counts(Tables.of(authority={name: hnb.load(name, as_at=as_at) for name in TABLES}))


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_is_ranked_or_said_to_be_missing(counts: Counts, name: str):
    ranking = rank(MEASURES[name], counts, areas.everyone())
    assert ranking.number.known == bool(len(ranking.table))
    if ranking.too_few:
        assert ranking.number.reason == ranking.too_few and not ranking.regions
        return
    if not ranking.number.known:
        assert not ranking.year and ranking.when == "any period held" and not ranking.regions
        return
    by_code = ranking.table.set_index("la_code")
    ranks = by_code["value"].rank(ascending=False, method="min")
    assert (ranks == by_code["rank"]).all()
    assert ranking.middle.value == pytest.approx(by_code["value"].median())


@pytest.mark.parametrize("name", quick(MEASURES, 18))
def test_in_every_year_an_authority_that_is_judged_has_limits_that_say_the_same(
    counts: Counts, name: str
):
    measure = MEASURES[name]
    for year in measure.years(counts):
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)
            table = rank(measure, counts, areas.everyone(), year).table
        judged = table[table["place"] != "too small"]
        assert np.isfinite(judged[["low", "high"]]).all(axis=None), year
        is_above, is_below = judged["value"] > judged["high"], judged["value"] < judged["low"]
        assert (judged["place"].eq("above") == is_above).all(), year
        assert (judged["place"].eq("below") == is_below).all(), year
        assert judged["place"].isin(["within", "above", "below"]).all(), year

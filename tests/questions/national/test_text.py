"""What is said of a ranking, whether or not it holds a value: every measure at three dates."""

from __future__ import annotations

import pytest

import hnb
from hnb.comparison.measures.catalogue import MEASURES, TABLES
from hnb.questions.national import text
from hnb.questions.national.model import National, answer
from hnb.tables import Tables
from tests.golden.ledgers import DATES


@pytest.fixture(scope="module", params=DATES)
def everything(request: pytest.FixtureRequest) -> National:
    as_at = None if request.param == "today" else request.param
    tables = Tables.of(authority={name: hnb.load(name, as_at=as_at) for name in TABLES})
    return answer(tables, measures=tuple(MEASURES))


@pytest.mark.parametrize("name", MEASURES)
def test_a_ranking_names_its_period_or_says_that_there_is_none(everything: National, name: str):
    ranking = everything[name]
    said = str(text.ranking(ranking).text)
    assert ranking.when in said
    if not ranking.number.known:
        is_empty = "any period held" in said and "no authority" in said
        assert is_empty or said.casefold().count("too few authorities have figures") == 1
        assert text.ends(ranking) is None

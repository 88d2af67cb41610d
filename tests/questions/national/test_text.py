"""What is said of a ranking, whether or not it holds a value: every measure at three dates."""

from __future__ import annotations

import re

import pytest

import hnb
from hnb.comparison.measures.catalogue import MEASURES, TABLES
from hnb.questions.national import text
from hnb.questions.national.model import National, answer
from hnb.tables import Tables
from tests.conftest import quick
from tests.golden.ledgers import DATES


@pytest.fixture(scope="module", params=quick(DATES, 2))
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


@pytest.mark.parametrize("name", ["plans_2_to_18", "growth", "share_of_block"])
def test_authorities_outside_are_counted_in_words_that_agree(everything: National, name: str):
    ranking = everything[name]
    said = text.outside(ranking)
    if said is None:
        return
    for side, part in zip(("above", "below"), re.split(r"\. (?=No|\d)", str(said)), strict=True):
        names = ranking.named(side)
        verb = "are" if len(names) > 1 else "is"
        many = "authorities" if len(names) > 1 else "authority"
        assert part.startswith(f"{len(names) or 'No'} {many} {verb} {side}")
        assert len(names) > text.MOST_NAMED or all(who in part for who in names)


def test_the_summary_has_a_line_for_each_measure_with_a_value(everything: National):
    known = [ranking for ranking in everything.rankings.values() if ranking.number.known]
    rows = text.summary(everything).rows
    assert [row[2] for row in rows] == [ranking.middle for ranking in known]

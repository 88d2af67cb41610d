"""Percentages of fewer than ten against the counts of the held tables that they are made of."""

from __future__ import annotations

import re

import pytest

import hnb
from hnb.answers import load_tables
from hnb.comparison.compared import compare
from hnb.comparison.counts import Counts
from hnb.comparison.measures.catalogue import MEASURES, TABLES
from hnb.domain import areas
from hnb.figures import FigureMaker
from hnb.tables import table
from tests.conftest import quick

# percentages of an authority that are of no count: of money, published for an area, or modelled
NO_COUNT = re.compile(
    r"placements\.|net_ahead\.|medium_term\.(prices|neighbours_growth|england_growth)"
    r"|expected\.(measure|explained|ratio)|forecast\.(growth|england_growth|inside|median)"
    r"|impact\.\w+(p_percent|detectable\w*|gap\w*|without_one\w*|expected)$"
    r"|\w+\.(england|comparators)_\w+$|decomposition\.\w+_their_share_percent$"
)
SMALL = ("Rutland", "Isles of Scilly", "City of London")
QUESTIONS = ("plans_forecast", "prevalence", "programme", "requests_to_plans", "where_placed")
QUESTIONS += ("why_spend_differs", "expected_plans", "medium_term", "spend_against_block")


@pytest.fixture(scope="module")
def counts():
    return Counts(load_tables({name: table(name).levels for name in TABLES}, None))


@pytest.mark.parametrize(
    "name", quick([name for name, of in MEASURES.items() if of.is_of_counts], 12)
)
def test_no_share_of_fewer_than_ten_is_written_as_a_percentage(name, counts):
    measure = MEASURES[name]
    year = measure.latest(counts)
    if year is None:
        pytest.skip("no period of it is held")
    values = measure.at(counts, year).query("place > 0")
    least = values[["part", "whole"]].min(axis=1).sort_values()
    few, many = least[least < 10].index, least[least >= 10].index
    by_code = areas.by_code()
    for code in (*few[:3], *few[-3:], *many[:3]):
        ask = hnb.ask(by_code[int(code)].name)
        own = compare(measure, counts, ask, measure.when(year).split()[-1]).own
        assert ("%" not in own.text) == (code in few), (own.text, own.part, own.whole)
        assert own.value == values["value"][code]


def test_growth_and_shares_of_money_are_not_of_counts():
    assert not MEASURES["independent_top_ups_growth"].is_of_counts
    assert MEASURES["growth"].is_of_counts and MEASURES["refused_percent"].is_of_counts


@pytest.mark.usefixtures("results_shared")
@pytest.mark.parametrize("authority", quick(SMALL, 2))
def test_every_percentage_of_an_authority_knows_its_counts(authority, monkeypatch):
    made, make = [], FigureMaker.make

    def making(*args, **kwargs):
        made.append(make(*args, **kwargs))
        return made[-1]

    monkeypatch.setattr(FigureMaker, "make", making)
    for question in QUESTIONS:
        hnb.answer(question, authority)
    shares = [figure for figure in made if figure.unit == "percent" and figure.known]
    bare = {figure.name for figure in shares if figure.part is None}
    assert shares and not {name for name in bare if not NO_COUNT.match(name)}

"""The difference in plans against the place among neighbours, over every authority held."""

from __future__ import annotations

import pytest

import hnb
from hnb.comparison.compared import compare
from hnb.comparison.counts import Counts
from hnb.comparison.measures.plans import PREVALENCE
from hnb.domain import areas
from tests.conftest import quick


@pytest.mark.parametrize("population", quick(PREVALENCE, 1))
def test_the_difference_never_contradicts_the_place_among_neighbours(population):
    counts, measure = Counts(hnb.tables_for("prevalence")), PREVALENCE[population]
    places = set()
    for authority in areas.current():
        ask = hnb.ask(authority.name)
        main = compare(measure, counts, ask).main
        if not main.standing:
            continue
        places.add(main.standing)
        sign = (main.difference.number > 0) - (main.difference.number < 0)
        assert {"above": 1, "below": -1, "at": 0}[main.side] == sign, authority.name
        assert main.standing == "in the middle" or sign == (1 if main.standing == "above" else -1)
        assert not (main.standing == "in the middle" and main.beyond_chance)
    assert places == {"above", "below", "in the middle"}

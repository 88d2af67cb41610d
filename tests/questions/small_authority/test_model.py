"""Counts of very small authorities against the published tables, row by row."""

from __future__ import annotations

import re

import pytest

import hnb
from hnb.comparison.measures.plans import GROUPS
from hnb.questions.small_authority import model, text

SMALL = {"City of London": 201, "Isles of Scilly": 420}


@pytest.mark.parametrize("authority", SMALL)
def test_plans_are_those_published(authority):
    plans = hnb.load("ehc_plans").query(f"la_code == {SMALL[authority]}").set_index("january")
    counted = hnb.answer("small_authority", authority).counted["Plans in force in January"]
    assert len(counted) == 5
    for figure in counted:
        assert figure.value == plans["plans"][int(figure.period[-4:])]


@pytest.mark.parametrize("authority", SMALL)
def test_nothing_is_counted_after_the_january_that_is_asked_about(authority):
    counted = hnb.answer("small_authority", hnb.ask(authority, january=2023)).counted
    spent = counted.pop("Net high needs spending")
    assert spent[0].value is not None and spent[0].period <= "2023-24"
    periods = [figure.period for figures in counted.values() for figure in figures]
    assert max(int(period[-4:]) for period in periods) == 2023
    assert all(counted[says][0].period == "2022" for says in ("New plans", "Appeals registered"))


@pytest.mark.parametrize("authority", SMALL)
def test_placements_add_up_to_the_plans(authority):
    counted = hnb.answer("small_authority", authority).counted
    placed = [figures[0] for says, figures in counted.items() if says.startswith("Plans: ")]
    assert len({figure.period for figure in placed}) == 1
    assert (
        sum(int(figure.number) for figure in placed)
        == counted["Plans in force in January"][0].value
    )


@pytest.mark.parametrize("authority", SMALL)
def test_there_are_counts_and_nothing_worked_out(authority):
    result = hnb.answer("small_authority", authority)
    said = [text.why_counts_alone(result).text]
    for table in text.tables(result):
        said += [cell for row in table.cells() for cell in row]
    assert not re.search(
        r"%|per 1,000|\d(?:st|nd|rd|th)\b|\b(?:rose|fell|up|down)\b", " ".join(said)
    )


def test_kinds_of_place_have_the_names_that_they_have_in_other_papers():
    assert {group: GROUPS[group] for group in model.PLACES if group != "unknown"} == {
        group: says for group, says in model.PLACES.items() if group != "unknown"
    }

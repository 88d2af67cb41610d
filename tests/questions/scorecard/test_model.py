"""The scorecard against the measures compared one by one, and chance against exact tests of scipy."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from scipy.stats import binomtest, fisher_exact

import hnb
from hnb.comparison.measures.catalogue import MEASURES
from hnb.questions.scorecard import model, text
from hnb.questions.scorecard.indicators import INDICATORS
from tests.questions.page_one.case import EVERYONE, counts

AUTHORITIES = ["Leicestershire", "Newham", "Cumberland"]
TRIED = [*AUTHORITIES, "Warwickshire", "City of London", "Isles of Scilly"]
REST = [pytest.param(name, marks=pytest.mark.slow) for name in EVERYONE if name not in TRIED]


def test_about_fourteen_measures_of_the_catalogue_each_once():
    names = [indicator.measure.name for indicator in INDICATORS]
    assert len(names) == len(set(names)) == 14
    assert all(MEASURES[name] is each.measure for name, each in zip(names, INDICATORS, strict=True))


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_each_row_is_the_comparison_of_its_measure(authority):
    for reading in hnb.answer("scorecard", authority).readings:
        compared = hnb.compare(authority, reading.indicator.measure.name)
        assert compared.own.value == reading.now.own.value
        assert compared.median.value == reading.now.median.value
        assert compared.england.value == reading.now.england.value
        assert reading.before.year == compared.year - 1


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_more_than_chance_is_what_exact_tests_say(authority):
    tested = 0
    for reading in hnb.answer("scorecard", authority).readings:
        if reading.beyond_chance is None:
            continue
        code = reading.now.ask.la_code
        (part, whole), (part_before, whole_before) = (
            compared.table.loc[code, ["part", "whole"]]
            for compared in (reading.now, reading.before)
        )
        if reading.now.measure.chance == "share":
            counts = [[part, whole - part], [part_before, whole_before - part_before]]
            p = fisher_exact(counts).pvalue
        else:
            both, share = int(part + part_before), whole / (whole + whole_before)
            p = binomtest(int(part), both, share).pvalue
        assert reading.beyond_chance == (p < 0.05)
        tested += 1
    assert tested >= 5


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_the_direction_is_that_of_the_figures(authority):
    for reading in hnb.answer("scorecard", authority).readings:
        now, before = reading.now.own, reading.before.own
        said = text.direction(reading)
        if said == text.DOUBTED:
            assert reading.now.doubt or reading.now.doubt_since(reading.before.year)
        elif not before.known or not now.known:
            assert said == "–"
        elif now.read != before.read:
            assert said.startswith("Up") == (now.number > before.number)
        assert not re.search(r"(?i)better|worse|good|bad|red|amber|green", said)


@pytest.mark.parametrize(
    ("before", "now", "says"),
    [((0, 183), (0, 181), "Unchanged"), ((2, 180), (2, 181), "Unchanged"),
     ((2, 100), (4, 100), "Up"), ((4, 100), (0, 100), "Down")],
)  # fmt: skip
def test_none_of_more_or_fewer_is_no_change(before, now, says):
    reading = next(
        reading for reading in hnb.answer("scorecard", "Kent").readings
        if reading.now.own.part is not None and not text._is_doubted(reading)
    )  # fmt: skip

    def counted(compared, part, whole):
        own = replace(compared.own, value=100 * part / whole, part=part, whole=whole)
        return SimpleNamespace(own=own, doubt="", doubt_since=lambda _: "", year=compared.year)

    pair = SimpleNamespace(
        now=counted(reading.now, *now), before=counted(reading.before, *before), beyond_chance=True
    )
    assert text.direction(pair) == says


@pytest.mark.parametrize("authority", [*TRIED, *REST])
def test_every_cell_is_filled_and_rounded_and_only_what_is_believed_has_a_place(authority):
    result = model.answer(counts(), hnb.ask(authority))
    rows = text.table(result).cells()
    assert len(rows) == len(INDICATORS)
    for reading, row in zip(result.readings, rows, strict=True):
        said = " ".join(row)
        assert all(row) and "not available" not in said and not re.search("None(?! of)", said)
        assert not re.search(r"[1-9]\d*\.\d%", said), row
        assert len(row) == (4 if result.few else 8)
        own = reading.now.own
        if not result.few and (reading.now.doubt or own.few or not own.known):
            assert row[5] == "–", row
        if reading.now.doubt and not result.few:
            assert row[6] == text.DOUBTED
        if result.few:
            assert not re.search(r"%|per 1,000|Up|Down|\bof \d+$", said.replace(row[1], "")), row

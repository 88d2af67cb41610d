"""hnb.comparison.doubted against doubts made by hand, and the known ones of the held tables."""

from __future__ import annotations

from dataclasses import replace

import pytest

import hnb
from hnb.answers import tables_of
from hnb.comparison.compared import compare
from hnb.comparison.counts import Counts
from hnb.comparison.doubted import doubt, doubt_of_change
from hnb.comparison.measures.catalogue import MEASURES
from hnb.doubts.doubt import CERTAINTIES, WORDS, Doubt
from tests.comparison.test_compared import ASKED, REFUSED, SHARE, TABLES, ask

LEAPS = Doubt("requests", "it leaps and comes back", 855, "2024", "x", where="outcome=refused")
STEP = Doubt("requests", "a step that no other authority shows", 855, "2024", "x", change_only=True)


def counts(*doubts):
    return Counts(replace(TABLES, doubts=lambda: doubts))


def test_a_doubted_count_has_the_reason_and_no_rank_standing_or_difference():
    compared = compare(SHARE, counts(LEAPS), ask(), 2024)
    assert compared.doubt == LEAPS.words != ""
    assert compared.own.known and not compared.main.standing and not compared.main.side
    for figure in (compared.main.rank, compared.main.difference, compared.england_rank.rank):
        assert (figure.value, figure.reason) == (None, compared.doubt)
    assert compared.main.median.known and compared.series["own"].isna()[2024]


def test_a_doubt_is_of_its_rows_its_period_and_its_authority():
    assert doubt(counts(LEAPS), REFUSED, 855, 2024) and doubt(counts(LEAPS), "requests", 855, 2024)
    assert not doubt(counts(LEAPS), ASKED, 855, 2024)
    assert not doubt(counts(LEAPS), REFUSED, 855, 2023)
    assert not doubt(counts(LEAPS), REFUSED, 850, 2024)
    assert not compare(SHARE, counts(), ask(), 2024).doubt


def test_a_change_alone_leaves_the_figure_and_its_rank():
    compared = compare(SHARE, counts(STEP), ask(), 2024)
    assert not compared.doubt and compared.main.rank.known
    # a doubt about all rows of the table is about the change of each of them
    assert compared.doubt_since(2023) == STEP.words
    assert not doubt_of_change(counts(STEP), SHARE, 855, 2021, 2023)


@pytest.mark.parametrize("change", [{"certainty": "possible"}, {"corrected": True}])
def test_what_is_only_possible_or_corrected_withholds_nothing(change):
    assert not doubt(counts(replace(LEAPS, **change)), SHARE, 855, 2024)


@pytest.mark.parametrize("rule", WORDS)
def test_the_words_of_a_rule_can_be_said_in_a_sentence(rule):
    words = replace(LEAPS, rule=rule).words
    assert hnb.say("Take care: {why}.", why=words).text == f"Take care: {words}."
    assert LEAPS.certainty in CERTAINTIES


@pytest.mark.parametrize(
    ("authority", "measure", "period"),
    [
        ("Newham", "plans_0_to_17", 2025),
        ("Newham", "growth", 2025),
        ("Newham", "high_needs_lines_per_plan", "2024-25"),
        ("Newham", "appeal_rate_plans_reviewed_percent", 2024),
        ("Leicestershire", "elsewhere_percent", 2025),
        ("Leicestershire", "mainstream_percent", 2026),
        ("Leicestershire", "special_percent", 2026),
        ("Wolverhampton", "mainstream_percent", 2025),
        ("Medway", "plans_0_to_17", 2026),
        ("Waltham Forest", "refused_percent", 2024),
        ("Camden", "appeal_rate_plans_reviewed_percent", 2025),
        ("Warwickshire", "share_of_block", "2021-22"),
    ],
)
def test_the_known_faults_of_the_held_tables_are_doubted(authority, measure, period):
    who = hnb.ask(authority)
    tables = tables_of(MEASURES[measure], None)
    compared = compare(MEASURES[measure], tables, who, period)
    assert compared.doubt and not compared.main.rank.known
    assert compare(MEASURES[measure], tables, hnb.ask("Kent"), period).main.rank.known


def test_money_for_each_of_doubted_plans_is_not_given():
    tables = tables_of(MEASURES["high_needs_lines_per_plan"], None)
    own = compare(MEASURES["high_needs_lines_per_plan"], tables, hnb.ask("Newham"), "2024-25").own
    assert own.value is None and "January 2025" in own.reason

"""Oracles: what is true of a made-up council and of random children; nothing that is withheld may
be told more closely than 1 to the threshold less one, by whoever has the papers alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from tests.disclosure.attacks import knowledge, money
from tests.disclosure.attacks.attacking import Attack, attacks, editions_together, one_table
from tests.disclosure.attacks.councils import (
    Council,
    council,
    month_before,
    public_types,
)
from tests.disclosure.attacks.papers import dots
from tests.disclosure.attacks.random_tables import random_tables
from tests.disclosure.attacks.sheets import Cell, Sheet
from tests.disclosure.attacks.solve import Identity, Puzzle

OCTOBER = date(2026, 10, 31)


@dataclass(frozen=True)
class Released:
    """A council that has let out its paper of October, and then that of November."""

    council: Council
    october: Sheet
    november: Sheet
    types: dict[str, str]


@pytest.fixture(scope="module")
def released(tmp_path_factory) -> Released:
    target = council(tmp_path_factory.mktemp("council"), size=0.1)
    target.small_alone = True
    october = target.let_out(day=OCTOBER, change=month_before(OCTOBER), called="October")
    november = target.let_out()  # which failed while the register had no manifest
    return Released(target, october, november, public_types(target))


@pytest.fixture(scope="module")
def random() -> list[Attack]:
    return list(random_tables(4))


def recovered(every: list[Attack]) -> list[str]:
    """The attacks that succeeded, in words; there must have been some at all."""
    assert every
    return [str(attack) for attack in every if attack.has_succeeded]


def test_no_count_is_recovered_from_one_table_with_its_totals(released):
    every = list(one_table(released.council, released.november))
    assert sum(attack.is_small for attack in every) > 100
    assert not recovered(every)


@pytest.mark.parametrize("sheet", ["october", "november"])
def test_no_count_is_recovered_from_all_tables_of_a_month(released, sheet):
    edition = getattr(released, sheet)
    rows = [*knowledge.within_a_table(edition), *knowledge.across_tables(edition)]
    assert not recovered(list(attacks(released.council, "a month", [edition], rows)))


@pytest.mark.parametrize("sheet", ["october", "november"])
def test_no_school_is_told_from_the_public_register_of_schools(released, sheet):
    edition = getattr(released, sheet)
    rows = [
        *knowledge.within_a_table(edition),
        *knowledge.schools_by_type(edition, released.types),
    ]
    assert not recovered(list(attacks(released.council, "register", [edition], rows)))


def test_no_count_is_recovered_from_two_months(released):
    two = [released.october, released.november]
    every = list(editions_together(released.council, "two months", two, released.types))
    assert not recovered(every)


def test_no_average_is_recovered_from_those_that_are_shown(released):
    assert not recovered(list(money.averages_times_places(released.council, released.november)))


def test_no_provider_can_tell_what_another_was_paid(released):
    assert not recovered(list(money.one_provider_of_another(released.council, released.november)))


def test_no_count_is_recovered_from_random_tables(random):
    every = [attack for attack in random if attack.method == "random tables"]
    assert not recovered(every)


def test_a_correction_does_not_tell_of_the_child_that_was_added(random):
    every = [attack for attack in random if attack.method != "random tables"]
    assert not recovered(every)


def test_an_attack_finds_what_a_total_gives_away():
    cells = {"all": 12.0, "few": None, "many": 9.0}
    named = {Cell("a", ("council_plans", name)): value for name, value in cells.items()}
    total, few, many = named
    puzzle = Puzzle(named, [Identity({total: 1, few: -1, many: -1}, "a total")])
    told = puzzle.range_of(few)
    assert (told.low, told.high) == (3, 3)


def test_an_attack_reads_the_numbers_off_a_chart():
    chart = (
        '<text text-anchor="middle" x="10.0" y="9">Jan 2026</text>'
        '<text text-anchor="middle" x="20.0" y="9">Feb 2026</text>'
        '<use href="#t" y="100.0"></use><text text-anchor="end" x="1" y="2">0</text>'
        '<use href="#t" y="0.0"></use><text text-anchor="end" x="1" y="2">10</text>'
        '<use href="#d" x="20.0" y="70.0" fill="#12436d" stroke="#12436d"></use>'
    )
    (dot,) = dots(chart)
    assert (dot.month, dot.value) == ("2026-02", pytest.approx(3))

"""The goals of this question against arithmetic on made-up figures, and met by published ones."""

import hnb
from hnb.validation.checks import why_spend_differs as checks


def test_parts_of_spend_add_up_to_the_penny_for_every_authority():
    tables, neighbours = hnb.tables_for("why_spend_differs"), hnb.load("statistical_neighbours")
    split_up, *errors = checks.of_parts(tables, neighbours, hnb.ask("Leicestershire"))
    assert split_up.reached == 150 and all(goal.met for goal in (split_up, *errors))
    assert len(errors) == 2 and all(goal.high == 0.005 for goal in errors)


def test_parts_that_do_not_add_up_are_seen(monkeypatch):
    right = checks.split
    monkeypatch.setattr(checks, "split", lambda *sides, **how: right(*sides, **how) + 0.01)
    tables, neighbours = hnb.tables_for("why_spend_differs"), hnb.load("statistical_neighbours")
    few = neighbours[neighbours["la_code"].eq(855)]
    split_up, *errors = checks.of_parts(tables, few, hnb.ask("Leicestershire"))
    assert split_up.reached == 1 and not split_up.met
    assert not any(goal.met for goal in errors)


def test_parts_that_do_not_add_up_are_seen_of_an_authority_that_spends_nothing(monkeypatch):
    right = checks.split
    monkeypatch.setattr(checks, "split", lambda *sides, **how: right(*sides, **how) + 0.01)
    tables, neighbours = hnb.tables_for("why_spend_differs"), hnb.load("statistical_neighbours")
    spend = tables["s251_high_needs"]
    amounts = spend["amount_gbp"].mask(spend["la_code"].eq(855), 0)
    without = tables.having(s251_high_needs=spend.assign(amount_gbp=amounts))
    few = neighbours[neighbours["la_code"].eq(855)]
    _, *errors = checks.of_parts(without, few, hnb.ask("Leicestershire"))
    assert not any(goal.met for goal in errors)

"""hnb.validation.made_up and the checks of the council's tables against arithmetic, and against
made-up councils whose true values are known.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import pandas as pd
import pytest

import hnb
from hnb.disclosure.population import CrossTab, Declared, Population
from hnb.tables import Tables
from hnb.validation import made_up, records
from hnb.validation.goals import Goal
from hnb.validation.records import own_and_published

COUNCIL = sorted(module.name for module in iter_modules(records.__path__))
DAY = "2026-11-30"


def _population(value: str, **columns: list[object]) -> Population:
    by_kind = CrossTab("council_payments", by={"month": "month", "payment_kind": "payment_kind"})
    return Population("paid", pd.DataFrame(columns), (by_kind,), value=value)  # type: ignore[arg-type]


def test_cells_are_counts_of_rows_or_sums_in_pence():
    columns = {
        "month": ["2026-10", "2026-10", "2026-11"],
        "payment_kind": ["top-ups", "top-ups", None],
    }
    counted = Declared(populations=(_population("count", **columns),))
    assert made_up.cells(counted, "council_payments") == {("2026-10", "top-ups"): 2}
    paid = _population("amount", **columns, amount_gbp=[0.1, 0.2, 5.0])
    assert made_up.cells(Declared(populations=(paid,)), "council_payments") == {
        ("2026-10", "top-ups"): 30
    }
    assert made_up.cells(counted, "council_plans") == {}


def test_a_total_is_a_cell_of_its_fixed_key():
    tab = CrossTab("council_plans", fixed={"as_at": DAY})
    population = Population("plans", pd.DataFrame(index=range(7)), (tab,))
    assert made_up.cells(Declared(populations=(population,)), "council_plans") == {(DAY,): 7}


def test_two_wrong_cells_that_cancel_are_no_agreement():
    total, agreeing = made_up.agreement("plans", {"a": 5, "b": 5, "c": 0}, {"a": 4, "b": 6})
    assert total.met
    assert (agreeing.planted, agreeing.reached, agreeing.met) == (2, 0, False)
    assert all(goal.met for goal in made_up.agreement("plans", {"a": 5, "c": 0}, {"a": 5}))


def test_a_goal_prints_what_was_planted_and_recovered():
    assert str(made_up.exactly("plans", 9173, 9173)) == (
        "plans: 9,173 planted, 9,173 recovered (goal: exactly)"
    )
    median = made_up.within("median", 22.0, 22.71, 0.02)
    assert not median.met
    assert str(median) == "median: 22 planted, 22.71 recovered (goal: 21.56 to 22.44; missed)"
    assert str(Goal("share", 0.5, high=1)) == "share: 0.5 (goal: at most 1)"


def test_every_goal_names_what_was_planted():
    goals = own_and_published.goals(Tables({}), hnb.ask("Leicestershire"))
    assert [str(goal) for goal in goals if not goal.met] == []
    assert all(goal.planted is not None for goal in goals)


@pytest.mark.slow
@pytest.mark.parametrize("question", COUNCIL)
def test_what_was_planted_is_recovered(question: str):
    ask = hnb.ask("Leicestershire")
    goals = import_module(f"hnb.validation.records.{question}").goals(
        hnb.tables_for(question, ask), ask
    )
    assert goals
    assert [str(goal) for goal in goals if not goal.met] == []

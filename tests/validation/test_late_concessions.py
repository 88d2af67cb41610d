"""hnb.validation.records.late_concessions against made-up councils whose true values are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import hnb
from hnb.tables import Tables
from hnb.validation.records import late_concessions


def test_files_without_the_dearest_lack_their_top_ups_and_their_ledger_rows():
    top_ups = pd.DataFrame({"child": [*"abc"], "annual_amount_gbp": [1.0, 2.0, 9.0]})
    files = {"top_ups": top_ups, "placement_ledger": pd.DataFrame({"child": [*"cad"]})}
    late = late_concessions._without_the_dearest(files)
    assert [*late["top_ups"]["child"]] == ["a", "b"]
    assert [*late["placement_ledger"]["child"]] == ["a", "d"]


def test_amounts_that_are_alike_are_held_but_by_chance_of_their_number():
    case, year = late_concessions._held(np.full(9, 100.0), 100.0)
    assert case == 1.0
    assert 0.92 < year < 0.98


@pytest.mark.slow
def test_what_was_planted_is_recovered():
    goals = late_concessions.goals(Tables({}), hnb.ask("Leicestershire"))
    assert [str(goal) for goal in goals if not goal.met] == []
    broken = {goal.what.split(": ")[-1]: goal.reached for goal in goals[-4:]}
    assert broken["ranges of a case that hold"] < 0.5

"""The goals of this question, met by published figures."""

import hnb
from hnb.validation.checks import expected_plans as checks


def test_expected_plans_reach_their_goals_in_every_january():
    goals = checks.goals(hnb.tables_for("expected_plans"), hnb.ask("Leicestershire"))
    assert len(goals) == 20 and not [goal for goal in goals if not goal.met]
    assert {goal.low for goal in goals if "R²" in goal.what} == {0.08, 0.10}

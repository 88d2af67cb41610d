"""The goals of this question, met by published figures."""

import pytest

import hnb
from hnb.questions.programme.outcomes import outcomes, spending_outcomes
from hnb.validation.checks import programme as checks


def test_where_nothing_was_done_the_test_of_a_programme_rejects_as_often_as_it_says():
    counts, share = outcomes(hnb.tables_for("programme"))
    goals = checks.of_outcomes(counts, share, 855)
    assert all(goal.met for goal in goals)
    # as on the page docs/methods/impact.md: about an eighth, a fifth and a quarter
    least = [goal.reached for goal in goals if "least effect" in goal.what][:3]
    assert least == pytest.approx([13, 20, 25], rel=0.05)


def test_the_test_of_spending_rejects_as_often_as_it_says_where_nothing_was_done():
    goals = checks.of_spending(spending_outcomes(hnb.tables_for("programme")), 855)
    assert all(goal.met for goal in goals)
    # as on the page docs/methods/impact.md: net spending, then spending per plan
    least = [goal.reached for goal in goals if "least effect" in goal.what]
    assert least == pytest.approx([17, 25, 31, 18, 25, 30], rel=0.05)

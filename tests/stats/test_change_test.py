"""hnb.stats.change_test against scipy, and against tables counted out by hand."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, fisher_exact

from hnb.stats.change_test import rate_changed, share_changed


def test_a_share_by_hand():
    # 3 of 3 after 0 of 3: of the 20 ways to place three among six, two are as extreme
    assert share_changed((3, 3), (0, 3)) == pytest.approx(2 / comb(6, 3))


def test_a_rate_by_hand():
    # 4 cases and then none among as many people: all four on either side of a coin
    assert rate_changed((4, 100), (0, 100)) == pytest.approx(2 / 2**4)


COUNT = st.integers(0, 400)


@given(COUNT, st.integers(1, 400), COUNT, st.integers(1, 400))
def test_a_share_is_as_scipy_has_it(part, rest, part_before, rest_before):
    now, before = (part, part + rest), (part_before, part_before + rest_before)
    expected = fisher_exact([[part, rest], [part_before, rest_before]]).pvalue
    assert share_changed(now, before) == pytest.approx(expected, rel=1e-6)


@given(COUNT, COUNT, st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_rate_is_as_scipy_has_it(part, part_before, people, people_before):
    expected = 1.0
    if part + part_before:
        share = people / (people + people_before)
        expected = binomtest(part, part + part_before, share).pvalue
    mine = rate_changed((part, people), (part_before, people_before))
    assert mine == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("test", [share_changed, rate_changed])
def test_nothing_has_changed_where_both_years_are_alike(test):
    assert test((50, 100), (50, 100)) == pytest.approx(1)

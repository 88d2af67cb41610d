"""The rules of hnb.doubts against faults put into the published tables, and panels made without any:
oracle: what was planted (tests/doubts/planted.py, which prints all of it).
"""

from __future__ import annotations

from collections import Counter

import pytest

from hnb.doubts.series import SERIES
from tests.doubts.planted import (
    FLOWS,
    JUDGED,
    every_fault,
    false_alarms,
    false_moves,
    faults_in_flows_alone,
    moved_between_groups,
    name_of,
    scaled,
    swapped,
)

LEAST_FOUND, MOST_FALSE = 0.9, 0.05


@pytest.mark.parametrize("series", [JUDGED[0], JUDGED[-2]], ids=name_of)
def test_most_planted_faults_are_found(series):
    found = [*scaled(series, "halved", 0.5, 8, seed=3), *scaled(series, "doubled", 2.0, 8, seed=4)]
    found.append(swapped(series, 8, seed=5))
    share = sum(each.found for each in found) / sum(each.planted for each in found)
    assert share >= LEAST_FOUND, found


def test_plans_moved_to_another_group_are_found():
    assert moved_between_groups(10, seed=6).share >= LEAST_FOUND


@pytest.mark.slow
def test_nine_in_ten_of_every_kind_of_fault_are_found():
    planted, found = Counter(), Counter()
    for fault in every_fault(24, seed=12):
        planted[fault.kind] += fault.planted
        found[fault.kind] += fault.found
        planted[fault.series] += fault.planted
        found[fault.series] += fault.found
    shares = {kind: round(found[kind] / planted[kind], 3) for kind in planted}
    print(shares)
    flows = {name_of(series) for series in FLOWS}
    assert not {
        kind: share for kind, share in shares.items() if share < LEAST_FOUND and kind not in flows
    }
    alone = list(faults_in_flows_alone(24, seed=12))
    beyond_two = [each for each in alone if each.kind not in ("halved", "doubled")]
    assert sum(each.found for each in beyond_two) / sum(each.planted for each in beyond_two) > 0.9
    every = found.total() // 2 + sum(each.found for each in alone)  # counted by kind and by series
    assert every / (planted.total() // 2 + sum(each.planted for each in alone)) >= LEAST_FOUND


@pytest.mark.parametrize("series", SERIES, ids=name_of)
def test_a_panel_without_a_fault_raises_few_doubts(series):
    wrong, cells = false_alarms(series, 2, seed=1)
    assert wrong / cells <= MOST_FALSE


def test_groups_that_go_their_own_way_raise_few_doubts():
    wrong, cells = false_moves(1, seed=2)
    assert wrong / cells <= MOST_FALSE

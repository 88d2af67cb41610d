"""The rules by which a period was first published against days worked out by hand."""

from __future__ import annotations

import pytest

from hnb.tables import table
from tests.store.first_published import first_published


@pytest.mark.parametrize(
    ("name", "period", "rule", "day"),
    [
        ("ehc_plans", 2021, "06-30", "2021-06-30"),
        ("new_plans", 2023, "+1-06-30", "2024-06-30"),
        ("dsg_blocks", "2023-24", "-1-12-17", "2023-12-17"),
        ("dsg_blocks", "2023-24", "03-16", "2024-03-16"),
    ],
)
def test_a_period_was_first_published_on_the_day_of_its_rule(
    name: str, period: object, rule: str, day: str
):
    release = {"published": "2025-06-26", "first_published": {name: rule}}
    assert first_published(release, table(name), period) == day


def test_a_release_without_a_rule_was_first_with_its_periods():
    assert first_published({"published": "2025-06-26"}, table("ehc_plans"), 2021) == "2025-06-26"

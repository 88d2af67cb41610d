"""Very few plans, against counts as they read."""

from __future__ import annotations

from dataclasses import replace

import pytest

import hnb
from hnb.comparison.small import LEAST_PLANS, has_few_plans
from tests.conftest import frame

ASK = replace(hnb.ask("City of London"), january=2025)


def _counts(*plans: object) -> str:
    rows = (f"201 {2024 + place} {count}" for place, count in enumerate(plans))
    return "\n".join(["la_code january plans", *rows, "202 2025 900"])


@pytest.mark.parametrize(
    ("plans", "few"),
    [
        ((70, LEAST_PLANS - 1), True),
        ((20, LEAST_PLANS), False),
        ((20, 70, 20), False),  # the January after the one asked about
        ((20, "."), True),
        ((".", "."), False),
    ],
)
def test_the_last_count_to_the_january_asked_about_decides(plans, few):
    assert has_few_plans(frame(_counts(*plans)), ASK) is few


def test_two_authorities_have_few_plans():
    from hnb.domain import areas

    tables = hnb.load("ehc_plans")
    few = [
        authority.name
        for authority in areas.current()
        if has_few_plans(tables, replace(ASK, authority=authority, january=2026))
    ]
    assert few == ["City of London", "Isles of Scilly"]

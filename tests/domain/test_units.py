"""hnb.domain.units against sentences as a finance officer would write them."""

from __future__ import annotations

import pytest

from hnb.domain import units


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (73_586_443, "gbp", "£73.6 million"),
        (-7_061_166, "gbp", "−£7.1 million"),
        (999_949, "gbp", "£999,949"),
        (999_950, "gbp", "£1.0 million"),
        (9_952_172_126, "gbp", "£9.95 billion"),
        (72_070_823, "gbp_whole", "£72,070,823"),
        (4.87, "gbp_per_hour", "£4.87"),
        (102.1, "percent", "102.1%"),
        (-0.04, "percent", "0.0%"),
        (-1.5, "percentage_points", "−1.5 percentage points"),
        (37.84, "per_1000", "37.8 per 1,000"),
        (1, "plans", "1 plan"),
        (-1, "plans", "−1 plan"),
        (5288, "plans", "5,288 plans"),
        (1, "authorities", "1 authority"),
        (35, "rank", "35th"),
        (1, "rank", "1st"),
        (22, "rank", "22nd"),
        (113, "rank", "113th"),
        (3, "rank", "3rd"),
        (1.234, "ratio", "1.23"),
        (2025, "year", "2025"),
        (None, "gbp", "not available"),
        (float("nan"), "plans", "not available"),
        ("above", "word", "above"),
    ],
)
def test_a_value_is_written_as_it_stands_in_a_sentence(value, unit, text):
    assert units.write(value, unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (17.4, "percent", "17%"),
        (4.27, "percent", "4%"),
        (0.16, "percent", "0.2%"),
        (0.96, "percent", "1%"),
        (-7.8, "percent", "−8%"),
        (11_529, "plans", "11,500 plans"),
        (-11_529, "plans", "−11,500 plans"),
        (518, "plans", "520 plans"),
        (47, "plans", "47 plans"),
        (72_070_823, "gbp_whole", "£72.1 million"),
        (72_070_823, "gbp", "£72.1 million"),
        (463_719, "gbp", "£464,000"),
        (-463_719, "gbp", "−£464,000"),
        (24_934, "gbp", "£24,934"),
        (37.84, "per_1000", "37.8 per 1,000"),
        (524.93, "gbp_per_head", "£525"),
        (4.87, "gbp_per_head", "£4.87"),
        (None, "percent", "not available"),
        ("above", "percent", "above"),
    ],
)
def test_a_value_is_rounded_for_reading(value, unit, text):
    assert units.read(value, unit) == text

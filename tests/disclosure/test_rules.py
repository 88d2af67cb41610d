"""hnb.disclosure.rules against what is said of each setting."""

import pytest

from hnb.disclosure.rules import Rules
from hnb.domain.errors import ParameterError


def test_counts_from_one_up_to_the_threshold_are_small():
    assert [count for count in range(9) if Rules().is_small(count)] == [1, 2, 3, 4, 5]


def test_zero_is_small_where_it_is_withheld():
    rules = Rules(threshold=3, zeros="withheld")
    assert [count for count in range(9) if rules.is_small(count)] == [0, 1, 2]


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"threshold": 1}, "parameter threshold: 1. Expected a whole number from 2"),
        ({"zeros": "hidden"}, "parameter zeros: hidden. Expected shown or withheld"),
        ({"p_percent": 0}, "parameter p_percent: 0. Expected a percentage between"),
        ({"fewest_in_a_measure": 4}, "parameter fewest_in_a_measure: 4. Expected no fewer than"),
    ],
)
def test_settings_that_protect_nothing_are_refused(setting, message):
    with pytest.raises(ParameterError, match=message):
        Rules(**setting)

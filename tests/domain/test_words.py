"""hnb.domain.words against words as they read."""

import pytest

from hnb.domain import words


@pytest.mark.parametrize(
    ("items", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_words_are_listed_as_in_a_sentence(items, text):
    assert words.listed(items) == text


def test_years_in_a_row_are_said_as_a_span():
    assert words.spans([2015, 2012, 2013, 2018]) == "2012 to 2013, 2015 and 2018"
    assert words.spans([]) == ""

"""hnb.domain.words against words as they read."""

import pytest

from hnb.domain import words


@pytest.mark.parametrize(
    ("items", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_words_are_listed_as_in_a_sentence(items, text):
    assert words.listed(items) == text


@pytest.mark.parametrize(
    ("text", "within"), [("Net outturn", "net outturn"), ("EHC plans", "EHC plans"), ("", "")]
)
def test_a_capital_is_left_out_within_a_sentence_but_for_an_abbreviation(text, within):
    assert words.within_a_sentence(text) == within


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("High needs in Isle of Wight", "High needs in the Isle of Wight"),
        ("Isles of Scilly has 15 plans. Isles of Scilly is small.",
         "The Isles of Scilly has 15 plans. The Isles of Scilly is small."),
        ("Kent, City of London and Kent", "Kent, the City of London and Kent"),
        ("In the Isle of Wight; The East Riding of Yorkshire", "In the Isle of Wight; The East Riding of Yorkshire"),
        ("High needs in Kent", "High needs in Kent"),
        ("authorities in East Midlands", "authorities in the East Midlands"),
        ("8 in North East Lincolnshire, 9 in North Somerset", "8 in North East Lincolnshire, 9 in North Somerset"),
        ("in London, in South West", "in London, in the South West"),
    ],
)  # fmt: skip
def test_an_area_has_its_article(text, written):
    assert words.with_articles(text) == written


def test_a_name_that_ends_in_s_takes_no_other():
    assert [words.possessive(name) for name in ("Kent", "Tower Hamlets")] == [
        "Kent’s",
        "Tower Hamlets’",
    ]


def test_years_in_a_row_are_said_as_a_span():
    assert words.spans([2015, 2012, 2013, 2018]) == "2012 to 2013, 2015 and 2018"
    assert words.spans([]) == ""

"""The reading grades against published worked examples and a dictionary's syllables."""

from __future__ import annotations

import pytest

from tests.papers.phrases import EVERYWHERE, IN_MAIN
from tests.papers.reading import (
    automated_readability,
    faults,
    flesch_kincaid,
    main_paper,
    numbers,
    phrases_in,
    sentences,
    syllables,
    too_hard,
)

# as a dictionary parts them
SYLLABLES = {
    "cat": 1, "plan": 1, "placed": 1, "schools": 1, "places": 2, "table": 2, "children": 2,
    "needs": 1, "issued": 2, "requests": 2, "council": 2, "education": 4, "authority": 4,
    "authorities": 4, "neighbours": 2, "statistical": 4, "England": 2, "special": 2, "deficit": 3,
    "average": 3, "people": 2, "January": 4, "spending": 2, "expected": 3, "Leicestershire": 3,
    "independent": 4, "area": 3, "idea": 3, "EHC": 3, "likely": 2, "therefore": 2,
}  # fmt: skip


@pytest.mark.parametrize(
    "text, grade", [("The cat sat on the mat.", -1.45), ("I go. I go.", -3.01)]
)
def test_flesch_kincaid_is_as_by_hand(text, grade):
    assert flesch_kincaid(text) == pytest.approx(grade, abs=0.01)


def test_automated_readability_is_as_by_hand():
    assert automated_readability("The cat sat on the mat.") == pytest.approx(
        4.71 * 17 / 6 + 0.5 * 6 - 21.43
    )


def test_syllables_are_mostly_those_of_a_dictionary():
    wrong = {word: syllables(word) for word, count in SYLLABLES.items() if syllables(word) != count}
    assert len(wrong) <= 3, wrong  # a rule of vowels cannot know every word


def test_a_stop_within_a_number_ends_no_sentence():
    text = "Spending was £73.6 million. No. It rose by 2.5% (England 1.8%). St. Helens has none."
    assert sentences(text) == [
        "Spending was £73.6 million.",
        "No. It rose by 2.5% (England 1.8%).",
        "St. Helens has none.",
    ]


@pytest.mark.parametrize(
    "sentence, count",
    [
        ("It refused 17% (neighbours 29%, England 25%).", 3),
        ("In January 2026 it had 59.8 per 1,000 residents aged 0 to 17.", 1),
        ("By 31 March 2026 it had been 20 weeks since 2023-24 under section 251.", 0),
    ],
)
def test_years_dates_and_terms_are_no_numbers_to_keep_in_mind(sentence, count):
    assert len(numbers(sentence)) == count


@pytest.mark.parametrize(
    "sentence, phrase",
    [
        ("The figures do not bear out that it has more.", "bear out"),
        ("Plans have grown by −7.8% since.", "grown by −"),
        ("It is £525 a head.", "a head"),
        ("High needs in Bristol, City of.", ", City of"),
        ("All of them (1 plan out of 1 plan).", "1 plan out of 1 plan"),
        (" ".join(["word"] * 36) + ".", "36 words"),
        ("It was 1, 2, 3 and 4.", "4 numbers"),
    ],
)
def test_what_is_not_plain_is_told(sentence, phrase):
    assert phrase in " ".join(map(str, faults(sentence)))


@pytest.mark.parametrize("phrase", [*EVERYWHERE, *IN_MAIN], ids=lambda phrase: phrase.planted)
def test_every_phrase_that_is_given_up_is_found_where_it_is_planted(phrase):
    found = [fault.says for fault in phrases_in(phrase.planted)]
    assert f"‘{phrase.found_in(phrase.planted)}’ (better: {phrase.better})" in found


@pytest.mark.parametrize("phrase", IN_MAIN, ids=lambda phrase: phrase.planted)
def test_an_appendix_may_have_a_statisticians_words(phrase):
    assert phrases_in(phrase.planted, is_main=False) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "No. Kent has fewer plans for its size than most similar areas (9th of 11).",
        "The gap is too large to be chance.",
        "It is 35th highest of 150, and a typical (median) neighbour is 40th.",
        "It refused 17% (neighbours 29%, England 25%).",
        "The likely range is 9,200 to 14,500.",
        "Too early to say: only a change of about a quarter would show yet.",
        "These factors explain about an eighth of the differences between areas.",
        "High needs in Bristol has fallen by 8%; it has one plan.",
        "Compared with others it is zero per child.",
        "None of the 11 plans, and 1 of 40 others, took over a year in 2021-22.",
        "It was an 8% rise, then an £18 fall, and a 100% rise.",
        "Did placements cost more than the block of £0.6 million? A head teacher asks.",
        "Children in St. Helens had 5 plans: −0.5 percentage points.",
    ],
)
def test_a_plain_sentence_has_no_fault(sentence):
    assert faults(sentence) == []


def test_a_hard_text_is_told_by_every_grade():
    text = "Notwithstanding considerable methodological heterogeneity, " * 5 + "authorities differ."
    assert len(too_hard(text)) == 3


def test_only_the_prose_of_the_main_paper_is_read():
    page = (
        "<nav><li>Contents</li></nav><h2>Plans</h2><p><span class='number'>1. </span>"
        "<span>It has 5 plans.</span></p><table><tr><td><p>cell</p></td></tr></table>"
        "<p class='source'>Source: DfE</p><ul><li>A list</li></ul><h2>Appendix A: More</h2><p>No.</p>"
    )
    assert main_paper(page) == ["It has 5 plans.", "A list"]

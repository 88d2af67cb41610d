"""hnb.questions.prevalence.text against the made-up case.py."""

import hnb
from hnb.domain.comparators import Comparators
from hnb.questions.prevalence import text
from tests.questions.prevalence.case import CLOSED, NEW, OLD, compared, whole


def test_the_answer_comes_first_and_the_rate_after_it():
    result = whole()
    assert str(text.verdict(result)) == (
        "Yes. Leicestershire has more EHC plans for its size than most similar authorities (2nd "
        "highest of 4 in January 2025). At the rate of a typical neighbour it would have 180 plans "
        "fewer than it has, too many to be chance."
    )
    assert str(text.rate(result)) == (
        "Leicestershire had 720 plans in January 2025: 40.0 per 1,000 residents aged 0 to 17. A "
        "typical neighbour had 30.0 per 1,000. England had 50.0 per 1,000."
    )


def test_the_answer_in_the_middle_half_says_neither_a_gap_nor_chance():
    said = str(text.verdict(whole(comparators=(OLD, NEW))))
    assert said.startswith(
        "No, but in the middle half. Leicestershire has fewer EHC plans for its size than a typical "
        "neighbour (3rd highest of 4"
    )
    assert "chance" not in said and "than it has" not in said


def test_a_comparator_left_out_is_named():
    assert str(text.left_out(whole(comparators=(OLD, NEW)))).endswith(
        "Left out: Cumbria (last counted at January 2023) and Derbyshire (last counted at January "
        "2024)."
    )
    assert text.left_out(whole()) is None


def test_a_list_of_later_data_is_said_to_be_one():
    assert "drawn up on later data" in str(text.left_out(whole(january=2024)))


def test_flips_name_what_changes_and_what_does_not():
    said = str(text.flips(whole()))
    assert said.startswith("The answer is the same with another age group")
    assert "It changes with another list of similar authorities (in the middle half)." in said
    assert str(text.pulled(whole())) == (
        "The mean of neighbours is 35.0 per 1,000. Without Oxfordshire, which is furthest from it, "
        "it would be 30.0 per 1,000."
    )


def test_the_highest_and_the_lowest_are_called_so():
    assert "the highest of 4 in" in str(text.verdict(whole(926)))
    lowest = Comparators("statistical neighbours (2025 list)", (855, 931, 926), 2025)
    assert "the lowest of 4 in" in str(text.verdict(whole(850, comparators=(lowest, OLD))))


def test_where_there_is_no_figure_each_sentence_says_why():
    closed = whole(909, closed=CLOSED)
    why = "Cumbria closed on 1 April 2023"
    for sentence in (text.rate, text.verdict, text.unusual, text.grown):
        assert why in str(sentence(closed)) and sentence(closed).missing == why
    assert str(text.flips(closed)) == "There is no other figure to check this answer with."
    assert text.claims(closed) is None


def test_a_denominator_that_gave_way_is_said():
    assert str(text.counted_over(whole(denominator="0 to 25"))).startswith(
        "Numbers of residents aged 0 to 25 (estimate) are not in the editions used here for January 2025"
    )
    assert text.counted_over(whole()) is None


def test_growth_is_said_with_that_of_the_comparators():
    assert str(text.grown(compared())) == (
        "Plans are up 20% since January 2023; in neighbours together they are up 80%."
    )


def test_a_claim_is_answered_for_this_january_and_the_one_before():
    listing = text.claims(whole())
    assert listing.header[2:] == ("January 2024", "January 2025")
    more, than_england, *growing = listing.cells()
    assert more[1:] == ["More than most", "The highest of 4", "2nd highest of 4"]
    assert (than_england[1], than_england[3]) == ("No", "40.0 per 1,000 (England 50.0 per 1,000)")
    assert [row[0].split(",")[0] for row in growing] == [
        "Plans rising faster than in similar areas",
        "Plans rising faster than in England",
    ]


def test_a_doubted_figure_is_not_compared():
    doubted = hnb.answer("prevalence", "Newham", january=2025)
    assert str(text.verdict(doubted)).startswith(
        "Too doubtful to judge: the figure for January 2025"
    )
    later = text.claims(hnb.answer("prevalence", "Newham", january=2026)).cells()
    assert [row[2] for row in later] == ["Doubtful"] * 4
    assert later[0][3] == "The lowest of 11"


def test_tables_have_a_row_for_each_list_and_population():
    short, long = text.side_by_side(compared()), text.side_by_side(compared(), ranges=True)
    assert len(short.rows) == len(long.rows) == 4
    assert (short.appendix, long.appendix) == (False, True)
    assert short.cells()[0][2:] == [
        "40.0 per 1,000",
        "35.0 per 1,000",
        "30.0 per 1,000",
        "2nd",
        "More than most",
    ]
    assert short.source == "Source: plans-1, population-made-up."


def test_mismatch_of_each_population_is_named():
    found = str(text.mismatches(compared()))
    assert "residents aged 0 to 17" in found and "residents aged 2 to 18" in found

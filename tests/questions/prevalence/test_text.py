"""hnb.questions.prevalence.text against the made-up case.py."""

from hnb.domain.comparators import Comparators
from hnb.questions.prevalence import text
from tests.questions.prevalence.case import CLOSED, NEW, OLD, compared, whole


def test_sentences_say_the_rate_and_the_verdict():
    result = whole()
    assert str(text.rate(result)) == (
        "Leicestershire had 720 plans in force in January 2025, 40.0 per 1,000 residents aged 0 to "
        "17 (estimate before "
        "revision); the middle rate of its statistical neighbours is 30.0 per 1,000; "
        "England has "
        "50.0 per 1,000."
    )
    assert str(text.verdict(result)).startswith(
        "The published figures bear out that Leicestershire has more EHC plans for its size than "
        "similar authorities. "
        "In January 2025 its rate per 1,000 residents aged 0 to 17 is higher than three quarters of its statistical neighbours"
        ": the 2nd "
        "highest of 4 authorities. It has 112 plans more than it would at their rate"
    )
    assert (text.rate(result).summary, text.verdict(result).summary) == ("rate", "answer")


def test_a_comparator_left_out_is_named_in_the_verdict():
    found = str(text.verdict(whole(comparators=(OLD, NEW))))
    assert (
        "Left out: Cumbria (last counted at January 2023) and Derbyshire (last counted at January "
        "2024)." in found
    )


def test_a_list_of_later_data_is_said_to_be_one():
    assert "drawn up on later data" in str(text.verdict(whole(january=2024)))


def test_flips_name_what_changes_and_what_does_not():
    found = str(text.flips(whole()))
    assert found.startswith("The answer (‘above’) is the same with another age group")
    assert (
        "changes with another list of similar authorities (in the middle: statistical neighbours "
        "(2021 list))" in found
    )
    assert str(text.pulled(whole())) == (
        "Without Oxfordshire, which is furthest from it, their mean of 35.0 per 1,000 would be "
        "30.0 per 1,000."
    )


def test_the_highest_and_the_lowest_are_called_so():
    assert "the highest of 4 authorities" in str(text.verdict(whole(926)))
    lowest = Comparators("statistical neighbours (2025 list)", (855, 931, 926), 2025)
    assert "the lowest of 4 authorities" in str(text.verdict(whole(850, comparators=(lowest, OLD))))


def test_where_there_is_no_figure_each_sentence_says_why():
    closed = whole(909, closed=CLOSED)
    why = "Cumbria closed on 1 April 2023"
    assert str(text.rate(closed)) == f"{why}."
    assert why in str(text.verdict(closed)) and why in str(text.unusual(closed))
    assert str(text.flips(closed)).startswith("Whether the answer holds cannot be tried")
    assert str(text.grown(closed)) == f"Growth is not available: {why}."


def test_a_denominator_that_gave_way_is_said_first():
    assert str(text.rate(whole(denominator="0 to 25"))).startswith(
        "No population of residents aged 0 to 25 (estimate)"
    )


def test_growth_is_set_beside_that_of_the_comparators():
    assert str(text.grown(compared())) == (
        "Since January 2023 plans have grown by 20.0%, against 80.0% for its statistical "
        "neighbours together."
    )


def test_tables_have_a_row_for_each_list_and_population():
    short, long = text.side_by_side(compared()), text.side_by_side(compared(), ranges=True)
    assert len(short.rows) == len(long.rows) == 4
    assert (short.appendix, long.appendix) == (False, True)
    assert short._cells()[0][2:] == [
        "40.0 per 1,000",
        "35.0 per 1,000",
        "30.0 per 1,000",
        "2nd",
        "above",
    ]
    assert short.source == "Source: plans-1, population-made-up."


def test_mismatch_of_each_population_is_named():
    found = str(text.mismatches(compared()))
    assert "residents aged 0 to 17" in found and "residents aged 2 to 18" in found

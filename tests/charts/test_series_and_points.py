"""hnb.charts.series, points and words against the made-up tests/questions/prevalence/case.py, and the
canvas.
"""

from functools import cache

import pytest

from hnb.charts import points, series, words
from hnb.domain.comparators import Comparators
from hnb.figures import MIME
from hnb.questions.prevalence import model as prevalence
from tests.charts.canvas import collisions, off_canvas
from tests.questions.prevalence.case import (
    CLOSED,
    NEW,
    OLD,
    ask,
    compared,
    of_one,
    plans,
    population,
)

CHARTS = (series.rates_over_time, points.ranked, points.funnel)


@cache
def whole(code: int = 855, **asked) -> prevalence.Prevalence:
    england, region = of_one("england", 5000, 100000), of_one("region", 900, 20000)
    return prevalence.compare(
        plans(), population(), ask(code, **asked), england=england, region=region
    )


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize(
    "asked", [{}, {"january": 2023}, {"code": 909, "closed": CLOSED}, {"code": 420}, {"code": 830}]
)
def test_no_text_leaves_the_canvas_or_covers_another(chart, asked):
    drawn = chart(whole(**asked))
    assert off_canvas(drawn.figure) == []
    assert collisions(drawn.figure) == []
    assert drawn.alt.endswith(".") and drawn.source.startswith("Source: ")


@pytest.mark.parametrize("chart", CHARTS)
def test_long_names_stay_on_the_canvas(chart, monkeypatch):
    from tests.questions.prevalence import case as prevalence_case

    long = "Bournemouth, Christchurch and Poole"
    monkeypatch.setitem(prevalence_case.NAMES, 855, long)
    drawn = chart(whole.__wrapped__())
    assert off_canvas(drawn.figure) == []
    assert long in drawn.caption


def test_ranked_dots_are_in_order_of_rate():
    axes = points.ranked(whole()).figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "Hampshire",
        "Staffordshire",
        "Leicestershire",
        "Oxfordshire",
    ]


def test_ranked_dots_of_all_england_fall_back_on_a_list_that_can_be_named():
    everyone = Comparators(
        "all other authorities in England", tuple(range(200, 400)) + NEW.codes * 8, kind="england"
    )
    assert (
        "statistical neighbours (2025 list)"
        in points.ranked(whole(comparators=(everyone, NEW))).caption
    )


def test_series_ends_where_the_result_does():
    lines = {
        text.get_text(): text.xy[1]
        for text in series.rates_over_time(whole(), "0 to 17").figure.axes[0].texts
    }  # label_ends moves labels apart; the highest stays above the lowest
    assert lines["highest comparator"] > lines["lowest comparator"]
    assert set(lines) == {
        "Leicestershire",
        "their median",
        "highest comparator",
        "lowest comparator",
        "England",
    }


def test_alternative_text_names_the_authority_its_rate_and_the_extremes():
    result = whole()
    assert points.ranked(result).alt == (
        "Dots of EHC plans per 1,000 residents aged 0 to 17 (estimate before revision), from "
        "Oxfordshire (45.0 per "
        "1,000) to Staffordshire (30.0 per 1,000). Leicestershire (40.0 per 1,000) is 2nd of 4 "
        "authorities. The median "
        "is 30.0 per 1,000."
    )
    alt = series.rates_over_time(result, "0 to 17").alt
    assert "is above the median of its statistical neighbours (2025 list) in 2023 to 2025." in alt
    assert alt.endswith(
        "In January 2025 it has 40.0 per 1,000; they run from 30.0 per 1,000 to 45.0 per 1,000."
    )
    assert (
        "Leicestershire (40.0 per 1,000) is not statistically unusual" in points.funnel(result).alt
    )


def test_a_chart_carries_the_figures_it_shows():
    block = points.ranked(whole())._repr_mimebundle_()[MIME]
    assert {figure["name"] for figure in block["figures"]} >= {"prevalence.rate_per_1000"}


def test_sentences_say_the_rate_and_the_verdict():
    result = whole()
    assert str(words.rate(result)) == (
        "Leicestershire had 720 plans in force in January 2025, 40.0 per 1,000 residents aged 0 to "
        "17 (estimate before "
        "revision); the middle rate of its statistical neighbours (2025 list) is 30.0 per 1,000; "
        "England has "
        "50.0 per 1,000."
    )
    assert str(words.verdict(result)).startswith(
        "The published figures bear out that Leicestershire has more EHC plans for its size than "
        "similar authorities. "
        "In January 2025 its rate is higher than three quarters of its statistical neighbours "
        "(2025 list): the 2nd "
        "highest of 4 authorities. It has 112 plans more than it would at their rate"
    )
    assert (words.rate(result).summary, words.verdict(result).summary) == ("rate", "answer")


def test_a_comparator_left_out_is_named_in_the_verdict():
    text = str(words.verdict(whole(comparators=(OLD, NEW))))
    assert (
        "Left out: Cumbria (last counted at January 2023) and Derbyshire (last counted at January "
        "2024)." in text
    )


def test_a_list_of_later_data_is_said_to_be_one():
    assert "drawn up on later data" in str(words.verdict(whole(january=2024)))


def test_flips_name_what_changes_and_what_does_not():
    text = str(words.flips(whole()))
    assert text.startswith("The answer (‘above’) is the same with another age group")
    assert (
        "changes with another list of similar authorities (in the middle: statistical neighbours "
        "(2021 list))" in text
    )
    assert str(words.pulled(whole())) == (
        "Without Oxfordshire, which is furthest from it, their mean of 35.0 per 1,000 would be "
        "30.0 per 1,000."
    )


def test_the_highest_and_the_lowest_are_called_so():
    assert "the highest of 4 authorities" in str(words.verdict(whole(926)))
    lowest = Comparators("statistical neighbours (2025 list)", (855, 931, 926), 2025)
    assert "the lowest of 4 authorities" in str(
        words.verdict(whole(850, comparators=(lowest, OLD)))
    )


def test_where_there_is_no_figure_each_sentence_says_why():
    closed = whole(909, closed=CLOSED)
    why = "Cumbria closed on 1 April 2023, before January 2025"
    assert str(words.rate(closed)) == f"{why}."
    assert why in str(words.verdict(closed)) and why in str(words.unusual(closed))
    assert str(words.flips(closed)).startswith("Whether the answer holds cannot be tried")
    assert str(words.grown(closed)) == "Growth is not available: fewer than two Januaries are held."


def test_a_denominator_that_gave_way_is_said_first():
    assert str(words.rate(whole(denominator="0 to 25"))).startswith(
        "No population of residents aged 0 to 25 (estimate)"
    )


def test_growth_is_set_beside_that_of_the_comparators():
    assert str(words.grown(compared())) == (
        "Since January 2023 plans have grown by 20.0%, against 80.0% for its statistical "
        "neighbours (2025 list) "
        "together and not available for England."
    )


def test_tables_have_a_row_for_each_list_and_population():
    short, long = words.side_by_side(compared()), words.side_by_side(compared(), ranges=True)
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
    text = str(words.mismatches(compared()))
    assert "residents aged 0 to 17" in text and "residents aged 2 to 18" in text


@pytest.mark.parametrize(
    ("items", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_words_are_listed_as_in_a_sentence(items, text):
    assert words.listed(items) == text


def test_years_in_a_row_are_said_as_a_span():
    assert words.spans([2015, 2012, 2013, 2018]) == "2012 to 2013, 2015 and 2018"
    assert words.spans([]) == ""

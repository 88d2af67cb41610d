"""hnb.questions.prevalence.charts against the made-up case.py, and the canvas."""

import pytest

import hnb
from hnb.domain.comparators import Comparators
from hnb.figures import MIME
from hnb.questions.prevalence import charts
from hnb.questions.prevalence import model as prevalence
from tests.charts.faults import collisions, off_canvas
from tests.comparison.case import plans
from tests.questions.prevalence.case import CLOSED, NEW, ask, tables, whole

CHARTS = (charts.rates_over_time, charts.ranked, charts.funnel)


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize(
    "asked", [{}, {"january": 2023}, {"code": 909, "closed": CLOSED}, {"code": 420}, {"code": 830}]
)
def test_no_text_leaves_the_canvas_or_covers_another(chart, asked):
    drawn = chart(whole(**asked))
    if drawn is None:  # too few rates, or too few Januaries
        assert chart is not charts.ranked and asked
        return
    assert off_canvas(drawn.figure) == []
    assert collisions(drawn.figure) == []
    assert drawn.alt.endswith(".") and drawn.source.startswith("Source: ")


def test_januaries_of_the_councils_own_records_are_named():
    counted = plans()
    here = counted["la_code"].eq(855) & counted["january"].eq(2025)
    counted["release"] = counted["release"].mask(here, "council-2026-11-30")
    drawn = charts.rates_over_time(prevalence.answer(tables().having(ehc_plans=counted), ask()))
    words = "From the council's own records: 2025"
    assert drawn.alt.endswith(f"{words}.") and words in drawn.figure.texts[0].get_text()
    assert "own records" not in charts.rates_over_time(whole()).alt


@pytest.mark.parametrize("chart", CHARTS)
def test_long_names_stay_on_the_canvas(chart, monkeypatch):
    from tests.questions.prevalence import case as prevalence_case

    long = "Bournemouth, Christchurch and Poole"
    monkeypatch.setitem(prevalence_case.NAMES, 855, long)
    drawn = chart(whole.__wrapped__())
    assert off_canvas(drawn.figure) == []
    assert long in drawn.caption


def test_caption_of_the_funnel_says_whether_the_authority_is_drawn():
    for code, is_drawn in ((855, True), (909, False), (420, False)):
        asked = {"code": code, "closed": CLOSED} if code == 909 else {"code": code}
        drawn = charts.funnel(whole(**asked))
        words = [note.get_text() for note in drawn.figure.axes[0].texts]
        name = whole(**asked).ask.authority.name
        assert (name in words) is drawn.caption.startswith(f"{name} is") is is_drawn


def test_no_authority_with_a_doubted_count_is_said_to_be_outside_the_normal_range():
    alt = charts.funnel(hnb.answer("prevalence", "Leicestershire", january=2025)).alt
    # 15.5 per 1,000 of a count of 1,199 plans between 2,705 and 3,639
    assert "Newham" not in alt and "Below the normal range: Leeds, Nottinghamshire" in alt


def test_ranked_dots_are_in_order_of_rate():
    axes = charts.ranked(whole()).figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "Hampshire",
        "Staffordshire",
        "A typical neighbour",
        "Leicestershire",
        "Oxfordshire",
        "England",
    ]


def test_ranked_dots_of_all_england_fall_back_on_a_list_that_can_be_named():
    everyone = Comparators(
        "all other authorities in England", tuple(range(200, 400)) + NEW.codes * 8, kind="england"
    )
    chart = charts.ranked(whole(comparators=(everyone, NEW)))
    assert "2nd highest of 4:" in chart.caption


def test_lines_end_with_their_values_and_the_title_says_where_the_authority_is():
    chart = charts.rates_over_time(whole(), "0 to 17")
    words = {text.get_text() for text in chart.figure.axes[0].texts}
    assert words >= {"Leicestershire 40.0", "typical neighbour 30.0"}
    assert "Leicestershire is above a typical neighbour" in chart.caption


def test_alternative_text_names_the_authority_its_rate_and_the_extremes():
    result = whole()
    assert charts.ranked(result).alt == (
        "Bars of EHC plans per 1,000 residents aged 0 to 17 (estimate before revision), from "
        "Oxfordshire (45.0 per "
        "1,000) to Staffordshire (30.0 per 1,000). Leicestershire (40.0 per 1,000) is 2nd highest of 4. "
        "A typical neighbour "
        "has 30.0 per 1,000."
    )
    alt = charts.rates_over_time(result, "0 to 17").alt
    assert "is above a typical neighbour in 2023 to 2025." in alt
    assert alt.endswith(
        "In January 2025 it has 40.0 per 1,000; its neighbours have from 30.0 per 1,000 to 45.0 per 1,000."
    )
    assert "Leicestershire (40.0 per 1,000) is within the normal range" in charts.funnel(result).alt


def test_a_chart_carries_the_figures_it_shows():
    block = charts.ranked(whole())._repr_mimebundle_()[MIME]
    assert {figure["name"] for figure in block["figures"]} >= {"prevalence.rate_per_1000"}

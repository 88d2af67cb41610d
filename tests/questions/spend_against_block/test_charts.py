"""hnb.questions.spend_against_block.charts against the canvas it draws and the results
it is given.
"""

from dataclasses import replace

import pytest

import hnb
from hnb.charts import style
from hnb.domain.areas import Authority
from hnb.questions.spend_against_block import charts, text
from hnb.questions.spend_against_block.model import answer
from tests.charts.faults import collisions, faults, off_canvas
from tests.questions.high_needs import NAMES, ask, tables
from tests.questions.spend_against_block.test_net_spend import BLOCKS, NET, net_spend

LONG = NAMES | {855: "Bournemouth, Christchurch and Poole", 850: "Kingston upon Hull, City of"}


def placements(
    scope: str = "all place funding", factor: float = 1.0, name: str = "Leicestershire", **changes
):
    held = tables()
    for table in ("s251_high_needs", "dsg_blocks", "high_needs_deductions"):
        held[table]["amount_gbp"] *= factor
    settled = ask(scope=scope, names=LONG, **changes)
    return answer(held, replace(settled, authority=replace(settled.authority, name=name)))


def every_chart(result):
    net = net_spend(NET.assign(amount_gbp=NET["amount_gbp"] * 1e6), BLOCKS, result.ask)
    return (
        charts.spend_and_block(result),
        charts.ranked(result),
        charts.among_comparators(result, result.groups[0]),
        charts.shares_by_line(result),
        charts.net_by_year(net),
    )


@pytest.mark.parametrize("name", ["Kent", LONG[855]])
@pytest.mark.parametrize(
    ("scope", "factor"), [("all place funding", 123_456.0), ("top-ups alone", 1.0)]
)
def test_no_text_leaves_the_canvas_or_covers_another(name, scope, factor):
    for chart in every_chart(placements(scope, factor, name)):
        assert off_canvas(chart.figure) == [], chart.caption
        assert collisions(chart.figure) == [], chart.caption


def test_every_chart_names_its_authority_source_and_figures():
    for chart in every_chart(placements()):
        assert "Leicestershire" in chart.alt
        assert chart.source.startswith("Source: ")
        assert chart.figures


def test_three_bars_are_the_block_the_spend_and_the_difference():
    result = placements(factor=1e6)
    chart = charts.spend_and_block(result)
    widths = [bar.get_width() for bar in chart.figure.axes[0].patches]
    assert widths == pytest.approx([800, 860, 60])
    assert chart.caption.endswith("was £60.0 million over the block (2021-22)")
    under = charts.spend_and_block(placements("top-ups alone", 1e6))
    assert "under the block" in under.caption and "−" not in under.caption


def test_spending_that_is_doubted_is_marked_and_given_no_finding_and_no_rank():
    result = hnb.answer("spend_against_block", "Newham")
    assert charts.spend_and_block(result) is None
    for chart in (charts.ranked(result), *charts.among_each_list(result)):
        assert chart.caption.count("probably recorded wrongly") == 1
        assert "highest" not in chart.caption and "90%" not in chart.caption
        assert faults(chart.figure) == []
        axes = chart.figure.axes[0]
        words = [text.get_text() for text in (*axes.texts, *axes.get_yticklabels())]
        assert sum("Newham" in text and "(doubtful)" in text for text in words) == 1
    assert "probably recorded wrongly" in charts.shares_by_line(result).caption


def test_the_last_of_a_ranking_is_the_lowest():
    result = placements()
    last = max(result.groups, key=lambda group: group.rank.number)
    last = replace(last, rank=replace(last.rank, value=len(last.shares)))
    assert "Leicestershire is the lowest at" in charts.among_comparators(result, last).caption


@pytest.mark.parametrize(("authority", "side"), [("Camden", "under"), ("Leicestershire", "over")])
def test_difference_is_said_as_over_or_under_the_block_and_never_as_a_negative(authority, side):
    result = hnb.answer("spend_against_block", authority, financial_year="2021-22")
    (label, amount) = text.bridge(result).rows[-1]
    assert label == "Difference from the block" and str(amount) == f"{result.own.gap:size} {side}"


def test_ranked_marks_the_authority_alone_in_the_strong_colour_and_starts_at_zero():
    axes = charts.ranked(placements()).figure.axes[0]
    colours = [style.mpl.colors.to_hex(bar.get_facecolor()).upper() for bar in axes.patches]
    assert colours.count(style.STRONG.upper()) == 1
    assert axes.get_ylim()[0] == 0


def test_rank_chart_says_the_extremes_and_how_many_are_above_their_block():
    result = placements("publisher's total")
    assert charts.ranked(result).alt == (
        "Bars for 4 authorities from 110.0% (Oxfordshire) to 90.0% (Staffordshire); Leicestershire "
        "is 2nd highest of 4 at 105%; "
        "2 authorities spend more than their block."
    )


def test_charts_of_an_authority_without_a_figure_say_so():
    result = placements(
        authority=Authority(201, "City of London", (), "London"), name="City of London"
    )
    for chart in (charts.ranked(result), charts.among_comparators(result, result.groups[0])):
        assert "City of London has no figure" in chart.alt
        assert off_canvas(chart.figure) == []
    assert charts.shares_by_line(result) is None


def test_the_difference_is_drawn_as_it_is_printed():
    """Windsor and Maidenhead: £1.2 million apart, £1.3 million as the two amounts are printed."""
    result = hnb.answer("spend_against_block", "Windsor and Maidenhead")
    chart = charts.spend_and_block(result)
    assert "£1.3 million under" in chart.caption and faults(chart.figure) == []

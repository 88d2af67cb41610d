"""hnb.questions.high_needs_block.charts against the canvas itself and the figures that a
text alternative must hold.
"""

from __future__ import annotations

import pytest

import hnb
from hnb.charts import style
from hnb.questions.high_needs_block import charts as blocks
from hnb.questions.high_needs_block import model as block
from hnb.questions.high_needs_block import text
from tests.charts.faults import collisions, off_canvas


@pytest.mark.parametrize(
    ("who", "year"), [("Leicestershire", "2023-24"), ("Camden", "2021-22"), ("Wigan", "2020-21")]
)
def test_no_text_leaves_the_canvas_or_covers_another(who, year):
    made = block.answer(hnb.tables_for("high_needs_block"), hnb.ask(who, financial_year=year))
    for chart in (blocks.differences(made), blocks.deductions(made)):
        assert not off_canvas(chart.figure) and not collisions(chart.figure)
    assert (
        f"special academies {made.deductions[-2].per_head.text}, neighbours together"
        in blocks.deductions(made).alt
    )


@pytest.mark.parametrize("who", ["Birmingham", "Barnet", "Tower Hamlets"])
def test_the_chart_prints_the_differences_of_the_table(who):
    made = hnb.answer("high_needs_block", who)
    in_table = [row[-1] for row in text.lines(made).cells()]
    chart = blocks.differences(made)
    labels = [words.get_text().lstrip("+") for words in chart.figure.axes[0].texts]
    assert labels == in_table
    assert all(label in chart.alt for label in labels)
    assert f" {in_table[-1].lstrip('−')} " in chart.caption


def test_lines_have_one_colour_and_the_whole_block_that_of_every_total():
    *lines, whole = (
        blocks.differences(hnb.answer("high_needs_block", "Birmingham")).figure.axes[0].patches
    )
    assert {style.mpl.colors.to_hex(bar.get_facecolor()) for bar in lines} == {style.SECOND.lower()}
    assert style.mpl.colors.to_hex(whole.get_facecolor()) == style.STRONG.lower()


def test_the_title_of_deductions_says_what_is_deducted_and_where_that_is_among_others():
    made = hnb.answer("high_needs_block", "Birmingham")
    caption = blocks.deductions(made).caption
    assert caption.startswith(f"Birmingham has {made.deducted.per_head} per child deducted")
    assert "its neighbours" in caption and "England" in caption

"""hnb.charts.steps against bars as they read, and the canvas."""

import pytest

from hnb.charts import style
from hnb.charts.steps import Bar, level
from tests.charts.faults import collisions, off_canvas
from tests.charts.plain import texts

BARS = (
    Bar("the block before deductions", 100, "£100 million", style.DARK),
    Bar("places that the department pays for", -20, "−£20 million", style.OTHERS, 100),
    Bar("less than nothing", -30, "−£30m", style.OTHERS),
)


def test_bars_lie_where_they_start_and_are_as_long_as_their_value():
    _, axes, places = level(BARS, "£ million")
    sides = [sorted((bar.get_x(), bar.get_x() + bar.get_width())) for bar in axes.patches]
    assert sides == [[0, 100], [80, 100], [-30, 0]] and places == [0, 1, 2]


def test_bars_without_a_name_go_with_the_one_above():
    bars = [Bar("2023-24", 1, "a", style.DARK), Bar("", 2, "b", style.OTHERS)] * 2
    _, axes, places = level(bars, "£ million")
    assert places == pytest.approx([0, 1, 2.45, 3.45])
    assert [label.get_text() for label in axes.get_yticklabels()] == ["2023-24", "2023-24"]


def test_no_text_leaves_the_canvas_or_covers_another():
    figure, _, _ = level(BARS, "£ million")
    style.fit(figure)
    assert texts(figure) == [bar.words for bar in BARS]
    assert off_canvas(figure) == [] and collisions(figure) == []

"""hnb.charts.in_order against values as they read, and the canvas."""

import pytest
from matplotlib.colors import to_hex

from hnb.charts import style
from hnb.charts.in_order import in_order
from tests.charts.canvas import collisions, off_canvas
from tests.charts.plain import ASK, texts, values

SHARES = values({860: 30.0, 855: 102.1, 850: 45.26, 830: 0.0})


def labels(figure):
    return [label.get_text() for label in figure.axes[0].get_yticklabels()]


@pytest.mark.parametrize("bars", [False, True])
def test_highest_is_at_the_top_and_each_value_is_written(bars):
    figure = in_order(SHARES, ASK, "%", bars=bars)
    assert labels(figure) == ["Derbyshire", "Staffordshire", "Hampshire", "Leicestershire"]
    assert texts(figure) == ["0.0%", "30.0%", "45.3%", "102.1%"]


def test_bars_start_at_zero_and_the_authority_alone_is_in_the_strong_colour():
    axes = in_order(SHARES, ASK, "%", bars=True).axes[0]
    assert {bar.get_x() for bar in axes.patches} == {0}
    colours = [to_hex(bar.get_facecolor()).upper() for bar in axes.patches]
    assert colours == [style.GREY.upper()] * 3 + [style.STRONG.upper()]


@pytest.mark.parametrize("bars", [False, True])
def test_mark_is_named_and_no_text_leaves_the_canvas(bars):
    for series in (SHARES, values({855: -20.0, 850: 10.0}), values({})):
        figure = in_order(series, ASK, "%", bars=bars, mark=style.Mark(100, "spend equals block"))
        style.fit(figure)
        assert "spend equals block" in texts(figure)
        assert off_canvas(figure) == [] and collisions(figure) == []

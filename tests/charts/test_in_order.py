"""hnb.charts.in_order against values as they read, and the canvas."""

from matplotlib.colors import to_hex

from hnb.charts import style
from hnb.charts.in_order import in_order
from tests.charts.faults import faults
from tests.charts.plain import ASK, texts, values

SHARES = values({860: 30.0, 855: 102.1, 850: 45.26, 830: 0.0})


def labels(figure):
    return [label.get_text() for label in figure.axes[0].get_yticklabels()]


def test_highest_is_at_the_top_and_each_value_is_written():
    figure = in_order(SHARES, ASK, "%")
    assert labels(figure) == ["Derbyshire", "Staffordshire", "Hampshire", "Leicestershire"]
    assert texts(figure) == ["0.0%", "30.0%", "45.3%", "102.1%"]


def test_bars_start_at_zero_and_the_authority_alone_is_in_the_strong_colour():
    axes = in_order(SHARES, ASK, "%").axes[0]
    assert {bar.get_x() for bar in axes.patches} == {0}
    colours = [to_hex(bar.get_facecolor()).upper() for bar in axes.patches]
    assert colours == [style.NEIGHBOURS.upper()] * 3 + [style.STRONG.upper()]


def test_a_typical_neighbour_and_england_are_in_their_place_and_look_of_their_own():
    figure = in_order(SHARES, ASK, "%", also={"a typical neighbour": 40.0, "England": 50.0})
    assert labels(figure)[2:5] == ["A typical neighbour", "Hampshire", "England"]
    typical, _, england = figure.axes[0].patches[2:5]
    assert typical.get_hatch() and to_hex(england.get_facecolor()).upper() == style.ENGLAND


def test_mark_is_named_and_the_chart_has_no_fault():
    for series in (SHARES, values({855: -20.0, 850: 10.0}), values({855: 99.0, 850: 12.0})):
        figure = in_order(series, ASK, "%", mark=style.Mark(100, "spend equals block"))
        style.fit(figure)
        assert "spend equals block" in texts(figure)
        assert faults(figure) == []

"""hnb.charts.everyone against values as they read, and the canvas."""

from dataclasses import replace

from matplotlib.colors import to_hex

from hnb.charts import style
from hnb.charts.everyone import everyone
from hnb.domain.comparators import Comparators
from tests.charts.faults import collisions, off_canvas
from tests.charts.plain import ASK, texts, values

SHARES = values({830: 120.0, 850: 101.0, 855: 99.0, 860: -5.0})


def colours(figure):
    return [to_hex(bar.get_facecolor()).upper() for bar in figure.axes[0].patches]


def test_authority_is_strong_its_comparators_have_dots_and_the_rest_is_paler():
    figure = everyone(SHARES, ASK, "%", "Leicestershire, 3rd")
    wanted = [style.OTHERS, style.NEIGHBOURS, style.STRONG, style.NEIGHBOURS]
    assert colours(figure) == [colour.upper() for colour in wanted]
    assert figure.axes[0].lines[1].get_xdata().tolist() == [1, 3]  # a dot over each comparator
    assert figure.texts[0].get_text().endswith("with a dot: its neighbours")


def test_all_of_england_as_comparators_is_not_marked():
    all_others = Comparators("all other authorities", (830, 850, 860), kind="england")
    figure = everyone(SHARES, replace(ASK, comparators=(all_others,)), "%", "Leicestershire")
    assert style.NEIGHBOURS.upper() not in colours(figure) and figure.texts[0].get_text() == "%"


def test_authority_without_a_value_is_not_pointed_out():
    assert texts(everyone(values({830: 1.0}), ASK, "%", "Leicestershire")) == []


def test_no_text_leaves_the_canvas_or_covers_another():
    for series in (SHARES, values({855: 0.0}), values({})):
        figure = everyone(series, ASK, "%", "Leicestershire", mark=style.Mark(100, "level with it"))
        style.fit(figure)
        assert off_canvas(figure) == [] and collisions(figure) == []

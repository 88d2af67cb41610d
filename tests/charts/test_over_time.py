"""hnb.charts.over_time against frames as they read, and the canvas."""

import numpy as np
import pandas as pd
import pytest

from hnb.charts import style
from hnb.charts.over_time import authority_and_others, makes_a_line, over_time
from hnb.figures import WITHHELD, FigureMaker
from tests.charts.faults import collisions, off_canvas
from tests.charts.plain import ASK, drawn, texts

TABLE = pd.DataFrame(
    {
        "own": [1.0, np.nan, 3.0, 4.0],
        "median": [2.0, 2.0, 2.5, np.nan],
        "england": [0.0, 0.1, 0.1, 0.0],
        "lower": [1.0, 1.0, 2.0, 2.0],
        "upper": [3.0, 3.0, 4.0, 10.0],
    },
    index=[2020, 2021, 2022, 2023],
)


def chart(table: pd.DataFrame = TABLE, **how):
    figure = over_time(drawn(table), authority_and_others(ASK), "%", **how)
    style.fit(figure)
    return figure


def test_missing_year_is_a_gap_and_not_bridged():
    line = chart().axes[0].lines[2]
    assert line.get_ydata() == pytest.approx([1, np.nan, 3, 4], nan_ok=True)


def test_line_that_ends_early_is_named_where_it_ends():
    named = {text.get_text(): text.xy[0] for text in chart().axes[0].texts}
    assert named == {
        "Leicestershire 4%": 2023,
        "England 0.0%": 2023,
        "typical neighbour 2% (2022)": 2022,
    }


def test_axis_starts_at_zero_and_holds_lines_and_bands():
    assert chart().axes[0].get_ylim() == pytest.approx((0, 10.8))
    assert chart(TABLE - 5).axes[0].get_ylim() == pytest.approx((-5.4, 5.4))


def test_change_of_collection_is_marked_only_where_it_is_crossed():
    for year, crossed in ((2020, False), (2021, True), (2023, True), (2024, False)):
        assert ("collection changed" in texts(chart(changed=year))) == crossed


def test_years_may_be_named():
    names = ["2020-21", "2021-22", "2022-23", "2023-24"]
    ticks = [label.get_text() for label in chart(names=names).axes[0].get_xticklabels()]
    assert ticks == names


def test_no_text_leaves_the_canvas_or_covers_another():
    for figure in (chart(), chart(TABLE.iloc[-1:]), chart(TABLE * 0), chart(changed=2022)):
        assert off_canvas(figure) == [] and collisions(figure) == []


def test_nothing_to_draw_is_an_empty_picture():
    assert not chart(TABLE.iloc[:0]).axes[0].lines


@pytest.mark.parametrize(
    ("values", "is_drawn"),
    [
        ([7, None, 8, 9, 10, 11], True),
        ([7, None, 8, None, None, 9], False),
        ([0, 0, 0, 0], False),
        ([7, 8], False),
    ],
)
def test_no_line_is_drawn_of_gaps_or_of_zeros(values, is_drawn):
    maker = FigureMaker("month")
    periods = [maker.make("plans", value, "plans", "counted", reason=WITHHELD) for value in values]
    assert makes_a_line(periods) is is_drawn

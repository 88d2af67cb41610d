"""hnb.charts.by_size against dots as they read, and the canvas."""

import pandas as pd
import pytest

from hnb.charts import style
from hnb.charts.by_size import by_size
from tests.charts.faults import collisions, off_canvas
from tests.charts.plain import drawn, texts
from tests.conftest import frame

DOTS = frame("""
    name             size  value  mark
    Leicestershire  30000     50  authority
    Hampshire       90000     40  comparator
    Knowsley         9000     85  outside
    Derbyshire      40000     45  -
""").set_index("name").replace("-", "")  # fmt: skip
LIMITS = pd.DataFrame(
    {"high": [300.0, 60.0], "low": [-90.0, 30.0], "middle": 45.0},
    index=[9000.0, 90000.0],
)


def chart(dots=DOTS, limits=LIMITS):
    figure = by_size(drawn(dots, "per_1000"), limits, "plans per 1,000", "residents")
    style.fit(figure)
    return figure


def test_authority_and_middle_are_named_and_the_normal_range_is_shaded():
    figure = chart()
    assert set(texts(figure)) == {"Leicestershire", "typical"}
    assert (
        figure.texts[0]
        .get_text()
        .endswith("Shaded: the normal range for an authority of that size")
    )


def test_limits_of_the_smallest_run_off_a_picture_that_holds_every_dot():
    low, high = chart().axes[0].get_ylim()
    assert (low, high) == pytest.approx((0, 85 * 1.2))


def test_sizes_are_marked_by_powers_of_ten_and_their_threes():
    axes = chart().axes[0]
    low, high = axes.get_xlim()
    marked = zip(axes.get_xticks(), axes.get_xticklabels(), strict=True)
    seen = [label.get_text() for place, label in marked if low <= place <= high]
    assert seen == ["10,000", "30,000", "100,000"]


def test_no_text_leaves_the_canvas_or_covers_another():
    empty = DOTS.iloc[:0]
    for figure in (chart(), chart(DOTS, LIMITS.iloc[:0]), chart(empty, pd.DataFrame())):
        assert off_canvas(figure) == [] and collisions(figure) == []

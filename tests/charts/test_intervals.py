"""hnb.charts.intervals against rows as they read, and the canvas."""

import numpy as np
import pandas as pd
import pytest

from hnb.charts import style
from hnb.charts.intervals import intervals
from tests.charts.faults import collisions, off_canvas
from tests.charts.plain import ASK, drawn

ROWS = pd.DataFrame(
    {
        "own": [10.0, 2.5, 0.0],
        "low": [8.0, 0.5, 0.0],
        "high": [12.0, 60.0, 3.0],
        "median": [9.0, np.nan, 1.0],
        "england": [11.0, 4.0, np.nan],
    },
    index=["aged 5 to 10: 10%", "speech, language and communication needs", "aged 20 to 25: 0.0%"],
)


def chart(rows=ROWS):
    figure = intervals(drawn(rows), ASK, "Percentage in special schools")
    style.fit(figure)
    return figure


def test_each_row_is_named():
    names = [label.get_text() for label in chart().axes[0].get_yticklabels()]
    assert names[0] == "Aged 5 to 10: 10%" and names[2] == "Aged 20 to 25: 0.0%"


def test_each_mark_is_explained():
    key = [text.get_text() for text in chart().axes[0].get_legend().get_texts()]
    assert key == ["Leicestershire", "a typical neighbour", "England"]


def test_the_axis_holds_every_interval():
    axes = chart().axes[0]
    ends = [segment[:, 0].max() for segment in axes.collections[0].get_segments()]
    assert ends == pytest.approx(ROWS["high"].tolist())
    assert axes.get_xlim()[1] > max(ends)


def test_no_text_leaves_the_canvas_or_covers_another():
    for figure in (chart(), chart(ROWS.iloc[:1])):
        assert off_canvas(figure) == [] and collisions(figure) == []

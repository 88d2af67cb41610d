"""hnb.charts.hexagon_map against a map of six cells, and the canvas."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from hnb.charts import style
from hnb.charts.hexagon_map import STEPS, centres, hexagon_map
from tests.charts.faults import collisions, off_canvas
from tests.charts.plain import drawn, texts

CODES = [301, 302, 303, 304, 305]
TABLE = pd.DataFrame({"value": [5.0, 4, 3, 2, 1], "rank": [1, 2, 3, 4, 5]}, index=CODES)
POSITIONS = {code: (column, 0) for column, code in enumerate([*CODES, 306])}


@pytest.fixture
def figure():
    figure = hexagon_map(drawn(TABLE), POSITIONS, "a share, %")
    style.fit(figure)
    return figure


def test_odd_rows_are_half_a_cell_to_the_right():
    places = centres(np.array([0.0, 0.0]), np.array([0.0, 1.0]))
    assert places == pytest.approx(np.array([[0, 0], [0.5, 3**0.5 / 2]]))


def test_groups_are_alike_in_number_and_darker_the_higher(figure):
    colours = [to_hex(cell.get_facecolor()).upper() for cell in figure.axes[0].patches[:6]]
    assert colours == [colour.upper() for colour, _ in STEPS[::-1]] + ["#FFFFFF"]


def test_each_cell_has_its_place_and_a_dash_where_there_is_none(figure):
    assert texts(figure)[:6] == ["1", "2", "3", "4", "5", "–"]
    assert texts(figure)[6:8] == ["4.2% to 5.0%", "3.4% to 4.2%"]
    assert texts(figure)[-1] == "no value"
    assert off_canvas(figure) == [] and collisions(figure) == []

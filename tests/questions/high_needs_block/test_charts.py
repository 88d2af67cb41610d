"""hnb.questions.high_needs_block.charts against the canvas itself and the figures that a
text alternative must hold.
"""

from __future__ import annotations

import pytest

import hnb
from hnb.questions.high_needs_block import charts as blocks
from hnb.questions.high_needs_block import model as block
from tests.charts.faults import collisions, off_canvas


@pytest.mark.parametrize(
    ("who", "year"), [("Leicestershire", "2023-24"), ("Camden", "2021-22"), ("Wigan", "2020-21")]
)
def test_no_text_leaves_the_canvas_or_covers_another(who, year):
    made = block.answer(hnb.tables_for("high_needs_block"), hnb.ask(who, financial_year=year))
    for chart in (blocks.differences(made), blocks.deductions(made)):
        assert not off_canvas(chart.figure) and not collisions(chart.figure)
    assert (
        f"the whole block, before deductions {blocks._signed(made.total.difference)}"
        in blocks.differences(made).alt
    )
    assert (
        f"special academies {made.deductions[-2].per_head.text}, neighbours together"
        in blocks.deductions(made).alt
    )

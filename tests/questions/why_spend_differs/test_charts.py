"""hnb.questions.why_spend_differs.charts against the canvas it draws and the results it
is given.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from hnb.charts import style
from hnb.domain.comparators import Comparators
from hnb.questions.why_spend_differs import charts
from hnb.questions.why_spend_differs.model import answer
from tests.charts.canvas import collisions, off_canvas
from tests.questions.why_spend_differs.test_model import ask, tables

LONG = "Bournemouth, Christchurch and Poole"


def gap(name: str = "Leicestershire", codes=(850, 860, 830)):
    whom = ask(codes, also=[Comparators("statistical neighbours (2021 list)", (830,), 2021)])
    return answer(tables(), replace(whom, authority=replace(whom.authority, name=name)))


@pytest.mark.parametrize("name", ["Kent", LONG])
def test_no_text_leaves_the_canvas_or_covers_another(name: str):
    for chart in (charts.steps(gap(name)), charts.alternatives(gap(name))):
        assert off_canvas(chart.figure) == [], chart.caption
        assert collisions(chart.figure) == [], chart.caption


def test_every_chart_names_its_authority_source_and_figures():
    for chart in (charts.steps(gap()), charts.alternatives(gap())):
        assert "Leicestershire" in chart.alt
        assert chart.source.startswith("Source: ")
        assert chart.figures


def test_nothing_is_drawn_without_a_gap():
    missing = answer(tables(), ask(financial_year="2023-24"))
    assert charts.steps(missing) is None
    assert charts.alternatives(missing) is None


def test_steps_go_from_the_others_spend_to_the_authoritys():
    result = gap()
    bars = charts.steps(result).figure.axes[0].patches
    spend = result.per_head
    assert bars[0].get_width() == pytest.approx(spend.other.value)
    assert bars[-1].get_width() == pytest.approx(spend.authority.value)
    level = spend.other.value
    for bar, part in zip(bars[1:-1], result.parts, strict=True):
        ends = (bar.get_x(), bar.get_x() + bar.get_width())
        assert ends == pytest.approx(tuple(sorted((level, level + part.per_head.value))))
        level += part.per_head.value
    assert level == pytest.approx(spend.authority.value)


def test_a_part_that_adds_is_told_from_one_that_takes_away():
    result = answer(tables(), ask((830,), 850))
    bars = charts.steps(result).figure.axes[0].patches[1:-1]
    colours = [style.mpl.colors.to_hex(bar.get_facecolor()).upper() for bar in bars]
    adds = [part.per_head.value > 0 for part in result.parts]
    assert set(adds) == {True, False}
    expected = [style.SECOND if part_adds else style.THIRD for part_adds in adds]
    assert colours == [colour.upper() for colour in expected]


def test_a_dot_stands_for_each_way_of_asking_and_one_for_the_headline():
    result = gap()
    axes = charts.alternatives(result).figure.axes[0]
    dots = [len(drawn.get_offsets()) for drawn in axes.collections]
    assert dots == [len(result.alternatives), 1] * 5
    assert "the whole gap" in charts.alternatives(result).alt

"""hnb.questions.why_spend_differs.charts against the canvas it draws and the results it
is given.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from hnb.domain.comparators import Comparators
from hnb.questions.why_spend_differs import charts
from hnb.questions.why_spend_differs.model import answer
from tests.charts.faults import collisions, off_canvas
from tests.questions.why_spend_differs.test_model import ask, tables

LONG = "Bournemouth, Christchurch and Poole"


def gap(name: str = "Leicestershire", codes=(850, 860, 830)):
    whom = ask(codes, also=[Comparators("statistical neighbours (2021 list)", (830,), 2021)])
    return answer(tables(), replace(whom, authority=replace(whom.authority, name=name)))


@pytest.mark.parametrize("name", ["Kent", LONG])
def test_no_text_leaves_the_canvas_or_covers_another(name: str):
    for chart in (charts.parts(gap(name)), charts.alternatives(gap(name))):
        assert off_canvas(chart.figure) == [], chart.caption
        assert collisions(chart.figure) == [], chart.caption


def test_every_chart_names_its_authority_source_and_figures():
    for chart in (charts.parts(gap()), charts.alternatives(gap())):
        assert "Leicestershire" in chart.alt
        assert chart.source.startswith("Source: ")
        assert chart.figures


def test_nothing_is_drawn_without_a_gap():
    missing = answer(tables(), ask(financial_year="2023-24"))
    assert charts.parts(missing) is None
    assert charts.alternatives(missing) is None


def test_parts_go_from_zero_and_add_up_to_the_whole_difference():
    result = gap()
    *parts, whole = charts.parts(result).figure.axes[0].patches
    sizes = [bar.get_width() for bar in parts]
    assert sizes == pytest.approx([part.per_head.value for part in result.parts])
    assert sum(sizes) == pytest.approx(whole.get_width()) and whole.get_x() == 0


def test_parts_have_one_colour_whatever_their_sign_and_the_whole_another():
    result = answer(tables(), ask((830,), 850))
    *parts, whole = charts.parts(result).figure.axes[0].patches
    assert {part.per_head.value > 0 for part in result.parts} == {True, False}
    (fill,) = {(bar.get_facecolor(), bar.get_hatch()) for bar in parts}
    assert fill != (whole.get_facecolor(), whole.get_hatch())


def test_the_title_of_other_methods_names_the_parts_that_turn():
    result = gap()
    steady = replace(result, parts=[replace(part, unsettled=()) for part in result.parts])
    assert "No part of the gap of Leicestershire changes" in charts.alternatives(steady).caption
    first, *others = steady.parts
    turned = replace(result, parts=[replace(first, unsettled=("method",)), *others])
    assert charts.alternatives(turned).caption.startswith(
        "The direction of ‘how many plans there are’"
    )


def test_a_dot_stands_for_each_way_of_asking_and_one_for_the_headline():
    result = gap()
    axes = charts.alternatives(result).figure.axes[0]
    dots = [len(drawn.get_offsets()) for drawn in axes.collections]
    assert dots == [len(result.alternatives), 1] * 5
    assert "the whole gap" in charts.alternatives(result).alt

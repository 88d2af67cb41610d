"""hnb.questions.expected_plans.charts against the canvas it draws and the results it is given."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hnb.questions.expected_plans import charts
from tests.charts.faults import collisions, off_canvas
from tests.questions.expected_plans.test_model import BARNET, answer, ask, changed, made_up

LONG = "Bournemouth, Christchurch and Poole"


def expected(name: str = "Leicestershire", plans: int | None = None):
    tables, whom = made_up(), ask()
    if plans:
        tables = changed(
            tables, "ehc_plans", tables["ehc_plans"]["la_code"].eq(BARNET), plans=plans
        )
    return answer(tables, replace(whom, authority=replace(whom.authority, name=name)))


@pytest.mark.parametrize("plans", [None, 1700, 150])
@pytest.mark.parametrize("name", ["Kent", LONG])
def test_no_text_leaves_the_canvas_or_covers_another(name: str, plans: int | None):
    chart = charts.expectations(expected(name, plans))
    assert off_canvas(chart.figure) == []
    assert collisions(chart.figure) == []


def test_chart_names_its_authority_source_and_figures():
    chart = charts.expectations(expected())
    assert "Leicestershire" in chart.alt and chart.source.startswith("Source: ")
    assert chart.figures[0].name == "expected.rate_per_1000"


def test_alternative_text_gives_every_models_rate_and_interval():
    result = expected()
    alt = charts.expectations(result).alt
    for model in result.models:
        assert model.expected.text in alt and model.expected.interval in alt
    assert all(near.expected.text in alt for near in result.neighbours)


def test_nothing_is_drawn_where_nothing_is_expected():
    assert charts.expectations(expected(plans=30)) is None

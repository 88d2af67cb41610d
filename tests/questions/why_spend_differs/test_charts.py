"""hnb.questions.why_spend_differs.charts against the canvas it draws and the results it is given."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hnb.charts import style
from hnb.domain.comparators import Comparators
from hnb.questions.why_spend_differs import charts as why
from hnb.questions.why_spend_differs.model import compare
from tests.charts.canvas import collisions, off_canvas
from tests.questions.expected_plans import test_model as plans
from tests.questions.why_spend_differs import test_model as spend

LONG = "Bournemouth, Christchurch and Poole"


def gap(name: str = "Leicestershire", codes=(850, 860, 830)):
    whom = spend.ask(codes, also=[Comparators("statistical neighbours (2021 list)", (830,), 2021)])
    return compare(*spend.tables(), replace(whom, authority=replace(whom.authority, name=name)))


def expected(name: str = "Leicestershire", plans_held: int | None = None):
    tables, whom = plans.made_up(), plans.ask()
    if plans_held:
        tables = plans.changed(
            tables, "plans", tables["plans"]["la_code"].eq(201), plans=plans_held
        )
    return plans.answer(tables, replace(whom, authority=replace(whom.authority, name=name)))


@pytest.mark.parametrize("name", ["Kent", LONG])
def test_no_text_leaves_the_canvas_or_covers_another(name: str):
    for chart in (
        why.steps(gap(name)),
        why.settled(gap(name)),
        why.expectations(expected(name)),
        why.expectations(expected(name, 1700)),
        why.expectations(expected(name, 150)),
    ):
        assert off_canvas(chart.figure) == [], chart.caption
        assert collisions(chart.figure) == [], chart.caption


def test_every_chart_names_its_authority_source_and_figures():
    for chart in (why.steps(gap()), why.settled(gap()), why.expectations(expected())):
        assert (
            "Leicestershire" in chart.alt and chart.source.startswith("Source: ") and chart.figures
        )


def test_steps_go_from_the_others_spend_to_the_authoritys_own():
    result = gap()
    bars = why.steps(result).figure.axes[0].patches
    own, other, _ = result.head
    assert bars[0].get_width() == pytest.approx(other.value) and bars[
        -1
    ].get_width() == pytest.approx(own.value)
    level = other.value
    for bar, part in zip(bars[1:-1], result.parts, strict=True):
        ends = (bar.get_x(), bar.get_x() + bar.get_width())
        assert ends == pytest.approx(tuple(sorted((level, level + part.amount.value))))
        level += part.amount.value
    assert level == pytest.approx(own.value)


def test_a_part_that_adds_is_told_from_one_that_takes_away():
    result = compare(*spend.tables(), spend.ask((855,), 850))
    bars = why.steps(result).figure.axes[0].patches[1:-1]
    colours = [style.mpl.colors.to_hex(bar.get_facecolor()).upper() for bar in bars]
    assert result.parts[0].amount.value < 0 < result.parts[3].amount.value + 1
    assert colours[0] == style.THIRD.upper()


def test_a_dot_stands_for_each_way_of_asking_and_one_for_the_headline():
    result = gap()
    axes = why.settled(result).figure.axes[0]
    dots = [len(drawn.get_offsets()) for drawn in axes.collections]
    assert dots == [len(result.alternatives), 1] * 5
    assert "the whole gap" in why.settled(result).alt


def test_alternative_text_gives_every_models_rate_and_interval():
    result = expected()
    alt = why.expectations(result).alt
    for way in result.models:
        assert way.expected.text in alt and way.expected.interval in alt
    assert all(way.expected.text in alt for way in result.neighbours)

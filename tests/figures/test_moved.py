"""hnb.figures.moved against figures of two editions whose differences are written beside them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hnb.figures import Figure, Rows
from hnb.figures.moved import MovedFigure, in_order, moved_figures

PLANS = Figure(
    "prevalence.plans", 7196, "plans", "counted", period="January 2025", low=7031.0, high=7364.0,
    rows=(Rows("ehc_plans", ("ehc-plans-2025",), {"january": 2025, "la_code": 855}),),
)  # fmt: skip
RATE = Figure(
    "flow.rate", 10.5, "per_1000", "divided", period="2024", scope="residents aged 0 to 17",
    rows=(Rows("requests", ("a",), {"calendar_year": 2024, "la_code": 855}),),
)  # fmt: skip
LATER = replace(RATE, period="2025")


def years(name: str, **values: int) -> list[Figure]:
    return [
        Figure(name, value, "plans", "c", period=year[1:],
               rows=(Rows("t", ("r",), {"calendar_year": int(year[1:]), "la_code": 1}),))
        for year, value in values.items()
    ]  # fmt: skip


def test_a_figure_that_stays_is_not_told_whatever_release_it_rests_on():
    same = replace(PLANS, rows=(replace(PLANS.rows[0], releases=("corrected",)),))
    assert list(moved_figures([PLANS, RATE], [same, RATE])) == []


def test_a_revised_figure_is_told_with_both_values_and_the_difference():
    (moved,) = moved_figures([PLANS, RATE], [PLANS, replace(RATE, value=11.25)])
    assert (moved.name, moved.difference) == ("flow.rate", 0.75)
    assert str(moved) == "flow.rate (2024): 10.5 per 1,000 to 11.2 per 1,000"


def test_a_later_period_is_told_as_the_same_figure():
    rows = (Rows("ehc_plans", ("new",), {"january": 2026, "la_code": 855}),)
    later = replace(PLANS, value=8812, period="January 2026", rows=rows, low=8629.0, high=8998.0)
    (moved,) = moved_figures([PLANS], [later])
    assert moved.difference == 1616
    assert str(moved) == (
        "prevalence.plans (January 2025 → January 2026): 7,196 plans (7,031 plans to 7,364 plans) "
        "to 8,812 plans (8,629 plans to 8,998 plans)"
    )


def test_an_interval_alone_that_moves_is_a_change():
    (moved,) = moved_figures([PLANS], [replace(PLANS, low=7000.0)])
    assert moved.difference == 0


def test_of_a_series_the_year_that_is_revised_is_told_and_the_year_that_is_new():
    before, after = years("flow.plans", y2022=5, y2023=6), years("flow.plans", y2022=5, y2023=9, y2024=8)  # fmt: skip
    moved = list(moved_figures(before, after))
    assert [(entry.now.period, entry.difference) for entry in moved] == [
        ("2023", 3),
        ("2024", None),
    ]
    assert str(moved[1]) == "flow.plans: new, 8 plans (2024)"


def test_one_of_two_alike_is_no_news():
    twice = [PLANS, replace(PLANS, calculation="counted again")]
    assert list(moved_figures(twice, list(twice))) == []
    moved = list(moved_figures(twice, [replace(figure, value=1) for figure in twice]))
    assert [entry.difference for entry in moved] == [-7195, -7195]


def test_what_is_no_longer_said_is_gone_and_what_has_no_value_any_more_is_told():
    lost = replace(RATE, value=None, reason="not published")
    moved = list(moved_figures([PLANS, RATE], [lost]))
    assert [(entry.name, entry.now is None, entry.difference) for entry in moved] == [
        ("flow.rate", False, None),
        ("prevalence.plans", True, None),
    ]


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        (LATER, "the same at another date"),
        (replace(LATER, value=10.5001), "the same at another date"),  # as a reader sees it
        (replace(LATER, value=10.6), "changed"),
        (replace(LATER, low=1.0, high=20.0), "changed"),
        (replace(RATE, value=10.5001), "changed"),
        (replace(LATER, value=None, reason="not published"), "changed"),
        (None, "gone"),
    ],
)
def test_the_same_value_of_another_date_is_told_from_a_value_that_changes(now, kind):
    assert MovedFigure(RATE, now).kind == kind
    assert MovedFigure(RATE, now).to_row()["change"] == kind


def test_figures_of_page_one_come_first_and_then_those_that_change_most():
    def moved(name: str, was: float, now: float | None, period: str = "2024") -> MovedFigure:
        edition = replace(RATE, name=name, value=now, reason="not published", period=period)
        return MovedFigure(replace(RATE, name=name, value=was), edition)

    small, large = moved("a.small", 1000.0, 1010.0), moved("a.large", 2.0, 1.0)
    lost, first = moved("a.lost", 5.0, None), moved("a.said", 1000.0, 1001.0)
    dated, new = moved("a.dated", 5.0, 5.0, "2025"), MovedFigure(None, RATE)
    ordered = in_order([dated, new, lost, small, large, first], {("a.said", "2024", RATE.scope)})
    assert [figure.name for figure in ordered] == [
        "a.said", "a.large", "a.small", "a.lost", "flow.rate", "a.dated"
    ]  # fmt: skip
    assert [figure.on_page_one for figure in ordered] == [True] + [False] * 5

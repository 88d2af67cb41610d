"""hnb.figures.records against sums and periods written by hand."""

from __future__ import annotations

import pytest

from hnb.domain.errors import NotPublished
from hnb.figures import WITHHELD, FigureMaker
from hnb.figures.records import (
    Records,
    cell,
    combined,
    growth,
    label,
    month_before,
    named,
    refuse_without_records,
)
from tests.questions.own_records import ask, rows_of, tables

MAKER = FigureMaker("tried")
BY_AGE = rows_of(
    "council_plans_by_age",
    [("2026-11-30", "under 5", 10), ("2026-11-30", "5 to 10", 20), ("2026-10-31", "5 to 10", None)],
)
RECORDS = Records.of(tables({"council_plans_by_age": BY_AGE}), "council_plans_by_age", ask(), MAKER)


def test_a_figure_is_the_sum_of_the_rows_and_names_them():
    figure = RECORDS.where(as_at="2026-11-30").figure("plans")
    assert (figure.value, figure.unit) == (30, "plans")
    assert figure.releases == ("council-2026-11-30",)
    assert figure.rows[0].where["la_code"] == 855
    assert set(figure.rows[0].where["age"]) == {"under 5", "5 to 10"}


def test_a_sum_with_a_withheld_row_is_withheld():
    assert RECORDS.where(age="5 to 10").figure("plans").reason == WITHHELD


def test_no_row_has_another_reason():
    nothing = RECORDS.where(age="20 to 25").figure("plans", none="nobody is as old")
    assert (nothing.value, nothing.reason) == (None, "nobody is as old")


def test_rows_of_another_authority_are_not_used():
    with pytest.raises(NotPublished, match="plans of Kent are not in the records in use"):
        kent = ask(886)
        frames = tables({"council_plans_by_age": BY_AGE})
        refuse_without_records(
            Records.of(frames, "council_plans_by_age", kent, MAKER), kent, "plans"
        )


def test_what_is_combined_keeps_counts_whole_and_reasons():
    young = RECORDS.where(as_at="2026-11-30", age="under 5").figure("a")
    older = RECORDS.where(as_at="2026-11-30", age="5 to 10").figure("b")
    hidden = RECORDS.where(as_at="2026-10-31").figure("c")
    less = combined(MAKER, "less", (older, young), weights=(1, -1), calculation="difference")
    assert less.value == 10 and isinstance(less.value, int)
    assert combined(MAKER, "all", (older, hidden), calculation="sum").reason == WITHHELD
    assert growth(MAKER, "more", older, young).value == pytest.approx(100)
    assert growth(MAKER, "more", older, hidden).reason == WITHHELD


def test_growth_from_nothing_has_a_reason():
    zero = MAKER.make("zero", 0, "plans", "counted")
    assert growth(MAKER, "more", zero, zero).reason == "it was zero"


def test_categories_are_named_as_a_paper_may_name_them():
    assert (label("under 5"), label("5 to 10")) == ("under five", "aged 5 to 10")
    assert named("autistic spectrum disorder") == "Autistic spectrum disorder"
    assert str(named("Studio 16")) == "Studio 16"


def test_a_dash_stands_for_what_is_missing_and_not_for_what_is_withheld():
    missing = MAKER.make("missing", None, "plans", "counted", reason="not counted")
    hidden = RECORDS.where(as_at="2026-10-31").figure("c")
    assert (cell(missing), cell(hidden)) == ("–", hidden)


@pytest.mark.parametrize(
    ("months", "before"), [(0, "2026-01"), (1, "2025-12"), (12, "2025-01"), (13, "2024-12")]
)
def test_months_before_cross_the_year(months: int, before: str):
    assert month_before("2026-01", months) == before

"""hnb.questions.spend_against_block.by_year against arithmetic on a small year that is repeated."""

from __future__ import annotations

import pandas as pd
import pytest

from hnb.questions.spend_against_block import charts, text
from hnb.questions.spend_against_block.by_year import ShareByYear, share_by_year
from hnb.questions.spend_against_block.model import answer
from hnb.tables import Tables
from tests.questions.high_needs import ask, tables

LINES, GRANT = "section251-2025-12-11-ab12cd", "dsg-2025-03-31-12ab34"


def years(**factors: float) -> Tables:
    """The small year in each year named (`y2021=1.0`), its spend multiplied."""
    parts = []
    for name, factor in factors.items():
        start = int(name[1:])
        one = tables(f"{start}-{(start + 1) % 100:02d}")
        spend = one["s251_high_needs"]
        one = one.having(
            s251_high_needs=spend.assign(amount_gbp=spend["amount_gbp"] * factor, release=LINES),
            dsg_blocks=one["dsg_blocks"].assign(release=GRANT),
        )
        parts.append(one)
    names = parts[0].frames
    return Tables({key: pd.concat([one.frames[key] for one in parts]) for key in names})


def series(la_code: int = 855, year: str = "2024-25", **factors: float) -> ShareByYear:
    return share_by_year(years(**factors), ask(la_code, financial_year=year))


def test_each_year_has_its_own_share_median_and_england():
    result = series(y2023=1.0, y2024=2.0)
    first, last = result.years
    assert (first.financial_year, last.financial_year) == ("2023-24", "2024-25")
    assert (first.share.value, last.share.value) == pytest.approx((105, 210))
    # 850 at 90% and 860 at 90%; 830 has no spend
    assert last.compared.median.value == pytest.approx(180)
    spend, block = 840 + 1350 + 900 + 440, 800 + 1500 + 1000 + 400
    assert first.england.value == pytest.approx(100 * spend / block)
    assert last.spend.value == 1680 and last.block.value == 800


def test_year_without_lines_is_a_gap_and_no_line_is_drawn_across_it():
    result = series(y2021=1.0, y2022=1.1, y2024=2.0)
    assert [year.financial_year for year in result.gaps] == ["2023-24"]
    chart = charts.share_by_year(result)
    assert "2021-22 to 2024-25, without 2023-24" in chart.alt
    for line in chart.figure.axes[0].lines:
        heights = dict(zip(line.get_xdata(), line.get_ydata(), strict=True))
        assert pd.isna(heights[2023]) and not pd.isna(heights[2024])
    assert str(text.years_without(result)) == (
        "No share is shown for 2023-24: section 251 outturn by line and setting is available for 2021-22, "
        "2022-23 and 2024-25, not for 2023-24."
    )


def test_authority_that_one_year_lacks_keeps_the_others_and_the_reason_is_said():
    both = years(y2023=1.0, y2024=1.0)
    spend = both["s251_high_needs"]
    gone = spend["la_code"].eq(855) & spend["financial_year"].eq("2023-24")
    whom = ask(financial_year="2024-25")
    result = share_by_year(both.having(s251_high_needs=spend[~gone]), whom)
    assert [year.financial_year for year in result.known] == ["2024-25"]
    assert "gives no figure for Leicestershire" in str(text.years_without(result))
    assert result.years[0].england.known


def test_one_reason_of_many_years_is_said_once():
    held = years(y2022=1.0, y2023=1.0, y2024=1.0)
    spend = held["s251_high_needs"]
    gone = spend["la_code"].eq(855) & spend["financial_year"].ne("2024-25")
    result = share_by_year(held.having(s251_high_needs=spend[~gone]), ask(financial_year="2024-25"))
    assert str(text.years_without(result)) == (
        "No share is shown for 2022-23 and 2023-24: section 251 outturn by line and setting for "
        "2023-24 gives no figure for Leicestershire."
    )


def test_one_year_is_said_to_be_one_and_is_not_drawn():
    result = series(year="2021-22", y2021=1.0)
    assert charts.share_by_year(result) is None and text.share_by_year(result) is None
    assert text.by_year(result) == ()
    assert text.years_without(result) is None and text.unlike_blocks(result) is None


def test_the_table_names_who_published_the_lines_and_which_edition_the_block_is():
    (row, _) = text.share_by_year(series(y2023=1.0, y2024=1.0)).rows
    assert row[:3] == ("2023-24", "section 251 outturn of 11 December 2025", "31 March 2025")


def test_change_over_the_years_is_said_with_median_and_england():
    assert list(map(str, text.by_year(series(y2023=1.0, y2024=2.0)))) == [
        "Placements in Leicestershire cost 105% of the block in 2023-24 and 210% in 2024-25.",
        "For a typical neighbour it was 90% of the block in 2023-24 and 180% in 2024-25.",
        "For England it was 95% of the block in 2023-24 and 191% in 2024-25.",
    ]


def test_blocks_into_which_grants_moved_are_said_to_be_unlike():
    assert text.unlike_blocks(series(y2023=1.0, y2024=1.0)) is None
    said = str(text.unlike_blocks(series(year="2026-27", y2025=1.0, y2026=1.0)))
    assert "2026-27 holds grants for pay and national insurance contributions" in said


def test_year_of_today_names_its_januaries_and_its_people():
    held = years(y2024=1.0)
    people = held["population"].assign(age_group="0 to 17", basis="estimate before revision")
    within = held["ehc_plans"].assign(january=2025, plans=held["ehc_plans"]["plans"] * 2)
    held = held.having(population=people, ehc_plans=pd.concat([held["ehc_plans"], within]))
    result = answer(held, ask(financial_year="2024-25"))
    assert str(text.per_head(result)) == (
        "In 2024-25 placements cost £1 for each of the residents aged 0 to 17; in neighbours "
        "together it was £1, and in England £1."
    )
    assert str(text.per_plan(result)).startswith("For each EHC plan of January 2024 it was £84;")
    assert str(text.per_plan(result)).endswith(
        " For each plan of January 2025, within the year, it was £42."
    )

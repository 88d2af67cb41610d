"""hnb.questions.spend_against_block.by_year against arithmetic on a small year that is repeated."""

from __future__ import annotations

import pandas as pd
import pytest

from hnb.charts.over_time import whole_years
from hnb.domain.periods import edition
from hnb.domain.scopes import STATE, STATE_ONE_BY_ONE
from hnb.questions.spend_against_block import charts, text
from hnb.questions.spend_against_block.by_year import ShareByYear, share_by_year
from hnb.questions.spend_against_block.model import answer
from hnb.tables import Tables
from hnb.tables.one_publication import of_one_publication
from tests.conftest import frame
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
        "2022-23 and 2024-25, not for 2023-24. No line is drawn across a gap."
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
        "2023-24 gives no figure for Leicestershire. No line is drawn across a gap."
    )


def test_one_year_is_said_to_be_one_and_is_not_drawn():
    result = series(year="2021-22", y2021=1.0)
    assert charts.share_by_year(result) is None and text.share_by_year(result) is None
    assert "are held for 2021-22 alone" in str(text.by_year(result))
    assert text.years_without(result) is None and text.unlike_blocks(result) is None


def test_the_table_names_who_published_the_lines_and_which_edition_the_block_is():
    (row, _) = text.share_by_year(series(y2023=1.0, y2024=1.0)).rows
    assert row[:3] == ("2023-24", "section 251 outturn of 11 December 2025", "31 March 2025")


def test_change_over_the_years_is_said_with_median_and_england():
    assert str(text.by_year(series(y2023=1.0, y2024=2.0))) == (
        "Placements in Leicestershire took 105.0% of the block in 2023-24 and 210.0% in 2024-25; "
        "the median of its statistical neighbours went from 90.0% to 180.0%, and "
        "England from 95.4% to 190.8%."
    )


def test_blocks_into_which_grants_moved_are_said_to_be_unlike():
    assert text.unlike_blocks(series(y2023=1.0, y2024=1.0)) is None
    said = str(text.unlike_blocks(series(year="2026-27", y2025=1.0, y2026=1.0)))
    assert "2026-27 holds grants for pay and national insurance contributions" in said


def test_year_of_today_names_its_january_mid_year_and_the_people_not_held():
    held = years(y2024=1.0)
    people = held["population"].assign(age_group="0 to 17", basis="estimate before revision")
    within = held["ehc_plans"].assign(january=2025, plans=held["ehc_plans"]["plans"] * 2)
    held = held.having(population=people, ehc_plans=pd.concat([held["ehc_plans"], within]))
    result = answer(held, ask(financial_year="2024-25"))
    assert str(text.per_head(result)).startswith(
        "That is £1 for each of the residents aged 0 to 17 (estimate before revision) at mid-2024"
    )
    assert "Residents aged 2 to 18 (estimate) are not held for then." in str(text.per_head(result))
    assert str(text.per_plan(result)).startswith(
        "For each EHC plan held in January 2024, just before the year, it is £84"
    )
    assert str(text.per_plan(result)).endswith(
        "For each of those held in January 2025, within the year, it is £42."
    )


def test_editions_are_told_by_the_names_of_releases():
    assert edition("dsg-2021-22-july-2022") == "July 2022"
    assert edition(GRANT) == "31 March 2025"
    assert edition("high-needs-benchmarking-2021-22") == ""


def test_years_between_are_rows_without_values():
    drawn = pd.DataFrame({"own": [1.0, None, 3.0]}, index=[2019, 2020, 2022])
    assert list(whole_years(drawn).index) == [2019, 2020, 2021, 2022]
    assert whole_years(drawn.iloc[:0]).empty


TWO_PUBLICATIONS = frame("""
    la_code  financial_year  kind     line         setting  amount_gbp  release
    855      2021-22         outturn  together     total           100  tool
    855      2021-22         outturn  independent  total            50  {preferred}
    855      2021-22         outturn  maintained   total            70  file
    855      2021-22         outturn  academies    total            60  file
    860      2021-22         outturn  together     total            80  tool
    860      2021-22         outturn  independent  total            40  tool
""")
WORDS = {
    "together": STATE,
    "independent": "top-ups, non-maintained and independent schools and colleges",
    "maintained": STATE_ONE_BY_ONE[0],
    "academies": STATE_ONE_BY_ONE[1],
}


@pytest.mark.parametrize(("preferred", "left"), [("file", [50, 70, 60]), ("tool", [100, 50])])
def test_one_year_of_an_authority_is_of_one_publication(preferred, left):
    lines = TWO_PUBLICATIONS.assign(
        line=TWO_PUBLICATIONS["line"].map(WORDS),
        release=TWO_PUBLICATIONS["release"].replace("{preferred}", preferred),
    )
    kept = of_one_publication(lines)
    assert list(kept.loc[kept["la_code"].eq(855), "amount_gbp"]) == left
    assert list(kept.loc[kept["la_code"].eq(860), "amount_gbp"]) == [80, 40]

"""The change of the block on the year before, against arithmetic on made-up blocks."""

from __future__ import annotations

import pandas as pd
import pytest

import hnb
from hnb.comparison.measures.block_basis import BASES, break_between
from hnb.domain.comparators import Ask
from hnb.questions.high_needs_block import text
from hnb.questions.high_needs_block.year_before import YearBefore, year_before
from hnb.tables import Tables
from tests.conftest import frame

BLOCKS = frame("""
    la_code  financial_year  amount_gbp
    855      2023-24         100000000
    855      2024-25         107000000
    855      2025-26         110000000
    855      2026-27         121000000
    855      2027-28         130000000
""").assign(block="high needs", stage="before deductions", status="published", release="r")
NOTHING = BLOCKS.iloc[:0][["la_code", "financial_year", "amount_gbp", "status", "release"]]
MOVED_IN = NOTHING.reset_index(drop=True).copy()
MOVED_IN.loc[0] = [855, "2026-27", 8_800_000, "published", "bridge"]


def result(year: str, moved_in: pd.DataFrame = NOTHING) -> YearBefore:
    ask = hnb.ask(authority=855, financial_year="2023-24")
    tables = Tables.of(authority={"dsg_blocks": BLOCKS, "dsg_grants_moved_in": moved_in})
    return year_before(tables, Ask(**{**vars(ask), "financial_year": year}))


def test_growth_between_like_years_is_their_ratio():
    grown = result("2024-25")
    assert grown.change_percent.number == pytest.approx(7)
    assert "2023-24" in str(text.basis(grown)) and "7% more" in str(text.basis(grown))


def test_growth_across_the_suspended_formula_is_refused_without_the_bridge():
    across = result("2026-27")
    assert not across.change_percent.known
    assert across.change_percent.reason == (
        "the block of 2026-27 holds grants for pay and national insurance contributions, which "
        "were paid outside it the year before"
    )
    assert "is not given: the block of 2026-27 holds grants" in str(text.basis(across))


def test_growth_with_the_bridge_leaves_out_what_moved_in():
    across = result("2026-27", MOVED_IN)
    assert across.change_percent.number == pytest.approx(100 * ((121 - 8.8) / 110 - 1))
    assert {r for rows in across.change_percent.rows for r in rows.releases} == {"r", "bridge"}
    assert "leaving out £8.8 million of grants that were moved into it" in str(text.basis(across))


def test_a_year_whose_basis_is_not_known_is_not_compared():
    later = result("2027-28")
    assert later.basis is None
    assert later.change_percent.reason == "what the block of 2027-28 holds is not known here"
    assert "a rule that is not known here" in str(text.basis(later))


@pytest.mark.parametrize(
    ("first", "last", "alike"),
    [
        ("2022-23", "2023-24", True),
        ("2021-22", "2025-26", True),
        ("2020-21", "2021-22", False),
        ("2020-21", "2025-26", False),
        ("2025-26", "2026-27", False),
        ("2026-27", "2026-27", True),
        ("2019-20", "2020-21", False),
    ],
)
def test_a_span_of_years_is_alike_where_nothing_moved_in_within_it(
    first: str, last: str, alike: bool
):
    assert (break_between(first, last) == "") == alike


def test_basis_says_what_the_published_formula_shows():
    """Additional allocations and the unit of funding tell the years apart in the figures held."""
    formula, units = hnb.load("high_needs_formula"), hnb.load("basic_entitlement")
    lines = formula.groupby("financial_year")["formula_line"].unique()
    for year, names in lines.items():
        holds = BASES[str(year)].holds
        assert ("additional allocation" in names) == holds.startswith("an additional"), year
        assert ("hospital" in " ".join(names)) == ("inside the formula" not in holds), year
    unit = units.groupby("financial_year")["unit_gbp_per_pupil"].min()
    assert (unit["2020-21"], unit["2021-22"]) == (4000, 4660)  # pay and pension grants moved in


def test_the_blocks_of_leicestershire_two_years_running():
    tables = hnb.tables_for("high_needs_block", "")
    change = year_before(tables, hnb.ask(authority=855, financial_year="2023-24")).change_percent
    assert change.number == pytest.approx(100 * (104_525_870 / 94_628_241 - 1))

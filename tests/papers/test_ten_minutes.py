"""hnb.papers.composing.ten_minutes against the publisher's cells that docs/architecture.md names."""

from dataclasses import replace

import hnb
from hnb.figures import Figure, Rows
from hnb.papers.composing.definition import returns
from hnb.papers.composing.ten_minutes import MOST, check_us
from hnb.tables import ALL

KEYS = ("la_code", "financial_year", "block", "stage")


def block_of(la_code: int) -> Figure:
    frame = hnb.load("dsg_blocks", release="dsg-2021-22-july-2022")
    frame = frame[(frame.block == "high needs") & (frame.stage == "after deductions")]
    frame = frame[frame.la_code == la_code]
    rows = (Rows.of("dsg_blocks", frame, KEYS),)
    return Figure("a.block", 72_070_823, "gbp", "As published.", rows, period="2021-22")


def test_a_figure_has_its_publication_page_file_sheet_cell_and_return():
    _, table = check_us([block_of(855)], 855)
    (row,) = table.rows
    assert row == (
        "Blocks of the grant: £72.1 million, 2021-22",
        "Dedicated schools grant (DSG) allocations, 18 July 2022. "
        "https://skillsfunding.service.gov.uk/view-latest-funding/national-funding-allocations/DSG "
        "File dedicated-schools-grant_2022_07_18.ods, sheet Allocations_summary.",
        "row 104, column J: 72,070,823",
        "Not in a return: the department works it out",
    )


def test_only_figures_of_the_authority_are_listed_and_one_of_each_table():
    of_leicestershire, of_rutland = block_of(855), block_of(857)
    every = replace(of_leicestershire, rows=(Rows("dsg_blocks", of_rutland.rows[0].releases),))
    lacking = replace(of_leicestershire, value=None, reason="not published")
    assert check_us([of_rutland, every, lacking], 855) == []
    again = replace(of_leicestershire, name="a.again")
    _, table = check_us([of_rutland, of_leicestershire, again], 855)
    assert len(table.rows) == 1 <= MOST


def test_one_figure_to_check_among_those_of_the_councils_own_records_is_not_listed():
    published = block_of(855)
    behind = replace(published.rows[0], releases=("council-2026-11-30",))
    assert check_us([published, replace(published, rows=(behind,))], 855) == []


def test_file_that_somebody_else_assembled_is_not_looked_for_on_the_publishers_page():
    frame = hnb.load("dsg_balances")
    frame = frame[frame.la_code == 202]
    rows = (Rows.of("dsg_balances", frame, ("la_code", "financial_year")),)
    value = float(frame.amount_gbp.iloc[-1])
    figure = Figure("a.balance", value, "gbp", "As published.", rows, period="2023-24")
    _, table = check_us([figure], 202)
    ((called, file, cell, in_return),) = table.rows
    assert called == "Surplus: £22.3 million, 2023-24"
    assert "assembled by hand, copied from a third party's table" in file
    assert "http" not in file and ".csv" not in file
    assert "row" not in cell and "−" not in cell and cell.startswith("22,3")
    assert in_return.endswith(
        "the note on the dedicated schools grant in the statement of accounts"
    )


def test_long_file_that_may_be_an_extract_is_filtered_and_its_rows_are_not_numbered():
    frame = hnb.load("ehc_plans", release="ehc-plans-2026")
    frame = frame[(frame.la_code == 202) & (frame.january == 2026)]
    rows = (Rows.of("ehc_plans", frame, ("la_code", "january")),)
    plans = Figure("a.plans", 1645, "plans", "As published.", rows, period="January 2026")
    _, table = check_us([plans], 202)
    ((called, file, cell, _),) = table.rows
    assert called == "Plans: 1,645 plans, January 2026"
    assert file.endswith("education-health-and-care-plans Data on plans.")
    assert cell == "Camden, 2026, column ehcplans: 1,645"


def test_every_table_of_the_returns_is_one_of_ours():
    assert returns().keys() <= ALL.keys()

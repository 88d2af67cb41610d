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


def test_every_table_of_the_returns_is_one_of_ours():
    assert returns().keys() <= ALL.keys()

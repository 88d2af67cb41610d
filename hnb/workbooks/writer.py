"""Tables as an Excel workbook: words never become formulas, and a number says what kind of number
it is.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.figures import Figure
from hnb.papers.blocks import Grid
from hnb.store.write import write_whole

if TYPE_CHECKING:
    from openpyxl.cell import Cell as SheetCell
    from openpyxl.worksheet.worksheet import Worksheet

COUNCIL, LEFT = "council", "for the council"
# a kind is shown twice, by the fill and by a letter in the cell, so that it does not rest on colour
# alone
KINDS = {
    "published": ("p", "DAE8F5", "published: as the publisher has it"),
    "forecast": ("f", "FFF2CC", "forecast: its errors in past years are known"),
    "scenario": (
        "s",
        "FBE3D6",
        "scenario: what follows from stated assumptions; carries no probability",
    ),
    COUNCIL: ("", "E4E4E4", "left for the council: published figures do not give it"),
}


@dataclass(frozen=True)
class Cell:
    """A number or words, and the kind of a number: one of `KINDS`, or empty for a plain one.
    `decimals` as shown.
    """

    value: float | str | None
    kind: str = ""
    decimals: int = 0

    @classmethod
    def of(cls, figure: Figure, kind: str) -> Cell:
        """A Figure's value; where it has none, a cell left for the council."""
        return cls(figure.value, kind) if figure.value is not None else FOR_COUNCIL


FOR_COUNCIL = Cell(LEFT, COUNCIL)
Line = Sequence[Cell | str]  # a row of a table
Table = Grid[Cell | str]


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name on the tab, a heading, tables one under the other, and whether it explains
    the kinds.
    """

    name: str
    heading: str
    grids: Sequence[Table]
    key: bool = True


@dataclass(frozen=True)
class Workbook:
    """A workbook: its title and its sheets, in order."""

    title: str
    sheets: Sequence[Sheet]


def write_workbook(path: Path, workbook: Workbook) -> None:
    """Write a workbook whole or not at all.

    Notes
    -----
    Every table is marked up as one, with a header row; widths are set and words wrapped for reading
    and printing.
    """
    import openpyxl

    book = openpyxl.Workbook()
    properties = book.properties
    properties.title, properties.creator, properties.language = workbook.title, "hnb", "en-GB"
    del book[book.sheetnames[0]]
    for number, sheet in enumerate(workbook.sheets, 1):
        _write_sheet(book.create_sheet(sheet.name[:31]), sheet, number)
    content = io.BytesIO()
    book.save(content)
    write_whole(path, content.getvalue())


def _write_sheet(page: Worksheet, sheet: Sheet, number: int) -> None:
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    _put(page.cell(1, 1), sheet.heading, bold=True, size=14)
    widths = _widths(sheet)
    for column, width in enumerate(widths, 1):
        page.column_dimensions[page.cell(1, column).column_letter].width = width
    row = 2
    if sheet.key:
        for kind, (letter, _, says) in KINDS.items():
            _put(page.cell(row, 1), Cell(f"{letter or LEFT}  {says}", kind))
            row += 1
    for place, grid in enumerate(sheet.grids, 1):
        _put(page.cell(row + 1, 1), grid.caption, bold=True, size=12)
        header = row + 2
        name = f"Table_{number}_{place}"
        row = _write_grid(page, header, grid, widths=widths, name=name)
        if len(sheet.grids) == 1:  # headings and labels stay in sight, and on every printed page
            page.freeze_panes = page.cell(header + 1, 2)
            page.print_title_rows = f"{header}:{header}"


def _widths(sheet: Sheet) -> list[int]:
    """The width of each column in characters, as the longest text in it asks for, within reason."""
    lines = [line for grid in sheet.grids for line in (grid.header, *grid.rows)]
    columns = zip_longest(*lines, fillvalue="")
    return [min(max(14, 2 + max(len(_words(item)) for item in column)), 64) for column in columns]


def _write_grid(page: Worksheet, header: int, grid: Table, widths: Sequence[int], name: str) -> int:
    """Write a table whose header is in that row; the row below it and its note."""
    from openpyxl.styles import Alignment
    from openpyxl.worksheet.table import Table, TableStyleInfo

    columns = range(len(grid.header))
    numeric = [any(isinstance(line[column], Cell) for line in grid.rows) for column in columns]
    for row, line in enumerate((grid.header, *grid.rows), header):
        for column, item in enumerate(line):
            cell = page.cell(row, column + 1)
            _put(cell, item, bold=row == header)
            side = "right" if numeric[column] else None
            cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=side)
        # no program but Excel finds the height of wrapped words by itself
        lines = [
            math.ceil(len(_words(item)) / width) for item, width in zip(line, widths, strict=False)
        ]
        page.row_dimensions[row].height = 15 * max(1, *lines)
    below = header + 1 + len(grid.rows)
    corner = page.cell(below - 1, len(grid.header)).coordinate
    table = Table(displayName=name, ref=f"A{header}:{corner}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    page.add_table(table)
    if grid.source:
        _put(page.cell(below, 1), grid.source, italic=True)
        below += 1
    return below


def _words(item: Cell | str) -> str:
    value = item.value if isinstance(item, Cell) else item
    if value is None:
        return ""
    return value if isinstance(value, str) else f"{value:,.0f}  "


def _put(
    cell: SheetCell, item: Cell | str, *, bold: bool = False, italic: bool = False, size: int = 10
) -> None:
    from openpyxl.styles import Font, PatternFill

    item = item if isinstance(item, Cell) else Cell(item)
    cell.value = item.value
    cell.font = Font(name="Arial", size=size, bold=bold, italic=italic)
    letter, fill, _ = KINDS[item.kind] if item.kind else ("", "", "")
    if isinstance(item.value, str):
        cell.data_type = "s"  # openpyxl takes '=…' for a formula
        cell.quotePrefix = item.value[:1] in "=+-@"
    elif item.value is not None:
        places = "." + "0" * item.decimals if item.decimals else ""
        cell.number_format = f"#,##0{places}" + (f'" {letter}"' if letter else "")
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)

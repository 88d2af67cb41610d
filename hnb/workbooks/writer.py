"""Tables as an Excel workbook: words never become formulas, and a number says what kind of number
it is.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hnb.figures import Figure
from hnb.store.write import write_whole

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
        return cls(figure.value, kind) if figure.value is not None else cls(LEFT, COUNCIL)


@dataclass(frozen=True)
class Grid:
    """A table: its caption, headings (no two alike), rows that start with a label, and a note under
    it.
    """

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell | str]]
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name on the tab, a heading, tables one under the other, and whether it explains
    the kinds.
    """

    name: str
    heading: str
    grids: Sequence[Grid]
    key: bool = True


def write_workbook(path: Path, title: str, sheets: Sequence[Sheet]) -> None:
    """Write a workbook whole or not at all.

    Notes
    -----
    Every table is marked up as one, with a header row; widths are set and words wrapped for reading
    and printing.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment
    from openpyxl.worksheet.table import Table, TableStyleInfo

    book = Workbook()
    book.properties.title, book.properties.creator, book.properties.language = title, "hnb", "en-GB"
    del book[book.sheetnames[0]]
    for number, sheet in enumerate(sheets, 1):
        page: Any = book.create_sheet(sheet.name[:31])
        page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
        _put(page, 1, 1, sheet.heading, bold=True, size=14)
        widths = [
            min(
                max(14, *(len(_words(line[column])) + 2 for line in lines if column < len(line))),
                64,
            )
            for lines in [[line for grid in sheet.grids for line in (grid.header, *grid.rows)]]
            for column in range(max(map(len, lines)))
        ]
        for column, width in enumerate(widths, 1):
            page.column_dimensions[page.cell(1, column).column_letter].width = width
        row = 2
        for kind, (letter, _, says) in KINDS.items() if sheet.key else ():
            _put(page, row, 1, Cell(f"{letter or LEFT}  {says}", kind))
            row += 1
        for place, grid in enumerate(sheet.grids, 1):
            row += 1
            _put(page, row, 1, grid.caption, bold=True, size=12)
            first, row = row + 1, row + 1
            numbers = [
                any(isinstance(line[place], Cell) for line in grid.rows)
                for place in range(len(grid.header))
            ]
            for line in (grid.header, *grid.rows):
                for column, item in enumerate(line, 1):
                    cell = _put(page, row, column, item, bold=line is grid.header)
                    side = "right" if numbers[column - 1] else None
                    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=side)
                # no program but Excel finds the height of wrapped words by itself
                lines = max(
                    -(-len(_words(item)) // width)
                    for item, width in zip(line, widths, strict=False)
                )
                page.row_dimensions[row].height = 15 * max(lines, 1)
                row += 1
            ref = f"A{first}:{page.cell(row - 1, len(grid.header)).coordinate}"
            table = Table(displayName=f"Table_{number}_{place}", ref=ref)
            table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
            page.add_table(table)
            if (
                len(sheet.grids) == 1
            ):  # its headings and labels stay in sight, and on every printed page
                page.freeze_panes, page.print_title_rows = (
                    page.cell(first + 1, 2),
                    f"{first}:{first}",
                )
            if grid.note:
                _put(page, row, 1, grid.note, italic=True)
                row += 1
    content = io.BytesIO()
    book.save(content)
    write_whole(path, content.getvalue())


def _words(item: Cell | str) -> str:
    value = item.value if isinstance(item, Cell) else item
    return value if isinstance(value, str) else "" if value is None else f"{value:,.0f}  "


def _put(page: Any, row: int, column: int, item: Cell | str, **font: Any) -> Any:
    from openpyxl.styles import Font, PatternFill

    held = item if isinstance(item, Cell) else Cell(item)
    cell = page.cell(row, column, held.value)
    cell.font = Font(name="Arial", **{"size": 10} | font)
    if isinstance(held.value, str):
        cell.data_type, cell.quotePrefix = (
            "s",
            held.value[:1] in "=+-@",
        )  # openpyxl takes '=…' for a formula
    elif held.value is not None:
        places = "." + "0" * held.decimals if held.decimals else ""
        letter = KINDS[held.kind][0] if held.kind else ""
        cell.number_format = f'#,##0{places}" {letter}"' if letter else f"#,##0{places}"
    if held.kind:
        cell.fill = PatternFill("solid", fgColor=KINDS[held.kind][1])
    return cell

"""Valid rows of any layout, made of its definition; what would identify anybody has a mark in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from hnb.council.authority.starting import start
from hnb.council.definition import ColumnMapping, LayoutColumn, layout
from hnb.council.folder import CouncilFolder
from hnb.council.mapping import write_mapping

AS_AT = date(2026, 9, 30)
EARLIER = date(2026, 8, 31)
MARK = "zq"  # in every name, reference and postcode
BORN = date(2011, 7, 13)
ROWS = 12

Table = list[list[str]]


@dataclass
class Valid:
    """A file of a layout: the first row has the headings."""

    layout: str
    rows: Table

    @property
    def headings(self) -> list[str]:
        return self.rows[0]

    def column(self, name: str) -> int:
        return self.headings.index(heading(name))

    def of_kinds(self, *kinds: str) -> list[int]:
        columns = layout(self.layout).columns
        return [self.column(name) for name, item in columns.items() if item.kind in kinds]


def heading(name: str) -> str:
    """What the file calls one of our columns."""
    return f"Their {name.replace('_', ' ')}"


def valid(name: str, rows: int = ROWS, as_at: date = AS_AT, first: int = 0) -> Valid:
    """A file with so many rows, all of which can be taken in."""
    columns = layout(name).columns
    lines = [
        [
            _value(column, item, first + row, place, as_at)
            for place, (column, item) in enumerate(columns.items())
        ]
        for row in range(rows)
    ]
    return Valid(name, [[heading(column) for column in columns], *lines])


def _value(name: str, column: LayoutColumn, row: int, place: int, as_at: date) -> str:
    if name == "birth_date":
        return (BORN + timedelta(days=row % 300)).strftime("%d/%m/%Y")
    if name == "financial_year":
        return "2026-27"
    if name == "urn":
        return str(100_000 + row)
    if column.personal == "name" or column.personal == "supplier":
        return f"{MARK.title()}{name} {row}"
    day = as_at - timedelta(days=300 - 10 * place - row % 90)
    return {
        "text": f"{name} {row}",
        "reference": f"{MARK.upper()}{row:06d}",
        "date": day.strftime("%d/%m/%Y"),
        "month": day.strftime("%b %Y"),
        "money": f"£{1000 + row % 7:,}.50",
        "number": str(10 + row % 5),
        "whole_number": "1" if name == "rank" else str(1 + row % 5),
        "yes_no": ("Yes", "No")[row % 2],
        "code": list(column.codes)[row % len(column.codes)] if column.codes else "",
        "postcode": f"{MARK.upper()}1 1AA",
    }[column.kind]


def csv_bytes(rows: Sequence[Sequence[str]]) -> bytes:
    """Rows as a CSV file in UTF-8."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def council(root: Path, authority: str = "Leicestershire") -> CouncilFolder:
    """A new folder of a council."""
    return start(root, authority)


def confirm(folder: CouncilFolder, name: str) -> None:
    """Confirm the mapping of the headings that valid files have."""
    mapping = ColumnMapping(
        layout=name,
        columns={column: heading(column) for column in layout(name).columns},
        confirmed=True,
    )
    write_mapping(folder.mappings / f"{name}.yml", mapping)


def written(folder: CouncilFolder) -> dict[str, bytes]:
    """Everything that has been taken in, by its path."""
    files = (folder.private / "rows").rglob("*")
    return {
        str(file.relative_to(folder.root)): file.read_bytes() for file in files if file.is_file()
    }

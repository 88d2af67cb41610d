"""Write a made-up council's facts as one dialect has them: CSV files, workbooks and mappings."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.council.definition import MADE_UP, ColumnMapping
from hnb.council.example.dialects.definition import Dialect, DialectFile
from hnb.council.example.truth.parameters import MARK
from hnb.store.write import csv_text

if TYPE_CHECKING:
    import pandas as pd

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_MARKED = b"\xef\xbb\xbf"
_PACKED_ON = (
    2026,
    1,
    1,
    0,
    0,
    0,
)  # of every part of a workbook, so that equal seeds give equal bytes
_CHANGED = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


def write_extract(
    folder: Path, layout: str, rows: pd.DataFrame, dialect: Dialect, day: date
) -> str:
    """Write one file; its name within the folder. Every row says that it is made up."""
    described = dialect.files[layout]
    name = described.file.format(day=day.strftime("%d-%m-%Y"))
    if name.endswith(".xlsx"):
        content = _workbook(in_words(layout, rows, dialect, as_text=False), layout)
    else:
        content = _encoded(csv_of(in_words(layout, rows, dialect, as_text=True)), described)
    (folder / name).write_bytes(content)
    return name


def mapping_of(layout: str, dialect: Dialect, accounts: Mapping[str, str]) -> ColumnMapping:
    """The mapping of a file of a dialect, as a person would confirm it."""
    columns = dialect.files[layout].columns
    codes = {
        column: {
            written: word for word, written in dialect.codes_of(layout, column).items() if written
        }
        for column in columns
    }
    return ColumnMapping(
        layout=layout,
        columns={column: heading.strip() for column, heading in columns.items()},
        codes={column: words for column, words in codes.items() if words},
        accounts=dict(accounts) if layout == "payments" else {},
        confirmed=dialect.confirmed,
    )


def in_words(layout: str, rows: pd.DataFrame, dialect: Dialect, *, as_text: bool) -> pd.DataFrame:
    """The table under the dialect's headings; as text, or for a workbook with days and numbers."""
    import pandas as pd

    columns = {}
    for column, heading in dialect.files[layout].columns.items():
        values = rows[column]
        codes = dialect.codes_of(layout, column)
        if pd.api.types.is_datetime64_any_dtype(values):
            columns[heading] = _days(values, dialect) if as_text else values
        elif pd.api.types.is_bool_dtype(values):
            words = values.map({True: dialect.yes, False: dialect.no})
            columns[heading] = words.where(values.notna())
        elif pd.api.types.is_numeric_dtype(values):
            columns[heading] = _numbers(column, values, dialect) if as_text else values
        else:
            columns[heading] = values.replace(codes) if codes else values
    table = pd.DataFrame(columns)
    table[MADE_UP] = MARK
    return table.astype(object).where(table.notna(), "" if as_text else None)


def _days(values: pd.Series[pd.Timestamp], dialect: Dialect) -> pd.Series[str]:
    """Days as text; each is written once, since few of them differ."""
    return values.map({day: _day(day, dialect) for day in values.dropna().unique()})


def _day(day: date, dialect: Dialect) -> str:
    if dialect.dates == "yyyy-Mon-dd":
        return f"{day.year}-{MONTHS[day.month - 1]}-{day.day:02d} 00:00:00"
    if dialect.dates == "yyyy-mm-dd":
        return f"{day:%Y-%m-%d}"
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def _numbers(column: str, values: pd.Series[float], dialect: Dialect) -> pd.Series[str]:
    """Money with two decimals, whole numbers without any."""
    if column.endswith("_gbp"):
        if dialect.money == "plain":
            return values.map("{:.2f}".format, na_action="ignore")
        return values.map(_pounds, na_action="ignore")
    return values.map("{:.10g}".format, na_action="ignore")


def _pounds(value: float) -> str:
    return f"-£{-value:,.2f}" if value < 0 else f"£{value:,.2f}"


def csv_of(table: pd.DataFrame) -> str:
    """A table as a CSV file has it."""
    return csv_text(table.columns, table.itertuples(index=False, name=None))


def _encoded(text: str, described: DialectFile) -> bytes:
    match described.encoding:
        case "utf-8":
            return text.encode("utf-8")
        case "utf-8 with a mark":
            return _MARKED + text.encode("utf-8")
        case "utf-8 with two marks":
            return _MARKED * 2 + text.encode("utf-8")
    return _MARKED + text.encode("cp1252")


def _workbook(table: pd.DataFrame, title: str) -> bytes:
    """A workbook of one sheet, the same bytes whenever it is written."""
    import openpyxl
    import pandas as pd

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.append(list(table.columns))
    for row in table.itertuples(index=False, name=None):
        sheet.append(
            [value.to_pydatetime() if isinstance(value, pd.Timestamp) else value for value in row]
        )
    written = io.BytesIO()
    book.save(written)
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(written) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = _CHANGED.sub(b"", part)
            target.writestr(zipfile.ZipInfo(name, _PACKED_ON), part, zipfile.ZIP_DEFLATED)
    return packed.getvalue()

"""Small workbooks and CSV files in the publishers' layouts, written cell by cell."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any
from xml.sax.saxutils import escape

Sheet = list[list[Any]]
# the first columns of every EHC plans file in Explore Education Statistics, and those of requests
EES_AREA = [
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code",
    "region_name", "new_la_code", "old_la_code", "la_name", "breakdown_topic", "breakdown",
]  # fmt: skip
REQUESTS = [
    "requests_received_in_year", "requests_rya", "requests_decided_to_assess", "requests_decided_not_to_assess",
    "requests_decision_not_made", "requests_withdrawn", "request_outcome_six_weeks",
    "request_outcome_over_6_weeks", "mediation_related_request", "tribunal_related_request",
    "tribunal_after_mediation_request",
]  # fmt: skip
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def xlsx(**sheets: Sheet) -> bytes:
    """An XLSX workbook of these sheets; None leaves a cell empty."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    whole = io.BytesIO()
    book.save(whole)
    return whole.getvalue()


def ods_book(**sheets: Sheet) -> bytes:
    """An ODS workbook of these sheets; None leaves a cell empty."""
    tables = []
    for name, rows in sheets.items():
        lines = "".join(
            f"<table:table-row>{''.join(_ods_cell(value) for value in row)}</table:table-row>"
            for row in rows
        )
        tables.append(f'<table:table table:name="{name}">{lines}</table:table>')
    return ods("".join(tables), named=False)


def _ods_cell(value: object) -> str:
    return "<table:table-cell/>" if value is None else cell(value)


def ods(body: str, mimetype: bool = True, space: str = "xmlns:table=", named: bool = True) -> bytes:
    """An ODS workbook around the XML of one sheet's rows, or where they are `named` of whole sheets."""
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    ).replace("xmlns:table=", space)
    if named:
        body = f'<table:table table:name="Sheet1">{body}</table:table>'
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} '
        'office:version="1.3"><office:body>'
        f"<office:spreadsheet>{body}</office:spreadsheet>"
        "</office:body></office:document-content>"
    )
    listed = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    members = {"content.xml": content, "META-INF/manifest.xml": listed}
    return packed({"mimetype": ODS, **members} if mimetype else members)


def cell(value: object, extra: str = "") -> str:
    """A cell of an ODS sheet: a number, or text."""
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}" {extra}/>'
    text = escape(str(value))
    return (
        '<table:table-cell office:value-type="string" '
        f"{extra}><text:p>{text}</text:p></table:table-cell>"
    )


def packed(members: dict[str, str | bytes], level: int = 9) -> bytes:
    """A zip of these members; the kind of an open document is stored as it is."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", compresslevel=level) as archive:
        for name, content in members.items():
            archive.writestr(
                name, content, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            )
    return whole.getvalue()


def csv_bytes(rows: list[dict[str, Any]], encoding: str = "utf-8") -> bytes:
    """A CSV file, headed by the keys of the first row."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)

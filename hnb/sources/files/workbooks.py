"""Workbooks as calamine needs them: it drops errors, and knows no ODS without its kind."""

from __future__ import annotations

import io
import re
import zipfile

ODS = b"application/vnd.oasis.opendocument.spreadsheet"
# An error, which LibreOffice writes beside a value of nothing or of 0
_ODS_ERROR = re.compile(
    rb"<table:table-cell([^<]*)>(?=\s*<text:p[^<>]*>(?:#[A-Z0-9/]+[!?]?|Err:\d+)</text:p>)"
)
_XLSX_ERROR = re.compile(rb"""(<(?:\w+:)?c\s[^<>]*?\bt\s*=\s*)["']e["']""")
_ODS_VALUE = re.compile(rb"\soffice:(?:[a-z]+-)?value(?:-type)?\s*=\s*(?:\"[^\"]*\"|'[^']*')")


def readable(content: bytes, archive: zipfile.ZipFile) -> bytes:
    """The bytes of a workbook, with what calamine would pass over made readable to it."""
    if "content.xml" in archive.namelist():
        return _readable_ods(content, archive)
    return _readable_xlsx(content, archive)


def _readable_ods(content: bytes, archive: zipfile.ZipFile) -> bytes:
    """An ODS file as calamine needs it: with its kind, which four DSG workbooks lack, and with
    errors as text, which it would give as an empty cell or as 0.
    """
    sheets = archive.read("content.xml")
    mended, errors = _ODS_ERROR.subn(_error_as_text, sheets)
    if not errors and "mimetype" in archive.namelist():
        return content
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as copy:
        copy.writestr("mimetype", ODS)
        for member in archive.namelist():
            if member != "mimetype":
                copy.writestr(member, mended if member == "content.xml" else archive.read(member))
    return whole.getvalue()


def _readable_xlsx(content: bytes, archive: zipfile.ZipFile) -> bytes:
    """An XLSX file with its errors as text, which calamine would give as an empty cell."""
    mended = {
        member: changed
        for member in archive.namelist()
        if re.fullmatch(r"xl/worksheets/[^/]+\.xml", member)
        and (changed := _XLSX_ERROR.sub(rb'\1"str"', sheet := archive.read(member))) != sheet
    }
    if not mended:
        return content
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as copy:
        for member in archive.namelist():
            copy.writestr(member, mended.get(member) or archive.read(member))
    return whole.getvalue()


def _error_as_text(cell: re.Match[bytes]) -> bytes:
    attributes = _ODS_VALUE.sub(b"", cell[1])
    return b'<table:table-cell office:value-type="string"' + attributes + b">"

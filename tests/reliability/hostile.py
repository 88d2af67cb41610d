"""Bytes that would exhaust, mislead or end a program which reads them: made anew for each attempt."""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator

from tests.sources import books

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
HUGE = 2_000_000_000
WHERE = (
    "2025,Calendar year,Local authority,E92000001,England,E12000004,East Midlands,E10000018,855,"
    "Leicestershire"
)
TOPIC = "All requests for EHC needs assessments"
HEADS = ",".join([*books.EES_AREA, *books.REQUESTS])
LAUGHS = "<!DOCTYPE a [<!ENTITY l0 'ha'>{}]>".format(
    "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 12))
)
OUTSIDE = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
Maker = Callable[[], bytes]


def requests(*values: object, where: str = WHERE, heads: str = HEADS) -> bytes:
    """A CSV of requests as the DfE lays it out, with one row of these values, the last repeated."""
    filled = [*values, *[values[-1] if values else 9] * (len(books.REQUESTS) - len(values))]
    return f"{heads}\n{where},{TOPIC},{TOPIC},{','.join(map(str, filled))}\n".encode()


def sheet(body: str, before: str = "", after: str = "") -> str:
    """The XML of a sheet of an XLSX file."""
    return f"{before}<worksheet {MAIN}><sheetData>{body}</sheetData>{after}</worksheet>"


def cell(reference: str, value: object = 1) -> str:
    """A cell of such a sheet, in a row of its own."""
    return f'<row><c r="{reference}"><v>{value}</v></c></row>'


def xlsx(body: str = "", members: dict[str, str | bytes] | None = None, whole: str = "") -> bytes:
    """An XLSX workbook of one sheet, without the parts that readers do not ask for."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006/relationships"
    return books.packed(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
            'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
            "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{relations}"><sheets>'
            '<sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packages}"><Relationship '
            f'Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="r2" Type="{relations}/sharedStrings" Target="sharedStrings.xml"/>'
            "</Relationships>",
            "xl/worksheets/sheet1.xml": whole or sheet(body),
            **(members or {}),
        }
    )


def row_of_ods(*cells: str, repeated: int = 1) -> str:
    """A row of an ODS sheet."""
    more = f' table:number-rows-repeated="{repeated}"' if repeated > 1 else ""
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def paragraph(inside: str) -> str:
    """A cell of an ODS sheet around what a paragraph holds."""
    return (
        '<table:table-cell office:value-type="string"><text:p>' + inside + "</text:p>"
        "</table:table-cell>"
    )


def _listed(members: list[tuple[str, bytes]], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", how) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return whole.getvalue()


def _in_chunks(name: str, megabytes: int, piece: bytes) -> bytes:
    whole = io.BytesIO()
    block = piece * (1_000_000 // len(piece))
    with (
        zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(name, "w", force_zip64=True) as member,
    ):
        for _ in range(megabytes):
            member.write(block)
    return whole.getvalue()


def _of_zeros(megabytes: int) -> bytes:
    whole = io.BytesIO()
    with gzip.GzipFile(fileobj=whole, mode="wb", compresslevel=1) as packed:
        for _ in range(megabytes):
            packed.write(bytes(1_000_000))
    return whole.getvalue()


def _told_size(content: bytes, size: int) -> bytes:
    """A zip whose directory tells another size of its first member than it has."""
    place = content.index(b"PK\x01\x02")
    return content[: place + 24] + struct.pack("<I", size) + content[place + 28 :]


def _flag(content: bytes, flag: int) -> bytes:
    """A zip whose directory and first member carry a flag, such as 1 for encrypted."""
    changed = bytearray(content)
    for start, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        changed[content.index(start) + at] |= flag
    return bytes(changed)


def _overlapping(count: int, megabytes: int) -> bytes:
    """A zip whose directory names one member many times."""
    content = _in_chunks("a.csv", megabytes, b"a,b,c,d\n")
    at = content.index(b"PK\x01\x02")
    end = content.rindex(b"PK\x05\x06")
    entry = content[at:end]
    directory = b"".join(
        entry.replace(b"a.csv", f"{number:05d}"[-5:].encode()) for number in range(count)
    )
    tail = bytearray(content[end:])
    tail[8:16] = struct.pack("<HHI", count, count, len(directory))
    return content[:at] + directory + bytes(tail)


WORKBOOKS: dict[str, Maker] = {
    "XLSX: a lower-case cell far away": lambda: xlsx(cell("a1") + cell("xfd1048576")),
    "XLSX: a mixed-case cell far away": lambda: xlsx(cell("A1") + cell("xFd1048576")),
    "XLSX: an upper-case cell far away": lambda: xlsx(cell("A1") + cell("XFD1048576")),
    "XLSX: a lower-case dimension": lambda: xlsx(
        whole=sheet(cell("a1"), after='<dimension ref="a1:xfd1048576"/>')
    ),
    "XLSX: a dimension before the cells": lambda: xlsx(
        whole=f'<worksheet {MAIN}><dimension ref="A1:XFD1048576"/><sheetData>{cell("A1")}'
        "</sheetData></worksheet>"
    ),
    "XLSX: a row far away, its cells without a place": lambda: xlsx(
        '<row r="1048576"><c r="ZZ1"><v>1</v></c></row>' + cell("A1")
    ),
    "XLSX: a place of twenty letters": lambda: xlsx(cell("A" * 20 + "1")),
    "XLSX: a row of forty figures": lambda: xlsx(cell("A" + "9" * 40)),
    "XLSX: a row of nought": lambda: xlsx(cell("A0") + cell("B0")),
    "XLSX: a place without a row": lambda: xlsx(cell("A")),
    "XLSX: a place with a space": lambda: xlsx(cell(" XFD1048576 ")),
    "XLSX: a place in entities": lambda: xlsx(cell("&#88;FD1048576") + cell("A1")),
    "XLSX: a million rows without a cell": lambda: xlsx("<row/>" * 1_000_000),
    "XLSX: a row of a million cells": lambda: xlsx(
        "<row>" + "<c><v>1</v></c>" * 1_000_000 + "</row>"
    ),
    "XLSX: a text of 100 MB": lambda: xlsx(
        "<row><c t='inlineStr'><is><t>" + "a" * 100_000_000 + "</t></is></c></row>"
    ),
    "XLSX: a shared text of 100 MB": lambda: xlsx(
        "<row><c t='s'><v>0</v></c></row>" * 10,
        {"xl/sharedStrings.xml": f"<sst {MAIN}><si><t>{'a' * 100_000_000}</t></si></sst>"},
    ),
    "XLSX: a shared text of 1 MB in a million cells": lambda: xlsx(
        "<row>" + "<c t='s'><v>0</v></c>" * 1900 + "</row>" * 500,
        {"xl/sharedStrings.xml": f"<sst {MAIN}><si><t>{'a' * 1_000_000}</t></si></sst>"},
    ),
    "XLSX: two million shared texts": lambda: xlsx(
        cell("A1"),
        {"xl/sharedStrings.xml": f"<sst {MAIN}>{'<si><t>a</t></si>' * 2_000_000}</sst>"},
    ),
    "XLSX: a shared text that is not there": lambda: xlsx(
        "<row><c t='s'><v>99999999</v></c></row>"
    ),
    "XLSX: entities that grow, in a sheet": lambda: xlsx(
        whole=sheet("<row><c t='inlineStr'><is><t>&l11;</t></is></c></row>", before=LAUGHS)
    ),
    "XLSX: entities that grow, in shared texts": lambda: xlsx(
        "<row><c t='s'><v>0</v></c></row>",
        {"xl/sharedStrings.xml": f"{LAUGHS}<sst {MAIN}><si><t>&l11;</t></si></sst>"},
    ),
    "XLSX: entities that grow, in the workbook": lambda: xlsx(
        cell("A1"), {"xl/workbook.xml": f"{LAUGHS}<workbook {MAIN}>&l11;</workbook>"}
    ),
    "XLSX: an entity of another file": lambda: xlsx(
        whole=sheet("<row><c t='inlineStr'><is><t>&x;</t></is></c></row>", before=OUTSIDE)
    ),
    "XLSX: half a million tags within one another": lambda: xlsx("<row>" * 500_000),
    "XLSX: a sheet that ends in a tag": lambda: xlsx(whole=sheet(cell("A1"))[:-30]),
    "XLSX: a sheet in UTF-16": lambda: xlsx(
        members={"xl/worksheets/sheet1.xml": sheet(cell("XFD1048576")).encode("utf-16")}
    ),
    "XLSX: a sheet that is not UTF-8": lambda: xlsx(
        members={"xl/worksheets/sheet1.xml": sheet(cell("A1", "\xff")).encode("latin-1")}
    ),
    "XLSX: a sheet of noughts": lambda: xlsx(
        members={"xl/worksheets/sheet1.xml": bytes(5_000_000)}
    ),
    "XLSX: no sheet where one is named": lambda: books.packed(
        {"xl/workbook.xml": f"<workbook {MAIN}><sheets/></workbook>"}
    ),
    "XLSX: twenty thousand sheets": lambda: xlsx(
        cell("A1"),
        {
            "xl/workbook.xml": f"<workbook {MAIN}><sheets>"
            + "".join(f'<sheet name="s{n}" sheetId="{n}" id="r1"/>' for n in range(20_000))
            + "</sheets></workbook>"
        },
    ),
    "XLSX: a sheet's name of 10 MB": lambda: xlsx(
        cell("A1"),
        {
            "xl/workbook.xml": f"<workbook {MAIN}><sheets><sheet name='{'n' * 10_000_000}' "
            "sheetId='1' id='r1'/></sheets></workbook>"
        },
    ),
    "XLSX: half a million styles": lambda: xlsx(
        cell("A1"), {"xl/styles.xml": f"<styleSheet {MAIN}>{'<xf/>' * 500_000}</styleSheet>"}
    ),
    "XLSX: half a million merged cells": lambda: xlsx(
        whole=sheet(cell("A1"), after='<mergeCell ref="A1:XFD1048576"/>' * 500_000)
    ),
    "XLSX: numbers that no computer holds": lambda: xlsx(cell("A1", "9" * 1_000_000)),
    "XLSX: a date of the year 10,000,000": lambda: xlsx(
        '<row><c r="A1" t="d"><v>9999999-01-01T00:00:00</v></c></row>'
    ),
    "XLSX: macros and nothing else": lambda: books.packed(
        {"xl/workbook.xml": "", "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 1000}
    ),
    "XLSB": lambda: books.packed({"xl/workbook.bin": b"\x83\x01\x00", "xl/workbook.xml": ""}),
    "DOCX": lambda: books.packed({"word/document.xml": "<w:document/>"}),
    "ODS: two thousand million spaces": lambda: books.ods(
        row_of_ods(paragraph(f'a<text:s text:c="{HUGE}"/>b'))
    ),
    "ODS: spaces, in single quotation marks": lambda: books.ods(
        row_of_ods(paragraph(f"a<text:s  text:c = '{HUGE}' />b"))
    ),
    "ODS: spaces, by another prefix": lambda: books.ods(
        row_of_ods(paragraph(f'a<text:s text:c="0{HUGE}"></text:s>b'))
    ),
    "ODS: a million times a hundred spaces": lambda: books.ods(
        row_of_ods(paragraph('<text:s text:c="100"/>' * 1_000_000))
    ),
    "ODS: spaces in cells that repeat": lambda: books.ods(
        row_of_ods(
            paragraph('<text:s text:c="900000"/>').replace(
                "<table:table-cell", '<table:table-cell table:number-columns-repeated="1900"'
            ),
            repeated=100,
        )
    ),
    "ODS: a cell repeated": lambda: books.ods(
        row_of_ods(books.cell(1, f'table:number-columns-repeated="{HUGE}"'))
    ),
    "ODS: a row repeated": lambda: books.ods(row_of_ods(books.cell(1), repeated=HUGE)),
    "ODS: rows and cells repeated": lambda: books.ods(
        row_of_ods(books.cell(1, 'table:number-columns-repeated="1900"'), repeated=9000)
    ),
    "ODS: repeated minus once": lambda: books.ods(
        row_of_ods(books.cell(1, 'table:number-columns-repeated="-5"'))
    ),
    "ODS: repeated by a number of forty figures": lambda: books.ods(
        row_of_ods(books.cell(1, f'table:number-columns-repeated="{"9" * 40}"'))
    ),
    "ODS: thirty thousand quotation marks": lambda: books.ods(
        "<table:table-row " + "'\"" * 15_000 + ">" + books.cell(1) + "</table:table-row>"
    ),
    "ODS: a tag that is never closed": lambda: books.ods('<table:table-row a="' + "b" * 5_000_000),
    "ODS: thirty thousand tags of a quotation mark": lambda: books.ods(
        '<table:table-cell a="' * 30_000
    ),
    "ODS: three hundred thousand tags within one another": lambda: books.ods(
        "<table:table-row>" * 300_000
    ),
    "ODS: entities that grow": lambda: books.packed(
        {"mimetype": books.ODS, "content.xml": f"{LAUGHS}<a>&l11;</a>"}
    ),
    "ODS: an entity of another file": lambda: books.packed(
        {"mimetype": books.ODS, "content.xml": f"{OUTSIDE}<a>&x;</a>"}
    ),
    "ODS: a text of 100 MB": lambda: books.ods(row_of_ods(paragraph("a" * 100_000_000))),
    "ODS: a million paragraphs": lambda: books.ods(
        row_of_ods(paragraph("</text:p><text:p>" * 1_000_000))
    ),
    "ODS: a number that is none": lambda: books.ods(
        '<table:table-row><table:table-cell office:value-type="float" office:value="1e99999999"/>'
        "</table:table-row>"
    ),
    "ODS: without content": lambda: books.packed({"mimetype": books.ODS}),
    "ODS: content that is locked": lambda: books.packed(
        {"mimetype": books.ODS, "content.xml": random.Random(1).randbytes(10_000)}
    ),
}

ZIPS: dict[str, Maker] = {
    "zip: one CSV of 399 MB": lambda: _in_chunks("requests.csv", 399, b"a,b,c,d\n"),
    "zip: one CSV of 399 MB without a line end": lambda: _in_chunks("requests.csv", 399, b"abcd"),
    "zip: one CSV of 390 MB of commas": lambda: _in_chunks("requests.csv", 390, b","),
    "zip: one CSV of 390 MB of quotation marks": lambda: _in_chunks("requests.csv", 390, b'"'),
    "zip: one CSV of 900 MB": lambda: _in_chunks("requests.csv", 900, b"a,b,c,d\n"),
    "zip: one member named four thousand times": lambda: _overlapping(4000, 1),
    "zip: a size that is told too small": lambda: _told_size(
        _in_chunks("requests.csv", 900, b"a,b,c,d\n"), 10
    ),
    "zip: a size that is told too large": lambda: _told_size(
        books.packed({"requests.csv": requests()}), 4_000_000_000
    ),
    "zip: encrypted": lambda: _flag(books.packed({"requests.csv": requests()}), 1),
    "zip: a wrong checksum": lambda: books.packed({"requests.csv": requests()}, 0).replace(
        b"Leicestershire", b"Lincolnshire  "
    ),
    "zip: cut": lambda: books.packed({"requests.csv": requests()})[:200],
    "zip: its directory alone": lambda: books.packed({"requests.csv": requests()})[-120:],
    "zip: its first bytes alone": lambda: b"PK\x03\x04",
    "zip: empty": lambda: books.packed({}),
    "zip: folders alone": lambda: _listed([("a/", b""), ("a/b/", b"")]),
    "zip: a hundred thousand members": lambda: _listed(
        [(f"{number}.csv", b"a") for number in range(100_000)], zipfile.ZIP_STORED
    ),
    "zip: zips within zips": lambda: books.packed(
        {"a.zip": books.packed({"b.zip": books.packed({"c.csv": requests()})})}
    ),
    "zip: a bomb of LZMA": lambda: _listed(
        [("requests.csv", bytes(380_000_000))], zipfile.ZIP_LZMA
    ),
    "zip: a bomb of bzip2": lambda: _listed(
        [("requests.csv", bytes(380_000_000))], zipfile.ZIP_BZIP2
    ),
    "zip: names that climb": lambda: _listed([("../../../tmp/x.csv", b"a,b\n1,2\n")]),
    "zip: names with escape codes": lambda: _listed([("\x1b[2J\x1b[31m.csv", b"a,b\n1,2\n")]),
    "zip: a name of 60,000 signs": lambda: _listed([("n" * 60_000 + ".csv", b"a,b\n1,2\n")]),
    "zip: three members of one name": lambda: _listed(
        [("requests.csv", requests(n)) for n in (1, 2, 3)]
    ),
    "gzip: 900 MB of noughts": lambda: _of_zeros(900),
    "gzip: 390 MB of noughts": lambda: _of_zeros(390),
    "gzip: cut": lambda: gzip.compress(requests() * 100)[:-20],
    "gzip: broken": lambda: b"\x1f\x8b\x08\x00" + random.Random(2).randbytes(2000),
    "gzip within gzip": lambda: gzip.compress(gzip.compress(requests())),
}

TEXTS: dict[str, Maker] = {
    "CSV: sixty thousand headings alike": lambda: b"a," * 60_000 + b"a\n" + b"1," * 60_000,
    "CSV: a million headings alike": lambda: b"a," * 1_000_000,
    "CSV: a million headings": lambda: ",".join(map(str, range(1_000_000))).encode(),
    "CSV: sixty thousand headings beside the right ones": lambda: requests(
        heads=HEADS + ",a" * 60_000
    ),
    "CSV: the right headings twice": lambda: requests(heads=f"{HEADS},{HEADS}"),
    "CSV: a quotation mark that is never closed": lambda: (
        HEADS.encode() + b'\n"' + b"a,b\n" * 10_000_000
    ),
    "CSV: a cell of 50 MB": lambda: requests("9" * 50_000_000),
    "CSV: thirty thousand quotation marks": lambda: requests('"' * 30_001),
    "CSV: ten million commas": lambda: HEADS.encode() + b"\n" + b"," * 10_000_000,
    "CSV: ten million empty lines": lambda: HEADS.encode() + b"\n" * 10_000_000 + b"x",
    "CSV: a line of 60 MB": lambda: b"a" * 60_000_000,
    "CSV: noughts": lambda: bytes(5_000_000),
    "CSV: noughts after a heading": lambda: HEADS.encode() + b"\n" + bytes(5_000_000),
    "CSV: chance": lambda: random.Random(3).randbytes(2_000_000),
    "CSV: a number of 5,000 figures": lambda: requests("9" * 5000),
    "CSV: a number with an endless exponent": lambda: requests("1e1000000000"),
    "CSV: a number that is too large": lambda: requests("1e999"),
    "CSV: infinity": lambda: requests("inf"),
    "CSV: no number": lambda: requests("NaN"),
    "CSV: hexadecimal": lambda: requests("0x10"),
    "CSV: figures of another script": lambda: requests("١٢٣"),
    "CSV: an underscore in a number": lambda: requests("1_000"),
    "CSV: half a request": lambda: requests("1.5"),
    "CSV: fewer than none": lambda: requests("-3"),
    "CSV: a formula": lambda: requests("=cmd|'/c calc'!A1"),
    "CSV: escape codes": lambda: requests("\x1b[2J\x1b[31m9"),
    "CSV: two rows of one authority that differ": lambda: (
        requests(9) + requests(10).split(b"\n", 1)[1]
    ),
    "CSV: a year of five figures": lambda: requests(where=WHERE.replace("2025", "20255")),
    "CSV: a year to come": lambda: requests(where=WHERE.replace("2025", "2999")),
    "CSV: a year of words": lambda: requests(where=WHERE.replace("2025", "last year")),
    "CSV: a number of another authority": lambda: requests(where=WHERE.replace("855", "201")),
    "CSV: a number of no authority": lambda: requests(where=WHERE.replace("855", "855.5")),
    "CSV: the name of no authority": lambda: requests(
        where=WHERE.replace("Leicestershire", "Atlantis")
    ),
    "CSV: a level of another country": lambda: requests(
        where=WHERE.replace("Local authority", "Commune")
    ),
    "CSV: headings alone": lambda: HEADS.encode() + b"\n",
    "CSV: a row that is too short": lambda: requests()[:-6],
    "CSV: a row that is too long": lambda: requests().rstrip() + b",9,9,9\n",
    "CSV: lone surrogates in UTF-8": lambda: requests("\\udc80").replace(
        b"\\udc80", b"\xed\xa0\x80"
    ),
    "nothing": lambda: b"",
    "white space": lambda: b" \r\n\t" * 1000,
    "a byte order mark alone": lambda: b"\xef\xbb\xbf",
    "UTF-32": lambda: requests().decode().encode("utf-32"),
    "EBCDIC": lambda: requests().decode().encode("cp500"),
    "JSON: half a million brackets": lambda: b"[" * 500_000,
    "JSON: half a million objects": lambda: b'{"a":' * 500_000,
    "JSON: a number of a million figures": lambda: b"[" + b"9" * 1_000_000 + b"]",
    "JSON: another's": lambda: b'{"title": "a map", "features": []}',
    "Parquet: its first bytes alone": lambda: b"PAR1",
    "Parquet: chance": lambda: b"PAR1" + random.Random(4).randbytes(100_000) + b"PAR1",
    "Parquet: a footer longer than the file": lambda: (
        b"PAR1" + bytes(100) + struct.pack("<I", 2_000_000_000) + b"PAR1"
    ),
    "PDF": lambda: b"%PDF-1.7\n" + random.Random(5).randbytes(10_000),
    "a web page": lambda: b"<!DOCTYPE html><title>Sign in</title>" * 1000,
    "XML that grows": lambda: f"<?xml version='1.0'?>{LAUGHS}<a>&l11;</a>".encode(),
    "an old workbook": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50_000),
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + random.Random(6).randbytes(10_000),
    "a program": lambda: b"\x7fELF" + random.Random(7).randbytes(10_000),
    "a pickle that runs a command": lambda: b"cos\nsystem\n(S'touch hnb-was-here'\ntR.",
    "rich text": lambda: b"{\\rtf1 requests}",
    "an e-mail": lambda: b"From: a@b\nSubject: requests\n\nsee attached\n",
    "a database": lambda: b"SQLite format 3\x00" + bytes(10_000),
}


def all_files() -> Iterator[tuple[str, Maker]]:
    """Every hostile file by name, with what makes its bytes."""
    yield from (WORKBOOKS | ZIPS | TEXTS).items()

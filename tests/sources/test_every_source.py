"""Every embedded value, re-read from the publisher's file at its own row and column by another
library.

Oracles: openpyxl for XLSX, the XML of an ODS (odfpy takes minutes), the csv module, lines of JSON,
pyarrow.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
import zipfile
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from hnb.domain import paths
from hnb.sources.source import sources
from hnb.tables import ALL
from tests.conftest import ORIGINALS

pytestmark = pytest.mark.skipif(
    not ORIGINALS.exists(), reason="needs the publishers' files in shared/dfe"
)

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


@cache
def by_digest() -> dict[str, Path]:
    return {
        hashlib.sha256(p.read_bytes()).hexdigest(): p for p in ORIGINALS.rglob("*") if p.is_file()
    }


def ods_sheets(content: bytes) -> dict[str, list[list[object]]]:
    """Cells of an ODS workbook by its XML alone: numbers from office:value, words from their
    paragraphs.
    """
    sheets: dict[str, list[list[object]]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))
    for sheet in root.iter(f"{TABLE}table"):
        rows: list[list[object]] = []
        for row in sheet.iter(f"{TABLE}table-row"):
            cells: list[object] = []
            for cell in row:
                if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                    continue
                value = cell.get(f"{OFFICE}value")
                word = "\n".join("".join(p.itertext()) for p in cell.iter(f"{TEXT}p"))
                times = min(int(cell.get(f"{TABLE}number-columns-repeated", "1")), 300)
                cells += [float(value) if value is not None else word] * times
            rows += [cells] * min(int(row.get(f"{TABLE}number-rows-repeated", "1")), 300)
        sheets[sheet.get(f"{TABLE}name") or ""] = rows
    return sheets


def xlsx_sheets(content: bytes, wanted: set[str]) -> dict[str, list[list[object]]]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True, read_only=True)
    names = [name for name in book.sheetnames if name in wanted]
    return {name: [list(row) for row in book[name].iter_rows(values_only=True)] for name in names}


def csv_rows(content: bytes) -> list[list[object]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    return [list(row) for row in csv.reader(io.StringIO(text, newline=""))]


def parts_of(path: Path, wanted: set[str]) -> dict[str, list[list[object]]]:
    content = path.read_bytes()
    name = path.name.removesuffix(".gz")
    content = gzip.decompress(content) if path.suffix == ".gz" else content
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {
                Path(m).name: csv_rows(archive.read(m))
                for m in archive.namelist()
                if Path(m).name in wanted
            }
    if name.endswith(".ods"):
        return ods_sheets(content)
    if name.endswith(".xlsx"):
        return xlsx_sheets(content, wanted)
    if name.endswith(".csv"):
        return {name: csv_rows(content)}
    if name.endswith(".parquet"):
        import pyarrow.parquet

        table = pyarrow.parquet.read_table(io.BytesIO(content), columns=["Values"])
        return {name: [[value] for value in table.column("Values").to_pylist()]}
    if name.endswith(".json"):
        return {name: [[line] for line in content.decode("utf-8").splitlines()]}
    raise AssertionError(f"no second reader for {path.name}")


def letter(column: str) -> int:
    place = 0
    for ch in column:
        place = place * 26 + ord(ch) - 64
    return place - 1


def cell(rows: list[list[object]], part: str, row: int, column: str) -> object:
    if part.endswith(".parquet"):
        return rows[row - 1][0]
    if part.endswith(".json"):
        return re.search(r'"value": (-?[\d.]+)', str(rows[row - 1][0]))[1]  # type: ignore[index]
    if "+" in column:  # columns that a later layout has split
        return sum(number(cell(rows, part, row, one)) or 0 for one in column.split("+"))
    if part.endswith(".csv"):
        heads = [str(head).strip() for head in rows[0]]
        wide = re.fullmatch(r"[A-Z]{1,2}", column) and column not in heads
        return rows[row - 1][letter(column) if wide else heads.index(column)]
    return rows[row - 1][letter(column)] if letter(column) < len(rows[row - 1]) else None


def number(raw: object) -> float | None:
    text = re.sub(r"[,£%\s]", "", str(raw))
    try:
        return float(text)
    except ValueError:
        return None


def embedded() -> list[tuple[str, str]]:
    files = sorted(paths.published().glob("*.csv"))
    return [(f.name, f.name.split(".")[0]) for f in files if f.name.split(".")[0] in ALL]


@cache
def originals_of(release: str) -> dict[str, list[list[object]]]:
    import yaml

    said = yaml.safe_load((paths.published() / "releases.yml").read_text(encoding="utf-8"))[release]
    whole: dict[str, list[list[object]]] = {}
    for source in sources().values():
        for one in source.releases:
            if one.id == release:
                for digest in one.files.values():
                    whole.update(parts_of(by_digest()[digest], set(said["parts"])))
    return {part: rows for part, rows in whole.items() if part in said["parts"]}


@pytest.mark.parametrize(("file", "name"), embedded())
def test_every_value_stands_in_the_publishers_file_at_its_row_and_column(
    file: str, name: str
) -> None:
    import yaml

    known = yaml.safe_load((paths.published() / "releases.yml").read_text(encoding="utf-8"))
    fixes = {
        (fix["release"], fix["table"], number(fix["value"]))
        for source in sources().values()
        for fix in source.corrections
    }
    value = ALL[name].value.name
    wrong, checked = [], 0
    with (paths.published() / file).open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            part = known[line["release"]]["parts"][int(line["part"] or 0)]
            raw = cell(originals_of(line["release"])[part], part, int(line["row"]), line["column"])
            ours, theirs = number(line[value]), number(raw)
            checked += 1
            if line[value] == "":
                # a symbol stands there, not a number; or a number that cannot be one, such as a
                # count below nought
                good = line["status"] and (
                    theirs is None or (line["status"] == "broken at source" and theirs < 0)
                )
            elif theirs is None:
                # a symbol that means nought (the tribunal's hyphen)
                good = ours == 0 and not re.search(r"\d", str(raw))
            else:
                # 2019-20 is published in £ million
                good = (
                    ours in (theirs, round(theirs * 1_000_000, 7))
                    or abs(ours - theirs * 1e6) < 1e-3
                )
            if not good and (line["release"], name, number(line[value])) not in fixes:
                wrong.append((line, raw))
    assert checked
    assert not wrong, f"{len(wrong)} of {checked}: {wrong[:3]}"

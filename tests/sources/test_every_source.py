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
from typing import Any
from xml.etree import ElementTree

import pytest

from hnb.domain import paths
from hnb.sources.files.grid import open_original
from hnb.sources.recognise import recognise
from hnb.sources.source import sources
from hnb.store.files import read_releases
from hnb.tables import ALL
from tests.conftest import ORIGINALS

pytestmark = pytest.mark.skipif(
    not ORIGINALS.exists(), reason="needs the publishers' files in shared/dfe"
)

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


CODES = "authority-codes-2025"  # no table of values


@cache
def releases() -> dict[str, dict[str, Any]]:
    return read_releases(paths.published())


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
        split = [number(cell(rows, part, row, one)) for one in column.split("+")]
        return sum(value or 0 for value in split) if any(v is not None for v in split) else ""
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
    said = releases()[release]
    whole: dict[str, list[list[object]]] = {}
    for source in sources().values():
        for one in source.releases:
            if one.id == release:
                for digest in one.files.values():
                    whole.update(parts_of(by_digest()[digest], set(said["parts"])))
    return {part: rows for part, rows in whole.items() if part in said["parts"]}


@cache
def factors_of(release: str) -> dict[tuple[str, str], int]:
    """What the release's own layout multiplies numbers by, for each part of its files and table."""
    factors: dict[tuple[str, str], int] = {}
    for source in sources().values():
        digests = [
            d for entry in source.releases if entry.id == release for d in entry.files.values()
        ]
        recognised = [r for d in digests for r in recognise(open_original(by_digest()[d]))]
        for name, grid in (part for r in recognised if r.source is source for part in r.parts):
            for table, layout in source.parts[name].tables.items():
                scale = getattr(layout, "scale", 1)
                assert factors.setdefault((grid.part, table), scale) == scale
    return factors


def is_as_published(line: dict[str, str], value: str, raw: object, factor: int) -> bool:
    """Whether a line of a table says what stands in the publisher's cell."""
    ours, theirs = number(line[value]), number(raw)
    if ours is None:
        # a symbol stands there, not a number; or a number that cannot be one, such as a count
        # below zero
        impossible = line["status"] == "broken at source" and theirs is not None and theirs < 0
        return bool(line["status"]) and (theirs is None or impossible)
    if theirs is None:  # a symbol that means zero (the tribunal's hyphen), not an empty cell
        return ours == 0 and bool(str(raw).strip()) and not re.search(r"\d", str(raw))
    return ours == theirs if factor == 1 else abs(ours - theirs * factor) < 1e-3


def is_the_correction(line: dict[str, str], name: str, value: str, raw: object) -> bool:
    """Whether releases.yml says what stands in the cell of a corrected value, and what is held."""
    keys = {**line, "area": line.get("la_code", "")}
    said = [
        entry
        for entry in releases()[line["release"]]["corrections"]
        if entry["table"] == name
        and all(keys[key] == str(word) for key, word in entry["where"].items())
    ]
    return [(number(e["value"]), number(e["published"])) for e in said] == [
        (number(line[value]), number(raw))
    ] and bool(said[0]["reason"])


@pytest.mark.parametrize(("file", "name"), embedded())
def test_every_value_stands_in_the_publishers_file_at_its_row_and_column(
    file: str, name: str
) -> None:
    known = releases()
    value = ALL[name].value.name
    wrong, checked = [], 0
    with (paths.published() / file).open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            release = line["release"]
            part = known[release]["parts"][int(line["part"] or 0)]
            raw = cell(originals_of(release)[part], part, int(line["row"]), line["column"])
            good = is_as_published(line, value, raw, factors_of(release)[part, name])
            if line.get("status") == "corrected":
                good = not good and is_the_correction(line, name, value, raw)
            if not good:
                wrong.append((line, raw))
            checked += 1
    assert checked
    assert not wrong, f"{len(wrong)} of {checked}: {wrong[:3]}"


@pytest.mark.parametrize("scale", [1e-6, 1e6, 1e3])
def test_a_lost_or_doubled_scale_does_not_pass_as_published(scale: float) -> None:
    checked = set()
    with (paths.published() / "dsg_blocks.csv").open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            release = line["release"]
            part = releases()[release]["parts"][int(line["part"] or 0)]
            raw = cell(originals_of(release)[part], part, int(line["row"]), line["column"])
            factor = factors_of(release)[part, "dsg_blocks"]
            planted = {**line, "amount_gbp": str(float(line["amount_gbp"]) * scale)}
            assert is_as_published(line, "amount_gbp", raw, factor)
            assert not is_as_published(planted, "amount_gbp", raw, factor)
            checked.add((line["financial_year"], factor))
    assert ("2019-20", 1_000_000) in checked and ("2023-24", 1) in checked


def test_a_sheet_that_says_millions_is_scaled_so_and_no_other() -> None:
    """The unit is read off the sheet's own headings, not off source.yml."""
    for release in (entry.id for source in sources().values() for entry in source.releases):
        for (part, table), factor in factors_of(release).items() if release != CODES else ():
            top = originals_of(release).get(part, [])[:8]
            words = " ".join(str(cell) for row in top for cell in row).casefold()
            in_millions = "£ million" in words or "£m" in words
            assert (factor == 1_000_000) == (in_millions and ALL[table].value.unit == "gbp"), part

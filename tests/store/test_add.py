"""hnb.store.add against files made in the publishers' layouts, taken in and loaded again."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import hnb
from hnb.cli import main
from hnb.domain import areas, paths
from hnb.domain.errors import LockedError, SourceError
from hnb.doubts.doubt import Doubt
from hnb.store import add, files, write
from hnb.store.doubts import doubts_at
from tests.sources import books

LEAVE = {201, 420}
BLOCKS = ["Schools block (£s)", "Central school services block (£s)", "High needs block " "(£s)", "Early years block " "(£s)",
          "Total DSG allocation (£s)"]  # fmt: skip


def dsg(years: str = "2024 to 2025", extra: bool = False, who: str | None = None) -> bytes:
    """A workbook with a summary of two authorities, as laid out in 2023-24; `extra` adds a column
    before deductions.
    """
    more = ["Core schools budget grant (£s)"] if extra else []
    names = BLOCKS[:4] + more + BLOCKS[4:]
    before, after = (
        f"{years} DSG allocations, before recoupment",
        f"{years} DSG allocations, after deductions",
    )
    rows = [
        [
            f"Dedicated schools grant: {years} allocations local authority summary",
            None,
            before,
            *[None] * (len(names) - 1),
            after,
        ],
        [None, None, *names, *BLOCKS],
        [None, None, "[A]"],
        [None, None, None],
    ]
    for code, name in ((855, who or "Leicestershire"), (850, "Hampshire")):
        parts = [5.0 * code, 4.0 * code, 3.0 * code, 2.0 * code]
        rows.append([code, name, *parts, *([0.0] if extra else []), sum(parts), *parts, sum(parts)])
    return books.xlsx(
        Information=[["This workbook was published on 18 July 2024"]], Allocations_summary=rows
    )


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HNB_DATA", str(tmp_path / "my data £"))
    monkeypatch.chdir(tmp_path)  # where no papers are, whose figures would be worked out anew
    files.forget()
    yield
    files.forget()


def written() -> dict[str, bytes]:
    files_written = (path for path in paths.added().rglob("*") if path.is_file())
    return {str(path): path.read_bytes() for path in files_written}


@pytest.fixture
def book(tmp_path: Path):
    def write(name: str = "any name.xlsx", **how) -> Path:
        path = tmp_path / name
        path.write_bytes(dsg(**how))
        return path

    return write


def test_a_newer_year_is_said_and_then_held(book):
    path = book()
    (found,) = add.look(path)
    assert (found.published, found.news) == (date(2024, 7, 18), ())
    (change,) = found.changes
    assert (change.table, change.new_periods, change.added) == ("dsg_blocks", ("2024-25",), 20)
    add.take_in(found)
    held = hnb.load("dsg_blocks")
    mine = held[
        (held["la_code"] == 855)
        & (held["financial_year"] == "2024-25")
        & (held["block"] == "high needs")
    ]
    assert mine["amount_gbp"].tolist() == [2565.0, 2565.0]
    assert hnb.load("dsg_blocks", as_at="2023-12-01")["financial_year"].max() == "2023-24"
    # first published in December 2023, but held in the edition of July alone
    assert hnb.load("dsg_blocks", as_at="2024-01-31")["financial_year"].max() == "2023-24"
    assert hnb.load("dsg_blocks", as_at="2024-07-18")["financial_year"].max() == "2024-25"
    assert add.look(path.rename(path.with_name("renamed.xlsx")))[0].release is None


def test_one_adds_at_a_time_and_a_lock_ends_with_the_process_that_held_it(book, monkeypatch):
    (found,) = add.look(book())
    held = "from hnb.store.lock import alone; import sys, time\nfrom pathlib import Path\n"
    held += "with alone(Path(sys.argv[1]), 'holds it'): print(1, flush=True); time.sleep(60)"
    lock = str(paths.added() / ".lock")
    monkeypatch.setattr(add, "PATIENCE", 0.2)
    with subprocess.Popen([sys.executable, "-c", held, lock], stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        with pytest.raises(
            LockedError,
            match=r"another `hnb data add` is writing there\. Expected its end\. Nothing was",
        ):
            add.take_in(found)
        assert [file.name for file in paths.added().iterdir()] == [".lock"]
        other.kill()
    add.take_in(found)
    assert "2024-25" in set(hnb.load("dsg_blocks")["financial_year"])


def test_a_day_that_is_none_is_named_by_its_own_parameter(book, capsys):
    assert main(["data", "add", "--published", "yesterday", str(book())]) == 2
    assert "hnb: parameter published: 'yesterday' is not a day" in capsys.readouterr().err


def test_nothing_is_written_by_looking(book):
    add.look(book())
    assert not paths.added().exists()


def test_a_column_that_moved_and_one_that_is_new_are_asked_about(book):
    (found,) = add.look(book(extra=True))
    told = " ".join(found.news)
    assert "column G is new" in told or "is new: " in told
    assert "has moved from column" in told
    with pytest.raises(
        SourceError,
        match=r"it differs from what is known: .*Expected --accept.*Nothing was taken in",
    ):
        add.take_in(found)
    assert not paths.added().exists()
    add.take_in(found, accept=True)
    held = hnb.load("dsg_blocks")
    assert (
        held.loc[
            (held["la_code"] == 855)
            & (held["financial_year"] == "2024-25")
            & (held["block"] == "total"),
            "amount_gbp",
        ].tolist()
        == [855.0 * 14] * 2
    )


def test_a_refused_file_leaves_what_is_held_as_it_was(book, capsys):
    assert main(["data", "add", str(book("good.xlsx"))]) == 0
    before = written()
    assert main(["data", "add", str(book("bad.xlsx", who="Rutland", years="2025 to 2026"))]) == 4
    told = capsys.readouterr().err
    assert (
        "bad.xlsx, sheet Allocations_summary, row 5, column B: number 855 (Leicestershire)" in told
    )
    assert written() == before


def test_a_second_edition_says_what_it_revises(book, tmp_path):
    add.take_in(add.look(book())[0])
    from openpyxl import load_workbook

    path = tmp_path / "november.xlsx"
    path.write_bytes(dsg())
    again = load_workbook(path)
    again["Information"]["A1"] = "This workbook was published on 19 November 2024"
    again["Allocations_summary"]["E5"] = 3000
    again.save(path)
    (found,) = add.look(path)
    assert found.changes[0].moved == (
        "855, 2024-25, high needs, before deductions: 2,565.0 to 3,000.0",
    )
    assert (found.changes[0].revised, found.changes[0].same) == (1, 19)
    add.take_in(found)
    held = hnb.load("dsg_blocks", as_at="2024-12-01")
    where = (
        (held["la_code"] == 855)
        & (held["block"] == "high needs")
        & (held["stage"] == "before deductions")
    )
    assert held[where].set_index("financial_year")["amount_gbp"]["2024-25"] == 3000.0
    assert 3000.0 not in set(hnb.load("dsg_blocks", as_at="2024-08-01")["amount_gbp"])


def test_parts_that_miss_their_total_are_taken_in_with_the_doubt(book, tmp_path, capsys):
    from openpyxl import load_workbook

    path = book()
    again = load_workbook(path)
    again["Allocations_summary"]["G5"] = 1_000_000
    again.save(path)
    assert main(["data", "add", str(path)]) == 0
    told = capsys.readouterr().out
    assert (
        "855 2024-25: parts against total: the parts make 11,970 and the total is 1,000,000" in told
    )
    mine = [doubt for doubt in doubts_at() if (doubt.la_code, doubt.period) == (855, "2024-25")]
    assert [doubt.rule for doubt in mine].count("parts against total") == 1


@pytest.mark.parametrize("written", [0, 1, 2])
def test_a_stop_half_way_loses_no_doubt_and_repeats_none(book, monkeypatch, written):
    path = book()
    (found,) = add.look(path)
    doubt = Doubt("dsg_blocks", "parts against total", 855, "2024-25", "the parts make 1")
    addition = replace(found, doubts=(doubt,))

    writes = iter([write.put_in_place] * written)

    def stop(*paths: Path) -> None:
        next(writes)(*paths)

    with monkeypatch.context() as patch:
        patch.setattr(write, "put_in_place", stop)
        with pytest.raises(StopIteration):
            add.take_in(addition)
    files.forget()
    assert "2024-25" not in set(hnb.load("dsg_blocks")["financial_year"])
    assert add.look(path)[0].release == found.release
    add.take_in(addition)
    assert [each.says for each in doubts_at()].count(doubt.says) == 1
    assert "2024-25" in set(hnb.load("dsg_blocks")["financial_year"])


def test_figures_out_of_their_bounds_are_refused_by_table_and_column(book, monkeypatch):
    from hnb.tables import ALL

    spec = ALL["dsg_blocks"]
    amount = replace(spec.value, maximum=100.0)
    monkeypatch.setitem(
        ALL, "dsg_blocks", replace(spec, columns=(*spec.columns[:4], amount, *spec.columns[5:]))
    )
    with pytest.raises(
        SourceError,
        match=r"any name\.xlsx: dsg_blocks does not keep to its schema .*amount_gbp.*100",
    ):
        add.look(book())


def test_a_file_without_a_date_asks_for_one(tmp_path, capsys):
    codes = [a for a in areas.current() if a.la_code not in LEAVE][:2]
    rows = [
        {
            "time_period": 2024,
            "time_identifier": "Calendar year",
            "geographic_level": "Local authority",
            "country_code": "E92000001",
            "country_name": "England",
            "region_code": "",
            "region_name": a.region,
            "new_la_code": a.ons_codes[0],
            "old_la_code": a.la_code,
            "la_name": a.name,
            "age_group": "Children aged 0 to 17 years",
            "population_estimate": 1000,
        }
        for a in codes
    ]
    path = tmp_path / "people.csv"
    path.write_bytes(books.csv_bytes(rows))
    assert main(["data", "add", str(path)]) == 4
    assert (
        "the file does not say when it was published. Expected the date in --published"
        in capsys.readouterr().err
    )
    assert main(["data", "add", "--dry-run", "--published", "2026-07-30", "--json", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["files"][0]["published"] == "2026-07-30"
    assert not paths.added().exists()


def test_a_file_that_nobody_reads_is_named_when_a_newer_release_brings_it(tmp_path, capsys):
    heads = ",".join([*books.EES_AREA, *books.REQUESTS])
    topic = "All requests for EHC needs assessments"
    where = (
        "2025,Calendar year,Local authority,E92000001,England,E12000004,East "
        "Midlands,E10000018,855,Leicestershire"
    )
    requests = f"{heads}\n{where},{topic},{topic}{',9' * len(books.REQUESTS)}"
    path = tmp_path / "any.zip"
    parts = {"data/requests.csv": requests, "data/phase_transfers.csv": "due_25,due_26\n1,2\n"}
    path.write_bytes(books.packed({**parts, "more/tables.xlsx": "PK"}))
    assert main(["data", "add", str(path)]) == 4
    told = capsys.readouterr()
    for name in ("phase_transfers.csv", "more/tables.xlsx"):
        assert f"{name}: a file that is not known, and is left aside" in told.out + told.err
    assert not paths.added().exists()
    assert main(["data", "add", "--accept", str(path)]) == 0
    held = hnb.load("requests")
    assert held[(held["calendar_year"] == 2025) & (held["outcome"] == "total")][
        "requests"
    ].tolist() == [9]


def test_a_file_that_is_held_already_changes_nothing(originals, capsys):
    assert main(["data", "add", str(originals / "dedicated-schools-grant_2024_07_20.ods")]) == 0
    out = capsys.readouterr()
    assert ("Held already" in out.out, "held already" in out.err) == (True, True)
    assert not paths.added().exists()


def test_status_says_what_is_held(capsys):
    assert main(["data", "status", "--table", "dsg_blocks"]) == 0
    told = capsys.readouterr().out
    assert re.search(
        r"(?m)^dsg_blocks: 2019-20 to 20\d\d-\d\d \(held for 15\d authorities\), 153 auth", told
    )
    assert "gap: 2023-24: no row for City of London, Isles of Scilly" in told
    assert main(["data", "status", "--json"]) == 0
    assert {row["table"] for row in json.loads(capsys.readouterr().out)} >= {
        "ehc_plans",
        "dsg_blocks",
    }
    assert main(["data", "status", "--table", "dsg_block"]) == 2


def test_a_file_is_not_called_held_where_what_was_taken_from_it_is_damaged(book, capsys):
    assert main(["data", "add", str(book())]) == 0
    said = capsys.readouterr().err
    folder = next(path for path in paths.added().iterdir() if path.is_dir())
    assert f"`hnb data undo` takes it back; it is in {folder}" in said
    table = folder / "dsg_blocks.csv"
    table.write_bytes(table.read_bytes().replace(b"855", b"856", 1))
    assert main(["data", "add", str(book())]) == 4
    assert f"move {folder} away, and take its files in again" in capsys.readouterr().err
    shutil.rmtree(folder)
    files.forget()
    assert main(["data", "add", "--dry-run", str(book())]) == 0
    assert "Nothing was taken in" in capsys.readouterr().err

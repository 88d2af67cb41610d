"""hnb.council.intake against what was put into files: counts, sums to the penny, and a council's
own payments of a year, whose totals are published.
"""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from hnb.cli import main
from hnb.council import intake as module
from hnb.council.adding.belongs import day_in_name
from hnb.council.adding.work import Wishes
from hnb.council.extracts import REJECTED
from hnb.council.folder import CouncilFolder
from hnb.council.intake import add
from hnb.council.quality.report import runs
from hnb.domain.errors import HnbError, ParameterError, SourceError
from tests.council.valid import AS_AT, EARLIER, confirm, council, csv_bytes, heading, valid, written

MONTHS = "council_spend/leicestershire_2024_25"


@pytest.fixture
def folder(tmp_path) -> CouncilFolder:
    return council(tmp_path / "council")


def file_of(tmp_path: Path, rows: list[list[str]], name: str = "a.csv") -> Path:
    file = tmp_path / name
    file.write_bytes(csv_bytes(rows))
    return file


def test_rows_sums_and_children_are_reconciled_to_the_penny(folder, tmp_path):
    confirm(folder, "placement_ledger")
    table = valid("placement_ledger", 30)
    amounts, ends = table.column("annual_cost_gbp"), table.column("end")
    for number, row in enumerate(table.rows[1:]):
        row[amounts] = f"(£{number},{100 + number}.{10 + number})" if number else "0.1"
    for row in table.rows[4:6]:
        row[ends] = "01/01/2020"  # before the start
    table.rows[7][amounts] = "a lot"
    intake = add(folder, file_of(tmp_path, table.rows), "placement_ledger", AS_AT)
    lines = {line.of: (line.file, line.accepted, line.rejected) for line in intake.lines}
    assert lines["rows"] == ("30", "27", "3")
    assert lines["distinct child"] == ("30", "27", "3")
    total = Decimal("0.1") - sum(Decimal(f"{n}{100 + n}.{10 + n}") for n in range(1, 30) if n != 6)
    out = -Decimal("3103.13") - Decimal("4104.14")
    assert [Decimal(text) for text in lines["annual_cost_gbp"]] == [total, total - out, out]
    assert intake.extract.reasons == {
        "end: it ends before it starts (start)": 2,
        "annual_cost_gbp: not an amount of money": 1,
    }


def test_what_cannot_be_reconciled_is_not_taken_in(folder, tmp_path, monkeypatch):
    confirm(folder, "schools")
    monkeypatch.setattr("hnb.council.quality.reconcile.hundredths", lambda text: 7)
    with pytest.raises(HnbError, match="are not those accepted and rejected"):
        add(folder, file_of(tmp_path, valid("schools").rows), "schools", AS_AT)
    assert not written(folder)


def test_rejected_row_is_kept_as_it_came(folder, tmp_path):
    confirm(folder, "sen2_persons")
    table = valid("sen2_persons")
    table.rows[5][table.column("birth_date")] = "32/01/2015"
    table.rows[5].append("beyond")
    intake = add(folder, file_of(tmp_path, table.rows), "sen2_persons", AS_AT)
    home = folder.home("sen2_persons") / intake.extract.name
    (row,) = csv.DictReader((home / REJECTED).open(encoding="utf-8"))
    assert row["file_row"] == "6" and row["under no heading"] == "beyond"
    assert row[heading("birth_date")] == "32/01/2015"
    assert row["reasons"].startswith("birth_date: a date that does not exist")


def test_report_is_accessible_and_names_no_child(folder, tmp_path):
    confirm(folder, "sen2_persons")
    table = valid("sen2_persons")
    table.rows[5][table.column("birth_date")] = "32/01/2015"
    intake = add(folder, file_of(tmp_path, table.rows), "sen2_persons", AS_AT)
    page = intake.report.read_text(encoding="utf-8")
    assert page.startswith('<!DOCTYPE html>\n<html lang="en-GB">') and "<script" not in page
    assert page.count("<h1>") == 1 and 'scope="col"' in page and "<caption>" in page
    assert "http" not in page and "zq" not in page.casefold() and "32/01" not in page
    book = openpyxl.load_workbook(intake.report.with_suffix(".xlsx"))
    assert [cell.value for cell in book["Rejected rows"][2]][:2] == [6, "birth_date"]


def test_same_file_is_taken_in_once_and_another_of_the_day_only_in_its_place(folder, tmp_path):
    confirm(folder, "schools")
    first = file_of(tmp_path, valid("schools").rows)
    add(folder, first, "schools", AS_AT)
    before = written(folder)
    assert add(folder, first, "schools", AS_AT).is_known
    other = file_of(tmp_path, valid("schools", 20).rows, "b.csv")
    with pytest.raises(SourceError, match="a.csv .* was taken in of the same time"):
        add(folder, other, "schools", AS_AT)
    assert written(folder) == before
    intake = add(folder, other, "schools", AS_AT, Wishes(replace=True))
    assert [extract.file for extract in intake.replaced] == ["a.csv"]
    assert [extract.rows for extract in folder.extracts("schools")] == [20]
    assert len(list(folder.quality.iterdir())) == 2
    again = add(folder, other, "schools", AS_AT, Wishes(replace=True))  # with a mapping mended
    assert not again.is_known and len(folder.rows("schools")) == 20


@pytest.mark.parametrize("name", ["schools", "survey", "rate_card", "placement_ledger"])
def test_file_that_has_not_changed_is_of_its_later_day_too(folder, tmp_path, name):
    confirm(folder, name)
    rows = valid(name).rows
    add(folder, file_of(tmp_path, rows), name, EARLIER)
    later = file_of(tmp_path, rows, f"{name}-{AS_AT:%d-%m-%Y}.csv")
    assert not add(folder, later, name).is_known
    assert [extract.as_at for extract in folder.in_use(name)] == [AS_AT]
    assert add(folder, later, name).is_known and add(folder, later, name, EARLIER).is_known
    assert len(folder.extracts(name)) == 2


def test_payments_that_have_not_changed_count_once_on_whatever_day(folder, tmp_path):
    confirm(folder, "payments")
    rows = valid("payments").rows
    add(folder, file_of(tmp_path, rows), "payments", EARLIER)
    assert add(folder, file_of(tmp_path, rows), "payments", AS_AT).is_known


def test_what_is_replaced_counts_no_more_though_a_stop_came_before_it_was_deleted(
    folder, tmp_path, monkeypatch
):
    confirm(folder, "payments")
    first = file_of(tmp_path, valid("payments").rows)
    add(folder, first, "payments", AS_AT)
    again = file_of(tmp_path, valid("payments").rows[:5], "b.csv")
    with monkeypatch.context() as stopped:
        stopped.setattr(module, "remove", lambda *_: (_ for _ in ()).throw(OSError("a stop")))
        with pytest.raises(OSError, match="a stop"):
            add(folder, again, "payments", AS_AT, Wishes(replace=True))
    assert len(list(folder.home("payments").iterdir())) == 2
    assert len(folder.rows("payments")) == 4
    add(folder, first, "payments", AS_AT, Wishes(replace=True))  # and the other way round
    assert len(folder.rows("payments")) == len(valid("payments").rows) - 1  # the heading
    assert len(list(folder.home("payments").iterdir())) == 1


def test_months_of_payments_go_together_and_none_counts_twice(folder, tmp_path):
    confirm(folder, "payments")
    april = valid("payments", 12, EARLIER)
    add(folder, file_of(tmp_path, april.rows), "payments", EARLIER)
    with pytest.raises(SourceError, match="of the same time"):
        add(folder, file_of(tmp_path, [*april.rows, april.rows[3]], "b.csv"), "payments", AS_AT)
    later = [[cell.replace("/2025", "/2026") for cell in row] for row in april.rows]
    add(folder, file_of(tmp_path, later, "c.csv"), "payments", AS_AT, Wishes(accept_period=True))
    assert len(folder.rows("payments")) == 24


def test_payments_of_the_year_to_date_take_the_place_of_those_of_fewer_months(folder, tmp_path):
    confirm(folder, "payments")
    first = valid("payments", 12, EARLIER).rows
    next_month = [[cell.replace("/11/2025", "/12/2025") for cell in row] for row in first[1:]]
    assert "/12/2025" in next_month[0][0]
    add(folder, file_of(tmp_path, first), "payments", EARLIER)
    whole = file_of(tmp_path, [*first, *next_month], "b.csv")
    intake = add(folder, whole, "payments", AS_AT)
    assert [extract.file for extract in intake.replaced] == ["a.csv"]
    assert len(folder.rows("payments")) == 24
    fewer = file_of(tmp_path, [*first[:2], *next_month], "c.csv")
    with pytest.raises(SourceError, match="a file without the months that it has too, or --repl"):
        add(folder, fewer, "payments", AS_AT)


def test_mapping_that_nobody_confirmed_is_not_used(folder, tmp_path):
    rows = [
        ["Payment date", "Supplier", "Account", "Net amount"],
        ["01/09/2026", "Zqschool", "5323", "£600"],
    ]
    file = file_of(tmp_path, rows)
    with pytest.raises(SourceError, match=r"hnb council map \S*a.csv --layout payments --folder"):
        add(folder, file)
    assert not written(folder) and not list(folder.mappings.iterdir())
    intake = add(folder, file, wishes=Wishes(accept=True))
    assert intake.extract.layout == "payments" and str(intake.extract.as_at) == "2026-09-01"
    assert "confirmed: true" in (folder.mappings / "payments.yml").read_text(encoding="utf-8")


def test_a_suggested_command_can_be_typed_as_it_stands(folder, tmp_path, monkeypatch):
    monkeypatch.delenv("HNB_COUNCIL", raising=False)
    rows = [["Payment date", "Supplier", "Account", "Net amount"], ["01/09/2026", "Zq", "1", "£6"]]
    file = file_of(tmp_path, rows, "over 500.csv")
    folder_option = f"--folder {folder.root}"
    with pytest.raises(SourceError) as elsewhere:
        add(folder, file)
    assert f'`hnb council map "{file}" --layout payments {folder_option}`' in str(elsewhere.value)
    monkeypatch.chdir(folder.root)
    with pytest.raises(SourceError) as inside:
        add(folder, file)
    assert f'`hnb council map "{file}" --layout payments`' in str(inside.value)


def test_sums_are_in_pounds_and_a_file_is_named_as_it_was_given(folder, tmp_path, capsys):
    confirm(folder, "payments")
    rows = valid("payments", 1200, EARLIER).rows
    words = ["council", "add", str(file_of(tmp_path, rows)), "--folder", str(folder.root)]
    assert main([*words, "--as-at", str(AS_AT), "--accept"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"amount_gbp: £\d,\d{3},\d{3}\.\d\d in the file", said), said
    assert "  rows: 1,200 in the file" in said and "is read as payments, as at" in said
    again = file_of(tmp_path, rows, "again.csv")
    assert main(["council", "add", str(again), "--folder", str(folder.root)]) == 0
    assert "again.csv was taken in before" in capsys.readouterr().out


def test_one_row_that_is_rejected_is_one(folder, tmp_path, capsys):
    confirm(folder, "sen2_named_plans")
    rows = valid("sen2_named_plans").rows
    file = file_of(tmp_path, [*rows, rows[-1]])
    words = ["council", "add", str(file), "--folder", str(folder.root), "--as-at", str(AS_AT)]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "Rejected: 1 row, plan: it has the same key" in said
    assert "Not checked: plan before request, since nothing has been taken in of" in said


def test_a_plan_whose_placement_is_in_a_later_file_is_not_said_to_have_none(
    folder, tmp_path, capsys
):
    names = ("sen2_active_plans", "sen2_placements")
    for name in names:
        confirm(folder, name)
    said = {}
    for day, plans, placements in ((EARLIER, 12, 12), (AS_AT, 15, 14)):
        files = [
            file_of(tmp_path, valid(name, rows).rows, f"{place} {name} {day}.csv")
            for place, (name, rows) in enumerate(zip(names, (plans, placements), strict=True))
        ]
        assert main(["council", "add", *map(str, files), "--folder", str(folder.root)]) == 0
        said[day] = capsys.readouterr().out
    assert "has no placement" not in said[EARLIER]
    assert "since sen2_placements is of an earlier day" in said[AS_AT]
    within, across = said[AS_AT].split("next to all files that are in:")
    assert "has no placement" not in within
    assert "To look at: 1 row, plan: the plan has no placement" in across


def test_dry_run_writes_nothing(folder, tmp_path, capsys):
    confirm(folder, "sen2_persons")
    before = {path: path.stat().st_mtime_ns for path in folder.private.rglob("*") if path.is_file()}
    words = ["council", "add", str(file_of(tmp_path, valid("sen2_persons").rows)), "--dry-run"]
    assert main([*words, "--folder", str(folder.root), "--as-at", str(AS_AT)]) == 0
    assert "12 accepted" in capsys.readouterr().out
    assert before == {
        path: path.stat().st_mtime_ns for path in folder.private.rglob("*") if path.is_file()
    }


def test_rows_left_by_a_killed_command_are_deleted(folder, tmp_path):
    confirm(folder, "schools")
    left = folder.private / ".new-00000000"
    left.mkdir()
    (left / "rows.csv").write_text("x")
    add(folder, file_of(tmp_path, valid("schools").rows), "schools", AS_AT)
    assert not left.exists()


def test_fault_of_our_own_tells_no_value(folder, tmp_path, monkeypatch, capsys):
    confirm(folder, "sen2_persons")

    def fails(*args: object, **named: object) -> None:
        raise ValueError("could not convert string to float: 'Zqsurname'")

    monkeypatch.setattr(module, "reconcile", fails)
    words = ["council", "add", str(file_of(tmp_path, valid("sen2_persons").rows))]
    assert main([*words, "--folder", str(folder.root), "--as-at", str(AS_AT)]) == 1
    printed = capsys.readouterr()
    assert "a fault of hnb's own (ValueError in" in printed.err and "Zq" not in printed.err
    assert not written(folder)


def test_day_of_rows_about_children_has_to_be_said(folder, tmp_path):
    confirm(folder, "sen2_persons")
    rows = valid("sen2_persons").rows
    with pytest.raises(ParameterError, match="--as-at"):
        add(folder, file_of(tmp_path, rows), "sen2_persons")
    named = file_of(tmp_path, rows, "Blade-Export_30-09-2026_person.csv")
    assert add(folder, named, "sen2_persons").extract.as_at == AS_AT
    assert (
        str(day_in_name("plans_20260930.csv")) == "2026-09-30"
        and day_in_name("plans_99999999.csv") is None
    )


def test_row_numbers_are_told_as_runs():
    import numpy as np

    assert runs(np.array([5, 2, 3, 4, 9, 9])) == [(2, 5), (9, 9)]


def test_children_of_a_file_without_headings_are_not_named(folder, tmp_path, capsys):
    confirm(folder, "sen2_persons")
    rows = valid("sen2_persons").rows[1:]
    words = ["council", "add", str(file_of(tmp_path, rows)), "--as-at", str(AS_AT)]
    for layout in ([], ["--layout", "sen2_persons"]):
        assert main([*words, *layout, "--folder", str(folder.root)]) == 4
        printed = capsys.readouterr()
        assert not re.search("(?i)zq|2011", printed.out + printed.err)


@pytest.mark.parametrize(
    ("named", "says"),
    [
        ("file", "the name of the file has the name of a person"),
        ("sheet", "the name of its sheet has the reference of a person"),
        ("heading", "the heading of column K has the name of a person"),
    ],
)
@pytest.mark.parametrize("command", ["add", "map"])
def test_a_file_called_after_a_child_is_refused_and_the_name_is_not_repeated(
    folder, tmp_path, capsys, named, says, command
):
    rows = valid("sen2_persons").rows
    rows[1][1:3] = ["Wrigglesworth", "Sam"]
    rows[2][0] = ""  # a rejected row counts too
    heading_of_k = "Sam Wrigglesworth" if named == "heading" else "Notes"
    book = openpyxl.Workbook()
    book.active.title = "ZQ000-002" if named == "sheet" else "Persons"
    for row in [[*rows[0], heading_of_k], *([*row, "x"] for row in rows[1:])]:
        book.active.append(row)
    book.create_sheet("Other").append(["a"])
    file = tmp_path / ("Sam Wrigglesworth.xlsx" if named == "file" else "persons.xlsx")
    book.save(file)
    if command == "add":
        confirm(folder, "sen2_persons")
    words = [command, str(file), "--layout", "sen2_persons", "--sheet", book.active.title]
    words += ["--accept", *(["--as-at", str(AS_AT)] if command == "add" else [])]
    before = sorted(folder.root.rglob("*.yml")) + sorted(folder.root.rglob("*.html"))
    assert main(["council", *words, "--folder", str(folder.root)]) == 4
    printed = capsys.readouterr()
    assert says in printed.err
    assert not re.search("(?i)wrigg|zq", printed.out + printed.err)
    assert sorted(folder.root.rglob("*.yml")) + sorted(folder.root.rglob("*.html")) == before
    assert not written(folder)


def test_every_payment_of_a_real_year_is_taken_in(folder, originals, capsys):
    if not (originals / MONTHS).exists():
        pytest.skip(f"needs {MONTHS}")
    files = sorted(map(str, (originals / MONTHS).glob("*.csv")))
    words = ["--folder", str(folder.root), "--layout", "payments", "--accept", "--accept-period"]
    assert main(["council", "add", *files, *words]) == 0
    payments = folder.rows("payments")
    assert len(payments) == 83_762 and round(payments["amount_gbp"].sum()) == 922_275_627
    accounts = payments["account"].str.slice(0, 4)
    totals = payments.groupby(accounts)["amount_gbp"].sum().round()
    assert (totals["5323"], totals["5325"], totals["5324"]) == (44_838_058, 31_691_426, 4_290_298)

"""hnb.council.folder and hnb.council.authority against folders that are another's, open to others,
linked elsewhere or damaged.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
from pathlib import Path

import pandas as pd
import pytest

from hnb.cli import main
from hnb.council import intake
from hnb.council.authority.definition import read_authority
from hnb.council.folder import CouncilFolder
from hnb.council.intake import add
from hnb.domain.errors import DamagedError, LockedError, ParameterError
from tests.council.valid import AS_AT, EARLIER, confirm, council, csv_bytes, valid

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def filled(tmp_path) -> CouncilFolder:
    """A folder with two days of a layout, and one of payments."""
    folder = council(tmp_path / "council")
    for name, day in (("sen2_persons", EARLIER), ("sen2_persons", AS_AT), ("payments", AS_AT)):
        confirm(folder, name)
        file = tmp_path / f"{name}-{day}.csv"
        file.write_bytes(csv_bytes(valid(name, as_at=day, first=day.month).rows))
        add(folder, file, name, day)
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_nobody_else_can_read_what_was_taken_in(filled):
    for path in [filled.private, *filled.private.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    assert stat.S_IMODE(filled.root.stat().st_mode) == 0o700


def test_rows_have_their_kinds_and_those_of_the_newest_day(filled):
    rows = filled.rows("sen2_persons")
    assert len(rows) == 12 and rows["birth_date"].dtype == "datetime64[ns]"
    assert rows["person"][0] == "ZQ000009"
    payments = filled.rows("payments", ["amount_gbp", "file_row"])
    assert payments["amount_gbp"].dtype == "float64" and list(payments["file_row"]) == list(
        range(2, 14)
    )
    schools = filled.rows("schools")
    assert (
        schools.empty and schools["urn"].dtype == "Int64" and schools["in_area"].dtype == "boolean"
    )


def test_records_are_not_read_through_the_definition_of_another(filled):
    file = filled.root / "authority.yml"
    file.write_text(file.read_text().replace("Leicestershire", "Kent"), encoding="utf-8")
    with pytest.raises(ParameterError, match="of Leicestershire, and it names Kent"):
        CouncilFolder.open(filled.root)


def test_rows_copied_from_another_council_are_not_read(filled, tmp_path):
    other = council(tmp_path / "kent", "Kent")
    (filled.private / "rows").rename(other.private / "rows")
    with pytest.raises(ParameterError, match="of Leicestershire, and it names Kent"):
        other.rows("payments")


def test_made_up_records_do_not_become_real(filled):
    file = filled.root / "authority.yml"
    file.write_text(file.read_text() + "example: true\n", encoding="utf-8")
    with pytest.raises(ParameterError, match="the records in the folder are real"):
        CouncilFolder.open(filled.root)


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
@pytest.mark.parametrize(
    "part",
    [
        *("private", "protected", "mappings", ".hnb"),
        *("private/rows", "private/quality", "private/rows/payments", "private/register"),
    ],
)
def test_part_that_is_a_link_is_refused(filled, tmp_path, part):
    other = council(tmp_path / "other")
    target = filled.root / part
    if target.exists():
        target.rename(tmp_path / "moved")
    target.symlink_to(other.root / "private", target_is_directory=True)
    with pytest.raises(ParameterError, match="a link to elsewhere"):
        CouncilFolder.open(filled.root)


@pytest.mark.parametrize(
    "path", ["../x.csv", "/etc/passwd", "a/../../x", "C:\\x", "\\\\host\\x", "~/x", "a\\..\\..\\x"]
)
def test_path_that_leads_out_of_the_folder_is_refused(tmp_path, path):
    folder = council(tmp_path / "c")
    file = folder.root / "authority.yml"
    file.write_text(
        file.read_text() + f"extracts: {{payments: {{from: '{path}'}}}}\n", encoding="utf-8"
    )
    with pytest.raises(ParameterError, match="a path within the folder"):
        read_authority(file)
    with pytest.raises(ParameterError, match="not within the folder"):
        folder.path(path)


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_link_that_leads_out_of_the_folder_is_refused(tmp_path):
    folder = council(tmp_path / "c")
    (folder.root / "in").symlink_to(tmp_path)
    with pytest.raises(ParameterError, match="a link leads out"):
        folder.path("in/x.csv")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("programe: {name: x}", "programe"),
        ("extracts: {payment: {from: x.csv}}", "names of layouts"),
        ("disclosure: {threshold: 1}", "greater than or equal to 2"),
        ("block: {financial_year: 2026, lines: {a: 1}}", "words"),
        ("block: {financial_year: 2026-28, lines: {a: 1}}", "a financial year such as 2026-27"),
    ],
)  # fmt: skip
def test_definition_is_checked_to_its_last_key(tmp_path, line, reason):
    file = tmp_path / "authority.yml"
    file.write_text(f"authority: Kent\n{line}\n", encoding="utf-8")
    with pytest.raises(ParameterError, match=reason):
        read_authority(file)


def test_rows_that_were_changed_are_refused(filled):
    extract = filled.extracts("payments")[0]
    file = filled.home("payments") / extract.name / "rows.csv"
    file.write_text(file.read_text().replace("1000.5", "9000.5"), encoding="utf-8")
    with pytest.raises(DamagedError, match="rows.csv is not as it was written"):
        filled.rows("payments")


def test_two_do_not_write_at_once(filled):
    second = filled.writing("another")
    with (
        filled.writing("a test"),
        pytest.raises(LockedError, match="is writing there"),
        second,
    ):
        pass


def test_status_says_how_old_and_how_complete(filled, capsys):
    assert main(["council", "status", "--json", "--folder", str(filled.root)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["authority"] == "Leicestershire" and "schools" in told["missing"]
    persons = next(item for item in told["layouts"] if item["layout"] == "sen2_persons")
    assert (persons["rows"], persons["rejected"], persons["distinct"]) == (12, 0, 12)
    assert persons["as_at"] == str(AS_AT)
    assert persons["age_in_days"] == (pd.Timestamp.now().date() - AS_AT).days
    assert main(["council", "status", "--folder", str(filled.root)]) == 0
    assert "payments: as at 30 September 2026" in capsys.readouterr().out


def test_checks_across_files_run_once_the_other_is_there(filled, tmp_path, capsys):
    for name, first in (("sen2_placements", 0), ("sen2_active_plans", 3)):
        confirm(filled, name)
        file = tmp_path / f"{name}.csv"
        file.write_bytes(csv_bytes(valid(name, first=first).rows))
        words = ["council", "add", str(file), "--folder", str(filled.root), "--as-at", str(AS_AT)]
        assert main([*words, "--layout", name]) == 0
        printed = capsys.readouterr().out
        assert ("Not checked: placement without plan" in printed) == (name == "sen2_placements")
    assert "To look at: 3 rows, plan: the plan has no placement" in printed
    main(["council", "status", "--folder", str(filled.root)])
    assert "To look at: 3 rows, plan: the placement has no plan" in capsys.readouterr().out


def test_forgetting_deletes_rows_and_reports_and_says_what_is_left(filled, capsys):
    words = ["council", "forget", "--folder", str(filled.root)]
    assert main([*words, "sen2_persons", "--before", "2026-09-01", "--yes"]) == 0
    assert [extract.as_at for extract in filled.extracts("sen2_persons")] == [AS_AT]
    assert not list(filled.quality.glob(f"sen2_persons-{EARLIER}*"))
    assert main([*words, "--all"]) == 2  # nobody can be asked
    assert filled.has("payments")
    assert main([*words, "--all", "--yes"]) == 0
    assert "protected/, and the register" in capsys.readouterr().out
    left = [path for path in filled.private.rglob("*") if path.is_file()]
    assert [path.name for path in left] == ["council.json"]
    assert (filled.mappings / "payments.yml").exists()


def test_forgetting_a_layout_leaves_no_value_of_its_rows(filled, capsys):
    preview = filled.private / "preview"
    preview.mkdir()
    left = filled.home("sen2_persons") / ".gone-2026-09-30-0"  # by one that was killed
    left.mkdir()
    secret = "Zqbramble"
    for file in (preview / "sen2_persons.html", preview / "payments.html", left / "rows.csv"):
        file.write_text(secret)
    words = ["council", "forget", "sen2_persons", "--folder", str(filled.root), "--yes"]
    assert main([*words, "--before", "2026-09-01"]) == 0
    assert "previews" not in capsys.readouterr().out and (preview / "sen2_persons.html").exists()
    assert main(words) == 0
    assert "and the previews of first rows" in capsys.readouterr().out
    with_it = [path for path in filled.private.rglob("*") if path.is_file()]
    with_it = [path.name for path in with_it if secret in path.read_text(errors="replace")]
    assert with_it == ["payments.html"]  # of a layout that was not forgotten


def test_folder_is_started_by_flags_alone(tmp_path, capsys):
    words = ["init", "authority", "--folder", str(tmp_path / "c"), "--authority", "855"]
    assert main([*words, "--programme", "TSIL", "--started", "2023-04-01"]) == 0
    definition = read_authority(tmp_path / "c" / "authority.yml")
    assert definition.authority == "Leicestershire" and definition.disclosure.threshold == 6
    assert definition.programme and str(definition.programme.started) == "2023-04-01"
    assert f"Next: hnb council map FILE --folder {tmp_path / 'c'}" in capsys.readouterr().err
    assert main(words) == 2 and "it is there already" in capsys.readouterr().err
    assert main(["init", "authority", "--folder", str(ROOT / "x"), "--authority", "855"]) == 2
    assert "within the repository of hnb" in capsys.readouterr().err
    assert main(["init", "authority", "--folder", str(tmp_path / "d"), "--authority", "Kemt"]) == 2
    assert main(["init", "authority", "--authority", "Kent"]) == 2


def test_questions_are_asked_where_somebody_answers(tmp_path, monkeypatch):
    answers = iter(["Kent", str(tmp_path / "c"), "Change", "2024-04-01"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    assert main(["init", "authority"]) == 0
    assert read_authority(tmp_path / "c" / "authority.yml").programme.name == "Change"


def test_folder_is_named_by_the_environment(filled, monkeypatch):
    monkeypatch.setenv("HNB_COUNCIL", str(filled.root / "authority.yml"))
    assert CouncilFolder.open().root == filled.root
    monkeypatch.setenv("HNB_COUNCIL", os.devnull)
    with pytest.raises(ParameterError, match="there is no authority.yml"):
        CouncilFolder.open()


@pytest.mark.parametrize("path", ["/etc/plans.csv", "../plans.csv", "C:/plans.csv"])
def test_a_path_elsewhere_is_told_by_itself_and_what_became_of_the_work(filled, capsys, path):
    file = filled.root / "authority.yml"
    file.write_text(
        f"authority: Leicestershire\nextracts: {{placement_ledger: {{from: '{path}'}}}}\n"
    )
    for command in ("add", "protect", "status"):
        assert main(["council", command, "--folder", str(filled.root)]) == 2
        printed = capsys.readouterr().err
        assert f"extracts: placement_ledger: from: '{path}' cannot be used" in printed
        assert "{" not in printed and printed.endswith("and nothing was written.\n")


def full(*args: object, **named: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device", "/a/file")


@pytest.mark.parametrize(
    ("command", "where"),
    [
        ("add", "hnb.council.intake.sync_all"),
        ("map", "hnb.council.mapping.preview.write_preview"),
        ("status", "hnb.council.completeness.completeness"),
        ("forget", "hnb.council.folder.remove"),
        ("protect", "hnb.council.protect.read"),
    ],
)
def test_what_became_of_the_work_is_said_where_the_disk_is_full(
    filled, tmp_path, monkeypatch, capsys, command, where
):
    file = tmp_path / "new-30-11-2026.csv"
    file.write_bytes(csv_bytes(valid("payments", first=5).rows))
    words = {"add": [str(file), "--replace"], "map": [str(file)], "forget": ["payments", "--yes"]}
    monkeypatch.setattr(where, full)
    options = ["--folder", str(filled.root)]
    assert main(["council", command, *words.get(command, []), *options]) == 1
    printed = capsys.readouterr().err
    assert "/a/file: it cannot be read or written (No space left on device)." in printed
    assert printed.endswith("Nothing was changed: what was taken in before is as it was.\n")
    assert ("new-30-11-2026.csv: /a/file" in printed) == (command == "add")


def test_what_was_done_in_part_is_said_to_be(filled, tmp_path, monkeypatch, capsys):
    put = intake._put_in_place

    def stops(*args: object) -> None:
        put(*args)  # type: ignore[arg-type]
        full()

    file = tmp_path / "new-30-11-2026.csv"
    file.write_bytes(csv_bytes(valid("payments", first=5).rows))
    monkeypatch.setattr(intake, "_put_in_place", stops)
    assert main(["council", "add", str(file), "--replace", "--folder", str(filled.root)]) == 1
    assert "A part was done: `hnb council status` says what is there" in capsys.readouterr().err

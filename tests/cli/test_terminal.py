"""hnb.cli.terminal against texts that give a terminal orders, streams that are full or closed, and
signals.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from hnb.cli import main, print_json
from hnb.cli.terminal import terminal
from hnb.domain.errors import HnbError, Place
from hnb.domain.words import printable
from tests.papers.report import YAML, write_report

ROOT = Path(__file__).resolve().parents[2]
# what xterm's manual lists as the beginnings of orders, and characters that turn a text round
ORDERS = {
    "red": "\x1b[31m",
    "a title of the window": "\x1b]0;gone\x07",
    "the eighth bit": "\x9b31m",
    "erase": "\x08\x08\x7f",
    "back to the beginning of the line": "\rall is well",
    "a bell": "\a",
    "right to left": "\u202egnp",
    "isolated": "\u2067x\u2069",
    "half a pair": "\ud83d",
    "form feed and vertical tab": "\x0c\x0b",
    "line separator": "\u2028x",
}
ANY_ORDER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("name", ORDERS)
def test_an_order_is_written_out_as_json_writes_it(name):
    text = f"a{ORDERS[name]}b"
    assert not ANY_ORDER.search(printable(text))
    assert json.loads(f'"{printable(text)}"') == text


def test_ordinary_text_is_left_as_it_is():
    text = "Größe 漢字 £5\u00a0million – “it”\tand\na line 🎓"
    assert printable(text) == text


@pytest.mark.parametrize("name", ORDERS)
def test_no_name_in_an_error_gives_orders(name, tmp_path, capsys):
    order = ORDERS[name]
    main(["check", str(tmp_path / f"a{order}b")])
    main(["render", f"a{order}b"])
    main(["headline", "--authority", f"a{order}b"])
    main(["trace", str(tmp_path), f"a{order}b"])
    with pytest.raises(SystemExit):
        main([f"a{order}b"])
    file = tmp_path / "x.yml"
    escaped = json.dumps(f"a{order}b")  # YAML reads what JSON writes
    for line in (f"title: {escaped}", f"{escaped}: 1", f"formats: [{escaped}]"):
        file.write_text(f"{YAML}\n{line}".replace('title: "The block of {year}"', ""))
        main(["render", str(file), "--out", str(tmp_path)])
    printed = capsys.readouterr()
    assert not ANY_ORDER.search(printed.out + printed.err)
    assert "Traceback" not in printed.err


def test_json_stays_json(capsys):
    with terminal():
        print_json({"name": "a\x1b[31m\x9b\u202eb"})
    assert json.loads(capsys.readouterr().out) == {"name": "a\x1b[31m\x9b\u202eb"}


def test_an_error_is_one_paragraph(monkeypatch, capsys):
    def fails(paper: Path) -> None:
        raise HnbError(Place(file="a\nhnb: all is well\n\x1b[2Jb"), found="it is bad")

    monkeypatch.setattr("hnb.papers.check.check", fails)
    assert main(["check", "x"]) == 1
    assert capsys.readouterr().err == "hnb: a hnb: all is well \\u001b[2Jb: it is bad.\n"


class Full(io.StringIO):
    """A stream on a disk that is full."""

    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")

    def flush(self) -> None:
        self.write("")


def test_what_cannot_be_told_does_not_stop_a_command(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Full())
    with terminal():
        print("lost", file=sys.stderr, flush=True)


def test_what_was_asked_for_and_cannot_be_printed_is_an_error(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdout", Full())
    assert main(["data", "status"]) == 1
    words = "hnb: the output: it cannot be read or written (No space left on device).\n"
    assert capsys.readouterr().err == words


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_stream_that_is_closed_is_opened_before_a_file_gets_its_number(closed, tmp_path):
    code = (
        "import os, sys\nfrom hnb.cli.terminal import terminal\nwith terminal():\n"
        "    file = os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY)\n    print('x')\n"
        "    print('y', file=sys.stderr)\nsys.exit(0 if file > 2 and not sys.stdin.read() else 9)"
    )
    command = f'"{sys.executable}" -c "$0" "$1" {closed or ""}'
    ended = subprocess.run(
        ["sh", "-c", command, code, str(tmp_path / "f")], cwd=ROOT, stdin=subprocess.DEVNULL
    )
    assert ended.returncode == 0


def test_the_words_of_a_report_give_no_orders(tmp_path, capsys):
    file = write_report(tmp_path, yaml=YAML.replace("Schools Forum", '"a\\u202eb\\u009b"'))
    main(["render", str(file), "--formats", "x\x1b[2J", "--out", str(tmp_path)])
    assert not ANY_ORDER.search("".join(capsys.readouterr()))


def named_with_orders(folder: Path, kind: str, order: str) -> Path:
    """A file that is no publication, and that has orders in its own name, in that of a file in it, of
    its sheet or of a column.
    """
    name = f"a{order}b"
    if kind == "file":
        file = folder / f"{name}.csv"
        file.write_text("x,y\n1,2\n", encoding="utf-8")
    elif kind == "member":
        file = folder / "a.zip"
        with zipfile.ZipFile(file, "w") as whole:
            whole.writestr(f"{name}.csv", "x,y\n1,2\n")
    elif kind == "sheet":
        file = folder / "a.xlsx"
        book = openpyxl.Workbook()
        book.active["A1"] = 1
        book.save(file)
        with zipfile.ZipFile(file) as whole:
            parts = {part: whole.read(part) for part in whole.namelist()}
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"Sheet", name.encode())
        with zipfile.ZipFile(file, "w") as whole:
            for part, content in parts.items():
                whole.writestr(part, content)
    else:
        file = folder / "a.csv"
        file.write_text(f"{name},time_period\n1,2\n", encoding="utf-8")
    return file


@pytest.mark.usefixtures("looked_at_here")
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names of files")
@pytest.mark.parametrize("kind", ["file", "member", "sheet", "column"])
@pytest.mark.parametrize("order", ["\x1b[31m", "\x9b31m", "\u202e", "\rx"])
def test_no_name_in_a_file_gives_orders(kind, order, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("HNB_DATA", str(tmp_path / "data"))
    main(["data", "add", "--dry-run", str(named_with_orders(tmp_path, kind, order))])
    printed = capsys.readouterr()
    assert printed.err and not ANY_ORDER.search(printed.out + printed.err)
    assert "Traceback" not in printed.err


def test_no_word_of_a_ledger_gives_orders(tmp_path, capsys):
    report = str(write_report(tmp_path))
    assert main(["render", report, "--formats", "html", "--out", str(tmp_path), "--quiet"]) == 0
    file = tmp_path / "tiny" / "figures.json"
    text = file.read_text(encoding="utf-8").replace("As published", "a\\u001b[31m\\u009b\u202eb")
    file.write_text(text, encoding="utf-8")
    main(["trace", str(tmp_path / "tiny"), "placements.block_after_gbp"])
    main(["trace", str(tmp_path / "tiny"), "placements.block_after_gbp", "--json"])
    main(["check", str(tmp_path / "tiny")])
    printed = capsys.readouterr()
    assert "31m" in printed.err and "as a name or words" in printed.err
    assert not ANY_ORDER.search(printed.out + printed.err)

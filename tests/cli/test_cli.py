"""hnb.cli, its render, check and trace: words in, results on stdout, progress and faults on stderr, and the
exit codes.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from hnb import __version__
from hnb.cli import COMMANDS, _unread, main, parser
from tests.papers.report import YAML, write_report

ROOT = Path(__file__).resolve().parent.parent.parent
NAMES = YAML.replace("{year: 2021-22}", "{year: 2021-22, kind: all}")


def helped(command: str, capsys) -> str:
    with pytest.raises(SystemExit) as leaving:
        main([command, "--help"])
    assert leaving.value.code == 0
    return capsys.readouterr().out


def test_python_m_hnb_tells_its_version():
    done = subprocess.run(
        [sys.executable, "-m", "hnb", "--version"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"hnb {__version__}\n"


def test_help_names_every_command_and_exit_code_and_imports_nothing_heavy():
    code = (
        "import sys, hnb.cli\ntry: hnb.cli.main(['--help'])\n"
        "finally: assert not {'pandas', 'papermill', 'matplotlib', 'hnb.cli.render', 'pydantic'} & "
        "set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    assert all(f"    {command} " in done.stdout for command in COMMANDS)
    assert all(words in done.stdout for words in ("2 wrong parameter", "130 stopped by Ctrl-C"))


def test_hnb_alone_prints_its_help(capsys):
    assert main([]) == 2
    shown = capsys.readouterr()
    assert shown.out.startswith("usage: hnb ") and "exit codes:" in shown.out and not shown.err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_ends_with_an_example_that_is_understood(command, capsys):
    examples = [
        line.strip() for line in helped(command, capsys).splitlines() if line.startswith("  hnb ")
    ]
    assert examples
    for example in examples:
        words = shlex.split(example)[1:]
        args, unknown = parser(words).parse_known_args(words)
        assert args.command == words[0] and not unknown


def test_every_command_can_be_imported():
    assert all(hasattr(import_module(f"hnb.cli.{name}"), "register") for name in COMMANDS)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rendr"], "hnb: there is no command 'rendr' (nearest: render). See hnb --help."),
        (
            ["check"],
            "hnb check: the following arguments are required: PAPER. See hnb check --help.",
        ),
        (["check", "x", "--jsno"], "'--jsno' is not known to hnb check"),
        (["render", "tiny", "--all", "--authority", "X"], "not allowed with argument"),
    ],
)
def test_a_word_that_is_not_known_ends_with_code_2(words, said, capsys):
    with pytest.raises(SystemExit) as leaving:
        main(words)
    assert leaving.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--yaer", "2021-22"],
            "hnb: parameter yaer: neither hnb render nor tiny knows it. Expected one of: all, "
            "appendix, authority",
        ),
        (["--yaer=2021-22"], "(nearest: year). Nothing was run."),
        (["--formts", "html"], "(nearest: formats)"),
        (["-p", "year"], "parameter year: it has no value. Expected NAME=VALUE"),
        (["--year"], "parameter --year: it has no value. Expected --name VALUE"),
        (["--date", "soon"], "parameter date: 'soon' is not a day"),
        (
            ["--timeout", "0"],
            "parameter timeout: '0' is no time. Expected seconds, up to 86400, such as 600",
        ),
        (["--timeout", "-5"], "parameter timeout: '-5' is no time"),
        (
            ["--memory-limit", "2 GB"],
            "parameter memory-limit: '2 GB' is no size. Expected MB, up to 99999",
        ),
        (
            ["--output-limit", "0"],
            "parameter output-limit: '0' is no size. Expected MB, up to 99999, such as 20",
        ),
    ],
)
def test_a_parameter_that_is_not_known_starts_nothing(tmp_path, words, said, capsys):
    report = str(write_report(tmp_path, yaml=NAMES))
    assert main(["render", report, "--out", str(tmp_path / "out"), *words]) == 2
    shown = capsys.readouterr()
    assert said in shown.err and shown.out == ""
    assert not (tmp_path / "out").exists()


def test_an_option_of_the_report_may_stand_before_its_name(tmp_path, capsys):
    report = str(write_report(tmp_path, yaml=NAMES))
    words = [
        "render",
        "--kind",
        "some",
        "--year=2021-22",
        report,
        "--out",
        str(tmp_path / "out"),
        "--formats",
        "html",
    ]
    assert main([*words, "--quiet", "--json", "--date", "2026-11-24"]) == 0
    shown = capsys.readouterr()
    (result,) = json.loads(shown.out)
    assert f"hnb: tiny: {result['left_out'][0]}\n" in shown.err
    assert result["left_out"][0].startswith(
        "plans.ipynb, cell 3: a value ('1') is not in the paper"
    )
    assert [Path(file).name for file in result["files"]] == [
        "tiny.html",
        "figures.json",
        "block.ipynb",
        "plans.ipynb",
    ]
    held = json.loads((tmp_path / "out" / "tiny" / "figures.json").read_text(encoding="utf-8"))
    assert (held["parameters"], held["date"]) == ({"year": "2021-22", "kind": "some"}, "2026-11-24")
    folder = str(tmp_path / "out" / "tiny")

    assert main(["check", folder]) == 0
    assert (
        capsys.readouterr().out
        == f"{Path(folder) / 'tiny.html'}: every number is a figure of the paper; as rendered\n"
    )
    assert main(["check", folder, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True

    assert main(["trace", folder, "placements.block_after_gbp"]) == 0
    assert re.fullmatch(
        r"placements\.block_after_gbp \(2021-22\): £72\.1 million\n  As published\.\n"
        r"  dsg-2021-22-july-2022, Allocations_summary, row \d+, column [A-Z]+: la_code 855, "
        r".*amount_gbp 72070823.*\n",
        capsys.readouterr().out,
    )
    assert main(["trace", folder, "placements.block_after_gbp", "--json"]) == 0
    (figure,) = json.loads(capsys.readouterr().out)
    assert figure["cells"][0]["amount_gbp"] == 72070823
    assert main(["trace", folder, "placements.blok"]) == 2
    assert "(nearest: placements.block_after_gbp)" in capsys.readouterr().err

    page = Path(folder) / "tiny.html"
    page.write_text(page.read_text(encoding="utf-8").replace("£72.1", "£99.9"), encoding="utf-8")
    assert main(["check", folder]) == 6
    assert "hnb: tiny.html: paragraph 4 says '£99.9 million'" in capsys.readouterr().err


def test_one_that_fails_does_not_stop_the_next_and_the_worst_code_is_given(tmp_path, capsys):
    yaml = YAML.replace("{year: 2021-22}", "{year: 2021-22, authority: Leicestershire}")
    report = write_report(tmp_path, yaml=yaml, plans="if authority == '855': 1 / 0")
    notebook = tmp_path / "notebooks" / "plans.ipynb"
    notebook.write_text(notebook.read_text().replace('kind = \\"all\\"', 'authority = \\"\\"'))
    words = [
        "render",
        str(report),
        "--authority",
        "855",
        "Nowhereshire",
        "--authority",
        "Cumberland",
    ]
    assert main([*words, "--out", str(tmp_path / "out"), "--formats", "html"]) == 3
    shown = capsys.readouterr()
    assert (
        "hnb: 855: plans.ipynb, cell 3: ZeroDivisionError: division by zero. It is kept"
        in shown.err
    )
    assert "hnb: Nowhereshire: parameter authority: no authority" in shown.err
    assert "1 of 3 rendered." in shown.err
    lines = shown.out.splitlines()
    assert lines[:2] == ["not rendered: 855", "not rendered: Nowhereshire"]
    assert lines[2] == str(tmp_path / "out" / "cumberland" / "tiny" / "tiny.html")
    assert (
        tmp_path / "out" / "leicestershire" / "tiny" / "failed" / "notebooks" / "plans.ipynb"
    ).exists()


def test_our_own_fault_shows_its_traceback_and_ends_with_code_1(monkeypatch, capsys):
    monkeypatch.setattr("hnb.papers.check.check", lambda paper: 1 / 0)
    assert main(["check", "x"]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_our_own_fault_in_one_paper_does_not_stop_the_next(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("hnb.papers.render.render", lambda *given, **options: 1 / 0)
    yaml = YAML.replace("{year: 2021-22}", "{year: 2021-22, authority: Leicestershire}")
    report = str(write_report(tmp_path, yaml=yaml))
    assert main(["render", report, "--authority", "855", "856", "--quiet", "--json"]) == 1
    shown = capsys.readouterr()
    assert [one["error"] for one in json.loads(shown.out)] == [
        "ZeroDivisionError: division by zero"
    ] * 2
    assert shown.err.count("Traceback") == 2


def test_a_folder_that_cannot_be_written_is_named_without_a_traceback(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert (
        main(["render", str(write_report(tmp_path)), "--out", str(tmp_path / "file"), "--quiet"])
        == 1
    )
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert re.search(r"hnb: tiny: .*file.*: it cannot be read or written \(.+\)\.", told)


def test_a_disk_that_is_full_is_said_without_a_traceback(monkeypatch, capsys):
    def full(paper: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("hnb.papers.check.check", full)
    assert main(["check", "x"]) == 1
    assert (
        capsys.readouterr().err
        == "hnb: a file that the system does not name: it cannot be read or written (No space "
        "left on device).\n"
    )


def test_a_reader_that_goes_away_ends_it_quietly():
    code = "import sys, hnb.cli; sys.exit(hnb.cli.main(['data', 'status']))"
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=-1, stderr=-1) as process:
        process.stdout.close()  # before anything is written
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_on_windows_a_pipe_that_is_closed_is_an_invalid_argument(monkeypatch):
    gone = OSError(22, "Invalid argument")
    assert not _unread(gone)
    monkeypatch.setattr("hnb.cli.os.name", "nt")
    assert _unread(gone)
    assert not _unread(OSError(22, "Invalid argument", "a file"))


def test_ctrl_c_ends_with_code_130(monkeypatch, capsys):
    def stop(paper: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("hnb.papers.check.check", stop)
    assert main(["check", "x"]) == 130
    assert capsys.readouterr().err == "hnb: stopped.\n"


def test_words_reach_a_console_of_another_code_page():
    done = subprocess.run(
        [sys.executable, "-m", "hnb", "check", "£−…"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
    )
    assert done.returncode == 2
    assert (
        "hnb: £−…: there is no such file or folder. Expected a paper. Nothing was run."
        in done.stderr.decode("utf-8")
    )


def test_an_authority_without_a_doubted_figure_is_told_so(capsys):
    assert main(["doubts", "--authority", "Rutland"]) == 0
    assert capsys.readouterr().out == "No published figure of Rutland is doubted.\n"
    assert main(["doubts", "--authority", "Newham"]) == 0
    assert "Newham, 2025: EHC plans: 2,705 in January 2024" in capsys.readouterr().out

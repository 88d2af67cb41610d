"""The recipes of docs/errors.md: the cron line run by a shell, and the task's command read by the
parser it calls.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from hnb.cli import parser
from hnb.domain.errors import kinds
from hnb.papers.definition import read_report
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
CRON = re.search(r"^\S+ \S+ \* \* \d  (.*)$", PAGE, re.MULTILINE)
TASK = re.search(r'^schtasks .*/TR "(.*)"$', PAGE, re.MULTILINE)


@pytest.mark.skipif(sys.platform == "win32", reason="cron is for POSIX systems")
def test_the_cron_line_runs_hnb_in_its_folder_and_tells_how_it_stopped(tmp_path: Path):
    tool = tmp_path / "hnb" / ".venv" / "bin" / "hnb"
    tool.parent.mkdir(parents=True)
    tool.write_text(
        f'#!/bin/sh\ncd "{ROOT}" && exec "{sys.executable}" -m hnb "$@"\n', encoding="utf-8"
    )
    tool.chmod(0o755)
    line = CRON[1].replace("Leicestershire", "Leistershire")  # refused before anything is rendered
    ran = subprocess.run(
        ["/bin/sh", "-c", line],
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "no authority 'Leistershire'" in ran.stderr
    assert ran.stdout.splitlines()[-1] == "hnb stopped with 2"


def test_the_task_of_windows_calls_a_command_that_hnb_knows():
    words = TASK[1].replace('\\"', '"').split()
    assert words[0] == '"%USERPROFILE%\\hnb\\Scripts\\hnb.exe"'
    args = parser(words[1:]).parse_args(words[1:])
    assert (args.command, args.quiet) == ("render", True)
    assert all(map(read_report, args.reports))


def test_each_exit_code_is_explained_once():
    rows = re.findall(r"^\| (\d+) \| (.{24})", PAGE, re.MULTILINE)
    assert len({*rows}) == len(rows)
    assert {int(code) for code, _ in rows} >= {0, 1, *(kind.exit_code for kind in kinds().values())}

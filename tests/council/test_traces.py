"""docs/adopting/data-protection.md against what strace sees of a council's render: where files are
written, and that nothing leaves this machine.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT, quick
from tests.council.traces import Traced, traced

PAGE = ROOT / "docs" / "adopting" / "data-protection.md"
pytestmark = pytest.mark.skipif(not shutil.which("strace"), reason="needs strace (Linux)")


@cache
def _has_council() -> bool:
    command = [sys.executable, "-m", "hnb", "council", "add", "--help"]
    return subprocess.run(command, capture_output=True, cwd=ROOT).returncode == 0


def places(home: Path) -> list[Path]:
    """The folders that the page's table names, where this test has them."""
    folders = {
        "the council's folder": [home / "example" / "dialect-a"],
        "the folder for papers": [home / "papers"],
        "the temporary folder": [home / "temporary"],
        "the folders of matplotlib": [
            home / "cache" / "matplotlib",
            home / "person" / ".config" / "matplotlib",
        ],
    }
    page = PAGE.read_text(encoding="utf-8")
    named = re.findall(r"^\| \*\*(.+?)\*\* \|", page, re.MULTILINE)
    assert set(named) == set(folders)
    return [place for several in folders.values() for place in several]


@pytest.fixture(
    scope="module",
    params=quick(["this_month,commitments", ""], 1),
    ids=["two sections", "the whole paper"],
)
def sections(request: pytest.FixtureRequest) -> str:
    """Which sections of the paper are rendered: each is a notebook, traced alike."""
    return request.param


@pytest.fixture(scope="module")
def home(tmp_path_factory, sections) -> Path:
    folder = tmp_path_factory.mktemp("home")
    (folder / "temporary").mkdir()
    return folder


def run(home: Path, *words: str) -> Traced:
    env = {
        "HOME": str(home / "person"),
        "TMPDIR": str(home / "temporary"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
    }
    (home / "person").mkdir(exist_ok=True)
    command = [sys.executable, *words]
    return traced(command, home / f"{len(list(home.iterdir()))}.strace", home / "person", env)


def test_the_trace_sees_a_file_and_an_address(home):
    code = (
        "import pathlib, socket; pathlib.Path('elsewhere.txt').write_text('a')\n"
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 9))"
    )
    seen = run(home, "-c", code)
    assert seen.outside([home / "temporary"]) == {home / "person" / "elsewhere.txt"}
    assert seen.addresses == {"192.0.2.1"}


@pytest.fixture(scope="module")
def council(home, sections) -> list[Traced]:
    """The example taken in, and a paper of it, each command traced."""
    if not _has_council():
        pytest.skip("`hnb council add` is not there yet")
    example = home / "example"
    made = subprocess.run(
        [sys.executable, "-m", "hnb", "council", "example", str(example), "--size", "0.05"],
        cwd=ROOT,
        capture_output=True,
    )
    assert made.returncode == 0, made.stderr.decode()
    folder = example / "dialect-a"
    steps = [
        ("council", "add", "--folder", str(folder)),
        (
            "render",
            "council",
            "--council",
            str(folder / "authority.yml"),
            "--out",
            str(home / "papers"),
            "--sections",
            sections,
        ),
    ]
    every = [run(home, "-m", "hnb", *step) for step in steps]
    assert [step.code for step in every] == [0, 0], [step.printed for step in every]
    return every


def test_a_councils_render_writes_only_where_the_page_says(council, home):
    folders = places(home)
    assert [step.outside(folders) for step in council] == [set(), set()]


def test_a_councils_render_talks_to_nobody(council):
    assert [step.addresses for step in council] == [frozenset(), frozenset()]


def test_nothing_stays_in_the_temporary_folder(council, home):
    assert list((home / "temporary").glob("hnb-*")) == []


def test_the_private_folder_is_its_owners_alone(council, home):
    private = home / "example" / "dialect-a" / "private"
    for path in (private, *private.rglob("*")):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path


def test_the_page_names_every_field_that_identifies_somebody():
    from hnb.council.definition import layout, layout_names

    page = dict(
        re.findall(r"^\| `(\w+)` \| (.+?) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    )
    fields = {name: re.findall(r"`(\w+)`", cell) for name, cell in page.items()}
    for name in layout_names():
        personal = [field for field, column in layout(name).columns.items() if column.personal]
        assert sorted(fields.get(name, [])) == sorted(personal), name

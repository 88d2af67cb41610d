"""hnb.cli.new against the checks that every question has to pass, in a copy of this package."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from hnb.cli import main, new
from hnb.papers.settling.parameters import notebook_parameters
from hnb.questions.definition import names

ROOT = Path(__file__).resolve().parent.parent.parent
NAME, ASKS = "pace_of_plans", "How fast do plans grow: faster than elsewhere?"
# what ends a line or is not seen, in one program or another
UNSEEN = "\t\n\r\x0b\x0c\x1c\x7f\x85\u2028\u2029\u202e\ufeff\udcff"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """A copy of this package with a new question in it."""
    root = tmp_path_factory.mktemp("checkout")
    for folder in ("hnb", "tests/questions"):
        unwanted = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, root / folder, ignore=unwanted)
    for folder in ("data", "reports"):
        (root / folder).symlink_to(ROOT / folder, target_is_directory=True)
    for folder in ("notebooks", "docs/methods"):
        (root / folder).mkdir(parents=True)
    for file in ("pyproject.toml", "tests/__init__.py", "tests/conftest.py"):
        shutil.copy(ROOT / file, root / file)
    called(root, "-m", "hnb", "new", "question", NAME, "--asks", ASKS)
    return root


def called(root: Path, *words: str) -> str:
    """What Python prints, run in a checkout."""
    done = subprocess.run(
        [sys.executable, *words], cwd=root, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_a_new_question_passes_its_own_test(checkout):
    said = called(
        checkout, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"tests/questions/{NAME}"
    )
    assert "3 passed" in said


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_a_new_question_can_be_asked_by_its_name(checkout):
    code = (
        f"import hnb; print(hnb.answer({NAME!r}, 'Leicestershire', january=2025).compared.own.text)"
    )
    assert called(checkout, "-c", code).strip().endswith("%")


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_the_cells_of_a_new_questions_notebook_run(checkout):
    notebook = checkout / "notebooks" / f"{NAME}.ipynb"
    assert set(notebook_parameters(notebook)) == {"authority", "january", "comparators", "as_at"}
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    assert cells[0]["source"][0] == f"# {ASKS}\n"
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    called(checkout, "-c", code)


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_what_is_written_is_laid_out_as_the_rest_is(checkout):
    written = [path.format(name=NAME) for path in new.FILES.values() if path.endswith(".py")]
    called(checkout, "-m", "ruff", "check", "--no-cache", *written)
    called(checkout, "-m", "ruff", "format", "--no-cache", "--check", *written)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([names()[0]], f"there is hnb/questions/{names()[0]} already"),
        (["definition"], "there is hnb/questions/definition.py already"),
        (["high_needs"], "there is tests/questions/high_needs.py already"),
        (["Tribunal appeals"], "'Tribunal appeals' cannot be the name of a question. Expected "),
        (["Tribunal appeals"], "such as tribunal_appeals. Nothing was written."),
        (["2_plans"], "such as plans."),
        (["../x"], "such as x."),
        (["class"], "such as about_class."),
        (["true"], "'true' cannot be the name"),
        (["null"], "such as about_null."),
        (["on"], "such as about_on."),
        (["con"], "a word that neither Python, YAML nor Windows keeps for itself"),
        (["lpt1"], "such as about_lpt1."),
        (["a" * 31], "at most 30 letters (it has 31), such as tribunal_appeals."),
        (["a" * 300], "at most 30 letters (it has 300)"),
        (["tribunal\tappeals"], "such as tribunal_appeals."),
    ],
)
def test_a_name_that_cannot_be_used_is_refused(words, message, capsys):
    assert main(["new", "question", *words]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("asks", ["", "  ", *(f"What is{sign}it?" for sign in (*'"\\', *UNSEEN))])
def test_words_that_a_notebook_or_yaml_would_read_otherwise_are_refused(asks, capsys):
    assert main(["new", "question", "hello", "--asks", asks]) == 2
    printed = capsys.readouterr().err  # spaces in a row are told as one
    assert " ".join(f"parameter asks: {asks!r} is empty, or has a quotation".split()) in printed


@pytest.mark.parametrize(
    "asks", [" {x}: $y #1 - 'é' 数 🎉 ", "null", "[x](y)", "%s & *x*", "x" * 5000]
)
def test_words_are_read_back_as_they_were_given(asks):
    texts = new._texts(NAME, asks)
    assert yaml.safe_load(texts[f"hnb/questions/{NAME}/question.yml"])["asks"] == asks
    notebook = json.loads(texts[f"notebooks/{NAME}.ipynb"])
    assert notebook["cells"][0]["source"][0] == f"# {asks}\n"
    page, usual = (
        texts[f"docs/methods/{NAME}.md"],
        new._texts(NAME, ASKS)[f"docs/methods/{NAME}.md"],
    )
    assert len(page.splitlines()) == len(usual.splitlines())


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
@pytest.mark.parametrize(
    "name", ["none", "ask", "tables", "chart", "sentence", "compared", "dataclass", "a" * 30]
)
def test_no_name_meets_what_the_skeleton_imports_or_is_too_wide_for_it(name, checkout):
    called(checkout, "-m", "hnb", "new", "question", name)
    written = [f"{folder}/questions/{name}" for folder in ("hnb", "tests")]
    called(checkout, "-m", "ruff", "check", "--no-cache", *written)
    called(checkout, "-m", "ruff", "format", "--no-cache", "--check", *written)


@pytest.fixture
def empty(tmp_path, monkeypatch) -> Path:
    """A checkout in which there is no question."""
    for folder in ("hnb/questions", "notebooks", "tests/questions", "docs/methods"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.setattr(new.paths, "PACKAGE", tmp_path / "hnb")
    return tmp_path


def files_in(root: Path) -> list[str]:
    """What is in a checkout, but for the file by which it is known."""
    paths = (path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    return sorted({*paths} - {"pyproject.toml"})


WRITTEN = sorted(path.format(name="hello") for path in new.FILES.values())


def test_a_question_is_written_whole_and_its_files_are_named(empty, capsys):
    assert main(["new", "question", "hello"]) == 0
    assert files_in(empty) == sorted(capsys.readouterr().out.split()) == WRITTEN
    assert not list(empty.glob(".new-*"))


@pytest.mark.parametrize("place", new.MOVED)
def test_a_folder_that_cannot_be_written_in_is_named_and_nothing_is_written(place, empty, capsys):
    folder = (empty / place).parent
    folder.rmdir()
    folder.touch()
    assert main(["new", "question", "hello"]) == 1
    said = capsys.readouterr().err
    assert f"{folder.relative_to(empty).as_posix()}: no file can be made there" in said
    assert said.endswith("Nothing was written.\n")
    folder.unlink()
    assert files_in(empty) == []


@pytest.mark.parametrize("place", new.MOVED)
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("fault", [OSError(28, "No space left"), KeyboardInterrupt(), ValueError()])
def test_what_was_moved_is_taken_back_if_a_move_fails(place, after, fault, empty, monkeypatch):
    """Before the move of each part, and after it."""
    target, put_in_place, failed = empty / place.format(name="hello"), new.put_in_place, []

    def fails_once(built: Path, to: Path) -> None:
        if to == target and not failed:
            failed.append(to)
            if after:
                put_in_place(built, to)
            raise fault
        put_in_place(built, to)

    monkeypatch.setattr(new, "put_in_place", fails_once)
    assert main(["new", "question", "hello"]) != 0
    assert failed and files_in(empty) == []
    assert main(["new", "question", "hello"]) == 0


def test_what_cannot_be_taken_back_is_named(empty, monkeypatch, capsys):
    put_in_place = new.put_in_place

    def only_the_first(built: Path, to: Path) -> None:
        if to != empty / "tests/questions/hello":
            raise OSError(28, "No space left")
        put_in_place(built, to)

    monkeypatch.setattr(new, "put_in_place", only_the_first)
    assert main(["new", "question", "hello"]) == 1
    assert "cannot be taken back. Delete tests/questions/hello." in capsys.readouterr().err


def test_of_two_at_once_with_one_name_the_second_leaves_the_first_whole(empty, monkeypatch, capsys):
    refuse = new._refuse_taken

    def another_comes_between(root: Path, places: list[str]) -> None:
        refuse(root, places)
        monkeypatch.setattr(new, "_refuse_taken", refuse)
        assert main(["new", "question", "hello", "--asks", "The first?"]) == 0

    monkeypatch.setattr(new, "_refuse_taken", another_comes_between)
    assert main(["new", "question", "hello", "--asks", "The second?"]) == 2
    assert "there is tests/questions/hello already" in capsys.readouterr().err
    assert files_in(empty) == WRITTEN
    assert "The first?" in (empty / "docs/methods/hello.md").read_text(encoding="utf-8")


COMMAND = (
    "import sys, pathlib; from hnb.cli import main, new; "
    "new.paths.PACKAGE = pathlib.Path(sys.argv[1]) / 'hnb'; {first}; "
    "sys.exit(main(['new', 'question', 'hello']))"
)


def started(root: Path, first: str = "0", **settings: Any) -> subprocess.Popen[str]:
    """`hnb new question hello` in another process, once it has run something `first`."""
    command = [sys.executable, "-c", COMMAND.format(first=first), str(root)]
    return subprocess.Popen(command, cwd=ROOT, text=True, stderr=subprocess.PIPE, **settings)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_question_is_whole_where_its_files_cannot_be_named(empty):
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        _, said = (run := started(empty, stdout=full)).communicate()
    assert run.returncode and files_in(empty) == WRITTEN
    assert "The question was written all the same, in hnb/questions/hello." in said


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are closed otherwise there")
def test_a_question_is_whole_where_nobody_reads_the_names_of_its_files(empty):
    reading, writing = os.pipe()
    os.close(reading)
    _, said = (run := started(empty, stdout=writing)).communicate()
    os.close(writing)
    assert (run.returncode, said) == (141, "") and files_in(empty) == WRITTEN


@pytest.mark.parametrize("place", new.MOVED)
def test_a_question_whose_writing_was_killed_is_not_listed(place, empty):
    """At the move of each part: no code runs any more that could take anything back."""
    target = place.format(name="hello")
    first = (
        "import os; new.put_in_place = lambda built, to: "
        f"os._exit(9) if to.as_posix().endswith({target!r}) else os.replace(built, to)"
    )
    (run := started(empty, first)).communicate()
    assert run.returncode == 9 and not list(empty.glob("hnb/questions/*"))


def test_an_installed_package_is_no_place_for_a_question(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(new.paths, "PACKAGE", tmp_path / "hnb")
    assert main(["new", "question", "hello"]) == 2
    assert "is an installed package. Expected a checkout" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())

"""hnb.cli.new against the checks that every question has to pass, in a copy of this package."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hnb.cli import main, new
from hnb.papers.definition import notebook_parameters

ROOT = Path(__file__).resolve().parent.parent.parent
NAME, ASKS = "pace_of_plans", "How fast do plans grow: faster than elsewhere?"


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
        (["where_placed"], "there is hnb/questions/where_placed/__init__.py already"),
        (["national"], "there is hnb/questions/national"),
        (["definition"], "there is hnb/questions/definition.py already"),
        (["high_needs"], "there is tests/questions/high_needs.py already"),
        (["Tribunal appeals"], "'Tribunal appeals' cannot be the name of a question. Expected "),
        (["Tribunal appeals"], "such as tribunal_appeals. Nothing was written."),
        (["2_plans"], "such as plans."),
        (["../x"], "such as x."),
        (["class"], "'class' cannot be the name"),
        (["hello", "--asks", 'What is "it"?'], "parameter asks: "),
        (["hello", "--asks", "What is\\it?"], "parameter asks: "),
        (
            ["hello", "--asks", "What is\tit?"],
            "parameter asks: 'What is\\tit?' has a quotation mark",
        ),
        (["hello", "--asks", "What is\nit?"], "parameter asks: "),
        (["hello", "--asks", "What is\x0bit?"], "parameter asks: "),
        (["hello", "--asks", "What is\u2028it?"], "parameter asks: "),
        (["tribunal\tappeals"], "such as tribunal_appeals."),
    ],
)
def test_a_name_that_cannot_be_used_is_refused(words, message, capsys):
    assert main(["new", "question", *words]) == 2
    assert message in capsys.readouterr().err


def test_an_installed_package_is_no_place_for_a_question(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(new.paths, "PACKAGE", tmp_path / "hnb")
    assert main(["new", "question", "hello"]) == 2
    assert "is an installed package. Expected a checkout" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())

"""Notebooks against STYLE: what they hold, and whether their modelling choice is really one."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from pathlib import Path

import pytest

from hnb.figures import MIME, TERMS
from hnb.papers.definition import Job
from hnb.questions.definition import names, question
from tests.every_authority import executed

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
READS = {"open", "read_csv", "read_excel", "read_parquet", "read_text", "Path"}
# which answer in a table, or whose sentences say that the parts depend on the choice
TABLES_ALONE = ("page_one", "scorecard", "small_authority", "why_spend_differs")
MOST_CONDITIONALS = 10  # in all notebooks together
# they need a council's records: tests/questions/test_council_notebooks.py runs them with some
OF_COUNCIL = {question(name).notebook for name in names() if question(name).needs_records}


def _short(path: Path) -> str:
    return path.stem


@cache
def _cells(path: Path) -> tuple[dict, ...]:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return tuple(cell | {"source": "".join(cell["source"])} for cell in notebook["cells"])


def _of_kind(path: Path, kind: str) -> list[dict]:
    return [cell for cell in _cells(path) if cell["cell_type"] == kind]


def _tagged(path: Path, tag: str) -> list[dict]:
    return [cell for cell in _cells(path) if tag in cell["metadata"].get("tags", [])]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=_short)
def test_notebook_is_kept_without_outputs(path: Path):
    for cell in _of_kind(path, "code"):
        assert not cell["outputs"] and cell["execution_count"] is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=_short)
def test_notebook_has_one_parameters_cell_each_line_with_a_comment(path: Path):
    (cell,) = _tagged(path, "parameters")
    for line in cell["source"].splitlines():
        assert re.fullmatch(r"\w+ = .+  # .+", line), line


@pytest.mark.parametrize("path", NOTEBOOKS, ids=_short)
def test_notebook_has_short_cells_that_define_and_read_nothing(path: Path):
    for cell in _of_kind(path, "code"):
        lines = cell["source"].splitlines()
        assert len(lines) <= 12, cell["source"]
        assert not [line for line in lines if len(line) > 100], cell["source"]
        for node in ast.walk(ast.parse(cell["source"])):
            assert not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda), cell["source"]
            if isinstance(node, ast.Call):
                is_method = isinstance(node.func, ast.Attribute)
                name = node.func.attr if is_method else getattr(node.func, "id", "")
                assert name not in READS, cell["source"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=_short)
def test_notebook_says_no_sentence_of_its_own(path: Path):
    for cell in _of_kind(path, "code"):
        assert not re.search(r"\bhnb\.(say|Listing|listing)\b", cell["source"]), cell["source"]


def test_notebooks_hold_hardly_any_conditionals():
    conditionals = {
        path.stem: sum(
            isinstance(node, ast.IfExp | ast.If | ast.Try)
            for cell in _of_kind(path, "code")
            for node in ast.walk(ast.parse(cell["source"]))
        )
        for path in NOTEBOOKS
    }
    assert sum(conditionals.values()) <= MOST_CONDITIONALS, conditionals


@pytest.mark.parametrize("path", NOTEBOOKS, ids=_short)
def test_notebook_prose_has_no_typed_number(path: Path):
    for cell in _of_kind(path, "markdown"):
        bare = re.sub(r"\b(19|20)\d\d(-\d\d)?\b", "", TERMS.sub("", cell["source"]))
        assert not re.search(r"\d", bare), cell["source"]


def _headline(path: Path, source: str, folder: Path) -> set[tuple[str, object]]:
    """The Figures of the sentences that the short paper has, of the first sentence, or of the tables
    where a notebook answers in one.
    """
    folder.mkdir()
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if "modelling-choice" in cell["metadata"].get("tags", []):
            cell["source"] = source
    changed = folder / path.name
    changed.write_text(json.dumps(notebook), encoding="utf-8")
    run = executed(Job(path.stem, changed, {}), folder)
    shown = [
        (output["data"][MIME], "short" in cell["metadata"].get("tags", ()))
        for cell in json.loads(run.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", ())
        if output["data"].get(MIME, {}).get("block") in ("paragraph", "table")
    ]
    said = [(block, is_short) for block, is_short in shown if block["block"] == "paragraph"]
    named = [block for block, is_short in said if is_short] or [block for block, _ in said[:1]]
    named = named if path.stem not in TABLES_ALONE else [block for block, _ in shown]
    return {(each["name"], each["value"]) for sentence in named for each in sentence["figures"]}


# an analyst chooses none of the rules that find doubtful figures: papers and rankings obey them
@pytest.mark.usefixtures("results_shared")
@pytest.mark.parametrize(
    "path",
    [path for path in NOTEBOOKS if path.stem not in {"explore", "doubts", *OF_COUNCIL}],
    ids=_short,
)
def test_modelling_choice_is_visible_and_changes_the_headline(path: Path, tmp_path: Path):
    refuse_choice_without_effect(path, tmp_path)


def refuse_choice_without_effect(path: Path, tmp_path: Path) -> None:
    """Fail where another choice leaves the headline of a notebook as it is."""
    (cell,) = _tagged(path, "modelling-choice")
    another = cell["metadata"]["another_choice"]  # what an analyst might try instead
    usual, other = another["for"], another["try"]
    assert cell["source"].count(usual) == 1
    before = _headline(path, cell["source"], tmp_path / "usual")
    after = _headline(path, cell["source"].replace(usual, other), tmp_path / "other")
    assert before and before != after


def test_statsmodels_is_called_where_an_analyst_sees_it():
    seen = [
        path.stem
        for path in NOTEBOOKS
        if any("statsmodels" in cell["source"] for cell in _of_kind(path, "code"))
    ]
    assert len(seen) >= 2, seen

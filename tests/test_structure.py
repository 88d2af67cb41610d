"""The folders of the package against DESIGN: which may import which, what waits,
generated pages.
"""

from __future__ import annotations

import ast
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from hnb.questions.definition import names, question

ROOT = Path(__file__).resolve().parent.parent
HNB = ROOT / "hnb"
MODULES = sorted(path for path in HNB.rglob("*.py") if "_template" not in path.parts)

# Which folder may import which; every folder may import itself and `domain`.
BASE = {"domain", "tables"}
ANSWERS = {
    *BASE,
    "figures",
    "stats",
    "doubts",
    "charts",
    "comparison",
    "questions",
    "store",
    "public",
}
ANSWERS |= {"registered"}
ARROWS: dict[str, set[str]] = {
    "domain": set(),
    "tables": {"domain"},
    "doubts": {*BASE},
    "stats": {"domain"},
    "figures": BASE,
    "disclosure": BASE,
    "sources": BASE,
    "store": {*BASE, "sources", "doubts"},
    "council": {*BASE, "sources", "store", "stats", "disclosure"},
    "releases": {*BASE, "sources", "store"},
    "fetch": {*BASE, "sources", "store"},
    "charts": {*BASE, "figures", "comparison"},
    "comparison": {*BASE, "figures", "stats", "doubts"},
    "questions": {*BASE, "figures", "stats", "doubts", "comparison", "charts"},
    "validation": {*BASE, "doubts", "figures", "stats", "comparison", "questions", "store"},
    "registered": {*BASE, "figures", "stats", "comparison", "questions", "store"},
    "papers": {*ANSWERS, "releases", "disclosure"},
    "workbooks": {*ANSWERS, "papers"},  # a workbook cites its releases as a paper does
    "public": {*ANSWERS, "papers"},
    "cli": {*ANSWERS, "papers", "workbooks", "validation", "sources", "releases", "fetch"},
}
ARROWS["cli"] |= {"council", "disclosure"}
ARROWS["validation"] |= {"council", "disclosure"}
PUBLIC = {"__init__", "answers", "explore", "parameters"}

HEAVY = {
    "pandas",
    "numpy",
    "scipy",
    "statsmodels",
    "matplotlib",
    "pandera",
    "pydantic",
    "papermill",
    "typst",
    "docx",
    "IPython",
    "ipywidgets",
}
# a chart is drawn, and a definition read, when its module is wanted at all
READ_AT_THE_TOP = {"charts": {"matplotlib"}}
LIGHT = {"domain", "tables", "figures", "cli", "public"}
READS_DEFINITIONS = {
    "definition.py", "kinds.py", "parts.py", "policy.py", "scenarios.py", "definitions.py",
}  # fmt: skip


def _folder(path: Path) -> str:
    first = path.relative_to(HNB).with_suffix("").parts[0]
    if first == "__main__":
        return "cli"
    return "public" if first in PUBLIC else first


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imported(path: Path) -> set[str]:
    """Dotted names that a module imports, at its top or within a function; types alone are not
    counted.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            node.body = []
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path.relative_to(ROOT)}:{node.lineno}: a relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.split(".")[0] == "hnb"}


def _folder_of(name: str) -> str:
    parts = name.split(".")
    return "public" if len(parts) < 2 or parts[1] in PUBLIC else _known(parts[1])


def _known(part: str) -> str:
    return part if (HNB / part).is_dir() else "public"


def _short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=_short)
def test_imports_run_one_way(path: Path):
    folder = _folder(path)
    wrong = {_folder_of(name) for name in _imported(path)} - ARROWS[folder] - {folder, "domain"}
    assert not wrong, f"{folder} imports {', '.join(sorted(wrong))}"


def test_folders_import_each_other_in_no_circle():
    left = {folder: {*may} - {folder} for folder, may in ARROWS.items()}
    left["papers"].discard("public")
    while left:
        free = [folder for folder, may in left.items() if not may & set(left)]
        assert free, left
        left = {folder: may for folder, may in left.items() if folder not in free}


def test_modules_import_each_other_in_no_circle():
    by_name = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in MODULES}
    graph = {}
    for name, path in by_name.items():
        top = {
            f"{node.module}.{alias.name}"
            for node in _tree(path).body
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hnb")
            for alias in node.names
        }
        modules = {each if each in by_name else each.rpartition(".")[0] for each in top}
        graph[name] = {each for each in modules if each in by_name and each != name}
    while graph:
        free = {name for name, needs in graph.items() if not needs & set(graph)}
        assert free, f"a circle among {', '.join(sorted(graph))}"
        graph = {name: needs for name, needs in graph.items() if name not in free}


def test_a_question_imports_another_only_where_its_definition_names_it():
    for name in names():
        used = {
            imported.split(".")[2]
            for path in (HNB / "questions" / name).glob("*.py")
            for imported in _imported(path)
            if imported.startswith("hnb.questions.") and imported.count(".") > 2
        }
        assert used & {*names()} - {name} <= {*question(name).uses}, name


def test_every_question_has_a_folder_a_definition_a_notebook_and_a_page():
    folders = {path.parent.name for path in (HNB / "questions").glob("*/model.py")}
    assert folders - {"_template"} == set(names())
    for name in names():
        defined = question(name)
        assert (ROOT / "notebooks" / f"{defined.notebook}.ipynb").exists(), name
        assert (ROOT / defined.method).exists(), name
        model = _tree(HNB / "questions" / name / "model.py")
        assert any(
            isinstance(node, ast.FunctionDef) and node.name == "answer" for node in model.body
        )


@pytest.mark.parametrize("path", MODULES, ids=_short)
def test_heavy_libraries_wait_for_the_function_that_needs_them(path: Path):
    folder = _folder(path)
    forbidden = HEAVY if folder in LIGHT else HEAVY - {"pandas", "numpy"}
    forbidden = forbidden - READ_AT_THE_TOP.get(
        "charts" if path.name == "charts.py" else folder, set()
    )
    if path.name in READS_DEFINITIONS:
        forbidden = forbidden - {"pydantic"}
    top = set()
    for node in _tree(path).body:
        if isinstance(node, ast.Import):
            top |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            top.add(node.module.split(".")[0])
    assert not top & forbidden


def test_front_door_and_command_line_open_without_a_heavy_library():
    code = (
        "import sys, hnb, hnb.cli, hnb.tables, hnb.figures, hnb.answers; "
        f"print(*sorted({HEAVY!r} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert run.stdout.split() == []


# what turns data into code; YAML has readers that make plain data alone
RUNS_DATA = {"pickle", "_pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
CALLS_DATA = {
    *("eval", "exec", "__import__", "read_pickle", "to_pickle", "allow_pickle", "read_hdf"),
    *("unsafe_load", "full_load", "load_all", "Loader", "UnsafeLoader", "FullLoader"),
}


def runs_data(tree: ast.Module) -> set[str]:
    """The names in a module that can make code, or any object, of what a file holds."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            imported = [alias.name for alias in node.names] + [getattr(node, "module", "") or ""]
            names |= {name.split(".")[0] for name in imported} & RUNS_DATA
            names |= set(imported) & CALLS_DATA
        elif isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            names |= {name} & CALLS_DATA
        elif isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            names.add("allow_pickle")
    return names


@pytest.mark.parametrize("path", MODULES, ids=_short)
def test_nothing_that_is_read_is_run(path: Path):
    assert runs_data(_tree(path)) == set()


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "from joblib import load",
        "import yaml\nyaml.load(text, yaml.Loader)",
        "from yaml import unsafe_load",
        "numpy.load(file, allow_pickle=True)",
        "pandas.read_pickle(file)",
        "eval(text)",
    ],
)
def test_what_runs_data_is_seen(code: str):
    assert runs_data(ast.parse(code))


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in MODULES
        if _folder(path) in ("questions", "stats", "comparison") and path.name != "charts.py"
    ],
    ids=_short,
)  # fmt: skip
def test_models_load_nothing_print_nothing_and_read_no_clock(path: Path):
    called = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Call):
            is_method = isinstance(node.func, ast.Attribute)
            called.add(node.func.attr if is_method else getattr(node.func, "id", ""))
    files = {"open", "read_csv", "read_excel", "to_csv", "read_text", "write_text"}
    assert not called & (files | {"print", "plot", "today", "now", "time"})


def test_each_test_file_names_its_oracles():
    silent = [
        path for path in (ROOT / "tests").rglob("test_*.py") if not ast.get_docstring(_tree(path))
    ]
    assert not [_short(path) for path in silent]


def _replaced(tree: ast.Module) -> Iterator[int]:
    """Lines that put something into an imported module, in no function that puts it back."""
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))
    imported = {alias.asname or alias.name for node in imports for alias in node.names}
    careful: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Try) and node.finalbody:
            careful |= set(ast.walk(node))
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) and node not in careful else ()
        for target in targets:
            owner = target.value if isinstance(target, ast.Attribute) else None
            if isinstance(owner, ast.Name) and owner.id in imported:
                yield node.lineno


def test_no_test_changes_a_module_for_the_tests_after_it():
    assert list(_replaced(ast.parse("import a\ntry:\n a.b = 1\nfinally:\n a.b = 2\na.c = 3"))) == [
        6
    ]
    found = [
        f"{_short(path)}:{line}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for line in _replaced(_tree(path))
    ]
    assert not found, found


def test_generated_pages_are_current():
    generator = runpy.run_path(str(ROOT / "docs" / "generate.py"))
    stale = [
        path
        for path, text in generator["pages"]().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert not stale, f"run `make docs`: {', '.join(map(_short, stale))}"


def test_links_between_pages_lead_somewhere():
    broken = []
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "data" / "README.md"]
    for page in pages:
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                broken.append(f"{_short(page)} → {target}")
    assert not broken


def test_reports_name_notebooks_that_exist():
    for report in (ROOT / "reports").glob("*.yml"):
        for section in yaml.safe_load(report.read_text(encoding="utf-8"))["sections"]:
            assert (ROOT / "notebooks" / f"{section['notebook']}.ipynb").exists(), section


@pytest.mark.parametrize("folder", ["checks", "records"])
def test_checks_belong_to_a_question_and_give_goals(folder: str):
    modules = {path.stem for path in (HNB / "validation" / folder).glob("[!_]*.py")}
    assert modules and modules <= set(names())
    for module in modules:
        assert callable(import_module(f"hnb.validation.{folder}.{module}").goals)

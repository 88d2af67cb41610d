"""The files that set a machine up, against each other: pyproject.toml, requirements.lock,
environment.yml, Makefile.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from functools import cache
from pathlib import Path

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
IMPORTED_AS = {"pyyaml": "yaml", "python-docx": "docx"}
RUN_NOT_IMPORTED = {
    "ipykernel",
    "jupyterlab",
    "statsmodels",
}  # what an analyst works with beside hnb
IN_CONDA = {"matplotlib-base": "matplotlib"}


@cache
def _asked(*extras: str) -> dict[str, Requirement]:
    lists = [
        PROJECT["dependencies"],
        *(PROJECT["optional-dependencies"][extra] for extra in extras),
    ]
    found = [Requirement(line) for lines in lists for line in lines]
    return {canonicalize_name(requirement.name): requirement for requirement in found}


def _locked() -> list[Requirement]:
    return [
        Requirement(line.rstrip(" \\"))
        for line in LOCK.splitlines()
        if line and not line.startswith((" ", "#"))
    ]


@pytest.mark.parametrize("version", ["3.11.9", "3.12.9", "3.13.9"])
@pytest.mark.parametrize("system", ["linux", "win32", "darwin"])
def test_lock_holds_every_dependency_once_for_each_declared_python(version: str, system: str):
    here = default_environment() | {
        "python_full_version": version,
        "python_version": version[:4],
        "sys_platform": system,
        "os_name": "nt" if system == "win32" else "posix",
    }
    held = [item for item in _locked() if item.marker is None or item.marker.evaluate(here)]
    names = [canonicalize_name(item.name) for item in held]
    assert len(names) == len(set(names))
    versions = {
        name: next(iter(item.specifier)).version for name, item in zip(names, held, strict=True)
    }
    for name, wanted in _asked(*PROJECT["optional-dependencies"]).items():
        assert name in versions, f"{name} is not in requirements.lock: run `make lock`"
        assert wanted.specifier.contains(versions[name]), (
            f"{name} {versions[name]} is locked: run `make lock`"
        )


def test_every_locked_package_is_exact_and_hashed():
    for block in re.split(r"\n(?=\S)", LOCK.strip()):
        assert re.match(r"[\w.\[\]-]+==\S+", block), block[:60]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", block), block[:60]


def test_lock_holds_names_versions_markers_and_hashes_only():
    for line in LOCK.splitlines():
        assert re.fullmatch(
            r"[\w.\[\]-]+==[\w.+!]+( ; [^#]+?)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?", line
        ), line


def test_environment_yml_asks_for_what_pyproject_asks_for():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    conda = [item for item in environment["dependencies"] if isinstance(item, str)]
    by_pip = next(item["pip"] for item in environment["dependencies"] if isinstance(item, dict))
    found = {}
    for line in [*conda, *by_pip]:
        if not line.startswith("-"):
            item = Requirement(line)
            found[IN_CONDA.get(item.name, canonicalize_name(item.name))] = str(item.specifier)
    assert found.pop("python") == PROJECT["requires-python"]
    found.pop("pip")
    assert found == {name: str(item.specifier) for name, item in _asked().items()}


def test_every_import_is_declared_and_every_dependency_used():
    imported = set()
    for path in (ROOT / "hnb").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.split(".")[0])
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        imported |= set(re.findall(r'"(?:from|import) (\w+)', path.read_text(encoding="utf-8")))
    outside = imported - set(sys.stdlib_module_names) - {"hnb", "__future__"}
    declared = {IMPORTED_AS.get(name, name.replace("-", "_")) for name in _asked()}
    extra = {name.replace("-", "_") for name in _asked("parquet", "database")}
    # ipykernel and nbclient cannot be without the first three, nor pydantic without its core,
    # nor matplotlib without Pillow
    brought = {"IPython", "jupyter_client", "traitlets", "pydantic_core", "PIL"}
    assert outside <= declared | extra | brought
    assert declared - outside <= RUN_NOT_IMPORTED | {"afcharts"}


def test_changelog_begins_with_this_version():
    import hnb

    newest = re.search(
        r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert newest and newest[1] == hnb.__version__


def test_make_help_lists_every_target():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert phony and set(phony[1].split()) == set(
        re.findall(r"^([a-z-]+):.*## ", text, re.MULTILINE)
    )


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        (
            r"py[p]i\.(org|python)|python[h]osted|(conda|repo)\.anacond[a]",
            "a package index's address",
        ),
        (
            r"(^|[^[:alnum:]._~-])/(wor[k]|roo[t]|hom[e]|User[s]|tm[p]|op[t])/",
            "a path of one machine",
        ),
    ],
)
def test_no_tracked_file_names(pattern: str, what: str):
    if not (ROOT / ".git").exists():
        pytest.skip("needs a git checkout to know which files are kept")
    found = subprocess.run(
        ["git", "grep", "-nIE", pattern], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode in (0, 1), found.stderr
    lines = [line[:160] for line in found.stdout.splitlines()]
    assert not lines, f"{what}:\n" + "\n".join(lines[:20])


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    words = [
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "--target",
        "wheel",
        "--directory",
        str(folder),
    ]
    run = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return next(folder.glob("*.whl"))


def test_wheel_carries_figures_notebooks_and_reports_and_nothing_of_a_persons_own(wheel: Path):
    names = zipfile.ZipFile(wheel).namelist()
    for folder in ("data/published", "data/forecasts", "notebooks", "reports"):
        kept = {
            path.relative_to(ROOT).as_posix()
            for path in (ROOT / folder).rglob("*")
            if path.is_file()
        }
        kept = {name for name in kept if not re.search(r"^reports/out/|/\.|\.pyc$", name)}
        assert kept <= {name.removeprefix("hnb/_share/") for name in names}
    assert not [
        name
        for name in names
        if re.search(r"_share/(reports/out|data/added)/|\.ipynb_checkpoints", name)
    ]
    assert {name.split("/")[0] for name in names} == {
        "hnb",
        next(n for n in names if ".dist-info" in n).split("/")[0],
    }


def test_wheel_finds_its_own_figures_in_a_folder_with_spaces(wheel: Path, tmp_path: Path):
    home = tmp_path / "lap top $x"
    zipfile.ZipFile(wheel).extractall(home)
    code = (
        "import hnb, hnb.domain.paths; print(hnb.__file__); print(hnb.domain.paths.published()); "
        "print(len(hnb.load('ehc_plans')))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(home)},
    )
    assert run.returncode == 0, run.stderr
    package, published, rows = run.stdout.splitlines()
    assert Path(package).is_relative_to(home) and Path(published).is_relative_to(home)
    assert int(rows) > 0


def test_tests_have_the_same_names_in_every_worker(request: pytest.FixtureRequest):
    """Bytes in a name may differ from one process to the next: those of gzip hold the second."""
    names = [item.nodeid for item in request.session.items]
    assert not [name for name in names if r"\x1f\x8b" in name]

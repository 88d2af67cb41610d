"""A report's YAML, checked against the parameters of its notebooks before a kernel starts."""

from __future__ import annotations

import ast
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any

from hnb import paths
from hnb.errors import ParameterError, Place, did_you_mean

Value = str | int | float | bool
FORMATS = ("html", "docx", "pdf")


@dataclass(frozen=True)
class Section:
    """One notebook of a report, the heading it stands under, and the parameters that only it gets."""

    notebook: str
    heading: str
    parameters: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """A paper as its YAML defines it.

    Parameters
    ----------
    name : str
        The file's name without its ending; the paper's files are called so too.
    title, purpose, recommendations, financial_implications, equality_implications : str
        Words of the paper; `{authority}` and the other parameters are filled in.
    sections : tuple of Section
        The notebooks, in the order of the paper.
    parameters : dict
        Every parameter that a person may give, with its usual value.
    methods : dict
        Title and words of each entry in the appendix of methods.
    schedule : str
        When it is rendered, as a line of cron; for people, and for a scheduler that asks.
    folder : Path
        Where the notebooks are looked for first; the package's own come after.
    """

    name: str
    folder: Path
    title: str
    report_to: str
    purpose: str
    sections: tuple[Section, ...]
    parameters: dict[str, Value] = field(default_factory=dict)
    contact: str = ""
    reference: str = ""
    recommendations: str = ""
    financial_implications: str = ""
    equality_implications: str = ""
    methods: dict[str, str] = field(default_factory=dict)
    formats: tuple[str, ...] = FORMATS
    schedule: str = ""

    def notebook(self, section: Section) -> Path:
        """The file of a section's notebook.

        Raises
        ------
        ParameterError
            There is none of that name.
        """
        homes = (self.folder, self.folder.parent / "notebooks", paths.notebooks())
        for home in homes:
            if (home / f"{section.notebook}.ipynb").is_file():
                return home / f"{section.notebook}.ipynb"
        known = {file.stem for home in homes for file in home.glob("*.ipynb")}
        raise _fault(self.name, f"there is no notebook {section.notebook!r}", section.notebook, known, "a notebook")

    def words(self, text: str, values: Mapping[str, object]) -> str:
        """A text of the definition with the parameters filled in."""
        try:
            return text.format(**values).strip()
        except (KeyError, IndexError, ValueError) as error:
            raise _fault(self.name, f"{{{error.args[0]}}} in {text!r} is not a parameter", "", values, "one") from None


@dataclass(frozen=True)
class Job:
    """One notebook to run: the name of what comes out, its file and the checked values of its parameters."""

    name: str
    notebook: Path
    parameters: dict[str, Value]


def _fault(file: str, found: str, word: str, known: Iterable[str], kind: str) -> ParameterError:
    listed = ", ".join(sorted(known)) or "none"
    return ParameterError(Place(file=file), found=found, expected=f"{kind} of: {listed}{did_you_mean(word, known)}")


def read_report(name: str | Path) -> Report:
    """The report of that name among the package's own, or in the YAML file given.

    Raises
    ------
    ParameterError
        There is none, or something in it is unknown, missing or of the wrong kind.
    """
    import yaml

    path = Path(name)
    if path.suffix not in (".yml", ".yaml"):
        path = paths.reports() / f"{name}.yml"
    if not path.is_file():
        known = [file.stem for file in paths.reports().glob("*.yml")]
        raise ParameterError(
            Place(parameter="report"),
            found=f"there is no report {str(name)!r}",
            expected=f"a file ending .yml or one of: {', '.join(sorted(known))}{did_you_mean(str(name), known)}",
        )
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ParameterError(Place(file=path.name), found=f"it is not YAML ({' '.join(str(error).split())})") from None
    if not isinstance(given, dict):
        raise ParameterError(Place(file=path.name), found="it is not a mapping", expected="title: … and so on")
    sections = given.get("sections")
    if not isinstance(sections, list) or not all(isinstance(entry, dict) for entry in sections):
        raise ParameterError(
            Place(file=path.name), found="it has no list of sections", expected="sections, each with a notebook"
        )
    given["sections"] = tuple(_build(Section, entry, path.name) for entry in sections)
    given["formats"] = tuple(given.get("formats") or FORMATS)
    return _build(Report, given, path.name, name=path.stem, folder=path.resolve().parent)


def _build(kind: type, given: dict[str, Any], file: str, **settled: object) -> Any:
    known = {item.name: item for item in fields(kind) if item.name not in settled}
    for key in given:
        if key not in known:
            raise _fault(file, f"{key!r} is not known in a {kind.__name__.lower()}", key, known, "one")
    for key, item in known.items():
        if key not in given and item.default is MISSING and item.default_factory is MISSING:
            raise ParameterError(Place(file=file), found=f"a {kind.__name__.lower()} has no {key!r}", expected="it")
        value = given.get(key, "")
        wanted = dict if str(item.type).startswith("dict") else tuple if str(item.type).startswith("tuple") else str
        if key in given and not isinstance(value, wanted):
            raise ParameterError(
                Place(file=file), found=f"{key!r} is {value!r}", expected="words" if wanted is str else "a mapping"
            )
    return kind(**given, **settled)


def notebook_parameters(notebook: Path) -> dict[str, Value]:
    """The names and usual values in the cell tagged `parameters`; empty where there is no such cell.

    Raises
    ------
    ParameterError
        The cell holds more than names set to plain strings, numbers, true or false.
    """
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    tagged = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
    values: dict[str, Value] = {}
    for cell in tagged[:1]:
        try:
            for line in ast.parse("".join(cell["source"])).body:
                if not (isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name)):
                    raise ValueError(ast.unparse(line))
                value = ast.literal_eval(line.value)
                if not isinstance(value, Value):
                    raise ValueError(ast.unparse(line))
                values[line.targets[0].id] = value
        except (ValueError, SyntaxError) as error:
            raise ParameterError(
                Place(notebook=notebook.name, cell=cells.index(cell) + 1),
                found=f"the parameters are not plain ({error})",
                expected="names set to strings, numbers, True or False",
            ) from None
    return values


def fit(given: object, usual: Value, name: str) -> Value:
    """A value of the kind that a parameter has; strings from a command line are read as that kind.

    Raises
    ------
    ParameterError
        It cannot be read so.
    """
    text = str(given).strip()
    try:
        if isinstance(usual, bool):
            return {"true": True, "yes": True, "false": False, "no": False}[text.casefold()]
        if isinstance(usual, int):
            return int(text)
        if isinstance(usual, float) and math.isfinite(float(text)):
            return float(text)
        if isinstance(usual, str) and isinstance(given, Value):
            return text
    except (ValueError, KeyError):
        pass
    kind = {bool: "true or false", int: "a whole number", float: "a number", str: "a word"}[type(usual)]
    raise ParameterError(Place(parameter=name), found=f"{text!r} is not {kind}", expected=f"one such as {usual!r}")


def fit_notebook(notebook: Path, given: Mapping[str, object]) -> dict[str, Value]:
    """Values for a notebook, each checked against its `parameters` cell by name and kind.

    Raises
    ------
    ParameterError
        A name is not in the cell, or a value is not of its kind.
    """
    usual = notebook_parameters(notebook)
    for name in given:
        if name not in usual:
            known = ", ".join(usual) or "none"
            raise ParameterError(
                Place(notebook=notebook.name, parameter=name),
                found="there is no such parameter",
                expected=f"one of: {known}{did_you_mean(name, usual)}",
            )
    return {name: fit(value, usual[name], name) for name, value in given.items()}


def settle(report: Report, given: Mapping[str, object]) -> tuple[dict[str, Value], tuple[Job, ...]]:
    """Every value of a report, and the jobs that it comes to.

    Parameters
    ----------
    report : Report
        What is to be rendered.
    given : mapping
        Values that differ from the usual ones, by parameter.

    Raises
    ------
    ParameterError
        A parameter, given or in the definition, is not one that a notebook has, or is of the wrong kind.
    """
    for name in given:
        if name not in report.parameters:
            known = ", ".join(report.parameters) or "none"
            raise ParameterError(
                Place(parameter=name),
                found=f"{report.name} has no such parameter",
                expected=f"one of: {known}{did_you_mean(name, report.parameters)}",
            )
    values = {name: fit(given.get(name, usual), usual, name) for name, usual in report.parameters.items()}
    files = [report.notebook(section) for section in report.sections]
    declared = [notebook_parameters(file) for file in files]
    for name in values:
        if not any(name in usual for usual in declared):
            words = {word for usual in declared for word in usual}
            raise _fault(report.name, f"no notebook has a parameter {name!r}", name, words, "one")
    jobs: list[Job] = []
    for section, file, usual in zip(report.sections, files, declared, strict=True):
        before = sum(job.notebook == file for job in jobs)
        fitted = fit_notebook(file, {**{n: v for n, v in values.items() if n in usual}, **section.parameters})
        jobs.append(Job(f"{section.notebook}-{before + 1}" if before else section.notebook, file, fitted))
    for fmt in report.formats:
        if fmt not in FORMATS:
            raise _fault(report.name, f"{fmt!r} is not a format", fmt, FORMATS, "one")
    return values, tuple(jobs)

"""A report's YAML, checked against the parameters of its notebooks before a kernel starts."""

from __future__ import annotations

import ast
import json
import math
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, get_origin, get_type_hints

from hnb.domain import paths
from hnb.domain.errors import ParameterError, Place, did_you_mean

Value = str | int | float | bool
FORMATS = ("html", "docx", "pdf")


@dataclass(frozen=True)
class Section:
    """One notebook of a report, the heading it stands under, and the parameters that only it gets.

    `summary` names the sentences of the notebook that also stand in the paper's summary, in their
    order there.
    """

    notebook: str
    heading: str
    parameters: dict[str, Value] = field(default_factory=dict)
    summary: list[str] = field(default_factory=list)


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
        files = {file.stem: file for home in reversed(homes) for file in home.glob("*.ipynb")}
        if section.notebook not in files:
            found = f"there is no notebook {section.notebook!r}"
            raise unknown(Place(file=self.name), found, section.notebook, files)
        return files[section.notebook]

    def words(self, text: str, values: Mapping[str, object]) -> str:
        """A text of the definition with the parameters filled in."""
        try:
            return text.format(**values).strip()
        except (LookupError, ValueError) as fault:
            found = f"{{{fault.args[0]}}} in {text!r} is not a parameter"
            raise unknown(Place(file=self.name), found, str(fault.args[0]), values) from None


@dataclass(frozen=True)
class Job:
    """One notebook to run: the name of what comes out, its file and the checked values of its
    parameters.
    """

    name: str
    notebook: Path
    parameters: dict[str, Value]


def unknown(place: Place, found: str, word: str, known: Iterable[str]) -> ParameterError:
    """The refusal of a word that is none of those known, naming the nearest."""
    words = sorted(known)
    return ParameterError(
        place, found=found, expected=f"one of: {', '.join(words)}{did_you_mean(word, words)}"
    )


def read_report(name: str | Path) -> Report:
    """The report of that name among the package's own, or in the YAML file given.

    Raises
    ------
    ParameterError
        There is none, or something in it is unknown, missing or of the wrong kind.
    """
    import yaml

    path = Path(name) if Path(name).suffix in (".yml", ".yaml") else paths.reports() / f"{name}.yml"
    if not path.is_file():
        known = [file.stem for file in paths.reports().glob("*.yml")]
        raise unknown(
            Place(parameter="report"), f"there is no report {str(name)!r}", str(name), known
        )
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise ParameterError(
            Place(file=path.name), found=f"it is not YAML ({' '.join(str(fault).split())})"
        ) from None
    match given:
        case {"sections": list(sections)} if all(isinstance(entry, dict) for entry in sections):
            given["sections"] = tuple(_build(Section, entry, path.name) for entry in sections)
            given["formats"] = tuple(given.get("formats") or FORMATS)
            return _build(Report, given, path.name, name=path.stem, folder=path.resolve().parent)
    expected = "sections, each with a notebook and a heading"
    raise ParameterError(
        Place(file=path.name), found="it has no list of sections", expected=expected
    )


def _build(kind: type, given: dict[str, Any], file: str, **settled: object) -> Any:
    place, what, hints = Place(file=file), kind.__name__.lower(), get_type_hints(kind)
    known = {item.name: item for item in fields(kind) if item.name not in settled}
    for key, value in given.items():
        if key not in known:
            raise unknown(place, f"{key!r} is not known in a {what}", key, known)
        wanted = get_origin(hints[key]) or hints[key]
        if not isinstance(value, wanted):
            expected = "words" if wanted is str else "a mapping or a list"
            raise ParameterError(place, found=f"{key!r} is {value!r}", expected=expected)
    for key, item in known.items():
        if key not in given and item.default is MISSING and item.default_factory is MISSING:
            raise ParameterError(place, found=f"a {what} has no {key!r}")
    return kind(**given, **settled)


def notebook_parameters(notebook: Path) -> dict[str, Value]:
    """The names and usual values in the cell tagged `parameters`; empty where there is no such
    cell.

    Raises
    ------
    ParameterError
        The cell holds more than names set to plain strings, numbers, true or false.
    """
    try:
        cells = [
            (cell.get("metadata", {}).get("tags", ()), "".join(cell["source"]))
            for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        ]
    except (ValueError, LookupError, TypeError, AttributeError) as fault:
        found = f"it is not a notebook ({type(fault).__name__}: {fault})"
        raise ParameterError(
            Place(notebook=notebook.name), found=found, expected="one that Jupyter opens"
        ) from None
    for place, (tags, source) in enumerate(cells, 1):
        if "parameters" not in tags:
            continue
        try:
            return dict(map(_assigned, ast.parse(source).body))
        except (ValueError, SyntaxError) as fault:
            where, expected = (
                Place(notebook=notebook.name, cell=place),
                "names set to strings, numbers, True or False",
            )
            raise ParameterError(
                where, found=f"the parameters are not plain ({fault})", expected=expected
            ) from None
    return {}


def _assigned(line: ast.stmt) -> tuple[str, Value]:
    match line:
        case ast.Assign([ast.Name(name)], assigned):
            value = ast.literal_eval(assigned)
            if isinstance(value, Value):
                return name, value
    raise ValueError(ast.unparse(line))


def fit(given: object, usual: Value, name: str) -> Value:
    """A value of the kind that a parameter has; strings from a command line are read as that kind.

    Raises
    ------
    ParameterError
        It cannot be read so.
    """
    text = str(given).strip()
    with suppress(ValueError, KeyError):
        if isinstance(usual, bool):
            return {"true": True, "yes": True, "false": False, "no": False}[text.casefold()]
        if isinstance(usual, int):
            return int(text)
        if isinstance(usual, float) and math.isfinite(float(text)):
            return float(text)
        if isinstance(usual, str) and isinstance(given, Value):
            return text
    kinds = {bool: "true or false", int: "a whole number", float: "a number"}
    found = f"{text!r} is not {kinds.get(type(usual), 'a word')}"
    raise ParameterError(Place(parameter=name), found=found, expected=f"one such as {usual!r}")


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
            raise unknown(
                Place(notebook=notebook.name, parameter=name),
                "there is no such parameter",
                name,
                usual,
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
        A parameter, given or in the definition, is not one that a notebook has, or is of the wrong
        kind.
    """
    for name in given:
        if name not in report.parameters:
            raise unknown(
                Place(parameter=name),
                f"{report.name} has no such parameter",
                name,
                report.parameters,
            )
    for name in set(report.formats) - set(FORMATS):
        raise unknown(Place(file=report.name), f"{name!r} is not a format", name, FORMATS)
    values = {
        name: fit(given.get(name, usual), usual, name) for name, usual in report.parameters.items()
    }
    jobs: list[Job] = []
    words: set[str] = set()
    for section in report.sections:
        file = report.notebook(section)
        usual = notebook_parameters(file)
        words |= usual.keys()
        mine = {name: value for name, value in values.items() if name in usual}
        before = sum(job.notebook == file for job in jobs)
        fitted = fit_notebook(file, {**mine, **section.parameters})
        jobs.append(
            Job(f"{section.notebook}-{before + 1}" if before else section.notebook, file, fitted)
        )
    for name in values.keys() - words:
        raise unknown(Place(file=report.name), f"no notebook has a parameter {name!r}", name, words)
    return values, tuple(jobs)

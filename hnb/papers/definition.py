"""A report's YAML, checked against the parameters of its notebooks before a kernel starts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from inspect import signature
from itertools import count
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from hnb.domain import paths, periods
from hnb.domain.definitions import checked, read_yaml
from hnb.domain.errors import ParameterError, Place, unknown
from hnb.domain.words import LONGEST_QUOTED, quoted, shortened, with_articles
from hnb.papers.place import FORMATS, refuse_name
from hnb.papers.settling.parameters import Value, fit, fit_notebook, notebook_parameters
from hnb.papers.settling.sections import sections_of

if TYPE_CHECKING:
    from hnb.domain.areas import Authority
    from hnb.domain.comparators import Ask
    from hnb.papers.author.file import AuthorFile

JobKey = tuple[Path, frozenset[tuple[str, Value]]]
Words = Annotated[str, Field(min_length=1)]
Heading = Annotated[str, Field(min_length=1, max_length=250)]  # as long as Word lets a title be


class Section(BaseModel):
    """One notebook of a report, the heading it stands under, and the parameters that only it gets.

    `page_one` says that it is the paper's first page; `needs` names the parameters without which
    there is no such section.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    notebook: Words
    heading: Heading
    parameters: dict[str, Value] = {}
    page_one: bool = False
    needs: tuple[str, ...] = ()

    def is_possible(self, values: Mapping[str, Value]) -> bool:
        """Whether every parameter has a value without which there is no such section."""
        return all(values.get(name) for name in self.needs)


class Limits(BaseModel):
    """What a notebook may use: seconds a cell, MB that it holds in memory, MB that it shows."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    seconds: int = Field(default=600, gt=0)
    memory_mb: int = Field(default=2000, gt=0)
    output_mb: int = Field(default=20, gt=0)


class Definition(BaseModel):
    """What the YAML of a report may say.

    Parameters
    ----------
    title, purpose, recommendations, ... : str
        Words of the paper; `{authority}` and the other parameters are filled in.
    sections : tuple of Section
        The notebooks, in the order of the paper.
    few_plans : tuple of Section
        Those of an authority with so few plans that counts alone can be said of it; the sections
        where there are none.
    own_records : bool
        Whether it is about the council's own records, and is refused where none are in use.
    length : str
        `one-page` has the sections of page one alone; `short` has page one and what cells tagged
        `short` say, and leaves the rest to the appendix; `full` has everything.
    appendix : str
        Whether the appendix is in the paper (`with`), a document of its own (`separate`), or not
        written (`none`).
    parameters : dict
        Every parameter that a person may give, with its usual value.
    methods : dict
        Title and words of each entry in the appendix of methods.
    template : str
        A Word document with a council's own styles, as seen from the definition's folder.
    schedule : str
        When it is rendered, as a line of cron; for people, and for a scheduler that asks.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Heading
    report_to: Words
    purpose: Words
    sections: tuple[Section, ...] = Field(min_length=1)
    few_plans: tuple[Section, ...] = ()
    own_records: bool = False
    length: Literal["one-page", "short", "full"] = "full"
    appendix: Literal["with", "separate", "none"] = "with"
    parameters: dict[str, Value] = {}
    contact: str = ""
    reference: str = ""
    recommendations: str = ""
    financial_implications: str = ""
    equality_implications: str = ""
    background_papers: str = ""
    methods: dict[str, str] = {}
    formats: tuple[str, ...] = Field(FORMATS, min_length=1)
    template: str = ""
    schedule: str = ""
    limits: Limits = Limits()


class Report(Definition):
    """A paper as its YAML defines it.

    Parameters
    ----------
    name : str
        The file's name without its ending; the paper's files are called so too.
    folder : Path
        Where the notebooks are looked for first; the package's own come after.
    chosen : tuple of str
        The notebooks of the sections that a person asks for, page one apart; all where empty.
    """

    name: str
    folder: Path
    chosen: tuple[str, ...] = ()

    @cached_property
    def notebooks(self) -> dict[str, Path]:
        """The notebooks that a section can name; the report's own come before the package's."""
        folders = (self.folder, self.folder.parent / "notebooks", paths.notebooks())
        return {file.stem: file for folder in reversed(folders) for file in folder.glob("*.ipynb")}

    def notebook(self, section: Section) -> Path:
        """The file of a section's notebook.

        Raises
        ------
        ParameterError
            There is none of that name.
        """
        if section.notebook not in self.notebooks:
            fault = f"there is no notebook {quoted(section.notebook)}"
            raise unknown(Place(file=self.name), fault, word=section.notebook, known=self.notebooks)
        return self.notebooks[section.notebook]

    def words(self, text: str, values: Mapping[str, object]) -> str:
        """A text of the definition with the parameters filled in."""
        place = Place(file=self.name)
        try:
            fields = list(Formatter().parse(text))
        except ValueError as fault:
            message = f"{quoted(text)} has a bracket without its pair ({fault})"
            raise ParameterError(place, found=message, expected="{{ for a bracket") from None
        for _, name, form, conversion in fields:
            if name is not None and name not in values:
                refusal = (
                    f"{{{shortened(name, LONGEST_QUOTED)}}} in {quoted(text)} is not a parameter"
                )
                raise unknown(place, refusal, word=name, known=values)
            if form or conversion:
                message = f"{{{name}}} in {quoted(text)} says how it is to be written"
                raise ParameterError(place, found=message, expected=f"{{{name}}} alone")
        return with_articles(text.format(**values).strip())


@dataclass(frozen=True)
class Job:
    """One notebook to run: the name of what comes out, its file and the checked values of its
    parameters.
    """

    name: str
    notebook: Path
    parameters: dict[str, Value]

    @property
    def key(self) -> JobKey:
        """What decides what comes out: two jobs with one key give the same."""
        return self.notebook, frozenset(self.parameters.items())


@dataclass(frozen=True)
class SettledReport:
    """A report with a value for each parameter, ready to be run.

    Parameters
    ----------
    values : dict
        Every parameter of the report, as its notebooks get it.
    jobs : tuple of Job
        The notebooks to run, one a section.
    ask : Ask, optional
        What is asked of an authority, resolved once; none where a report is about no single one.
    author : AuthorFile, optional
        What the paper's author adds to it.
    """

    report: Report
    values: dict[str, Value] = field(default_factory=dict)
    jobs: tuple[Job, ...] = ()
    ask: Ask | None = None
    author: AuthorFile | None = None

    @property
    def authority(self) -> str:
        """The authority that the paper is about; empty where it is about no single one."""
        return self.ask.authority.name if self.ask else ""

    @property
    def labels(self) -> dict[str, Value]:
        """The values as a paper says them: the authority's own name, and years for blanks."""
        if self.ask is None:
            return self.values
        return {
            **self.values,
            "authority": self.authority,
            "comparators": self.ask.main.name,
            "january": self.ask.january,
            "financial_year": self.ask.financial_year,
        }


def read_report(name: str | Path) -> Report:
    """The report of that name among the package's own, or in the YAML file given.

    Raises
    ------
    ParameterError
        There is none, or something in it is unknown, missing or of the wrong kind.
    """
    known = [file.stem for file in paths.reports().glob("*.yml")]
    is_file = Path(name).suffix in (".yml", ".yaml")
    path = Path(name) if is_file else paths.reports() / f"{name}.yml"
    # as it is listed: a disk may take `Forum-Paper`, or a way to the file, for the same
    if not (_is_file(path) if is_file else str(name) in known):
        fault = f"there is no report {quoted(str(name))}"
        raise unknown(Place(parameter="report"), fault, word=str(name), known=known)
    refuse_name(path.stem, file=path.name)
    definition = checked(Definition, read_yaml(path), file=path.name)
    return Report(**dict(definition), name=path.stem, folder=path.resolve().parent)


def _is_file(path: Path) -> bool:
    """Whether there is such a file; none is called what no file can be."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def settle(report: Report, given: Mapping[str, object]) -> SettledReport:
    """A report with every value settled: what the command line, schedules and tests run.

    Parameters
    ----------
    report : Report
        What is to be rendered.
    given : mapping
        Values that differ from the usual ones, by parameter.

    Raises
    ------
    ParameterError
        A parameter, given or in the definition, is not one that a notebook has, is of the wrong
        kind, or cannot be asked about.
    NotPublished
        Nothing is held for the authority by the day asked for.
    """
    from hnb.answers import programme_of

    for name in given:
        if name not in report.parameters:
            fault = f"{report.name} has no such parameter"
            raise unknown(Place(parameter=name), fault, word=name, known=report.parameters)
    for name in set(report.formats) - set(FORMATS):
        fault = f"{quoted(name)} is not a format"
        raise unknown(Place(file=report.name), fault, word=name, known=FORMATS)
    if report.schedule and not periods.is_line_of_cron(report.schedule):
        place = Place(file=report.name, parameter="schedule")
        fault = f"{quoted(report.schedule)} is no line of cron"
        raise ParameterError(place, found=fault, expected="one such as 0 6 1 * *")
    values = {}
    for name, usual in report.parameters.items():
        with _in_file(report, given):
            values[name] = fit(given.get(name, usual), usual, name)
    with _in_file(report, given):
        ask = _ask(values)
        if ask and {"programme", "start_year"} <= values.keys():
            named = programme_of(ask, values["programme"], values["start_year"])
            values |= {name: fit(named[name], values[name], name) for name in named}
        _refuse_useless(report, values)
        report = report.model_copy(update={"sections": sections_of(report, values, ask)})
        jobs = _jobs(report, values, ask.authority if ask else None)
    return SettledReport(report, values, jobs=jobs, ask=ask)


@contextmanager
def _in_file(report: Report, given: Mapping[str, object]) -> Iterator[None]:
    """Name the report where a value cannot be used that it gives, and not a person."""
    try:
        yield
    except ParameterError as fault:
        if fault.place.file or fault.place.parameter in given:
            raise
        place = replace(fault.place, file=report.name)
        raise ParameterError(place, found=fault.found, expected=fault.expected) from None


def _jobs(
    report: Report, values: Mapping[str, Value], whom: Authority | None = None
) -> tuple[Job, ...]:
    """The notebooks to run; one that is run again has a number in its name, so that no two have the
    same, whatever the case.
    """
    from hnb.parameters import refuse_unusable

    jobs: list[Job] = []
    names = {section.notebook.casefold() for section in report.sections}
    used: set[str] = set()
    for section in report.sections:
        file = report.notebook(section)
        usual = notebook_parameters(file)
        shared = {name: value for name, value in values.items() if name in usual}
        fitted = fit_notebook(file, {**shared, **section.parameters})
        for parameter, value in fitted.items():
            refuse_unusable(parameter, value, whom)
        name = section.notebook
        if name.casefold() in used:
            numbered = (f"{section.notebook}-{number}" for number in count(2))
            name = next(name for name in numbered if name.casefold() not in names | used)
        used.add(name.casefold())
        jobs.append(Job(name, file, fitted))
    return tuple(jobs)


def _refuse_useless(report: Report, values: Mapping[str, Value]) -> None:
    """Refuse a parameter that no notebook of the report has."""
    known: set[str] = set()
    for section in (*report.sections, *report.few_plans):
        known |= notebook_parameters(report.notebook(section)).keys()
    for name in values.keys() - known:
        fault = f"no notebook has a parameter {quoted(name)}"
        raise unknown(Place(file=report.name), fault, word=name, known=known)


def _ask(values: Mapping[str, Value]) -> Ask | None:
    """What the values ask of an authority; none where there is no such parameter."""
    from hnb.parameters import ask

    if "authority" not in values:
        return None
    given = {name: values[name] for name in signature(ask).parameters if name in values}
    return ask(**given)  # type: ignore[arg-type]

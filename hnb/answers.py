"""The answer to a question, from its name: what the public face, the command line and
papers call.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from inspect import signature
from typing import TYPE_CHECKING, Any

from hnb.domain import paths
from hnb.domain.comparators import Ask
from hnb.domain.definitions import read_yaml
from hnb.domain.errors import NotPublished, ParameterError, Place
from hnb.domain.periods import day
from hnb.domain.words import quoted, typed
from hnb.figures.marks import is_of_council
from hnb.parameters import SETTINGS, left_out, refuse_unknown, settled
from hnb.store.doubts import doubted
from hnb.store.files import load, precedence, published_by, releases, without_replaced
from hnb.store.own_records import are_of, programme_in_records
from hnb.tables import Tables, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from types import ModuleType

    import pandas as pd

    from hnb.comparison.compared import Compared
    from hnb.comparison.measure import Measure
    from hnb.figures import Sentence
    from hnb.questions.medium_term.scenarios import Scenario
    from hnb.questions.plans_forecast.registered import Registered
    from hnb.questions.policy import BearsOn
    from hnb.questions.then_and_now.definition import Statement

PERIODS = ("january", "financial_year")  # settings of an Ask, and kinds of period


def tables_for(question: str, ask: Ask | date | str | None = None) -> Tables:
    """Every table that a question reads, at the levels that it reads them.

    Parameters
    ----------
    question : str
        The name of its folder, such as `prevalence`.
    ask : Ask, date or str, optional
        What is asked, or the day by which figures must have been published.

    Raises
    ------
    ParameterError
        There is no such question; the nearest is named.
    """
    from hnb.questions.definition import question as defined

    as_at = ask.as_at if isinstance(ask, Ask) else ask
    question = typed(question) or quoted(question)
    la_code = ask.la_code if isinstance(ask, Ask) else None
    return load_tables(defined(question).tables, None if left_out(as_at) else as_at, la_code)


def load_tables(
    levels: Mapping[str, Iterable[str]], as_at: date | str | None, la_code: int | None = None
) -> Tables:
    """Tables by name at each of the levels given, as they had been published by a day. A council's
    own records are among them where they are asked for about that council alone.
    """
    own_records = are_of(la_code)
    return Tables.whole_years(
        {
            (name, level): load(name, level=level, as_at=as_at, own_records=own_records)
            for name in levels
            for level in levels[name]
        },
        doubts=doubted(as_at),
    )


def own_tables(names: Iterable[str], ask: Ask) -> dict[str, pd.DataFrame]:
    """Tables as a council's own records have them, whatever is published; a table that the records
    do not have is empty.

    Parameters
    ----------
    names : iterable of str
        Tables that may be published as well, such as `ehc_plans`.
    ask : Ask
        The authority; with a day by which figures must have been published, the records of by then.
    """
    return _of_releases(names, ask, filter(is_of_council, releases()))


def published_tables(names: Iterable[str], ask: Ask) -> Tables:
    """Tables as they are published, whatever a council's own records have."""
    published = (name for name in releases() if not is_of_council(name))
    return Tables.of(authority=_of_releases(names, ask, published))


def _of_releases(names: Iterable[str], ask: Ask, chosen: Iterable[str]) -> dict[str, pd.DataFrame]:
    """The authority's rows of some releases, of each key the one that is preferred among them."""
    import pandas as pd

    by_then = list(chosen) if ask.as_at is None else published_by(ask.as_at, chosen)
    best_first = sorted(by_then, key=lambda name: (*precedence(releases()[name]), name))[::-1]
    tables = {}
    for name in names:
        editions = [
            load(name, release=release)
            for release in best_first
            if name in releases()[release]["tables"]
        ]
        rows = without_replaced(pd.concat([load(name).iloc[:0], *editions]), best_first, name)
        rows = rows[rows["la_code"].eq(ask.la_code)]
        tables[name] = rows.drop_duplicates([*table(name).key], ignore_index=True)
    return tables


def tables_of(measure: Measure, as_at: date | str | None, la_code: int | None = None) -> Tables:
    """Every table that a measure reads, at every level."""
    return load_tables({name: table(name).levels for name in measure.tables}, as_at, la_code)


def scenarios() -> dict[str, Scenario]:
    """The named scenarios of `reports/settings/scenarios.yml`, checked.

    Raises
    ------
    ParameterError
        The file cannot be read, or says something that a scenario cannot say.
    """
    from hnb.questions.medium_term.scenarios import read

    return read(read_yaml(paths.reports() / "settings" / "scenarios.yml"))


def policy(
    bears_on: BearsOn, ask: Ask | None = None, *, applies: bool = True
) -> tuple[Sentence, ...]:
    """The facts of national policy that bear on a figure, as they had been published by the day of
    the Ask, each a sentence with its source; none where they do not apply to this authority.

    Raises
    ------
    ParameterError
        `reports/settings/policy.yml` cannot be read, or has a key that is not known.
    """
    from hnb.questions.policy import read, sentences

    if not applies:
        return ()
    facts = read(read_yaml(paths.reports() / "settings" / "policy.yml"))
    return sentences(facts, bears_on, ask.as_at if ask else None)


def programme_of(ask: Ask, programme: object = "", start_year: object = 0) -> dict[str, object]:
    """The settings `programme` and `start_year`: as given, or else of `authority.yml` where records
    are in use, or else of the programme that the authority has named in public by then.

    Raises
    ------
    ParameterError
        `reports/settings/programmes.yml` cannot be read, or has a key that is not known.
    """
    from hnb.questions.programme.definition import settings_of

    if not programme and (named := programme_in_records(ask.la_code, ask.as_at)):
        return {**named, "start_year": start_year or named["start_year"]}
    data = read_yaml(paths.reports() / "settings" / "programmes.yml")
    return settings_of(data, ask, programme, start_year)


def registered_forecasts(ask: Ask | date | str | None = None) -> tuple[Registered, ...]:
    """The forecasts that were registered before their January was counted.

    Parameters
    ----------
    ask : Ask, date or str, optional
        What is asked, or a day: only those that had been registered by then.

    Raises
    ------
    DamagedError
        A file is not as it was registered; it is named.
    """
    from hnb.registered import files

    as_at = ask.as_at if isinstance(ask, Ask) else ask
    return files.registered_forecasts(None if left_out(as_at) else day(as_at))


def statements(ask: Ask) -> tuple[Statement, ...]:
    """What was said of the authority in public by the day of the Ask, the earliest first; raises as
    `hnb.registered.quoted.statements_about`.
    """
    from hnb.registered.quoted import statements_about

    return statements_about(ask, own_records=are_of(ask.la_code))


def editions(statements: Iterable[Statement], ask: Ask) -> dict[date, tuple[Ask, Tables]]:
    """By the day of each statement, the authority as it was settled then, and the tables of what is
    measured as they had been published; no entry for a day by which nothing had been.
    """
    from hnb.questions.then_and_now.definition import tables_by_day

    by_day = {}
    for said_on, names in tables_by_day(statements).items():
        with suppress(NotPublished):
            then = settled(ask.la_code, as_at=said_on)
            levels = {name: table(name).levels for name in names}
            tables = load_tables(levels, said_on, ask.la_code)
            # what is doubted today was as doubtful then, and is written down
            by_day[said_on] = (then, replace(tables, doubts=doubted(None)))
    return by_day


def answer(question: str, authority: str | int | Ask | None = None, **settings: Any) -> Any:
    """The whole answer to a question for one authority.

    Parameters
    ----------
    question : str
        The name of its folder, such as `prevalence`.
    authority : str, int or Ask, optional
        Name, DfE number or ONS code; or what `hnb.ask` gave. Left out where the question is about
        every authority.
    **settings
        What `hnb.ask` takes (`january`, `comparators` …), which changes an Ask where one is given,
        and the question's own settings; one that is None is as if it were left out.

    Returns
    -------
    The question's result: a frozen dataclass of Figures and frames.

    Raises
    ------
    ParameterError
        A question, an authority or a setting is not known, or the question is about one authority
        and none is named; the nearest right thing is named.

    Examples
    --------
    >>> hnb.answer("prevalence", "Kent", january=2025).rate
    """
    from hnb.questions.definition import question as defined

    question = typed(question) or quoted(question)
    its_settings = defined(question).settings
    refuse_unknown(settings, (*SETTINGS, *its_settings))
    of_ask = {name: value for name, value in settings.items() if name in SETTINGS}
    of_question = {
        name: setting.read(name, settings[name])
        for name, setting in its_settings.items()
        if settings.get(name) is not None
    }
    if "scenarios" in its_settings:
        of_question.setdefault("scenarios", scenarios())
    model = import_module(f"hnb.questions.{question}.model")
    if signature(model.answer).parameters["ask"].default is None:
        _refuse_settings_of_an_authority(question, of_ask)
    elif authority is None:
        raise ParameterError(
            Place(parameter="authority"),
            found=f"the question {question} is about one authority, and none is named",
            expected="a name, DfE number or ONS code",
        )
    asked = None if authority is None else settled(authority, **of_ask)
    of_question = _with_programme(of_question, asked, its_settings)
    tables = tables_for(question, asked or of_ask.get("as_at"))
    return _answered(model, tables, asked, of_question)


def _answered(
    model: ModuleType, tables: Tables, ask: Ask | None, settings: Mapping[str, object]
) -> object:
    """The answer of a model; one that takes what was said in public, or a council's own records
    apart, is given them so.
    """
    takes = signature(model.answer).parameters
    if ask is not None and "statements" in takes:
        about_it = statements(ask)
        settings = {**settings, "statements": about_it}
        if "editions" in takes:
            settings["editions"] = editions(about_it, ask)
    if ask is None or "council_tables" not in takes:
        return model.answer(tables, ask, **settings)
    council_tables = own_tables(tables, ask)
    published = published_tables(tables, ask)
    return model.answer(published, ask, council_tables=council_tables, **settings)


def _with_programme(
    given: Mapping[str, object], ask: Ask | None, its_settings: Iterable[str]
) -> dict[str, object]:
    """Settings of a question, with the programme of the authority where none is given."""
    if ask is None or "start_year" not in its_settings:
        return {**given}
    named = programme_of(ask, given.get("programme"), given.get("start_year"))
    return {**given, **{name: named[name] for name in its_settings if named.get(name)}}


def _refuse_settings_of_an_authority(question: str, given: Iterable[str]) -> None:
    """Refuse what has no part in the answer to a question about every authority."""
    for name in given:
        if name != "as_at":
            raise ParameterError(
                Place(parameter=name),
                found=f"the question {question} is about every authority, and does not use it",
                expected="as_at, or nothing",
            )


def compare(
    authority: str | int | Ask, measure: str, period: str | int | None = None, **settings: Any
) -> Compared:
    """An authority's value of a measure beside its comparators, its region and England.

    Parameters
    ----------
    authority : str, int or Ask
        Name, DfE number or ONS code; or what `hnb.ask` gave.
    measure : str
        A name in the catalogue (`hnb.comparison.measures.catalogue.MEASURES`), or the words of the
        measure.
    period : str or int, optional
        Of the kind that the measure goes by, also as `january` or `financial_year`; the latest in
        which the authority has a value where it is left out.
    **settings
        What `hnb.ask` takes, such as `comparators` and `as_at`, which changes an Ask where one is
        given.

    Raises
    ------
    ParameterError
        An authority, a measure, a period or a setting is not known, or nobody has a figure of the
        period; the nearest right thing is named.

    Examples
    --------
    >>> hnb.compare("Kent", "independent_share").median
    """
    from hnb.comparison.compared import compare as compare_by
    from hnb.comparison.counts import Counts
    from hnb.comparison.measures.catalogue import measure_called

    chosen = measure_called(measure)
    refuse_unknown(settings, (*SETTINGS, "period"))
    period = _period_named(chosen, period, settings)
    of_ask = {name: value for name, value in settings.items() if name not in PERIODS}
    asked = settled(authority, **of_ask)
    counts = Counts(tables_of(chosen, asked.as_at, asked.la_code), asked.authority.region)
    compared = compare_by(chosen, counts, asked, period)
    if period is not None:
        _refuse_period_of_nobody(compared)
    return compared


def _period_named(
    measure: Measure, period: str | int | None, settings: Mapping[str, Any]
) -> str | int | None:
    """The period, as `period` or the setting of its kind names it; None where none is named."""
    named = {name: settings[name] for name in PERIODS if not left_out(settings.get(name))}
    for name in named:
        if name != measure.kind:
            raise ParameterError(
                Place(parameter=name),
                found=f"the period of {measure.name} is a {measure.kind.replace('_', ' ')}",
                expected=measure.kind if measure.kind in PERIODS else "period",
            )
    if named and not left_out(period):
        place = Place(parameter="period")
        raise ParameterError(place, found=f"{measure.kind} too is given", expected="one of the two")
    return named.get(measure.kind, None if left_out(period) else period)


def _refuse_period_of_nobody(compared: Compared) -> None:
    """Refuse a period in which nobody has a figure."""
    measure, year = compared.measure, compared.year
    years_held = measure.years(compared.counts)
    if year in years_held:
        return
    expected = "a measure and a day with figures"
    if years_held:
        nearest = min(years_held, key=lambda other: abs(other - year))
        span = " to ".join(
            dict.fromkeys(measure.when(end) for end in (years_held[0], years_held[-1]))
        )
        expected = f"{span} (nearest: {measure.when(nearest)})"
    raise ParameterError(
        Place(parameter="period"),
        found=f"nobody has a figure of {measure.says} for {compared.period}",
        expected=expected,
    )

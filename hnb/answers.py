"""The answer to a question, from its name: what the public face, the command line and
papers call.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from hnb.domain import paths
from hnb.domain.comparators import Ask
from hnb.domain.definitions import read_yaml
from hnb.domain.errors import HnbError, Place, unknown
from hnb.parameters import ask as settle
from hnb.store.files import load
from hnb.tables import Tables, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from hnb.comparison.compared import Compared
    from hnb.comparison.measure import Measure
    from hnb.questions.medium_term.scenarios import Scenario

ASK = ("january", "financial_year", "comparators", "denominator", "scope", "as_at")


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

    as_at = ask.as_at if isinstance(ask, Ask) else ask or None
    return load_tables(defined(question).tables, as_at)


def load_tables(levels: Mapping[str, Iterable[str]], as_at: date | str | None) -> Tables:
    """Tables by name at each of the levels given, as they had been published by a day."""
    return Tables(
        {
            (name, level): load(name, level=level, as_at=as_at)
            for name in levels
            for level in levels[name]
        }
    )


def tables_of(measure: Measure, as_at: date | str | None) -> Tables:
    """Every table that a measure reads, at every level."""
    return load_tables({name: table(name).levels for name in measure.tables}, as_at)


def scenarios() -> dict[str, Scenario]:
    """The named scenarios of `reports/settings/scenarios.yml`, checked.

    Raises
    ------
    HnbError
        The file cannot be read, or says something that a scenario cannot say.
    """
    from hnb.questions.medium_term.scenarios import read

    return read(read_yaml(paths.reports() / "settings" / "scenarios.yml", HnbError))


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
        What `hnb.ask` takes (`january`, `comparators`, `as_at` …), and the question's own settings.

    Returns
    -------
    The question's result: a frozen dataclass of Figures and frames.

    Raises
    ------
    ParameterError
        A question, an authority or a setting is not known; the nearest right thing is named.

    Examples
    --------
    >>> hnb.answer("prevalence", "Kent", january=2025).rate
    """
    from hnb.questions.definition import question as defined

    its_settings = defined(question).settings
    known = (*ASK, *its_settings)
    for name in settings:
        if name not in known:
            fault = f"the question {question} has no such setting"
            raise unknown(Place(parameter=name), fault, word=name, known=known)
    given = {name: settings.pop(name) for name in ASK if name in settings}
    if "scenarios" in its_settings:
        settings.setdefault("scenarios", scenarios())
    model = import_module(f"hnb.questions.{question}.model")
    if authority is None:
        return model.answer(tables_for(question, given.get("as_at")), None, **settings)
    asked = authority if isinstance(authority, Ask) else settle(authority, **given)
    return model.answer(tables_for(question, asked), asked, **settings)


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
        The latest in which the authority has a value where it is left out.
    **settings
        What `hnb.ask` takes, such as `comparators` and `as_at`.

    Raises
    ------
    ParameterError
        An authority, a measure or a setting is not known; the nearest right thing is named.

    Examples
    --------
    >>> hnb.compare("Kent", "independent_share").median
    """
    from hnb.comparison.compared import compare as compare_by
    from hnb.comparison.measures.catalogue import measure_called

    chosen = measure_called(measure)
    asked = authority if isinstance(authority, Ask) else settle(authority, **settings)
    return compare_by(chosen, tables_of(chosen, asked.as_at), asked, period)

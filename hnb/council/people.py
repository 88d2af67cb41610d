"""Tables about plans and the process, from a council's rows of the SEN2 return."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from hnb.council.deriving import Rows
from hnb.council.deriving.plans import of_schools, open_plans, tables_of_the_day
from hnb.council.deriving.process import (
    Events,
    events,
    flows,
    open_cases,
    phase_transfers,
    stock_and_flow,
    weeks_to_plan,
)
from hnb.council.deriving.published_shape import (
    census_day,
    census_tables,
    censuses,
    years_and_months,
    years_of,
)
from hnb.council.deriving.reconciliation import is_the_count, reconciled
from hnb.council.deriving.records import PlanFiles, plan_files, request_cases
from hnb.disclosure.population import Declared

if TYPE_CHECKING:
    import pandas as pd


def plans_and_process(rows: Rows, la_code: int, as_at: date) -> Declared:
    """Everything about plans and the process that is made of the rows of the SEN2 return.

    Parameters
    ----------
    rows : callable
        The accepted rows of a layout by its name, with the layout's columns: days as datetime64,
        codes in our words, yes and no as boolean. A frame without rows where there is no file.
    la_code : int
        DfE number of the authority.
    as_at : date
        Day up to which the files go.

    Returns
    -------
    Declared
        Populations that hold no reference, name, or date; what is measured; and the equations that
        a reader of two tables knows.

    Notes
    -----
    What is left of a published total, such as plans with an exception to the 20 weeks, is declared
    too, without a category or with one that its column does not list (`exceptions`, `wait`): nobody
    may find it by subtraction, and it is not for writing.
    """
    rows = cache(rows)
    files = plan_files(rows)
    cases = request_cases(rows, files.records)
    happened = events(files, cases, as_at)
    of_years = years_of(files, cases, happened, as_at)
    plans = _plans(files, happened, la_code, as_at) if len(files.records) else Declared()
    process = _process(cases, happened, la_code, as_at) if len(cases) else Declared()
    return Declared(
        populations=(
            *plans.populations,
            *process.populations,
            *flows(happened, as_at),
            *of_years,
        ),
        relations=(
            *plans.relations,
            *years_and_months(of_years, happened, la_code, as_at),
        ),
        measured=process.measured,
    )


def _plans(files: PlanFiles, happened: dict[str, Events], la_code: int, as_at: date) -> Declared:
    """Plans open on the day and at each census, and how records become their count."""
    januaries = censuses(happened, as_at)
    tables = {as_at: tables_of_the_day(as_at, reviews=len(files.active) > 0)}
    for january in januaries:
        day = census_day(january)
        tables[day] = (*tables.get(day, ()), *census_tables(january))
    populations = [open_plans(files, day, tables=of_day) for day, of_day in tables.items()]
    populations += [reconciled(files, january, census_day(january)) for january in januaries]
    if files.active["phase_transfer_due"].notna().any():
        populations.append(phase_transfers(files, as_at))
    return Declared(
        populations=tuple(populations),
        relations=(
            *of_schools(populations[0], la_code, as_at),
            *stock_and_flow(happened, la_code, as_at),
            *(is_the_count(january, la_code) for january in januaries),
        ),
    )


def _process(
    cases: pd.DataFrame, happened: dict[str, Events], la_code: int, as_at: date
) -> Declared:
    """Requests that are open on the day, and the weeks that requests take to become a plan."""
    return Declared(
        populations=(open_cases(cases, as_at),),
        measured=(weeks_to_plan(cases, happened, la_code, as_at),),
    )

"""Whether the parts of the gap in spend add up to it, to the penny."""

from __future__ import annotations

import pandas as pd

from hnb.domain.comparators import Ask
from hnb.questions.why_spend_differs.sides import Per, Side, spend_year, split
from hnb.store.files import load
from hnb.tables import Tables
from hnb.validation.goals import Goal

METHOD_NAMES = {"shapley": "Shapley", "lmdi": "LMDI"}
PER: tuple[Per, ...] = ("head", "plan")
HALF_A_PENNY = 0.005  # £


def goals(tables: Tables, ask: Ask) -> tuple[Goal, ...]:
    """Those of every authority with each of its lists of statistical neighbours."""
    return of_parts(tables, load("statistical_neighbours"), ask)


def of_parts(tables: Tables, neighbours: pd.DataFrame, ask: Ask) -> tuple[Goal, ...]:
    """The largest difference, in £ in all, between the gap in spend and its parts added up.

    Every authority is compared with each of its lists of neighbours, for each head and each plan.

    Parameters
    ----------
    tables : Tables
        Those of the question `why_spend_differs`.
    neighbours : DataFrame
        `statistical_neighbours`.
    ask : Ask
        Its year, denominator and scope are used.
    """
    year = spend_year(tables, ask)
    with_figures = set(year.authorities.index)
    worst = dict.fromkeys(METHOD_NAMES, 0.0)
    split_up = set()
    for (la_code, _), listed in neighbours.groupby(["la_code", "vintage"]):
        code = int(str(la_code))
        codes = [other for other in listed["neighbour_code"] if other in with_figures]
        if code not in with_figures or not codes:
            continue
        split_up.add(code)
        for method, error in worst.items():
            remainder = _remainder(year.side([code]), year.side(codes), method)
            worst[method] = max(error, remainder)
    return (
        Goal(
            f"decomposition of {ask.financial_year}: authorities split",
            len(split_up),
            low=len(with_figures),
        ),
        *(
            Goal(
                f"decomposition ({METHOD_NAMES[method]}): largest error in £",
                error,
                high=HALF_A_PENNY,
            )
            for method, error in worst.items()
        ),
    )


def _remainder(authority: Side, other: Side, method: str) -> float:
    """How far the parts are from the gap, in £ in all, for each head or each plan."""
    errors = []
    for per in PER:
        gap = authority.per(authority.spend, per) - other.per(other.spend, per)
        error = split(authority, other, per=per, method=method).sum() - gap
        errors.append(abs(error) / authority.per(1, per))
    return max(errors)

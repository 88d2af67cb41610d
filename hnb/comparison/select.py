"""Which rows of a table are meant."""

from __future__ import annotations

from typing import Any

import pandas as pd

from hnb.domain.periods import start_year
from hnb.figures.marks import is_of_council
from hnb.tables import table

SHOWN_FOR_EACH = 200  # of a sum, for each count in it that is withheld: it is right to about 3%


def rows_where(frame: pd.DataFrame, **where: Any) -> pd.DataFrame:
    """The rows of a table where each column named has the value given, or one of a tuple
    of them.
    """
    for column, value in where.items():
        frame = frame[frame[column].isin(value if isinstance(value, tuple) else (value,))]
    return frame


def having_records(frame: pd.DataFrame, who: str = "la_code") -> frozenset[int]:
    """DfE numbers of those whose own records are among some rows."""
    releases = frame["release"].dropna().unique() if "release" in frame else ()
    councils = list(filter(is_of_council, releases))
    return frozenset(frame[who][frame["release"].isin(councils)]) if councils else frozenset()


def lacks_much(rows: pd.DataFrame, sums: pd.Series[float]) -> pd.Series[bool]:
    """Whether a sum of what is shown, by year and place, lacks so many counts that are withheld
    from a council's own records that it would not be true, even roughly.
    """
    councils = list(filter(is_of_council, rows["release"].dropna().unique()))
    hidden = rows[rows["status"].eq("suppressed") & rows["release"].isin(councils)]
    withheld = hidden.groupby(["year", "place"]).size().reindex(sums.index, fill_value=0)
    return withheld.gt(0) & (sums < SHOWN_FOR_EACH * withheld)


def in_common(frame: pd.DataFrame, name: str, place: pd.Series[int] | int) -> pd.DataFrame:
    """A table with what every table has in common."""
    kind = table(name).period
    years = frame[kind] if kind else 0
    if kind in ("financial_year", "academic_year"):
        years = frame[kind].map({text: start_year(text) for text in frame[kind].unique()})
    return frame.assign(
        place=place,
        year=years,
        value=frame[table(name).value.name].astype("float64"),
        status=frame.get("status", "published"),
        release=frame["release"],
    )

"""The contract between sources and models: every table by name."""

from __future__ import annotations

from hnb.domain.errors import ParameterError, Place, did_you_mean
from hnb.domain.words import quoted
from hnb.tables import context, council, funding, plans, process, records, spend
from hnb.tables.schema import Column, Table
from hnb.tables.tables import Tables

ALL: dict[str, Table] = {
    table.name: table
    for theme in (plans, process, funding, spend, context, council, records)
    for table in theme.TABLES
}


def table(name: str) -> Table:
    """The table of that name.

    Raises
    ------
    ParameterError
        There is none; the nearest is named.
    """
    if not isinstance(name, str) or name not in ALL:
        raise ParameterError(
            Place(parameter="table"),
            found=f"no table {quoted(name)}",
            expected=f"one of the tables{did_you_mean(name, ALL)}",
        )
    return ALL[name]


__all__ = ["ALL", "Column", "Table", "Tables", "table"]

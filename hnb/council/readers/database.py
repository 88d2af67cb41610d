"""Rows of a database, through SQLAlchemy; its address comes from the environment and from nowhere
else, and is in no message.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hnb.council.readers.cells import Query, Row, as_text, unreadable
from hnb.domain.errors import ParameterError, Place, SourceError

if TYPE_CHECKING:
    from sqlalchemy import Engine, Executable

_ROWS = 20_000
_IS_QUERY = re.compile(r"\s*(?:select|with)\s", re.IGNORECASE)
_EXAMPLE = "an address as SQLAlchemy writes it, such as postgresql+psycopg://host/name"


def query_rows(query: Query) -> Iterator[Row]:
    """The headings of what a database answers, and its rows.

    Raises
    ------
    ParameterError
        The variable is not set, or the library for databases is not installed.
    SourceError
        The database cannot be reached, or does not understand; its words are left out, since they
        can hold a password or a row.
    """
    engine = _engine(query)
    place = Place(file=query.name)
    expected = "a database that answers, and a SELECT or a table that it knows"
    try:
        with unreadable(place, "the database did not answer", expected):
            options = {"stream_results": True, "yield_per": _ROWS}
            with engine.connect().execution_options(**options) as connection:
                if engine.dialect.name == "postgresql":
                    connection.execution_options(postgresql_readonly=True)
                answer = connection.execute(_statement(query))
                yield list(map(str, answer.keys()))
                for row in answer:
                    yield [as_text(cell) for cell in row]
    finally:
        engine.dispose()


def _statement(query: Query) -> Executable:
    import sqlalchemy

    if _IS_QUERY.match(query.query):
        return sqlalchemy.text(query.query)
    schema, _, name = query.query.rpartition(".")
    every = sqlalchemy.text("*")
    return sqlalchemy.select(every).select_from(sqlalchemy.table(name, schema=schema or None))


def _engine(query: Query) -> Engine:
    place = Place(parameter=query.variable)
    address = os.environ.get(query.variable)
    if not address:
        problem = "the environment variable is not set"
        raise ParameterError(place, found=problem, expected=_EXAMPLE)
    try:
        import sqlalchemy
    except ImportError:
        raise ParameterError(
            place,
            found="the library for databases is not installed",
            expected='`pip install "hnb[database]"`',
        ) from None
    try:
        return sqlalchemy.create_engine(address, hide_parameters=True)
    except Exception as fault:  # which may quote the address
        problem = f"no database can be opened by its address ({type(fault).__name__})"
        raise SourceError(place, found=problem, expected=_EXAMPLE) from None

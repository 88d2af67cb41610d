"""Rows of a Parquet file, a part of it at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hnb.council.readers.cells import Row, as_text, unreadable
from hnb.domain.errors import ParameterError, Place

MARK = b"PAR1"
_ROWS = 20_000


def parquet_rows(path: Path) -> Iterator[Row]:
    """The headings of a Parquet file, and its rows.

    Raises
    ------
    ParameterError
        The library that reads such files is not installed.
    SourceError
        The file is broken, or cut before its end.
    """
    try:
        from pyarrow import parquet
    except ImportError:
        raise ParameterError(
            Place(file=path.name),
            found="the library for Parquet files is not installed",
            expected='`pip install "hnb[parquet]"`, or the table saved as CSV',
        ) from None
    problem = "the Parquet file is broken, or cut before its end"
    with unreadable(Place(file=path.name), problem), parquet.ParquetFile(path) as file:
        yield [str(name) for name in file.schema_arrow.names]
        for batch in file.iter_batches(batch_size=_ROWS):
            columns = [map(as_text, column.to_pylist()) for column in batch.columns]
            yield from map(list, zip(*columns, strict=True))

"""The measures that are wanted of the tool's long file, each year and area of each."""

from __future__ import annotations

import io
import re
from typing import Any

from hnb.domain.errors import SourceError
from hnb.sources.grid import Grid, Original, refusing
from hnb.sources.layout import Row, Taken, read_value, settled, whose
from hnb.sources.source import Source
from hnb.tables import table

COLUMNS = ["Short Desc", "Years", "LA and Regions", "Values", "LA Number"]


def read(source: Source, part: str, spec: dict[str, Any], grid: Grid, original: Original) -> Taken:
    """Percentages by area and year; the row is the record's number, counted from 1.

    Raises
    ------
    SourceError
        The reader of Parquet files is not installed, or a year or area is not known.
    """
    import pandas as pd

    with refusing(
        grid.place(1), "the file is broken, or hnb[parquet] is not installed", "a Parquet file"
    ):
        book = pd.read_parquet(io.BytesIO(original.content))
    missing = sorted(set(COLUMNS) - set(book.columns))
    if missing:
        raise SourceError(
            grid.place(1), found=f"no column {missing[0]}", expected="the tool's long file"
        )
    taken = Taken()
    wanted = {
        short: (table(name), words)
        for name, how in spec["tables"].items()
        for short, words in how["measures"].items()
    }
    for record, (short, years, area, value, code) in enumerate(
        book[COLUMNS].itertuples(index=False), 1
    ):
        if short not in wanted:
            continue
        (kind, words), place = wanted[short], grid.place(record, "Values")
        year = re.fullmatch(r"(20\d\d)( \((prov|Rev)\))?", str(years).strip())
        if not year:
            raise SourceError(
                place, found=f"{years!r} is not a year", expected="four digits such as 2025"
            )
        region = float(code) >= 970  # the tool numbers regions from 970 up
        where = (
            whose(place, name=area)
            if region
            else whose(place, code, re.sub(r"\(.*\)", "", area), trust="code")
        )
        number, status = read_value(source, kind, value, place, {})
        keys = settled(kind, {str(kind.period): int(year[1]), **words}, place)
        taken.add(kind, Row(*where, keys, number, status, grid.part, record, "Values"))
    return taken

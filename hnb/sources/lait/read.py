"""The measures that are wanted of the tool's long file, each year and area of each."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from hnb.domain.errors import Place, SourceError
from hnb.domain.words import quoted
from hnb.sources.area import Area, area_of
from hnb.sources.files.grid import Grid, Original, refusing
from hnb.sources.layout import CellReader, Row, Taken, settled

if TYPE_CHECKING:
    from hnb.sources.definition import MeasuresPart, Source

COLUMNS = ["Short Desc", "Years", "LA and Regions", "Values", "LA Number"]


def read(source: Source, part: MeasuresPart, grid: Grid, original: Original) -> Taken:
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
    measures = {
        short: (CellReader.of(source, name, layout), categories)
        for name, layout in part.tables.items()
        for short, categories in layout.measures.items()
    }
    records = book[COLUMNS].itertuples(index=False)
    for record, (short, years, name, raw, number) in enumerate(records, 1):
        if short not in measures:
            continue
        cells, categories = measures[short]
        place = grid.place(record, "Values")
        keys = {str(cells.table.period): _year(years, place), **categories}
        area = _area(number, name, place)
        value, status = cells.read(raw, place)
        settled(cells.table, keys, place)
        row = Row(*area, keys, value, status, grid.part, record, "Values")
        taken.rows[cells.table.name].append(row)
    return taken


def _year(years: object, place: Place) -> int:
    year = re.fullmatch(r"(20\d\d)( \((prov|Rev)\))?", str(years).strip())
    if not year:
        raise SourceError(
            place, found=f"{quoted(years)} is not a year", expected="four digits such as 2025"
        )
    return int(year[1])


def _area(number: object, name: str, place: Place) -> Area:
    if float(str(number)) >= 970:  # the tool numbers regions from 970 up
        return area_of(place, name=name)
    return area_of(place, code=number, name=re.sub(r"\(.*\)", "", name), trust="code")

"""Net high needs outturn from files that a third party compiled, one JSON object an authority."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from hnb.domain.errors import Place, SourceError
from hnb.domain.plain import Json
from hnb.domain.words import quoted
from hnb.sources.area import area_of
from hnb.sources.files.grid import Grid, Original, refusing
from hnb.sources.layout import CellReader, Row, Taken, period_of, settled
from hnb.sources.section251.unit import in_pounds

if TYPE_CHECKING:
    from hnb.sources.definition import BucketsPart, Source

__all__ = ["in_pounds", "read"]


def read(source: Source, part: BucketsPart, grid: Grid, original: Original) -> Taken:
    """Net pounds by authority and financial year; the row is the line of the file, the column the
    bucket's name.

    Raises
    ------
    SourceError
        The file is broken, or an authority or a year is not known.
    """
    ((name, layout),) = part.tables.items()
    with refusing(grid.place(1), "the file is broken", "one object an authority"):
        text = original.content.decode("utf-8")
        book = [(code, entry, _buckets(entry)) for code, entry in json.loads(text).items()]
    taken, cells = Taken(), CellReader.of(source, name, layout)
    value_of_bucket = re.compile(rf'"{re.escape(layout.bucket)}",\s*"value"\s*:')
    for code, entry, buckets in book:
        start = text.index(f'"{code}"')
        match = value_of_bucket.search(text, start) if layout.bucket in buckets else None
        line = text.count("\n", 0, match.end() if match else start) + 1
        place = grid.place(line)
        keys = {"financial_year": _financial_year(entry, place)}
        area = area_of(place, ons=code, name=entry.get("la_name", ""))
        # a bucket that came to nothing, or less, was left out by the compiler
        value, status = cells.read(buckets.get(layout.bucket, ":"), place)
        settled(cells.table, keys, place)
        row = Row(*area, keys, value, status, grid.part, line, layout.bucket)
        taken.rows[name].append(row)
    return taken


def _financial_year(entry: Json, place: Place) -> int | str:
    first = str(entry.get("year", ""))
    if not re.fullmatch(r"20\d\d", first):
        raise SourceError(
            place,
            found=f"{quoted(first)} is not a year",
            expected="the year in which spending started",
        )
    return period_of("financial_year", f"{first}-{int(first) + 1}", place)


def _buckets(entry: Json) -> Json:
    return {bucket["name"]: bucket["value"] for bucket in entry["education_breakdown"]}

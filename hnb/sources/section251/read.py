"""Net high needs outturn from the files that a third party compiled, one JSON object an authority."""

from __future__ import annotations

import json
import re
from typing import Any

from hnb.domain.errors import SourceError
from hnb.sources.grid import Grid, Original, refusing
from hnb.sources.layout import Row, Taken, period_of, read_value, settled, whose
from hnb.sources.source import Source
from hnb.tables import table


def read(source: Source, name: str, part: dict[str, Any], grid: Grid, original: Original) -> Taken:
    """Net pounds by authority and financial year; the row is the line of the file, the column the
    bucket's name.

    Raises
    ------
    SourceError
        The file is broken, or an authority or a year is not known.
    """
    ((kind, spec),) = part["tables"].items()
    with refusing(grid.place(1), "the file is broken", "one object an authority"):
        text = original.content.decode("utf-8")
        book = [(code, entry, _buckets(entry)) for code, entry in json.loads(text).items()]
    taken = Taken()
    for code, entry, buckets in book:
        start = text.index(f'"{code}"')
        value = re.compile(rf'"{re.escape(spec["bucket"])}",\s*"value"\s*:').search(text, start)
        line = (
            text.count("\n", 0, value.end() if value and spec["bucket"] in buckets else start) + 1
        )
        place = grid.place(line)
        first = str(entry.get("year", ""))
        if not re.fullmatch(r"20\d\d", first):
            raise SourceError(
                place,
                found=f"{first!r} is not a year",
                expected="the year in which spending started",
            )
        area = whose(place, ons=code, name=entry.get("la_name", ""))
        keys = {"financial_year": period_of("financial_year", f"{first}-{int(first) + 1}", place)}
        # a bucket that came to nothing, or less, was left out by the compiler
        number, status = read_value(
            source, table(kind), buckets.get(spec["bucket"], ":"), place, spec
        )
        row = Row(
            *area,
            settled(table(kind), keys, place),
            number,
            status,
            grid.part,
            line,
            spec["bucket"],
        )
        taken.add(table(kind), row)
    return taken


def _buckets(entry: dict[str, Any]) -> dict[str, Any]:
    return {bucket["name"]: bucket["value"] for bucket in entry["education_breakdown"]}

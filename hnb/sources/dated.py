"""The day on which a file says that it was published."""

from __future__ import annotations

import re
import zipfile
from calendar import month_name
from datetime import date, datetime
from io import BytesIO

from hnb.domain.errors import Place, SourceError
from hnb.sources.files.grid import Original
from hnb.sources.source import matches


def members(original: Original) -> dict[str, date]:
    """What a zip of CSV files holds, and when each file was last changed; nothing where the file is
    another.
    """
    if original.content[:2] != b"PK" or not all(grid.is_csv for grid in original.parts.values()):
        return {}
    with zipfile.ZipFile(BytesIO(original.content)) as archive:
        return {member.filename: date(*member.date_time[:3]) for member in archive.infolist()}


def day_inside(original: Original) -> date | None:
    """The day that an information sheet gives; None where the file has none that says it."""
    for grid in original.parts.values():
        if not grid.is_csv and matches("information|cover", grid.part):
            for row in grid.rows[:40]:
                if day := _day_published(" ".join(map(str, row))):
                    return day
    return None


def dated(original: Original, moment: str = "") -> date:
    """The day that the file itself gives on an information sheet; then that of the moment when a
    service put it there; then of the newest file in a zip.
    """
    if day := day_inside(original):
        return day
    if moment:
        return datetime.fromisoformat(moment).date()
    if days := members(original).values():
        return max(days)
    raise SourceError(
        Place(file=original.name),
        found="the file does not say when it was published",
        expected="the date in --published, such as --published 2026-06-25",
    )


def _day_published(text: str) -> date | None:
    match = re.search(rf"(\d{{1,2}}) ({'|'.join(month_name[1:])}) (20\d\d)", text)
    if match and matches("publi|updated|issued", text):
        return datetime.strptime(" ".join(match.groups()), "%d %B %Y").date()
    return None

"""What a council's newer release replaces, over every table of its records, against the rows that
the files of each day had.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

import hnb
from hnb.answers import own_tables
from hnb.domain import paths
from hnb.store.files import file_name, write_releases
from hnb.store.own_records import using
from hnb.store.write import write_manifest
from hnb.tables import ALL, table

OF_RECORDS = sorted(name for name in ALL if name.startswith("council_"))
WITH_TIME = [name for name in OF_RECORDS if table(name).time]
EARLIER, DAY, LATER = "council-2026-10-31", "council-2026-11-30", "council-2026-12-31"
CORRECTED, AGAIN = f"{DAY}-2", f"{DAY}-10"
BEFORE, NOW = 0, 1
TIMES = {
    None: ("", ""),
    "as_at": ("2026-10-31", "2026-11-30"),
    "month": ("2026-09", "2026-10"),
    "financial_year": ("2025-26", "2026-27"),
    "january": (2040, 2041),
}


def rows(name: str, release: str, when: Iterable[int], lines: int) -> pd.DataFrame:
    """So many rows of a table at each time, as many as its key lets differ."""
    spec = table(name)
    words = [column for column in spec.key if column not in ("la_code", spec.time)]
    frame = pd.DataFrame(
        {column: f"row {line}" for column in words}
        | {"la_code": 855, spec.time or "none": TIMES[spec.time][time], spec.value.name: 10 + line}
        for time in when
        for line in range(lines if words else 1)
    )
    frame = frame.assign(release=release, status="published")
    if "financial_year" in words:
        frame["financial_year"] = "2026-27"
    return frame.drop_duplicates([*spec.key]).reindex(
        columns=[*spec.dtypes, "part", "row", "column"]
    )


def council(
    place: Path, frames: Iterable[pd.DataFrame], replaces: Mapping[str, list[str]] | None = None
) -> Path:
    """A council's folder with every table, and its releases in the order in which they were made;
    the last says what it replaces.
    """
    protected = place / paths.PROTECTED
    protected.mkdir(parents=True)
    (place / paths.AUTHORITY).write_text("authority: Leicestershire\n", encoding="utf-8")
    by_name: dict[str, list[pd.DataFrame]] = {name: [] for name in OF_RECORDS}
    tables: dict[str, list[str]] = {}
    for frame in frames:
        by_name[frame.attrs["table"]].append(frame)
        tables.setdefault(frame["release"].iloc[0], []).append(frame.attrs["table"])
    for name, several in by_name.items():
        pd.concat(several).to_csv(protected / file_name(name, "authority"), index=False)
    names = (EARLIER, DAY, CORRECTED, AGAIN, LATER)
    entry = {"publisher": "Leicestershire", "moment": "2027-01-01T10:00:00", "caveats": {}}
    entry |= {"council": True, "la_code": 855}
    described = {
        release: entry
        | {
            "tables": tables.get(release, []),
            "published": release.removeprefix("council-")[:10],
            "made_as": number,
        }
        | {"replaces": replaces or {} if release == LATER else {}}
        for number, release in enumerate(names, start=1)
    }
    write_releases(protected, described)
    write_manifest(protected)
    return place / paths.AUTHORITY


def of_each(*versions: tuple[str, tuple[int, ...], int]) -> list[pd.DataFrame]:
    """Every table in each of some releases."""
    frames = []
    for name in OF_RECORDS:
        for release, when, lines in versions:
            frames.append(rows(name, release, when, lines))
            frames[-1].attrs["table"] = name
    return frames


def releases_of(names: Iterable[str], **settings: str) -> dict[str, set[str]]:
    """The releases of which `hnb.load` gives rows, by table."""
    return {name: set(hnb.load(name, **settings)["release"]) for name in names}


def test_rows_that_a_corrected_file_has_no_more_are_gone(tmp_path):
    corrected = of_each((DAY, (NOW,), 3), (CORRECTED, (NOW,), 2), (AGAIN, (NOW,), 1))
    with using(council(tmp_path, corrected)):
        day = {"as_at": "2026-11-30"}
        assert releases_of(OF_RECORDS, **day) == {key: {AGAIN} for key in OF_RECORDS}
        assert releases_of(WITH_TIME) == {key: {AGAIN} for key in WITH_TIME}
        own = own_tables(OF_RECORDS, hnb.ask("Leicestershire"))
        assert {name: set(frame["release"]) for name, frame in own.items()} == {
            name: {AGAIN} if name in WITH_TIME else set() for name in OF_RECORDS
        }
        first = {name: len(hnb.load(name, release=DAY)) for name in OF_RECORDS}
        assert sum(first.values()) > 2 * len(OF_RECORDS)  # and the first is there by its name


def test_a_table_that_a_correction_empties_is_empty(tmp_path):
    with using(council(tmp_path, of_each((DAY, (NOW,), 3)))):
        empty = releases_of(OF_RECORDS, as_at="2026-11-30")
    assert empty == {key: set() for key in OF_RECORDS}


def test_each_day_has_what_was_known_by_then(tmp_path):
    both = of_each((EARLIER, (BEFORE,), 3), (AGAIN, (NOW,), 1))
    with using(council(tmp_path, both)):
        assert releases_of(OF_RECORDS, as_at="2026-11-15") == {key: {EARLIER} for key in OF_RECORDS}
        # rows of other times stay; of a table without times only the newest release counts
        now = {name: {EARLIER, AGAIN} if name in WITH_TIME else {AGAIN} for name in OF_RECORDS}
        assert releases_of(OF_RECORDS, as_at="2026-11-30") == now


def test_what_a_later_release_has_of_an_earlier_time_replaces_it_all(tmp_path):
    both = of_each((EARLIER, (BEFORE,), 3), (LATER, (BEFORE, NOW), 1))
    with using(council(tmp_path, both)):
        assert releases_of(OF_RECORDS) == {key: {LATER} for key in OF_RECORDS}
        assert releases_of(OF_RECORDS, as_at="2026-11-15") == {key: {EARLIER} for key in OF_RECORDS}


def test_times_that_a_release_says_it_replaces_are_gone(tmp_path):
    replaces = {name: [str(TIMES[table(name).time][BEFORE])] for name in OF_RECORDS}
    both = of_each((EARLIER, (BEFORE,), 3), (LATER, (NOW,), 1))
    with using(council(tmp_path, both, replaces)):
        assert releases_of(OF_RECORDS) == {key: {LATER} for key in OF_RECORDS}


def test_every_kind_of_time_is_tried():
    assert {table(name).time for name in OF_RECORDS} == set(TIMES)

"""hnb.releases.cells against a corrected file of requests in the real layout: what is changed in
it is written down while it is changed, and nothing else may be reported.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import hnb
from hnb.domain import areas
from hnb.releases.cells import changed_cells
from hnb.sources.source import sources
from hnb.store import add
from hnb.tables import ALL
from tests.releases.sen2 import part_file
from tests.sources import books

DAY = date(2026, 9, 1)
COLUMNS = {
    column: value.model_extra["outcome"]
    for column, value in sources()["sen2"].parts["requests"].tables["requests"].values.items()
}
DISPUTES = tuple(sources()["sen2"].parts["requests"].tables["disputes"].values)
EDITS = {
    (855, "requests_received_in_year"): 1600,
    (855, "requests_decided_not_to_assess"): 301,
    (886, "requests_withdrawn"): "x",
    (931, "request_outcome_six_weeks"): 0,
    ("London", "requests_received_in_year"): 30000,
    (0, "requests_received_in_year"): 155000,
}


def held(area: int | str, column: str) -> object:
    """What is held of 2024, read from the table row by row."""
    level = {int: "authority" if area else "england", str: "region"}[type(area)]
    frame = hnb.load("requests", level=level)
    for row in frame.to_dict("records"):
        about = row.get("la_code", row.get("region", 0)), row["calendar_year"], row["outcome"]
        if about == (area, 2024, COLUMNS[column]):
            return row["requests"]
    raise LookupError(area, column)


def look(folder: Path, content: bytes) -> list[add.Addition]:
    path = folder / "requests.csv"
    path.write_bytes(content)
    return add.look(path, DAY)


def test_each_revised_cell_is_reported_with_both_figures_and_nothing_else(home, tmp_path):
    additions = look(tmp_path, part_file("requests", 2024, edits=EDITS))
    cells = changed_cells(additions)
    reported = {
        (row["la_code"] if row["level"] == "authority" else row["region"] or 0, row["about"]): row
        for row in cells.astype(object).where(cells.notna(), None).to_dict("records")
        if row["table"] == "requests"
    }
    expected = {(area, COLUMNS[column]): (held(area, column), new)
                for (area, column), new in EDITS.items()}  # fmt: skip
    assert reported.keys() == expected.keys()
    for about, (was, now) in expected.items():
        row = reported[about]
        kind = "withdrawn" if now == "x" else "revised"
        assert (row["held"], row["change"], row["period"]) == (was, kind, 2024), about
        assert row["value"] == (None if now == "x" else now), about
        assert row["difference"] == (None if now == "x" else now - was), about
        assert (row["reason"] != "") == (now == "x")
    assert len(cells) == len(EDITS)
    counted = {
        entry.level: (entry.revised, entry.withdrawn)
        for entry in additions[0].changes
        if entry.table == "requests"
    }
    assert counted == {"authority": (3, 1), "region": (1, 0), "england": (1, 0)}


def test_the_publishers_cell_of_a_revision_is_named(home, tmp_path):
    content = part_file("requests", 2024, edits={(855, "requests_received_in_year"): 1600})
    (row,) = changed_cells(look(tmp_path, content)).to_dict("records")
    lines = content.decode().splitlines()
    heading = lines[0].split(",")
    there = dict(zip(heading, lines[row["row"] - 1].split(","), strict=True))
    assert (there[row["column"]], there["old_la_code"]) == ("1600", "855")
    assert (row["authority"], row["part"]) == ("Leicestershire", "requests.csv")


def test_what_a_release_leaves_out_is_kept_and_a_new_year_is_no_list_of_cells(home, tmp_path):
    content = part_file("requests", 2024)
    lines = content.decode().splitlines(keepends=True)
    without = "".join(line for line in lines if ",Kent," not in line).encode()
    cells = changed_cells(look(tmp_path, without))
    assert set(cells["change"]) == {"kept"} and set(cells["authority"]) == {"Kent"}
    assert len(changed_cells(look(tmp_path, part_file("requests", 2025, of=2024)))) == 0


@pytest.mark.parametrize(
    ("keeps", "without"),
    [
        (",Leicestershire,", ()),  # one authority
        (",", DISPUTES),  # fewer measures
        (",Kent,", DISPUTES),
    ],
)
def test_nothing_that_is_held_is_lost_through_an_extract(home, tmp_path, keeps, without):
    edits = {(855, "requests_withdrawn"): 77, (886, "requests_received_in_year"): 88}
    heading, *rows = csv.reader(part_file("requests", 2024, edits=edits).decode().splitlines())
    places = [place for place, name in enumerate(heading) if name not in without]
    rows = [row for row in rows if keeps in ",".join(row)]
    content = books.csv_bytes([{heading[n]: row[n] for n in places} for row in rows])
    names = [(name, level) for name in ("requests", "disputes") for level in ALL[name].levels]
    before = {key: hnb.load(*key) for key in names}
    (addition,) = look(tmp_path, content)
    kept = changed_cells([addition])["change"].eq("kept").sum()
    assert (kept > 0) == (keeps != ",")
    add.take_in(addition, accept=True)
    for name, level in names:
        key = ALL[name].key_at(level)
        value = ALL[name].value.name
        after = hnb.load(name, level)
        both = before[name, level].merge(after, on=key, how="left", validate="1:1", indicator=True)
        assert (both["_merge"] == "both").all() and len(after) == len(before[name, level]), name
        was, now = both[f"{value}_x"], both[f"{value}_y"]
        moved = both[(was.notna() | now.notna()) & ~(was == now).fillna(False)]
        edited = {area for area, column in edits
                  if column not in without and keeps in (",", f",{areas.by_code()[area].name},")}  # fmt: skip
        expected = edited if (name, level) == ("requests", "authority") else set()
        assert set(moved["la_code"] if len(moved) else ()) == expected, name


def test_another_reason_for_a_missing_figure_is_a_change(home, tmp_path):
    add.take_in(*look(tmp_path, part_file("requests", 2025, of=2024,
                                          edits={(855, "requests_withdrawn"): "x"})))  # fmt: skip
    other = part_file("requests", 2025, of=2024, edits={(855, "requests_withdrawn"): "z"})
    path = tmp_path / "again.csv"
    path.write_bytes(other)
    (row,) = changed_cells(add.look(path, date(2026, 10, 1))).to_dict("records")
    assert (row["change"], row["authority"]) == ("reason", "Leicestershire")
    assert row["held_reason"] != row["reason"] and pd.isna(row["value"])


def test_figures_of_a_release_that_comes_after_another_are_not_used(home, tmp_path):
    path = tmp_path / "old.csv"
    path.write_bytes(part_file("requests", 2024, edits={(855, "requests_received_in_year"): 1}))
    (row,) = changed_cells(add.look(path, date(2025, 1, 1))).to_dict("records")
    assert row["change"] == "not used"

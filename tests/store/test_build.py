"""hnb.store.build against the tables in git: the same originals give the same bytes, or nothing at
all.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hnb.domain import paths
from hnb.domain.errors import SourceError
from hnb.sources.layout import Row
from hnb.sources.source import sources
from hnb.store import build
from hnb.tables import ALL

SEN2 = "ehc-plans-2025"


def row(area: int, value: float, **keys: object) -> Row:
    return Row("authority", area, keys, value, "published", "part.csv", 2, "plans")


def test_the_originals_make_the_tables_in_git_byte_for_byte(originals: Path, tmp_path: Path):
    build.build(originals, tmp_path / "published")
    made = {path.name: path.read_bytes() for path in (tmp_path / "published").iterdir()}
    held = {
        path.name: path.read_bytes()
        for path in paths.published().iterdir()
        if path.stem != "hexagons"
    }
    assert sorted(made) == sorted(held)
    *listed, hexagons = [*made.pop("MANIFEST.csv").splitlines(), b"hexagons.csv"]
    assert [
        line for line in held.pop("MANIFEST.csv").splitlines() if hexagons not in line
    ] == listed
    assert [name for name in made if made[name] != held[name]] == []


def test_originals_that_are_not_there_are_named_and_nothing_is_written(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(
        SourceError, match=r"las\.csv: not among the originals with checksum .*authority-codes-2025"
    ):
        build.build(tmp_path / "empty", tmp_path / "published")
    assert not (tmp_path / "published").exists()


def test_a_correction_stops_the_build_once_the_publisher_has_mended_it():
    sen2 = sources()["sen2"]
    fix = next(f for f in sen2.corrections if (f.release, f.table) == (SEN2, "new_plans"))
    wrong = row(fix.where["area"], fix.expect, calendar_year=fix.where["calendar_year"])
    others = sen2.model_copy(update={"corrections": (fix,)})
    (mended,) = build.corrected(others, sen2.release(SEN2), "new_plans", [wrong])
    assert (mended.value, mended.status) == (fix.value, "corrected")
    with pytest.raises(SourceError, match="may have mended it, so take the correction out"):
        build.corrected(others, sen2.release(SEN2), "new_plans", [replace(wrong, value=fix.value)])


def test_one_key_with_two_values_is_refused_and_one_said_twice_is_not():
    release = sources()["sen2"].release(SEN2)
    same = [(release, row(855, 7196, january=2025)), (release, row(855, 7196, january=2025))]
    text = build.table_csv(ALL["ehc_plans"], "authority", same, {})
    assert text.splitlines() == [
        "la_code,january,plans,status,release,part,row,column",
        f"855,2025,7196,,{SEN2},,2,plans",
    ]
    with pytest.raises(
        SourceError,
        match=r"part.csv, row 2, column plans: ehc_plans has two values for \(855, 2025\)",
    ):
        build.table_csv(
            ALL["ehc_plans"], "authority", [*same, (release, row(855, 7000, january=2025))], {}
        )


def test_every_declared_correction_says_why():
    for source in sources().values():
        assert all(len(fix.reason.split()) > 3 for fix in source.corrections), source.name

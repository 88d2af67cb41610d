"""hnb.store.files against small folders of tables whose right answer can be read off."""

from __future__ import annotations

from pathlib import Path

import pytest

from hnb.domain import paths
from hnb.domain.errors import ParameterError
from hnb.sources.source import sources
from hnb.store import files
from hnb.store.write import write_manifest
from hnb.tables import ALL

RELEASES = """
first: {published: '2023-03-16', caveats: {}, tables: [dsg_blocks], parts: [A], assembled_by: somebody else}
second: {published: '2023-07-20', caveats: {}, tables: [dsg_blocks], parts: [A],
         first_published: {dsg_blocks: '-1-12-16'}}
third: {published: '2024-07-20', caveats: {}, tables: [dsg_blocks], parts: [A]}
"""
HEAD = "la_code,financial_year,block,stage,amount_gbp,status,release,part,row,column\n"
LINE = "855,{},high needs,before deductions,{},{},{},,7,E\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "published", lambda: tmp_path / "published")
    monkeypatch.setattr(paths, "added", lambda: tmp_path / "added")
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "releases.yml").write_text(RELEASES, encoding="utf-8")
    rows = (
        ("2022-23", 90, "", "first"),
        ("2022-23", 94, "", "second"),
        ("2023-24", "", "suppressed", "third"),
    )
    text = HEAD + "".join(LINE.format(*row) for row in rows)
    (tmp_path / "published" / "dsg_blocks.csv").write_text(text, encoding="utf-8")
    write_manifest(tmp_path / "published")
    files.forget()
    yield tmp_path
    files.forget()


def test_the_publishers_own_edition_wins_over_a_compilation(folder):
    held = files.load("dsg_blocks")
    assert held[held["financial_year"] == "2022-23"]["amount_gbp"].tolist() == [94.0]
    assert files.load("dsg_blocks", release="first")["amount_gbp"].tolist() == [90.0]


def test_a_later_compilation_still_gives_way(folder):
    said = (
        (folder / "published" / "releases.yml")
        .read_text(encoding="utf-8")
        .replace("2023-03-16", "2030-01-01")
    )
    (folder / "published" / "releases.yml").write_text(said, encoding="utf-8")
    write_manifest(folder / "published")
    files.forget()
    assert files.load("dsg_blocks")["release"].tolist() == ["second", "third"]


def test_missing_has_its_status_and_is_no_nought(folder):
    row = files.load("dsg_blocks").set_index("financial_year").loc["2023-24"]
    assert (row["amount_gbp"] != row["amount_gbp"], row["status"]) == (True, "suppressed")


def test_only_what_had_been_published_is_known_at_a_day(folder):
    assert files.load("dsg_blocks", as_at="2023-05-01")["release"].tolist() == ["first"]
    assert files.load("dsg_blocks", as_at="2023-08-01")["release"].tolist() == ["second"]
    assert files.load("dsg_blocks", as_at="2020-01-01").empty


def test_a_period_known_by_then_but_held_in_a_later_edition_alone_is_left_out(folder):
    # second says that 2022-23 was first published on 16 December 2022, before first itself
    assert files.load("dsg_blocks", as_at="2023-01-01").empty
    assert files.load("dsg_blocks", as_at="2023-08-01")["status"].tolist() == ["published"]


def test_cells_are_given_on_demand(folder):
    assert files.load("dsg_blocks", cells=True).iloc[0][["part", "row", "column"]].tolist() == [
        0,
        7,
        "E",
    ]
    assert "row" not in files.load("dsg_blocks")


def test_rows_left_by_a_stop_half_way_are_not_loaded(folder):
    added = folder / "added"
    added.mkdir()
    (added / "dsg_blocks.csv").write_text(
        HEAD + LINE.format("2024-25", 99, "", "half"), encoding="utf-8"
    )
    write_manifest(added)
    files.forget()
    assert "2024-25" not in set(files.load("dsg_blocks")["financial_year"])
    said = "half: {published: '2025-07-01', caveats: {}, tables: [dsg_blocks], parts: [A]}"
    (added / "releases.yml").write_text(said, encoding="utf-8")
    write_manifest(added)
    files.forget()
    assert "2024-25" in set(files.load("dsg_blocks")["financial_year"])


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"name": "dsg_block"}, "no table 'dsg_block'.*nearest: dsg_blocks"),
        ({"name": "dsg_blocks", "level": "district"}, "no level 'district'"),
        (
            {"name": "dsg_blocks", "release": "fourth"},
            "dsg_blocks has no release 'fourth'. Expected one of: first, second, third \\(nearest",
        ),
        ({"name": "dsg_blocks", "as_at": "soon"}, "'soon' is not a day"),
    ],
)
def test_what_is_not_held_is_refused_by_name(folder, how, message):
    with pytest.raises(ParameterError, match=message):
        files.load(**how)


def test_a_number_is_read_as_it_was_written():
    import csv

    with (paths.published() / "population.csv").open(encoding="utf-8", newline="") as lines:
        written = [float(line["people"]) for line in csv.DictReader(lines) if "." in line["people"]]
    read = files.load("population")["people"].dropna()
    assert sorted(written) == sorted(read[read % 1 != 0])
    assert len(written) > 100


EMBEDDED = [
    (name, level) for name in ALL for level in files.LEVELS
    if (paths.published() / files.file_name(name, level)).exists()
]  # fmt: skip


def test_every_table_is_embedded_but_those_that_no_release_held_fills():
    filled: dict[bool, set[str]] = {True: set(), False: set()}
    for source in sources().values():
        for part in source.parts.values():
            filled[bool(source.releases)].update(getattr(part, "tables", ()))
    published = {name for name, spec in ALL.items() if not spec.counts_children}
    lacking = published - {name for name, _ in EMBEDDED}
    assert lacking <= filled[False] - filled[True]
    assert all(files.load(name).empty for name in lacking)


@pytest.mark.parametrize(("name", "level"), EMBEDDED)
def test_every_embedded_table_is_what_its_schema_says(name, level):
    spec, frame = ALL[name], files.load(name, level)
    spec.schema(level).validate(frame, lazy=True)
    assert not frame.duplicated(spec.key_at(level)).any()
    if "status" in frame:
        has_a_value = frame["status"].isin(["published", "corrected", "part year"])
        assert (frame[spec.value.name].notna() == has_a_value).all()

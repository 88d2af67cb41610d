"""docs.boundaries against a file made by hand, and the boundaries of 2022 with their
reorganisations.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from docs import boundaries
from hnb.domain import areas
from hnb.domain.errors import SourceError
from tests.conftest import ROOT

# two unit squares side by side: arc 0 is the line between them
ARCS = [[[1, 0], [1, 1]], [[1, 1], [0, 1], [0, 0], [1, 0]], [[1, 0], [2, 0], [2, 1], [1, 1]]]


def square(code, refs):
    return {"type": "Polygon", "arcs": [refs], "properties": {"AREACD": code}}


@pytest.fixture(scope="module")
def found(originals: Path):
    file = originals / "maps" / "geogALL2022UK.json"
    return boundaries.read(file.read_bytes(), file.name)


def test_middles_of_two_squares_that_touch(monkeypatch):
    pair = tuple(a for a in areas.current() if a.name in ("Leicester", "Leicestershire"))
    monkeypatch.setattr(areas, "current", lambda: pair)
    left, right = pair
    shapes = [square(left.ons_codes[0], [0, 1]), square(right.ons_codes[0], [2, ~0])]
    read = boundaries.read(
        json.dumps({"type": "Topology", "arcs": ARCS, "objects": {"UTLA": {"geometries": shapes}}})
    )
    scale = float(np.cos(np.radians(53)))
    assert read.middle(left.la_code) == pytest.approx((0.5 * scale, 0.5))
    assert read.middle(right.la_code) == pytest.approx((1.5 * scale, 0.5))
    assert read.touching == {(min(left.la_code, right.la_code), max(left.la_code, right.la_code))}


def test_authority_is_joined_of_its_districts(monkeypatch):
    cumberland = next(a for a in areas.current() if a.name == "Cumberland")
    monkeypatch.setattr(areas, "current", lambda: (cumberland,))
    monkeypatch.setitem(boundaries.DISTRICTS, cumberland.la_code, ("E01", "E02"))
    layers = {
        "UTLA": {"geometries": []},
        "LTLA": {"geometries": [square("E01", [0, 1]), square("E02", [2, ~0])]},
    }
    read = boundaries.read(json.dumps({"type": "Topology", "arcs": ARCS, "objects": layers}))
    scale = float(np.cos(np.radians(53)))
    assert read.middle(cumberland.la_code) == pytest.approx((scale, 0.5)) and not read.touching


@pytest.mark.parametrize(
    "text",
    [
        "not json",
        "{}",
        "[1, 2]",
        '{"objects": {"LA": {"geometries": []}}}',
        json.dumps(
            {"arcs": ARCS[:1], "objects": {"UTLA": {"geometries": [square("E01", [0, 7])]}}}
        ),
        json.dumps({"arcs": [[[1]]], "objects": {"UTLA": {"geometries": [square("E01", [0])]}}}),
    ],
)
def test_file_that_is_no_map_of_authorities_is_refused(text):
    with pytest.raises(SourceError, match=r"map\.json: it is not TopoJSON with a layer UTLA"):
        boundaries.read(text, "map.json")


def test_map_without_an_authority_is_refused_with_its_name():
    empty = json.dumps({"type": "Topology", "arcs": ARCS, "objects": {"UTLA": {"geometries": []}}})
    with pytest.raises(SourceError, match=r"City of London \(E09000001\) is not in it"):
        boundaries.read(empty)


def test_boundaries_of_2022_give_todays_authorities_each_where_it_is(found):
    assert set(found.areas) == {one.la_code for one in areas.current()}
    x, y = found.middle(855)
    scale = float(np.cos(np.radians(53)))
    assert -1.598 < x / scale < -0.664 and 52.392 < y < 52.977  # bounds noted for Leicestershire


def test_reorganised_authorities_touch_who_they_should(found):
    names = {one.name: one.la_code for one in areas.current()}
    pairs = [
        ("Cumberland", "Westmorland and Furness"),
        ("Cumberland", "Northumberland"),
        ("Westmorland and Furness", "North Yorkshire"),
        ("Somerset", "Devon"),
        ("Dorset", "Bournemouth, Christchurch and Poole"),
    ]
    for pair in pairs:
        assert tuple(sorted(names[name] for name in pair)) in found.touching, pair


def test_kept_hexagons_are_those_that_the_boundaries_give(found):
    from docs.hexagons import lay_out

    laid = lay_out({code: found.middle(code) for code in found.areas}, found.touching)
    assert {row.la_code: (row.column, row.row) for row in laid.itertuples()} == areas.hexagons()


def test_no_boundary_is_kept_in_the_project():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    endings = (".topojson", ".geojson", ".hexjson", ".shp")
    assert not [name for name in listed if name.endswith(endings)]

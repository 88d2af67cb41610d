"""hnb.store.shapes and `hnb data add` of boundaries against the file given, and the map drawn of
it.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import hnb
from hnb.cli import main
from hnb.compare import catalogue as measures
from hnb.domain import areas, paths
from hnb.domain.errors import SourceError
from hnb.questions.national import charts as maps
from hnb.questions.national import model as national
from hnb.store import shapes
from tests.charts.canvas import off_canvas
from tests.conftest import ROOT


@pytest.fixture
def given(originals: Path, tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setenv("HNB_DATA", str(tmp_path / "added"))
    return originals / "maps" / "geogALL2022UK.json"


def test_boundaries_are_kept_for_this_person_and_drawn_with_their_attribution(given: Path, capsys):
    assert shapes.held() is None
    assert main(["data", "add", "--dry-run", str(given)]) == 0 and shapes.held() is None
    assert main(["data", "add", str(given), "--attribution", "Contains OS data"]) == 0
    assert "boundaries of 153 authorities" in capsys.readouterr().err
    assert (paths.added() / "boundaries.json").read_bytes() == given.read_bytes()
    ranking = national.rank(
        measures.ALL["growth"], {name: hnb.load(name) for name in national.TABLES}, areas.everyone()
    )
    chart = maps.shapes(ranking, *shapes.held())
    assert chart.source.endswith(" Contains OS data.") and chart.alt.startswith(
        "Map of shapes in five groups"
    )
    assert len(chart.figure.axes[0].patches) == 153 and not off_canvas(chart.figure)


def test_attribution_of_the_usual_publisher_stands_where_none_is_given(given: Path):
    shapes.take_in(given)
    assert shapes.held()[1] == shapes.ATTRIBUTION


def test_refused_file_leaves_the_boundaries_held_as_they_were(given: Path, tmp_path: Path, capsys):
    shapes.take_in(given)
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}")
    assert main(["data", "add", str(wrong)]) == 4
    assert "wrong.json: it is not TopoJSON with a layer UTLA" in capsys.readouterr().err
    assert len(shapes.held()[0].areas) == 153


def test_huge_file_is_refused_before_it_is_read(tmp_path: Path):
    huge = tmp_path / "huge.json"
    with huge.open("wb") as lines:
        lines.truncate(shapes.LARGEST + 1)
    with pytest.raises(SourceError, match=r"huge\.json: it is larger than 60 MB"):
        shapes.look(huge)


def test_no_boundary_is_kept_in_the_project():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert not [
        name for name in listed if name.endswith((".topojson", ".geojson", ".hexjson", ".shp"))
    ]
    assert "data/added/boundaries.json" not in listed

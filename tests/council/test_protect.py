"""hnb.council.protect over two states of one council, and beside another at work."""

from __future__ import annotations

import json
import re
import shutil
import threading
import time
from datetime import date
from pathlib import Path

import pytest

import hnb
from hnb.council.authority.identifiers import gate_of
from hnb.council.example import make_example
from hnb.council.folder import CouncilFolder
from hnb.council.intake import add
from hnb.council.protect import protect, record_release
from hnb.disclosure.register import Released, ReleasedCell
from hnb.domain.errors import DamagedError
from hnb.figures import Figure
from hnb.papers.ledger import cells_behind
from hnb.questions.commitments import text as commitments
from hnb.questions.places_and_costs import text as places_and_costs
from hnb.store.files import read_releases

SLIPS = "ledger has rows with a cost of zero, or of more than ten times the usual"


@pytest.fixture(scope="module")
def protected(tmp_path_factory) -> CouncilFolder:
    """A small made-up council with its ledger and its schools taken in; not to be changed."""
    folder = CouncilFolder.open(make_example(tmp_path_factory.mktemp("council"), size=0.02)[0])
    for file in folder.root.glob("extracts/placement-ledger-30-11-*.csv"):
        add(folder, file)
    with folder.writing("a test"):
        protect(folder)
    return folder


@pytest.fixture
def filled(protected, tmp_path) -> CouncilFolder:
    """A copy of it."""
    return CouncilFolder.open(Path(shutil.copytree(protected.root, tmp_path / "council")))


def test_tables_are_made_anew_after_a_paper_is_out(filled):
    assert record_release(filled, "a paper")
    assert not record_release(filled, "the same paper")
    file: Path = filled.root / "authority.yml"
    file.write_text(file.read_text(encoding="utf-8") + "disclosure: {threshold: 10}\n")
    again = CouncilFolder.open(filled.root)
    with again.writing("a test"):
        release = protect(again).release
    known = read_releases(again.protected)
    assert release == "made-up-council-2026-11-30-2"
    assert set(known) == {release, "made-up-council-2026-11-30"}


def test_a_private_folder_that_was_deleted_is_said_to_have_the_register(filled):
    with filled.writing("a test"):
        assert not protect(filled).notes
    record_release(filled, "a paper")
    shutil.rmtree(filled.private)
    for file in filled.root.glob("extracts/placement-ledger-30-11-*.csv"):
        add(filled, file)
    with filled.writing("a test"):
        (note,) = protect(filled).notes
    assert "what earlier papers let out" in note


def test_a_paper_that_is_out_is_written_down_once_another_has_ended(filled):
    def hold() -> None:
        with filled.writing("`hnb council add`"):
            holding.set()
            time.sleep(0.5)

    holding = threading.Event()
    other = threading.Thread(target=hold)
    other.start()
    holding.wait()
    assert record_release(filled, "a paper")
    other.join()


@pytest.mark.parametrize("text", [None, "{", '{"what": "another state", "populations": {}}'])
def test_no_paper_is_made_of_tables_without_their_plan(filled, text):
    gate_of(filled.root)
    plan = filled.private / "planned.json"
    plan.unlink() if text is None else plan.write_text(text)
    with pytest.raises(DamagedError, match="not the plan of the protected tables"):
        gate_of(filled.root)


def traced(figure: Figure) -> list[tuple[str, str]]:
    """The ledgers by their days, and the step, of each cell that `hnb trace` shows of a figure."""
    cells = [*cells_behind(figure)]
    assert cells and not any(cell.get("status") == "published" for cell in cells)
    days = (re.findall(r"placement_ledger of (\S+)", cell["part"]) for cell in cells)
    return [
        (" ".join(of_cell), cell["commitment"]) for of_cell, cell in zip(days, cells, strict=True)
    ]


def test_a_movement_is_traced_to_the_ledgers_of_both_reports(filled, monkeypatch):
    for file in filled.root.glob("extracts/placement-ledger-31-10-*.csv"):
        add(filled, file)
    before = read_releases(filled.protected)["made-up-council-2026-11-30"]["state"]
    with filled.writing("a test"):
        protect(filled)
    monkeypatch.setenv("HNB_COUNCIL", str(filled.root / "authority.yml"))
    total = hnb.answer("commitments", "Leicestershire").total
    both, day = "2026-10-31 2026-11-30", "2026-11-30"
    assert traced(total.movement) == [(both, "movement since the last report")]
    assert traced(total.last_forecast) == [(both, "forecast outturn, last report")]
    assert traced(total.spent) == [(day, "spent to date")]
    assert [cell["part"] for cell in cells_behind(total.budget)] == ["authority.yml"]
    # tables that an earlier ledger changes are another state
    assert read_releases(filled.protected)["made-up-council-2026-11-30"]["state"] != before


def test_a_line_that_the_last_report_withheld_is_known_to_have_been_withheld(filled):
    from hnb.council.money import forecast_cells
    from hnb.council.protecting.parts import _last_forecasts

    day = date(2026, 10, 31)
    cells = forecast_cells(filled.la_code, day)
    shown, withheld = cells["total"], cells["other"]
    of_october = {shown: ReleasedCell(1234.0), withheld: ReleasedCell(None, True)}
    released = Released({"forecast": of_october})
    assert _last_forecasts(filled, day, released) == {"total": 1234.0, "other": None}


def test_amounts_that_rest_on_slips_in_the_ledger_say_so(filled, monkeypatch):
    monkeypatch.setenv("HNB_COUNCIL", str(filled.root / "authority.yml"))
    frame = hnb.load("council_commitments")
    by_step = frame.groupby("commitment")["status"].agg(set)
    assert by_step["spent to date"] <= {"to be checked", "suppressed"}
    assert by_step["budget"] == {"published"}  # it rests on no ledger
    frames = [hnb.load(name) for name in ("council_average_costs", "council_places")]
    assert ["to be checked" in set(frame["status"]) for frame in frames] == [True, False]
    names = {"commitments": commitments, "places_and_costs": places_and_costs}
    for name, text in names.items():
        assert SLIPS in str(text.answer(hnb.answer(name, "Leicestershire")))


def test_amounts_of_a_ledger_without_slips_say_nothing(filled, monkeypatch):
    (record,) = filled.home("placement_ledger").glob("*/extract.json")
    content = json.loads(record.read_text(encoding="utf-8"))
    assert content["warnings"]
    record.write_text(json.dumps({**content, "warnings": {}}), encoding="utf-8")
    with filled.writing("a test"):
        protect(filled)
    monkeypatch.setenv("HNB_COUNCIL", str(filled.root / "authority.yml"))
    assert "to be checked" not in set(hnb.load("council_commitments")["status"])
    assert SLIPS not in str(commitments.answer(hnb.answer("commitments", "Leicestershire")))


def test_a_register_that_was_deleted_is_said_to_be_gone(filled):
    record_release(filled, "a paper")
    shutil.rmtree(filled.private / "register")
    with filled.writing("a test"):
        (note,) = protect(filled).notes
    assert "what earlier papers let out" in note


def test_tables_older_than_a_file_are_not_rendered(filled):
    for file in filled.root.glob("extracts/placement-ledger-31-10-*.csv"):
        extract = add(filled, file).extract
    record = filled.home("placement_ledger") / extract.name / "extract.json"
    moment = extract.added.isoformat()
    text = record.read_text(encoding="utf-8").replace(moment, "2099-01-01T00:00:00")
    record.write_text(text, encoding="utf-8")
    with pytest.raises(DamagedError, match="was taken in after the tables were made"):
        gate_of(filled.root)
    with filled.writing("a test"):
        protect(filled)
    gate_of(filled.root)


@pytest.mark.parametrize(
    "setting", ["threshold: 4", "threshold: 10", "p_percent: 5", "zeros: withheld"]
)
def test_tables_made_by_other_settings_are_not_rendered(filled, setting):
    file = filled.root / "authority.yml"
    text = file.read_text(encoding="utf-8")
    gate_of(filled.root)
    file.write_text(f"{text}disclosure: {{{setting}}}\n", encoding="utf-8")
    with pytest.raises(DamagedError, match="other settings.*`hnb council protect` makes them anew"):
        gate_of(filled.root)


def test_what_little_changes_withhold_after_a_paper_is_said(filled, monkeypatch):
    """As where a rate card is set after a paper: each sum moves by less than a few children cost."""
    planned = json.loads((filled.private / "planned.json").read_text(encoding="utf-8"))
    name, cells = next((k, v) for k, v in planned["populations"].items() if "council" in v[0][0])
    shown = [cell for cell in cells if isinstance(cell[-1], float | int) and cell[-1] > 100]
    assert shown
    moved = [[*cell[:-1], cell[-1] * 1.0001] for cell in shown]
    earlier = Released.from_json(
        [json.dumps({"when": "2026-11-30", "what": "a paper", "populations": {name: moved}})]
    )
    monkeypatch.setattr("hnb.council.protect.read", lambda place: earlier)
    with filled.writing("a test"):
        notes = [note for note in protect(filled).notes if shown[0][0] in note]
    assert (
        notes
        and f"{len(shown)} cells that are out since a paper was made are withheld now" in notes[0]
    )

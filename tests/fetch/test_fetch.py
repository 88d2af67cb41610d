"""`hnb fetch` against a server on this machine, with releases generated in the real layout: what is
held before and after is compared cell by cell.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import hnb
from hnb.cli import main
from hnb.fetch.definition import _read
from hnb.store import add
from hnb.store.files import forget
from tests.conftest import ROOT
from tests.fetch.fake import Ees, page, problem, services_file
from tests.papers.short import short_checkout
from tests.releases.sen2 import part_file
from tests.sources import dsg

FIRST, AFTERNOON, AUTUMN = "2026-06-25T08:30:00Z", "2026-06-25T14:05:00Z", "2026-09-30T08:30:00Z"
LEICESTERSHIRE = 855

# tests/fetch/test_deflators.py takes files in by a process of its own, as a person does
pytestmark = pytest.mark.usefixtures("looked_at_here")


def new_requests(count: int = 1500) -> bytes:
    """The requests of a year that is not held, Leicestershire's being given."""
    return part_file(
        "requests", 2025, of=2024, edits={(LEICESTERSHIRE, "requests_received_in_year"): count}
    )


def requests_held(year: int = 2025) -> int:
    forget()
    rows = hnb.load("requests")
    rows = rows[(rows["la_code"] == LEICESTERSHIRE) & (rows["calendar_year"] == year)]
    return int(rows[rows["outcome"] == "total"]["requests"].sum())


def held(home: Path) -> dict[str, bytes]:
    """Every file of what was taken in."""
    files = (home / "data").rglob("*")
    return {
        str(file): file.read_bytes() for file in files if file.is_file() and file.name != ".lock"
    }


@pytest.fixture
def released(ees: Ees) -> Ees:
    """A release with requests alone of a year that is not held."""
    only = {"requests": ["requests"]}
    described(ees, files=only, take="files")
    ees.release, ees.slug = "Reporting year 2026", "2026"
    ees.publish({"requests.csv": new_requests(), "read_me.csv": b"a,b\n1,2\n"}, FIRST)
    return ees


def described(ees: Ees, **changes: object) -> None:
    """Have only EHC plans in services.yml, with other options."""
    import yaml

    file = Path(os.environ["HNB_SERVICES"])
    known = yaml.safe_load(file.read_text())
    known["publications"] = {"ehc-plans": known["publications"]["ehc-plans"] | changes}
    file.write_text(yaml.safe_dump(known))
    _read.cache_clear()


def fetch(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(["fetch", *map(str, words)])
    return code, *capsys.readouterr()


def test_what_is_newer_is_listed_and_nothing_is_downloaded(released, home, capsys):
    code, out, _ = fetch(capsys)
    assert code == 0
    assert "Reporting year 2026, published 2026-06-25; would change requests" in out
    assert "requests.csv" in out and "1 other file of it" in out and "read_me" not in out
    assert all("/api/data-set-files?" in target for target in released.targets())
    assert not held(home) and not (home / "cache").exists()


def test_a_new_release_is_taken_in_by_one_command(released, home, capsys):
    code, out, err = fetch(capsys, "--only", "ehc-plans")
    assert code == 0, err
    assert "new periods 2025" in out and "Taken in: sen2-2026-06-25-" in err
    assert requests_held() == 1500
    assert fetch(capsys, "--check")[0] == 0
    assert "nothing newer" in fetch(capsys, "--all")[1]


def test_check_says_by_its_code_whether_there_is_news(released, home, capsys):
    assert fetch(capsys, "--check", "--quiet")[0] == 10
    released.first["/api/data-set-files"] = [problem(500, "broken")] * 9
    code, out, err = fetch(capsys, "--check")
    assert (code, out) == (1, "") and "500" in err
    assert not held(home)


KEPT_FROM_TELLING = {
    "nothing is listed of what is held": "no files of a latest release, though an edition is held",
    "certificates that are not there": "cannot be reached (Could not find a suitable TLS",
    "damage": "it has been changed or damaged",
    "services.yml": "services.yml",
}


@pytest.mark.parametrize("what", KEPT_FROM_TELLING)
def test_check_ends_with_1_whatever_kept_it_from_telling(what, released, home, capsys, monkeypatch):
    released.files = []
    if what == "damage":
        (home / "requests.csv").write_bytes(new_requests())
        add.take_in(*add.look(home / "requests.csv", date(2026, 6, 25)))
        (table,) = (home / "data").rglob("requests.csv")
        table.write_text("la_code\n")
    elif what.startswith("certificates"):
        services_file(home, ees="https://localhost:9")
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(home / "nothing.pem"))
    elif what == "services.yml":
        (home / "services.yml").write_text("services: [")
    _read.cache_clear()
    code, out, err = fetch(capsys, "--check")
    assert (code, out) == (1, "") and KEPT_FROM_TELLING[what] in err, err


def test_each_changed_cell_is_written_in_a_folder_for_each_release(released, home, capsys):
    fetch(capsys, "--all")
    corrected = new_requests(1510)
    released.publish({"requests.csv": corrected}, AFTERNOON)
    fetch(capsys, "--all", "--changes", home / "all")
    (folder,) = (home / "all").iterdir()
    assert folder.name == "ehc-plans-2026-06-25"
    (cell,) = (folder / "cells.csv").read_text().splitlines()[1:]
    assert ",revised," in cell and "Leicestershire" in cell
    main(["data", "undo"])
    (home / "downloads").mkdir()
    (home / "downloads" / "requests.csv").write_bytes(corrected)
    fetch(capsys, "--from", home / "downloads", "--published", "2026-06-26",
          "--changes", home / "own")  # fmt: skip
    (folder,) = (home / "own").iterdir()
    assert folder.name.startswith("education-health") and (folder / "figures.csv").is_file()


def test_a_correction_within_the_day_replaces_what_was_taken_in(released, home, capsys):
    fetch(capsys, "--all")
    released.publish({"requests.csv": new_requests(1510)}, AFTERNOON, first=FIRST)
    code, out, _ = fetch(capsys, "--check")
    assert code == 10 and "corrected 2026-06-25" in out
    code, out, err = fetch(capsys, "--all")
    assert code == 0, err
    assert "855, 2025, total: 1,500 to 1,510" in out and "1 revised" in out
    assert requests_held() == 1510
    assert fetch(capsys, "--check")[0] == 0


def test_a_correction_in_autumn_comes_before_the_first_edition(released, home, capsys):
    fetch(capsys, "--all")
    released.publish({"requests.csv": new_requests(1490)}, AUTUMN, first=FIRST)
    code, out, _ = fetch(capsys, "--all")
    assert code == 0 and "855, 2025, total: 1,500 to 1,490" in out
    assert requests_held() == 1490


def test_a_changed_layout_is_refused_and_taken_in_once_it_is_accepted(released, home, capsys):
    head, *rows = new_requests().decode("utf-8-sig").splitlines()
    wider = "\n".join([f"{head},requests_by_post", *(f"{row},1" for row in rows), ""]).encode()
    released.publish({"requests.csv": wider}, FIRST)
    before = held(home)
    code, out, err = fetch(capsys, "--all")
    assert code == 4 and "requests_by_post" in err + out and held(home) == before
    code, _, err = fetch(capsys, "--all", "--accept")
    assert code == 0 and requests_held() == 1500, err


def test_a_renamed_topic_is_refused_and_nothing_is_taken_in(released, home, capsys):
    renamed = new_requests().replace(b"All requests for EHC needs assessments", b"Every request")
    released.publish({"requests.csv": renamed}, FIRST)
    code, _, err = fetch(capsys, "--all")
    assert code == 4 and "topic" in err.lower() + "breakdown_topic" and not held(home)


def test_ids_that_changed_between_list_and_download_are_looked_up_again(released, home, capsys):
    listed = released.routes["/api/data-set-files"]

    def changing(*asked):
        reply = listed(*asked)
        released.routes["/api/data-set-files"] = listed
        released.publish({"requests.csv": new_requests(1510)}, AFTERNOON, first=FIRST)
        return reply

    released.routes["/api/data-set-files"] = changing
    assert fetch(capsys, "--all")[0] == 0 and requests_held() == 1510


def test_a_whole_release_as_a_zip_is_taken_in(released, home, capsys):
    described(
        released, files={"requests": ["requests"], "timeliness.*": ["plan_timeliness"]}, take="zip"
    )
    timeliness = part_file("timeliness", 2025, of=2024)
    released.publish({"requests.csv": new_requests(), "timeliness_20_week.csv": timeliness}, FIRST)
    code, out, err = fetch(capsys, "--only", "ehc-plans")
    assert code == 0, err
    assert "plan_timeliness (authority)" in out and requests_held() == 1500
    assert fetch(capsys, "--check")[0] == 0


def test_one_publication_that_is_refused_does_not_stop_another(released, home, capsys):
    import yaml

    file = Path(os.environ["HNB_SERVICES"])
    known = yaml.safe_load(file.read_text())
    plans = known["publications"]["ehc-plans"]
    known["publications"] = {"first": plans | {"id": "", "slug": "gone"}, "ehc-plans": plans}
    file.write_text(yaml.safe_dump(known))
    _read.cache_clear()
    code, _, err = fetch(capsys, "--all")
    assert code == 1 and "first" in err and "404" in err and requests_held() == 1500


def test_an_unknown_publication_is_named_with_the_nearest(released, capsys):
    code, _, err = fetch(capsys, "--only", "ehc-plan")
    assert code == 2 and "nearest: ehc-plans" in err and not released.asked


def test_a_folder_of_downloaded_files_is_taken_in_without_any_service(released, home, capsys):
    folder = home / "downloads"
    folder.mkdir()
    (folder / "requests (1).csv").write_bytes(new_requests())
    (folder / "notes.txt").write_text("notes")
    (folder / "other.csv").write_text("a,b\n1,2\n")
    code, _, err = fetch(capsys, "--from", folder, "--published", "2026-06-25")
    assert code == 4 and "other.csv" in err and "Taken in: sen2-2026-06-25" in err
    assert requests_held() == 1500 and not released.asked


def test_what_is_refused_in_a_folder_stops_nothing_and_a_file_keeps_its_own_day(
    released, home, capsys
):
    folder = home / "downloads"
    folder.mkdir()
    (folder / "allocations.xlsx").write_bytes(dsg.workbook("2024-25"))  # without some lines
    (folder / "requests.csv").write_bytes(new_requests())
    code, out, err = fetch(capsys, "--from", folder, "--published", "2026-06-25")
    assert code == 4 and "published 2024-07-20" in out and "Expected --accept" in err
    assert "Taken in: sen2-2026-06-25" in err and requests_held() == 1500


def test_the_cache_of_another_machine_is_taken_in_with_its_days(
    released, home, capsys, monkeypatch
):
    fetch(capsys, "--all")
    monkeypatch.setenv("HNB_DATA", str(home / "second"))
    forget()
    code, _, err = fetch(capsys, "--from", home / "cache")
    assert code == 0 and "sen2-2026-06-25" in err and requests_held() == 1500


def test_a_folder_that_is_not_there_is_refused(released, home, capsys):
    assert fetch(capsys, "--from", home / "nowhere")[0] == 2
    assert fetch(capsys, "--published", "2026-06-25")[0] == 2


def test_a_web_page_in_place_of_the_list_changes_nothing(released, home, capsys):
    released.routes["/api/data-set-files"] = lambda *_: page()
    code, _, err = fetch(capsys, "--all")
    assert code == 1 and "log in" in err and not held(home)


def test_news_as_json_are_for_programs(released, home, capsys):
    code, out, _ = fetch(capsys, "--check", "--json")
    (entry,) = json.loads(out)
    assert code == 10 and entry["news"][0]["tables"] == ["requests"]


def test_a_self_test_says_what_is_as_expected_and_what_to_report(released, home, capsys):
    code, out, err = fetch(capsys, "--self-test")
    assert code == 1 and "as expected: Explore Education Statistics, ehc-plans" in out
    assert "FAULT: Explore Education Statistics, public API" in out and "Report the lines" in err
    assert not (home / "cache").exists()


def test_a_self_test_without_network_ends_at_once(released, home, capsys):
    released.server.shutdown()
    released.server.server_close()
    code, out, err = fetch(capsys, "--self-test")
    assert code == 1 and out.count("FAULT") == 1 and "cannot be reached" in out
    assert "hnb fetch --from" in err and "Report the lines" not in err
    code, _, err = fetch(capsys, "--check")
    assert code == 1 and "No service could be reached" in err


def test_stopping_a_download_changes_nothing_and_a_later_fetch_goes_on(
    released, home, capsys, monkeypatch
):
    from hnb.fetch import download

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as stopped:
        stopped.setattr(download, "check", stop)
        assert fetch(capsys, "--all")[0] == 130
    assert not held(home)
    assert fetch(capsys, "--all")[0] == 0 and requests_held() == 1500


def test_every_table_that_a_service_is_said_to_have_is_known():
    from hnb.fetch.definition import HOME
    from hnb.sources.source import sources
    from hnb.tables import ALL

    known = _read(HOME)
    for name, publication in known.publications.items():
        assert {*publication.sources} <= {*sources()}, name
        assert {table for tables in publication.files.values() for table in tables} <= {*ALL}, name


def figures(home: Path) -> dict[tuple[str, str, str], object]:
    """What a paper says, by name, period and scope."""
    ledger = json.loads((home / "reports/out/leicestershire/figures.json").read_text())
    return {
        (figure["name"], figure.get("period", ""), figure.get("scope", "")): figure["value"]
        for figure in ledger["figures"]
    }


@pytest.mark.slow  # tests/releases/test_june.py renders a paper anew in every run
@pytest.mark.parametrize(
    "notebooks", [("demand_and_timeliness",), ()], ids=["one section", "the whole paper"]
)
def test_a_paper_rendered_anew_has_the_figures_that_the_report_says(released, home, notebooks):
    checkout = short_checkout(home / "checkout", notebooks) if notebooks else ROOT

    def hnb(*words: str) -> str:
        ended = subprocess.run(
            [sys.executable, "-m", "hnb", *words],
            cwd=home,
            env={**os.environ, "PYTHONPATH": str(checkout)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    render = ("render", "forum-paper", "--authority", "Leicestershire", "--date", "2026-11-29",
              "--quiet", "--out", str(home / "reports" / "out"))  # fmt: skip
    hnb("fetch", "--all")
    hnb(*render)
    before = figures(home)
    released.publish({"requests.csv": new_requests(1510)}, AFTERNOON, first=FIRST)
    out = hnb("fetch", "--all")
    assert "855, 2025, total: 1,500 to 1,510" in out
    hnb(*render)
    after = figures(home)
    moved = {key for key in before.keys() & after.keys() if before[key] != after[key]}
    assert moved and all(name in out for name, _, _ in moved)

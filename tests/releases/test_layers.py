"""Where what is taken in is kept, and what `hnb data status` says of it, against folders made by
the test and months counted by hand.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import platformdirs
import pytest

from hnb.cli import main
from hnb.domain import paths
from hnb.store import add
from hnb.store.status import months_since, status
from tests.releases.sen2 import part_file


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """As after an installation from a wheel: no project beside the package, another home."""
    monkeypatch.delenv("HNB_DATA", raising=False)
    monkeypatch.setattr(paths, "PACKAGE", tmp_path / "site-packages" / "hnb")
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "me")
    monkeypatch.setattr(
        platformdirs, "user_data_path", lambda name, appauthor: tmp_path / "me" / "data" / name
    )
    return tmp_path / "me"


def test_an_installation_keeps_it_where_the_system_keeps_a_persons_data(wheel):
    assert paths.added() == wheel / "data" / "hnb" / "added"
    assert paths.published() == paths.PACKAGE / "_share" / "data" / "published"


def test_what_an_earlier_version_kept_is_still_read(wheel):
    (wheel / "hnb-data").mkdir(parents=True)
    assert paths.added() == wheel / "hnb-data" == paths.earlier_added()


def test_a_folder_of_ones_own_comes_first(wheel, monkeypatch, tmp_path):
    (wheel / "hnb-data").mkdir(parents=True)
    monkeypatch.setenv("HNB_DATA", str(tmp_path / "other"))
    assert paths.added() == tmp_path / "other"


def test_a_checkout_keeps_it_beside_what_is_published(monkeypatch):
    monkeypatch.delenv("HNB_DATA", raising=False)
    assert paths.added() == paths.published().parent / "added"


@pytest.mark.parametrize(
    ("published", "today", "months"),
    [
        (date(2025, 6, 26), date(2026, 11, 25), 16),
        (date(2025, 6, 26), date(2026, 11, 26), 17),
        (date(2026, 11, 29), date(2026, 11, 29), 0),
        (date(2025, 12, 31), date(2026, 1, 1), 0),
    ],
)
def test_age_is_in_whole_months(published, today, months):
    assert months_since(published, today) == months


def test_status_says_which_layer_each_release_is_of_and_how_old(home, tmp_path, capsys):
    path = tmp_path / "requests.csv"
    path.write_bytes(part_file("requests", 2025, of=2024))
    (found,) = add.look(path, date(2026, 6, 25))
    add.take_in(found)
    (entry,) = status("requests", date(2026, 11, 29))
    layers = {release["id"]: (release["layer"], release["months"]) for release in entry["releases"]}
    assert layers[found.release] == ("yours", 5)
    assert layers["ehc-plans-2025"] == ("package", 17)
    assert main(["data", "status", "--table", "requests"]) == 0
    told = capsys.readouterr().out
    assert f"{home} (1 addition)" in told and str(paths.published()) in told
    assert "months ago; of the package" in told and "months ago; yours, taken in on 20" in told


def test_the_year_of_an_extract_is_said_of_its_authorities_alone(home, tmp_path, capsys):
    (before,) = status("requests")
    assert before["authorities_in_last"] > 140
    last = int(before["last"])
    head, *rows = part_file("requests", last + 1, of=last).splitlines()
    file = tmp_path / "requests.csv"
    file.write_bytes(b"\n".join([head, *(row for row in rows if b",Kent," in row)]))
    add.take_in(*add.look(file, date(2026, 9, 1)), accept=True)
    (after,) = status("requests")
    assert (int(after["last"]), after["authorities_in_last"]) == (last + 1, 1)
    assert after["authorities"] == before["authorities"]
    assert main(["data", "status", "--table", "requests"]) == 0
    line = next(text for text in capsys.readouterr().out.splitlines() if text[:9] == "requests:")
    assert f"to {after['last']} (held for 1 authority), {after['authorities']} auth" in line

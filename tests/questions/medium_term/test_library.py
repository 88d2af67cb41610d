"""hnb.scenarios against YAML as a person might misspell it."""

from __future__ import annotations

import pytest

import hnb
from hnb.domain import paths
from hnb.domain.errors import HnbError


def test_scenarios_that_cannot_be_read_are_named(monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "reports", lambda: tmp_path)
    with pytest.raises(HnbError, match=r"scenarios\.yml: it cannot be read"):
        hnb.scenarios()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (b"do nothing:\n  says: B.\n", "'do nothing' stands twice, again in line 3"),
        (
            b"x:\n  says: B.\n  savings_gbp: {2026-27: 1, 2026-27: 2}\n",
            "'2026-27' stands twice, again in line 5",
        ),
        (b"x: !!python/object/apply:os.system ['true']\n", "line 3 states the kind of a value"),
        (b"\xff\xfe\x00", "'utf-8' codec"),
    ],
)
def test_names_that_stand_twice_tags_and_what_is_no_text_are_refused(
    monkeypatch, tmp_path, more, message
):
    (tmp_path / "settings").mkdir()
    (tmp_path / "settings" / "scenarios.yml").write_bytes(b"do nothing:\n  says: A.\n" + more)
    monkeypatch.setattr(paths, "reports", lambda: tmp_path)
    with pytest.raises(HnbError, match=rf"scenarios\.yml: it cannot be read .*{message}"):
        hnb.scenarios()


def test_no_scenario_of_the_project_saves_in_a_year_that_has_ended():
    for scenario in hnb.scenarios().values():
        for year in scenario.levers.get("savings_percent") or ():
            assert year >= "2026-27", scenario.name  # the papers are of November 2026

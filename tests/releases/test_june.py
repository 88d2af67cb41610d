"""The tasks of a June, replayed on a generated release of EHC plans in the real layout: it is found
wanted, taken in with one command, and the paper rendered anew. The change report is compared with
the two papers' own figures.json, and with arithmetic on the counts that the test wrote. The paper
has the two sections that quote requests; `make slow` replays it on the whole forum paper.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import hnb
from tests.conftest import ROOT
from tests.papers.short import short_checkout
from tests.releases.sen2 import part_file
from tests.sources import books

RECEIVED, REVISED = 1777, 1600
DAY = "2026-11-28"
QUOTING_REQUESTS = ("demand_and_timeliness", "programme_impact")


class Person:
    """Somebody at a command line, with a data folder and papers of their own."""

    def __init__(self, home: Path, checkout: Path):
        self.home, self.data, self.papers = home, home / "data", home / "papers"
        self.checkout = checkout

    def hnb(self, *words: object) -> str:
        """What a command prints; it has to end well."""
        ended = subprocess.run(
            [sys.executable, "-m", "hnb", *map(str, words)],
            cwd=self.home,
            env={**os.environ, "HNB_DATA": str(self.data), "PYTHONPATH": str(self.checkout)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout + ended.stderr

    def render(self) -> dict[str, object]:
        """The record of Leicestershire's paper, rendered anew."""
        self.hnb("render", "forum-paper", "--authority", "Leicestershire", "--date", DAY, "--quiet",
                 "--formats", "html", "--out", self.papers)  # fmt: skip
        paper = self.papers / "leicestershire" / "figures.json"
        return json.loads(paper.read_text(encoding="utf-8"))


def csv_rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def values(record: dict) -> dict[tuple[str, str, str], set[object]]:
    """Every value of a paper, by name, scope and period."""
    by_key: dict[tuple[str, str, str], set[object]] = {}
    for figure in record["figures"]:
        key = figure["name"], figure["scope"], figure["period"]
        by_key.setdefault(key, set()).add(figure["value"])
    return by_key


@pytest.fixture(
    scope="module",
    params=[QUOTING_REQUESTS, pytest.param((), marks=pytest.mark.slow)],
    ids=["two sections", "the whole paper"],
)
def june(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """Before, the commands' words, and after."""
    home, checkout = tmp_path_factory.mktemp("june"), tmp_path_factory.mktemp("checkout")
    person = Person(home, short_checkout(checkout, request.param) if request.param else ROOT)
    before = person.render()
    edits = {(855, "requests_received_in_year"): RECEIVED}
    corrected = {(855, "requests_received_in_year"): REVISED}
    release = home / "education-health-and-care-plans_2026.zip"
    requests = part_file("requests", 2024, edits=corrected)
    requests += part_file("requests", 2025, of=2024, edits=edits).split(b"\n", 1)[1]
    members = {
        "data/requests.csv": requests,
        "data/timeliness_20_week.csv": part_file("timeliness", 2025, of=2024),
    }
    release.write_bytes(books.packed(members))
    wanted = person.hnb("data", "wanted")
    told = person.hnb("data", "add", "--published", "2026-06-25", "--papers", person.papers,
                      "--changes", home / "changes", release)  # fmt: skip
    return person, before, wanted, told, person.render()


def test_the_release_is_wanted_until_it_is_held(june):
    person, _, wanted, _, _ = june
    line = next(text for text in wanted.splitlines() if "requests" in text)
    assert "plans issued within 20 weeks" in line and "of 2025" in line
    later = [text for text in person.hnb("data", "wanted").splitlines() if " of 2025." in text]
    assert later and not any("requests" in text or "20 weeks" in text for text in later)


def test_the_cells_are_right(june):
    person, *_ = june
    (row,) = csv_rows(person.home / "changes" / "cells.csv")
    held = hnb.load("requests")
    is_it = (
        (held["la_code"] == 855) & (held["calendar_year"] == 2024) & (held["outcome"] == "total")
    )
    (was,) = held.loc[is_it, "requests"]
    told = row["authority"], row["period"], row["about"], row["held"], row["value"]
    assert told == ("Leicestershire", "2024", "total", str(was), str(REVISED))
    assert int(row["difference"]) == REVISED - was


def test_the_figures_are_those_in_which_the_two_papers_differ(june):
    person, before, _, _, after = june
    was, now = values(before), values(after)
    rows = csv_rows(person.home / "changes" / "figures.csv")
    reported = {(row["figure"], row["scope_now"], row["period_now"]) for row in rows}
    gone = {(row["figure"], row["scope_was"], row["period_was"]) for row in rows}
    differ = {key for key in now if now[key] != was.get(key)}
    assert differ and differ <= reported
    assert {key for key in was if key not in now} <= gone
    alike = {key for key in now if now[key] == was.get(key) and len(now[key]) == 1}
    changed = {
        (row["figure"], row["scope_now"], row["period_now"])
        for row in rows
        if row["value_now"] and row["value_was"] and row["period_was"] == row["period_now"]
    }
    inside = {(figure["name"], figure["scope"], figure["period"]): figure["low"]
              for figure in before["figures"]}  # fmt: skip
    # the same value may have another interval
    assert {key for key in changed & alike if inside.get(key) is None} == set()


def test_what_the_paper_says_of_requests_is_the_arithmetic_of_the_counts(june):
    person, _, _, _, after = june
    plans = hnb.load("ehc_plans")
    plans = plans[plans["la_code"] == 855].set_index("january")["plans"]
    rows = csv_rows(person.home / "changes" / "figures.csv")
    for year, requests in ((2024, REVISED), (2025, RECEIVED)):
        expected = pytest.approx(100 * requests / plans[year])
        told = {row["period_now"]: row for row in rows if row["figure"] == "alongside.requests"}
        assert float(told[str(year)]["value_now"]) == expected
        (said,) = [
            figure["value"]
            for figure in after["figures"]
            if (figure["name"], figure["period"]) == ("alongside.requests", str(year))
        ]
        assert said == expected


def test_the_paper_no_longer_says_that_requests_of_2025_are_to_be_got(june):
    _, before, _, _, after = june
    for record, there in ((before, True), (after, False)):
        later = [text for text in record["words"] if text.startswith("Education, health and care")]
        assert any("requests" in text for text in later if " of 2025." in text) == there


def test_it_is_taken_back_to_the_byte(june):
    person, *_ = june
    assert [path.name for path in person.data.iterdir() if path.is_dir()] != []
    assert "Taken back" in person.hnb("data", "undo")
    assert [path.name for path in person.data.iterdir()] == [".lock"]

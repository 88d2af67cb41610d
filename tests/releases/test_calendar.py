"""hnb.releases.calendar and newer against days and periods that a reader can count, and against
what the sources say of the day on which a period was first published.
"""

from __future__ import annotations

from datetime import date

import pytest

import hnb
from hnb.domain import periods
from hnb.releases import calendar
from hnb.releases.calendar import due, later, latest_held
from hnb.releases.definition import Brought, publications
from hnb.releases.newer import newer_items, newer_sentence
from hnb.sources.source import sources
from hnb.store import add
from hnb.tables import table
from tests.conftest import frame
from tests.releases.sen2 import part_file
from tests.store.first_published import first_published

PAPER = date(2026, 11, 24)
REQUESTS = [("requests", {"la_code": 855, "calendar_year": 2024})]


def published(rows, day: date = PAPER) -> list[str]:
    """The lines on figures that exist, without those that are due."""
    return [item for item in newer_items(day, rows) if "next due" not in item]


def test_the_calendar_and_the_sources_agree_on_the_month_in_which_a_period_appears():
    rules = {
        name: next(iter(rule.values()))
        for source in sources().values()
        if source.name in ("sen2", "appeals", "section251", "dsg")
        for name, rule in source.first_published.items()
    }
    compared = 0
    for publication in publications().values():
        for name, brought in publication.tables.items():
            if name in rules and "budget" not in brought.only.values():
                entry = {"published": "2000-01-01", "first_published": {name: rules[name]}}
                period = periods.period_from(str(table(name).period), 2024)
                first = first_published(entry, table(name), period)
                edition = publication.edition(2024 - brought.brings)
                assert f"{edition.day:%Y-%m}" == first[:7], name
                compared += 1
    assert compared >= 15


@pytest.mark.parametrize(
    ("today", "latest"), [(date(2026, 6, 24), None), (date(2026, 6, 25), 2025), (PAPER, 2025)]
)
def test_figures_are_later_from_the_day_of_their_edition(today, latest):
    held = latest_held("requests", Brought(brings=-1, words="requests"))
    found = {entry.table: entry for entry in later(today)}.get("requests")
    assert held == 2024
    assert (found and found.latest) == latest


def test_a_period_of_which_an_extract_is_held_is_not_held(monkeypatch):
    rows = "\n".join(f"{code} {year} 5 a published" for year in (2023, 2024) for code in range(9))
    text = f"la_code calendar_year requests release status\n{rows}\n1 2025 6 a published"
    monkeypatch.setattr(calendar, "load", lambda name, level, **_: frame(text))
    assert latest_held("requests", Brought(brings=-1, words="requests")) == 2024


def test_a_line_of_many_is_not_the_year(monkeypatch):
    lines = [("2021-22", code, line) for code in range(5) for line in "abcd"]
    lines += [("2023-24", code, "a") for code in range(5)]
    rows = "\n".join(f"{code} {year} outturn {line} 5" for year, code, line in lines)
    spend = frame(f"la_code financial_year kind line amount_gbp\n{rows}")
    monkeypatch.setattr(calendar, "load", lambda name, level, **_: spend)
    brought = Brought(brings=-1, words="spend", only={"kind": "outturn"})
    assert latest_held("s251_high_needs", brought) == 2021
    budget = Brought(brings=0, words="budget", only={"kind": "budget"})
    assert latest_held("s251_high_needs", budget) is None


def test_what_is_due_is_the_next_month_of_each_publication():
    def next_of(name: str, today: date) -> str:
        return next(f"{day:%Y-%m}" for day, short, _ in due(today) if short == name)

    assert next_of("ehc-plans", PAPER) == "2027-06"
    assert next_of("ehc-plans", date(2026, 6, 24)) == "2026-06"
    assert next_of("dsg", date(2026, 12, 31)) == "2027-03"
    assert next_of("tribunal", PAPER) == "2026-12"
    days = [day for day, _, _ in due(PAPER)]
    assert days == sorted(days) and min(days) > PAPER


def test_a_paper_says_which_later_figures_exist_and_what_is_due():
    first, ahead = newer_items(PAPER, REQUESTS)
    assert first == (
        "Education, health and care plans (SEN2), 25 June 2026: requests of 2025. "
        "2024 is the latest available here."
    )
    assert ahead == "Education, health and care plans (SEN2): next due in June 2027."
    assert newer_sentence(PAPER, REQUESTS) == ("Newer figures exist: requests to 2025.")
    day = date(2026, 6, 24)
    due = "No newer figures are known; the next are due in June 2026."
    assert newer_sentence(day, REQUESTS) == due
    due_alone = ["Education, health and care plans (SEN2): next due in June 2026."]
    assert newer_items(day, REQUESTS) == due_alone


@pytest.mark.parametrize(
    ("day", "says"),
    [
        # plans to January 2022 were out in March 2023, and are the last held until June 2025
        (date(2023, 3, 31), "No newer figures are known; the next are due in June 2023."),
        (date(2023, 12, 31), "Newer figures exist: plans to January 2023."),
        (date(2024, 8, 31), "Newer figures exist: plans to January 2024."),
        (date(2025, 8, 31), "No newer figures are known; the next are due in June 2026."),
    ],
)
def test_a_paper_as_at_a_day_says_what_was_out_by_then_and_what_was_due(day, says):
    assert newer_sentence(day, [("ehc_plans", {})], day) == says


def test_a_paper_of_outturn_says_nothing_of_budgets():
    spent = [("s251_high_needs", {"kind": "outturn", "la_code": 855})]
    items = published(spent)
    assert len(items) == 1 and "spending by line" in items[0]
    both = [("s251_high_needs", {"kind": ["outturn", "budget"]})]
    assert len(published(both)) == 2


def test_an_edition_that_nobody_has_seen_is_said_to_be_usual_and_no_summary_rests_on_it():
    people = [("population", {"basis": "estimate"})]
    (item,) = published(people, date(2027, 8, 1))
    assert "July 2027 (the usual month)" in item
    assert newer_sentence(date(2027, 8, 1), people).startswith("No newer figures are known")


def test_the_line_disappears_once_the_edition_is_taken_in(home, tmp_path):
    path = tmp_path / "requests.csv"
    path.write_bytes(part_file("requests", 2025, of=2024))
    add.take_in(*add.look(path, date(2026, 6, 25)))
    assert hnb.load("requests")["calendar_year"].max() == 2025
    assert published(REQUESTS) == []
    assert "requests to" not in newer_sentence(PAPER, REQUESTS)
    # others of that edition are still to be got
    assert len(published([("ceased_plans", {})])) == 1


def test_an_extract_that_is_taken_in_leaves_the_line(home, tmp_path):
    content = part_file("requests", 2025, of=2024).decode().splitlines(keepends=True)
    few = [line for line in content if "Local authority" not in line or ",855," in line]
    path = tmp_path / "requests.csv"
    path.write_text("".join(few))
    add.take_in(*add.look(path, date(2026, 6, 25)))
    assert len(published(REQUESTS)) == 1


def test_wanted_is_printed_with_where_to_get_it(capsys):
    import json

    from hnb.cli import main

    assert main(["data", "wanted"]) == 0
    told = capsys.readouterr().out
    for name, publication in publications().items():
        if publication.tables and any(entry.name == name for entry in later(date.today())):
            assert publication.where in told, name
        assert f": {publication.publication}" in told
    assert main(["data", "wanted", "--json"]) == 0
    assert {"wanted", "due"} == set(json.loads(capsys.readouterr().out))

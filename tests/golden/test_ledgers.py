"""Three papers against what they said when their ledgers were stored, and the comparison against
planted changes.

The oracle of the papers is their own past (`make golden` compares more of them); that of the
comparison is the change that a test plants.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from hnb.domain.units import NO_VALUE
from hnb.figures import Figure, Rows
from hnb.papers.author.names import LIST
from hnb.papers.blocks import Grid, Heading, Paragraph
from tests.golden import every, storage
from tests.golden.comparison import compare, report
from tests.golden.ledgers import COLUMNS, DATES, NAMES, Told, as_text, prose_lines, tell
from tests.golden.storage import PROSE, file_of, store, stored
from tests.papers.shared import shared

PLANS = Rows("ehc_plans", ("ehc-plans-2025",), {"la_code": 855, "january": 2025})
PEOPLE = Rows("population", ("population-mid-2023",), {"la_code": tuple(range(200, 352))})
COUNT = Figure("plans.count", 6885, "plans", "as published", (PLANS,), period="January 2025")
RATE = Figure(
    "plans.rate",
    48.123456789,
    "per_1000",
    "plans over residents",
    (PLANS, PEOPLE),
    "residents aged 2 to 18 (estimate), mid-2023",
    "January 2025",
    low=46.5,
    high=49.75,
)
WITHHELD = Figure("plans.withheld", None, "plans", "as published", reason="fewer than five")
PAPER = (
    Heading(1, "Plans"),
    Paragraph("There were 6,885 plans."),
    Grid("Plans.", ("Year", "Plans"), (("2025", "6,885"),)),
)
TOLD = Told("a paper", (COUNT, RATE, WITHHELD), (), PAPER)


def missing_in(prose: list[str]) -> list[str]:
    """The lines that have a missing value in a sentence; rows of tables are set in, and caveats,
    which are the publishers' words, are items.
    """
    # the heading over the list of them is meant
    bad = re.compile(
        rf"(?<!published as ){NO_VALUE}(?!:|( for .*)?, and why$)|\bnan\b", re.IGNORECASE
    )
    return [line for line in prose if not line.startswith(("  ", "- ")) and bad.search(line)]


@pytest.mark.parametrize("day", DATES)
@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_and_no_chart_in_words_has_a_missing_value(name: str, day: str):
    assert missing_in(stored(name, day).partition(PROSE)[2].splitlines()) == []


@cache  # some of them are asked for by two tests
def told_now(name: str, day: str) -> Told:
    """The ledger of a paper as it is made now."""
    with shared():
        return tell(name, day)


@pytest.mark.parametrize(
    "name", [pytest.param("lewisham", marks=pytest.mark.slow), "isle-of-wight"]
)
def test_a_paper_without_the_latest_count_has_no_missing_value_in_a_sentence(name: str):
    told = told_now(name, "today")
    assert told.refusals == ()
    assert missing_in(list(prose_lines(told.blocks))) == []


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("isle-of-wight", "today"),
        ("leicestershire", "today"),
        ("city-of-london", "2024-02-13"),
        pytest.param("newham", "2022-06-30", marks=pytest.mark.slow),
        pytest.param("cumberland", "today", marks=pytest.mark.slow),
    ],
)
def test_paper_says_what_it_said(name: str, day: str):
    differences = compare(stored(name, day), as_text(told_now(name, day)))
    assert not differences, "\n" + report(differences)


@pytest.mark.parametrize("day", DATES)
@pytest.mark.parametrize("name", NAMES)
def test_headings_captions_and_paragraphs_begin_with_a_capital(name: str, day: str):
    prose = stored(name, day).partition(PROSE)[2].splitlines()
    begins = [
        re.sub(r"^(heading \d|chart|chart in words|table|source): ?", "", line)
        for line in prose
        if "|" not in line
    ]
    assert len(begins) > 20 and not [line for line in begins if re.match("[a-z]", line)]


def test_every_ledger_is_stored():
    assert not [
        file_of(name, day).name
        for name in NAMES
        for day in DATES
        if not file_of(name, day).exists()
    ]


def _against(**changed: Any) -> dict[str, list[str]]:
    """The differences of the usual ledger from one of which something else is said."""
    return compare(as_text(TOLD), as_text(replace(TOLD, **changed)))


def test_the_same_ledger_has_no_differences_and_no_order():
    assert _against(figures=(WITHHELD, RATE, COUNT, COUNT)) == {}


def test_noise_of_arithmetic_is_tolerated_in_value_and_interval():
    noisy = replace(RATE, value=RATE.value * (1 + 1e-10), low=RATE.low * (1 - 1e-10))
    nothing = replace(COUNT, value=1e-12)
    assert _against(figures=(COUNT, noisy, WITHHELD)) == {}
    first = as_text(replace(TOLD, figures=(nothing,)))
    assert compare(first, as_text(replace(TOLD, figures=(replace(nothing, value=0.0),)))) == {}


@pytest.mark.parametrize(
    ("value", "other"),
    [
        (142_123_456, 142_123_457),
        (142_123_456.0, 142_123_457.0),
        (-12_345_678_901.0, -12_345_678_900.0),
        (0, 1),
        (142_123_456.5, 142_123_456.0),
        (142_123_456.5, 142_123_457.5),
        (48.123456789, 48.123456889),
        (0.0012, 0.001200002),
        ("up", "down"),
    ],
)
def test_a_small_change_of_a_value_or_an_end_of_an_interval_is_noticed(value, other):
    for name in ("value", "low", "high"):
        if name == "value" or not isinstance(value, str):
            before = as_text(replace(TOLD, figures=(replace(RATE, **{name: value}),)))
            after = as_text(replace(TOLD, figures=(replace(RATE, **{name: other}),)))
            assert list(compare(before, after)) == ["values" if name == "value" else "intervals"]


def test_changed_value_is_named_with_both_values():
    found = _against(figures=(replace(COUNT, value=6886), RATE, WITHHELD))
    assert found == {"values": ["plans.count (January 2025): value from 6885 plans to 6886 plans"]}
    found = _against(figures=(COUNT, replace(RATE, value=RATE.value * (1 + 1e-5)), WITHHELD))
    assert list(found) == ["values"]


def test_changed_interval_and_unit_are_named():
    other = replace(RATE, high=None), replace(COUNT, unit="people")
    found = _against(figures=(*other, WITHHELD))
    assert found["intervals"][0].endswith("interval from 46.5 to 49.75 to 46.5 to -")
    assert found["units"] == ["plans.count (January 2025): unit from plans to people"]


def test_vanished_and_new_figures_are_named_with_what_they_were():
    found = _against(figures=(RATE, WITHHELD, replace(COUNT, period="January 2024", value=6339)))
    assert found == {
        "figures that vanished": ["plans.count (January 2025) was 6885 plans"],
        "figures that appeared": ["plans.count (January 2024) is 6339 plans"],
    }


def test_changed_reason_is_named():
    found = _against(figures=(COUNT, RATE, replace(WITHHELD, reason="not returned")))
    assert found == {"reasons": ["plans.withheld: reason from 'fewer than five' to 'not returned'"]}


def test_changed_rows_are_named_once_with_all_that_rests_on_them():
    later = replace(PLANS, releases=("ehc-plans-2025-revised",))
    found = _against(
        figures=(replace(COUNT, rows=(later,)), replace(RATE, rows=(PEOPLE, later)), WITHHELD)
    )
    [sentence] = found.pop("rows")
    assert not found
    assert "plans.count" in sentence and "plans.rate" in sentence
    assert "from [ehc_plans; ehc-plans-2025; january=2025; la_code=855] to" in sentence


def test_one_code_of_a_long_list_is_seen_though_the_list_is_not_written_out():
    fewer = replace(PEOPLE, where={"la_code": tuple(range(199, 351))})
    found = _against(figures=(COUNT, replace(RATE, rows=(PLANS, fewer)), WITHHELD))
    assert "la_code=152 values, sha " in found["rows"][0]


def test_order_of_rows_and_of_codes_does_not_matter():
    turned = replace(PEOPLE, where={"la_code": tuple(reversed(range(200, 352)))})
    assert _against(figures=(COUNT, replace(RATE, rows=(turned, PLANS)), WITHHELD)) == {}


def test_other_coverage_is_named():
    found = _against(figures=(replace(COUNT, covers="plans in force"), RATE, WITHHELD))
    assert found == {
        "what figures cover": ["plans.count (January 2025): another coverage, stage or price base"]
    }


def test_another_calculation_is_named_once_with_both_and_all_that_is_worked_out_so():
    counts = [replace(COUNT, name=f"plans.count_{code}") for code in range(6)]
    others = [replace(count, calculation="plans at the census in January") for count in counts]
    before, after = (as_text(replace(TOLD, figures=tuple(each))) for each in (counts, others))
    [sentence] = compare(before, after).pop("calculations")
    assert sentence.endswith(
        "and 2 more figures: calculation from 'as published' to 'plans at the census in January'"
    )
    assert "plans at the census in January" in after.partition("## words")[2]


def test_two_figures_of_one_name_are_told_apart_by_their_calculation():
    other = replace(COUNT, calculation="counted again")
    one, turned = (
        as_text(replace(TOLD, figures=pair)) for pair in ((COUNT, other), (other, COUNT))
    )
    assert compare(one, turned) == {}


def _without_calculations(text: str) -> str:
    """A ledger as it was stored before calculations were."""
    lines = text.splitlines()
    start, end = (
        place for place, line in enumerate(lines) if line.startswith(("## fig", "## rows"))
    )
    lines[start:end] = [line.rpartition("|")[0] for line in lines[start:end]]
    return "\n".join(lines) + "\n"


def test_a_ledger_stored_without_calculations_is_compared_as_it_was():
    before = _without_calculations(as_text(TOLD))
    noisy = replace(RATE, value=RATE.value * (1 + 1e-8))
    for figures, found in (
        ((COUNT, noisy, WITHHELD), []),
        ((replace(COUNT, calculation="counted again"), RATE, WITHHELD), []),
        ((replace(COUNT, value=6886), RATE, WITHHELD), ["values"]),
    ):
        assert list(compare(before, as_text(replace(TOLD, figures=figures)))) == found


@pytest.mark.parametrize("day", DATES)
@pytest.mark.parametrize("name", NAMES)
def test_every_stored_ledger_names_calculations(name: str, day: str):
    assert f"\n## figures: {COLUMNS}\n" in stored(name, day), (
        "stored before calculations were: run .venv/bin/python -m tests.golden --write"
    )


def test_changed_prose_is_named_with_its_heading():
    found = _against(blocks=(PAPER[0], Paragraph("There were 6,885 plans in all."), PAPER[2]))
    said = (
        "under 'Plans': changed from 'There were 6,885 plans.' to 'There were 6,885 plans in all.'"
    )
    assert found == {"prose": [said]}
    other = replace(PAPER[2], rows=(("2025", "6,886"),))
    assert _against(blocks=(*PAPER[:2], other)) == {
        "prose": ["under 'Plans': changed from '2025|6,885' to '2025|6,886'"]
    }
    assert _against(blocks=PAPER[:2])["prose"][0] == "under 'Plans': vanished: 'table: Plans.'"


def test_refusals_are_compared():
    found = _against(refusals=("notebook what_next: NotPublished: no block.",))
    assert found == {"refusals": ["newly refused: notebook what_next: NotPublished: no block."]}


def test_all_differences_are_reported_in_groups():
    found = _against(figures=(replace(COUNT, value=1), RATE), blocks=PAPER[:1])
    text = report(found)
    assert [line for line in text.splitlines() if line.endswith(":")] == [
        "figures that vanished (1):",
        "values (1):",
        "prose (5):",
    ]


def test_two_figures_of_one_name_are_each_set_beside_their_like():
    other = replace(COUNT, value=7000, rows=(PEOPLE,))
    one = as_text(replace(TOLD, figures=(COUNT, other)))
    found = compare(one, as_text(replace(TOLD, figures=(COUNT, replace(other, value=7001)))))
    assert found == {"values": ["plans.count (January 2025): value from 7000 plans to 7001 plans"]}


def test_stored_ledgers_are_read_as_they_were_written(tmp_path, monkeypatch):
    monkeypatch.setattr(storage, "FOLDER", tmp_path)
    long = Paragraph("Plans are divided by the population of an age group, which the text names.")
    ledgers = {
        ("a", "today"): as_text(TOLD),
        ("b", "today"): as_text(replace(TOLD, blocks=(*PAPER, long))),
        ("c", "today"): as_text(replace(TOLD, blocks=(long, *PAPER), figures=())),
    }
    before = LIST.read_text(encoding="utf-8")
    for key, text in ledgers.items():
        store({key: text})
    assert LIST.read_text(encoding="utf-8") == before  # which is of the ledgers of this project
    assert {key: stored(*key) for key in ledgers} == ledgers
    assert long.text in (tmp_path / storage.COMMON).read_text(encoding="utf-8")
    assert long.text not in (tmp_path / "b.today.txt").read_text(encoding="utf-8")
    assert stored("d", "today") == ""


def test_digests_of_every_authority_are_read_as_they_were_written(tmp_path, monkeypatch):
    monkeypatch.setattr(every, "FILE", tmp_path / "every.csv")
    held = {(855, "today"): (3, "ab"), (201, "2022-06-30"): (1, "cd")}
    every.write(held)
    assert every.read() == held
    assert every.difference(held[855, "today"], (4, "ab")) == "3 figures became 4"
    assert every.difference(None, (4, "ab")) and not every.difference((4, "ab"), (4, "ab"))

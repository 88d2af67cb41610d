"""hnb/council/layouts against the published tables, the digest of the return, and themselves."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from hnb.council.definition import HERE, Layout, layout, layout_names
from hnb.council.values import same_code
from hnb.domain.errors import ParameterError

ROOT = Path(__file__).resolve().parents[2]
NAMES = layout_names()
# SEN2 of 2025 and 2026; the words are those of the published table
NEEDS_OF_THE_RETURN = {
    "SPLD": "specific learning difficulty",
    "MLD": "moderate learning difficulty",
    "SLD": "severe learning difficulty",
    "PMLD": "profound and multiple learning difficulty",
    "SEMH": "social, emotional and mental health",
    "SLCN": "speech, language and communication",
    "HI": "hearing impairment",
    "VI": "visual impairment",
    "MSI": "multi-sensory impairment",
    "PD": "physical disability",
    "ASD": "autistic spectrum disorder",
    "DS": "Down syndrome",
    "OTH": "other difficulty or disability",
}
CHECKS = {
    *("plan_before_request", "end_before_start", "two_active_plans", "age_out_of_range"),
    *(
        "unknown_school",
        "school_not_on_list",
        "placement_without_plan",
        "plan_without_placement",
        "no_primary_need",
    ),
    *("two_primary_placements", "zero_or_unusual_cost", "future_date", "duplicate_key"),
    "outcome_before_request",
}


def _latest(table: str, column: str) -> set[str]:
    """The words of a column of a published table at its latest January."""
    with (ROOT / "data" / "published" / f"{table}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    latest = max(row["january"] for row in rows)
    return {row[column] for row in rows if row["january"] == latest}


def _written(defined: Layout, column: str) -> dict[str, set[str]]:
    """Our words by what may be written for them."""
    words: dict[str, set[str]] = {}
    for word, texts in defined.columns[column].codes.items():
        for text in {same_code(word), *map(same_code, texts)}:
            words.setdefault(text, set()).add(word)
    return words


@pytest.mark.parametrize("name", NAMES)
def test_a_layout_names_only_columns_that_it_has(name: str):
    defined = layout(name)
    named = {*defined.key, *defined.sums, *(column for group in defined.one_of for column in group)}
    named |= {defined.period} - {""}
    assert named <= set(defined.columns)
    assert set(defined.checks) <= CHECKS


@pytest.mark.parametrize("name", NAMES)
def test_a_layout_has_what_must_be_there(name: str):
    defined = layout(name)
    assert any(column.required for column in defined.columns.values())
    assert defined.says.endswith(".")
    for column, kind in defined.columns.items():
        assert kind.synonyms, column
        assert kind.says.endswith("."), column
        assert bool(kind.codes) == (kind.kind == "code"), column
        assert column not in defined.sums or kind.kind in ("money", "number", "whole_number")


@pytest.mark.parametrize("name", NAMES)
def test_no_text_stands_for_two_words_of_a_code(name: str):
    defined = layout(name)
    for column, kind in defined.columns.items():
        if kind.kind == "code":
            words = _written(defined, column)
            assert not {text for text, both in words.items() if len(both) > 1}, column


@pytest.mark.parametrize("name", NAMES)
def test_no_synonym_stands_in_two_columns(name: str):
    counts = Counter(
        synonym.casefold()
        for column in layout(name).columns.values()
        for synonym in dict.fromkeys(column.synonyms)
    )
    assert not [synonym for synonym, count in counts.items() if count > 1]


@pytest.mark.parametrize("name", NAMES)
def test_lines_fit_on_a_screen(name: str):
    text = (HERE / f"{name}.yml").read_text(encoding="utf-8")
    assert not [line for line in text.splitlines() if len(line) > 100]


@pytest.mark.parametrize("name", ["sen2_needs", "placement_ledger"])
def test_needs_are_those_of_the_published_table_and_of_the_return(name: str):
    defined = layout(name)
    words = _written(defined, "need")
    assert set(defined.columns["need"].codes) >= _latest("ehc_plans_by_need", "need")
    assert {code: words[same_code(code)] for code in NEEDS_OF_THE_RETURN} == {
        code: {word} for code, word in NEEDS_OF_THE_RETURN.items()
    }


def test_placements_have_every_word_of_the_published_table():
    codes = set(layout("sen2_placements").columns["placement"].codes)
    assert codes >= _latest("ehc_plans_by_placement", "placement")


@pytest.mark.parametrize("code", ["OLA", "OPA", "EHE", "EYP", "OTH", "NEET", "NIEC", "NIEO"])
def test_a_setting_of_the_return_is_known(code: str):
    assert len(_written(layout("sen2_placements"), "setting")[same_code(code)]) == 1


@pytest.mark.parametrize("name", ["sen2_requests", "sen2_assessments"])
@pytest.mark.parametrize("letter", ["Y", "N", "A", "W", "H"])
def test_an_outcome_of_the_return_is_known(name: str, letter: str):
    assert len(_written(layout(name), "outcome")[same_code(letter)]) == 1


def test_reasons_to_cease_are_the_nine_of_the_return_in_its_order():
    codes = layout("sen2_named_plans").columns["cease_reason"].codes
    assert [texts[0] for texts in codes.values()] == [str(number) for number in range(1, 10)]


@pytest.mark.parametrize("name", [name for name in NAMES if layout(name).about == "children"])
def test_what_identifies_a_child_is_marked(name: str):
    for column, defined in layout(name).columns.items():
        if defined.kind in ("reference", "postcode") or column in ("surname", "forename"):
            assert defined.personal, column
        if column == "birth_date":
            assert defined.personal == "birth_date"


def test_a_layout_that_is_not_there_is_refused_with_the_nearest():
    with pytest.raises(ParameterError, match="placement_ledger"):
        layout("placement_leger")

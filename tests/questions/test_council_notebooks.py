"""The notebooks about a council's own records, on a made-up folder of them, against what must stand
in every block: whose records they are, that they are made up, and what is withheld.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import hnb
from hnb.domain.errors import NotPublished
from hnb.domain.paths import notebooks
from hnb.figures import MADE_UP, MIME
from hnb.figures.marks import is_of_council
from hnb.papers.definition import Job
from hnb.questions.definition import names, question
from hnb.store import files
from tests.every_authority import executed
from tests.questions import own_records
from tests.test_notebooks import OF_COUNCIL, refuse_choice_without_effect

# those that refuse to answer without records, and those that answer from published figures too
NAMES = sorted(
    question(name).notebook
    for name in names()
    if any(table.startswith("council_") for table in question(name).tables)
)


@pytest.fixture(scope="module")
def in_use(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A made-up council's records, as if they had been taken in."""
    home = tmp_path_factory.mktemp("home")
    own_records.write_folder(home)
    before = os.environ.get("HNB_DATA")
    try:
        os.environ["HNB_DATA"] = str(home)
        files.forget()
        yield
    finally:
        os.environ.pop("HNB_DATA")
        if before is not None:
            os.environ["HNB_DATA"] = before
        files.forget()


def _blocks(name: str, folder: Path) -> list[dict]:
    run = executed(Job(name, notebooks() / f"{name}.ipynb", {}), folder)
    return [
        output["data"][MIME]
        for cell in json.loads(run.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", ())
        if MIME in output["data"]
    ]


def test_there_is_a_notebook_for_each_question_about_records():
    assert sorted(OF_COUNCIL) == [
        "commitments", "own_and_published", "payments", "places_and_costs", "this_month"
    ]  # fmt: skip
    assert {*NAMES} >= OF_COUNCIL


@pytest.mark.parametrize("name", NAMES)
def test_every_block_that_quotes_a_figure_says_that_it_is_made_up(name, in_use, tmp_path):
    blocks = [block for block in _blocks(name, tmp_path) if block.get("figures")]
    assert len(blocks) >= 3
    for block in blocks:
        rests_on = {name for figure in block["figures"] for name in figure["release"]}
        if not any(release.startswith("made-up-") for release in rests_on):
            continue
        first = {"paragraph": "text", "table": "caption", "figure": "alt"}[block["block"]]
        assert block[first].startswith(f"{MADE_UP}: "), block[first]
        assert block[first].count(MADE_UP) == 1
        if block["block"] != "paragraph":
            assert "council's own records" in block["source"]


@pytest.mark.parametrize("name", NAMES)
def test_a_table_with_a_withheld_number_says_what_its_sign_means(name, in_use, tmp_path):
    tables = [block for block in _blocks(name, tmp_path) if block["block"] == "table"]
    for table in tables:
        has_sign = any(cell == "c" for row in table["rows"] for cell in row)
        assert has_sign == ("c: withheld so that no " in table["source"])


@pytest.mark.parametrize("name", NAMES)
def test_another_choice_changes_the_headline(name, in_use, tmp_path):
    refuse_choice_without_effect(notebooks() / f"{name}.ipynb", tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_question_is_answered_by_its_name(name, in_use):
    assert all(figure.value is not None for figure in hnb.answer(name, "Leicestershire").figures)


def test_own_tables_have_the_records_where_the_published_figure_is_preferred(in_use):
    ask = hnb.ask("Leicestershire")
    own = hnb.own_tables(["ehc_plans", "ehc_plans_by_age"], ask)
    assert dict(zip(own["ehc_plans"]["january"], own["ehc_plans"]["plans"], strict=True)) == {
        2025: 7210,
        2026: 8790,
    }
    assert len(own["ehc_plans_by_age"]) == 0
    published = hnb.load("ehc_plans").query("la_code == 855 and january == 2026")
    assert list(published["plans"]) == [8812]
    before = hnb.ask("Leicestershire", as_at="2026-11-29")
    assert len(hnb.own_tables(["ehc_plans"], before)["ehc_plans"]) == 0


def test_published_figures_are_compared_also_where_the_records_come_first(in_use):
    before = os.environ.pop("HNB_OWN_RECORDS", None)
    try:
        os.environ["HNB_OWN_RECORDS"] = "1"
        files.forget()
        plans = hnb.load("ehc_plans").query("la_code == 855 and january == 2026")
        assert list(plans["plans"]) == [8790]
        line = hnb.answer("own_and_published", "Leicestershire").plans
        assert (line.council.value, line.published.value) == (8790, 8812)
    finally:
        os.environ.pop("HNB_OWN_RECORDS")
        if before is not None:
            os.environ["HNB_OWN_RECORDS"] = before
        files.forget()


@pytest.mark.parametrize("name", sorted(OF_COUNCIL))
def test_records_of_another_authority_are_not_used(name, in_use):
    if question(name).needs_records:
        with pytest.raises(NotPublished, match="Kent.*`hnb council add FILE`") as refusal:
            hnb.answer(name, "Kent")
        assert refusal.value.exit_code == 5
        return
    figures = hnb.answer(name, "Kent").figures
    rest_on = {release for figure in figures for rows in figure.rows for release in rows.releases}
    assert rest_on and not any(map(is_of_council, rest_on))

"""Words of a council's files that a browser, Word or a spreadsheet would take for its own: through
the questions that quote them, into each document.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType
from zipfile import ZipFile

import docx
import pandas as pd
import pikepdf
import pytest
from lxml import etree, html

import hnb
from hnb.papers.blocks import Paper
from hnb.papers.composing.shown import read_shown
from hnb.papers.documents import write_documents
from hnb.questions.plan_funding import charts as plan_charts
from hnb.questions.plan_funding import model as plan_funding
from hnb.questions.plan_funding import text as plan_text
from hnb.questions.survey_answers import model as survey_answers
from hnb.questions.value_for_money import model as value_for_money
from hnb.tables import Tables
from tests.conftest import quick
from tests.questions import own_records
from tests.questions.plan_funding import records as plan_funding_records
from tests.questions.plan_funding import test_model as plan_funding_tests
from tests.questions.survey_answers import records as survey_records
from tests.questions.value_for_money import records as programme_records

SCRIPT = "<script>alert(1)</script>"
PLANTED = (SCRIPT, '"><img src=x onerror=alert(1)>', "=HYPERLINK(1)", "{{ 7 * 7 }} #eval()")
# words of a school, a band, a workstream, an owner, an option and a question of a survey
WORDS = ("Oak School", "A", "Places", "Head of Places", "agree", "We know whom to ask")


def _planted(frames: dict[str, pd.DataFrame], planted: str) -> dict[str, pd.DataFrame]:
    """Frames in which each of the words is another wherever it is."""
    return {
        name: frame.assign(
            **{
                column: frame[column].replace(WORDS, planted)
                for column in frame.select_dtypes(["object", "string"])
            }
        )
        for name, frame in frames.items()
    }


def _results(planted: str) -> dict[str, object]:
    """What three questions answer of records in which words are planted."""
    of_plans = _planted(plan_funding_records.tables(), planted)
    programme = _planted(programme_records.tables(own_records.COUNCIL), planted)
    survey = _planted(survey_records.tables(own_records.COUNCIL), planted)
    leicestershire = hnb.ask("Leicestershire")
    tables = hnb.tables_for("value_for_money", leicestershire)
    own = {(name, "authority"): frame for name, frame in programme.items()}
    return {
        "plan_funding": plan_funding.answer(
            plan_funding_tests.some_tables(of_plans), own_records.ask(), fixed_in="2024-25"
        ),
        "value_for_money": value_for_money.answer(
            Tables({**tables.frames, **own}), leicestershire, programme="Ours"
        ),
        "survey_answers": survey_answers.answer(
            own_records.tables(survey, *survey), own_records.ask()
        ),
    }


def _shown(question: str, result: object) -> Iterator[dict[str, object]]:
    """Every sentence, table and chart that a question makes of its result alone."""
    for part in ("text", "charts"):
        module: ModuleType = import_module(f"hnb.questions.{question}.{part}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            parameters = [*inspect.signature(function).parameters.values()]
            needed = [p for p in parameters if p.default is p.empty]
            is_own = function.__module__ == module.__name__ and not name.startswith("_")
            if not is_own or [p.name for p in needed] != ["result"]:
                continue
            if (output := function(result)) is not None:
                yield output._repr_mimebundle_()
    if question == "plan_funding":
        for split in ("school", "band"):
            yield plan_text.by(result, split)._repr_mimebundle_()
            yield plan_charts.gains(result, split)._repr_mimebundle_()


def _written(folder: Path, bundles: list[dict[str, object]]) -> list[Path]:
    cells = [{"cell_type": "code", "outputs": [{"data": bundle}]} for bundle in bundles]
    notebook = folder / "executed.ipynb"
    notebook.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    blocks = tuple(s.block for s in read_shown(notebook, is_short=False) if s.block)
    paper = Paper("T", "F", date(2026, 12, 1), "C", "A", blocks, "R")
    return write_documents(paper, folder, "paper", ["html", "docx", "pdf"])


@pytest.mark.parametrize("planted", quick(PLANTED, 2))
def test_a_councils_words_are_words_in_every_document(planted, tmp_path):
    bundles = [b for name, result in _results(planted).items() for b in _shown(name, result)]
    in_json = json.dumps(planted)[1:-1]
    assert sum(in_json in json.dumps(bundle, default=str) for bundle in bundles) >= 4
    page, word, pdf = _written(tmp_path, bundles)
    tree = html.document_fromstring(page.read_text("utf-8"))
    assert not tree.xpath("//script | //iframe | //object | //embed | //img[not(@alt)]")
    assert not tree.xpath("//@*[starts-with(name(), 'on')] | //img[@src='x']")
    assert planted in tree.xpath("string(//body)")
    with ZipFile(word) as parts:
        for name in parts.namelist():
            if name.endswith(".xml"):
                xml = etree.fromstring(parts.read(name))
                fields = xml.xpath("//*[local-name()='instrText' or local-name()='fldSimple']")
                assert not any(planted in "".join(field.itertext()) for field in fields)
                assert not xml.xpath("//*[local-name()='script' or local-name()='altChunk']")
    cells = [c.text for t in docx.Document(str(word)).tables for r in t.rows for c in r.cells]
    assert any(planted in cell for cell in cells)
    with pikepdf.open(pdf) as document:
        keys = {
            str(key)
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary)
            for key in item
        }
    assert not keys & {"/JS", "/JavaScript", "/AA", "/OpenAction", "/Launch"}

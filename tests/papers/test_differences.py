"""A difference that does not add up with the numbers printed with it is found, in words and in rows."""

from __future__ import annotations

import json

import pytest

from hnb.figures import MIME, Figure, Rows
from tests.papers.differences import not_adding_up

VALUES = {"a.spend": 73_560_000.0, "a.block": 72_040_000.0, "a.gap_gbp": 1_520_000.0}


def notebook(folder, text, rows=None, *, values=VALUES):
    """An executed notebook that shows one sentence, or one table."""
    where = (Rows("ehc_plans", (), {"la_code": 855}),)
    figures = [Figure(name, value, "gbp", "x", where) for name, value in values.items()]
    block = {"block": "table" if rows else "paragraph", "text": text, "rows": rows}
    block = {name: value for name, value in block.items() if value is not None}
    block["figures"] = [figure.to_json() for figure in figures]
    path = folder / "notebook.ipynb"
    path.write_text(json.dumps({"cells": [{"outputs": [{"data": {MIME: block}}]}]}))
    return path


@pytest.mark.parametrize(("gap", "faults"), [("£1.5 million", 1), ("£1.6 million", 0)])
def test_a_sentence_adds_up_as_it_is_printed(tmp_path, gap, faults):
    text = f"£73.6 million is {gap} more than £72.0 million."
    assert len(list(not_adding_up(notebook(tmp_path, text)))) == faults


def test_a_number_of_the_same_size_is_not_taken_for_the_difference(tmp_path):
    rows = [["spending", "£73.6 million", "£72.0 million", "£1.5 million", "£1.6 million"]]
    assert not list(not_adding_up(notebook(tmp_path, "", rows)))


def test_a_row_is_of_its_own_numbers_alone(tmp_path):
    text = "£73.6 million, £72.0 million and £11.5 million"
    assert not list(not_adding_up(notebook(tmp_path, text)))
    rows = [["spending", "£73.6 million"], ["block", "£72.0 million"], ["gap", "£1.5 million"]]
    assert not list(not_adding_up(notebook(tmp_path, "", rows)))


@pytest.mark.parametrize(("gap", "faults"), [("£1.5 million", 1), ("£1.6 million", 0)])
def test_a_row_adds_up_as_it_is_printed(tmp_path, gap, faults):
    rows = [["spending", "£73.6 million", "£72.0 million", gap]]
    assert len(list(not_adding_up(notebook(tmp_path, "", rows)))) == faults


@pytest.mark.parametrize(("gap", "faults"), [("£8", 1), ("£39", 1), ("£40", 0)])
@pytest.mark.parametrize("turned", [1, -1])
def test_ends_on_either_side_of_zero_are_taken_with_their_signs(tmp_path, gap, faults, turned):
    """£16 and −£24 are £40 apart, however their £15.7 and −£23.6 are."""
    ends = ["£16", "−£24"][::turned]
    values = {"a.own": 15.7, "a.other": -23.6}
    values = dict(list(values.items())[::turned]) | {"a.difference": 39.3 * turned}
    gap = gap if turned > 0 else f"−{gap}"
    book = notebook(tmp_path, "", [["a line", *ends, gap]], values=values)
    assert len(list(not_adding_up(book))) == faults

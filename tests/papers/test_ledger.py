"""What a paper says of corrected values, against the corrections that the sources declare."""

from __future__ import annotations

from pathlib import Path

from hnb.figures import Rows
from hnb.figures.maker import FigureMaker
from hnb.papers.composing.sources import corrected_blocks
from hnb.papers.ledger import Ledger, read_ledger


def test_a_paper_says_what_is_corrected_for_its_authority_alone():
    rows = (Rows("new_plans", ("ehc-plans-2025",), {"la_code": (383, 855)}),)
    figure = FigureMaker("flow").make("started", 357, "plans", "as published", rows=rows)
    _, bullets = corrected_blocks([figure], 383)
    (text,) = bullets.items
    assert "2022: 357 here; the publisher has 6,078 (the figure of the whole region" in text
    assert corrected_blocks([figure], 855) == []
    assert corrected_blocks([], 383) == []


def test_the_folder_that_a_person_is_in_can_be_checked(tmp_path, monkeypatch):
    Ledger(()).write(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert read_ledger(Path()).figures == ()

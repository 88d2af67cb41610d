"""hnb.questions.doubts against the doubts of the held tables, as `hnb doubts` lists them."""

from __future__ import annotations

import hnb
from hnb.questions.doubts import model, text
from hnb.store.doubts import doubts_at


def listed():
    return model.answer(hnb.tables_for("doubts"))


def test_the_known_faults_are_in_the_list():
    rows = {(fault.authority, fault.published.period): fault for fault in listed().faults}
    assert rows["Newham", "January 2025"].doubt.certainty == "certain"
    assert rows["Each authority of Yorkshire and The Humber", "2022"].published.value == 6078
    swapped = rows["Central Bedfordshire", "2024"]
    assert (swapped.published.value, swapped.other.value) == (8246, 4410)
    assert swapped.doubt.rule == "two rows exchanged" and swapped.doubt.corrected
    assert ("Leicestershire", "January 2025") in rows and ("Leicestershire", "January 2026") in rows
    lines = [f for (who, _), f in rows.items() if who == "Warwickshire"]
    assert lines


def test_the_newham_count_and_the_warwickshire_lines_are_doubted():
    doubts = {(d.la_code, d.period, d.rule): d for d in doubts_at()}
    newham = doubts[316, "2025", "it leaps and comes back"]
    assert newham.number in (1199, 924, 96)
    lines = doubts[937, "2021-22", "net spending far above the placement lines"]
    assert round(lines.number / 1e6, 1) == 38.2 and round(lines.other / 1e6, 1) == 59.0


def test_the_list_has_a_row_for_each_fault_and_fits_two_pages():
    result = listed()
    table = text.every_fault(result)
    assert len(table.rows) == len(result.faults) <= 80  # seen on two pages
    order = [fault.doubt.certainty for fault in result.faults]
    assert order == sorted(order, key=("certain", "probable").index)
    assert "authorities" in text.summary(result).text

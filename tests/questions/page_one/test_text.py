"""Page one as printed, against the numbers printed beside each answer, read again from the words."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

import hnb
from hnb.questions.page_one import text
from hnb.questions.page_one.position import Position
from tests.papers.reading import Fault, faults
from tests.questions.page_one.case import EVERYONE, page, printed
from tests.questions.page_one.reread import Printed

AWKWARD = ["Leicestershire", "Newham", "Warwickshire", "City of London", "Isles of Scilly"]
AWKWARD += ["Cumberland", "Isle of Wight", "Camden"]
ORDER = [*AWKWARD, *(name for name in EVERYONE if name not in AWKWARD)]
CASES = [*AWKWARD, *(pytest.param(name, marks=pytest.mark.slow) for name in ORDER[8:])]


@pytest.mark.parametrize("authority", CASES)
def test_each_answer_agrees_with_the_figures_of_its_row(authority):
    rows = printed(authority)
    wrong = {row.question: row.faults for row in rows if row.faults}
    assert len(rows) == 10 and not wrong, rows
    assert not _beside(authority)
    assert len({row.question for row in rows}) == 10
    plain = [fault for row in rows for cell in vars(row).values() for fault in reading_faults(cell)]
    assert not plain


def test_a_new_authority_is_told_the_share_of_the_council_before_it():
    row = next(row for row in printed("Cumberland") if "placements" in row.question)
    assert row.answer.startswith("Not known") and row.figure.startswith("Cumbria, before it: 1")


def test_a_row_that_is_answered_from_the_councils_own_records_says_so():
    row = text.cells(page("Leicestershire").rows[0])
    question, answer, figure, *_ = row
    assert text._with_origin(row) == row
    (value,) = figure.figures
    rows = tuple(replace(behind, releases=("council-2026-11-30",)) for behind in value.rows)
    own = replace(figure, figures=(replace(value, rows=rows),))
    assert text._with_origin((question, answer, own, *row[3:]))[0] == (
        f"{question} (council’s own records)"
    )


def reading_faults(cell: str) -> list[Fault]:
    """Words that no paper may say, and sentences that are too long; a cell may have more numbers."""
    return [fault for fault in faults(cell) if "numbers" not in fault.says]


def test_every_authority_is_tried():
    assert len(ORDER) == len(set(ORDER)) == 153


SHOWN = ("Leicestershire", "Newham", "Hackney", "Warwickshire", "Enfield")
WRONG = {
    "Yes: the highest of 11": "No: the lowest of 11",
    "Up from": "Down from",
    "Yes, just": "No",
    "About the same": "Yes",
    ", but in the middle half: 5th": ": 5th",
    "No, but": "Yes, but",
    "typical neighbour is up": "typical neighbour is down",
    "No: down": "No: up",
    "by more than": "by less than",
    "No: ": "Yes: ",
    "Too early to say": "Perhaps",
    "Yes, in March": "No: a surplus in March",
}


@pytest.mark.parametrize(("right", "wrong"), WRONG.items(), ids=WRONG)
def test_a_wrong_word_is_seen(right, wrong):
    every = [row for name in SHOWN for row in printed(name)]
    rows = [row for row in every if right in " ".join(vars(row).values())]
    assert rows
    for row in rows:
        spoilt = {name: cell.replace(right, wrong) for name, cell in vars(row).items()}
        assert Printed(**spoilt).faults, spoilt


@pytest.mark.parametrize("authority", ["City of London", "Isles of Scilly"])
def test_very_few_plans_are_counted_and_not_judged(authority):
    rows = printed(authority)
    assert page(authority).few
    assert {row.answer.partition(":")[0] for row in rows} <= {"Too few to judge", "Not known"}
    said = " ".join(cell for row in rows for cell in vars(row).values())
    assert not re.search(r"%|per 1,000|highest|lowest|\bUp\b|\bDown\b", said)


STATED = {
    "deficit": {"deficit": "109500000", "year": "2025-26", "in_year": "£45,000,000"},
    "surplus": {"deficit": "-500000", "year": "2025-26", "source": "Cabinet report"},
    "in the year alone": {"in_year": "45000000", "year": "2025-26"},
}
SAYS = {
    "deficit": "Yes, the council says|£109.5 million (council's own figure)|"
    "9 of 10 neighbours in deficit; England 106 of 148|"
    "End of 2025-26. Overspend in 2025-26: £45.0 million (council's own figure). "
    "Published for March 2024, as the neighbours’: a deficit of £32.0 million",
    "surplus": "No, the council says|£500,000 surplus (council's own figure)|"
    "9 of 10 neighbours in deficit; England 106 of 148|"
    "End of 2025-26. Council's source: Cabinet report. "
    "Published for March 2024, as the neighbours’: a deficit of £32.0 million",
    "in the year alone": "Yes, in March 2024|£32.0 million|"
    "9 of 10 neighbours in deficit; England 106 of 148|End of March 2024, the latest used. "
    "Overspend in 2025-26: £45.0 million (council's own figure)",
}


@pytest.mark.parametrize("case", STATED)
def test_what_the_council_states_is_marked_as_its_own(case):
    row = hnb.answer("page_one", "Leicestershire", stated=STATED[case]).rows[3]
    told = [cell if isinstance(cell, str) else cell.text for cell in text.cells(row)]
    assert "|".join(told[1:]) == SAYS[case]


@pytest.mark.parametrize("authority", ["Isle of Wight", "Kent"])
def test_a_change_too_small_to_be_read_is_about_the_same(authority):
    readings = hnb.answer("scorecard", authority).readings
    rows = [Position.of(each, "change") for each in readings if each.indicator.asks_change]
    compared = [row for row in rows if row.standing and not (row.now.own.few or row.now.doubt)]
    alike = [row for row in compared if row.before.own.read == row.now.own.read]
    assert alike
    assert {text.cells(row)[1] for row in alike} == {"About the same"}


MOST_WORDS = 27  # of 80: dates, what is newer and the recommendations are the rest


def _beside(authority: str) -> list[str]:
    """What is wrong with the sentence below the table, and with ranks and captions in it."""
    result, rows = page(authority), printed(authority)
    told = text.how_to_read(result).text
    wrong = [str(fault) for fault in faults(told)]
    if len(told.split()) > MOST_WORDS:
        wrong.append(f"has {len(told.split())} words")
    for row, said in zip(result.rows, rows, strict=True):
        is_doubted = isinstance(row, Position) and bool(row.now.doubt)
        if (is_doubted or result.few) and re.search("highest|lowest", said.answer):
            wrong.append(f"ranks {said.question}")
        if is_doubted and "Caution: " not in said.when:
            wrong.append(f"has no caution: {said.question}")
    for said in rows:
        few = re.search(r"\((\d) of [\d,]+\)", said.when)
        if few and "%" in said.figure:
            wrong.append(f"has a percentage of {few[1]}")
    return wrong


@pytest.mark.parametrize("as_at", ["2022-06-30", "2024-02-13"])
@pytest.mark.parametrize("authority", ["Kent", "Cumberland", "Isles of Scilly"])
def test_a_page_one_of_an_earlier_day_has_an_answer_in_every_row(authority, as_at):
    if authority == "Cumberland" and as_at < "2023":
        pytest.skip("it had not opened")
    table = text.table(hnb.answer("page_one", authority, as_at=as_at))
    assert len(table.rows) >= 6 and all(len(str(row[1])) > 1 for row in table.rows)
    assert table.caption.startswith("Ten") == (len(table.rows) == 10)

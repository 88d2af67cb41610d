"""Twelve questions that a reader with page one alone must be able to answer; the answers were looked
up by hand in the published tables.
"""

from __future__ import annotations

import re

import pytest

from tests.questions.page_one.case import printed
from tests.questions.page_one.reread import Printed

# what is asked, in which row it is answered, and in which cells
WHERE = {
    "Are there more plans than in similar areas?": ("More plans than", "answer"),
    "How many plans are there?": ("More plans than", "figure when"),
    "Did placements cost more than the block?": ("placements cost more", "answer"),
    "In which year was that?": ("placements cost more", "when"),
    "Is spending rising faster than elsewhere?": ("spending rising", "answer"),
    "How large is the deficit, and when?": ("in deficit", "answer figure when"),
    "Are plans on time?": ("On time", "answer figure when"),
    "How many plans next?": ("likely next", "answer"),
    "Has the programme worked?": ("changed the number of plans", "answer figure"),
    "Of which date is the count of plans?": ("More plans than", "when"),
    "What is most unusual here?": ("", ""),  # the last rows
    "What is doubtful, or not known?": ("", ""),  # cautions, and answers that are not known
}
LEICESTERSHIRE = (
    r"^About the same: 7th highest of 11$", r"8,812 plans", r"^Yes, just, in 2021-22$", r"^2021-22",
    r"^About the same this year; slower since 2021-22$", r"Yes.* £32\.0 million .*March 2024",
    r"^No: the lowest of 11 4% .*33 of 772", r"^About 15,400 plans by January 2031",
    r"^Too early to say 6% more plans than expected$", r"January 2026",
    r"wait over a year\? Yes: the highest of 11.*plans end in a year.* No: 2nd lowest", r"^$",
)  # fmt: skip
NEWHAM = (
    r"^No: the lowest of 11$", r"3,639 plans", r"^Not known", r"^2021-22", r"^No: slower$",
    r"Yes.* £12\.7 million .*March 2024", r"^About the same.* 58% .*274 of 476", r"^Not known",
    r"^$", r"January 2026", r"decisions appealed .*Yes: it fell by more.*mainstream schools\? Yes",
    r"More plans.*Did placements.*likely next",
)  # fmt: skip
WARWICKSHIRE = (
    r"^About the same: 5th highest of 11$", r"8,227 plans", r"^Not known", r"^2021-22",
    r"^Yes: faster$", r"Yes.* £33\.2 million .*March 2024", r"^About the same.* 21% .*238 of 1,122",
    r"^About 14,000 plans by January 2031", r"^$", r"January 2026",
    r"decided within six weeks .*No: 3rd lowest.*refused .*No: 4th lowest", r"^Did placements",
)  # fmt: skip
SCILLY = (
    r"^Too few to judge$", r"15 plans", r"^Too few to judge$", r"^–$", r"^Too few to judge$",
    r"^Not known: no deficit or surplus is published", r"^Too few to judge 1 of 1 plan", r"^Too few to judge$",
    r"^$", r"January 2026", r"Too few to judge", r"^Is spending rising.*Is the dedicated schools grant in deficit",
)  # fmt: skip
ANSWERS = {
    "Leicestershire": LEICESTERSHIRE,
    "Newham": NEWHAM,
    "Warwickshire": WARWICKSHIRE,
    "Isles of Scilly": SCILLY,
}
CASES = [
    (authority, question, answer)
    for authority, answers in ANSWERS.items()
    for question, answer in zip(WHERE, answers, strict=True)
]


def _read(rows: tuple[Printed, ...], question: str) -> str:
    """What a reader finds who looks for the answer to a question; nothing where no row has it."""
    if question == "What is most unusual here?":
        return " ".join(f"{row.question} {row.answer}" for row in rows[-4:])
    if question == "What is doubtful, or not known?":
        doubtful = (row.question for row in rows if re.search("Caution|Not known", _all(row)))
        return " ".join(doubtful)
    asks, cells = WHERE[question]
    row = next((row for row in rows if asks in row.question), None)
    return " ".join(getattr(row, cell) for cell in cells.split()) if row else ""


def _all(row: Printed) -> str:
    return " ".join(vars(row).values())


@pytest.mark.parametrize(("authority", "question", "answer"), CASES)
def test_page_one_answers_the_question(authority, question, answer):
    told = _read(printed(authority), question)
    assert re.search(answer, told), told

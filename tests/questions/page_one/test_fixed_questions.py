"""Twelve questions that a reader of the text of page one must be able to answer: the answers are
worked out from the published tables without the models, but for one that is known by hand.
"""

from __future__ import annotations

import pytest

from tests.questions.page_one.answered import QUESTIONS, expected, read
from tests.questions.page_one.case import printed
from tests.questions.page_one.reread import Printed

ASKED = {"Leicestershire": 855, "Newham": 316, "Warwickshire": 937, "Isles of Scilly": 420}
LEAST_RIGHT = 11


def _right(rows: tuple[Printed, ...], la_code: int) -> dict[str, tuple[object, object]]:
    """By question that is answered wrongly, what is read and what is expected."""
    told, tables = read(rows), expected(la_code)
    return {name: (told[name], tables[name]) for name in QUESTIONS if told[name] != tables[name]}


@pytest.mark.parametrize("authority", ASKED)
def test_page_one_answers_twelve_questions_as_the_published_tables_do(authority):
    wrong = _right(printed(authority), ASKED[authority])
    assert len(QUESTIONS) == 12
    assert len(QUESTIONS) - len(wrong) >= LEAST_RIGHT, wrong


def test_the_page_of_another_authority_answers_few_of_them():
    wrong = _right(printed("Warwickshire"), ASKED["Leicestershire"])
    assert len(QUESTIONS) - len(wrong) <= 3

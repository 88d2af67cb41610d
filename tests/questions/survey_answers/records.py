"""A survey's protected tables by hand: 100 of 200 schools answered, and 40 others."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from tests.questions.own_records import DAY, WITHHELD, rows_of

KNOW, TOOLKIT, WISH = "We know whom to ask", "The toolkit is useful", "What would help most?"
LIST, ELSE, EVERY = "schools on the list", "everybody else", "all answers"
ASKED_AND_ANSWERED = {
    (EVERY, EVERY): (200, 100),
    ("phase", "primary"): (150, 60),
    ("phase", "secondary"): (50, 40),
    ("size", "larger than half of its phase"): (100, 50),
    ("size", "smaller than half of its phase"): (100, 50),
    ("type", "academy"): (120, 60),
    ("type", "maintained school"): (80, WITHHELD),
}
ANSWERS = {
    (LIST, KNOW): {"agree": 60, "disagree": 40},
    (LIST, TOOLKIT): {
        "agree": 20, "don't know": 10, "neither agree nor disagree": 20, "strongly agree": 10,
        "strongly disagree or disagree": 40,
    },
    (ELSE, KNOW): {"yes": 30, "no": 10},
}  # fmt: skip
# by question and answer: estimate, low and high of these schools, low and high of more
ESTIMATES = {
    (KNOW, "agree"): (57, 50, 64, 45, 69),
    (KNOW, "disagree"): (43, 36, 50, 31, 55),
    (TOOLKIT, "agree"): (22, 16, 29, 14, 33),
    (TOOLKIT, "don't know"): (9, 5, 15, 4, 17),
    (TOOLKIT, "neither agree nor disagree"): (20, 15, 26, 13, 30),
    (TOOLKIT, "strongly agree"): (11, 7, 17, 6, 19),
    (TOOLKIT, "strongly disagree or disagree"): (38, 31, 45, 28, 50),
    (TOOLKIT, "strongly agree or agree"): (33, 27, 40, 24, 43),
}
POINTS = ("estimate", "low", "high", "low, of more schools", "high, of more schools")


def _response() -> Iterator[tuple[object, ...]]:
    for (split, category), (asked, answered) in ASKED_AND_ANSWERED.items():
        silent = WITHHELD if answered is None else asked - answered
        yield DAY, split, category, "asked", asked
        yield DAY, split, category, "answered", answered
        yield DAY, split, category, "did not answer", silent
    yield DAY, "phase", "16 plus", "taken as not asked", 14


def _answers() -> Iterator[tuple[object, ...]]:
    for (audience, question), counts in ANSWERS.items():
        yield DAY, audience, question, EVERY, sum(counts.values())
        for answer, count in counts.items():
            yield DAY, audience, question, answer, count
    yield DAY, LIST, WISH, "in their own words", 35


def _estimates() -> Iterator[tuple[object, ...]]:
    for (question, answer), values in ESTIMATES.items():
        for point, value in zip(POINTS, values, strict=True):
            yield DAY, question, answer, point, float(value)
    for question in (KNOW, TOOLKIT):
        yield DAY, question, EVERY, "lost to weighting", 4.0


def tables(release: str) -> dict[str, pd.DataFrame]:
    """The four tables."""
    respondents = [
        (DAY, EVERY, EVERY, 140),
        (DAY, "role", "headteacher", 60),
        (DAY, "role", "SENCO", 40),
        (DAY, "role", "parent", 40),
    ]
    rows = {
        "response": _response(),
        "respondents": respondents,
        "answers": _answers(),
        "estimates": _estimates(),
    }
    return {
        f"council_survey_{name}": rows_of(f"council_survey_{name}", of_table, release)
        for name, of_table in rows.items()
    }

"""Page one of an authority, as it is printed."""

from __future__ import annotations

from functools import cache

import hnb
from hnb.questions.page_one import text
from hnb.questions.page_one.model import PageOne
from tests.questions.page_one.reread import Printed

NAMED = {"Leicestershire": {"programme": "TSIL", "start_year": 2023}}


@cache
def page(authority: str) -> PageOne:
    """What the model says, with the programme where one is named."""
    return hnb.answer("page_one", authority, **NAMED.get(authority, {}))


@cache
def printed(authority: str) -> tuple[Printed, ...]:
    """Its rows."""
    return tuple(Printed(*row) for row in text.table(page(authority)).cells())

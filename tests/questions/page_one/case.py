"""Page one of an authority, as it is printed."""

from __future__ import annotations

from functools import cache

import hnb
from hnb.comparison.counts import Counts
from hnb.domain import areas
from hnb.questions.page_one import model, text
from hnb.questions.page_one.model import PageOne
from tests.papers.shared import shared
from tests.questions.page_one.reread import Printed

NAMED = {"Leicestershire": {"programme": "TSIL", "start_year": 2023}}
EVERYONE = [authority.name for authority in areas.current()]


@cache
def counts() -> Counts:
    """What every authority's page one reads, read once for all of them."""
    return Counts(hnb.tables_for("page_one"))


@cache
def page(authority: str) -> PageOne:
    """What the model says, with the programme where one is named."""
    with shared():  # growth is learned from all authorities alike
        return model.answer(counts(), hnb.ask(authority), **NAMED.get(authority, {}))


@cache
def printed(authority: str) -> tuple[Printed, ...]:
    """Its rows."""
    return tuple(Printed(*row) for row in text.table(page(authority)).cells())

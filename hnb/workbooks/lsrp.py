"""The tables of a Local SEND Reform Plan, filled as far as published figures go."""

from __future__ import annotations

from hnb.questions.medium_term.projection import project
from hnb.questions.medium_term.scenarios import Scenario
from hnb.questions.medium_term.start import Start
from hnb.workbooks.assumptions import assumptions
from hnb.workbooks.counts import count_grid
from hnb.workbooks.definition import settings
from hnb.workbooks.writer import Sheet, Workbook


def lsrp(start: Start, scenario: Scenario) -> Workbook:
    """The tables by January and calendar year, under a scenario."""
    definition, projection = settings(), project(start, scenario)
    title = definition.title.format(authority=start.ask.authority.name)
    sheets = [
        Sheet(
            f"Table {table.number}",
            f"{table.number} {table.title}",
            [count_grid(projection, table, definition.years)],
        )
        for table in definition.tables
    ]
    return Workbook(title, [assumptions(title, projection, definition.seen), *sheets])

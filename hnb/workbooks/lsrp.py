"""The tables of a Local SEND Reform Plan, filled as far as published figures go."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from hnb.domain import paths
from hnb.domain.definitions import checked, read_yaml
from hnb.questions.medium_term.projection import project
from hnb.questions.medium_term.scenarios import Scenario
from hnb.questions.medium_term.start import Start
from hnb.workbooks.assumptions import assumptions
from hnb.workbooks.counts import CountTable, count_grid
from hnb.workbooks.writer import Sheet, Workbook


class Settings(BaseModel):
    """What `reports/settings/lsrp.yml` says: the title, what has been `seen` of the template, the
    years, and the tables.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    seen: str
    years: tuple[int, ...]
    tables: tuple[CountTable, ...]


def settings() -> Settings:
    """The settings, checked.

    Raises
    ------
    ParameterError
        A key or a column is not known (the nearest is named), or a value cannot be used.
    """
    path = paths.reports() / "settings" / "lsrp.yml"
    return checked(Settings, read_yaml(path), file=path.name)


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

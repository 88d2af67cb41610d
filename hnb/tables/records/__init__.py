"""Tables of the council's files that answer a forum's own questions, a module for each question."""

from __future__ import annotations

from hnb.tables.records import (
    actions,
    funding,
    indicators,
    late_concessions,
    programme,
    statements,
    survey,
)
from hnb.tables.schema import Table

TABLES: tuple[Table, ...] = (
    *programme.TABLES,
    *indicators.TABLES,
    *funding.TABLES,
    *late_concessions.TABLES,
    *survey.TABLES,
    *statements.TABLES,
    *actions.TABLES,
)

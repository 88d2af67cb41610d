"""What page one says below its table: as at when its figures are, and whether newer ones exist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hnb.domain import periods
from hnb.figures import Rows
from hnb.tables import table

# what a sentence calls the figures of a table, and what they are as at
AS_AT = {
    "ehc_plans": "plans, {} census",
    "net_high_needs": "net spending, {} outturn",
    "dsg_blocks": "block, {}",
}


def as_at_sentence(rows: Iterable[Rows]) -> str:
    """As at when the figures of a page are, of each kind that it quotes; empty where it quotes
    none.
    """
    latest: dict[str, str] = {}
    for part in rows:
        if period := _latest_period(part):
            latest[part.table] = max(period, latest.get(part.table, ""))
    named = [
        words.format(_written(name, latest[name]))
        for name, words in AS_AT.items()
        if name in latest
    ]
    return f"Figures as at: {'; '.join(named)}." if named else ""


def _latest_period(part: Rows) -> str:
    """The latest period of rows; empty where they are of no one table of `AS_AT`, or of any."""
    column = str(table(part.table).period) if part.table in AS_AT else ""
    where: Mapping[str, object] = part.where
    value = where.get(column, "")
    return max(map(str, value)) if isinstance(value, tuple | list) else str(value)


def _written(name: str, period: str) -> str:
    """A period as a sentence has it: `January 2025`, `2024-25`, `2024`."""
    kind = str(table(name).period)
    return periods.write_period(kind, periods.start_year(period))

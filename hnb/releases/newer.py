"""What a paper says of later figures than its own, those that exist and are not held and those that
are due; nothing once they are held.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from hnb.domain.words import capitalised, listed
from hnb.releases.calendar import Later, due, later

MOST_NAMED = 2  # figures in one sentence
Where = Mapping[str, object]
RowsOf = Iterable[tuple[str, Where]]  # a table, and which of its rows a Figure rests on


def newer_items(today: date, rows: RowsOf, as_at: date | None = None) -> list[str]:
    """A line for each publication whose later edition exists, and for each that is due.

    Parameters
    ----------
    today : date
        The day of the paper.
    rows : iterable of (str, mapping)
        The table, and the keys, of the rows that the paper's Figures rest on.
    as_at : date, optional
        The day by which the paper's figures had been published.
    """
    by_table = _by_table(rows)
    entries = [entry for entry in later(today, as_at) if _is_rested_on(entry, by_table)]
    items = [item for group in published_items(entries).values() for item in group]
    return items + [
        f"{publication.publication}: next due in {day:%B %Y}."
        for day, _, publication in due(today)
        if by_table.keys() & publication.tables.keys()
    ]


def published_items(entries: Iterable[Later]) -> dict[str, list[str]]:
    """Lines on later figures that exist, by the short name of the publication."""
    items: dict[str, list[str]] = {}
    for group in _grouped(entries):
        items.setdefault(group[0].name, []).append(_published(group))
    return items


def newer_sentence(today: date, rows: RowsOf, as_at: date | None = None) -> str:
    """A sentence on the later figures that are known to exist, for what a page rests on, or on
    those that are due next.

    Parameters
    ----------
    today, rows, as_at
        As `newer_items`.
    """
    by_table = _by_table(rows)
    entries = [entry for entry in later(today, as_at) if _is_rested_on(entry, by_table)]
    groups = _grouped(entry for entry in entries if entry.is_known)
    named = [f"{group[0].brought.words} to {group[0].latest_period}" for group in groups]
    if len(named) > MOST_NAMED:
        named[MOST_NAMED:] = ["others"]
    if named:
        return f"Newer figures exist: {listed(named)}."
    next_due = [day for day, _, publication in due(today) if by_table.keys() & publication.tables]
    if not next_due:
        return ""
    return f"No newer figures are known; the next are due in {next_due[0]:%B %Y}."


def _by_table(rows: RowsOf) -> dict[str, list[Where]]:
    """The rows that are meant, by their table."""
    by_table: dict[str, list[Where]] = {}
    for name, where in rows:
        by_table.setdefault(name, []).append(where)
    return by_table


def _is_rested_on(entry: Later, by_table: Mapping[str, Sequence[Where]]) -> bool:
    """Whether any of the rows are of a table, and of the part of it that is meant."""
    return any(_is_meant(entry, where) for where in by_table.get(entry.table, ()))


def _is_meant(entry: Later, where: Where) -> bool:
    for column, word in entry.brought.only.items():
        words = where.get(column, word)
        if word not in (words if isinstance(words, tuple | list) else (words,)):
            return False
    return True


def _grouped(entries: Iterable[Later]) -> list[list[Later]]:
    """Entries of one publication and the same periods together."""
    groups: dict[tuple[str, str, str], list[Later]] = {}
    for entry in entries:
        groups.setdefault((entry.name, entry.period, entry.period_held), []).append(entry)
    return list(groups.values())


def _published(group: Sequence[Later]) -> str:
    first = group[0]
    words = [entry.brought.words for entry in group]
    return (
        f"{first.publication.publication}, {first.when}: {listed(words)} of {first.period}. "
        f"{capitalised(first.period_held)} is the latest available here."
    )

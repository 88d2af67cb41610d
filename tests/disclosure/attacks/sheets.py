"""What papers print, as cells: shown with a value, or withheld."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from hnb.tables import table

Key = tuple[str, ...]  # the table's name, then its key columns as text, without the authority


@dataclass(frozen=True)
class Cell:
    """A cell of one edition: editions are what was let out at a time, with a name each."""

    edition: str
    key: Key

    def __str__(self) -> str:
        return f"{self.key[0]}: {', '.join(self.key[1:])} (edition {self.edition})"


@dataclass
class Sheet:
    """Every cell of one edition: its number, or None where the reader sees a c."""

    edition: str
    cells: dict[Key, float | None] = field(default_factory=dict)

    def of(self, name: str, *parts: str | None) -> Iterator[tuple[Key, Key]]:
        """Cells of a table whose key columns are these (None: anything), and their free columns."""
        for key in self.cells:
            if key[0] != name or len(key) - 1 != len(parts):
                continue
            pairs = list(zip(key[1:], parts, strict=True))
            if all(want is None or want == have for have, want in pairs):
                yield key, tuple(have for have, want in pairs if want is None)


def counts_children(name: str) -> bool:
    """Whether a table's cells are counts of children (and not money, averages or weeks)."""
    return table(name).columns[value_number(name)].name not in (
        "amount_gbp",
        "average_gbp",
        "weeks",
        # of the forum's own questions; an indicator that is a share is told apart by its values
        "aimed_at",
        "annual_rate_gbp",
        "hours_a_week",
        "late_cost_gbp",
        "percent",
        "programme_gbp",
        "share_percent",
        "support_a_week_gbp",
        "times_cost",
        "weeks_beyond",
    )


def value_number(name: str) -> int:
    """The place of the value among a table's columns: the first that is no key."""
    spec = table(name)
    for number, column in enumerate(spec.columns):
        if column.name not in spec.key:
            return number
    raise AssertionError(name)


def key_columns(name: str) -> list[str]:
    """The key columns of a table without the authority."""
    return [column for column in table(name).key if column != "la_code"]


def sheets(protected: Path) -> dict[str, Sheet]:
    """What every paper of a council could print, by edition: its own tables, cell by cell.

    A paper prints some of these; an attacker who has them all has every paper.
    """
    found: dict[str, Sheet] = {}
    for file in sorted(protected.glob("*.csv")):
        if file.name == "MANIFEST.csv":
            continue
        frame = pd.read_csv(file, dtype=str, keep_default_na=False)
        value = table(file.stem).columns[value_number(file.stem)].name
        columns = key_columns(file.stem)
        for row in frame.to_dict("records"):
            key = (file.stem, *(row[column] for column in columns))
            sheet = found.setdefault(row["release"], Sheet(row["release"]))
            sheet.cells[key] = float(row[value]) if row[value] else None
    return found


def rounded(sheet: Sheet, digits: Mapping[str, int]) -> Sheet:
    """The same edition with amounts as papers print them, not as they are stored."""
    cells = {
        key: value if value is None or key[0] not in digits else round(value, digits[key[0]])
        for key, value in sheet.cells.items()
    }
    return Sheet(sheet.edition, cells)

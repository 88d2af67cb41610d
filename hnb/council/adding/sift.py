"""Rows of a file read by a mapping, and parted into those that are accepted and those that are
not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.council.checks import DUPLICATE, Known, checks_of, columns_seen, hindrance
from hnb.council.definition import ColumnMapping, Layout
from hnb.council.extracts import REJECTED, ROW, ROWS, typed
from hnb.council.files import RawRows
from hnb.council.values import read_values, without_formulas

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

EMPTY = "empty, and needed in every row"
UNEVEN = "something stands under no heading"
REASONS, EXTRA = "reasons", "under no heading"
HUNDREDTHS_OF_A_PENNY = 10_000
_QUIET = Known(date.min, lambda name, columns: _nothing(columns))


@dataclass
class Faults:
    """Rows by what is wrong with them: a column, a reason, and whether the row is left out."""

    rows: dict[tuple[str, str, bool], list[np.ndarray]] = field(default_factory=dict)

    def add(self, column: str, reason: str, numbers: pd.Index, *, rejects: bool) -> None:
        """Note rows with a fault by their numbers in the file."""
        if len(numbers):
            self.rows.setdefault((column, reason, rejects), []).append(numbers.to_numpy())

    def each_kind(self, *, rejects: bool) -> Iterator[tuple[str, str, np.ndarray]]:
        """Column, reason and numbers of rows, the commonest fault first."""
        import numpy as np

        kinds = [
            (column, reason, np.concatenate(parts))
            for (column, reason, leaves_out), parts in self.rows.items()
            if leaves_out == rejects
        ]
        yield from sorted(kinds, key=lambda kind: -len(kind[2]))

    def counts(self, *, rejects: bool) -> dict[str, int]:
        """How many rows have each fault, in words."""
        return {
            in_words(column, reason): len(rows)
            for column, reason, rows in self.each_kind(rejects=rejects)
        }


@dataclass
class Sifted:
    """What became of a file's rows.

    Parameters
    ----------
    rows, accepted, rejected : int
        How many there were, and what became of them.
    faults : Faults
        What was wrong.
    sums : mapping
        By column, what its readable amounts add up to, in hundredths of a penny.
    references : list of arrays
        Fingerprints of the references that are counted.
    """

    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    faults: Faults = field(default_factory=Faults)
    sums: dict[str, int] = field(default_factory=dict)
    references: list[np.ndarray] = field(default_factory=list)


def sift(parts: Iterable[RawRows], defined: Layout, mapping: ColumnMapping, target: Path) -> Sifted:
    """Write accepted and rejected rows to a folder, a part at a time.

    Parameters
    ----------
    parts : iterable of RawRows
        The file.
    defined : Layout
        Its layout.
    mapping : ColumnMapping
        Which heading is which column.
    target : Path
        An empty folder: `rows.csv` with our columns, and `rejected.csv` with the rows as they came,
        their numbers and reasons.
    """
    sifted = Sifted()
    seen: list[np.ndarray] = []
    for part in parts:
        values = _values(part, defined, mapping, sifted.faults)
        _add_up(values, defined, sifted)
        reasons = _reasons(part, values, defined, sifted.faults, seen)
        is_first = sifted.rows == 0
        accepted = values.frame[reasons == ""]
        _write_accepted(accepted, defined, target / ROWS, is_first=is_first)
        _write_rejected(part, reasons, target / REJECTED, is_first=is_first)
        sifted.rows += len(reasons)
        sifted.rejected += len(reasons) - len(accepted)
    sifted.accepted = sifted.rows - sifted.rejected
    return sifted


def counted(defined: Layout, columns: Iterable[str]) -> str:
    """The column whose distinct values are counted: children where there is one."""
    present = [name for name in columns if defined.columns[name].personal == "reference"]
    first = ("child", "person", *defined.key)
    return next((name for name in first if name in present), "")


def fingerprints(text: pd.Series) -> np.ndarray:
    """One number for each value, alike for like values; none for what is empty."""
    import pandas as pd

    present = text[text != ""]
    return pd.util.hash_pandas_object(present, index=False).to_numpy()


def hundredths(text: pd.Series) -> int:
    """What plain numbers add up to, in hundredths of a penny."""
    import pandas as pd

    numbers = pd.to_numeric(text[text != ""]).astype("float64")
    return int((numbers * HUNDREDTHS_OF_A_PENNY).round().astype("int64").sum())


@dataclass(frozen=True)
class _Values:
    """A part of a file in our columns: plain text, and why some of it could not be read."""

    frame: pd.DataFrame
    reasons: Mapping[str, pd.Series]


def _values(part: RawRows, defined: Layout, mapping: ColumnMapping, faults: Faults) -> _Values:
    import pandas as pd

    values, reasons = {}, {}
    for name, heading in mapping.columns.items():
        column = defined.columns[name]
        text, why = read_values(part.frame[heading.strip()], column, mapping.codes.get(name))
        if column.required:
            is_told = text.index.isin(list(part.faults))
            why = why.mask((text == "") & (why == "") & ~is_told, EMPTY)
        values[name] = text
        is_wrong = why != ""
        if is_wrong.any():
            reasons[name] = why
            for reason, rows in why[is_wrong].groupby(why[is_wrong]):
                faults.add(name, str(reason), rows.index, rejects=True)
    return _Values(pd.DataFrame(values), reasons)


def _add_up(values: _Values, defined: Layout, sifted: Sifted) -> None:
    for name in defined.sums:
        if name in values.frame:
            sifted.sums[name] = sifted.sums.get(name, 0) + hundredths(values.frame[name])
    if name := counted(defined, values.frame.columns):
        sifted.references.append(fingerprints(values.frame[name].drop_duplicates()))


def _reasons(
    part: RawRows, values: _Values, defined: Layout, faults: Faults, seen: list[np.ndarray]
) -> pd.Series:
    """Why rows are left out, in words; empty where a row is accepted."""
    import pandas as pd

    frame = values.frame
    reasons = pd.Series("", index=frame.index, dtype="str")
    for name, why in values.reasons.items():
        reasons = reasons.mask(why != "", reasons + f"{name}: " + why + "; ")

    def leave_out(numbers: pd.Index, column: str, reason: str) -> None:
        faults.add(column, reason, numbers, rejects=True)
        reasons[numbers] += f"{in_words(column, reason)}; "

    if part.uneven:
        leave_out(pd.Index(list(part.uneven)), "", UNEVEN)
    for reason in sorted(set(part.faults.values())):
        rows_with_it = [number for number, why in part.faults.items() if why == reason]
        leave_out(pd.Index(rows_with_it), "", reason)
    for check in checks_of(defined, rejects=True).values():
        if not hindrance(check, frame.columns, ()):
            names = columns_seen(check, frame.columns)
            rows = {name: typed(frame[name], defined.columns[name]) for name in names}
            for fault in check.run(pd.DataFrame(rows), _QUIET):
                wrong = fault.rows.fillna(False).astype(bool) & (reasons == "")
                leave_out(frame.index[wrong], fault.column, fault.reason)
    if "duplicate_key" in defined.checks:
        again = _repeated(frame[reasons == ""], defined, seen)
        leave_out(again, ", ".join(defined.key), DUPLICATE)
    return reasons.str.removesuffix("; ")


def _repeated(frame: pd.DataFrame, defined: Layout, seen: list[np.ndarray]) -> pd.Index:
    """Rows whose key came before; where the file lacks a part of the key, rows that are the same in
    all that it has.
    """
    import numpy as np
    import pandas as pd

    is_whole = set(defined.key) <= set(frame.columns)
    names = list(defined.key) if is_whole else list(frame.columns)
    keys = pd.util.hash_pandas_object(frame[names], index=False)
    again = keys.duplicated().to_numpy()
    if seen:
        again = again | np.isin(keys.to_numpy(), np.concatenate(seen))
    seen.append(keys.to_numpy()[~again])
    return frame.index[again]


def _write_accepted(frame: pd.DataFrame, defined: Layout, file: Path, *, is_first: bool) -> None:
    safe = frame.copy()
    for name in safe:
        if defined.columns[str(name)].kind in ("text", "reference", "postcode"):
            safe[name] = without_formulas(safe[name])
    safe.index.name = ROW
    safe.to_csv(file, mode="a", header=is_first, encoding="utf-8", lineterminator="\n")


def _write_rejected(part: RawRows, reasons: pd.Series, file: Path, *, is_first: bool) -> None:
    import pandas as pd

    rows = part.frame[reasons != ""]
    extra = pd.Series(dict(part.uneven), dtype="str").reindex(rows.index).fillna("")
    head = pd.DataFrame({ROW: rows.index, REASONS: reasons[rows.index].array}, index=rows.index)
    # a CR alone would end the row for some readers
    safe = rows.apply(lambda text: without_formulas(text.str.replace(r"\r\n?", "\n", regex=True)))
    safe.columns = pd.Index([without_formula(str(name)) for name in rows])
    whole = pd.concat([head, without_formulas(extra).rename(EXTRA), safe], axis=1)
    whole.to_csv(
        file, mode="a", header=is_first, index=False, encoding="utf-8", lineterminator="\n"
    )


def without_formula(text: str) -> str:
    """`without_formulas` of one text, such as a heading."""
    import pandas as pd

    return str(without_formulas(pd.Series([text], dtype="str"))[0])


def in_words(column: str, reason: str) -> str:
    """A fault in words: its column, where it has one, and the reason."""
    return f"{column}: {reason}" if column else reason


def _nothing(columns: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({name: pd.Series(dtype="str") for name in columns})

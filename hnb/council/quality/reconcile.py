"""Rows, sums and distinct references of a file against those written, counted anew from the files
that were written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.council.adding.sift import HUNDREDTHS_OF_A_PENNY, Sifted, counted, fingerprints, hundredths
from hnb.council.definition import ColumnMapping, Layout
from hnb.council.extracts import REJECTED, ROW, ROWS
from hnb.council.values import read_values, with_formulas
from hnb.domain.errors import HnbError, Place

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_ADDED_COLUMNS = 3  # before the file's own in rejected.csv
_ROWS = 100_000


@dataclass(frozen=True)
class Line:
    """One line of a reconciliation: what the file has, and what was accepted and rejected of it.

    Of distinct references, those among rejected rows alone are `rejected`.
    """

    of: str
    file: str
    accepted: str
    rejected: str

    @property
    def in_words(self) -> tuple[str, ...]:
        """What the file has, and what was accepted and rejected, as a person reads it."""
        pound = "£" if self.of.endswith("_gbp") else ""
        return tuple(
            f"{pound}{Decimal(text):,}" for text in (self.file, self.accepted, self.rejected)
        )


@dataclass
class _Written:
    """What one of the written files holds."""

    rows: int
    sums: dict[str, int]
    references: np.ndarray


def reconcile(
    sifted: Sifted,
    defined: Layout,
    mapping: ColumnMapping,
    headings: Sequence[str],
    *,
    folder: Path,
    file: str,
) -> tuple[Line, ...]:
    """The lines of a reconciliation, all of which agree.

    Parameters
    ----------
    sifted : Sifted
        What was counted while the file was read.
    defined, mapping : Layout, ColumnMapping
        What the file is.
    headings : sequence of str
        Of the file.
    folder : Path
        It has `rows.csv` and `rejected.csv`.
    file : str
        Named in an error.

    Raises
    ------
    HnbError
        They do not agree, which is a fault of `hnb`.
    """
    import numpy as np

    accepted = _accepted(defined, mapping, folder / ROWS)
    rejected = _rejected(defined, mapping, list(headings), folder / REJECTED)
    lines = [_line("rows", sifted.rows, accepted.rows, rejected.rows)]
    for name, total in sifted.sums.items():
        parts = (total, accepted.sums[name], rejected.sums[name])
        lines.append(_line(name, *parts, per=HUNDREDTHS_OF_A_PENNY))
    name = counted(defined, mapping.columns)
    if name:
        whole = np.unique(np.concatenate([*sifted.references, np.array([], "uint64")]))
        alone = np.setdiff1d(rejected.references, accepted.references)
        parts = (len(whole), len(accepted.references), len(alone))
        lines.append(_line(f"distinct {name}", *parts))
    if wrong := [line.of for line in lines if not _agrees(line)]:
        raise HnbError(
            Place(file=file),
            found=f"{wrong[0]} in the file are not those accepted and rejected",
            expected="them to agree; this is a fault of hnb, please report it",
            after="Nothing was taken in.",
        )
    return tuple(lines)


def _line(of: str, file: int, accepted: int, rejected: int, per: int = 1) -> Line:
    return Line(of, *(_written(number, per) for number in (file, accepted, rejected)))


def _written(number: int, per: int) -> str:
    """A number as text, exact: pounds with pennies, and what is smaller where there is any."""
    if per == 1:
        return str(number)
    sign, (whole, rest) = "-" if number < 0 else "", divmod(abs(number), per)
    digits = f"{rest:04d}"
    return f"{sign}{whole}.{digits.removesuffix('00') if digits.endswith('00') else digits}"


def _agrees(line: Line) -> bool:
    from decimal import Decimal

    return Decimal(line.file) == Decimal(line.accepted) + Decimal(line.rejected)


def _accepted(defined: Layout, mapping: ColumnMapping, file: Path) -> _Written:
    written = _Written(0, dict.fromkeys(_sums(defined, mapping), 0), _nothing())
    name = counted(defined, mapping.columns)
    for frame in _frames(file, [ROW, *written.sums, *([name] if name else [])]):
        written.rows += len(frame)
        for column in written.sums:
            written.sums[column] += hundredths(frame[column])
        if name:
            _note(written, with_formulas(frame[name]))
    return written


def _rejected(defined: Layout, mapping: ColumnMapping, headings: list[str], file: Path) -> _Written:
    written = _Written(0, dict.fromkeys(_sums(defined, mapping), 0), _nothing())
    name = counted(defined, mapping.columns)
    for frame in _frames(file):
        written.rows += len(frame)
        for column in {*written.sums, *([name] if name else [])}:
            place = _ADDED_COLUMNS + headings.index(mapping.columns[column].strip())
            text = with_formulas(frame.iloc[:, place])
            values, _ = read_values(text, defined.columns[column], mapping.codes.get(column))
            if column in written.sums:
                written.sums[column] += hundredths(values)
            if column == name:
                _note(written, values)
    return written


def _sums(defined: Layout, mapping: ColumnMapping) -> list[str]:
    return [name for name in defined.sums if name in mapping.columns]


def _note(written: _Written, references: pd.Series) -> None:
    import numpy as np

    written.references = np.union1d(written.references, fingerprints(references.drop_duplicates()))


def _nothing() -> np.ndarray:
    import numpy as np

    return np.array([], "uint64")


def _frames(file: Path, columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
    import pandas as pd

    wanted = None if columns is None else list(dict.fromkeys(columns))
    with pd.read_csv(
        file, usecols=wanted, dtype="str", keep_default_na=False, chunksize=_ROWS
    ) as frames:
        yield from frames

"""What has been taken in: each extract's record, and its accepted rows by kind."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.council.definition import Layout, LayoutColumn
from hnb.council.files import checksum
from hnb.council.values import with_formulas
from hnb.domain.errors import DamagedError, Place

if TYPE_CHECKING:
    import pandas as pd

RECORD, ROWS, REJECTED = "extract.json", "rows.csv", "rejected.csv"
ROW = "file_row"  # of rows.csv: the number of the row in the council's file


@dataclass(frozen=True)
class Extract:
    """The record of one file, or one table of it, that was taken in (`extract.json`).

    Parameters
    ----------
    layout, as_at : str, date
        What its rows are, and the day that they are of.
    la_code : int
        Whose rows they are.
    file, table : str
        The file's name, and the sheet or table in it.
    sha256, rows_sha256 : str
        Checksums of the file, and of `rows.csv`.
    added : datetime
        When it was taken in.
    rows, accepted, rejected : int
        Rows of the file, and what became of them.
    children, children_accepted : int, optional
        Distinct references before and after; none where rows are about nobody.
    sums : mapping
        Of each column that is added up, in pounds or its unit: `file`, `accepted`, `rejected`.
    first, last : date, optional
        The first and the last day of the column that says what time a row is of.
    reasons, warnings : mapping
        How many rows were rejected, or only noted, by reason.
    not_run : mapping
        Checks that could not run, and why.
    replaces : tuple of str
        Names of those of which it takes the place: from when it is there they do not count, though
        a stop came before they were deleted.
    """

    layout: str
    as_at: date
    la_code: int
    file: str
    sha256: str
    added: datetime
    rows: int
    accepted: int
    rejected: int
    table: str = ""
    rows_sha256: str = ""
    children: int | None = None
    children_accepted: int | None = None
    sums: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None
    reasons: Mapping[str, int] = field(default_factory=dict)
    warnings: Mapping[str, int] = field(default_factory=dict)
    not_run: Mapping[str, str] = field(default_factory=dict)
    replaces: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its folder's name."""
        return f"{self.as_at}-{self.sha256[:8]}"

    @property
    def not_checked(self) -> dict[str, str]:
        """Checks that could not run, as a person reads them, and why."""
        return {check.replace("_", " "): why for check, why in self.not_run.items()}

    @property
    def report(self) -> str:
        """The name of its quality report, without an ending."""
        return f"{self.layout}-{self.name}"

    def to_json(self) -> str:
        """Its text in `extract.json`."""
        return json.dumps(asdict(self), indent=1, default=str) + "\n"


def read_extract(folder: Path) -> Extract:
    """The record of an extract in its folder.

    Raises
    ------
    DamagedError
        It is not as it was written.
    """
    file = folder / RECORD
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        for name in ("as_at", "first", "last"):
            content[name] = content[name] and date.fromisoformat(content[name])
        content["added"] = datetime.fromisoformat(content["added"])
        return Extract(**content)
    except (OSError, ValueError, LookupError, TypeError):
        raise _damaged(folder, "its record cannot be read") from None


def extracts_in(folder: Path) -> Iterator[Extract]:
    """The extracts of one layout, in the order of their days and of when they were taken in."""
    counting = [extract for extract, counts in _every(folder) if counts]
    yield from sorted(counting, key=lambda extract: (extract.as_at, extract.added))


def remove_replaced(folder: Path) -> None:
    """Delete extracts whose place another has taken, which a stop left there."""
    for extract in [extract for extract, counts in _every(folder) if not counts]:
        remove(folder, extract)


def _every(folder: Path) -> list[tuple[Extract, bool]]:
    """The extracts in a folder, and whether each counts: none has been put in its place since."""
    paths = folder.iterdir() if folder.is_dir() else ()
    shown = (path for path in paths if path.is_dir() and not path.name.startswith("."))
    every = [read_extract(path) for path in shown]
    since = {name: later.added for later in every for name in later.replaces}
    return [
        (extract, extract.name not in since or since[extract.name] < extract.added)
        for extract in every
    ]


def rows_of(
    extracts: Sequence[Extract], home: Path, layout: Layout, columns: Sequence[str]
) -> pd.DataFrame:
    """The accepted rows of some extracts, each column by its kind.

    Parameters
    ----------
    extracts : sequence of Extract
        Those in use.
    home : Path
        The folder that has a folder for each.
    layout : Layout
        Theirs.
    columns : sequence of str
        Columns of the layout, or `file_row`.

    Raises
    ------
    DamagedError
        Rows are not as they were written.
    """
    import pandas as pd

    every = [_text_of(extract, home, columns) for extract in extracts]
    empty = pd.DataFrame({name: pd.Series(dtype="str") for name in columns})
    whole = pd.concat(every, ignore_index=True) if every else empty
    del every
    by_kind = {}
    for name in columns:  # text is let go as soon as it is read: of a million rows it is 700 MB
        text = whole.pop(name)
        by_kind[name] = (
            pd.to_numeric(text).astype("int64")
            if name == ROW
            else typed(text, layout.columns[name])
        )
    return pd.DataFrame(by_kind)


def typed(text: pd.Series, column: LayoutColumn) -> pd.Series:
    """Plain text of `rows.csv` as what it stands for; empty is missing."""
    import pandas as pd

    present = text.mask(text == "")
    if column.kind in ("date", "month"):
        return pd.to_datetime(present, format="%Y-%m-%d").astype("datetime64[ns]")
    if column.kind in ("money", "number"):
        return pd.to_numeric(present).astype("float64")
    if column.kind == "whole_number":
        return pd.to_numeric(present).astype("Int64")
    if column.kind == "yes_no":
        return present.map({"yes": True, "no": False}).astype("boolean")
    return present if column.kind == "code" else with_formulas(present)


def remove(home: Path, extract: Extract) -> None:
    """Delete the rows of an extract; first its record goes, so that it is whole or not there."""
    folder = home / extract.name
    gone = folder.with_name(f".gone-{extract.name}")
    shutil.rmtree(gone, ignore_errors=True)
    folder.rename(gone)
    shutil.rmtree(gone)


def _text_of(extract: Extract, home: Path, columns: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    file = home / extract.name / ROWS
    if not file.is_file() or checksum(file) != extract.rows_sha256:
        raise _damaged(home / extract.name, f"{ROWS} is not as it was written")
    with file.open(encoding="utf-8") as opened:
        heads = opened.readline().rstrip("\n").split(",")
    present = [name for name in columns if name in heads]
    frame = pd.read_csv(file, usecols=present, dtype="str", keep_default_na=False)
    return frame.reindex(columns=list(columns), fill_value="")


def _damaged(folder: Path, found: str) -> DamagedError:
    return DamagedError(
        Place(file=f"{folder.parent.name}/{folder.name}"),
        found=found,
        expected="it as it was taken in: delete that folder, and add its file again",
    )

"""Registered forecasts on disk: a table and what it was made from, with a checksum of both."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from io import StringIO
from pathlib import Path

import pandas as pd
import yaml

from hnb.domain import paths
from hnb.domain.definitions import read_yaml
from hnb.domain.errors import DamagedError, ParameterError, Place
from hnb.questions.plans_forecast.registered import Registered
from hnb.stats.forecasting.forecast_limits import QUANTILES
from hnb.store.lock import alone
from hnb.store.write import csv_text, put_in_place, write_whole

COLUMNS = ("la_code", "name", "counted", *QUANTILES, "reason")
DECIMALS = 6
_ABOUT = ("january", "origin", "registered", "due", "model", "data")
_HEADING = """# Written by `hnb forecast register`. A forecast counts only as it was registered: a
# change to this file or to the table of its name is seen by the checksum, and refused.
"""


def registered_forecasts(as_at: date | None = None) -> tuple[Registered, ...]:
    """Every registered forecast, by January; of those in two folders the one that was shipped.

    Parameters
    ----------
    as_at : date, optional
        Only those that had been registered by that day.

    Raises
    ------
    DamagedError
        A file is not as it was registered; it is named.
    """
    by_name: dict[str, Registered] = {}
    for folder in paths.forecasts():
        for header in sorted(folder.glob("*.yml")):
            by_name.setdefault(header.stem, _read(header))
        for table in sorted(folder.glob("*.csv")):
            if not table.with_suffix(".yml").exists():
                raise _damaged(table, f"{table.with_suffix('.yml').name} is gone")
    return tuple(
        registered
        for _, registered in sorted(by_name.items())
        if as_at is None or registered.day <= as_at
    )


def refuse_registered(january: int) -> None:
    """Refuse a January for which a forecast is registered.

    Raises
    ------
    ParameterError
        It is; the file is named.
    """
    for other in registered_forecasts():
        if other.january == january:
            raise ParameterError(
                Place(file=other.file),
                found=f"a forecast of January {january} was registered on {other.day}",
                expected="a January that none is registered for, since none is replaced",
                after="Nothing was registered.",
            )


def write_registered(registered: Registered) -> Path:
    """Write a forecast that is new, and give the path of its table.

    Raises
    ------
    ParameterError
        One of that January is registered already.
    """
    folder = paths.forecasts()[-1]
    folder.mkdir(parents=True, exist_ok=True)
    with alone(folder / ".lock", "`hnb forecast register` is writing"):
        refuse_registered(registered.january)
        header = folder / f"{name_of(registered.january, registered.origin)}.yml"
        table = header.with_suffix(".csv")
        for left in (*folder.glob(".hnb-*"), *folder.glob(".*.new")):  # by one that was killed
            left.unlink()
        about = {**registered.about, "sha256": registered.sha256}
        text = yaml.safe_dump(about, sort_keys=False, allow_unicode=True, width=100)
        try:  # the table is out of sight until its header is there, which makes it registered
            write_whole(_unseen(table), csv_text(COLUMNS, lines_of(registered.rows)))
            write_whole(header, _HEADING + text)
        finally:
            if not header.exists():
                _unseen(table).unlink(missing_ok=True)
        _show(table)
    return table


def _unseen(table: Path) -> Path:
    return table.with_name(f".{table.name}.new")


def _show(table: Path) -> None:
    """Give a table its name: whoever reads it does, where what wrote it was killed before that."""
    with suppress(OSError):  # another has done so
        if not table.exists():
            put_in_place(_unseen(table), table)


def name_of(january: int, origin: int) -> str:
    """What the files of a forecast are called."""
    return f"{january}-from-{origin}"


def lines_of(rows: pd.DataFrame) -> list[list[str]]:
    """The rows of a table as they are written, with which its checksum is made."""
    return [
        ["" if pd.isna(value) else _text(value) for value in row]
        for row in rows[list(COLUMNS)].itertuples(index=False)
    ]


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return f"{float(str(value)):.{DECIMALS}f}".rstrip("0").rstrip(".")


def checksum(about: Mapping[str, object], lines: list[list[str]]) -> str:
    """The SHA-256 of what is registered, whatever its line ends and the layout of its header."""
    content = {"about": {name: about[name] for name in _ABOUT}, "rows": lines}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _read(header: Path) -> Registered:
    """A registered forecast, once it is seen to be as it was registered."""
    table = header.with_suffix(".csv")
    _show(table)
    about = read_yaml(header, error=DamagedError)
    if not isinstance(about, dict) or set(about) != {*_ABOUT, "sha256"}:
        raise _damaged(header, f"it has not the keys {', '.join((*_ABOUT, 'sha256'))}")
    try:
        heading, *lines = csv.reader(StringIO(table.read_text(encoding="utf-8")))
    except (OSError, ValueError, csv.Error) as fault:
        raise _damaged(table, f"it cannot be read ({fault})") from None
    about = json.loads(json.dumps(about, default=str))
    if tuple(heading) != COLUMNS or checksum(about, lines) != about["sha256"]:
        raise _damaged(table, f"it or {header.name} was changed since it was registered")
    january, origin = int(about["january"]), int(about["origin"])
    if header.stem != name_of(january, origin):
        raise _damaged(header, f"it is the forecast {name_of(january, origin)}")
    return Registered(
        january=january,
        origin=origin,
        day=date.fromisoformat(about["registered"]),
        rows=_rows(lines),
        about=about,
        sha256=about["sha256"],
        file=table.name,
    )


def _rows(lines: list[list[str]]) -> pd.DataFrame:
    rows = pd.DataFrame(lines, columns=list(COLUMNS))
    numbers = rows.columns.difference(["name", "reason"])
    rows[numbers] = rows[numbers].apply(pd.to_numeric)
    return rows.astype({"la_code": int})


def _damaged(file: Path, fault: str) -> DamagedError:
    return DamagedError(
        Place(file=str(file)),
        found=fault,
        expected="the files as they were registered, such as those in the repository",
        after="No registered forecast was used.",
    )

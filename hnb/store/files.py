"""Tables in and out of their folder: written whole, read by column, the preferred release for each
key.
"""

from __future__ import annotations

import csv
import os
import re
import time
from collections.abc import Callable, Iterable
from functools import cache
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hnb.domain import paths, periods
from hnb.domain.errors import HnbError, ParameterError, Place
from hnb.store.recall import recall
from hnb.tables import Table, table

if TYPE_CHECKING:
    import pandas as pd

LEVELS = ("authority", "region", "england")
CELLS = {"part": "Int32", "row": "Int32", "column": "str"}
# status of a figure first published by the day asked about, but held in a later edition only
LATER = "later edition"


def put_in_place(built: Path, target: Path, tries: int = 20) -> None:
    """Move a finished file or folder over another; tries again while another program holds it open.

    Raises
    ------
    HnbError
        It is still held; what was there before is untouched.
    """
    for attempt in range(tries):
        try:
            built.replace(target)
            return
        except PermissionError:  # Windows: a reader, a virus scanner or Excel has the target open
            if attempt == tries - 1:
                found, after = (
                    "another program holds the file open",
                    "The earlier file is as it was.",
                )
                raise HnbError(
                    Place(file=str(target)), found=found, expected="it to be closed", after=after
                ) from None
            time.sleep(0.1)


def write_whole(target: Path, content: str | bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part."""
    target.parent.mkdir(parents=True, exist_ok=True)
    built = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        built.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        put_in_place(built, target)
    finally:
        built.unlink(missing_ok=True)


def csv_text(header: Iterable[str], lines: Iterable[Iterable[Any]]) -> str:
    """A CSV of a heading and lines, as text."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(lines)
    return text.getvalue()


def file_name(name: str, level: str) -> str:
    """The CSV that holds a table at a level."""
    return f"{name}.csv" if level == "authority" else f"{name}.{level}.csv"


def read_releases(folder: Path) -> dict[str, dict[str, Any]]:
    """What a folder's releases.yml says of each release, by id: publisher, date, licence, caveats,
    parts.
    """
    import yaml

    file = folder / "releases.yml"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(file.read_text(encoding="utf-8"), Loader=loader) or {} if file.exists() else {}


@cache
def releases() -> dict[str, dict[str, Any]]:
    """What is known of every release held; those that this person has taken in stand after the
    package's own.
    """
    return read_releases(paths.published()) | read_releases(paths.added())


@cache
def doubts() -> pd.DataFrame:
    """Figures that look odd by the rules of `hnb.store.doubts`: table, rule, la_code (0 is
    England), period, says.
    """
    import pandas as pd

    files = [folder / "doubts.csv" for folder in (paths.published(), paths.added())]
    return pd.concat(
        [pd.read_csv(file, dtype={"period": "str"}) for file in files if file.exists()],
        ignore_index=True,
    )


def forget() -> None:
    """Read everything anew; needed by a long-running program after data were added."""
    for cached in (releases, doubts, _held):
        cached.cache_clear()


def read_table(file: Path | StringIO, spec: Table, level: str, cells: bool = False) -> pd.DataFrame:
    """A table's CSV as it stands, every release of it; blanks that mean 'published' or the first
    part are filled in.
    """
    import pandas as pd

    types = spec.dtypes_at(level) | (CELLS if cells else {})
    read = pd.read_csv(
        file,
        usecols=list(types),
        dtype=types,
        keep_default_na=False,
        na_values=[""],
        low_memory=False,
    )
    blanks = {
        "status": "published",
        "part": 0,
    }  # what nearly every row says is left out of the file
    return read.fillna({name: word for name, word in blanks.items() if name in types})


@cache
def _held(
    name: str, level: str, cells: bool, where: tuple[Path, ...], chosen: bool = False
) -> pd.DataFrame:
    """Every edition of a table, or of each key the preferred one."""
    spec = table(name)

    def make() -> pd.DataFrame:
        if not chosen:
            return _read(spec, level, cells, where)
        held = _held(name, level, cells, where)
        return preferred(held, ranked(held["release"].unique(), releases()), spec, level)

    kept = (
        where[0].with_name(".kept")
        / f"{name}.{level}{'.cells' * cells}{'.all' * (not chosen)}.pickle"
    )
    files = [folder / file for folder in where for file in (file_name(name, level), "releases.yml")]
    return recall(kept, files, (spec.key_at(level), spec.dtypes_at(level)), make)


def _read(spec: Table, level: str, cells: bool, where: tuple[Path, ...]) -> pd.DataFrame:
    import pandas as pd

    files = [folder / file_name(spec.name, level) for folder in where]
    frames = [read_table(file, spec, level, cells) for file in files if file.exists()]
    if not frames:
        return pd.DataFrame(
            {column: pd.Series(dtype=kind) for column, kind in spec.dtypes_at(level).items()}
        )
    if len(frames) == 1:
        return frames[0]
    # rows of a release that is not listed were left by a stop half-way through taking it in
    whole = pd.concat(
        [frames[0], *(frame[frame["release"].isin(releases())] for frame in frames[1:])]
    )
    return whole.sort_values(spec.key_at(level), kind="stable", ignore_index=True)


def reader(folder: Path) -> Callable[..., pd.DataFrame]:
    """What loads the tables of a folder that is not yet in its place."""
    known = read_releases(folder)

    def read(name: str, level: str = "authority") -> pd.DataFrame:
        held = _read(table(name), level, False, (folder,))
        return preferred(held, ranked(held["release"].unique(), known), table(name), level)

    return read


def precedence(release: dict[str, Any]) -> tuple[bool, str]:
    """The written rule, greatest first: a publisher's own before a compilation, then the later
    published.
    """
    return (not release.get("assembled_by"), str(release.get("published", "")))


def ranked(names: Iterable[str], known: dict[str, dict[str, Any]]) -> list[str]:
    """Releases in order of `precedence`, the preferred one first; by name where the rule leaves it
    open.
    """
    return sorted(names, key=lambda name: (*precedence(known.get(name, {})), name), reverse=True)


def load(
    name: str,
    level: str = "authority",
    release: str | None = None,
    as_at: object = None,
    cells: bool = False,
) -> pd.DataFrame:
    """A table, one row a key.

    Parameters
    ----------
    name : str
        A table, such as `ehc_plans`.
    level : {'authority', 'region', 'england'}
        At 'region' the column `la_code` is replaced by `region`; at 'england' there is neither.
    release : str, optional
        One edition alone; without it each key comes from the edition that the rule of `precedence`
        puts first.
    as_at : date or str, optional
        Only what had been published by that day. A period that had been published by then, but is
        held in a later edition only, is given from that edition, and its `status` says so.
    cells : bool
        Whether to add `part`, `row` and `column`: where the publisher's value stands.

    Returns
    -------
    DataFrame
        The columns of the table, in order of its key.

    Raises
    ------
    ParameterError
        No such table, level or release, or a day that cannot be read.
    """
    spec = table(name)
    if level not in LEVELS:
        raise ParameterError(
            Place(parameter="level"), found=f"no level {level!r}", expected=", ".join(LEVELS)
        )
    where = (paths.published(), paths.added())
    if release is None and as_at is None:
        return _held(name, level, cells, where, chosen=True).copy(deep=False)
    held = _held(name, level, cells, where)
    order = ranked(held["release"].unique(), releases())
    if release is not None:
        if release not in order:
            found, expected = f"{name} has no release {release!r}", f"one of {', '.join(order)}"
            raise ParameterError(Place(parameter="release"), found=found, expected=expected)
        return held[held["release"] == release].reset_index(drop=True)
    return preferred(*_known_by(held, spec, order, periods.day(as_at).isoformat()), spec, level)


def preferred(held: pd.DataFrame, order: list[str], spec: Table, level: str) -> pd.DataFrame:
    """One row a key, from the release that stands first in `order`; the rows are in order of key
    already.
    """
    import pandas as pd

    key = spec.key_at(level)
    if len(order) > 1 and held.duplicated(key).any():
        place = pd.Categorical(held["release"], order).codes
        held = held.iloc[place.argsort(kind="stable")].drop_duplicates(key).sort_index()
    return held.reset_index(drop=True)


def _known_by(
    held: pd.DataFrame, spec: Table, order: list[str], day: str
) -> tuple[pd.DataFrame, list[str]]:
    """Rows of editions published by the day; then, for periods first published by then, of the
    earliest later one.
    """
    import pandas as pd

    known = releases()
    by_then = [release for release in order if str(known[release]["published"]) <= day]
    later = [release for release in reversed(order) if release not in by_then]
    kept = held["release"].isin(by_then)
    if spec.period and later:
        first = cache(lambda release, period: first_published(known[release], spec, period))
        pairs = zip(held["release"], held[spec.period], strict=True)
        ready = pd.Series([first(*pair) <= day for pair in pairs], held.index)
        if "status" in held:
            late = ready & ~kept & (held["status"] == "published")
            held = held.assign(status=held["status"].mask(late, LATER))
        kept |= ready
    return held[kept], [*by_then, *later]


def first_published(release: dict[str, Any], spec: Table, period: object) -> str:
    """The day on which a period was first published, by the release's own rule; its own date where
    it has none.

    A rule is written `MM-DD`: that day of the year in which the period ends; `-1-MM-DD` the year
    before, `+1-MM-DD` the year after.
    """
    rule = release.get("first_published", {}).get(spec.name)
    if rule is None:
        return str(release["published"])
    year = int(str(period)[:4]) + (spec.period in ("financial_year", "academic_year"))
    shift, day = re.fullmatch(r"(?:([+-]\d+)-)?(\d\d-\d\d)", str(rule)).groups()  # type: ignore[union-attr]
    return f"{year + int(shift or 0)}-{day}"

"""Tables in and out of their folder: written whole, read by column, the preferred release for each key."""

from __future__ import annotations

import os
import re
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hnb import paths, periods
from hnb.errors import HnbError, ParameterError, Place
from hnb.tables import Table, table

if TYPE_CHECKING:
    import pandas as pd

LEVELS = ("authority", "region", "england")
CELLS = ("part", "row", "column")
LATER = "later edition"  # status of a figure first published by the day asked about, but held in a later edition only


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
                raise HnbError(
                    Place(file=str(target)), found="another program holds the file open",
                    expected="it to be closed", after="The earlier file is as it was.",
                ) from None  # fmt: skip
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


def file_name(name: str, level: str) -> str:
    """The CSV that holds a table at a level."""
    return f"{name}.csv" if level == "authority" else f"{name}.{level}.csv"


def columns_at(spec: Table, level: str) -> dict[str, str]:
    """Column types at a level: a region stands in the authority's place, and England needs none."""
    types = {name: kind for name, kind in spec.dtypes.items() if name != "la_code"}
    if "la_code" not in spec.dtypes or level == "england":
        return types
    return {"la_code": "Int32", **types} if level == "authority" else {"region": "str", **types}


@cache
def releases() -> dict[str, dict[str, Any]]:
    """What is known of every release held, by id: publisher, publication, date, licence, caveats, parts, order.

    Releases that this person has taken in stand after those that came with the package.
    """
    import yaml

    held: dict[str, dict[str, Any]] = {}
    for folder in (paths.published(), paths.added()):
        file = folder / "releases.yml"
        if file.exists():
            loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
            held.update(yaml.load(file.read_text(encoding="utf-8"), Loader=loader) or {})
    return held


@cache
def doubts() -> pd.DataFrame:
    """Figures that look odd by the rules of `hnb.store.sanity`: table, rule, la_code (0 is England), period, says."""
    import pandas as pd

    files = [folder / "doubts.csv" for folder in (paths.published(), paths.added())]
    return pd.concat([pd.read_csv(file, dtype={"period": "str"}) for file in files if file.exists()], ignore_index=True)


def forget() -> None:
    """Read everything anew; needed by a long-running program after data were added."""
    releases.cache_clear()
    doubts.cache_clear()
    _held.cache_clear()


def read_table(file: Path, spec: Table, level: str, cells: bool = False) -> pd.DataFrame:
    """A table's CSV as it stands, every release of it; blanks that mean 'published' or the first part are filled in."""
    import pandas as pd

    types = columns_at(spec, level)
    if cells:
        types = {**types, "part": "Int32", "row": "Int32", "column": "str"}
    read = pd.read_csv(
        file, usecols=list(types), dtype=types,
        keep_default_na=False, na_values={name: [""] for name in types},
    )[list(types)]  # fmt: skip
    blanks = {"status": "published", "part": 0}  # what nearly every row says is left out of the file
    return read.fillna({name: word for name, word in blanks.items() if name in types})


@cache
def _held(name: str, level: str, cells: bool, where: tuple[Path, ...]) -> pd.DataFrame:
    import pandas as pd

    spec = table(name)
    files = [folder / file_name(name, level) for folder in where]
    frames = [read_table(file, spec, level, cells) for file in files if file.exists()]
    # rows of a release that is not listed were left by a stop half-way through taking it in
    frames = [frames[0], *(frame[frame["release"].isin(releases())] for frame in frames[1:])] if frames else []
    if not frames:
        types = columns_at(spec, level)
        return pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in types.items()})
    return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)


def precedence(release: str) -> tuple[bool, str, str]:
    """The written rule: a publisher's own before a compilation, then the later published, then by name."""
    known = releases().get(release, {})
    return (not known.get("assembled_by"), str(known.get("published", "")), release)


def load(
    name: str, level: str = "authority", release: str | None = None, as_at: object = None, cells: bool = False
) -> pd.DataFrame:
    """A table, one row a key.

    Parameters
    ----------
    name : str
        A table, such as `ehc_plans`.
    level : {'authority', 'region', 'england'}
        At 'region' the column `la_code` is replaced by `region`; at 'england' there is neither.
    release : str, optional
        One edition alone; without it each key comes from the edition that the rule of `precedence` puts first.
    as_at : date or str, optional
        Only what had been published by that day. A period that had been published by then, but is held in a later
        edition only, is given from that edition, and its `status` says so.
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
        raise ParameterError(Place(parameter="level"), found=f"no level {level!r}", expected=", ".join(LEVELS))
    held = _held(name, level, cells, (paths.published(), paths.added()))
    ranked = sorted(held["release"].unique(), key=precedence, reverse=True)
    if release is not None:
        if release not in ranked:
            raise ParameterError(
                Place(parameter="release"), found=f"{name} has no release {release!r}",
                expected=f"one of {', '.join(ranked)}",
            )  # fmt: skip
        return held[held["release"] == release].reset_index(drop=True)
    if as_at is not None:
        held, ranked = _known_by(held, spec, ranked, periods.day(as_at).isoformat())
    return _preferred(held, spec, level, ranked)


def _preferred(held: pd.DataFrame, spec: Table, level: str, ranked: list[str]) -> pd.DataFrame:
    key = [name for name in columns_at(spec, level) if name in spec.key or name == "region"]
    if len(ranked) > 1:
        order = {release: place for place, release in enumerate(ranked)}
        held = held.iloc[held["release"].map(order).argsort(kind="stable")].drop_duplicates(key)
        held = held.sort_values(key, kind="stable")
    return held.reset_index(drop=True)


def _known_by(held: pd.DataFrame, spec: Table, ranked: list[str], day: str) -> tuple[pd.DataFrame, list[str]]:
    """Rows of editions published by the day; then, for periods first published by then, of the earliest later one."""
    known = releases()
    by_then = [release for release in ranked if str(known[release]["published"]) <= day]
    later = [release for release in reversed(ranked) if release not in by_then]
    kept = held[held["release"].isin(by_then)]
    if spec.period is None or not later:
        return kept, by_then
    extra = held[held["release"].isin(later)]
    first = {
        (release, period): first_published(known[release], spec, period)
        for release, period in extra[["release", spec.period]].drop_duplicates().itertuples(index=False)
    }
    ready = [first[pair] <= day for pair in zip(extra["release"], extra[spec.period], strict=True)]
    import pandas as pd

    extra = extra[ready]
    labelled = extra["status"].where(extra["status"] != "published", LATER) if "status" in extra else None
    return pd.concat([kept, extra.assign(status=labelled) if labelled is not None else extra]), [*by_then, *later]


def first_published(release: dict[str, Any], spec: Table, period: object) -> str:
    """The day on which a period was first published, by the release's own rule; its own date where it has none.

    A rule is written `MM-DD`: that day of the year in which the period ends; `-1-MM-DD` the year before, `+1-MM-DD`
    the year after.
    """
    rule = release.get("first_published", {}).get(spec.name)
    if rule is None:
        return str(release["published"])
    year = int(str(period)[:4]) + (spec.period in ("financial_year", "academic_year"))
    shift, day = re.fullmatch(r"(?:([+-]\d+)-)?(\d\d-\d\d)", str(rule)).groups()  # type: ignore[union-attr]
    return f"{year + int(shift or 0)}-{day}"

"""Published tables by column: the preferred edition of each key, or what was known at a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.domain import manifest, paths, periods
from hnb.domain.definitions import plain_data
from hnb.domain.errors import ParameterError, Place, unknown
from hnb.domain.manifest import content_of, damaged, is_held, text_of
from hnb.domain.plain import Json
from hnb.domain.words import quoted
from hnb.store.write import write_whole
from hnb.tables import Table, table

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

LEVELS = ("authority", "region", "england")
CELLS = {"part": "Int32", "row": "Int32", "column": "str"}
_OF_A_RELEASE = {"tables": list, "caveats": dict}
COUNCIL = "council"  # of a release: that it is made from a council's own records
MADE_AS = "made_as"  # of a council's release: its number in the order in which they were made
PROGRAMME = "programme"  # of a council's release: its name and start, as authority.yml has them
REPLACES = "replaces"  # of a council's release: by table, the times of which it has no row any more
# what a blank means; nearly every row would say it
BLANKS = {"status": "published", "part": 0}


def file_name(name: str, level: str) -> str:
    """The CSV that holds a table at a level."""
    return f"{name}.csv" if level == "authority" else f"{name}.{level}.csv"


def key_of(file: str) -> tuple[str, str]:
    """The table and the level that a CSV holds."""
    name, _, level = file.removesuffix(".csv").partition(".")
    return name, level or "authority"


def read_releases(folder: Path) -> dict[str, Json]:
    """What a folder's releases.yml says of each release, by id: publisher, date, licence, caveats,
    parts.
    """
    import yaml

    file = folder / "releases.yml"
    if not is_held(file):
        return {}
    try:
        described = plain_data(text_of(file)) or {}
        if not isinstance(described, dict):
            raise TypeError
        for release in described.values():
            _refuse_unusable(release)
    except (yaml.YAMLError, LookupError, TypeError, ValueError, AttributeError) as fault:
        words = f"it does not describe releases ({type(fault).__name__})"
        raise damaged(file, words) from None
    return dict(described)


def _refuse_unusable(release: Json) -> None:
    """Fail where what is said of a release lacks what every reader of it takes for granted."""
    date.fromisoformat(str(release["published"]))
    if not all(isinstance(release[key], kind) for key, kind in _OF_A_RELEASE.items()):
        raise TypeError


def write_releases(folder: Path, described: Mapping[str, Json]) -> None:
    """Write a folder's releases.yml, as `read_releases` reads it."""
    import yaml

    text = yaml.safe_dump(described, sort_keys=False, allow_unicode=True, width=120)
    write_whole(folder / "releases.yml", text)


@cache
def added_folders() -> tuple[Path, ...]:
    """The folders of what this person has taken in, as they were when they were first asked for."""
    return paths.added_folders()


@cache
def releases() -> dict[str, Json]:
    """What is known of every release held; those that this person has taken in are after the
    package's own.
    """
    described = read_releases(paths.published())
    for folder in added_folders():
        described |= read_releases(folder)
    return described


def forget() -> None:
    """Read everything anew; needed by a long-running program after data were added."""
    for cached in (added_folders, releases, _editions, _preferred):
        cached.cache_clear()
    manifest.forget()


def state() -> dict[Path, bytes]:
    """The manifests of what is held now: others once anything is taken in or taken back."""
    manifests = {}
    for folder in (paths.published(), *paths.added_folders()):
        with suppress(OSError):  # it has none, or is being taken back
            manifests[folder] = (folder / manifest.NAME).read_bytes()
    return manifests


def check_everything() -> None:
    """Refuse damage to any file that is held, as before something that reads many of them.

    Raises
    ------
    DamagedError
        A file is gone, cannot be read, or is not as its folder's manifest says.
    """
    for folder in (paths.published(), *added_folders()):
        manifest.check(folder)


def _checked(file: Path, read: Callable[[BytesIO], pd.DataFrame]) -> pd.DataFrame:
    """A held file as it was written, or a refusal."""
    content = content_of(file)
    try:
        return read(BytesIO(content))
    except ValueError as fault:  # its checksum is right: somebody has accepted what cannot be read
        words = " ".join(str(fault).split())[:120]
        raise damaged(file, f"it cannot be read as a table ({words})") from None


def read_table(
    file: BytesIO | StringIO, spec: Table, level: str, cells: bool = False
) -> pd.DataFrame:
    """A table's CSV as it is, every release of it; blanks that mean 'published' or the first part
    are filled in.
    """
    import pandas as pd

    types = spec.dtypes_at(level) | (CELLS if cells else {})
    frame = pd.read_csv(
        file,
        usecols=list(types),
        dtype=types,
        keep_default_na=False,
        na_values=[""],
        low_memory=False,
    )
    return frame.fillna({name: meaning for name, meaning in BLANKS.items() if name in types})


@dataclass(frozen=True)
class _Wanted:
    """A table at a level, with or without the cells of its values, from folders of published
    tables.
    """

    name: str
    level: str
    cells: bool
    folders: tuple[Path, ...]


@cache
def _editions(wanted: _Wanted) -> pd.DataFrame:
    """Every edition of a table."""
    return _read(wanted)


@cache
def _preferred(wanted: _Wanted) -> pd.DataFrame:
    """Of each key the edition that is preferred."""
    editions = _editions(wanted)
    return _best(editions, _ranked(editions, releases()), wanted)


def _read(wanted: _Wanted) -> pd.DataFrame:
    import pandas as pd

    spec, level = table(wanted.name), wanted.level
    paths_of_table = [folder / file_name(wanted.name, level) for folder in wanted.folders]
    frames = [
        _checked(path, lambda stream: read_table(stream, spec, level, cells=wanted.cells))
        for path in paths_of_table
        if is_held(path)
    ]
    if not frames:
        types = spec.dtypes_at(level)
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in types.items()})
    if len(frames) == 1 and is_held(paths_of_table[0]):
        return frames[0]  # published tables are in order of key; those of a council need not be
    # rows of a release that is not listed were left by a stop half-way through taking it in
    listed = [frame[frame["release"].isin(releases())] for frame in frames[1:]]
    both = pd.concat([frames[0], *listed])
    return both.sort_values(spec.key_at(level), kind="stable", ignore_index=True)


def reader(folder: Path) -> Callable[..., pd.DataFrame]:
    """A function that loads the tables of a folder that is not yet in its place."""
    known = read_releases(folder)

    def read(name: str, level: str = "authority") -> pd.DataFrame:
        wanted = _Wanted(name, level, cells=False, folders=(folder,))
        editions = _read(wanted)
        return _best(editions, _ranked(editions, known), wanted)

    return read


def precedence(release: Mapping[str, object]) -> tuple[bool, bool, str, int, str]:
    """The written rule, greatest first: what was published before a council's own records (after
    them where those are asked for first), a publisher's own before a compilation, then the later
    published; of one day, the later put there by a service, or made by a council.
    """
    is_published = not release.get(COUNCIL)
    return (
        is_published != paths.own_records_first(),
        not release.get("assembled_by"),
        str(release.get("published", "")),
        made_as(release),
        str(release.get("moment", "")),
    )


def made_as(release: Mapping[str, object]) -> int:
    """As which of a council's releases one was made, from 1; 0 where a publisher made it."""
    return int(str(release.get(MADE_AS, 0)))


def _ranked(editions: pd.DataFrame, known: Mapping[str, Json]) -> list[str]:
    """The releases of editions, and a council's that have no row of them any more, in order of
    `precedence`, the preferred one first; by name where the rule leaves it open.
    """
    of_council = (name for name, entry in known.items() if entry.get(COUNCIL))
    names = {*editions["release"].unique(), *of_council}
    return sorted(names, key=lambda name: (*precedence(known.get(name, {})), name), reverse=True)


def load(
    name: str,
    level: str = "authority",
    release: str | None = None,
    as_at: object = None,
    cells: bool = False,
    *,
    own_records: bool = True,
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
        Only editions published by that day: a figure that was known by then, but is held in a later
        edition alone, is left out, since that edition may have changed it.
    cells : bool
        Whether to add `part`, `row` and `column`: where the publisher's value stands.
    own_records : bool
        Whether a council's own records, where some are in use, are among the rows.

    Returns
    -------
    DataFrame
        The columns of the table, in order of its key.

    Raises
    ------
    ParameterError
        No such table, level or release, a day that cannot be read, or a release that was published
        after it.
    """
    if level not in LEVELS:
        raise ParameterError(
            Place(parameter="level"), found=f"no level {quoted(level)}", expected=", ".join(LEVELS)
        )
    folders = (paths.published(), *added_folders())
    if not own_records:
        folders = tuple(folder for folder in folders if folder.name != paths.PROTECTED)
    wanted = _Wanted(table(name).name, level, cells=cells, folders=folders)
    if release is None and as_at is None:
        return _preferred(wanted).copy(deep=False)
    editions = _editions(wanted)
    order = _ranked(editions, releases())
    if release is None:
        by_then = published_by(periods.day(as_at), order)
        return _best(editions[editions["release"].isin(by_then)], by_then, wanted)
    if not editions["release"].eq(release).any():
        fault = f"{name} has no release {quoted(release)}"
        raise unknown(Place(parameter="release"), fault, word=release, known=order)
    published = str(releases()[release]["published"])
    if as_at is not None and published > periods.day(as_at).isoformat():
        raise ParameterError(
            Place(parameter="as_at"),
            found=f"{release} was published on {published}, after {as_at}",
            expected="a later day, or a release of before it",
        )
    return editions[editions["release"] == release].reset_index(drop=True)


def published_by(day: date, names: Iterable[str]) -> list[str]:
    """The releases that had been published by a day, of those named."""
    return [name for name in names if str(releases()[name]["published"]) <= day.isoformat()]


def _best(editions: pd.DataFrame, order: list[str], wanted: _Wanted) -> pd.DataFrame:
    """One row a key, from the release that is first in `order`; the rows are in order of key
    already.
    """
    import numpy as np
    import pandas as pd

    if len(order) > 1:
        editions = _of_one_kind(without_replaced(editions, order, wanted.name), wanted)
        is_first = _first_of_each_key(editions, table(wanted.name).key_at(wanted.level))
        if not is_first.all():
            rank = pd.Categorical(editions["release"], order).codes
            best_first = np.lexsort((rank, is_first.cumsum()))
            editions = editions.iloc[best_first[is_first]]
    return editions.reset_index(drop=True)


def without_replaced(editions: pd.DataFrame, order: list[str], name: str) -> pd.DataFrame:
    """Without rows of a council's release that a newer one has replaced, also those whose key it
    has no more: all of a release of the same day, and else the times that the newer one is of. Of
    a table without a time in its key only the newest release counts.
    """
    import pandas as pd

    known = releases()
    of_council = [release for release in order if known.get(release, {}).get(COUNCIL)]
    if len(of_council) < 2:
        return editions
    release, times = editions["release"], times_of(editions, name)
    has_no_time = table(name).time is None
    is_replaced = pd.Series(False, index=editions.index)
    for place, newer in enumerate(of_council):
        entry = known[newer]
        stated = {*times[release.eq(newer)], *entry.get(REPLACES, {}).get(name, ())}
        for older in of_council[place + 1 :]:
            earlier = known[older]
            if earlier.get("la_code") == entry.get("la_code"):
                is_whole = has_no_time or earlier["published"] == entry["published"]
                is_replaced |= release.eq(older) & (is_whole | times.isin(stated))
    return editions[~is_replaced]


def times_of(rows: pd.DataFrame, name: str) -> pd.Series:
    """The time of each row of a table, as text; of a table without times, the same for all."""
    import pandas as pd

    time = table(name).time
    return pd.Series("", index=rows.index) if time is None else rows[time].astype(str)


def _of_one_kind(editions: pd.DataFrame, wanted: _Wanted) -> pd.DataFrame:
    """Of each authority and period what is published, or else a council's own records, and never
    some lines of one and some of the other. Where records are asked for first, they are what is
    there, unless a line of theirs is withheld and the publisher shows it.
    """
    period = table(wanted.name).period
    of_council = [name for name, entry in releases().items() if entry.get(COUNCIL)]
    is_own = editions["release"].isin(of_council)
    if period is None or not is_own.any() or is_own.all():
        return editions
    keys = editions.set_index(["la_code", period]).index
    yields = is_own
    if paths.own_records_first():
        has_withheld = keys.isin(keys[is_own & editions["status"].eq("suppressed")])
        is_published = keys.isin(keys[~is_own])
        yields = is_own == (has_withheld & is_published)
    is_there_too = keys.isin(keys[~yields])
    return editions[~(yields & is_there_too)]


def _first_of_each_key(editions: pd.DataFrame, key: list[str]) -> np.ndarray:
    """Whether each row has another key than the row before it."""
    import numpy as np

    is_first = np.zeros(len(editions), dtype=bool)
    is_first[:1] = True
    for name in key:
        values = editions[name].array
        is_first[1:] |= np.asarray(values[1:] != values[:-1], dtype=bool)
    return is_first

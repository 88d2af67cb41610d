"""Take back what this person has taken in: the folder of one `hnb data add` goes, and what was
held before is held again, byte for byte.
"""

from __future__ import annotations

import csv
import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from hnb.domain import areas, paths
from hnb.domain.errors import DamagedError, ParameterError, Place, unknown
from hnb.domain.manifest import is_held, text_of
from hnb.domain.words import quoted
from hnb.store.add import BUILDING, PATIENCE, clear
from hnb.store.files import added_folders, forget, read_releases
from hnb.store.lock import alone
from hnb.store.write import put_in_place, sync


@dataclass(frozen=True)
class TakenIn:
    """What one `hnb data add` or `hnb fetch` wrote.

    Parameters
    ----------
    folder : Path
        Where it is.
    releases : tuple of str
        The releases in it; none where the folder is damaged.
    when : datetime
        When it was taken in.
    """

    folder: Path
    releases: tuple[str, ...]
    when: datetime

    @property
    def names(self) -> str:
        """What to call it: its releases, or its folder where that does not say."""
        return ", ".join(self.releases) or self.folder.name


def taken_in() -> list[TakenIn]:
    """What this person has taken in, the last first; a damaged folder is among them."""
    home = paths.added()
    entries = [_taken_in(folder) for folder in added_folders() if folder.parent == home]
    return sorted(entries, key=lambda entry: (entry.when, entry.folder.name), reverse=True)


def _taken_in(folder: Path) -> TakenIn:
    when = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
    try:
        described = read_releases(folder)
    except DamagedError:
        return TakenIn(folder, (), when)
    days = [str(entry["taken_in"]) for entry in described.values() if entry.get("taken_in")]
    with suppress(ValueError):  # earlier versions did not note it
        when = max(map(datetime.fromisoformat, days), default=when)
    return TakenIn(folder, tuple(described), when)


def undo(release: str | None = None) -> TakenIn:
    """Take back the last addition, or the one with a release in it.

    Parameters
    ----------
    release : str, optional
        A release that this person has taken in; what was taken in together goes together.

    Returns
    -------
    TakenIn
        What was taken back.

    Raises
    ------
    ParameterError
        Nothing was taken in, the release is not among it, or a later addition depends on its list
        of authorities; nothing was changed.
    LockedError
        Another command is writing there.
    """
    home = paths.added()
    if not home.is_dir():
        _wanted(release)  # refuses it: a lock would make the folder
    with alone(home / ".lock", "`hnb data add` is writing", patience=PATIENCE):
        clear(home)
        forget()
        wanted = _wanted(release)
        _refuse_needed(wanted)
        aside = home / f"{BUILDING}undone-{os.getpid()}"  # `clear` removes what a stop leaves of it
        put_in_place(wanted.folder, aside)
        with suppress(OSError):  # it is done, and a disk that is full now undoes nothing
            sync(home)
        shutil.rmtree(aside, ignore_errors=True)
    forget()
    areas.forget()
    return wanted


def _wanted(release: str | None) -> TakenIn:
    entries = taken_in()
    for entry in entries:
        if release is None or release in (*entry.releases, entry.folder.name):
            return entry
    known = [name for entry in entries for name in entry.releases or (entry.folder.name,)]
    expected = f"a release that you have taken in: {', '.join(known) or 'there is none'}"
    if release in read_releases(paths.published()):
        raise ParameterError(
            Place(parameter="RELEASE"),
            found=f"{release} is part of what the package itself holds",
            expected=expected,
            after="Nothing was changed.",
        )
    if not known:
        raise ParameterError(
            Place(file=str(paths.added())),
            found="nothing has been taken in",
            expected="what `hnb data add` or `hnb fetch` has taken in",
            after="Nothing was changed.",
        )
    fault = f"{quoted(str(release))} is not among what you have taken in"
    raise unknown(Place(parameter="RELEASE"), fault, word=str(release), known=known)


def _refuse_needed(wanted: TakenIn) -> None:
    """Refuse to take back a list of authorities that the rows of a later addition rest on."""
    codes = _codes_in(wanted.folder / areas.LIST)
    if not codes:
        return
    for entry in taken_in():
        if entry.folder == wanted.folder or entry.when < wanted.when:
            continue
        files = [file for file in sorted(entry.folder.glob("*.csv")) if "." not in file.stem]
        if needed := sorted({code for file in files for code in _codes_in(file)} & codes):
            raise ParameterError(
                Place(file=str(wanted.folder)),
                found=f"{entry.names}, taken in later, has rows of authorities that this list adds "
                f"or changes ({', '.join(needed[:6])})",
                expected=f"`hnb data undo {entry.folder.name}` first",
                after="Nothing was changed.",
            )


def _codes_in(file: Path) -> set[str]:
    """The DfE numbers in a held table; none where it is damaged or has none."""
    with suppress(DamagedError):
        if is_held(file):
            rows = csv.DictReader(StringIO(text_of(file)))
            if "la_code" in (rows.fieldnames or ()):
                return {row["la_code"] for row in rows if row["la_code"]}
    return set()

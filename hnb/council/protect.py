"""A council's rows made into tables that have been through disclosure control, ready for papers."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from hnb.council.folder import CouncilFolder, restricted
from hnb.council.protecting.parts import (
    PAYMENTS,
    accounts_of,
    declared_in,
    extracts_of,
    parts_of,
    rules_of,
)
from hnb.council.protecting.tables import (
    REGISTER,
    RULES,
    STATE,
    copy_of_release,
    newest,
    put_in_place,
    release_name,
    rules_said,
    write_tables,
)
from hnb.disclosure.plan import TableSummary, plan
from hnb.disclosure.register import Released, read
from hnb.domain.errors import DamagedError, NotPublished, Place
from hnb.domain.units import counted
from hnb.store.files import forget, read_releases, write_releases
from hnb.store.write import write_manifest, write_whole

PATIENCE = 600.0  # seconds that a paper waits for a file that is being taken in
PLANNED = "planned.json"  # in the private folder: what the register will hold once it is released
NAMES = "released.txt"  # in the private folder: the names of releases that the register must have
NO_ACCOUNTS = (
    "Payments are left out until mappings/payments.yml says which accounts pay for high needs "
    "(`accounts:`); then run `hnb council protect`."
)
REGISTER_GONE = (
    "private/, or some of it, was deleted, or is new: what earlier papers let out "
    f"(private/{REGISTER}/) is not known, and a paper may now give it away by its difference from "
    "them. Put it back from a copy."
)


@dataclass(frozen=True)
class Protected:
    """What was made from a council's rows: a release of its own, and what was withheld in it.

    `notes` say what was taken in and is not in the tables, and why.
    """

    release: str
    summary: tuple[TableSummary, ...]
    given_away: tuple[str, ...]
    notes: tuple[str, ...] = ()


def protect(folder: CouncilFolder) -> Protected:
    """Make the protected tables of a council anew from the rows that are in use.

    What was released earlier stays among them, under its own release.

    Parameters
    ----------
    folder : CouncilFolder
        Whose rows; it must be held alone (`CouncilFolder.writing`).

    Raises
    ------
    NotPublished
        Nothing has been taken in of which tables are made.
    ParameterError
        A setting in `authority.yml` or a mapping does not fit the rows.
    """
    is_private_gone = not (folder.private / PLANNED).is_file()
    is_register_gone = (is_private_gone and (folder.protected / "releases.yml").is_file()) or any(
        not (folder.private / REGISTER / name).is_dir() for name in _names_released(folder)
    )
    released = read(folder.private / REGISTER)
    parts = parts_of(folder, released)
    if not parts:
        raise NotPublished(
            Place(file=str(folder.root)),
            found="nothing has been taken in of which tables are made",
            expected="a SEN2 return, a placement ledger or payments, by `hnb council add`",
        )
    declared = declared_in(parts, released)
    planned = plan(declared, rules_of(folder), folder.la_code, released)
    release = release_name(folder)
    with restricted():
        building = folder.root / ".hnb" / "protected"
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        write_tables(building, folder, release, parts=parts, planned=planned)
        state = str(read_releases(building)[release][STATE])
        text = planned.released.to_json(_moment(), state)
        write_whole(folder.private / PLANNED, text)
        put_in_place(building, folder.protected)
    forget()
    has_no_accounts = folder.has(PAYMENTS) and not accounts_of(folder)
    notes = {NO_ACCOUNTS: has_no_accounts, REGISTER_GONE: is_register_gone}
    worth_saying = [note for note, holds in notes.items() if holds]
    worth_saying += _withheld_since_a_paper(planned.released, released)
    return Protected(release, planned.summary, planned.given_away, tuple(worth_saying))


def _withheld_since_a_paper(now: Released, before: Released) -> list[str]:
    """By table, how many cells are withheld that an earlier paper had: by little another value."""
    counts = Counter(
        key[0]
        for name, cells in now.populations.items()
        for key, cell in cells.items()
        if cell.withheld and (earlier := before.populations.get(name, {}).get(key))
        if earlier.shown is not None and not earlier.withheld
    )
    return [
        f"{name}: {counted(count, 'cells')} that are out since a paper was made are withheld now, "
        "since so little has changed in them that the difference could tell of few children. If a "
        "setting or a file is why, as a rate card that was set after a paper had been made, put it "
        "back, or set it when the files of the next day are taken in."
        for name, count in sorted(counts.items())
    ]


def refuse_unplanned(folder: CouncilFolder) -> None:
    """Refuse tables of which the register could not be told what they let out, as where a stop came
    while they were made. A folder without a private one has nothing to tell.

    Raises
    ------
    DamagedError
        The plan next to them is gone, or is of other tables; or a file was taken in, or the rules
        of disclosure were changed, since.
    """
    if not folder.private.is_dir() or not (folder.protected / "releases.yml").is_file():
        return
    described = read_releases(folder.protected)
    name = newest(described)
    try:
        text = (folder.private / PLANNED).read_text(encoding="utf-8")
        is_theirs = json.loads(text)["what"] == described[name][STATE]
    except (OSError, ValueError, LookupError, TypeError):
        is_theirs = False
    if not is_theirs:
        raise DamagedError(
            Place(file=f"private/{PLANNED}"),
            found="it is not the plan of the protected tables",
            expected="both of one run: `hnb council protect` makes them anew",
            after="Nothing was rendered.",
        )
    if described[name].get(RULES) != rules_said(folder):
        raise DamagedError(
            Place(file="protected"),
            found="the tables were made by other settings of `disclosure:` than authority.yml has",
            expected="tables by these settings: `hnb council protect` makes them anew",
            after="Nothing was rendered.",
        )
    for extract in extracts_of(folder):
        if extract.added.isoformat() > str(described[name]["moment"]):
            raise DamagedError(
                Place(file="protected"),
                found=f"{extract.layout}, as at {extract.as_at}, was taken in after the tables "
                "were made, as where a stop came between",
                expected="tables of every file: `hnb council protect` makes them anew",
                after="Nothing was rendered.",
            )


def record_release(folder: CouncilFolder, what: str) -> bool:
    """Write down in the register that the protected tables are out, as a paper was made of them.

    Parameters
    ----------
    folder : CouncilFolder
        Whose tables.
    what : str
        What was released, for a person who reads the register.

    Returns
    -------
    bool
        Whether it was not in the register yet.
    """
    described = read_releases(folder.protected)
    name = newest(described)
    place = folder.private / REGISTER / name
    if place.is_dir():
        return False
    with folder.writing("a paper", patience=PATIENCE):  # it is out: it must be written down
        plan_text = (folder.private / PLANNED).read_text(encoding="utf-8")
        released = Released.from_json([plan_text])
        building = folder.root / ".hnb" / "released"
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        for file in folder.protected.glob("*.csv"):
            if file.name != "MANIFEST.csv":
                copy_of_release(file, building / file.name, name)
        write_releases(building, {name: described[name]})
        write_manifest(building)  # without it nothing can be made next to this release
        write_whole(place.parent / f"{name}.json", released.to_json(_moment(), what))
        building.replace(place)
        names = {*_names_released(folder), name}
        write_whole(folder.private / NAMES, "\n".join(sorted(names)) + "\n")
    return True


def _names_released(folder: CouncilFolder) -> list[str]:
    file = folder.private / NAMES
    return file.read_text(encoding="utf-8").splitlines() if file.is_file() else []


def _moment() -> str:
    return datetime.now().isoformat(timespec="seconds")

"""A council's rows made into tables that have been through disclosure control, ready for papers."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.council.extracts import Extract, rows_of
from hnb.council.folder import CouncilFolder, restricted
from hnb.disclosure.plan import Planned, TableSummary, plan
from hnb.disclosure.population import Declared, joined
from hnb.disclosure.register import Released, read
from hnb.disclosure.rules import Rules
from hnb.domain.errors import NotPublished, Place
from hnb.store.files import COUNCIL, file_name, forget, read_releases, write_releases
from hnb.store.write import exchange, write_manifest, write_whole
from hnb.tables import table

if TYPE_CHECKING:
    import pandas as pd

    from hnb.council.money import Settings

REGISTER = "register"
STATE = "state"  # of a release: the checksum of the extracts and settings that it was made from
PEOPLE = (
    "sen2_persons",
    "sen2_requests",
    "sen2_assessments",
    "sen2_named_plans",
    "sen2_active_plans",
    "sen2_placements",
    "sen2_needs",
    "schools",  # to name those of state-funded schools
)
SCHOOLS = "schools"
LEDGER, PAYMENTS = "placement_ledger", "payments"
_CAVEAT = (
    "Made from the council's own records on the day named, not from a published return. Small "
    "counts of children, and what would give them away, are withheld."
)
_NO_ACCOUNTS = (
    "Payments are left out until mappings/payments.yml says which accounts pay for high needs "
    "(`accounts:`); then run `hnb council protect`."
)
_MADE_UP = "Everything in it is made up by a program; it is nobody's record."


@dataclass(frozen=True)
class Protected:
    """What was made from a council's rows: a release of its own, and what was withheld in it.

    `notes` say what was taken in and is not in the tables, and why.
    """

    release: str
    summary: tuple[TableSummary, ...]
    given_away: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Part:
    """Tables that are made from the same layouts."""

    layouts: tuple[str, ...]
    declared: Declared


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
    parts = _parts(folder)
    if not parts:
        raise NotPublished(
            Place(file=str(folder.root)),
            found="nothing has been taken in of which tables are made",
            expected="a SEN2 return, a placement ledger or payments, by `hnb council add`",
        )
    released = read(folder.private / REGISTER)
    declared = _without_unknown(joined(*(part.declared for part in parts)), released)
    planned = plan(declared, _rules(folder), folder.la_code, released)
    release = _release_name(folder)
    with restricted():
        building = folder.root / ".hnb" / "protected"
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        _write(building, folder, release, parts=parts, planned=planned)
        _keep_for_the_register(folder, building / "register.json", planned)
        _put_in_place(building, folder.protected)
    forget()
    notes = (_NO_ACCOUNTS,) if folder.has(PAYMENTS) and not _accounts(folder) else ()
    return Protected(release, planned.summary, planned.given_away, notes)


def has_tables(folder: CouncilFolder) -> bool:
    """Whether anything has been taken in of which tables are made."""
    return any(folder.has(name) for name in (*PEOPLE, LEDGER, PAYMENTS) if name != SCHOOLS)


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
    name = _newest(described)
    place = folder.private / REGISTER / name
    if place.is_dir():
        return False
    plan_text = (folder.private / "planned.json").read_text(encoding="utf-8")
    released = Released.from_json([plan_text])
    with folder.writing("a paper"):
        building = folder.root / ".hnb" / "released"
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        for file in folder.protected.glob("*.csv"):
            if file.name != "MANIFEST.csv":
                _copy_of_release(file, building / file.name, name)
        write_releases(building, {name: described[name]})
        write_whole(place.parent / f"{name}.json", released.to_json(_moment(), what))
        building.replace(place)
    return True


def _parts(folder: CouncilFolder) -> list[_Part]:
    from hnb.council.money import commitments_and_places, payments
    from hnb.council.people import plans_and_process

    la_code, parts = folder.la_code, []
    people = tuple(name for name in PEOPLE if folder.has(name))
    if as_at := _latest(folder, (name for name in people if name != SCHOOLS)):
        parts.append(_Part(people, plans_and_process(folder.rows, la_code, as_at)))
    if as_at := _latest(folder, [LEDGER]):
        settings = _settings(folder, as_at)
        declared = commitments_and_places(folder.rows, la_code, as_at, settings)
        parts.append(_Part((LEDGER,), declared))
    if folder.has(PAYMENTS) and (accounts := _accounts(folder)):
        parts.append(_Part((PAYMENTS,), payments(folder.rows, la_code, accounts)))
    return parts


def _without_unknown(declared: Declared, released: Released) -> Declared:
    """Without equations that name a cell of an earlier day that was never released."""
    tables = {tab.table for population in declared.populations for tab in population.tables}
    days = {
        (tab.table, str(tab.fixed.get("as_at", "")))
        for population in declared.populations
        for tab in population.tables
    }
    relations = tuple(
        relation
        for relation in declared.relations
        if all(
            key[0] not in tables
            or "as_at" not in table(key[0]).key
            or (key[0], key[2]) in days
            or released.anywhere(key)
            for _, key in relation.terms
        )
    )
    return replace(declared, relations=relations)


def _latest(folder: CouncilFolder, names: Iterable[str]) -> date | None:
    """The day of the newest extract of some layouts; None where there is none."""
    days = [extract.as_at for name in names for extract in folder.in_use(name)]
    return max(days, default=None)


def _settings(folder: CouncilFolder, as_at: date) -> Settings:
    from hnb.council.costing.ledger import Year
    from hnb.council.definition import layout
    from hnb.council.money import LedgerState, Settings

    authority, year = folder.authority, Year.of(as_at).name
    block, budget = authority.block, authority.budget
    earlier = [extract for extract in folder.extracts(LEDGER) if extract.as_at < as_at][-2:]
    defined = layout(LEDGER)
    states = tuple(
        LedgerState(
            extract.as_at, rows_of([extract], folder.home(LEDGER), defined, [*defined.columns])
        )
        for extract in earlier
    )
    return Settings(
        block_gbp=sum(block.lines.values()) if block and block.financial_year == year else None,
        budgets_gbp=budget.lines if budget and budget.financial_year == year else {},
        uplift_percent=authority.uplift.percent,
        lines_to_uplift=authority.uplift.lines,
        earlier=states,
        last_forecasts_gbp=_last_forecasts(folder, states[-1].as_at) if states else None,
        fewest_children=authority.disclosure.threshold,
        p_percent=authority.disclosure.p_percent,
    )


def _last_forecasts(folder: CouncilFolder, as_at: date) -> dict[str, float]:
    """What was released of the forecast of an earlier day, by line."""
    from hnb.council.money import forecast_cells

    released = read(folder.private / REGISTER)
    cells = {
        line: released.anywhere(key) for line, key in forecast_cells(folder.la_code, as_at).items()
    }
    return {line: cell.shown for line, cell in cells.items() if cell and cell.shown is not None}


def _accounts(folder: CouncilFolder) -> Mapping[str, str]:
    from hnb.council.mapping import read_mapping

    file = folder.mappings / f"{PAYMENTS}.yml"
    return read_mapping(file).accounts if file.is_file() else {}


def _rules(folder: CouncilFolder) -> Rules:
    setting = folder.authority.disclosure
    return Rules(setting.threshold, setting.zeros, setting.p_percent)


def _extracts(folder: CouncilFolder) -> list[Extract]:
    """Every extract in use of which tables are made."""
    return [extract for name in (*PEOPLE, LEDGER, PAYMENTS) for extract in folder.in_use(name)]


def _state(folder: CouncilFolder) -> str:
    """A checksum of what the tables are made from: extracts, mappings of accounts, settings."""
    setting = folder.authority.model_dump(mode="json", exclude={"extracts"})
    checksums = sorted(extract.rows_sha256 for extract in _extracts(folder))
    text = json.dumps([checksums, dict(_accounts(folder)), setting], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _release_name(folder: CouncilFolder) -> str:
    """The release's name by its day; with a number where another state of that day is out."""
    kind = "made-up-council" if folder.authority.example else "council"
    name = f"{kind}-{max(extract.as_at for extract in _extracts(folder))}"
    register, state = folder.private / REGISTER, _state(folder)
    numbered = [name, *(f"{name}-{number}" for number in range(2, 100))]
    for candidate in numbered:
        described = read_releases(register / candidate).get(candidate)
        if described is None or described[STATE] == state:
            return candidate
    return f"{name}-{state[:8]}"


def _describe(folder: CouncilFolder, parts: Iterable[_Part], tables: Iterable[str]) -> dict:
    """What releases.yml says of the council's tables."""
    extracts = _extracts(folder)
    caveats = {"own-records": _CAVEAT}
    if folder.authority.example:
        caveats["made-up"] = _MADE_UP
    return {
        "publisher": folder.name,
        "publication": "The council's own records"
        + (" (made-up example)" if folder.authority.example else ""),
        "published": max(extract.as_at for extract in extracts).isoformat(),
        "moment": max(extract.added for extract in extracts).isoformat(),
        "licence": "not published",
        "files": [],
        "parts": [_part_words(folder, part) for part in parts],
        "tables": sorted(tables),
        "caveats": caveats,
        COUNCIL: True,
        STATE: _state(folder),
    }


def _part_words(folder: CouncilFolder, part: _Part) -> str:
    """The extracts of a part with their checksums: a file's own name may be a person's."""
    extracts = [extract for name in part.layouts for extract in folder.in_use(name)]
    return "; ".join(
        f"{extract.layout} of {extract.as_at} (sha256 {extract.sha256[:16]})"
        for extract in extracts
    )


def _write(
    building: Path, folder: CouncilFolder, release: str, *, parts: list[_Part], planned: Planned
) -> None:
    import pandas as pd

    frames: dict[str, list[pd.DataFrame]] = {
        name: [_with_places(name, frame, release, parts)]
        for name, frame in planned.frames.items()
        if len(frame)
    }
    described = {release: _describe(folder, parts, frames)}
    for earlier in _earlier_releases(folder, but=release):
        described |= read_releases(earlier)
        for name in described[earlier.name]["tables"]:
            text = pd.read_csv(earlier / file_name(name, "authority"), dtype=str)
            frames.setdefault(name, []).append(text)
    for name, several in frames.items():
        whole = pd.concat([frame.astype("str").where(frame.notna()) for frame in several])
        whole.to_csv(building / file_name(name, "authority"), index=False, lineterminator="\n")
    write_releases(building, described)
    write_manifest(building)


def _earlier_releases(folder: CouncilFolder, but: str) -> list[Path]:
    register = folder.private / REGISTER
    return sorted(path for path in register.glob("*/") if path.name != but)


def _with_places(
    name: str, frame: pd.DataFrame, release: str, parts: Iterable[_Part]
) -> pd.DataFrame:
    """A table as it is stored: with its release, the extracts, and which rows were counted."""
    spec = table(name)
    for column in spec.columns:
        if column.values and column.name in spec.key:  # what was planned alone, to protect others
            frame = frame[frame[column.name].isin(column.values)]
    part_of, counted = _what_is_counted(name, frame, parts)
    columns = [*spec.dtypes, "part", "row", "column"]
    stored = frame.assign(release=release, part=part_of, row=None, column=counted)
    if "status" in stored:
        stored["status"] = stored["status"].mask(stored["status"].eq("published"))
    return stored.reindex(columns=columns).sort_values([*spec.key], kind="stable")


def _what_is_counted(
    name: str, frame: pd.DataFrame, parts: Iterable[_Part]
) -> tuple[pd.Series, pd.Series]:
    """By row of a table: the number of its part, and the population that it counts."""
    import pandas as pd

    part_of = pd.Series(0, index=frame.index)
    counted = pd.Series("", index=frame.index)
    for number, part in enumerate(parts):
        if any(measured.table == name for measured in part.declared.measured):
            part_of[:] = number
        for population in part.declared.populations:
            for tab in population.tables:
                if tab.table == name:
                    is_of_tab = pd.Series(True, index=frame.index)
                    for key, value in tab.fixed.items():
                        is_of_tab &= frame[key].astype(str).eq(str(value))
                    part_of[is_of_tab], counted[is_of_tab] = number, population.name
    return part_of, counted


def _keep_for_the_register(folder: CouncilFolder, file: Path, planned: Planned) -> None:
    """Keep what the register will hold of these tables, should they be released."""
    text = planned.released.to_json(_moment(), "planned")
    write_whole(folder.private / "planned.json", text)


def _put_in_place(building: Path, target: Path) -> None:
    target.mkdir(exist_ok=True)
    if not exchange(building, target):
        aside = building.with_name("protected-before")
        shutil.rmtree(aside, ignore_errors=True)
        target.replace(aside)
        building.replace(target)
        shutil.rmtree(aside, ignore_errors=True)
    shutil.rmtree(building, ignore_errors=True)


def _copy_of_release(file: Path, target: Path, release: str) -> None:
    """Copy the rows of one release of a table; nothing where it has none."""
    import pandas as pd

    rows = pd.read_csv(file, dtype=str, keep_default_na=False)
    rows = rows[rows["release"].eq(release)]
    if len(rows):
        rows.to_csv(target, index=False, lineterminator="\n")


def _newest(described: Mapping[str, Mapping[str, object]]) -> str:
    """The newest of the releases of a council: by its day, then by when its files were added."""
    return max(
        described, key=lambda name: (described[name]["published"], described[name]["moment"])
    )


def _moment() -> str:
    return datetime.now().isoformat(timespec="seconds")

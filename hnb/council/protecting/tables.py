"""Protected tables as files: a release of the council's own, and those that are out already."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.council.checks import SLIPS
from hnb.council.extracts import Extract
from hnb.council.folder import AUTHORITY, CouncilFolder
from hnb.council.protecting.parts import LEDGER, Part, accounts_of, extracts_of
from hnb.council.values import without_formulas
from hnb.disclosure.plan import Planned
from hnb.store.files import (
    COUNCIL,
    MADE_AS,
    PROGRAMME,
    REPLACES,
    file_name,
    made_as,
    precedence,
    read_releases,
    times_of,
    write_releases,
)
from hnb.store.write import exchange, write_manifest
from hnb.tables import table
from hnb.tables.columns import DOUBTED

if TYPE_CHECKING:
    import pandas as pd

REGISTER = "register"  # in the private folder: what has been released
STATE = "state"  # of a release: the checksum of the extracts and settings that it was made from
RULES = "disclosure"  # of a release: the settings by which it was protected
_FILE = re.compile(r"(\w+) of ([\d-]+) \(sha256 (\w+)\)")  # of a part, as `_part_words` has it
_CAVEAT = (
    "Made from the council's own records on the day named, not from a published return. Small "
    "counts of children, and what would give them away, are withheld."
)
_MADE_UP = "Everything in it is made up by a program; it is nobody's record."


def write_tables(
    building: Path, folder: CouncilFolder, release: str, *, parts: list[Part], planned: Planned
) -> None:
    """Write the tables of a release into a folder, with those of earlier releases that are out."""
    import pandas as pd

    frames: dict[str, list[pd.DataFrame]] = {
        name: [_with_places(name, frame, release, parts)]
        for name, frame in planned.frames.items()
        if len(frame)
    }
    described = {release: _describe(folder, parts, frames)}
    made_before, replaces, in_use = [0], dict[str, set[str]](), extracts_of(folder)
    for earlier in _earlier_releases(folder, but=release):
        described |= read_releases(earlier)
        entry = described[earlier.name]
        made_before.append(made_as(entry))
        for name in entry["tables"]:
            text = pd.read_csv(earlier / file_name(name, "authority"), dtype=str)
            frames.setdefault(name, []).append(text)
            is_replaced = _is_of_replaced_files(text, entry["parts"], in_use)
            replaces.setdefault(name, set()).update(times_of(text[is_replaced], name))
    described[release][MADE_AS] = max(made_before) + 1
    described[release][REPLACES] = {
        name: sorted(times) for name, times in replaces.items() if times
    }
    for name, several in frames.items():
        whole = pd.concat([frame.astype("str").where(frame.notna()) for frame in several])
        whole.to_csv(building / file_name(name, "authority"), index=False, lineterminator="\n")
    write_releases(building, described)
    write_manifest(building)


def _is_of_replaced_files(
    rows: pd.DataFrame, parts: list[str], in_use: Iterable[Extract]
) -> pd.Series:
    """Whether each row of an earlier release rests on a file whose place another has taken."""
    is_gone = {
        number: any(
            _is_in_place_of(extract, *file) for file in _FILE.findall(part) for extract in in_use
        )
        for number, part in enumerate(parts)
    }
    return rows["part"].fillna("0").astype(int).map(is_gone).eq(True)


def _is_in_place_of(extract: Extract, layout: str, day: str, checksum: str) -> bool:
    """Whether an extract is in place of an earlier file, which a part of a release names."""
    is_another = str(extract.as_at) == day and not extract.sha256.startswith(checksum)
    is_stated = f"{day}-{checksum[:8]}" in extract.replaces
    return extract.layout == layout and (is_another or is_stated)


def release_name(folder: CouncilFolder) -> str:
    """The release's name by its day; with a number where another state of that day is out."""
    kind = "made-up-council" if folder.authority.example else "council"
    name = f"{kind}-{max(extract.as_at for extract in extracts_of(folder))}"
    register, state = folder.private / REGISTER, _state(folder)
    numbered = [name, *(f"{name}-{number}" for number in range(2, 100))]
    for candidate in numbered:
        described = read_releases(register / candidate).get(candidate)
        if described is None or described[STATE] == state:
            return candidate
    return f"{name}-{state[:8]}"


def put_in_place(building: Path, target: Path) -> None:
    """Put the finished tables in the place of the earlier ones."""
    target.mkdir(exist_ok=True)
    if not exchange(building, target):
        aside = building.with_name("protected-before")
        shutil.rmtree(aside, ignore_errors=True)
        target.replace(aside)
        building.replace(target)
        shutil.rmtree(aside, ignore_errors=True)
    shutil.rmtree(building, ignore_errors=True)


def copy_of_release(file: Path, target: Path, release: str) -> None:
    """Copy the rows of one release of a table; nothing where it has none."""
    import pandas as pd

    rows = pd.read_csv(file, dtype=str, keep_default_na=False)
    rows = rows[rows["release"].eq(release)]
    if len(rows):
        rows.to_csv(target, index=False, lineterminator="\n")


def newest(described: Mapping[str, Mapping[str, object]]) -> str:
    """The newest of the releases of a council: by its day, then by the order in which they were
    made.
    """
    return max(described, key=lambda name: precedence(described[name]))


def rules_said(folder: CouncilFolder) -> dict[str, object]:
    """The settings of disclosure control in `authority.yml`, as plain data."""
    return folder.authority.disclosure.model_dump(mode="json")


def _state(folder: CouncilFolder) -> str:
    """A checksum of what the tables are made from: extracts, mappings of accounts, settings."""
    setting = folder.authority.model_dump(mode="json", exclude={"extracts"})
    checksums = sorted(extract.rows_sha256 for extract in extracts_of(folder))
    text = json.dumps([checksums, dict(accounts_of(folder)), setting], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _describe(folder: CouncilFolder, parts: Iterable[Part], tables: Iterable[str]) -> dict:
    """What releases.yml says of the council's tables."""
    extracts = extracts_of(folder)
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
        "parts": [_part_words(part) for part in parts],
        "tables": sorted(tables),
        "caveats": caveats,
        COUNCIL: True,
        "la_code": folder.la_code,
        STATE: _state(folder),
        RULES: rules_said(folder),
        PROGRAMME: _programme(folder),
    }


def _programme(folder: CouncilFolder) -> dict[str, str | int]:
    """What the council's programme is called, and the first January after it began; 0 where
    `authority.yml` does not say when.
    """
    programme = folder.authority.programme
    if programme is None:
        return {}
    began = programme.started
    return {"programme": programme.name, "start_year": began.year + 1 if began else 0}


def _part_words(part: Part) -> str:
    """The extracts of a part with their checksums: a file's own name may be a person's."""
    if part.stated:
        return AUTHORITY
    return "; ".join(
        f"{extract.layout} of {extract.as_at} (sha256 {extract.sha256[:16]})"
        for extract in part.extracts
    )


def _earlier_releases(folder: CouncilFolder, but: str) -> list[Path]:
    register = folder.private / REGISTER
    return sorted(path for path in register.glob("*/") if path.name != but)


def _with_places(
    name: str, frame: pd.DataFrame, release: str, parts: Iterable[Part]
) -> pd.DataFrame:
    """A table as it is stored: with its release, the extracts, and which rows were counted."""
    spec = table(name)
    for column in spec.columns:
        if column.values and column.name in spec.key:  # what was planned alone, to protect others
            frame = frame[frame[column.name].isin(column.values)]
    part_of, counted = _what_is_counted(name, frame, parts)
    texts = [key for key in spec.key if spec.dtypes[key] == "str"]
    frame = frame.assign(**{key: without_formulas(frame[key].astype("str")) for key in texts})
    columns = [*spec.dtypes, "part", "row", "column"]
    stored = frame.assign(release=release, part=part_of, row=None, column=counted)
    if "status" in stored:
        is_shown = stored["status"].eq("published")
        stored["status"] = stored["status"].mask(is_shown)
        if spec.value.unit.startswith("gbp"):
            doubted = [number for number, part in enumerate(parts) if _has_slips(part)]
            stored.loc[is_shown & stored["part"].isin(doubted), "status"] = DOUBTED
    return stored.reindex(columns=columns).sort_values([*spec.key], kind="stable")


def _has_slips(part: Part) -> bool:
    """Whether the ledger of the day has costs that look like slips of who typed them."""
    return any(
        extract.layout == LEDGER and fault.endswith(SLIPS)
        for extract in part.extracts[-1:]
        for fault in extract.warnings
    )


def _what_is_counted(
    name: str, frame: pd.DataFrame, parts: Iterable[Part]
) -> tuple[pd.Series, pd.Series]:
    """By row of a table: the number of its part, and the population that it counts."""
    import pandas as pd

    part_of = pd.Series(0, index=frame.index)
    counted = pd.Series(table(name).says.removesuffix("."), index=frame.index)
    for number, part in enumerate(parts):
        declared = part.declared
        if name in declared.open_tables or any(name == other.table for other in declared.measured):
            part_of[:] = number
        for population in declared.populations:
            for tab in population.tables:
                if tab.table == name:
                    is_of_tab = pd.Series(True, index=frame.index)
                    for key, value in tab.fixed.items():
                        is_of_tab &= frame[key].astype(str).eq(str(value))
                    part_of[is_of_tab], counted[is_of_tab] = number, population.name
        if name in part.stated:
            is_stated = frame["commitment"].isin(part.stated[name])
            part_of[is_stated], counted[is_stated] = number, "what the council states"
    return part_of, counted

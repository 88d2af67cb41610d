"""What a file says decides which release it is, not its bytes: a copy saved anew is the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hnb.domain.errors import ParameterError, Place, SourceError
from hnb.sources.recognise import Recognised, take
from hnb.store.build import corrected, part_years_marked, table_csv
from hnb.store.files import load, read_table, releases
from hnb.tables import table

if TYPE_CHECKING:
    import pandas as pd

    from hnb.sources.definition import Release, Source
    from hnb.sources.kinds import Word
    from hnb.sources.layout import Row
    from hnb.tables import Table


class _Candidate(NamedTuple):
    """A release that is held, with what is known of its files."""

    id: str
    release: Release
    edition: Mapping[str, Word]


def held_as(recognised: Recognised) -> str | None:
    """The release held that says what a file says; None where none does.

    A release says the same where each table of the file has the areas, values and reasons of the
    release, for every period and category that the file has. So one file of a release that has
    several is known too, and an extract of some authorities is not taken for the whole.
    """
    read: dict[object, dict[str, list[Row]]] = {}  # most candidates read a file alike
    for candidate in _candidates(recognised):
        wanted = candidate.release.parts or recognised.source.parts
        parts = [(name, grid) for name, grid in recognised.parts if name in wanted]
        reading = tuple(name for name, _ in parts), tuple(sorted(candidate.edition.items()))
        if reading not in read:
            read[reading] = _read(replace(recognised, parts=parts, edition=candidate.edition))
        if read[reading] and _is_said_by(candidate, recognised.source, read[reading]):
            return candidate.id
    return None


def _read(recognised: Recognised) -> dict[str, list[Row]]:
    """The rows of a file by table; none where it cannot be read as it is to be."""
    try:
        return dict(take(recognised).rows) if recognised.parts else {}
    except SourceError:
        return {}


def _candidates(recognised: Recognised) -> Iterator[_Candidate]:
    """The releases of a publication that are held: those of the package, and what was added."""
    from hnb.sources.definition import Release

    source = recognised.source
    for release in source.releases:
        if release.id in releases():
            yield _Candidate(release.id, release, release.edition)
    known = {release.id for release in source.releases}
    for name, entry in releases().items():
        if entry["publication"] == source.publication and name not in known:
            added = Release.model_construct(id=name)
            yield _Candidate(name, added, entry.get("edition", {}))


def _is_said_by(candidate: _Candidate, source: Source, rows: Mapping[str, list[Row]]) -> bool:
    """Whether a release says all that a file says, read as if it were of that release."""
    try:
        return all(
            _is_held((name, level), level_rows, candidate.id)
            for name in sorted(rows, key=lambda name: len(rows[name]))  # the cheapest first
            for level, level_rows in _by_level(candidate.release, source, name, rows[name])
        )
    except SourceError:  # it cannot be read so
        return False


def _by_level(
    release: Release, source: Source, name: str, rows: list[Row]
) -> Iterator[tuple[str, list[tuple[Release, Row]]]]:
    """The rows of one table as a release would have them, level by level."""
    levels: dict[str, list[tuple[Release, Row]]] = {}
    for row in part_years_marked(name, corrected(source, release, name, [*rows])):
        levels.setdefault(row.level, []).append((release, row))
    yield from levels.items()


def frame_of(text: str, spec: Table, level: str, file: str) -> pd.DataFrame:
    """New rows as a frame, once it keeps to the schema of its table.

    Parameters
    ----------
    text : str
        The CSV of the rows.
    spec, level : Table, str
        The table, and the level.
    file : str
        The file that is refused where it does not.

    Raises
    ------
    SourceError
        A column has what the schema does not allow.
    """
    from pandera.errors import SchemaError

    try:
        return spec.schema(level).validate(read_table(StringIO(text), spec, level))
    except SchemaError as fault:
        reason = " ".join(str(fault).split())[:200]
        raise SourceError(
            Place(file=file),
            found=f"{spec.name} does not keep to its schema ({reason})",
            expected=spec.says.rstrip("."),
        ) from None


def _is_held(key: tuple[str, str], rows: Sequence[tuple[Release, Row]], release: str) -> bool:
    """Whether a release holds the same areas, values and reasons for what rows are about."""
    (name, level), spec = key, table(key[0])
    try:
        frame_held = load(name, level, release=release)
    except ParameterError:  # it has nothing of this table
        return False
    frame = frame_of(table_csv(spec, level, rows, {}), spec, level, release)
    columns = spec.key_at(level)
    about = [column for column in columns if column not in ("la_code", "region")]
    if about:
        frame_held = frame_held.merge(frame[about].drop_duplicates(), on=about)
    value = spec.value.name
    shown = [column for column in frame.columns if column not in ("release", value)]
    fresh, earlier = (
        rows_.sort_values(columns).reset_index(drop=True) for rows_ in (frame, frame_held)
    )
    return fresh[shown].equals(earlier[shown]) and _alike(fresh[value], earlier[value])


def _alike(fresh: pd.Series, earlier: pd.Series) -> bool:
    """Whether values are the same but for the last digits that another program writes."""
    if fresh.dtype.kind != "f" and str(fresh.dtype) != "Float64":
        return bool(fresh.equals(earlier))
    here, there = (
        fresh.to_numpy("float64", na_value=np.nan),
        earlier.to_numpy("float64", na_value=np.nan),
    )
    return len(here) == len(there) and bool(
        np.allclose(here, there, rtol=1e-9, atol=0, equal_nan=True)
    )


def caveats_of(recognised: Recognised) -> set[str]:
    """The caveats that every release of a publication has had, and those of a file's own parts."""
    source = recognised.source
    listed = [{*release.caveats} for release in source.releases]
    of_parts = (source.parts[name].caveats for name, _ in recognised.parts)
    return set.intersection(*listed).union(*of_parts) if listed else set().union(*of_parts)


def assembled_by(recognised: Recognised) -> str:
    """Who makes such files, where not the publisher: those of the known releases that have the same
    parts. Without it a compilation would come before the publisher's own file.
    """
    parts = {name for name, _ in recognised.parts}
    makers = [
        release.assembled_by
        for release in recognised.source.releases
        if parts.intersection(release.parts or recognised.source.parts)
    ]
    return makers[-1] if makers and all(makers) else ""

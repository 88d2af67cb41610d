"""What every table holds: releases, their layer and age, years, authorities, gaps and caveats."""

from __future__ import annotations

from datetime import date

import pandas as pd

from hnb.domain import areas, paths, periods
from hnb.domain.plain import Json
from hnb.store.files import load, read_releases, releases
from hnb.tables import ALL, table


def status(name: str | None = None, today: date | None = None) -> list[Json]:
    """One entry a table, or one for the table named; ages are those of a day, today if left out.

    Returns
    -------
    list of dict
        `table`, `says`, `first` and `last` period, `authorities`, how many have a figure of the
        last period (`authorities_in_last`), `rows`, `missing`, `releases`
        (id, publisher, publication, published, `months` since then, assembled_by, the `layer` it
        is in, `package` or `yours`, when it was taken_in, caveats) and `gaps` in words.

    Raises
    ------
    ParameterError
        No such table.
    """
    names = [table(name).name] if name else [*filter(_is_shown, ALL)]
    return [_status_of(name, today or date.today()) for name in names]


def _is_shown(name: str) -> bool:
    """Whether a table is worth a line: of a council's own records only where there are some."""
    return not ALL[name].counts_children or len(load(name)) > 0


def _status_of(name: str, today: date) -> Json:
    spec = ALL[name]
    frame = load(name, spec.levels[0])
    periods_held = sorted(frame[spec.period].unique()) if spec.period else []
    by_authority = "la_code" in frame
    latest = frame.dropna(subset=[spec.value.name])  # its period may be that of an extract
    if spec.period:
        latest = latest[latest[spec.period].isin(periods_held[-1:])]
    return {
        "table": name,
        "says": spec.says,
        "first": str(periods_held[0]) if periods_held else "",
        "last": str(periods_held[-1]) if periods_held else "",
        "authorities_in_last": int(latest["la_code"].nunique()) if by_authority else 0,
        "authorities": int(frame["la_code"].nunique()) if by_authority else 0,
        "rows": len(frame),
        "missing": int(frame[spec.value.name].isna().sum()),
        "releases": [
            _release(release, entry, today)
            for release, entry in releases().items()
            if name in entry["tables"]
        ],
        "gaps": _gaps(frame, spec.period) if by_authority and spec.period else [],
    }


def _release(name: str, entry: Json, today: date) -> dict[str, object]:
    shown = ("publisher", "publication", "published", "assembled_by", "taken_in")
    words = {key: entry.get(key, "") for key in shown}
    is_package = name in read_releases(paths.published())
    return {
        "id": name,
        **words,
        "months": months_since(date.fromisoformat(str(entry["published"])), today),
        "layer": "package" if is_package else "yours",
        "caveats": list(entry["caveats"].values()),
    }


def months_since(published: date, today: date) -> int:
    """Whole months from a day to another."""
    months = (today.year - published.year) * 12 + today.month - published.month
    return months - (today.day < published.day)


def _gaps(frame: pd.DataFrame, period: str) -> list[str]:
    """Authorities that were open in a period and have no row in it."""
    gaps = []
    for when, rows in frame.groupby(period):
        present = set(rows["la_code"])
        absent = [
            authority.name
            for authority in areas.current(periods.starts(period, when))
            if authority.la_code not in present
        ]
        if absent:
            more = f" and {len(absent) - 6} more" if len(absent) > 6 else ""
            gaps.append(f"{when}: no row for {', '.join(absent[:6])}{more}")
    return gaps

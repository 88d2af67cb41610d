"""What every table holds: releases, years, authorities, gaps and caveats."""

from __future__ import annotations

import pandas as pd

from hnb.domain import areas, periods
from hnb.domain.plain import Json
from hnb.store.files import load, releases
from hnb.tables import ALL, table


def status(name: str | None = None) -> list[Json]:
    """One entry a table, or one for the table named.

    Returns
    -------
    list of dict
        `table`, `says`, `first` and `last` period, `authorities`, `rows`, `missing`, `releases`
        (id, publisher, publication, published, assembled_by, caveats) and `gaps` in words.

    Raises
    ------
    ParameterError
        No such table.
    """
    names = [table(name).name] if name else list(ALL)
    return [_status_of(name) for name in names]


def _status_of(name: str) -> Json:
    spec = ALL[name]
    frame = load(name, spec.levels[0])
    periods_held = sorted(frame[spec.period].unique()) if spec.period else []
    by_authority = "la_code" in frame
    return {
        "table": name,
        "says": spec.says,
        "first": str(periods_held[0]) if periods_held else "",
        "last": str(periods_held[-1]) if periods_held else "",
        "authorities": int(frame["la_code"].nunique()) if by_authority else 0,
        "rows": len(frame),
        "missing": int(frame[spec.value.name].isna().sum()),
        "releases": [
            _release(release, entry)
            for release, entry in releases().items()
            if name in entry["tables"]
        ],
        "gaps": _gaps(frame, spec.period) if by_authority and spec.period else [],
    }


def _release(name: str, entry: Json) -> Json:
    shown = ("publisher", "publication", "published", "assembled_by")
    words = {key: entry.get(key, "") for key in shown}
    return {"id": name, **words, "caveats": list(entry["caveats"].values())}


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

"""What every table holds: releases, years, authorities, gaps and caveats."""

from __future__ import annotations

from typing import Any

import pandas as pd

from hnb.domain import areas, periods
from hnb.store.files import load, releases
from hnb.tables import ALL, table


def status(name: str | None = None) -> list[dict[str, Any]]:
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
    return [_one(table(found).name) for found in ([name] if name else ALL)]


def _one(name: str) -> dict[str, Any]:
    spec = ALL[name]
    frame = load(name, spec.levels[0])
    held = sorted(frame[spec.period].unique()) if spec.period else []
    return {
        "table": name,
        "says": spec.says,
        "first": str(held[0]) if held else "",
        "last": str(held[-1]) if held else "",
        "authorities": int(frame["la_code"].nunique()) if "la_code" in frame else 0,
        "rows": len(frame),
        "missing": int(frame[spec.value.name].isna().sum()),
        "releases": [
            {
                key: said.get(key, "")
                for key in ("id", "publisher", "publication", "published", "assembled_by")
            }
            | {"caveats": list(said["caveats"].values())}
            for said in (
                {"id": release} | said
                for release, said in releases().items()
                if name in said["tables"]
            )
        ],
        "gaps": _gaps(frame, spec.period) if "la_code" in frame and spec.period else [],
    }


def _gaps(frame: pd.DataFrame, period: str) -> list[str]:
    """Authorities that stood in a period and have no row in it."""
    gaps = []
    for when, rows in frame.groupby(period):
        there = set(rows["la_code"])
        stood = areas.current(periods.starts(period, when))
        absent = [authority.name for authority in stood if authority.la_code not in there]
        if absent:
            more = f" and {len(absent) - 6} more" if len(absent) > 6 else ""
            gaps.append(f"{when}: no row for {', '.join(absent[:6])}{more}")
    return gaps

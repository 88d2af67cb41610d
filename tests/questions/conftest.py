"""An authorities.csv with a merger that never was."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from hnb.domain import areas, reorganisations
from hnb.domain.paths import published
from tests.questions.merger import AFTER, BEFORE, MERGED


@pytest.fixture
def merger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Adds the merger to a copy of authorities.csv, which is then the one that is read."""
    with (published() / "authorities.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    day = f"{MERGED}-04-01"
    for row in rows:
        if int(row["la_code"]) in BEFORE:
            row.update(closed=day, successors=str(AFTER))
    links = {"opened": day, "closed": "", "predecessors": " ".join(map(str, BEFORE))}
    names = {"la_code": str(AFTER), "name": "Barking and Barnet", "ons_codes": "E09999999"}
    rows.append({**rows[0], **names, **links})
    copy = tmp_path / "authorities.csv"
    with copy.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    monkeypatch.setattr(areas, "everyone", lambda: areas.read(copy))
    return next(area for area, codes in reorganisations.constant_areas().items() if AFTER in codes)

"""What has been released before: every cell that was shown, with its value, or withheld."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hnb.disclosure.population import CellKey
from hnb.domain.errors import DamagedError, Place

WITHHELD = "withheld"


@dataclass(frozen=True)
class ReleasedCell:
    """What a reader knows of a cell: the last value shown, and whether it was withheld since."""

    shown: float | None = None
    withheld: bool = False


@dataclass(frozen=True)
class Released:
    """Cells that were released, by the name of their population; no value that was withheld."""

    populations: Mapping[str, Mapping[CellKey, ReleasedCell]] = field(default_factory=dict)

    def of(self, population: str, keys: Iterable[CellKey]) -> ReleasedCell | None:
        """What is known of a quantity by its cells in a population; None where it is new."""
        cells = self.populations.get(population, {})
        known = [cells[key] for key in keys if key in cells]
        if not known:
            return None
        shown = next((cell.shown for cell in known if cell.shown is not None), None)
        return ReleasedCell(shown, any(cell.withheld for cell in known))

    def anywhere(self, key: CellKey) -> ReleasedCell | None:
        """What is known of a cell in whichever population it was; None where it is new."""
        cells = (cells.get(key) for cells in self.populations.values())
        return next((cell for cell in cells if cell), None)

    def followed_by(self, later: Released) -> Released:
        """What is known once a later release is out too."""
        joined = {name: dict(cells) for name, cells in self.populations.items()}
        for name, cells in later.populations.items():
            before = joined.setdefault(name, {})
            for key, cell in cells.items():
                shown = before.get(key, cell).shown if cell.withheld else cell.shown
                before[key] = ReleasedCell(shown, cell.withheld)
        return Released(joined)

    def to_json(self, when: str, what: str) -> str:
        """One release as text for the register.

        Parameters
        ----------
        when : str
            Date or time of the release, such that text sorts as time does (`2026-11-30`).
        what : str
            What was released, for a person who reads the register.
        """
        populations = {
            name: [[*key, WITHHELD if cell.withheld else cell.shown] for key, cell in cells.items()]
            for name, cells in self.populations.items()
        }
        content = {"when": when, "what": what, "populations": populations}
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, texts: Iterable[str]) -> Released:
        """What is known after several releases, each as `to_json` gives it, in any order."""
        releases = sorted(map(json.loads, texts), key=lambda release: str(release["when"]))
        released = cls()
        for release in releases:
            later = {name: _cells(rows) for name, rows in release["populations"].items()}
            released = released.followed_by(cls(later))
        return released


def read(folder: Path) -> Released:
    """Everything in a register: one JSON file a release, next to a folder of its tables; nothing
    where there is no folder.

    Raises
    ------
    DamagedError
        A file is not as `Released.to_json` wrote it, or is gone from beside its folder: without it,
        what readers know is not known.
    """
    texts = []
    for tables in folder.glob("*/"):
        if not (file := folder / f"{tables.name}.json").is_file():
            raise _damaged(file, "this part of the register of releases is gone")
    for file in sorted(folder.glob("*.json")):
        text = file.read_text(encoding="utf-8")
        try:
            Released.from_json([text])
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            raise _damaged(file, "this part of the register of releases cannot be read") from None
        texts.append(text)
    return Released.from_json(texts)


def _damaged(file: Path, fault: str) -> DamagedError:
    return DamagedError(
        Place(file=file.name),
        found=fault,
        expected="the file as it was written, from a copy",
        after="Nothing was released.",
    )


def _cells(rows: list[list[str | float]]) -> dict[CellKey, ReleasedCell]:
    cells = {}
    for *key, value in rows:
        is_withheld = value == WITHHELD
        shown = None if is_withheld else float(value)
        cells[tuple(map(str, key))] = ReleasedCell(shown, is_withheld)
    return cells

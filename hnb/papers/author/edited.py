"""Documents that a person has edited: each stays under its name, with the list of figures that it
was rendered with, and the new document is put next to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path, PurePosixPath

from hnb.domain.errors import HnbError
from hnb.papers.checking.pieces import digest, read_bytes
from hnb.papers.ledger import NAME, read_ledger, record_name
from hnb.store.write import write_whole

NEW = "new"  # after the name of a document that is put next to an edited one


@dataclass(frozen=True)
class Edited:
    """The documents of an earlier paper, in its folder.

    Parameters
    ----------
    folder : Path
        Where the earlier paper is.
    edited : tuple of str
        Names of documents that a person has edited since they were rendered.
    unedited : tuple of str
        Names of the others that the paper made, and of lists of figures that nothing needs.
    """

    folder: Path
    edited: tuple[str, ...]
    unedited: tuple[str, ...]

    def keep(self) -> list[Path]:
        """Put the list of figures next to each edited document that has none of its own yet; those
        that were written.
        """
        written = []
        for name in self.edited:
            file = self.folder / record_name(name)
            if not file.exists():
                write_whole(file, (self.folder / NAME).read_bytes())
                written.append(file)
        return written

    def names_of_new(self, documents: Iterable[str]) -> dict[str, str]:
        """Under which name a new document is put where one of its name was edited."""
        return {name: self._free(name) for name in documents if name in self.edited}

    def _free(self, name: str) -> str:
        stem, kind = PurePosixPath(name).stem, PurePosixPath(name).suffix
        endings = chain([NEW], (f"{NEW}-{number}" for number in count(2)))
        names = (f"{stem}-{ending}{kind}" for ending in endings)
        return next(
            free
            for free in names
            if free in self.unedited or not (free in self.edited or (self.folder / free).exists())
        )


def edited_in(folder: Path, report: str) -> Edited:
    """What a person has edited of a report's paper in a folder, as its list of figures says."""
    edited, unedited = list[str](), list[str]()
    for name in documents_of(folder, report):
        if (folder / name).is_file() and _is_edited(folder / name):
            edited.append(name)
        else:
            unedited += [name, record_name(name)]
    return Edited(folder, tuple(edited), tuple(unedited))


def documents_of(folder: Path, report: str) -> tuple[str, ...]:
    """The documents that a report made in a folder, and earlier ones that were edited since."""
    ledgers = sorted(folder.glob(record_name(f"{report}*.*")))
    names = [file.name.removesuffix(f".{NAME}") for file in ledgers]
    with suppress(HnbError, LookupError, TypeError, AttributeError):
        files = read_ledger(folder).record["files"]
        names += [name for name in files if name.startswith(report) and "/" not in name]
    return tuple(dict.fromkeys(names))


def rename(built: Path, names: Mapping[str, str]) -> None:
    """Give documents of a finished paper other names, in its list of figures too."""
    if not names:
        return
    ledger = read_ledger(built)
    for name, new in names.items():
        (built / name).rename(built / new)
    files = {names.get(name, name): entry for name, entry in ledger.record["files"].items()}
    replace(ledger, record={**ledger.record, "files": files}).write(built)


def _is_edited(document: Path) -> bool:
    """Whether a document is not the one that its list of figures records; not where nothing is
    recorded of it.
    """
    with suppress(HnbError, LookupError, TypeError, AttributeError):
        recorded = read_ledger(document).record["files"][document.name]["sha256"]
        return digest(read_bytes(document)) != recorded
    return False

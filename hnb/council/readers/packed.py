"""The files in a folder, or in a zip of CSV files, each read where it is."""

from __future__ import annotations

import zipfile
from pathlib import Path

from hnb.council.readers.cells import Source, unreadable
from hnb.council.readers.workbooks import MOST_MEMBERS, ZIP, is_workbook
from hnb.domain.errors import Place, SourceError
from hnb.domain.words import listed, quoted

_TEXT = (".csv", ".txt", ".tsv", ".gz")
_EXPECTED = "a workbook, or a zip of CSV files without a password"


def files_in(path: Path) -> list[Source]:
    """The files of a folder or a zip in the order of their names; of another file itself.

    Raises
    ------
    SourceError
        The folder has no file; or the zip is broken, locked, or has files that are no CSV.
    """
    if path.is_dir():
        every = sorted(file for file in path.iterdir() if not file.name.startswith("."))
        files: list[Source] = [file for file in every if file.is_file()]
        if not files:
            problem = "there is no file in the folder"
            raise SourceError(Place(file=path.name), found=problem, expected="a folder with files")
        return files
    if not path.is_file() or not _is_zip(path):
        return [path]
    place = Place(file=path.name)
    with unreadable(place, "the zip is broken, or cut before its end", _EXPECTED):
        archive = zipfile.ZipFile(path)
    members = [info for info in archive.infolist() if not info.is_dir() and _counts(info.filename)]
    others = [
        Path(info.filename).name for info in members if not info.filename.casefold().endswith(_TEXT)
    ]
    if others:
        problem = f"the zip has {listed([quoted(name) for name in others[:3]])}, which is no CSV"
        raise SourceError(place, found=problem, expected="the files, taken out of the zip first")
    if any(info.flag_bits & 1 for info in members) or not 0 < len(members) <= MOST_MEMBERS:
        problem = "the zip is empty, locked by a password, or has too many files"
        raise SourceError(place, found=problem, expected=_EXPECTED)
    return [zipfile.Path(archive, info.filename) for info in members]


def _counts(name: str) -> bool:
    """Whether it is no file that an operating system adds for itself."""
    return not name.startswith("__MACOSX/") and not Path(name).name.startswith(".")


def _is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        is_packed = file.read(4) == ZIP
    return is_packed and not is_workbook(path)

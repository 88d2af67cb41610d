"""A council's folder: whose it is, and what has been taken into it, for nobody else to read."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.council.authority.definition import AuthorityDefinition, leaves_folder, read_authority
from hnb.council.definition import layout, layout_names
from hnb.council.extracts import Extract, extracts_in, remove, remove_replaced, rows_of
from hnb.domain import areas, paths
from hnb.domain.errors import ParameterError, Place
from hnb.domain.words import quoted
from hnb.store.lock import Hold, alone
from hnb.store.write import write_whole

if TYPE_CHECKING:
    import pandas as pd

AUTHORITY = "authority.yml"
VARIABLE = "HNB_COUNCIL"
_OWNER = "council.json"
_WANTED = (
    "a folder that `hnb init authority` wrote: by --folder, by HNB_COUNCIL, or the one you are in"
)


@dataclass(frozen=True)
class CouncilFolder:
    """A folder with an `authority.yml`, and with what that authority's files held.

    Parameters
    ----------
    root : Path
        The folder.
    authority : AuthorityDefinition
        What its `authority.yml` says.
    la_code : int
        DfE number of the authority.
    """

    root: Path
    authority: AuthorityDefinition
    la_code: int

    @classmethod
    def open(cls, place: Path | str | None = None) -> CouncilFolder:
        """The folder at a place, or the one that `HNB_COUNCIL` names, or else the one that the
        command was started in.

        Raises
        ------
        ParameterError
            There is no `authority.yml`, or it cannot be used; the records in the folder are another
            authority's; it is in the repository of this package and no example; or a part of it
            leads elsewhere.
        """
        given = Path(place or os.environ.get(VARIABLE) or AUTHORITY)
        root = given.parent if given.suffix == ".yml" else given
        if not (root / AUTHORITY).is_file():
            problem = f"there is no {AUTHORITY}"
            raise ParameterError(Place(file=str(root)), found=problem, expected=_WANTED)
        root = root.resolve()
        authority = read_authority(root / AUTHORITY)
        if not authority.example:
            refuse_in_checkout(root)
        folder = cls(root, authority, areas.find(authority.authority).la_code)
        folder._refuse_links()
        folder._refuse_other_owner()
        return folder

    @property
    def name(self) -> str:
        """What the authority is called."""
        return areas.find(self.la_code).name

    @property
    def option(self) -> str:
        """What a command says to mean this folder; nothing where it is meant anyhow."""
        is_meant = self.root == Path.cwd() or os.environ.get(VARIABLE)
        return "" if is_meant else f" --folder {in_quotes(self.root)}"

    @property
    def private(self) -> Path:
        """Rows of people, which never leave it."""
        return self.root / "private"

    @property
    def protected(self) -> Path:
        """Tables that have been through disclosure control."""
        return self.root / "protected"

    @property
    def mappings(self) -> Path:
        """Mappings that a person has confirmed."""
        return self.root / "mappings"

    @property
    def quality(self) -> Path:
        """Reports on what was wrong in each file."""
        return self.private / "quality"

    def home(self, layout_name: str) -> Path:
        """The folder of a layout's extracts."""
        return self.private / "rows" / layout_name

    def extracts(self, layout_name: str) -> tuple[Extract, ...]:
        """What has been taken in of a layout, the newest last.

        Raises
        ------
        SourceError
            Rows of another authority are among them.
        """
        every = tuple(extracts_in(self.home(layout_name)))
        if others := [extract for extract in every if extract.la_code != self.la_code]:
            raise self._of_another(others[0].la_code)
        return every

    def in_use(self, layout_name: str) -> tuple[Extract, ...]:
        """The extracts that count: the newest, or all of a layout whose extracts go together."""
        every = self.extracts(layout_name)
        return every if layout(layout_name).together else every[-1:]

    def has(self, layout_name: str) -> bool:
        """Whether anything has been taken in of a layout."""
        return bool(self.extracts(layout_name))

    def rows(self, layout_name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The accepted rows of a layout that are in use.

        Parameters
        ----------
        layout_name : str
            The layout.
        columns : sequence of str, optional
            Columns of the layout, or `file_row`, the number of a row in its file; all but that one
            where none are named.

        Returns
        -------
        DataFrame
            Dates as datetime64, money and numbers as float64, whole numbers as Int64, yes and no as
            boolean, the rest as text. A column that the files do not have is missing throughout,
            and there is no row where nothing has been taken in.

        Raises
        ------
        DamagedError
            Rows are not as they were written.
        """
        defined = layout(layout_name)
        wanted = list(defined.columns) if columns is None else list(columns)
        extracts = self.in_use(layout_name)
        return rows_of(extracts, self.home(layout_name), defined, wanted)

    def path(self, relative: str) -> Path:
        """A path that a definition names.

        Raises
        ------
        ParameterError
            It leads out of the folder, also by a link.
        """
        whole = self.root / relative
        fault = leaves_folder(relative)
        if not fault and not whole.resolve().is_relative_to(self.root):
            fault = "a link leads out of it"
        if fault:
            problem = f"{quoted(relative)} is not within the folder of {AUTHORITY} ({fault})"
            raise ParameterError(Place(file=AUTHORITY), found=problem, expected="a path within it")
        return whole

    @contextmanager
    def writing(self, doing: str, *, patience: float = 0) -> Iterator[Hold]:
        """Hold the folder alone, with files made for its owner's eyes; another that is at work in
        it is waited for so many seconds.

        Raises
        ------
        LockedError
            Another is at work in it.
        """
        with restricted():
            (self.root / ".hnb").mkdir(exist_ok=True)
            lock = self.root / ".hnb" / "lock"
            doing = f"{doing} is writing"
            with alone(lock, doing, patience=patience, where=self.root) as hold:
                self.prepare()
                yield hold

    def prepare(self) -> None:
        """Make the private folder, closed to others, write down whose it is, and delete what a stop
        left of files that have been replaced.
        """
        with restricted():
            for folder in (self.private, self.quality, self.mappings):
                folder.mkdir(exist_ok=True)
        with suppress(OSError):  # a folder of somebody else's
            self.private.chmod(0o700)
        if not (self.private / _OWNER).exists():
            owner = {"la_code": self.la_code, "example": self.authority.example}
            with restricted():
                write_whole(self.private / _OWNER, json.dumps(owner) + "\n")
        for home in self.private.glob("rows/*/"):
            remove_replaced(home)

    def forget(self, layout_name: str, before: date | None = None) -> tuple[Extract, ...]:
        """Delete rows, rejected rows and quality reports of a layout; without a day also the first
        rows that were shown for its mapping.

        Parameters
        ----------
        layout_name : str
            The layout.
        before : date, optional
            Only extracts of earlier days.

        Returns
        -------
        tuple of Extract
            What was deleted.
        """
        every = self.extracts(layout_name)
        going = tuple(extract for extract in every if before is None or extract.as_at < before)
        for extract in going:
            remove(self.home(layout_name), extract)
            for report in self.quality.glob(f"{extract.report}*"):
                report.unlink()
        if before is None:
            for report in self.quality.glob(f"{layout_name}-[0-9]*"):  # of refused files too
                report.unlink()
            (self.private / "preview" / f"{layout_name}.html").unlink(missing_ok=True)
            shutil.rmtree(self.home(layout_name), ignore_errors=True)  # left by one that was killed
        return going

    def _refuse_links(self) -> None:
        """Refuse a link anywhere in what `hnb` writes: rows would be written where it leads."""
        for part in (self.private, self.protected, self.mappings, self.root / ".hnb"):
            for path in (part, *part.rglob("*")):
                if path.is_symlink():
                    name = path.relative_to(self.root).as_posix()
                    problem = "it is a link to elsewhere"
                    expected = "a file or folder of its own"
                    raise ParameterError(Place(file=name), found=problem, expected=expected)

    def _refuse_other_owner(self) -> None:
        file = self.private / _OWNER
        if not file.exists():
            return
        try:
            owner = json.loads(file.read_text(encoding="utf-8"))
            la_code, example = int(owner["la_code"]), bool(owner["example"])
        except (ValueError, TypeError, LookupError):
            problem = "nobody can tell whose records these are"
            place = Place(file=f"private/{_OWNER}")
            raise ParameterError(place, found=problem, expected="it as `hnb` wrote it") from None
        if la_code != self.la_code:
            raise self._of_another(la_code)
        if example != self.authority.example:
            problem = "the records in the folder are " + ("made up" if example else "real")
            expected = f"example: {str(example).lower()}, or another folder"
            raise ParameterError(Place(file=AUTHORITY), found=problem, expected=expected)

    def _of_another(self, la_code: int) -> ParameterError:
        return ParameterError(
            Place(file=AUTHORITY),
            found=f"the records in the folder are of {areas.find(la_code).name}, and it names "
            f"{self.name}",
            expected="a folder for each authority",
            after="Nothing was read.",
        )


def in_quotes(path: Path | str) -> str:
    """A path as a command takes it: in quotes where it has a space."""
    return f'"{path}"' if " " in str(path) else str(path)


def known_layouts(folder: CouncilFolder) -> tuple[str, ...]:
    """The layouts of which something has been taken in."""
    return tuple(name for name in layout_names() if folder.has(name))


@contextmanager
def restricted() -> Iterator[None]:
    """Have files and folders made for their owner alone."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def refuse_in_checkout(folder: Path) -> None:
    """Refuse a folder in the repository of this package, from which rows could be published.

    Raises
    ------
    ParameterError
        It is within it.
    """
    checkout = paths.PACKAGE.parent
    if (checkout / "pyproject.toml").exists() and folder.resolve().is_relative_to(checkout):
        raise ParameterError(
            Place(file=str(folder)),
            found="it is within the repository of hnb, from which records could be published",
            expected="a folder elsewhere",
            after="Nothing was written.",
        )

"""Where a paper is put: its folder within --out, the names that it may have, its lock, and the way
of a finished one into its place.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.domain import paths
from hnb.domain.areas import everyone, folder_name
from hnb.domain.errors import HnbError, ParameterError, Place
from hnb.domain.words import slug
from hnb.papers.author.edited import documents_of, edited_in, rename
from hnb.papers.ledger import NAME
from hnb.store.lock import Hold, alone
from hnb.store.switch import NEW, finish, switch
from hnb.store.write import put_in_place, refuse_open

if TYPE_CHECKING:
    from hnb.papers.definition import SettledReport

FAILED = "failed"  # where what a failed render left is kept, beside the paper
NOTEBOOKS = "notebooks"
# its paper is in the authority's own folder, that of any other report in a folder within
MAIN = "forum-paper"
FORMATS = ("html", "docx", "pdf")
PACK = "pack-"  # before the day of a meeting, in the name of its pack
APPENDIX = "-appendix"  # after the report's name, in that of an appendix that is a document
HIDDEN = ".hnb"  # in --out: locks, what is being built, and journals
_PATIENCE = 120  # seconds in which another paper of the authority is put in its place
_LONGEST = 60
_DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
}


def document_names(report: str) -> tuple[str, ...]:
    """What the documents of a report may be called: the paper, and an appendix of its own."""
    stems = (report, f"{report}{APPENDIX}")
    return tuple(f"{stem}.{ending}" for stem in stems for ending in FORMATS)


def refuse_name(name: str, file: str) -> None:
    """Refuse a name of a report that would not be a file's on every system, or is another's place.

    Raises
    ------
    ParameterError
        It is no plain word, or the name of an authority's folder, or of one that a paper has.
    """
    refusal, expected = "", "another name"
    if not re.fullmatch(r"[a-z0-9]+([-_][a-z0-9]+)*", name) or len(name) > _LONGEST:
        near = slug(name, "-")[:_LONGEST].strip("-") or "my-report"
        expected = f"small letters, digits and hyphens, at most {_LONGEST}, such as {near}.yml"
        refusal = "which is no name for files on every system"
    elif name in (FAILED, NOTEBOOKS):
        refusal = "the name of a folder within each paper's"
    elif name in _DEVICES:
        refusal = "the name of a device on Windows"
    elif name in _folders_of_authorities():
        refusal = "the name of an authority's folder"
    if refusal:
        refusal = f"the report is called {name!r}, {refusal}"
        raise ParameterError(Place(file=file), found=refusal, expected=expected)


def _folders_of_authorities() -> set[str]:
    names = [(slug(authority.name, "-"), authority.la_code) for authority in everyone()]
    return {name for plain, code in names for name in (plain, f"{plain}-{code}")}


@dataclass(frozen=True)
class PaperPlace:
    """The place of one paper.

    Parameters
    ----------
    out : Path
        The folder in which each authority has its own.
    parts : tuple of str
        The folder within it, name by name: `leicestershire`, or `leicestershire` and the report.
    report : str
        The report's name; the documents are called so.
    longest : str
        The longest name of a notebook in it.
    """

    out: Path
    parts: tuple[str, ...]
    report: str
    longest: str = ""

    @property
    def folder(self) -> Path:
        """The paper's folder, as the person named it."""
        return self.out.joinpath(*self.parts)

    @property
    def author_file(self) -> Path:
        """What the paper's author adds to it: next to its folder, which is replaced as a whole."""
        return self.out / f"{'.'.join(self.parts)}.md"

    @property
    def shared_author_file(self) -> Path:
        """What an author says of the authority in the forum paper, and in its other papers too."""
        return self.out / f"{self.parts[0]}.md"

    @property
    def failed(self) -> Path:
        """Where what a failed render left is kept."""
        return self.folder / FAILED

    @property
    def names(self) -> tuple[str, ...]:
        """What in its folder is this paper's."""
        return (*(file.name for file in self.documents), NAME, NOTEBOOKS)

    @property
    def documents(self) -> tuple[Path, ...]:
        """Where its documents are, in every format: the paper, and an appendix of its own."""
        return tuple(self.folder / name for name in document_names(self.report))

    @property
    def present(self) -> tuple[Path, ...]:
        """The documents that are there, also those that were put next to edited ones."""
        names = dict.fromkeys(
            (*document_names(self.report), *documents_of(self.folder, self.report))
        )
        return tuple(self.folder / name for name in names if (self.folder / name).is_file())

    @property
    def copies(self) -> tuple[Path, ...]:
        """Documents with this paper's name and more: a sync client makes such of a document that
        was changed in two places.
        """
        alike = [file for name in FORMATS for file in self.folder.glob(f"{self.report}?*.{name}")]
        ours = {*self.names, *documents_of(self.folder, self.report)}
        return tuple(sorted(file for file in alike if file.name not in ours))

    @property
    def _root(self) -> Path:
        # a relative path leads elsewhere where the current folder itself is replaced
        return self.out.resolve()

    @property
    def _key(self) -> str:
        return f"{self.parts[0]}.{self.report}"

    @property
    def _journal(self) -> Path:
        return self._root / HIDDEN / f"{self._key}.json"

    @contextmanager
    def alone(self) -> Iterator[Hold]:
        """Hold the lock of this paper; what a killed render left is put right first.

        Raises
        ------
        LockedError
            Another process is rendering it.
        HnbError
            Nothing can be put there, or what is there is not ours to replace.
        """
        self.refuse_unfit()
        for name in self.names:
            refuse_open(self.folder / name)  # now, and not after minutes of work
        lock = self._root / HIDDEN / f"{self._key}.lock"
        doing = f"`hnb render` is at work on {self.report}"
        with alone(lock, doing, where=self.folder) as hold:
            with self._still():
                self._mend()
            self._refuse_long()
            yield hold

    @contextmanager
    def _still(self) -> Iterator[None]:
        """Hold the lock of the authority's whole folder, while a paper in it changes its place."""
        lock = self._root / HIDDEN / f"{self.parts[0]}.lock"
        doing = "`hnb` is putting a paper in its place"
        with alone(lock, doing, patience=_PATIENCE, where=self.out / self.parts[0]):
            yield

    def refuse_unfit(self) -> None:
        """Refuse a place outside --out, in a folder of the package, or where nothing can be put."""
        _refuse_out(self.out)
        folders = [self.out.joinpath(*self.parts[: depth + 1]) for depth in range(len(self.parts))]
        inside = [self.out / HIDDEN, *folders, *(self.folder / name for name in self.names)]
        for path in (*inside, self.failed):
            if _is_link(path):
                raise ParameterError(
                    Place(file=str(path)),
                    found="it is a link to elsewhere, and links are not followed out of --out",
                    expected="a folder or file of its own",
                )
        for path in (self.out, self.out / HIDDEN, *folders):
            if path.exists() and not path.is_dir():
                raise _unwritable(path, "it cannot be read or written (it is a file)")
            if path.exists() and not os.access(path, os.W_OK):
                raise _unwritable(path, "no file can be written there")
        try:
            (self.out / HIDDEN).mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise _unwritable(self.out, f"it cannot be made ({fault.strerror})") from None

    def _refuse_long(self) -> None:
        """Refuse a place in which the longest path of a paper cannot be made, before any work."""
        with self.building() as new:
            file = new / NOTEBOOKS / f"{self.longest}.ipynb"
            try:
                file.parent.mkdir()
                file.touch()
            except OSError as fault:
                refusal = f"a path of {len(str(file))} characters cannot be made in it"
                raise _unwritable(self.out, f"{refusal} ({fault.strerror})") from None

    def _mend(self) -> None:
        """Complete what a killed render left half done, and remove what it was building."""
        if self._journal.exists():
            finish(self._journal)
        for work in self._journal.parent.glob(f"{self._key}.????????"):  # as `mkdtemp` names it
            shutil.rmtree(work, ignore_errors=True)

    @contextmanager
    def building(self) -> Iterator[Path]:
        """A folder to build the paper in, on the disk of its place; it is removed in the end."""
        work = Path(tempfile.mkdtemp(dir=self._journal.parent, prefix=f"{self._key}."))
        try:
            (work / NEW).mkdir()  # with the permissions that a person's own folders have
            yield work / NEW
        finally:
            if not self._journal.exists():
                shutil.rmtree(work, ignore_errors=True)

    def put(self, built: Path) -> dict[str, str]:
        """Put a finished paper in its place: a reader sees the earlier one whole, or this one.

        Returns
        -------
        dict
            The names of documents of the earlier one that a person had edited, which stay, each
            with the name of the new one next to it.

        Raises
        ------
        HnbError
            A document of the earlier one is held open: it is as it was.
        """
        target = self._root.joinpath(*self.parts)
        with self._still():
            earlier = edited_in(target, self.report)
            names = earlier.names_of_new(file.name for file in built.iterdir())
            rename(built, names)
            ours = {*self.names, *earlier.unedited, *names.values()} - {*earlier.edited}
            written = earlier.keep()
            try:
                switch(built, target, self._journal, ours=ours, drop=(FAILED,))
            except HnbError as fault:
                for file in written:
                    file.unlink(missing_ok=True)
                if self._journal.exists():
                    raise  # it says itself what is left
                raise HnbError(
                    fault.place,
                    found=fault.found,
                    expected=fault.expected,
                    after=f"The earlier paper is as it was; the new one is in {self.failed}.",
                ) from None
        return names

    def keep_failed(self, built: Path) -> None:
        """Keep what a failed render left, in place of what an earlier one did."""
        failed = self._root.joinpath(*self.parts, FAILED)
        if self._journal.exists():
            return  # it is wanted yet
        with self._still():
            shutil.rmtree(failed, ignore_errors=True)
            failed.parent.mkdir(parents=True, exist_ok=True)
            built.chmod(0o700)  # nobody has read it yet, and a cell may have failed over anything
            put_in_place(built, failed)


def place_of(settled: SettledReport, out: Path) -> PaperPlace:
    """The place of a report's paper."""
    name = settled.report.name
    parts: tuple[str, ...] = (name,)
    if settled.ask is not None:
        authority = folder_name(settled.ask.authority)
        parts = (authority,) if name == MAIN else (authority, name)
    longest = max((job.name for job in settled.jobs), key=len)
    return PaperPlace(out, parts, report=name, longest=longest)


@contextmanager
def beside_papers(out: Path, folder: str) -> Iterator[Path]:
    """An authority's folder in --out, for a file that is no paper, while no paper there changes its
    place.
    """
    place = PaperPlace(out, (folder,), MAIN)
    place.refuse_unfit()
    with place._still():
        yield place.folder


def finish_switch(paper: Path) -> None:
    """Complete the switch of a paper that was stopped on its way, before the paper is read.

    Parameters
    ----------
    paper : Path
        A paper's folder, or a document in it.
    """
    folder = (paper if paper.is_dir() else paper.parent).resolve()
    for out in folder.parents[:2]:
        parts = folder.relative_to(out).parts
        for report in {MAIN, parts[-1]}:
            place = PaperPlace(out, parts, report)
            if place._journal.exists():
                with place._still(), suppress(FileNotFoundError):  # another was quicker
                    finish(place._journal)


def _refuse_out(out: Path) -> None:
    """Refuse a folder of the package's own as --out."""
    folder, root = out.resolve(), paths.PACKAGE.parent
    usual = paths.reports() / "out"
    ours = [paths.PACKAGE, paths.notebooks(), paths.published().parent, paths.reports()]
    if (root / "pyproject.toml").exists():
        ours += [root / "docs", root / "tests", root / "benchmarks"]
    is_inside = any(folder.is_relative_to(part) for part in ours)
    whole = (root, paths.added().resolve(), Path(folder.anchor))
    if folder in whole or (is_inside and not folder.is_relative_to(usual)):
        raise ParameterError(
            Place(parameter="out", file=str(out)),
            found="it is a folder of the package's own",
            expected=f"a folder for papers alone, such as {usual}",
        )


def _is_link(path: Path) -> bool:
    """Whether a path is a link, or a junction of Windows."""
    with suppress(OSError):
        tag = getattr(path.lstat(), "st_reparse_tag", 0)
        return path.is_symlink() or tag == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)
    return False


def _unwritable(path: Path, found: str) -> HnbError:
    return HnbError(
        Place(file=str(path)),
        found=found,
        expected="a folder that this person may write in, with a shorter path if it is very long",
        after="Nothing was run; what was there is as it was.",
    )

"""Say what files are and what they would change, and take them in: for `hnb data add` and
`hnb fetch`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hnb.cli import print_json
from hnb.cli.data.report import PAPERS, changes_of, print_lines

if TYPE_CHECKING:
    from datetime import date

    from hnb.store.add import Addition


@dataclass(frozen=True)
class OfferedFile:
    """A file that a person or a service offers, and what is known of it that it does not say.

    Parameters
    ----------
    path : Path
        A published file or a zip of them, by whatever name.
    published : date, optional
        When it was published.
    vintage : int, optional
        The year of a list of neighbours.
    successors : Path, optional
        Which authorities took the place of which, for a list of authorities.
    moment : str
        When a service put it there.
    publications : tuple of str
        Of which publications it may be, where a service says.
    """

    path: Path
    published: date | None = None
    vintage: int | None = None
    successors: Path | None = None
    moment: str = ""
    publications: tuple[str, ...] = ()


def look_at(files: Sequence[OfferedFile]) -> list[Addition]:
    """What each file is and what taking it in would do; nothing is written.

    Raises
    ------
    SourceError
        A file cannot be read or is not known, or two of one day say different things.
    DamagedError
        What is held is damaged, so that nothing can be compared with it.
    """
    from hnb.store.apart import look_apart
    from hnb.store.files import check_everything

    check_everything()  # nothing is "held already" in a file that is damaged
    additions = [
        addition
        for file in files
        for addition in look_apart(
            file.path,
            file.published,
            successors=file.successors,
            vintage=file.vintage,
            moment=file.moment,
        )
        if _is_as_said(addition, file)
    ]
    # after looking: a file that is refused waits for none of what this needs
    from hnb.store.compare import refuse_at_odds

    refuse_at_odds(additions)
    return additions


def _is_as_said(addition: Addition, file: OfferedFile) -> bool:
    """Whether a file is of a publication that its service says; one that is not is refused."""
    from hnb.domain.errors import Place, SourceError

    if file.publications and addition.publication not in file.publications:
        raise SourceError(
            Place(file=addition.file),
            found=f"it is of another publication ({addition.publication})",
            expected=f"one of {'; '.join(file.publications)}, as the service lists it",
        )
    return True


def look_at_package(files: Sequence[OfferedFile]) -> list[Addition]:
    """What each file is beside what the package itself holds, whatever this person has taken in."""
    from hnb.store.files import forget

    before = os.environ.get("HNB_DATA")
    with TemporaryDirectory(prefix="hnb-") as empty:
        os.environ["HNB_DATA"] = empty
        forget()
        try:
            return look_at(files)
        finally:
            os.environ.pop("HNB_DATA")
            if before is not None:
                os.environ["HNB_DATA"] = before
            forget()


def take_in_files(
    files: Sequence[OfferedFile],
    *,
    dry_run: bool = False,
    accept: bool = False,
    as_json: bool = False,
    papers: Path = PAPERS,
    changes: Path | None = None,
    within: str = "",
) -> list[Addition]:
    """Say what files are and what they change, then take all of them in or none.

    Parameters
    ----------
    files : sequence of OfferedFile
        What is offered, taken in together.
    dry_run : bool
        Only say what would happen.
    accept : bool
        Take them in though they differ from what is known.
    as_json : bool
        Print what is said as JSON, each changed cell and figure with it.
    papers : Path
        A folder of papers, or one paper: the figures that change in the newest are said.
    changes : Path, optional
        A folder for every changed cell, figure and sentence, as CSV files.
    within : str
        The folder in that one, where other files have theirs too.

    Returns
    -------
    list of Addition
        One for each publication in the files; `release` is None where it is held already.

    Raises
    ------
    SourceError
        What `look_at` raises, or a layout has news that is not accepted; nothing is taken in.
    """
    additions = look_at(files)
    # after looking: a file that is refused waits for none of what this needs
    from hnb.store.compare import refuse_unaccepted

    fresh = [addition for addition in additions if addition.release]
    if not as_json:
        for addition in additions:
            print("\n".join(lines_of(addition)), flush=True)
    if not dry_run:
        refuse_unaccepted(additions, accept)  # before papers are rendered for nothing
    report = changes_of(fresh, papers)
    if as_json:
        print_json({"files": [_as_json(addition) for addition in additions], **report.to_json()})
    else:
        print_lines(report.lines())
    if changes:
        report.write(changes / within)
    if not fresh:
        print("Everything in it is held already.", file=sys.stderr)
    elif dry_run:
        print("Nothing was taken in.", file=sys.stderr)
    else:
        _take_in(fresh, accept)
    return additions


def _take_in(fresh: Sequence[Addition], accept: bool) -> None:
    from hnb.store.add import take_in

    folder = take_in(*fresh, accept=accept)
    releases = ", ".join(str(addition.release) for addition in fresh)
    who = "" if folder else " by another command meanwhile"
    print(f"Taken in{who}: {releases}", file=sys.stderr)
    if folder:
        print(f"`hnb data undo` takes it back; it is in {folder}", file=sys.stderr)


def _as_json(addition: Addition) -> dict[str, object]:
    names = ("file", "publication", "release", "published", "news", "says")
    plain = {name: getattr(addition, name) for name in names}
    lists = {"changes": addition.changes, "doubts": addition.doubts}
    return plain | {name: [vars(entry) for entry in entries] for name, entries in lists.items()}


def lines_of(addition: Addition) -> list[str]:
    """What a person is told of a file."""
    title = f"{addition.file}: {addition.publication}"
    if addition.release is None:
        return [f"{title}. Held already."]
    lines = [f"{title}, published {addition.published}; would be release {addition.release}"]
    for change in addition.changes:
        lines += [f"  {change}", *(f"    {sentence}" for sentence in change.moved)]
    lines += [f"  {sentence}" for sentence in addition.says]
    if addition.news:
        lines.append("  It differs from what is known (take it in with --accept):")
        lines += [f"    {item}" for item in addition.news]
    if addition.doubts:
        count = len(addition.doubts)
        words = "figure looks odd; it is" if count == 1 else "figures look odd; they are"
        lines.append(f"  {count} {words} taken in as published and kept with this doubt:")
        lines += [
            f"    {doubt.table} {doubt.la_code or 'England'} {doubt.period}: {doubt.rule}: "
            f"{doubt.says}"
            for doubt in addition.doubts[:20]
        ]
    return lines

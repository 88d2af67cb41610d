"""Take a release into the repository itself: its entry in source.yml, the tables, the manifest, the
generated pages and a line in CHANGELOG, all of them or none.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.domain import areas, paths, periods
from hnb.domain.errors import HnbError, ParameterError, Place, SourceError
from hnb.sources.source import read_source, sources
from hnb.store.files import key_of
from hnb.store.lock import alone
from hnb.store.write import write_whole
from hnb.tables import table

if TYPE_CHECKING:
    from hnb.store.add import Addition

_WIDTH = 120
_DATA = "### Data"
_AFTER = "The repository is as it was."
# what is written, as seen from the repository
_PAGES = ("docs/cli.md", "docs/data.md", "data/README.md")
_WRITTEN = ("CHANGELOG.md", "hnb/sources/*/source.yml", "data/published/*", *_PAGES)


@dataclass(frozen=True)
class Adopted:
    """What was taken into the repository: ids of the releases, and the files that were written
    beside the tables.
    """

    releases: tuple[str, ...]
    written: tuple[Path, ...]


def checkout() -> Path:
    """The folder of the repository.

    Raises
    ------
    ParameterError
        The package is installed, and there is no repository to write into.
    """
    root = paths.PACKAGE.parent
    if not (root / "pyproject.toml").is_file() or not (root / "CHANGELOG.md").is_file():
        raise ParameterError(
            Place(file=str(root)),
            found="it is no checkout of the repository",
            expected="`hnb data add`, which takes a file in for you alone",
        )
    return root


def adopt(additions: Sequence[Addition], files: Sequence[Path], originals: Path) -> Adopted:
    """Take releases into the repository, within `all_or_nothing`.

    Parameters
    ----------
    additions : sequence of Addition
        What the files are, looked at over the package's own tables alone.
    files : sequence of Path
        The files themselves.
    originals : Path
        The folder of the publishers' files, from which every table is built anew.

    Raises
    ------
    ParameterError
        This is no checkout, or a file is held already or is a list of authorities.
    SourceError
        The originals are not at hand, or the tables cannot be built.
    """
    root = checkout()
    _refuse_unfit(additions, originals)
    releases = list(_entries(additions))
    for release in releases:
        _write_entry(release)
    _write_change(root / "CHANGELOG.md", releases)
    _run(root, "-m", "hnb.store.build", str(originals), *map(str, files))
    _run(root, str(Path("docs") / "generate.py"))
    touched = [*{_source_file(release) for release in releases}, root / "CHANGELOG.md"]
    pages = [root / page for page in _PAGES]
    return Adopted(tuple(str(entry["id"]) for entry in releases), (*touched, *pages))


def _refuse_unfit(additions: Sequence[Addition], originals: Path) -> None:
    if not originals.is_dir():
        raise SourceError(
            Place(file=str(originals)),
            found="the publishers' files are not there, and every table is built anew from them",
            expected="their folder, in --originals",
            after=_AFTER,
        )
    for addition in additions:
        is_list = areas.LIST in addition.csv_by_file or not addition.csv_by_file
        if addition.release is None or is_list:
            fault = "it is held already" if addition.release is None else "it brings no table"
            raise ParameterError(
                Place(file=addition.file),
                found=f"{fault} ({addition.publication})",
                expected="a file with figures that the package does not hold",
                after=_AFTER,
            )


def _entries(additions: Sequence[Addition]) -> Iterator[dict[str, object]]:
    """What a source.yml says of each release; files of one publication and day are one."""
    together: dict[tuple[str, date | None], list[Addition]] = {}
    for addition in additions:
        together.setdefault((addition.publication, addition.published), []).append(addition)
    for (publication, published), group in together.items():
        source = next(one for one in sources().values() if one.publication == publication)
        described = group[0].described
        entry: dict[str, object] = {
            "source": source.name,
            "id": _free_id(source.name, group),
            "published": published,
            "files": {part.file: part.described["checksums"][0] for part in group},
            "caveats": sorted({name for part in group for name in part.described["caveats"]}),
            "assembled_by": described.get("assembled_by", ""),
            "edition": described.get("edition", {}),
            "says": f"{publication}, published {published}: "
            f"{'; '.join(str(change) for part in group for change in part.changes)}",
        }
        yield {name: value for name, value in entry.items() if value}


def _free_id(source: str, group: Sequence[Addition]) -> str:
    """The name of a release: its publication, its latest period, and its month."""
    known = [release.id for release in sources()[source].releases]
    start = re.match(r"(.*?)-?(?:\d|$)", known[-1]) if known else None
    publication = start[1] if start and start[1] else source.replace("_", "-")
    when = [period for addition in group for period in _latest_periods(addition)]
    latest = [max(when, key=periods.start_year).replace("/", "-")] if when else []
    month = f"{group[0].published:%B-%Y}".lower()
    name = "-".join([publication, *latest, month])
    numbers = (f"{name}-{number}" for number in range(2, len(known) + 3))
    return next(free for free in (name, *numbers) if free not in known)


def _latest_periods(addition: Addition) -> Iterator[str]:
    for file, text in addition.csv_by_file.items():
        spec = table(key_of(file)[0])
        heading, *lines = text.splitlines()
        if spec.period and lines:
            place = heading.split(",").index(spec.period)
            yield max((line.split(",")[place] for line in lines), key=periods.start_year)


def _source_file(release: Mapping[str, object]) -> Path:
    return paths.PACKAGE / "sources" / str(release["source"]) / "source.yml"


def _write_entry(release: Mapping[str, object]) -> None:
    """Add a release to its source.yml, after the last; every other line stays as it is."""
    import yaml

    file = _source_file(release)
    text = file.read_text(encoding="utf-8")
    nodes = list(getattr(yaml.compose(text, yaml.SafeLoader), "value", ()))
    lines = text.splitlines(keepends=True)
    keys = [key.value for key, _ in nodes]
    end, indent, heading = len(lines), "  ", ["releases:\n"]
    if "releases" in keys:
        place, heading = keys.index("releases"), []
        end = nodes[place + 1][0].start_mark.line if place + 1 < len(nodes) else len(lines)
        while re.match(r"#|\s*$", lines[end - 1]):  # what is above the next key belongs to it
            end -= 1
        indent = " " * (nodes[place][1].value[0].start_mark.column - 2)
    shown = ("id", "published", "files", "caveats", "assembled_by", "edition")
    fields = [f"{name}: {_flow(release[name])}" for name in shown if name in release]
    entry = [
        f"{indent}{'- ' if not number else '  '}{field}\n" for number, field in enumerate(fields)
    ]
    before = read_source(file.parent)
    write_whole(file, "".join([*lines[:end], *heading, *entry, *lines[end:]]))
    after = read_source(file.parent)
    if after.releases[:-1] != before.releases or after.releases[-1].id != release["id"]:
        raise SourceError(
            Place(file=str(file)),
            found="its releases are not written as a plain list",
            expected="one entry after another, each beginning with `- id:`",
            after=_AFTER,
        )


def _flow(value: object) -> str:
    """A value on one line of YAML."""
    if isinstance(value, date):
        return value.isoformat()
    text = json.dumps(value, ensure_ascii=False)
    plain = re.fullmatch(r'"[a-z0-9-]+"', text) and re.search(r"[a-z]", text)
    return text.strip('"') if plain else text


def _write_change(file: Path, releases: Sequence[Mapping[str, object]]) -> None:
    """Add a line for each release under Data of the newest version."""
    text = file.read_text(encoding="utf-8")
    head, heading, rest = text.partition(f"{_DATA}\n")
    if not heading:
        raise SourceError(
            Place(file=str(file)), found=f"no heading {_DATA!r}", expected="one", after=_AFTER
        )
    lines = [
        textwrap.fill(f"- `{release['id']}`: {release['says']}.", _WIDTH, subsequent_indent="  ")
        for release in releases
    ]
    write_whole(file, "\n".join([f"{head}{_DATA}", *lines, rest]))


@contextmanager
def all_or_nothing(root: Path) -> Iterator[None]:
    """Put the repository back as it was where anything goes wrong within the block; where that is
    killed, the next one begins by putting it back.

    Raises
    ------
    LockedError
        Another process is within such a block.
    """
    copies = root / "data" / ".adopting"
    unfinished = copies.with_name(f"{copies.name}-unfinished")
    with alone(copies.with_name(".adopting.lock"), "`hnb data adopt` is writing"):
        if copies.is_dir():
            _put_back(copies, root)
        shutil.rmtree(unfinished, ignore_errors=True)
        for file in _written(root):
            copied = unfinished / file
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / file, copied)
        unfinished.replace(copies)
        try:
            yield
        except BaseException:
            _put_back(copies, root)
            raise
        _discard(copies)


def _put_back(copies: Path, root: Path) -> None:
    """Have every file that adopting writes as it is in a folder of copies."""
    before = _written(copies)
    for file in _written(root) - before:
        (root / file).unlink()
    for file in before:
        content, now = (copies / file).read_bytes(), root / file
        if not now.is_file() or now.read_bytes() != content:
            write_whole(now, content)
    _discard(copies)


def _discard(copies: Path) -> None:
    """Delete copies, out of sight first: a part of them would put back a part."""
    unfinished = copies.with_name(f"{copies.name}-unfinished")
    copies.replace(unfinished)
    shutil.rmtree(unfinished, ignore_errors=True)


def _written(root: Path) -> set[Path]:
    """The files that adopting writes, and what a kill leaves next to them."""
    names = {*_WRITTEN, *(str(Path(name).with_name(".hnb-*")) for name in _WRITTEN)}
    files = (file for name in names for file in root.glob(name) if file.is_file())
    return {file.relative_to(root) for file in files}


def _run(root: Path, *command: str) -> None:
    """Run a module or a script of the repository, which reads the edited definitions anew."""
    run = subprocess.run(
        [sys.executable, *command],
        cwd=root,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
    )
    if run.returncode:
        last_line = (run.stderr.strip() or run.stdout.strip() or "it said nothing").splitlines()[-1]
        raise HnbError(
            Place(file=" ".join(command[:2])),
            found=f"it ended with {run.returncode} ({last_line.rstrip('.')})",
            expected="the tables and pages built anew",
            after=_AFTER,
        )

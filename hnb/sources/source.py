"""Every source.yml, checked to its last key and to every word that must be known elsewhere."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from hnb.domain import periods
from hnb.domain.definitions import checked, read_yaml
from hnb.domain.errors import Place, SourceError, did_you_mean
from hnb.domain.paths import PACKAGE
from hnb.domain.words import quoted
from hnb.tables import ALL
from hnb.tables.columns import CORRECTED, DOUBTED, PART_YEAR, STATUS

if TYPE_CHECKING:
    from hnb.sources.definition import AnyPart, Source
    from hnb.sources.kinds import Word

YEAR = r"20\d\d"
# of a symbol; the others are of a row, and no publisher writes them
_WITH_A_VALUE = (CORRECTED, DOUBTED, PART_YEAR)
MEANINGS = ("zero", *(word for word in STATUS.values if word not in _WITH_A_VALUE))


def read_source(folder: Path) -> Source:
    """The source that a folder holds.

    Raises
    ------
    SourceError
        Its source.yml lacks something or says something that is not known; the key is named, and
        the nearest that is known.
    """
    from hnb.sources.definition import Source

    file = f"sources/{folder.name}/source.yml"
    data = read_yaml(folder / "source.yml", error=SourceError, file=file)
    if isinstance(data, dict):
        data = {**data, "name": folder.name}
    source = checked(Source, data, file=file, error=SourceError)
    for use in _uses(source):
        if use.word not in use.known:
            raise SourceError(
                Place(file=file, parameter=use.path),
                found=f"{quoted(use.word)} {use.fault}",
                expected=f"one of: {', '.join(use.known)}{did_you_mean(use.word, use.known)}",
            )
    return source


class _Use(NamedTuple):
    """A word of a definition, where it is, and the words that are known there."""

    path: str
    word: str
    known: Collection[str]
    fault: str = "is not known"


def _uses(source: Source) -> Iterator[_Use]:
    """Every word of a definition that refers to something else."""
    for release in source.releases:
        path = f"releases: {release.id}"
        yield from (_Use(f"{path}: caveats", word, source.caveats) for word in release.caveats)
        yield from (_Use(f"{path}: parts", word, source.parts) for word in release.parts)
    releases = [release.id for release in source.releases]
    for number, correction in enumerate(source.corrections, 1):
        path = f"corrections: {number}"
        yield _Use(f"{path}: release", correction.release, releases)
        yield _Use(f"{path}: table", correction.table, ALL)
        known = ("area", *_categories(correction.table))
        yield from (_Use(f"{path}: where", word, known) for word in correction.where)
    for name, rule in source.first_published.items():
        yield _Use("first_published", name, ALL)
        yield from (_Use(f"first_published: {name}", word, _categories(name)) for word in rule)
    yield from (_Use("symbols", word, MEANINGS) for word in source.symbols.values())
    yield from _uses_of_parts(source)


def _uses_of_parts(source: Source) -> Iterator[_Use]:
    """The words of its parts, and of the editions that its releases say their files are of."""
    recognised = [name for name, part in source.parts.items() if part.recognise]
    for name, part in source.parts.items():
        yield from (_Use(f"parts: {name}: caveats", word, source.caveats) for word in part.caveats)
        if part.beside:
            yield _Use(f"parts: {name}: beside", part.beside, recognised)
        yield from _uses_of_part(f"parts: {name}: tables", part)
        yield from _unconfirmed(f"parts: {name}", part)
    categories = [word for part in source.parts.values() for word in _categories_of_part(part)]
    for release in source.releases:
        path = f"releases: {release.id}: edition"
        yield from (_Use(path, word, categories) for word in release.edition)


def _unconfirmed(path: str, part: AnyPart) -> Iterator[_Use]:
    """Years that a layout has fixed without asking the file: a value may only go into a year that
    its file states.
    """
    if part.layout not in ("grid", "ees"):
        return
    yield from (_Use(f"{path}: confirm", category, part.fixed) for category in part.confirm)
    for category, word in part.fixed.items():
        if re.search(YEAR, str(word)) and category not in part.confirm:
            advice = [f"confirm: {{{category}: {{at: A1, match: …}}}}"]
            yield _Use(f"{path}: fixed: {category}", str(word), advice, "is confirmed by no cell")
    if part.layout != "grid":
        return
    for value in (value for table in part.tables.values() for value in table.values):
        for kind in periods.KINDS:
            year = str(value.categories.get(kind, ""))[:4]
            if year not in " ".join(value.heading):
                yield _Use(f"{path}: {kind}", year, [f"heading: [{year}, …]"], "is in no heading")


def _uses_of_part(path: str, part: AnyPart) -> Iterator[_Use]:
    known = ("authorities",) if part.layout == "codes" else tuple(ALL)
    yield from (_Use(path, name, known) for name in part.tables)
    if part.layout == "measures":
        for name, measures in part.tables.items():
            for word, _ in measures.words():
                yield _Use(f"{path}: {name}", word, _categories(name))
            yield from _words_of_categories(f"{path}: {name}", name, measures.words())
    if part.layout not in ("grid", "ees"):
        return
    of_rows = part.period_column if part.layout == "grid" else {}
    given_above = (*part.period, *of_rows, *part.fixed)
    for name, table in part.tables.items():
        below, categories = f"{path}: {name}", _categories(name)
        for word in (*table.symbols.values(), table.below or "published"):
            yield _Use(below, word, MEANINGS)
        yield from _once(below, given_above, categories)
        for word, value in table.named():
            yield _Use(below, word, (*categories, *type(value).model_fields))
            yield from _once(below, (*given_above, word), categories)
        given = (*part.fixed.items(), *table.words())
        yield from _words_of_categories(below, name, given)


def _once(path: str, words: tuple[str, ...], known: Collection[str]) -> Iterator[_Use]:
    """Categories, none of which may be given twice: what a sheet says of itself stays so."""
    for place, word in enumerate(words):
        yield _Use(path, word, known)
        if word in words[:place]:
            yield _Use(path, word, [left for left in known if left not in words], "is given twice")


def _words_of_categories(
    path: str, table: str, given: Iterable[tuple[str, Word]]
) -> Iterator[_Use]:
    """The words for those categories of a table that are held to a list of words."""
    listed = {column.name: column.values for column in ALL[table].columns if column.values}
    for category, word in given:
        if category in listed:
            yield _Use(f"{path}: {category}", str(word), listed[category])


def _categories_of_part(part: AnyPart) -> Iterator[str]:
    """What the rows of a part's tables are about, apart from their area."""
    for name in part.tables:
        if name in ALL:
            yield from _categories(name)


def _categories(table: str) -> tuple[str, ...]:
    """What the rows of a table are about, apart from their area."""
    return tuple(name for name in ALL[table].key if name != "la_code")


@cache
def sources() -> dict[str, Source]:
    """Every source, by name; authorities first, since every other needs them."""
    folders = sorted(path.parent for path in (PACKAGE / "sources").glob("*/source.yml"))
    folders.sort(key=lambda folder: folder.name != "authorities")
    return {folder.name: read_source(folder) for folder in folders}


def reader(source: Source) -> ModuleType:
    """The module read.py beside a source.yml."""
    return import_module(f"hnb.sources.{source.name}.read")


def matches(pattern: str, text: object) -> bool:
    """Whether a pattern of source.yml is in a text, whatever the case and white space."""
    return re.search(pattern, " ".join(str(text).split()), re.IGNORECASE) is not None

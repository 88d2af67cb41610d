"""SEN2 returns among the files of one command, each checked and its modules tied together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from hnb.council.adding.belongs import day_in_name
from hnb.council.adding.work import Wishes
from hnb.council.definition import layout
from hnb.council.folder import CouncilFolder
from hnb.council.readers.cells import ReturnTable, Source, name_of
from hnb.council.returns.definition import HEADER, modules
from hnb.council.returns.forms import FormTable, Header, form_tables, header_of, says_of, set_of
from hnb.council.returns.parents import Parents, Tie, joined
from hnb.domain import areas
from hnb.domain.errors import HnbError, Place, SourceError
from hnb.domain.words import listed

Wanted = tuple[Source, Wishes]


@dataclass
class Returns:
    """What became of the files of one command.

    Parameters
    ----------
    tables : list of (ReturnTable, Wishes)
        Modules of returns, ready to be taken in.
    others : list of (Source, Wishes)
        Files that are no return in the department's own form.
    notes : list of str
        What a person is told of the returns.
    refusals : list of HnbError
        Why some of their tables cannot be taken in.
    """

    tables: list[tuple[ReturnTable, Wishes]] = field(default_factory=list)
    others: list[Wanted] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refusals: list[HnbError] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class _Part:
    """A file of a return, and those of its tables that are wanted."""

    source: Source
    wishes: Wishes
    tables: list[FormTable]


def returns_among(folder: CouncilFolder, wanted: Iterable[Wanted]) -> Returns:
    """The SEN2 returns among files, with their modules tied together by their keys.

    A file whose very headings have a confirmed mapping goes by that, as other files do.

    Parameters
    ----------
    folder : CouncilFolder
        Whose they are to be.
    wanted : iterable of (Source, Wishes)
        The files of one command.
    """
    returns = Returns()
    sets: dict[str, list[_Part]] = {}
    for source, wishes in wanted:
        try:
            tables, unknown = form_tables(source)
        except HnbError:  # it is refused when it is read
            tables, unknown = [], []
        tables = [table for table in tables if not _is_mapped(folder, table)]
        if any(_is_wanted(table, wishes) for table in tables):
            sets.setdefault(set_of(source), []).append(_Part(source, wishes, tables))
            if unknown and not wishes.table:
                sheets = listed(unknown)
                note = f"{name_of(source)}: not taken in, as no module of the return: {sheets}."
                returns.notes.append(note)
        else:
            returns.others.append((source, wishes))
    for parts in sets.values():
        try:
            _tie_together(folder, parts, returns)
        except HnbError as refusal:
            returns.refusals.append(refusal)
    return returns


def _is_mapped(folder: CouncilFolder, table: FormTable) -> bool:
    """Whether a person has confirmed a mapping of just these headings, with the person."""
    from hnb.council.mapping import changed, read_mapping

    name = modules()[table.module].layout
    file = folder.mappings / f"{name}.yml"
    if not name or not file.exists():
        return False
    mapping = read_mapping(file)
    has_person = "person" in mapping.columns or "person" not in layout(name).columns
    return mapping.confirmed and has_person and not changed(mapping, table.headings)


def _is_wanted(table: FormTable, wishes: Wishes) -> bool:
    name = modules()[table.module].layout
    return (wishes.layout_name or name) == name and (wishes.table or table.table) == table.table


def _tie_together(folder: CouncilFolder, parts: list[_Part], returns: Returns) -> None:
    """Add the tables of one return.

    Raises
    ------
    SourceError
        It is another council's, or two files are the same module.
    """
    given = _by_module(parts)
    header = _header(folder, parts)
    if says := says_of(header):
        returns.notes.append(says)
    day = parts[0].wishes.as_at or header.reference_date or day_in_name(name_of(parts[0].source))
    parents = Parents(given, partial(_taken, folder, day))
    for name, module in modules().items():
        table = given.get(name)
        if table is None or name == HEADER:
            continue
        wishes = _wishes(table, parts)
        if module.layout and wishes:
            _add(table, parents, replace(wishes, as_at=wishes.as_at or day), returns)
        elif not module.layout:
            returns.notes.append(
                f"{table.name}{f', {table.table}' if table.table else ''}: {len(table.rows):,} "
                f"{module.says} are not taken in; where a child is, the placement details say."
            )


def _wishes(table: FormTable, parts: list[_Part]) -> Wishes | None:
    """What a person says of a table; none where only other tables of its file are wanted."""
    of_file = (part.wishes for part in parts if name_of(part.source) == table.name)
    return next((wishes for wishes in of_file if _is_wanted(table, wishes)), None)


def _add(table: FormTable, parents: Parents, wishes: Wishes, returns: Returns) -> None:
    try:
        ready = joined(table, parents.ties(table))
    except SourceError as refusal:
        if str(refusal) not in map(str, returns.refusals):
            returns.refusals.append(refusal)
        return
    its = replace(wishes, layout_name=ready.layout, table=ready.table or None)
    returns.tables.append((ready, its))


def _by_module(parts: list[_Part]) -> dict[str, FormTable]:
    given: dict[str, FormTable] = {}
    for part in parts:
        for table in part.tables:
            earlier = given.setdefault(table.module, table)
            if (earlier.name, earlier.table) != (table.name, table.table):
                raise SourceError(
                    Place(file=table.name, sheet=table.table or None),
                    found=f"it is {modules()[table.module].says} of the return, and so is "
                    f"{earlier.table or earlier.name}",
                    expected="the files of one return",
                )
    return given


def _header(folder: CouncilFolder, parts: list[_Part]) -> Header:
    """The header of a return, which is this council's where it names one."""
    for part in parts:
        header = header_of(part.tables, part.source)
        who = header.authority
        if who and who.la_code != folder.la_code:
            ours = areas.find(folder.la_code)
            raise SourceError(
                Place(file=name_of(part.source)),
                found=f"the return's header names {who.name} ({who.la_code})",
                expected=f"a return of {ours.name} ({ours.la_code})",
                after="Nothing of the return was taken in.",
            )
        if header.reference_date or who:
            return header
    return Header()


def _taken(folder: CouncilFolder, as_at: date | None, module: str) -> Mapping[str, Tie]:
    """The persons or requests that were taken in of the day; keys of another day may be others'."""
    name = modules()[module].layout
    if module not in ("person", "requests"):
        return {}
    in_use = folder.in_use(name)
    if not in_use or in_use[-1].as_at != as_at:
        return {}
    if module == "person":
        return {key: Tie(person=key) for key in folder.rows(name, ("person",))["person"]}
    rows = folder.rows(name, ("request", "person"))
    return {
        request: Tie(person, request)
        for request, person in rows[["request", "person"]].itertuples(index=False)
    }

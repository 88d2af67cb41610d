"""The tables of the SEN2 return in a file, in whichever of the department's forms it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hnb.council.files import kind_of, open_table, tables
from hnb.council.readers.cells import Query, ReturnTable, Row, Source, name_of
from hnb.council.readers.sen2_xml import return_header
from hnb.council.returns.definition import HEADER, module_of, modules
from hnb.council.values import read_date
from hnb.domain import areas, periods
from hnb.domain.areas import Authority
from hnb.domain.errors import Place, SourceError
from hnb.domain.words import quoted

_OF_A_MODULE = re.compile(rf"(?i)[\W_]*({'|'.join(modules())})\.csv(\.gz)?")


@dataclass(frozen=True, eq=False)
class FormTable:
    """A module as a file has it.

    Parameters
    ----------
    name, table : str
        The file's name, and the sheet or table in it.
    module : str
        Which it is.
    headings : tuple of str
        Of the file.
    head_row, rows : int, tuple of (int, list of str)
        The row of the headings, and the rows below, each with its number.
    """

    name: str
    table: str
    module: str
    headings: tuple[str, ...]
    head_row: int
    rows: tuple[tuple[int, Row], ...]


@dataclass(frozen=True)
class Header:
    """What the header of a return says: whose it is, and of which day; none where it does not."""

    authority: Authority | None = None
    reference_date: date | None = None


def set_of(source: Source) -> str:
    """What files of one return have in common: the folder and the name but for the module. A
    workbook or an XML is a return by itself.
    """
    whole = str(source)
    return _OF_A_MODULE.sub("", whole) if whole.casefold().endswith((".csv", ".csv.gz")) else whole


def form_tables(source: Source) -> tuple[list[FormTable], list[str]]:
    """The modules that a file has in one of the department's forms, none where it is another file;
    and its tables that are none of them.

    Raises
    ------
    SourceError
        The file cannot be read.
    """
    if isinstance(source, Query | ReturnTable):
        return [], []
    kind = kind_of(source)
    if kind not in ("text", "workbook", "xml"):
        return [], []
    of_modules, others = [], []
    for name in tables(source):
        table = _form_table(source, name, module=name if kind == "xml" else "")
        if table:
            of_modules.append(table)
        else:
            others.append(name)
    return of_modules, others if of_modules else []


def _form_table(source: Source, name: str, *, module: str) -> FormTable | None:
    try:
        opened = open_table(source, name or None)
    except SourceError:  # a table without rows; a file that cannot be read is refused later
        return None
    module = module or module_of(opened.headings)
    if not module:
        return None
    rows = tuple((number, row) for number, row in opened.rows)
    return FormTable(name_of(source), name, module, opened.headings, opened.head_row, rows)


def header_of(tables_: Sequence[FormTable], source: Source) -> Header:
    """What the header of a return says, whether a table or at the top of an XML.

    Raises
    ------
    SourceError
        It names an authority or a day that cannot be read.
    """
    for texts in _headers(tables_, source):
        place = Place(file=name_of(source))
        lea, day = texts.get("lea", "").strip(), texts.get("reference_date", "").strip()
        who = areas.as_published(lea.removesuffix(".0")) if lea else None
        if lea and who is None:
            problem = f"its header names authority {quoted(lea)}, which is not known"
            raise SourceError(place, found=problem, expected="an authority's number, as 855")
        if day and not read_date(day):
            problem = "the reference date in its header cannot be read"
            raise SourceError(place, found=problem, expected="a day, as 2026-01-15")
        return Header(who, read_date(day))
    return Header()


def _headers(tables_: Sequence[FormTable], source: Source) -> Iterator[dict[str, str]]:
    if isinstance(source, Path) and kind_of(source) == "xml":
        yield return_header(source)
    for table in tables_:
        if table.module == HEADER and table.rows:
            columns = modules()[HEADER].headings(table.headings)
            first = dict(zip(table.headings, table.rows[0][1], strict=False))
            yield {name: first.get(heading, "") for name, heading in columns.items()}


def says_of(header: Header) -> str:
    """A header in a sentence; empty where it says nothing."""
    parts = []
    if header.authority:
        parts.append(f"{header.authority.name} ({header.authority.la_code})")
    if header.reference_date:
        parts.append(f"as at {periods.write_day(header.reference_date)}")
    return f"The return's header: {', '.join(parts)}." if parts else ""

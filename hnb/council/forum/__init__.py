"""What is made of the council's files that answer a forum's own questions, a module for each.

A module has `LAYOUTS`, the layouts that it reads, of which the first must be there, and
`declare(records)`, which gives the tables that are made of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from hnb.council.authority.definition import AuthorityDefinition
from hnb.council.deriving import Rows
from hnb.council.folder import CouncilFolder

if TYPE_CHECKING:
    from hnb.disclosure.population import Declared

NAMES = (
    "programme",
    "indicators",
    "funding",
    "concessions",
    "survey",
    "statements",
    "actions",
)


@dataclass(frozen=True)
class ForumRecords:
    """The rows of a council that a question of its forum rests on.

    Parameters
    ----------
    rows : callable
        Gives the accepted rows of a layout; none where nothing of it has been taken in.
    la_code : int
        DfE number of the council.
    as_at : date
        Day of the newest extract of the first layout, or of those that the module names.
    authority : AuthorityDefinition
        What `authority.yml` says.
    """

    rows: Rows
    la_code: int
    as_at: date
    authority: AuthorityDefinition


class ForumSource(Protocol):
    """A module of this folder."""

    LAYOUTS: tuple[str, ...]

    @staticmethod
    def declare(records: ForumRecords) -> Declared:
        """The tables that are made of the rows."""


def sources() -> Iterator[ForumSource]:
    """Every module of `NAMES`."""
    for name in NAMES:
        yield cast("ForumSource", import_module(f"hnb.council.forum.{name}"))


def layouts_read() -> tuple[str, ...]:
    """Every layout that a module reads, each once."""
    return tuple(dict.fromkeys(name for source in sources() for name in source.LAYOUTS))


def declared_by(source: ForumSource, folder: CouncilFolder) -> Declared | None:
    """What a module makes of a council's rows; None where its first layout has none."""
    main = folder.in_use(source.LAYOUTS[0])
    if not main:
        return None
    dated_by = getattr(source, "DATED_BY", ())  # layouts whose newest day is that of the tables
    others = (extract for name in dated_by for extract in folder.in_use(name))
    as_at = max(extract.as_at for extract in (*main, *others))
    return source.declare(ForumRecords(folder.rows, folder.la_code, as_at, folder.authority))

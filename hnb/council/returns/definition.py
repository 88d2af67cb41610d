"""What `modules.yml` says of the SEN2 return, and which module a table is by its headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from hnb.domain.definitions import read_yaml

HERE = Path(__file__).resolve().parent
HEADER = "sen2"
# what the forms add to every table; none of it is ours
_TECHNICAL = re.compile(
    r"(native|source)id|\w+orderseqcolumn|\w+tableid|recordtype|la|lanumber|madeup"
    r"|(person|request|requestsrecord|plan)id"
)


class Module(BaseModel):
    """A module of the return.

    Parameters
    ----------
    says : str
        What its records are.
    layout : str
        The layout that it is taken in as; none where it is not.
    key, parent : str
        The field by which others point to its records, and the module to which they point.
    columns : mapping
        By our column, what the forms call it.
    needed : tuple of str
        Columns that every table of the module has.
    others : tuple of str
        Further fields of the forms.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    says: str
    layout: str = ""
    key: str = ""
    parent: str = ""
    columns: dict[str, tuple[str, ...]]
    needed: tuple[str, ...]
    others: tuple[str, ...] = ()

    def headings(self, headings: Sequence[str]) -> dict[str, str]:
        """The heading by our column, of those that a table has."""
        by_field = {field(heading): heading for heading in reversed(headings)}
        return {
            column: by_field[next(name for name in names if name in by_field)]
            for column, names in self.columns.items()
            if by_field.keys() & set(names)
        }

    def unknown(self, headings: Sequence[str]) -> list[str]:
        """Headings that the form, as far as it is known, does not have."""
        known = {*self.others, *(name for names in self.columns.values() for name in names)}
        return [
            heading
            for heading in headings
            if field(heading) not in known and not _TECHNICAL.fullmatch(field(heading))
        ]


@cache
def modules() -> dict[str, Module]:
    """Every module by its name, parents before children but for active plans, whose check needs
    placements to be there.
    """
    file = HERE / "modules.yml"
    return TypeAdapter(dict[str, Module]).validate_python(read_yaml(file, file=file.name))


def field(heading: str) -> str:
    """A heading in small letters and figures alone, without what is in brackets."""
    return re.sub(r"[\W_]+", "", re.sub(r"\(.*?\)", "", heading)).casefold()


def heading_of(headings: Sequence[str], module: str) -> str:
    """The heading of a table under which records of a module are named; empty where none is."""
    defined = modules()[module]
    names = {defined.key} | set(defined.columns.get(module.removesuffix("s"), ()))
    return next((heading for heading in headings if field(heading) in names), "")


def module_of(headings: Sequence[str]) -> str:
    """The module that a table is, if it is in one of the department's own forms; else empty.

    Its needed fields have to be there in the department's very words, and so has what ties its
    records: their own key, their parent's, or those of a person and a request. What a placement
    detail needs is what a plan detail needs, and more: the module that needs most is meant.
    """
    alike = [
        name
        for name, module in modules().items()
        if set(module.needed) <= set(module.headings(headings))
    ]
    likeliest = max(alike, key=lambda name: len(modules()[name].needed), default="")
    return likeliest if likeliest and _is_tied(likeliest, headings) else ""


def _is_tied(name: str, headings: Sequence[str]) -> bool:
    module = modules()[name]
    if name == HEADER:
        return True
    if name in ("person", "requests"):
        return all(heading_of(headings, tie) for tie in (name, module.parent) if tie)
    both = heading_of(headings, "person") and heading_of(headings, "requests")
    return bool(both or heading_of(headings, module.parent))

"""Whose request and person a record of the SEN2 return is of, by following its parents' keys.

Named plans and active plans are both under a request and do not name each other, so that a plan
goes by the reference of its request: then named plan, active plan, placements and needs agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from hnb.council.readers.cells import ReturnTable
from hnb.council.returns.definition import heading_of, modules
from hnb.council.returns.forms import FormTable
from hnb.domain.errors import Place, SourceError

KNOWN = "It is in the department's own form, which is known: its mapping is confirmed by itself."
_WHOLE = re.compile(r"(\d+)\.0")
TIES = ("plan", "person", "request")


@dataclass(frozen=True)
class Tie:
    """What a record belongs to, or why that cannot be told."""

    person: str = ""
    request: str = ""
    fault: str = ""


class Parents:
    """The records of a return by their keys.

    Parameters
    ----------
    given : mapping
        Its tables by module.
    taken : callable
        The records of a module that were taken in before, of the same day: tie by key.
    """

    def __init__(
        self, given: Mapping[str, FormTable], taken: Callable[[str], Mapping[str, Tie]]
    ) -> None:
        self._given = given
        self._taken = taken
        self._known: dict[str, Mapping[str, Tie]] = {}

    def ties(self, table: FormTable) -> list[Tie]:
        """What each row of a table belongs to.

        Raises
        ------
        SourceError
            Its parents are neither given with it nor taken in.
        """
        module = modules()[table.module]
        persons = _keys(table, "person")
        if table.module == "person":
            return [Tie(person=key) for key in persons]
        requests = _keys(table, "requests")
        if table.module == "requests":
            known = self._records("person", table)
            pairs = zip(requests, persons, strict=True)
            return [_checked(Tie(person, key), person, known, "person") for key, person in pairs]
        parent = "requests" if any(requests) else module.parent
        keys, known = _keys(table, parent), self._records(parent, table)
        return [_checked(known.get(key, Tie()), key, known, parent) for key in keys]

    def _records(self, module: str, child: FormTable) -> Mapping[str, Tie]:
        if module not in self._known:
            if module in self._given:
                table = self._given[module]
                ties = zip(_keys(table, module), self.ties(table), strict=True)
                self._known[module] = {key: tie for key, tie in ties if key and not tie.fault}
            else:
                self._known[module] = self._taken(module)
        if not self._known[module] and module not in self._given:
            says = modules()[module].says
            raise SourceError(
                Place(file=child.name, sheet=child.table or None),
                found=f"its records name only their parents, which are {says}, and none are here",
                expected=f"the file of {says} of the same return in the same command, as "
                f"Blade-Export_…_{module}.csv; what was taken in before may be given again",
                after="Nothing of it was taken in.",
            )
        return self._known[module]


def joined(table: FormTable, ties: list[Tie]) -> ReturnTable:
    """A table with its rows' plan, person and request, under our names of columns."""
    from hnb.council.definition import layout

    module = modules()[table.module]
    defined = layout(module.layout)
    ours = {heading: column for column, heading in module.headings(table.headings).items()}
    missing = [name for name in TIES if name in defined.columns and name not in ours.values()]
    others = [heading for heading in table.headings if heading not in (*defined.columns, *missing)]
    kept_headings = {*ours, *others}
    places = [
        (ours.get(heading, heading), place)
        for place, heading in enumerate(table.headings)
        if heading in kept_headings
    ]
    tied = list(zip(table.rows, ties, strict=True))
    under_headings = [place for _, place in places]
    rows = tuple(
        (number, _row(row, tie, under_headings, missing, width=len(table.headings)))
        for (number, row), tie in tied
    )
    faults = {number: tie.fault for (number, _), tie in tied if tie.fault}
    return ReturnTable(
        name=table.name,
        table=table.table,
        layout=module.layout,
        headings=(*(heading for heading, _ in places), *missing),
        columns=(*ours.values(), *missing),
        head_row=table.head_row,
        rows=rows,
        faults=faults,
        notes=_notes(module.unknown(table.headings)),
    )


def _notes(unknown: Sequence[str]) -> tuple[str, ...]:
    """What a person is told of a table: how it was known, and what of it is left out."""
    if not unknown:
        return (KNOWN,)
    return KNOWN, f"Left out, since the form is not known to have it: {', '.join(unknown)}."


def _row(
    row: list[str], tie: Tie, places: list[int], missing: list[str], *, width: int
) -> list[str]:
    """A row with the references that its parents give, and last what stands under no heading."""
    values = [row[place] if place < len(row) else "" for place in places]
    references = [tie.person if name == "person" else tie.request for name in missing]
    return [*values, *references, *row[width:]]


def _keys(table: FormTable, module: str) -> list[str]:
    """The keys of a module that the rows of a table have; empty where they have none."""
    heading = heading_of(table.headings, module)
    if not heading:
        return [""] * len(table.rows)
    place = table.headings.index(heading)
    texts = (row[place].strip() if place < len(row) else "" for _, row in table.rows)
    return [_WHOLE.sub(r"\1", text) for text in texts]


def _checked(tie: Tie, key: str, known: Mapping[str, Tie], parent: str) -> Tie:
    if key in known:
        return tie
    return Tie(fault=f"its parent is not among the {modules()[parent].says} of the return")

"""Areas of constant boundaries: authorities that were merged or split, taken together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hnb.domain import areas
from hnb.domain.areas import Authority
from hnb.domain.errors import ParameterError, Place
from hnb.domain.words import quoted

FIRST_AREA = 9001  # DfE numbers of authorities have three digits


def constant_areas(authorities: Iterable[Authority] | None = None) -> dict[int, tuple[int, ...]]:
    """Areas whose boundaries never changed, made of authorities that were merged or split.

    Parameters
    ----------
    authorities : iterable of Authority, optional
        Open and closed, with their predecessors and successors; those of `authorities.csv` if not
        given.

    Returns
    -------
    dict
        Number of the area: the DfE numbers of every authority, open or closed, that is or was a
        part of it. Numbers start at `FIRST_AREA`, in order of the first reorganisation, so that a
        later one does not renumber the others. An authority that was never reorganised is an area
        by itself and is not listed.

    Raises
    ------
    ParameterError
        Something that is given is no authority, or one is given twice.
    """
    listed = tuple(areas.everyone() if authorities is None else authorities)
    _refuse_what_is_no_authority(listed)
    known = {authority.la_code: authority for authority in listed}

    def first_change(group: set[int]) -> tuple[date, int]:
        members = [known[code] for code in group if code in known]
        days = (day for member in members for day in (member.opened, member.closed) if day)
        return min(days, default=date.max), min(group)

    ordered = sorted(_linked(known.values()), key=first_change)
    return {FIRST_AREA + place: tuple(sorted(group)) for place, group in enumerate(ordered)}


def _refuse_what_is_no_authority(listed: Iterable[object]) -> None:
    """Refuse a list that holds something else, or an authority twice."""
    seen: set[int] = set()
    for authority in listed:
        place = Place(parameter="authorities")
        if not isinstance(authority, Authority):
            fault = f"{quoted(authority)} is no authority"
            raise ParameterError(place, found=fault, expected="those of areas.read")
        if authority.la_code in seen:
            fault = f"{authority.la_code} is listed twice"
            raise ParameterError(place, found=fault, expected="each authority once")
        seen.add(authority.la_code)


def _linked(authorities: Iterable[Authority]) -> list[set[int]]:
    """DfE numbers of authorities that reorganisations link, a set each."""
    groups: list[set[int]] = []
    for authority in authorities:
        linked = {authority.la_code, *authority.predecessors, *authority.successors}
        if len(linked) > 1:
            linked = linked.union(*(group for group in groups if group & linked))
            groups = [*(group for group in groups if not group & linked), linked]
    return groups


def area_by_authority(authorities: Iterable[Authority] | None = None) -> dict[int, int]:
    """The area of constant boundaries of each authority that was merged or split, by DfE number."""
    return {code: area for area, codes in constant_areas(authorities).items() for code in codes}

"""Which area a row is about: an authority, a region or England."""

from __future__ import annotations

import re
from typing import NamedTuple

from hnb.domain import areas
from hnb.domain.errors import Place, SourceError, nearest
from hnb.domain.words import quoted

NINE = (
    "North East",
    "North West",
    "Yorkshire and The Humber",
    "East Midlands",
    "West Midlands",
    "East of England",
    "London",
    "South East",
    "South West",
)
REGIONS = {name.casefold(): name for name in (*NINE, "Inner London", "Outer London")} | {
    "london (inner)": "Inner London",
    "london (outer)": "Outer London",
}
TOTALS = {"england", *REGIONS}
NEW = (
    "a new authority is taken in first, by its list of codes: `hnb data add LIST --successors FILE`"
)


class Area(NamedTuple):
    """A level, and the area at it: ('authority', 855), ('region', 'East Midlands'), ('england',
    '').
    """

    level: str
    area: int | str


def area_of(
    place: Place, code: object = "", name: object = "", ons: object = "", trust: str = "both"
) -> Area:
    """The area that a row is about.

    A number, a name and an ONS code must agree, since publishers have been known to shift one
    against the other; a source that is known to do so says which of number and name to `trust`.

    Parameters
    ----------
    place : Place
        Where the row is, for errors.
    code, name, ons : object
        DfE number, name and ONS code, as far as the row has them.
    trust : {'both', 'name', 'code'}
        Which is right where they disagree; `both` refuses the row.

    Raises
    ------
    SourceError
        The area is not known, or its number, its name and its ONS code disagree.
    """
    words = re.sub(r"\s+", " ", str(name)).strip()
    digits = re.sub(r"\.0$", "", str(code).strip())
    ons_code = str(ons).strip()
    if total := _total(words, digits):
        return total
    by_name = _named(words)
    # a text without a digit is a symbol, and says that there is no code
    by_code = _numbered(digits) if re.search(r"\d", digits) else _named(ons_code)
    if by_name and (trust == "name" or not (digits or ons_code)):
        return Area("authority", by_name)
    if by_code is None:
        raise _unknown(place, f"{digits} {words}".strip() or ons_code, words)
    if trust != "code" and words and by_name != by_code:
        _refuse_another_name(place, by_code, by_name, words)
    _refuse_another_ons_code(place, by_code, ons_code)
    return Area("authority", by_code)


def _refuse_another_name(place: Place, code: int, by_name: int | None, words: str) -> None:
    """Refuse a name that is not one of the authority's; two that have had one name are told apart
    by number.
    """
    authority = areas.by_code()[code]
    if by_name is None:
        raise SourceError(
            place,
            found=f"authority {quoted(words)} is not known",
            expected=f"a name of {authority.name} ({code}); {NEW}",
        )
    if areas.plain(words) not in map(areas.plain, (authority.name, *authority.aliases)):
        raise SourceError(
            place,
            found=f"number {code} ({authority.name}) stands beside the name {quoted(words)}, "
            f"which is {by_name}",
            expected="a number and a name of one authority",
        )


def _refuse_another_ons_code(place: Place, code: int, ons_code: str) -> None:
    """Refuse an ONS code that the authority has never had; without a digit it is a symbol."""
    authority = areas.by_code()[code]
    if re.search(r"\d", ons_code) and ons_code.upper() not in authority.ons_codes:
        other = _named(ons_code)
        raise SourceError(
            place,
            found=f"number {code} ({authority.name}) stands beside the ONS code "
            f"{quoted(ons_code)}, which is {other or 'not known'}",
            expected=f"{' or '.join(authority.ons_codes)}; {NEW}",
        )


def _total(words: str, digits: str) -> Area | None:
    """England or a region, which some publishers number from 970 as well."""
    bare = re.sub(r"\d[\d,]*$", "", words).strip().casefold()  # without the number of a note
    if bare in ("england", "england total", "national"):
        return Area("england", "")
    if bare in REGIONS and not re.fullmatch(r"[2-8]\d\d|9[0-4]\d", digits):
        return Area("region", REGIONS[bare])
    return None


@areas.remembered
def _named(name: str) -> int | None:
    authority = areas.as_published(name)
    return authority.la_code if authority else None


def _numbered(digits: str) -> int | None:
    known = re.fullmatch(r"[2-9]\d\d", digits, re.ASCII) and int(digits) in areas.by_code()
    return int(digits) if known else None


def _unknown(place: Place, area: str, words: str) -> SourceError:
    near = nearest(words, [authority.name for authority in areas.everyone()]) if words else []
    hint = f" (nearest: {near[0]}, {_named(near[0])})" if near else ""
    return SourceError(
        place,
        found=f"authority {quoted(area)} is not known",
        expected=f"a name or number in authorities.csv{hint}; {NEW}",
    )

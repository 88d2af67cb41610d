"""What a council says of its own hourly rates: their parts, and changes that it has quoted.

Both give way to the register of quoted figures once there is one.
"""

from __future__ import annotations

import re

from hnb.comparison.measures.money import AGES
from hnb.domain import areas
from hnb.domain.errors import ParameterError, Place
from hnb.domain.periods import financial_year
from hnb.domain.words import quoted


def parts_given(text: str) -> dict[tuple[str, str], dict[str, float]]:
    """A council's own parts by rate and financial year: `2 year olds 2023-24 one-off grant 1.74`,
    and so on after `;`.

    Raises
    ------
    ParameterError
        A part is not a rate, a financial year, words and pounds, or is given twice.
    """
    given: dict[tuple[str, str], dict[str, float]] = {}
    for part in filter(None, map(str.strip, text.split(";"))):
        matched = re.fullmatch(
            rf"({'|'.join(AGES)}) (\d{{4}}-\d\d) ([A-Za-z -]*[A-Za-z]) (-?)£?(\d+(?:\.\d+)?)", part
        )
        if not matched or not _is_financial_year(matched[2]):
            raise ParameterError(
                Place(parameter="own_parts"),
                found=f"{quoted(part)} is not a part of a rate",
                expected="a rate, a financial year, words and pounds, such as 2 year olds 2023-24 "
                "one-off grant 1.74",
            )
        of_rate, name = given.setdefault((matched[1], matched[2]), {}), matched[3].casefold()
        if name in of_rate:
            raise ParameterError(
                Place(parameter="own_parts"),
                found=f"{quoted(part)} gives a part for the second time",
                expected="each part of a rate once",
            )
        of_rate[name] = float(matched[5]) * (-1 if matched[4] else 1)
    return given


def _is_financial_year(text: str) -> bool:
    try:
        return financial_year(text) == text
    except ParameterError:
        return False


def quotes_given(text: str, authority: str) -> tuple[str, tuple[str, ...]]:
    """The rate, and changes in it in pounds as a council's paper quoted them, where they are of
    this authority: `Leicestershire: 2 year olds +1.68`.

    Raises
    ------
    ParameterError
        A quotation is not the name of a rate and pounds with a sign, after the name of the
        authority, or there is no such authority; the nearest is named.
    """
    who, _, changes = text.partition(":")
    if not text.strip() or (changes and _authority(who) != authority):
        return "", ()
    ages = next((ages for ages in AGES if changes.strip().startswith(f"{ages} ")), "")
    changes = changes.strip().removeprefix(ages)
    signed = [part.strip().replace("£", "").replace("-", "−") for part in changes.split(";")]
    for part in signed:
        if not ages or not re.fullmatch(r"[+−]\d+\.\d\d", part):
            raise ParameterError(
                Place(parameter="quoted"),
                found=f"{quoted(text)} is not a list of changes",
                expected="a name, a rate, and signed pounds and pence, such as Leicestershire: 2 "
                "year olds +1.68; -0.60",
            )
    return ages, tuple(f"{part[0]}£{part[1:]}" for part in signed)


def _authority(who: str) -> str:
    """The name of the authority that has quoted something."""
    try:
        return areas.find(who).name
    except ParameterError as fault:
        place = Place(parameter="quoted")
        raise ParameterError(place, found=fault.found, expected=fault.expected) from None

"""Strings from a command line or a cell become a checked Ask, with the nearest right thing where
they are wrong.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from hnb.domain import areas, periods
from hnb.domain.comparators import Ask, Comparators
from hnb.domain.errors import NotPublished, ParameterError, Place, did_you_mean
from hnb.store.files import load

if TYPE_CHECKING:
    import pandas as pd

DENOMINATORS = ("2 to 18", "0 to 25", "0 to 17", "2 to 18 (projection)")
SCOPES = ("publisher's total", "all place funding", "top-ups alone")
WORDS = ("neighbours", "neighbours 2021", "neighbours 2025", "region", "england")


def ask(
    authority: str | int,
    *,
    january: str | int | None = None,
    financial_year: str | None = None,
    comparators: str = "neighbours",
    denominator: str = "2 to 18",
    scope: str = "publisher's total",
    as_at: str | date | None = None,
) -> Ask:
    """What is asked, checked and settled.

    Parameters
    ----------
    authority : str or int
        Name, DfE number or ONS code.
    january : str or int, optional
        January census; the latest held for the authority (by `as_at`) where left out or empty.
    financial_year : str, optional
        The latest with section 251 lines (by `as_at`) where left out or empty.
    comparators : str
        `neighbours` (the newest list, with the older beside it), `neighbours 2021`, `region`,
        `england`, or authorities separated by semicolons.
    denominator, scope : str
        One of `DENOMINATORS`, one of `SCOPES`.
    as_at : str or date, optional
        Only what had been published by that day.

    Returns
    -------
    Ask

    Raises
    ------
    ParameterError
        A value is not known or not held; the nearest right thing is named.
    NotPublished
        By `as_at` nothing had been published for this authority.
    """
    whom = areas.find(authority)
    day = periods.day(as_at) if as_at else None
    names = {one.la_code: one.name for one in areas.everyone()}
    return Ask(
        whom,
        _january(whom, january, day),
        _financial_year(whom, financial_year, day),
        _comparators(whom, comparators, day),
        _one_of("denominator", denominator, DENOMINATORS),
        _one_of("scope", scope, SCOPES),
        day,
        names,
    )


def _one_of(parameter: str, value: str, known: tuple[str, ...]) -> str:
    word = str(value).strip().casefold().replace("–", " to ")
    if word not in known:
        raise ParameterError(
            Place(parameter=parameter),
            found=f"{value!r} is not known",
            expected=f"one of: {'; '.join(known)}{did_you_mean(word, known)}",
        )
    return word


def _held(
    frame: pd.DataFrame, whom: areas.Authority, period: str, value: object, day: date | None
) -> object:
    periods_held = sorted(frame[period].unique())
    if not periods_held:
        raise NotPublished(
            Place(parameter="as_at"),
            found=f"nothing had been published by {day}",
            expected="a later day",
            after="Nothing was run.",
        )
    if value in (
        None,
        "",
    ):  # the latest with a row of the authority, or of anyone where it has none
        of_authority = frame.loc[frame["la_code"] == whom.la_code, period]
        return of_authority.max() if len(of_authority) else periods_held[-1]
    settled = periods.READ[period](value)
    if settled not in periods_held:
        raise ParameterError(
            Place(parameter=period),
            found=f"{settled} is not held" + (f" by {day}" if day else ""),
            expected=f"{periods_held[0]} to {periods_held[-1]}",
        )
    return settled


def _january(whom: areas.Authority, value: object, day: date | None) -> int:
    return int(str(_held(load("ehc_plans", as_at=day), whom, "january", value, day)))


def _financial_year(whom: areas.Authority, value: object, day: date | None) -> str:
    import pandas as pd

    lines = load("s251_high_needs", as_at=day)
    outturn, blocks = lines[lines["kind"] == "outturn"], load("dsg_blocks", as_at=day)
    if value not in (None, ""):
        frame = pd.concat(
            [outturn[["la_code", "financial_year"]], blocks[["la_code", "financial_year"]]]
        )
    else:
        frame = outturn if len(outturn) else blocks
    return str(_held(frame, whom, "financial_year", value, day))


def _comparators(whom: areas.Authority, text: str, day: date | None) -> tuple[Comparators, ...]:
    word = " ".join(str(text).split()).casefold()
    lists = _neighbours(whom, day)
    if word in ("neighbours", "statistical neighbours"):
        return tuple(lists.values()) or (_region(whom),)
    vintage = re.fullmatch(r"(?:statistical )?neighbours[ -]?\(?(\d{4})\)?|(\d{4})", word)
    if vintage:
        year = int(vintage[1] or vintage[2])
        if year not in lists:
            raise ParameterError(
                Place(parameter="comparators"),
                found=f"no list of neighbours of {year} for {whom.name}",
                expected=f"one of {', '.join(map(str, lists)) or 'region, england'}",
            )
        return (lists[year], *(other for key, other in lists.items() if key != year))
    if word == "region":
        return (_region(whom), *lists.values())
    if word == "england":
        codes = tuple(one.la_code for one in areas.everyone() if one.la_code != whom.la_code)
        return (
            Comparators("all other authorities in England", codes, kind="england"),
            *lists.values(),
        )
    listed = [part.strip() for part in re.split(r"[;|\n]", str(text)) if part.strip()]
    if len(listed) == 1 and not re.fullmatch(r"\d{3}|[Ee]\d{8}", listed[0]):
        listed = (
            [part.strip() for part in listed[0].split(",")]
            if re.fullmatch(r"[\d ,]+", listed[0])
            else listed
        )
    try:
        codes = tuple(dict.fromkeys(areas.find(part).la_code for part in listed))
    except ParameterError as fault:
        raise ParameterError(
            Place(parameter="comparators"),
            found=fault.found,
            expected=f"{', '.join(WORDS)}, or authorities separated by "
            f"semicolons{did_you_mean(word, WORDS)}",
        ) from None
    codes = tuple(code for code in codes if code != whom.la_code)
    if not codes:
        raise ParameterError(
            Place(parameter="comparators"),
            found="no authority other than the one compared",
            expected="at least one",
        )
    return (Comparators("the authorities named", codes, kind="list"), *lists.values())


def _neighbours(whom: areas.Authority, day: date | None) -> dict[int, Comparators]:
    """Lists of neighbours known by the day, the newest first."""
    rows = load("statistical_neighbours", as_at=day)
    rows = rows[rows["la_code"] == whom.la_code].sort_values(
        ["vintage", "position"], ascending=[False, True]
    )
    return {
        int(str(vintage)): Comparators(
            f"statistical neighbours ({vintage} list)",
            tuple(map(int, group["neighbour_code"])),
            int(str(vintage)),
        )
        for vintage, group in rows.groupby("vintage", sort=False)
    }


def _region(whom: areas.Authority) -> Comparators:
    codes = tuple(
        a.la_code for a in areas.everyone() if a.region == whom.region and a.la_code != whom.la_code
    )
    return Comparators(f"authorities in {whom.region}", codes, kind="region")


def codes_named(text: str, whom: areas.Authority) -> tuple[int, ...]:
    """DfE numbers of the authorities that a text names, as `comparators` does; none if
    it is empty.
    """
    return _comparators(whom, text, None)[0].codes if text else ()

"""Strings from a command line or a cell become a checked Ask, with the nearest right thing where
they are wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from hnb.domain import areas, periods, scopes
from hnb.domain.comparators import Ask, Comparators
from hnb.domain.errors import NotPublished, ParameterError, Place, did_you_mean, unknown
from hnb.domain.words import quoted, typed
from hnb.store.files import load, published_by, releases

if TYPE_CHECKING:
    import pandas as pd

DENOMINATORS = ("2 to 18", "0 to 25", "0 to 17", "2 to 18 (projection)")
SCOPES = tuple(scopes.SCOPES)
WORDS = ("neighbours", "neighbours 2021", "neighbours 2025", "region", "england")
_SETS = f"{', '.join(WORDS)}, or authorities separated by semicolons"
SETTINGS = ("january", "financial_year", "comparators", "denominator", "scope", "as_at")


def ask(
    authority: str | int,
    *,
    january: str | int | None = None,
    financial_year: str | None = None,
    comparators: str = "neighbours",
    denominator: str = "2 to 18",
    scope: str = "publisher's total",
    as_at: str | date | None = None,
    **others: object,
) -> Ask:
    """What is asked, checked and settled.

    Parameters
    ----------
    authority : str or int
        Name, DfE number or ONS code.
    january : str or int, optional
        January census; where left out or empty, the latest (by `as_at`) that is held for the
        authority and for nearly all others.
    financial_year : str, optional
        Where left out or empty, the latest (by `as_at`) of which spend on placements and the block
        are held for the authority and for enough of those it is compared with.
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
        A setting or its value is not known or not held; the nearest right thing is named.
    NotPublished
        By `as_at` nothing had been published for this authority.
    """
    refuse_unknown(others, SETTINGS)
    whom = areas.find(authority)
    day = None if left_out(as_at) else periods.day(as_at)
    compared_with = _comparators(whom, comparators, day)
    scope = _one_of(SCOPES, scope, "scope")
    return Ask(
        authority=whom,
        january=_january(whom, january, day),
        financial_year=_financial_year(
            whom, financial_year, day, among=compared_with[0], scope=scope
        ),
        comparators=compared_with,
        denominator=_one_of(DENOMINATORS, denominator, "denominator"),
        scope=scope,
        as_at=day,
        names={known.la_code: known.name for known in areas.everyone()},
    )


def settled(authority: str | int | Ask, **settings: Any) -> Ask:
    """What is asked, from what `ask` takes; or an Ask with some of its settings changed.

    Raises
    ------
    ParameterError
        As `ask`; or `as_at` is not the day by which the Ask was settled.
    """
    if not isinstance(authority, Ask):
        return ask(authority, **settings)
    if not settings:
        return authority
    anew = ask(authority.la_code, **{"as_at": authority.as_at, **settings})
    if anew.as_at != authority.as_at:
        raise ParameterError(
            Place(parameter="as_at"),
            found=f"{anew.as_at or 'no day'} is given with an Ask that was settled by "
            f"{authority.as_at or 'what is held now'}",
            expected="an Ask settled by that day, hnb.ask(…, as_at=…), or the authority's name",
        )
    return replace(authority, **{name: getattr(anew, name) for name in settings})


def refuse_unknown(given: Iterable[str], known: Iterable[str]) -> None:
    """Refuse a setting that is none of those known, naming the nearest."""
    for name in given:
        if name not in known:
            raise unknown(Place(parameter=name), "no such setting", word=name, known=known)


def left_out(value: object) -> bool:
    """Whether a value says nothing, as an empty cell does."""
    return value is None or (isinstance(value, str) and not value.strip())


def _one_of(known: tuple[str, ...], value: object, parameter: str) -> str:
    """One of the words known, the first where nothing is given."""
    if left_out(value):
        return known[0]
    word = typed(value).casefold().replace("–", " to ")
    if word not in known:
        raise ParameterError(
            Place(parameter=parameter),
            found=f"{quoted(value)} is not known",
            expected=f"one of: {'; '.join(known)}{did_you_mean(word, known)}",
        )
    return word


def _period(
    frame: pd.DataFrame, whom: areas.Authority, period: str, value: object, day: date | None
) -> str:
    """The period asked for, or the latest: of the authority, or of anyone where it has none."""
    periods_published = sorted(frame[period].unique())
    if not periods_published:
        return _without_edition(period, value, day)
    if left_out(value):
        of_authority = frame.loc[frame["la_code"] == whom.la_code, period]
        return str(of_authority.max() if len(of_authority) else periods_published[-1])
    settled = periods.READ[period](value)
    if settled not in periods_published:
        raise ParameterError(
            Place(parameter=period),
            found=f"{settled} is not held" + (f" by {day}" if day else ""),
            expected=f"{periods_published[0]} to {periods_published[-1]}",
        )
    return str(settled)


def _without_edition(period: str, value: object, day: date | None) -> str:
    """The period whose figures are usually out by a day of which no edition of them is held."""
    if day and left_out(value) and published_by(day, releases()):
        return periods.usually_out(period, day)
    raise NotPublished(
        Place(parameter="as_at" if day else period),
        found=f"nothing had been published by {day}" if day else "no period is held",
        expected="a later day" if day else "tables with rows in them",
        after="Nothing was run.",
    )


def _january(whom: areas.Authority, value: object, day: date | None) -> int:
    from hnb.comparison.complete import Coverage

    plans = load("ehc_plans", as_at=day)
    if left_out(value):
        value = Coverage.of_table(plans, "january", "plans").latest(whom.la_code)
    return int(_period(plans, whom, period="january", value=value, day=day))


def _financial_year(
    whom: areas.Authority, value: object, day: date | None, *, among: Comparators, scope: str
) -> str:
    import pandas as pd

    from hnb.comparison.measures.money import last_year_of_spend

    lines, blocks = load("s251_high_needs", as_at=day), load("dsg_blocks", as_at=day)
    outturn = lines[lines["kind"] == "outturn"]
    if not left_out(value):
        keys = ["la_code", "financial_year"]
        frame = pd.concat([outturn[keys], blocks[keys]])
        return _period(frame, whom, period="financial_year", value=value, day=day)
    answered = last_year_of_spend(outturn, blocks, whom.la_code, among=among.codes, scope=scope)
    frame = outturn if len(outturn) else blocks
    return _period(frame, whom, period="financial_year", value=answered, day=day)


def _comparators(whom: areas.Authority, given: object, day: date | None) -> tuple[Comparators, ...]:
    """The set that is asked for, which headline figures use, and then every list of neighbours;
    the neighbours where nothing is given.
    """
    text = _words_of(given)
    word = " ".join(text.split()).casefold()
    lists = _neighbours(whom, day)
    if word in ("", "neighbours", "statistical neighbours"):
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
        main = _region(whom)
    elif word == "england":
        main = Comparators(
            "all other authorities in England", _others(whom, areas.everyone()), kind="england"
        )
    else:
        main = Comparators("the authorities named", _named(whom, text), kind="list")
    return (main, *lists.values())


def _words_of(given: object) -> str:
    """What is given as comparators, as words."""
    text = typed(given)
    if not text and not left_out(given):
        place, fault = Place(parameter="comparators"), f"{quoted(given)} cannot be used"
        raise ParameterError(place, found=fault, expected=_SETS)
    return text


def _named(whom: areas.Authority, text: str) -> tuple[int, ...]:
    """The authorities that a person has listed, by semicolons or lines; numbers by commas too."""
    by_commas = re.fullmatch(r"[\d ,]+", text.strip()) is not None
    listed = [part.strip() for part in re.split(r"[;|\n,]" if by_commas else r"[;|\n]", text)]
    try:
        named = [areas.find(part) for part in listed if part]
    except ParameterError as fault:
        raise ParameterError(
            Place(parameter="comparators"),
            found=fault.found,
            expected=f"{_SETS}{did_you_mean(text, WORDS)}",
        ) from None
    codes = _others(whom, named)
    if not codes:
        raise ParameterError(
            Place(parameter="comparators"),
            found="no authority other than the one compared",
            expected="at least one",
        )
    return codes


def _others(whom: areas.Authority, among: Iterable[areas.Authority]) -> tuple[int, ...]:
    """DfE numbers of authorities, each once, without the authority itself."""
    codes = dict.fromkeys(authority.la_code for authority in among)
    return tuple(code for code in codes if code != whom.la_code)


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
    among = [authority for authority in areas.everyone() if authority.region == whom.region]
    return Comparators(f"authorities in {whom.region}", _others(whom, among), kind="region")


def codes_named(text: str, whom: areas.Authority) -> tuple[int, ...]:
    """DfE numbers of authorities that a text names, as `comparators` does; none if it is empty."""
    return () if left_out(text) else _comparators(whom, text, None)[0].codes


def refuse_unusable(name: str, value: object, whom: areas.Authority | None = None) -> None:
    """Refuse a value that no notebook can use for a parameter of that name.

    Parameters
    ----------
    name : str
        A parameter of a notebook. What one may say is known of those in `_READ`, which mean the
        same in every notebook, and of numbers that a question has bounds of; of any other only its
        kind is, which the notebook's cell gives.
    value : str, number or bool
        What is given; an empty text says that nothing is.
    whom : Authority, optional
        Whom the notebook is about.

    Raises
    ------
    ParameterError
        The value cannot be used; the nearest right thing is named.
    """
    if left_out(value):
        return
    if name in _READ:
        _READ[name](value, whom)
        return
    from hnb.questions.definition import setting_within

    if setting := setting_within(name):
        setting.read(name, value)


def _scenario(parameter: str) -> Callable[[object, areas.Authority | None], object]:
    """How the name of a scenario is read."""

    def read(value: object, _: areas.Authority | None) -> object:
        from hnb.answers import scenarios
        from hnb.questions.medium_term.scenarios import pick

        return pick(scenarios(), str(value), parameter)

    return read


def _start_year(value: Any, _: areas.Authority | None) -> None:
    from hnb.questions.programme.model import refuse_other_years

    is_year = isinstance(value, int) and not isinstance(value, bool)
    if is_year and not value:  # no programme
        return
    refuse_other_years(value if is_year else 0, load("ehc_plans"))


def _donors(value: object, whom: areas.Authority | None) -> None:
    try:
        if whom:
            codes_named(str(value), whom)
    except ParameterError as fault:
        place = Place(parameter="donors_excluded")
        raise ParameterError(place, found=fault.found, expected=fault.expected) from None


def _measure(value: object, _: areas.Authority | None) -> object:
    from hnb.comparison.measures.catalogue import measure_called

    return measure_called(str(value))


# How the value of a parameter of a notebook is read; one that cannot be is refused before it runs.
_READ: dict[str, Callable[[Any, areas.Authority | None], object]] = {
    "authority": lambda value, _: areas.find(value),
    "january": lambda value, _: periods.january(value),
    "financial_year": lambda value, _: periods.financial_year(value),
    "earlier": lambda value, _: periods.financial_year(value),
    "as_at": lambda value, _: periods.day(value),
    "comparators": lambda value, whom: whom and _comparators(whom, value, None),
    "denominator": lambda value, _: _one_of(DENOMINATORS, value, "denominator"),
    "scope": lambda value, _: _one_of(SCOPES, value, "scope"),
    "scenario": _scenario("scenario"),
    "against": _scenario("against"),
    "start_year": _start_year,
    "donors_excluded": _donors,
    "measure": _measure,
}

"""The deficit of the grant: as published, as the council states it, and what parts the two."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite, nan

from hnb.domain.errors import ParameterError, Place
from hnb.domain.periods import financial_year
from hnb.domain.words import quoted
from hnb.figures import Figure, FigureMaker
from hnb.questions.medium_term.projection import project
from hnb.questions.medium_term.scenarios import PRESENT, Scenario
from hnb.questions.medium_term.start import Start
from hnb.questions.medium_term.year_by_year import Quantity

_LAST_COMPARED = 3  # years after the last published balance, within which a stated one is explained
_TENTH = -5  # of a million pounds, as differences are printed


@dataclass(frozen=True)
class Stated:
    """What a council states of itself: its `deficit` at the end of a financial year, the overspend
    `in_year`, and its `source`; each without a value where it states none.
    """

    year: str
    deficit: Figure
    in_year: Figure
    source: Figure


@dataclass(frozen=True)
class Deficit:
    """A deficit as published and as stated.

    `more` is what the council states above what published figures lead to for the same date:
    `within` is the part that is of that year, and `before` the rest. A Figure without a value says
    why.
    """

    start: Start
    stated: Stated
    more: Figure
    before: Figure
    within: Figure

    @property
    def published(self) -> Figure:
        """The balance carried forward as last published, a deficit positive."""
        return self.start.money.brought_forward

    @property
    def is_deficit(self) -> bool:
        """Whether a deficit is published or stated: neither is where there is a surplus."""
        return any(figure.number > 0 for figure in (self.published, self.stated.deficit))


def stated_position(
    deficit: str = "", year: str = "", in_year: str = "", source: str = ""
) -> Stated:
    """What a council states of its own deficit, from the words that it is given in.

    Parameters
    ----------
    deficit, in_year : str
        Pounds, such as 109500000; a surplus or an underspend is negative.
    year : str
        The financial year of both, such as 2025-26.
    source : str
        Where the council says so.

    Raises
    ------
    ParameterError
        An amount is no number, or has no year.
    """
    amounts = {
        "deficit": _pounds("stated_deficit", deficit),
        "in_year": _pounds("stated_in_year", in_year),
    }
    is_stated = any(map(isfinite, amounts.values()))
    if is_stated and not year:
        place = Place(parameter="stated_deficit_year")
        raise ParameterError(place, found="no year", expected="a year such as 2025-26")
    period = financial_year(year) if is_stated else ""
    maker = FigureMaker(
        "stated",
        scope=", ".join(filter(None, ["council's own figure", source])),
        period=period,
        price_base="cash",
        reason="the council states none",
    )
    return Stated(
        year=period,
        deficit=maker.make("deficit", amounts["deficit"], "gbp", "stated by the council"),
        in_year=maker.make("in_year", amounts["in_year"], "gbp", "stated by the council"),
        source=maker.make("source", source or None, "words", "stated by the council"),
    )


def _pounds(parameter: str, text: str) -> float:
    """An amount as a person writes it; not a number (`nan`) where there is none."""
    plain = text.replace("£", "").replace(",", "").strip()
    if not plain:
        return nan
    try:
        amount = float(plain)
    except ValueError:
        amount = nan
    if not isfinite(amount):
        raise ParameterError(
            Place(parameter=parameter),
            found=f"{quoted(text)} is no amount",
            expected="pounds such as 109500000",
        )
    return amount


def anchored(start: Start, stated: Stated) -> Start:
    """The start of the same authority, with what the council states in place of what is published
    earlier or worked out; as it was where a later balance is published, or the year is not shown.
    """
    published = start.money.brought_forward.period
    if not published <= stated.year <= start.every_year[-1]:
        return start
    money = start.money
    if stated.deficit.known:
        money = replace(money, brought_forward=stated.deficit)
    if stated.in_year.known:
        money = replace(money, in_year=stated.in_year)
    return replace(start, money=money)


def deficit(start: Start, stated: Stated) -> Deficit:
    """The deficit as published and as stated, and what parts them.

    Parameters
    ----------
    start : Start
        As published, without what the council states.
    stated : Stated
        What it states.

    Notes
    -----
    What published figures lead to is the last balance published, and each later year's gap with
    nothing done.
    """
    projection, year = project(start, Scenario(PRESENT, "")), stated.year
    # a council's forecast for many years on would tell the level that no paper prints
    is_shown = year in start.every_year[: _LAST_COMPARED + 1]
    more = within = nan
    if is_shown:
        more = stated.deficit.number - projection.number(Quantity.BALANCE, year)
    if is_shown and year > start.money.brought_forward.period:
        within = stated.in_year.number - projection.number(Quantity.GAP, year)
    maker = FigureMaker(
        "stated",
        rows=projection.figure(Quantity.BALANCE, year).rows if is_shown else (),
        scope="council's own figure less what published figures lead to",
        period=year,
        price_base="cash",
        reason=stated.deficit.reason or "published figures lead to none for that date",
    )

    def part(measure: str, amount: float, what: str) -> Figure:
        value = round(amount, _TENTH) if isfinite(amount) else None
        return maker.make(f"{measure}_gbp", value, "gbp", f"{what}, to £0.1 million")

    return Deficit(
        start=start,
        stated=stated,
        more=part("more", more, "stated deficit less the one worked out"),
        within=part("more_within", within, "stated overspend less the one worked out"),
        before=part(
            "more_before",
            round(more, _TENTH) - round(within, _TENTH) if isfinite(more - within) else nan,
            "the difference in the deficit less that in the year",
        ),
    )

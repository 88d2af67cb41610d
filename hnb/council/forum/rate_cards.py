"""A council's rate cards: what bands and hours pay, and what schools would be paid under one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hnb.domain.errors import ParameterError, Place, unknown
from hnb.domain.periods import financial_year
from hnb.domain.words import quoted

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from hnb.council.authority.definition import RateCard


@dataclass(frozen=True)
class Card:
    """What the bands and hours of one year's rate card pay, pounds a year.

    `by_hours` has the most hours of each step, in order. A band or a number of hours for which the
    card has two different rates is in neither: which of them holds for a child is not known.
    """

    year: str
    by_band: Mapping[str, float]
    by_hours: tuple[tuple[float, float], ...]

    def rates(self, children: pd.DataFrame) -> NDArray[np.float64]:
        """What the card pays for each child by band, or else by hours; missing where it has none
        of either.
        """
        import numpy as np

        by_band = children["band"].map(lambda band: self.by_band.get(plain(band), np.nan))
        rates = by_band.to_numpy(np.float64)
        most = np.array([hours for hours, _ in self.by_hours])
        paid = np.array([rate for _, rate in self.by_hours] + [np.nan])
        hours = children["hours"].to_numpy(np.float64)
        step = paid[np.searchsorted(most, np.nan_to_num(hours, nan=np.inf))]
        return np.where(np.isnan(rates), step, rates)


def cards_of(rows: pd.DataFrame) -> dict[str, Card]:
    """The rate card of each year."""
    years = rows["financial_year"].map(year_of)
    return {year: _card(year, rows[years == year]) for year in sorted(years.unique())}


def year_of(text: object) -> str:
    """A year as it is written elsewhere; the words of the card where they are of no year."""
    try:
        return financial_year(text)
    except ParameterError:
        return str(text)


def _card(year: str, rows: pd.DataFrame) -> Card:
    with_band = rows.dropna(subset=["band"])
    by_band = _single(with_band["annual_rate_gbp"].groupby(with_band["band"].map(plain)))
    by_hours = _single(rows["annual_rate_gbp"].groupby(rows["hours"].astype("float64")))
    return Card(
        year, {str(k): v for k, v in by_band}, tuple((float(str(k)), v) for k, v in by_hours)
    )


def _single(rates: pd.api.typing.SeriesGroupBy) -> list[tuple[object, float]]:
    """The groups that have one rate, with it, in order."""
    lowest, highest = rates.min(), rates.max()
    return [(key, float(rate)) for key, rate in lowest[lowest == highest].items()]


def chosen(cards: Mapping[str, Card], terms: RateCard) -> Card | None:
    """The card to which top-ups move: that of the year asked for, or the newest."""
    year = terms.financial_year
    if year is None or not cards:
        return cards[max(cards)] if cards else None
    if year not in cards:
        place = Place(file="authority.yml", parameter="rate_card.financial_year")
        raise unknown(place, f"there is no rate card of {quoted(year)}", word=year, known=cards)
    return cards[year]


def with_proposed(card: Card | None, children: pd.DataFrame) -> pd.DataFrame:
    """With the rate of the card that each child has, and what it would be paid before scaling. A
    child whose band and hours are not on the card keeps what is paid for it.
    """
    import numpy as np

    now = children["amount_gbp"].to_numpy()
    rates = np.full(len(now), np.nan) if card is None else card.rates(children)
    proposed = np.where(np.isnan(rates), now, rates)
    return children.assign(proposed=proposed, rate=[f"{rate:.2f}" for rate in rates])


def under(children: pd.DataFrame, terms: RateCard) -> NDArray[np.float64]:
    """What each child's school would be paid for it, in whole pence.

    Limits are on what a school is paid, and each child has its share of that by what the card pays
    for it.
    """
    import numpy as np

    from hnb.stats.rates import within_limits

    by_school = children.groupby(children["school"].map(plain))
    now, proposed = (by_school[name].sum().to_numpy() for name in ("amount_gbp", "proposed"))
    if proposed.sum() <= 0:
        return children["amount_gbp"].to_numpy()
    limited = within_limits(now, proposed, **terms.limits, is_neutral=terms.cost_neutral)
    factor = np.divide(limited, proposed, out=np.zeros(len(proposed)), where=proposed > 0)
    school = by_school.ngroup().to_numpy()
    in_order = np.argsort(school, kind="stable")
    whole = (children["proposed"].to_numpy() * factor[school])[in_order]
    # rounded as running sums, so that the pence of a school, and of all, add up
    pounds = np.empty_like(whole)
    pounds[in_order] = np.diff(np.rint(100 * np.cumsum(whole)), prepend=0.0) / 100
    return pounds


def plain(name: object) -> str:
    """A name without case and double blanks, in which two files often differ."""
    return " ".join(str(name).casefold().split())

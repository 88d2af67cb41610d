"""Places that a council pays for on the last day of its records, and their average cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hnb.domain.comparators import Ask
from hnb.domain.errors import Place, unknown
from hnb.domain.words import slug
from hnb.figures import Figure, FigureMaker
from hnb.figures.marks import why_withheld
from hnb.figures.records import Records, day_in_words, refuse_without_records
from hnb.tables import Tables

MAKER = FigureMaker("places_and_costs")
EVERYWHERE, INSIDE, OUTSIDE = LOCATIONS = ("all", "in the area", "outside the area")
SPLITS = ("sector", "provider kind", "need", "age")
ALL = "all"
STATE_FUNDED, INDEPENDENT = "state-funded", "independent or non-maintained"


@dataclass(frozen=True)
class Places:
    """Places of one category in one location, and what a place costs on average in a year."""

    number: Figure
    average: Figure


@dataclass(frozen=True)
class Category:
    """One category of a split, by location: all, in the area, outside it."""

    name: str
    at: Mapping[str, Places]


@dataclass(frozen=True)
class PlacesAndCosts:
    """Every place on the day; a Figure without a value says why.

    `location` is where the places are that the headline is about. `total` has every place by
    location, `splits` the categories of each split. `outside_percent` is the share of places
    outside the area. `is_doubted` says whether the ledger has costs that look like slips.
    """

    ask: Ask
    as_at: str
    location: str
    total: Category
    splits: Mapping[str, tuple[Category, ...]]
    outside_percent: Figure
    is_doubted: bool = False

    @property
    def day(self) -> str:
        """The day, as a sentence names it."""
        return day_in_words(self.as_at)

    @property
    def leading(self) -> Places:
        """Every place in the location that the headline is about."""
        return self.total.at[self.location]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The Figures of the headline."""
        return (self.leading.number, self.leading.average, self.outside_percent)

    def sector(self, name: str) -> Places | None:
        """One sector in the location that the headline is about; None where there is none."""
        by_name = {category.name: category.at[self.location] for category in self.splits["sector"]}
        return by_name.get(name)


def answer(tables: Tables, ask: Ask, *, location: str = EVERYWHERE) -> PlacesAndCosts:
    """Places and average costs on the last day of a council's records.

    Parameters
    ----------
    tables : Tables
        Those of question.yml; a row that is suppressed has no value.
    ask : Ask
        The authority.
    location : str
        Where the places of the headline are: `all`, `in the area` or `outside the area`.

    Raises
    ------
    NotPublished
        No records of the council's placements are in use.
    ParameterError
        The location is not known; the nearest is named.

    Notes
    -----
    Method: docs/methods/places-and-costs.md.
    """
    if location not in LOCATIONS:
        place = Place(parameter="location")
        raise unknown(place, f"no location {location!r}", word=location, known=LOCATIONS)
    places = Records.of(tables, "council_places", ask, MAKER)
    refuse_without_records(places, ask, "placements")
    as_at = places.latest("as_at")
    maker = MAKER.having(period=day_in_words(as_at))
    both = tuple(
        Records.of(tables, name, ask, maker, unit=unit).where(as_at=as_at)
        for name, unit in (("council_places", "number"), ("council_average_costs", "gbp_whole"))
    )
    total = _category(both, ALL, ALL)
    return PlacesAndCosts(
        ask=ask,
        as_at=as_at,
        location=location,
        total=total,
        splits={split: _categories(both, split) for split in SPLITS},
        outside_percent=_share(maker, total),
        is_doubted=both[1].is_doubted,
    )


def _categories(both: tuple[Records, ...], split: str) -> tuple[Category, ...]:
    """The categories of a split, the dearest first; those without an average last."""
    names = both[0].where(split=split).values("category")
    categories = [_category(both, split, name) for name in names]
    return tuple(sorted(categories, key=_dearest))


def _dearest(category: Category) -> float:
    average = category.at[EVERYWHERE].average
    return -average.number if average.known else 0.0


def _category(both: tuple[Records, ...], split: str, name: str) -> Category:
    at = {}
    for location in LOCATIONS:
        number, average = (
            records.where(split=split, category=name, location=location).figure(
                f"{measure}.{slug(split)}.{slug(name)}.{slug(location)}"
            )
            for records, measure in zip(both, ("places", "average_cost"), strict=True)
        )
        at[location] = Places(number, average)
    return Category(name, at)


def _share(maker: FigureMaker, total: Category) -> Figure:
    """The share of places that is outside the area."""
    part, whole = total.at[OUTSIDE].number, total.at[EVERYWHERE].number
    both = (part, whole)
    is_known = part.known and whole.known and whole.number > 0
    return maker.make(
        "outside_percent",
        100 * part.number / whole.number if is_known else None,
        "percent",
        "places outside the area over all places",
        counts=(part.number, whole.number) if is_known else None,
        rows=(*part.rows, *whole.rows),
        reason=why_withheld(both) or part.reason or whole.reason or "none",
    )

"""The council's top-ups: what prices have taken from them, and what a rate card would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from math import nan

from hnb.domain.comparators import Ask
from hnb.domain.words import slug
from hnb.figures import Figure, FigureMaker
from hnb.figures.records import Records, combined, day_in_words
from hnb.questions.plan_funding.prices import Prices
from hnb.tables import Tables
from hnb.tables.records.funding import CHANGES

ALL, BASIS, SCHOOL = "all", "basis", "school"
ON_HOURS = "hours"
SPLITS = ("band", "hours", "phase")
LIMIT_PERCENT = 5  # beyond which a school is said to gain or to lose


_TABLES = {
    "children": ("council_top_ups", "number"),
    "amounts": ("council_top_up_amounts", "gbp_whole"),
    "on_card": ("council_top_ups_on_card", "gbp_whole"),
}


@dataclass(frozen=True)
class Group:
    """The top-ups of one band, span of hours or phase, or of all.

    Parameters
    ----------
    children, amount : Figure
        Children, and pounds a year.
    shortfall : Figure
        What more it would take for the amount to have kept pace with prices.
    gain, first_year : Figure
        What the rate card would change in the end, and in the first year.
    """

    name: str
    children: Figure
    amount: Figure
    shortfall: Figure
    gain: Figure
    first_year: Figure


@dataclass(frozen=True)
class School:
    """A school's children with a top-up, and the class of its change under the card.

    `in_class` is without a value, and `change` empty, where no class can be shown.
    """

    name: str
    children: Figure
    change: str
    in_class: Figure


@dataclass(frozen=True)
class Schools:
    """Schools with a top-up by name; how many of them are shown by class, and are in each class;
    how many gain and lose more than `limit`, in per cent of what they are paid now.
    """

    schools: tuple[School, ...]
    number: Figure
    by_class: tuple[tuple[str, Figure], ...]
    gaining: Figure
    losing: Figure
    limit: Figure


@dataclass(frozen=True)
class Card:
    """What the council's rate cards say.

    `years` are those that it has cards of. `rise` is that of the rates which the first and the last
    of `between` both have, and `prices` that of prices. `floor` and `ceiling` limit what a school
    may lose and gain; None where it may be anything. `goes_back` is true where there is a card of
    the year in which the rate was fixed.
    """

    years: tuple[str, ...]
    between: tuple[str, str]
    rise: Figure
    prices: Figure
    floor: Figure | None
    ceiling: Figure | None
    goes_back: bool


@dataclass(frozen=True)
class TopUps:
    """A council's top-ups on the day of its records.

    Parameters
    ----------
    as_at : str
        The day.
    on_hours : bool
        Whether `children`, `amount` and `shortfall` are of those funded on hours; of all if not.
    hours, rate : Figure
        Hours a week, and what one is paid with a year on average.
    total, splits
        All top-ups, and the groups of each split.
    card : Card, optional
        None where the council's files have none.
    schools : Schools
        By class of their change under the card.
    transition : Figure
        The share of the change that is made in each year.
    """

    as_at: str
    on_hours: bool
    children: Figure
    amount: Figure
    shortfall: Figure
    hours: Figure
    rate: Figure
    total: Group
    splits: Mapping[str, tuple[Group, ...]]
    card: Card | None
    schools: Schools
    transition: Figure

    @property
    def is_short(self) -> bool:
        """Whether keeping pace would cost more than is paid."""
        return self.shortfall.known and self.shortfall.number > 0

    @property
    def day(self) -> str:
        """The day, as a sentence names it."""
        return day_in_words(self.as_at)


@dataclass(frozen=True)
class _Reader:
    """Everything that a group is made of."""

    children: Records
    amounts: Records
    on_card: Records
    gap: float  # what a pound must grow by to buy what it did
    transition: float
    maker: FigureMaker

    def group(self, divided_by: str, name: str) -> Group:
        """The Figures of one category."""
        end = f"{slug(divided_by)}.{slug(name)}"
        children, amount, on_card = (
            records.where(divided_by=divided_by, category=name).figure(f"{measure}.{end}")
            for records, measure in (
                (self.children, "children"),
                (self.amounts, "amount_gbp"),
                (self.on_card, "on_card_gbp"),
            )
        )
        gain = combined(
            self.maker,
            f"gain_gbp.{end}",
            (on_card, amount),
            weights=(1, -1),
            calculation="under the rate card less what is paid now",
        )
        return Group(
            name=name,
            children=children,
            amount=amount,
            shortfall=self.shortfall(f"shortfall_gbp.{end}", amount),
            gain=gain,
            first_year=self.maker.make(
                f"first_year_gbp.{end}",
                self.transition * gain.number if gain.known else None,
                "gbp_whole",
                "the share of the change that is made in the first year",
                rows=gain.rows,
                reason=gain.reason,
            ),
        )

    def split(self, divided_by: str) -> tuple[Group, ...]:
        """Every category of a split."""
        names = self.children.where(divided_by=divided_by).values("category")
        return tuple(self.group(divided_by, name) for name in sorted(names, key=_in_order))

    def shortfall(self, measure: str, amount: Figure) -> Figure:
        """What more it would take for an amount to have kept pace with prices."""
        return self.maker.make(
            measure,
            amount.number * (self.gap - 1) if amount.known else None,
            "gbp_whole",
            "the amount times the rise of prices above that of the rate",
            rows=amount.rows,
            reason=amount.reason,
        )


def top_ups(
    tables: Tables,
    ask: Ask,
    maker: FigureMaker,
    *,
    prices: Prices,
    years: tuple[str, str],
    transition: float,
) -> TopUps | None:
    """A council's top-ups, with what prices took from a rate fixed in the first of two years.

    None where no records are in use.
    """
    counted = Records.of(tables, "council_top_ups", ask, maker)
    if not len(counted.frame):
        return None
    as_at = counted.latest("as_at")
    maker = maker.having(period=day_in_words(as_at))
    card = _card(tables, ask, maker, prices=prices, years=years)
    paid_more = card.rise.number / 100 if card and card.rise.known else 0.0
    reader = _Reader(
        **{
            part: Records.of(tables, name, ask, maker, unit=unit).where(as_at=as_at)
            for part, (name, unit) in _TABLES.items()
        },
        gap=prices.level(*years) / (1 + paid_more),
        transition=transition,
        maker=maker,
    )
    total = reader.group(ALL, ALL)
    hours = Records.of(tables, "council_top_up_hours", ask, maker).where(as_at=as_at)
    on_hours = reader.group(BASIS, ON_HOURS) if len(hours.frame) else total
    weekly = hours.figure("hours_a_week")
    return TopUps(
        as_at=as_at,
        on_hours=on_hours is not total,
        children=on_hours.children,
        amount=on_hours.amount,
        shortfall=on_hours.shortfall,
        hours=weekly,
        rate=_rate(maker, on_hours.amount, weekly),
        total=total,
        splits={split: reader.split(split) for split in SPLITS},
        card=card,
        schools=_schools(tables, ask, maker, reader.children),
        transition=maker.make("transition_percent", 100 * transition, "percent", "stated"),
    )


def _rate(maker: FigureMaker, amount: Figure, weekly: Figure) -> Figure:
    return maker.make(
        "rate_gbp",
        amount.number / (weekly.number or nan),
        "gbp_per_head",
        "what is paid a year over the hours a week",
        rows=(*amount.rows, *weekly.rows),
        reason=amount.reason or weekly.reason or "there are no hours",
    )


def _schools(tables: Tables, ask: Ask, maker: FigureMaker, counted: Records) -> Schools:
    changes = Records.of(tables, "council_top_up_changes", ask, maker)
    changes = changes.where(as_at=counted.latest("as_at"))
    in_one = changes.where(schools=1)
    class_of = dict(zip(in_one.frame["category"], in_one.frame["change_class"], strict=True))
    children = counted.where(divided_by=SCHOOL)
    schools = []
    for name in sorted(children.values("category")):
        of_school, change = changes.where(category=name), class_of.get(name, "")
        in_class = of_school.where(change_class=change) if change else of_school
        count = children.where(category=name).figure(f"children.school.{slug(name)}")
        figure = in_class.figure(f"in_class.{slug(name)}", none="it is no school")
        schools.append(School(name, count, change, figure))
    shown = changes.shown()
    number = partial(_number, maker)
    return Schools(
        schools=tuple(schools),
        number=number("shown", in_one),
        by_class=tuple(
            (change, number(f"in.{slug(change)}", shown.where(change_class=change)))
            for change in CHANGES
        ),
        gaining=number("gaining", shown.where(change_class=CHANGES[3:])),
        losing=number("losing", shown.where(change_class=CHANGES[:2])),
        limit=maker.make("limit_percent", LIMIT_PERCENT, "percent", "stated"),
    )


def _number(maker: FigureMaker, which: str, changes: Records) -> Figure:
    """How many schools are in some classes."""
    counted = changes.figure(f"schools_{which}")
    return maker.make(
        f"schools_{which}",
        int(counted.number) if counted.known else None,
        counted.unit,
        "counted",
        rows=counted.rows,
        reason=counted.reason,
    )


def _in_order(category: str) -> tuple[int, str]:
    """By name, but hours by how many they are, and what is not recorded last."""
    place = {"up": -1, "no": 1}.get(category.partition(" ")[0], 0)
    return place, category


def _card(
    tables: Tables, ask: Ask, maker: FigureMaker, *, prices: Prices, years: tuple[str, str]
) -> Card | None:
    """The council's rate cards from the year in which the rate was fixed, or from their first."""
    rates = Records.of(tables, "council_rate_card", ask, maker)
    of_years = tuple(sorted(rates.values("financial_year")))
    if not of_years:
        return None
    first, until = years
    goes_back = first in of_years
    begins = first if goes_back else of_years[0]
    ends = max((year for year in of_years if begins <= year <= until), default=begins)
    frame = rates.frame.set_index(["band", "applies_to"])
    earlier, later = (
        frame.loc[frame["financial_year"].eq(year), "annual_rate_gbp"] for year in (begins, ends)
    )
    both = earlier.index.intersection(later.index)
    before, after = (float(of_year[both].sum()) for of_year in (earlier, later))
    terms = Records.of(tables, "council_rate_card_terms", ask, maker)
    terms = terms.where(as_at=terms.latest("as_at"))
    limits = {
        term: terms.where(term=term).figure(f"{term}_percent") for term in terms.values("term")
    }
    has_prices = {*prices.changes} >= {*_years_after(begins, ends)}
    return Card(
        years=of_years,
        between=(begins, ends),
        rise=maker.make(
            "rates_percent",
            100 * (after / before - 1) if before else None,
            "percent",
            "the sum of the rates that both cards have",
            rows=rates.where(financial_year=(begins, ends)).figure("rates_gbp").rows,
            period=f"{begins} to {ends}",
            reason="the two cards have no rate in common",
        ),
        prices=maker.make(
            "prices_of_rates_percent",
            100 * (prices.level(begins, ends) - 1) if has_prices else None,
            "percent",
            f"{prices.name}, yearly changes multiplied",
            rows=prices.rows(begins, ends) if has_prices else (),
            period=f"{begins} to {ends}",
            reason=f"{prices.name} has not all of these years",
        ),
        floor=limits.get("floor"),
        ceiling=limits.get("ceiling"),
        goes_back=goes_back,
    )


def _years_after(first: str, last: str) -> list[str]:
    """Financial years after the first, up to and with the last; none where either is no year."""
    from hnb.domain.periods import following, start_year

    try:
        steps = start_year(last) - start_year(first)
    except ValueError:  # a card of a year in words
        return ["no year"]
    return [following(first, step) for step in range(1, steps + 1)]

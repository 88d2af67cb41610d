"""Early years hourly rates: what they are made of, and a comparison made only of like with like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from hnb.comparison.compared import Compared, compare
from hnb.comparison.counts import Counts
from hnb.comparison.measures.money import AGES, EARLY_YEARS
from hnb.comparison.select import rows_where
from hnb.domain.comparators import Ask
from hnb.domain.errors import CheckError
from hnb.domain.periods import financial_year, write_day
from hnb.domain.words import slug
from hnb.figures import Figure, FigureMaker, Rows, differences
from hnb.questions.early_years_rates.stated import Parts, changes_of, parts_of
from hnb.questions.then_and_now.definition import Statement
from hnb.tables import Tables

BASE, TABLE = "base rate", "early_years_rates"
FEWEST_AT_A_FLOOR = 5  # other authorities at the lowest rate
NAMES = {
    "value": "{measure}.value",
    "rank": "{measure}.rank",
    "among": "{measure}.comparators_{statistic}",
    "everyone": "{measure}.england_{statistic}",
    "everyone_used": "{measure}.ranked",
}


@dataclass(frozen=True)
class Rate:
    """An hourly rate in one year: its `parts` in order, the published base first, and their
    `total`.
    """

    parts: tuple[tuple[str, Figure], ...]
    total: Figure

    @property
    def base(self) -> Rate:
        """The rate with its base alone."""
        return Rate(self.parts[:1], self.parts[0][1])

    @property
    def made_of(self) -> str:
        """Its parts, as a sentence lists them."""
        return " and ".join(label for label, _ in self.parts)

    def unlike(self, other: Rate) -> list[str]:
        """Parts that one of the two has and the other lacks, in order of their names."""
        return sorted({label for label, _ in self.parts} ^ {label for label, _ in other.parts})


@dataclass(frozen=True)
class Quote:
    """A change as a council's paper quoted it, and what would make it true of one rate.

    `size` is the change without its sign, `move` with it. `later` is the rate of the year after
    that it needs if nothing was added to the published base of `earlier`; `added` what must have
    been added to that base instead, had the later rate been that of the first quotation.
    """

    ages: str
    quoted: Figure
    move: float
    size: Figure
    earlier: Figure
    later: Figure
    added: Figure


@dataclass(frozen=True)
class Change:
    """The latest two years of a rate: `alike` says whether they are made of the same parts.

    `bases` is the change of the base rate alone, `whole` that of everything counted, what differs
    being said.
    """

    ages: str
    later: Rate
    earlier: Rate
    alike: bool
    bases: Figure
    whole: Figure


@dataclass(frozen=True)
class EarlyYears:
    """The hourly rates of one authority.

    `compared` has the rates of the year asked about that are published, by ages; `sharing` how many
    other authorities have the same rate, where it is the minimum; `by_year` every year's rates, the
    ages of `compared` in order.
    """

    ask: Ask
    compared: dict[str, Compared]
    sharing: dict[str, Figure]
    by_year: tuple[tuple[str, tuple[Figure, ...]], ...]
    changes: tuple[Change, ...]
    quotes: tuple[Quote, ...]


def answer(tables: Tables, ask: Ask, *, statements: Sequence[Statement] = ()) -> EarlyYears:
    """What an hour of early years education brings in, and whether a change in it is like for like.

    Parameters
    ----------
    tables : Tables
        `early_years_rates`, by authority.
    ask : Ask
        The authority and the financial year.
    statements : sequence of Statement
        What was said of the authority (`hnb.statements`): what the council adds to a rate, and
        changes in one.
    """
    rates, counts = tables[TABLE], Counts(tables)
    every = {
        ages: compare(
            measure,
            counts,
            ask,
            ask.financial_year,
            maker=FigureMaker(""),
            names=NAMES,
            scope=measure.says,
        )
        for ages, measure in EARLY_YEARS.items()
    }
    published = {ages: compared for ages, compared in every.items() if compared.own.value}
    return EarlyYears(
        ask=ask,
        compared=published,
        sharing={ages: sharing_the_minimum(compared) for ages, compared in published.items()},
        by_year=tuple(
            (year, tuple(rate(rates, ask, ages, year).total for ages in published))
            for year in published_years(rates, ask, "2 year olds")
        ),
        changes=changes(rates, ask, parts_of(statements)),
        quotes=quotes(rates, ask, statements),
    )


def sharing_the_minimum(compared: Compared) -> Figure:
    """How many other authorities have the authority's rate, where it is the lowest in England and
    so many have it that it can only be a floor.
    """
    values = compared.everyone["value"]
    others = int((values == compared.own_value).sum()) - 1
    is_floor = compared.own_value == values.min() and others >= FEWEST_AT_A_FLOOR
    return compared.figure(
        f"{compared.measure.name}.sharing_the_minimum",
        others if is_floor else None,
        "other authorities with the same rate, which is the lowest",
        unit="authorities",
        rows=compared.behind([int(code) for code in values.index]),
        reason="its rate is not the minimum",
    )


def published_years(rates: pd.DataFrame, ask: Ask, ages: str) -> tuple[str, ...]:
    """Financial years in which a rate of the authority is held, in order."""
    of_authority = rows_where(rates, la_code=ask.la_code, children_aged=ages)
    return tuple(sorted(of_authority.dropna(subset="rate_gbp_per_hour")["financial_year"].unique()))


def rate(
    rates: pd.DataFrame, ask: Ask, ages: str, year: str, own_parts: Parts | None = None
) -> Rate:
    """An authority's rate in a year: the published base, and any parts that the council gives
    itself.

    Parameters
    ----------
    rates : DataFrame
        The table `early_years_rates`, in £ an hour.
    ages : str
        One of `AGES`.
    year : str
        Financial year.
    own_parts : mapping, optional
        As `parts_of` has them; a part called 'base rate' replaces the published one of a year that
        is not held.

    Raises
    ------
    CheckError
        The council's base rate is not the published one.
    """
    of_authority = rows_where(rates, la_code=ask.la_code, financial_year=year, children_aged=ages)
    of_authority = of_authority.dropna(subset="rate_gbp_per_hour")
    published = float(of_authority["rate_gbp_per_hour"].iloc[0]) if len(of_authority) else None
    given = dict((own_parts or {}).get((ages, year), {}))
    stated = given.pop(BASE, None)
    _refuse_another_base(year, stated, published)
    base = published if published is not None else stated
    maker = FigureMaker(
        "rates",
        scope=f"{ask.authority.name}, {AGES[ages]}",
        period=year,
        price_base="cash",
        reason=f"no rate for {AGES[ages]} in {ask.authority.name} is available for {year}",
    )
    rows = (Rows.of(TABLE, of_authority, ["la_code", "financial_year", "children_aged"]),)

    def part(label: str, value: float | None, calculation: str, covers: str) -> Figure:
        return maker.make(
            f"{slug(ages)}_{slug(label)}_{slug(year)}",
            value,
            "gbp_per_hour",
            calculation,
            rows=rows if len(of_authority) and label in (BASE, "total") else (),
            covers=f"{AGES[ages]}: {covers}",
        )

    as_given = "as the council gives it"
    parts = [(BASE, part(BASE, base, as_given if published is None else "as published", BASE))]
    parts += [(label, part(label, value, as_given, label)) for label, value in given.items()]
    made_of = " and ".join(label for label, _ in parts)
    total = None if base is None else base + sum(given.values())
    return Rate(tuple(parts), part("total", total, f"sum of {made_of}", made_of))


def _refuse_another_base(year: str, stated: float | None, published: float | None) -> None:
    if published is not None and stated not in (None, published):
        raise CheckError(
            found=f"the base rate of {year} given, £{stated:.2f}, is not the published "
            f"£{published:.2f}",
            expected="the published rate, or another part added to it",
        )


def change(later: Rate, earlier: Rate, saying: Sequence[str] = ()) -> Figure:
    """The later rate less the earlier one, £ an hour.

    Parameters
    ----------
    saying : sequence of str
        Parts that one of the two has and the other lacks, named by whoever wants them compared all
        the same.

    Raises
    ------
    CheckError
        The two are not made of the same parts, and what differs is not all said.
    """
    unlike, new, old = later.unlike(earlier), later.total, earlier.total
    other = [word for word in differences(new, old) if not word.startswith("coverage")]
    if other or not {*unlike} <= {*saying}:
        raise CheckError(
            found=f"the rate of {new.period} is made of {later.made_of}, that of {old.period} of "
            f"{earlier.made_of}" + "".join(f"; {word}" for word in other),
            expected="the same parts in both, or what differs said "
            f"({', '.join(unlike) or 'nothing'})",
            after="No comparison was made.",
        )
    how = ", like for like"
    if unlike:
        how = f", although only one of them has {' and '.join(unlike)}"
    name = f"change_{slug(new.covers)}_from_{slug(earlier.made_of)}_{slug(new.period)}"
    return FigureMaker("rates", price_base="cash").make(
        name,
        new.number - old.number,
        "gbp_per_hour",
        f"{new.period} less {old.period}{how}",
        rows=(*new.rows, *old.rows),
        scope=new.scope,
        period=f"{old.period} to {new.period}",
        covers=new.covers,
        reason=new.reason or old.reason,
    )


def changes(rates: pd.DataFrame, ask: Ask, own_parts: Parts | None = None) -> tuple[Change, ...]:
    """The latest two years of each rate, years that only the council gives among them."""
    return tuple(filter(None, (_latest_change(rates, ask, ages, own_parts or {}) for ages in AGES)))


def _latest_change(rates: pd.DataFrame, ask: Ask, ages: str, own_parts: Parts) -> Change | None:
    given = {year for group, year in own_parts if group == ages}
    years = sorted({*published_years(rates, ask, ages), *given})[-2:]
    if len(years) < 2:
        return None
    earlier, later = (rate(rates, ask, ages, year, own_parts) for year in years)
    unlike = later.unlike(earlier)
    return Change(
        ages=ages,
        later=later,
        earlier=earlier,
        alike=not unlike,
        bases=change(later.base, earlier.base),
        whole=change(later, earlier, unlike),
    )


def quotes(
    rates: pd.DataFrame, ask: Ask, statements: Sequence[Statement] = ()
) -> tuple[Quote, ...]:
    """What would make each change that was quoted true of the rate, from the published base of the
    year before it; none where that is not held.

    Parameters
    ----------
    statements : sequence of Statement
        What was said, in order.
    """
    ages, quoted = changes_of(statements)
    if not quoted:
        return ()
    base = rate(rates, ask, ages, financial_year(quoted[0].since)).parts[0][1]
    first = float(quoted[0].value or 0)
    return tuple(
        _quote(ages, base, place, statement, first=first)
        for place, statement in enumerate(quoted, 1)
        if base.known
    )


def _quote(ages: str, base: Figure, place: int, statement: Statement, *, first: float) -> Quote:
    maker = FigureMaker("", rows=base.rows, scope=base.scope, period=base.period, price_base="cash")
    move = float(statement.value or 0)

    def needed(name: str, value: float, calculation: str) -> Figure:
        return maker.make(
            f"{base.name}_{name}_{place}",
            round(value, 2),
            "gbp_per_hour",
            calculation,
            covers=name,
        )

    whose = f"{statement.who}, {statement.where}, {write_day(statement.said_on)}"
    as_quoted = FigureMaker("rates").having(scope=whose)
    signed = f"{'−' if move < 0 else '+'}£{abs(move):.2f}"
    return Quote(
        ages=ages,
        quoted=as_quoted.make(f"quoted_{place}", signed, "gbp_per_hour", "as it was quoted"),
        move=move,
        size=as_quoted.make(f"size_{place}", abs(move), "gbp_per_hour", "without its sign"),
        earlier=base,
        later=needed("later_needed", base.number + move, "published base plus the change quoted"),
        added=needed("beside_needed", first - move, "first change quoted less this one"),
    )

"""Early years hourly rates: what they are made of, and a comparison made only of like with like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from hnb.compare.catalogue import Measure, Tables, Where
from hnb.compare.select import rows_where
from hnb.domain.comparators import Ask
from hnb.domain.errors import CheckError, ParameterError, Place
from hnb.domain.words import slug
from hnb.figures import Figure, Rows, differences

BASE = "base rate"
AGES = {  # as published, and in words
    "3 and 4 year olds": "three and four year olds",
    "2 year olds": "two year olds",
    "maintained nursery supplement": "the maintained nursery supplement",
}


def _measure(ages: str) -> Measure:
    def counts(tables: Tables) -> pd.DataFrame:
        rows = rows_where(tables["early_years_rates"], children_aged=ages).assign(whole=1.0)
        named = rows.rename(columns={"financial_year": "period", "rate_gbp_per_hour": "part"})
        return named[["la_code", "period", "part", "whole"]]

    def behind(tables: Tables, year: str) -> Where:
        return {"early_years_rates": {"financial_year": year, "children_aged": ages}}

    name, says = f"early_years_{slug(ages)}", f"Early years funding an hour, {AGES[ages]}"
    return Measure(
        name, says, "gbp_per_hour", "financial_year", ("early_years_rates",), counts, behind, "none"
    )


MEASURES = {ages: _measure(ages) for ages in AGES}


@dataclass(frozen=True)
class Rate:
    """An hourly rate in one year: its `parts` in order, the published base first, and their
    `total`.
    """

    parts: tuple[tuple[str, Figure], ...]
    total: Figure

    @property
    def made_of(self) -> str:
        """Its parts, as a sentence lists them."""
        return " and ".join(label for label, _ in self.parts)

    def unlike(self, other: Rate) -> list[str]:
        """Parts that one of the two has and the other lacks, in order of their names."""
        return sorted({label for label, _ in self.parts} ^ {label for label, _ in other.parts})


def parts_given(text: str) -> dict[tuple[str, str], dict[str, float]]:
    """A council's own parts by rate and financial year: `2 year olds 2023-24 one-off grant 1.74`,
    and so on after `;`.

    Raises
    ------
    ParameterError
        A part is not a rate, a financial year, words and pounds.
    """
    given: dict[tuple[str, str], dict[str, float]] = {}
    for part in filter(None, map(str.strip, text.split(";"))):
        found = re.fullmatch(
            rf"({'|'.join(AGES)}) (\d{{4}}-\d\d) ([A-Za-z -]*[A-Za-z]) (-?)£?(\d+(?:\.\d+)?)", part
        )
        if not found:
            raise ParameterError(
                Place(parameter="own_parts"),
                found=f"{part!r} is not a part of a rate",
                expected="a rate, a financial year, words and pounds, such as 2 year olds 2023-24 "
                "one-off grant 1.74",
            )
        amount = float(found[5]) * (-1 if found[4] else 1)
        given.setdefault((found[1], found[2]), {})[found[3].casefold()] = amount
    return given


def quotes_given(text: str, authority: str) -> tuple[str, ...]:
    """Changes in pounds as a council's paper quoted them, where they are of this authority:
    `Leicestershire: +1.68`.

    Raises
    ------
    ParameterError
        A quotation is not pounds with a sign, after the name of the authority.
    """
    who, _, quoted = text.partition(":")
    if not text.strip() or (quoted and who.strip().casefold() != authority.casefold()):
        return ()
    signed = [part.strip().replace("£", "").replace("-", "−") for part in quoted.split(";")]
    for part in signed:
        if not re.fullmatch(r"[+−]\d+\.\d\d", part):
            raise ParameterError(
                Place(parameter="quoted"),
                found=f"{text!r} is not a list of changes",
                expected="a name, and signed pounds and pence, such as Leicestershire: +1.68; "
                "-0.60",
            )
    return tuple(f"{part[0]}£{part[1:]}" for part in signed)


def rate(rates: pd.DataFrame, ask: Ask, ages: str, year: str, own_parts: str = "") -> Rate:
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
    own_parts : str
        Read by `parts_given`; a part called 'base rate' stands in for the published one of a year
        that is not held.
    """
    own = rows_where(rates, la_code=ask.la_code, financial_year=year, children_aged=ages).dropna(
        subset="rate_gbp_per_hour"
    )
    given = parts_given(own_parts).get((ages, year), {})
    published = float(own["rate_gbp_per_hour"].iloc[0]) if len(own) else None
    stated = given.pop(BASE, None)
    if published is not None and stated not in (None, published):
        raise CheckError(
            found=f"the base rate of {year} given, £{stated:.2f}, is not the published "
            f"£{published:.2f}",
            expected="the published rate, or another part beside it",
        )
    base = published if published is not None else stated
    release = Rows.of("early_years_rates", own, ["la_code", "financial_year", "children_aged"])
    why = f"no rate for {AGES[ages]} in {ask.authority.name} is held for {year}"

    def figure(label: str, value: float | None, said: str, covers: str) -> Figure:
        rows = (release,) if len(own) and label in (BASE, "total") else ()
        return Figure(
            f"rates.{slug(ages)}_{slug(label)}_{slug(year)}",
            value,
            "gbp_per_hour",
            said,
            rows,
            f"{ask.authority.name}, {AGES[ages]}",
            year,
            f"{AGES[ages]}: {covers}",
            price_base="cash",
            reason=why,
        )

    parts = [
        (
            BASE,
            figure(
                BASE,
                base,
                "as published" if published is not None else "as the council gives it",
                BASE,
            ),
        )
    ]
    parts += [
        (label, figure(label, value, "as the council gives it", label))
        for label, value in given.items()
    ]
    made_of = " and ".join(label for label, _ in parts)
    total = None if base is None else base + sum(given.values())
    return Rate(tuple(parts), figure("total", total, f"sum of {made_of}", made_of))


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
    unlike = later.unlike(earlier)
    other = [
        word for word in differences(later.total, earlier.total) if not word.startswith("coverage")
    ]
    if other or not {*unlike} <= {*saying}:
        raise CheckError(
            found=f"the rate of {later.total.period} is made of {later.made_of}, that of "
            f"{earlier.total.period} of "
            f"{earlier.made_of}" + "".join(f"; {word}" for word in other),
            expected="the same parts in both, or what differs said "
            f"({', '.join(unlike) or 'nothing'})",
            after="No comparison was made.",
        )
    missing = later.total.reason or earlier.total.reason
    value = None if missing else float(later.total.value) - float(earlier.total.value)  # type: ignore[arg-type]
    said = (
        f", although only one of them has {' and '.join(unlike)}" if unlike else ", like for like"
    )
    return Figure(
        f"rates.change_{slug(later.total.covers)}_from_{slug(earlier.made_of)}_{slug(later.total.period)}",
        value,
        "gbp_per_hour",
        f"{later.total.period} less {earlier.total.period}{said}",
        (*later.total.rows, *earlier.total.rows),
        later.total.scope,
        f"{earlier.total.period} to {later.total.period}",
        later.total.covers,
        price_base="cash",
        reason=missing,
    )


@dataclass(frozen=True)
class Quote:
    """A change as a council's paper quoted it, and what would make it true of one rate.

    `later` is the rate of the year after that it needs if nothing stood beside the published base
    of `earlier`; `beside` what must have stood beside that base instead, had the later rate been
    that of the first quotation.
    """

    ages: str
    quoted: Figure
    earlier: Figure
    later: Figure
    beside: Figure


def quotes(rates: pd.DataFrame, ask: Ask, text: str) -> tuple[Quote, ...]:
    """What would make each quoted change true of each rate, from the latest published base.

    Parameters
    ----------
    text : str
        Read by `quotes_given`, in the order in which the changes were quoted.
    """
    said, found = quotes_given(text, ask.authority.name), []
    changes = [float(one.replace("£", "").replace("−", "-")) for one in said]

    def needed(base: Figure, name: str, place: int, value: float, calculation: str) -> Figure:
        return Figure(
            f"{base.name}_{name}_{place}",
            round(value, 2),
            "gbp_per_hour",
            calculation,
            base.rows,
            base.scope,
            base.period,
            name,
            price_base="cash",
        )

    for ages in list(AGES)[:2]:
        base = latest(rates, ask, ages).parts[0][1]
        for place, moved in enumerate(changes if base.value is not None else [], 1):
            later = float(base.value or 0) + moved
            quoted = Figure(
                f"rates.quoted_{place}", said[place - 1], "gbp_per_hour", "as the council quoted it"
            )
            found.append(
                Quote(
                    ages,
                    quoted,
                    base,
                    needed(
                        base, "later_needed", place, later, "published base plus the change quoted"
                    ),
                    needed(
                        base,
                        "beside_needed",
                        place,
                        changes[0] - moved,
                        "first change quoted less this one",
                    ),
                )
            )
    return tuple(found)


def held_years(rates: pd.DataFrame, ask: Ask, ages: str) -> tuple[str, ...]:
    """Financial years in which a rate of the authority is held, in order."""
    held = rows_where(rates, la_code=ask.la_code, children_aged=ages).dropna(
        subset="rate_gbp_per_hour"
    )
    return tuple(sorted(held["financial_year"].unique()))


def latest(rates: pd.DataFrame, ask: Ask, ages: str) -> Rate:
    """The published rate of the latest year held for the authority; without a value where there is
    none.
    """
    return rate(rates, ask, ages, max(held_years(rates, ask, ages), default=ask.financial_year))


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


def changes(rates: pd.DataFrame, ask: Ask, own_parts: str = "") -> tuple[Change, ...]:
    """The latest two years of each rate beside each other, years that only the council gives among
    them.
    """
    found = []
    for ages in AGES:
        given = {year for group, year in parts_given(own_parts) if group == ages}
        years = sorted({*held_years(rates, ask, ages), *given})[-2:]
        if len(years) == 2:
            earlier, later = (rate(rates, ask, ages, year, own_parts) for year in years)
            unlike, bases = later.unlike(earlier), change(_base(later), _base(earlier))
            found.append(
                Change(ages, later, earlier, not unlike, bases, change(later, earlier, unlike))
            )
    return tuple(found)


def _base(of: Rate) -> Rate:
    return Rate(of.parts[:1], of.parts[0][1])

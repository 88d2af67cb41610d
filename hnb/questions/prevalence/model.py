"""EHC plans per 1,000 residents: an authority against its comparators and England, and whether the
answer holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from hnb.comparison.among import Among, standing
from hnb.comparison.compared import Compared, compare
from hnb.comparison.complete import LEAST_SHARE
from hnb.comparison.counts import ENGLAND, REGION, Counts
from hnb.comparison.denominators import ALL, Denominator, residents_at_census
from hnb.comparison.measures.plans import IN_FORCE, plans_per
from hnb.comparison.select import rows_where
from hnb.domain.comparators import Ask
from hnb.domain.periods import starts
from hnb.domain.words import slug
from hnb.figures import Figure
from hnb.questions.prevalence.growing import MAKER, SPAN, Growth, growth, recent_growth
from hnb.stats.funnel import Funnel, funnel
from hnb.stats.intervals import Interval
from hnb.tables import Tables

NAMES = {
    "value": "rate_per_1000{tag}",
    "among": "comparators_{statistic}_per_1000{tag}",
    "among_used": "comparators_used{tag}",
    "among_group": "comparators_group{tag}",
    "among_difference": "difference_in_plans{tag}",
    "rank": "rank_among_comparators{tag}",
    "rank_everyone": "rank_in_england",
    "everyone_used": "ranked_in_england",
    "place": "{statistic}_per_1000",
}
TAG = ".{list}"


@dataclass(frozen=True)
class Alternative:
    """The same question asked another way, its answer, and the answer as it is usually asked.

    `kind` is list, denominator, year or neighbour; `label` is the list, the population, the
    January, or the one neighbour left out.
    """

    kind: str
    label: str
    standing: str
    usual: str

    @property
    def holds(self) -> bool:
        """Whether the answer is the same."""
        return self.standing == self.usual


@dataclass(frozen=True)
class Prevalence:
    """The whole answer for one authority and January.

    Parameters
    ----------
    plans : Figure
        The authority's plans.
    populations : mapping
        Whom plans may be counted against, by name.
    over : mapping
        The comparison of rates over each of them that is held, the headline's first.
    growth : Growth
        How fast plans grow.
    funnel : Funnel or None
        The limits that all other authorities set for each one's rate.
    """

    ask: Ask
    plans: Figure
    populations: Mapping[str, Denominator] = field(compare=False, repr=False)
    over: Mapping[str, Compared] = field(compare=False, repr=False)
    growth: Growth
    funnel: Funnel | None = field(compare=False, repr=False)

    @property
    def denominator(self) -> str:
        """The name of the population of the headline."""
        return next(iter(self.over))

    @property
    def per(self) -> Denominator:
        """The population of the headline, with what it says."""
        return self.populations[self.denominator]

    @property
    def note(self) -> str:
        """Why the headline's population is not the one asked for; empty where it is."""
        asked = ALL[self.ask.denominator]
        if asked.name == self.denominator:
            return ""
        few = len(plans_per(asked).at(self.headline.counts, self.ask.january))
        lacking = "published for too few areas" if few else "not in the editions used here"
        return (
            f"Numbers of {asked.says} are {lacking} for January {self.ask.january}, so "
            f"{self.per.says} are used for every January"
        )

    @property
    def headline(self) -> Compared:
        """The comparison over the population of the headline."""
        return self.over[self.denominator]

    @cached_property
    def newer(self) -> Figure | None:
        """The authority's plans of a January after the one asked about, of which too few others
        have a count to compare it with; None where there is no such January.
        """
        counts, ask = self.headline.counts, self.ask
        year = IN_FORCE.coverage(counts).newer(ask.la_code, ask.january)
        if year is None:
            return None
        scope = f"January {year}: too few authorities have a count to compare it with"
        names = {"value": "newer_plans"}
        return compare(IN_FORCE, counts, ask, year, maker=MAKER, names=names, scope=scope).own

    @cached_property
    def withheld(self) -> Figure | None:
        """The authority's missing plans of a later January that nearly every other has; None where
        there is no such January, or it had closed by then.
        """
        counts, ask = self.headline.counts, self.ask
        latest = IN_FORCE.coverage(counts).lacking(ask.la_code, ask.january)
        if latest is None or not ask.authority.stands_at(starts("january", latest)):
            return None
        return compare(IN_FORCE, counts, ask, latest, maker=MAKER, names={"value": "withheld"}).own

    @cached_property
    def before(self) -> Compared:
        """The headline's comparison a January earlier."""
        last = replace(self.ask, january=self.ask.january - 1)
        return over(self.per, self.headline.counts, last)

    @cached_property
    def recent(self) -> tuple[Growth, Growth]:
        """Growth over the last years to the January before, and to the one asked about."""
        counts, now = self.headline.counts, self.ask.january
        then = replace(self.ask, january=now - 1)
        return recent_growth(counts, then), recent_growth(counts, self.ask)

    @property
    def main(self) -> Among:
        """Among the comparators of the headline."""
        return self.headline.main

    @property
    def by_list(self) -> tuple[Among, ...]:
        """Among each set of comparators, over the headline's population."""
        return self.headline.groups

    @property
    def rate(self) -> Figure:
        """The authority's plans per 1,000 residents."""
        return self.headline.own

    @property
    def england(self) -> Figure:
        """England's plans per 1,000 residents, from the publisher's totals."""
        return self.headline.england

    @property
    def region(self) -> Figure:
        """The same of the authority's region."""
        return self.headline.region

    @property
    def rank_in_england(self) -> Figure:
        """The place of its rate among all authorities, the highest first."""
        return self.headline.england_rank.rank

    @property
    def ranked_in_england(self) -> Figure:
        """How many authorities have a rate."""
        return self.headline.england_rank.used

    @property
    def _judged(self) -> pd.DataFrame:
        """The authority's rate and its limits, in one row; no row where it has none, or its count
        is doubted.
        """
        if self.funnel is None or self.headline.doubt:
            return pd.DataFrame(columns=["la_code"])
        return rows_where(self.funnel.rates, la_code=self.ask.la_code)

    @property
    def place(self) -> str:
        """Whether the rate is unusual in England: within, above, below, too small, or
        not available.
        """
        judged = self._judged
        return "not available" if judged.empty else str(judged["place"].iloc[0])

    @property
    def limits(self) -> Figure:
        """The middle of all authorities' rates, and the limits for one of this size."""
        compared, judged, centre, interval = self.headline, self._judged, None, None
        if self.funnel and len(judged):
            centre = self.funnel.centre_per_1000
            interval = Interval(judged["low"].iloc[0], judged["high"].iloc[0])
        return compared.figure(
            "centre_of_limits_per_1000",
            centre,
            "middle of all authorities' rates; the interval is where 95% of ordinary authorities "
            "of this size are expected, by over-dispersed limits that the others set",
            rows=compared.behind(compared.everyone.index),
            reason=compared.reason or compared.doubt or "too few authorities have a rate",
            interval=interval,
        )

    @property
    def longest(self) -> str:
        """The population over which the authority has a rate in the most Januaries."""
        code = self.ask.la_code
        number = {
            name: int(compared.by_year.get(code, pd.Series(dtype="float64")).count())
            for name, compared in self.over.items()
        }
        return max((name for name in self.populations if name in number), key=number.__getitem__)

    @cached_property
    def alternatives(self) -> tuple[Alternative, ...]:
        """The same question with another list, population, January, or one neighbour fewer."""
        usual = self.main.standing
        if not usual:
            return ()
        tried = [
            *(
                Alternative("list", among.comparators.name, among.standing, usual)
                for among in self.by_list[1:]
            ),
            *(
                Alternative(
                    "denominator", self.populations[name].says, compared.main.standing, usual
                )
                for name, compared in self.over.items()
                if compared is not self.headline
            ),
            *_other_januaries(self),
            *_one_fewer(self),
        ]
        return tuple(other for other in tried if other.standing)

    @property
    def flips(self) -> tuple[str, ...]:
        """The kinds of alternative with which the answer changes."""
        changed = (other.kind for other in self.alternatives if not other.holds)
        return tuple(dict.fromkeys(changed))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The headline Figures, in the order in which a person would want them."""
        main = self.main
        return (
            self.plans,
            self.rate,
            main.mean,
            main.median,
            main.rank,
            self.rank_in_england,
            main.difference,
            main.used,
            main.pooled,
            self.england,
            self.region,
            self.ranked_in_england,
            self.growth.own,
            *filter(None, [self.newer, self.withheld]),
        )


def answer(tables: Tables, ask: Ask, *, populations: Mapping[str, Denominator] = ALL) -> Prevalence:
    """Plans per 1,000 for an authority against everyone it is compared with.

    Parameters
    ----------
    tables : Tables
        Those of question.yml, by authority, for England and for regions.
    ask : Ask
        Authority, January, comparators and population, settled.
    populations : mapping
        Whom plans may be counted against, by name, in the order in which one stands in for another.

    Returns
    -------
    Prevalence
        Figures without a value carry the reason.

    Notes
    -----
    Where the population asked for is not held near that January, the first of the others that is
    held is used, and `note` says so. Method, assumptions and validation:
    docs/methods/prevalence.md.
    """
    counts = Counts(tables, ask.authority.region)
    over = over_each(populations, counts, ask)
    headline, *_ = over.values()
    return Prevalence(
        ask=ask,
        plans=plans(counts, ask),
        populations=populations,
        over=over,
        growth=growth(counts, ask),
        funnel=funnel(rates(headline)),
    )


def plans(counts: Counts, ask: Ask) -> Figure:
    """The authority's plans, with an exact Poisson interval."""
    return compare(IN_FORCE, counts, ask, ask.january, maker=MAKER).own


def over_each(
    populations: Mapping[str, Denominator], counts: Counts, ask: Ask
) -> dict[str, Compared]:
    """The comparison of rates over each population that is usable, the headline's first."""
    usable = _usable(populations, counts, ask) or [ask.denominator]
    first = ask.denominator if ask.denominator in usable else usable[0]
    return {
        name: over(populations[name], counts, ask, tag="" if name == first else f".{slug(name)}")
        for name in dict.fromkeys([first, *usable])
    }


def _usable(populations: Mapping[str, Denominator], counts: Counts, ask: Ask) -> list[str]:
    rated = {
        name: plans_per(population).at(counts, ask.january).index
        for name, population in populations.items()
    }
    # one that few have, such as that of an extract, leaves nobody to compare with
    sizes = {name: len(codes.difference([ENGLAND, REGION])) for name, codes in rated.items()}
    least = max(1, LEAST_SHARE * max(sizes.values()))
    many = [name for name, size in sizes.items() if size >= least]
    return [name for name in many if ask.la_code in rated[name]] or many


def over(population: Denominator, counts: Counts, ask: Ask, tag: str = "") -> Compared:
    """The comparison of rates over one population; `tag` ends the names of its Figures."""
    measure, residents = plans_per(population), residents_at_census(population)
    scope = f"plans (people aged 0 to 25) per 1,000 {population.says}"
    if len(measure.at(counts, ask.january)):
        scope += f", mid-{ask.january + counts.offset(residents, ask.january)}"
    names = {kind: name + tag for kind, name in NAMES.items()} | {"tag": TAG}
    return compare(measure, counts, ask, ask.january, maker=MAKER, names=names, scope=scope)


def rates(compared: Compared) -> pd.DataFrame:
    """Every authority's rate: `la_code`, `plans`, `people`, `rate_per_1000`."""
    columns = {"part": "plans", "whole": "people", "value": "rate_per_1000"}
    return (
        compared.everyone.rename(columns=columns).rename_axis("la_code").sort_index().reset_index()
    )


def _other_januaries(result: Prevalence) -> list[Alternative]:
    """Other Januaries over the population with the longest series, each with the January asked
    about over that same population.
    """
    compared, january = result.over[result.longest], result.ask.january
    near = [int(year) for year in compared.by_year.index if 0 < abs(year - january) <= SPAN]
    usual = compared.main.standing
    return [
        Alternative("year", f"January {year}", compared.in_year(year).main.standing, usual)
        for year in near
    ]


def _one_fewer(result: Prevalence) -> list[Alternative]:
    """Each comparator left out in turn, the highest first."""
    main, value = result.main, result.headline.own_value
    values = main.values.sort_values(ascending=False)
    return [
        Alternative(
            "neighbour", result.ask.name(code), standing(value, values.drop(code)), main.standing
        )
        for code in map(int, values.index)
    ]

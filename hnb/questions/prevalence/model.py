"""EHC plans per 1,000 residents: an authority against its comparators and England, and whether the
answer holds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from hnb.compare import denominators
from hnb.compare.select import rows_where
from hnb.figures import Figure
from hnb.questions.prevalence.against import Against, against
from hnb.questions.prevalence.study import Frames, Study, standing
from hnb.stats.funnel import Funnel, funnel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hnb.domain.comparators import Ask

SPAN = 5  # years looked back over for growth, and either side for whether the answer holds


@dataclass(frozen=True)
class Alternative:
    """The same question asked another way, and its answer; `holds` says whether the answer is the
    same.

    `kind` is list, denominator, year or neighbour; `label` is the list, the population, the
    January, or the one neighbour left out.
    """

    kind: str
    label: str
    standing: str
    holds: bool


@dataclass(frozen=True)
class Growth:
    """Growth in plans since an earlier January, per cent: the authority, its comparators together,
    England.
    """

    since: int
    own: Figure
    comparators: Figure
    england: Figure


@dataclass(frozen=True)
class Prevalence:
    """The whole answer for one authority and January.

    `denominator` is the one that the headline uses; where it is not the one asked for, `note` says
    why. `every` has one `Against` for each set of comparators and denominator held, the headline's
    first. `place` says whether the rate is statistically unusual in England: within, above, below,
    too small, or not available.
    """

    ask: Ask
    denominator: str
    note: str
    plans: Figure
    rate: Figure
    england: Figure
    region: Figure
    rank_in_england: Figure
    ranked_in_england: Figure
    limits: Figure
    place: str
    every: tuple[Against, ...]
    growth: Growth
    alternatives: tuple[Alternative, ...]
    funnel: Funnel | None = field(compare=False, repr=False)
    study: Study = field(compare=False, repr=False)

    @property
    def main(self) -> Against:
        """Against the comparators of the headline."""
        return self.every[0]

    @property
    def by_list(self) -> tuple[Against, ...]:
        """Against each set of comparators, over the headline's denominator."""
        return tuple(each for each in self.every if each.denominator == self.denominator)

    @property
    def by_denominator(self) -> tuple[Against, ...]:
        """Against the headline's comparators, over each denominator held."""
        return tuple(each for each in self.every if each.comparators == self.main.comparators)

    @property
    def flips(self) -> tuple[str, ...]:
        """The kinds of alternative with which the answer changes."""
        return tuple(dict.fromkeys(each.kind for each in self.alternatives if not each.holds))

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
        )

    def series(self, denominator: str | None = None) -> pd.DataFrame:
        """One row a January: `own`, the comparators' `lowest`, `lower`, `median`, `upper`,
        `highest`, and `england`.

        All per 1,000; over the denominator with the most Januaries unless another is named. `used`
        counts comparators.
        """
        return self.study.series(denominator or self.study.longest(self.ask.january), self.ask.main)


def alternatives(study: Study, every: Sequence[Against]) -> tuple[Alternative, ...]:
    """The same question with another list, denominator, January, or one neighbour fewer.

    Other Januaries are compared on the denominator with the longest series, each with the January
    asked about on that same denominator.
    """
    main, ask = every[0], study.ask
    if not main.standing:
        return ()
    found = []
    for each in every[1:]:
        same_list = each.comparators == main.comparators
        if each.standing and (same_list or each.denominator == main.denominator):
            kind, label = (
                ("denominator", each.denominator) if same_list else ("list", each.comparators.name)
            )
            found.append(Alternative(kind, label, each.standing, each.standing == main.standing))
    yearly: Any = study.series(study.longest(ask.january), ask.main).set_index("january")[
        "standing"
    ]
    near = yearly[(abs(yearly.index - ask.january) <= SPAN) & yearly.ne("")]
    for january, answer in near.drop(ask.january, errors="ignore").items():
        found.append(
            Alternative("year", f"January {january}", answer, answer == yearly[ask.january])
        )
    own = study.rates(ask.january, main.denominator)[ask.la_code]
    for code in main.rates.index:
        if answer := standing(own, main.rates.drop(code)):
            found.append(
                Alternative("neighbour", ask.name(int(code)), answer, answer == main.standing)
            )
    return tuple(found)


def growth(study: Study) -> Growth:
    """Growth of plans over five years, or since the authority's first January if that is later."""
    ask, counts = study.ask, study.plans.dropna(subset="plans").astype({"plans": "float64"})
    wide: Any = counts.pivot_table("plans", "la_code", "january")
    own: Any = rows_where(counts, la_code=ask.la_code).set_index("january")["plans"]
    since = int(
        min((year for year in own.index if year >= ask.january - SPAN), default=ask.january)
    )
    none = (
        ""
        if since < ask.january and ask.january in own.index
        else "fewer than two Januaries are held"
    )
    theirs = (
        wide.reindex(ask.main.codes)[[since, ask.january]].dropna() if not none else wide.iloc[:0]
    )
    scope = f"plans in force, January {since} to January {ask.january}"

    def percent(name: str, counts: Any, codes: Sequence[int], calculation: str) -> Figure:
        first, last = (
            float(counts[year].sum()) if year in counts else 0.0 for year in (since, ask.january)
        )
        rows = (*study.rows(since, None, codes), *study.rows(ask.january, None, codes))
        value = (last / first - 1) * 100 if first and last and not none else None
        why = none or "no count is held for both Januaries"
        return study.figure(name, value, "percent", calculation, rows, scope=scope, reason=why)

    nation = (
        study.levels["england"][0].set_index("january")["plans"].dropna()
        if "england" in study.levels
        else own[:0]
    )
    return Growth(
        since,
        percent("prevalence.growth_percent", own, [ask.la_code], "change in plans"),
        percent(
            "prevalence.comparators_growth_percent",
            theirs,
            list(theirs.index),
            f"change in the plans of {len(theirs)} of {len(ask.main.codes)} comparators together",
        ),
        percent("prevalence.england_growth_percent", nation, [], "change in the plans of England"),
    )


def compare(
    plans: pd.DataFrame,
    population: pd.DataFrame,
    ask: Ask,
    *,
    england: Frames | None = None,
    region: Frames | None = None,
) -> Prevalence:
    """Plans per 1,000 for an authority against everyone it is compared with.

    Parameters
    ----------
    plans, population : DataFrame
        The tables `ehc_plans` and `population`, by authority.
    ask : Ask
        Authority, January, comparators and denominator, settled.
    england, region : pair of DataFrame, optional
        The same two tables at those levels.

    Returns
    -------
    Prevalence
        Figures without a value carry the reason; nothing raises for an authority that has no
        figures.

    Notes
    -----
    Where the denominator asked for is not held near that January, the first of the others that is
    held is used, and `note` says so. Method, assumptions and validation:
    docs/methods/prevalence.md.
    """
    study = Study.of(plans, population, ask, england, region)
    held = study.held(ask.january)
    chosen = ask.denominator if ask.denominator in held or not held else held[0]
    note = ""
    if chosen != ask.denominator:
        asked, used = denominators.ALL[ask.denominator].says, denominators.ALL[chosen].says
        note = f"No population of {asked} is held for January {ask.january}, so {used} are used"
    january, no_rate = ask.january, study.why_no_rate(ask.january, chosen)
    rates, scope = study.rates(january, chosen), study.scope(january, chosen)
    own, everyone = rates.get(ask.la_code), study.rows(january, chosen, list(rates.index))
    every = tuple(
        against(study, group, name, study.tag(group, name, chosen))
        for name in (chosen, *(other for other in held if other != chosen))
        for group in ask.comparators
    )
    spread = funnel(study.counts(january, chosen).reset_index())
    judged: Any = spread.rates.set_index("la_code") if spread else pd.DataFrame()
    limit = judged.loc[ask.la_code] if ask.la_code in judged.index else None
    rank = study.figure(
        "prevalence.rank_in_england",
        int((rates > own).sum()) + 1 if own is not None else None,
        "rank",
        f"place among {len(rates)} authorities with a rate, the highest first",
        everyone,
        scope=scope,
        reason=no_rate,
    )
    ranked = study.figure(
        "prevalence.ranked_in_england",
        len(rates) or None,
        "authorities",
        "authorities with a rate",
        everyone,
        scope=scope,
        reason=f"no authority has a rate at January {january}",
    )
    limits = study.figure(
        "prevalence.centre_of_limits_per_1000",
        None if limit is None or not spread else spread.centre_per_1000,
        "per_1000",
        "middle of all authorities' rates; the interval is where 95% of ordinary authorities of "
        "this size "
        "are expected, by over-dispersed limits that the others set",
        everyone,
        scope=scope,
        reason=no_rate or "too few authorities have a rate",
        interval=limit,
    )
    return Prevalence(
        ask=ask,
        denominator=chosen,
        note=note,
        plans=study.own_plans(),
        rate=study.own_rate(chosen, ""),
        england=study.level_rate("england", chosen),
        region=study.level_rate("region", chosen),
        rank_in_england=rank,
        ranked_in_england=ranked,
        limits=limits,
        place="not available" if limit is None else str(limit["place"]),
        every=every,
        growth=growth(study),
        alternatives=alternatives(study, every),
        funnel=spread,
        study=study,
    )

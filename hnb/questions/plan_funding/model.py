"""What a fixed rate has lost to prices, in the published figures and the council's top-ups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hnb.comparison.compared import Compared, compare
from hnb.comparison.counts import Counts
from hnb.comparison.measure import Measure
from hnb.comparison.measures.money import NET_HIGH_NEEDS
from hnb.comparison.measures.process import PLANS_AT_END, PLANS_AT_START
from hnb.domain.comparators import Ask
from hnb.domain.periods import financial_year_of, following, period_from, start_year
from hnb.figures import Figure, FigureMaker
from hnb.figures.figure import FEWEST
from hnb.figures.records import growth
from hnb.questions.definition import question
from hnb.questions.plan_funding.prices import Prices, year_of
from hnb.questions.plan_funding.top_ups import TopUps, top_ups
from hnb.questions.plan_funding.transfer import Transfer, transfer
from hnb.tables import Tables

MAKER = FigureMaker("plan_funding", price_base="cash")
THRESHOLD_GBP, THRESHOLD_SINCE = 6_000, "2014-15"  # what a school pays first for each child
_WITHIN, _BEFORE = "within", "before"
_PER_PLAN = {
    which: Measure(
        f"net_per_plan_{which}",
        "Net high needs spending per plan",
        NET_HIGH_NEEDS,
        plans,
        unit="gbp_per_person",
        chance="none",
        pooled=True,
    )
    for which, plans in ((_WITHIN, PLANS_AT_END), (_BEFORE, PLANS_AT_START))
}


@dataclass(frozen=True)
class YearOfRate:
    """One year of a rate that does not change.

    `prices` is the change of prices on the year before, `worth` what the rate still buys in prices
    of the year in which it was fixed, `keeping_pace` what it would be had it kept pace.
    """

    year: str
    prices: Figure
    worth: Figure
    keeping_pace: Figure
    lost: Figure
    is_forecast: bool


@dataclass(frozen=True)
class PerPlan:
    """Net high needs spending per plan over the years, in cash and in prices of the last.

    `within` and `before` are its growth by the January within each year and by the one before it;
    `years` has by year the spending in cash, and in the last year's prices.
    """

    within: Figure
    before: Figure
    prices: Figure
    years: tuple[tuple[str, Figure, Figure], ...]


@dataclass(frozen=True)
class PlanFunding:
    """What a fixed rate has lost; a Figure without a value says why.

    `lost` is by how much less it buys in `until` than in `fixed_in`, `threshold` what schools pay
    first for each child, and `threshold_now` the same in prices of `until`. `top_ups` are the
    council's own, None where no records are in use.
    """

    ask: Ask
    fixed_in: str
    until: str
    prices: Prices
    rise: Figure
    lost: Figure
    years: tuple[YearOfRate, ...]
    threshold: Figure
    threshold_now: Figure
    per_plan: PerPlan
    transfer: Transfer
    top_ups: TopUps | None

    @property
    def is_forecast(self) -> bool:
        """Whether the prices of the last year are a forecast."""
        return self.until in self.prices.forecasts

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The Figures of the headline."""
        if self.top_ups is None:
            return (self.lost, self.threshold_now)
        return (self.lost, self.threshold_now, self.top_ups.shortfall, self.top_ups.children)


def answer(
    tables: Tables,
    ask: Ask,
    *,
    fixed_in: str = "2021-22",
    until: str = "",
    index: Mapping[str, object] | None = None,
    rate_gbp: int = 100,
    transition_percent: int = 100,
) -> PlanFunding:
    """What a rate fixed in one year has lost by another, and what that comes to.

    Parameters
    ----------
    tables : Tables
        Those of question.yml; a council's own are empty where no records are in use.
    ask : Ask
        The authority.
    fixed_in, until : str
        Financial years. Without `until`, that of the council's records, or else the year after the
        last for which spending is published.
    index : mapping, optional
        Changes on the year before in per cent, by financial year, in place of the GDP deflator.
    rate_gbp : int
        The rate, £ a year.
    transition_percent : int
        Share of the change to a rate card that is made in each year, 1 to 100.

    Raises
    ------
    ParameterError
        A year, the index, the rate or the share cannot be used.
    NotPublished
        The deflator has not all of the years.

    Notes
    -----
    Method: docs/methods/plan-funding.md.
    """
    question("plan_funding").refuse_unusable(
        rate_gbp=rate_gbp, transition_percent=transition_percent
    )
    prices = Prices.of(tables, index)
    first = year_of("fixed_in", fixed_in)
    last = year_of("until", until) if until else _until(tables, ask, prices)
    years = tuple(
        _year(prices, first, year, rate_gbp) for year in (first, *prices.years(first, last))
    )
    return PlanFunding(
        ask=ask,
        fixed_in=first,
        until=last,
        prices=prices,
        rise=prices.rise(MAKER, "prices_percent", first, last),
        lost=years[-1].lost,
        years=years,
        threshold=MAKER.make(
            "threshold_gbp", THRESHOLD_GBP, "gbp_whole", "regulations", period=THRESHOLD_SINCE
        ),
        threshold_now=_threshold_now(tables, last),
        per_plan=_per_plan(tables, ask, first),
        transfer=transfer(tables, ask, MAKER),
        top_ups=top_ups(
            tables,
            ask,
            MAKER,
            prices=prices,
            years=(first, last),
            transition=transition_percent / 100,
        ),
    )


def _until(tables: Tables, ask: Ask, prices: Prices) -> str:
    """The year of the council's records, or the one after the last whose spending is published."""
    records = tables["council_top_ups"]
    days = records.loc[records["la_code"].eq(ask.la_code), "as_at"]
    spent = tables["net_high_needs"].dropna(subset="amount_gbp")["financial_year"]
    if len(days):
        year = financial_year_of(date.fromisoformat(str(days.max())))
    else:
        year = following(str(spent.max())) if len(spent) else following(ask.financial_year)
    return min(year, prices.last or year)


def _year(prices: Prices, first: str, year: str, rate_gbp: int) -> YearOfRate:
    level = prices.level(first, year)
    since = tuple(prices.rows(first, year)) if year != first else ()
    maker = MAKER.having(rows=since, period=year, scope=f"fixed in {first}")
    stated = f"a rate of {first} over {prices.name}"
    return YearOfRate(
        year=year,
        prices=maker.make(
            f"prices_of_year_percent.{year}",
            prices.changes[year] if year != first else None,
            "percent",
            prices.name,
            reason="it is the year in which the rate was fixed",
        ),
        worth=maker.make(f"worth_gbp.{year}", rate_gbp / level, "gbp_per_head", stated),
        keeping_pace=maker.make(
            f"keeping_pace_gbp.{year}",
            rate_gbp * level,
            "gbp_per_head",
            f"a rate of {first} times {prices.name}",
        ),
        lost=maker.make(f"lost_percent.{year}", prices.lost(first, year), "percent", stated),
        is_forecast=year in prices.forecasts,
    )


def _threshold_now(tables: Tables, last: str) -> Figure:
    """The first thousands in later prices, always by the deflator: pay is not all they buy."""
    deflator = Prices.of(tables, None)
    is_after = last > THRESHOLD_SINCE and {*deflator.changes} >= {
        following(THRESHOLD_SINCE, step)
        for step in range(1, start_year(last) - start_year(THRESHOLD_SINCE) + 1)
    }
    return MAKER.make(
        "threshold_now_gbp",
        THRESHOLD_GBP * deflator.level(THRESHOLD_SINCE, last) if is_after else None,
        "gbp_whole",
        f"that of {THRESHOLD_SINCE} times the GDP deflator",
        rows=deflator.rows(THRESHOLD_SINCE, last) if is_after else (),
        period=last,
        reason="the GDP deflator used here does not go so far",
    )


def _per_plan(tables: Tables, ask: Ask, first: str) -> PerPlan:
    """Spending per plan from the first year that both are published of, to the last."""
    counts = Counts.of(tables, ask.authority.region)
    by_which = {
        which: compare(measure, counts, ask, maker=MAKER) for which, measure in _PER_PLAN.items()
    }
    within = by_which[_WITHIN]
    last = within.year
    from_first = range(min(start_year(first), last), last + 1)
    known = [year for year in from_first if within.in_year(year).own.known]
    since, to = (known[0], known[-1]) if known else (from_first[0], last)
    deflator = Prices.of(tables, None)
    names = [str(period_from("financial_year", year)) for year in (since, to)]
    changed = {
        which: _growth(compared, since, to, f"per_plan_{which}_percent")
        for which, compared in by_which.items()
    }
    years = []
    for year in known:
        name = str(period_from("financial_year", year))
        cash = within.in_year(year).own
        real = MAKER.make(
            f"per_plan_real_gbp.{name}",
            cash.number * deflator.level(name, names[1]),
            "gbp_per_person",
            f"spending per plan in prices of {names[1]}, by the GDP deflator",
            rows=(*cash.rows, *deflator.rows(name, names[1])),
            period=name,
            price_base=f"prices of {names[1]}",
        )
        years.append((name, cash, real))
    return PerPlan(
        within=changed[_WITHIN],
        before=changed[_BEFORE],
        prices=deflator.rise(MAKER, "per_plan_prices_percent", *names),
        years=tuple(years),
    )


def _growth(compared: Compared, since: int, to: int, measure: str) -> Figure:
    """Growth of spending per plan, but where there are too few plans to speak of it."""
    earlier, later = compared.in_year(since), compared.in_year(to)
    grown = growth(
        MAKER, measure, later.own, earlier.own, period=f"{earlier.period} to {later.period}"
    )
    plans = [compared.whole for compared in (earlier, later)]
    if not any(count.known and count.number < FEWEST for count in plans):
        return grown
    few = "it has fewer than ten plans in one of the years"
    return MAKER.make(measure, None, "percent", grown.calculation, rows=grown.rows, reason=few)

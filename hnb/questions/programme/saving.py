"""Whether a programme has saved money, or whether part of a saving is a queue of delayed plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan, prod
from typing import TYPE_CHECKING

from hnb.comparison.compared import Compared, compare
from hnb.comparison.counts import Counts, count
from hnb.comparison.measure import Measure
from hnb.comparison.measures.money import NET_HIGH_NEEDS, net_growth
from hnb.comparison.measures.process import OVER_A_YEAR, PLANS_AT_START, TIMED
from hnb.comparison.select import rows_where
from hnb.domain.periods import following, period_from
from hnb.figures import Figure, FigureMaker, Rows
from hnb.questions.programme.model import Effect, effect
from hnb.questions.programme.numbers import authority_series
from hnb.questions.programme.outcomes import spending_outcomes

if TYPE_CHECKING:
    from hnb.domain.comparators import Ask
    from hnb.tables import Tables

EARLIEST = 1  # years before the start year from which its spending is tried too
REPAID = 1e6  # pounds of a programme, in its example of what would repay them
MAKER = FigureMaker("saving", price_base="cash", reason="it is not published")
UNDECIDED = count(
    "requests_undecided",
    "requests",
    "requests without a decision at the end of the year",
    outcome="decision outstanding",
)
_PLANS_BEFORE = count("plans_before", "ehc_plans", "plans a year before", offsets=(-1,))
PLANS_GROWTH = Measure(
    "plans_growth",
    "growth of EHC plans in a year",
    PLANS_AT_START,
    _PLANS_BEFORE,
    chance="growth",
    pooled=True,
    exact_interval=False,
)
OVER_A_YEAR_SHARE = Measure(
    "over_a_year",
    "new plans issued after more than a year",
    OVER_A_YEAR,
    TIMED,
    pooled=True,
)


@dataclass(frozen=True)
class Saving:
    """Net spending since before a programme, and the plans that are delayed.

    Parameters
    ----------
    tests : tuple of Effect
        Net spending counted from the financial year before that of the start's January, net
        spending counted from that year, and spending per plan from that year.
    spending : Compared
        Growth of net spending since the first of these years.
    waits, growth : Compared
        New plans issued after more than a year, in the calendar year in which the last financial
        year of spending begins; and growth of plans in the year to the last January.
    undecided, delayed : Figure
        Requests without a decision at the end of that year, and those with the plans that took over
        a year.
    usual_cost, queue : Figure
        Net spending per plan in the last year, and the delayed ones at that cost.
    per_plan, per_plan_before, prices : Figure
        Change of spending per plan since the first year, by the January within each year and by the
        one before it, and of prices.
    example, repaid : Figure
        A million pounds, and how many fewer plans at the usual cost repay it in a year.
    """

    tests: tuple[Effect, ...]
    spending: Compared
    waits: Compared
    growth: Compared
    undecided: Figure
    delayed: Figure
    usual_cost: Figure
    queue: Figure
    per_plan: Figure
    per_plan_before: Figure
    prices: Figure
    example: Figure
    repaid: Figure

    @property
    def since(self) -> str:
        """The financial year from which spending is followed."""
        return self.spending.measure.when(self.spending.year - self.years)

    @property
    def years(self) -> int:
        """How many years spending is followed for."""
        return int(self.spending.measure.name.rpartition("_")[2])

    @property
    def has_queue(self) -> bool:
        """Whether more new plans take over a year here than in England."""
        return self.waits.own.known and self.waits.own.number > self.waits.england.number


def saving(
    tables: Tables, ask: Ask, start_year: int, excluded: Sequence[int] = ()
) -> Saving | None:
    """Whether net spending has grown less than expected since a programme began, next to the plans
    that are delayed; None where no spending after the start is published.

    Parameters
    ----------
    tables : Tables
        Those of `question.yml`.
    ask : Ask
        The authority.
    start_year : int
        The year in which the programme began. Its spending is counted from the financial year that
        holds that January, and from the one before.
    excluded : sequence of int
        DfE numbers of authorities that are not compared with.

    Notes
    -----
    A programme that began in the August before is judged from the year before, one that began in
    the January from that year. Spending and plans are of different years: plans of the January
    within a financial year are those that the year ends with.
    """
    counts = Counts(tables)
    last = max(counts.coverage(NET_HIGH_NEEDS).complete, default=0)
    years = last + 1 - (start_year - EARLIEST)
    if years <= EARLIEST:
        return None
    net, per_plan = spending_outcomes(tables, ask.la_code, excluded)
    tested = ((net, start_year - EARLIEST), (net, start_year), (per_plan, start_year))
    waits = compare(OVER_A_YEAR_SHARE, counts, ask, last, maker=MAKER)
    money = _Money(counts, ask, last, years)
    undecided = waits.count(UNDECIDED)
    delayed = _delayed(waits, undecided)
    return Saving(
        tests=tuple(effect(authority_series(outcome, ask, start)) for outcome, start in tested),
        spending=money.spending,
        waits=waits,
        growth=compare(PLANS_GROWTH, counts, ask, maker=MAKER),
        undecided=undecided,
        delayed=delayed,
        usual_cost=money.usual_cost,
        queue=MAKER.make(
            "queue_gbp",
            delayed.number * money.usual_cost.number,
            "gbp",
            "delayed plans and requests at the net spending per plan of the year, all of a year",
            rows=(*delayed.rows, *money.usual_cost.rows),
            period=delayed.period,
            reason=delayed.reason or money.usual_cost.reason,
        ),
        per_plan=money.per_plan_change("per_plan_change_percent", 1),
        per_plan_before=money.per_plan_change("per_plan_before_change_percent", 0),
        prices=_prices(tables, last, years),
        example=MAKER.make("example_gbp", REPAID, "gbp", "an example"),
        repaid=MAKER.make(
            "plans_that_repay",
            REPAID / (money.usual_cost.number or nan),
            "plans",
            "a million pounds over net spending per plan",
            rows=money.usual_cost.rows,
            period=money.usual_cost.period,
            reason=money.usual_cost.reason,
        ),
    )


def _delayed(waits: Compared, undecided: Figure) -> Figure:
    late = waits.part
    return MAKER.make(
        "delayed",
        late.number + undecided.number,
        "number",
        "plans issued after more than a year, and requests without a decision",
        rows=(*late.rows, *undecided.rows),
        period=late.period,
        reason=late.reason or undecided.reason,
    )


@dataclass(frozen=True)
class _Money:
    """Spending of one authority in its last financial year, and `years` before."""

    counts: Counts
    ask: Ask
    last: int
    years: int

    @property
    def spending(self) -> Compared:
        """Growth of net spending."""
        return compare(net_growth(self.years), self.counts, self.ask, _year(self.last), maker=MAKER)

    def per_plan(self, year: int, within: int) -> float:
        """Net spending of a year over the plans of the January before it, or within it."""
        spent = self.counts.value(NET_HIGH_NEEDS, year, self.ask.la_code)
        plans = self.counts.value(PLANS_AT_START, year + within, self.ask.la_code)
        return spent / plans if spent and plans else nan

    @property
    def usual_cost(self) -> Figure:
        """Net spending per plan of the last year, by the January within it."""
        return MAKER.make(
            "usual_cost_gbp",
            self.per_plan(self.last, 1),
            "gbp_per_person",
            "net high needs spending over the plans of the January within the year",
            rows=self._rows((self.last,), 1),
            period=_year(self.last),
        )

    def per_plan_change(self, measure: str, within: int) -> Figure:
        """Change of spending per plan, in per cent."""
        first = self.last - self.years
        change = self.per_plan(self.last, within) / self.per_plan(first, within)
        which = "within" if within else "before"
        return MAKER.make(
            measure,
            100 * (change - 1),
            "percent",
            f"change of net spending over the plans of the January {which} the year",
            rows=self._rows((first, self.last), within),
            period=f"{_year(first)} to {_year(self.last)}",
        )

    def _rows(self, years: tuple[int, ...], within: int) -> tuple[Rows, ...]:
        places = [self.ask.la_code]
        return tuple(
            rows
            for year in years
            for counted, when in ((NET_HIGH_NEEDS, year), (PLANS_AT_START, year + within))
            for rows in self.counts.behind(counted, when, places)
        )


def _year(year: int) -> str:
    """The financial year that starts in a year."""
    return str(period_from("financial_year", year))


def _prices(tables: Tables, last: int, years: int) -> Figure:
    """Change of prices by the GDP deflator over the years of spending."""
    first = _year(last - years)
    periods = [following(first, step) for step in range(1, years + 1)]
    rows = rows_where(tables.at("england")["gdp_deflator"], financial_year=tuple(periods))
    grown = prod(1 + change / 100 for change in rows["change_percent"])
    return MAKER.make(
        "prices_percent",
        100 * (grown - 1) if len(rows) == years else None,
        "percent",
        "change of the GDP deflator",
        rows=(Rows.of("gdp_deflator", rows, ("financial_year",)),),
        period=f"{first} to {_year(last)}",
    )

"""What is published of refusals, and the order of magnitude of what late plans cost schools."""

from __future__ import annotations

from dataclasses import dataclass

from hnb.comparison.compared import compare
from hnb.comparison.counts import ENGLAND, Count, Counts, FirstOf, count
from hnb.comparison.measure import Measure, count_figure
from hnb.comparison.measures.process import CASES, OVER_A_YEAR, REFUSED, SUBJECTS, TIMED
from hnb.domain.comparators import Ask
from hnb.domain.scopes import STATE, STATE_ONE_BY_ONE
from hnb.figures import Figure, FigureMaker
from hnb.tables import Tables

EVERY_PLAN, MAINSTREAM = COUNTED = ("every plan", "mainstream alone")
YEARS = 5  # of refusals and of late plans
WEEKS_A_YEAR = 52
# weeks late on average of plans within a year, and of those after it: the least, the middle, the
# most. A year is 32 weeks late: within it a quarter, a half and three quarters of them; beyond it
# at once, a quarter of a year later and half a year later
ASSUMED_WEEKS = ((8, 32), (16, 45), (24, 58))
TO_A_YEAR = count(
    "within_a_year",
    "plan_timeliness",
    "plans issued after 20 weeks and within a year",
    exceptions="with exceptions",
    wait="20 weeks to a year",
)
_SCHOOLS = ("primary", "secondary")
IN_MAINSTREAM = count(
    "plans_in_mainstream",
    "ehc_plans_by_placement",
    "plans in mainstream schools at the January within the year",
    offsets=(1,),
    placement_group="mainstream",
)
SUPPORT = Measure(
    "support_a_year",
    "Top-ups of primary and secondary schools for each plan in a mainstream school",
    FirstOf(
        "school_top_ups",
        "top-ups of primary and secondary schools",
        tuple(
            count(
                f"school_top_ups_{number}",
                "s251_high_needs",
                "top-ups of primary and secondary schools",
                kind="outturn",
                line=lines,
                setting=_SCHOOLS,
            )
            for number, lines in enumerate(((STATE,), STATE_ONE_BY_ONE))
        ),
    ),
    IN_MAINSTREAM,
    unit="gbp_per_person",
    chance="none",
    pooled=True,
)
MAINSTREAM_SHARE = Measure(
    "mainstream_percent",
    "Plans in mainstream schools",
    count("in_mainstream", "ehc_plans_by_placement", "plans", placement_group="mainstream"),
    count("placed", "ehc_plans_by_placement", "plans by placement"),
    chance="share",
)


@dataclass(frozen=True)
class YearOfRefusals:
    """Published counts of a calendar year: refusals to assess and cases about them, and plans."""

    year: int
    refused: Figure
    mediation: Figure
    tribunal: Figure
    timed: Figure
    to_a_year: Figure
    over_a_year: Figure


@dataclass(frozen=True)
class Published:
    """What is published; a Figure without a value says why.

    `cost` is an order of magnitude, from the assumed weeks, with its ends; `support` a week, which
    is England's where `is_england`, or the reader's own; `counted` says which late plans count.
    """

    years: tuple[YearOfRefusals, ...]
    late: Figure
    support: Figure
    cost: Figure
    counted: str
    is_england: bool = False

    @property
    def last(self) -> YearOfRefusals:
        """The year described."""
        return self.years[-1]


def published(
    tables: Tables,
    ask: Ask,
    maker: FigureMaker,
    *,
    borne: float,
    support_a_week_gbp: float,
    counted: str,
) -> Published:
    """What is published of one authority.

    Parameters
    ----------
    borne : float
        The share of the cost that is not paid back, 0 to 1.
    support_a_week_gbp : float
        Support of a child in a mainstream school; 0: worked out.
    counted : str
        `every plan`, or `mainstream alone`: late plans times the share of plans in mainstream.
    """
    counts = Counts.of(tables, ask.authority.region)
    # a year that only the council's own records have is no published one
    years_published = [
        year
        for year in counts.years(TIMED)
        if year < ask.january and counts.value(TIMED, year, ENGLAND) is not None
    ]
    last = max(years_published, default=ask.january - 1)
    years = tuple(_year(counts, ask, maker, year) for year in range(last - YEARS + 1, last + 1))
    support, is_england = _support(counts, ask, maker, support_a_week_gbp)
    return Published(
        years=years,
        late=_late(maker, years[-1]),
        support=support,
        cost=_cost(maker, years[-1], support, borne * _share(counts, ask, counted)),
        counted=counted,
        is_england=is_england,
    )


def _year(counts: Counts, ask: Ask, maker: FigureMaker, year: int) -> YearOfRefusals:
    def figure(what: Count) -> Figure:
        return count_figure(counts, what, year, ask, maker)

    about = SUBJECTS[0]
    return YearOfRefusals(
        year,
        figure(REFUSED),
        figure(CASES["mediation", about]),
        figure(CASES["tribunal", about]),
        figure(TIMED),
        figure(TO_A_YEAR),
        figure(OVER_A_YEAR),
    )


def _late(maker: FigureMaker, year: YearOfRefusals) -> Figure:
    """Plans issued after 20 weeks."""
    parts = (year.to_a_year, year.over_a_year)
    return maker.make(
        "late_plans",
        int(sum(part.number for part in parts)) if all(part.known for part in parts) else None,
        "plans",
        "plans issued within a year but after 20 weeks, and those after a year",
        rows=tuple(rows for part in parts for rows in part.rows),
        period=str(year.year),
        reason=next((part.reason for part in parts if not part.known), ""),
    )


def _support(counts: Counts, ask: Ask, maker: FigureMaker, given: float) -> tuple[Figure, bool]:
    """Support a week: as given, the authority's, or England's where it has none."""
    if given:
        says = "as the reader gives it"
        return maker.make("support_a_week", given, "gbp_per_person", says), False
    compared = compare(SUPPORT, counts, ask, maker=maker)
    is_england = not compared.own.known
    year = compared.england if is_england else compared.own
    return maker.make(
        "support_a_week",
        year.number / WEEKS_A_YEAR if year.known else None,
        "gbp_per_person",
        "top-ups of primary and secondary schools over plans in mainstream schools and 52 weeks",
        rows=year.rows,
        period=compared.period,
        price_base="cash",
        reason=year.reason or compared.own.reason,
    ), is_england


def _share(counts: Counts, ask: Ask, counted: str) -> float:
    """The share of late plans that counts; not a number where it is not known."""
    if counted == EVERY_PLAN:
        return 1.0
    return compare(MAINSTREAM_SHARE, counts, ask).own.number / 100


def _cost(maker: FigureMaker, year: YearOfRefusals, support: Figure, share: float) -> Figure:
    """The order of magnitude: late plans, by weeks that are assumed, times support a week."""
    parts = (year.to_a_year, year.over_a_year, support)
    known = all(part.known for part in parts)
    low, middle, high = (
        _about(
            share
            * support.number
            * (within * year.to_a_year.number + beyond * year.over_a_year.number)
        )
        for within, beyond in ASSUMED_WEEKS
    )
    says = "; ".join(
        f"{within} weeks late on average within a year and {beyond} after it"
        for within, beyond in ASSUMED_WEEKS
    )
    return maker.make(
        "published_cost",
        middle if known else None,
        "gbp",
        f"an order of magnitude: plans issued late times support a week, to two digits, for {says}",
        interval=(low, high) if known else None,
        rows=tuple(rows for part in parts for rows in part.rows),
        scope="order of magnitude",
        period=str(year.year),
        price_base="cash",
        reason=next((part.reason for part in parts if not part.known), "")
        or "the share of plans in mainstream schools is not known",
    )


def _about(amount: float) -> float:
    """To two digits: more would say more than is known."""
    return float(f"{amount:.1e}")

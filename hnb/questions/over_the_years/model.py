"""Growth between any two years, net spending for each resident, and what came of requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from hnb.comparison.compared import Compared, compare
from hnb.comparison.counts import Count, Counts
from hnb.comparison.doubted import doubt
from hnb.comparison.measure import Measure, count_figure
from hnb.comparison.measures.money import NET_HIGH_NEEDS
from hnb.comparison.measures.plans import PLANS
from hnb.comparison.measures.process import ENDING_IN_A_PLAN, NEW_PLANS, REFUSED, REQUESTS
from hnb.comparison.measures.services import HIGH_NEEDS_PER_RESIDENT
from hnb.comparison.small import has_few_plans
from hnb.domain.comparators import Ask
from hnb.domain.errors import ParameterError, Place
from hnb.domain.periods import period_from
from hnb.domain.words import slug
from hnb.figures import Figure, FigureMaker
from hnb.tables import Tables
from hnb.tables.columns import CORRECTED

FIRST, LAST = 2000, 2100  # years that a person may ask for
SPAN = 5  # years of growth, where none are asked for
MAKER = FigureMaker("over_the_years")
NET = replace(NET_HIGH_NEEDS, says="amounts of net high needs spending")
SERIES = {
    "plans in force": PLANS,
    "requests for an assessment": REQUESTS,
    "new plans": NEW_PLANS,
    "net high needs spending": NET,
}
NOT_ISSUED = replace(
    ENDING_IN_A_PLAN,
    name="assessments_without_a_plan",
    says="assessments that ended without a plan",
    cells=((("outcome", ("plan not issued",)),),),
)
# what a table of each year has, in the order in which it comes about
STEPS = {
    "Requests": REQUESTS,
    "Refused an assessment": REFUSED,
    "Assessments that ended in a plan": ENDING_IN_A_PLAN,
    "Assessments that ended without a plan": NOT_ISSUED,
    "Plans started": NEW_PLANS,
}


@dataclass(frozen=True)
class Span:
    """From which year to which growth is asked for, 0 where none is named; and over how many years
    where none is.
    """

    start: int
    end: int
    years: int


@dataclass(frozen=True)
class Growth:
    """What is counted in two years, and its growth next to others'.

    Parameters
    ----------
    says : str
        What is counted.
    earlier, later : Figure
        The authority's two counts.
    grown : Compared
        Its growth, per cent, among its comparators and in England.
    others : mapping
        The growth of each comparator, by its name, in the order of the list.
    doubts : tuple of str
        Why growth of the authority, or of a comparator, is probably one of recording.
    is_mended : bool
        Whether one of its two counts is put right here.
    """

    says: str
    earlier: Figure
    later: Figure
    grown: Compared
    others: Mapping[str, Figure]
    doubts: tuple[str, ...]
    is_mended: bool


@dataclass(frozen=True)
class OverTheYears:
    """Growth of each of `SERIES`; net spending for each resident in every year held; and the
    authority's counts of each of `STEPS` by calendar year, the earliest year first.

    `has_few_plans` says that one child would move any percentage, so that only counts are said.
    """

    ask: Ask
    growth: tuple[Growth, ...]
    per_head: tuple[Compared, ...]
    net: tuple[Figure, ...]
    steps: Mapping[int, tuple[Figure, ...]]
    has_few_plans: bool

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The authority's growth and, in the last year, its net spending for each resident."""
        latest = [year.own for year in self.per_head[-1:]]
        return (*(series.grown.own for series in self.growth), *latest)


def answer(
    tables: Tables, ask: Ask, *, start: int = 0, end: int = 0, span: int = SPAN
) -> OverTheYears:
    """Growth between two years, and the counts and spending of the years held.

    Parameters
    ----------
    tables : Tables
        Those of question.yml, by authority and for England.
    ask : Ask
        The authority and its comparators; nothing after its January is used.
    start, end : int
        Years: of a January, of a calendar year, or in which a financial year begins. Where `end` is
        0, the last that nearly every authority has.
    span : int
        Years of growth where `start` is 0; fewer where the authority's first year is later.

    Returns
    -------
    OverTheYears
        Figures without a value carry the reason; a year that is asked for and not held is not
        replaced by another.

    Raises
    ------
    ParameterError
        A year is negative, or the first is not before the last.

    Notes
    -----
    Growth is one count over the other less one; spending is in the cash of its years. England is
    the publisher's total and, of spending, all authorities with both years added up. Method:
    docs/methods/over-the-years.md.
    """
    _refuse_years(start=start, end=end)
    counts, wanted = Counts(tables), Span(start, end, span)
    growth = tuple(_growth(says, counts, ask, wanted) for says in SERIES)
    per_head = compare(HIGH_NEEDS_PER_RESIDENT, counts, ask, maker=MAKER)
    years = [year for year in counts.years(NET) if year <= ask.january]
    first, last = _span(REQUESTS, counts, ask, wanted)
    return OverTheYears(
        ask=ask,
        growth=growth,
        per_head=tuple(map(per_head.in_year, years)),
        net=tuple(count_figure(counts, NET, year, ask, MAKER) for year in years),
        steps={
            year: tuple(count_figure(counts, step, year, ask, MAKER) for step in STEPS.values())
            for year in counts.years(REQUESTS)
            if first <= year <= last
        },
        has_few_plans=has_few_plans(tables["ehc_plans"], ask),
    )


def _refuse_years(**years: int) -> None:
    for name, year in years.items():
        if year and not FIRST <= year <= LAST:
            raise ParameterError(
                Place(parameter=name),
                found=f"{year} is no year that can be counted",
                expected=f"a year from {FIRST} to {LAST}, or 0",
            )


def _span(counted: Count, counts: Counts, ask: Ask, wanted: Span) -> tuple[int, int]:
    """The first and the last year of growth, as they are asked for or as are held.

    Raises
    ------
    ParameterError
        The first is not before the last.
    """
    coverage = counts.coverage(counted)
    start = wanted.start
    last = (
        wanted.end or coverage.latest(ask.la_code, until=ask.last_year(counted.kind)) or ask.january
    )
    if start:
        if start >= last:
            raise ParameterError(
                Place(parameter="start"),
                found=f"{start} is not before {last}, to which growth of {counted.says} is counted",
                expected="an earlier year",
            )
        return start, last
    usual = range(last - wanted.years, last)
    having = (year for year in usual if counts.value(counted, year, ask.la_code) is not None)
    return next(having, usual[0]), last


def _growth(says: str, counts: Counts, ask: Ask, wanted: Span) -> Growth:
    """Growth of one of `SERIES`, next to that of others."""
    counted = SERIES[says]
    since, year = _span(counted, counts, ask, wanted)
    before = replace(counted, name=f"{counted.name}_before", offsets=(since - year,))
    is_money = counted is NET
    measure = Measure(
        f"growth_of_{slug(counted.name)}",
        f"growth of {says}",
        counted,
        before,
        chance="growth",
        pooled=is_money,
        exact_interval=False,
    )
    period = period_from(counted.kind, year)
    grown = compare(measure, counts, ask, period, maker=MAKER, scope=f"{says} since {since}")
    return Growth(
        says=says,
        earlier=count_figure(counts, counted, since, ask, MAKER),
        later=count_figure(counts, counted, year, ask, MAKER),
        grown=grown,
        others={
            ask.name(code): _of_other(grown, counted, since, code) for code in grown.main.asked
        },
        doubts=tuple(_doubts(grown, (ask.la_code, *grown.main.codes))),
        is_mended=any(_is_mended(counts, counted, when, ask) for when in (since, year)),
    )


def _of_other(grown: Compared, counted: Count, since: int, code: int) -> Figure:
    """The growth of a comparator."""
    counts, known = grown.counts, grown.main.table
    is_known = code in known.index
    years = (year for year in (since, grown.year) if counts.value(counted, year, code) is None)
    part, whole = (float(known[name][code]) if is_known else 0 for name in ("part", "whole"))
    return grown.figure(
        f"{grown.measure.name}_{slug(grown.ask.name(code))}",
        float(known["value"][code]) if is_known else None,
        grown.over,
        rows=grown.behind([code]),
        reason=counts.why_absent(counted, next(years, since), code),
        counts=(part, whole) if is_known and grown.measure.is_of_counts else None,
    )


def _doubts(grown: Compared, codes: Iterable[int]) -> Iterator[str]:
    """Why growth of some authorities is probably one of recording, each with its name."""
    for code in codes:
        if words := doubt(grown.counts, grown.measure, code, grown.year):
            yield f"in {grown.ask.name(code)} {words}"


def _is_mended(counts: Counts, counted: Count, year: int, ask: Ask) -> bool:
    """Whether the authority's count is not as published, since the publisher had it wrong."""
    rows = counts.rows(counted)
    mine = rows[rows["place"].eq(ask.la_code) & rows["year"].eq(year)]
    return bool(mine["status"].eq(CORRECTED).any())

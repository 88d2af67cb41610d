"""The net high needs figure, year by year, for what it is: top-ups and services, without
place funding.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from hnb.comparison.counts import Count, Counts
from hnb.comparison.doubted import doubt, doubt_of_change
from hnb.comparison.measure import Measure
from hnb.comparison.measures.money import NET_HIGH_NEEDS, high_needs_block
from hnb.comparison.missing import NO_EDITION, absent
from hnb.domain.comparators import Ask
from hnb.domain.periods import period_from, start_year
from hnb.domain.scopes import AFTER
from hnb.domain.words import slug
from hnb.figures import Figure, FigureMaker
from hnb.questions.spend_against_block.money import BLOCK, share_of_block
from hnb.tables import Tables

COVERS = "top-ups and services on every line 1.2.x, without place funding"


@dataclass(frozen=True)
class NetYear:
    """One year: net outturn, the block after deductions, the one over the other, and that of
    England's sums.
    """

    financial_year: str
    net: Figure
    block: Figure
    share: Figure
    england: Figure


@dataclass(frozen=True)
class NetSpend:
    """The years that both tables hold, the earliest first; `years` are those in which the authority
    has both. `later` are the years of net outturn that no block is published for yet. `doubt` says
    why the change since the year asked about is probably one of recording, and `doubt_of_year` why
    net outturn of a year since is recorded wrongly; empty where they are not.
    """

    ask: Ask
    years: tuple[NetYear, ...]
    gaps: tuple[NetYear, ...]
    later: tuple[NetYear, ...] = ()
    doubt: str = ""
    doubt_of_year: str = ""

    @property
    def caution(self) -> str:
        """What follows a note on the years; empty where none is doubted."""
        return f" Be careful: {self.doubt_of_year}." if self.doubt_of_year else ""

    @property
    def since(self) -> tuple[NetYear, ...]:
        """The years from the one asked about in which the authority has net outturn."""
        every = sorted((*self.years, *self.gaps, *self.later), key=lambda year: year.financial_year)
        return tuple(
            year
            for year in every
            if year.net.known and year.financial_year >= self.ask.financial_year
        )

    @property
    def reason(self) -> str:
        """Why the last year without both figures has not; empty where none is without."""
        if not (self.gaps or self.years or self.later):
            return NO_EDITION.format("the net high needs outturn")
        return self.gaps[-1].share.reason if self.gaps else ""


def net_spend(tables: Tables, ask: Ask) -> NetSpend:
    """Net high needs outturn against the block after deductions; never called placements.

    Parameters
    ----------
    tables : Tables
        `net_high_needs` and `dsg_blocks`, in £.
    ask : Ask
        The authority; every year that both tables hold is given.

    Returns
    -------
    NetSpend
        Figures are missing, with the reason, where the authority has none in a year.

    Notes
    -----
    The block after deductions also pays for places in maintained schools, which the net figure
    leaves out: the percentage says how the two have moved, not how much of the block placements
    take.
    """
    counts = Counts(tables)
    in_both = sorted({*counts.years(NET_HIGH_NEEDS)} & {*counts.years(high_needs_block())})
    every = [_year(counts, ask, year) for year in in_both]
    published = sorted(counts.years(NET_HIGH_NEEDS))
    after = [year for year in published if in_both and year > in_both[-1]]
    since = start_year(ask.financial_year)
    return NetSpend(
        ask,
        tuple(year for year in every if year.share.known),
        tuple(year for year in every if not year.share.known),
        tuple(_year(counts, ask, year) for year in after),
        doubt_of_change(counts, NET_HIGH_NEEDS, ask.la_code, since, max([since, *published])),
        _doubt_of_year(counts, ask, range(since, max([since, *published]) + 1)),
    )


def _doubt_of_year(counts: Counts, ask: Ask, years: Iterable[int]) -> str:
    """Why net outturn of one of some years is probably recorded wrongly; empty where none is."""
    doubts = (doubt(counts, NET_HIGH_NEEDS, ask.la_code, year) for year in years)
    return next(filter(None, doubts), "")


def _year(counts: Counts, ask: Ask, year: int) -> NetYear:
    financial_year = str(period_from("financial_year", year))
    tag, block = slug(financial_year), high_needs_block()
    maker = FigureMaker("placements", period=financial_year, stage=AFTER, price_base="cash")
    in_year = replace(ask, financial_year=financial_year)

    def published(counted: Count, name: str, what: str, covers: str) -> Figure:
        return maker.make(
            f"{name}_{tag}_gbp",
            counts.value(counted, year, ask.la_code),
            "gbp",
            what,
            rows=counts.behind(counted, year, [ask.la_code]),
            covers=covers,
            reason=absent(in_year, what, counts.tables[counted.table]),
        )

    net = published(NET_HIGH_NEEDS, "net_high_needs", "the net high needs outturn", COVERS)
    grant = published(block, "block_after", "the dedicated schools grant allocation", BLOCK)
    measure = Measure("net_share", COVERS, NET_HIGH_NEEDS, block, chance="none")
    coverage = measure.coverage(counts)
    with_both = measure.at(counts, year if year in coverage.complete else 0)
    total = with_both[["part", "whole"]].sum()
    england = maker.make(
        f"england_net_share_{tag}_percent",
        100 * total["part"] / total["whole"] if total["whole"] else None,
        "percent",
        "net outturn over block, both added up over the authorities that have both",
        rows=[
            rows for each in measure.counts for rows in counts.behind(each, year, with_both.index)
        ],
        covers=COVERS,
        reason=coverage.says(year),
    )
    share = share_of_block(net, grant, f"net_share_{tag}_percent")
    return NetYear(financial_year, net, grant, share, england)

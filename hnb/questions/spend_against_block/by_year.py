"""Spend on placements as a percentage of the block in every year of which lines are held."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hnb.comparison.compared import Compared, compare
from hnb.comparison.counts import Count, Counts, Sum
from hnb.comparison.measures.money import (
    SHARE_OF_BLOCK,
    high_needs_block,
    placement_spend,
    why_no_spend,
)
from hnb.comparison.missing import absent
from hnb.domain.comparators import Ask
from hnb.domain.periods import period_from, start_year
from hnb.domain.scopes import AFTER
from hnb.domain.words import slug
from hnb.figures import Figure, FigureMaker
from hnb.questions.spend_against_block.money import BLOCK, SPEND
from hnb.tables import Tables


@dataclass(frozen=True)
class ShareInYear:
    """One year: spend and the block after deductions, and the share compared with others'.

    `lines` and `grant` are the releases of spend and of the block.
    """

    financial_year: str
    spend: Figure
    block: Figure
    compared: Compared

    @property
    def lines(self) -> tuple[str, ...]:
        """The releases of the lines of spend."""
        return self.spend.releases

    @property
    def grant(self) -> tuple[str, ...]:
        """The releases of the block."""
        return self.block.releases

    @property
    def share(self) -> Figure:
        """The authority's spend as a percentage of its block."""
        return self.compared.own

    @property
    def england(self) -> Figure:
        """Every authority's spend together over all their blocks."""
        return self.compared.england


@dataclass(frozen=True)
class ShareByYear:
    """Every year from the first to the last of which anybody has a share of the block.

    A year between them of which nobody has one is among `years` too, without a value. `compared`
    is the comparison in the year asked for.
    """

    ask: Ask
    compared: Compared
    years: tuple[ShareInYear, ...]

    @property
    def known(self) -> tuple[ShareInYear, ...]:
        """The years in which the authority has a share."""
        return tuple(year for year in self.years if year.share.known)

    @property
    def gaps(self) -> tuple[ShareInYear, ...]:
        """The years in which it has none."""
        return tuple(year for year in self.years if not year.share.known)

    @property
    def change(self) -> Figure:
        """The last share less the first, in percentage points."""
        first, last = self.known[0], self.known[-1]
        return _maker(f"{first.financial_year} to {last.financial_year}").make(
            "share_change",
            last.share.number - first.share.number,
            "percentage_points",
            "the last share of the block less the first",
            rows=(*first.share.rows, *last.share.rows),
            scope=self.ask.scope,
        )


def share_by_year(tables: Tables, ask: Ask) -> ShareByYear:
    """Placement spend as a percentage of the block after deductions, year by year.

    Parameters
    ----------
    tables : Tables
        `s251_high_needs` and `dsg_blocks`, of any number of years, by authority.
    ask : Ask
        The authority, its comparators and the scope of spend.

    Returns
    -------
    ShareByYear
        Figures are missing, with the reason, where the authority or the year is not published. A
        year of which nobody has lines or a block is a gap, and no line is drawn across it.
    """
    counts, measure = Counts(tables), SHARE_OF_BLOCK[ask.scope]
    years = measure.years(counts)
    every = range(years[0], years[-1] + 1) if years else ()
    return ShareByYear(
        ask,
        _compared(counts, ask, start_year(ask.financial_year)),
        tuple(_in_year(counts, ask, year) for year in every),
    )


def _maker(financial_year: str) -> FigureMaker:
    return FigureMaker("placements", period=financial_year, stage=AFTER, price_base="cash")


def _compared(counts: Counts, ask: Ask, year: int) -> Compared:
    """The share in one year; its Figures are called by the year."""
    financial_year = str(period_from("financial_year", year))
    tag = slug(financial_year)
    return compare(
        SHARE_OF_BLOCK[ask.scope],
        counts,
        replace(ask, financial_year=financial_year),
        financial_year,
        maker=_maker(financial_year),
        names={
            "value": f"share_{tag}_percent",
            "among": f"comparators_{{statistic}}_share_{tag}_percent",
            "place": f"{{statistic}}_share_{tag}_percent",
            "everyone": f"england_{{statistic}}_share_{tag}_percent",
        },
        scope=ask.scope,
        own_reason=_missing(counts, replace(ask, financial_year=financial_year), year),
    )


def _missing(counts: Counts, ask: Ask, year: int) -> str:
    """Why the authority has no share in a year."""
    if counts.value(placement_spend(ask.scope), year, ask.la_code) is None:
        return why_no_spend(ask, counts.tables["s251_high_needs"])
    return absent(ask, "the dedicated schools grant allocation", counts.tables["dsg_blocks"])


def _in_year(counts: Counts, ask: Ask, year: int) -> ShareInYear:
    compared = _compared(counts, ask, year)
    maker, tag = _maker(compared.period), slug(compared.period)

    def amount(counted: Count | Sum, name: str, covers: str) -> Figure:
        return maker.make(
            f"{name}_{tag}_gbp",
            counts.value(counted, year, ask.la_code),
            "gbp",
            counted.says,
            rows=counts.behind(counted, year, [ask.la_code]),
            scope=ask.scope if covers == SPEND else "",
            covers=covers,
            reason=compared.reason,
        )

    return ShareInYear(
        compared.period,
        amount(placement_spend(ask.scope), "spend", SPEND),
        amount(high_needs_block(), "block_after", BLOCK),
        compared,
    )

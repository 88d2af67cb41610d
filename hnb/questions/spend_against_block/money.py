"""One financial year's high needs money: spend on placements, the block, people and plans."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hnb.comparison.counts import Counts, Sum
from hnb.comparison.denominators import STAND_INS, Denominator, heads
from hnb.comparison.measures.money import high_needs_block, placement_spend, why_no_spend
from hnb.comparison.missing import absent
from hnb.domain.comparators import Ask, Comparators
from hnb.domain.errors import CheckError
from hnb.domain.periods import start_year
from hnb.domain.scopes import ADDED_BACK, AFTER, BEFORE
from hnb.figures import Figure, FigureMaker
from hnb.tables import Tables

SPEND, BLOCK = "section 251 outturn", "high needs block"


@dataclass(frozen=True)
class Money:
    """One financial year's high needs money.

    Parameters
    ----------
    tables : Tables
        Those of the question.
    counts : Counts
        The counts read from them.
    per : Denominator
        Whom a head is one of.
    no_spend, no_block : str
        Why the authority asked about is missing from either, if it is.
    """

    ask: Ask
    tables: Tables
    counts: Counts
    per: Denominator
    no_spend: str
    no_block: str

    @classmethod
    def of(cls, tables: Tables, ask: Ask) -> Money:
        """The year's outturn, high needs block, people and plans."""
        names = (ask.denominator, *STAND_INS)
        per, _ = heads(tables["population"], start_year(ask.financial_year), names)
        spend, blocks = tables["s251_high_needs"], tables["dsg_blocks"]
        return cls(
            ask=ask,
            tables=tables,
            counts=Counts(tables),
            per=per,
            no_spend=why_no_spend(ask, spend),
            no_block=absent(ask, "the dedicated schools grant allocation", blocks),
        )

    @property
    def year(self) -> int:
        """The calendar year it starts in; plans are of its January, as in the publisher's own
        benchmarking.
        """
        return start_year(self.ask.financial_year)

    @property
    def itself(self) -> Comparators:
        """The authority asked about, alone."""
        return Comparators(self.ask.authority.name, (self.ask.la_code,), kind="authority")

    @property
    def everyone(self) -> Comparators:
        """Every authority that has any of the money."""
        codes: set[int] = set()
        for part in (high_needs_block(), *placement_spend("all place funding").terms):
            codes.update(self.counts.at(part, self.year).index)
        return Comparators("England", tuple(sorted(map(int, codes))), kind="everyone")

    def maker(self, stage: str = AFTER, scope: str = "") -> FigureMaker:
        """Makes Figures of this year, in cash."""
        return FigureMaker(
            "placements",
            scope=scope,
            period=self.ask.financial_year,
            stage=stage,
            price_base="cash",
        )


def spend_at(scope: str, stage: str) -> Sum:
    """Spend on placements, with every deduction added back where that is the stage."""
    spend = placement_spend(scope)
    if stage != ADDED_BACK:
        return spend
    terms = (*spend.terms, high_needs_block(BEFORE))
    return replace(spend, terms=terms, less=(high_needs_block(AFTER),))


def share_of_block(spend: Figure, block: Figure, name: str = "share_of_block_percent") -> Figure:
    """Spend as a percentage of the block, where both hold, or both leave out, the places the
    department funds itself.

    Raises
    ------
    CheckError
        Stage or year differ, as when outturn is set against the block before deductions.
    """
    if (spend.stage, spend.period) != (block.stage, block.period):
        raise CheckError(
            found=f"placement spend of {spend.text} ({spend.period}, {spend.stage}) is not like "
            f"for like with a block of {block.text} ({block.period}, {block.stage}): section 251 "
            "outturn leaves out the places that the department funds directly, and the block "
            "before deductions holds the money for them",
            expected="the block after deductions of the same year, or every deduction added back "
            "to both; the bridge goes from one to the other line by line",
            after="No share was worked out.",
        )
    return FigureMaker("placements").make(
        name,
        100 * spend.number / block.number,
        "percent",
        f"spend as a percentage of the high needs block, both '{spend.stage}'",
        rows=(*spend.rows, *block.rows),
        scope=spend.scope,
        period=spend.period,
        covers=f"{spend.covers} over {block.covers}",
        stage=spend.stage,
        reason=spend.reason or block.reason,
    )

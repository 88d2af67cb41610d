"""What the councils before a new authority spent on placements, in a year before it opened."""

from __future__ import annotations

from dataclasses import dataclass

from hnb.comparison.counts import Counts
from hnb.comparison.doubted import doubt
from hnb.comparison.measures.money import SHARE_OF_BLOCK
from hnb.domain.comparators import Ask
from hnb.domain.periods import start_year, starts
from hnb.domain.scopes import AFTER
from hnb.domain.words import listed, slug
from hnb.figures import Figure, FigureMaker, Sentence, say

IN_A_CELL = "{councils}, before it: {share:read}[. Caution: {doubt}]"
_SENTENCE = (
    "Before {who}, placements in {councils} cost {share:read} of the High Needs Block, in {year}."
    "[ Be careful: {doubt}.]"
)


@dataclass(frozen=True)
class Before:
    """The councils before an authority (`who`), what they spent together as a share of their
    blocks, and why that is probably recorded wrongly, if it is.
    """

    who: str
    councils: tuple[str, ...]
    share: Figure
    doubt: str


def before(counts: Counts, ask: Ask, financial_year: str) -> Before | None:
    """The councils before the authority of an Ask; nothing where it had opened when the year began,
    or where one of them has no spend or block.

    Parameters
    ----------
    counts : Counts
        Of `s251_high_needs` and `dsg_blocks`, closed authorities among them.

    Notes
    -----
    The councils before may have served a larger area than the authority, as Cumbria did: their
    figure is theirs, and no part of it is given to anyone after them.
    """
    opened, codes = ask.authority.opened, ask.authority.predecessors
    if opened is None or opened <= starts("financial_year", financial_year):
        return None
    measure, year = SHARE_OF_BLOCK[ask.scope], start_year(financial_year)
    amounts = [[counts.value(each, year, code) for code in codes] for each in measure.counts]
    if not codes or any(None in of_each for of_each in amounts):
        return None
    spend, block = (sum(filter(None, of_each)) for of_each in amounts)
    maker = FigureMaker("placements", period=financial_year, stage=AFTER, price_base="cash")
    share = maker.make(
        f"before_share_{slug(financial_year)}_percent",
        100 * spend / block,
        "percent",
        "spend as a percentage of the high needs block, of the councils before",
        rows=[rows for each in measure.counts for rows in counts.behind(each, year, codes)],
        scope=ask.scope,
    )
    doubts = filter(None, (doubt(counts, measure, code, year) for code in codes))
    return Before(ask.authority.name, tuple(map(ask.name, codes)), share, next(doubts, ""))


def in_a_sentence(result: Before | None, template: str = _SENTENCE) -> Sentence | None:
    """What the councils before a new authority spent, as theirs."""
    if result is None:
        return None
    return say(
        template,
        who=result.who,
        councils=listed(result.councils),
        share=result.share,
        year=result.share.period,
        doubt=result.doubt,
    )

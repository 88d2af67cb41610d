"""Spend on placements against the High Needs Block: the authority, those it is compared with, and
everyone ranked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from hnb.comparison.doubted import doubt
from hnb.comparison.measures.money import SHARE_OF_BLOCK
from hnb.domain.comparators import Ask, Comparators
from hnb.domain.errors import Place, unknown
from hnb.domain.scopes import ADDED_BACK, AFTER, BEFORE, SCOPES
from hnb.domain.words import quoted, slug
from hnb.figures import Figure
from hnb.questions.spend_against_block.bridge import Step, bridge
from hnb.questions.spend_against_block.money import Money, share_of_block
from hnb.questions.spend_against_block.predecessors import Before, before
from hnb.questions.spend_against_block.profile import Profile, above_or_below, own_block, profile
from hnb.tables import Tables

STAGES = (AFTER, ADDED_BACK)
NEARLY = 5  # per cent of the block within which spend is just above it, or nearly at it


@dataclass(frozen=True)
class InScope:
    """The authority in one scope and stage, and England with the authority's rank in it."""

    own: Profile
    england: Profile


@dataclass(frozen=True)
class Placements:
    """Placement spend of one authority in one year, in every scope, against the block at each
    stage.

    `by_scope[0]` is in the scope and stage asked for, as are `own` and `groups`: the comparators
    in their order, then England. `january` is the census at which plans are counted, `per` the
    people a head is one of. `doubt` says why spend is probably recorded wrongly; empty where it is
    not. `before` is what the councils before a new authority spent.
    """

    ask: Ask
    january: int
    per: str
    block_before: Figure
    block_after: Figure
    bridge: tuple[Step, ...]
    by_scope: tuple[InScope, ...]
    groups: tuple[Profile, ...]
    doubt: str = ""
    before: Before | None = None

    @property
    def own(self) -> Profile:
        """The authority in the scope and stage asked for."""
        return self.by_scope[0].own

    @property
    def part_labels(self) -> tuple[str, ...]:
        """The lines that spend is made of in the scope asked for."""
        return tuple(part.label for part in SCOPES[self.ask.scope])

    @property
    def main(self) -> Profile:
        """The comparators that headline figures use."""
        return self.groups[0]

    @property
    def england(self) -> Profile:
        """Every authority added together, in the scope and stage asked for."""
        return self.groups[-1]

    @property
    def published(self) -> bool:
        """Whether spend and block both are, for this authority and year; `own.share.reason` says
        why not.
        """
        return self.own.share.known

    def in_scope(self, scope: str, stage: str = AFTER) -> InScope:
        """The authority and England in another scope or stage."""
        wanted = (scope, stage)
        return next(each for each in self.by_scope if (each.own.scope, each.own.stage) == wanted)

    def side(self, group: Profile) -> str:
        """Whether the authority's share is 'above', 'below' or 'level with' a group's median."""
        return above_or_below(
            self.own.share.value, group.median.value, "above", "below", "level with"
        )

    @property
    def flips(self) -> bool:
        """Whether that side differs between the lists of statistical neighbours."""
        lists = [group for group in self.groups if group.comparators.kind == "neighbours"]
        return len({self.side(group) for group in lists}) > 1

    def later_list(self, group: Profile) -> bool:
        """Whether a list of neighbours was drawn up on data later than the year it is used for."""
        return (group.comparators.vintage or 0) > self.january + 1

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The headline Figures."""
        alone, main, england = self.own, self.main, self.england
        return (
            alone.spend,
            self.block_before,
            self.block_after,
            alone.share,
            alone.gap,
            england.rank,
            england.used,
            england.above,
            england.share,
            main.share,
            main.median,
            main.rank,
            alone.per_head,
            alone.per_plan,
        )


def answer(
    tables: Tables, ask: Ask, *, also: Sequence[Comparators] = (), stage: str = AFTER
) -> Placements:
    """Placement spend against the High Needs Block, in every named scope, like for like.

    Parameters
    ----------
    tables : Tables
        Those of question.yml, by authority, with any number of years.
    ask : Ask
        Its `scope` is one of `hnb.domain.scopes.SCOPES`; its `denominator`, where it is held for
        the mid-year in which the financial year starts, is that of spend a head, and else the first
        of `STAND_INS` that is. Plans are those of the January before the year.
    also : sequence of Comparators
        Sets to compare with beside those of the Ask, such as the region's.
    stage : str
        'after deductions', or 'deductions added back' to both spend and block.

    Returns
    -------
    Placements
        Figures are missing, with the reason, where the authority or the year is not published;
        never £0.

    Raises
    ------
    ParameterError
        The scope or the stage is not known.
    CheckError
        The stage is 'before deductions', which would put outturn against a block that holds more
        than it.
    """
    _one_of("scope", ask.scope, tuple(SCOPES))
    _one_of("stage", stage, (*STAGES, BEFORE))
    money = Money.of(tables, ask)
    everyone = money.everyone
    pairs = sorted(product(SCOPES, STAGES), key=lambda pair: pair != (ask.scope, stage))
    by_scope = {
        (scope, at): InScope(
            profile(money, scope, at, money.itself), profile(money, scope, at, everyone, "england")
        )
        for scope, at in pairs
    }
    after = by_scope[ask.scope, AFTER].own
    block_before = own_block(money, BEFORE)
    if stage == BEFORE:
        share_of_block(after.spend, block_before)
    others = [
        group for group in dict.fromkeys((*ask.comparators, *also)) if group.kind != "england"
    ]
    groups = [
        profile(money, ask.scope, stage, group, slug(group.name) if place else "comparators")
        for place, group in enumerate(others)
    ]
    return Placements(
        ask=ask,
        january=money.year,
        per=money.per.says,
        block_before=block_before,
        block_after=after.block,
        bridge=bridge(money, block_before, after),
        by_scope=tuple(by_scope.values()),
        groups=(*groups, by_scope[ask.scope, stage].england),
        doubt=doubt(money.counts, SHARE_OF_BLOCK[ask.scope], ask.la_code, money.year),
        before=before(money.counts, ask, ask.financial_year),
    )


def against_block(share: Figure) -> str:
    """Whether placements cost more than the block, by their share of it as it is read."""
    over = round(share.number) - 100
    if over == 0:
        return "About the same"
    if abs(over) > NEARLY:
        return "Yes" if over > 0 else "No"
    return "Yes, just" if over > 0 else "No, but nearly"


def _one_of(parameter: str, word: str, known: tuple[str, ...]) -> None:
    if word not in known:
        fault = f"no {parameter} {quoted(word)}"
        raise unknown(Place(parameter=parameter), fault, word=word, known=known)

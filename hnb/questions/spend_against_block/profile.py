"""Spend, block and shares of an authority, or of a set of authorities added together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from hnb.comparison.among import Among
from hnb.comparison.compared import Compared
from hnb.comparison.counts import Count, Counted
from hnb.comparison.denominators import residents
from hnb.comparison.doubted import doubted_among
from hnb.comparison.measure import Measure
from hnb.comparison.measures.money import high_needs_block, placement_spend
from hnb.comparison.measures.plans import PLANS
from hnb.domain.comparators import Comparators
from hnb.domain.scopes import ADDED_BACK, SCOPES, block_stage
from hnb.domain.words import slug
from hnb.figures import Figure, Rows, Sentence, say
from hnb.questions.spend_against_block.money import BLOCK, SPEND, Money, share_of_block, spend_at


@dataclass(frozen=True)
class Profile:
    """An authority, or a set of them added together, in one scope and stage.

    `share`, `per_head`, `per_plan`, `per_plan_within` (over plans of the January within the year,
    and not of that just before it) and `parts` (each line as a percentage of spend) are sums over
    sums of the `used` authorities that have them; `median`, `highest` and `lowest` are of their
    shares; `above` is how many of them spend more than their block; `rank` is the asking
    authority's among them by share, 1 the highest. `shares` are by DfE number, in per cent, the
    highest first, the asking authority's included; those of `doubted` are probably recorded
    wrongly.
    """

    comparators: Comparators
    scope: str
    stage: str
    spend: Figure
    block: Figure
    share: Figure
    gap: Figure
    used: Figure
    above: Figure
    median: Figure
    highest: Figure
    lowest: Figure
    rank: Figure
    per_head: Figure
    per_plan: Figure
    per_plan_within: Figure
    parts: tuple[Figure, ...]
    shares: pd.Series = field(compare=False, repr=False)
    doubted: frozenset[int] = frozenset()

    @property
    def side(self) -> str:
        """Whether spend is 'more than', 'less than' or 'as much as' the block."""
        return above_or_below(self.gap.value, 0, "more than", "less than", "as much as")

    @property
    def difference(self) -> Sentence:
        """By how much spend is over or under the block."""
        if not self.gap.known:
            return say("{gap}", gap=self.gap)
        return say(f"{{gap:size}} {'under' if self.gap.number < 0 else 'over'}", gap=self.gap)


def above_or_below(value: object, other: object, above: str, below: str, level: str) -> str:
    """Which of three words says how a value lies to another."""
    if not isinstance(value, (int, float)) or not isinstance(other, (int, float)):
        return "not comparable with"
    if value == other:
        return level
    return above if value > other else below


def profile(money: Money, scope: str, stage: str, group: Comparators, who: str = "") -> Profile:
    """Spend, block and shares of those of a group that have both, added up.

    Parameters
    ----------
    money : Money
        The year's money.
    scope, stage : str
        Of spend, and of both.
    group : Comparators
        Whose; an authority alone where `who` is empty.
    who : str
        What starts the names of the Figures.
    """
    side = _Side(money, scope, stage, group, who)
    among, spend, block = side.among, side.spend, side.block
    share = share_of_block(spend, block, f"{side.prefix}share_of_block_percent")
    above = None if among.reason else int((among.values > 100).sum())
    return Profile(
        comparators=group,
        scope=scope,
        stage=stage,
        spend=spend,
        block=block,
        share=share,
        gap=side.figure("gap_gbp", spend.number - block.number, "gbp", "spend less block"),
        used=side.figure(
            "number_used",
            len(among.values) or None,
            "authorities",
            "authorities with both spend and block",
        ),
        above=side.figure(
            "number_above_block",
            above,
            "authorities",
            "authorities whose spend is more than their block",
        ),
        median=among.median,
        highest=among.highest,
        lowest=among.lowest,
        rank=among.rank,
        per_head=side.per("head", residents(money.per), money.per.says),
        per_plan=side.per("plan", PLANS, f"EHC plans at January {money.year}"),
        per_plan_within=side.per(
            "plan_within",
            replace(PLANS, offsets=(1,)),
            f"EHC plans at January {money.year + 1}, within the year",
        ),
        parts=side.parts(),
        shares=side.shares(),
        doubted=doubted_among(side.among.compared, side.shares().index),
    )


def own_block(money: Money, stage: str) -> Figure:
    """The block of the authority alone, at a stage."""
    return _Side(money, money.ask.scope, stage, money.itself, "").block


@dataclass(frozen=True)
class _Side:
    """An authority, or those of a group that have both spend and block, in one scope and stage."""

    money: Money
    scope: str
    stage: str
    group: Comparators
    who: str

    @property
    def tag(self) -> str:
        """The scope and stage in a name, where they are not those asked for."""
        scope = "" if self.scope == self.money.ask.scope else f"{slug(self.scope)}_"
        return scope + ("added_back_" if self.stage == ADDED_BACK else "")

    @property
    def prefix(self) -> str:
        """What starts the names of Figures."""
        return (f"{self.who}_" if self.who else "") + self.tag

    @property
    def counted_block(self) -> Count:
        """The block at the stage that goes with that of spend."""
        return high_needs_block(block_stage(self.stage))

    @cached_property
    def among(self) -> Among:
        """Shares of the block of the group, and the authority's place among them."""
        spend = spend_at(self.scope, self.stage)
        share = Measure("share_of_block", self.scope, spend, self.counted_block, chance="none")
        return self.over(share)

    def over(self, measure: Measure) -> Among:
        """The group by a measure of the year."""
        money, where = self.money, "in" if self.group.kind == "everyone" else "among"
        compared = Compared(
            measure,
            money.ask,
            money.year,
            money.counts,
            money.maker(self.stage),
            names={
                "value": f"{self.prefix}share_of_block_percent",
                "among": self.prefix + "{statistic}_share_percent",
                "rank": f"{self.tag}rank_{where}_{self.who or 'itself'}",
            },
            scope=self.scope,
            own_reason=self.missing,
        )
        return compared.among(self.group)

    @cached_property
    def missing(self) -> str:
        """Why the authority asked about has no share of its block."""
        money = self.money
        spend = money.counts.value(placement_spend(self.scope), money.year, money.ask.la_code)
        return money.no_spend if spend is None else money.no_block

    def figure(self, name: str, value: object, unit: str, calculation: str) -> Figure:
        """A Figure of the group, missing with the reason where nobody has both."""
        return self.money.maker(self.stage, self.named_scope).make(
            self.prefix + name,
            value,
            unit,
            calculation,
            rows=self.rows_of_share,
            reason=self.reason(self.missing),
        )

    def reason(self, alone: str) -> str:
        """Why nobody of the group has both; of the authority alone, what is said of it."""
        return self.among.reason if self.who else alone

    @cached_property
    def rows_of_share(self) -> tuple[Rows, ...]:
        """What spend and block of the group rest on."""
        return self.rows(*self.among.compared.measure.counts)

    @property
    def named_scope(self) -> str:
        """The scope, with the group that it is of."""
        return f"{self.scope}; {self.group.name}" if self.who else self.scope

    def rows(self, *counts: Counted) -> tuple[Rows, ...]:
        """What the counts of the group rest on."""
        money, codes = self.money, self.among.codes if self.who else self.group.codes
        return tuple(
            rows for counted in counts for rows in money.counts.behind(counted, money.year, codes)
        )

    def total(self, counted: Counted) -> float | None:
        """A count of the group added up: of those with both spend and block, or of the authority
        alone.
        """
        money = self.money
        if not self.who:
            return money.counts.value(counted, money.year, money.ask.la_code)
        if self.among.reason:
            return None
        return float(money.counts.at(counted, money.year)[list(self.among.codes)].sum())

    @cached_property
    def spend(self) -> Figure:
        """Spend of the group."""
        spend = spend_at(self.scope, self.stage)
        lines = " + ".join(part.label for part in SCOPES[self.scope])
        return self.money.maker(self.stage, self.named_scope).make(
            f"{self.prefix}spend_gbp",
            self.total(spend),
            "gbp",
            lines + (" + every deduction" if self.stage == ADDED_BACK else ""),
            rows=self.rows(spend),
            reason=self.reason(self.money.no_spend),
            covers=SPEND,
        )

    @property
    def block(self) -> Figure:
        """The block of the group."""
        block = self.counted_block
        return self.money.maker(self.stage).make(
            (f"{self.who}_" if self.who else "") + f"{block.name}_gbp",
            self.total(block),
            "gbp",
            f"high needs block {block_stage(self.stage)}",
            rows=self.rows(block),
            reason=self.reason(self.money.no_block),
            covers=BLOCK,
        )

    def per(self, whom: str, counted: Counted, says: str) -> Figure:
        """Outturn for each of those counted, of those of the group that have both and a block."""
        measure = Measure(
            f"spend_per_{whom}",
            says,
            placement_spend(self.scope),
            counted,
            unit="gbp_per_person",
            chance="none",
        )
        codes = () if self.who and self.among.reason else self.among.codes
        with_block = self.over(measure).table.reindex(codes).dropna()
        total = with_block[["part", "whole"]].sum()
        return self.money.maker(self.stage, self.named_scope).make(
            f"{self.prefix}spend_per_{whom}_gbp",
            total["part"] / total["whole"] if len(with_block) else None,
            "gbp_per_person",
            f"outturn over {says}",
            rows=(*self.rows_of_share, *self.rows(counted)),
            reason=self.spend.reason or f"not held for {self.group.name}: {says}",
        )

    def parts(self) -> tuple[Figure, ...]:
        """Each line as a percentage of spend."""
        terms = placement_spend(self.scope).terms
        totals = [self.total(term) for term in terms]
        whole = sum(total or 0 for total in totals)
        return tuple(
            self.figure(
                f"{slug(term.says)}_percent",
                None if total is None or not whole else 100 * total / whole,
                "percent",
                f"{term.says} over spend",
            )
            for term, total in zip(terms, totals, strict=True)
        )

    def shares(self) -> pd.Series[float]:
        """Shares by DfE number, the highest first, the asking authority's included."""
        values = self.among.compared.everyone["value"]
        return values[values.index.isin({*self.among.codes, self.money.ask.la_code})]

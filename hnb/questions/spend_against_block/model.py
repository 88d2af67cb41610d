"""Spend on placements against the High Needs Block: the authority, those it is compared with, and
everyone ranked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pandas as pd

from hnb.domain.comparators import Ask, Comparators
from hnb.domain.errors import ParameterError, Place, did_you_mean
from hnb.domain.scopes import ADDED_BACK, AFTER, BEFORE, SCOPES, block_stage
from hnb.domain.words import slug
from hnb.figures import Figure, Rows
from hnb.questions.spend_against_block.bridge import Money, Step, bridge, share_of_block

_STAGES = (AFTER, ADDED_BACK)


@dataclass(frozen=True)
class Profile:
    """An authority, or a set of them added together, in one scope and stage.

    `share`, `per_head`, `per_plan` and `parts` (each line as a percentage of spend) are sums over
    sums of the `used` authorities that have them; `median`, `highest` and `lowest` are of their
    shares; `above` is how many of them spend more than their block; `rank` is the asking
    authority's among them by share, 1 the highest. `shares` are by DfE number, in per cent, the
    highest first, the asking authority's included.
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
    parts: tuple[Figure, ...]
    shares: pd.Series = field(compare=False, repr=False)

    @property
    def side(self) -> str:
        """Whether spend is 'more than', 'less than' or 'as much as' the block."""
        return _side(self.gap.value, 0, "more than", "less than", "as much as")


@dataclass(frozen=True)
class Standing:
    """One scope and stage: the authority, and England with the authority's rank in it."""

    own: Profile
    england: Profile


@dataclass(frozen=True)
class Placements:
    """Placement spend of one authority in one year, in every scope, against the block at each
    stage.

    `standings[0]` is in the scope and stage asked for, as are `own` and `groups`: the comparators
    in their order, then England. `january` is the census at which plans are counted, `per` the
    people a head is one of.
    """

    ask: Ask
    january: int
    per: str
    block_before: Figure
    block_after: Figure
    bridge: tuple[Step, ...]
    standings: tuple[Standing, ...]
    groups: tuple[Profile, ...]

    @property
    def own(self) -> Profile:
        """The authority in the scope and stage asked for."""
        return self.standings[0].own

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
        return self.own.share.value is not None

    def standing(self, scope: str, stage: str = AFTER) -> Standing:
        """The standing in another scope or stage."""
        return next(
            one for one in self.standings if (one.own.scope, one.own.stage) == (scope, stage)
        )

    def side(self, group: Profile) -> str:
        """Whether the authority's share is 'above', 'below' or 'level with' a group's median."""
        return _side(self.own.share.value, group.median.value, "above", "below", "level with")

    @property
    def flips(self) -> bool:
        """Whether that side differs between the lists of statistical neighbours."""
        return (
            len(
                {
                    self.side(group)
                    for group in self.groups
                    if group.comparators.kind == "neighbours"
                }
            )
            > 1
        )

    def later_list(self, group: Profile) -> bool:
        """Whether a list of neighbours was drawn up on data later than the year it is used for."""
        return (group.comparators.vintage or 0) > self.january + 1

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The headline Figures."""
        own, main, england = self.own, self.main, self.england
        return (
            own.spend,
            self.block_before,
            self.block_after,
            own.share,
            own.gap,
            england.rank,
            england.used,
            england.above,
            england.share,
            main.share,
            main.median,
            main.rank,
            own.per_head,
            own.per_plan,
        )


def _side(one: Any, other: Any, over: str, under: str, level: str) -> str:
    if one is None or other is None:
        return "not comparable with"
    return over if one > other else under if one < other else level


def against_block(
    spend: pd.DataFrame,
    blocks: pd.DataFrame,
    deductions: pd.DataFrame,
    ask: Ask,
    *,
    plans: pd.DataFrame,
    population: pd.DataFrame,
    also: Sequence[Comparators] = (),
    stage: str = AFTER,
) -> Placements:
    """Placement spend against the High Needs Block, in every named scope, like for like.

    Parameters
    ----------
    spend, blocks, deductions : DataFrame
        `s251_high_needs`, `dsg_blocks` and `high_needs_deductions`, in £, with any number of years.
    ask : Ask
        Its `scope` is one of `hnb.questions.spend_against_block.bridge.SCOPES`; its `denominator`, where it is held for
        the mid-year in which the financial year starts, is that of spend a head, and else the
        projection that the publisher divides by.
    plans, population : DataFrame
        `ehc_plans`, of which the January before the year starts is used, and `population`, of which
        the mid-year in it.
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
        The stage is 'before deductions', which would put outturn beside a block that holds more
        than it.
    """
    for parameter, word, known in (
        ("scope", ask.scope, tuple(SCOPES)),
        ("stage", stage, (*_STAGES, BEFORE)),
    ):
        if word not in known:
            raise ParameterError(
                Place(parameter=parameter),
                found=f"no {parameter} {word!r}",
                expected=f"one of: {'; '.join(known)}{did_you_mean(word, known)}",
            )
    tables = {"s251_high_needs": spend, "dsg_blocks": blocks, "high_needs_deductions": deductions}
    money = Money.of(ask, **tables, ehc_plans=plans, population=population)
    itself = Comparators(ask.authority.name, (ask.la_code,), kind="authority")
    everyone = Comparators("England", tuple(int(code) for code in money.book.index), kind="england")
    pairs = sorted(product(SCOPES, _STAGES), key=lambda pair: pair != (ask.scope, stage))
    standings = {
        (scope, at): Standing(
            _profile(money, scope, at, itself, ""), _profile(money, scope, at, everyone, "england")
        )
        for scope, at in pairs
    }
    after = standings[ask.scope, AFTER].own
    before = money.block(BEFORE, [ask.la_code], "", money.reasons["dsg_blocks"])
    if stage == BEFORE:
        share_of_block(after.spend, before)
    others = [one for one in dict.fromkeys((*ask.comparators, *also)) if one.kind != "england"]
    groups = [
        _profile(money, ask.scope, stage, one, slug(one.name) if place else "comparators")
        for place, one in enumerate(others)
    ]
    return Placements(
        ask,
        money.year,
        money.per.says,
        before,
        after.block,
        bridge(money, before, after.block, after.spend, after.gap),
        tuple(standings.values()),
        (*groups, standings[ask.scope, stage].england),
    )


def _profile(money: Money, scope: str, stage: str, group: Comparators, who: str) -> Profile:
    """One authority (`who` is empty), or those of a group that have both spend and block, added up."""
    ask, per, spend, block = (
        money.ask,
        money.per,
        money.spend(scope, stage),
        money.book[block_stage(stage)],
    )
    ranked = (100 * spend / block).dropna().sort_values(ascending=False)
    every = () if group.kind == "england" else group.codes
    codes = [code for code in group.codes if code in ranked.index or not who]
    mine = money.book.reindex(codes)
    shares = ranked[ranked.index.isin({*codes, ask.la_code})]
    tag = ("" if scope == ask.scope else f"{slug(scope)}_") + (
        "added_back_" if stage == ADDED_BACK else ""
    )
    prefix = f"{who}_{tag}" if who else tag
    like = {"scope": f"{scope}; {group.name}" if who else scope, "stage": stage}
    none = f"no figure for {ask.financial_year} is published for any of {group.name}"
    sources = [
        money.rows("s251_high_needs", every, kind="outturn", line=part.line, setting=part.settings)
        for part in SCOPES[scope]
    ]
    added = " + every deduction" if stage == ADDED_BACK else ""
    if added:
        sources.append(money.rows("dsg_blocks", every, block="high needs"))
    spent = money.figure(
        f"{prefix}spend_gbp",
        spend.reindex(codes).sum(min_count=1),
        "gbp",
        " + ".join(part.label for part in SCOPES[scope]) + added,
        sources,
        reason=none if who else money.reasons["s251_high_needs"],
        covers="section 251 outturn",
        **like,
    )
    held = money.block(
        stage, codes, f"{who}_" if who else "", none if who else money.reasons["dsg_blocks"]
    )
    share = share_of_block(spent, held, f"placements.{prefix}share_of_block_percent")

    def figure(
        measure: str, value: Any, unit: str, calculation: str, reason: str = none, *rows: Rows
    ) -> Figure:
        reason = reason if who or rows else share.reason
        return money.figure(
            f"{prefix}{measure}",
            value,
            unit,
            calculation,
            [*share.rows, *rows],
            reason=reason,
            **like,
        )

    def each(column: str, of: str, table: str, **where: Any) -> Figure:
        both = mine[column].to_frame().assign(spend=money.spend(scope)).dropna().sum(min_count=1)
        why = spent.reason or f"not held for {group.name}: {of}"
        rows, value = money.rows(table, every, **where), both["spend"] / both[column]
        return figure(
            f"spend_per_{column}_gbp", value, "gbp_per_person", f"outturn over {of}", why, rows
        )

    gap = None if share.value is None else float(spent.value) - float(held.value)  # type: ignore[arg-type]
    rank = int((shares > shares[ask.la_code]).sum()) + 1 if ask.la_code in shares.index else None
    lines = mine[[part.label for part in SCOPES[scope]]].dropna().sum(min_count=1)
    theirs = ranked.reindex(codes)
    above = int((theirs > 100).sum()) if codes else None
    asked = money.missing if who else share.reason
    return Profile(
        group,
        scope,
        stage,
        spent,
        held,
        share,
        figure("gap_gbp", gap, "gbp", "spend less block"),
        figure(
            "number_used",
            len(codes) or None,
            "authorities",
            "authorities with both spend and block",
        ),
        figure(
            "number_above_block",
            above,
            "authorities",
            "authorities whose spend is more than their block",
        ),
        figure("median_share_percent", theirs.median(), "percent", "median of shares of block"),
        figure("highest_share_percent", theirs.max(), "percent", "highest share of block"),
        figure("lowest_share_percent", theirs.min(), "percent", "lowest share of block"),
        money.figure(
            f"{tag}rank_{'in' if who == 'england' else 'among'}_{who or 'itself'}",
            rank,
            "rank",
            "place by share of block, the highest first",
            share.rows,
            reason=asked,
            **like,
        ),
        each(
            "head", per.says, "population", mid_year=money.year, basis=per.basis, age_group=per.ages
        ),
        each("plan", f"EHC plans at January {money.year}", "ehc_plans", january=money.year),
        tuple(
            figure(
                f"{slug(str(label))}_percent",
                100 * amount / lines.sum(),
                "percent",
                f"{label} over spend",
            )
            for label, amount in lines.items()
        ),
        shares,
    )

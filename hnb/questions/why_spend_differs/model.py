"""Why placement spend differs: how many plans, where they are placed, and what placements cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import pandas as pd

from hnb.comparison.counts import Counts
from hnb.comparison.doubted import doubt
from hnb.domain.comparators import Ask
from hnb.domain.errors import Place, unknown
from hnb.domain.scopes import ADDED_BACK, AFTER
from hnb.domain.words import quoted, slug
from hnb.figures import Figure, FigureMaker
from hnb.questions.why_spend_differs.other_splits import OtherSplit, other_splits
from hnb.questions.why_spend_differs.sides import (
    METHODS,
    Per,
    Side,
    SpendYear,
    spend_year,
    split,
    split_by_kind,
)
from hnb.questions.why_spend_differs.spend_by_placement import KINDS
from hnb.tables import Tables

PARTS = {
    "prevalence": "How many plans there are",
    "placement": "Where the plans are placed",
    "cost": "What each placement costs",
    "untied": "Spend not linked to plans",
}
# where a booking that councils choose turns both signs, the two are one part
MERGED = "cost_and_untied"
LABELS = PARTS | {MERGED: "What placements cost, with spend not linked to plans"}


Amounts = TypeVar("Amounts", pd.DataFrame, "pd.Series[float]")


@dataclass(frozen=True)
class SpendPer:
    """Spend for each head, or for each plan: the authority's, the other side's and the gap."""

    authority: Figure
    other: Figure
    gap: Figure


@dataclass(frozen=True)
class GapPart:
    """One part of the gap: in £ a head, in £ in all, and in £ a plan.

    The interval of `per_head` is not a margin of error: it runs from the lowest to the highest of
    the alternatives. `unsettled` are the kinds of alternative with which its sign changes.
    """

    key: str
    label: str
    per_head: Figure
    in_all: Figure
    per_plan: Figure
    unsettled: tuple[str, ...] = ()


@dataclass(frozen=True)
class KindOfPlacement:
    """One kind of placement: by measure its share of plans and cost a plan on both sides, and what
    where plans are placed and what they cost add to the gap a head.
    """

    label: str
    amounts: Mapping[str, Figure]


@dataclass(frozen=True)
class AlternativeSplit:
    """The same gap split another way: `amounts` by part, and the gap, in £ a head."""

    kind: str
    label: str
    amounts: Mapping[str, Figure]


@dataclass(frozen=True)
class SpendDifference:
    """The gap in placement spend between an authority and another side, split without a remainder.

    A head is one of `per` at `mid_year`, plans are those at `january`. Without a value,
    `gap.reason` says why, and there are no parts. `splits` has the four parts and the gap in £ a
    head, as asked and then asked another way, a row each. `in_all` is the gap in £, `unsettled` as
    for a part, of the gap itself; `left_out` are the names of the comparators without figures.
    `unbooked` are the names of the comparators who booked no spend in a kind of placement with many
    plans. What each placement costs and spend not linked to plans are one part where the booking of
    independent alternative provision turns the signs of both. `since` is the earlier year
    of a change over time.
    """

    ask: Ask
    side: str
    january: int
    mid_year: int
    per: str
    per_head: SpendPer
    per_plan: SpendPer
    splits: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    parts: tuple[GapPart, ...] = ()
    kinds: tuple[KindOfPlacement, ...] = ()
    alternatives: tuple[AlternativeSplit, ...] = ()
    in_all: Figure | None = None
    unsettled: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    unbooked: tuple[str, ...] = ()
    since: str = ""

    @property
    def gap(self) -> Figure:
        """The gap in £ a head."""
        return self.per_head.gap

    @property
    def more(self) -> str:
        """Whether the authority spends 'more' or 'less' a head than the other side."""
        return "less" if self.gap.number < 0 else "more"


@dataclass(frozen=True)
class Pair:
    """The two sides of a gap: an authority in a year, and those that it is compared with, maybe in
    another year.

    `reason` says why they cannot be compared, where they cannot.
    """

    name: str
    period: str
    year: SpendYear
    other_year: SpendYear
    other_codes: Sequence[int]
    reason: str

    @property
    def authority(self) -> Side:
        """The authority's side."""
        return self.year.side([self.year.ask.la_code])

    @property
    def other(self) -> Side:
        """The other side."""
        return self.other_year.side(self.other_codes)


def answer(tables: Tables, ask: Ask, *, method: str = "shapley") -> SpendDifference:
    """The gap in placement spend between an authority and its comparators added together, split.

    Parameters
    ----------
    tables : Tables
        `s251_high_needs`, `ehc_plans_by_placement`, `population` and `high_needs_deductions`, of
        any number of years.
    ask : Ask
        Its scope says which place funding counts; its denominator who a head is, where held for
        that mid-year.
    method : {"shapley", "lmdi"}
        How the gap is shared among its factors; the other one is an alternative.

    Returns
    -------
    SpendDifference
        Spend of the financial year over plans at the January within it. Figures have a reason in
        place of a value where the year, the authority or every comparator is missing.

    Raises
    ------
    ParameterError
        There is no such method.
    """
    if method not in METHODS:
        fault = f"there is no way of splitting called {quoted(method)}"
        raise unknown(Place(parameter="method"), fault, word=method, known=METHODS)
    year = spend_year(tables, ask)
    codes = year.with_figures(ask.main.codes)
    reason = year.missing_reason(tables["s251_high_needs"]) or doubt(
        Counts(tables), "s251_high_needs", ask.la_code, ask.financial_year
    )
    if not reason and not codes:
        reason = f"{ask.main.briefly} have no spending by setting in {ask.financial_year}"
    compared = Pair(
        name=ask.main.name,
        period=ask.financial_year,
        year=year,
        other_year=year,
        other_codes=codes,
        reason=reason,
    )
    others = [] if reason else list(other_splits(tables, year, codes=codes, method=method))
    left_out = [ask.name(code) for code in ask.main.codes if code not in (*codes, ask.la_code)]
    return replace(
        difference(compared, others, method),
        left_out=tuple(left_out),
        unbooked=tuple(ask.name(code) for code in codes if year.unbooked(code)),
    )


def difference(compared: Pair, others: Sequence[OtherSplit], method: str) -> SpendDifference:
    """The whole answer, except for the comparators that are left out."""
    year, other_year = compared.year, compared.other_year
    maker = FigureMaker(
        "decomposition",
        rows=(*year.rows([year.ask.la_code]), *other_year.rows(compared.other_codes)),
        scope=f"{year.ask.scope}; {compared.name}; {year.per.says}",
        period=compared.period,
        covers="section 251 outturn",
        stage=AFTER,
        price_base="cash",
        reason=compared.reason or "no plans are placed there",
    )
    result = SpendDifference(
        ask=year.ask,
        side=compared.name,
        january=year.january,
        mid_year=year.mid_year,
        per=year.per.says,
        per_head=_spend_per(compared, maker, "head"),
        per_plan=_spend_per(compared, maker, "plan"),
    )
    if compared.reason:
        return result
    authority, other = compared.authority, compared.other
    splits = _splits(split(authority, other, method=method), others)
    parts_per_plan = split(authority, other, per="plan", method=method)
    if _depend_on_booking(splits[["cost", "untied"]]):
        splits, parts_per_plan = _merged(splits), _merged(parts_per_plan)
    splits = splits.assign(gap=splits.sum(axis=1))
    gap = splits["gap"].iloc[0] * authority.people
    return replace(
        result,
        per_head=_spend_per(compared, maker, "head", interval=_range(splits["gap"])),
        splits=splits,
        parts=_parts(
            maker,
            splits,
            per_plan=parts_per_plan,
            people=authority.people,
            method=METHODS[method],
        ),
        kinds=_kinds(maker, authority, other, method=method),
        alternatives=_alternatives(maker, others, splits.iloc[1:]),
        in_all=maker.make("gap_gbp", gap, "gbp", "gap times people"),
        unsettled=_unsettled(splits["gap"]),
    )


def _splits(parts: pd.Series, others: Sequence[OtherSplit]) -> pd.DataFrame:
    """The four parts in £ a head, as asked first and then in every other way."""
    names = [("", "as asked"), *((other.kind, other.label) for other in others)]
    index = pd.MultiIndex.from_tuples(names, names=["kind", "label"])
    return pd.DataFrame([parts, *(other.parts for other in others)]).set_axis(index)


def _depend_on_booking(splits: pd.DataFrame) -> bool:
    """Whether the booking of independent alternative provision turns the signs of all columns."""
    booked = splits[splits.index.get_level_values("kind") == "booking"]
    return bool((booked * splits.iloc[0]).lt(0).all(axis="columns").any())


def _merged(parts: Amounts) -> Amounts:
    """The parts with what each placement costs and spend not linked to plans as one."""
    merged = parts.T.drop(["cost", "untied"]).T
    merged[MERGED] = parts["cost"] + parts["untied"]
    return merged


def _range(amounts: pd.Series) -> tuple[float, float] | None:
    """The lowest and the highest; none where it was asked in one way alone."""
    return (amounts.min(), amounts.max()) if len(amounts) > 1 else None


def _unsettled(amounts: pd.Series) -> tuple[str, ...]:
    """The kinds of split with which the sign changes."""
    others = amounts.iloc[1:]
    turned = others[others * amounts.iloc[0] <= 0]
    return tuple(turned.index.get_level_values("kind").unique())


def _spend_per(
    compared: Pair,
    maker: FigureMaker,
    per: Per,
    *,
    interval: tuple[float, float] | None = None,
) -> SpendPer:
    """Spend for each head or plan on both sides; without values where one side is missing."""
    year, unit = compared.year, "gbp_per_head"
    calculation = f"outturn over {year.per.says}"
    if per == "plan":
        unit, calculation = "gbp_per_person", f"outturn over EHC plans at January {year.january}"
    spend = other_spend = gap = None
    if not compared.reason:
        spend = compared.authority.per(compared.authority.spend, per)
        other_spend = compared.other.per(compared.other.spend, per)
        gap = spend - other_spend
    rows = year.rows([year.ask.la_code])
    other_rows = compared.other_year.rows(compared.other_codes)
    return SpendPer(
        authority=maker.make(f"own_gbp_per_{per}", spend, unit, calculation, rows=rows),
        other=maker.make(f"other_gbp_per_{per}", other_spend, unit, calculation, rows=other_rows),
        gap=maker.make(f"gap_gbp_per_{per}", gap, unit, calculation, interval=interval),
    )


def _parts(
    maker: FigureMaker, splits: pd.DataFrame, *, per_plan: pd.Series, people: float, method: str
) -> tuple[GapPart, ...]:
    """The parts as Figures."""
    parts = []
    for key in splits.columns.drop("gap"):
        amount = splits[key].iloc[0]
        parts.append(
            GapPart(
                key=key,
                label=LABELS[key],
                per_head=maker.make(
                    f"{key}_gbp_per_head",
                    amount,
                    "gbp_per_head",
                    method,
                    interval=_range(splits[key]),
                ),
                in_all=maker.make(f"{key}_gbp", amount * people, "gbp", f"{method}, times people"),
                per_plan=maker.make(f"{key}_gbp_per_plan", per_plan[key], "gbp_per_person", method),
                unsettled=_unsettled(splits[key]),
            )
        )
    return tuple(parts)


def _kinds(
    maker: FigureMaker, authority: Side, other: Side, *, method: str
) -> tuple[KindOfPlacement, ...]:
    """Each kind of placement on both sides, and what it adds to the gap."""
    by_kind = split_by_kind(authority, other, method=method)
    columns = {
        "share_percent": (100 * authority.shares, "percent"),
        "their_share_percent": (100 * other.shares, "percent"),
        "cost_gbp_per_plan": (authority.costs, "gbp_per_person"),
        "their_cost_gbp_per_plan": (other.costs, "gbp_per_person"),
        "placement_gbp_per_head": (by_kind.loc["placement"].to_numpy(), "gbp_per_head"),
        "dearer_gbp_per_head": (by_kind.loc["cost"].to_numpy(), "gbp_per_head"),
    }
    kinds = []
    for place, label in enumerate(KINDS):
        own_counts = (authority.plans_by_kind[place], authority.plans)
        amounts = {
            measure: maker.make(
                f"{slug(label)}_{measure}",
                values[place],
                unit,
                measure.replace("_", " "),
                counts=own_counts if measure == "share_percent" else None,
            )
            for measure, (values, unit) in columns.items()
        }
        kinds.append(KindOfPlacement(label, amounts))
    return tuple(kinds)


def _alternatives(
    maker: FigureMaker, others: Sequence[OtherSplit], splits: pd.DataFrame
) -> tuple[AlternativeSplit, ...]:
    """The gap split in every other way, as Figures; `splits` has a row for each."""
    rows = zip(others, splits.iterrows(), strict=True)
    return tuple(_alternative(maker, other, amounts) for other, (_, amounts) in rows)


def _alternative(maker: FigureMaker, other: OtherSplit, amounts: pd.Series) -> AlternativeSplit:
    """The gap split another way, as Figures."""
    ask, per = other.year.ask, other.year.per
    maker = maker.having(
        rows=other.rows,
        scope=f"{ask.scope}; {other.label}; {per.says}",
        stage=ADDED_BACK if other.kind == "places" else AFTER,
    )
    return AlternativeSplit(
        kind=other.kind,
        label=other.label,
        amounts={
            str(part): maker.make(
                f"{part}_gbp_per_head.{slug(other.label)}",
                amount,
                "gbp_per_head",
                "split of the gap",
            )
            for part, amount in amounts.items()
        },
    )

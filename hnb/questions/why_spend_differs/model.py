"""Why placement spend differs: how many plans, where they are placed, what a placement costs, and
the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from hnb.compare.select import rows_where
from hnb.domain.comparators import Ask
from hnb.domain.periods import financial_year, following
from hnb.domain.scopes import ADDED_BACK, AFTER
from hnb.domain.words import slug
from hnb.figures import Figure
from hnb.questions.why_spend_differs.spend_by_placement import ALIGNMENT, Year
from hnb.stats.shapley import HEAD, PLAN, Floats, factors, lmdi, shapley, split
from hnb.validation.goals import Goal

PARTS = {
    "prevalence": "How many plans there are",
    "placement": "Where the plans are placed",
    "cost": "What each placement costs",
    "untied": "Spend not tied to plans",
}
# another way of asking, as a sentence names it
KINDS = {
    "list": "another list",
    "neighbour": "one comparator left out",
    "mean": "a plain mean of the comparators",
    "January": "another January",
    "population": "another population",
    "booking": "independent alternative provision counted with independent schools",
    "places": "the places that the department pays for added back",
    "method": "another way of splitting",
}
PENNY = 0.01  # £
MANY = 20  # comparators, above which none is left out one at a time


@dataclass(frozen=True)
class Part:
    """One part of the gap: in £ a head, in £ in all, and in £ a plan.

    The interval of `amount` is not a margin of error: it runs from the lowest to the highest of the
    alternatives. `unsettled` are the kinds of alternative with which its sign changes.
    """

    key: str
    label: str
    amount: Figure
    total: Figure
    per_plan: Figure
    unsettled: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """One kind of placement: its share of plans and cost a plan on both sides, and what each adds
    to the gap a head.
    """

    label: str
    share: Figure
    their_share: Figure
    cost: Figure
    their_cost: Figure
    placement: Figure
    dearer: Figure


@dataclass(frozen=True)
class Alternative:
    """The same gap split another way: `amounts` by part, then the gap, in £ a head."""

    kind: str
    label: str
    amounts: tuple[Figure, ...]


@dataclass(frozen=True)
class Decomposition:
    """The gap in placement spend between an authority and another side, split without a remainder.

    `head` and `plan` are the authority's spend, the other side's and the gap, in £ a head (one of
    `per`) and £ a plan at `january`. Without a value, `gap.reason` says why, and there are no
    parts. `total` is the gap in £ in all, `unsettled` as for a Part, of the gap itself; `left_out`
    are the names of the comparators without figures.
    """

    ask: Ask
    side: str
    january: int
    per: str
    head: tuple[Figure, Figure, Figure]
    plan: tuple[Figure, Figure, Figure]
    parts: tuple[Part, ...] = ()
    kinds: tuple[Kind, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    total: Figure | None = None
    unsettled: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def gap(self) -> Figure:
        """The gap in £ a head."""
        return self.head[2]

    @property
    def published(self) -> bool:
        """Whether there is a gap to split."""
        return self.gap.value is not None

    @property
    def more(self) -> str:
        """Whether the authority spends 'more' or 'less' a head than the other side."""
        return "less" if float(self.gap.value or 0) < 0 else "more"

    def settled(self, yes: bool = True) -> tuple[Part, ...]:
        """Parts whose sign is, or is not, the same in every alternative."""
        return tuple(part for part in self.parts if yes == (not part.unsettled))


def compare(
    spend: pd.DataFrame,
    placements: pd.DataFrame,
    population: pd.DataFrame,
    deductions: pd.DataFrame,
    ask: Ask,
) -> Decomposition:
    """The gap in placement spend a head, and a plan, between an authority and its comparators added
    together, split.

    Parameters
    ----------
    spend, placements, population, deductions : DataFrame
        `s251_high_needs`, `ehc_plans_by_placement`, `population` and `high_needs_deductions`, of
        any number of years.
    ask : Ask
        Its scope says which place funding counts; its denominator who a head is, where held for
        that mid-year.

    Returns
    -------
    Decomposition
        Spend of the financial year over plans at the January within it. Figures have a reason in
        place of a value where the year, the authority or every comparator is missing; nothing
        raises.
    """
    tables = (spend, placements, population)
    year = Year.of(tables, ask)
    held = year.held(ask.main.codes)
    none = year.reason(spend) or (
        "" if held else f"{ask.main.name} have no spend by setting in {ask.financial_year}"
    )
    own = None if none else year.row([ask.la_code])
    result = _result(
        year, own, year.row(held), ask.main.name, (year.rows([ask.la_code]), year.rows(held)), none
    )
    left_out = tuple(ask.name(code) for code in ask.main.codes if code not in (*held, ask.la_code))
    result = replace(result, left_out=left_out)
    if own is None:
        return result
    plain = np.mean([split(own, year.row([code])) for code in held], axis=0)
    log = split(own, year.row(held), by=lmdi)
    ways = [
        ("method", "logarithmic means (LMDI)", log, year, held),
        ("mean", "plain mean", plain, year, held),
    ]
    groups = [("list", group.name, year, year.held(group.codes)) for group in ask.comparators[1:]]
    for code in held if 2 < len(held) <= MANY else ():
        groups.append(
            ("neighbour", f"without {ask.name(code)}", year, [one for one in held if one != code])
        )
    own_places = rows_where(deductions, financial_year=ask.financial_year)
    for kind, how in (
        ("January", {"before": 1}),
        ("population", {"per": "0 to 17"}),
        ("booking", {"shifted": True}),
        ("places", {"places": own_places}),
    ):
        other = Year.of(tables, ask, **how)
        label = {"January": f"plans of January {other.january}", "population": other.per.says}.get(
            kind, KINDS[kind]
        )
        if ask.la_code in other.whole.index and (kind != "places" or len(own_places)):
            groups.append((kind, label, other, other.held(held)))
    for kind, label, other, codes in groups:
        if codes:
            ways.append(
                (kind, label, split(other.row([ask.la_code]), other.row(codes)), other, codes)
            )
    return _judged(result, ways)


def between_years(
    spend: pd.DataFrame,
    placements: pd.DataFrame,
    population: pd.DataFrame,
    ask: Ask,
    earlier: str = "",
) -> Decomposition:
    """The change in an authority's placement spend since an earlier financial year, split alike;
    cash of each year.

    `earlier` is the year before where it is left empty. A head is one of the denominator asked for
    where both years have it, else one of those aged 0 to 17, who are counted alike in every year.
    Refused in words (`gap.reason`) unless spend by setting is held for both years.
    """
    tables, codes = (spend, placements, population), [ask.la_code]
    earlier = financial_year(earlier) if earlier else following(ask.financial_year, -1)
    asked = (ask, replace(ask, financial_year=earlier))
    now, then = (Year.of(tables, one) for one in asked)
    if now.per != then.per:
        now, then = (Year.of(tables, one, per="0 to 17") for one in asked)
    years = sorted(rows_where(spend, kind="outturn")["financial_year"].unique())
    none = now.reason(spend) or then.reason(spend)
    if not {earlier, ask.financial_year} <= set(years):
        held = " and ".join(years) or "no year"
        none = (
            f"spend by setting is held for {held} only, so a change from {earlier} to "
            f"{ask.financial_year} cannot be "
            "split; add the section 251 outturn of both years to do so"
        )
    own, other = (None, then.row([])) if none else (now.row(codes), then.row(codes))
    side = f"{ask.authority.name} in {earlier}"
    return _result(
        now, own, other, side, (now.rows(codes), then.rows(codes)), none, f"{earlier} to "
    )


def _figure(
    measure: str, value: Any, unit: str, says: str, *, reason: str = "", **context: Any
) -> Figure:
    """A Figure of this model; without a value, with the reason."""
    like = {"covers": "section 251 outturn", "stage": AFTER, "price_base": "cash"} | context
    return Figure(
        f"decomposition.{measure}",
        value,
        unit,
        says,
        reason=reason or "no plans are placed there",
        **like,
    )


def _result(  # noqa: PLR0917
    year: Year, own: Floats | None, other: Floats, side: str, rows: Any, none: str, since: str = ""
) -> Decomposition:
    """The split of the headline; its parts are judged later."""
    like = {
        "period": f"{since}{year.ask.financial_year}",
        "scope": f"{year.ask.scope}; {side}; {year.per.says}",
    }
    both: Any = {"rows": (*rows[0], *rows[1]), "reason": none, **like}

    def three(base: int, name: str, unit: str, of: str) -> Any:
        mine, theirs = (
            (np.nan, np.nan) if own is None else (own[2] / own[base], other[2] / other[base])
        )
        values = {
            "own": (mine, rows[0]),
            "other": (theirs, rows[1]),
            "gap": (mine - theirs, both["rows"]),
        }
        return tuple(
            _figure(
                f"{who}_gbp_per_{name}",
                value,
                unit,
                f"outturn over {of}",
                **(both | {"rows": behind}),
            )
            for who, (value, behind) in values.items()
        )

    head = three(HEAD, "head", "gbp_per_head", year.per.says)
    plan = three(PLAN, "plan", "gbp_per_person", f"EHC plans at January {year.january}")
    if own is None:
        return Decomposition(year.ask, side, year.january, year.per.says, head, plan)
    by_kind, a_plan = split(own, other), split(own, other, PLAN).sum(axis=1)
    says, (mine, _), (theirs, _) = (
        "symmetric split of the gap (Shapley)",
        factors(own),
        factors(other),
    )
    parts = tuple(
        Part(
            key,
            label,
            _figure(f"{key}_gbp_per_head", amount, "gbp_per_head", says, **both),
            _figure(f"{key}_gbp", amount * own[HEAD], "gbp", f"{says}, times people", **both),
            _figure(f"{key}_gbp_per_plan", each, "gbp_per_person", says, **both),
        )
        for (key, label), amount, each in zip(
            PARTS.items(), by_kind.sum(axis=1), a_plan, strict=True
        )
    )
    named = (
        ("share_percent", 100 * mine[1], "percent"),
        ("their_share_percent", 100 * theirs[1], "percent"),
        ("cost_gbp_per_plan", mine[2], "gbp_per_person"),
        ("their_cost_gbp_per_plan", theirs[2], "gbp_per_person"),
        ("placement_gbp_per_head", by_kind[1], "gbp_per_head"),
        ("dearer_gbp_per_head", by_kind[2], "gbp_per_head"),
    )
    kinds = tuple(
        Kind(
            row.label,
            *(
                _figure(
                    f"{slug(row.label)}_{name}", values[place], unit, name.replace("_", " "), **both
                )
                for name, values, unit in named
            ),
        )
        for place, row in enumerate(ALIGNMENT)
    )
    total = _figure("gap_gbp", by_kind.sum() * own[HEAD], "gbp", "gap times people", **both)
    return Decomposition(
        year.ask, side, year.january, year.per.says, head, plan, parts, kinds, total=total
    )


def _judged(result: Decomposition, ways: Sequence[Any]) -> Decomposition:
    """The same with its alternatives, how far each part and the gap move, and whether their signs
    are settled.
    """
    alternatives, own = [], [*(part.amount for part in result.parts), result.gap]
    for kind, label, by_kind, year, codes in ways:
        like = {
            "period": result.gap.period,
            "scope": f"{result.ask.scope}; {label}; {year.per.says}",
        }
        like |= {"stage": ADDED_BACK} if kind == "places" else {}
        rows, values = (
            year.rows([result.ask.la_code, *codes]),
            [*by_kind.sum(axis=1), by_kind.sum()],
        )
        alternatives.append(
            Alternative(
                kind,
                label,
                tuple(
                    _figure(
                        f"{key}_gbp_per_head.{slug(label)}",
                        value,
                        "gbp_per_head",
                        "split of the gap",
                        rows=rows,
                        **like,
                    )
                    for key, value in zip((*PARTS, "gap"), values, strict=True)
                ),
            )
        )
    judged = []
    for place, figure in enumerate(own):
        first, *others = (
            float(one.value or 0) for one in (figure, *(way.amounts[place] for way in alternatives))
        )
        kinds = dict.fromkeys(
            way.kind for way, value in zip(alternatives, others, strict=True) if value * first <= 0
        )
        judged.append(
            (replace(figure, low=min(first, *others), high=max(first, *others)), tuple(kinds))
        )
    parts = (
        replace(part, amount=amount, unsettled=kinds)
        for part, (amount, kinds) in zip(result.parts, judged, strict=False)
    )
    gap, unsettled = judged[-1]
    return replace(
        result,
        head=(*result.head[:2], gap),
        parts=tuple(parts),
        unsettled=unsettled,
        alternatives=tuple(alternatives),
    )


def closure(
    spend: pd.DataFrame,
    placements: pd.DataFrame,
    population: pd.DataFrame,
    neighbours: pd.DataFrame,
    ask: Ask,
) -> tuple[Goal, ...]:
    """The largest difference, in £ in all, between the parts added up and the gap: every authority,
    list, base, method.

    `neighbours` is the table `statistical_neighbours`; of the Ask, year, denominator and scope are
    used.
    """
    year = Year.of((spend, placements, population), ask)
    worst, seen = {"Shapley": 0.0, "LMDI": 0.0}, set()
    pairs: Any = neighbours.groupby(["la_code", "vintage"])
    for (code, _), group in pairs:
        codes = [other for other in group["neighbour_code"] if other in year.whole.index]
        if code not in year.whole.index or not codes:
            continue
        own, other = year.row([code]), year.row(codes)
        seen.add(code)
        for base in (HEAD, PLAN):
            gap = own[2] / own[base] - other[2] / other[base]
            for name, by in (("Shapley", shapley), ("LMDI", lmdi)):
                worst[name] = max(
                    worst[name], float(abs(split(own, other, base, by).sum() - gap) * own[base])
                )
    return (
        Goal(
            f"decomposition of {ask.financial_year}: authorities split",
            len(seen),
            low=len(year.whole),
        ),
        *(
            Goal(f"decomposition ({name}): largest error in £", error, high=PENNY / 2)
            for name, error in worst.items()
        ),
    )

"""What a plan costs by kind of place: section 251 outturn over plans, scaled to published net spend."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import pandas as pd

from hnb.compare.select import rows_where
from hnb.domain.comparators import Ask
from hnb.domain.scopes import INDEPENDENT, NON_STATE, PLACES, STATE
from hnb.figures import Figure, FigureMaker, Rows
from hnb.tables import Tables

KINDS_OF_PLACE = ("mainstream", "special", "independent", "further education")
# plans of no kind of place; the spend that goes with no kind of place is spread over all plans
ELSEWHERE = "elsewhere"
# councils book independent placements under alternative provision too, so that setting of the line
# goes with them
_LINES: dict[str, dict[str, tuple[str, ...]]] = {
    "mainstream": {STATE: ("early years", "primary", "secondary")},
    "special": {STATE: ("special",)},
    "independent": {
        INDEPENDENT: ("early years", "primary", "secondary", "special", "alternative provision")
    },
    "further education": {STATE: ("post-school",), INDEPENDENT: ("post-school",)},
}
_INDEPENDENT_PLACEMENTS = (*NON_STATE, "independent school")
_FEWEST = 10  # plans of a kind of place below which its own unit cost means nothing
MAKER = FigureMaker("medium_term", price_base="cash", reason="no figure is published")
_CALCULATION = (
    "section 251 outturn over plans, scaled so that cost times plans is the published net spend"
)


@dataclass(frozen=True)
class Placements:
    """Plans by kind of place at the last January for which they are published."""

    january: int
    by_kind: dict[str, Figure]


@dataclass(frozen=True)
class UnitCosts:
    """£ a plan by kind of place, and of everything that goes with no kind of place.

    `scaled_by` is published net spend over outturn cost times plans; `of_england` says that the
    authority has no cost of its own.
    """

    by_kind: dict[str, Figure]
    everything_else: Figure
    scaled_by: Figure
    of_england: bool


def kind_of_place(rows: pd.DataFrame) -> pd.Series:
    """The kind of place of each row of `ehc_plans_by_placement`."""
    group = rows["placement_group"].replace({"early years": "mainstream"})
    return group.where(group.isin(KINDS_OF_PLACE), ELSEWHERE).mask(
        rows["placement"].isin(_INDEPENDENT_PLACEMENTS), "independent"
    )


def placements(tables: Tables, ask: Ask, january: int) -> Placements:
    """Plans of one authority by kind of place, at `january` or the last one published before it."""
    rows = rows_where(_by_kind(tables), la_code=ask.la_code)
    rows = rows[rows["january"].le(january)]
    published = int(rows["january"].max()) if len(rows) else january
    rows = rows_where(rows, january=published)
    plans = rows.groupby("kind")["plans"].sum().to_dict()
    none = 0.0 if plans else None
    maker = MAKER.having(
        period=f"January {published}",
        rows=(Rows.of("ehc_plans_by_placement", rows, ("la_code", "january")),),
    )
    return Placements(
        january=published,
        by_kind={
            kind: maker.make(
                f"{kind.replace(' ', '_')}_plans",
                plans.get(kind, none),
                "plans",
                f"plans placed in: {kind}",
            )
            for kind in (*KINDS_OF_PLACE, ELSEWHERE)
        },
    )


def unit_costs(
    tables: Tables, ask: Ask, *, placed: Placements, plans: Figure, net: Figure
) -> UnitCosts:
    """Costs a plan, such that cost times plans is the published net spend.

    Parameters
    ----------
    tables : Tables
        `s251_high_needs` and `ehc_plans_by_placement` of every authority.
    ask : Ask
        The authority.
    placed : Placements
        Its plans by kind of place; where published for an earlier January than `plans`, they are
        taken to have grown alike.
    plans, net : Figure
        Its plans at the January within the base year, and its net spend (£) of that year.

    Notes
    -----
    A kind's cost a plan is its lines of the last section 251 outturn over its plans at the January
    within that year, or England's where the authority has too few plans, no cost or no lines; all
    are then scaled by one factor.
    """
    costs = _outturn_costs(tables, ask.la_code)
    counts = {kind: figure.number for kind, figure in placed.by_kind.items()}
    growth = plans.number / (sum(counts.values()) or nan)
    total = sum(counts[kind] * growth * costs.by_kind.get(kind, nan) for kind in KINDS_OF_PLACE)
    total += sum(counts.values()) * growth * costs.everything_else
    factor = net.number / (total or nan)
    placed_rows = placed.by_kind[ELSEWHERE].rows
    maker = MAKER.having(
        period=net.period,
        rows=(*costs.rows, *placed_rows, *net.rows),
        reason=f"net high needs spend is not published for {ask.authority.name}",
    )

    def cost(kind: str, amount: float) -> Figure:
        instead = "" if kind in costs.own else ", England's for want of the authority's own"
        measure = f"{kind.replace(' ', '_')}_gbp_per_plan"
        return maker.make(measure, factor * amount, "gbp_per_person", _CALCULATION + instead)

    return UnitCosts(
        by_kind={kind: cost(kind, costs.by_kind.get(kind, nan)) for kind in KINDS_OF_PLACE},
        everything_else=cost("spread", costs.everything_else),
        scaled_by=maker.make(
            "scaled_by",
            factor,
            "ratio",
            "published net spend over outturn cost times plans",
            rows=costs.rows,
        ),
        of_england=not costs.own,
    )


@dataclass(frozen=True)
class _OutturnCosts:
    """£ a plan of one year's outturn, before they are scaled; `own` are the kinds whose cost is the
    authority's own.
    """

    by_kind: dict[str, float]
    everything_else: float
    own: frozenset[str]
    rows: tuple[Rows, ...]


def _outturn_costs(tables: Tables, la_code: int) -> _OutturnCosts:
    lines = rows_where(tables["s251_high_needs"], kind="outturn").dropna(subset="amount_gbp")
    lines = lines[lines["line"].ne(PLACES)]
    if not len(lines):
        return _OutturnCosts(by_kind={}, everything_else=nan, own=frozenset(), rows=())
    year = str(lines["financial_year"].max())
    lines = rows_where(lines, financial_year=year)
    plans = rows_where(_by_kind(tables), january=int(year[:4]) + 1, la_code=tuple(lines["la_code"]))
    own_lines = rows_where(lines, la_code=la_code)
    england = _Outturn.of(lines, plans)
    authority = _Outturn.of(own_lines, rows_where(plans, la_code=la_code))
    own = frozenset(kind for kind in KINDS_OF_PLACE if authority.has_cost_of(kind))
    return _OutturnCosts(
        by_kind={
            kind: (authority if kind in own else england).cost_of(kind) for kind in KINDS_OF_PLACE
        },
        everything_else=(authority if own and authority.rest > 0 else england).rest,
        own=own,
        rows=(
            Rows.of("s251_high_needs", own_lines, ("la_code", "financial_year", "kind"))
            if own
            else Rows.of("s251_high_needs", lines, ()),
        ),
    )


@dataclass(frozen=True)
class _Outturn:
    """Spend (£) and plans by kind of place, and the rest of the spend for each of all plans."""

    spend: dict[str, float]
    plans: dict[str, float]
    rest: float

    @classmethod
    def of(cls, lines: pd.DataFrame, placed: pd.DataFrame) -> _Outturn:
        amounts = lines.groupby(["line", "setting"])["amount_gbp"].sum().to_dict()
        spend = {
            kind: float(
                sum(
                    amounts.get((line, setting), 0)
                    for line, settings in parts.items()
                    for setting in settings
                )
            )
            for kind, parts in _LINES.items()
        }
        total = float(rows_where(lines, setting="total")["amount_gbp"].sum())
        plans = placed.groupby("kind")["plans"].sum().astype(float)
        return cls(
            spend=spend,
            plans={kind: float(plans.get(kind, 0.0)) for kind in KINDS_OF_PLACE},
            rest=(total - sum(spend.values())) / max(float(plans.sum()), 1),
        )

    def has_cost_of(self, kind: str) -> bool:
        return self.plans[kind] >= _FEWEST and self.spend[kind] > 0

    def cost_of(self, kind: str) -> float:
        return self.spend[kind] / self.plans[kind]


def _by_kind(tables: Tables) -> pd.DataFrame:
    """Published placements with their kind of place."""
    rows = tables["ehc_plans_by_placement"].dropna(subset="plans")
    return rows.assign(kind=kind_of_place)

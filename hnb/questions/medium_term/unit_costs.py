"""What a plan costs by kind of place: outturn over plans, scaled to published net spend."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import pandas as pd

from hnb.comparison.complete import Coverage
from hnb.comparison.measures.spend_lines import in_one_vocabulary
from hnb.comparison.select import is_withheld_record, rows_where
from hnb.domain.comparators import Ask
from hnb.domain.periods import period_from
from hnb.domain.scopes import INDEPENDENT, INDEPENDENT_SCHOOLS, NON_STATE, PLACES, STATE
from hnb.domain.words import slug
from hnb.figures import Figure, FigureMaker, Rows
from hnb.tables import Tables

KINDS_OF_PLACE = ("mainstream", "special", "independent", "further education")
# plans of no kind of place; the spend that goes with no kind of place is spread over all plans
ELSEWHERE = "elsewhere"
_SETTINGS = {
    ("mainstream", STATE): ("early years", "primary", "secondary"),
    ("special", STATE): ("special",),
    ("independent", INDEPENDENT): INDEPENDENT_SCHOOLS,
    ("further education", STATE): ("post-school",),
    ("further education", INDEPENDENT): ("post-school",),
}
_INDEPENDENT_PLACEMENTS = (*NON_STATE, "independent school")
_FEWEST = 10  # plans of a kind of place below which its own unit cost means nothing
MAKER = FigureMaker("medium_term", price_base="cash", reason="no figure is published")
_CALCULATION = (
    "section 251 outturn over plans, scaled so that cost times plans is the published net spend"
)


@dataclass(frozen=True)
class PlansByPlace:
    """Plans by kind of place at the last January for which they are published."""

    january: int
    by_kind: dict[str, Figure]


@dataclass(frozen=True)
class UnitCosts:
    """£ a plan by kind of place, and of everything that goes with no kind of place; `lines_of` is
    the financial year of the lines that they are made of, empty where there are none.
    """

    by_kind: dict[str, Figure]
    everything_else: Figure
    lines_of: str = ""


def kind_of_place(rows: pd.DataFrame) -> pd.Series:
    """The kind of place of each row of `ehc_plans_by_placement`."""
    group = rows["placement_group"].replace({"early years": "mainstream"})
    return group.where(group.isin(KINDS_OF_PLACE), ELSEWHERE).mask(
        rows["placement"].isin(_INDEPENDENT_PLACEMENTS), "independent"
    )


def placements(tables: Tables, ask: Ask, january: int) -> PlansByPlace:
    """Plans of one authority by kind of place, at `january` or the last one published before it; a
    January of which the council's own records withhold a part is no such one.
    """
    rows = rows_where(_by_kind(tables), la_code=ask.la_code)
    rows = rows[~rows["january"].isin(rows["january"][is_withheld_record(rows)])]
    rows = rows[rows["january"].le(january)]
    published = int(rows["january"].max()) if len(rows) else january
    rows = rows_where(rows, january=published)
    plans = rows.groupby("kind")["plans"].sum().to_dict()
    none = 0.0 if plans else None
    maker = MAKER.having(
        period=f"January {published}",
        rows=(Rows.of("ehc_plans_by_placement", rows, ("la_code", "january")),),
    )
    return PlansByPlace(
        january=published,
        by_kind={
            kind: maker.make(
                f"{slug(kind)}_plans",
                plans.get(kind, none),
                "plans",
                f"plans placed in: {kind}",
            )
            for kind in (*KINDS_OF_PLACE, ELSEWHERE)
        },
    )


def unit_costs(
    tables: Tables, ask: Ask, *, placed: PlansByPlace, plans: Figure, net: Figure
) -> UnitCosts:
    """Costs a plan, such that cost times plans is the published net spend.

    Parameters
    ----------
    tables : Tables
        `s251_high_needs` and `ehc_plans_by_placement` of every authority.
    ask : Ask
        The authority.
    placed : PlansByPlace
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
    outturn, england = _outturn(tables, (ask.la_code,)), _outturn(tables)
    is_own = outturn.plans.ge(_FEWEST) & outturn.spend.gt(0)
    costs = (outturn.spend / outturn.plans).where(is_own, england.spend / england.plans)
    use_own_rest = is_own.any() and outturn.rest_per_plan > 0
    rest = outturn.rest_per_plan if use_own_rest else england.rest_per_plan
    counts = pd.Series({kind: figure.number for kind, figure in placed.by_kind.items()})
    whole = counts.sum(skipna=False)
    growth = plans.number / (whole or nan)
    spend = (counts[[*KINDS_OF_PLACE]] * costs).sum(skipna=False) + whole * rest
    factor = net.number / (growth * spend or nan)
    maker = MAKER.having(
        period=net.period,
        rows=(
            *(outturn if is_own.any() else england).rows,
            *placed.by_kind[ELSEWHERE].rows,
            *net.rows,
        ),
        reason=plans.reason or f"net high needs spend is not published for {ask.authority.name}",
    )

    def cost(kind: str, amount: float, instead: str = "") -> Figure:
        measure = f"{slug(kind)}_gbp_per_plan"
        return maker.make(measure, factor * amount, "gbp_per_person", _CALCULATION + instead)

    of_england = ", England's for want of the authority's own"
    return UnitCosts(
        by_kind={
            kind: cost(kind, costs[kind], "" if is_own[kind] else of_england)
            for kind in KINDS_OF_PLACE
        },
        everything_else=cost("spread", rest, "" if use_own_rest else of_england),
        lines_of=outturn.year,
    )


@dataclass(frozen=True)
class _Outturn:
    """Spend (£) and plans of the last year of section 251 outturn that nearly every authority has,
    by kind of place, and the rest of the spend for each of all plans; the year is empty where the
    authority has no lines in it.
    """

    year: str
    spend: pd.Series
    plans: pd.Series
    rest_per_plan: float
    rows: tuple[Rows, ...]


def _outturn(tables: Tables, la_codes: tuple[int, ...] = ()) -> _Outturn:
    """Of the authorities named, or of all; without place funding, which is not paid by the plan."""
    lines = rows_where(tables["s251_high_needs"], kind="outturn").dropna(subset="amount_gbp")
    lines = lines[lines["line"].ne(PLACES)]
    year = _last_of_nearly_all(lines)
    lines = rows_where(lines, financial_year=year)
    january = lines["financial_year"].str[:4].astype(int).max() + 1
    if la_codes:
        lines = rows_where(lines, la_code=la_codes)
    spend = pd.Series(0.0, index=KINDS_OF_PLACE)
    together = in_one_vocabulary(lines)
    for (kind, line), settings in _SETTINGS.items():
        spend[kind] += rows_where(together, line=line, setting=settings)["amount_gbp"].sum()
    total = rows_where(lines, setting="total")["amount_gbp"].sum()
    placed = rows_where(_by_kind(tables), january=january, la_code=tuple(lines["la_code"]))
    plans = placed.groupby("kind")["plans"].sum().astype(float)
    keys = ("la_code", "financial_year", "kind") if la_codes else ()
    return _Outturn(
        year=year if len(lines) else "",
        spend=spend,
        plans=plans.reindex(KINDS_OF_PLACE, fill_value=0.0),
        rest_per_plan=(total - spend.sum()) / max(plans.sum(), 1),
        rows=(Rows.of("s251_high_needs", lines, keys),) if len(lines) else (),
    )


def _last_of_nearly_all(lines: pd.DataFrame) -> str:
    """The last financial year of lines that nearly every authority has; the last where none is."""
    coverage = Coverage.of_table(lines, "financial_year", "amount_gbp")
    year = coverage.latest()
    return str(period_from("financial_year", year) if year else lines["financial_year"].max())


def _by_kind(tables: Tables) -> pd.DataFrame:
    """Published placements with their kind of place."""
    rows = tables["ehc_plans_by_placement"].dropna(subset="plans")
    return rows.assign(kind=kind_of_place)

"""Where the medium term starts: plans and their forecast, unit costs, block and balance, as
published.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hnb.compare.select import rows_where
from hnb.domain.comparators import Ask
from hnb.domain.errors import HnbError
from hnb.domain.periods import following
from hnb.domain.scopes import AFTER, BEFORE, INDEPENDENT, NON_STATE, PLACES, STATE
from hnb.figures import Figure, Rows
from hnb.questions.medium_term.scenarios import ENGLAND, NEIGHBOURS
from hnb.questions.medium_term.spend_errors import TARGET, NetErrors, net_errors
from hnb.questions.plans_forecast.model import plans_ahead
from hnb.stats.growth_model import MEMORY, YEARS_AHEAD, recent_growth

TABLES = (
    "ehc_plans", "new_plans", "population", "requests", "ehc_plans_by_placement", "net_high_needs", "s251_high_needs",
    "dsg_blocks", "dsg_balances", "free_school_meals",
)  # fmt: skip
GROUPS = ("mainstream", "special", "independent", "further education")
# plans of no kind of place; the spend that goes with no kind of place is spread over all plans
ELSE = "elsewhere"
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
_PRIVATE = (*NON_STATE, "independent school")
_NONE = "no figure is published"
_FEWEST = 10  # plans in a group below which its own unit cost means nothing


@dataclass(frozen=True)
class Start:
    """What is published of one authority, from which every scenario sets out.

    `base_year` is the last financial year of net spend that has a January count within it
    (`january`), `years` the five after it, `first_year` the year of the balance carried forward.
    `plans` are the published count and the forecast; `groups` plans by kind of place and `units` £
    a plan, by group, the latter scaled so that they add up to `net`; `spread_cost` is the £ a plan
    of everything that goes with no kind of place. `growth` holds yearly rates (per cent) of the
    neighbours and England, `prices` the GDP deflator's by year. A Figure without a value says why.
    """

    ask: Ask
    base_year: str
    first_year: str
    january: int
    placed: int
    years: tuple[str, ...]
    plans: tuple[Figure, ...]
    groups: dict[str, Figure]
    units: dict[str, Figure]
    spread_cost: Figure
    scaled: Figure
    net: dict[str, Figure]
    place_funding: Figure
    block: Figure
    schools_block: Figure
    brought_forward: Figure
    pupils: Figure
    growth: dict[str, Figure]
    prices: dict[str, Figure]
    errors: NetErrors | None
    england_costs: bool

    @property
    def every_year(self) -> tuple[str, ...]:
        """Years shown: that of the balance, or the base year where it comes first, to the end of
        the medium term.
        """
        count = int(self.base_year[:4]) - int(self.first_year[:4])
        return (
            *(following(self.first_year, step) for step in range(count)),
            self.base_year,
            *self.years,
        )


def kind_of_place(rows: pd.DataFrame) -> pd.Series:
    """The cost group of each row of `ehc_plans_by_placement`."""
    group = rows["placement_group"].replace({"early years": "mainstream"})
    return group.where(group.isin(GROUPS), ELSE).mask(
        rows["placement"].isin(_PRIVATE), "independent"
    )


def begin(
    tables: dict[str, pd.DataFrame],
    deflator: pd.DataFrame,
    ask: Ask,
    *,
    errors: NetErrors | None = None,
) -> Start:
    """The start of every scenario of one authority.

    Parameters
    ----------
    tables : dict of DataFrame
        The tables of `TABLES`, by name, at the level of the authority.
    deflator : DataFrame
        `gdp_deflator`; a year that it does not hold has the target of 2%.
    ask : Ask
        The authority; its first set of statistical neighbours gives the neighbours' growth.
    errors : NetErrors, optional
        Of `net_errors`, where they have been worked out already.

    Notes
    -----
    A group's cost a plan is its lines of the last section 251 outturn over its plans at the January
    within that year, or England's where the authority has too few plans, no cost or no lines; all
    are then scaled by one factor, so that cost times plans is the published net spend of the base
    year.
    """
    code, name = ask.la_code, ask.authority.name
    plans, placement, net = (
        tables[key] for key in ("ehc_plans", "ehc_plans_by_placement", "net_high_needs")
    )
    learned = tables["new_plans"], tables["population"], tables["requests"]
    paid = rows_where(net, la_code=code).dropna(subset="amount_gbp")
    latest = int(rows_where(plans, la_code=code).dropna(subset="plans")["january"].max())
    spent = paid[paid["financial_year"].str[:4].astype(int) < latest]
    base = (
        spent["financial_year"].max()
        if len(spent)
        else following(f"{latest - 1}-{latest % 100:02d}", 0)
    )
    january = int(base[:4]) + 1

    def figure(
        measure: str,
        value: float | None,
        unit: str,
        how: str,
        rows: tuple[Rows, ...] = (),
        *,
        period: str,
        reason: str = "",
        stage: str = "",
        covers: str = "",
    ) -> Figure:
        return Figure(
            f"medium_term.{measure}",
            None if value is None or np.isinf(value) else float(value),
            unit,
            how,
            rows,
            "",
            period,
            covers,
            stage,
            "cash" if unit.startswith("gbp") else "",
            reason=reason or _NONE,
        )

    def money(measure: str, table: str, what: str, **where: object) -> Figure:
        rows = rows_where(tables[table], la_code=code, **where).dropna(subset="amount_gbp")
        last = rows["financial_year"].max() if len(rows) else ""
        rows = rows[rows["financial_year"].eq(last)]
        return figure(
            measure,
            rows["amount_gbp"].sum(min_count=1),
            "gbp",
            what,
            (_rows(table, rows),),
            period=last,
            reason=f"{what} is not published for {name}",
            stage=str(where.get("stage", "")),
            covers=what,
        )

    try:
        ahead = plans_ahead(plans, *learned, code, origin=january)
        counts = (ahead.now, *ahead.plans)
    except HnbError as fault:
        counts = tuple(
            figure(
                "plans", None, "plans", "", period=f"January {january + step}", reason=fault.found
            )
            for step in (0, *YEARS_AHEAD)
        )
    place = placement[placement["plans"].notna()].assign(group=kind_of_place)
    mine = place[place["la_code"].eq(code) & place["january"].le(january)]
    placed = int(mine["january"].max()) if len(mine) else january
    mine = mine[mine["january"].eq(placed)]
    seen = (_rows("ehc_plans_by_placement", mine[["la_code", "january", "release"]]),)
    held = mine.groupby("group")["plans"].sum().astype(float)
    groups = {
        group: figure(
            f"{group.replace(' ', '_')}_plans",
            held.get(group, 0.0) if len(mine) else None,
            "plans",
            f"plans placed in: {group}",
            seen,
            period=f"January {placed}",
        )
        for group in (*GROUPS, ELSE)
    }
    paid_now = {
        str(year): figure(
            "net_gbp",
            float(rows["amount_gbp"].sum()),
            "gbp",
            "published",
            (_rows("net_high_needs", rows),),
            period=str(year),
        )
        for year, rows in paid.groupby("financial_year")
    }
    why = f"net high needs spend is not published for {name}"
    paid_now.setdefault(base, figure("net_gbp", None, "gbp", "published", period=base, reason=why))
    costs, rest, own, rows = _costs(tables["s251_high_needs"], place, code)
    held = held * (
        float(counts[0].value or np.nan) / held.sum()
    )  # to the count of the base, if placed before it
    total = (
        sum(held.get(group, 0) * costs.get(group, np.nan) for group in GROUPS) + held.sum() * rest
    )
    factor = float(paid_now[base].value or np.nan) / total if len(mine) else np.nan
    how = (
        "section 251 outturn over plans, scaled so that cost times plans is the published net spend"
    )

    def unit(group: str, cost: float) -> Figure:
        who = "" if group in own else ", England's for want of the authority's own"
        return figure(
            f"{group.replace(' ', '_')}_gbp_per_plan",
            factor * cost,
            "gbp_per_person",
            how + who,
            (*rows, *seen, *paid_now[base].rows),
            period=base,
            reason=why,
        )

    wide = (
        plans.dropna()
        .pivot_table("plans", "la_code", "january", "sum")
        .astype(float)
        .loc[:, :january]
    )
    near = next((one for one in ask.comparators if one.kind == "neighbours"), ask.main)
    sets = {NEIGHBOURS: list(near.codes), ENGLAND: list(wide.index)}
    since = f"January {january - MEMORY} to January {january}"
    growth = {
        who: figure(
            f"{who}_growth_percent",
            100 * np.expm1(recent_growth(wide[wide.index.isin(codes)], january)),
            "percent",
            "growth a year of the plans of all that have both counts",
            (
                _rows(
                    "ehc_plans",
                    rows_where(plans, la_code=tuple(codes), january=(january - MEMORY, january)),
                ),
            ),
            period=since,
        )
        for who, codes in sets.items()
    }
    balance = money(
        "brought_forward_gbp",
        "dsg_balances",
        "balance of the dedicated schools grant carried forward",
    )
    years = tuple(following(base, step) for step in YEARS_AHEAD)
    known = deflator.set_index("financial_year")["change_percent"]
    prices = {
        year: figure(
            "prices_percent",
            float(known.get(year, TARGET)),
            "percent",
            "GDP deflator" if year in known else "the target for prices, for want of a forecast",
            (_rows("gdp_deflator", rows_where(deflator, financial_year=year)),),
            period=year,
        )
        for year in years
    }
    classes = rows_where(
        tables["free_school_meals"], la_code=code, phase=("primary", "secondary")
    ).dropna(subset="pupils")
    term = classes["academic_year"].max() if len(classes) else ""
    classes = rows_where(classes, academic_year=term)
    return Start(
        ask,
        base,
        min(balance.period or base, base),
        january,
        placed,
        years,
        counts,
        groups,
        {group: unit(group, costs.get(group, np.nan)) for group in GROUPS},
        unit("spread", rest),
        figure(
            "scaled_by",
            factor,
            "ratio",
            "published net spend over outturn cost times plans",
            rows,
            period=base,
            reason=why,
        ),
        paid_now,
        money(
            "place_funding_gbp",
            "s251_high_needs",
            "outturn place funding",
            kind="outturn",
            line=PLACES,
            setting=("total", "early years", "primary", "secondary"),
        ),
        money(
            "block_gbp",
            "dsg_blocks",
            "high needs block after deductions",
            block="high needs",
            stage=AFTER,
        ),
        money(
            "schools_block_gbp",
            "dsg_blocks",
            "schools block before deductions",
            block="schools",
            stage=BEFORE,
        ),
        balance,
        figure(
            "pupils",
            classes["pupils"].sum(min_count=1),
            "pupils",
            "pupils in primary and secondary schools",
            (_rows("free_school_meals", classes),),
            period=term,
        ),
        growth,
        prices,
        errors or net_errors(net, plans, *learned, la_code=code),
        not own,
    )


def _rows(table: str, rows: pd.DataFrame) -> Rows:
    """Rows narrowed by every key that they have."""
    values = (
        "amount_gbp",
        "plans",
        "pupils",
        "change_percent",
        "status",
        "release",
        "group",
        "year",
    )
    return Rows.of(table, rows, [key for key in rows.columns if key not in values])


def _costs(
    lines: pd.DataFrame, place: pd.DataFrame, code: int
) -> tuple[dict[str, float], float, set[str], tuple[Rows, ...]]:
    """£ a plan by group, £ a plan of the rest, the groups whose cost is the authority's own, and
    the rows.
    """
    outturn = lines[lines["kind"].eq("outturn") & lines["line"].ne(PLACES)].dropna(
        subset="amount_gbp"
    )
    if not len(outturn):
        return {}, np.nan, set(), ()
    year = str(outturn["financial_year"].max())
    outturn = rows_where(outturn, financial_year=year)
    counts = rows_where(place, january=int(year[:4]) + 1, la_code=tuple(outturn["la_code"]))

    def sums(
        spent: pd.DataFrame, plans: pd.DataFrame
    ) -> tuple[dict[str, float], dict[str, float], float]:
        by = dict(spent.groupby(["line", "setting"])["amount_gbp"].sum())
        cost = {
            group: float(
                sum(by.get((line, at), 0) for line, settings in parts.items() for at in settings)
            )
            for group, parts in _LINES.items()
        }
        whole = float(sum(amount for (_, setting), amount in by.items() if setting == "total"))
        held = {
            group: float(plans.loc[plans["group"].eq(group), "plans"].sum()) for group in GROUPS
        }
        return cost, held, (whole - sum(cost.values())) / max(float(plans["plans"].sum()), 1)

    mine = outturn[outturn["la_code"].eq(code)]
    cost, held, rest = sums(mine, rows_where(counts, la_code=code))
    all_cost, all_held, all_rest = sums(outturn, counts)
    own = {group for group in GROUPS if held[group] >= _FEWEST and cost[group] > 0}
    unit = {
        group: cost[group] / held[group] if group in own else all_cost[group] / all_held[group]
        for group in GROUPS
    }
    rows = (
        Rows.of(
            "s251_high_needs",
            mine if own else outturn,
            ("la_code", "financial_year", "kind") if own else (),
        ),
    )
    return unit, rest if own and rest > 0 else all_rest, own, rows

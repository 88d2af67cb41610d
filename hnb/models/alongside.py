"""What else moved while a programme ran: requests, refusals, 20 weeks and spend, described without a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from hnb.figures import Figure, Rows

if TYPE_CHECKING:
    from hnb.comparators import Ask

BEFORE = 2  # years shown before the start


@dataclass(frozen=True)
class Alongside:
    """One measure in one year: the authority's figure, and that of the middle authority."""

    measure: str
    period: str
    own: Figure
    middle: Figure


def _shares(table: pd.DataFrame, by: str, value: str, part: str, whole: str) -> pd.DataFrame:
    """Authority × year: one category as a percentage of another."""
    wide = table.pivot_table(index=["la_code", "calendar_year"], columns=by, values=value, aggfunc="sum", min_count=1)
    both = wide.reindex(columns=[part, whole]).astype("Float64").astype(float)
    return (100 * both[part] / both[whole].where(both[whole] > 0)).unstack("calendar_year")


def alongside(
    plans: pd.DataFrame,
    requests: pd.DataFrame,
    timeliness: pd.DataFrame,
    net: pd.DataFrame,
    ask: Ask,
    *,
    start_year: int,
) -> tuple[Alongside, ...]:
    """Other outcomes by year, from two years before the start, beside the middle authority of England.

    Parameters
    ----------
    plans, requests, timeliness, net : DataFrame
        `ehc_plans`, `requests`, `plan_timeliness` and `net_high_needs`, by authority.
    start_year : int
        The year in which the programme began.

    Notes
    -----
    No change is reckoned: persons were counted instead of totals from the census of January 2023, and none of these
    has a test. Plans that requests and spend are set against are those of the January in, or just before, the year.
    """
    timely = timeliness[timeliness["exceptions"].eq("without exceptions")]
    stock = plans.pivot(index="la_code", columns="january", values="plans").astype("Float64").astype(float)
    asked = requests[requests["outcome"].eq("total")]
    asked = asked.pivot(index="la_code", columns="calendar_year", values="requests").astype("Float64").astype(float)
    spent = net.pivot(index="la_code", columns="financial_year", values="amount_gbp").astype(float)
    held = stock.rename(columns=lambda january: f"{january}-{(january + 1) % 100:02d}")
    made = (
        ("requests for every hundred plans", "requests", "calendar_year", "number", 100 * asked / stock, requests),
        ("requests refused", "refused", "calendar_year", "percent",
         _shares(requests, "outcome", "requests", "refused", "total"), requests),
        ("plans issued within 20 weeks", "within_20_weeks", "calendar_year", "percent",
         _shares(timely, "wait", "plans_issued", "within 20 weeks", "any"), timely),
        ("net high needs spend for each plan", "net_spend_per_plan", "financial_year", "gbp_per_person",
         spent / held, net),
    )  # fmt: skip
    tables, found = {id(requests): "requests", id(timely): "plan_timeliness", id(net): "net_high_needs"}, []
    for says, key, kind, unit, values, source in made:
        shown = values.dropna(axis=1, how="all")
        for period in (one for one in shown if int(str(one)[:4]) >= start_year - BEFORE):
            rows = (Rows.of(tables[id(source)], source[source[kind] == period], [kind]),)
            calculation, name = f"{says}, as published", f"alongside.{key}"
            own = shown[period].get(ask.la_code)
            others = shown[period].drop(ask.la_code, errors="ignore")
            found.append(
                Alongside(
                    says, str(period),
                    Figure(name, own, unit, calculation, rows, says, str(period), reason="not published"),
                    Figure(f"{name}_middle", others.median(), unit, "median of the other authorities", rows, says,
                           str(period), reason="not published"),
                )
            )  # fmt: skip
    return tuple(found)

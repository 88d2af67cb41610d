"""What else moved while a programme ran: requests, refusals, 20 weeks and spend, described without
a verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from hnb.compare.select import rows_where
from hnb.figures import Figure, Rows

if TYPE_CHECKING:
    from hnb.domain.comparators import Ask

BEFORE = 2  # years shown before the start


@dataclass(frozen=True)
class Alongside:
    """One measure in one year: the authority's figure, and that of the middle authority."""

    measure: str
    period: str
    own: Figure
    middle: Figure


def _wide(
    table: pd.DataFrame, value: str, years: str = "calendar_year", **where: str
) -> pd.DataFrame:
    """Authority × year, of one category."""
    wide = rows_where(table, **where).pivot(index="la_code", columns=years, values=value)
    return wide.astype("Float64").astype(float)


def alongside(
    plans: pd.DataFrame,
    requests: pd.DataFrame,
    timeliness: pd.DataFrame,
    net: pd.DataFrame,
    ask: Ask,
    *,
    start_year: int,
) -> tuple[Alongside, ...]:
    """Other outcomes by year, from two years before the start, beside the middle authority of
    England.

    Parameters
    ----------
    plans, requests, timeliness, net : DataFrame
        `ehc_plans`, `requests`, `plan_timeliness` and `net_high_needs`, by authority.
    start_year : int
        The year in which the programme began.

    Notes
    -----
    No change is reckoned: persons were counted instead of totals from the census of January 2023,
    and none of these has a test. Plans that requests and spend are set against are those of the
    January in, or just before, the year.
    """
    timely, year = rows_where(timeliness, exceptions="without exceptions"), "calendar_year"
    stock, spent = _wide(plans, "plans", "january"), _wide(net, "amount_gbp", "financial_year")
    asked, refused = (
        _wide(requests, "requests", outcome=outcome) for outcome in ("total", "refused")
    )
    timed, in_time = (
        _wide(timely, "plans_issued", wait=wait) for wait in ("any", "within 20 weeks")
    )
    held = stock.rename(columns=lambda january: f"{january}-{(january + 1) % 100:02d}")
    made = (
        (
            "requests for every hundred plans",
            "requests",
            year,
            "number",
            100 * asked / stock,
            "requests",
            requests,
        ),
        (
            "requests refused",
            "refused",
            year,
            "percent",
            100 * refused / asked.where(asked > 0),
            "requests",
            requests,
        ),
        (
            "plans issued within 20 weeks",
            "within_20_weeks",
            year,
            "percent",
            100 * in_time / timed.where(timed > 0),
            "plan_timeliness",
            timely,
        ),
        (
            "net high needs spend for each plan",
            "net_spend_per_plan",
            "financial_year",
            "gbp_per_person",
            spent / held,
            "net_high_needs",
            net,
        ),
    )
    found = []
    for says, key, kind, unit, values, name, table in made:
        shown = values.dropna(axis=1, how="all")
        for period in (one for one in shown if int(str(one)[:4]) >= start_year - BEFORE):
            rows = (Rows.of(name, rows_where(table, **{kind: period}), [kind]),)
            like: Any = {
                "rows": rows,
                "scope": says,
                "period": str(period),
                "reason": "not published",
            }
            own, others = (
                shown[period].get(ask.la_code),
                shown[period].drop(ask.la_code, errors="ignore"),
            )
            found.append(
                Alongside(
                    says,
                    str(period),
                    Figure(f"alongside.{key}", own, unit, f"{says}, as published", **like),
                    Figure(
                        f"alongside.{key}_middle",
                        others.median(),
                        unit,
                        "median of the other authorities",
                        **like,
                    ),
                )
            )
    return tuple(found)

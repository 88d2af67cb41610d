"""What each placement of the made-up council costs, and the ledger as it was on two days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from hnb.council.example.truth.parameters import Parameters

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

DAYS_A_YEAR = 365
WEEKS = {"none": 39, "38 to 51 weeks": 39, "52 weeks": 52}
BY_THE_WEEK = {
    "independent special",
    "non-maintained special",
    "independent mainstream",
    "post-16 specialist",
}


def financial_year_start(day: date) -> date:
    """The 1 April on or before a day."""
    return date(day.year if day.month >= 4 else day.year - 1, 4, 1)


def costed(
    spells: pd.DataFrame,
    schools: pd.DataFrame,
    parameters: Parameters,
    chance: np.random.Generator,
    *,
    as_at: date,
) -> pd.DataFrame:
    """Spells that the council pays for since the last financial year began, with their costs.

    Adds the columns of `schools`, `hours` (of support a week, in mainstream), `annual_gbp` in the
    prices of the current financial year, and `recorded`, the day on which the ledger has it.
    """
    import numpy as np
    import pandas as pd

    year_start = financial_year_start(as_at)
    before = pd.Timestamp(year_start.year - 1, 4, 1)
    paid = spells[
        spells["school_row"].ge(0) & (spells["left"].isna() | spells["left"].ge(before))
    ].reset_index(drop=True)
    columns = ["school", "provider", "provider_kind", "in_area", "state_funded"]
    row = paid["school_row"].to_numpy()
    for column in columns:
        paid[column] = schools[column].to_numpy()[row]
    is_base = paid["placement"].str.contains(", ", regex=False)
    is_base &= paid["provider_kind"].eq("mainstream school")
    paid["provider_kind"] = paid["provider_kind"].mask(is_base, "resourced provision")
    size = len(paid)
    of_school = chance.standard_normal(len(schools))[row]
    of_child = chance.standard_normal(size)
    hours = parameters.hours_mean * np.exp(
        parameters.hours_spread * chance.standard_normal(size) - parameters.hours_spread**2 / 2
    )
    hours = np.clip(np.round(hours * 2) / 2, 5, 35)
    noise = parameters.top_up_spread * of_child - parameters.top_up_spread**2 / 2
    by_hours = parameters.hour_gbp * hours * np.exp(noise)
    annual = np.zeros(size)
    for kind, cost in parameters.costs.items():
        spread = cost.between * of_school + cost.within * of_child
        typical = cost.mean_gbp * np.exp(spread - (cost.between**2 + cost.within**2) / 2)
        annual = np.where(paid["provider_kind"].eq(kind), typical, annual)
    in_mainstream = paid["provider_kind"].eq("mainstream school").to_numpy()
    annual = np.where(
        in_mainstream, by_hours, annual * paid["residential"].map(parameters.boarding)
    )
    paid["hours"] = pd.Series(hours).where(in_mainstream)
    paid["annual_gbp"] = np.round(annual, 2)
    lag = chance.integers(0, parameters.days_to_ledger + 1, size)
    elements = {kind: cost.element for kind, cost in parameters.costs.items()}
    paid["funding_element"] = paid["provider_kind"].map(elements)
    paid["recorded"] = paid["entered"] + pd.to_timedelta(lag, unit="D")
    return paid


def ledger(paid: pd.DataFrame, parameters: Parameters, *, as_at: date) -> pd.DataFrame:
    """The ledger as it stood on a day: a row a placement and financial year, this one and the last.

    A placement that goes on over April has a row that ends on 31 March and one that begins on
    1 April with the uplifted cost; a placement that is not recorded yet has none.
    """
    import pandas as pd

    start = financial_year_start(as_at)
    last_start = date(start.year - 1, 4, 1)
    known = paid[paid["recorded"].le(pd.Timestamp(as_at))]
    parts = []
    for first, last, prices in (
        (last_start, start - timedelta(days=1), 1 / (1 + parameters.uplift)),
        (start, None, 1.0),
    ):
        parts.append(_year(known, first, last, prices=prices, as_at=as_at))
    rows = pd.concat(parts, ignore_index=True)
    return rows.sort_values(["child", "start"], kind="stable", ignore_index=True)


def _year(
    known: pd.DataFrame, first: date, last: date | None, *, prices: float, as_at: date
) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    begin, today = pd.Timestamp(first), pd.Timestamp(as_at)
    rows = known[known["left"].isna() | known["left"].ge(begin)]
    end = rows["left"].mask(rows["left"].gt(today))
    if last is not None:
        rows = rows[rows["entered"].le(pd.Timestamp(last))]
        end = not_after(rows["left"].fillna(pd.Timestamp(last)), pd.Timestamp(last))
    start = not_before(rows["entered"], begin)
    weekly = rows["provider_kind"].isin(BY_THE_WEEK)
    weeks = rows["residential"].map(WEEKS).astype(float)
    annual = (rows["annual_gbp"] * prices).round(2)
    week_gbp = (annual / weeks).round(2)
    a_year = annual.where(~weekly, (week_gbp * weeks).round(2))
    paid_up_to = end.fillna(pd.Timestamp(as_at.replace(day=1)) - pd.Timedelta(days=1))
    days = ((not_after(paid_up_to, today) - start).dt.days + 1).clip(lower=0)
    return pd.DataFrame(
        {
            "child": rows["person"],
            "provider": rows["provider"],
            "provider_kind": rows["provider_kind"],
            "sector": np.where(
                rows["state_funded"], "state-funded", "independent or non-maintained"
            ),
            "in_area": rows["in_area"].astype("boolean"),
            "need": rows["need"],
            "birth_date": rows["birth_date"],
            "start": start,
            "end": end.loc[rows.index],
            "weekly_cost_gbp": week_gbp.where(weekly),
            "annual_cost_gbp": annual.where(~weekly),
            "funding_element": rows["funding_element"],
            "weeks_a_year": weeks.where(weekly),
            "paid_to_date_gbp": (a_year * days / DAYS_A_YEAR).round(2),
        }
    )


def backlog(paid: pd.DataFrame, *, as_at: date) -> pd.DataFrame:
    """Placements that have begun and are not in the ledger yet."""
    import pandas as pd

    today = pd.Timestamp(as_at)
    begun = paid["entered"].le(today) & (paid["left"].isna() | paid["left"].ge(today))
    return paid[begun & paid["recorded"].gt(today)]


def costs_by_line(
    paid: pd.DataFrame, line_of: Mapping[str, str], *, as_at: date
) -> dict[str, float]:
    """What known placements cost in the financial year, by line, if nothing changes."""
    cost = year_cost(paid, as_at=as_at).groupby(paid["provider_kind"].map(line_of)).sum()
    return {str(line): float(value) for line, value in cost.items()}


def year_cost(paid: pd.DataFrame, *, as_at: date) -> pd.Series[float]:
    """What each placement costs in the financial year, in pounds, if it goes on to its end."""
    import pandas as pd

    start = pd.Timestamp(financial_year_start(as_at))
    end = start + pd.DateOffset(years=1) - pd.Timedelta(days=1)
    last = not_after(paid["left"].fillna(end), end)
    days = ((last - not_before(paid["entered"], start)).dt.days + 1).clip(lower=0)
    return paid["annual_gbp"] * days / DAYS_A_YEAR


def not_before(days: pd.Series[pd.Timestamp], first: pd.Timestamp) -> pd.Series[pd.Timestamp]:
    """Days, with the first in place of any before it; a missing day stays missing."""
    return days.mask(days.lt(first), first)


def not_after(days: pd.Series[pd.Timestamp], last: pd.Timestamp) -> pd.Series[pd.Timestamp]:
    """Days, with the last in place of any after it; a missing day stays missing."""
    return days.mask(days.gt(last), last)

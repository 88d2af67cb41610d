"""Requests, assessments and plans of the made-up council, from the true parameters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from hnb.council.example.truth.parameters import YEARS_OF_RECORDS, Parameters
from hnb.council.example.truth.patterns import Patterns, quotas

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

DAYS_A_YEAR = 365.25
YEARS_BEFORE = (
    2  # years of requests before the first plan that is followed, so that waits are whole
)
FIRST_PLANS = date(2014, 9, 1)  # before it there were statements
YEARS_WITH_A_PLAN = 6.8  # how long plans have been open where they grow and cease at these rates
SUMMER = 0.6  # of the plans that cease, those that do in the weeks around the end of a school year


@dataclass(frozen=True)
class Cases:
    """Everything that has happened to children by the day of the extract.

    Parameters
    ----------
    requests : DataFrame
        One row a request of the years of records: `person`, `received`, `fate` (which need not be
        known yet), `decided`, `outcome_day`, `issued`, all days, some of them after the extract.
    plans : DataFrame
        One row a plan that was open in the years of records: `plan`, `person`, `request`,
        `started`, `ceased`, `cease_reason`, `age` (at the 31 August before the extract, or before
        it ceased), `birth_date`.
    people : DataFrame
        `person` and `birth_date`.
    requests_a_month : float
        What is expected in an average month of the year before the extract.
    """

    requests: pd.DataFrame
    plans: pd.DataFrame
    people: pd.DataFrame
    requests_a_month: float


def plans_expected(pattern: Patterns, parameters: Parameters, as_at: date, size: float) -> float:
    """Plans on the day, if they have grown since the latest January that is published."""
    years = (as_at - date(pattern.january, 1, 15)).days / DAYS_A_YEAR
    return pattern.plans * size * (1 + parameters.growth) ** years


def school_year(day: date) -> int:
    """The year in which the school year of a day began."""
    return day.year if day.month >= 9 else day.year - 1


def cases(
    pattern: Patterns,
    parameters: Parameters,
    chance: np.random.Generator,
    *,
    as_at: date,
    size: float,
) -> Cases:
    """Simulate requests forward, and plans from those that were open when the records began."""
    import pandas as pd

    records_from = date(as_at.year - YEARS_OF_RECORDS, 1, 1)
    followed_from = date(records_from.year - 1, 11, 30)
    today = plans_expected(pattern, parameters, as_at, size)
    years = (as_at - followed_from).days / DAYS_A_YEAR
    at_first = round(today / (1 + parameters.growth) ** years)
    leads_to_plan = (1 - parameters.share_refused - parameters.share_withdrawn) * (
        1 - parameters.share_no_plan - parameters.share_assessment_withdrawn
    )
    a_month = today * float(pattern.starting.sum()) / 12 / leads_to_plan
    requests = _requests(a_month, parameters, chance, followed_from=followed_from, as_at=as_at)
    fresh = _snapshot_ages(requests, pattern, chance)
    started = fresh["issued"].gt(pd.Timestamp(followed_from)) & fresh["issued"].le(
        pd.Timestamp(as_at)
    )
    new = fresh[started].rename(columns={"issued": "started"})
    earlier = _open_at_first(at_first, pattern, chance, followed_from=followed_from)
    plans = pd.concat([earlier, new[["person", "request", "received", "started", "cohort"]]])
    plans = _cease(plans.reset_index(drop=True), pattern, parameters, chance, as_at=as_at)
    plans = _with_exact_ages(plans, pattern, chance, as_at=as_at)
    in_records = plans["ceased"].isna() | plans["ceased"].ge(pd.Timestamp(records_from))
    plans = plans[in_records].sort_values(["started", "person"], kind="stable")
    plans = plans.reset_index(drop=True)
    plans["plan"] = [f"EP{number}" for number in range(200_001, 200_001 + len(plans))]
    before_records = plans["received"].lt(pd.Timestamp(records_from))
    plans["request"] = plans["request"].mask(before_records)
    recorded = fresh[fresh["received"].ge(pd.Timestamp(records_from))].reset_index(drop=True)
    people = _people(plans, recorded, chance)
    year_before = a_month / (1 + parameters.growth) ** 0.5
    return Cases(recorded.drop(columns="cohort"), plans, people, year_before)


def _requests(
    a_month: float,
    parameters: Parameters,
    chance: np.random.Generator,
    *,
    followed_from: date,
    as_at: date,
) -> pd.DataFrame:
    """Requests of every month up to the extract, with everything that will become of them."""
    import numpy as np
    import pandas as pd

    first = pd.Timestamp(followed_from.year - YEARS_BEFORE, followed_from.month, 1)
    months = pd.date_range(first, pd.Timestamp(as_at), freq="MS")
    years = (months - pd.Timestamp(as_at)).days.to_numpy() / DAYS_A_YEAR
    seasons = np.array(parameters.seasons) / np.mean(parameters.seasons)
    expected = a_month * (1 + parameters.growth) ** years * seasons[months.month - 1]
    counts = chance.poisson(expected)
    month = np.repeat(months.to_numpy(), counts)
    length = np.repeat(months.days_in_month.to_numpy(), counts)
    day = (chance.random(len(month)) * length).astype(int)
    received = pd.Series(month + day.astype("timedelta64[D]")).sort_values(ignore_index=True)
    received = received[received.le(pd.Timestamp(as_at))]
    size = len(received)
    fate = _fates(size, parameters, chance)
    wait = _days(parameters.weeks_median, parameters.weeks_spread, size, chance)
    refusal = _days(parameters.refusal_weeks_median, parameters.refusal_weeks_spread, size, chance)
    assessed = np.isin(fate, ("plan", "no plan", "assessment withdrawn"))
    decided = np.where(assessed, np.round(wait * parameters.decision_at), refusal)
    requests = pd.DataFrame({"received": received, "fate": fate})
    requests["decided"] = received + pd.to_timedelta(decided, unit="D")
    outcome = received + pd.to_timedelta(np.round(wait * parameters.outcome_at), unit="D")
    requests["outcome_day"] = outcome.where(assessed)
    requests["issued"] = (received + pd.to_timedelta(wait, unit="D")).where(fate == "plan")
    requests["exception"] = assessed & (chance.random(size) < parameters.exceptions)
    requests["request"] = [f"R{number}" for number in range(300_001, 300_001 + size)]
    requests["person"] = [f"P{number}" for number in range(500_001, 500_001 + size)]
    return requests


def _fates(size: int, parameters: Parameters, chance: np.random.Generator) -> np.ndarray:
    """What becomes of each request in the end."""
    import numpy as np

    first = chance.random(size)
    second = chance.random(size)
    refused, withdrawn = parameters.share_refused, parameters.share_withdrawn
    no_plan, stopped = parameters.share_no_plan, parameters.share_assessment_withdrawn
    return np.select(
        [
            first < refused,
            first < refused + withdrawn,
            second < no_plan,
            second < no_plan + stopped,
        ],
        ["refused", "withdrawn", "no plan", "assessment withdrawn"],
        default="plan",
    )


def _days(median: float, spread: float, size: int, chance: np.random.Generator) -> np.ndarray:
    """Waits in whole days whose logarithms are normal."""
    import numpy as np

    return np.maximum(np.round(7 * median * np.exp(spread * chance.standard_normal(size))), 7)


def _snapshot_ages(
    requests: pd.DataFrame, pattern: Patterns, chance: np.random.Generator
) -> pd.DataFrame:
    """Add `cohort`, the year in whose August the child is of age zero, from the age at the first
    30 November after the plan starts, or would have.
    """
    import numpy as np

    shares = pattern.starting / pattern.starting.sum()
    age = chance.choice(shares.index.to_numpy(), size=len(requests), p=shares.to_numpy())
    would_start = requests["issued"].fillna(requests["decided"])
    after = would_start.dt.month.eq(12).to_numpy()
    return requests.assign(cohort=would_start.dt.year.to_numpy() + np.where(after, 1, 0) - age)


def _open_at_first(
    count: int, pattern: Patterns, chance: np.random.Generator, *, followed_from: date
) -> pd.DataFrame:
    """Plans that were open when the records begin, which have no request in them."""
    import numpy as np
    import pandas as pd

    ages = quotas(pattern.ages, count)
    age = np.repeat(ages.index.to_numpy(), ages.to_numpy())
    possible = (followed_from - FIRST_PLANS).days / DAYS_A_YEAR
    longest = np.minimum(np.maximum(age - 2, 0.5), possible)
    mean = YEARS_WITH_A_PLAN
    years = -mean * np.log(1 - chance.random(count) * (1 - np.exp(-longest / mean)))
    open_for = years * DAYS_A_YEAR
    return pd.DataFrame(
        {
            "person": [f"P{number}" for number in range(400_001, 400_001 + count)],
            "started": pd.Timestamp(followed_from) - pd.to_timedelta(np.floor(open_for), unit="D"),
            "cohort": followed_from.year - age,
        }
    )


def _cease(
    plans: pd.DataFrame,
    pattern: Patterns,
    parameters: Parameters,
    chance: np.random.Generator,
    *,
    as_at: date,
) -> pd.DataFrame:
    """Go through the school years; in each, the share for its age ceases."""
    import numpy as np
    import pandas as pd

    size = len(plans)
    ceased = np.full(size, np.datetime64("NaT"), dtype="datetime64[D]")
    started = plans["started"].to_numpy().astype("datetime64[D]")
    reasons = [reason for reason, _ in parameters.cease_reasons]
    shares = np.array([share for _, share in parameters.cease_reasons])
    by_age = pattern.ceasing.to_numpy()
    last_day = np.datetime64(as_at)
    for year in range(as_at.year - YEARS_OF_RECORDS - 1, as_at.year + 1):
        age = np.clip(year - plans["cohort"].to_numpy(), 2, 25)
        stops = chance.random(size) < by_age[age - 2]
        in_summer = chance.random(size) < SUMMER
        offset = np.where(in_summer, 318 + chance.random(size) * 47, chance.random(size) * 365)
        day = np.datetime64(f"{year}-09-01") + offset.astype(int).astype("timedelta64[D]")
        due = stops & np.isnat(ceased) & (day > started) & (day <= last_day)
        if year == as_at.year - YEARS_OF_RECORDS - 1:
            due &= day > np.datetime64(f"{year}-11-30")
        ceased[due] = day[due]
    reason = chance.choice(reasons, size=size, p=shares / shares.sum())
    result = plans.assign(ceased=pd.Series(ceased).astype("datetime64[ns]"))
    oldest = result["ceased"].dt.year - result["cohort"] > 25
    reason = np.where(oldest, "maximum age", reason)
    return result.assign(cease_reason=pd.Series(reason).where(result["ceased"].notna()))


def _with_exact_ages(
    plans: pd.DataFrame, pattern: Patterns, chance: np.random.Generator, *, as_at: date
) -> pd.DataFrame:
    """Add birth dates; of open plans, sorted by age, so many are of each age as the pattern has.

    The simulation comes near the pattern; this moves a few children across a birthday.
    """
    import numpy as np
    import pandas as pd

    days = np.floor(chance.random(len(plans)) * 365)
    is_open = plans["ceased"].isna().to_numpy()
    ages = quotas(pattern.ages, int(is_open.sum()))
    order = np.lexsort((days, plans["cohort"].to_numpy()))[::-1]  # the youngest first
    order = order[is_open[order]]
    cohort = plans["cohort"].to_numpy().copy()
    cohort[order] = school_year(as_at) - np.repeat(ages.index.to_numpy(), ages.to_numpy())
    born_after = pd.to_datetime(pd.Series(cohort - 1).astype(str) + "-09-01")
    until = plans["ceased"].fillna(pd.Timestamp(as_at))
    at = until.dt.year - (until.dt.month < 9).astype(int)
    return plans.assign(
        cohort=cohort,
        birth_date=born_after.to_numpy() + days.astype("timedelta64[D]"),
        age=at.to_numpy() - cohort,
    )


def _people(
    plans: pd.DataFrame, requests: pd.DataFrame, chance: np.random.Generator
) -> pd.DataFrame:
    """Everybody who has a plan or a request in the records, with a birth date."""
    import numpy as np
    import pandas as pd

    without_plan = requests[~requests["person"].isin(plans["person"])]
    days = np.floor(chance.random(len(without_plan)) * 365).astype("timedelta64[D]")
    born_after = pd.to_datetime((without_plan["cohort"] - 1).astype(str) + "-09-01")
    others = without_plan[["person"]].assign(birth_date=born_after.to_numpy() + days)
    return pd.concat([plans[["person", "birth_date"]], others], ignore_index=True).sort_values(
        "person", ignore_index=True
    )

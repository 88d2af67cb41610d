"""What is true of the made-up council: its parameters, and what its files add up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from hnb.council.example.ledger import backlog, year_cost
from hnb.council.example.money import ACCOUNTS
from hnb.council.example.process import Cases, school_year
from hnb.council.example.truth.parameters import MARK, Parameters
from hnb.council.example.truth.patterns import Patterns

if TYPE_CHECKING:
    import pandas as pd

BANDS = {"under 5": 4, "5 to 10": 10, "11 to 15": 15, "16 to 19": 19, "20 to 25": 25}
OUT_OF_RANGE = "out of range"
NOT_RECORDED = "not recorded"
TWO_YEARS = 104  # weeks; of the requests received in them, about a fifth are open


def known_parameters(parameters: Parameters, pattern: Patterns, cases: Cases) -> dict[str, object]:
    """Everything that the simulation was given, for models to recover."""
    return {
        **asdict(parameters),
        "weeks_family": "lognormal",
        "requests_a_month_in_the_last_year": round(cases.requests_a_month, 3),
        "ceasing_in_a_school_year_by_age": {
            str(age): round(float(share), 4) for age, share in pattern.ceasing.items()
        },
        "new_plans_by_age": {
            str(age): round(float(share), 5)
            for age, share in (pattern.starting / pattern.starting.sum()).items()
        },
    }


def aggregates(frames: Mapping[str, pd.DataFrame], *, as_at: date) -> dict[str, object]:
    """What the files add up to, faults included.

    A repeated row counts once. A plan with no primary need, and one with no placement, is not
    recorded; of two open placements of rank 1 the first in the file counts; an age beyond 25 is
    out of range.
    """
    plans = frames["sen2_named_plans"].drop_duplicates("plan")
    is_open = plans[plans["ceased"].isna()]
    births = frames["sen2_persons"].set_index("person")["birth_date"]
    needs = frames["sen2_needs"][frames["sen2_needs"]["rank"].eq(1)].set_index("plan")["need"]
    places = frames["sen2_placements"]
    first = places[places["left"].isna()].drop_duplicates("plan").set_index("plan")["placement"]
    return {
        "rows": {layout: len(rows) for layout, rows in frames.items()},
        "plans": len(is_open),
        "plans_by_age": _counts(is_open["person"].map(births).map(age_band(as_at))),
        "plans_by_need": _counts(is_open["plan"].map(needs).fillna(NOT_RECORDED)),
        "plans_by_placement": _counts(is_open["plan"].map(first).fillna(NOT_RECORDED)),
        "plans_started_by_year": _counts(plans["started"].dt.year),
        "plans_ceased_by_year": _counts(plans["ceased"].dropna().dt.year),
        **_process(frames, plans, as_at=as_at),
        "payments_gbp": _payments(frames["payments"]),
        "rows_older_than_25": _older(frames, as_at=as_at),
    }


def age_band(as_at: date) -> Mapping[object, str]:
    """By birth date, the band of the age at the last 31 August."""
    return _Bands(date(school_year(as_at), 8, 31))


class _Bands(dict[object, str]):
    """Bands of birth dates, worked out when they are first asked for."""

    def __init__(self, day: date) -> None:
        super().__init__()
        self.day = day

    def __missing__(self, born: pd.Timestamp) -> str:
        age = self.day.year - born.year - ((born.month, born.day) > (self.day.month, self.day.day))
        band = next((name for name, oldest in BANDS.items() if age <= oldest), OUT_OF_RANGE)
        self[born] = band
        return band


def _process(
    frames: Mapping[str, pd.DataFrame], plans: pd.DataFrame, *, as_at: date
) -> dict[str, object]:
    import pandas as pd

    requests = frames["sen2_requests"].drop_duplicates("request")
    assessments = frames["sen2_assessments"].set_index("request")["outcome"]
    waits = plans.merge(requests[["request", "received"]], on="request")
    in_time = (waits["started"] - waits["received"]).dt.days.le(140)
    issued = set(plans["request"].dropna())
    outcome = requests["request"].map(assessments)
    undecided = requests["outcome"].eq("awaiting") | outcome.eq("awaiting")
    without_plan = outcome.eq("plan") & ~requests["request"].isin(issued)
    recent = requests["received"].gt(pd.Timestamp(as_at) - pd.Timedelta(weeks=TWO_YEARS))
    meetings = frames["sen2_active_plans"]["review_meeting"]
    year_ago = pd.Timestamp(as_at) - pd.Timedelta(days=365)
    return {
        "requests_by_year": _counts(requests["received"].dt.year),
        "requests_by_outcome": _counts(requests["outcome"]),
        "assessments_by_outcome": _counts(frames["sen2_assessments"]["outcome"]),
        "plans_issued_in_20_weeks_by_year": _counts(waits.loc[in_time, "started"].dt.year),
        "open_cases": int((undecided | without_plan).sum()),
        "share_open_of_two_years": round(float((undecided | without_plan)[recent].mean()), 4),
        "reviewed_in_the_last_year": int(meetings.gt(year_ago).sum()),
        "appeals_by_outcome": _counts(frames["appeals"]["outcome"]),
    }


def money_truth(paid: pd.DataFrame, *, as_at: date) -> dict[str, object]:
    """What placements truly cost, whether or not the ledger has them, and without its faults."""
    import pandas as pd

    today = pd.Timestamp(as_at)
    is_open = paid["entered"].le(today) & (paid["left"].isna() | paid["left"].gt(today))
    unseen = backlog(paid, as_at=as_at)
    by_kind = paid[is_open].groupby("provider_kind")["annual_gbp"]
    return {
        "open_placements": int(is_open.sum()),
        "full_year_gbp": _pennies(paid.loc[is_open, "annual_gbp"].sum()),
        "cost_in_the_year_if_nothing_changes_gbp": _pennies(year_cost(paid, as_at=as_at).sum()),
        "by_provider_kind": {
            str(kind): {"places": len(costs), "mean_gbp": _pennies(costs.mean())}
            for kind, costs in by_kind
        },
        "backlog": {
            "placements": len(unseen),
            "children": sorted(unseen["person"]),
            "annual_gbp": _pennies(unseen["annual_gbp"].sum()),
            "cost_in_the_year_gbp": _pennies(year_cost(unseen, as_at=as_at).sum()),
        },
    }


def _older(frames: Mapping[str, pd.DataFrame], *, as_at: date) -> dict[str, int]:
    """Rows of people who are 26 or more on the day: planted, or since their plan ceased."""
    import pandas as pd

    born_by = pd.Timestamp(as_at) - pd.DateOffset(years=26)
    return {
        layout: int(frames[layout]["birth_date"].lt(born_by).sum())
        for layout in ("sen2_persons", "placement_ledger")
    }


def whole_truth(**parts: object) -> dict[str, object]:
    """The parts of `truth.json`, which says first that all of it is made up."""
    return {"made_up": MARK, **parts}


def _payments(payments: pd.DataFrame) -> dict[str, object]:
    kinds = payments["account"].map(ACCOUNTS).fillna("not high needs")
    months = payments["paid"].dt.strftime("%Y-%m")
    by_kind: dict[str, object] = {}
    for kind in sorted(kinds.unique()):
        is_of = kinds.eq(kind)
        sums = payments.loc[is_of, "amount_gbp"].groupby(months[is_of]).sum()
        by_kind[str(kind)] = {str(month): _pennies(value) for month, value in sums.items()}
    return by_kind


def _counts(values: pd.Series[str]) -> dict[str, int]:
    return {str(key): int(count) for key, count in values.value_counts().sort_index().items()}


def _pennies(value: float) -> float:
    return round(float(value), 2)

"""Tables of the process: requests, assessments, timeliness, reviews, ceasing, disputes and appeals."""

from __future__ import annotations

from hnb.tables import columns as c
from hnb.tables.plans import ALL_LEVELS
from hnb.tables.schema import Column, Table


def _by_year(name: str, says: str, *categories_then_value: Column) -> Table:
    return Table(
        name=name,
        says=says,
        key=("la_code", "calendar_year", *(column.name for column in categories_then_value[:-1])),
        columns=(c.LA_CODE, c.CALENDAR_YEAR, *categories_then_value, c.STATUS, c.RELEASE),
        levels=ALL_LEVELS,
    )


REQUESTS = _by_year(
    "requests",
    "Requests for an EHC needs assessment in each calendar year, by outcome.",
    c.OUTCOME,
    c.REQUESTS,
)
ASSESSMENTS = _by_year(
    "assessments",
    "EHC needs assessments in each calendar year, by outcome.",
    c.OUTCOME,
    c.ASSESSMENTS,
)
PLAN_TIMELINESS = _by_year(
    "plan_timeliness",
    "Plans issued in each calendar year by the time from request to plan.",
    c.EXCEPTIONS,
    c.WAIT,
    c.PLANS_ISSUED,
)
ANNUAL_REVIEWS = _by_year(
    "annual_reviews",
    "Annual reviews expected, held and decided in each calendar year.",
    c.STAGE_OF_REVIEW,
    c.REVIEWS,
)
CEASED_PLANS = _by_year(
    "ceased_plans",
    "EHC plans that ceased in each calendar year, by reason.",
    c.REASON,
    c.CEASED_PLANS,
)
DISPUTES = _by_year(
    "disputes",
    "Mediation and tribunal cases about requests, assessments and plans in each calendar year.",
    c.SUBJECT,
    c.ROUTE,
    c.CASES,
)
APPEALS = _by_year("appeals", "SEND appeals registered in each calendar year.", c.APPEALS)
APPEALABLE_DECISIONS = _by_year(
    "appealable_decisions",
    "Decisions that could have been appealed, by method of counting.",
    c.METHOD,
    c.DECISIONS,
)
APPEAL_RATES = _by_year(
    "appeal_rates",
    "Appeals as a percentage of appealable decisions, by method.",
    c.METHOD,
    c.APPEAL_RATE,
)
TABLES = (
    REQUESTS, ASSESSMENTS, PLAN_TIMELINESS, ANNUAL_REVIEWS, CEASED_PLANS, DISPUTES, APPEALS, APPEALABLE_DECISIONS,
    APPEAL_RATES,
)  # fmt: skip

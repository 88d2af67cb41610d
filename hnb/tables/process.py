"""Tables of the process: requests, assessments, waiting, reviews, ceasing, disputes and appeals;
and of residential placements, which are recorded on plans as phase transfers are.
"""

from __future__ import annotations

from hnb.tables import columns as c
from hnb.tables.tidy import by_authority

TABLES = (
    by_authority(
        "requests",
        "Requests for an EHC needs assessment in each calendar year, by outcome.",
        c.CALENDAR_YEAR,
        c.OUTCOME,
        value=c.REQUESTS,
    ),
    by_authority(
        "assessments",
        "EHC needs assessments in each calendar year, by outcome.",
        c.CALENDAR_YEAR,
        c.OUTCOME,
        value=c.ASSESSMENTS,
    ),
    by_authority(
        "plan_timeliness",
        "Plans issued in each calendar year by the time from request to plan.",
        c.CALENDAR_YEAR,
        c.EXCEPTIONS,
        c.WAIT,
        value=c.PLANS_ISSUED,
    ),
    by_authority(
        "annual_reviews",
        "Annual reviews expected, held and decided in each calendar year.",
        c.CALENDAR_YEAR,
        c.STEP,
        value=c.REVIEWS,
    ),
    by_authority(
        "phase_transfers",
        "Plans by the phase transfer recorded on them at the January census after each calendar "
        "year: whether a review was due in that year or the next, and a final plan issued.",
        c.CALENDAR_YEAR,
        c.STEP,
        value=c.TRANSFERS,
        notes="A plan has one transfer at a time: a review that was due in the year is no longer "
        "counted once the next is recorded. What is issued in the year after is what had been "
        "issued by the census.",
    ),
    by_authority(
        "ceased_plans",
        "EHC plans that ceased in each calendar year, by reason.",
        c.CALENDAR_YEAR,
        c.REASON,
        value=c.CEASED_PLANS,
    ),
    by_authority(
        "disputes",
        "Mediation and tribunal cases about requests, assessments and plans in each calendar year.",
        c.CALENDAR_YEAR,
        c.SUBJECT,
        c.ROUTE,
        value=c.CASES,
    ),
    by_authority(
        "appeals",
        "SEND appeals registered in each calendar year.",
        c.CALENDAR_YEAR,
        value=c.APPEALS,
    ),
    by_authority(
        "appealable_decisions",
        "Decisions that could have been appealed, by method of counting.",
        c.CALENDAR_YEAR,
        c.METHOD,
        value=c.DECISIONS,
    ),
    by_authority(
        "appeal_rates",
        "Appeals as a percentage of appealable decisions, by method.",
        c.CALENDAR_YEAR,
        c.METHOD,
        value=c.APPEAL_RATE,
    ),
    by_authority(
        "residential_placements",
        "EHC plans at the January census whose placement is residential, by weeks in a year.",
        c.JANUARY,
        c.WEEKS_A_YEAR,
        value=c.RESIDENTIAL,
        notes="From January 2023 many authorities that had recorded some recorded none, so that a "
        "zero may be an authority that did not record them.",
    ),
)

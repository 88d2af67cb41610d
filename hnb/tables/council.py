"""Tables made from a council's own records, each through disclosure control before it is stored."""

from __future__ import annotations

from hnb.tables import columns as c
from hnb.tables.schema import Column, Table
from hnb.tables.tidy import by_authority


def _own(name: str, says: str, *key: Column, value: Column, notes: str = "") -> Table:
    """A table of one council's records: there is none of a region or of England."""
    return by_authority(
        name,
        says,
        *key,
        value=value,
        levels=("authority",),
        notes=notes,
        counts_children=True,
    )


TABLES = (
    _own("council_plans", "EHC plans open on the day.", c.AS_AT, value=c.PLANS),
    _own(
        "council_plans_by_age",
        "EHC plans open on the day, by age at the last 31 August.",
        c.AS_AT,
        c.AGE,
        value=c.PLANS,
    ),
    _own(
        "council_plans_by_need",
        "EHC plans open on the day, by primary need.",
        c.AS_AT,
        c.NEED,
        value=c.PLANS,
    ),
    _own(
        "council_plans_by_placement",
        "EHC plans open on the day, by where the child or young person is placed.",
        c.AS_AT,
        c.PLACEMENT_GROUP,
        c.PLACEMENT,
        value=c.PLANS,
        notes="A group has a row of its own too, 'all of the group'.",
    ),
    _own(
        "council_plans_by_need_and_placement",
        "EHC plans open on the day, by primary need and group of placements.",
        c.AS_AT,
        c.NEED,
        c.PLACEMENT_GROUP,
        value=c.PLANS,
    ),
    _own(
        "council_plans_by_school",
        "EHC plans open on the day, by state-funded school.",
        c.AS_AT,
        c.SCHOOL,
        value=c.PLANS,
        notes="Independent and non-maintained providers are one group: none is named.",
    ),
    _own(
        "council_flows",
        "Requests, decisions, plans issued and plans ceased in each whole month.",
        c.MONTH,
        c.FLOW,
        value=c.FLOW_CASES,
    ),
    _own(
        "council_open_cases",
        "Requests and assessments open on the day, by stage and by weeks since the request.",
        c.AS_AT,
        c.STAGE_OF_CASE,
        c.WEEKS_OPEN,
        value=c.OPEN_CASES,
    ),
    _own(
        "council_weeks_to_plan",
        "Weeks from request to plan by the year of the request, open cases included.",
        c.AS_AT,
        c.REQUESTS_OF,
        c.QUANTILE,
        value=c.WEEKS,
    ),
    _own(
        "council_reviews",
        "Annual reviews on the day: done in the year before, due in three months, overdue.",
        c.AS_AT,
        c.STEP,
        value=c.REVIEWS,
    ),
    _own(
        "council_phase_transfers",
        "Plans with a phase transfer in the coming September, by how far it has come.",
        c.AS_AT,
        c.STEP,
        value=c.TRANSFERS,
    ),
    _own(
        "council_reconciliation",
        "How records of plans become the count of plans at each January census.",
        c.JANUARY,
        c.REASON,
        value=c.RECORDS,
    ),
    _own(
        "council_commitments",
        "What placements have cost and will cost in the financial year, by line.",
        c.AS_AT,
        c.FINANCIAL_YEAR,
        c.SPEND_LINE,
        c.COMMITMENT,
        value=c.AMOUNT,
    ),
    _own(
        "council_places",
        "Places that the council pays for on the day.",
        c.AS_AT,
        c.SPLIT,
        c.CATEGORY,
        c.LOCATION,
        value=c.PLACES_USED,
    ),
    _own(
        "council_average_costs",
        "Average annual cost of the places that the council pays for on the day.",
        c.AS_AT,
        c.SPLIT,
        c.CATEGORY,
        c.LOCATION,
        value=c.AVERAGE_COST,
    ),
    _own(
        "council_payments",
        "Payments over £500 that the council has published, by month and what they were for.",
        c.MONTH,
        c.PAYMENT_KIND,
        value=c.AMOUNT,
    ),
)

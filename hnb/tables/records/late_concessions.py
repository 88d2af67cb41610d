"""Tables of plans that came late, of refusals that were changed, and of what that costs schools."""

from __future__ import annotations

from hnb.tables import columns as c
from hnb.tables.schema import Column
from hnb.tables.tidy import of_records

# as the tables list them; what else is declared is not for writing
UP_TO_10, UP_TO_32, OVER_32 = BANDS = ("up to 10", "10 to 32", "over 32")
ANY = "any"
# how a plan came to be late, or hours to be raised
CONCEDED = "refused, then conceded"
OVERTURNED = "refused, then overturned by the tribunal"
AGREED = "refused, then agreed without an appeal"
AFTER_REFUSAL = "after a refusal"
WITHOUT_REFUSAL = "without a refusal"
NO_PLAN = "no plan yet"
CHANGED_NO_PLAN = "refusal changed, no plan yet"
HOURS = "hours raised on appeal"
HOURS_CONCEDED = "hours raised, conceded before a hearing"
HOURS_ORDERED = "hours raised by the tribunal"
# what appeals are about, and how they end
ABOUT_REFUSAL = "refusal to assess or issue"
ABOUT_PLAN = "contents of the plan, or placement"
OTHER_SUBJECT = "another matter"
ENDED = ("conceded", "upheld", "dismissed", "withdrawn")
OPEN = "open"
LATE_ROUTE = Column("late_route", "str", "How a plan came to be late, or hours to be raised.")
WEEKS_LATE = Column("weeks_late", "str", "Weeks beyond 20 since the request.").among(ANY, *BANDS)
LATE_CASES = Column(
    "late_cases",
    "Int32",
    "Plans issued after 20 weeks, those not issued yet, and plans whose hours were raised.",
    unit="cases",
    minimum=0,
    required=False,
    covers="the 12 months up to the day; of what is open, the day",
)
LATE_COST = Column(
    "late_cost_gbp",
    "float64",
    "Weeks late times the child's support a week, £, if nothing is backdated.",
    unit="gbp",
    minimum=0,
    required=False,
    price_base="cash",
    covers="the 12 months up to the day; of what is open, up to the day",
)
WEEKS_BEYOND = Column(
    "weeks_beyond",
    "float64",
    "Weeks beyond 20 since the request, of plans that were issued late.",
    unit="weeks",
    minimum=0,
    required=False,
    covers="plans issued late in the 12 months up to the day",
)
LIMIT = Column("limit", "str", "Which end of which likely range.").among(
    "of a case, low", "of a case, high", "of a year, low", "of a year, high"
)
TIMES = Column(
    "times_cost",
    "float64",
    "The end of a likely range, as a multiple of the cost that it is of.",
    unit="ratio",
    minimum=0,
    required=False,
    covers="costs of late cases",
)
SUPPORT = Column(
    "support_a_week_gbp",
    "float64",
    "Average support of a child in a mainstream school, £ a week.",
    unit="gbp_per_person",
    minimum=0,
    required=False,
    price_base="cash",
    covers="top-ups in mainstream schools on the day",
)
APPEAL_SUBJECT = Column("appeal_subject", "str", "What appeals are about.")
APPEAL_OUTCOME = Column("appeal_outcome", "str", "How appeals ended; open, those that have not.")
OWN_APPEALS = Column(
    "own_appeals",
    "Int32",
    "Appeals that ended in the 12 months up to the day, and those that are open.",
    unit="appeals",
    minimum=0,
    required=False,
    covers="the 12 months up to the day; of what is open, the day",
)


TABLES = (
    of_records(
        "council_late_cases",
        "Plans that came after 20 weeks, by how and by weeks late, and hours raised on appeal.",
        c.AS_AT,
        LATE_ROUTE,
        WEEKS_LATE,
        value=LATE_CASES,
    ),
    of_records(
        "council_late_costs",
        "What late plans cost schools, by how they came to be late.",
        c.AS_AT,
        LATE_ROUTE,
        WEEKS_LATE,
        value=LATE_COST,
    ),
    of_records(
        "council_late_weeks",
        "Quartiles of the weeks by which plans were late, by how they came to be late.",
        c.AS_AT,
        LATE_ROUTE,
        c.QUANTILE,
        value=WEEKS_BEYOND,
    ),
    of_records(
        "council_late_limits",
        "Likely ranges of what late plans cost, as multiples of the cost.",
        c.AS_AT,
        LATE_ROUTE,
        LIMIT,
        value=TIMES,
    ),
    of_records(
        "council_support",
        "What support in a mainstream school costs a week.",
        c.AS_AT,
        value=SUPPORT,
    ),
    of_records(
        "council_appeals",
        "Appeals to the tribunal, by subject and outcome.",
        c.AS_AT,
        APPEAL_SUBJECT,
        APPEAL_OUTCOME,
        value=OWN_APPEALS,
    ),
)

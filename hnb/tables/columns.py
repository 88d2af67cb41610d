"""Every column once: a sentence, a unit, bounds, and what its money or its count covers."""

from __future__ import annotations

from hnb.tables.schema import Column


def _count(name: str, says: str, *, covers: str, unit: str = "") -> Column:
    """A whole number, in the unit that it is named for unless another is given."""
    return Column(name, "Int32", says, unit=unit or name, minimum=0, required=False, covers=covers)


LA_CODE = Column(
    "la_code", "Int32", "DfE number of the authority, three digits.", minimum=201, maximum=999
)
JANUARY = Column("january", "Int32", "Year of the January census.", minimum=2007, maximum=2040)
FINANCIAL_YEAR = Column("financial_year", "str", "Financial year, April to March, as 2023-24.")
ACADEMIC_YEAR = Column("academic_year", "str", "Academic year, September to August, as 2023/24.")
CALENDAR_YEAR = Column(
    "calendar_year", "Int32", "Calendar year, January to December.", minimum=2007, maximum=2040
)
MID_YEAR = Column(
    "mid_year", "Int32", "Year of the mid-year (30 June) population.", minimum=2007, maximum=2050
)

RELEASE = Column("release", "str", "The release that the row was taken from (releases.yml).")
# a flow of an authority that opened or closed within the year: it is no year's flow
PART_YEAR = "part year"
# a publisher's slip that the source puts right; releases.yml has what was published and why
CORRECTED = "corrected"
# an amount of a council's own that rests on a cost which looks like a slip
DOUBTED = "to be checked"
STATUS = Column(
    "status",
    "str",
    "Why a value is missing, or the word 'published'; 'corrected', 'to be checked' and 'part year' "
    "have a value.",
).among(
    "published",
    CORRECTED,
    DOUBTED,
    PART_YEAR,
    "not available",
    "not applicable",
    "suppressed",
    "low",
    "no data",
    "nil",
    "broken at source",
)

# Counts of plans, never added to each other: stock, then three kinds of flow.
PLANS = _count(
    "plans",
    "Children and young people with an EHC plan maintained by the authority (and, before 2019, a "
    "statement of SEN).",
    covers="plans in force at the January census",
)
NEW_PLANS = _count(
    "new_plans",
    "EHC plans (and, before 2019, statements) that started in the calendar year.",
    covers="plans started in the year",
    unit="plans",
)
RESIDENTIAL = _count(
    "residential_plans",
    "Children and young people with an EHC plan in a residential placement.",
    covers="plans in force with a residential placement",
    unit="plans",
)
PLANS_ISSUED = _count(
    "plans_issued",
    "Plans issued in the calendar year whose time from request to plan can be measured.",
    covers="plans issued whose weeks are known",
    unit="plans",
)
CEASED_PLANS = _count(
    "ceased_plans",
    "EHC plans that ceased in the calendar year.",
    covers="plans ceased in the year",
    unit="plans",
)
REQUESTS = _count(
    "requests",
    "Requests for an EHC needs assessment received in the calendar year.",
    covers="requests received in the year",
)
ASSESSMENTS = _count(
    "assessments",
    "EHC needs assessments by what came of them in the calendar year.",
    covers="assessments in the year",
)
REVIEWS = _count(
    "reviews",
    "Annual reviews, by stage reached.",
    covers="annual reviews of the year",
)
TRANSFERS = _count(
    "transfers",
    "EHC plans in force at the January census, by the phase transfer recorded on them.",
    covers="phase transfers recorded on plans in force",
    unit="plans",
)
CASES = _count(
    "cases",
    "Requests or assessments that went to mediation, the tribunal, or both.",
    covers="disputes of the year",
)
APPEALS = _count(
    "appeals",
    "SEND appeals registered with the tribunal in the calendar year.",
    covers="appeals registered in the year",
)
DECISIONS = _count(
    "decisions",
    "Decisions that could have been appealed, counted by the method named.",
    covers="appealable decisions of the year",
)
APPEAL_RATE = Column(
    "appeal_rate_percent",
    "float64",
    "Appeals as a percentage of appealable decisions, as published.",
    unit="percent",
    minimum=0,
    maximum=100,
    required=False,
    covers="appeals over appealable decisions",
)

PEOPLE = Column(
    "people",
    "float64",
    "Residents of the age group; a projection may be a fraction.",
    unit="people",
    minimum=0,
    required=False,
    covers="resident population",
)
PUPILS = Column(
    "pupils",
    "float64",
    "Pupils (a funding count may be a fraction of a pupil).",
    unit="pupils",
    minimum=0,
    required=False,
    covers="pupils in schools",
)
PLACES_OF = Column("places_of", "str", "The kind of places, as the heading has it.")
PLACES_FUNDED = Column(
    "places_funded",
    "float64",
    "Places that the department funds directly, of an academic year.",
    unit="places",
    minimum=0,
    required=False,
    covers="places in academies, free schools and colleges",
)
PLACES = Column(
    "places",
    "float64",
    "Places funded by the department and deducted from the block.",
    unit="places",
    minimum=0,
    required=False,
    covers="places deducted",
)
PERCENT = Column(
    "percent",
    "float64",
    "Percentage, as published.",
    unit="percent",
    minimum=-100,
    maximum=1000,
    required=False,
)
SCORE = Column(
    "score",
    "float64",
    "Average score of the index of deprivation; higher is more deprived.",
    unit="number",
    minimum=0,
    maximum=100,
    required=False,
)

AMOUNT = Column(
    "amount_gbp",
    "float64",
    "Pounds, cash of the year.",
    unit="gbp",
    required=False,
    price_base="cash",
)
UNIT_GBP = Column(
    "unit_gbp_per_pupil",
    "float64",
    "Basic entitlement for a pupil in a special school, with area cost adjustment.",
    unit="gbp_whole",
    minimum=0,
    required=False,
    price_base="cash",
)
HOURLY = Column(
    "rate_gbp_per_hour",
    "float64",
    "Early years funding rate, £ an hour.",
    unit="gbp_per_hour",
    minimum=0,
    required=False,
    price_base="cash",
)
CHANGE_PERCENT = Column(
    "change_percent",
    "float64",
    "Change in the GDP deflator on the financial year before.",
    unit="percent",
    minimum=-10,
    maximum=30,
)

AGE = Column("age", "str", "Age at 31 August before the census, or an age band, as published.")
AGE_AT_START = Column(
    "age_at_start", "str", "Age when the plan started, or an age band, as published."
)
WEEKS_A_YEAR = Column("weeks_a_year", "str", "Weeks in a year of a residential placement.")
AGE_GROUP = Column("age_group", "str", "A single year of age, or a named span such as '2 to 18'.")
BASIS = Column("basis", "str", "An estimate, or a projection and its base.")
PLACEMENT_GROUP = Column(
    "placement_group", "str", "The group of placements: mainstream, special, …"
)
PLACEMENT = Column("placement", "str", "The kind of placement, as closely as published.")
NEED = Column("need", "str", "Primary type of need.")
OUTCOME = Column("outcome", "str", "What came of it.")
REASON = Column("reason", "str", "Why the plan ceased.")
STEP = Column("step", "str", "The step of the annual review, or of the phase transfer.")
EXCEPTIONS = Column(
    "exceptions", "str", "Whether plans with an exception to the 20 weeks are counted."
).among("with exceptions", "without exceptions")
WAIT = Column("wait", "str", "How long from request to plan.").among(
    "any", "within 20 weeks", "20 weeks to a year", "over a year"
)
ROUTE = Column("route", "str", "Mediation, tribunal, or tribunal after mediation.")
SUBJECT = Column(
    "subject",
    "str",
    "What was disputed: the decision to assess, to issue a plan, or something else.",
)
METHOD = Column(
    "method", "str", "How appealable decisions are counted: two series that cannot be joined."
).among("all plans (to 2024)", "plans reviewed (from 2024)")
PROVISION = Column("provision", "str", "EHC plan or SEN support.")
PHASE = Column("phase", "str", "Kind of school.")
MEASURE = Column("measure", "str", "What is measured, in a sentence's words.")
INDEX = Column("index", "str", "Index of deprivation and its edition.")

BLOCK = Column("block", "str", "Block of the dedicated schools grant, or their total.").among(
    "schools", "central school services", "high needs", "early years", "total"
)
STAGE = Column(
    "stage", "str", "Before, or after, deductions for places that the department funds directly."
).among("before deductions", "after deductions")
FORMULA_LINE = Column("formula_line", "str", "Line of the high needs block's formula, in pounds.")
DEDUCTION = Column("deduction", "str", "Kind of place that the deduction pays for.")
FROM_MONTH = Column(
    "from_month", "str", "Whether the places are those of the spring or of the autumn."
)
CHILDREN_AGED = Column("children_aged", "str", "Age of the children the rate is for.")
KIND = Column("kind", "str", "Budget, as planned, or outturn, as spent.").among("budget", "outturn")
LINE = Column("line", "str", "Section 251 line, in words.")
SIDE = Column(
    "side", "str", "What was spent, what came in for it, or the one less the other."
).among("gross", "income", "net")
SETTING = Column("setting", "str", "Where the money was spent; 'total' is the publisher's own.")

VINTAGE = Column(
    "vintage",
    "Int32",
    "Year in which the list of neighbours was published.",
    minimum=2000,
    maximum=2100,
)
POSITION = Column("position", "Int32", "Order of closeness, 1 the nearest.", minimum=1, maximum=10)
NEIGHBOUR = Column(
    "neighbour_code", "Int32", "DfE number of the neighbour.", minimum=201, maximum=999
)
CLOSENESS = Column("closeness", "str", "Band of closeness, as published.", required=False)

# Of a council's own records.
AS_AT = Column("as_at", "str", "Day up to which the council's records go, as 2026-11-30.")
MONTH = Column("month", "str", "Calendar month, as 2026-11.")
FLOW = Column("flow", "str", "What happened in the month: requests, decisions, plans.")
SCHOOL = Column("school", "str", "A state-funded school, or a group of other placements.")
STAGE_OF_CASE = Column("case_stage", "str", "How far a request has come.")
WEEKS_OPEN = Column("weeks_open", "str", "How long a case has been open.")
REQUESTS_OF = Column("requests_of", "str", "When the requests were received: a calendar year.")
QUANTILE = Column("quantile", "str", "Which point of the spread of waits.")
WEEKS = Column(
    "weeks",
    "float64",
    "Weeks from request to plan, with cases that are still open taken into account.",
    unit="weeks",
    minimum=0,
    required=False,
    covers="requests that led, or may yet lead, to a plan",
)
OPEN_CASES = _count(
    "open_cases",
    "Requests and assessments that are still open.",
    covers="cases open on the day",
    unit="cases",
)
FLOW_CASES = _count(
    "flow_cases",
    "Requests, decisions or plans of the month.",
    covers="what happened in the month",
    unit="cases",
)
PLACES_USED = _count(
    "places_used",
    "Children and young people in a placement that the council pays for.",
    covers="placements open on the day",
    unit="places",
)
RECORDS = _count(
    "records",
    "Records of plans, as counted or set aside.",
    covers="records of plans",
    unit="records",
)
AVERAGE_COST = Column(
    "average_gbp",
    "float64",
    "Average annual cost of a placement, £.",
    unit="gbp_whole",
    minimum=0,
    required=False,
    price_base="cash",
    covers="annual cost of placements open on the day",
)
SPEND_LINE = Column("spend_line", "str", "Line of the council's commitments.")
COMMITMENT = Column("commitment", "str", "What the amount is: budget, spent, committed, forecast.")
SPLIT = Column("split", "str", "What the places are divided by.").among(
    "all", "sector", "provider kind", "need", "age"
)
CATEGORY = Column("category", "str", "The category within the split.")
LOCATION = Column("location", "str", "In the council's area, outside it, or both together.").among(
    "all", "in the area", "outside the area"
)
PAYMENT_KIND = Column("payment_kind", "str", "What the payments were for.")

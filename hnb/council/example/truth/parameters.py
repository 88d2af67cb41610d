"""The true parameters of the made-up council: what a model of its records should recover."""

from __future__ import annotations

from dataclasses import dataclass, field

MARK = "made-up example"  # in the column `made_up` of every row of every file
YEARS_OF_RECORDS = 5  # whole calendar years of requests before the year of the extract


@dataclass(frozen=True)
class Cost:
    """What a year at a kind of provider costs in the current financial year.

    `between` and `within` are the standard deviations, on the scale of logarithms, of providers
    and of children at one provider; `mean_gbp` is the mean over both, of a place by day.
    """

    mean_gbp: float
    between: float
    within: float
    element: str


@dataclass(frozen=True)
class Indicator:
    """A weekly indicator: its level, the spread of its weeks, its target, and a change of level in
    the last weeks.
    """

    level: float
    spread: float
    target: float
    change: float = 0.0
    change_weeks_ago: int = 0
    out_of: float = 0.0  # of how many a share of a week is on average; zero of what is no share
    is_count: bool = False


SEASONS = (1.04, 1.02, 1.14, 0.94, 1.10, 1.16, 1.12, 0.46, 0.82, 1.12, 1.16, 0.92)
COSTS = {
    "maintained special": Cost(14_500, 0.10, 0.25, "top-up"),
    "academy special": Cost(15_200, 0.10, 0.25, "top-up"),
    "independent special": Cost(62_000, 0.20, 0.25, "fee"),
    "non-maintained special": Cost(55_000, 0.15, 0.25, "fee"),
    "independent mainstream": Cost(24_000, 0.15, 0.25, "fee"),
    "mainstream school": Cost(6_804, 0.0, 0.0, "top-up"),  # hours times what an hour costs
    "resourced provision": Cost(9_800, 0.10, 0.20, "top-up"),
    "alternative provision": Cost(21_000, 0.15, 0.25, "fee"),
    "further education": Cost(6_200, 0.15, 0.35, "top-up"),
    "post-16 specialist": Cost(31_000, 0.20, 0.30, "fee"),
    "early years": Cost(4_500, 0.05, 0.30, "top-up"),
    "other": Cost(18_000, 0.20, 0.35, "other"),
}
INDICATORS = {
    "Plans issued within 20 weeks, %": Indicator(42.0, 4.0, 60.0, 8.0, 16, 60.0),
    "Advice from educational psychologists within six weeks, %": Indicator(
        38.0, 5.0, 75.0, out_of=80.0
    ),
    "Calls answered, %": Indicator(88.0, 2.5, 90.0, out_of=400.0),
    "Complaints received": Indicator(9.0, 3.0, 6.0, is_count=True),
    "Case officers in post": Indicator(61.0, 1.5, 70.0, -7.0, 10),
}
# odds that the authority concedes an appeal, against those of an appeal about contents
CONCESSION_ODDS = {
    "contents": 1.0,
    "refusal to assess": 2.5,
    "refusal to issue": 1.8,
    "placement": 0.7,
    "ceasing": 1.2,
}
SAVINGS = {  # planned a year in £, and the share of it that is achieved
    "Mainstream inclusion": (2_400_000, 0.55),
    "More places in special schools": (3_100_000, 0.80),
    "Fees of independent providers": (1_200_000, 0.35),
    "Preparing for adulthood": (600_000, 1.10),
    "Earlier support": (900_000, 0.0),
}
ANSWERS = {  # share of schools that agree, answered or not; of secondary schools it is less
    "The authority tells us in time what happens with a request": 0.34,
    "We can meet the needs of most pupils with a plan": 0.61,
    "Top-up funding pays for the support that plans name": 0.27,
    "We know whom to ask about a child": 0.55,
}
TOOLKIT = "The inclusion toolkit is useful to us"
TOOLKIT_ANSWERS = {  # share of schools; in secondary schools some of `agree` is `disagree`
    "strongly agree": 0.18,
    "agree": 0.30,
    "neither agree nor disagree": 0.14,
    "disagree": 0.16,
    "strongly disagree": 0.12,
    "don't know": 0.10,
}
STATED = {  # what the council states over what its records had on the day
    "EHC plans": 1.0,
    "Requests in twelve months": 0.93,
    "Plans issued in twelve months": 1.04,
    "Appeals in twelve months": 1.0,
}
FAULTS = {  # share of plans, or of rows of the ledger, that has the fault
    "no UPN": 0.004,
    "repeated key": 0.002,
    "several requests": 0.006,
    "plan without placement": 0.003,
    "placement without plan": 0.002,
    "two open primary placements": 0.002,
    "no primary need": 0.003,
    "age out of range": 0.001,
    "end before start": 0.002,
    "zero cost": 0.001,
    "ten times the usual cost": 0.0005,
}


@dataclass(frozen=True)
class Parameters:
    """Everything that is true of the made-up council; shares are of one, waits in weeks."""

    growth: float = 0.08  # of plans and of requests, a year
    seasons: tuple[float, ...] = SEASONS  # requests of January to December, about one
    share_refused: float = 0.22
    share_withdrawn: float = 0.02
    share_no_plan: float = 0.10
    share_assessment_withdrawn: float = 0.02
    weeks_median: float = 22.0
    weeks_spread: float = 0.45  # standard deviation of the logarithm
    decision_at: float = 0.27  # of the wait, the decision whether to assess
    outcome_at: float = 0.80  # of the wait, the decision whether to issue
    refusal_weeks_median: float = 5.6
    refusal_weeks_spread: float = 0.25
    exceptions: float = 0.08
    ceasing_before_16: float = 0.02
    cease_reasons: tuple[tuple[str, float], ...] = (
        ("needs met", 0.11),
        ("higher education", 0.05),
        ("employment", 0.07),
        ("transfer to another LA", 0.42),
        ("no longer engages", 0.29),
        ("left England", 0.02),
        ("died", 0.02),
        ("other", 0.02),
    )
    reviewed_in_a_year: float = 0.83
    decided_within_four_weeks: float = 0.48
    transfers_by_deadline: float = 0.88
    transfers_finished_early: float = 0.12  # of the coming September, by the day of the extract
    second_need: float = 0.35
    costs: dict[str, Cost] = field(default_factory=lambda: dict(COSTS))
    uplift: float = 0.035
    boarding: dict[str, float] = field(
        default_factory=lambda: {"none": 1.0, "38 to 51 weeks": 1.6, "52 weeks": 2.4}
    )  # what a place costs, compared with one by day
    days_to_ledger: int = 56  # until a placement is in the ledger: as likely any number up to it
    hour_gbp: float = 486.0  # what an hour of support a week adds to a year's top-up
    hours_mean: float = 14.0
    hours_spread: float = 0.35  # standard deviation of the logarithm, before rounding
    top_up_spread: float = 0.08
    appeals_per_refusal: float = 0.18
    appeals_per_no_plan: float = 0.25
    appeals_per_plan: float = 0.06
    appeals_about_placement: float = 0.4  # of those about a plan; the others are about contents
    appeals_per_ceased: float = 0.03
    conceded_contents: float = 0.30
    concession_odds: dict[str, float] = field(default_factory=lambda: dict(CONCESSION_ODDS))
    not_conceded: tuple[tuple[str, float], ...] = (
        ("upheld", 0.58),
        ("dismissed", 0.04),
        ("withdrawn", 0.38),
    )
    hours_after_appeal: float = 5.0  # mean addition where conceded or upheld
    place_gbp: float = 10_000.0
    savings: dict[str, tuple[int, float]] = field(default_factory=lambda: dict(SAVINGS))
    indicators: dict[str, Indicator] = field(default_factory=lambda: dict(INDICATORS))
    answers: dict[str, float] = field(default_factory=lambda: dict(ANSWERS))
    toolkit_answers: dict[str, float] = field(default_factory=lambda: dict(TOOLKIT_ANSWERS))
    writes_in_words: float = 0.4  # of schools that answered, what would help them
    answered_by_phase: dict[str, float] = field(
        default_factory=lambda: {"primary": 0.42, "secondary": 0.66, "special": 0.90}
    )
    agrees_less_in_secondary: float = 0.12
    stated_over_true: dict[str, float] = field(default_factory=lambda: dict(STATED))
    faults: dict[str, float] = field(default_factory=lambda: dict(FAULTS))

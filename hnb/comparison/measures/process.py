"""Measures of the way from a request to a plan, and on: demand, decisions, timeliness, appeals."""

from __future__ import annotations

from dataclasses import replace

from hnb.comparison.counts import Count, count
from hnb.comparison.denominators import ALL, residents
from hnb.comparison.measure import Measure
from hnb.domain.words import slug

REASONS = (
    "moved to another authority", "no longer wishes to engage", "moved to paid employment",
    "needs met without a plan", "moved to higher education", "reached the maximum age",
    "moved outside England", "died", "other", "not recorded",
)  # fmt: skip
SUBJECTS = ("decision to assess", "decision to issue a plan", "another reason")
ROUTES = ("mediation", "tribunal", "tribunal after mediation")
# two ways of counting decisions that could be appealed, the older one first
METHODS = {
    "all_plans": "all plans (to 2024)",
    "plans_reviewed": "plans reviewed (from 2024)",
}

CHILDREN = residents(ALL["0 to 17"], name="children", says="residents aged 0 to 17")
PLANS_AT_START = count("plans_at_start", "ehc_plans", "plans in force in January")
PLANS_AT_END = count("plans_at_end", "ehc_plans", "plans in force the January after", offsets=(1,))
REQUESTS = count("requests", "requests", "requests for an assessment", outcome="total")
REFUSED = count("refused", "requests", "requests refused an assessment", outcome="refused")
DECIDED_IN_TIME = count(
    "request_decided_in_time",
    "requests",
    "requests decided within six weeks",
    outcome="decided within six weeks",
)
DECIDED = count(
    "request_decided",
    "requests",
    "requests decided",
    outcome=("decided within six weeks", "decided after six weeks"),
)
ASSESSED = count(
    "assessed",
    "assessments",
    "assessments ending in a plan or in none",
    outcome=("plan issued", "plan not issued"),
)
ENDING_IN_A_PLAN = count(
    "assessments_ending_in_a_plan",
    "assessments",
    "assessments ending in a plan",
    outcome="plan issued",
)
NEW_PLANS = count("new_plans", "new_plans", "plans started in the year")
CEASED = count("ceased", "ceased_plans", "plans ceased", reason="total")
APPEALS = count("appeals", "appeals", "appeals registered")


def _issued(name: str, says: str, wait: str, exceptions: str = "with exceptions") -> Count:
    tag = "" if exceptions == "with exceptions" else "_without_exceptions"
    return count(
        name + tag,
        "plan_timeliness",
        f"plans issued {says}{', without exceptions' if tag else ''}",
        exceptions=exceptions,
        wait=wait,
    )


TIMED = _issued("timed", "whose weeks are known", "any")
WITHIN_20_WEEKS = _issued("within_20_weeks", "within 20 weeks", "within 20 weeks")
OVER_A_YEAR = _issued("over_a_year", "after more than a year", "over a year")
TIMED_BARE = _issued("timed", "whose weeks are known", "any", "without exceptions")
WITHIN_20_WEEKS_BARE = _issued(
    "within_20_weeks", "within 20 weeks", "within 20 weeks", "without exceptions"
)


def _reviews(says: str, *steps: str) -> Count:
    name = f"reviews_{says.replace(' ', '_')}"
    return count(name, "annual_reviews", f"reviews {says}", step=steps)


REVIEWS_EXPECTED = _reviews("expected", "expected")
REVIEWS_HELD = replace(
    _reviews("with a meeting held", "meeting held"), says="reviews with a meeting"
)
REVIEWS_DECIDED = _reviews("decided", "decided to amend", "decided to maintain", "decided to cease")
REVIEWS_IN_TIME = _reviews("decided within four weeks", "decided within four weeks")
REVIEWS_TIMED = _reviews(
    "decided and timed", "decided within four weeks", "decided after four weeks"
)
CASES = {
    (route, subject): count(
        f"{route}: {subject}",
        "disputes",
        f"{route} about the {subject}".replace("the another", "another"),
        subject=subject,
        route=route,
    )
    for subject in SUBJECTS
    for route in ROUTES
}


def _per_1000(name: str, says: str, part: Count) -> Measure:
    """Cases for each thousand residents aged 0 to 17; chance alone does not make their number."""
    return Measure(
        name=f"{name}_per_1000",
        says=f"{says} per 1,000 residents aged 0 to 17",
        part=part,
        whole=CHILDREN,
        unit="per_1000",
        chance="rate",
        exact_interval=False,
    )


def _share(name: str, says: str, part: Count, whole: Count) -> Measure:
    return Measure(f"{name}_percent", says, part, whole)


PROCESS = (
    _per_1000("requests", "requests", REQUESTS),
    _per_1000("refused", "requests refused", REFUSED),
    _per_1000("assessed", "assessments ended", ASSESSED),
    _per_1000(
        "mediation", "requests that went to mediation", CASES["mediation", "decision to assess"]
    ),
    _per_1000("new_plans", "plans started", NEW_PLANS),
    _per_1000(
        "tribunal", "requests that went to the tribunal", CASES["tribunal", "decision to assess"]
    ),
    _per_1000("ceased", "plans ceased", CEASED),
    _share("refused", "requests refused an assessment", REFUSED, REQUESTS),
    _share(
        "decided_within_six_weeks",
        "decisions on a request made within six weeks",
        DECIDED_IN_TIME,
        DECIDED,
    ),
    _share("ending_in_a_plan", "assessments that end in a plan", ENDING_IN_A_PLAN, ASSESSED),
    _share(
        "within_20_weeks",
        "plans issued within 20 weeks",
        WITHIN_20_WEEKS,
        TIMED,
    ),
    _share(
        "within_20_weeks_without_exceptions",
        "plans issued within 20 weeks, without exceptions",
        WITHIN_20_WEEKS_BARE,
        TIMED_BARE,
    ),
    _share(
        "over_a_year",
        "plans issued after more than a year",
        OVER_A_YEAR,
        TIMED,
    ),
    _share(
        "reviews_held",
        "annual reviews expected that had a meeting",
        REVIEWS_HELD,
        REVIEWS_EXPECTED,
    ),
    _share(
        "reviews_decided",
        "annual review meetings with a decision recorded",
        REVIEWS_DECIDED,
        REVIEWS_HELD,
    ),
    _share(
        "reviews_in_time",
        "annual review decisions made within four weeks",
        REVIEWS_IN_TIME,
        REVIEWS_TIMED,
    ),
    _share("ceased", "plans in force in January that ceased in the year", CEASED, PLANS_AT_START),
    _share(
        "mediation",
        "requests that went to mediation",
        CASES["mediation", "decision to assess"],
        REQUESTS,
    ),
    _share(
        "tribunal",
        "requests that went to the tribunal",
        CASES["tribunal", "decision to assess"],
        REQUESTS,
    ),
)
CEASED_BY_REASON = tuple(
    _share(
        f"ceased_{slug(reason)}",
        reason,
        count(f"ceased: {reason}", "ceased_plans", f"plans ceased: {reason}", reason=reason),
        CEASED,
    )
    for reason in REASONS
)
APPEAL_RATES = tuple(
    Measure(
        f"appeal_rate_{name}_percent",
        f"appeals over appealable decisions, {method}",
        APPEALS,
        count(
            f"decisions_{name}",
            "appealable_decisions",
            f"appealable decisions, {method}",
            method=method,
        ),
        pooled=True,
    )
    for name, method in METHODS.items()
)

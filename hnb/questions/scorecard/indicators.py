"""The published measures of the scorecard, and how page one asks about each."""

from __future__ import annotations

from dataclasses import dataclass

from hnb.comparison.measure import Measure
from hnb.comparison.measures.catalogue import MEASURES


@dataclass(frozen=True)
class Indicator:
    """A measure, and how page one asks about it.

    Parameters
    ----------
    measure : Measure
        One of the catalogue.
    topic : str
        What it is about: page one has one row a topic.
    says : str
        Its name on the scorecard.
    asks_level, asks_change : str
        Whether there is more of it than in similar areas; whether it is rising faster. Empty where
        page one never asks.
    of : str
        What follows its value, such as 'of requests'.
    """

    measure: Measure
    topic: str
    says: str
    asks_level: str = ""
    asks_change: str = ""
    of: str = ""


def _indicator(
    name: str, topic: str, says: str, *, level: str = "", change: str = "", of: str = ""
) -> Indicator:
    return Indicator(MEASURES[name], topic, says, level, change, of)


INDICATORS = (
    _indicator("plans_0_to_17", "plans", "EHC plans"),
    _indicator(
        "requests_per_1000",
        "requests",
        "Requests for an assessment",
        level="More requests for an assessment than in similar areas?",
        change="Are requests for an assessment rising faster than elsewhere?",
        of="aged 0 to 17",
    ),
    _indicator(
        "refused_percent",
        "refusals",
        "Requests refused",
        level="Are requests refused more often?",
        change="Is the share of requests refused rising faster than elsewhere?",
        of="of requests",
    ),
    _indicator(
        "decided_within_six_weeks_percent",
        "decisions",
        "Decided within six weeks",
        level="Are requests decided within six weeks more often?",
        change="Is the share decided within six weeks rising faster than elsewhere?",
        of="of decisions",
    ),
    _indicator(
        "new_plans_per_1000",
        "new plans",
        "New plans",
        level="More new plans than in similar areas?",
        change="Is the number of new plans rising faster than elsewhere?",
        of="aged 0 to 17",
    ),
    _indicator(
        "within_20_weeks_percent",
        "time",
        "Issued within 20 weeks",
        level="On time more often than in similar areas?",
        of="within 20 weeks",
    ),
    _indicator(
        "over_a_year_percent",
        "long waits",
        "Took over a year",
        level="Do more families wait over a year?",
        change="Is the share who wait over a year rising faster than elsewhere?",
        of="of new plans",
    ),
    _indicator(
        "reviews_in_time_percent",
        "reviews",
        "Reviews decided within four weeks",
        level="Are annual reviews decided within four weeks more often?",
        change="Is the share of annual reviews decided in four weeks rising faster than elsewhere?",
        of="of decisions",
    ),
    _indicator(
        "ceased_percent",
        "plans ended",
        "Plans that ended",
        level="Do more plans end in a year than elsewhere?",
        change="Is the share of plans that end rising faster than elsewhere?",
        of="of plans",
    ),
    _indicator(
        "mainstream_percent",
        "placements",
        "In mainstream schools",
        level="Are more children with a plan in mainstream schools?",
        change="Is the share in mainstream schools rising faster than elsewhere?",
        of="of plans",
    ),
    _indicator(
        "special_percent",
        "placements",
        "In special schools",
        level="Are more children with a plan in special schools?",
        change="Is the share in special schools rising faster than elsewhere?",
        of="of plans",
    ),
    _indicator(
        "independent_percent",
        "independent schools",
        "In independent schools",
        level="Are more children with a plan in independent schools?",
        change="Is the share in independent schools rising faster than elsewhere?",
        of="of plans",
    ),
    _indicator(
        "appeal_rate_plans_reviewed_percent",
        "appeals",
        "Decisions appealed",
        level="Are there more appeals than in similar areas?",
        change="Is the share of decisions appealed rising faster than elsewhere?",
        of="of decisions",
    ),
    _indicator(
        "high_needs_lines_per_plan",
        "spending",
        "Spending for each plan, of the January in the year",
    ),
)

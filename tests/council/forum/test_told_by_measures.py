"""What quartiles and likely ranges tell of the counts that they are of: nothing that is withheld."""

from __future__ import annotations

import pandas as pd
import pytest

from hnb.disclosure.plan import plan
from hnb.disclosure.register import Released
from hnb.disclosure.rules import Rules
from tests.council.forum.test_concessions import PLAN, SUPPORT, _declared

MEASURES = ("council_late_weeks", "council_late_limits")


def _released(*outcomes: str) -> dict[str, pd.DataFrame]:
    """The tables of children who were refused and whose appeals ended so."""
    number = [str(place) for place in range(len(outcomes))]
    several = len(outcomes)
    received = list(pd.date_range("2025-03-01", periods=several, freq="D").strftime("%Y-%m-%d"))
    declared = _declared(
        sen2_requests={
            "request": number,
            "person": number,
            "received": received,
            "outcome": ["refuse"] * several,
            "outcome_date": ["2025-05-12"] * several,
        },
        sen2_named_plans={"plan": number, "person": number, "started": [PLAN] * several},
        appeals={
            "case": number,
            "person": number,
            "registered": ["2025-07-01"] * several,
            "subject": ["refusal to assess"] * several,
            "outcome": list(outcomes),
            "outcome_date": ["2026-01-15"] * several,
        },
        top_ups=SUPPORT,
    )
    return dict(plan(declared, Rules(), 855, Released()).frames)


def _counts(frames: dict[str, pd.DataFrame]) -> pd.Series:
    cases = frames["council_late_cases"]
    cases = cases[cases["weeks_late"].eq("any")]
    return cases.set_index("late_route")["late_cases"]


@pytest.mark.parametrize("name", MEASURES)
def test_no_measure_says_that_a_withheld_count_is_ten_or_more(name):
    """14 plans, of which 10 or more were conceded: then at most four were overturned."""
    frames = _released(*["conceded"] * 10, *["upheld"] * 4)
    counts = _counts(frames)
    assert counts["after a refusal"] == 14
    assert (
        counts[["refused, then conceded", "refused, then overturned by the tribunal"]].isna().all()
    )
    shown = frames[name].loc[frames[name]["status"].eq("published"), "late_route"]
    assert set(shown) == {"after a refusal"}


@pytest.mark.parametrize("name", MEASURES)
def test_no_measure_says_which_routes_of_a_small_total_there_are(name):
    """Of three plans a row for each of two routes would say that there are two at least."""
    both = _released("conceded", "conceded", "upheld")
    other = _released("conceded", "conceded", "conceded")
    assert _counts(both).isna().all() or _counts(both)["after a refusal"] is pd.NA
    assert set(both[name]["late_route"]) == set(other[name]["late_route"])

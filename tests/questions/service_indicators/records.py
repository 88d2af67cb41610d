"""Protected tables of indicators by hand: round numbers, so that a reader can redo each chart."""

from __future__ import annotations

import pandas as pd

from tests.questions import own_records

WEEKS = [str(day.date()) for day in pd.date_range(end="2026-11-27", periods=36, freq="W-FRI")]
MONTHS = own_records.months()
FALLS, RISES = [0, 2, 0, -2] * 9, [0, 1, 0, -1] * 9  # mean moving range 2, and 1
IN_TIME, CALLS, OFFICERS, REQUESTS, COMPLAINTS = (
    "Plans issued within 20 weeks, %",
    "Calls answered, %",
    "Case officers in post",
    "Requests received",
    "Complaints received",
)
SERIES = {
    IN_TIME: [40.0 + step + 20 * (week >= 28) for week, step in enumerate(FALLS)],
    CALLS: [90.0 + step for step in RISES],
    OFFICERS: [60.0 + step - 10 * (week >= 28) for week, step in enumerate(RISES)],
}
TARGETS = {IN_TIME: 55.0, CALLS: 85.0, OFFICERS: 70.0, COMPLAINTS: 5.0}


def _values():
    for name, values in SERIES.items():
        for week, value in zip(WEEKS, values, strict=True):
            yield name, "week", week, value
    for number, week in enumerate(WEEKS):  # one week is withheld, and so four weeks are charted
        yield COMPLAINTS, "week", week, None if number == 5 else 10.0
    for number, week in enumerate(WEEKS[3::4]):
        yield COMPLAINTS, "four weeks", week, 40.0 + FALLS[number]


def _aims():
    for name in (*SERIES, COMPLAINTS, REQUESTS):
        yield name, "better", "lower" if name in (COMPLAINTS, REQUESTS) else "higher", None
        if name in TARGETS:
            yield name, "target", "none", TARGETS[name]
        if "%" in name:
            yield name, "unit", "percent", None
    yield IN_TIME, "published", "plans issued within 20 weeks", None
    yield IN_TIME, "milestone", "2026-12-31", 50.0
    yield IN_TIME, "milestone", "2026-06-30", 45.0
    yield IN_TIME, "baseline from", "2026-03-27", None
    yield IN_TIME, "baseline to", "2026-09-11", None
    yield OFFICERS, "staff", "none", None
    yield REQUESTS, "given by month", "requests received", None
    yield "Reviews on time, %", "better", "higher", None
    yield "Reviews on time, %", "not shown", "it is a share of children", None


def tables(release: str) -> dict[str, pd.DataFrame]:
    """What this question reads besides the flows and open cases of every council."""
    aims = own_records.rows_of("council_indicator_aims", _aims(), release)
    without = aims["aimed_at"].isna()
    aims["status"] = aims["status"].mask(without, "not applicable")
    return {
        "council_indicators": own_records.rows_of("council_indicators", _values(), release),
        "council_indicator_aims": aims,
    }

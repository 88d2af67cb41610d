"""How the records of plans become the count of plans at a census, by why each is set aside."""

from __future__ import annotations

from datetime import date

from hnb.council.deriving.records import (
    COUNTS,
    HISTORICAL,
    NO_START,
    OUT_OF_AGE,
    TRANSFERRED,
    PlanFiles,
    open_on,
)
from hnb.disclosure.population import CrossTab, Population, Relation

RECORDS = "records of plans"
SECOND = "second record of the same child"
COUNTED = "plans counted"
SET_ASIDE = (HISTORICAL, TRANSFERRED, OUT_OF_AGE, SECOND, NO_START)


def reconciled(files: PlanFiles, january: int, day: date) -> Population:
    """Records of plans that are open on the day, each counted or set aside for one reason.

    A record is open from the day of its issue until the day on which it ceased. An active plan
    whose day of issue no file has is counted among the records, and set aside.
    """
    import pandas as pd

    moment = pd.Timestamp(day)
    records = files.records
    ceased = records["ceased"].notna() & (records["ceased"] <= moment)
    current = records[(records["started"] <= moment) & ~ceased]
    reason = current["set_aside"].where(current["set_aside"] != COUNTS, SECOND)
    reason[(reason == SECOND) & (current["end"] <= moment)] = OUT_OF_AGE
    reason[open_on(records, day).index] = COUNTED
    unknown = pd.Series([NO_START] * files.without_start, dtype=object)
    fixed = {"january": january}
    return Population(
        name=f"{RECORDS} open on {day.isoformat()}",
        rows=pd.DataFrame({"reason": [*reason, *unknown]}, dtype=object),
        tables=(
            CrossTab("council_reconciliation", fixed={**fixed, "reason": RECORDS}),
            CrossTab(
                "council_reconciliation",
                by={"reason": "reason"},
                fixed=fixed,
                categories={"reason": (*SET_ASIDE, COUNTED)},
            ),
        ),
    )


def is_the_count(january: int, la_code: int) -> Relation:
    """The plans counted are the plans of the published shape."""
    cell = (str(la_code), str(january))
    return Relation(((1, ("council_reconciliation", *cell, COUNTED)), (-1, ("ehc_plans", *cell))))

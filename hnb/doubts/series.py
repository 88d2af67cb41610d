"""The published series that are judged by how they change, and each as periods by authorities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from hnb.domain.periods import start_year
from hnb.tables import ALL

Kind = Literal["stock", "flow", "money"]


@dataclass(frozen=True)
class Series:
    """Rows of a table that make one number an authority and period.

    Parameters
    ----------
    table, says : str
        The table, and how a sentence names what is counted.
    kind : str
        A 'stock' changes little from one period to the next, and so does 'money'; a 'flow' often
        changes by a third.
    borne_out : bool
        Whether somebody else counts it, or another table counts the same: such a flow may halve or
        double, so that only what comes back, or what the other count contradicts, is doubted.
    where : str
        As of a `Doubt`: which rows.
    narrowed : tuple
        Other key columns and the one value that is meant.
    """

    table: str
    says: str
    kind: Kind = "stock"
    where: str = ""
    narrowed: tuple[tuple[str, str], ...] = ()
    borne_out: bool = False

    def wide(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Period (the year in which it starts) × DfE number: the number, missing where it is."""
        spec = ALL[self.table]
        column, _, word = self.where.partition("=")
        for name, value in (*self.narrowed, *([(column, word)] if column else [])):
            frame = frame[frame[name] == value]
        years = frame[str(spec.period)].map(start_year)
        rows = frame.assign(year=years, number=frame[spec.value.name].astype("float64"))
        return rows.groupby(["year", "la_code"])["number"].sum(min_count=1).unstack("la_code")


_PLACED = "ehc_plans_by_placement"
SAYS_OF_GROUP = {
    "mainstream": "plans in mainstream schools",
    "special": "plans in special schools",
    "elsewhere": "plans of those in no school or college",
    "awaiting provision": "plans awaiting a place",
    "unknown": "plans without a recorded placement",
}
GROUPS = ("mainstream", "special", "further education", "elsewhere", "unknown")
SERIES = (
    Series("ehc_plans", "EHC plans"),
    *(Series(_PLACED, SAYS_OF_GROUP[group], where=f"placement_group={group}")
      for group in ("mainstream", "special")),
    Series("new_plans", "new plans", "flow", borne_out=True),
    Series("ceased_plans", "plans ceased", "flow", "reason=total"),
    Series("requests", "requests", "flow", "outcome=total"),
    Series("requests", "requests refused", "flow", "outcome=refused"),
    Series("assessments", "assessments ending in a plan", "flow", "outcome=plan issued",
           borne_out=True),
    Series("plan_timeliness", "plans issued", "flow", "wait=any",
           (("exceptions", "with exceptions"),), borne_out=True),
    Series("appeals", "appeals", "flow", borne_out=True),  # counted by the tribunal
    Series("appealable_decisions", "appealable decisions", "stock", "method=all plans (to 2024)"),
    Series("appealable_decisions", "appealable decisions", "flow",
           "method=plans reviewed (from 2024)"),
    Series("net_high_needs", "net high needs spending", "money"),
    *(Series("dsg_blocks", f"the {block} block {stage}", "money", f"block={block}",
             (("stage", stage),))
      for block, stage in (("high needs", "before deductions"), ("high needs", "after deductions"),
                           ("schools", "before deductions"))),
)  # fmt: skip

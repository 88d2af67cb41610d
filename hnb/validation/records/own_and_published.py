"""Whether taking in a made-up council's files finds every planted fault, and loses no penny."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hnb.council.completeness import LayoutStatus, completeness
from hnb.council.example import make_example
from hnb.council.folder import CouncilFolder
from hnb.council.intake import add
from hnb.domain.comparators import Ask
from hnb.tables import Tables
from hnb.validation.goals import Goal
from hnb.validation.made_up import exactly

SIZE = 0.1  # of the authority's plans
REPEATED, BACKWARDS = "it has the same key as an earlier row", "it ends before it starts"
# by fault that is planted, the words in the reason that a check gives, and rows for each
FOUND_AS = {
    "repeated key": (REPEATED, 1),
    "end before start": (BACKWARDS, 1),
    "plan without placement": ("the plan has no placement", 1),
    "placement without plan": ("the placement has no plan", 1),
    "two open primary placements": ("another open placement of rank 1", 2),
    "no primary need": ("none of the plan's needs is of rank 1", 1),
    "zero cost": ("a cost of zero", 1),
    "ten times the usual cost": ("times the usual cost of its kind", 1),
}


def goals(tables: Tables, ask: Ask) -> tuple[Goal, ...]:
    """Those of a small council whose files are written, and taken in, in a temporary folder."""
    with TemporaryDirectory() as temporary:
        written = make_example(Path(temporary) / "example", size=SIZE)[0]
        folder = CouncilFolder.open(written)
        for name, place in folder.authority.extracts.items():
            add(folder, folder.path(place.origin), name, place.as_at)
            last = place.as_at or folder.extracts(name)[-1].as_at
        truth = json.loads((written / "truth.json").read_text(encoding="utf-8"))
        statuses = completeness(folder, last)
    return (*of_faults(statuses, truth), *of_sums(statuses, truth))


def of_faults(statuses: Iterable[LayoutStatus], truth: Mapping[str, dict]) -> tuple[Goal, ...]:
    """Every kind of fault that a check looks for, as often as it was planted."""
    reasons: Counter[str] = Counter()
    for status in statuses:
        within_a_file = {**status.newest.reasons, **status.newest.warnings}
        for reason, count in {**within_a_file, **status.across}.items():
            reasons[f"{status.layout}: {reason}"] += count
    judged = []
    for fault, (words, rows) in FOUND_AS.items():
        rows_found = sum(count for reason, count in reasons.items() if words in reason)
        planted = rows * truth["fault_counts"][fault]
        judged.append(exactly(f"intake: rows with {fault}", planted, rows_found))
    for layout, planted in truth["aggregates"]["rows_older_than_25"].items():
        older = reasons[f"{layout}: birth_date: older than 25"]
        judged.append(exactly(f"intake: rows older than 25, {layout}", planted, older))
    return tuple(judged)


def of_sums(statuses: Iterable[LayoutStatus], truth: Mapping[str, dict]) -> tuple[Goal, ...]:
    """Rows, sums and distinct children before and after, reconciled."""
    every = [status.newest for status in statuses]
    true_rows = truth["aggregates"]["rows"]
    balanced = [
        extract.rows == true_rows[extract.layout] == extract.accepted + extract.rejected
        for extract in every
    ]
    sums = [amounts for extract in every for amounts in extract.sums.values()]
    to_the_penny = [
        Decimal(amounts["file"]) == Decimal(amounts["accepted"]) + Decimal(amounts["rejected"])
        for amounts in sums
    ]
    payments = next(extract for extract in every if extract.layout == "payments")
    paid = Decimal(payments.sums["amount_gbp"]["accepted"])
    by_kind = truth["aggregates"]["payments_gbp"].values()
    true_paid = sum(Decimal(str(gbp)) for of_kind in by_kind for gbp in of_kind.values())
    lost = sum((e.children or 0) - (e.children_accepted or 0) for e in every)
    only_rows = truth["fault_counts"]["end before start"]  # it is planted in a child's one row
    return (
        exactly("intake: layouts whose rows all are accounted for", len(every), sum(balanced)),
        exactly("intake: sums that reconcile to the penny", len(sums), sum(to_the_penny)),
        exactly("intake: payments taken in, pence", float(100 * true_paid), float(100 * paid)),
        exactly("intake: children none of whose rows could be taken in", only_rows, lost),
    )

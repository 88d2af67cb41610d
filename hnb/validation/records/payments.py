"""Whether payments of the made-up council by month and kind are those that were planted."""

from __future__ import annotations

from hnb.council.costing.payments import payments
from hnb.council.costing.pence import to_pence
from hnb.council.example.money import ACCOUNTS
from hnb.domain.comparators import Ask
from hnb.tables import Tables
from hnb.validation.goals import Goal
from hnb.validation.made_up import agreement, cells, with_faults


def goals(tables: Tables, ask: Ask) -> tuple[Goal, ...]:
    """Those of the made-up council, in pence."""
    council = with_faults()
    derived = payments(lambda layout: council.frames[layout], council.authority.la_code, ACCOUNTS)
    known = council.truth["aggregates"]
    by_kind = known["payments_gbp"] if isinstance(known, dict) else {}
    true = {
        f"{month} {kind}": int(to_pence([gbp])[0])
        for kind, of_kind in by_kind.items()
        for month, gbp in of_kind.items()
        if kind != "not high needs"
    }
    months = {month for kind in by_kind.values() for month in kind}
    recovered = {
        f"{month} {kind}": pence
        for (month, kind), pence in cells(derived, "council_payments").items()
        if month in months
    }
    return agreement("council: payments by month and kind, pence", true, recovered)

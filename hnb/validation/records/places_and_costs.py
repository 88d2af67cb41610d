"""Whether unit costs by kind of provider of a made-up council are those that were planted."""

from __future__ import annotations

from hnb.council.costing.places import places
from hnb.domain.comparators import Ask
from hnb.tables import Tables
from hnb.validation.goals import Goal
from hnb.validation.made_up import Trial, trials, within

FEWEST = 100  # places of a kind, below which what is not in the ledger yet moves its average
WITHIN = 0.03


def goals(tables: Tables, ask: Ask) -> tuple[Goal, ...]:
    """Those of a made-up council without faults."""
    return of_kinds(trials()[0])


def of_kinds(trial: Trial) -> tuple[Goal, ...]:
    """The average cost of a place of each kind that has a hundred or more."""
    council = trial.council
    counted = places(
        council.frames["placement_ledger"], council.authority.la_code, council.as_at
    ).populations[0]
    averages = counted.rows.groupby("provider_kind", observed=True)["amount_gbp"].mean()
    money = council.truth["money"]
    kinds = money["by_provider_kind"] if isinstance(money, dict) else {}
    return tuple(
        within(f"council: average cost, {kind}, £", of_kind["mean_gbp"], averages[kind], WITHIN)
        for kind, of_kind in kinds.items()
        if of_kind["places"] >= FEWEST
    )

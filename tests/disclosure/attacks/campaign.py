"""Which councils are attacked, in which editions of their papers, and by which methods."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.disclosure.attacks import knowledge, money, papers
from tests.disclosure.attacks.attacking import (
    Attack,
    editions_together,
    one_edition,
    one_table,
)
from tests.disclosure.attacks.councils import (
    Council,
    council,
    month_before,
    plans_near_the_threshold,
    public_types,
    without_plan,
)
from tests.disclosure.attacks.sheets import Sheet

MONTH_BEFORE = date(2026, 10, 31)


@dataclass(frozen=True)
class MadeUp:
    """Of which authority's size a council is, how much of it, and the seed."""

    authority: str
    size: float
    seed: int


COUNCILS = (
    MadeUp("Leicestershire", 0.15, 20261130),
    MadeUp("Rutland", 1.0, 7),
    MadeUp("Hartlepool", 0.5, 11),
    MadeUp("Leicestershire", 0.3, 3),
)


def of_a_council(place: Path, made_up: MadeUp, *, with_paper: bool) -> Iterator[Attack]:
    """Every attack on one council, which lets out five or six editions."""
    target = council(place, authority=made_up.authority, seed=made_up.seed, size=made_up.size)
    types = public_types(target)
    october = target.let_out(
        day=MONTH_BEFORE, change=month_before(MONTH_BEFORE), called="the month before"
    )
    corrections = plans_near_the_threshold(target)
    before = {
        what: target.let_out(change=without_plan(plan), called=what)
        for what, plan in corrections.items()
    }
    november = target.let_out()
    yield from of_a_month(target, november, types)
    yield from editions_together(target, "two months", [october, november], types)
    for what, earlier in before.items():
        few = list(knowledge.corrected(earlier, november))
        yield from editions_together(target, what, [earlier, november], types, few)
    if with_paper:
        yield from _of_papers(target, november, place / "out")
    yield from _other_thresholds(target, november, types)


def _of_papers(target: Council, sheet: Sheet, out: Path) -> Iterator[Attack]:
    """Attacks on what the council's paper and the forum paper of its records print."""
    for report in ("council", "forum-paper", "forum-questions", "kpi-suite"):
        paper = papers.render(target, out, report)
        yield from papers.from_sums(target, sheet, paper)
        yield from papers.from_rates(target, sheet, paper)
        yield from papers.from_charts(target, sheet, paper)


def of_a_month(target: Council, sheet: Sheet, types: dict[str, str]) -> Iterator[Attack]:
    """Attacks on one edition: by table, all tables together, and its amounts."""
    yield from one_table(target, sheet)
    yield from one_edition(target, sheet, types)
    yield from money.averages_times_places(target, sheet)
    yield from money.one_provider_of_another(target, sheet)


def _other_thresholds(target: Council, november: Sheet, types: dict[str, str]) -> Iterator[Attack]:
    several = [november]
    for threshold in (5, 10):
        several.append(target.let_out(threshold=threshold))
        method = f"threshold changed to {threshold}"
        yield from editions_together(target, method, [november, several[-1]], types)

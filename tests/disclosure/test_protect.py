"""hnb.disclosure.protect against every choice of cells, tried one after another by the attacker."""

from itertools import combinations

import pytest

from hnb.disclosure.plan import plan
from hnb.disclosure.population import CrossTab, Declared, Population
from hnb.disclosure.register import Released
from hnb.disclosure.rules import Rules
from tests.disclosure.attacker import Attacker
from tests.disclosure.random_councils import DAY, rows_of, seen_by_reader, true_counts

TOTAL = CrossTab("council_plans", fixed=DAY)
BY_NEED = CrossTab("council_plans_by_need", {"need": "need"}, DAY)
BY_AGE = CrossTab("council_plans_by_age", {"age": "age"}, DAY)
BY_BOTH = CrossTab("council_places", {"category": "need", "location": "age"}, {**DAY, "split": ""})

ROWS = [
    (TOTAL, BY_NEED, {("x", "1"): 3, ("y", "1"): 11, ("z", "1"): 12}),
    (TOTAL, BY_NEED, {("x", "1"): 1, ("y", "1"): 1, ("z", "1"): 8, ("w", "1"): 30}),
    (TOTAL, BY_NEED, {("x", "1"): 2, ("y", "1"): 2, ("z", "1"): 2, ("w", "1"): 30}),
]
SQUARES = [
    {("x", "1"): 3, ("x", "2"): 9, ("y", "1"): 30, ("y", "2"): 7},
    {("x", "1"): 3, ("x", "2"): 0, ("x", "3"): 9, ("y", "1"): 8, ("y", "2"): 30, ("y", "3"): 7},
    {("x", "1"): 3, ("x", "2"): 19, ("y", "1"): 0, ("y", "2"): 2, ("z", "1"): 9, ("z", "2"): 7},
]
CASES = [
    *ROWS,
    *((TOTAL, BY_BOTH, counts) for counts in SQUARES),
    *((TOTAL, BY_NEED, BY_AGE, BY_BOTH, counts) for counts in SQUARES),
]


def is_safe(population, frames, truth):
    """Whether each small count can be 1 and can be 5, as far as the attacker can tell."""
    attacker = Attacker(seen_by_reader(population, frames))
    small = [cell for cell, count in truth.items() if 1 <= count < 6]
    ranges = [attacker.range_of(attacker.masks[cell]) for cell in small]
    return all(least <= 1 and most >= 5 for least, most in ranges)


def with_withheld(frames, cells, names):
    """The true frames without some cells."""
    frames = {name: frame.copy() for name, frame in frames.items()}
    for table, row in cells:
        frames[names[table]].loc[row, "status"] = "suppressed"
    return frames


@pytest.mark.parametrize("case", CASES)
def test_no_choice_of_fewer_cells_would_do(case):
    *tabs, counts = case
    population = Population("plans", rows_of(counts, "need", "age"), tuple(tabs))
    answer = plan(Declared((population,)), Rules(), 855, Released())
    names = list(answer.frames)
    seen = seen_by_reader(population, answer.frames)
    truth = {
        (table, row): count
        for table, frame in enumerate(seen)
        for row, count in enumerate(true_counts(population, frame))
    }
    for frame in seen:
        frame.frame[frame.value] = true_counts(population, frame)
    small = [cell for cell, count in truth.items() if 1 <= count < 6]
    others = [cell for cell, count in truth.items() if count >= 6]
    everything = {name: frame.assign(status="published") for name, frame in answer.frames.items()}
    fewest = next(
        number
        for number in range(len(others) + 1)
        for more in combinations(others, number)
        if is_safe(population, with_withheld(everything, [*small, *more], names), truth)
    )
    assert sum(table.secondary for table in answer.summary) == fewest
    assert is_safe(population, answer.frames, truth)

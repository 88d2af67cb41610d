"""Attacks on amounts: averages times places, and what one provider can tell of another."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from tests.disclosure.attacks import knowledge
from tests.disclosure.attacks.attacking import CLOSE, Attack
from tests.disclosure.attacks.councils import Council
from tests.disclosure.attacks.sheets import Cell, Key, Sheet, key_columns
from tests.disclosure.attacks.solve import Identity, Puzzle, Range

AVERAGES, PLACES = "council_average_costs", "council_places"
PENNY = 0.005


def averages_times_places(council: Council, sheet: Sheet) -> Iterator[Attack]:
    """Withheld averages from those shown: an average times its places is a sum that adds up."""
    cells = {Cell(sheet.edition, key): None for key in sheet.cells if key[0] == PLACES}
    sums = Sheet(sheet.edition, {cell.key: None for cell in cells})
    rows = [*knowledge.within_a_table(sums), *knowledge.across_tables(sums), *_known(sheet)]
    truth = {Cell(sheet.edition, key): _true_sum(council, sheet, key) for key in sums.cells}
    sound = [row.within(PENNY) for row in rows if row.within(PENNY).holds(truth)]
    puzzle = Puzzle(cells, sound)
    for key, shown in sheet.cells.items():
        if key[0] == AVERAGES and shown is None:
            cell = Cell(sheet.edition, (PLACES, *key[1:]))
            told, places = puzzle.range_of(cell, whole=False), sheet.cells.get(cell.key) or 1.0
            reached = Range(told.low / places, told.high / places, told.why)
            judged = Cell(sheet.edition, key)
            truth_of_places = council.truth.get(cell, 0.0)
            threshold = council.thresholds[sheet.edition]
            yield Attack(
                council.name,
                "averages times places",
                judged,
                truth[cell] / places,
                reached,
                threshold,
                is_of_few=truth_of_places < threshold,
            )


def one_provider_of_another(council: Council, sheet: Sheet) -> Iterator[Attack]:
    """The second largest provider of a sum that is shown reckons what the largest had."""
    for part in council.rows[sheet.edition]:
        for population in part.declared.populations:
            if population.value == "count" or "contributor" not in population.rows:
                continue
            for tab in population.tables:
                yield from _insider(council, sheet, population.rows, tab)


def _insider(council: Council, sheet: Sheet, rows: pd.DataFrame, tab: object) -> Iterator[Attack]:
    by, fixed = dict(tab.by), dict(tab.fixed)  # type: ignore[attr-defined]
    for names, group in rows.groupby(list(by.values())) if by else [((), rows)]:
        texts = dict(zip(by, names if isinstance(names, tuple) else (names,), strict=True)) | fixed
        name: str = tab.table  # type: ignore[attr-defined]
        key = (name, *(str(texts[column]) for column in key_columns(name)))
        if sheet.cells.get(key) is None:
            continue
        amounts = group.groupby("contributor")["amount_gbp"].sum().abs().sort_values()
        if len(amounts) == 0 or amounts.sum() == 0:
            continue
        largest, second = amounts.iloc[-1], amounts.iloc[-2] if len(amounts) > 1 else 0.0
        told = Range(0.0, float(amounts.sum() - second), ("a total less one’s own part",))
        is_close = told.high - largest < CLOSE * largest * (1 - 1e-6)
        reached = Range(float(largest), told.high, told.why) if is_close else told
        yield Attack(
            council.name,
            "one provider of another",
            Cell(sheet.edition, key),
            float(largest),
            reached,
            6,
        )


def _known(sheet: Sheet) -> Iterator[Identity]:
    """Sums that a shown average and a shown number of places give, to what a penny leaves open."""
    for key, average in sheet.cells.items():
        places = sheet.cells.get((PLACES, *key[1:]))
        if key[0] == AVERAGES and average is not None and places is not None:
            cell = Cell(sheet.edition, (PLACES, *key[1:]))
            low, high = (average - PENNY) * places, (average + PENNY) * places
            yield Identity({cell: 1.0}, "an average times its places", low, high)


def _true_sum(council: Council, sheet: Sheet, key: Key) -> float:
    average = council.truth.get(Cell(sheet.edition, (AVERAGES, *key[1:])), 0.0)
    places = council.truth.get(Cell(sheet.edition, key), 0.0)
    return 0.0 if math.isnan(average) else average * places

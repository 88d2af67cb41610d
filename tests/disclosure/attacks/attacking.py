"""An attack: one withheld cell, a method, and the editions that are combined."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tests.disclosure.attacks import knowledge
from tests.disclosure.attacks.councils import Council
from tests.disclosure.attacks.sheets import Cell, Sheet, counts_children
from tests.disclosure.attacks.solve import Identity, NoSuchCouncil, Puzzle, Range

PENNY = 0.01  # to which amounts are rounded before they are added up
CLOSE = 0.10  # how closely an amount of money may not be known


@dataclass(frozen=True)
class Attack:
    """What came of one attack on one withheld cell."""

    council: str
    method: str
    cell: Cell
    truth: float
    range: Range
    threshold: int
    # of an amount: it is of few children, not withheld to protect another, nor out already
    is_of_few: bool = True

    @property
    def is_small(self) -> bool:
        """Whether the cell is a count of children that must be withheld for its size."""
        return counts_children(self.cell.key[0]) and 1 <= self.truth < self.threshold

    @property
    def has_succeeded(self) -> bool:
        """Whether the cell is known more closely than may be."""
        if counts_children(self.cell.key[0]):
            too_close = self.range.low > 1 or self.range.high < self.threshold - 1
            return self.is_small and too_close
        margin = CLOSE * abs(self.truth) * (1 - 1e-6)
        is_within = self.truth - self.range.low < margin and self.range.high - self.truth < margin
        return bool(self.truth) and self.is_of_few and is_within

    @property
    def width(self) -> float:
        """How much is left open: of a count in children, of an amount as a share of it."""
        open_range = self.range.high - self.range.low
        return (
            open_range if counts_children(self.cell.key[0]) else open_range / abs(self.truth or 1)
        )

    def __str__(self) -> str:
        return (
            f"{self.council}; {self.method}; {self.cell}: truly {self.truth:g}, told as "
            f"{self.range.low:g} to {self.range.high:g}, from {'; '.join(self.range.why)}"
        )


def attacks(
    council: Council,
    method: str,
    editions: Sequence[Sheet],
    identities: Iterable[Identity],
) -> Iterator[Attack]:
    """Attack every withheld cell of some editions with what is known of them.

    What the attacker takes for known and is not so in truth is left out: a wrong guess would
    only mislead.
    """
    cells = {Cell(sheet.edition, key): v for sheet in editions for key, v in sheet.cells.items()}
    sound = [identity for identity in identities if identity.holds(council.truth)]
    for whole in (True, False):  # children, then pounds
        of_kind = {c: v for c, v in cells.items() if counts_children(c.key[0]) == whole}
        rows = [r for r in sound if all(counts_children(c.key[0]) == whole for c in r.terms)]
        if not whole:
            rows = [row.within(PENNY * len(row.terms)) for row in rows]
        puzzle = Puzzle(of_kind, rows, knowledge.lowest_values(editions))
        yield from _each(council, method, puzzle, whole=whole)


def _each(council: Council, method: str, puzzle: Puzzle, *, whole: bool) -> Iterator[Attack]:
    if not puzzle.withheld:
        return
    editions = {cell.edition for cell in [*puzzle.withheld, *puzzle.shown]}
    out_already = {cell.key for cell in puzzle.shown}  # of the same day, under another threshold
    threshold = min(council.thresholds[edition] for edition in editions)
    for cell in sorted(puzzle.withheld, key=str):
        if cell not in council.truth:
            continue
        truth, is_of_few = council.truth[cell], cell.key not in out_already
        blind = Attack(council.name, method, cell, truth, Range(0, 0), threshold, is_of_few)
        if council.small_alone and whole and not blind.is_small:
            continue
        try:
            told = puzzle.range_of(cell, whole=whole)
        except NoSuchCouncil:
            told = Range(0.0, math.inf, ("what was assumed contradicts itself",))
        yield replace(blind, range=told)


def one_table(council: Council, sheet: Sheet) -> Iterator[Attack]:
    """Every table by itself, with the totals that its paper prints."""
    yield from attacks(council, "one table", [sheet], knowledge.within_a_table(sheet))


def one_edition(council: Council, sheet: Sheet, types: Mapping[str, str]) -> Iterator[Attack]:
    """All tables of one month, in one paper and in two."""
    yield from attacks(council, "all tables of a month", [sheet], _known(sheet, types))


def editions_together(
    council: Council,
    method: str,
    several: Sequence[Sheet],
    types: Mapping[str, str],
    more: Iterable[Identity] | None = None,
) -> Iterator[Attack]:
    """All tables of several editions, and how they differ: `more`, or else not where they are
    of the same day or year."""
    rows = [row for sheet in several for row in _known(sheet, types)]
    rows += knowledge.same_cells(several) if more is None else more
    for earlier, later in itertools.pairwise(several):
        rows += knowledge.a_month_later(earlier, later)
    yield from attacks(council, method, several, rows)


def _known(sheet: Sheet, types: Mapping[str, str]) -> list[Identity]:
    return [
        *knowledge.within_a_table(sheet),
        *knowledge.across_tables(sheet),
        *knowledge.schools_by_type(sheet, types),
    ]

"""Which figures differ between two editions of a paper, and by how much."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter

from hnb.figures.figure import Figure, Rows

# what becomes of a figure, in the order in which a person is told
CHANGED, NEW, GONE, DATED = KINDS = ("changed", "new", "gone", "the same at another date")
_PERIODS = {"vintage", "january", "financial_year", "calendar_year", "academic_year", "mid_year"}


@dataclass(frozen=True)
class MovedFigure:
    """A figure of a paper before and after; one of the two is None where it is new or gone."""

    was: Figure | None
    now: Figure | None
    on_page_one: bool = False

    @property
    def editions(self) -> list[Figure]:
        """The later one and the earlier, as far as there are both."""
        return [figure for figure in (self.now, self.was) if figure]

    @property
    def name(self) -> str:
        """Model, dot, measure."""
        return self.editions[0].name

    @property
    def difference(self) -> float | None:
        """The later value less the earlier, where both are numbers."""
        values = [figure.value for figure in self.editions]
        if len(values) < 2 or not all(isinstance(value, int | float) for value in values):
            return None
        return float(values[0]) - float(values[1])  # type: ignore[arg-type]

    @property
    def kind(self) -> str:
        """One of KINDS."""
        if self.was is None or self.now is None:
            return NEW if self.was is None else GONE
        is_same = (self.was.text, self.was.interval) == (self.now.text, self.now.interval)
        return DATED if is_same and self.was.period != self.now.period else CHANGED

    @property
    def size(self) -> float:
        """The difference as a share of the larger of the two values; zero where there is none."""
        if not self.difference:
            return 0.0
        return abs(self.difference) / max(abs(figure.number) for figure in self.editions)

    def to_row(self) -> dict[str, object]:
        """Everything that a person compares, as one row of a table."""
        row: dict[str, object] = {"figure": self.name, "change": self.kind}
        row["on_page_one"] = "yes" if self.on_page_one else ""
        for word, figure in (("was", self.was), ("now", self.now)):
            row |= {
                f"period_{word}": figure.period if figure else "",
                f"scope_{word}": figure.scope if figure else "",
                f"value_{word}": figure.value if figure else None,
                f"text_{word}": figure.text if figure else "",
            }
        return {**row, "difference": self.difference}

    def __str__(self) -> str:
        if self.was is None or self.now is None:
            figure = self.was or self.now
            return (
                f"{self.name}: {self.kind}, {figure and figure.text} ({figure and figure.period})"
            )
        span = " → ".join(dict.fromkeys([self.was.period, self.now.period]))
        ends = [
            f" ({figure.interval})" if figure.interval else "" for figure in (self.was, self.now)
        ]
        moved = f"{self.was.text}{ends[0]} to {self.now.text}{ends[1]}"
        return f"{self.name}{f' ({span})' if span else ''}: {moved}"


def moved_figures(before: Iterable[Figure], after: Iterable[Figure]) -> Iterator[MovedFigure]:
    """The figures that differ between two editions of a paper, in the order of the later one.

    A figure is the same one where its name, scope, period and rows are; failing that, where its
    name and its rows but for the periods are, or its name alone, and each edition has one such.
    """
    before, after = list(before), list(after)
    partner = _partners(before, after)
    for now in after:
        was = partner.get(id(now))
        if was is None or _differs(was, now):
            yield MovedFigure(was, now)
    paired = {id(was) for was in partner.values()}
    yield from (MovedFigure(was, None) for was in before if id(was) not in paired)


def _partners(before: Iterable[Figure], after: Iterable[Figure]) -> dict[int, Figure]:
    """The earlier edition of each later figure that has one, by the later one's identity."""
    left, right = list(before), list(after)
    partner: dict[int, Figure] = {}
    for key in (_exact, _in_any_period, attrgetter("name")):
        earlier, later = _by(key, left), _by(key, right)
        for same in earlier.keys() & later.keys():
            # of the same rows in the same order; of others, one alone can be meant
            if key is _exact or len(earlier[same]) == len(later[same]) == 1:
                pairs = zip(earlier[same], later[same], strict=False)
                partner |= {id(now): was for was, now in pairs}
        paired = {id(was) for was in partner.values()}
        left = [was for was in left if id(was) not in paired]
        right = [now for now in right if id(now) not in partner]
    return partner


def _by(key: Callable[[Figure], object], figures: Iterable[Figure]) -> dict[object, list[Figure]]:
    groups: dict[object, list[Figure]] = defaultdict(list)
    for figure in figures:
        groups[key(figure)].append(figure)
    return groups


def _exact(figure: Figure) -> object:
    return figure.name, figure.period, figure.scope, _rows(figure.rows, set())


def _in_any_period(figure: Figure) -> object:
    return figure.name, _rows(figure.rows, _PERIODS)


def _rows(rows: Iterable[Rows], without: set[str]) -> str:
    wheres = [
        (part.table, {key: word for key, word in part.where.items() if key not in without})
        for part in rows
    ]
    return json.dumps(wheres, sort_keys=True, default=str)


def _differs(was: Figure, now: Figure) -> bool:
    """Whether two editions of a figure are of another period, value or interval."""
    pairs = [(was.value, now.value), (was.low, now.low), (was.high, now.high)]
    return was.period != now.period or any(not _alike(*pair) for pair in pairs)


def _alike(was: object, now: object) -> bool:
    if isinstance(was, int | float) and isinstance(now, int | float):
        return math.isclose(was, now, rel_tol=1e-9)
    return was == now


def in_order(moved: Iterable[MovedFigure], page_one: Container[object]) -> list[MovedFigure]:
    """Values that change, those of page one first and then the largest change; after them what is
    new, gone, or the same at another date.

    Parameters
    ----------
    moved : iterable of MovedFigure
        In any order; where nothing else decides, it stays.
    page_one : container of tuple
        What `about` says of each figure that page one quotes in either edition.
    """
    marked = [
        replace(entry, on_page_one=any(about(figure) in page_one for figure in entry.editions))
        for entry in moved
    ]
    return sorted(
        marked,
        key=lambda entry: (KINDS.index(entry.kind), not entry.on_page_one, -entry.size),
    )


def about(figure: Figure) -> tuple[str, str, str]:
    """What tells a figure from others of a paper: its name, period and scope."""
    return figure.name, figure.period, figure.scope

"""What a reader can know: all unknowns and equations together, with what was released before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hnb.disclosure.cells import Equation, Unknown, grid_of
from hnb.disclosure.population import CellKey, Population, Relation
from hnb.disclosure.register import Released, ReleasedCell
from hnb.disclosure.rows import Sums
from hnb.disclosure.rules import Rules
from hnb.domain.errors import ParameterError, Place

EARLIER = "released earlier"
PENNY = 0.005


@dataclass(frozen=True)
class Need:
    """A value that must stay possible, as far as a reader can tell, for an unknown."""

    place: int
    target: float


@dataclass
class Knowledge:
    """Unknowns with what a reader knows of them, before anything is withheld to protect others.

    Parameters
    ----------
    unknowns, equations
        Of all populations; an equation names unknowns by their place.
    tables : mapping
        By population, for each of its cross-tabs, its cells and the unknown that each shows.
    known : set
        Places whose value a reader has whatever is withheld now.
    zeros : set
        Those of them that are zeros which are shown now and were not before.
    withheld : set
        Places that are withheld by the rules, before any is withheld to protect them.
    may_be_zero : set
        Places of which a reader cannot exclude zero.
    needs : list
        What must stay possible.
    """

    unknowns: list[Unknown] = field(default_factory=list)
    equations: list[Equation] = field(default_factory=list)
    tables: dict[str, list[dict[CellKey, int]]] = field(default_factory=dict)
    known: set[int] = field(default_factory=set)
    zeros: set[int] = field(default_factory=set)
    withheld: set[int] = field(default_factory=set)
    may_be_zero: set[int] = field(default_factory=set)
    needs: list[Need] = field(default_factory=list)

    @property
    def places(self) -> dict[CellKey, int]:
        """The unknown that each cell shows."""
        return {key: place for place, x in enumerate(self.unknowns) for key in x.cells}


def knowledge_of(
    populations: Sequence[Population],
    relations: Iterable[Relation],
    *,
    rules: Rules,
    la_code: int,
    released: Released,
    is_count_shown: Mapping[str, Mapping[tuple[str, ...], bool]],
) -> Knowledge:
    """Everything that a reader could set equations on.

    Parameters
    ----------
    populations, relations
        What adds up, and equations across it. A relation may name cells of earlier releases.
    released : Released
        What was released before.
    is_count_shown : mapping
        By population of amounts or averages that has its counts in another, the categories of each
        cell of that other, and whether it is shown.
    """
    knowledge = Knowledge()
    within: dict[int, tuple[int, ...]] = {}
    for population in populations:
        grid = grid_of(population, rules, la_code)
        first = len(knowledge.unknowns)
        knowledge.unknowns += grid.unknowns
        knowledge.equations += [
            tuple((sign, first + place) for sign, place in equation) for equation in grid.equations
        ]
        knowledge.tables[population.name] = [
            {key: first + place for key, place in shown.items()} for shown in grid.tables
        ]
        within |= {
            first + whole: tuple(first + part for part in parts)
            for whole, parts in grid.parts.items()
        }
    _refuse_cells_of_two_populations(knowledge)
    for whole, parts in _wholes_of(relations, knowledge.places):
        within[whole] = (*within.get(whole, ()), *parts)
    before = {
        place: cell
        for place, unknown in enumerate(knowledge.unknowns)
        if (cell := released.of(unknown.population, unknown.cells))
    }
    averages = {population.name for population in populations if population.value == "average"}
    _withhold_by_rule(knowledge, rules, within)
    _withhold_where_counts_are(knowledge, is_count_shown)
    _apply_releases(knowledge, rules, before, averages=averages)
    _settle_what_is_known(knowledge, rules)
    _relate(knowledge, relations, released, rules=rules)
    return knowledge


def shown_value(unknown: Unknown, *, is_average: bool) -> float:
    """What is written in a cell that is shown."""
    if is_average:
        return round(unknown.sums.value / max(unknown.sums.rows, 1), 2)
    return unknown.sums.value


def _withhold_by_rule(
    knowledge: Knowledge, rules: Rules, within: Mapping[int, tuple[int, ...]]
) -> None:
    """Small and dominated cells, and all that is within a small count, zero or not.

    A small total whose parts are shown to be zero or not would be at least the number of parts that
    are not: so nothing within it says which are.
    """
    for place, unknown in enumerate(knowledge.unknowns):
        if not unknown.is_sensitive:
            continue
        inner = _all_within(place, within) if unknown.is_count and unknown.sums.rows else set()
        has_shown_parts = any(knowledge.unknowns[part].cells for part in inner)
        targets = _targets(unknown, rules)
        if not unknown.cells and has_shown_parts:  # at least as many as its parts, as is shown
            targets = [target for target in targets if target > unknown.sums.value]
        knowledge.withheld.add(place)
        knowledge.needs += [Need(place, target) for target in targets]
        if unknown.cells:
            knowledge.withheld |= inner
            knowledge.may_be_zero |= inner


def _wholes_of(
    relations: Iterable[Relation], places: Mapping[CellKey, int]
) -> Iterator[tuple[int, list[int]]]:
    """Relations that say that a cell is the sum of others."""
    for relation in relations:
        terms = [(sign, places[key]) for sign, key in relation.terms if key in places]
        for sign, whole in terms:
            parts = [place for other, place in terms if other == -sign]
            if len(parts) == len(relation.terms) - 1:
                yield whole, parts


def _withhold_where_counts_are(
    knowledge: Knowledge, is_count_shown: Mapping[str, Mapping[tuple[str, ...], bool]]
) -> None:
    """Amounts and averages of groups whose number is withheld, or shown nowhere."""
    for place, unknown in enumerate(knowledge.unknowns):
        is_shown = is_count_shown.get(unknown.population)
        if is_shown is None or all(is_shown.get(key[1:], False) for key in unknown.cells):
            continue
        knowledge.withheld.add(place)
        knowledge.may_be_zero.add(place)


def _targets(unknown: Unknown, rules: Rules) -> list[float]:
    value = unknown.sums.value
    if unknown.is_count:
        return [end for end in (rules.smallest, rules.threshold - 1) if end != value]
    width = abs(value) * rules.p_percent / 100
    return [value - width, value + width] if width else []


def _all_within(place: int, within: Mapping[int, tuple[int, ...]]) -> set[int]:
    inner: set[int] = set()
    waiting = [place]
    while waiting:
        new = set(within.get(waiting.pop(), ())) - inner
        inner |= new
        waiting += new
    return inner


def _apply_releases(
    knowledge: Knowledge,
    rules: Rules,
    before: Mapping[int, ReleasedCell],
    *,
    averages: Collection[str],
) -> None:
    """What was withheld stays so; what was shown is known, or withheld if few children differ."""
    for place, cell in before.items():
        unknown = knowledge.unknowns[place]
        if cell.withheld:  # its value then is in no register, so it may be what it is now
            knowledge.withheld.add(place)
            if not unknown.sums.rows:
                knowledge.may_be_zero.add(place)
        if cell.shown is None:
            continue
        value = shown_value(unknown, is_average=unknown.population in averages)
        change = value - cell.shown
        if abs(change) < PENNY:
            if not cell.withheld:
                knowledge.known.add(place)
            continue
        few: float = rules.threshold
        if not unknown.is_count:
            few = rules.threshold * abs(value) / max(unknown.sums.children, 1)
        if abs(change) < few:
            knowledge.withheld.add(place)
            if not unknown.sums.rows:
                knowledge.may_be_zero.add(place)
            knowledge.needs += [
                Need(place, target)
                for target in _changes(unknown, change, cell.shown, rules=rules)
                if not unknown.sums.rows or target >= rules.smallest
            ]


def _changes(unknown: Unknown, change: float, before: float, *, rules: Rules) -> list[float]:
    """Values that must stay possible so that a small change is as safe as a small count."""
    value = unknown.sums.value
    if unknown.is_count:
        sign = 1 if change > 0 else -1
        ends = (before + sign, before + sign * (rules.threshold - 1))
        return [end for end in ends if end != value]
    scale = value / shown if (shown := before + change) else 1
    width = abs(change * scale) * rules.p_percent / 100
    return [value - width, value + width]


def _settle_what_is_known(knowledge: Knowledge, rules: Rules) -> None:
    """Zeros that are shown, and what is said to be known; the rest may be withheld."""
    for place, unknown in enumerate(knowledge.unknowns):
        is_zero_shown = bool(unknown.cells) and not unknown.sums.rows and rules.zeros == "shown"
        if is_zero_shown and place not in knowledge.withheld | knowledge.known:
            knowledge.zeros.add(place)
        if unknown.is_known or place in knowledge.zeros:
            knowledge.known.add(place)
        if not unknown.cells or rules.zeros == "withheld":
            knowledge.may_be_zero.add(place)
    knowledge.needs = [need for need in knowledge.needs if need.place not in knowledge.known]


def _relate(
    knowledge: Knowledge, relations: Iterable[Relation], released: Released, *, rules: Rules
) -> None:
    """Add equations across populations and months."""
    places = knowledge.places
    for relation in relations:
        new = [(sign, key) for sign, key in relation.terms if key not in places]
        shown = {key: cell for _, key in new if (cell := released.anywhere(key))}
        not_shown = [key for _, key in new if key not in shown or shown[key].shown is None]
        if len(not_shown) > 1 or len(new) == len(relation.terms):
            continue  # a reader can take nothing from an equation with two things never released
        for sign, key in sorted(new, key=lambda term: term[1] in not_shown):
            places[key] = len(knowledge.unknowns)
            if key not in not_shown:
                value = shown[key].shown or 0.0
                knowledge.known.add(places[key])
            else:
                value = -_sum_of_others(knowledge, relation, places, without=key) / sign
            _add_earlier(knowledge, relation, key, value=value, places=places, rules=rules)
        knowledge.equations.append(tuple((sign, places[key]) for sign, key in relation.terms))


def _sum_of_others(
    knowledge: Knowledge, relation: Relation, places: Mapping[CellKey, int], *, without: CellKey
) -> float:
    others = ((sign, places[key]) for sign, key in relation.terms if key != without)
    return sum(sign * knowledge.unknowns[place].sums.value for sign, place in others)


def _add_earlier(
    knowledge: Knowledge,
    relation: Relation,
    key: CellKey,
    *,
    value: float,
    places: Mapping[CellKey, int],
    rules: Rules,
) -> None:
    """An unknown for a cell of an earlier release; of one that was withheld, its value must stay
    as open as that of a count that is withheld now.
    """
    is_count = all(
        knowledge.unknowns[places[other]].is_count
        for _, other in relation.terms
        if other in places and places[other] < len(knowledge.unknowns)
    )
    place = places[key]
    unknown = Unknown(EARLIER, Sums(int(value), value, int(value)), is_count=is_count)
    knowledge.unknowns.append(unknown)
    knowledge.may_be_zero.add(place)
    if place in knowledge.known:
        return
    targets = _targets(unknown, rules)
    if is_count and not rules.is_small(value):
        targets = [value - rules.threshold + 1, value + rules.threshold - 1] if value > 0 else []
    knowledge.needs += [Need(place, target) for target in targets if target >= 0]


def _refuse_cells_of_two_populations(knowledge: Knowledge) -> None:
    seen: dict[CellKey, str] = {}
    for unknown in knowledge.unknowns:
        for key in unknown.cells:
            if seen.setdefault(key, unknown.population) != unknown.population:
                raise ParameterError(
                    Place(parameter=f"populations {seen[key]} and {unknown.population}"),
                    found=f"both have the same cell of {key[0]}",
                    expected="every cell of a table in one population",
                )

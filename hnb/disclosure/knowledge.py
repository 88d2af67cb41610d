"""What a reader can know: all unknowns and equations together, and what the rules withhold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hnb.disclosure.cells import Equation, Unknown, grid_of
from hnb.disclosure.population import CellKey, Population, Relation
from hnb.disclosure.rules import Rules
from hnb.domain.errors import ParameterError, Place


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
    parts : mapping
        By unknown, those that add up to it.
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
    parts: dict[int, tuple[int, ...]] = field(default_factory=dict)
    known: set[int] = field(default_factory=set)
    zeros: set[int] = field(default_factory=set)
    withheld: set[int] = field(default_factory=set)
    may_be_zero: set[int] = field(default_factory=set)
    needs: list[Need] = field(default_factory=list)

    @property
    def places(self) -> dict[CellKey, int]:
        """The unknown that each cell shows."""
        return {key: place for place, x in enumerate(self.unknowns) for key in x.cells}

    def need(self, place: int, targets: Iterable[float]) -> None:
        """Ask that some values of an unknown stay possible."""
        self.needs += [Need(place, target) for target in targets]

    def withhold(self, place: int) -> None:
        """Withhold an unknown, zero or not, for a reason that it shares with others."""
        self.withheld.add(place)
        if not self.unknowns[place].sums.rows:
            self.may_be_zero.add(place)

    def within(self, place: int) -> set[int]:
        """Everything that an unknown is made of, at every level."""
        inner: set[int] = set()
        waiting = [place]
        while waiting:
            new = set(self.parts.get(waiting.pop(), ())) - inner
            inner |= new
            waiting += new
        return inner


def knowledge_of(
    populations: Sequence[Population], relations: Sequence[Relation], *, rules: Rules, la_code: int
) -> Knowledge:
    """Everything that a reader could set equations on, with what the rules withhold.

    Parameters
    ----------
    populations, relations
        What adds up; relations are read for cells that are the sum of others.
    """
    knowledge = Knowledge()
    for population in populations:
        grid, first = grid_of(population, rules, la_code), len(knowledge.unknowns)
        knowledge.unknowns += grid.unknowns
        knowledge.equations += [
            tuple((sign, first + place) for sign, place in equation) for equation in grid.equations
        ]
        knowledge.tables[population.name] = [
            {key: first + place for key, place in shown.items()} for shown in grid.tables
        ]
        for whole, parts in grid.parts.items():
            knowledge.parts[first + whole] = tuple(first + part for part in parts)
    _refuse_cells_of_two_populations(knowledge)
    places = knowledge.places
    for relation in relations:
        for whole, added in _sums_in(relation, places):
            knowledge.parts[whole] = (*knowledge.parts.get(whole, ()), *added)
    for place, unknown in enumerate(knowledge.unknowns):
        if unknown.is_sensitive:
            _withhold_by_rule(knowledge, place, rules)
    return knowledge


def withhold_where_counts_are(
    knowledge: Knowledge, is_count_shown: Mapping[str, Mapping[tuple[str, ...], bool]]
) -> None:
    """Withhold amounts and averages of groups whose number is withheld, or shown nowhere.

    Parameters
    ----------
    is_count_shown : mapping
        By population of amounts or averages that has its counts in another, the categories of each
        cell of that other, and whether it is shown.
    """
    for place, unknown in enumerate(knowledge.unknowns):
        is_shown = is_count_shown.get(unknown.population)
        if is_shown is None or all(is_shown.get(key[1:], False) for key in unknown.cells):
            continue
        knowledge.withhold(place)


def settle_what_is_known(knowledge: Knowledge, rules: Rules) -> None:
    """Zeros that are shown are known, and need no protection; what is in no table may be zero."""
    are_zeros_shown = rules.zeros == "shown"
    for place, unknown in enumerate(knowledge.unknowns):
        is_open = place not in knowledge.withheld | knowledge.known
        if unknown.is_known:
            knowledge.known.add(place)
        if is_open and unknown.cells and not unknown.sums.rows and are_zeros_shown:
            knowledge.zeros.add(place)
        if not unknown.cells or not are_zeros_shown:
            knowledge.may_be_zero.add(place)
    knowledge.known |= knowledge.zeros
    knowledge.needs = [need for need in knowledge.needs if need.place not in knowledge.known]


def targets_of(unknown: Unknown, rules: Rules) -> list[float]:
    """Values that must stay possible for what may not be shown."""
    value = unknown.sums.value
    if unknown.is_count:
        return [end for end in (rules.smallest, rules.threshold - 1) if end != value]
    width = abs(value) * rules.p_percent / 100
    return [value - width, value + width] if width else []


def _withhold_by_rule(knowledge: Knowledge, place: int, rules: Rules) -> None:
    """Withhold a small or dominated cell, and all that is within a small count, zero or not.

    A small total of which each part is said to be zero or not is at least the number of parts that
    are not: so nothing within it says which are.
    """
    unknown = knowledge.unknowns[place]
    targets = targets_of(unknown, rules)
    inner = knowledge.within(place) if unknown.is_count and unknown.sums.rows else set()
    has_shown_parts = any(knowledge.unknowns[part].cells for part in inner)
    if not unknown.cells and has_shown_parts:  # it is in no table, and the parts say which are not
        targets = [target for target in targets if target > unknown.sums.value]
        inner = set()
    knowledge.withheld |= {place} | inner
    knowledge.may_be_zero |= inner
    knowledge.need(place, targets)


def _sums_in(
    relation: Relation, places: Mapping[CellKey, int]
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """What a relation says to be the sum of others, with those."""
    terms = [(sign, places[key]) for sign, key in relation.terms if key in places]
    for sign, whole in terms:
        parts = tuple(place for other, place in terms if other == -sign)
        if len(parts) == len(relation.terms) - 1:
            yield whole, parts


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

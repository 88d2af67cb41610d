"""What earlier releases tell of the cells of this one, by themselves and through relations."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from hnb.disclosure.cells import Unknown
from hnb.disclosure.knowledge import Knowledge, targets_of
from hnb.disclosure.population import CellKey, Relation
from hnb.disclosure.register import Released, ReleasedCell
from hnb.disclosure.rows import Sums
from hnb.disclosure.rules import Rules

EARLIER = "released earlier"  # in place of the name of a population
HALF_A_PENNY = 0.005


def shown_value(unknown: Unknown, *, is_average: bool) -> float:
    """What is written in a cell that is shown."""
    if is_average:
        return round(unknown.sums.value / max(unknown.sums.rows, 1), 2)
    return unknown.sums.value


def apply_releases(
    knowledge: Knowledge, released: Released, rules: Rules, *, averages: Collection[str]
) -> None:
    """What was withheld stays so; what was shown is known, or withheld if few children differ.

    Parameters
    ----------
    averages : collection of names
        Populations whose cells show averages.
    """
    for place, unknown in enumerate(knowledge.unknowns):
        cell = released.of(unknown.population, unknown.cells)
        if cell and cell.withheld:  # no register has its value, so it may be what it is now
            knowledge.withhold(place)
        if cell and cell.shown is not None:
            is_average = unknown.population in averages
            change = shown_value(unknown, is_average=is_average) - cell.shown
            _apply_shown(knowledge, place, cell, change=change, rules=rules)


def _apply_shown(
    knowledge: Knowledge, place: int, cell: ReleasedCell, *, change: float, rules: Rules
) -> None:
    unknown, shown = knowledge.unknowns[place], cell.shown or 0.0
    if abs(change) < HALF_A_PENNY:
        if not cell.withheld:
            knowledge.known.add(place)
        return
    few: float = rules.threshold
    if not unknown.is_count:  # what so few children of the average cost come to
        few *= abs(shown + change) / max(unknown.sums.children, 1)
    if abs(change) >= few:
        return
    knowledge.withhold(place)
    targets = _ends_of_change(unknown, change, shown, rules=rules)
    knowledge.need(place, targets)


def _ends_of_change(unknown: Unknown, change: float, before: float, *, rules: Rules) -> list[float]:
    """Values that must stay possible so that a small change is as open as a small count."""
    value = unknown.sums.value
    if unknown.is_count:
        sign = 1 if change > 0 else -1
        least = rules.smallest if unknown.sums.rows else 0
        ends = (before + sign, before + sign * (rules.threshold - 1))
        return [end for end in ends if end != value and end >= least]
    share = change / ((before + change) or 1.0)  # alike for a sum and for an average
    width = abs(value * share) * rules.p_percent / 100
    return [value - width, value + width] if width else []


@dataclass(frozen=True)
class _EarlierTerm:
    """A term of a relation that is no cell of this release."""

    sign: int
    key: CellKey
    shown: float | None


def relate(
    knowledge: Knowledge, relations: Sequence[Relation], released: Released, rules: Rules
) -> None:
    """Add equations across populations and months.

    An earlier cell that was shown is known. Of one that was withheld, or never released, the value
    follows from the others, and must stay as open as that of a count that is withheld now; of two
    such cells in one relation nothing follows, and it is left out.
    """
    places = knowledge.places
    for relation in relations:
        earlier = _earlier_terms(relation, places, released)
        if earlier is None:
            continue
        is_count = all(
            knowledge.unknowns[places[key]].is_count for _, key in relation.terms if key in places
        )
        for term in earlier:
            value = term.shown
            if value is None:
                value = -_sum_of_others(knowledge, relation, places, without=term.key) / term.sign
            places[term.key] = len(knowledge.unknowns)
            sums = Sums(int(value), value, int(value))
            knowledge.unknowns.append(Unknown(EARLIER, sums, is_count=is_count))
            _add_earlier(knowledge, places[term.key], rules, is_known=term.shown is not None)
        knowledge.equations.append(tuple((sign, places[key]) for sign, key in relation.terms))


def _earlier_terms(
    relation: Relation, places: Mapping[CellKey, int], released: Released
) -> list[_EarlierTerm] | None:
    """Terms that are no cells of this release, those that were shown first; None where nothing
    follows from the relation.
    """
    terms = [
        _EarlierTerm(sign, key, cell.shown if (cell := released.anywhere(key)) else None)
        for sign, key in relation.terms
        if key not in places
    ]
    unshown = [term for term in terms if term.shown is None]
    if len(unshown) > 1 or len(terms) == len(relation.terms):
        return None
    return [term for term in terms if term.shown is not None] + unshown


def _sum_of_others(
    knowledge: Knowledge, relation: Relation, places: Mapping[CellKey, int], *, without: CellKey
) -> float:
    others = ((sign, places[key]) for sign, key in relation.terms if key != without)
    return sum(sign * knowledge.unknowns[place].sums.value for sign, place in others)


def _add_earlier(knowledge: Knowledge, place: int, rules: Rules, *, is_known: bool) -> None:
    unknown = knowledge.unknowns[place]
    knowledge.may_be_zero.add(place)
    if is_known:
        knowledge.known.add(place)
        return
    value = unknown.sums.value
    targets = targets_of(unknown, rules)
    if unknown.is_count and not rules.is_small(value):
        width = rules.threshold - 1
        targets = [value - width, value + width] if value > 0 else []
    knowledge.need(place, [target for target in targets if target >= 0])

"""One ledger of several papers: what any of them may say, the pack may say."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, combinations

from hnb.figures import Figure
from hnb.papers.ledger import Ledger

BETWEEN = ":"  # a paper's name and a Figure's


def union(ledgers: Mapping[str, Ledger]) -> Ledger:
    """The union of the ledgers of a pack's papers, by the names of the papers.

    A Figure that two papers give alike is in it once. Where two papers, asked with other
    parameters, give one name, period and scope other values, each has the paper's name before its
    own: `briefing-2:prevalence.plans`.
    """
    figures = {
        json.dumps(figure.to_json(), sort_keys=True): figure
        for figure in _apart({key: ledger.figures for key, ledger in ledgers.items()})
    }
    every = ledgers.values()
    return Ledger(
        tuple(figures.values()),
        labels=_once(ledger.labels for ledger in every),
        words=_once(ledger.words for ledger in every),
        stated=tuple(dict.fromkeys(chain(*(ledger.stated for ledger in every)))),
    )


def _apart(figures: Mapping[str, Sequence[Figure]]) -> Iterable[Figure]:
    """Every Figure, those that differ between papers under names of their own."""
    values: dict[tuple[str, str, str], dict[str, set[object]]] = {}
    for key, of_paper in figures.items():
        for figure in of_paper:
            by_paper = values.setdefault(_about(figure), {})
            by_paper.setdefault(key, set()).add((figure.value, figure.unit))
    clashing = {
        about
        for about, by_paper in values.items()
        # a paper may quote fewer of several that have one name
        if any(not (first <= other or other <= first) for first, other in _pairs(by_paper))
    }
    for key, of_paper in figures.items():
        for figure in of_paper:
            is_clash = _about(figure) in clashing
            yield figure.with_name(f"{key}{BETWEEN}{figure.name}") if is_clash else figure


def bare(figure: Figure) -> Figure:
    """A Figure under the name that it has in its own paper."""
    return figure.with_name(figure.name.rpartition(BETWEEN)[2])


def _pairs(by_paper: Mapping[str, set[object]]) -> Iterable[tuple[set[object], set[object]]]:
    return combinations(by_paper.values(), 2)


def _about(figure: Figure) -> tuple[str, str, str]:
    return figure.name, figure.period, figure.scope


def _once(several: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain(*several)))

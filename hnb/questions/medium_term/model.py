"""What spend, block and deficit may be in the medium term: where they start, a scenario set against
another, and what a transfer from schools would take.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hnb.domain.comparators import Ask
from hnb.questions.medium_term.comparison import ScenarioComparison, compare_scenarios
from hnb.questions.medium_term.projection import Projection, project
from hnb.questions.medium_term.scenarios import PRESENT, Scenario, pick
from hnb.questions.medium_term.start import Start, medium_term_start
from hnb.questions.medium_term.transfers import Transfer, transfers
from hnb.tables import Tables


@dataclass(frozen=True)
class MediumTerm:
    """The medium term of one authority.

    `nothing_done` is the projection of doing nothing, whose net spend is a forecast for some years;
    `comparison` sets the scenario asked about against another.
    """

    start: Start
    nothing_done: Projection
    comparison: ScenarioComparison
    transfers: tuple[Transfer, ...]


def answer(
    tables: Tables,
    ask: Ask,
    *,
    scenarios: Mapping[str, Scenario],
    scenario: str = PRESENT,
    against: str = PRESENT,
) -> MediumTerm:
    """The medium term of one authority in a scenario, set against another.

    Parameters
    ----------
    tables : Tables
        Those of `question.yml`.
    ask : Ask
        The authority; its first set of statistical neighbours gives the neighbours' growth.
    scenarios : mapping
        Named scenarios, such as those of `hnb.scenarios()`.
    scenario, against : str
        The names of two of them, or several joined by ' + '.

    Raises
    ------
    ParameterError
        No scenario has the name; the nearest is named.
    NotPublished
        The authority has no count of plans.
    """
    first, second = pick(scenarios, against), pick(scenarios, scenario)
    start = medium_term_start(tables, ask)
    return MediumTerm(
        start=start,
        nothing_done=project(start, scenarios[PRESENT]),
        comparison=compare_scenarios(start, first, second),
        transfers=transfers(start),
    )

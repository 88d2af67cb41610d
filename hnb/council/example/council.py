"""The made-up council as frames by layout, which every dialect writes, and what is true of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from hnb.council.example import faults, money, other_files, placements, sen2
from hnb.council.example.children import needs, persons, second_needs
from hnb.council.example.known import faults_known_by, known_by
from hnb.council.example.ledger import costed, costs_by_line, financial_year_start, ledger
from hnb.council.example.process import Cases, cases
from hnb.council.example.schools import listed, schools
from hnb.council.example.truth.late_plans import late_truth, link
from hnb.council.example.truth.parameters import Parameters
from hnb.council.example.truth.patterns import Patterns, patterns
from hnb.council.example.truth.sums import aggregates, known_parameters, money_truth, whole_truth
from hnb.domain import areas
from hnb.domain.errors import ParameterError, Place

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

SEED = 20_261_130
AS_AT = date(2026, 11, 30)
PLANS_OF_A_USUAL_COUNCIL = 8_812  # whose transport and programme others have by their own plans


@dataclass(frozen=True)
class MadeUpCouncil:
    """Everything about the made-up council.

    Parameters
    ----------
    authority : Authority
        The authority whose number and size it borrows.
    as_at, earlier : date
        The day of its extracts, and the end of the month before, of an earlier ledger.
    frames : mapping
        By layout, the rows: days as datetime64, money and numbers as float64, our words of codes.
    earlier_ledger : DataFrame
        The placement ledger as it was on the earlier day; no fault is planted in it.
    costs_by_line : mapping
        What placements will cost in the financial year, in pounds, if nothing changes.
    truth : mapping
        What `truth.json` says.
    """

    authority: areas.Authority
    as_at: date
    earlier: date
    frames: Mapping[str, pd.DataFrame]
    earlier_ledger: pd.DataFrame
    costs_by_line: Mapping[str, float]
    truth: Mapping[str, object]


@dataclass(frozen=True)
class _Facts:
    """What is simulated, from which every file is made."""

    cases: Cases
    plans: pd.DataFrame
    schools: pd.DataFrame
    spells: pd.DataFrame
    paid: pd.DataFrame
    appeals: pd.DataFrame


def made_up_council(
    authority: str = "Leicestershire",
    *,
    seed: int = SEED,
    size: float = 1.0,
    as_at: date = AS_AT,
    known_on: date | None = None,
    parameters: Parameters | None = None,
) -> MadeUpCouncil:
    """Simulate a council from a seed.

    Parameters
    ----------
    authority : str
        Name, DfE number or ONS code of the authority whose number, plans and placements it borrows.
    seed : int
        Equal seeds give equal councils.
    size : float
        Plans as a share of the authority's at its latest January, from which they have grown.
    as_at : date
        The day up to which it is simulated, and that of the extracts.
    known_on : date, optional
        An earlier day of the same financial year: the extracts are those of that day, of the same
        children. The ledger has no faults then.
    parameters : Parameters, optional
        What is to be true of it.

    Returns
    -------
    MadeUpCouncil
        Its files by layout, and what is true.

    Raises
    ------
    ParameterError
        `known_on` is of another financial year, or after `as_at`.
    """
    import numpy as np

    day = known_on or as_at
    _refuse_other_year(day, as_at)
    who = areas.find(authority)
    true = parameters or Parameters()
    chance = np.random.default_rng(seed)
    pattern = patterns(who.la_code, true)
    facts = _facts(pattern, true, chance, as_at=as_at, size=size)
    usual = size * pattern.plans / PLANS_OF_A_USUAL_COUNCIL
    frames, agreeing = _frames(facts, who, true, chance, as_at=as_at, size=usual)
    planted = faults.plant(frames, true, chance, as_at=as_at)
    pairs = link(frames, facts.appeals, facts.cases.requests, planted=planted, seed=seed)
    if day < as_at:
        frames = _known_on(day, frames, ledger(facts.paid, true, as_at=day))
        planted = faults_known_by(planted, frames)
    truth = whole_truth(
        authority=who.name,
        la_code=who.la_code,
        as_at=str(day),
        simulated_to=str(as_at),
        seed=seed,
        size=size,
        parameters=known_parameters(true, pattern, facts.cases),
        aggregates=aggregates(frames, as_at=day),
        money=money_truth(facts.paid, as_at=day),
        late_plans=_late_plans(facts, pairs, true, as_at=day),
        survey_agreeing=dict(agreeing),
        **_planted(planted),
    )
    return MadeUpCouncil(
        authority=who,
        as_at=day,
        earlier=_month_before(day),
        frames=frames,
        earlier_ledger=ledger(facts.paid, true, as_at=_month_before(day)),
        costs_by_line=costs_by_line(facts.paid, money.LINE_OF, as_at=as_at),
        truth=truth,
    )


def _month_before(day: date) -> date:
    """The last day of the month before."""
    return day.replace(day=1) - timedelta(days=1)


def _planted(planted: Mapping[str, list[dict[str, str]]]) -> dict[str, object]:
    """The faults in the files, and how many there are of each."""
    counts = {fault: len(rows) for fault, rows in planted.items()}
    return {"faults": planted, "fault_counts": counts}


def _late_plans(
    facts: _Facts, pairs: pd.DataFrame, true: Parameters, *, as_at: date
) -> dict[str, object]:
    """What late plans truly cost."""
    requests = facts.cases.requests
    return late_truth(pairs, requests, facts.paid, facts.appeals, true, as_at=as_at)


def _known_on(
    day: date, frames: Mapping[str, pd.DataFrame], paid: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """The files of an earlier day, with the ledger of that day."""
    import pandas as pd

    return known_by(frames, pd.Timestamp(day)) | {"placement_ledger": paid}


def _refuse_other_year(day: date, as_at: date) -> None:
    if not financial_year_start(as_at) <= day <= as_at:
        problem = f"{day} is not of the financial year of {as_at}, or after it"
        raise ParameterError(Place(parameter="known_on"), found=problem, expected="a day up to it")


def _facts(
    pattern: Patterns,
    true: Parameters,
    chance: np.random.Generator,
    *,
    as_at: date,
    size: float,
) -> _Facts:
    simulated = cases(pattern, true, chance, as_at=as_at, size=size)
    plans = simulated.plans.assign(need=needs(simulated.plans, pattern, chance))
    table = schools(chance)
    spells = placements.spells(plans, table, pattern, chance, as_at=as_at)
    paid = costed(spells, table, true, chance, as_at=as_at)
    appeals = other_files.appeals(simulated.requests, plans, true, chance, as_at=as_at)
    return _Facts(simulated, plans, table, spells, paid, appeals)


def _frames(
    facts: _Facts,
    who: areas.Authority,
    true: Parameters,
    chance: np.random.Generator,
    *,
    as_at: date,
    size: float,
) -> tuple[dict[str, pd.DataFrame], Mapping[str, float]]:
    """Every file by layout, and the share of schools that agrees with each question."""
    requests, plans = facts.cases.requests, facts.plans
    appealed = requests["request"].isin(facts.appeals["request"].dropna())
    answers, agreeing = other_files.survey(facts.schools, true, chance, as_at=as_at)
    # in an order in which each can be checked against those before it
    frames = {
        "schools": listed(facts.schools),
        "sen2_persons": persons(facts.cases.people, who.la_code, chance),
        "sen2_requests": sen2.requests(requests, appealed, chance, as_at=as_at),
        "sen2_assessments": sen2.assessments(requests, appealed, chance, as_at=as_at),
        "sen2_named_plans": sen2.named_plans(plans, facts.spells, chance),
        "sen2_placements": placements.module(facts.spells, facts.schools),
        "sen2_active_plans": sen2.active_plans(plans, true, chance, as_at=as_at),
        "sen2_needs": second_needs(plans, plans["need"], true.second_need, chance),
        "placement_ledger": ledger(facts.paid, true, as_at=as_at),
        "payments": money.payments(facts.paid, true, chance, as_at=as_at, size=size),
        "weekly_indicators": other_files.weekly_indicators(
            requests, plans, true, chance, as_at=as_at, size=size
        ),
        "programme_ledger": money.programme(true, chance, as_at=as_at, size=size),
        "appeals": facts.appeals.drop(columns=["request", "decision"]),
        "top_ups": money.top_ups(facts.paid, true, as_at=as_at),
        "rate_card": money.rate_card(true, as_at=as_at),
        "survey": answers,
        "actions": other_files.actions(as_at=as_at),
    }
    frames["stated_figures"] = other_files.stated_figures(frames, true, as_at=as_at)
    return frames, agreeing

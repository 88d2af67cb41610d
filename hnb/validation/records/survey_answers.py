"""Whether ranges from a survey hold what all schools would say, and what was planted."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from hnb.council.authority.definition import AuthorityDefinition
from hnb.council.example.council import MadeUpCouncil
from hnb.council.example.truth.parameters import TOOLKIT
from hnb.council.forum import ForumRecords
from hnb.council.forum.survey import SPLITS, declare
from hnb.council.surveying.schools import listed_schools
from hnb.disclosure.population import Declared
from hnb.domain.comparators import Ask
from hnb.stats.sampling.raking import Margin, collapsed, rake, raked_share
from hnb.tables import Tables
from hnb.tables.records.survey import ANSWERED, ESTIMATE
from hnb.validation.goals import Goal
from hnb.validation.made_up import TRUE, exactly, numbers, trials, with_faults

SURVEYS = 400  # of each kind, each with every question
LOW, HIGH = 93.0, 97.0  # per cent of 95% ranges that are to hold the true share
WITHIN_RANGE = 26  # of 30: fewer would come by chance in one run of sixty
MEAN_ERROR = 1.6  # points: a share's standard error is about 3, that of the mean of 30 is 0.55
MORE_LIKELY = 0.15  # to answer, of schools that agree, where the assumption is broken


def goals(tables: Tables, ask: Ask) -> tuple[Goal, ...]:
    """Those of the made-up council's survey, and of surveys of its schools that are simulated."""
    return (*of_survey(), *of_ranges())


def of_survey() -> tuple[Goal, ...]:
    """What the tables of the made-up survey have next to what was planted, and how far off shares
    are in several councils: of a single share chance alone decides.
    """
    council = with_faults()
    declared = _declared(council)
    schools = next(item for item in declared.populations if item.name.startswith("schools asked"))
    answered = int(schools.rows["answered"].eq(ANSWERED).sum())
    planted = council.frames["survey"]["school"].nunique()
    shares = [
        Goal(f"survey: would agree, {question}, %", row[ESTIMATE], planted=row["planted"])
        for question, row in _shares(council).iterrows()
    ]
    several = pd.concat([_shares(trial.council) for trial in trials()])
    is_within = several["planted"].between(several["low"], several["high"])
    what = f"survey: {len(several)} shares of {len(trials())} councils"
    return (
        exactly("survey: schools that answered", planted, answered),
        *shares,
        Goal(f"{what}, within their range", int(is_within.sum()), low=WITHIN_RANGE),
        Goal(
            f"{what}, mean error, points",
            float((several[ESTIMATE] - several["planted"]).mean()),
            low=-MEAN_ERROR,
            high=MEAN_ERROR,
        ),
    )


def _declared(council: MadeUpCouncil) -> Declared:
    authority = AuthorityDefinition(authority=council.authority.name)
    rows = council.frames.__getitem__
    return declare(ForumRecords(rows, council.authority.la_code, council.as_at, authority))


def _shares(council: MadeUpCouncil) -> pd.DataFrame:
    """By question the estimated share that agrees, its range, and what was planted, in per cent."""
    frame = _declared(council).measured[0].frame
    by_point = frame.pivot(index=["question", "answer"], columns="point", values="share_percent")
    planted = numbers(council, "survey_agreeing")
    answers = [
        (question, "strongly agree or agree" if question == TOOLKIT else "agree")
        for question in planted
    ]
    shares = by_point.loc[answers].droplevel("answer")
    return shares.assign(planted=[100 * share for share in planted.values()])


def of_ranges() -> tuple[Goal, ...]:
    """How many 95% ranges hold the true share of simulated surveys; and where schools that agree
    answer more than others of their kind, which no weight puts right.
    """
    usual, broken = simulated(0.0, SURVEYS), simulated(MORE_LIKELY, SURVEYS // 4)
    what = f"survey: 95% ranges that hold the true share, {SURVEYS} surveys, %"
    broken_what = "survey: the same, where schools that agree answer more than others of their kind"
    return (
        Goal(f"{what}, of these schools", usual["whole"], low=LOW, high=HIGH),
        Goal(f"{what}, of more schools like them", usual["sample"], low=LOW, high=HIGH),
        Goal(f"{what}, without weights", usual["unweighted"]),
        Goal(broken_what, broken["whole"]),
        Goal("survey: error there of a share, points", broken["bias"]),
    )


@cache
def simulated(more_likely: float, surveys: int) -> dict[str, float]:
    """Of surveys of the made-up council's schools: per cent of ranges that hold the true share, and
    the mean error of a share in points.

    Parameters
    ----------
    more_likely : float
        By how much schools that agree are likelier to answer than those that do not.
    surveys : int
        How many, each with every question.
    """
    schools = listed_schools(with_faults().frames["schools"])
    schools = schools[schools["phase"].isin(list(TRUE.answered_by_phase))].reset_index(drop=True)
    codes = [pd.factorize(schools[split])[0].astype(np.int64) for split in SPLITS]
    totals = [np.bincount(code).astype(float) for code in codes]
    phase = schools["phase"]
    rates = phase.map(TRUE.answered_by_phase).to_numpy(float)
    less = np.where(phase == "secondary", TRUE.agrees_less_in_secondary, 0.0)
    chance = np.random.default_rng(13)
    results: dict[str, list[float]] = {
        name: [] for name in ("whole", "sample", "unweighted", "bias")
    }
    for _ in range(surveys):
        for share in TRUE.answers.values():
            agrees = chance.random(len(schools)) < share - less
            answered = chance.random(len(schools)) < rates + more_likely * (agrees - 0.5)
            margins = [
                collapsed(Margin(code[answered], total), 5)
                for code, total in zip(codes, totals, strict=True)
            ]
            values, raked = agrees[answered].astype(float), rake(margins)
            alike = rake([Margin(np.zeros(len(values), np.int64), np.array([float(len(agrees))]))])
            true = float(agrees.mean())
            whole = raked_share(values, raked)
            sample = raked_share(values, raked, is_whole=False)
            plain = raked_share(values, alike)
            results["whole"].append(whole.low <= true <= whole.high)
            results["sample"].append(sample.low <= float(np.mean(share - less)) <= sample.high)
            results["unweighted"].append(plain.low <= true <= plain.high)
            results["bias"].append(whole.value - true)
    return {name: 100 * float(np.mean(values)) for name, values in results.items()}

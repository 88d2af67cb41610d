"""Where each child of the made-up council is placed, and was before, as spells with dates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hnb.council.example.children import allotted
from hnb.council.example.process import school_year
from hnb.council.example.schools import BY_UKPRN, NO_SCHOOL, base_of, chosen
from hnb.council.example.truth.patterns import Patterns, quotas

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

MOVES = 0.08  # of open placements, those that began with a move in the last twenty months
PHASES = (4, 11, 16)  # ages in whose September a child begins a phase
EARLIER_WORD = "academy"  # where a child was before a phase or a move
MAINSTREAM = {"academy", "maintained school", "free school"}
AFTER_16 = (
    "not in education or training, notice to cease issued",
    "not in education, employment or training",
    "specialist post-16 institution",
    "other registered provider",
    "further education or sixth form college",
)
LEARNING = {
    "severe learning difficulty": 6.0,
    "profound and multiple learning difficulty": 20.0,
    "autistic spectrum disorder": 1.6,
    "moderate learning difficulty": 0.8,
    "speech, language and communication": 0.5,
}
INDEPENDENT = {
    "social, emotional and mental health": 3.0,
    "autistic spectrum disorder": 2.0,
    "speech, language and communication": 0.3,
    "moderate learning difficulty": 0.3,
}


def spells(
    plans: pd.DataFrame,
    table: pd.DataFrame,
    pattern: Patterns,
    chance: np.random.Generator,
    *,
    as_at: date,
) -> pd.DataFrame:
    """Every placement of every plan: `plan`, `person`, `placement`, `school_row` (of the table of
    schools, -1 for none), `entered`, `left`, `residential`, `need`, `birth_date`.

    Open placements are in the shares of the authority's published pattern.
    """
    import numpy as np
    import pandas as pd

    current = plans[["plan", "person", "need", "birth_date", "age", "started", "ceased"]].copy()
    current["placement"] = _placements(plans, pattern, chance)
    entered, moved = _entered(plans, current["placement"], chance, as_at=as_at)
    current["entered"], current["left"] = entered, plans["ceased"]
    ages, words = current["age"].to_numpy(), current["placement"].to_numpy()
    current["school_row"] = chosen(table, words, ages, chance)
    earlier = _earlier(current[moved], table, chance)
    both = pd.concat([current, earlier], ignore_index=True)
    boards = both["placement"].isin(
        ["independent special school", "specialist post-16 institution"]
    ) & (chance.random(len(both)) < 0.08)
    weeks = np.where(chance.random(len(both)) < 0.5, "38 to 51 weeks", "52 weeks")
    both["residential"] = pd.Series(weeks, dtype="str").where(boards, "none")
    return both.sort_values(["plan", "entered"], kind="stable", ignore_index=True)


def module(spells_: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """The return's module of placements: a URN or UKPRN, or else a code of setting."""
    import pandas as pd

    is_at = spells_["school_row"].ge(0)
    words = spells_["placement"]
    base = words.map(base_of)
    coded = words.map(NO_SCHOOL)
    has_ukprn = base.isin(BY_UKPRN)
    has_urn = is_at & coded.isna() & ~has_ukprn
    row = spells_["school_row"].clip(lower=0).to_numpy()
    urn = pd.Series(table["urn"].to_numpy()[row], index=words.index, dtype="Int64")
    ukprn = pd.Series(table["ukprn"].to_numpy()[row], index=words.index, dtype="Int64")
    in_school = has_urn & base.isin(MAINSTREAM)
    return pd.DataFrame(
        {
            "plan": spells_["plan"],
            "person": spells_["person"],
            "urn": urn.where(has_urn),
            "ukprn": ukprn.where(has_ukprn & is_at),
            "setting": coded,
            "rank": 1,
            "entered": spells_["entered"],
            "left": spells_["left"],
            "unit": words.str.endswith(", SEN unit").astype("boolean").where(in_school),
            "resourced": words.str.endswith(", resourced provision")
            .astype("boolean")
            .where(in_school),
            "residential": spells_["residential"],
            "placement": words,
        }
    )


def _placements(
    plans: pd.DataFrame, pattern: Patterns, chance: np.random.Generator
) -> pd.Series[str]:
    """A kind of placement for each plan, fitting its age and need, in the published shares."""
    import pandas as pd

    result = pd.Series("", index=plans.index, dtype="str")
    known = pattern.placements[
        [word for word in pattern.placements.index if word in NO_SCHOOL or _has_school(word)]
    ]
    early = ["non-maintained early years", *AFTER_16]
    rest = known.drop(early, errors="ignore").sort_values(kind="stable").index
    order = [*(word for word in early if word in known), *rest]
    for is_open in (True, False):
        chosen_plans = plans[plans["ceased"].isna() == is_open]
        weights = _weights(chosen_plans, order)
        counts = quotas(known, len(chosen_plans)).reindex(order)
        result.loc[chosen_plans.index] = allotted(
            counts,
            weights,
            len(chosen_plans),
            chance,
            rest="other arrangements by the authority",
        )
    return result


def _has_school(word: str) -> bool:
    from hnb.council.example.schools import KINDS

    return base_of(word) in {kind.placement for kind in KINDS}


def _weights(plans: pd.DataFrame, order: list[str]) -> dict[str, np.ndarray]:
    """How likely each child is to be in a kind of placement, compared with the others."""
    import numpy as np

    age = plans["age"].to_numpy()
    learning = plans["need"].map(LEARNING).fillna(1.0).to_numpy(dtype=float)
    independent = plans["need"].map(INDEPENDENT).fillna(1.0).to_numpy(dtype=float)
    at_school = np.where(age < 19, 1.0, 0.0)
    weights = {word: at_school for word in order}
    weights["non-maintained early years"] = np.where(age < 4, 50.0, np.where(age < 5, 1.0, 0.0))
    for word in AFTER_16:
        weights[word] = np.where(age > 18, 60.0, np.where(age > 15, 1.0, 0.0))
    for word in ("maintained special school", "special academy or free school"):
        weights[word] = at_school * learning
    for word in ("independent special school", "non-maintained special school"):
        weights[word] = at_school * independent
    weights["other arrangements by the authority"] = np.where(age > 18, 20.0, 1.0)
    older = np.where(age < 16, 1.0, 0.0)
    weights["not in education or training, of compulsory school age"] = older
    return weights


def _entered(
    plans: pd.DataFrame,
    placement: pd.Series[str],
    chance: np.random.Generator,
    *,
    as_at: date,
) -> tuple[pd.Series[pd.Timestamp], np.ndarray]:
    """The day on which each current placement began, and whether there was one before it."""
    import numpy as np
    import pandas as pd

    size = len(plans)
    until = plans["ceased"].fillna(pd.Timestamp(as_at))
    # on the day of the plan: with a lag, those of the newest plans would pile up on the last day,
    # and no estimate of what the ledger lacks could be right
    first = plans["started"]
    entered = first.copy()
    for age in PHASES:
        september = pd.to_datetime((plans["cohort"] + age).astype(str) + "-09-01")
        suits = placement.isin(MAINSTREAM) if age < 16 else placement.isin(AFTER_16)
        due = suits & september.gt(first) & september.lt(until)
        entered = entered.mask(due, september)
    window = (as_at - date(as_at.year - 1, 4, 1)).days
    ago = pd.Series(chance.integers(0, window, size), index=plans.index)
    day = pd.Timestamp(as_at) - pd.to_timedelta(ago, unit="D")
    moves = (chance.random(size) < MOVES) & plans["ceased"].isna() & day.gt(entered)
    entered = entered.mask(moves & placement.ne("non-maintained early years"), day)
    recent = entered.ge(pd.Timestamp(school_year(as_at) - 1, 4, 1))
    moved = recent & (entered - first).dt.days.gt(30)
    return entered, np.asarray(moved)


def _earlier(
    current: pd.DataFrame, table: pd.DataFrame, chance: np.random.Generator
) -> pd.DataFrame:
    """The placement before the present one, which ended the day before it began."""
    import pandas as pd

    word = current["placement"].where(current["placement"].isin(MAINSTREAM), EARLIER_WORD)
    age = current["age"].to_numpy() - 1
    earlier = current.assign(
        placement=word,
        entered=current["started"],
        left=current["entered"] - pd.Timedelta(days=1),
        school_row=chosen(table, word.to_numpy(), age, chance),
    )
    return earlier[earlier["school_row"].to_numpy() != current["school_row"].to_numpy()]

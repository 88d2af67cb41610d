"""Made-up schools and other providers, with the kinds of placement that each has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


@dataclass(frozen=True)
class SchoolKind:
    """So many schools of a kind.

    `placement` is the published word for a place in one, `provider_kind` that of the ledger;
    `pupils` is a usual number on roll, and `in_area` the share that is in the council's area.
    """

    placement: str
    provider_kind: str
    name: str
    phase: str
    count: int
    pupils: int
    in_area: float = 1.0
    state_funded: bool = True
    type: str = ""


KINDS = (
    SchoolKind("academy", "mainstream school", "Primary School", "primary", 110, 260),
    SchoolKind("academy", "mainstream school", "Secondary School", "secondary", 40, 1100),
    SchoolKind("maintained school", "mainstream school", "Primary School", "primary", 70, 220),
    SchoolKind("maintained school", "mainstream school", "Secondary School", "secondary", 5, 950),
    SchoolKind("free school", "mainstream school", "Primary School", "primary", 4, 240),
    SchoolKind("free school", "mainstream school", "Secondary School", "secondary", 4, 700),
    SchoolKind(
        "special academy or free school", "academy special", "Special School", "special", 9, 180,
        0.9,
    ),
    SchoolKind(
        "maintained special school", "maintained special", "Special School", "special", 5, 150,
        0.9,
    ),
    SchoolKind(
        "independent special school", "independent special", "Independent Special School",
        "special", 42, 60, 0.45, state_funded=False,
    ),
    SchoolKind(
        "non-maintained special school", "non-maintained special", "Non-maintained Special School",
        "special", 3, 90, 0.3, state_funded=False,
    ),
    SchoolKind(
        "independent school", "independent mainstream", "Independent School", "secondary", 12, 400,
        0.6, state_funded=False,
    ),
    SchoolKind(
        "pupil referral unit", "alternative provision", "Alternative Provision",
        "alternative provision", 2, 60,
    ),
    SchoolKind(
        "alternative provision academy", "alternative provision", "Alternative Provision",
        "alternative provision", 1, 60,
    ),
    SchoolKind(
        "alternative provision free school", "alternative provision", "Alternative Provision",
        "alternative provision", 1, 60,
    ),
    SchoolKind("non-maintained early years", "early years", "Nursery", "nursery", 25, 50),
    SchoolKind(
        "further education or sixth form college", "further education", "College", "16 plus", 9,
        2400, 0.5,
    ),
    SchoolKind(
        "other registered provider", "further education", "Training Provider", "16 plus", 8, 120,
        0.7,
    ),
    SchoolKind(
        "specialist post-16 institution", "post-16 specialist", "Specialist College", "16 plus", 14,
        70, 0.4, state_funded=False,
    ),
    SchoolKind(
        "other arrangements by the authority", "other", "Package of Support", "other", 10, 20, 0.8,
        state_funded=False,
    ),
)  # fmt: skip
NO_SCHOOL = {  # how the return codes a placement that is no school's
    "elective home education": "elective home education",
    "not in education or training, notice to cease issued": (
        "not in education or training, notice to cease issued"
    ),
    "not in education or training, of compulsory school age": (
        "not in education or training, other"
    ),
    "not in education or training, other ages": "not in education or training, other",
    "not in education, employment or training": "not in education, employment or training",
    "other arrangements by parents": "other arrangements by parents",
    "other arrangements by the authority": "other arrangements by the authority",
    "non-maintained early years": "non-maintained early years",
    "other placement": "other placement",
}
BY_UKPRN = {"other registered provider", "specialist post-16 institution"}
WITH_UNIT, WITH_RESOURCED = 6, 9  # one mainstream school in so many has such a provision
FIRST_URN, FIRST_UKPRN = 199_001, 19_900_001


def schools(chance: np.random.Generator) -> pd.DataFrame:
    """Every school and provider: columns of the layout, and how its placements are coded and paid.

    `urn` and `ukprn` are of ranges that nobody has; `weight` is how likely a child is there.
    """
    import numpy as np
    import pandas as pd

    rows: list[dict[str, object]] = []
    numbers: dict[str, int] = {}
    providers = 0
    for kind in KINDS:
        for place in range(kind.count):
            numbers[kind.name] = numbers.get(kind.name, 0) + 1
            name = f"Example {kind.name} {numbers[kind.name]}"
            providers += not kind.state_funded
            is_mainstream = kind.provider_kind == "mainstream school"
            rows.append(
                {
                    "school": name,
                    "provider": name if kind.state_funded else f"Example Provider {providers} Ltd",
                    "phase": kind.phase,
                    "type": kind.placement,
                    "provider_kind": kind.provider_kind,
                    "in_area": place < round(kind.count * kind.in_area),
                    "state_funded": kind.state_funded,
                    "unit": is_mainstream and place % WITH_UNIT == 0,
                    "resourced": is_mainstream and place % WITH_RESOURCED == 1,
                    "usual": kind.pupils,
                }
            )
    table = pd.DataFrame(rows)
    size = len(table)
    spread = np.exp(0.35 * chance.standard_normal(size))
    table["pupils"] = np.maximum(np.round(table["usual"] * spread), 8).astype(int)
    table["weight"] = table["pupils"].astype(float)
    table["urn"] = np.arange(FIRST_URN, FIRST_URN + size)
    table["ukprn"] = np.arange(FIRST_UKPRN, FIRST_UKPRN + size)
    table["postcode"] = [f"ZZ99 {place % 10}ZZ" for place in range(size)]
    return table.drop(columns="usual")


def chosen(
    table: pd.DataFrame,
    placements: np.ndarray,
    ages: np.ndarray,
    chance: np.random.Generator,
) -> np.ndarray:
    """The row of a school for each placement, of a phase for the age; -1 where it is no school's.

    Raises nothing: a kind of placement that no made-up school has is no school's.
    """
    import numpy as np

    result = np.full(len(placements), -1)
    younger = ages < 11
    for placement in np.unique(placements):
        base = base_of(str(placement))
        suits = table["type"].eq(base)
        if base != placement:
            suits &= table["unit" if "unit" in placement else "resourced"]
        for is_younger in (True, False):
            who = np.flatnonzero((placements == placement) & (younger == is_younger))
            phase = table["phase"].eq("primary" if is_younger else "secondary")
            may = suits & (phase | ~table["provider_kind"].eq("mainstream school"))
            places = np.flatnonzero((may if may.any() else suits).to_numpy())
            if len(places) and len(who):
                weight = table["weight"].to_numpy()[places]
                result[who] = chance.choice(places, len(who), p=weight / weight.sum())
    return result


def base_of(placement: str) -> str:
    """`academy` of `academy, SEN unit`."""
    has_provision = placement.endswith((", SEN unit", ", resourced provision"))
    return placement.partition(",")[0] if has_provision else placement


def listed(table: pd.DataFrame) -> pd.DataFrame:
    """The list of schools as the council has it: what has a URN."""
    listed_types = ~table["type"].isin({*BY_UKPRN, *NO_SCHOOL})
    columns = ["urn", "school", "phase", "type", "pupils", "postcode", "in_area", "state_funded"]
    return table.loc[listed_types, columns].reset_index(drop=True)

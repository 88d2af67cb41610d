"""Made-up names, numbers and needs of the children of the made-up council."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hnb.council.example.truth.patterns import Patterns, quotas

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# names that nobody is known to have
SURNAMES = (
    "Aldq", "Bramx", "Corvy", "Dunsk", "Elvr", "Farq", "Grimv", "Holx", "Ivarq", "Jessk", "Kelv",
    "Lorq", "Mavr", "Norx", "Ostv", "Pelq", "Quenx", "Rusv", "Selk", "Tarq", "Ulv", "Venx", "Wolq",
    "Yarv",
)  # fmt: skip
ENDINGS = (
    "abury", "acombe", "aden", "afield", "aford", "agate", "aham", "aholt", "aland", "aley",
    "amere", "amoor",
)  # fmt: skip
FORENAMES = (
    "Avelix", "Brettan", "Cassivo", "Dorvin", "Elmira", "Fennox", "Gwellan", "Hestor", "Ilvara",
    "Joryn", "Kestrin", "Lunetta", "Marvik", "Neriva", "Orlinda", "Pascovo", "Quillan", "Rosvita",
    "Silvan", "Tamsor", "Ursavo", "Velda", "Wendric", "Xantho", "Yselin", "Zephrin",
)  # fmt: skip
ETHNICITIES = ("WBRI", "WOTH", "AIND", "APKN", "BAFR", "MWBC", "OOTH", "REFU")
ETHNICITY_SHARES = (0.70, 0.06, 0.09, 0.03, 0.03, 0.05, 0.02, 0.02)
CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
BOYS = 0.71
YOUNG = 8  # below it, speech and language is the commonest need; from 11 on, mental health


def persons(people: pd.DataFrame, la_code: int, chance: np.random.Generator) -> pd.DataFrame:
    """The module of persons: nobody's name, number or postcode can be anybody's."""
    import numpy as np
    import pandas as pd

    size = len(people)
    endings = chance.choice(ENDINGS, size)
    surnames = np.char.add(chance.choice(SURNAMES, size), endings)
    letters = np.array(list("ABDEFGHJLNPQRSTUWXYZ"))
    digit = chance.integers(0, 10, size).astype(str)
    inward = np.char.add(chance.choice(letters, size), chance.choice(letters, size))
    postcodes = np.char.add(np.char.add("ZZ99 ", digit), inward)
    years = people["birth_date"].dt.year.to_numpy() % 100
    return pd.DataFrame(
        {
            "person": people["person"],
            "surname": surnames,
            "forename": chance.choice(FORENAMES, size),
            "birth_date": people["birth_date"],
            "sex": np.where(chance.random(size) < BOYS, "male", "female"),
            "ethnicity": chance.choice(ETHNICITIES, size, p=ETHNICITY_SHARES),
            "postcode": postcodes,
            "upn": [
                invalid_upn(la_code, (year + 4) % 100, serial) for serial, year in enumerate(years)
            ],
            "uln": pd.Series([f"99{serial:08d}" for serial in range(size)], dtype="str"),
            "upn_unknown": pd.Series([pd.NA] * size, dtype="str"),
        }
    )


def invalid_upn(la_code: int, year: int, serial: int) -> str:
    """A number of the form of a unique pupil number, whose check letter is wrong on purpose."""
    digits = f"{la_code:03d}{8000 + serial // 1000:04d}{year:02d}{serial % 1000:03d}"
    check = sum(int(digit) * weight for weight, digit in enumerate(digits, 2)) % 23
    return CHECK_LETTERS[(check + 1) % 23] + digits


def needs(plans: pd.DataFrame, pattern: Patterns, chance: np.random.Generator) -> pd.Series[str]:
    """Primary need of each plan, in the shares of the pattern among open and among ceased plans."""
    import numpy as np
    import pandas as pd

    result = pd.Series("", index=plans.index, dtype="str")
    order = pattern.needs.sort_values(kind="stable").index
    for is_open in (True, False):
        chosen = plans[plans["ceased"].isna() == is_open]
        age = chosen["age"].to_numpy()
        weights = {
            "speech, language and communication": np.where(age < YOUNG, 4.0, 1.0),
            "social, emotional and mental health": np.where(age < YOUNG, 0.3, 2.0),
        }
        counts = quotas(pattern.needs, len(chosen)).reindex(order)
        result.loc[chosen.index] = allotted(counts, weights, len(chosen), chance)
    return result


def second_needs(
    plans: pd.DataFrame, first: pd.Series[str], share: float, chance: np.random.Generator
) -> pd.DataFrame:
    """The module of needs: the primary need of each plan, and a second of some."""
    import pandas as pd

    primary = pd.DataFrame(
        {"plan": plans["plan"], "person": plans["person"], "need": first, "rank": 1}
    )
    kinds = sorted(set(first) - {"not recorded"})
    other = pd.Series(chance.choice(kinds, len(plans)), index=plans.index)
    has_second = (chance.random(len(plans)) < share) & other.ne(first) & first.ne("not recorded")
    secondary = primary[has_second].assign(need=other[has_second], rank=2)
    both = pd.concat([primary, secondary])
    return both.sort_values(["plan", "rank"], kind="stable", ignore_index=True)


def allotted(
    counts: pd.Series[int],
    weights: Mapping[str, np.ndarray],
    size: int,
    chance: np.random.Generator,
    rest: str = "",
) -> np.ndarray:
    """A category for each of so many, with exactly the count of each where there are enough.

    Categories are filled in their order, each by chance in proportion to its weights (one where it
    has none, and a weight of zero keeps out); who is left at the end is of `rest`, or of the last.
    """
    import numpy as np

    result = np.full(size, rest or counts.index[-1], dtype=object)
    free = np.ones(size, dtype=bool)
    for category, count in counts.items():
        weight = weights.get(str(category), np.ones(size)) * free
        drawn = np.where(weight > 0, chance.exponential(size=size), np.inf)
        key = drawn / np.maximum(weight, 1e-12)
        chosen = np.argsort(key, kind="stable")[: int(count)]
        chosen = chosen[np.isfinite(drawn[chosen])]
        result[chosen], free[chosen] = category, False
    return result

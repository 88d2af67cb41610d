"""What an authority cannot choose: how old, poor and healthy its children are, how they develop,
what they speak.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from hnb.compare import denominators
from hnb.compare.select import rows_where
from hnb.domain.areas import Authority

_BANDS = {
    "0 to 4": (0, 4),
    "5 to 10": (5, 10),
    "11 to 15": (11, 15),
    "16 to 19": (16, 19),
}  # of those aged 0 to 25
AGES = tuple(f"residents aged {band}, of those aged 0 to 25" for band in _BANDS)
# children in families that are deprived of income; the 2025 scores lack the counties
DEPRIVATION = "IDACI 2019"
FEW = (
    "low birth weight",
    "free school meals, primary",
    "first language other than English, primary",
)
AREA = (
    *FEW, "free school meals, secondary", "children in low income families", "good level of development " "at five",
    "expected communication and language at five", "overweight in reception",
)  # fmt: skip
EARLIEST = 5  # years before a January beyond which a measure is too old to stand for it


def circumstances(
    population: pd.DataFrame,
    percentages: pd.DataFrame,
    deprivation: pd.DataFrame,
    authorities: Iterable[Authority],
    january: int,
) -> pd.DataFrame:
    """What authorities cannot choose: a row each, with `AGES`, `DEPRIVATION` and `AREA` in per
    cent, and `region`.

    Residents are those of the mid-year that goes with the January; the rest is of the latest period
    that ends by then. An authority made from one other, or from a part of it, takes what it has
    none of from there.
    """
    estimates = rows_where(population, basis="estimate")
    mid_year = denominators.mid_year_for(january, set(estimates["mid_year"].unique()))
    ages: Any = rows_where(estimates, mid_year=mid_year).astype(
        {"people": "float64", "age_group": "int64"}
    )
    wide = ages.pivot(index="la_code", columns="age_group", values="people")
    made = pd.DataFrame(
        {
            name: 100 * wide.loc[:, first:last].sum(axis=1) / wide.sum(axis=1)
            for name, (first, last) in zip(AGES, _BANDS.values(), strict=True)
        }
    )
    when = percentages["calendar_year"]
    latest = rows_where(
        percentages[when.between(january - EARLIEST, january)].dropna(subset="percent"),
        measure=AREA,
    )
    of: Any = (
        latest.sort_values("calendar_year")
        .groupby(["la_code", "measure"])["percent"]
        .last()
        .unstack()
    )
    score = 100 * rows_where(deprivation, index=DEPRIVATION).set_index("la_code")["score"].rename(
        DEPRIVATION
    )
    of = of.join(score, how="outer").astype("float64")
    for one in authorities:
        if len(one.predecessors) == 1 and one.predecessors[0] in of.index:
            of = of.reindex(of.index.union([one.la_code]))
            of.loc[one.la_code] = of.loc[one.la_code].fillna(of.loc[one.predecessors[0]])
    regions = pd.Series({one.la_code: one.region for one in authorities})
    return made.join(of.reindex(columns=[DEPRIVATION, *AREA])).join(regions.rename("region"))

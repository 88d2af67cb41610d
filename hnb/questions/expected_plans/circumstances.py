"""What an authority cannot choose: how old, poor and healthy its children are, what they speak."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from hnb.comparison import denominators
from hnb.comparison.complete import Coverage
from hnb.comparison.select import rows_where
from hnb.domain import areas

_BANDS = {"0 to 4": (0, 4), "5 to 10": (5, 10), "11 to 15": (11, 15), "16 to 19": (16, 19)}
AGES = tuple(f"residents aged {band}, of those aged 0 to 25" for band in _BANDS)
# children in families that are deprived of income; the 2025 scores lack the counties
DEPRIVATION = "IDACI 2019"
FEW = (
    "low birth weight",
    "free school meals, primary",
    "first language other than English, primary",
)
AREA = (
    *FEW,
    "free school meals, secondary",
    "children in low income families",
    "good level of development at five",
    "expected communication and language at five",
    "overweight in reception",
)
ALL_MEASURES = (*AGES, DEPRIVATION, *AREA)
FEW_MEASURES = (DEPRIVATION, *FEW)
EARLIEST = 5  # years before a January beyond which a measure is too old to be used for it


def circumstances(tables: Mapping[str, pd.DataFrame], january: int) -> pd.DataFrame:
    """What authorities cannot choose.

    Parameters
    ----------
    tables : mapping of DataFrame
        `population`, `area_percentages` and `deprivation`.
    january : int
        Residents are those of the mid-year that goes with it; the rest is of the latest period that
        ends by then, at most `EARLIEST` years before.

    Returns
    -------
    DataFrame
        An authority a row, by DfE number: `ALL_MEASURES` in per cent, and `region`. An authority
        made from one other, or from a part of it, takes what it has none of from there.
    """
    measures = _area_measures(tables["area_percentages"], january)
    scores = rows_where(tables["deprivation"], index=DEPRIVATION).set_index("la_code")["score"]
    measures = measures.join(100 * scores.rename(DEPRIVATION), how="outer").astype("float64")
    # the oldest first, so that what one took from another is there for the next
    for authority in sorted(areas.everyone(), key=lambda who: who.opened or date.min):
        before = authority.predecessors
        if len(before) == 1 and before[0] in measures.index:
            measures = measures.reindex(measures.index.union([authority.la_code]))
            filled = measures.loc[authority.la_code].fillna(measures.loc[before[0]])
            measures.loc[authority.la_code] = filled
    regions = pd.Series({authority.la_code: authority.region for authority in areas.everyone()})
    ages = _ages(tables["population"], january)
    return ages.join(measures.reindex(columns=[DEPRIVATION, *AREA])).join(regions.rename("region"))


def _ages(population: pd.DataFrame, january: int) -> pd.DataFrame:
    """The share of those aged 0 to 25 who are of each band of ages."""
    estimates = rows_where(population, basis="estimate")
    coverage = Coverage.of_table(estimates, "mid_year", "people")
    mid_year = denominators.mid_year_for(january, coverage.complete or coverage.having)
    by_age = rows_where(estimates, mid_year=mid_year)
    by_age = by_age.astype({"people": "float64", "age_group": "int64"})
    people = by_age.pivot(index="la_code", columns="age_group", values="people")
    shares = {
        name: 100 * people.loc[:, first:last].sum(axis=1) / people.sum(axis=1)
        for name, (first, last) in zip(AGES, _BANDS.values(), strict=True)
    }
    return pd.DataFrame(shares)


def _to_last_complete(published: pd.DataFrame) -> pd.DataFrame:
    """Of each measure the years to the last that nearly every authority has, so that nobody is set
    against older figures of all the others.
    """
    parts = [
        rows[rows["calendar_year"].le(coverage.latest() or rows["calendar_year"].max())]
        for _, rows in published.groupby("measure")
        for coverage in [Coverage.of_table(rows, "calendar_year", "percent")]
    ]
    return pd.concat(parts) if parts else published


def _area_measures(percentages: pd.DataFrame, january: int) -> pd.DataFrame:
    """The latest published percentage of each measure that nearly all have, a column each."""
    recent = percentages["calendar_year"].between(january - EARLIEST, january)
    published = _to_last_complete(
        rows_where(percentages[recent].dropna(subset="percent"), measure=AREA)
    )
    by_measure = published.sort_values("calendar_year").groupby(["la_code", "measure"])
    return by_measure["percent"].last().unstack()

"""Per how many residents: each population held, which mid-year goes with a January, and rates over
it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from hnb.comparison.complete import Coverage
from hnb.comparison.counts import Count, count

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


# Years before the January census that a mid-year may lie, best first: the summer before, a year
# before that, and only then the summer after.
PAIRING = (1, 2, 0)


@dataclass(frozen=True)
class Denominator:
    """A population that plans may be divided by.

    `name` is what a person asks for; `says` completes 'per 1,000'; `mismatch` says how it does not
    fit the plans.
    """

    name: str
    says: str
    basis: str
    ages: tuple[str, ...]
    mismatch: str

    @property
    def residents(self) -> str:
        """Whom it counts, as shortly as they can be told from the others."""
        return f"residents aged {self.name}"


def _single(first: int, last: int) -> tuple[str, ...]:
    return tuple(str(age) for age in range(first, last + 1))


_PLANS = "plans are for people aged 0 to 25"
# in the order in which one stands in for another that is not held
ALL = {
    population.name: population
    for population in (
        Denominator(
            name="2 to 18",
            says="residents aged 2 to 18 (estimate)",
            basis="estimate",
            ages=_single(2, 18),
            mismatch=f"{_PLANS}, so the youngest and oldest with a plan are not among these "
            "residents",
        ),
        Denominator(
            name="0 to 17",
            says="residents aged 0 to 17 (estimate before revision)",
            basis="estimate before revision",
            ages=("0 to 17",),
            mismatch=f"{_PLANS}, so those who are grown up are not among these residents, and the "
            "estimate was later revised",
        ),
        Denominator(
            name="2 to 18 (projection)",
            says="residents aged 2 to 18 (projection from 2018)",
            basis="projection, 2018-based",
            ages=("2 to 18",),
            mismatch=f"{_PLANS}; and the projection was made before the pandemic: far too high in "
            "inner London, somewhat too low elsewhere",
        ),
        Denominator(
            name="0 to 25",
            says="residents aged 0 to 25 (estimate)",
            basis="estimate",
            ages=_single(0, 25),
            mismatch="the ages are those of plans, but few of the youngest and oldest have one, so "
            "areas with many students and young workers look low",
        ),
    )
}


YOUNGEST = "0 to 17"  # the population that is held, counted alike, for every mid-year
PROJECTION = "2 to 18 (projection)"
# In place of a population that is not held for a mid-year, the better first: the projection counts
# half as many again as there are in parts of inner London.
STAND_INS = (YOUNGEST, PROJECTION)


def mid_year_for(january: int, mid_years: Collection[int]) -> int | None:
    """The mid-year that goes with a January census: the best of `PAIRING` that is held, or None."""
    return next((january - years for years in PAIRING if january - years in mid_years), None)


def people(population: pd.DataFrame, denominator: Denominator) -> pd.DataFrame:
    """Residents of the denominator's ages: `la_code`, `mid_year`, `people`; missing where an age is
    missing.
    """
    ages = population[
        population["basis"].eq(denominator.basis) & population["age_group"].isin(denominator.ages)
    ]
    by = ages.astype({"people": "float64"}).groupby(["la_code", "mid_year"])["people"]
    return by.sum(min_count=len(denominator.ages)).dropna().reset_index().query("people > 0")


def heads(
    population: pd.DataFrame, mid_year: int, names: Iterable[str]
) -> tuple[Denominator, pd.Series]:
    """The first of the denominators named that is held at a mid-year for nearly everybody, else for
    anybody, else the last; and its people by DfE number.
    """
    names = tuple(names)
    residents = {name: people(population, ALL[name]) for name in names}
    coverages = {
        name: Coverage.of_table(frame, "mid_year", "people") for name, frame in residents.items()
    }
    complete = [name for name in names if mid_year in coverages[name].complete]
    partial = [name for name in names if mid_year in coverages[name].having]
    name = (*complete, *partial, names[-1])[0]
    now = residents[name].query("mid_year == @mid_year")
    return ALL[name], now.set_index("la_code")["people"]


def rates(plans: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Plans per 1,000 for every authority, January and denominator that can be had.

    Parameters
    ----------
    plans : DataFrame
        `la_code`, `january`, `plans`.
    population : DataFrame
        `la_code`, `mid_year`, `age_group`, `basis`, `people`.

    Returns
    -------
    DataFrame
        `la_code`, `january`, `denominator`, `plans`, `mid_year`, `people`, `rate_per_1000`; nothing
        missing. One January and denominator have the same mid-year for everyone.
    """
    counted = plans[["la_code", "january", "plans"]].dropna().astype({"plans": "float64"})
    parts = []
    for name, denominator in ALL.items():
        residents = people(population, denominator)
        mid_years = _usable_mid_years(residents)
        pairs = {
            int(year): mid_year_for(int(year), mid_years) for year in counted["january"].unique()
        }
        dated = counted.assign(mid_year=counted["january"].map(pairs), denominator=name).dropna(
            subset="mid_year"
        )
        parts.append(
            dated.astype({"mid_year": "int64"}).merge(residents, on=["la_code", "mid_year"])
        )
    table = pd.concat(parts, ignore_index=True).astype({"la_code": "int64", "january": "int64"})
    return table.assign(rate_per_1000=table["plans"] / table["people"] * 1000)


def _usable_mid_years(residents: pd.DataFrame) -> Collection[int]:
    """The mid-years held for nearly everybody, or failing that for anybody."""
    coverage = Coverage.of_table(residents, "mid_year", "people")
    return coverage.complete or coverage.having


def residents(population: Denominator, *, name: str = "people", says: str = "") -> Count:
    """The residents of a denominator as a count, of the mid-year in the year asked about."""
    return count(
        name,
        "population",
        says or population.says,
        basis=population.basis,
        age_group=population.ages,
    )


def residents_at_census(population: Denominator) -> Count:
    """The same of the mid-year that goes with a January census, by `PAIRING`."""
    offsets = tuple(-years for years in PAIRING)
    return replace(residents(population), offsets=offsets)

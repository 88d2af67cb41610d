"""Published patterns that the made-up council follows, and the flows that keep them as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hnb.council.example.truth.parameters import Parameters

if TYPE_CHECKING:
    import pandas as pd

OLDEST, YOUNGEST = 25, 2  # single ages; `under 3` stands for the youngest
FEWEST_NEW_AFTER_15 = 0.01  # plans that start at such an age, as a share of those at it


@dataclass(frozen=True)
class Patterns:
    """Shares of plans, and what happens to them in a year.

    Parameters
    ----------
    plans : int
        The authority's plans at its latest January, and that January.
    january : int
        The year of that January.
    ages, needs, placements : Series
        Shares that add up to one: by single age and need of England, and by placement of the
        authority.
    ceasing : Series
        By single age, the share of plans that ceases within a school year.
    starting : Series
        By single age on 30 November, the plans of the year before as a share of all plans.
    """

    plans: int
    january: int
    ages: pd.Series[float]
    needs: pd.Series[float]
    placements: pd.Series[float]
    ceasing: pd.Series[float]
    starting: pd.Series[float]


def patterns(la_code: int, parameters: Parameters) -> Patterns:
    """The patterns of the latest January that is published.

    Notes
    -----
    With plans growing by the same share at every age, those at an age one year on are those at the
    age before that did not cease, and new ones. Below 16 the share that ceases is a parameter and
    the new ones follow; from 16 on hardly any plan is new, and the share that ceases follows.
    """
    from hnb.store.files import load

    ages = _latest(load("ehc_plans_by_age", level="england")).set_index("age")["plans"]
    ages.index = ages.index.str.replace("under 3", str(YOUNGEST)).astype(int)
    ages = _shares(ages.sort_index())
    needs = _latest(load("ehc_plans_by_need", level="england")).set_index("need")["plans"]
    placements = _latest(_of(load("ehc_plans_by_placement"), la_code))
    totals = _latest(_of(load("ehc_plans"), la_code))
    ceasing = _ceasing(ages, parameters)
    starting = ages * (1 + parameters.growth) - (ages * (1 - ceasing)).shift(1, fill_value=0)
    return Patterns(
        plans=int(totals["plans"].iloc[0]),
        january=int(totals["january"].iloc[0]),
        ages=ages,
        needs=_shares(needs),
        placements=_shares(placements.set_index("placement")["plans"]),
        ceasing=ceasing,
        starting=starting.clip(lower=0),
    )


def quotas(shares: pd.Series[float], total: int) -> pd.Series[int]:
    """Whole numbers in those shares that add up to the total: largest remainders are rounded up."""
    exact = shares / shares.sum() * total
    whole = exact.astype(int)
    missing = total - int(whole.sum())
    largest = (exact - whole).sort_values(ascending=False, kind="stable").index[:missing]
    whole.loc[largest] += 1
    return whole


def _ceasing(ages: pd.Series[float], parameters: Parameters) -> pd.Series[float]:
    ceasing = ages * 0.0 + parameters.ceasing_before_16
    for age in range(15, OLDEST):
        later = ages[age + 1] * (1 + parameters.growth - FEWEST_NEW_AFTER_15)
        ceasing[age] = max(parameters.ceasing_before_16, round(1 - later / ages[age], 3))
    ceasing[OLDEST] = 1.0
    return ceasing


def _latest(table: pd.DataFrame) -> pd.DataFrame:
    counted = table[table["plans"].notna() & (table["january"] == table["january"].max())]
    return counted.astype({"plans": float})


def _of(table: pd.DataFrame, la_code: int) -> pd.DataFrame:
    return table[table["la_code"] == la_code]


def _shares(counts: pd.Series[float]) -> pd.Series[float]:
    return counts / counts.sum()

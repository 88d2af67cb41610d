"""The test of a programme, fixed in advance: one unit's gap over the noise for its size, beside all
others' gaps.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hnb.domain.reorganisations import area_by_authority, constant_areas
from hnb.domain.scopes import NON_STATE
from hnb.questions.plans_forecast.panel import panel
from hnb.stats import growth_model as growth
from hnb.stats import synthetic_control as synthetic
from hnb.stats.growth_model import Panel
from hnb.validation.goals import Goal
from hnb.validation.plans_backtest import THIRDS_BY_SIZE

LEVEL, POWER = 0.05, 0.8  # of the test; of what it is said to detect
TRIED = 2023  # the start before which the test is checked
PRETENDED = 8  # years before the programme, in each of which one is pretended
HORIZONS = (1, 2, 3)  # Januaries after the start for which the test was tried
FEWEST_DONORS = 19  # with fewer, no gap can be among the largest 5%
NEAR = 0.12  # spread of the kernel over places by size (smallest none, largest one)


@dataclass(frozen=True)
class Outcome:
    """One outcome of every unit, and what each unit's own past says about it.

    Parameters
    ----------
    key : str
        `plans` or `independent_share`.
    values : DataFrame
        Unit × January: the log of plans, or the share in per cent.
    panel : Panel
        Plans, new plans and children of the same units.
    """

    key: str
    values: pd.DataFrame
    panel: Panel

    def signals(self, start: int) -> pd.DataFrame:
        """What each unit's figures to the January of `start` say of its next years; nothing later
        is used.
        """
        if self.key == "plans":
            return growth.signals(self.panel.until(start), start).reindex(self.values.index)
        before = self.values.get(start - 1, pd.Series(np.nan, self.values.index))
        return pd.DataFrame({"change": self.values[start] - before, "level": self.values[start]})


def _share(plans: pd.DataFrame, placements: pd.DataFrame, joined: dict[int, int]) -> pd.DataFrame:
    """Unit × January: plans in independent and non-maintained special schools, per cent of all."""
    placed = placements[placements["placement"].isin(NON_STATE)].groupby(["la_code", "january"])[
        "plans"
    ]
    both = plans.merge(placed.sum(min_count=len(NON_STATE)).rename("placed").reset_index()).dropna(
        subset="placed"
    )
    unit = both["la_code"].astype(int).replace(joined).rename("unit")
    sums = both.groupby([unit, "january"])[["placed", "plans"]].sum().astype(float)
    return (100 * sums["placed"] / sums["plans"]).unstack().rename(columns=int)


def outcomes(
    plans: pd.DataFrame,
    placements: pd.DataFrame,
    new_plans: pd.DataFrame,
    population: pd.DataFrame,
    own: int | None = None,
) -> tuple[Outcome, Outcome]:
    """Plans and the independent share of every unit of constant boundaries, with one authority as
    it is among them.

    Parameters
    ----------
    plans, placements, new_plans, population : DataFrame
        `ehc_plans`, `ehc_plans_by_placement`, `new_plans` and `population`, by authority.
    own : int, optional
        DfE number of an authority that stands as it is; a unit that it is a part of is then left
        out.
    """
    parts = next((parts for parts in constant_areas().values() if own in parts), (own,))
    tables = [table[~table["la_code"].isin(parts)] for table in (plans, new_plans, population)]
    units, joined = panel(*tables), area_by_authority()
    if own is not None:
        alone = panel(plans, new_plans, population, only=own)
        units = Panel(
            *(
                pd.concat([getattr(units, name), getattr(alone, name)])
                for name in Panel.__annotations__
            )
        )
        joined = {part: whole for part, whole in joined.items() if part not in parts}
    share = _share(plans[~plans["la_code"].isin(set(parts) - {own})], placements, joined)
    return (
        Outcome("plans", units.plans.apply(np.log), units),
        Outcome("independent_share", share.reindex(units.plans.index), units),
    )


@dataclass(frozen=True)
class Trial:
    """A unit's gap beside its placebos.

    Parameters
    ----------
    gap : float
        What came less what was expected (log, or percentage points).
    noise : float
        Mean size of gap among the others of like size, in the same unit.
    p : float
        Share of units, this one included, whose scaled gap is at least as large.
    limit : float
        Gaps of up to this size are not told from nothing at 5%.
    detectable : float
        The least true effect that the test finds in four of five such units.
    donors : int
        How many others there are.
    """

    gap: float
    noise: float
    p: float
    limit: float
    detectable: float
    donors: int

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the most that the gap may be by chance."""
        return self.gap - self.limit, self.gap + self.limit


def against_placebos(gaps: pd.Series, sizes: pd.Series, own: int) -> Trial:
    """One unit's gap, over the noise for its size, beside everybody else's over theirs.

    Notes
    -----
    The noise for a size is the mean size of gap (the largest twentieth held at its edge) of units
    of like rank by size, a Gaussian kernel; nobody's own gap sets its noise. Placebos: Abadie,
    Diamond and Hainmueller (2010), Journal of the American Statistical Association 105, 493-505.
    """
    rest = np.asarray(gaps.index != own)
    left, size, donors = (
        gaps.to_numpy(float),
        sizes.reindex(gaps.index).to_numpy(float),
        int(rest.sum()),
    )
    capped = np.minimum(np.abs(left[rest]), np.quantile(np.abs(left[rest]), 1 - LEVEL))
    place = np.searchsorted(np.sort(size[rest]), size) / donors
    near = np.exp(-0.5 * ((place[:, None] - place[rest]) / NEAR) ** 2)
    near[np.flatnonzero(rest), np.arange(donors)] = 0
    noise = near @ capped / near.sum(axis=1)
    scaled, mine = (left / noise)[rest], float((left / noise)[~rest][0])
    others, own_noise = np.sort(np.abs(scaled))[::-1], float(noise[~rest][0])
    limit = float(others[int(LEVEL * (donors + 1)) - 1])
    spare = float(np.quantile(np.append(scaled, -scaled), POWER))
    p = (1 + int((others >= abs(mine)).sum())) / (donors + 1)
    return Trial(
        float(left[~rest][0]), own_noise, p, limit * own_noise, (limit + spare) * own_noise, donors
    )


def adjusted(change: pd.Series, signals: pd.DataFrame, own: int) -> pd.Series:
    """Each unit's change less what its own signals led to expect, learned from the donors alone.

    Least squares on the signals, each less the donors' average and held within three of their
    spreads; a donor's gap is from the regression without it.
    """
    rest = np.asarray(change.index != own)
    found, came = signals.reindex(change.index).to_numpy(float), change.to_numpy(float)
    found = found[:, ~np.isnan(found[rest]).all(axis=0)]
    away = (found - np.nanmean(found[rest], axis=0)) / np.nanstd(found[rest], axis=0)
    x = np.column_stack([np.ones(len(came)), np.nan_to_num(np.clip(away, -3, 3))])
    inverse = np.linalg.pinv(x[rest].T @ x[rest])
    left = came - x @ (inverse @ x[rest].T @ came[rest])
    left[rest] /= 1 - np.einsum("ij,jk,ik->i", x[rest], inverse, x[rest])
    return pd.Series(left, change.index)


def trial(
    outcome: Outcome, own: int, start: int, january: int, signals: pd.DataFrame | None = None
) -> Trial | None:
    """The test of one unit, as if a programme had begun after the January of `start`; None where it
    has no figures.
    """
    values = outcome.values
    if not {start - 1, start, january} <= set(growth.years(values)):
        return None
    change = (values[january] - values[start]).where(values[start - 1].notna()).dropna()
    if own not in change.index or len(change) <= FEWEST_DONORS:
        return None
    gaps = adjusted(change, outcome.signals(start) if signals is None else signals, own)
    return against_placebos(gaps, outcome.panel.plans[start], own)


def pretended(outcome: Outcome, before: int, whom: Iterable[int] | None = None) -> pd.DataFrame:
    """The test where nothing was done: every unit in turn, in each of the eight years before
    `before`.

    Returns
    -------
    DataFrame
        One row a unit, start and horizon (1 to 3 Januaries after): `third` by size, and what a
        `Trial` holds.
    """
    rows, held = [], growth.years(outcome.values)
    for start in (
        year for year in range(before - PRETENDED, before) if {year - 1, year} <= set(held)
    ):
        signals, third = (
            outcome.signals(start),
            np.ceil(3 * outcome.panel.plans[start].rank(pct=True)),
        )
        for horizon in HORIZONS:
            for unit in outcome.values.index if whom is None else whom:
                made = trial(outcome, int(unit), start, start + horizon, signals)
                if made:
                    rows.append(
                        {"unit": unit, "start": start, "horizon": horizon, "third": third[unit]}
                        | vars(made)
                    )
    return pd.DataFrame(rows)


def checks(counts: Outcome, share: Outcome, example: int) -> tuple[Goal, ...]:
    """How often the test is wrong where nothing was done, and whether every synthetic control is
    the best there is.

    Plans in the eight years before `TRIED`; the independent share in all years held, since there
    are fewer. What the test could have found is told of the authority `example`.
    """
    goals: list[Goal] = []
    for outcome, before in ((counts, TRIED), (share, max(growth.years(share.values)))):
        made, named = pretended(outcome, before), outcome.key.replace("_", " ")
        wrong = 100.0 * (made["p"] <= LEVEL)
        for horizon, rate in wrong.groupby(made["horizon"]).mean().items():
            goals.append(Goal(f"{named}: per cent rejected", rate, 4, 6, int(str(horizon))))
        for third, rate in zip(THIRDS_BY_SIZE, wrong.groupby(made["third"]).mean(), strict=True):
            goals.append(Goal(f"{named}: per cent rejected, {third} units", rate, 3, 7))
        goals.append(
            Goal(f"{named}: wrong verdicts where nothing was done, %", wrong.mean(), None, 5)
        )
        found = made[made["unit"].eq(example)].groupby("horizon")["detectable"].mean()
        for horizon in HORIZONS:  # of plans the middle of a fall and a rise, as on the page
            least = 100 * np.sinh(found[horizon]) if outcome is counts else found[horizon]
            goals.append(
                Goal(
                    f"{named}: least effect that {example} could show, %",
                    float(least),
                    horizon=horizon,
                )
            )
        values = outcome.values.dropna()
        moved = values.sub(values[TRIED], axis=0).loc[:, : TRIED - 1].to_numpy()
        mixes = synthetic.mixes(values, TRIED, values.index).to_numpy()
        worst = max(
            synthetic.shortfall(np.delete(moved, place, 0), moved[place], np.delete(mix, place))
            for place, mix in enumerate(mixes)
        )
        goals.append(
            Goal(
                f"{named}: loss above the least possible, over that of equal weights",
                worst,
                None,
                1e-9,
            )
        )
    return tuple(goals)

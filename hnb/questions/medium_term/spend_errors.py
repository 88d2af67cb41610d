"""Net high needs spend as plans and prices would move it, and how far that was wrong in the past."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hnb.domain.reorganisations import area_by_authority
from hnb.figures import Figure, Rows
from hnb.questions.plans_forecast.model import rolling
from hnb.questions.plans_forecast.panel import panel
from hnb.stats.growth_model import offsets, spread, years
from hnb.stats.shapley import Floats

HORIZONS = (1, 2, 3)
FIRST = 2018  # the first year of net spend that is held
TARGET = (
    2.0  # price growth a year where no forecast of prices is held: the Bank of England's target
)
_RULE = (
    "net spend of the origin, times forecast plans over plans, times 2% a year; over what "
    "came, less 1"
)


@dataclass(frozen=True)
class NetErrors:
    """What the rule would have said of every authority's net spend, one to three years ahead, and
    what came.

    `bias` (mean) and `size` (median, signs left off) are errors by horizon, expected over what
    came, in per cent: a negative bias says that more was spent than expected. `latest` and `worst`
    are the mean errors of the last origin and of the one where they were largest, `own` the asking
    authority's latest errors. `limits` are offsets (log) by horizon, place by size and level;
    `sizes` the plans of every unit, sorted.
    """

    bias: tuple[Figure, ...]
    size: tuple[Figure, ...]
    latest: tuple[Figure, ...]
    worst: tuple[Figure, ...]
    own: tuple[Figure, ...]
    limits: tuple[Floats, ...]
    sizes: Floats

    def around(self, middle: float, horizon: int, stock: float) -> tuple[float, float]:
        """95% limits around net spend so many years ahead, for an authority with `stock` plans at
        the origin.
        """
        place = np.array([np.searchsorted(self.sizes, stock) / max(len(self.sizes) - 1, 1)])
        found = spread(np.array([middle]), place, self.limits[horizon - 1])
        return float(found["q025"][0]), float(found["q975"][0])


def net_errors(
    net: pd.DataFrame,
    plans: pd.DataFrame,
    new_plans: pd.DataFrame,
    population: pd.DataFrame,
    requests: pd.DataFrame,
    *,
    la_code: int,
) -> NetErrors | None:
    """Past errors of net spend expected from forecast plans and prices; none where too few years
    are held.

    Parameters
    ----------
    net, plans, new_plans, population, requests : DataFrame
        `net_high_needs`, `ehc_plans`, `new_plans`, `population` and `requests`, every authority.
    la_code : int
        The asking authority.

    Notes
    -----
    A year's spend belongs to the January within it. Plans are forecast from that January, with
    nothing later. Editions of price forecasts of the time are not held; the target stands for them.
    The error that all authorities share in a year is kept apart from an authority's own, as in the
    forecast of plans (`hnb.stats.growth_model.offsets`); the mean error is not taken off, so that the
    limits hold the bias.
    """
    units = panel(plans, new_plans, population, requests)
    held = net[net["amount_gbp"].notna()]
    january = held["financial_year"].str[:4].astype(int) + 1
    unit = held["la_code"].astype(int).replace(area_by_authority())
    spent = held.assign(unit=unit, january=january).pivot_table(
        "amount_gbp", "unit", "january", "sum"
    )
    last = min(max(years(spent)), max(years(units.plans))) if len(spent) else FIRST
    if last - FIRST < max(HORIZONS) + 1:
        return None
    made = rolling(units, range(FIRST, last), HORIZONS)
    made = made[made["origin"] + made["horizon"] <= last]
    stock, came = units.plans.stack(), spent.stack()
    at = pd.MultiIndex.from_frame(made[["unit", "origin"]])
    then = pd.MultiIndex.from_arrays([made["unit"], made["origin"] + made["horizon"]])
    expected = came.reindex(at).to_numpy() * made["q50"].to_numpy() / stock.reindex(at).to_numpy()
    expected = expected * (1 + TARGET / 100) ** made["horizon"].to_numpy()
    made = made.assign(
        error=np.log(came.reindex(then).to_numpy() / expected), stock=stock.reindex(at).to_numpy()
    )
    made = made.dropna(subset="error")
    rows = (
        Rows.of("net_high_needs", held, ("financial_year",)),
        Rows.of("ehc_plans", plans, ("january",)),
    )

    def figure(measure: str, value: float, period: str, where: tuple[Rows, ...] = rows) -> Figure:
        return Figure(
            f"net_ahead.{measure}",
            value,
            "percent",
            _RULE,
            where,
            "one to three years ahead",
            period,
        )

    bias, size, limits = [], [], []
    latest: list[Figure] = []
    worst: list[Figure] = []
    common = made[made["horizon"].eq(1)].groupby("origin")["error"].mean().to_numpy()
    for horizon, part in made.groupby("horizon"):
        percent = 100 * np.expm1(-part["error"])
        ahead, by = int(str(horizon)), percent.groupby(part["origin"]).mean()
        span = f"January {part['origin'].min() + ahead} to January {part['origin'].max() + ahead}"
        bias.append(figure(f"bias_{ahead}_percent", percent.mean(), span))
        size.append(figure(f"median_error_{ahead}_percent", percent.abs().median(), span))
        for measure, found, out in (
            ("latest", latest, by.index[-1]),
            ("worst", worst, by.abs().idxmax()),
        ):
            period = f"January {out} to January {int(str(out)) + ahead}"
            found.append(figure(f"{measure}_{ahead}_percent", float(by.loc[out]), period))
        errors, stocks = (
            part.pivot(index="unit", columns="origin", values=name) for name in ("error", "stock")
        )
        limits.append(offsets(errors, stocks, common, ahead))
    mine = (
        made[made["unit"].eq(la_code)]
        .sort_values("origin")
        .groupby("horizon")
        .tail(1)
        .sort_values("horizon")
    )
    own_rows = (
        Rows.of("net_high_needs", held[held["la_code"].eq(la_code)], ("la_code", "financial_year")),
    )
    own = tuple(
        figure(
            f"own_{ahead}_percent",
            100 * np.expm1(-error),
            f"January {out} to January {out + ahead}",
            own_rows,
        )
        for ahead, out, error in zip(
            *(mine[name].tolist() for name in ("horizon", "origin", "error")), strict=True
        )
    )
    sizes = np.sort(units.plans[last].dropna().to_numpy())
    return NetErrors(
        tuple(bias), tuple(size), tuple(latest), tuple(worst), own, tuple(limits), sizes
    )

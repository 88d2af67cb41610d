"""The forecast of plans against library models (statsforecast), each with its own intervals, on counts and on logs.

`python -m benchmarks forecast_rivals` prints the ratios; `python -m benchmarks.forecast_rivals FILE.csv` writes the
rivals' forecasts, which `hnb backtest --rivals FILE.csv` then scores beside ours. Needs the extra `benchmark`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd

import hnb
from benchmarks import Measured
from hnb.models import backtest, growth

BEST_LIBRARY = "weighted interval score against the best library model"
EDGES = {
    "q025": "-lo-95",
    "q10": "-lo-80",
    "q25": "-lo-50",
    "q50": "",
    "q75": "-hi-50",
    "q90": "-hi-80",
    "q975": "-hi-95",
}


def panel() -> growth.Panel:
    """Every unit that the published tables hold."""
    return growth.panel(*(hnb.load(name) for name in ("ehc_plans", "new_plans", "population")))


def rivals(held: growth.Panel) -> pd.DataFrame:
    """What each library model says at each origin, in the columns of `backtest.rolling`."""
    from statsforecast import StatsForecast
    from statsforecast.models import AutoARIMA, AutoCES, AutoETS, AutoTheta, RandomWalkWithDrift

    made = []
    for scale, there, back in (("counts", lambda y: y, lambda y: y), ("logs", np.log, np.exp)):
        long = there(held.plans).stack().rename("y").rename_axis(["unique_id", "ds"]).reset_index()
        for origin in backtest.ORIGINS:
            models = [
                AutoETS(season_length=1, alias="ETS"),
                AutoETS(season_length=1, model="ZZN", damped=True, alias="damped ETS"),
                AutoARIMA(season_length=1, alias="ARIMA"),
                AutoTheta(season_length=1, alias="Theta"),
                AutoCES(season_length=1, alias="CES"),
                RandomWalkWithDrift(alias="library random walk with drift"),
            ]
            run = StatsForecast(models=models, freq=1, n_jobs=2)
            said = run.forecast(df=long[long["ds"] <= origin], h=max(growth.HORIZONS), level=list(backtest.INTERVALS))
            where = {"unit": said["unique_id"], "origin": origin, "horizon": said["ds"] - origin}
            for model in models:
                edges = {name: back(said[f"{model.alias}{edge}"]) for name, edge in EDGES.items()}
                made.append(pd.DataFrame({"model": f"{model.alias} on {scale}", **where, **edges}))
            print(f"  {scale}, January {origin}", file=sys.stderr, flush=True)
    return pd.concat(made, ignore_index=True)


def measure() -> Iterator[Measured]:
    """Seconds for our own forecasts, and how many times ours the best library model's score is, by years ahead."""
    held = panel()
    start = time.perf_counter()
    ours = backtest.rolling(held)
    yield Measured("our forecasts, all units and origins", time.perf_counter() - start, 20, "s")
    if not find_spec("statsforecast"):
        print("  statsforecast is not installed: pip install hnb[benchmark] to compare with library models")
        return
    drift = backtest.rival(held, backtest.DRIFT)
    scores = backtest.score(pd.concat([ours, drift, rivals(held)]), held)
    for goal in scores.goals:
        if goal.measure == BEST_LIBRARY:
            best = scores.ratios.drop(backtest.DRIFT).xs(goal.horizon, level="horizon")["wis_ratio"].idxmax()
            says = f"score of the best library model over ours, {goal.horizon} ahead"
            yield Measured(says, 1 / goal.reached, 1 / goal.high, detail=str(best))


if __name__ == "__main__":
    rivals(panel()).to_csv(Path(sys.argv[1]), index=False)

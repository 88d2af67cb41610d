# /// script
# requires-python = ">=3.11"
# dependencies = ["statsforecast>=2.1"]
# ///
"""What the models of statsforecast say of each series at each origin; it wants pandas 2, so an
environment of its own.

`uv run --script benchmarks/_statsforecast.py PLANS.csv RIVALS.csv ORIGIN …`: columns `unit`,
`january` and `plans` in, those of `hnb.questions.plans_forecast.model.rolling` out, with a line of
progress an origin.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pandas as pd
from statsforecast import StatsForecast, simulation
from statsforecast.models import AutoARIMA, AutoCES, AutoETS, AutoTheta, RandomWalkWithDrift

AHEAD = 5
EDGES = {
    "q025": "-lo-95",
    "q10": "-lo-80",
    "q25": "-lo-50",
    "q50": "",
    "q75": "-hi-50",
    "q90": "-hi-80",
    "q975": "-hi-95",
}
SCALES = {"counts": (lambda plans: plans, lambda plans: plans), "logs": (np.log, np.exp)}


def _normal_errors(size: Any, sigma: float, rng: np.random.Generator, **_: Any) -> np.ndarray:
    """The draws of the library's own `sample_errors` for normal errors, without a new scipy
    distribution for each.

    CES draws them 5,000 times a series: two seconds of it, and over an hour for the whole.
    """
    return rng.normal(0, sigma, size)


simulation.sample_errors = _normal_errors


def rivals(plans: pd.DataFrame, origins: list[int]) -> pd.DataFrame:
    """Every model on counts and on logs, with its own intervals."""
    long = plans.rename(columns={"unit": "unique_id", "january": "ds", "plans": "y"}).astype(
        {"y": float}
    )
    made = []
    for scale, (there, back) in SCALES.items():
        for origin in origins:
            models = [
                AutoETS(season_length=1, alias="ETS"),
                AutoETS(season_length=1, model="ZZN", damped=True, alias="damped ETS"),
                AutoARIMA(season_length=1, alias="ARIMA"),
                AutoTheta(season_length=1, alias="Theta"),
                AutoCES(season_length=1, alias="CES"),
                RandomWalkWithDrift(alias="library random walk with drift"),
            ]
            seen = long[long["ds"] <= origin].assign(y=lambda table: there(table["y"]))  # noqa: B023
            said = StatsForecast(models=models, freq=1, n_jobs=2).forecast(
                df=seen, h=AHEAD, level=[50, 80, 95]
            )
            where = {"unit": said["unique_id"], "origin": origin, "horizon": said["ds"] - origin}
            for model in models:
                edges = {name: back(said[f"{model.alias}{edge}"]) for name, edge in EDGES.items()}
                made.append(pd.DataFrame({"model": f"{model.alias} on {scale}", **where, **edges}))
            print(f"  library models on {scale}, January {origin}", file=sys.stderr, flush=True)
    return pd.concat(made, ignore_index=True)


if __name__ == "__main__":
    rivals(pd.read_csv(sys.argv[1]), [int(word) for word in sys.argv[3:]]).to_csv(
        sys.argv[2], index=False
    )

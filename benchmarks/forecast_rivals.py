"""The forecast of plans against library models (statsforecast), each with its own intervals, on
counts and on logs.

`python -m benchmarks forecast_rivals` prints the ratios; `python -m benchmarks.forecast_rivals
FILE.csv` writes the rivals' forecasts, which `hnb backtest --rivals FILE.csv` then scores with
ours. uv sets up the library by itself.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

import hnb
from benchmarks import Measured
from hnb.questions.plans_forecast.model import ORIGINS, READS, rolling
from hnb.questions.plans_forecast.panel import panel
from hnb.stats.forecasting.growth_model import Panel
from hnb.validation import plans_backtest as backtest

SCRIPT = Path(__file__).parent / "_statsforecast.py"


def units() -> Panel:
    """Every unit that the published tables hold."""
    return panel(*(hnb.load(name) for name in READS))


def rivals(known: Panel) -> pd.DataFrame | None:
    """What each library model says, in the columns of `rolling`; none where uv cannot set it up."""
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if not uv:
        return None
    with tempfile.TemporaryDirectory() as folder:
        plans, forecasts = Path(folder) / "plans.csv", Path(folder) / "rivals.csv"
        counts = pd.DataFrame({"plans": known.plans.stack()}).rename_axis(["unit", "january"])
        counts.to_csv(plans)
        origins = [str(origin) for origin in ORIGINS]
        command: list[str | Path] = [uv, "run", "--quiet", "--script", SCRIPT, plans, forecasts]
        done = subprocess.run([*command, *origins], check=False)
        return pd.read_csv(forecasts) if done.returncode == 0 else None


def measure() -> Iterator[Measured]:
    """Seconds for our own forecasts, and how many times ours the best library model's score is, by
    years ahead.
    """
    known = units()
    start = time.perf_counter()
    ours = rolling(known)
    yield Measured("our forecasts, all units and origins", time.perf_counter() - start, 20, "s")
    library = rivals(known)
    if library is None:
        print(
            "  statsforecast could not be set up (uv and the package index are needed); not "
            "compared"
        )
        return
    drift = backtest.rival(known, backtest.DRIFT)
    scores = backtest.score(pd.concat([ours, drift, library]), known)
    for goal in scores.goals:
        if goal.what == backtest.LIBRARY_SCORE and goal.high:
            ratios = scores.ratios.drop(backtest.DRIFT).xs(goal.horizon, level="horizon")
            yield Measured(
                f"score of the best library model over ours, {goal.horizon} ahead",
                1 / goal.reached,
                1 / goal.high,
                detail=str(ratios["wis_ratio"].idxmax()),
            )


if __name__ == "__main__":
    forecasts = rivals(units())
    if forecasts is None:
        sys.exit("statsforecast could not be set up: uv and the package index are needed.")
    forecasts.to_csv(Path(sys.argv[1]), index=False)

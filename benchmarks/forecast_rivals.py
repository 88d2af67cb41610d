"""The forecast of plans against library models (statsforecast), each with its own intervals, on
counts and on logs.

`python -m benchmarks forecast_rivals` prints the ratios; `python -m benchmarks.forecast_rivals
FILE.csv` writes the rivals' forecasts, which `hnb backtest --rivals FILE.csv` then scores beside
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
from hnb.stats import growth_model as growth
from hnb.validation import plans_backtest as backtest

SCRIPT = Path(__file__).parent / "_statsforecast.py"
BEST_LIBRARY = "weighted interval score against the best library model"


def units() -> growth.Panel:
    """Every unit that the published tables hold."""
    return panel(*(hnb.load(name) for name in READS))


def rivals(held: growth.Panel) -> pd.DataFrame | None:
    """What each library model says, in the columns of `rolling`; none where uv cannot set
    it up.
    """
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if not uv:
        return None
    with tempfile.TemporaryDirectory() as folder:
        plans, said = Path(folder) / "plans.csv", Path(folder) / "rivals.csv"
        held.plans.stack().rename("plans").rename_axis(["unit", "january"]).reset_index().to_csv(
            plans, index=False
        )
        origins = [str(origin) for origin in ORIGINS]
        done = subprocess.run(
            [uv, "run", "--quiet", "--script", SCRIPT, plans, said, *origins], check=False
        )
        return pd.read_csv(said) if done.returncode == 0 else None


def measure() -> Iterator[Measured]:
    """Seconds for our own forecasts, and how many times ours the best library model's score is, by
    years ahead.
    """
    held = units()
    start = time.perf_counter()
    ours = rolling(held)
    yield Measured("our forecasts, all units and origins", time.perf_counter() - start, 20, "s")
    theirs = rivals(held)
    if theirs is None:
        print(
            "  statsforecast could not be set up (uv and the package index are needed); not "
            "compared"
        )
        return
    scores = backtest.score(pd.concat([ours, backtest.rival(held, backtest.DRIFT), theirs]), held)
    for goal in scores.goals:
        if goal.what == BEST_LIBRARY:
            best = (
                scores.ratios.drop(backtest.DRIFT)
                .xs(goal.horizon, level="horizon")["wis_ratio"]
                .idxmax()
            )
            says = f"score of the best library model over ours, {goal.horizon} ahead"
            yield Measured(says, 1 / goal.reached, 1 / goal.high, detail=str(best))


if __name__ == "__main__":
    found = rivals(units())
    if found is None:
        sys.exit("statsforecast could not be set up: uv and the package index are needed.")
    found.to_csv(Path(sys.argv[1]), index=False)

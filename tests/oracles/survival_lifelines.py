"""Quartiles of waits with their intervals that lifelines gives: writes survival_lifelines.csv.

In an environment of its own, which the project does not need: `pip install lifelines==0.30.0`, then
from the project's folder `python -m tests.oracles.survival_lifelines`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

SHARES = (0.25, 0.5, 0.75)


def cases() -> dict[str, pd.DataFrame]:
    """Waits in weeks, and whether each has ended: a few, many of whole weeks, and a fifth open."""
    few = pd.DataFrame(
        {
            "weeks": [3.0, 5, 5, 8, 10, 12, 15, 15, 20, 26, 30, 41],
            "ended": [1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 0],
        }
    )
    random = np.random.default_rng(20)
    whole = pd.DataFrame({"weeks": np.ceil(random.gamma(4, 6, 300)), "ended": 1})
    wait, seen = random.gamma(4, 6, 500), random.uniform(5, 90, 500)
    part = pd.DataFrame({"weeks": np.minimum(wait, seen), "ended": (wait <= seen).astype(int)})
    return {"few": few, "whole weeks": whole, "some open": part}


def quartiles(waits: pd.DataFrame) -> pd.DataFrame:
    """Share, length and the limits of its 95% interval, by lifelines."""
    from lifelines import KaplanMeierFitter
    from lifelines.utils import qth_survival_times

    fitted = KaplanMeierFitter().fit(waits["weeks"], waits["ended"])
    rows = []
    for share in SHARES:
        limits = qth_survival_times(1 - share, fitted.confidence_interval_)
        rows.append((share, fitted.percentile(1 - share), *sorted(limits.to_numpy().ravel())))
    return pd.DataFrame(rows, columns=["share", "length", "low", "high"])


if __name__ == "__main__":
    results = {name: quartiles(waits) for name, waits in cases().items()}
    results = pd.concat(results, names=["case"]).reset_index(level=0)
    results.to_csv(
        Path(__file__).with_suffix(".csv"), index=False, float_format="%.6f", lineterminator="\n"
    )
    print(results)

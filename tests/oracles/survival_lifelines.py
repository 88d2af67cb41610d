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


def competing() -> pd.DataFrame:
    """Waits, and whether each has ended (1), ended otherwise (2), or is open (0)."""
    random = np.random.default_rng(21)
    wait, seen = random.gamma(4, 6, 400), random.uniform(5, 90, 400)
    leaves = random.random(400) < 0.3
    until = np.where(leaves, 0.6 * wait, wait)
    end = np.where(until > seen, 0, np.where(leaves, 2, 1))
    return pd.DataFrame({"weeks": np.minimum(until, seen), "end": end})


def quartiles_of_competing(waits: pd.DataFrame) -> pd.DataFrame:
    """The first length at which the cumulative incidence is a share of what never ends otherwise,
    by lifelines.
    """
    from lifelines import AalenJohansenFitter

    incidence = [
        AalenJohansenFitter(calculate_variance=False)
        .fit(waits["weeks"], waits["end"], event_of_interest=end)
        .cumulative_density_.iloc[:, 0]
        for end in (1, 2)
    ]
    share = incidence[0] / (1 - incidence[1].iloc[-1])
    lengths = [share.index[share >= level][0] for level in SHARES]
    return pd.DataFrame({"share": SHARES, "length": lengths})


if __name__ == "__main__":
    results = {name: quartiles(waits) for name, waits in cases().items()}
    results["competing"] = quartiles_of_competing(competing())
    results = pd.concat(results, names=["case"]).reset_index(level=0)
    results.to_csv(
        Path(__file__).with_suffix(".csv"), index=False, float_format="%.6f", lineterminator="\n"
    )
    print(results)

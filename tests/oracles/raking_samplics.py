"""Raked weights, and the standard error of a stratified share, that samplics gives: writes
raking_samplics.csv.

In an environment of its own, which the project does not need: `pip install samplics==0.6.1`, then
from the project's folder `python -m tests.oracles.raking_samplics`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd


def cases() -> dict[str, pd.DataFrame]:
    """Of two populations every unit: its categories, whether it answered, and what it would say."""
    random = np.random.default_rng(31)
    several = pd.DataFrame(
        {
            "phase": np.repeat(["primary", "secondary", "special"], [184, 49, 13]),
            "size": random.choice(["larger", "smaller"], 246),
            "type": random.choice(["academy", "maintained"], 246, p=[0.6, 0.4]),
        }
    )
    rates = several["phase"].map({"primary": 0.42, "secondary": 0.66, "special": 0.9})
    several["answered"] = random.random(246) < rates
    several["agrees"] = (random.random(246) < 0.4).astype(int)
    # as many answers in each stratum: 30 of 120, and 30 of 40
    strata = pd.DataFrame({"phase": np.repeat(["primary", "secondary"], [120, 40])})
    strata["answered"] = np.r_[np.arange(120) < 30, np.arange(40) < 30]
    strata["agrees"] = np.r_[np.arange(120) % 3 == 0, np.arange(40) % 5 == 0].astype(int)
    return {"several": several, "strata": strata}


def raked(units: pd.DataFrame, columns: list[str]) -> pd.Series:
    """Weights of the units that answered, by samplics."""
    from samplics.weighting import SampleWeight

    answered = units[units["answered"]]
    control = {name: units[name].value_counts().to_dict() for name in columns}
    margins = {name: answered[name].to_numpy() for name in columns}
    weights = SampleWeight().rake(
        np.ones(len(answered)), margins, control, tol=1e-12, ctrl_tol=1e-12, max_iter=500
    )
    return pd.Series(weights, index=answered.index)


def stratified_error(units: pd.DataFrame, *, is_whole: bool) -> float:
    """Standard error of the share that agrees, of a stratified sample, by samplics."""
    from samplics import PopParam, TaylorEstimator

    answered = units[units["answered"]]
    sizes, counts = units["phase"].value_counts(), answered["phase"].value_counts()
    left = {name: 1 - counts[name] / sizes[name] for name in sizes.index}
    estimator = TaylorEstimator(PopParam.mean)
    estimator.estimate(
        y=answered["agrees"],
        samp_weight=answered["phase"].map(sizes / counts),
        stratum=answered["phase"],
        fpc=left if is_whole else 1.0,
    )
    return float(estimator.stderror)


if __name__ == "__main__":
    both = cases()
    rows = [
        ("weight", unit, weight)
        for unit, weight in raked(both["several"], ["phase", "size", "type"]).items()
    ]
    rows += [
        ("error, whole", 0, stratified_error(both["strata"], is_whole=True)),
        ("error, sample", 0, stratified_error(both["strata"], is_whole=False)),
    ]
    results = pd.DataFrame(rows, columns=["what", "unit", "value"])
    results.to_csv(
        Path(__file__).with_suffix(".csv"), index=False, float_format="%.9f", lineterminator="\n"
    )
    print(results)

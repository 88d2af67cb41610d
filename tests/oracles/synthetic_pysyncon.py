"""Losses that pysyncon reaches at equal weights of the Januaries, for every unit: writes
synthetic_pysyncon.csv.

In an environment of its own, which the project does not need: `pip install pysyncon==1.7.0 pyyaml`,
then from the project's folder `python -m tests.oracles.synthetic_pysyncon`. It takes some minutes.
"""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pandas as pd

import hnb
from hnb.questions.plans_forecast.panel import panel

START = 2023


def matrix() -> pd.DataFrame:
    """Unit × January before the start: log change since then, over the spread among units (as
    pysyncon scales it).
    """
    plans = panel(*(hnb.load(name) for name in ("ehc_plans", "new_plans", "population"))).plans
    since = np.log(plans).sub(np.log(plans[START]), axis=0).loc[:, : START - 1]
    return since / since.std()


def losses(values: pd.DataFrame) -> pd.DataFrame:
    """Unit, sum of squares missed, and seconds of the processor, by pysyncon."""
    from pysyncon import Synth

    rows, equal = [], np.ones(values.shape[1])
    for unit in values.index:
        others, own = values.drop(unit).T, values.loc[unit]
        begun, synth = time.process_time(), Synth()
        synth.fit(X0=others, X1=own, Z0=others, Z1=own, custom_V=equal)
        taken, mix = time.process_time() - begun, np.asarray(synth.W, float)
        rows.append(
            (
                unit,
                float(np.sum((own - others.to_numpy() @ mix) ** 2)),
                mix.sum() - 1,
                mix.min(),
                taken,
            )
        )
    return pd.DataFrame(
        rows, columns=["unit", "loss", "sum_less_one", "smallest_weight", "seconds"]
    )


if __name__ == "__main__":
    found = losses(matrix())
    found.to_csv(
        Path(__file__).with_suffix(".csv"), index=False, float_format="%.6g", lineterminator="\n"
    )
    print(found.describe())

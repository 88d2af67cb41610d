"""The forecast of every authority at once, as each one's paper prints it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hnb.questions.plans_forecast.model import READS
from hnb.questions.plans_forecast.panel import usable
from hnb.stats.forecasting.growth_model import QUANTILES, fit_growth, quantiles_ahead
from hnb.tables import Tables

TOO_SMALL = "too few plans: no authority with so few could be learned from"
NO_COUNT = "no count is held of the January that the forecast starts from"


def expected_a_year_after(tables: Tables, origin: int) -> pd.DataFrame:
    """What each authority is expected to have a year after `origin`, made with nothing later.

    Parameters
    ----------
    tables : Tables
        `READS` at the level of the authority.
    origin : int
        A January that nearly every authority has.

    Returns
    -------
    DataFrame
        A row an authority with a count at the origin or the January before it: `la_code`, `counted`
        (plans at the origin), `q025` … `q975` (plans), and `reason` where it has no forecast.

    Raises
    ------
    ParameterError
        The origin is not held, or too early to learn from.
    """
    frames = [tables[name] for name in READS]
    rows_used = usable(*frames)
    model = fit_growth(rows_used.panel(), origin, (1,))
    counts = frames[0][frames[0]["plans"] > 0]
    lately = counts[counts["january"].between(origin - 1, origin)]
    rows = []
    for la_code in sorted(int(code) for code in lately["la_code"].unique()):
        counted = counts.loc[counts["la_code"].eq(la_code) & counts["january"].eq(origin), "plans"]
        row: dict[str, object] = {"la_code": la_code, "counted": float(counted.sum()) or np.nan}
        if counted.empty:
            row["reason"] = NO_COUNT
        elif counted.sum() < np.min(model.sizes):
            row["reason"] = TOO_SMALL
        else:
            expected = quantiles_ahead(model, rows_used.panel(la_code).until(origin))
            row |= {name: expected[name].iloc[0] for name in QUANTILES}
        rows.append(row)
    table = pd.DataFrame(rows).reindex(columns=["la_code", "counted", *QUANTILES, "reason"])
    return table.assign(reason=table["reason"].fillna(""))

"""Units by the share of plans that they issue in time, and how each class has strayed from its
forecasts.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hnb.stats import Floats

EDGES = (0.1, 0.25, 0.5, 0.75)  # of the share of a year's new plans issued within 20 weeks
CLASSES = (
    "at most a tenth",
    "more than a tenth and at most a quarter",
    "more than a quarter and at most half",
    "more than half and at most three quarters",
    "more than three quarters",
)
UNKNOWN = len(CLASSES)
FIRST = 2018  # up to then statements were still being moved to plans, apart from new plans
LATE = 1  # years by which the latest share held may be late at an origin
FEW = 50  # errors of a class that count for as much as those of all classes
POINTS = (np.arange(200) + 0.5) / 200  # at which a distribution is kept


def lag_at(in_time: pd.DataFrame, origin: int) -> int | None:
    """How late the latest shares held at an origin are, in years; None where they are too old.

    Parameters
    ----------
    in_time : DataFrame
        Unit × January that ends the calendar year, as in `growth_model.Panel`.
    """
    lags = (lag for lag in range(LATE + 1) if origin - lag in in_time)
    return next((lag for lag in lags if in_time[origin - lag].notna().any()), None)


def class_of(shares: float | Floats) -> NDArray[np.int64]:
    """The place in `CLASSES` of a share of plans issued in time, or `UNKNOWN` where it is missing.

    A share on an edge belongs to the class below it.
    """
    return np.where(np.isnan(shares), UNKNOWN, np.searchsorted(EDGES, shares))


def class_at(in_time: pd.DataFrame, units: pd.Index, january: int) -> NDArray[np.int64]:
    """The place in `CLASSES` of each unit by the year that ends at a January, or `UNKNOWN`."""
    if january not in in_time:
        return np.full(len(units), UNKNOWN)
    return class_of(in_time[january].reindex(units).to_numpy(np.float64))


def past_classes(in_time: pd.DataFrame, errors: pd.DataFrame, lag: int | None) -> pd.DataFrame:
    """The class of every unit at every origin of errors (unit × origin), with the same lag."""
    nothing = in_time.iloc[:, :0]
    by_origin = {
        origin: class_at(
            nothing if lag is None or origin < FIRST else in_time, errors.index, origin - (lag or 0)
        )
        for origin in map(int, errors.columns)
    }
    return pd.DataFrame(by_origin, index=errors.index, dtype=int)


def shifts(errors: pd.DataFrame, classes: pd.DataFrame) -> Floats:
    """Mean error of each class, drawn towards zero; zero where the class is not known.

    Parameters
    ----------
    errors, classes : DataFrame
        Unit × origin: log of the outcome over what was expected, and the place in `CLASSES`.

    Notes
    -----
    A mean is kept in the share t² / (t² + v). Its variance v lets the errors of one origin go
    together; t², how far classes differ from zero beyond chance, is the mean over classes of their
    squared mean less v (the empirical Bayes of Efron and Morris 1973, J. Am. Statist. Assoc. 68,
    117-130, with unequal variances), so that a small class does not learn noise. The outermost
    hundredth of errors counts as if at its edge.
    """
    centred = errors - errors.mean()
    table = pd.DataFrame({"error": centred.stack(), "class": classes.stack()}).dropna()
    table["error"] = table["error"].clip(*table["error"].quantile([0.005, 0.995]))
    means, variances = np.zeros(UNKNOWN + 1), np.full(UNKNOWN + 1, np.inf)
    for place, part in table[table["class"] < UNKNOWN].groupby("class"):
        if len(part) < 2:
            continue
        mean, number = part["error"].mean(), len(part)
        by_origin = (part["error"] - mean).groupby(level=1).sum()
        together = (by_origin**2).sum() / number**2 * len(by_origin) / max(len(by_origin) - 1, 1)
        means[int(str(place))] = mean
        variances[int(str(place))] = max(together, part["error"].var(ddof=0) / number)
    known = np.isfinite(variances)
    if not known.any():
        return means
    between = max(0.0, float((means[known] ** 2 - variances[known]).mean()))
    return means * between / (between + variances + 1e-12)


def shapes(scaled: Floats, classes: NDArray[np.int64]) -> Floats:
    """Quantiles of the scaled errors of each class at `POINTS`, mixed with those of all.

    Those of the class count n / (n + `FEW`), n being its errors, so that a small class has the
    limits of all, and a large one its own.

    Returns
    -------
    ndarray
        Class, the unknown one last × `POINTS`.
    """
    of_all = np.quantile(scaled, POINTS)
    by_class = np.tile(of_all, (UNKNOWN + 1, 1))
    for place in np.unique(classes[classes < UNKNOWN]):
        members = scaled[classes == place]
        weight = len(members) / (len(members) + FEW)
        by_class[place] += weight * (np.quantile(members, POINTS) - of_all)
    return by_class

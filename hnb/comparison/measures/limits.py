"""The limits within which ordinary authorities of each size are expected, by any measure."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hnb.comparison.measure import Measure
from hnb.stats import Floats
from hnb.stats.funnel import FEWEST_PLANS, FEWEST_UNITS, SHARE_WITHIN, funnel, paule_mandel

_CHANCE_OF_MONEY = 1e-9


def limits(measure: Measure, counts: pd.DataFrame) -> pd.DataFrame:
    """The limits within which 95% of ordinary authorities of each size are expected.

    Parameters
    ----------
    measure : Measure
        Its `chance` says how much of the difference between authorities chance may make.
    counts : DataFrame
        One row an authority: `la_code`, `part`, `whole`.

    Returns
    -------
    DataFrame
        `la_code`, `low`, `high`, and `place`: within, above, below or too small. A rate, growth or
        money of zero has no limits, sets none for others and is too small; so are all where fewer
        than ten are left.

    Notes
    -----
    A rate goes by `hnb.stats.funnel`. The others are treated alike, on a scale on which they are
    more nearly normal: a share by the arcsine of its root (Freeman and Tukey 1950, Ann. Math.
    Statist. 21, 607-611; Spiegelhalter 2005), growth and money by their logs. Chance makes a
    variance that falls with size, and none for money; beyond it authorities differ by a variance
    common to all, estimated (Paule and Mandel 1982) without the authority that is judged. Limits
    are prediction limits by Student's t (Higgins, Thompson and Spiegelhalter 2009).
    """
    judged = _of_rates(counts) if measure.chance == "rate" else _of_others(measure, counts)
    if judged is None:
        return counts[["la_code"]].assign(low=np.nan, high=np.nan, place="too small")
    return counts[["la_code"]].merge(judged, how="left").fillna({"place": "too small"})


def _of_rates(counts: pd.DataFrame) -> pd.DataFrame | None:
    spread = funnel(counts.rename(columns={"part": "plans", "whole": "people"}))
    return None if spread is None else spread.rates[["la_code", "low", "high", "place"]]


def _of_others(measure: Measure, counts: pd.DataFrame) -> pd.DataFrame | None:
    from scipy.special import stdtrit

    if not _is_share(measure):
        counts = counts.query("part > 0 and whole > 0")  # zero has no log
    if len(counts) < FEWEST_UNITS:
        return None
    part, whole = (counts[name].to_numpy(float) for name in ("part", "whole"))
    scaled = np.arcsin(np.sqrt(part / whole)) if _is_share(measure) else np.log(part / whole)
    number = len(whole)
    keep = np.vstack([np.ones(number), 1 - np.eye(number)])  # all, then all but each in turn
    centre, between, error = paule_mandel(scaled, _chance(measure, whole, scaled), keep)
    variance = between[1:] + error[1:] + _chance(measure, whole, centre[1:])
    reach = stdtrit(number - 3, (1 + SHARE_WITHIN) / 2) * np.sqrt(variance)
    place = np.full(number, "within", dtype=object)
    place[scaled > centre[1:] + reach] = "above"
    place[scaled < centre[1:] - reach] = "below"
    if measure.chance != "none":
        place[whole < FEWEST_PLANS] = "too small"
    low, high = (_unscaled(measure, centre[1:] + way * reach) for way in (-1, 1))
    return pd.DataFrame(
        {"la_code": counts["la_code"].to_numpy(), "low": low, "high": high, "place": place}
    )


def _is_share(measure: Measure) -> bool:
    return measure.chance == "share"


def _chance(measure: Measure, whole: Floats, middle: Floats) -> Floats:
    """The variance that chance makes on the scale used."""
    if _is_share(measure):
        return np.asarray(1 / (4 * whole))
    if measure.chance == "growth":
        return np.asarray(1 / whole + 1 / (whole * np.exp(middle)))
    return np.full(len(whole), _CHANCE_OF_MONEY)


def _unscaled(measure: Measure, ends: Floats) -> Floats:
    """Ends of limits in the measure's own unit."""
    if _is_share(measure):
        return np.asarray(np.sin(np.clip(ends, 0, np.pi / 2)) ** 2 * measure.scale)
    grown = 1 if measure.chance == "growth" else 0
    return np.asarray((np.exp(ends) - grown) * measure.scale)

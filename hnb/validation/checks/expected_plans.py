"""What the first model of expected plans explains, and how many the intervals hold."""

from __future__ import annotations

import numpy as np

from hnb.comparison import denominators
from hnb.comparison.select import rows_where
from hnb.domain.comparators import Ask
from hnb.questions.expected_plans.circumstances import circumstances
from hnb.questions.expected_plans.predictions import (
    MODELS,
    learned_from,
    predict,
    predict_counts,
)
from hnb.stats.ridge import explained
from hnb.tables import Tables
from hnb.validation.goals import Goal

JANUARIES = (2022, 2023, 2024, 2025)  # for which expected plans are judged


def goals(tables: Tables, ask: Ask) -> tuple[Goal, ...]:
    """What the first model explains of authorities left out, and how many its intervals, and those
    of the regression of counts, hold.

    `tables` are those of the question `expected_plans`.
    """
    goals = []
    for january in JANUARIES:
        plans = rows_where(tables["ehc_plans"], january=january)
        rates = rows_where(denominators.rates(plans, tables["population"]), denominator="2 to 18")
        known = learned_from(rates, circumstances(tables, january))
        log_rates = np.log(known["rate_per_1000"].to_numpy(np.float64))
        predictions = predict(known, MODELS[0])
        errors = np.abs(log_rates - predictions.values)[:, None]
        hold_95, hold_80 = 100 * (errors <= predictions.half_widths).mean(axis=0)
        what, share = f"expected plans, January {january}", explained(log_rates, predictions.values)
        ends = np.log(1000 * predict_counts(known, MODELS[0]).ends)
        inside = (ends[..., 0] <= log_rates[:, None]) & (log_rates[:, None] <= ends[..., 1])
        counts_95, counts_80 = 100 * inside.mean(axis=0)
        least = 0.10 if january >= 2025 else 0.08
        goals += [
            Goal(f"{what}: R² of authorities left out", share, low=least),
            Goal(f"{what}: 95% intervals hold, %", float(hold_95), low=93, high=97),
            Goal(f"{what}: 80% intervals hold, %", float(hold_80), low=77, high=88),
            Goal(f"{what}, by counts: 95% intervals hold, %", float(counts_95), low=93, high=97),
            Goal(f"{what}, by counts: 80% intervals hold, %", float(counts_80), low=77, high=88),
        ]
    return tuple(goals)

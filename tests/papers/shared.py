"""What is the same in every authority's paper, worked out once where many papers are made at a time.

Forecasts are learned, and rates predicted, from all authorities: most of the time that a paper's
words take is spent on results that do not depend on whose paper it is. A function named here is
called once for the same arguments, by their content, so that nothing but the time differs; a test
holds the words to those of a paper made alone.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import pickle
import sys
from collections.abc import Callable
from typing import Any

# functions without an effect, whose arguments are the same for many authorities
SHARED = (
    "hnb.stats.growth_model.fit_growth",
    "hnb.stats.growth_model.quantiles_ahead",
    "hnb.stats.growth_model.signals",
    "hnb.questions.plans_forecast.panel.panel",
    "hnb.questions.plans_forecast.record._judged",
    "hnb.questions.medium_term.spend_errors.past_errors",
    "hnb.questions.expected_plans.predictions.predict_counts",
    "hnb.questions.expected_plans.predictions.predict",
    "hnb.questions.spend_against_block.profile.profile",
    "hnb.releases.calendar.latest_held",
)


def share() -> None:
    """Put a function that remembers in the place of each, wherever it is imported."""
    for path in SHARED:
        module, _, name = path.rpartition(".")
        original = getattr(importlib.import_module(module), name)
        if not hasattr(original, "alone"):
            _replace(original, _remembering(original))


def _replace(original: Callable[..., Any], remembering: Callable[..., Any]) -> None:
    for module in [module for name, module in sys.modules.items() if name.startswith("hnb.")]:
        for name, value in list(vars(module).items()):
            if value is original:
                setattr(module, name, remembering)


def _remembering(original: Callable[..., Any]) -> Callable[..., Any]:
    results: dict[bytes, Any] = {}

    @functools.wraps(original)
    def remembering(*arguments: Any, **named: Any) -> Any:
        key = hashlib.sha256(pickle.dumps((arguments, named))).digest()
        if key not in results:
            results[key] = original(*arguments, **named)
        return results[key]

    remembering.alone = original  # type: ignore[attr-defined]
    return remembering

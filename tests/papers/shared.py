"""What is the same in every authority's paper, worked out once where many papers are made at a time.

Forecasts are learned, and rates predicted, from all authorities: most of the time that a paper's
words take is spent on results that do not depend on whose paper it is. A function named here is
called once for the same arguments, by their content, and each caller gets a copy of its own, so that
nothing but the time differs; a test holds the words to those of a paper made alone.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

# functions without an effect, whose arguments are the same for many authorities
SHARED = (
    "hnb.stats.forecasting.growth_model.fit_growth",
    "hnb.stats.forecasting.growth_model.quantiles_ahead",
    "hnb.stats.forecasting.growth_model.signals",
    "hnb.questions.plans_forecast.panel.panel",
    "hnb.questions.plans_forecast.record._judged",
    "hnb.questions.medium_term.spend_errors.past_errors",
    "hnb.questions.expected_plans.predictions.predict_counts",
    "hnb.questions.expected_plans.predictions.predict",
    "hnb.questions.spend_against_block.profile.profile",
    "hnb.releases.calendar.latest_held",
)


_remembering: dict[str, Callable[..., Any]] = {}


def share() -> None:
    """Put a function that remembers in the place of each, wherever it is imported, for as long as
    the process lasts.
    """
    originals = [_function(path) for path in SHARED]
    for path, original in zip(SHARED, originals, strict=True):
        _remembering.setdefault(path, remembering(original))
    _replace(originals, [_remembering[path] for path in SHARED])


@contextmanager
def shared() -> Iterator[None]:
    """A while in which results are shared, with those of the last such while too."""
    originals = [_function(path) for path in SHARED]
    share()
    try:
        yield
    finally:
        _replace([_remembering[path] for path in SHARED], originals)


def _function(path: str) -> Callable[..., Any]:
    module, _, name = path.rpartition(".")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def _replace(old: Sequence[Callable[..., Any]], new: Sequence[Callable[..., Any]]) -> None:
    places = {id(function): place for place, function in enumerate(old)}
    for module in [module for name, module in sys.modules.items() if name.startswith("hnb.")]:
        for name, value in list(vars(module).items()):
            if id(value) in places:
                setattr(module, name, new[places[id(value)]])


def remembering(original: Callable[..., Any]) -> Callable[..., Any]:
    """A function that works its result out once for the same arguments, and gives copies."""
    results: dict[bytes, bytes] = {}

    @functools.wraps(original)
    def with_memory(*arguments: Any, **named: Any) -> Any:
        key = hashlib.sha256(pickle.dumps((arguments, named))).digest()
        if key not in results:
            results[key] = pickle.dumps(original(*arguments, **named))
        return pickle.loads(results[key])

    return with_memory

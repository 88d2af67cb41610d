"""The front door: load a table, ask about an authority, answer a question, say a figure.

Nothing heavy is imported until it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_DOORS = {
    "load": "hnb.store.files",
    "ask": "hnb.parameters",
    "answer": "hnb.answers",
    "compare": "hnb.answers",
    "tables_for": "hnb.answers",
    "own_tables": "hnb.answers",
    "published_tables": "hnb.answers",
    "policy": "hnb.answers",
    "programme_of": "hnb.answers",
    "registered_forecasts": "hnb.answers",
    "scenarios": "hnb.answers",
    "statements": "hnb.answers",
    "editions": "hnb.answers",
    "say": "hnb.figures",
    "say_if_known": "hnb.figures",
    "listing": "hnb.figures",
    "Figure": "hnb.figures",
    "Listing": "hnb.figures",
    "caveats": "hnb.papers.ledger",
}
__all__ = [
    "Figure",
    "Listing",
    "answer",
    "ask",
    "caveats",
    "compare",
    "editions",
    "listing",
    "load",
    "own_tables",
    "policy",
    "programme_of",
    "published_tables",
    "registered_forecasts",
    "say",
    "say_if_known",
    "scenarios",
    "statements",
    "tables_for",
]

if TYPE_CHECKING:
    from hnb.answers import (
        answer,
        compare,
        editions,
        own_tables,
        policy,
        programme_of,
        published_tables,
        registered_forecasts,
        scenarios,
        statements,
        tables_for,
    )
    from hnb.figures import Figure, Listing, listing, say, say_if_known
    from hnb.papers.ledger import caveats
    from hnb.parameters import ask
    from hnb.store.files import load


def __getattr__(name: str) -> Any:
    if name not in _DOORS:
        raise AttributeError(f"hnb has no {name!r}")
    from importlib import import_module

    return getattr(import_module(_DOORS[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_DOORS])

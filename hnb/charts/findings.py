"""What a chart shows, in the words of its title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.domain.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hnb.domain.comparators import Ask
    from hnb.figures import Figure


def typical(ask: Ask) -> str:
    """Who has the median of those that an authority is compared with."""
    main = ask.main
    return "a typical neighbour" if main.kind == "neighbours" else f"a typical one of {main.others}"


def neighbours(ask: Ask) -> str:
    """How a chart names those that an authority is compared with."""
    return "its neighbours" if ask.main.kind == "neighbours" else ask.main.others


def against(figure: Figure, others: Iterable[tuple[str, Figure]]) -> str:
    """'below a typical neighbour and above England': where a Figure is among others, each with who
    has it; those without a value, and all where it has none itself, are left out.
    """
    by_side: dict[str, list[str]] = {}
    for who, other in others:
        if figure.known and other.known:
            by_side.setdefault(_side(figure, other), []).append(who)
    return listed([f"{side} {listed(whose)}" for side, whose in by_side.items()])


def _side(figure: Figure, other: Figure) -> str:
    if figure.text == other.text or figure.read == other.read:
        return "about the same as"
    return "above" if figure.number > other.number else "below"

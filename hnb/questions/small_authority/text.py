"""Counts of an authority with very few plans, as tables."""

from __future__ import annotations

from hnb.comparison.small import LEAST_PLANS
from hnb.figures import FigureMaker, Listing, Sentence, listing, say
from hnb.questions.small_authority.model import SmallAuthority


def tables(result: SmallAuthority) -> tuple[Listing, ...]:
    """A table for each run of counts with the same years, the latest year first."""
    by_years: dict[tuple[str, ...], list[str]] = {}
    for says, figures in result.counted.items():
        by_years.setdefault(tuple(figure.period for figure in figures), []).append(says)
    return tuple(
        listing(
            f"Counts of {result.ask.authority.name}, {years[-1]} to {years[0]}",
            ("Counted", *years),
            [(says, *result.counted[says]) for says in every],
        )
        for years, every in by_years.items()
    )


def why_counts_alone(result: SmallAuthority) -> Sentence:
    """Why there are counts and nothing else."""
    least = FigureMaker("counted").make(
        "least", LEAST_PLANS, "plans", "below which counts are said"
    )
    return say(
        "{name} has fewer than {least}. One child more or less would move any percentage, rank or "
        "trend too far, so this paper gives counts alone.",
        name=result.ask.authority.name,
        least=least,
    )

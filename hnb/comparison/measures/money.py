"""Measures of money: spend on placements against the block, for each head, and hourly rates."""

from __future__ import annotations

from hnb.comparison.counts import Count, Sum, count
from hnb.comparison.measure import Measure
from hnb.domain.scopes import AFTER, SCOPES
from hnb.domain.words import slug

AGES = {  # as published, and in words
    "3 and 4 year olds": "three and four year olds",
    "2 year olds": "two year olds",
    "maintained nursery supplement": "the maintained nursery supplement",
}
TOTAL = "publisher's total"
NET_HIGH_NEEDS = count("net_high_needs", "net_high_needs", "the compiled net high needs outturn")


def placement_spend(scope: str) -> Sum:
    """Section 251 outturn on placements in a scope, line by line added up."""
    lines = tuple(
        count(
            slug(part.label),
            "s251_high_needs",
            part.label,
            kind="outturn",
            line=part.line,
            setting=part.settings,
        )
        for part in SCOPES[scope]
    )
    return Sum(f"spend_{slug(scope)}", f"placement spend ({scope})", lines)


def high_needs_block(stage: str = AFTER) -> Count:
    """The High Needs Block at a stage."""
    name = f"block_{stage.split(maxsplit=1)[0]}"
    return count(name, "dsg_blocks", f"High Needs Block {stage}", block="high needs", stage=stage)


def _share_of_block(scope: str) -> Measure:
    return Measure(
        "share_of_block" if scope == TOTAL else f"share_of_block_{slug(scope)}",
        f"Placement spend ({scope}) as a percentage of the block after deductions",
        placement_spend(scope),
        high_needs_block(),
        chance="none",
    )


SHARE_OF_BLOCK = {scope: _share_of_block(scope) for scope in SCOPES}
EARLY_YEARS = {
    ages: Measure(
        f"early_years_{slug(ages)}",
        f"Early years funding an hour, {words}",
        count(
            f"early_years_{slug(ages)}",
            "early_years_rates",
            f"early years rates for {words}",
            children_aged=ages,
        ),
        unit="gbp_per_hour",
        chance="none",
    )
    for ages, words in AGES.items()
}

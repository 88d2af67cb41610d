"""Measures of money: spend on placements against the block, for each head, and hourly rates."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hnb.comparison.complete import enough
from hnb.comparison.counts import Count, Counts, FirstOf, Sum, count
from hnb.comparison.measure import Measure
from hnb.comparison.missing import absent
from hnb.comparison.select import rows_where
from hnb.domain.periods import period_from, start_year
from hnb.domain.scopes import AFTER, SCOPES, SpendCells, SpendLine
from hnb.domain.words import slug
from hnb.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from hnb.domain.comparators import Ask

AGES = {  # as published, and in words
    "3 and 4 year olds": "three and four year olds",
    "2 year olds": "two year olds",
    "maintained nursery supplement": "the maintained nursery supplement",
}
TOTAL = "publisher's total"
NET_HIGH_NEEDS = count("net_high_needs", "net_high_needs", "the net high needs outturn")


def net_growth(years: int) -> Measure:
    """Growth of net high needs spending over some years."""
    earlier = replace(NET_HIGH_NEEDS, name=f"net_high_needs_{years}_before", offsets=(-years,))
    return Measure(
        f"net_growth_{years}",
        f"growth in net high needs spending over {years} years",
        NET_HIGH_NEEDS,
        earlier,
        chance="growth",
        pooled=True,
        exact_interval=False,
    )


def placement_spend(scope: str, kind: str = "outturn") -> Sum:
    """Section 251 outturn (or budget) on placements in a scope, line by line added up."""
    lines = tuple(_spend_line(part, kind) for part in SCOPES[scope])
    if kind != "outturn":
        return Sum(f"{kind}_{slug(scope)}", f"{kind} for placements ({scope})", lines)
    return Sum(f"spend_{slug(scope)}", f"placement spend ({scope})", lines)


def _spend_line(part: SpendLine, kind: str) -> Count | FirstOf:
    """One line of placement spend, in whichever way it is published."""
    name = slug(part.label)
    says = part.label if kind == "outturn" else f"{part.label} ({kind})"
    ways = tuple(_spend_cells(name, says, cells, kind) for cells in part.ways)
    return ways[0] if isinstance(ways[0], Count) and len(ways) == 1 else FirstOf(name, says, ways)


def _spend_cells(name: str, says: str, cells: SpendCells, kind: str) -> Count | Sum:
    def of(name: str, settings: tuple[str, ...]) -> Count:
        where: dict[str, object] = {"kind": kind, "line": cells.lines, "setting": settings}
        return count(name, "s251_high_needs", says, offsets=(0,), **where)

    added = of(name, cells.settings)
    if not cells.less:
        return added
    return Sum(name, says, (added,), less=(of(f"{name}_less", cells.less),))


def why_no_spend(ask: Ask, lines: pd.DataFrame) -> str:
    """Why an authority has no placement spend in the financial year and scope asked for, in words.

    Parameters
    ----------
    ask : Ask
        The authority, financial year and scope.
    lines : DataFrame
        `s251_high_needs`, of any number of years.
    """
    outturn = rows_where(lines, kind="outturn")
    of_year = rows_where(outturn, la_code=ask.la_code, financial_year=ask.financial_year)
    if len(of_year) and of_year["amount_gbp"].notna().all():
        counts, year = Counts(Tables.of(authority={"s251_high_needs": of_year})), ask.financial_year
        lacking = [
            line.says
            for line in placement_spend(ask.scope).parts
            if counts.value(line, start_year(year), ask.la_code) is None
        ]
        if lacking:
            return (
                f"the section 251 outturn of {ask.authority.name} in {year} lacks some or "
                f"all of: {'; '.join(lacking)}"
            )
    return absent(ask, "section 251 outturn by line and setting", outturn)


def last_year_of_spend(
    lines: pd.DataFrame,
    blocks: pd.DataFrame,
    la_code: int,
    *,
    among: Sequence[int],
    scope: str = TOTAL,
) -> str | None:
    """The last financial year in which an authority can be compared by its share of the block.

    Parameters
    ----------
    lines, blocks : DataFrame
        `s251_high_needs` and `dsg_blocks`, of any number of years.
    la_code : int
        The authority.
    among : sequence of int
        DfE numbers of those it is compared with, of whom enough (`hnb.comparison.complete.enough`)
        must have a share too.
    scope : str
        Of spend.

    Returns
    -------
    str or None
        The last that nearly every authority has, where this one has none; None where there is no
        such year, or only one year of lines to choose from.
    """
    if lines["financial_year"].nunique() < 2:
        return None
    counts = Counts(Tables.of(authority={"s251_high_needs": lines, "dsg_blocks": blocks}))
    coverage = SHARE_OF_BLOCK[scope].coverage(counts)
    usable = [
        year
        for year, codes in coverage.having.items()
        if la_code in codes and (year in coverage.complete or enough(codes & {*among}, among))
    ]
    year = max(usable, default=coverage.latest(la_code))
    return None if year is None else str(period_from("financial_year", year))


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
        pooled=True,
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

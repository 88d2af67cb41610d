"""How a year's block was set, and its change on the year before where the two are alike."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from hnb.comparison.measures.block_basis import BASES, BlockBasis, break_between
from hnb.comparison.select import rows_where
from hnb.domain.comparators import Ask
from hnb.domain.periods import period_from, start_year
from hnb.domain.scopes import BEFORE
from hnb.figures import Figure, FigureMaker, Rows
from hnb.tables import Tables

MOVED_IN = "dsg_grants_moved_in"


@dataclass(frozen=True)
class YearBefore:
    """The block before deductions of a year and of the year before.

    `basis` is None where it is not known here. `moved_in` are the grants that came into the block,
    in £, where they are held; `change_percent` leaves them out.
    """

    ask: Ask
    earlier_year: str
    basis: BlockBasis | None
    block: Figure
    earlier: Figure
    moved_in: Figure
    change_percent: Figure


def year_before(tables: Tables, ask: Ask) -> YearBefore:
    """The change of the block on the year before; refused where grants moved in and their amount is
    not held.

    Parameters
    ----------
    tables : Tables
        `dsg_blocks` and `dsg_grants_moved_in`, by authority.
    ask : Ask
        The authority and the financial year.
    """
    year = ask.financial_year
    earlier_year = str(period_from("financial_year", start_year(year) - 1))
    blocks = rows_where(tables["dsg_blocks"], block="high needs", stage=BEFORE)
    maker = FigureMaker(
        "formula", stage=BEFORE, covers="high needs block", price_base="cash", period=year
    )
    block, earlier = (
        _amount(maker, name, when, rows_where(blocks, la_code=ask.la_code, financial_year=when))
        for name, when in (("block_held_gbp", year), ("block_year_before_gbp", earlier_year))
    )
    grants = rows_where(tables[MOVED_IN], la_code=ask.la_code, financial_year=year)
    moved_in = _amount(maker, "moved_in_gbp", year, grants, table=MOVED_IN)
    reason = break_between(earlier_year, year)
    is_bridged = year in BASES and bool(BASES[year].moved_in) and moved_in.known
    if not (block.known and earlier.known):
        lacking = earlier_year if block.known else year
        reason = f"there is no block of {ask.authority.name} in {lacking}"
    elif is_bridged:
        reason = ""
    change = maker.make(
        "change_on_year_before_percent",
        None if reason else 100 * (_like(block, moved_in) / earlier.number - 1),
        "percent",
        "block less the grants moved in, over the block of the year before",
        rows=(*block.rows, *moved_in.rows, *earlier.rows),
        reason=reason,
    )
    return YearBefore(
        ask=ask,
        earlier_year=earlier_year,
        basis=BASES.get(year),
        block=block,
        earlier=earlier,
        moved_in=moved_in,
        change_percent=change,
    )


def _like(block: Figure, moved_in: Figure) -> float:
    """The block without what came into it that year."""
    return block.number - (moved_in.number if moved_in.known else 0)


def _amount(
    maker: FigureMaker, name: str, year: str, rows: pd.DataFrame, table: str = "dsg_blocks"
) -> Figure:
    """The one amount of rows, or no value."""
    known = rows.dropna(subset=["amount_gbp"])
    return maker.make(
        name,
        known["amount_gbp"].item() if len(known) else None,
        "gbp",
        "as published",
        rows=(Rows.of(table, known, ("la_code", "financial_year")),) if len(known) else (),
        period=year,
        reason="not published",
    )

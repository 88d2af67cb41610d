"""The High Needs Block with other numbers in its formula."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from hnb.comparison.select import rows_where
from hnb.figures import Figure, FigureMaker
from hnb.questions.high_needs_block.formula import entitlement, exact
from hnb.questions.high_needs_block.model import BALANCE_GBP, Block


@dataclass(frozen=True)
class Supposed:
    """The block with a number of the formula supposed to be another, or with all of those so; and
    the change.
    """

    label: str
    supposed: Figure | str
    block: Figure
    change: Figure


@dataclass(frozen=True)
class _Change:
    """A number that is supposed, and what it would add to the block."""

    name: str
    label: str
    value: float
    unit: str
    effect: Decimal


def suppose(
    block: Block,
    units: pd.DataFrame,
    *,
    pupils: float = 0,
    balance: float = 0,
    national_gbp: float = 0,
) -> tuple[Supposed, ...]:
    """What the block would be with other numbers in the formula, each alone, then all together.

    Parameters
    ----------
    block : Block
        The block as it is.
    units : DataFrame
        The table `basic_entitlement`.
    pupils, balance : float
        How many more (or, below 0, fewer) pupils in special schools, and net imports of pupils and
        students.
    national_gbp : float
        Another national rate for a pupil in a special school, before the area cost adjustment; 0
        leaves it as it is.

    Returns
    -------
    tuple of Supposed
        Empty where there is no block; what is supposed to be as it is is left out.

    Notes
    -----
    Every other line is held: the formula's allocation does not move with these numbers within a
    year, its floor and its cap aside, and the additional allocation is shared by a basis that was
    fixed before. The area cost adjustment is the authority's unit of funding over the lowest of the
    year.
    """
    if not (block.published and block.unit.known and block.pupils.known):
        return ()
    unit, count = exact(block.unit.number), exact(block.pupils.number)
    in_year = rows_where(units, financial_year=block.ask.financial_year)
    lowest = exact(float(in_year["unit_gbp_per_pupil"].min()))
    other = unit
    if national_gbp:
        other = (exact(national_gbp) * unit / lowest).quantize(Decimal("0.01"), ROUND_HALF_UP)

    def effect(more: float, moved: float, rate: Decimal) -> Decimal:
        before, after = entitlement(float(unit), float(count)), float(count + exact(more))
        return entitlement(float(rate), after) - before + exact(moved) * BALANCE_GBP

    changes = [
        _Change(
            "more_pupils",
            "more pupils in special schools",
            pupils,
            "pupils",
            effect(pupils, 0, unit),
        ),
        _Change(
            "more_imports",
            "more net imports of pupils and students",
            balance,
            "pupils",
            effect(0, balance, unit),
        ),
        _Change(
            "national_rate",
            "another national rate for a pupil",
            national_gbp,
            "gbp_whole",
            effect(0, 0, other),
        ),
    ]
    changes = [change for change in changes if change.value]
    if len(changes) > 1:
        together = effect(pupils, balance, other)
        changes.append(_Change("together", "all of them together", 0.0, "", together))
    return tuple(_supposed(block.total.own, change) for change in changes)


def _supposed(total: Figure, change: _Change) -> Supposed:
    maker = FigureMaker(
        "formula",
        rows=total.rows,
        period=total.period,
        covers=total.covers,
        stage=total.stage,
        price_base=total.price_base,
    )
    supposed: Figure | str = "as above"
    if change.unit:
        supposed = maker.make(
            f"supposed_{change.name}", change.value, change.unit, "supposed, not published"
        )
    return Supposed(
        label=change.label,
        supposed=supposed,
        block=maker.make(
            f"block_with_{change.name}_gbp",
            float(exact(total.number) + change.effect),
            "gbp_whole",
            f"the block with {change.label}, every other line held",
        ),
        change=maker.make(
            f"change_with_{change.name}_gbp",
            float(change.effect),
            "gbp_whole",
            f"{change.label}, less the block as it is",
        ),
    )

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
    unit = _unit_of_funding(block, units, national_gbp)
    every = _changes(block, pupils=pupils, balance=balance, national_gbp=national_gbp, unit=unit)
    changes = [change for change in every if change.value]
    if len(changes) > 1:
        together = _effect(block, pupils=pupils, balance=balance, unit=unit)
        changes.append(_Change("together", "all of them together", 0.0, "", together))
    return tuple(_supposed(block.total.own, change) for change in changes)


def _unit_of_funding(block: Block, units: pd.DataFrame, national_gbp: float) -> Decimal:
    """The authority's unit of funding, by another national rate where there is one."""
    unit = exact(block.unit.number)
    if not national_gbp:
        return unit
    in_year = rows_where(units, financial_year=block.ask.financial_year)
    lowest = exact(float(in_year["unit_gbp_per_pupil"].min()))
    return (exact(national_gbp) * unit / lowest).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _changes(
    block: Block, *, pupils: float, balance: float, national_gbp: float, unit: Decimal
) -> tuple[_Change, ...]:
    """Each number supposed alone."""
    return (
        _Change(
            name="more_pupils",
            label="more pupils in special schools",
            value=pupils,
            unit="pupils",
            effect=_effect(block, pupils=pupils),
        ),
        _Change(
            name="more_imports",
            label="more net imports of pupils and students",
            value=balance,
            unit="pupils",
            effect=_effect(block, balance=balance),
        ),
        _Change(
            name="national_rate",
            label="another national rate for a pupil",
            value=national_gbp,
            unit="gbp_whole",
            effect=_effect(block, unit=unit),
        ),
    )


def _effect(
    block: Block, *, pupils: float = 0, balance: float = 0, unit: Decimal | None = None
) -> Decimal:
    """What more pupils, more net imports and another unit of funding together add to the block."""
    unit_now, pupils_now = block.unit.number, block.pupils.number
    before = entitlement(unit_now, pupils_now)
    unit_then = unit_now if unit is None else float(unit)
    after = entitlement(unit_then, float(exact(pupils_now) + exact(pupils)))
    return after - before + exact(balance) * BALANCE_GBP


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

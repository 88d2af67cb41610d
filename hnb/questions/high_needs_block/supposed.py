"""The High Needs Block with other numbers in its formula."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from hnb.comparison.select import rows_where
from hnb.figures import Figure, FigureMaker
from hnb.questions.high_needs_block.formula import entitlement, exact
from hnb.questions.high_needs_block.model import Block

# £ for each pupil or student by whom imports exceed exports, by the department's notes
BALANCE_GBP = 6_000


@dataclass(frozen=True)
class Supposed:
    """The block with a number of the formula supposed to be another, or with all of those so; and
    the change.
    """

    label: str
    supposed: Figure | str
    block: Figure
    change: Figure


# numbers of the formula that can be supposed to be others: name, words and unit
_NUMBERS = {
    "pupils": ("more_pupils", "more pupils in special schools", "pupils"),
    "balance": ("more_imports", "more net imports of pupils and students", "pupils"),
    "national_gbp": ("national_rate", "another national rate for a pupil", "gbp_whole"),
}


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
    given = {"pupils": pupils, "balance": balance, "national_gbp": national_gbp}
    numbers = {number: value for number, value in given.items() if value}
    total = block.total.own
    maker = _maker(total)
    changes = []
    for number, value in numbers.items():
        name, label, unit = _NUMBERS[number]
        changes.append(
            _supposed(
                total,
                name,
                label,
                supposed=maker.make(f"supposed_{name}", value, unit, "supposed, not published"),
                effect=_effect(block, units, **{number: value}),
            )
        )
    if len(numbers) > 1:
        effect = _effect(block, units, **numbers)
        label = "all of them together"
        changes.append(_supposed(total, "together", label, supposed="as above", effect=effect))
    return tuple(changes)


def _effect(
    block: Block,
    units: pd.DataFrame,
    *,
    pupils: float = 0,
    balance: float = 0,
    national_gbp: float = 0,
) -> Decimal:
    """What numbers of the formula, supposed to be others, together add to the block."""
    unit, pupils_now = block.unit.number, block.pupils.number
    before = entitlement(unit, pupils_now)
    if national_gbp:
        in_year = rows_where(units, financial_year=block.ask.financial_year)
        lowest = in_year["unit_gbp_per_pupil"].min()
        unit_then = exact(national_gbp) * exact(unit) / exact(lowest)
        unit = float(unit_then.quantize(Decimal("0.01"), ROUND_HALF_UP))
    after = entitlement(unit, float(exact(pupils_now) + exact(pupils)))
    return after - before + exact(balance) * BALANCE_GBP


def _maker(total: Figure) -> FigureMaker:
    return FigureMaker(
        "formula",
        rows=total.rows,
        period=total.period,
        covers=total.covers,
        stage=total.stage,
        price_base=total.price_base,
    )


def _supposed(
    total: Figure, name: str, label: str, *, supposed: Figure | str, effect: Decimal
) -> Supposed:
    maker = _maker(total)
    return Supposed(
        label=label,
        supposed=supposed,
        block=maker.make(
            f"block_with_{name}_gbp",
            float(exact(total.number) + effect),
            "gbp_whole",
            f"the block with {label}, every other line held",
        ),
        change=maker.make(
            f"change_with_{name}_gbp",
            float(effect),
            "gbp_whole",
            f"{label}, less the block as it is",
        ),
    )

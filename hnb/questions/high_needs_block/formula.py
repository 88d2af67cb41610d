"""The High Needs Block rebuilt from the lines of its formula, to the pound, for every authority."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Any

import pandas as pd

ALLOCATION, ENTITLEMENT, TOTAL = "formula allocation", "basic entitlement", "total"
BALANCE, ADDITIONAL = "import and export adjustment", "additional allocation"
BASIS = "basis of the additional allocation, not in the total"
LINES = (
    ALLOCATION, ENTITLEMENT, BALANCE, "special free schools",
    "hospital education, pay and pension, supplementary funding", ADDITIONAL,
)  # fmt: skip
POTS = {
    "2022-23": 325_000_000,
    "2023-24": 400_000_000,
}  # £ shared as additional allocation, by the department's notes
_KEY = ["financial_year", "la_code"]


def exact(value: float) -> Decimal:
    """A published number as it is printed, without the noise of binary fractions."""
    return Decimal(repr(float(value)))


def entitlement(unit_gbp: float, pupils: float) -> Decimal:
    """Unit of funding times pupils in special schools, rounded up to the next pound, in exact
    decimals.
    """
    return (exact(unit_gbp) * exact(pupils)).to_integral_value(ROUND_CEILING)


def shared(pot: int, basis: Sequence[int], hidden: Decimal = Decimal(0)) -> list[int]:
    """A sum of money shared in proportion to each authority's basis, each share rounded up to the
    next pound.

    `hidden` is how much less than its printed sum the basis adds up to, in £.
    """
    whole = sum(basis) - hidden
    return [int((pot * each / whole).to_integral_value(ROUND_CEILING)) for each in basis]


def unseen(pot: int, basis: Sequence[int], shares: Sequence[int]) -> Decimal | None:
    """How much less than its printed sum the basis must add up to for every printed share to come
    out, in £.

    0 where they all come out from the printed sum, the least amount where they do not, None where
    none would do.
    """
    whole = Decimal(sum(basis))
    low = max(Decimal(pot) * each / share for each, share in zip(basis, shares, strict=True))
    high = min(Decimal(pot) * each / (share - 1) for each, share in zip(basis, shares, strict=True))
    if low >= high:
        return None
    if low <= whole < high:
        return Decimal(0)
    cent = Decimal("0.01")
    nearest = high - cent if high <= whole else low + cent
    return whole - nearest


def rebuild(formula: pd.DataFrame, units: pd.DataFrame, pupils: pd.DataFrame) -> pd.DataFrame:
    """The published block from its parts, for every authority and year held.

    Parameters
    ----------
    formula, units, pupils : DataFrame
        The tables `high_needs_formula`, `basic_entitlement` and `special_school_pupils`.

    Returns
    -------
    DataFrame
        An authority and year a row: the lines, `basic entitlement` among them, `total` as
        published, `rebuilt` and `share` (the additional allocation by the rule, from the basis as
        printed), all in £; `unit_gbp_per_pupil` and `pupils`.

    Notes
    -----
    Sums are exact decimals. The additional allocation of 2022-23 and 2023-24 is worked out too, as
    a stated sum shared in proportion to the printed basis, whose last pounds are rounded: where the
    printed sum does not give every share, the least change to it that does is used.
    """
    wide: Any = formula.pivot(index=_KEY, columns="formula_line", values="amount_gbp")
    wide = wide.reindex(columns=[*LINES, BASIS, TOTAL])
    wide = wide.join(units.set_index(_KEY)["unit_gbp_per_pupil"]).join(
        pupils.set_index(_KEY)["pupils"]
    )
    wide = wide.dropna(subset=[ALLOCATION, TOTAL, "unit_gbp_per_pupil", "pupils"])
    wide[ENTITLEMENT] = [
        float(entitlement(*pair)) for pair in wide[["unit_gbp_per_pupil", "pupils"]].to_numpy()
    ]
    wide["share"], additional = float("nan"), wide[ADDITIONAL].copy()
    for year, pot in POTS.items():
        part = wide[wide.index.get_level_values(0) == year].dropna(subset=[BASIS, ADDITIONAL])
        if not len(part):
            continue
        basis, shares = ([int(amount) for amount in part[name]] for name in (BASIS, ADDITIONAL))
        wide.loc[part.index, "share"] = shared(pot, basis)
        hidden = unseen(pot, basis, shares) or Decimal(0)
        additional.loc[part.index] = shared(pot, basis, hidden)
    lines = wide[[*LINES]].assign(**{ADDITIONAL: additional})
    wide["rebuilt"] = [float(sum(exact(x) for x in row if pd.notna(x))) for row in lines.to_numpy()]
    return wide.reset_index()

"""Tables of funding: the blocks of the dedicated schools grant, what they are made of, and the balance carried."""

from __future__ import annotations

from hnb.tables import columns as c
from hnb.tables.schema import Column, Table

LEVELS = ("authority", "region", "england")


def _by_financial_year(name: str, says: str, *categories_then_value: Column, notes: str = "") -> Table:
    return Table(
        name=name,
        says=says,
        key=("la_code", "financial_year", *(column.name for column in categories_then_value[:-1])),
        columns=(c.LA_CODE, c.FINANCIAL_YEAR, *categories_then_value, c.STATUS, c.RELEASE),
        theme="funding",
        levels=LEVELS,
        notes=notes,
    )


DSG_BLOCKS = _by_financial_year(
    "dsg_blocks",
    "Allocations of the dedicated schools grant by block, before and after deductions.",
    c.BLOCK,
    c.STAGE,
    c.AMOUNT,
    notes="2019-20 is published in £ million and stored in £.",
)
HIGH_NEEDS_FORMULA = _by_financial_year(
    "high_needs_formula", "Lines of the high needs block, in pounds.", c.FORMULA_LINE, c.AMOUNT
)
BASIC_ENTITLEMENT = _by_financial_year(
    "basic_entitlement", "Unit of funding for a pupil in a special school ([B] of the high needs block).", c.UNIT_GBP
)
SPECIAL_SCHOOL_PUPILS = _by_financial_year(
    "special_school_pupils", "Pupils in special schools that the block counts ([C] of the high needs block).", c.PUPILS
)
HIGH_NEEDS_DEDUCTIONS = _by_financial_year(
    "high_needs_deductions", "Deductions from the high needs block, by kind of place.", c.DEDUCTION, c.AMOUNT
)
HIGH_NEEDS_PLACES = _by_financial_year(
    "high_needs_places", "Places behind the deductions, by kind and part of year.", c.DEDUCTION, c.FROM_MONTH, c.PLACES
)
EARLY_YEARS_RATES = _by_financial_year(
    "early_years_rates", "Early years funding rates paid to authorities, £ an hour.", c.CHILDREN_AGED, c.HOURLY
)
DSG_BALANCES = _by_financial_year(
    "dsg_balances",
    "Balance of the dedicated schools grant carried forward at the end of the year; positive is a deficit.",
    c.AMOUNT,
)
TABLES = (
    DSG_BLOCKS, HIGH_NEEDS_FORMULA, BASIC_ENTITLEMENT, SPECIAL_SCHOOL_PUPILS, HIGH_NEEDS_DEDUCTIONS, HIGH_NEEDS_PLACES,
    EARLY_YEARS_RATES, DSG_BALANCES,
)  # fmt: skip

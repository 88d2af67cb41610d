"""Tables of funding: the blocks of the dedicated schools grant, what they are made of, and the
balance carried.
"""

from __future__ import annotations

from hnb.tables import columns as c
from hnb.tables.schema import Column, Table

LEVELS = ("authority", "region", "england")


def _by_financial_year(
    name: str, says: str, *categories_then_value: Column, notes: str = ""
) -> Table:
    return Table(
        name=name,
        says=says,
        key=("la_code", "financial_year", *(column.name for column in categories_then_value[:-1])),
        columns=(c.LA_CODE, c.FINANCIAL_YEAR, *categories_then_value, c.STATUS, c.RELEASE),
        levels=LEVELS,
        notes=notes,
    )


DSG_BLOCKS = _by_financial_year(
    "dsg_blocks",
    "Allocations of the dedicated schools grant by block, before and after deductions.",
    c.BLOCK,
    c.STAGE,
    c.AMOUNT.within(1_000, 100e9),  # an authority's block that is left in £ million is below it
    notes="2019-20 is published in £ million and stored in £.",
)
HIGH_NEEDS_FORMULA = _by_financial_year(
    "high_needs_formula",
    "Lines of the high needs block before deductions, in pounds.",
    c.FORMULA_LINE,
    c.AMOUNT,
    notes="'total' is 'formula allocation', plus unit of funding times pupils in special schools "
    "(rounded up to the "
    "pound), plus every other line but 'basis of the additional allocation, not in the total', "
    "which that allocation "
    "is shared by. Lines differ by year: hospital education stands alone from 2021-22, the "
    "additional allocation in "
    "2022-23 and 2023-24. England's total is the sum of the authorities', not its own formula.",
)
BASIC_ENTITLEMENT = _by_financial_year(
    "basic_entitlement",
    "Unit of funding for a pupil in a special school ([B] of the high needs block).",
    c.UNIT_GBP,
)
SPECIAL_SCHOOL_PUPILS = _by_financial_year(
    "special_school_pupils",
    "Pupils in special schools that the block counts ([C] of the high needs block).",
    c.PUPILS,
)
HIGH_NEEDS_DEDUCTIONS = _by_financial_year(
    "high_needs_deductions",
    "Deductions from the high needs block for places that the department funds directly, by kind "
    "of place.",
    c.DEDUCTION,
    c.AMOUNT,
    notes="deduction is 'total' (the publisher's own) or 'KIND: PLACES', a cell each: what stands "
    "before the colon is "
    "the kind of institution, to sum by, and after it the places. The kinds are mainstream "
    "academies, special "
    "academies, special free schools, alternative provision academies, hospital academies, 16-19 "
    "academies, and "
    "further education and independent learning providers; together they make the total.",
)
HIGH_NEEDS_PLACES = _by_financial_year(
    "high_needs_places",
    "Places behind the deductions, by kind and part of year.",
    c.DEDUCTION,
    c.FROM_MONTH,
    c.PLACES,
    notes="from_month is 'spring' (April to August, or July after 16) or 'autumn' (September, or "
    "August after 16, to "
    "March): two academic years, never added up. Hospital academies have pounds and no places.",
)
EARLY_YEARS_RATES = _by_financial_year(
    "early_years_rates",
    "Early years funding rates paid to authorities, £ an hour.",
    c.CHILDREN_AGED,
    c.HOURLY,
    notes="children_aged is '3 and 4 year olds', '2 year olds' or, from 2022-23, 'maintained "
    "nursery supplement', "
    "which comes on top for schools that are nurseries.",
)
DSG_BALANCES = _by_financial_year(
    "dsg_balances",
    "Balance of the dedicated schools grant carried forward at the end of the year; positive is a "
    "deficit.",
    c.AMOUNT,
)
TABLES = (
    DSG_BLOCKS, HIGH_NEEDS_FORMULA, BASIC_ENTITLEMENT, SPECIAL_SCHOOL_PUPILS, HIGH_NEEDS_DEDUCTIONS, HIGH_NEEDS_PLACES,
    EARLY_YEARS_RATES, DSG_BALANCES,
)  # fmt: skip

"""Tables of funding: the blocks of the dedicated schools grant, their parts, and the balance."""

from __future__ import annotations

from hnb.tables import columns as c
from hnb.tables.tidy import by_authority

TABLES = (
    by_authority(
        "dsg_blocks",
        "Allocations of the dedicated schools grant by block, before and after deductions.",
        c.FINANCIAL_YEAR,
        c.BLOCK,
        c.STAGE,
        value=c.AMOUNT.within(1_000, 100e9),  # a block that is left in £ million is below it
        notes="2019-20 is published in £ million and stored in £.",
    ),
    by_authority(
        "dsg_grants_moved_in",
        "Grants that the high needs block of a year holds and that were paid outside it the year "
        "before: the bridge between the blocks of the two years.",
        c.FINANCIAL_YEAR,
        value=c.AMOUNT,
    ),
    by_authority(
        "high_needs_formula",
        "Lines of the high needs block before deductions, in pounds.",
        c.FINANCIAL_YEAR,
        c.FORMULA_LINE,
        value=c.AMOUNT,
        notes="'total' is 'formula allocation', plus unit of funding times pupils in special "
        "schools (rounded up to the pound), plus every other line but 'basis of the additional "
        "allocation, not in the total', which that allocation is shared by. Lines differ by year: "
        "hospital education stands alone from 2021-22, the additional allocation in 2022-23 and "
        "2023-24. England's total is the sum of the authorities', not its own formula.",
    ),
    by_authority(
        "basic_entitlement",
        "Unit of funding for a pupil in a special school ([B] of the high needs block).",
        c.FINANCIAL_YEAR,
        value=c.UNIT_GBP,
        over_time=False,
    ),
    by_authority(
        "special_school_pupils",
        "Pupils in special schools that the block counts ([C] of the high needs block).",
        c.FINANCIAL_YEAR,
        value=c.PUPILS,
        over_time=False,
    ),
    by_authority(
        "high_needs_deductions",
        "Deductions from the high needs block for places that the department funds directly, by "
        "kind of place.",
        c.FINANCIAL_YEAR,
        c.DEDUCTION,
        value=c.AMOUNT,
        notes="deduction is 'total' (the publisher's own) or 'KIND: PLACES', a cell each: what "
        "stands before the colon is the kind of institution, to sum by, and after it the places. "
        "The kinds are mainstream academies, special academies, special free schools, alternative "
        "provision academies, hospital academies, 16-19 academies, and further education and "
        "independent learning providers; together they make the total.",
    ),
    by_authority(
        "high_needs_places",
        "Places behind the deductions, by kind and part of year.",
        c.FINANCIAL_YEAR,
        c.DEDUCTION,
        c.FROM_MONTH,
        value=c.PLACES,
        notes="from_month is 'spring' (April to August, or July after 16) or 'autumn' (September, "
        "or August after 16, to March): two academic years, never added up. Hospital academies "
        "have pounds and no places.",
    ),
    by_authority(
        "high_needs_places_by_year",
        "High needs places funded by the department, of an academic year, added up over the "
        "schools of an authority's area.",
        c.ACADEMIC_YEAR,
        c.PLACES_OF,
        value=c.PLACES_FUNDED,
        over_time=False,
    ),
    by_authority(
        "high_needs_stability_grants",
        "High Needs Stability Grant paid towards deficits of earlier years, by authority.",
        c.FINANCIAL_YEAR,
        value=c.AMOUNT,
        over_time=False,
    ),
    by_authority(
        "early_years_rates",
        "Early years funding rates paid to authorities, £ an hour.",
        c.FINANCIAL_YEAR,
        c.CHILDREN_AGED,
        value=c.HOURLY,
        over_time=False,
        notes="children_aged is '3 and 4 year olds', '2 year olds' or, from 2022-23, 'maintained "
        "nursery supplement', which comes on top for schools that are nurseries.",
    ),
    by_authority(
        "dsg_balances",
        "Deficit of the dedicated schools grant carried forward at the end of the year; a surplus "
        "is below zero.",
        c.FINANCIAL_YEAR,
        value=c.AMOUNT,
    ),
)

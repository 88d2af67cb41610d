"""Tables of context: neighbours, how many children live there, deprivation, and prices."""

from __future__ import annotations

from hnb.tables import columns as c
from hnb.tables.schema import Table
from hnb.tables.tidy import by_authority

TABLES = (
    Table(
        name="statistical_neighbours",
        says="The ten statistical neighbours of each authority, in order, by vintage of the list.",
        key=("la_code", "vintage", "position"),
        columns=(c.LA_CODE, c.VINTAGE, c.POSITION, c.NEIGHBOUR, c.CLOSENESS, c.RELEASE),
    ),
    by_authority(
        "population",
        "Residents at mid-year by single year of age to 25, or by the span that is published.",
        c.MID_YEAR,
        c.AGE_GROUP,
        c.BASIS,
        value=c.PEOPLE,
        notes="basis is 'estimate' (single years, mid-2022 and mid-2023), 'estimate before "
        "revision' (0 to 17, 2012 to 2024) or 'projection, 2018-based' (2 to 18, mid-2021); the "
        "three are not mixed.",
    ),
    by_authority(
        "population_projections",
        "Residents that a projection expects at mid-year, by single year of age to 25.",
        c.MID_YEAR,
        c.AGE_GROUP,
        c.BASIS,
        value=c.PEOPLE,
        levels=("authority", "england"),
        over_time=False,
        notes="A projection is kept apart from estimates, and no rate rests on it.",
    ),
    by_authority(
        "pupils_with_sen",
        "Percentage of pupils in the authority's schools with an EHC plan or SEN support, "
        "wherever they live.",
        c.JANUARY,
        c.PROVISION,
        c.PHASE,
        value=c.PERCENT,
    ),
    by_authority(
        "free_school_meals",
        "Pupils by eligibility for free school meals and kind of school, with all pupils as the "
        "denominator.",
        c.ACADEMIC_YEAR,
        c.PHASE,
        c.MEASURE,
        value=c.PUPILS,
        over_time=False,
    ),
    by_authority(
        "area_percentages",
        "Percentages that describe an area: free school meals, early development, language, "
        "health.",
        c.CALENDAR_YEAR,
        c.MEASURE,
        value=c.PERCENT,
        over_time=False,
        notes="calendar_year is the year in which the period ends: a January census, or the "
        "summer of a school year.",
    ),
    by_authority(
        "deprivation",
        "Average score of the indices of deprivation, by edition.",
        c.INDEX,
        value=c.SCORE,
        levels=("authority",),
    ),
    Table(
        name="gdp_deflator",
        says="Yearly change in the GDP deflator, outturn and forecast.",
        key=("financial_year",),
        columns=(c.FINANCIAL_YEAR, c.CHANGE_PERCENT, c.RELEASE),
        levels=("england",),
    ),
)

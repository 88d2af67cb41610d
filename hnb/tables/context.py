"""Tables of context: who is compared with whom, how many children live there, how deprived they
are, and prices.
"""

from __future__ import annotations

from hnb.tables import columns as c
from hnb.tables.plans import ALL_LEVELS
from hnb.tables.schema import Table

STATISTICAL_NEIGHBOURS = Table(
    name="statistical_neighbours",
    says="The ten statistical neighbours of each authority, in order, by vintage of the list.",
    key=("la_code", "vintage", "position"),
    columns=(c.LA_CODE, c.VINTAGE, c.POSITION, c.NEIGHBOUR, c.CLOSENESS, c.RELEASE),
)
POPULATION = Table(
    name="population",
    says="Residents at mid-year by single year of age to 25, or by the span that is published.",
    key=("la_code", "mid_year", "age_group", "basis"),
    columns=(c.LA_CODE, c.MID_YEAR, c.AGE_GROUP, c.BASIS, c.PEOPLE, c.STATUS, c.RELEASE),
    levels=ALL_LEVELS,
    notes="basis is 'estimate' (single years, mid-2022 and mid-2023), 'estimate before revision' "
    "(0 to 17, 2012 to "
    "2024) or 'projection, 2018-based' (2 to 18, mid-2021); the three are not mixed.",
)
PUPILS_WITH_SEN = Table(
    name="pupils_with_sen",
    says="Percentage of pupils in the authority's schools with an EHC plan or SEN support, "
    "wherever they live.",
    key=("la_code", "january", "provision", "phase"),
    columns=(c.LA_CODE, c.JANUARY, c.PROVISION, c.PHASE, c.PERCENT, c.STATUS, c.RELEASE),
    levels=ALL_LEVELS,
)
FREE_SCHOOL_MEALS = Table(
    name="free_school_meals",
    says="Pupils by eligibility for free school meals and kind of school, with all pupils as the "
    "denominator.",
    key=("la_code", "academic_year", "phase", "measure"),
    columns=(c.LA_CODE, c.ACADEMIC_YEAR, c.PHASE, c.MEASURE, c.PUPILS, c.STATUS, c.RELEASE),
    levels=ALL_LEVELS,
)
AREA_PERCENTAGES = Table(
    name="area_percentages",
    says="Percentages that describe an area: free school meals, early development, language, "
    "health.",
    key=("la_code", "calendar_year", "measure"),
    columns=(c.LA_CODE, c.CALENDAR_YEAR, c.MEASURE, c.PERCENT, c.STATUS, c.RELEASE),
    levels=ALL_LEVELS,
    notes="calendar_year is the year in which the period ends: a January census, or the summer of "
    "a school year.",
)
DEPRIVATION = Table(
    name="deprivation",
    says="Average score of the indices of deprivation, by edition.",
    key=("la_code", "index"),
    columns=(c.LA_CODE, c.INDEX, c.SCORE, c.STATUS, c.RELEASE),
)
GDP_DEFLATOR = Table(
    name="gdp_deflator",
    says="Yearly change in the GDP deflator, outturn and forecast.",
    key=("financial_year",),
    columns=(c.FINANCIAL_YEAR, c.CHANGE_PERCENT, c.RELEASE),
    levels=("england",),
)
TABLES = (
    STATISTICAL_NEIGHBOURS, POPULATION, PUPILS_WITH_SEN, FREE_SCHOOL_MEALS, AREA_PERCENTAGES, DEPRIVATION, GDP_DEFLATOR,
)  # fmt: skip

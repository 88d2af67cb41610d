"""Tables of EHC plans: how many, where placed, how old, for what need, and how many are new."""

from __future__ import annotations

from hnb.tables import columns as c
from hnb.tables.schema import Table

ALL_LEVELS = ("authority", "region", "england")

EHC_PLANS = Table(
    name="ehc_plans",
    says="EHC plans maintained by each authority at the January census (statements included before "
    "2019).",
    key=("la_code", "january"),
    columns=(c.LA_CODE, c.JANUARY, c.PLANS, c.STATUS, c.RELEASE),
    levels=ALL_LEVELS,
)
EHC_PLANS_BY_PLACEMENT = Table(
    name="ehc_plans_by_placement",
    says="EHC plans at the January census by where the child or young person is placed.",
    key=("la_code", "january", "placement_group", "placement"),
    columns=(c.LA_CODE, c.JANUARY, c.PLACEMENT_GROUP, c.PLACEMENT, c.PLANS, c.STATUS, c.RELEASE),
    levels=ALL_LEVELS,
    notes="Groups are rebuilt from their parts, since the published 'elsewhere' changes its "
    "make-up between years.",
)
EHC_PLANS_BY_AGE = Table(
    name="ehc_plans_by_age",
    says="EHC plans at the January census by age.",
    key=("la_code", "january", "age"),
    columns=(c.LA_CODE, c.JANUARY, c.AGE, c.PLANS, c.STATUS, c.RELEASE),
    levels=ALL_LEVELS,
    notes="An age without a plan has no row. Bands to January 2022, single years of age from "
    "January 2024.",
)
EHC_PLANS_BY_AGE_AND_PLACEMENT = Table(
    name="ehc_plans_by_age_and_placement",
    says="EHC plans at the January census by single year of age and where the child or young "
    "person is placed.",
    key=("la_code", "january", "age", "placement_group", "placement"),
    columns=(
        c.LA_CODE,
        c.JANUARY,
        c.AGE,
        c.PLACEMENT_GROUP,
        c.PLACEMENT,
        c.PLANS,
        c.STATUS,
        c.RELEASE,
    ),
    levels=("authority", "england"),
    notes="Four groups ('all of the group'), and independent and non-maintained special schools "
    "beside them.",
)
EHC_PLANS_BY_NEED = Table(
    name="ehc_plans_by_need",
    says="EHC plans at the January census by primary need.",
    key=("la_code", "january", "need"),
    columns=(c.LA_CODE, c.JANUARY, c.NEED, c.PLANS, c.STATUS, c.RELEASE),
    levels=ALL_LEVELS,
)
EHC_PLANS_BY_NEED_AND_PLACEMENT = Table(
    name="ehc_plans_by_need_and_placement",
    says="EHC plans at the January census by primary need and where the child or young person is "
    "placed.",
    key=("la_code", "january", "placement_group", "placement", "need"),
    columns=(
        c.LA_CODE,
        c.JANUARY,
        c.PLACEMENT_GROUP,
        c.PLACEMENT,
        c.NEED,
        c.PLANS,
        c.STATUS,
        c.RELEASE,
    ),
    levels=("authority", "england"),
    notes="Every group ('all of the group'), and independent and non-maintained special schools "
    "beside them.",
)
NEW_PLANS = Table(
    name="new_plans",
    says="EHC plans that started in each calendar year (statements included before 2019).",
    key=("la_code", "calendar_year"),
    columns=(c.LA_CODE, c.CALENDAR_YEAR, c.NEW_PLANS, c.STATUS, c.RELEASE),
    levels=ALL_LEVELS,
)
TABLES = (
    EHC_PLANS, EHC_PLANS_BY_PLACEMENT, EHC_PLANS_BY_AGE, EHC_PLANS_BY_AGE_AND_PLACEMENT, EHC_PLANS_BY_NEED,
    EHC_PLANS_BY_NEED_AND_PLACEMENT, NEW_PLANS,
)  # fmt: skip

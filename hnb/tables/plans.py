"""Tables of EHC plans: how many, where placed, how old, for what need, and how many are new."""

from __future__ import annotations

from hnb.tables import columns as c
from hnb.tables.tidy import by_authority

TABLES = (
    by_authority(
        "ehc_plans",
        "EHC plans maintained by each authority at the January census (statements included before "
        "2019).",
        c.JANUARY,
        value=c.PLANS,
    ),
    by_authority(
        "ehc_plans_by_placement",
        "EHC plans at the January census by where the child or young person is placed.",
        c.JANUARY,
        c.PLACEMENT_GROUP,
        c.PLACEMENT,
        value=c.PLANS,
        notes="Groups are rebuilt from their parts, since the published 'elsewhere' changes its "
        "make-up between years.",
    ),
    by_authority(
        "ehc_plans_by_age",
        "EHC plans at the January census by age.",
        c.JANUARY,
        c.AGE,
        value=c.PLANS,
        notes="An age without a plan has no row. Bands to January 2022, single years of age from "
        "January 2024.",
    ),
    by_authority(
        "ehc_plans_by_age_and_placement",
        "EHC plans at the January census by single year of age and where the child or young "
        "person is placed.",
        c.JANUARY,
        c.AGE,
        c.PLACEMENT_GROUP,
        c.PLACEMENT,
        value=c.PLANS,
        levels=("authority", "england"),
        notes="Four groups ('all of the group'), and independent and non-maintained special "
        "schools beside them.",
    ),
    by_authority(
        "ehc_plans_by_need",
        "EHC plans at the January census by primary need.",
        c.JANUARY,
        c.NEED,
        value=c.PLANS,
    ),
    by_authority(
        "ehc_plans_by_need_and_placement",
        "EHC plans at the January census by primary need and where the child or young person is "
        "placed.",
        c.JANUARY,
        c.PLACEMENT_GROUP,
        c.PLACEMENT,
        c.NEED,
        value=c.PLANS,
        levels=("authority", "england"),
        notes="Every group ('all of the group'), and independent and non-maintained special "
        "schools beside them.",
    ),
    by_authority(
        "new_plans",
        "EHC plans that started in each calendar year (statements included before 2019).",
        c.CALENDAR_YEAR,
        value=c.NEW_PLANS,
    ),
    by_authority(
        "new_plans_by_age",
        "EHC plans that started in each calendar year, by age when they started (statements "
        "included before 2019).",
        c.CALENDAR_YEAR,
        c.AGE_AT_START,
        value=c.NEW_PLANS,
        notes="An age at which no plan started has no row. Bands to 2021, single years of age from "
        "2022, of which Wakefield gave a part.",
    ),
)

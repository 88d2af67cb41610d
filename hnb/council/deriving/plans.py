"""Children with a plan on a day: age, need, placement, school, and how far their review has come"""

from __future__ import annotations

from datetime import date
from math import isnan
from typing import TYPE_CHECKING

from hnb.council.deriving.placements import GROUPS, kinds_of, school_kinds
from hnb.council.deriving.records import PlanFiles, age_on, looked_up, open_on
from hnb.disclosure.population import CrossTab, Population

if TYPE_CHECKING:
    import pandas as pd

BANDS = {"under 5": 4, "5 to 10": 10, "11 to 15": 15, "16 to 19": 19, "20 to 25": 25}
NEEDS = (
    "autistic spectrum disorder",
    "hearing impairment",
    "moderate learning difficulty",
    "multi-sensory impairment",
    "not recorded",
    "other difficulty or disability",
    "physical disability",
    "profound and multiple learning difficulty",
    "severe learning difficulty",
    "social, emotional and mental health",
    "specific learning difficulty",
    "speech, language and communication",
    "visual impairment",
)
# the published tables count it among the other needs
WITH_OTHER_NEEDS = {"Down syndrome": "other difficulty or disability"}
NOT_RECORDED = "not recorded"
IMPLIED = {"age": "age_band", "placement": "placement_group"}

HELD, DUE, OVERDUE = (
    "held in the 12 months before",
    "due in the next three months",
    "overdue",
)
NO_CHOICE = "counted without a choice of placement or need"
PLACEMENT_CHOSEN = "counted by the later of two first placements"
NEED_CHOSEN = "counted by the first of two primary needs"
BOTH_CHOSEN = "counted by the later placement and the first need"

# Of each child: no reference, name or date.
COLUMNS = (
    "age",
    "age_band",
    "need",
    "placement_group",
    "placement",
    "school",
    "review_held",
    "review_next",
    "chosen",
)


WHOLE_GROUP = "all of the group"  # as published tables have it


def open_plans(files: PlanFiles, day: date, *, tables: tuple[CrossTab, ...]) -> Population:
    """The population of plans open on a day, and the tables that are made of it."""
    return Population(
        name=f"plans open on {day.isoformat()}",
        rows=plans_on(files, day),
        tables=tables,
        implied=IMPLIED,
    )


def tables_of_the_day(day: date, *, reviews: bool) -> tuple[CrossTab, ...]:
    """The council's tables of plans on a day; of reviews where the files have the active plans."""
    fixed = {"as_at": day.isoformat()}
    needs = {"need": NEEDS}
    tables = [
        CrossTab("council_plans", fixed=fixed),
        CrossTab(
            "council_plans_by_age",
            by={"age": "age_band"},
            fixed=fixed,
            categories={"age": tuple(BANDS)},
        ),
        CrossTab("council_plans_by_need", by={"need": "need"}, fixed=fixed, categories=needs),
        CrossTab(
            "council_plans_by_placement",
            by={"placement_group": "placement_group", "placement": "placement"},
            fixed=fixed,
        ),
        CrossTab(
            "council_plans_by_placement",
            by={"placement_group": "placement_group"},
            fixed={**fixed, "placement": WHOLE_GROUP},
            categories={"placement_group": GROUPS},
        ),
        CrossTab(
            "council_plans_by_need_and_placement",
            by={"need": "need", "placement_group": "placement_group"},
            fixed=fixed,
            categories={**needs, "placement_group": GROUPS},
        ),
        CrossTab("council_plans_by_school", by={"school": "school"}, fixed=fixed),
    ]
    if reviews:
        tables += [
            CrossTab(
                "council_reviews",
                by={"step": "review_held"},
                fixed=fixed,
                categories={"step": (HELD,)},
            ),
            CrossTab(
                "council_reviews",
                by={"step": "review_next"},
                fixed=fixed,
                categories={"step": (DUE, OVERDUE)},
            ),
        ]
    return tuple(tables)


def plans_on(files: PlanFiles, day: date) -> pd.DataFrame:
    """One row for each child with a plan open on the day.

    Returns
    -------
    DataFrame
        `age` (at the last 31 August, "under 3" and then by year), `age_band`, `need`,
        `placement_group`, `placement`, `school`, `review_held` and `review_next` (missing where no
        review was held, or none is due), and `chosen`, what had to be chosen to count the child
        once.
    """
    plans = open_on(files.records, day)
    ages = age_on(plans["birth_date"], day)
    placed, two_placements = _placements_on(files.placements, plans["plan"], day)
    needs, two_needs = _primary_needs(files.needs, plans["plan"])
    kinds = list(kinds_of(placed.assign(age=ages.to_numpy()), school_kinds(files.schools)))
    reviews = _reviews(files.active, plans, day)
    columns = plans.assign(
        age=[_year_of_age(age) for age in ages],
        age_band=[_band(age) for age in ages],
        need=needs,
        placement_group=[kind.group for kind in kinds],
        placement=[kind.placement for kind in kinds],
        school=[kind.school for kind in kinds],
        chosen=[_choice(*choices) for choices in zip(two_placements, two_needs, strict=True)],
    )
    return columns.join(reviews)[[*COLUMNS]].reset_index(drop=True)


def _placements_on(
    placements: pd.DataFrame, plans: pd.Series, day: date
) -> tuple[pd.DataFrame, list[bool]]:
    """The first placement of each plan on the day, and whether there were two.

    Of two the one that was entered last counts; of two entered on a day, the first in the file. A
    child is still there on the last day.
    """
    import pandas as pd

    moment = pd.Timestamp(day)
    begun = placements["entered"].isna() | (placements["entered"] <= moment)
    gone_on = placements["left"].isna() | (placements["left"] >= moment)
    first = placements["rank"].fillna(1) == 1
    current = placements[begun & gone_on & first & placements["plan"].isin(plans)]
    latest_first = current.sort_values("entered", ascending=False, kind="stable")
    latest = latest_first.drop_duplicates("plan").set_index("plan")
    number = current["plan"].value_counts()
    return latest.reindex(plans), (looked_up(plans, number).fillna(0) > 1).tolist()


def _primary_needs(needs: pd.DataFrame, plans: pd.Series) -> tuple[list[str], list[bool]]:
    """The primary need of each plan, the first in the file where there are two, and whether so."""
    primary = needs[(needs["rank"].fillna(1) == 1) & needs["plan"].isin(plans)]
    first = primary.drop_duplicates("plan").set_index("plan")["need"].replace(WITH_OTHER_NEEDS)
    number = primary["plan"].value_counts()
    need = looked_up(plans, first).fillna(NOT_RECORDED)
    return need.tolist(), (looked_up(plans, number).fillna(0) > 1).tolist()


def _reviews(active: pd.DataFrame, plans: pd.DataFrame, day: date) -> pd.DataFrame:
    """Whether a review was held in the 12 months before, and when the next is due.

    A review is held on the day of its meeting, or of the decision after it where no meeting is
    recorded; the next is due 12 months later, and the first 12 months after the plan's start.
    """
    import pandas as pd

    moment, year = pd.Timestamp(day), pd.DateOffset(months=12)
    by_plan = active.drop_duplicates("plan").set_index("plan")
    last = looked_up(plans["plan"], by_plan["review_meeting"].fillna(by_plan["last_review"]))
    last = last.where(last <= moment)
    due = last.fillna(plans["started"]) + year
    reviews = pd.DataFrame(index=plans.index, columns=["review_held", "review_next"], dtype=object)
    reviews.loc[last > moment - year, "review_held"] = HELD
    reviews.loc[due <= moment + pd.DateOffset(months=3), "review_next"] = DUE
    reviews.loc[due <= moment, "review_next"] = OVERDUE
    return reviews


def _year_of_age(age: float) -> str:
    if isnan(age):
        return NOT_RECORDED
    return "under 3" if age < 3 else str(int(age))


def _band(age: float) -> str:
    return next((band for band, oldest in BANDS.items() if age <= oldest), NOT_RECORDED)


def _choice(two_placements: bool, two_needs: bool) -> str:
    if two_placements and two_needs:
        return BOTH_CHOSEN
    if two_placements:
        return PLACEMENT_CHOSEN
    return NEED_CHOSEN if two_needs else NO_CHOICE

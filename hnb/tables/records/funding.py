"""Tables of how plans are funded: top-ups that are paid, rates, and pupils of schools."""

from __future__ import annotations

from hnb.tables import columns as c
from hnb.tables.schema import Column
from hnb.tables.tidy import of_records

DIVIDED_BY = Column("divided_by", "str", "What the top-ups are divided by.").among(
    "all", "basis", "hours", "band", "phase", "school"
)
CHILDREN_FUNDED = Column(
    "children_funded",
    "Int32",
    "Children and young people for whom a top-up is paid on the day.",
    unit="children",
    minimum=0,
    required=False,
    covers="top-ups open on the day",
)
HOURS = Column(
    "hours_a_week",
    "float64",
    "Hours of support a week that the top-ups are for.",
    unit="hours",
    minimum=0,
    required=False,
    covers="top-ups open on the day",
)
BAND = Column("band", "str", "Band of the rate card, or the hours a week that a rate is for.")
APPLIES_TO = Column("applies_to", "str", "For which schools or children the rate holds.")
RATE = Column(
    "annual_rate_gbp",
    "float64",
    "What the band or the hours pay a year, £.",
    unit="gbp_whole",
    required=False,
    price_base="cash",
)
# of what a school is paid now
CHANGES = (
    "loses more than 20%",
    "loses 5 to 20%",
    "changes by 5% at most",
    "gains 5 to 20%",
    "gains more than 20%",
)
CHANGE = Column(
    "change_class", "str", "By how much a school's top-ups would change under the rate card."
).among(*CHANGES)
# No whole number of a unit that counts children: the gate would take one school for one child.
SCHOOLS = Column(
    "schools",
    "float64",
    "Schools in the class: one, or none.",
    unit="named schools",
    minimum=0,
    required=False,
    covers="schools with a top-up on the day",
)
TERM = Column("term", "str", "What is set of a change to a rate card.").among("floor", "ceiling")


_SPLIT = (c.AS_AT, DIVIDED_BY, c.CATEGORY)
_NAMED = "Only a state-funded school of the council's own list is named."
TABLES = (
    of_records(
        "council_top_ups",
        "Children for whom a top-up is paid on the day.",
        *_SPLIT,
        value=CHILDREN_FUNDED,
        notes=_NAMED,
    ),
    of_records(
        "council_top_up_amounts",
        "What the top-ups that are paid on the day come to in a year.",
        *_SPLIT,
        value=c.AMOUNT,
    ),
    of_records(
        "council_top_up_hours",
        "Hours a week of the top-ups that are for hours.",
        *_SPLIT,
        value=HOURS,
    ),
    of_records(
        "council_top_ups_on_card",
        "What the same top-ups would come to in a year under the rate card.",
        *_SPLIT,
        value=c.AMOUNT,
        notes="By the limits of authority.yml.",
    ),
    of_records(
        "council_top_up_changes",
        "Schools by how much their top-ups would change under the rate card.",
        c.AS_AT,
        c.CATEGORY,
        CHANGE,
        value=SCHOOLS,
        notes="A row for each class of each school. " + _NAMED,
    ),
    of_records(
        "council_rate_card",
        "What each band or number of hours pays a year.",
        c.FINANCIAL_YEAR,
        BAND,
        APPLIES_TO,
        value=RATE,
    ),
    of_records(
        "council_rate_card_terms",
        "How much a school may gain or lose under the rate card.",
        c.AS_AT,
        c.FINANCIAL_YEAR,
        TERM,
        value=c.PERCENT,
    ),
    of_records(
        "council_school_pupils",
        "Pupils on roll of the state-funded mainstream schools in the area.",
        c.AS_AT,
        c.SCHOOL,
        value=c.PUPILS,
    ),
)

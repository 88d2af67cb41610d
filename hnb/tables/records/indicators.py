"""Indicators of the service as a council follows them, and what is wanted of each."""

from __future__ import annotations

from hnb.tables.schema import Column
from hnb.tables.tidy import of_records

INDICATOR = Column("indicator", "str", "What is measured, as authority.yml names it.")
SPAN = Column("span", "str", "How long each value is of.").among("week", "four weeks", "12 weeks")
ENDING = Column("ending", "str", "Friday of the last week of the span, as 2026-11-27.")
AIM = Column("aim", "str", "What is said of an indicator: a target, a milestone, its direction.")
DETAIL = Column("detail", "str", "A day or a word that belongs to it, or 'none'.")
INDICATOR_VALUE = Column(
    "indicator_value",
    "float64",
    "A count, a percentage, or whatever else the indicator is in.",
    unit="number",
    required=False,
)
AIMED_AT = Column(
    "aimed_at", "float64", "The value aimed at, if any.", unit="number", required=False
)

TABLES = (
    of_records(
        "council_indicators",
        "Indicators of the service by week, by four weeks and by 12 weeks.",
        INDICATOR,
        SPAN,
        ENDING,
        value=INDICATOR_VALUE,
        notes="Spans begin on the same Mondays in every release. A share of children is a whole "
        "percentage, at the shortest span at which no small number is behind any value.",
    ),
    of_records(
        "council_indicator_aims",
        "What authority.yml says of each indicator: direction, baseline, target, milestones.",
        INDICATOR,
        AIM,
        DETAIL,
        value=AIMED_AT,
    ),
)

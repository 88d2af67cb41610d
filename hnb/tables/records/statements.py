"""The table of what a council has stated in public, of its own file."""

from __future__ import annotations

from hnb.tables import columns as c
from hnb.tables.schema import Column, Table
from hnb.tables.tidy import of_records

SAID_ON = Column("said_on", "str", "Day on which it was stated, as 2026-02-13.")
BY = Column("stated_by", "str", "Who stated it.")
WHERE = Column("stated_where", "str", "The meeting or paper; empty where the file has none.")
MEASURE = Column("stated_measure", "str", "What was stated, as the file has it.")
ABOUT = Column("about_period", "str", "The time that it is about; empty where not said.")
CLAIMS = Column("claims", "str", "What the measure must be for it to be so.")
VALUE = Column(
    "stated_value",
    "float64",
    "The figure that was stated, in the unit of its measure.",
    required=False,
    covers="as it was stated",
)

TABLES: tuple[Table, ...] = (
    of_records(
        "council_statements",
        "Figures that the council has stated in public, with who stated them and when.",
        c.AS_AT,
        SAID_ON,
        BY,
        WHERE,
        MEASURE,
        ABOUT,
        CLAIMS,
        value=VALUE,
    ),
)

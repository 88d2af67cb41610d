"""The table of questions and actions of earlier meetings, as a council lists them."""

from __future__ import annotations

from hnb.tables import columns as c
from hnb.tables.schema import Column
from hnb.tables.tidy import of_records

NOTHING = "none"  # where a list leaves a cell empty
MEETING = Column("meeting", "str", "Day of the meeting at which it was asked, as 2026-09-22.")
MATTER = Column("matter", "str", "What was asked or agreed.")
WHO = Column("promised_by", "str", "Who is to answer or act; 'none' where not said.")
DUE = Column("due", "str", "Day by which it is due, as 2026-11-24; 'none' where not said.")
STATUS = Column("matter_status", "str", "How far it has come.").among("open", "done", "dropped")
REPLY = Column("reply", "str", "What was answered or done; 'none' where nothing was.")
ANSWERED_IN = Column("answered_in", "str", "The section of a paper that answers it, or 'none'.")
MATTERS = Column("matters", "Int32", "Questions or actions: one in each row.", unit="number")

TABLES = (
    of_records(
        "council_actions",
        "Questions and actions of earlier meetings, each with how far it has come.",
        c.AS_AT,
        MEETING,
        MATTER,
        WHO,
        DUE,
        STATUS,
        REPLY,
        ANSWERED_IN,
        value=MATTERS,
    ),
)

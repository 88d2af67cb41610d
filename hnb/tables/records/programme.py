"""Tables of a council's programme: what it costs and saves, as planned and as achieved."""

from __future__ import annotations

from hnb.tables import columns as c
from hnb.tables.schema import Column, Table
from hnb.tables.tidy import of_records

WORKSTREAM = Column("workstream", "str", "A workstream of the programme, as the council calls it.")
OWNER = Column("owner", "str", "The post that answers for the workstream; empty where not said.")
RAG = Column("rag", "str", "How far it has come: red, amber, green, or not said.")
BASIS = Column("basis", "str", "Whether it is planned or achieved.").among("planned", "achieved")
ITEM = Column("item", "str", "What the amount is.").among(
    "investment", "cashable saving", "cost avoided", "saving of a kind not said"
)
AMOUNT = Column(
    "programme_gbp",
    "float64",
    "What a workstream costs or saves in a year, £, cash of the year.",
    unit="gbp",
    required=False,
    price_base="cash",
    covers="a programme's cost or saving, as its ledger has it",
)
PLACEMENTS = Column(
    "placements_avoided",
    "float64",
    "Placements that a programme avoids in a year, as its ledger has them.",
    unit="placements",
    minimum=0,
    required=False,
    covers="placements avoided in the year",
)

TABLES: tuple[Table, ...] = (
    of_records(
        "council_programme",
        "What each workstream of a programme costs and saves in a year, planned and achieved.",
        c.AS_AT,
        c.FINANCIAL_YEAR,
        WORKSTREAM,
        OWNER,
        RAG,
        BASIS,
        ITEM,
        value=AMOUNT,
    ),
    of_records(
        "council_placements_avoided",
        "Placements that a programme avoids in a year, planned and achieved.",
        c.AS_AT,
        c.FINANCIAL_YEAR,
        BASIS,
        value=PLACEMENTS,
    ),
)

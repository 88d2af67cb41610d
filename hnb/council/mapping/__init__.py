"""How a council's columns and codes map to ours: proposed, shown, confirmed, remembered."""

from __future__ import annotations

from hnb.council.mapping.proposal import UNKNOWN, Match, Proposal, missing, propose
from hnb.council.mapping.recognition import likely, recognise, refuse_data_as_headings
from hnb.council.mapping.saved import Changed, changed, read_mapping, write_mapping

__all__ = [
    "UNKNOWN",
    "Changed",
    "Match",
    "Proposal",
    "changed",
    "likely",
    "missing",
    "propose",
    "read_mapping",
    "recognise",
    "refuse_data_as_headings",
    "write_mapping",
]

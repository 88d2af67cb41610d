"""How a council's columns and codes map to ours: proposed, shown, confirmed, remembered."""

from __future__ import annotations

from hnb.council.mapping.proposal import UNKNOWN, Match, Proposal, missing, propose
from hnb.council.mapping.recognition import likely, recognise, refuse_data_as_headings
from hnb.council.mapping.saved import (
    Changed,
    changed,
    propose_again,
    read_mapping,
    with_earlier,
    write_mapping,
)

__all__ = [
    "UNKNOWN",
    "Changed",
    "Match",
    "Proposal",
    "changed",
    "likely",
    "missing",
    "propose",
    "propose_again",
    "read_mapping",
    "recognise",
    "refuse_data_as_headings",
    "with_earlier",
    "write_mapping",
]

"""Words under their former names, until every question imports them from where they are."""

from hnb.domain.comparators import Comparators
from hnb.domain.words import listed, spans
from hnb.figures import listing as table
from hnb.figures import source_line as source

__all__ = ["listed", "others", "source", "spans", "table"]


def others(comparators: Comparators) -> str:
    """As `Comparators.others`."""
    return comparators.others

"""The latest year of a measure."""

from __future__ import annotations

from hnb.comparison.counts import Counts
from hnb.comparison.measure import Measure
from hnb.domain.comparators import Ask


def latest_year(measure: Measure, counts: Counts, ask: Ask) -> int:
    """The year of the latest value of the authority or, where it has none, of anybody."""
    by_year = measure.by_year(counts)
    with_value = (
        by_year[ask.la_code].dropna().index if ask.la_code in by_year else by_year.index[:0]
    )
    years = with_value if len(with_value) else by_year.index
    return int(years.max()) if len(years) else ask.january

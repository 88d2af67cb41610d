"""The years in which a measure has values."""

from __future__ import annotations

import pandas as pd

from hnb.compare.counts import Counts
from hnb.compare.measure import Measure
from hnb.domain.comparators import Ask


def latest_year(measure: Measure, counts: Counts, ask: Ask) -> int:
    """The year of the latest value of the authority or, where it has none, of anybody."""
    by_year = values_by_year(measure, counts)
    own = by_year[ask.la_code].dropna().index if ask.la_code in by_year else by_year.index[:0]
    years = own if len(own) else by_year.index
    return int(years.max()) if len(years) else ask.january


def values_by_year(measure: Measure, counts: Counts) -> pd.DataFrame:
    """Year × place: every value that there is."""
    values = {year: measure.at(counts, year)["value"] for year in counts.years(measure.part)}
    return pd.DataFrame(values).T.dropna(how="all").rename_axis("year")

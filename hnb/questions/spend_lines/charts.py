"""Charts of lines of section 251."""

from __future__ import annotations

from hnb.charts import compared
from hnb.charts.style import Chart
from hnb.questions.spend_lines.model import SpendLines


def over_time(result: SpendLines) -> Chart | None:
    """The authority over the years, among its comparators and England."""
    return compared.over_time(result.over_time)

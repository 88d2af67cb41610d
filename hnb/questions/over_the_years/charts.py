"""Net spending for each resident over the years, next to others'."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.charts import compared as charts

if TYPE_CHECKING:
    from hnb.charts.style import Chart
    from hnb.questions.over_the_years.model import OverTheYears


def per_head(result: OverTheYears) -> Chart | None:
    """Every year held; nothing for an authority with very few plans, or with few years."""
    if result.has_few_plans or not result.per_head:
        return None
    return charts.over_time(result.per_head[-1])

"""The share of new plans for young children over the years, next to others'."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.charts import compared as charts
from hnb.domain.periods import BREAK

if TYPE_CHECKING:
    from hnb.charts.style import Chart
    from hnb.questions.ages_and_placements.model import AgesAndPlacements


def young(result: AgesAndPlacements) -> Chart | None:
    """Every year held; nothing for an authority with very few plans, or with few years."""
    return None if result.has_few_plans else charts.over_time(result.young, changed=BREAK)

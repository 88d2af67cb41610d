"""Charts of requests, refusals, timeliness and plans started."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.charts.compared import ratio_over_time
from hnb.questions.requests_to_plans.model import BREAK

if TYPE_CHECKING:
    from hnb.charts.style import Chart
    from hnb.compare.ratios import Measured


def over_time(measured: Measured, *, appendix: bool = False) -> Chart:
    """A ratio year by year beside the comparators and England."""
    return ratio_over_time(measured, BREAK, appendix=appendix)

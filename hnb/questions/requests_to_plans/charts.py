"""Charts of requests, refusals, timeliness and plans started."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.charts import compared as charts
from hnb.domain.periods import BREAK

if TYPE_CHECKING:
    from hnb.charts.style import Chart
    from hnb.comparison.compared import Compared


def over_time(compared: Compared, *, appendix: bool = False) -> Chart | None:
    """A measure year by year beside the comparators and England."""
    return charts.over_time(compared, changed=BREAK, appendix=appendix)

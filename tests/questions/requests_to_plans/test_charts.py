"""hnb.questions.requests_to_plans.charts against the published tables, and the canvas."""

import hnb
from hnb.questions.requests_to_plans import charts
from tests.charts.faults import collisions, off_canvas
from tests.charts.plain import texts


def test_each_measure_is_drawn_with_the_change_of_collection_marked():
    result = hnb.answer("requests_to_plans", "Leicestershire")
    for name in ("requests_per_1000", "refused_percent", "within_20_weeks_percent"):
        chart = charts.over_time(result[name])
        assert off_canvas(chart.figure) == [] and collisions(chart.figure) == []
        assert "collection changed" in texts(chart.figure)
        assert result[name].own.read in chart.alt

"""hnb.questions.plans_forecast.charts against the forecast it draws, and a canvas that holds every
text.
"""

import numpy as np
import pandas as pd

import hnb
from hnb.questions.plans_forecast.charts import plans
from tests.charts.faults import collisions, off_canvas
from tests.questions.plans_forecast.test_model import CODES, LAST, ahead, country


def test_chart_quotes_the_count_the_last_forecast_and_its_limits():
    forecast = ahead(country(), CODES[3])
    chart = plans(forecast)
    last = forecast.plans[-1]
    assert f"{last:read} in January 2030 (likely range {last:range})" in chart.alt
    assert chart.figures == (forecast.now, *forecast.plans)
    assert not off_canvas(chart.figure) and not collisions(chart.figure)


def test_januaries_of_the_councils_own_records_are_named():
    plans_by_january, *others = country()
    here = plans_by_january["la_code"].eq(CODES[3]) & plans_by_january["january"].ge(LAST - 1)
    releases = plans_by_january["release"].mask(here, "council-2026-11-30")
    chart = plans(ahead((plans_by_january.assign(release=releases), *others), CODES[3]))
    words = f"From the council's own records: {LAST - 1} to {LAST}"
    assert chart.alt.endswith(f"{words}.") and words in chart.figure.texts[0].get_text()
    assert not off_canvas(chart.figure) and not collisions(chart.figure)
    assert "own records" not in plans(ahead(country(), CODES[3])).alt


def test_bands_and_line_are_the_limits_and_middles_of_the_forecast():
    forecast = ahead(country(), CODES[3], horizons=(1, 2))
    axes = plans(forecast).figure.axes[0]
    past, middle = (line.get_ydata()[~np.isnan(line.get_ydata())] for line in axes.lines)
    assert past[-1] == middle[0] == forecast.now.value
    assert middle[1:].tolist() == [figure.value for figure in forecast.plans]
    wide, narrow = (
        np.vstack([path.vertices for path in band.get_paths()])[:, 1] for band in axes.collections
    )
    assert wide.max() == forecast.plans[1].high
    assert narrow.max() == forecast.drawn.frame.at[LAST + 2, "q90"] < wide.max()


def test_chart_of_a_tiny_authority_shows_what_is_published():
    held, *others = country()
    tiny = pd.DataFrame(
        {"la_code": 201, "january": range(2010, 2026), "plans": 20.0, "release": "made-up"}
    )
    chart = plans(ahead((pd.concat([held, tiny]), *others), 201))
    assert chart.alt == "A line of EHC plans of Madeupshire: 20 plans in January 2025."
    assert chart.caption == "Madeupshire has 20 plans (January 2025)"
    assert not off_canvas(chart.figure)


def test_a_doubted_january_is_a_gap_in_the_line_and_the_title_says_why_there_is_no_forecast():
    """Newham's 1,199 plans of January 2025 lie between 3,300 and 3,639."""
    forecast = hnb.answer("plans_forecast", "Newham")
    published = forecast.drawn.frame["published"]
    assert np.isnan(published[2025]) and published.drop(2025).notna().all()
    assert "a count is probably recorded wrongly" in plans(forecast).caption

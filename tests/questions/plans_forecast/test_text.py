"""hnb.questions.plans_forecast.text against sentences written out, of made-up authorities."""

from dataclasses import replace

import pytest

from hnb.figures import FigureMaker, Listing
from hnb.questions.plans_forecast import text
from hnb.questions.plans_forecast.last_time import last_time
from hnb.questions.plans_forecast.model import Forecast, answer
from tests.questions.plans_forecast.test_model import LAST, asked, country, tables


@pytest.fixture(scope="module")
def forecast() -> Forecast:
    return answer(tables(country()), asked())


@pytest.fixture(scope="module")
def tiny() -> Forecast:
    plans, *others = country()
    few = plans["plans"].mask(plans["la_code"].eq(330), 20.0)
    return answer(tables((plans.assign(plans=few), *others)), asked())


def test_what_is_expected_is_said_with_its_limits(forecast):
    last, growth = forecast.plans[-1], forecast.growth[-1]
    assert str(text.expected(forecast)) == (
        f"If recent national growth continues, Madeupshire would have about {last:read} by January 2030 "
        f"(likely range {last:range}). That is {growth:read_size} more than the {forecast.now} of "
        "January 2025."
    )


def test_a_fall_is_said_as_fewer(forecast):
    fall = FigureMaker("forecast").make("growth", -4.0, "percent", "made up")
    said = str(text.expected(replace(forecast, growth=(fall,))))
    assert "4% fewer" in said and "−" not in said


def test_without_a_forecast_only_the_count_is_said(tiny):
    assert str(text.expected(tiny)) == (
        "Madeupshire had 20 plans in January 2025. No forecast is made, because there are too "
        "few plans to learn from."
    )
    assert text.how(tiny) is None and text.pooled(tiny) is None
    assert text.steps(replace(tiny, steps=(tiny.now,))) == ()
    assert text.lacking(replace(tiny, lacking=("children",))) == ()


def test_a_short_series_is_said_to_be_pooled(forecast):
    assert text.pooled(forecast) is None
    assert "It adjusts this for how many of the plans here are new" in str(text.how(forecast))
    short = replace(forecast, pooled=True)
    assert str(text.pooled(short)) == (
        "Madeupshire has fewer than three Januaries in a row. So the forecast uses England's "
        f"growth of {forecast.england} a year, and nothing of its own past."
    )
    assert str(text.how(short)) == (
        f"The forecast starts from England's growth of {forecast.england} a year. All figures used "
        "were published by 30 June 2025."
    )


def test_steps_in_recording_are_named():
    plans, *others = country()
    halved = plans["plans"].mask(
        plans["la_code"].eq(330) & plans["january"].ge(LAST), plans["plans"] / 2
    )
    found = answer(tables((plans.assign(plans=halved), *others)), asked())
    assert [str(sentence) for sentence in text.steps(found)] == [
        f"From January 2024 to January 2025 the count fell by {found.steps[0]:read_size}, which "
        "looks like a change in recording. The forecast uses the count as published."
    ]


def test_counts_that_are_lacking_are_named(forecast):
    assert text.lacking(forecast) == ()
    lacking = replace(forecast, lacking=("new plans", "children"))
    assert [str(sentence) for sentence in text.lacking(lacking)] == [
        f"There is no reliable count of {what} for Madeupshire. The forecast takes it to be "
        "average."
        for what in ("new plans", "children")
    ]


@pytest.fixture(scope="module")
def past():
    return last_time(tables(country()), asked())


def test_last_time_is_said_with_the_limits_of_then(past):
    latest = past.times[0]
    which = "low" if latest.error.value < 0 else "high"
    inside = "within" if latest.inside else "outside"
    assert str(text.last_time(replace(past, as_printed=None))) == (
        f"The forecast from January 2024 was about {latest.expected:read} (likely range "
        f"{latest.expected:range}). The actual figure was {past.now}, {inside} that range. The "
        f"forecast was {latest.error:read_size} too {which}."
    )


def test_what_papers_said_then_is_said_before_what_would_be_said_now(past):
    printed, latest = past.as_printed, past.times[0]
    assert printed.expected.value != latest.expected.value  # timeliness matters in this country
    assert "It did not use" not in str(text.last_time(past))  # but not so that a reader sees it
    lower = replace(printed.expected, value=0.9 * printed.expected.value)
    said = str(text.last_time(replace(past, as_printed=replace(printed, expected=lower))))
    assert said.startswith(f"The forecast from January 2024 was about {lower:read} (likely range ")
    assert said.endswith(
        "It did not use how many plans are issued within 20 weeks. With that it would have been "
        f"about {latest.expected:read} (likely range {latest.expected:range})."
    )


def test_the_sign_of_the_error_and_the_limits_are_said_in_words(past):
    low, high = (
        replace(
            past.times[0],
            inside=inside,
            error=FigureMaker("forecast").make("error", error, "percent", "made up"),
        )
        for error, inside in ((-3.0, True), (3.0, False))
    )
    assert "within that range. The forecast was 3% too low" in str(
        text.last_time(replace(past, times=(low,), as_printed=None))
    )
    assert "outside that range. The forecast was 3% too high" in str(
        text.last_time(replace(past, times=(high,), as_printed=None))
    )


def test_earlier_forecasts_are_listed_with_their_ends(past):
    listed = text.last_times_listing(past)
    assert isinstance(listed, Listing)
    assert listed.caption == (
        "Plans of Madeupshire in January 2025, as they would have been forecast earlier"
    )
    assert [row[0] for row in listed.rows] == ["January 2024", "January 2022", "January 2020"]
    _, expected, low, high, came, error = listed.rows[0]
    assert (low.value, high.value) == (expected.low, expected.high)
    assert came == past.now and error == past.times[0].error
    assert listed.source == "Source: made-up."


def test_where_no_earlier_forecast_can_be_made_that_is_said(past):
    none = replace(past, times=())
    assert text.last_time(none) is None
    assert str(text.last_times_listing(none)) == (
        "No earlier forecast can be compared with the actual figure, because there are too few "
        "years or too few plans."
    )

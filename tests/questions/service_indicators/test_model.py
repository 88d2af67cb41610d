"""hnb.questions.service_indicators against charts that a reader can redo, of records by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import hnb
from hnb.domain.errors import ParameterError
from hnb.questions.service_indicators import charts, model, text
from hnb.questions.service_indicators.verdict import (
    BETTER,
    ITS_AIM,
    NO_CHANGE,
    NOT_JUDGED,
    WORSE,
)
from hnb.stats.monitoring.control_chart import chart
from hnb.tables import Tables
from tests.questions import own_records
from tests.questions.service_indicators import records

EMPTY = ("council_indicators", "council_indicator_aims", "council_flows", "council_open_cases")


def _tables(**changes) -> Tables:
    loaded = hnb.tables_for("service_indicators", own_records.ask())
    by_name = {
        **own_records.process(),
        **records.tables(own_records.COUNCIL),
        **changes,
    }
    empty = {name: own_records.rows_of(name, ()) for name in EMPTY if name not in by_name}
    return loaded.having(**empty, **{name: by_name[name] for name in EMPTY if name in by_name})


@pytest.fixture(scope="module")
def result() -> model.ServiceIndicators:
    return model.answer(_tables(), own_records.ask())


def _indicator(result: model.ServiceIndicators, name: str):
    return next(item for item in result.indicators if item.name == name)


def test_a_level_that_rises_is_a_signal_from_its_own_baseline(result):
    item = _indicator(result, records.IN_TIME)
    assert item.chart.baseline == 25  # to the week of 11 September
    assert (item.centre.value, item.latest.value, item.recent.value) == (40.0, 58.0, 60.0)
    assert item.chart.high == pytest.approx(40 + 2.66 * 2)
    assert item.signal == BETTER


def test_without_a_baseline_it_is_the_first_half(result):
    item = _indicator(result, records.CALLS)
    assert (item.chart.baseline, item.signal) == (18, NO_CHANGE)


def test_fewer_officers_are_worse(result):
    assert _indicator(result, records.OFFICERS).signal == WORSE


def test_a_withheld_week_makes_it_four_weeks_and_their_target_is_of_four(result):
    item = _indicator(result, records.COMPLAINTS)
    assert item.span == "four weeks"
    assert item.target.value == 20.0
    assert item.latest.value in (38.0, 40.0, 42.0)


def test_a_flow_is_charted_by_month(result):
    item = _indicator(result, records.REQUESTS)
    assert (item.span, len(item.periods)) == ("month", 24)
    assert item.centre.value == 200.0
    assert item.signal == NOT_JUDGED  # its baseline has one value only


def test_what_is_not_charted_says_why(result):
    assert "Reviews on time, % is not charted: it is a share of children." in str(
        text.not_shown(result)
    )


def test_milestone_is_the_next_one(result):
    item = _indicator(result, records.IN_TIME)
    assert (item.milestone.value, item.due) == (50.0, "31 December 2026")


def test_headline_counts_what_the_charts_say(result):
    assert [figure.value for figure in result.figures] == [1, 4, 1]
    assert str(text.answer(result)) == (
        "1 of 4 indicators of the service of Leicestershire got better, and 1 worse; the others "
        "show no change beyond chance."
    )


def test_headline_against_targets():
    judged = model.answer(_tables(), own_records.ask(), against=ITS_AIM)
    assert [figure.value for figure in judged.figures] == [2, 4, 2]
    assert "2 of 4 indicators of the service of Leicestershire meet their target" in str(
        text.answer(judged)
    )


def test_backlog_clears_in_waiting_over_net_rate(result):
    queue = result.backlog
    assert queue.waiting.value == 320
    assert (queue.arriving.value, queue.leaving.value) == (1800, 3000)
    assert queue.at_present.value == pytest.approx(320 / 100, abs=1)  # 250 out, 150 in
    assert queue.capacity.value == 300
    assert queue.at_capacity.value < queue.at_present.value
    assert queue.officers.value == pytest.approx(150 / 250 * 58, rel=0.05)


def test_a_capacity_below_what_comes_in_never_clears():
    queue = model.answer(_tables(), own_records.ask(), plans_a_month=100).backlog
    assert not queue.at_capacity.known
    assert "within ten years" in queue.at_capacity.reason


@pytest.mark.parametrize(("plans", "says"), [(1, "With 1 plan a month"), (100, "With 100 plans a")])
def test_a_capacity_that_never_clears_is_said_to(plans, says):
    said = str(text.backlog(model.answer(_tables(), own_records.ask(), plans_a_month=plans)))
    assert says in said and "it cannot be said when they are cleared: at that rate" in said


def test_months_that_some_simulated_queues_exceed_say_how_many():
    """With as many out as in, half of the queues drift upwards for ten years."""
    answered = model.answer(_tables(), own_records.ask(), plans_a_month=158)
    queue = answered.backlog
    assert queue.at_capacity.known and queue.at_capacity.low is None
    assert queue.never_at_capacity.number > 2
    said = str(text.backlog(answered))
    assert f"about {queue.at_capacity.number:.0f} months; {queue.never_at_capacity:read} of" in said


def test_a_signal_that_is_over_is_no_chance_and_no_verdict(result):
    item = next(item for item in result.charted if item.signal == NO_CHANGE)
    values = np.resize([9.0, 10, 11], len(item.chart.values))
    values[item.chart.baseline + 1], values[-2:] = 40, 9
    over = replace(item, chart=chart(values, item.chart.baseline))
    assert over.chart.change == 0 and (over.chart.signals != 0).any()
    both = replace(result, indicators=(item, over))
    assert [row[6] for row in text.table(both).rows] == ["May be chance", "Signal is over"]
    alt = charts.small_multiples(both).alt
    assert (alt.count("may be chance"), alt.count("signal is over")) == (1, 1)


def test_a_withheld_month_leaves_the_backlog_without_a_time(result):
    flows = own_records.process()["council_flows"]
    is_hidden = flows["month"].eq("2026-11") & flows["flow"].eq("plans issued")
    flows["flow_cases"] = flows["flow_cases"].mask(is_hidden)
    flows["status"] = flows["status"].mask(is_hidden, "suppressed")
    answered = model.answer(_tables(council_flows=flows), own_records.ask())
    assert not answered.backlog.at_present.known
    assert "it cannot be said when they are cleared" in str(text.backlog(answered))


def test_published_measures_alone():
    nothing = {name: own_records.rows_of(name, ()) for name in EMPTY}
    answered = model.answer(_tables(**nothing), own_records.ask())
    assert not answered.is_of_records
    assert answered.backlog is None and text.table(answered) is None
    assert charts.small_multiples(answered) is None and text.chance(answered) is None
    assert str(text.answer(answered)).startswith(
        "From published figures, the service of Leicestershire got better in a year on"
    )
    by_name = {item.reading.indicator.says: item for item in answered.annual}
    waits = by_name["Took over a year"]
    assert (waits.better, waits.verdict) == ("lower", WORSE)  # 45%, from 12% a year before
    assert by_name["Requests refused"].verdict == NOT_JUDGED


def test_published_measures_against_a_typical_neighbour():
    nothing = {name: own_records.rows_of(name, ()) for name in EMPTY}
    answered = model.answer(_tables(**nothing), own_records.ask(), against=ITS_AIM)
    for item in answered.annual:
        now = item.reading.now
        if item.better and now.own.known and now.median.known and not now.doubt:
            is_better = (now.own.number > now.median.number) == (item.better == "higher")
            assert item.verdict == (BETTER if is_better else WORSE)


@pytest.mark.parametrize("name", ["Cumberland", "Isles of Scilly", "Rutland", "City of London"])
def test_every_authority_has_an_answer(name):
    ask = hnb.ask(name)
    answered = model.answer(hnb.tables_for("service_indicators", ask), ask)
    assert name in str(text.answer(answered))
    assert len(text.annual(answered).rows) == len(answered.annual)


def test_table_has_the_published_value_of_what_is_alike(result):
    rows = {row[0].split(" (")[0]: row for row in text.table(result).cells()}
    assert rows[records.IN_TIME][-1].endswith("%")
    assert rows[records.CALLS][-1] == "–"
    assert rows[records.IN_TIME][1:7] == [
        "40%",
        "58%",
        "60%",
        "50% by 31 December 2026",
        "55%",
        "Signal: better",
    ]


def test_chart_says_what_each_lane_shows(result):
    drawn = charts.small_multiples(result)
    assert f"{records.OFFICERS}: latest 49, baseline 60, signal: worse." in drawn.alt
    assert drawn.caption == "Indicators of the service of Leicestershire, to 27 November 2026"


def test_false_alarms_are_said(result):
    assert "of such charts have one all the same" in str(text.chance(result))
    assert 2 < result.alarms.value < 20


def test_what_it_cannot_be_judged_against_is_refused():
    with pytest.raises(ParameterError, match="nearest: its aim"):
        model.answer(_tables(), own_records.ask(), against="its aims")

"""hnb.council.forum.indicators against small files made by hand, through disclosure control."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from hnb.council import definition
from hnb.council.authority.definition import AuthorityDefinition, AuthorityError
from hnb.council.forum import ForumRecords, indicators
from hnb.disclosure.plan import plan
from hnb.disclosure.register import Released
from hnb.disclosure.rules import Rules
from hnb.domain.definitions import checked

AS_AT = date(2026, 11, 30)
LAST = pd.Timestamp("2026-11-27")


def _fridays(count: int) -> pd.DatetimeIndex:
    return pd.date_range(end=LAST, periods=count, freq="W-FRI")


def _rows(name: str, values: list[float], out_of: list[float] | None = None) -> pd.DataFrame:
    rows = pd.DataFrame({"week": _fridays(len(values)), "indicator": name, "value": values})
    return rows.assign(out_of=out_of if out_of else np.nan, target=np.nan)


def _released(
    rows: pd.DataFrame,
    wanted: dict[str, dict[str, object]],
    *,
    requests: pd.DataFrame | None = None,
    plans: pd.DataFrame | None = None,
    released: Released | None = None,
    zeros: str = "shown",
):
    authority = checked(
        AuthorityDefinition,
        {"authority": 855, "indicators": wanted, "disclosure": {"zeros": zeros}},
        file="authority.yml",
        error=AuthorityError,
    )
    by_layout = {"weekly_indicators": rows, "sen2_requests": requests, "sen2_named_plans": plans}
    empty = pd.DataFrame()

    def of(layout: str) -> pd.DataFrame:
        frame = by_layout.get(layout)
        if frame is None:
            return empty
        columns = definition.layout(layout).columns
        days = {name: "datetime64[ns]" for name, of in columns.items() if of.kind == "date"}
        return frame.reindex(columns=[*columns]).astype(days)

    declared = indicators.declare(ForumRecords(of, 855, AS_AT, authority))
    planned = plan(declared, Rules(6, zeros), 855, released or Released())  # type: ignore[arg-type]
    return planned


def _values(planned, name: str, span: str) -> pd.Series:
    frame = planned.frames.get("council_indicators", pd.DataFrame(columns=["indicator", "span"]))
    rows = frame[frame["indicator"].eq(name) & frame["span"].eq(span)]
    return rows.set_index("ending")["indicator_value"] if len(rows) else pd.Series(dtype=float)


def _said(planned, name: str) -> dict[str, str]:
    frame = planned.frames["council_indicator_aims"]
    rows = frame[frame["indicator"].eq(name)]
    return dict(zip(rows["aim"], rows["detail"], strict=True))


CHILDREN = {"better": "lower"}


def test_a_name_that_authority_yml_does_not_have_is_never_released():
    rows = pd.concat([_rows("Complaints", [20.0] * 20), _rows("John Smith's case", [9.0] * 20)])
    planned = _released(rows, {"Complaints": CHILDREN})
    assert set(planned.frames["council_indicators"]["indicator"]) == {"Complaints"}


def test_a_small_week_is_withheld_and_four_weeks_are_not():
    values = [20.0] * 24
    values[12] = 3.0
    planned = _released(_rows("Complaints", values), {"Complaints": CHILDREN})
    weeks, fours = (_values(planned, "Complaints", span) for span in ("week", "four weeks"))
    assert pd.isna(weeks[str(_fridays(24)[12].date())])
    assert weeks.isna().sum() >= 2  # one more, or the four weeks would give it away
    assert fours.notna().all()
    assert {80.0, 63.0} == set(fours)


def test_spans_are_of_the_same_weeks_in_every_release():
    rows = _rows("Complaints", [20.0 + number % 3 for number in range(60)])
    later, sooner = (
        _values(_released(part, {"Complaints": CHILDREN}), "Complaints", "four weeks")
        for part in (rows, rows.iloc[:-2])
    )
    assert set(sooner.index) <= set(later.index)
    assert (later[sooner.index] == sooner).all()


def test_a_count_put_right_by_few_children_since_it_was_released_is_withheld():
    rows = _rows("Complaints", [20.0] * 24)
    first = _released(rows, {"Complaints": CHILDREN})
    changed = rows.assign(value=[22.0, *[20.0] * 23])
    second = _released(changed, {"Complaints": CHILDREN}, released=first.released)
    assert pd.isna(_values(second, "Complaints", "week").iloc[0])


SHARE = {"In time, %": {"better": "higher"}}


def test_a_share_is_a_whole_percentage_without_its_counts():
    planned = _released(_rows("In time, %", [41.3] * 12, [50.0] * 12), SHARE)
    assert set(_values(planned, "In time, %", "week")) == {42.0}  # 21 of 50
    assert "children" not in planned.frames["council_indicators"]


@pytest.mark.parametrize(
    ("percent", "whole", "span"),
    [
        (50.0, 20.0, "week"),
        (10.0, 20.0, "four weeks"),  # two of 20 in a week, eight of 80
        (90.0, 20.0, "four weeks"),  # and those who are left
        (5.0, 20.0, "12 weeks"),
    ],
)
def test_a_share_is_of_the_shortest_span_without_small_parts(percent, whole, span):
    planned = _released(_rows("In time, %", [percent] * 60, [whole] * 60), SHARE)
    spans = [name for name in indicators.SPANS if len(_values(planned, "In time, %", name))]
    assert spans == [span]


@pytest.mark.parametrize(
    ("first", "second", "span"),
    [
        (60.0, 37.0, "four weeks"),  # three of 100 are in neither: 12 in four weeks
        (60.0, 63.0, "four weeks"),  # three are in one alone, if it holds the other
        (60.0, 40.0, "week"),  # nobody is in neither
        (60.0, 30.0, "week"),
        (60.0, 60.0, "week"),
    ],
)
def test_two_shares_of_one_whole_leave_no_few(first, second, span):
    both = [
        _rows(name, [share] * 60, [100.0] * 60)
        for name, share in (("First, %", first), ("Second, %", second))
    ]
    wanted = {"First, %": {"better": "higher"}, "Second, %": {"better": "lower"}}
    planned = _released(pd.concat(both, ignore_index=True), wanted)
    assert len(_values(planned, "First, %", "week"))
    assert [s for s in indicators.SPANS if len(_values(planned, "Second, %", s))] == [span]


def test_a_share_of_another_whole_takes_nothing_from_one():
    rows = [
        _rows("First, %", [60.0] * 60, [100.0] * 60),
        _rows("Second, %", [37.0] * 60, [200.0] * 60),
    ]
    wanted = {"First, %": {"better": "higher"}, "Second, %": {"better": "lower"}}
    assert len(_values(_released(pd.concat(rows, ignore_index=True), wanted), "Second, %", "week"))


def test_a_share_that_has_few_over_12_weeks_is_not_shown_and_why_is_said():
    planned = _released(_rows("In time, %", [25.0, *[0.0] * 59], [4.0] * 60), SHARE)
    assert _said(planned, "In time, %")["not shown"] == indicators.SMALL


def test_a_share_without_what_it_is_of_is_not_shown_and_why_is_said():
    planned = _released(_rows("In time, %", [41.0] * 30), SHARE)
    assert _said(planned, "In time, %")["not shown"] == indicators.NO_WHOLE
    assert not len(_values(planned, "In time, %", "week"))


def test_nobody_in_time_is_shown_only_where_zeros_are():
    rows = _rows("In time, %", [0.0] * 60, [40.0] * 60)
    assert set(_values(_released(rows, SHARE), "In time, %", "week")) == {0.0}
    withheld = _released(rows, SHARE, zeros="withheld")
    assert _said(withheld, "In time, %")["not shown"] == indicators.SMALL


def test_what_is_about_no_child_is_shown_as_it_is():
    wanted = {"Officers": {"better": "higher", "counts": "other"}}
    planned = _released(_rows("Officers", [3.5] * 10), wanted)
    assert set(_values(planned, "Officers", "week")) == {3.5}


@pytest.mark.parametrize("weekday", ["W-SUN", "W-FRI"])
def test_a_count_that_is_a_flow_of_the_records_is_left_to_its_months(weekday):
    draws = np.random.default_rng(4)
    days = pd.Timestamp("2026-01-01") + pd.to_timedelta(draws.integers(0, 330, 2000), unit="D")
    requests = pd.DataFrame({"request": range(2000), "received": days})
    ends = pd.date_range("2026-01-16", "2026-11-27", freq=weekday)
    counts = [
        int(requests["received"].between(end - pd.Timedelta(days=6), end).sum()) for end in ends
    ]
    rows = pd.DataFrame({"week": ends, "indicator": "Requests in", "value": counts})
    planned = _released(rows.astype({"value": float}), {"Requests in": CHILDREN}, requests=requests)
    assert _said(planned, "Requests in")["given by month"] == "requests received"
    assert not len(_values(planned, "Requests in", "week"))


def test_a_count_that_only_resembles_a_flow_is_shown():
    days = pd.date_range("2026-01-01", "2026-11-27", periods=2000).normalize()
    requests = pd.DataFrame({"request": range(2000), "received": days})
    values = [41.0 + 3 * (number % 4) + 10 for number in range(40)]
    planned = _released(_rows("Calls", values), {"Calls": CHILDREN}, requests=requests)
    assert len(_values(planned, "Calls", "week")) == 40


@pytest.mark.parametrize("value", [1e300, -4.0, 1e12, np.nan])
def test_a_slip_is_left_out(value):
    planned = _released(_rows("Complaints", [20.0] * 30 + [value]), {"Complaints": CHILDREN})
    assert _values(planned, "Complaints", "week").max() == 20.0


def test_days_to_come_and_names_in_other_letters():
    rows = _rows("COMPLAINTS  received", [20.0] * 20)
    rows.loc[19, "week"] = pd.Timestamp("2027-05-07")
    planned = _released(rows, {"Complaints received": CHILDREN})
    assert _values(planned, "Complaints received", "week").index.max() == "2026-11-20"


def test_halves_of_children_are_not_counted_as_children():
    planned = _released(_rows("Complaints", [20.5] * 20), {"Complaints": CHILDREN})
    assert _said(planned, "Complaints")["not shown"] == indicators.NOT_WHOLE


@pytest.mark.parametrize("name", ["=cmd()", "<script>", "", "A" * 90, "@name", "a\nb"])
def test_a_name_that_is_a_formula_or_mark_up_is_refused(name):
    with pytest.raises(AuthorityError, match="indicators"):
        _released(_rows("x", [1.0]), {name: CHILDREN})


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"better": "higher", "targt": 3}, "nearest: target"),
        ({"better": "up"}, "higher"),
        ({}, "better"),
        (
            {"better": "higher", "baseline": {"from": date(2026, 2, 1), "to": date(2026, 1, 1)}},
            "not before",
        ),
        ({"better": "higher", "published": "plans in time"}, "plans issued within 20 weeks"),
    ],
)
def test_what_an_indicator_cannot_have_is_refused(wanted, message):
    with pytest.raises(AuthorityError, match=message):
        _released(_rows("x", [1.0]), {"Complaints": wanted})


def test_every_aim_of_authority_yml_is_in_the_table():
    wanted = {
        "better": "lower",
        "target": 6,
        "milestones": {date(2027, 3, 31): 8},
        "baseline": {"from": date(2026, 1, 5), "to": date(2026, 6, 26)},
        "published": "plans issued after more than a year",
    }
    planned = _released(_rows("Complaints", [20.0] * 20), {"Complaints": wanted})
    assert _said(planned, "Complaints") == {
        "better": "lower",
        "target": "none",
        "milestone": "2027-03-31",
        "baseline from": "2026-01-05",
        "baseline to": "2026-06-26",
        "published": "plans issued after more than a year",
    }


@pytest.mark.parametrize("small", [(3, 15), (3, 3), (0, 23)])
def test_two_small_weeks_do_not_protect_one_another_across_four_weeks(small):
    """Each small week has another withheld in its own four weeks, or these are withheld too."""
    values = [20.0] * 24
    for number, place in enumerate(dict.fromkeys(small)):
        values[place] = 3.0 + number
    planned = _released(_rows("Complaints", values), {"Complaints": CHILDREN})
    weeks, fours = (_values(planned, "Complaints", span) for span in ("week", "four weeks"))
    for ending, total in fours.items():
        within = pd.date_range(end=ending, periods=4, freq="7D").strftime("%Y-%m-%d")
        assert pd.isna(total) or weeks[within].isna().sum() != 1


def test_a_share_of_four_weeks_does_not_tell_of_the_week_after_three_that_were_given():
    """Three weeks of a block went out by week; the fourth has 2 of 20, and 38 of 80 would tell."""
    begun = (int((LAST - pd.Timestamp("2000-01-03")).days // 7) + 1) % 4
    size = 24 + begun  # the last whole four weeks end `begun` weeks before the last
    parts = [12.0] * size
    parts[-1 - begun] = 2.0
    rows = _rows("In time, %", [100 * part / 20 for part in parts], [20.0] * size)
    first = _values(_released(rows.iloc[: size - 1 - begun], SHARE), "In time, %", "week")
    assert first[str(_fridays(size)[-2 - begun].date())] == 60
    block = _values(_released(rows, SHARE), "In time, %", "four weeks")
    assert str(_fridays(size)[-1 - begun].date()) not in block.index


def test_weeks_begin_with_whole_spans_so_that_none_is_cut_as_time_goes_on():
    """A share of four weeks that is out, less the last three of them, would give the first."""
    rows = _rows("In time, %", [50.0] * 140, [40.0] * 140)
    weeks = _values(_released(rows, SHARE), "In time, %", "week")
    first = pd.Timestamp(min(weeks.index)) - pd.Timedelta(days=4) - pd.Timestamp("2000-01-03")
    assert first.days // 7 % 12 == 0


@pytest.mark.parametrize(
    ("flow", "outcome"),
    [
        ("plans ceased", ""),
        ("decisions to assess", "assess"),
        ("decisions not to assess", "refuse"),
    ],
)
def test_every_flow_of_the_records_is_given_by_month_alone(flow, outcome):
    days = [day for day in _fridays(24) for _ in range(12)]
    numbers = [str(number) for number in range(len(days))]
    plans = pd.DataFrame({"plan": numbers, "ceased": days})
    requests = pd.DataFrame({"request": numbers, "outcome": outcome, "outcome_date": days})
    of = {"requests": requests} if outcome else {"plans": plans}
    planned = _released(_rows("Number", [12.0] * 24), {"Number": CHILDREN}, **of)
    assert _said(planned, "Number")["given by month"] == flow
    assert "council_indicators" not in planned.frames

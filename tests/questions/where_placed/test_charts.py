"""hnb.questions.where_placed.charts against the published tables, and the canvas."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hnb
from hnb.charts import style
from hnb.comparison.measures.plans import GROUPS
from hnb.figures import Figure
from hnb.questions.where_placed import charts
from hnb.questions.where_placed.stacks import two_stacks
from tests.charts.faults import collisions, faults, off_canvas


@cache
def placed(who):
    return hnb.answer("where_placed", who)


@pytest.mark.parametrize(
    "who",
    ["Leicestershire", "Isles of Scilly", "Bournemouth, Christchurch and Poole", "Cumberland"],
)
def test_no_text_leaves_the_canvas_or_covers_another(who):
    result = placed(who)
    drawn = (charts.over_time(result.independent), charts.now_and_then(result))
    for chart in filter(None, (*drawn, charts.by_age(result), charts.by_need(result))):
        assert off_canvas(chart.figure) == [] and collisions(chart.figure) == []
        assert who in chart.alt and chart.source.startswith("Source: ")


def _stack(sizes):
    """Shares of the groups in the order of a stack, of the sizes given."""
    shares = [100 * size / sum(sizes) for size in sizes]
    return {
        group: Figure("a.share", share, "percent", "made up")
        for group, share in zip(GROUPS.values(), shares, strict=True)
    }


SIZES = st.lists(
    st.one_of(st.integers(0, 100), st.sampled_from([0, 0.5, 0.6, 1, 4])),
    min_size=len(GROUPS),
    max_size=len(GROUPS),
).filter(sum)


@given(then=SIZES, now=SIZES)
@settings(max_examples=10, deadline=None, derandomize=True)
def test_every_part_of_a_stack_is_named_apart_from_the_others(then, now):
    """Whatever the shares: many small ones at the top, at the bottom or in the middle."""
    refuse_parts_named_together(then, now)


@pytest.mark.slow
@given(then=SIZES, now=SIZES)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_every_part_of_many_stacks_is_named_apart_from_the_others(then, now):
    refuse_parts_named_together(then, now)


def refuse_parts_named_together(then: list[float], now: list[float]) -> None:
    """Fail where two parts of a stack cannot be told apart."""
    stacks = {"January 2021": _stack(then), "January 2026": _stack(now)}
    figure = two_stacks(stacks, charts._FILLS_BY_NAME, "Percentage of plans of Essex")
    style.fit(figure)
    assert faults(figure) == []


def test_alternative_quotes_the_figures():
    result = placed("Leicestershire").independent
    alt = charts.over_time(result).alt
    assert all(figure.read in alt for figure in (result.own, result.median, result.england))


def test_alternative_quotes_each_share_with_its_interval_its_median_and_england():
    ages = placed("Leicestershire").by_age["independent special"]
    alt = charts.by_age(placed("Leicestershire")).alt
    quoted = (
        f"{age.measure.says} {age.own:read} ({age.own:range}), {age.median:read}, {age.england:read}"
        for age in ages
        if not age.own.few
    )
    assert len(ages) == 5 and all(words in alt for words in quoted)


def test_nothing_is_drawn_where_nobody_is_in_such_a_place():
    result = placed("Isles of Scilly")
    assert charts.by_age(result) is None and charts.by_need(result) is None


def test_nothing_is_drawn_of_an_authority_before_it_opened():
    cumberland = hnb.answer("where_placed", "Cumberland", as_at="2022-06-30")
    assert charts.now_and_then(cumberland) is None


def test_each_stack_is_the_whole_and_a_group_has_its_fill_whatever_its_size():
    fills = set()
    for who in ("Leicestershire", "Cumberland"):
        result = placed(who)
        chart = charts.now_and_then(result)
        bars = chart.figure.axes[0].patches
        stacks = [bars[: len(bars) // 2], bars[len(bars) // 2 :]]
        for stack in stacks:
            assert sum(bar.get_height() for bar in stack) == pytest.approx(100, abs=0.1)
            fills.add(tuple((bar.get_facecolor(), bar.get_hatch()) for bar in stack))
        assert stacks[1][0].get_height() == result.groups["mainstream"].own.value
    assert len(fills) == 1 and len(set(*fills)) == len(result.groups)


def test_the_earlier_january_is_five_years_before_or_the_first_there_is():
    for who, then in (("Kent", "January 2021"), ("Cumberland", "January 2024")):
        assert f"{then}: mainstream" in charts.now_and_then(placed(who)).alt


def test_groups_of_few_are_not_drawn_and_the_axis_holds_every_range():
    """Birmingham: 1 of 12 with a multi-sensory impairment, which is 8%."""
    result = placed("Birmingham")
    shares = result.by_need["independent special"]
    few = [share for share in shares if share.own.few]
    axes = charts.by_need(result).figure.axes[0]
    names = " ".join(label.get_text().replace("\n", " ") for label in axes.get_yticklabels())
    assert few and not [share for share in few if share.measure.says.lower() in names.lower()]
    highest = max(share.own.high for share in shares if share.own.known and not share.own.few)
    assert axes.get_xlim()[1] > highest
    assert "those aged 11 to 15" in charts.by_age(placed("Leicestershire")).caption


@pytest.mark.parametrize("who", ["Nottingham", "Leicestershire"])
def test_a_doubted_share_is_not_the_finding(who):
    caption = charts.now_and_then(placed(who)).caption
    assert caption.endswith("January 2026 is probably recorded wrongly") and "%" not in caption
    assert (
        charts.by_age(placed("Newham")) is None
        or "wrongly" in charts.by_age(placed("Newham")).caption
    )

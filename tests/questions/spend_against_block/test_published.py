"""hnb.questions.spend_against_block.model on the published tables, against the publishers' totals
and figures that a forum was given.
"""

import pytest

import hnb
from hnb.comparison.counts import Counts
from hnb.comparison.measures.money import high_needs_block, placement_spend
from hnb.comparison.select import rows_where
from hnb.domain import areas
from hnb.domain.comparators import Ask, Comparators
from hnb.domain.scopes import ADDED_BACK, AFTER, BEFORE, SCOPES
from hnb.questions.spend_against_block.model import answer
from hnb.questions.spend_against_block.net_spend import net_spend
from tests.conftest import quick


def ask(whom: areas.Authority, year: str = "2021-22", scope: str = "publisher's total") -> Ask:
    codes = tuple(
        other.la_code
        for other in areas.current()
        if other.region == whom.region and other is not whom
    )
    names = {other.la_code: other.name for other in areas.everyone()}
    return Ask(
        whom,
        2021,
        year,
        (Comparators(whom.region, codes, kind="region"),),
        scope=scope,
        names=names,
    )


@pytest.fixture(scope="module")
def held():
    tables = hnb.tables_for("spend_against_block")
    for name, table in tables.items():
        assert len(table), f"{name} is empty"
    return tables


@pytest.fixture(scope="module")
def leicestershire(held):
    return answer(held, ask(areas.find("Leicestershire")))


def test_leicestershire_in_the_publishers_scope(leicestershire):
    own = leicestershire.own
    assert (leicestershire.block_before.value, leicestershire.block_after.value) == (
        83_427_992,
        72_070_823,
    )
    assert own.spend.value == 73_586_443
    assert own.share.text == "102.1%"
    assert (leicestershire.england.rank.text, leicestershire.england.used.value) == ("35th", 150)


def test_leicestershire_with_all_place_funding(leicestershire):
    wide = leicestershire.in_scope("all place funding", AFTER).own
    assert (wide.spend.value, wide.share.text) == (74_612_840, "103.5%")


def test_england_is_the_sum_of_its_authorities(leicestershire):
    # worked out once from the two workbooks, read with another library
    england = leicestershire.england
    assert england.share.value == pytest.approx(93.966, abs=0.001)
    assert england.above.value == 44


def test_deductions_and_lines_close_for_every_authority(held):
    counts, scope = Counts(held), "publisher's total"
    before, after = (counts.at(high_needs_block(stage), 2021) for stage in (BEFORE, AFTER))
    deductions = rows_where(held["high_needs_deductions"], financial_year="2021-22")
    by_code = deductions.query("deduction != 'total'").groupby("la_code")["amount_gbp"].sum()
    left = before - by_code - after
    assert left.notna().sum() == 150
    assert left.abs().max() < 0.5
    lines = rows_where(
        held["s251_high_needs"],
        kind="outturn",
        setting="total",
        financial_year="2021-22",
        line=tuple(part.ways[0].lines[0] for part in SCOPES[scope]),
    )
    total = lines.groupby("la_code")["amount_gbp"].sum(min_count=3)
    spend = counts.at(placement_spend(scope), 2021)
    assert (total - spend).abs().max() < 0.005
    assert (total - spend).notna().sum() == 150


@pytest.mark.parametrize("whom", quick(areas.current()[::15], 4), ids=lambda whom: whom.name)
def test_bridge_closes_and_the_gap_is_the_same_either_way(held, whom):
    result = answer(held, ask(whom))
    if not result.published:
        assert result.own.share.reason and result.own.spend.value is None
        return
    amounts = {
        kind: [s.amount.value for s in result.bridge if s.kind == kind]
        for kind in ("deduction", "spend")
    }
    assert result.block_before.value + sum(amounts["deduction"]) == pytest.approx(
        result.block_after.value, abs=0.5
    )
    assert sum(amounts["spend"]) == pytest.approx(result.own.spend.value, abs=0.005)
    back = result.in_scope("publisher's total", ADDED_BACK).own
    assert back.gap.value == pytest.approx(result.own.gap.value, abs=0.01)


@pytest.mark.parametrize(
    "name", ["City of London", "Isles of Scilly", "Cumberland", "Northamptonshire"]
)
def test_authority_without_a_block_has_a_reason(held, name):
    result = answer(held, ask(areas.find(name)))
    assert result.own.share.value is None
    assert name in result.own.share.reason


def test_deductions_of_every_year_held_explain_the_block(held):
    whom = areas.find("Leicestershire")
    for year in sorted(held["high_needs_deductions"]["financial_year"].unique()):
        steps = answer(held, ask(whom, year)).bridge
        assert [step.label for step in steps if step.kind == "level"][:2] == [
            "Block before deductions",
            "Block after deductions",
        ]
        assert not [step.label for step in steps if "not listed" in step.label], year


def test_net_figure_of_leicestershire_agrees_with_the_lines_to_the_pound(held):
    series = net_spend(held, ask(areas.find("Leicestershire")))
    lines = held["s251_high_needs"].query(
        "la_code == 855 and kind == 'outturn' and setting == 'total' and line != 'place funding'"
    )
    year = next(year for year in series.years if year.financial_year == "2021-22")
    assert year.net.value == pytest.approx(lines["amount_gbp"].sum(), abs=1)
    assert [year.financial_year for year in series.years] == [
        "2019-20",
        "2020-21",
        "2021-22",
        "2022-23",
        "2023-24",
    ]

"""hnb.questions.spend_against_block.model on the published tables, against the publishers' totals and figures that a
forum was given.
"""

import pytest

from hnb.compare.select import rows_where
from hnb.domain import areas
from hnb.domain.comparators import Ask, Comparators
from hnb.domain.scopes import ADDED_BACK, AFTER, BEFORE, SCOPES
from hnb.questions.spend_against_block.bridge import Money
from hnb.questions.spend_against_block.model import against_block
from hnb.questions.spend_against_block.net_spend import net_spend
from hnb.store.files import load

TABLES = {
    "spend": "s251_high_needs", "blocks": "dsg_blocks", "deductions": "high_needs_deductions", "plans": "ehc_plans",
    "population": "population",
}  # fmt: skip


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
    tables = {argument: load(name) for argument, name in TABLES.items()}
    for argument, table in tables.items():
        assert len(table), f"{TABLES[argument]} is empty"
    return tables


@pytest.fixture(scope="module")
def leicestershire(held):
    return against_block(**held, ask=ask(areas.find("Leicestershire")))


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
    wide = leicestershire.standing("all place funding", AFTER).own
    assert (wide.spend.value, wide.share.text) == (74_612_840, "103.5%")


def test_england_is_the_sum_of_its_authorities(leicestershire):
    # worked out once from the two workbooks, read with another library
    england = leicestershire.england
    assert england.share.value == pytest.approx(93.966, abs=0.001)
    assert england.above.value == 44


def test_deductions_and_lines_close_for_every_authority(held):
    whom = ask(areas.find("Leicestershire"))
    names = ("s251_high_needs", "dsg_blocks", "ehc_plans", "population")
    given = {name: argument for argument, name in TABLES.items()}
    book = Money.of(whom, **{name: held[given[name]] for name in names}).book
    taken = rows_where(held["deductions"], financial_year="2021-22").query("deduction != 'total'")
    left = book[BEFORE] - taken.groupby("la_code")["amount_gbp"].sum() - book[AFTER]
    assert left.notna().sum() == 150
    assert left.abs().max() < 0.5
    lines = rows_where(
        held["spend"],
        kind="outturn",
        setting="total",
        line=tuple(part.line for part in SCOPES[whom.scope]),
    )
    total = lines.groupby("la_code")["amount_gbp"].sum(min_count=3)
    parts = book[[part.label for part in SCOPES[whom.scope]]].sum(axis=1, skipna=False)
    assert (total - parts).abs().max() < 0.005
    assert (total - parts).notna().sum() == 150


def test_bridge_closes_and_the_gap_is_the_same_either_way(held):
    for whom in areas.current()[::15]:
        result = against_block(**held, ask=ask(whom))
        if not result.published:
            assert result.own.share.reason and result.own.spend.value is None
            continue
        amounts = {
            kind: [s.amount.value for s in result.bridge if s.kind == kind]
            for kind in ("deduction", "spend")
        }
        assert result.block_before.value + sum(amounts["deduction"]) == pytest.approx(
            result.block_after.value, abs=0.5
        )
        assert sum(amounts["spend"]) == pytest.approx(result.own.spend.value, abs=0.005)
        back = result.standing("publisher's total", ADDED_BACK).own
        assert back.gap.value == pytest.approx(result.own.gap.value, abs=0.01)


@pytest.mark.parametrize(
    "name", ["City of London", "Isles of Scilly", "Cumberland", "Northamptonshire"]
)
def test_authority_without_a_block_has_a_reason(held, name):
    result = against_block(**held, ask=ask(areas.find(name)))
    assert result.own.share.value is None
    assert name in result.own.share.reason


def test_deductions_of_every_year_held_explain_the_block(held):
    whom = areas.find("Leicestershire")
    for year in sorted(held["deductions"]["financial_year"].unique()):
        steps = against_block(**held, ask=ask(whom, year)).bridge
        assert [step.label for step in steps if step.kind == "level"][:2] == [
            "Block before deductions",
            "Block after deductions",
        ]
        assert not [step.label for step in steps if "not listed" in step.label], year


def test_net_figure_of_leicestershire_agrees_with_the_lines_to_the_pound(held):
    series = net_spend(load("net_high_needs"), held["blocks"], ask(areas.find("Leicestershire")))
    lines = held["spend"].query(
        "la_code == 855 and kind == 'outturn' and setting == 'total' and line != 'place funding'"
    )
    assert series.asked.net.value == pytest.approx(lines["amount_gbp"].sum(), abs=1)
    assert [year.financial_year for year in series.years] == [
        "2019-20",
        "2020-21",
        "2021-22",
        "2022-23",
        "2023-24",
    ]

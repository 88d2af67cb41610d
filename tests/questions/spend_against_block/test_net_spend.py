"""hnb.questions.spend_against_block.net_spend against arithmetic."""

import pandas as pd
import pytest

from hnb.domain.scopes import AFTER
from hnb.questions.spend_against_block import net_spend as model
from hnb.questions.spend_against_block import text
from hnb.tables import Tables
from tests.conftest import frame
from tests.questions.high_needs import ask

NET = frame("""
    la_code  financial_year  amount_gbp  release
    855             2018-19          50  compiled
    855             2019-20          60  compiled
    850             2019-20         100  compiled
    855             2020-21           .  compiled
    850             2020-21         140  compiled
""")
BLOCKS = frame("""
    la_code  financial_year  amount_gbp  release
    855             2019-20          75  march
    850             2019-20         125  march
    855             2020-21          80  july
    850             2020-21         160  july
    850             2021-22         190  july
""").assign(block="high needs", stage=AFTER)


def net_spend(net, blocks, asked):
    tables = {"net_high_needs": net, "dsg_blocks": blocks}
    by_status = {
        name: frame.assign(
            status=frame["amount_gbp"].isna().map({True: "no data", False: "published"})
        )
        for name, frame in tables.items()
    }
    return model.net_spend(Tables.of(authority=by_status), asked)


OTHER = pd.concat(
    [
        BLOCKS.assign(stage="before deductions", amount_gbp=1),
        BLOCKS.assign(block="total", amount_gbp=2),
    ]
)


def test_net_figure_is_set_against_the_block_after_deductions_of_the_years_both_hold():
    result = net_spend(NET, pd.concat([OTHER, BLOCKS]), ask())
    assert [year.financial_year for year in result.years] == ["2019-20"]
    year = result.years[0]
    assert (year.net.value, year.block.value) == (60, 75)
    assert year.share.value == pytest.approx(80)
    assert year.england.value == pytest.approx(100 * 160 / 200)
    assert year.block.releases == ("march",)


def test_net_figure_is_never_called_placements():
    year = net_spend(NET, BLOCKS, ask()).years[0]
    assert "without place funding" in year.net.covers
    assert year.net.covers in year.share.covers
    assert year.net.name == "placements.net_high_needs_2019_20_gbp"


def test_year_without_a_figure_is_a_gap_with_its_reason():
    (gap,) = net_spend(NET, BLOCKS, ask()).gaps
    assert (gap.financial_year, gap.net.value, gap.block.value) == ("2020-21", None, 80)
    assert (
        gap.share.reason
        == "the net high needs outturn for 2020-21 gives no figure for Leicestershire "
        "(no data)"
    )
    assert gap.england.value == pytest.approx(100 * 140 / 160)


def test_every_year_since_is_listed_with_its_block_where_there_is_one():
    later = NET.iloc[[0]].assign(financial_year="2022-23", amount_gbp=90)
    result = net_spend(pd.concat([NET, later]), BLOCKS, ask(financial_year="2019-20"))
    assert str(text.net(result)).startswith(
        "Net high needs spending rose from £60 in 2019-20 to £90 in 2022-23. That is all top-ups"
    )
    assert text.net_since(result).cells() == [
        ["2019-20", "£60", "£75", "80.0%", "80.0%"],
        ["2022-23", "£90", "–", "–", "–"],
    ]
    alone = net_spend(NET, BLOCKS, ask(financial_year="2019-20"))
    assert str(text.net(alone)).startswith("Net high needs spending was £60 in 2019-20.")
    assert text.net_since(alone) is None


def test_nothing_is_said_of_a_later_year_that_the_authority_lacks():
    of_another = NET.iloc[[2]].assign(financial_year="2022-23")
    for net in (NET, pd.concat([NET, of_another])):
        result = net_spend(net, BLOCKS, ask(financial_year="2019-20"))
        assert [year.financial_year for year in result.since] == ["2019-20"]


def test_authority_without_any_year_has_a_reason():
    none = net_spend(NET, BLOCKS, ask(860))
    assert not none.years
    assert none.reason == "the net high needs outturn for 2020-21 gives no figure for Staffordshire"

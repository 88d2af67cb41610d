"""hnb.questions.spend_against_block.net_spend against arithmetic."""

import pandas as pd
import pytest

from hnb.domain.scopes import AFTER
from hnb.questions.spend_against_block import net_spend as model
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
        == "the compiled net high needs outturn for 2020-21 gives no figure for Leicestershire "
        "(no data)"
    )
    assert gap.england.value == pytest.approx(100 * 140 / 160)


def test_year_asked_for_is_quoted_where_it_has_both_and_the_last_otherwise():
    held = pd.concat([NET, NET.iloc[[1]].assign(financial_year="2020-21", amount_gbp=70)]).drop(
        index=3
    )
    assert net_spend(held, BLOCKS, ask(financial_year="2019-20")).asked.financial_year == "2019-20"
    assert net_spend(held, BLOCKS, ask(financial_year="2021-22")).asked.financial_year == "2020-21"


def test_authority_without_any_year_has_a_reason():
    none = net_spend(NET, BLOCKS, ask(860))
    assert none.asked is None
    assert (
        none.reason
        == "the compiled net high needs outturn for 2020-21 gives no figure for Staffordshire"
    )

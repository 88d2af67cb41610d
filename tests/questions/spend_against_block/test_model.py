"""hnb.questions.spend_against_block.model and bridge against arithmetic, and against the
publishers' own totals.
"""

from dataclasses import replace
from datetime import date

import pytest

from hnb.domain.areas import Authority
from hnb.domain.comparators import Comparators
from hnb.domain.errors import CheckError, ParameterError
from hnb.domain.scopes import ADDED_BACK, AFTER, BEFORE, SCOPES
from hnb.questions.spend_against_block.model import Placements, answer
from hnb.questions.spend_against_block.money import share_of_block
from tests.questions.high_needs import LISTS, MONEY, ask, tables


def placements(year: str = "2021-22", stage: str = AFTER, also=(), **changes) -> Placements:
    return answer(tables(year), ask(**changes), also=also, stage=stage)


@pytest.mark.parametrize(
    ("scope", "spend"),
    [
        ("publisher's total", 100 + 400 + 340),
        ("all place funding", 100 + 20 + 400 + 340),
        ("top-ups alone", 740),
    ],
)
def test_each_scope_sums_its_own_lines_and_is_named_on_its_figures(scope, spend):
    own = placements(scope=scope).own
    assert own.spend.value == spend
    assert own.share.value == pytest.approx(100 * spend / 800)
    assert own.gap.value == spend - 800
    assert own.spend.scope == own.share.scope == scope


def test_adding_every_deduction_back_to_both_leaves_the_gap_and_changes_the_share():
    result = placements()
    back = result.in_scope("publisher's total", ADDED_BACK).own
    assert (back.spend.value, back.block.value) == (840 + 200, 1000)
    assert back.gap.value == result.own.gap.value == 40
    assert back.share.value == pytest.approx(104.0)
    assert placements(stage=ADDED_BACK).own.share.value == pytest.approx(104.0)


def test_block_before_deductions_beside_outturn_is_refused():
    with pytest.raises(CheckError) as caught:
        placements(stage=BEFORE)
    assert str(caught.value) == (
        "Placement spend of £840 (2021-22, after deductions) is not like for like with a block of "
        "£1,000 (2021-22, "
        "before deductions): section 251 outturn leaves out the places that the department funds "
        "directly, and the "
        "block before deductions holds the money for them. Expected the block after deductions of "
        "the same year, or "
        "every deduction added back to both; the bridge goes from one to the other line by line. "
        "No share was worked "
        "out."
    )


def test_spend_of_one_year_over_the_block_of_another_is_refused():
    own = placements().own
    with pytest.raises(
        CheckError, match=r"2021-22, after deductions\) is not like for like .*2022-23"
    ):
        share_of_block(own.spend, replace(own.block, period="2022-23"))


def test_unknown_scope_or_stage_names_the_nearest():
    with pytest.raises(ParameterError, match=r"no scope 'top-ups'.*nearest: top-ups alone"):
        placements(scope="top-ups")
    with pytest.raises(ParameterError, match=r"no stage 'after'.*after deductions"):
        placements(stage="after")


def test_bridge_adds_up_at_every_level():
    steps = placements(scope="all place funding").bridge
    level = 0.0
    for step in steps:
        if step.label in ("Block after deductions", "Placement spend"):
            assert step.amount.value == pytest.approx(level)
        level = {"level": step.amount.value, "gap": level}.get(step.kind, level + step.amount.value)
        level = 0.0 if step.label == "Block after deductions" else level
    assert [step.label for step in steps] == [
        "Block before deductions",
        "Deducted: special academies",
        "Deducted: 16-19 academies",
        "Block after deductions",
        *(part.label for part in SCOPES["all place funding"]),
        "Placement spend",
        "Difference from the block",
    ]
    assert steps[-1].amount.value == 860 - 800


def test_deductions_of_another_edition_leave_a_step_of_their_own():
    held = tables()
    deductions = held["high_needs_deductions"]
    deductions.loc[
        deductions["deduction"].eq("16-19 academies: post-16 SEN places"), "amount_gbp"
    ] -= 30
    one = answer(held, ask())
    steps = [
        (step.label, step.amount.value) for step in one.bridge if step.label.endswith("edition")
    ]
    assert steps == [("Deducted: not listed in this edition", -30)]
    none = answer(held.having(high_needs_deductions=deductions.iloc[:0]), ask())
    steps = [(step.label, step.amount.value) for step in none.bridge if step.kind == "deduction"]
    assert steps == [("Deducted: all kinds together", -200)]


def test_england_is_a_sum_over_a_sum_of_those_with_both_and_ranks_them():
    england = placements().england
    spend, block = 840 + 1350 + 900 + 440, 800 + 1500 + 1000 + 400
    assert england.share.value == pytest.approx(100 * spend / block)
    assert list(england.shares.index) == [931, 855, 850, 860]
    assert (england.rank.value, england.used.value, england.above.value) == (2, 4, 2)
    assert england.median.value == pytest.approx((105 + 90) / 2)
    assert england.per_head.value == pytest.approx(spend / 4500)
    assert england.per_plan.value == pytest.approx((840 + 1350 + 440) / 60)


def test_authority_per_head_and_per_plan_name_what_they_are_over():
    own = placements().own
    assert own.per_head.value == pytest.approx(840 / 1000)
    assert own.per_plan.value == pytest.approx(840 / 10)
    assert "projection" in own.per_head.calculation
    assert own.per_plan.calculation == "outturn over EHC plans at January 2021"


def test_neighbours_without_a_figure_are_left_out_and_the_number_used_said():
    newer, older = placements().groups[:2]
    assert (newer.used.value, older.used.value) == (2, 2)
    assert newer.share.value == pytest.approx(100 * (1350 + 900) / 2500)
    assert (newer.rank.value, older.rank.value) == (1, 2)
    assert newer.per_plan.value == pytest.approx(1350 / 40)


def test_answer_that_changes_with_the_list_of_neighbours_is_seen():
    rich = replace(LISTS[1], codes=(931,))
    result = placements(comparators=(LISTS[0], rich))
    assert [result.side(group) for group in result.groups[:2]] == ["above", "below"]
    assert result.flips
    assert not placements(comparators=LISTS[:1]).flips


def test_list_drawn_up_on_later_data_than_the_year_is_known():
    result = placements()
    assert [result.later_list(group) for group in result.groups] == [True, False, False]


def test_side_is_not_told_where_the_authority_has_no_figure():
    result = placements(la_code=830)
    assert result.side(result.main) == "not comparable with"
    assert result.own.side == "not comparable with"
    assert placements().own.side == "more than"
    assert placements(la_code=850).own.side == "less than"


def test_region_can_stand_beside_the_neighbours_and_england_comes_last():
    region = Comparators("authorities in East Midlands", (830, 931), kind="region")
    groups = placements(also=(region,)).groups
    assert [group.comparators.kind for group in groups] == [
        "neighbours",
        "neighbours",
        "region",
        "everyone",
    ]
    assert groups[2].used.value == 1


def test_lines_are_shares_that_add_up_to_the_whole():
    result = placements()
    assert [part.value for part in result.own.parts] == pytest.approx(
        [100 * x / 840 for x in (100, 400, 340)]
    )
    for profile in result.groups:
        assert sum(part.value for part in profile.parts) == pytest.approx(100)


def test_figures_have_names_of_their_own():
    result = placements(
        also=(Comparators("authorities in East Midlands", (830, 931), kind="region"),)
    )
    named: dict = {}
    for profile in [
        *result.groups,
        *(side for s in result.by_scope for side in (s.own, s.england)),
    ]:
        for figure in (
            profile.spend,
            profile.share,
            profile.gap,
            profile.rank,
            profile.median,
            profile.per_head,
        ):
            assert named.setdefault(figure.name, figure.value) == figure.value, figure.name
    assert {"placements.rank_in_england", "placements.share_of_block_percent"} <= {
        f.name for f in result.figures
    }


def test_figure_rests_on_the_rows_and_releases_of_its_own_authority():
    share = placements().own.share
    assert share.releases == ("dsg-release", "s251-release")
    lines = [rows.where["line"] for rows in share.rows if rows.table == "s251_high_needs"]
    assert lines == [part.ways[0].lines[0] for part in SCOPES["publisher's total"]]
    assert all(
        rows.where["la_code"] == 855 and rows.where["financial_year"] == "2021-22"
        for rows in share.rows
    )


NORTHAMPTONSHIRE = Authority(
    928, "Northamptonshire", (), "", closed=date(2021, 4, 1), successors=(940, 941)
)
CUMBERLAND = Authority(942, "Cumberland", (), "", opened=date(2023, 4, 1))
CITY = Authority(201, "City of London", (), "London")


@pytest.mark.parametrize(
    ("whom", "reason"),
    [
        (NORTHAMPTONSHIRE, "Northamptonshire closed on 1 April 2021; see 940 and 941"),
        (CUMBERLAND, "Cumberland opened on 1 April 2023, after 2021-22 began"),
        (
            CITY,
            "section 251 outturn by line and setting for 2021-22 gives no figure for City of "
            "London",
        ),
    ],
)
def test_authority_without_figures_has_a_reason_and_never_nought(whom, reason):
    result = placements(authority=whom)
    assert not result.published
    own = result.own
    for figure in (
        own.spend,
        own.share,
        own.gap,
        own.per_head,
        own.per_plan,
        result.england.rank,
        *own.parts,
    ):
        assert (figure.value, figure.reason) == (None, reason), figure.name
    assert result.block_after.value is None
    assert result.bridge == ()
    assert result.england.used.value == 4


def new(*before: int) -> Authority:
    return replace(CUMBERLAND, predecessors=before)


@pytest.mark.parametrize(
    ("councils", "spend", "block"), [((855,), 840, 800), ((855, 931), 840 + 440, 800 + 400)]
)
def test_before_a_new_authority_opened_those_before_it_have_a_share_of_their_own(
    councils, spend, block
):
    before = placements(authority=new(*councils)).before
    assert before.share.value == pytest.approx(100 * spend / block)
    assert not placements(authority=new(*councils)).published


def test_what_a_council_before_does_not_have_is_not_made_up():
    assert placements(authority=new(855, 830)).before is None
    assert placements(authority=new()).before is None
    assert placements("2023-24", authority=new(855), financial_year="2023-24").before is None


def test_blank_spend_keeps_the_block_and_its_half_of_the_bridge():
    result = placements(la_code=830)
    assert (result.block_before.value, result.block_after.value) == (1000, 900)
    assert result.own.spend.value is None
    assert result.own.spend.reason.endswith("gives no figure for Derbyshire (no data)")
    assert result.bridge[-1].label == "Block after deductions"


def test_year_without_lines_says_which_years_have_them():
    result = placements(financial_year="2022-23")
    assert (
        result.own.share.reason
        == "section 251 outturn by line and setting is available for 2021-22, not for 2022-23"
    )
    assert result.england.share.reason == "no authority has both counts for 2022-23"
    assert result.groups[0].comparators.name in result.groups[0].share.reason
    held = tables()
    none = answer(held.having(s251_high_needs=held["s251_high_needs"].iloc[:0]), ask())
    assert (
        none.own.share.reason
        == "no edition used here gives section 251 outturn by line and setting"
    )


def test_money_reaches_spend_and_block_in_proportion():
    held = tables()
    spend = held["s251_high_needs"]
    doubled = held.having(s251_high_needs=spend.assign(amount_gbp=spend["amount_gbp"] * 2))
    one, two = answer(held, ask()), answer(doubled, ask())
    assert two.own.share.value == pytest.approx(2 * one.own.share.value)
    assert len(one.england.shares) == MONEY["state"].notna().sum()

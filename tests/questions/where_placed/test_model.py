"""hnb.questions.where_placed.model against the publisher's file and totals, scipy, and simulated
recodes of known truth.
"""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

import hnb
from hnb.questions.where_placed import model as where_placed
from hnb.questions.where_placed import text
from hnb.questions.where_placed.model import KINDS, why_none, with_most
from hnb.questions.where_placed.recodes import swapped
from hnb.tables import Tables

SPECIAL = "independent special"


@cache
def described(who="Leicestershire", january=2025):
    ask = hnb.ask(who, january=january)
    return where_placed.answer(hnb.tables_for("where_placed"), ask)


def test_independent_schools_are_said_to_include_special_ones_which_are_counted_there_too():
    shares = where_placed.independent_share
    tables, ask = hnb.tables_for("where_placed"), hnb.ask("Kent", january=2025)
    both = str(text.independent(shares(tables, ask, "independent_percent")))
    assert "were in independent and non-maintained schools (special ones included)." in both
    special = str(text.independent(shares(tables, ask, "independent_special_percent")))
    assert "special schools. That" in special and "included" not in special


def test_groups_are_those_published():
    groups = described().groups
    published = {
        "mainstream": 2648,
        "special": 2403,
        "further education": 847,
        "elsewhere": 1036,
        "unknown": 241,
    }
    assert {name: groups[name].part.value for name in published} == published
    assert groups["mainstream"].whole.value == 7196
    assert groups["special"].england.value == pytest.approx(100 * 193880 / 638745)


def test_shares_of_groups_add_up_to_the_whole():
    assert sum(one.own.value or 0 for one in described().groups.values()) == pytest.approx(100)


def test_independent_share_counts_special_and_mainstream_schools():
    assert described().independent.part.value == 428 + 13 + 40
    assert described().independent_special.part.value == 428 + 13


def test_independent_share_is_missing_before_columns_were_published():
    assert "not for January 2018" in described(january=2018).independent.own.reason


def test_shares_by_need_are_over_the_need():
    autism = described().by_need["special"][0]
    assert autism.measure.says == "autistic spectrum disorder" and autism.whole.value == 1990
    assert autism.own.value == pytest.approx(100 * autism.part.value / 1990)
    assert "not for January 2024" in described(january=2024).by_need["special"][0].own.reason


@pytest.mark.parametrize("who", ["Leicestershire", "City of London", "Cumberland"])
def test_ages_and_needs_add_up_to_the_placements_published(who):
    result = described(who)
    kinds = {kind: result.groups[kind].part.value for kind in KINDS if kind in result.groups}
    for kind, published in (kinds | {SPECIAL: result.independent_special.part.value}).items():
        for crossing in (result.by_age, result.by_need):
            assert sum(one.part.value for one in crossing.get(kind, ())) == (
                published if kind in crossing else 0
            )
    for crossing in (result.by_age, result.by_need):
        assert (
            sum(one.whole.value for one in crossing[SPECIAL])
            == result.groups["special"].whole.value
        )


def test_shares_by_age_and_need_are_those_of_the_publishers_file():
    ages = {one.measure.says: one for one in described().by_age[SPECIAL]}
    assert ages["aged 11 to 15"].part.value == 50 + 38 + 54 + 67 + 69 + 2 + 1 + 1
    assert ages["aged 11 to 15"].whole.value == 540 + 484 + 542 + 562 + 488
    autism = next(
        one
        for one in described().by_need[SPECIAL]
        if one.measure.says == "autistic spectrum disorder"
    )
    assert (autism.part.value, autism.whole.value) == (162 + 3, 1990)
    assert autism.england.value == pytest.approx(100 * (11254 + 1494) / 201183)


def test_shares_by_age_have_exact_intervals_here_and_in_england():
    one = described().by_age[SPECIAL][2]
    for figure, counted, of in ((one.own, 282, 2616), (one.england, None, None)):
        assert figure.low < figure.value < figure.high
        if counted:
            exact = binomtest(counted, of).proportion_ci(method="exact")
            assert (figure.low, figure.high) == pytest.approx((100 * exact.low, 100 * exact.high))


def test_age_or_placement_without_a_row_has_no_child():
    assert described("Isles of Scilly").by_age["special"][1].part.value == 0
    assert (
        described("Isles of Scilly").by_age["special"][0].own.reason
        == "plans of those under five were none"
    )
    assert why_none(described("Isles of Scilly").by_age[SPECIAL]) == "no plan is in such a place"


def test_ages_are_refused_where_they_are_not_published():
    before, none = (
        described(january=2023).by_age[SPECIAL],
        described("Cambridgeshire").by_age[SPECIAL],
    )
    said = "Cambridgeshire for January 2025 is available (published as not available)"
    assert with_most(before) is None and why_none(before).endswith(
        "January 2024 to January 2026, not for January 2023"
    )
    assert with_most(none) is None and said in why_none(none)
    assert described("Cambridgeshire").by_need[SPECIAL][0].part.value is None


def test_ages_of_a_january_that_few_have_are_those_of_the_last_that_nearly_all_have():
    tables = hnb.tables_for("where_placed", hnb.ask("Leicestershire"))
    few = dict(tables.frames)
    for name in ("ehc_plans_by_age", "ehc_plans_by_age_and_placement"):
        frame = few[name, "authority"]
        others = (frame["january"] == 2025) & ~frame["la_code"].isin([855, 830])
        few[name, "authority"] = frame[~others]
    result = where_placed.answer(Tables(few), hnb.ask("Leicestershire"))
    assert {share.own.period for share in result.by_age[SPECIAL]} == {"January 2024"}
    assert result.by_age[SPECIAL][2].median.known
    assert str(text.by_age(result)).startswith("In January 2024, the largest group in ")
    assert text.ages(result).caption.endswith("Leicestershire, January 2024")
    assert result.groups["special"].own.period == "January 2026"


def test_most_is_the_age_with_the_most_plans_there():
    assert with_most(described().by_age[SPECIAL]).measure.says == "aged 11 to 15"
    assert with_most(described().by_need[SPECIAL]).part.value == 165


def test_authority_without_placements_is_missing_and_not_zero():
    hackney = described("Hackney", 2024)
    assert hackney.groups["special"].own.value is None
    assert "Hackney for January 2024" in hackney.groups["special"].own.reason


def test_leicestershire_special_columns_are_flagged_and_undone():
    found = {one.january: one for one in described().recodes if one.group == "special"}
    assert sorted(found) == [2022, 2023]
    assert [figure.value for figure in (found[2022].fell.before, found[2022].fell.after)] == [
        655,
        244,
    ]
    assert found[2022].fell.column == "maintained special school" and found[2022].undone
    assert [figure.value for figure in (found[2023].rose.before, found[2023].rose.after)] == [
        244,
        725,
    ]
    assert [found[2022].before.value, found[2022].after.value] == [1815, 1936]


def authority(random, recoded=0.0):
    """Four columns of one group over a year: ordinary growth, and a share of the first counted in
    the second.
    """
    before = random.integers(80, 700, 4).astype(float)
    grown = random.poisson(before * random.normal(1.07, 0.05, 4).clip(0.8))
    moved = np.floor(recoded * grown[0])
    names = ["maintained", "academy", "independent", "non-maintained"]
    return pd.Series(before, names), pd.Series(grown - [moved, -moved, 0, 0], names)


def test_ordinary_years_are_seldom_flagged():
    random = np.random.default_rng(4)
    assert np.mean([bool(swapped(*authority(random))) for _ in range(400)]) < 0.02


def test_recodes_of_most_of_a_large_column_are_found_and_named():
    random = np.random.default_rng(4)
    large = [
        pair
        for pair in (authority(random, 0.7) for _ in range(1200))
        if pair[0].iloc[0] > 0.3 * pair[0].sum()
    ]
    found = [swapped(*pair) for pair in large]
    assert len(large) > 100
    assert np.mean([one == ("maintained", "academy") for one in found]) > 0.95


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([200, 200], [100, 400]),  # the group has grown by a quarter
        ([2000, 2000], [1900, 2100]),  # a small part of the group
        ([20, 20], [5, 35]),  # too few
        ([0, 0], [0, 0]),
    ],
)
def test_what_is_not_a_swap_is_not_flagged(before, after):
    assert swapped(pd.Series(before, ["one", "two"]), pd.Series(after, ["one", "two"])) is None


def test_column_that_is_held_in_one_january_alone_is_left_out():
    before = pd.Series([300.0, 300.0, np.nan], ["one", "two", "three"])
    after = pd.Series([150.0, 460.0, 90.0], ["one", "two", "three"])
    assert swapped(before, after) == ("one", "two")


def test_nothing_published_yet_is_missing_with_a_reason():
    tables = hnb.tables_for("where_placed")
    nothing = Tables({key: frame.iloc[:0] for key, frame in tables.frames.items()})
    result = where_placed.answer(nothing, hnb.ask("Leicestershire"))
    assert "no edition used here gives" in result.independent.own.reason
    assert result.commonest is None and not result.recodes
    assert why_none(result.by_need[SPECIAL]) == "none had been published by then"
    assert "no edition used here gives" in why_none(result.by_age[SPECIAL])

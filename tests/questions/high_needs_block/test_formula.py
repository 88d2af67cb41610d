"""hnb.questions.high_needs_block.formula and block against the published block of every authority,
and arithmetic in exact decimals.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

import hnb
from hnb.questions.high_needs_block import formula
from hnb.questions.high_needs_block import model as block
from hnb.questions.high_needs_block.supposed import suppose

NAMES = (
    "high_needs_formula",
    "basic_entitlement",
    "special_school_pupils",
    "high_needs_deductions",
    "population",
)


@pytest.fixture(scope="module")
def tables():
    return hnb.tables_for("high_needs_block")


@pytest.fixture(scope="module")
def rebuilt(tables):
    return formula.rebuild(*(tables[name] for name in NAMES[:3]))


@pytest.fixture(scope="module")
def made(tables):
    return block.answer(tables, hnb.ask("Leicestershire", financial_year="2023-24"))


@pytest.mark.parametrize("authority", ["Leicestershire", "Camden", "Kent", "Rutland"])
def test_the_line_that_differs_most_is_never_the_allocation_which_is_most_of_the_block(
    tables, authority
):
    result = block.answer(tables, hnb.ask(authority, financial_year="2023-24"))
    others = [line for line in result.lines if line.label != formula.ALLOCATION]
    assert len(others) == len(result.lines) - 1
    assert result.widest == max(others, key=lambda line: abs(line.difference.number))


def _closed(book) -> int:
    return (book["rebuilt"] == book["total"]).sum()


def test_block_is_rebuilt_to_the_pound_for_every_authority_and_year(rebuilt):
    assert _closed(rebuilt) == len(rebuilt) == 149 + 150 + 150 + 151


def test_a_pound_more_in_any_line_would_not_close(tables):
    changed = tables["high_needs_formula"].copy()
    mine = changed["la_code"].eq(855) & changed["formula_line"].eq("special free schools")
    changed.loc[mine, "amount_gbp"] += 1
    assert _closed(formula.rebuild(changed, *(tables[name] for name in NAMES[1:3]))) == 600 - 4


def test_printed_basis_gives_every_additional_allocation_but_two_to_the_pound(rebuilt):
    given = rebuilt[rebuilt["additional allocation"].notna()]
    missed = given[given["share"] != given["additional allocation"]]
    assert list(missed["la_code"]) == [334, 815] and set(missed["financial_year"]) == {"2022-23"}
    assert set(missed["additional allocation"] - missed["share"]) == {1}


def test_hidden_rounding_of_the_basis_that_gives_them_all_is_less_than_a_pound_an_authority(
    rebuilt,
):
    hidden = {}
    for year, pot in formula.POTS.items():
        given = rebuilt[rebuilt["financial_year"].eq(year)].dropna(subset=formula.ADDITIONAL)
        basis, shares = (given[name].astype(int) for name in (formula.BASIS, formula.ADDITIONAL))
        hidden[year] = formula.unseen(pot, list(basis), list(shares))
    assert hidden["2023-24"] == 0 and 0 < hidden["2022-23"] < 150


def test_entitlement_is_rounded_up_in_exact_decimals():
    assert (
        formula.entitlement(4830.86, 100) == 483086
    )  # 4830.86 * 100 is 483086.00000000006 in binary fractions
    assert formula.entitlement(4660.01, 1750.99) == Decimal(8159631)  # 8,159,630.9099


def test_shares_are_in_proportion_and_rounded_up():
    assert formula.shared(100, [1, 1, 1]) == [34, 34, 34] and formula.shared(100, [1, 3]) == [
        25,
        75,
    ]


def test_basis_with_which_no_sum_gives_the_shares_is_told():
    assert formula.unseen(100, [1, 1], [10, 90]) is None


def test_lines_add_up_to_the_block_and_their_differences_to_its_difference(made):
    assert (
        sum(line.own.value for line in made.lines)
        == made.total.own.value
        == made.rebuilt.value
        == 104525870
    )
    assert sum(line.difference.value for line in made.lines) == pytest.approx(
        made.total.difference.value
    )
    assert sum(line.own.value for line in made.deductions) == made.deducted.own.value == 13437003


def test_comparators_and_england_are_sums_over_sums(made, tables):
    ask, book = made.ask, formula.rebuild(*(tables[name] for name in NAMES[:3]))
    now = book[book["financial_year"] == "2023-24"].set_index("la_code")["total"]
    population = tables["population"].query("basis == 'estimate' and mid_year == 2023")
    held = population[population["age_group"].isin([str(age) for age in range(2, 19)])]
    people = held.groupby("la_code")["people"].sum()
    codes = list(ask.main.codes)
    assert made.total.comparators.value == pytest.approx(now[codes].sum() / people[codes].sum())
    assert made.total.england.value == pytest.approx(now.sum() / people[now.index].sum())


def test_supposed_numbers_move_the_block_by_arithmetic_and_not_at_all_where_none_is_given(
    made, tables
):
    units = tables["basic_entitlement"]
    more, moved, rate, together = suppose(made, units, pupils=100, balance=-10, national_gbp=5000)
    assert (more.change.value, moved.change.value, rate.change.value) == (
        466000,
        -60000,
        340 * 2163,
    )
    assert together.change.value == 2263 * 5000 - 2163 * 4660 - 60000
    assert (
        together.block.value == 104525870 + together.change.value
        and together.supposed == "as above"
    )
    assert suppose(made, units) == ()


def test_national_rate_is_moved_by_the_area_cost_adjustment(tables):
    camden = block.answer(tables, hnb.ask("Camden", financial_year="2023-24"))
    (rate,) = suppose(camden, tables["basic_entitlement"], national_gbp=4661)
    unit = Decimal(repr(camden.unit.value))
    after = (unit * 4661 / 4660).quantize(Decimal("0.01"))
    pupils = Decimal(repr(camden.pupils.value))
    assert rate.change.value == pytest.approx(float((after - unit) * pupils), abs=1)


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("City of London", "the high needs formula for 2023-24 gives no figure for City of London"),
        ("Cumbria", "Cumbria closed on 1 April 2023; see Cumberland and Westmorland and Furness"),
    ],
)
def test_authority_without_a_block_is_told_why_and_never_nought(tables, who, reason):
    made = block.answer(tables, hnb.ask(who, financial_year="2023-24"))
    assert (
        not made.published and made.total.own.reason == reason and made.total.per_head.value is None
    )
    assert suppose(made, tables["basic_entitlement"], pupils=1) == ()


def test_year_without_a_population_of_those_ages_uses_one_that_is_held_and_says_so(tables):
    made = block.answer(tables, hnb.ask("Leicestershire", financial_year="2020-21"))
    assert made.per == "residents aged 0 to 17 (estimate before revision)"
    assert {rows.table for rows in made.total.per_head.rows} == {"high_needs_formula", "population"}

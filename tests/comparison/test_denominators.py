"""hnb.comparison.denominators against arithmetic."""

import pytest

from hnb.comparison import denominators
from hnb.parameters import DENOMINATORS
from tests.comparison.case import plans, population


@pytest.mark.parametrize(
    ("held", "chosen"),
    [
        ({2022, 2023, 2024}, 2024),
        ({2022, 2023}, 2023),
        ({2025}, 2025),
        ({2022}, None),
        ({2026}, None),
        (set(), None),
    ],
)
def test_a_january_goes_with_the_summer_before_then_a_year_earlier_then_the_summer_after(
    held, chosen
):
    assert denominators.mid_year_for(2025, held) == chosen


def test_rates_are_plans_over_residents():
    table = denominators.rates(plans(), population()).set_index(
        ["la_code", "january", "denominator"]
    )
    row = table.loc[(855, 2025, "0 to 17")]
    assert (row["plans"], row["people"], row["mid_year"]) == (720, 18000, 2024)
    assert row["rate_per_1000"] == pytest.approx(40)


def test_single_years_of_age_are_added_up():
    table = denominators.rates(plans(), population()).set_index(
        ["la_code", "january", "denominator"]
    )
    assert table.loc[(855, 2025, "2 to 18"), "people"] == pytest.approx(18000 * 17 / 18)
    assert (855, 2025, "0 to 25") not in table.index


def test_one_missing_year_of_age_leaves_the_authority_out():
    lacking = population()
    lacking.loc[lacking["la_code"].eq(850) & lacking["age_group"].eq("7"), "people"] = None
    codes = denominators.rates(plans(), lacking).query(
        "denominator == '2 to 18' and january == 2025"
    )["la_code"]
    assert 850 not in set(codes)
    assert 855 in set(codes)


def test_a_missing_count_or_no_residents_is_no_rate():
    nobody = population().assign(people=0.0)
    assert denominators.rates(plans(), nobody).empty
    assert 830 not in set(
        denominators.rates(plans(), population()).query("january == 2025")["la_code"]
    )


def test_everyone_has_the_same_mid_year_in_one_january():
    late = population()
    late = late[~(late["la_code"].eq(850) & late["mid_year"].eq(2024))]
    table = denominators.rates(plans(), late).query("january == 2025 and denominator == '0 to 17'")
    assert set(table["mid_year"]) == {2024}
    assert 850 not in set(table["la_code"])


def test_every_denominator_that_can_be_asked_for_is_known_and_names_its_mismatch():
    assert set(denominators.ALL) == set(DENOMINATORS)
    assert all(len(each.mismatch) > 40 for each in denominators.ALL.values())


def test_no_tables_give_no_rates():
    assert denominators.rates(plans().iloc[:0], population()).empty
    assert denominators.rates(plans(), population().iloc[:0]).empty

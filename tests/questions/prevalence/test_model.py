"""hnb.questions.prevalence.model against arithmetic, statsmodels' exact intervals, and
published answers.
"""

from dataclasses import replace

import numpy as np
import pytest
from statsmodels.stats.rates import confint_poisson

import hnb
from hnb.comparison.denominators import ALL
from hnb.questions.prevalence import model as prevalence
from hnb.tables import Tables
from tests.comparison.case import population
from tests.questions.prevalence.case import CLOSED, NEW, OLD, ask, compared, tables, whole

# over 0 to 17 at January 2025: 855 has 40 per 1,000; 850 30, 860 30, 931 45, 926 60


def every(result):
    """Among each set of comparators over each population, the headline's first."""
    return [among for over in result.over.values() for among in over.groups]


def test_rate_is_plans_per_1000_with_an_exact_interval():
    result = compared()
    assert (result.plans.value, result.rate.value) == (720, pytest.approx(40))
    low, high = confint_poisson(720, 18000, method="exact-c")
    assert (result.rate.low, result.rate.high) == pytest.approx((1000 * low, 1000 * high))
    assert result.rate.text == "40.0 per 1,000"
    assert "0 to 17" in result.rate.scope and "mid-2024" in result.rate.scope


def test_comparators_mean_median_range_and_number():
    main = compared().main
    assert main.mean.value == pytest.approx((30 + 30 + 45) / 3)
    assert (main.median.value, main.lowest.value, main.highest.value) == pytest.approx((30, 30, 45))
    assert (main.used.value, main.group.value, main.rank.value) == (3, 4, 2)


def test_difference_is_over_the_rate_of_the_median_comparator():
    gap = compared().main.difference
    expected = 18000 * 600 / 20000  # of 30, 30 and 45 per 1,000
    assert gap.value == pytest.approx(720 - expected)
    low, high = confint_poisson(720, 1, method="exact-c")
    assert (gap.low, gap.high) == pytest.approx((low - expected, high - expected))
    assert "median" in gap.calculation


def test_the_authority_itself_is_not_needed_for_its_comparators_figures():
    main = compared(909, january=2025, closed=CLOSED).main
    assert main.mean.value == pytest.approx(35)
    assert main.rank.value is None


def test_each_list_and_each_denominator_is_shown_the_headline_first():
    result = compared()
    shown = [(each.comparators.vintage, each.compared.measure.name) for each in every(result)]
    narrow, wide = "plans_0_to_17", "plans_2_to_18"
    assert shown == [(2025, narrow), (2021, narrow), (2025, wide), (2021, wide)]
    assert [each.comparators for each in result.by_list] == [NEW, OLD]
    assert list(result.over) == ["0 to 17", "2 to 18"]
    assert result.over["2 to 18"].own.value == pytest.approx(40 * 18 / 17)


def test_a_comparator_without_a_rate_is_left_out_with_its_reason():
    old = compared().by_list[1]
    assert old.used.value == 3
    assert old.why_left_out == {
        909: "last counted at January 2023",
        830: "last counted at January 2024",
    }
    early = compared(january=2023, comparators=(OLD, NEW)).main
    assert early.why_left_out[926] == "first counted at January 2024"
    assert early.why_left_out[909] == "no value at January 2023"  # it had plans, and no residents


def test_standing_is_by_quartiles_and_side_by_the_median():
    result = compared()
    assert (result.main.standing, result.main.side) == (
        "above",
        "above",
    )  # 30, 30, 45: quartile 37.5, median 30
    assert (result.by_list[1].standing, result.by_list[1].side) == ("in the middle", "below")
    assert compared(850).main.standing == ""  # two others are too few to say


def test_the_answer_is_tried_with_each_list_population_january_and_one_fewer():
    result = compared()
    answers = {(each.kind, each.label): (each.standing, each.holds) for each in result.alternatives}
    assert answers["list", OLD.name] == ("in the middle", False)
    assert answers["denominator", "residents aged 2 to 18 (estimate)"] == ("above", True)
    assert answers["year", "January 2023"] == ("above", True)
    assert "list" in result.flips and "denominator" not in result.flips
    assert ("neighbour", "Hampshire") not in answers  # leaving one of three out leaves too few


def test_leaving_one_neighbour_out_can_change_the_answer():
    five = OLD.__class__("five", (850, 860, 931, 926, 800), 2025)
    answers = {
        e.label: e for e in compared(comparators=(five,)).alternatives if e.kind == "neighbour"
    }
    rates = {850: 30, 860: 30, 931: 45, 926: 60, 800: 33}
    assert answers["Hampshire"].standing == "in the middle"
    without = np.quantile([rate for code, rate in rates.items() if code != 926], 0.75)
    assert (answers["Norfolk"].standing == "above") == (without < 40)


def test_the_one_that_pulls_the_mean_most_is_named():
    main = compared(comparators=(OLD.__class__("four", (850, 860, 931, 926)), NEW)).main
    assert main.furthest == 926  # 30, 30, 45 and 60 have the mean 41.25
    assert main.mean_without_one.value == pytest.approx(35)


def test_a_list_later_than_the_january_is_said_to_be():
    assert compared(january=2024).main.later_list
    assert not compared(january=2025).main.later_list


def test_rank_in_england_has_its_number():
    result = compared()
    assert (result.rank_in_england.value, result.ranked_in_england.value) == (3, 10)


def test_england_and_the_region_are_the_publishers_own_totals():
    result = whole()
    assert (result.england.value, result.region.value) == pytest.approx((50, 45))
    assert result.england.rows[0].where == {"january": 2025}
    assert [rows.table for rows in result.england.rows] == ["ehc_plans", "population"]
    assert result.region.rows[0].where["region"] == "East Midlands"


def test_without_totals_england_has_a_reason():
    assert compared().england.reason == "no count of England is available for January 2025"


def test_growth_is_over_five_years_or_since_the_first_january():
    growth = compared().growth
    assert (growth.since, growth.own.value) == (2023, pytest.approx(20))
    assert growth.comparators.value == pytest.approx(100 * (1350 / 750 - 1))
    assert compared(926).growth.since == 2024
    assert compared(420).growth.own.reason == (
        "earlier plans are available for January 2023 to January 2025, not for January 2020"
    )
    assert whole().growth.england.reason == "no count of England is available for January 2025"


def test_series_has_the_band_of_the_comparators_by_january():
    table = compared().over["0 to 17"].series.dropna(subset="own")
    assert list(table.index) == [2023, 2024, 2025]
    assert table.loc[2025, ["own", "lowest", "median", "highest"]].tolist() == pytest.approx(
        [40, 30, 30, 45]
    )
    assert table.loc[2023, "used"] == 3


def test_a_denominator_that_is_not_held_gives_way_and_says_so():
    result = compared(denominator="0 to 25")
    assert result.denominator == "2 to 18"
    assert result.note.startswith(
        "Numbers of residents aged 0 to 25 (estimate) are not in the editions used here for January 2025"
    )
    assert compared(denominator="2 to 18").note == ""


@pytest.mark.parametrize(
    ("code", "asked", "reason"),
    [
        (
            909,
            {"january": 2025, "closed": CLOSED},
            "Cumbria closed on 1 April 2023",
        ),
        (
            926,
            {"january": 2023, "opened": CLOSED},
            "Norfolk opened on 1 April 2023",
        ),
        (
            830,
            {"january": 2025},
            "no count of plans in Derbyshire for January 2025 is available (published as suppressed)",
        ),
        (
            420,
            {"january": 2019},
            "plans are available for January 2023 to January 2025, not for January 2019",
        ),
    ],
)
def test_an_authority_without_a_count_has_the_reason_and_no_figure(code, asked, reason):
    result = compared(code, **asked)
    for figure in (
        result.plans,
        result.rate,
        result.rank_in_england,
        result.main.rank,
        result.main.difference,
    ):
        assert (figure.value, figure.reason) == (None, reason)
    assert (result.place, result.alternatives, result.flips) == ("not available", (), ())


def test_an_authority_with_a_count_and_no_residents_has_its_count():
    result = compared(909, january=2023)
    assert result.plans.value == 500
    assert result.rate.reason.startswith("no count of residents aged 0 to 17")
    assert "in Cumbria" in result.rate.reason


def test_an_authority_that_no_list_names_has_the_reason():
    nobody = (NEW.__class__("statistical neighbours (2025 list)", (), 2025),)
    main = compared(comparators=nobody).main
    assert (
        main.mean.reason
        == "there is no list of statistical neighbours (2025 list) for Leicestershire"
    )
    assert main.difference.reason == main.mean.reason


def test_comparators_without_any_rate_have_the_reason():
    main = compared(
        comparators=(NEW.__class__("the authorities named", (909,), None, "list"),)
    ).main
    assert main.mean.reason == "none of the authorities named has both counts for January 2025"
    assert main.used.value == 0


def test_a_tiny_authority_is_not_judged():
    assert compared(420).place == "too small"


def test_figures_of_different_sets_have_different_names():
    result = compared()
    names = [figure.name for each in every(result) for figure in (each.own, each.mean, each.rank)]
    assert len(set(names)) == len(names) == 12
    tag = ".statistical_neighbours_2021_list.2_to_18"
    assert every(result)[3].mean.name == f"prevalence.comparators_mean_per_1000{tag}"
    assert every(result)[3].used.name == f"prevalence.comparators_used{tag}"


def test_every_figure_names_the_rows_and_releases_it_rests_on():
    for figure in compared().figures:
        if figure.value is not None:
            assert figure.releases, figure.name
    rows = {row.table: row.where for row in compared().rate.rows}
    assert rows["ehc_plans"] == {"la_code": 855, "january": 2025}
    assert rows["population"]["mid_year"] == 2024


def test_a_population_that_few_have_is_not_counted_against():
    people = population()
    narrow = people["age_group"].eq("0 to 17")
    extract = people[narrow | people["la_code"].isin([855, 850])]
    result = prevalence.answer(tables(extract), ask(denominator="2 to 18"))
    assert list(result.over) == ["0 to 17"]
    assert (result.rate.value, result.main.used.value) == (pytest.approx(40), 3)
    assert result.note.startswith(
        "Numbers of residents aged 2 to 18 (estimate) are published for too few areas"
    )


def test_populations_of_ones_own_can_be_counted_against():
    halved = replace(ALL["2 to 18"], name="2 to 10", ages=tuple(map(str, range(2, 11))))
    populations = {"0 to 17": ALL["0 to 17"], "2 to 10": halved}
    result = prevalence.answer(tables(), ask(), populations=populations)
    assert result.over["2 to 10"].own.value == pytest.approx(720 / (18000 * 9 / 18) * 1000)


# Published answers


@pytest.fixture(scope="module")
def published() -> Tables:
    """Both tables as they are embedded."""
    return hnb.tables_for("prevalence")


@pytest.mark.parametrize(
    ("comparators", "mean", "median"),
    [("neighbours 2021", 36.3, 36.5), ("neighbours 2025", 34.7, 36.7)],
)
def test_leicestershire_in_january_2021_over_the_projection(published, comparators, mean, median):
    asked = hnb.ask(
        "Leicestershire", january=2021, comparators=comparators, denominator="2 to 18 (projection)"
    )
    result = prevalence.answer(published, asked)
    assert (result.plans.value, result.rate.text) == (5288, "37.8 per 1,000")
    assert (round(result.main.mean.value, 1), round(result.main.median.value, 1)) == (mean, median)


def test_leicestershire_is_below_both_lists_by_january_2024(published):
    result = prevalence.answer(published, hnb.ask("Leicestershire", january=2024))
    for each in every(result):
        assert each.own.value < min(each.mean.value, each.median.value)
    assert prevalence.answer(published, hnb.ask("Leicestershire", january=2025)).plans.value == 7196


def test_no_authority_breaks_it(published):
    from hnb.domain import areas

    for one in areas.everyone()[::25]:
        result = prevalence.answer(published, hnb.ask(one.la_code))
        assert all(figure.value is not None or figure.reason for figure in result.figures)

"""hnb.disclosure.plan against tables whose answer can be worked out by hand."""

from dataclasses import replace

import pandas as pd
import pytest

from hnb.council.deriving.published_shape import census_tables
from hnb.council.deriving.reconciliation import COUNTED, RECORDS, SECOND, is_the_count
from hnb.disclosure.plan import plan
from hnb.disclosure.population import CrossTab, Declared, Measured, Population, Relation
from hnb.disclosure.register import Released, ReleasedCell
from hnb.disclosure.rules import Rules
from hnb.domain.errors import ParameterError
from tests.conftest import frame
from tests.disclosure.random_councils import DAY, rows_of

TOTAL = CrossTab("council_plans", fixed=DAY)
BY_AGE = CrossTab("council_plans_by_age", {"age": "age"}, DAY)
BY_NEED = CrossTab("council_plans_by_need", {"need": "need"}, DAY)
BY_BOTH = CrossTab(
    "council_plans_by_need_and_placement", {"need": "need", "placement_group": "group"}, DAY
)


def planned(*populations, relations=(), rules=None, released=None, **more):
    declared = Declared(tuple(populations), tuple(relations), **more)
    return plan(declared, rules or Rules(), 855, released or Released())


def by_age(**counts):
    return Population("plans", rows_of(counts, "age"), (TOTAL, BY_AGE))


def shown(plan, table="council_plans_by_age"):
    """Values of a frame in its order, `c` where they are withheld."""
    values = plan.frames[table].iloc[:, -2]
    return ["c" if pd.isna(value) else value for value in values]


def test_frame_has_the_columns_of_its_table_and_the_status_of_each_cell():
    ages = planned(by_age(a=2, b=9, c=20)).frames["council_plans_by_age"]
    expected = frame("""
        la_code  as_at       age  plans  status
            855  2026-11-30  a        .  suppressed
            855  2026-11-30  b        .  suppressed
            855  2026-11-30  c       20  published
    """)
    pd.testing.assert_frame_equal(ages, expected, check_dtype=False)
    assert ages.dtypes.astype(str).to_dict()["plans"] == "Int32"


def test_one_small_count_takes_the_smallest_other_with_it():
    answer = planned(by_age(a=2, b=9, c=20))
    assert (shown(answer), shown(answer, "council_plans")) == (["c", "c", 20], [31])


def test_no_count_is_withheld_where_none_is_small():
    assert shown(planned(by_age(a=6, b=9, c=0))) == [6, 9]


def test_two_small_counts_whose_sum_is_small_take_a_third():
    assert shown(planned(by_age(a=2, b=3, c=20, d=25))) == ["c", "c", "c", 25]


def test_two_small_counts_that_can_change_places_take_no_other():
    assert shown(planned(by_age(a=1, b=5, c=20))) == ["c", "c", 20]


def test_small_total_is_withheld_with_all_that_is_within_it():
    listed = CrossTab(BY_AGE.table, BY_AGE.by, DAY, {"age": ("a", "b", "z")})
    rows = rows_of({"a": 1, "b": 1}, "age")
    answer = planned(Population("plans", rows, (TOTAL, listed)))
    assert (shown(answer), shown(answer, "council_plans")) == (["c", "c", "c"], ["c"])


def test_zeros_are_shown_or_withheld_as_is_set():
    listed = CrossTab(BY_AGE.table, BY_AGE.by, DAY, {"age": ("z", "a", "b", "d")})
    rows = rows_of({"a": 3, "b": 30, "d": 40}, "age")
    population = Population("plans", rows, (TOTAL, listed))
    assert shown(planned(population)) == [0, "c", "c", 40]
    # the zero can be 0 to 5 only if the 3 gives way or the 30 does
    assert shown(planned(population, rules=Rules(zeros="withheld"))) == ["c", "c", "c", 40]


def test_four_corners_of_a_square_protect_one_cell():
    counts = {("x", "g"): 3, ("x", "h"): 20, ("y", "g"): 30, ("y", "h"): 40}
    counts |= {("z", "g"): 50, ("z", "h"): 60}
    rows = rows_of(counts, "need", "group")
    by_group = CrossTab("council_plans_by_school", {"school": "group"}, DAY)
    answer = planned(Population("plans", rows, (TOTAL, BY_BOTH, BY_NEED, by_group)))
    assert shown(answer, BY_BOTH.table) == ["c", "c", "c", "c", 50, 60]
    assert shown(answer, BY_NEED.table) == [23, 70, 110]


def test_ages_in_bands_are_protected_within_the_band_that_shows_its_total():
    ages = {("young", "1"): 2, ("young", "2"): 8, ("young", "3"): 30, ("old", "4"): 9}
    rows = rows_of(ages, "band", "age")
    by_band = CrossTab("council_plans_by_need", {"need": "band"}, DAY)
    answer = planned(Population("plans", rows, (TOTAL, by_band, BY_AGE), implied={"age": "band"}))
    assert shown(answer) == ["c", "c", 30, 9]
    assert shown(answer, by_band.table) == [9, 40]


def test_complement_across_two_tables_of_one_population_is_protected():
    # all but two with a plan are in the need x: the two others are all who are left of the total
    rows = rows_of({"x": 29}, "need")
    rows = pd.concat([rows, pd.DataFrame({"need": [None, None]})])
    answer = planned(Population("plans", rows, (TOTAL, BY_NEED)))
    assert [*shown(answer, "council_plans"), *shown(answer, BY_NEED.table)].count("c") == 1


def test_complement_across_two_populations_is_protected_by_their_relation():
    one = Population("plans", rows_of({"x": 29}, "need"), (TOTAL,))
    school = CrossTab("council_plans_by_school", {"school": "school"}, DAY)
    rows = rows_of({"here": 27, "there": 2}, "school")
    relation = Relation(
        (
            (1, ("council_plans", "855", "2026-11-30")),
            (-1, (school.table, "855", "2026-11-30", "here")),
            (-1, (school.table, "855", "2026-11-30", "there")),
        )
    )
    answer = planned(one, Population("by school", rows, (school,)), relations=[relation])
    assert shown(answer, "council_plans") + shown(answer, school.table) == [29, "c", "c"]


@pytest.mark.parametrize(("weight", "headline"), [(1, "c"), (None, 203)])
def test_total_of_a_january_stays_where_more_cells_of_other_tables_can_go(weight, headline):
    # without the total, three tables and the reconciliation would need no second cell each
    counts = {("under 5", "a", "x"): 3, ("5 to 10", "b", "y"): 100, ("11 to 15", "d", "z"): 100}
    rows = rows_of(counts, "age", "need", "placement")
    rows = rows.assign(placement_group=rows["placement"], chosen=None)
    tabs = [tab for tab in census_tables(2026) if tab.table != "council_reconciliation"]
    tabs = [replace(tab, weight=weight or tab.weight, categories={}) for tab in tabs]
    fixed = {"january": 2026}
    reasons = CrossTab("council_reconciliation", {"reason": "reason"}, fixed)
    records = CrossTab(reasons.table, fixed={**fixed, "reason": RECORDS})
    answer = planned(
        Population("plans", rows, tuple(tabs), implied={"placement": "placement_group"}),
        Population("records", rows_of({COUNTED: 203, SECOND: 3}, "reason"), (records, reasons)),
        relations=[is_the_count(2026, 855)],
    )
    assert shown(answer, "ehc_plans") == [headline]
    withheld = shown(answer, reasons.table)
    assert withheld == (["c", 203, "c"] if headline == 203 else [206, "c", "c"])
    assert not answer.given_away
    assert shown(answer, "ehc_plans_by_age").count("c") == (2 if headline == 203 else 1)


def test_released_again_unchanged_is_as_it_was():
    first = planned(by_age(a=2, b=9, c=20))
    again = planned(by_age(a=2, b=9, c=20), released=first.released)
    assert shown(again) == shown(first)
    # had the small count grown, the 9 that protected it would still give it away
    assert shown(planned(by_age(a=7, b=9, c=20), released=first.released)) == ["c", "c", 20]


def test_cell_that_changes_by_few_is_withheld_with_what_would_give_it_away():
    first = planned(by_age(a=10, b=9, c=20))
    assert shown(first) == [10, 9, 20]
    later = planned(by_age(a=12, b=9, c=20), released=first.released)
    assert shown(later) == ["c", 9, 20]
    assert shown(later, "council_plans") == ["c"]
    much_later = planned(by_age(a=16, b=9, c=20), released=first.released)
    assert shown(much_later) == [16, 9, 20]


def test_cell_that_a_reader_knows_protects_no_other():
    first = planned(Population("plans", rows_of({"b": 9, "c": 20}, "age"), (BY_AGE,)))
    assert shown(first) == [9, 20]
    later = planned(by_age(a=2, b=9, c=20), released=first.released)
    assert (shown(later), shown(later, "council_plans")) == (["c", 9, 20], ["c"])


def stock_and_flow(stock, starts, ceased, *, before, was_withheld=False):
    month = {"month": "2026-11"}
    flows = CrossTab("council_flows", {"flow": "flow"}, month)
    then = ("council_plans", "855", "2026-10-31")
    relation = Relation(
        (
            (1, ("council_plans", "855", "2026-11-30")),
            (-1, then),
            (-1, (flows.table, "855", "2026-11", "plans issued")),
            (1, (flows.table, "855", "2026-11", "plans ceased")),
        )
    )
    cell = ReleasedCell(None if was_withheld else float(before), was_withheld)
    answer = planned(
        Population("plans on 2026-11-30", rows_of({"a": stock}, "age"), (TOTAL,)),
        Population(
            "flows of 2026-11",
            rows_of({"plans issued": starts, "plans ceased": ceased}, "flow"),
            (flows,),
        ),
        relations=[relation],
        released=Released({"plans on 2026-10-31": {then: cell}}),
    )
    return shown(answer, flows.table), shown(answer, "council_plans")


def test_few_starts_in_a_month_are_not_the_change_of_the_stock():
    assert stock_and_flow(94, 4, 10, before=100) == (["c", "c"], [94])
    assert stock_and_flow(110, 20, 10, before=100) == ([10, 20], [110])


def test_stock_that_was_withheld_stays_as_open_as_it_was():
    flows, stock = stock_and_flow(110, 20, 10, before=100, was_withheld=True)
    assert (flows + stock).count("c") == 1


def costs(*amounts, columns=("need", "contributor", "amount_gbp")):
    rows = pd.DataFrame(amounts, columns=list(columns))
    payments = CrossTab("council_payments", {"payment_kind": "need"}, {"month": "2026-11"})
    total = CrossTab(
        "council_payments", {}, {"month": "2026-11", "payment_kind": "everything together"}
    )
    return Population("costs", rows, (total, payments), value="amount")


LARGE = [("many", f"provider {number}", 500.0) for number in range(10)]


def test_amount_of_few_children_is_withheld_with_one_that_is_wide_enough():
    few = [("few", f"provider {number}", 250.0) for number in range(4)]
    little = [("little", f"provider {number}", 6.0) for number in range(10)]
    answer = planned(costs(*LARGE, *few, *little))
    # the few have £1,000, which must be able to be £1,100: the little, of £60, cannot give so much
    assert shown(answer, "council_payments") == [6060, "c", 60, "c"]


def test_amount_that_shows_the_largest_provider_to_the_second_is_withheld():
    shares = [
        ("two", "a", 1000.0),
        ("two", "b", 400.0),
        *(("two", f"s{i}", 9.0) for i in range(11)),
    ]
    # £99 of others is less than a tenth of £1,000: b could tell a's fee to within 10%
    assert shown(planned(costs(*LARGE, *shares)), "council_payments")[1:] == ["c", "c"]
    shares.append(("two", "s12", 1.0))
    assert shown(planned(costs(*LARGE, *shares)), "council_payments")[1:] == [5000, 1500]


def test_children_are_counted_where_rows_are_many():
    rows = [("few", f"child {number % 3}", 100.0) for number in range(30)]
    columns = ("need", "child", "amount_gbp")
    assert shown(planned(costs(*rows, columns=columns)), "council_payments") == ["c", "c"]


def averages(**children):
    rows = pd.DataFrame(
        [
            {"need": need, "child": f"{need} {number}", "amount_gbp": 1000.0 + number}
            for need, count in children.items()
            for number in range(count)
        ]
    )
    fixed = {**DAY, "split": "need", "location": "all"}
    places = CrossTab("council_places", {"category": "need"}, fixed, {"category": ("z",)})
    cost = CrossTab("council_average_costs", {"category": "need"}, fixed, {"category": ("z",)})
    return (
        Population("costs", rows, (cost,), value="average", counted_by="places"),
        Population("places", rows, (places,)),
    )


def test_average_is_shown_only_where_its_children_are():
    answer = planned(*averages(a=3, b=10, c=21))
    assert shown(answer, "council_places") == [0, "c", 10, 21]
    assert shown(answer, "council_average_costs") == ["c", 1004.5, 1010.0]


def test_average_stays_with_the_count_that_protects_another():
    places, cost = averages(a=3, b=10, c=21)
    total = CrossTab(
        "council_places", {}, {**DAY, "split": "all", "location": "all", "category": "all"}
    )
    cost = Population("places", cost.rows, (*cost.tables, total))
    answer = planned(places, cost)
    assert shown(answer, "council_places") == [0, "c", "c", 21, 34]
    assert shown(answer, "council_average_costs") == ["c", "c", 1010.0]


def test_median_of_few_children_is_withheld():
    waits = pd.DataFrame(
        {
            "as_at": "2026-11-30",
            "requests_of": ["2025", "2026", "2027"],
            "quantile": "median",
            "weeks": [20.5, 30.0, None],
            "children": [10, 9, 0],
        }
    )
    answer = planned(measured=(Measured("council_weeks_to_plan", waits),))
    assert shown(answer, "council_weeks_to_plan") == [20.5, "c", "c"]
    assert "children" not in answer.frames["council_weeks_to_plan"]


def _changes(setting, day="2026-11-30", schools=("Ash", "Birch")):
    frame = pd.DataFrame(
        [(day, school, change, int(change == "within 5%"), 12) for school in schools
         for change in ("loses 5 to 20%", "within 5%")],
        columns=["as_at", "category", "change_class", "schools", "children"],
    )  # fmt: skip
    return (Measured("council_top_up_changes", frame, setting=setting),)


def test_who_was_told_of_by_one_setting_is_told_of_by_no_other():
    """Classes of one school under two cards tell more of its children than each alone."""
    first = planned(measured=_changes("card a", schools=("Ash",)))
    assert shown(first, "council_top_up_changes") == [0, 1]
    again = planned(measured=_changes("card a"), released=first.released)
    assert shown(again, "council_top_up_changes") == [0, 1, 0, 1]
    for day in ("2026-11-30", "2026-12-31"):
        other = planned(measured=_changes("card b", day), released=first.released)
        assert shown(other, "council_top_up_changes") == ["c", "c", 0, 1]
        # what another setting withheld is not known, so the first may go on
        both = first.released.followed_by(other.released)
        on = planned(measured=_changes("card a", schools=("Ash",)), released=both)
        assert shown(on, "council_top_up_changes") == [0, 1]
    text = first.released.to_json("2026-11-30", "a paper")
    kept = Released.from_json([text])
    later = planned(measured=_changes("card b"), released=kept)
    assert shown(later, "council_top_up_changes") == ["c", "c", 0, 1]


def test_table_about_nobody_is_left_as_it_is():
    budget = pd.DataFrame({"amount_gbp": [1.0], "status": ["published"]})
    frame = planned(open_tables={"council_commitments": budget}).frames["council_commitments"]
    pd.testing.assert_frame_equal(frame, budget, check_dtype=False)


def test_rows_about_nobody_stand_with_what_was_planned_of_their_table():
    budget = pd.DataFrame(
        {
            "la_code": [855],
            "month": ["2026-11"],
            "payment_kind": ["budget"],
            "amount_gbp": [5.0],
            "status": ["published"],
        }
    )
    name = "council_payments"
    answer = planned(costs(*LARGE), open_tables={name: budget})
    assert shown(answer, name) == [5000, 5000, 5]
    with pytest.raises(ParameterError, match="a row stands in it already"):
        planned(costs(*LARGE), open_tables={name: budget.assign(payment_kind="many")})


def test_summary_counts_what_is_lost_and_register_has_no_withheld_value():
    answer = planned(by_age(a=2, b=9, c=20))
    total, ages = answer.summary
    assert (ages.cells, ages.primary, ages.secondary, ages.lost_share) == (3, 1, 1, 2 / 3)
    assert (total.cells, total.primary, total.secondary) == (1, 0, 0)
    cells = answer.released.populations["plans"].values()
    assert [cell.shown for cell in cells] == [31, None, None, 20]


def test_one_plan_is_made_of_one_state_of_the_data():
    rows = rows_of({("x", "g"): 3, ("x", "h"): 4, ("y", "g"): 9, ("y", "h"): 8}, "need", "group")
    first, second = (planned(Population("plans", rows, (TOTAL, BY_NEED, BY_BOTH))) for _ in "ab")
    assert first.released == second.released


def test_what_does_not_fit_together_is_refused():
    with pytest.raises(ParameterError, match="two populations have one name"):
        planned(by_age(a=9), by_age(b=9))
    other = Population("other plans", rows_of({"a": 9}, "age"), (TOTAL,))
    with pytest.raises(ParameterError, match="both have the same cell of council_plans"):
        planned(by_age(a=9), other)
    cost, places = averages(a=9)
    with pytest.raises(ParameterError, match="no counts are declared as 'places'"):
        planned(cost)
    cells = [(table, "855", DAY["as_at"], "need", "a", "all") for table in ("council_average_costs", "council_places")]  # fmt: skip
    with pytest.raises(ParameterError, match="a cell of council_places is related"):
        planned(cost, places, relations=[Relation(((1, cells[0]), (-1, cells[1])))])

"""hnb.questions.requests_to_plans.model on the published tables, against figures of the publishers'
own files and arithmetic.
"""

from dataclasses import replace
from functools import cache

import pytest

import hnb
from hnb.comparison.compared import compare
from hnb.comparison.counts import Counts
from hnb.comparison.measures.catalogue import MEASURES
from hnb.domain.errors import CheckError
from hnb.figures import change
from hnb.questions.requests_to_plans import model as flow
from hnb.questions.requests_to_plans import text
from hnb.tables import Tables

ENGLAND_RESIDUALS = (-2.4, -2.6, -1.5)  # per cent of the mean of both Januaries, 2022 to 2024


@cache
def tables():
    return hnb.tables_for("requests_to_plans")


@cache
def described(who="Leicestershire", january=2025) -> flow.RequestsToPlans:
    return flow.answer(tables(), hnb.ask(who, january=january))


def test_requests_and_refusals_are_those_published():
    assert described()["refused_percent"].whole.value == 1582
    assert described()["refused_percent"].own.value == pytest.approx(100 * 276 / 1582)
    assert described(january=2023)["refused_percent"].own.value == pytest.approx(40.0, abs=0.05)


def test_twenty_weeks_are_those_published_year_by_year():
    within = described()["within_20_weeks_percent"]
    assert (within.part.value, within.whole.value) == (33, 772)
    assert list(within.series.loc[2019:, "own"].round(1)) == [92.0, 80.0, 26.9, 3.8, 6.0, 4.3]
    assert within.england.value == pytest.approx(45.9, abs=0.05)
    assert described()["within_20_weeks_without_exceptions_percent"].england.value == pytest.approx(
        46.4, abs=0.05
    )


def test_three_counts_say_whose_they_are_where_some_are_the_councils_own():
    published = described()
    started, *others = published.plans_issued
    rows = tuple(replace(behind, releases=("council-2026-11-30",)) for behind in started.rows)
    mixed = replace(published, plans_issued=(replace(started, rows=rows), *others))
    said = str(text.plans_issued(mixed))
    assert said.startswith("Three counts for 2024 can differ: plans that started in the year (929")
    assert ", in the council's own records), assessments" in said
    assert said.endswith("(772 plans, as published).")
    assert str(text.plans_issued(published)).endswith("(772 plans). This paper does not mix them.")


def test_disputes_are_those_published_by_subject_and_route():
    assert described().disputes[0].england[0].name == "flow.england_mediation_decision_to_assess"
    assert [figure.value for figure in described().disputes[0].own] == [55, 20, 9]


def test_three_counts_of_plans_issued_differ_and_cannot_be_compared():
    issued = described().plans_issued
    assert [figure.value for figure in issued] == [929, 863, 772]
    for one, other in ((0, 1), (0, 2), (1, 2)):
        with pytest.raises(CheckError, match="not like for like .*coverage"):
            change("flow.plans", issued[one], issued[other])


def test_new_plans_are_those_published():
    assert [one.new.value for one in described().balances] == [640, 679, 929]
    rate = described()["new_plans_per_1000"]
    assert rate.own.value == pytest.approx(1000 * 929 / 147439)


def test_reviews_and_ceasing_are_those_published():
    assert described()["reviews_held_percent"].own.value == pytest.approx(100 * 5891 / 6261)
    assert [one.ceased.value for one in described().balances] == [446, 652, 318]
    assert sum(one.part.value for one in described().reasons) == 318
    assert (
        next(
            one.part.value
            for one in described().reasons
            if one.measure.says == "moved to another authority"
        )
        == 145
    )


def test_every_step_is_given_per_head_beside_comparators_and_england():
    children = tables()["population"].query(
        "la_code == 855 and mid_year == 2024 and age_group == '0 to 17'"
    )
    heads = float(children.query("basis == 'estimate before revision'")["people"].iloc[0])
    counts = {
        "requests": 1582,
        "refused": 276,
        "mediation": 55,
        "tribunal": 20,
        "assessed": 863 + 199,
        "new_plans": 929,
        "ceased": 318,
    }
    for name, count in counts.items():
        one = described()[f"{name}_per_1000"]
        assert one.own.value == pytest.approx(1000 * count / heads), name
        assert one.median.value > 0 and one.england.value > 0 and one.used.value >= 8, name


def test_stock_and_flow_leave_what_arithmetic_says():
    last = described().balance
    assert last.residual.value == 6377 + 929 - 318 - 7196
    assert last.share.value == pytest.approx(100 * last.residual.value / ((6377 + 7196) / 2))
    assert [round(one.england.value, 1) for one in described().balances] == list(ENGLAND_RESIDUALS)


def test_stock_and_flow_are_not_worked_out_of_published_counts_and_the_councils_own():
    plans = tables()["ehc_plans"]
    here = plans["la_code"].eq(855) & plans["january"].eq(2025)
    own = tables().having(
        ehc_plans=plans.assign(release=plans["release"].mask(here, "council-2026-11-30"))
    )
    last = flow.stock_and_flow(Counts(own), hnb.ask("Leicestershire", january=2025), 2024)
    assert last.start.known and last.end.known and not last.share.known
    assert last.residual.reason == "some counts are published, others the council's own"


def test_stock_and_flow_without_a_plan_in_force_is_no_share_and_says_why():
    plans = tables()["ehc_plans"]
    here = plans["la_code"].eq(855) & plans["january"].isin([2024, 2025])
    none = tables().having(ehc_plans=plans.assign(plans=plans["plans"].mask(here, 0)))
    last = flow.stock_and_flow(Counts(none), hnb.ask("Leicestershire", january=2025), 2024)
    assert last.residual.value == 929 - 318
    assert last.share.value is None
    assert last.share.reason == "no plans were in force at either January"


def test_the_last_three_years_are_given_as_numbers():
    years = described().by_year
    assert [year.year for year in years] == [2022, 2023, 2024]
    refused = [year.refused.value for year in years]
    assert (refused[0], refused[-1]) == (480, 276)
    assert [years[place].tribunal.value for place in (0, -1)] == [95, 20]
    assert (years[-1].ending_in_a_plan.value, years[-1].assessed.value) == (863, 863 + 199)
    rows = {label: figures for label, *figures in text.by_year(described()).rows}
    assert [figure.text for figure in rows["Plans that took over a year"]][-1] == "344 plans"
    assert str(text.conceded(described())) == (
        "It refused 480 requests in 2022 and 276 in 2024. Tribunal cases about whether to assess "
        "went from 95 to 20. Published figures do not say how many decisions the council conceded."
    )


def test_a_council_that_refused_nothing_has_no_zero_and_no_end_left_open():
    result = hnb.answer("requests_to_plans", "Waltham Forest")
    assert result["refused_percent"].part.value == 0
    said, careful = str(text.requests(result)).split(" Be careful with this figure: ")
    assert said.endswith("England 12.7). It refused none of them.")
    assert "recorded wrongly" in careful and careful[:-1] in str(text.conceded(result))
    assert "It refused 85 requests in 2022 and none in 2024. " in str(text.conceded(result))


def test_growth_in_a_year_is_next_to_that_of_others():
    growth = described(january=2026).grown
    assert growth.own.value == pytest.approx(100 * (8812 / 7196 - 1))
    said = str(text.grown(described(january=2026)))
    assert said.startswith(
        "In the year to January 2026 the number of plans rose by 22%. Among neighbours it rose by "
    )
    assert said.endswith(f" In England it rose by {growth.england:read}.")


def test_timeliness_is_said_with_its_place_its_past_and_the_longest_waits():
    assert str(text.within_20_weeks(described())) == (
        "In 2024, only 33 of 772 new plans (4%) were issued within the legal 20 weeks. That is the "
        "2nd lowest of 152 in England. In similar areas it was 35%, and in England 46%. In 2020 it "
        "was 80% here. 344 plans took over a year (45%). That compares with 0.2% in similar areas "
        "and 7% in England."
    )
    shares = described()["within_20_weeks_percent"].everyone["value"]
    assert (shares < shares[855]).sum() == 1


def test_a_single_plan_that_took_over_a_year_is_one_plan():
    took = text.within_20_weeks(described("Islington"))
    assert " One plan took over a year." in str(took) and " 1 plan" not in str(took)


def test_no_plan_in_time_or_over_a_year_is_said_as_none():
    timeliness = tables()["plan_timeliness"]
    here = timeliness["la_code"].eq(855) & timeliness["calendar_year"].eq(2024)
    here &= timeliness["wait"].isin(["within 20 weeks", "over a year"])
    none = tables().having(
        plan_timeliness=timeliness.assign(plans_issued=timeliness["plans_issued"].mask(here, 0))
    )
    said = str(text.within_20_weeks(flow.answer(none, hnb.ask("Leicestershire", january=2025))))
    assert said.startswith("In 2024, none of 772 new plans were issued within the legal 20 weeks.")
    assert said.endswith("No plan took over a year.")


def test_plans_that_may_lawfully_take_longer_are_said_where_they_matter():
    assert text.without_exceptions(described()) is None
    within = described("Kent")
    bare = within["within_20_weeks_without_exceptions_percent"].own
    told = f"Without plans that may lawfully take longer, {bare:read} were in time."
    differs = bare.read != within["within_20_weeks_percent"].own.read
    assert str(text.without_exceptions(within)) == (told if differs else "None")


def test_appeals_are_two_series_that_are_not_joined():
    appeals = described(january=2026).appeals
    assert [one.year for one in appeals] == [*range(2014, 2025), 2024, 2025]
    old, new = (one for one in appeals if one.year == 2024)
    assert (old.whole.value, new.whole.value) == (7706, 4623)
    with pytest.raises(CheckError, match="scope"):
        change("flow.appeal_rate", new.own, old.own)
    assert (appeals[-1].part.value, round(appeals[-1].own.value, 1)) == (352, 6.6)
    assert described().appeal.year == 2024  # nothing is of after the January asked about


def test_appeal_rates_are_the_published_ones():
    published = hnb.load("appeal_rates").query("la_code == 855")["appeal_rate_percent"].tolist()
    rates = [round(one.own.value, 1) for one in described(january=2026).appeals]
    assert rates == pytest.approx(published, abs=0.051)


def test_england_appeal_rate_leaves_out_appeals_without_decisions():
    new = next(
        one for one in described().appeals if one.year == 2024 and "reviewed" in one.measure.name
    )
    assert new.england.value == pytest.approx(
        5.7, abs=0.05
    )  # 6.1 with the appeals of withheld authorities


def test_absent_rows_are_missing_and_not_zero():
    assert "Leicester" in described("Leicester", 2024)["refused_percent"].own.reason
    assert described("Leicester", 2024)["ceased_percent"].own.value is None
    assert described("Leicester", 2024).balance.residual.reason


@pytest.mark.parametrize(
    "who", ["City of London", "Isles of Scilly", "Cumberland", "Hackney", "Surrey"]
)
def test_every_missing_figure_has_a_reason(who):
    result = described(who)
    for one in (*result.measures.values(), *result.reasons, *result.appeals):
        assert all(figure.value is not None or figure.reason for figure in one.figures)


def test_more_decisions_than_meetings_are_a_fault_at_source_and_not_a_share():
    steps = (
        tables()["annual_reviews"]
        .pivot_table(index="la_code", columns="step", values="reviews")
        .astype(float)
    )
    decided = steps[[step for step in steps if step.startswith("decided to")]].sum(axis=1)
    faulty = decided[decided > steps["meeting held"]].index
    assert len(faulty) > 0
    measure = MEASURES["reviews_decided_percent"]
    for code in faulty:
        reason = compare(measure, tables(), hnb.ask(str(code)), 2024).own.reason
        assert reason == "more reviews decided than reviews with a meeting are published"


def test_nothing_published_yet_is_missing_with_a_reason():
    ask = hnb.ask("Leicestershire")
    nothing = Tables({key: frame.iloc[:0] for key, frame in tables().frames.items()})
    result = flow.answer(nothing, ask)
    assert (
        result["refused_percent"].own.reason
        == "no edition used here gives requests refused an assessment"
    )
    assert (
        not result.appeals
        and not result.balances
        and result.appeal is None
        and result.balance is None
    )


def test_requests_are_said_though_no_residents_are_held_for_the_year():
    frames = {
        key: frame[frame["mid_year"] < 2024] if key[0] == "population" else frame
        for key, frame in tables().frames.items()
    }
    result = flow.answer(Tables(frames), hnb.ask("Leicestershire", january=2025))
    part, refused = result["requests_per_1000"].part, result["refused_percent"]
    said = str(text.requests(result))
    assert result["requests_per_1000"].own.value is None and said.startswith(
        f"In 2024 Leicestershire received {part.text} for an assessment. It refused "
    )
    assert f"It refused {refused.own.read} (neighbours " in said

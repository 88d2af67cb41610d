"""hnb.questions.programme.other_outcomes against arithmetic."""

from hnb.questions.programme.other_outcomes import other_outcomes
from tests.conftest import frame
from tests.questions.programme.made_up import asked, tables_of

TABLES = tables_of(
    ehc_plans=frame("""
        la_code january plans release
        1 2023 200 made-up
        2 2023 100 made-up
        3 2023 100 made-up
    """),
    requests=frame("""
        la_code calendar_year outcome requests release
        1 2023 total   50 made-up
        1 2023 refused 10 made-up
        2 2023 total   20 made-up
        2 2023 refused  . made-up
        3 2023 total   30 made-up
        3 2023 refused 15 made-up
        1 2020 total   50 made-up
        1 2020 refused 10 made-up
        3 2020 total   50 made-up
        3 2020 refused 10 made-up
    """),
    plan_timeliness=frame("""
        la_code calendar_year exceptions wait plans_issued release
        1 2023 without_exceptions any 0 made-up
    """).replace("without_exceptions", "without exceptions"),
    net_high_needs=frame("""
        la_code financial_year amount_gbp release
        1 2023-24 500000 made-up
        2 2023-24 100000 made-up
    """),
)


def test_other_outcomes_are_described_by_year_with_the_middle_authority():
    described = other_outcomes(TABLES, asked(1), 2023)
    by_measure = {outcome.measure: outcome for outcome in described}
    requests = by_measure["requests for every hundred plans"]
    refused = by_measure["requests refused"]
    assert (requests.authority.value, requests.middle.value) == (25, 25)
    # a missing count is not none
    assert (refused.authority.value, refused.middle.value) == (20, 50)
    assert (
        by_measure[
            "net high needs spend for each plan, of the January before the year"
        ].authority.value
        == 2500
    )
    assert "plans issued within 20 weeks" not in by_measure  # none of none is no share
    assert {outcome.period for outcome in described} == {"2023", "2023-24"}


def test_a_year_without_a_figure_of_the_authority_says_so():
    refused = other_outcomes(TABLES, asked(2), 2020)[1]
    assert (refused.measure, refused.period) == ("requests refused", "2020")
    assert refused.authority.reason == "not published" and refused.middle.value == 20

"""hnb.questions.late_concessions against arithmetic on round numbers."""

from __future__ import annotations

import pandas as pd
import pytest

from hnb.domain.errors import ParameterError
from hnb.figures.marks import WITHHELD_COST
from hnb.questions.definition import question
from hnb.questions.late_concessions import charts, text
from hnb.questions.late_concessions.model import CONCEDED, LateConcessions, answer
from hnb.tables import Tables, table
from tests.conftest import frame
from tests.questions import own_records
from tests.questions.late_concessions import records

TIMELINESS = frame("""
    la_code  calendar_year  exceptions       wait                plans_issued
    855      2024           with_exceptions  within_20_weeks               40
    855      2024           with_exceptions  20_weeks_to_a_year           100
    855      2024           with_exceptions  over_a_year                   50
    855      2024           with_exceptions  any                          190
""")
REQUESTS = frame("""
    la_code  calendar_year  outcome  requests
    855      2024           refused       200
""")
DISPUTES = frame("""
    la_code  calendar_year  subject             route      cases
    855      2024           decision_to_assess  mediation     30
    855      2024           decision_to_assess  tribunal      12
""")
LINE = "top-ups,_maintained_schools,_academies,_free_schools_and_colleges"
SPEND = frame(f"""
    la_code  financial_year  kind     line    setting    amount_gbp
    855      2023-24         outturn  {LINE}  primary       3120000
    855      2023-24         outturn  {LINE}  secondary     2080000
""")
PLACED = frame("""
    la_code  january  placement_group  placement                  plans
    855      2024     mainstream       academy                     1000
    855      2024     special          maintained_special_school   1000
    855      2026     mainstream       academy                      500
    855      2026     special          maintained_special_school   1500
""")
PUBLISHED = {
    "plan_timeliness": TIMELINESS,
    "requests": REQUESTS,
    "disputes": DISPUTES,
    "s251_high_needs": SPEND,
    "ehc_plans_by_placement": PLACED,
}
WEEK = 5_200_000 / 1000 / 52  # pounds of support


def _whole(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with the columns that every table has, and words with their blanks."""
    for column in rows.select_dtypes(exclude="number"):
        rows = rows.assign(**{column: rows[column].str.replace("_", " ")})
    rows = rows.assign(status="published", release="made-by-hand")
    spec = table(name)
    return rows.astype({column: kind for column, kind in spec.dtypes.items() if column in rows})


def _tables(*, with_records: bool, **other: pd.DataFrame) -> Tables:
    published = {name: _whole(name, rows) for name, rows in {**PUBLISHED, **other}.items()}
    england = {
        name: rows.assign(la_code=pd.NA).astype({"la_code": "Int32"})
        for name, rows in published.items()
    }
    own = records.tables() if with_records else {}
    names = [name for name in question("late_concessions").tables if name.startswith("council_")]
    empty = {name: own_records.rows_of(name, ()) for name in names}
    return Tables.of(authority={**published, **empty, **own}, england=england)


def late(*, with_records: bool = True, **settings: object) -> LateConcessions:
    """The made-up answer."""
    tables = _tables(with_records=with_records)
    return answer(tables, own_records.ask(), **settings)  # type: ignore[arg-type]


def test_a_concession_is_answered_in_the_first_sentence():
    said = str(text.answer(late()))
    assert said.startswith(
        "A plan that came after a conceded refusal was 41 weeks late at the median, and cost the "
        "school about £5,800 if nothing was backdated. The likely range of that average is £5,220 "
        "to £6,960."
    )
    assert "30 plans came late after a refusal that was changed, and cost schools £210,000" in said


def test_what_is_paid_back_is_taken_off():
    half = late(backdated_percent=50)
    assert half.records is not None
    conceded = half.records.routes[CONCEDED]
    assert conceded.per_case.value == 2900
    assert (conceded.cost.low, conceded.cost.high) == pytest.approx((43_500, 81_200))
    assert "after what is paid back" in str(text.answer(half))


def test_without_records_the_order_of_magnitude_is_said():
    result = late(with_records=False)
    ends = [WEEK * (100 * within + 50 * beyond) for within, beyond in ((8, 32), (24, 58))]
    assert result.published.support.value == pytest.approx(WEEK)
    assert (result.published.cost.low, result.published.cost.high) == pytest.approx(ends)
    assert str(text.answer(result)) == (
        "As an order of magnitude, plans issued late in 2024 cost the schools of Leicestershire "
        "£240,000 to £530,000 if nothing was backdated."
    )
    assert "it is no measurement" in str(text.assumptions(result))
    assert text.by_route(result) is None and charts.per_case(result) is None


def test_only_the_share_in_mainstream_counts_where_it_is_asked_for():
    assert late(with_records=False).published.cost.number == pytest.approx(385_000, rel=0.02)
    mainstream = late(with_records=False, counted="mainstream alone")
    assert mainstream.published.cost.value == pytest.approx(96_000)
    assert "only those in mainstream" in str(text.assumptions(mainstream))


def test_support_that_is_given_takes_the_place_of_the_published():
    result = late(with_records=False, support_a_week_gbp=200)
    assert result.published.cost.value == pytest.approx(200 * (100 * 16 + 50 * 45))
    assert "as the reader gives it" in str(text.assumptions(result))


def test_an_authority_without_top_ups_has_those_of_england():
    other = PUBLISHED["s251_high_needs"].assign(la_code=850)
    placed = pd.concat([PLACED, PLACED.assign(la_code=850)])
    tables = _tables(with_records=False, s251_high_needs=other, ehc_plans_by_placement=placed)
    result = answer(tables, own_records.ask())
    assert result.published.is_england
    assert "as top-ups in England did" in str(text.assumptions(result))


def test_nothing_late_cost_nothing():
    none_late = TIMELINESS.assign(plans_issued=[190, 0, 0, 190])
    result = answer(_tables(with_records=False, plan_timeliness=none_late), own_records.ask())
    assert str(text.answer(result)).startswith("No plan was issued late in 2024")
    assert text.assumptions(result) is None and charts.late_plans(result) is None


def test_an_authority_without_figures_is_told_why():
    nobody = TIMELINESS.assign(la_code=850)
    result = answer(_tables(with_records=False, plan_timeliness=nobody), own_records.ask())
    assert "cannot be estimated: " in str(text.answer(result))


def test_a_cost_that_is_withheld_gives_way_to_the_group_and_then_to_other_late_plans():
    own = records.tables()
    for hidden, starts in (
        (("refused, then conceded",), "A plan that came after a refusal that was changed was 46"),
        (("refused, then conceded", "after a refusal"), "What it cost a school that a plan was"),
    ):
        costs = own["council_late_costs"]
        is_hidden = costs["late_route"].isin(hidden)
        costs = costs.assign(
            late_cost_gbp=costs["late_cost_gbp"].mask(is_hidden),
            status=costs["status"].mask(is_hidden, "suppressed"),
        )
        whole = _tables(with_records=True)
        tables = Tables.of(
            authority={
                **{name: whole[name] for name in question("late_concessions").tables},
                "council_late_costs": costs,
            }
        )
        result = answer(tables, own_records.ask())
        assert str(text.answer(result)).startswith(starts)
    assert result.figures[1].reason == WITHHELD_COST
    assert "without a refusal cost the school £1,200" in str(text.answer(result))


def test_the_table_leaves_out_routes_without_a_case_and_marks_what_is_withheld():
    listed = text.by_route(late())
    assert listed is not None
    rows = {row[0]: row[1:] for row in listed.cells()}
    assert "Refused, then agreed without an appeal" not in rows
    assert rows["Hours raised by the tribunal"] == ["c", "–", "c", "c"]
    assert rows["Without a refusal"] == ["600 cases", "9 weeks", "£1,200", "£720,000"]


def test_overdue_plans_and_appeals_are_said():
    result = late()
    said = str(text.overdue(result))
    assert "600 plans came late, by 9 weeks at the median, and cost schools £720,000" in said
    assert "150 requests had no plan after 20 weeks" in said and "In 25 cases" in said
    assert "conceded 40 before a hearing, and the tribunal upheld 20. 60 are open" in str(
        text.appeals(result)
    )
    assert "bore £2,000 a case" in str(text.hours(result))


def test_charts_say_in_words_what_they_draw():
    chart = charts.per_case(late())
    assert chart is not None
    assert "overturned by the tribunal £9,400; refused, then conceded £5,800" in chart.alt
    drawn = charts.late_plans(late())
    assert drawn is not None and "2024 100 within a year, 50 after a year" in drawn.alt


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"backdated_percent": 101}, "backdated_percent: 101 cannot be used. Expected a number"),
        ({"support_a_week_gbp": -1}, "support_a_week_gbp: -1 cannot be used"),
        ({"support_a_week_gbp": float("nan")}, "support_a_week_gbp: nan cannot be used"),
        ({"counted": "every plans"}, "nearest: every plan"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused(settings: dict[str, object], message: str):
    with pytest.raises(ParameterError, match=message):
        late(**settings)

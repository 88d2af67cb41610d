"""hnb.council.forum.concessions against rows that a reader can reckon, and the made-up council."""

from __future__ import annotations

from collections import Counter
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from hnb.council.authority.definition import AuthorityDefinition
from hnb.council.definition import layout
from hnb.council.example.council import MadeUpCouncil, made_up_council
from hnb.council.forum import ForumRecords, concessions, declared_by
from hnb.council.forum.concessions import declare, likely_ranges
from hnb.council.forum.late_cases import a_year_before, last_day
from hnb.council.people import plans_and_process
from hnb.council.protecting.parts import PEOPLE, SCHOOLS
from hnb.disclosure.plan import plan
from hnb.disclosure.population import Declared, joined
from hnb.disclosure.register import Released
from hnb.disclosure.rules import Rules
from hnb.tables.records.late_concessions import WITHOUT_REFUSAL
from hnb.validation.made_up import cells

DAY = date(2026, 11, 30)
KINDS = {"date": "datetime64[ns]", "money": "float64", "number": "float64", "yes_no": "boolean"}
# a request that is 60 weeks before its plan, and the day of the refusal
ASKED, REFUSED, PLAN = "2025-04-07", "2025-05-12", "2026-06-01"
SUPPORT = {"child": ["A", "B"], "annual_amount_gbp": [5200.0, 10_400.0], "hours": [10.0, 20.0]}


def _file(name: str, rows: dict[str, list]) -> pd.DataFrame:
    """Rows of a layout with every column of it, by its kind."""
    columns = layout(name).columns
    size = max(map(len, rows.values()), default=0)
    whole = {column: rows.get(column, [None] * size) for column in columns}
    frame = pd.DataFrame(whole, dtype=object)
    return frame.astype({column: KINDS.get(of.kind, "str") for column, of in columns.items()})


def _declared(as_at: date = DAY, **files: dict[str, list]) -> Declared:
    """What is declared of a few rows by layout."""

    def rows(name: str) -> pd.DataFrame:
        return _file(name, files.get(name, {}))

    authority = AuthorityDefinition(authority=855)
    return declare(ForumRecords(rows, 855, as_at, authority))


def _refused_child(outcome: str = "conceded", **other: dict[str, list]) -> Declared:
    """Child A was refused and appealed, and has a plan; what came of the appeal is given."""
    files = {
        "sen2_requests": {
            "request": ["1"],
            "person": ["A"],
            "received": [ASKED],
            "outcome": ["refuse"],
            "outcome_date": [REFUSED],
        },
        "sen2_named_plans": {"plan": ["P"], "person": ["A"], "started": [PLAN]},
        "appeals": {
            "case": ["C"],
            "person": ["A"],
            "registered": ["2025-07-01"],
            "subject": ["refusal to assess"],
            "outcome": [outcome],
            "outcome_date": ["2026-01-15"],
        },
        "top_ups": SUPPORT,
    }
    return _declared(**{**files, **other})


def _cases(declared: Declared) -> Counter[str]:
    """Cases of whatever number of weeks, by route."""
    every = cells(declared, "council_late_cases")
    return Counter({route: count for (_, route, band), count in every.items() if band == "any"})


def _cost(declared: Declared) -> dict[str, float]:
    costs = cells(declared, "council_late_costs")
    return {route: pence / 100 for (_, route, _), pence in costs.items()}


@pytest.mark.parametrize(
    ("outcome", "route"),
    [
        ("conceded", "refused, then conceded"),
        ("upheld", "refused, then overturned by the tribunal"),
    ],
)
def test_weeks_count_from_the_request_that_was_refused(outcome: str, route: str):
    declared = _refused_child(outcome)
    assert _cases(declared) == {"after a refusal": 1, route: 1}
    assert _cost(declared)[route] == 40 * 5200 / 52
    assert cells(declared, "council_late_cases")[str(DAY), "after a refusal", "over 32"] == 1


@pytest.mark.parametrize("outcome", ["dismissed", "withdrawn", "open"])
def test_an_appeal_that_changed_nothing_makes_no_case(outcome: str):
    assert not _cases(_refused_child(outcome))


def test_a_plan_of_the_refused_request_itself_was_agreed_without_an_appeal():
    plans = {"plan": ["P"], "person": ["A"], "started": [PLAN], "request": ["1"]}
    declared = _refused_child(sen2_named_plans=plans, appeals={})
    assert _cases(declared)["refused, then agreed without an appeal"] == 1


def test_without_a_file_of_appeals_it_is_not_said_that_none_was_conceded():
    def listed(declared: Declared) -> set[str]:
        tabs = [tab for population in declared.populations for tab in population.tables]
        return {route for tab in tabs for route in tab.categories.get("late_route", ())}

    assert "refused, then conceded" in listed(_refused_child())
    assert "refused, then conceded" not in listed(_refused_child(appeals={}))


def test_a_plan_that_was_not_issued_is_a_case_of_its_own():
    plans = {"plan": ["P"], "person": ["Z"], "started": ["2020-01-01"]}
    assert _cases(_refused_child(sen2_named_plans=plans)) == {"refusal changed, no plan yet": 1}


def test_a_later_request_counts_by_itself_where_the_refusal_was_not_changed():
    requests = {
        "request": ["1", "2"],
        "person": ["A", "A"],
        "received": [ASKED, "2025-12-01"],
        "outcome": ["refuse", "assess"],
        "outcome_date": [REFUSED, "2026-01-05"],
    }
    plans = {"plan": ["P"], "person": ["A"], "started": [PLAN], "request": ["2"]}
    declared = _refused_child("dismissed", sen2_requests=requests, sen2_named_plans=plans)
    assert _cases(declared) == {"without a refusal": 1}
    assert _cost(declared)["without a refusal"] == 6 * 5200 / 52  # 26 weeks from the second


def test_a_child_without_a_top_up_counts_at_the_average_and_slips_do_not():
    slips = {
        "child": ["B", "C", "A", "E"],
        "annual_amount_gbp": [10_400.0, 10_400.0, 0.0, 10.0**12],
        "hours": [20.0, 20.0, 8.0, 10.0],
    }
    assert _cost(_refused_child(top_ups=slips))["after a refusal"] == 40 * 10_400 / 52


def test_the_ledger_gives_the_support_where_there_is_no_file_of_top_ups():
    ledger = {
        "child": ["A", "A"],
        "provider_kind": ["independent special", "mainstream school"],
        "start": ["2026-06-01", "2026-06-01"],
        "annual_cost_gbp": [60_000.0, 2600.0],
    }
    declared = _refused_child(top_ups={}, placement_ledger=ledger)
    assert _cost(declared)["after a refusal"] == 40 * 2600 / 52


def test_without_any_top_up_cases_are_counted_and_no_cost_is_given():
    declared = _refused_child(top_ups={})
    assert _cases(declared)["after a refusal"] == 1 and not _cost(declared)


def test_hours_raised_count_from_the_plan_to_the_end_of_the_appeal():
    appeals = {
        "case": ["C"],
        "person": ["A"],
        "registered": ["2026-07-01"],
        "subject": ["contents"],
        "outcome": ["conceded"],
        "outcome_date": ["2026-08-10"],  # ten weeks after the plan
        "hours_before": [12.0],
        "hours_after": [15.0],
    }
    declared = _refused_child(appeals=appeals)
    assert _cases(declared)["hours raised, conceded before a hearing"] == 1
    assert _cost(declared)["hours raised on appeal"] == 10 * 3 * 520 / 52  # £520 an hour a year


def test_two_persons_with_one_upn_are_one_child():
    persons = {"person": ["A", "A2"], "upn": ["U", "U"]}
    plans = {"plan": ["P"], "person": ["A2"], "started": [PLAN]}
    declared = _refused_child(sen2_persons=persons, sen2_named_plans=plans)
    assert _cost(declared)["refused, then conceded"] == 40 * 5200 / 52


def test_days_in_the_future_and_hostile_names_break_nothing():
    plans = {
        "plan": ["=cmd()", "<script>"],
        "person": ["A", ""],
        "started": ["2027-06-01", "2026-06-01"],
    }
    assert not _cases(_refused_child(sen2_named_plans=plans))["after a refusal"]


def test_without_a_plan_nothing_is_declared():
    assert _declared(sen2_requests={"request": ["1"], "person": ["A"], "received": [ASKED]}) == (
        Declared()
    )


def test_the_twelve_months_are_never_a_calendar_year():
    december = _declared(
        date(2026, 12, 31),
        sen2_requests={"request": ["1"], "person": ["A"], "received": [ASKED]},
        sen2_named_plans={"plan": ["P"], "person": ["A"], "started": [PLAN], "request": ["1"]},
    )
    names = [population.name for population in december.populations]
    assert "plans issued late up to 2026-11-30" in names
    assert "cases over 20 weeks on 2026-12-31" in names


@pytest.fixture(scope="module")
def council() -> MadeUpCouncil:
    """A small made-up council."""
    return made_up_council(size=0.3)


def _of(council: MadeUpCouncil) -> Declared:
    records = ForumRecords(
        lambda name: council.frames[name], 855, council.as_at, AuthorityDefinition(authority=855)
    )
    return declare(records)


def test_planted_cases_are_recovered_to_the_case_and_their_cost_within_two_per_cent(council):
    declared, truth = _of(council), council.truth["late_plans"]
    cases, costs = _cases(declared), _cost(declared)
    for route, planted in {
        "refused, then conceded": "conceded",
        "refused, then overturned by the tribunal": "upheld",
        "without a refusal": "without a refusal",
        "hours raised on appeal": "hours raised on appeal",
    }.items():
        assert cases[route] == truth[planted]["cases"]
        assert costs[route] == pytest.approx(truth[planted]["gbp"], rel=0.02)


def test_cases_over_20_weeks_are_those_among_the_open_cases(council):
    people = plans_and_process(lambda name: council.frames[name], 855, council.as_at)
    declared = joined(_of(council), people)
    counts = {
        (name, "855", *key): count
        for name in ("council_late_cases", "council_open_cases")
        for key, count in cells(declared, name).items()
    }
    relations = _of(council).relations
    assert len(relations) == 3
    for relation in relations:
        assert sum(times * counts.get(key, 0) for times, key in relation.terms) == 0


def test_small_counts_are_withheld_and_cannot_be_reckoned_from_the_open_cases(council):
    people = plans_and_process(lambda name: council.frames[name], 855, council.as_at)
    planned = plan(joined(_of(council), people), Rules(), 855, Released({}))
    late = planned.frames["council_late_cases"]
    shown = late.loc[late["status"] == "published", "late_cases"]
    assert not shown.between(1, 5).any() and (late["status"] == "suppressed").any()
    keys = late.set_index(["late_route", "weeks_late"])["status"]
    costs = planned.frames["council_late_costs"]
    for row in costs.itertuples():
        if keys[row.late_route, row.weeks_late] == "suppressed":
            assert row.status == "suppressed"
    every = pd.concat(planned.frames[name].astype(str) for name in planned.frames if "late" in name)
    references = {*council.frames["appeals"]["person"], *council.frames["top_ups"]["school"]}
    assert not references & {*every.to_numpy().ravel()}


def test_likely_ranges_are_about_one_and_wider_of_a_year():
    ranges = likely_ranges(np.random.default_rng(1).gamma(2.0, 3000.0, 60))
    case, year = ranges["of a case"], ranges["of a year"]
    assert year.low < case.low < 1 < case.high < year.high
    alike = likely_ranges(np.full(25, 100.0))
    assert alike["of a case"] == (1.0, 1.0)
    assert alike["of a year"].low == pytest.approx(1 - 1.96 / 5, abs=0.05)


@pytest.mark.parametrize("as_at", pd.date_range("2026-12-01", "2027-12-31", freq="5D").date)
def test_no_twelve_months_are_a_calendar_year_but_for_some_days(as_at: date):
    """Both are out: their difference is of the plans of those days."""
    last = last_day(ForumRecords(dict.__getitem__, 855, as_at, AuthorityDefinition(authority=855)))
    first = a_year_before(last)
    assert pd.Timestamp(as_at) - last <= pd.Timedelta(days=62)
    new_years = pd.to_datetime(["2026-01-01", "2027-01-01", "2028-01-01"])
    for end in (first, last + pd.Timedelta(days=1)):
        assert min(abs((end - new_years).days)) >= 31


@pytest.mark.parametrize(("in_time", "is_shown"), [(0, True), (1, False), (5, False), (6, True)])
def test_late_plans_are_not_told_where_few_were_in_time(in_time: int, is_shown: bool):
    """Flows have all plans that were issued: those in time are what is left."""
    number = [str(place) for place in range(20)]
    received = [ASKED] * (20 - in_time) + ["2026-03-01"] * in_time
    declared = _declared(
        sen2_requests={"request": number, "person": number, "received": received},
        sen2_named_plans={
            "plan": number,
            "person": number,
            "started": [PLAN] * 20,
            "request": number,
        },
        top_ups=SUPPORT,
    )
    assert _cases(declared)[WITHOUT_REFUSAL] == (20 - in_time if is_shown else 0)
    tables = {measured.table for measured in declared.measured if len(measured.frame)}
    assert ("council_late_weeks" in tables) == is_shown


def test_tables_of_cases_are_of_the_day_of_the_open_cases():
    """Else equations with them would be of no cell: a file of plans may be newer than requests."""

    class Folder:
        la_code = 855
        authority = AuthorityDefinition(authority=855)

        @staticmethod
        def rows(name: str) -> pd.DataFrame:
            return _file(name, {})

        @staticmethod
        def in_use(name: str) -> tuple[SimpleNamespace, ...]:
            days = {"sen2_requests": DAY, "sen2_needs": date(2026, 12, 8)}
            return (SimpleNamespace(as_at=days[name]),) if name in days else ()

    seen: list[date] = []
    source = SimpleNamespace(
        LAYOUTS=concessions.LAYOUTS,
        DATED_BY=concessions.DATED_BY,
        declare=lambda records: seen.append(records.as_at),
    )
    declared_by(source, Folder())  # type: ignore[arg-type]
    assert seen == [date(2026, 12, 8)]
    assert {*PEOPLE} - {SCHOOLS} == {*concessions.DATED_BY}

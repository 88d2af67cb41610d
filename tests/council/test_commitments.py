"""hnb.council.costing.commitments against arithmetic, simulated ledgers whose truth is known, and
the made-up council's true parameters.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import numpy as np
import pandas as pd
import pytest

from hnb.council.costing import steps as step
from hnb.council.costing.commitments import TOTAL, commitments, forecast_cells
from hnb.council.costing.ledger import LINES, LedgerState, Year, ledgers
from hnb.council.costing.pence import to_pence
from hnb.council.costing.places import places
from hnb.council.costing.steps import Settings, Steps, steps
from hnb.council.example.council import MadeUpCouncil, made_up_council
from hnb.council.example.truth.parameters import Parameters
from hnb.disclosure.population import CellKey, Declared
from hnb.domain.errors import ParameterError, SourceError
from tests.conftest import in_every_run

SPECIAL = LINES[0]
INDEPENDENT = LINES[2]
AS_AT = date(2026, 9, 30)  # day 183 of 2026-27
ANY_SIZE = {"fewest_children": 1, "p_percent": 0.0}


def ledger(*lines: tuple[object, ...], kind: str = "independent special") -> pd.DataFrame:
    """Rows of child, provider, start, end and annual cost."""
    columns = ["child", "provider", "start", "end", "annual_cost_gbp"]
    table = pd.DataFrame(lines, columns=columns)
    return table.assign(
        provider_kind=kind,
        start=pd.to_datetime(table["start"]),
        end=pd.to_datetime(table["end"]),
    )


def settings(**changes: object) -> Settings:
    return Settings(**{**ANY_SIZE, **changes})  # type: ignore[arg-type]


def amounts(declared: Declared) -> dict[tuple[str, str], int]:
    """Pence by line and commitment, as the cross-tabs of each population add them up."""
    cells: dict[tuple[str, str], int] = {}
    for population in declared.populations:
        by_line, total = population.tables
        name = str(total.fixed["commitment"])
        pence = pd.Series(to_pence(population.rows["amount_gbp"]))
        for line in by_line.categories["spend_line"]:
            is_of_line = (population.rows["spend_line"] == line).to_numpy()
            cells[line, name] = int(pence[is_of_line].sum())
        cells[TOTAL, name] = int(pence.sum())
    return cells


def total(rows: pd.DataFrame, as_at: date = AS_AT, **changes: object) -> dict[str, float]:
    cells = amounts(commitments(rows, 855, as_at, settings(**changes)))
    return {name: pence / 100 for (line, name), pence in cells.items() if line == TOTAL}


# Days ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "name", "days"),
    [
        (date(2026, 3, 31), "2025-26", 365),
        (date(2026, 4, 1), "2026-27", 365),
        (date(2028, 3, 31), "2027-28", 366),  # holds 29 February 2028
        (date(2100, 1, 1), "2099-00", 365),  # 2100 is no leap year
    ],
)
def test_a_financial_year_has_its_name_and_its_days(day: date, name: str, days: int):
    assert (Year.of(day).name, Year.of(day).days) == (name, days)


def test_a_placement_of_the_whole_year_costs_its_annual_cost():
    cells = total(ledger(("a", "p", "2025-09-01", None, 36500)))
    assert cells[step.SPENT] == 18300  # 183 days of £100: 1 April to 30 September
    assert cells[step.COMMITTED] == 18200
    assert cells[step.FORECAST] == cells[step.FULL_YEAR] == 36500


def test_a_leap_year_costs_no_more_than_the_annual_cost():
    cells = total(ledger(("a", "p", "2025-09-01", None, 36600)), as_at=date(2028, 2, 29))
    assert cells[step.SPENT] == 33500  # 335 of 366 days
    assert cells[step.FORECAST] == 36600


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-04-01", "2026-04-01", 1),
        ("2026-03-31", "2026-04-01", 1),
        ("2027-03-31", None, 1),
        ("2027-03-31", "2027-04-01", 1),
        ("2026-04-01", "2027-03-31", 365),
        ("2027-04-01", None, 0),
        ("2025-04-01", "2026-03-31", 0),
        ("2026-06-01", "2026-05-01", 0),  # ends before it starts
    ],
)
def test_first_and_last_days_count(start: str, end: str | None, days: int):
    always = ("b", "p", "2020-01-01", None, 0.01)
    cells = total(ledger(("a", "p", start, end, 36500), always))
    assert cells[step.FORECAST] == days * 100 + 0.01


def test_on_the_day_itself_a_placement_is_open():
    last_day = ledger(("a", "p", "2026-01-01", "2026-09-30", 36500))
    assert total(last_day)[step.FULL_YEAR] == 36500
    assert total(last_day, as_at=date(2026, 10, 1))[step.FULL_YEAR] == 0


def test_weekly_cost_is_a_seventh_a_day_or_for_the_weeks_that_are_given():
    rows = ledger(("a", "p", "2025-09-01", None, None), ("b", "p", "2025-09-01", None, None))
    rows = rows.assign(weekly_cost_gbp=[700.0, 1000.0], weeks_a_year=[None, 38])
    cells = total(rows)
    assert cells[step.FORECAST] == 365 * 100 + 38 * 1000
    assert total(rows, as_at=date(2028, 1, 1))[step.FORECAST] == 366 * 100 + 38 * 1000


def test_two_elements_of_a_child_are_added_and_transport_is_not():
    rows = ledger(*[("a", "p", "2025-09-01", None, cost) for cost in (10000, 7000, 5000)])
    rows = rows.assign(funding_element=["place", "top-up", "transport"])
    declared = commitments(rows, 855, AS_AT, settings())
    assert total(rows)[step.FORECAST] == 17000
    (forecast,) = [p for p in declared.populations if p.name.startswith(step.FORECAST + " of")]
    assert len(forecast.rows) == 1


def test_what_has_been_paid_counts_as_spent_where_the_ledger_says_it():
    rows = ledger(("a", "p", "2025-09-01", None, 36500), ("b", "p", "2025-09-01", None, 36500))
    cells = total(rows.assign(paid_to_date_gbp=[20000.0, None]))
    assert cells[step.SPENT] == 20000 + 18300
    assert cells[step.COMMITTED] == 16500 + 18200
    assert cells[step.FORECAST] == 73000


def test_what_was_paid_this_year_of_a_placement_without_a_cost_counts_as_its_cost():
    rows = ledger(
        ("open, no cost", "p", "2025-09-01", None, None),
        ("open, costs nothing", "p", "2025-09-01", None, 0),
        ("left in July", "p", "2025-09-01", "2026-07-31", None),
        ("started", "p", "2026-05-01", None, None),
        ("ended before April, no cost", "p", "2025-01-01", "2026-03-31", None),
        ("ended before April", "p", "2025-01-01", "2026-03-31", 36500),
        ("yet to start", "p", "2026-11-01", None, None),
        ("with a cost", "p", "2025-09-01", None, 36500),
        ("credited", "p", "2025-09-01", None, None),
    ).assign(paid_to_date_gbp=[0.01, 0.1, 1, 10, 100_000, 200_000, 400_000, 20_000, -5])
    cells = total(rows, uplift_percent=10.0, lines_to_uplift=(INDEPENDENT,))
    assert cells[step.SPENT] == pytest.approx(6.11 + 20_000, abs=0.001)
    assert cells[step.COMMITTED] == 16_500
    assert cells[step.OPEN_IN_APRIL] == pytest.approx(36_500 - 3.89, abs=0.001)
    assert cells[step.STARTERS] == 10 and cells[step.LEAVERS] == 0
    assert cells[step.UPLIFTS] == 3650
    assert cells[step.FULL_YEAR] == 36_500


def test_a_missing_cost_is_no_uplift():
    rows = ledger(
        ("a", "p", "2025-09-01", "2026-03-31", 36500),
        ("a", "p", "2026-04-01", None, None),
        ("b", "p", "2025-09-01", "2026-03-31", None),
        ("b", "p", "2026-04-01", None, 36500),
    ).assign(paid_to_date_gbp=[None, 5000.0, None, None])
    cells = total(rows)
    assert cells[step.UPLIFTED] == 0
    assert cells[step.OPEN_IN_APRIL] == cells[step.FORECAST] == 41_500


# From 1 April to the cost in the year ------------------------------------------------------------

CHANGES = ledger(
    ("stays", "p", "2025-09-01", None, 36500),
    ("leaves", "p", "2025-09-01", "2026-06-30", 36500),  # 91 days
    ("starts", "p", "2026-07-01", None, 36500),  # 274 days
    ("moves", "p", "2025-09-01", "2026-08-31", 36500),  # 153 days
    ("moves", "q", "2026-09-01", None, 73000),  # 212 days
    ("dearer", "p", "2025-09-01", "2026-08-31", 36500),  # 153 days
    ("dearer", "p", "2026-09-01", None, 40150),  # 212 days of £110
    ("yet to start", "q", "2027-01-01", None, 36500),  # 90 days
)


def test_the_year_is_explained_from_its_first_day():
    cells = total(CHANGES)
    assert cells[step.OPEN_IN_APRIL] == 4 * 36500
    assert cells[step.LEAVERS] == -274 * 100
    assert cells[step.STARTERS] == 274 * 100 + 90 * 100
    assert cells[step.PHASE_TRANSFERS] == 212 * 200 - 212 * 100
    assert cells[step.FEE_CHANGES] == 212 * 110 - 212 * 100


def test_a_move_in_the_middle_of_a_school_year_is_a_leaver_and_a_starter():
    rows = ledger(
        ("a", "p", "2025-09-01", "2026-06-30", 36500), ("a", "q", "2026-07-01", None, 36500)
    )
    cells = total(rows)
    assert (cells[step.LEAVERS], cells[step.STARTERS]) == (-27400, 27400)
    assert cells[step.PHASE_TRANSFERS] == 0


def test_a_fee_that_changes_on_1_april_is_an_uplift():
    rows = ledger(
        ("a", "p", "2025-09-01", "2026-03-31", 36500), ("a", "p", "2026-04-01", None, 40000)
    )
    cells = total(rows)
    assert (cells[step.OPEN_IN_APRIL], cells[step.UPLIFTED]) == (36500, 3500)
    assert cells[step.FORECAST] == 40000


def test_a_second_top_up_of_the_same_provider_is_no_uplift():
    rows = ledger(("a", "p", "2025-09-01", None, 36500), ("a", "p", "2026-04-01", None, 40000))
    cells = total(rows)
    assert (cells[step.OPEN_IN_APRIL], cells[step.UPLIFTED]) == (76500, 0)


def test_an_uplift_is_assumed_only_of_fees_from_before_april_in_the_lines_named():
    rows = ledger(("a", "p", "2025-09-01", None, 36500), ("b", "p", "2026-04-01", None, 36500))
    both = pd.concat([rows, rows.assign(provider_kind="mainstream school")])
    both["funding_element"] = "fee"
    cells = total(both, uplift_percent=4.0, lines_to_uplift=(INDEPENDENT,))
    assert cells[step.UPLIFTS] == 1460
    assert cells[step.FORECAST] == 4 * 36500 + 1460
    places = both.assign(funding_element="place")
    assert total(places, uplift_percent=4.0, lines_to_uplift=(INDEPENDENT,))[step.UPLIFTS] == 0


# Everything adds up ------------------------------------------------------------------------------

KINDS = ("maintained special", "independent special", "mainstream school", "further education")


def made_up_ledger(seed: int, number: int = 400) -> pd.DataFrame:
    draws = np.random.default_rng(seed)
    start = pd.Timestamp("2024-01-01") + pd.to_timedelta(draws.integers(0, 1100, number), "D")
    stay = pd.to_timedelta(draws.integers(1, 900, number), "D")
    return pd.DataFrame(
        {
            "child": [f"child {code}" for code in draws.integers(0, number // 2, number)],
            "provider": [f"provider {code}" for code in draws.integers(0, 12, number)],
            "provider_kind": draws.choice(KINDS, number),
            "funding_element": draws.choice(["place", "top-up", "fee"], number),
            "start": start,
            "end": pd.Series(start + stay).where(draws.random(number) < 0.7),
            "annual_cost_gbp": draws.integers(100_000, 9_000_000, number) / 100,
        }
    )


def report(as_at: date, past: tuple[LedgerState, ...], rows: pd.DataFrame) -> Declared:
    changes = settings(
        earlier=past, uplift_percent=3.1, lines_to_uplift=(INDEPENDENT,), budgets_gbp={SPECIAL: 9.5}
    )
    return commitments(rows, 855, as_at, changes)


def three_months(seed: int) -> list[LedgerState]:
    days = [date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 30)]
    full = made_up_ledger(seed)
    late = np.random.default_rng(seed).integers(0, 120, len(full))
    appears = full["start"] + pd.to_timedelta(late, "D")
    return [LedgerState(day, full[appears <= pd.Timestamp(day)]) for day in days]


@pytest.mark.parametrize("seed", range(5))
def test_lines_add_to_the_total_and_every_equation_holds_to_the_penny(seed: int):
    first, second, third = three_months(seed)
    declared = report(third.as_at, (first, second), third.rows)
    cells = amounts(declared)
    for name in {name for _, name in cells}:
        parts = [pence for (line, step), pence in cells.items() if step == name and line != TOTAL]
        assert sum(parts) == cells[TOTAL, name]
    within = [relation for relation in declared.relations if len(relation.terms) > 2]
    assert len(within) == 3 * 5  # four lines of these kinds and their total
    for relation in within:
        assert sum(sign * cells[key[-2], key[-1]] for sign, key in relation.terms) == 0


@pytest.mark.parametrize("seed", range(5))
def test_movement_starts_from_what_was_reported_last_month(seed: int):
    first, second, third = three_months(seed)
    last_month = amounts(report(second.as_at, (first,), second.rows))
    this_month = amounts(report(third.as_at, (first, second), third.rows))
    for line in (SPECIAL, INDEPENDENT, TOTAL):
        assert this_month[line, step.LAST_FORECAST] == last_month[line, step.FORECAST]
        moved = this_month[line, step.FORECAST] - last_month[line, step.FORECAST]
        assert this_month[line, step.MOVEMENT] == moved


@pytest.mark.parametrize("ledgers_before", [0, 1, 2])
def test_a_last_report_that_could_count_no_backlog_is_said_to_have_counted_none(
    ledgers_before: int,
):
    *past, third = three_months(1)
    declared = report(third.as_at, tuple(past[2 - ledgers_before :]), third.rows)
    table = declared.open_tables["council_commitments"]
    none_counted = table[table["commitment"].eq(step.LAST_UNSEEN)]
    lines = {line for line, _ in amounts(declared)} if ledgers_before == 1 else set()
    assert set(none_counted["spend_line"]) == lines
    assert none_counted["amount_gbp"].eq(0).all()


def across_months(last_forecasts: dict[str, float | None] | None) -> dict[str, CellKey]:
    """By line, the cell of the last report that a cell of this one is said to be equal to."""
    first, second, third = three_months(1)
    changes = settings(earlier=(first, second), last_forecasts_gbp=last_forecasts)
    relations = commitments(third.rows, 855, third.as_at, changes).relations
    pairs = [relation.terms for relation in relations if len(relation.terms) == 2]
    for (_, now), _ in pairs:
        assert (now[2], now[-1]) == ("2026-09-30", step.LAST_FORECAST)
    return {now[-2]: last for (_, now), (_, last) in pairs}


def test_what_the_last_report_gave_is_the_same_amount_under_another_name():
    first, second, _ = three_months(1)
    declared = commitments(second.rows, 855, second.as_at, settings(earlier=(first,)))
    pence = amounts(declared)[SPECIAL, step.FORECAST]
    cells = forecast_cells(855, second.as_at)
    assert cells[SPECIAL][2:] == ("2026-08-31", "2026-27", SPECIAL, step.FORECAST)
    assert across_months({SPECIAL: pence / 100}) == {SPECIAL: cells[SPECIAL]}
    assert across_months({SPECIAL: (pence + 1) / 100}) == {}  # corrected since
    assert across_months({SPECIAL: None}) == {SPECIAL: cells[SPECIAL]}  # withheld
    assert across_months({}) == {}  # not released


def test_where_nothing_is_said_the_last_report_is_taken_to_be_out():
    assert len(across_months(None)) == 5


def test_a_new_financial_year_has_no_movement():
    state = LedgerState(date(2026, 3, 31), made_up_ledger(1))
    names = {name for _, name in amounts(report(date(2026, 4, 30), (state,), made_up_ledger(1)))}
    assert step.MOVEMENT not in names
    assert step.UNSEEN in names


def test_without_an_earlier_ledger_nothing_is_said_of_what_it_lacks():
    declared = report(AS_AT, (), made_up_ledger(1))
    assert step.UNSEEN not in {name for _, name in amounts(declared)}
    assert declared.measured == ()


def test_children_who_stay_as_they_were_are_not_part_of_the_movement():
    rows = ledger(("a", "p", "2025-09-01", None, 36500), ("b", "p", "2025-09-01", None, 36500))
    after = rows.assign(end=pd.to_datetime(["2026-12-31", None]))
    past = LedgerState(date(2026, 8, 31), rows)
    declared = commitments(after, 855, AS_AT, settings(earlier=(past,)))
    (movement,) = [p for p in declared.populations if p.name.startswith(step.MOVEMENT)]
    assert list(movement.rows["child"]) == ["a"]
    assert list(movement.rows["amount_gbp"]) == [-9000.0]  # January to March: 90 days


# Budgets and lines -------------------------------------------------------------------------------


def test_budgets_and_the_block_are_about_nobody():
    budgets = {INDEPENDENT: 1000.10, SPECIAL: 2000.20}
    rows = pd.concat([made_up_ledger(1)])
    declared = commitments(rows, 855, AS_AT, settings(budgets_gbp=budgets, block_gbp=5000.0))
    table = declared.open_tables["council_commitments"]
    assert table.set_index(["spend_line", "commitment"])["amount_gbp"].to_dict() == {
        (INDEPENDENT, step.BUDGET): 1000.10,
        (SPECIAL, step.BUDGET): 2000.20,
        (TOTAL, step.BUDGET): 3000.30,
        (TOTAL, step.BLOCK): 5000.00,
    }


def test_a_budget_of_an_unknown_line_is_refused_with_those_known():
    with pytest.raises(ParameterError, match=r"no line 'speciall'.*alternative provision"):
        commitments(made_up_ledger(1), 855, AS_AT, settings(budgets_gbp={"speciall": 1.0}))


def _many(kind: str, children: int, providers: int) -> pd.DataFrame:
    lines = [
        (f"{kind} {child}", f"{kind} {child % providers}", "2025-09-01", None, 10000)
        for child in range(children)
    ]
    return ledger(*lines, kind=kind)


def test_a_line_that_would_be_withheld_is_shown_with_the_others():
    rows = pd.concat(
        [
            _many("independent special", 30, 5),
            _many("mainstream school", 40, 8),
            _many("alternative provision", 5, 4),  # too few children
            _many("further education", 12, 2),  # too few providers
        ]
    )
    budgets = {"alternative provision": 10.0, "post-16": 20.0, INDEPENDENT: 40.0}
    declared = commitments(rows, 855, AS_AT, Settings(budgets_gbp=budgets))
    lines = {line for line, _ in amounts(declared)}
    assert lines == {INDEPENDENT, "mainstream top-ups", "other", TOTAL}
    assert amounts(declared)["other", step.FORECAST] == 17 * 10000_00
    table = declared.open_tables["council_commitments"].set_index("spend_line")["amount_gbp"]
    assert table.to_dict() == {"other": 30.0, INDEPENDENT: 40.0, TOTAL: 70.0}


def test_others_that_would_be_withheld_hide_behind_the_smallest_line():
    rows = pd.concat(
        [
            _many("independent special", 30, 5),
            _many("mainstream school", 40, 8),
            _many("early years", 2, 1),
        ]
    )
    lines = {line for line, _ in amounts(commitments(rows, 855, AS_AT, Settings()))}
    assert lines == {"mainstream top-ups", "other", TOTAL}


def test_a_line_of_which_a_provider_has_nearly_all_is_shown_with_the_others():
    dominated = _many("independent special", 30, 5)
    dominated.loc[dominated["provider"] == "independent special 0", "annual_cost_gbp"] = 1e7
    rows = pd.concat([dominated, _many("mainstream school", 40, 8)])
    lines = {line for line, _ in amounts(commitments(rows, 855, AS_AT, Settings()))}
    assert lines == {"other", TOTAL}


# Placements not yet in the ledger ----------------------------------------------------------------


def delayed(
    seed: int, a_month: int = 60, mean_delay: float = 45.0
) -> tuple[pd.DataFrame, pd.Series]:
    """Placements that started in the year to AS_AT and when each appears in the ledger."""
    draws = np.random.default_rng(seed)
    number = draws.poisson(a_month * 12)
    days = draws.integers(0, 365, number)
    start = pd.Timestamp(AS_AT) - pd.to_timedelta(days, "D")
    rows = ledger(
        *[(f"child {row}", f"provider {row % 40}", None, None, 0.0) for row in range(number)]
    ).assign(start=start, annual_cost_gbp=np.rint(draws.lognormal(10.5, 0.5, number)))
    delay = pd.to_timedelta(np.floor(draws.exponential(mean_delay, number)), "D")
    return rows, pd.Series(start + delay)


def estimate_and_truth(seed: int, **changes: float) -> tuple[float, float, float, float]:
    """Cost of what is not yet in the ledger: estimated, low, high and true, in pounds."""
    rows, appears = delayed(seed, **changes)  # type: ignore[arg-type]
    before = date(2026, 8, 31)
    at = {day: (appears <= pd.Timestamp(day)).to_numpy() for day in (before, AS_AT)}
    past, now, every = ledgers(
        [
            LedgerState(before, rows[at[before]]),
            LedgerState(AS_AT, rows[at[AS_AT]]),
            LedgerState(AS_AT, rows),
        ]
    )
    result = steps(now, past, settings())
    unseen = result.amounts[step.UNSEEN].sum()
    certain = result.amounts[step.FORECAST].sum() - unseen
    truth = every.cost_of_days(every.days_until(every.year.end)).sum() - certain
    assert result.low is not None
    assert result.high is not None
    return unseen / 100, (result.low - certain) / 100, (result.high - certain) / 100, truth / 100


@pytest.mark.parametrize("ledgers_tried", in_every_run([100, 200], [100]))
def test_the_backlog_is_recovered_and_its_range_covers_what_it_says(ledgers_tried: int):
    results = np.array([estimate_and_truth(seed) for seed in range(ledgers_tried)])
    estimate, low, high, truth = results.T
    assert estimate.mean() == pytest.approx(truth.mean(), rel=0.05)
    covered = ((low <= truth) & (truth <= high)).mean()
    assert 0.90 <= covered <= 0.99


def test_a_ledger_without_delay_has_no_backlog():
    estimate, low, high, truth = estimate_and_truth(1, mean_delay=0.0001)
    assert (estimate, low, high, truth) == (0, 0, 0, 0)


def test_a_fee_that_changes_is_no_placement_that_was_late():
    rows = ledger(*[(f"{child}", "p", "2026-06-01", None, 36500) for child in range(9)])
    ended = rows.assign(end=pd.Timestamp("2026-08-15"))
    dearer = rows.assign(start=pd.Timestamp("2026-08-16"), annual_cost_gbp=40000)
    past, now = ledgers(
        [LedgerState(date(2026, 8, 31), rows), LedgerState(AS_AT, pd.concat([ended, dearer]))]
    )
    assert steps(now, past, settings()).amounts[step.UNSEEN].sum() == 0


def test_an_earlier_ledger_with_other_references_is_refused():
    rows = ledger(*[(f"{child}", "p", "2026-06-01", None, 36500) for child in range(40)])
    others = rows.assign(child="new " + rows["child"].astype(str))
    past, now = ledgers([LedgerState(date(2026, 8, 31), rows), LedgerState(AS_AT, others)])
    with pytest.raises(SourceError, match="less than half of the placements"):
        steps(now, past, settings())


# The made-up council -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made_up() -> MadeUpCouncil:
    no_faults = {fault: 0.0 for fault in Parameters().faults}
    return made_up_council(size=0.5, parameters=Parameters(faults=no_faults))


@pytest.fixture(scope="module")
def recovered(made_up: MadeUpCouncil) -> Steps:
    past = LedgerState(made_up.earlier, made_up.earlier_ledger)
    now = LedgerState(made_up.as_at, made_up.frames["placement_ledger"])
    earlier, later = ledgers([past, now])
    return steps(later, earlier, settings())


def test_the_uplift_of_the_made_up_council_is_recovered(recovered: Steps):
    amounts = recovered.amounts[recovered.amounts[step.UPLIFTED] != 0]
    uplift = amounts[step.UPLIFTED] / amounts[step.OPEN_IN_APRIL]
    assert uplift.median() == pytest.approx(Parameters().uplift, abs=0.0002)


def test_what_the_made_up_council_pays_for_a_year_is_recovered(
    made_up: MadeUpCouncil, recovered: Steps
):
    money = made_up.truth["money"]
    seen = money["full_year_gbp"] - money["backlog"]["annual_gbp"]
    assert recovered.amounts[step.FULL_YEAR].sum() / 100 == pytest.approx(seen, rel=0.003)


def test_the_backlog_and_the_outturn_of_the_made_up_council_are_within_their_range(
    made_up: MadeUpCouncil, recovered: Steps
):
    outturn = made_up.truth["money"]["cost_in_the_year_if_nothing_changes_gbp"]
    forecast = recovered.amounts[step.FORECAST].sum() / 100
    assert recovered.low / 100 < outturn < recovered.high / 100
    assert forecast == pytest.approx(outturn, rel=0.01)


def test_movement_of_the_made_up_council_is_its_backlog_and_what_the_ledgers_say(
    made_up: MadeUpCouncil,
):
    past = LedgerState(made_up.earlier, made_up.earlier_ledger)
    now = made_up.frames["placement_ledger"]
    cells = amounts(commitments(now, 855, made_up.as_at, settings(earlier=(past,))))
    known_now = amounts(commitments(now, 855, made_up.as_at, settings()))
    known_then = amounts(commitments(past.rows, 855, past.as_at, settings()))
    for line in (*{line for line, _ in cells}, TOTAL):
        otherwise = cells[line, step.MOVEMENT] - cells[line, step.UNSEEN]
        assert otherwise == known_now[line, step.FORECAST] - known_then[line, step.FORECAST]
    money = made_up.truth["money"]
    true = money["cost_in_the_year_if_nothing_changes_gbp"]
    otherwise = known_now[TOTAL, step.FORECAST] - known_then[TOTAL, step.FORECAST]
    # what the report before had, what it could not count, and the rest are the true outturn
    last = cells[TOTAL, step.LAST_FORECAST]
    whole = last + cells[TOTAL, step.UNSEEN] + otherwise
    assert whole / 100 == pytest.approx(true, rel=0.01)
    assert cells[TOTAL, step.UNSEEN] > abs(otherwise) > 0


def test_unit_costs_of_the_made_up_council_are_recovered(made_up: MadeUpCouncil):
    ledger_now = made_up.frames["placement_ledger"]
    children = places(ledger_now, 855, made_up.as_at).populations[0].rows
    averages = children.groupby("provider_kind", observed=True)["amount_gbp"].mean()
    for kind, of_kind in made_up.truth["money"]["by_provider_kind"].items():
        if of_kind["places"] >= 100:
            assert averages[kind] == pytest.approx(of_kind["mean_gbp"], rel=0.03), kind


MILLION = """
import resource
from datetime import date
import numpy as np, pandas as pd
from hnb.council.money import LedgerState, Settings, commitments_and_places

rows, draws = 1_000_000, np.random.default_rng(1)
def words(kind, number):
    names = [f"{kind} {place:07d}" for place in range(number)]
    return pd.Categorical.from_codes(draws.integers(0, number, rows), categories=names)
start = pd.Timestamp("2025-04-01") + pd.to_timedelta(draws.integers(-700, 600, rows), "D")
ledger = pd.DataFrame({
    "child": words("child", 350_000), "provider": words("provider", 3000), "start": start,
    "end": (start + pd.to_timedelta(draws.integers(1, 900, rows), "D")).where(draws.random(rows) < 0.6),
    "annual_cost_gbp": draws.integers(100_000, 9_000_000, rows) / 100,
})
appears = ledger["start"] + pd.to_timedelta(draws.integers(0, 90, rows), "D")
earlier = LedgerState(date(2026, 10, 31), ledger[appears <= pd.Timestamp("2026-10-31")])
settings = Settings(earlier=(earlier,))
commitments_and_places(lambda layout: ledger, 855, date(2026, 11, 30), settings)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.slow
def test_a_million_rows_need_less_than_a_gigabyte():
    run = subprocess.run(
        [sys.executable, "-c", MILLION], capture_output=True, text=True, check=True
    )
    assert int(run.stdout) < 1000

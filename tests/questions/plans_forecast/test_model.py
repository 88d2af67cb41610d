"""hnb.questions.plans_forecast.model against a simulation whose truth is known, arithmetic, and the
growth model.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import pytest

import hnb
from hnb.domain.areas import Authority
from hnb.domain.comparators import Ask, Comparators
from hnb.domain.errors import NotPublished
from hnb.figures.marks import is_made_up
from hnb.questions.plans_forecast import model as forecast
from hnb.questions.plans_forecast.last_time import last_time
from hnb.questions.plans_forecast.panel import panel as units_of
from hnb.stats.forecasting import growth_model as growth
from hnb.tables import Tables

COEFFICIENT = 0.6  # what a point of inflow adds to next year's growth in the made-up country
WAITING = 0.4  # … and a point of requests that have not become plans
ENGLAND = 0.08
LAST = 2025
CODES = tuple(range(301, 361))


def country(noise: float = 0.02, seed: int = 5) -> tuple[pd.DataFrame, ...]:
    """Authorities that grow with England, faster where many plans are new or on their way: what a
    forecast reads.
    """
    chance = np.random.default_rng(seed)
    inflow = 0.15 + chance.normal(0, 0.04, (len(CODES), 16)).clip(-0.1, 0.1)
    own = COEFFICIENT * (inflow - inflow.mean(axis=0)) + chance.normal(0, noise, inflow.shape)
    waiting = chance.uniform(0.02, 0.12, inflow.shape)
    own += WAITING * (waiting - waiting.mean(axis=0))
    logs = np.log(np.linspace(500, 6000, len(CODES)))[:, None] + np.cumsum(
        np.roll(own, 1, axis=1) + ENGLAND, axis=1
    )
    stock = np.exp(logs)
    years = range(LAST - 15, LAST + 1)
    plans = (
        pd.DataFrame(stock, CODES, years)
        .rename_axis(index="la_code", columns="january")
        .stack()
        .rename("plans")
    )
    new, asked = (
        pd.DataFrame(stock * share, CODES, [year - 1 for year in years])
        .rename_axis(index="la_code", columns="calendar_year")
        .stack()
        .rename(name)
        .reset_index()
        for name, share in (("new_plans", inflow), ("requests", inflow + waiting))
    )
    people = pd.DataFrame({"la_code": CODES, "people": 30.0 * stock[:, 0]})
    population = pd.concat([people.assign(mid_year=year) for year in years])
    return (
        plans.reset_index().assign(release="made-up"),
        new.assign(release="made-up"),
        population.assign(age_group="0 to 17", basis="estimate before revision"),
        asked[asked["calendar_year"].ge(LAST - 9)].assign(outcome="total", release="made-up"),
        timeliness(np.random.default_rng(seed + 1).uniform(0, 1, (len(CODES), 10))),
    )


def timeliness(shares: np.ndarray) -> pd.DataFrame:
    """Plans issued within 20 weeks, of 1,000 a year: authority × calendar year, to `LAST` - 1."""
    years = range(LAST - shares.shape[1], LAST)
    quick = pd.DataFrame(1000 * shares, CODES, years).rename_axis("la_code")
    rows = quick.rename_axis(columns="calendar_year").stack().rename("plans_issued").reset_index()
    both = (rows.assign(wait="within 20 weeks"), rows.assign(wait="any", plans_issued=1000.0))
    return pd.concat(both).assign(exceptions="with exceptions", release="made-up")


def asked(la_code: int = 330, january: int = LAST, **days) -> Ask:
    there = Authority(la_code, "Madeupshire", (), "Nowhere", **days)
    return Ask(there, january, "2023-24", (Comparators("none", ()),))


def tables(frames: Sequence[pd.DataFrame]) -> Tables:
    """Frames in the order of `READS`, as an answer takes them."""
    return Tables(
        {(name, "authority"): frame for name, frame in zip(forecast.READS, frames, strict=True)}
    )


def ahead(
    frames: Sequence[pd.DataFrame], la_code: int = 330, january: int = LAST, **settings
) -> forecast.Forecast:
    """The answer of one authority from frames in the order of `READS`."""
    return forecast.answer(tables(frames), asked(la_code, january), **settings)


@pytest.fixture(scope="module")
def made() -> tuple[pd.DataFrame, ...]:
    return country()


@pytest.mark.parametrize("far_fewer", [0.0, 0.4])
def test_requests_far_fewer_than_new_plans_are_not_believed_and_said_to_be_lacking(made, far_fewer):
    plans, new, population, requests, timely = made
    his = requests["la_code"].eq(301) & requests["calendar_year"].eq(LAST - 1)
    issued = new[new["la_code"].eq(301) & new["calendar_year"].eq(LAST - 1)]["new_plans"].item()
    few = requests.assign(requests=requests["requests"].mask(his, far_fewer * issued))
    assert np.isnan(growth.signals(units_of(plans, new, population, few), LAST).loc[301, "waiting"])
    assert ahead((plans, new, population, few, timely), 301).lacking == ("requests for assessment",)
    assert ahead(made, 301).lacking == ()


def test_figures_carry_the_quantiles_and_what_they_rest_on(made):
    found = ahead(made, horizons=(1, 3))
    panel = units_of(*made)
    table = (
        growth.quantiles_ahead(growth.fit_growth(panel, LAST, (1, 3)), panel)
        .query("unit == 330")
        .set_index("horizon")
    )
    assert [plans.period for plans in found.plans] == ["January 2026", "January 2028"]
    assert [figure.value for figure in found.plans] == pytest.approx(table["q50"].tolist())
    assert (found.plans[1].low, found.plans[1].high) == pytest.approx(
        (table.at[3, "q025"], table.at[3, "q975"])
    )
    assert found.drawn.frame.loc[LAST + 1, ["q10", "q90"]].tolist() == pytest.approx(
        [table.at[1, "q10"], table.at[1, "q90"]]
    )
    assert found.growth[0].value == pytest.approx(
        100 * (table.at[1, "q50"] / panel.plans.at[330, LAST] - 1)
    )
    assert found.plans[0].period == "January 2026" and found.known_on == "30 June 2025"
    assert found.plans[0].rows[0].where["la_code"] == 330 and found.plans[0].releases == (
        "made-up",
    )


def test_a_forecast_names_the_rows_of_every_table_it_is_learned_from(made):
    rows = {rows.table: rows.where for rows in ahead(made).plans[0].rows}
    assert set(rows) == set(forecast.READS)
    assert rows["requests"]["outcome"] == "total"
    assert rows["population"]["age_group"] == "0 to 17"
    mid_years = made[2]["mid_year"]
    assert max(rows["population"]["mid_year"]) == mid_years[mid_years.le(LAST - 2)].max()


def test_a_new_authority_gets_englands_growth_until_it_has_three_januaries(made):
    plans, *others = made
    for first, pooled in ((LAST - 1, True), (LAST - 2, False)):
        held = plans[(plans["la_code"] != 330) | (plans["january"] >= first)]
        found = ahead((held, *others))
        assert found.pooled is pooled
        middle = found.now.value * np.exp(0.98 * np.log1p(found.england.value / 100))
        assert bool(found.plans[0].value == pytest.approx(middle, rel=0.005)) is pooled
    assert (
        "all authorities"
        not in ahead((plans[(plans["la_code"] != 330) | (plans["january"] == LAST)], *others))
        .plans[0]
        .calculation
    )


def test_a_tiny_authority_is_told_why_it_has_no_forecast(made):
    plans, *others = made
    tiny = pd.DataFrame(
        {"la_code": 420, "january": range(2010, LAST + 1), "plans": 17.0, "release": "made-up"}
    )
    found = ahead((pd.concat([plans, tiny]), *others), 420)
    assert found.plans[0].value is None and found.growth[4].value is None and found.now.value == 17
    assert found.plans[0].reason.startswith("too few plans: no authority with fewer than")


def test_a_step_in_recording_is_flagged_and_not_smoothed(made):
    plans, *others = (table.copy() for table in made)
    plans.loc[(plans["la_code"] == 330) & (plans["january"] >= LAST), "plans"] *= 0.5
    found = ahead((plans, *others))
    assert [step.period for step in found.steps] == [f"January {LAST - 1} to January {LAST}"]
    assert found.steps[0].value < -40
    assert found.now.value == plans.query("la_code == 330 and january == @LAST")["plans"].item()
    assert ahead((plans, *others), 331).steps == ()


def test_an_authority_without_a_count_is_named(made):
    with pytest.raises(NotPublished, match="No count of plans in 999 at January 2025 is available"):
        ahead(made, 999)


def test_an_answer_is_of_the_authority_and_january_that_are_asked_about(made):
    found = forecast.answer(tables(made), asked(january=LAST - 1), horizons=(1,))
    alone = ahead(made, horizons=(1,), origin=LAST - 1)
    assert found.plans == alone.plans and found.name == "Madeupshire"
    assert ahead(made, origin=LAST - 2).now.period == f"January {LAST - 2}"


def test_what_is_drawn_are_the_published_counts_and_the_forecast_from_the_last(made):
    found = ahead(made, january=LAST - 1)
    counts = made[0].query("la_code == 330 and january < @LAST").set_index("january")["plans"]
    drawn = found.drawn.frame
    assert drawn["published"].dropna().to_dict() == pytest.approx(counts.to_dict())
    assert drawn["q50"].dropna().tolist() == [
        found.now.value,
        *(figure.value for figure in found.plans),
    ]


def test_rolling_is_the_forecast_of_each_origin_with_nothing_later(made):
    units = units_of(*made)
    table = forecast.rolling(units, (2020, 2022), (1,))
    assert set(table["model"]) == {"hnb"} and len(table) == 2 * len(CODES)
    gone = units.until(2020)
    alone = growth.quantiles_ahead(growth.fit_growth(gone, 2020, (1,)), gone)
    ours = table[table["origin"].eq(2020)].drop(columns="model")
    pd.testing.assert_frame_equal(ours.reset_index(drop=True), alone)


def test_last_time_says_what_was_expected_and_what_came(made):
    found = last_time(tables(made), asked())
    assert [past.origin for past in found.times] == [2024, 2022, 2020]
    came = made[0].query("la_code == 330 and january == 2025")["plans"].item()
    for past in found.times:
        assert found.now.value == pytest.approx(came)
        assert past.error.value == pytest.approx(100 * (past.expected.value / came - 1))
        assert past.expected.period == "January 2025"
        assert past.expected.scope == past.error.scope == f"forecast at January {past.origin}"
        assert past.inside == (past.expected.low <= came <= past.expected.high)


def test_what_papers_said_before_timeliness_was_used_is_the_forecast_without_it(made):
    *others, timeliness = made
    found = last_time(tables(made), asked())
    without = last_time(tables((*others, timeliness.iloc[:0])), asked())
    for figure in ("expected", "error"):
        printed, plain = (
            getattr(entry, figure).value for entry in (found.as_printed, without.times[0])
        )
        assert printed == plain
    assert found.printed_everywhere.inside.value == without.everywhere.inside.value


def test_last_time_is_of_the_january_that_is_asked_about(made):
    found = last_time(tables(made), asked(january=LAST - 1))
    assert [past.origin for past in found.times] == [2023, 2021, 2019]
    assert found.now.period == "January 2024"


def test_a_count_that_jumps_lay_outside_the_limits_of_the_time(made):
    plans, *others = made
    jumped = plans["plans"].mask(plans["la_code"].eq(330) & plans["january"].eq(2025), 99_999)
    found = last_time(tables((plans.assign(plans=jumped), *others)), asked())
    assert found.times and not any(past.inside for past in found.times)


def test_a_tiny_authority_has_no_earlier_forecast(made):
    plans, *others = made
    few = plans["plans"].mask(plans["la_code"].eq(330), 17.0)
    found = last_time(tables((plans.assign(plans=few), *others)), asked())
    assert found.times == () and found.now.value == 17


def test_last_time_is_silent_before_an_authority_opened_and_once_it_has_closed(made):
    plans, *others = made
    held = plans[(plans["la_code"] != 330) | (plans["january"] >= 2023)]
    found = last_time(tables((held, *others)), asked())
    assert [past.origin for past in found.times] == [2024]
    assert last_time(tables(made), asked(closed=date(2025, 4, 1))).times == ()


def test_a_year_that_one_council_alone_has_is_not_among_what_it_rests_on():
    """As where a made-up council has counts of a year that nobody has published."""
    ask = hnb.ask("Leicestershire")
    tables = hnb.tables_for("plans_forecast", ask)
    made_up = {}
    for name in ("new_plans", "requests", "plan_timeliness"):
        rows = tables[name][tables[name]["la_code"].eq(ask.la_code)]
        last = rows[rows["calendar_year"].eq(rows["calendar_year"].max())]
        own = last.assign(calendar_year=ask.january - 1, release="made-up-council-2026-11-30")
        assert last["calendar_year"].max() < ask.january - 1
        made_up[name] = pd.concat([tables[name], own], ignore_index=True)
    published, mixed = forecast.answer(tables, ask), forecast.answer(tables.having(**made_up), ask)
    assert mixed.plans == published.plans
    assert not is_made_up(mixed.plans)

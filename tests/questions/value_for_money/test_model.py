"""hnb.questions.value_for_money against arithmetic on a small ledger, and on published figures."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

import hnb
from hnb.domain.comparators import Ask
from hnb.domain.errors import ParameterError
from hnb.figures.marks import WITHHELD
from hnb.questions.programme.saving import Saving, saving
from hnb.questions.value_for_money import charts, model, text
from hnb.questions.value_for_money.model import (
    EARLY,
    NOT_WORTH,
    WORTH,
    ValueForMoney,
    answer,
)
from hnb.tables import Tables
from tests.questions import own_records
from tests.questions.value_for_money import records

DEFLATOR = pd.DataFrame(
    {
        "financial_year": [*records.YEARS],
        "change_percent": [3.0, 25.0, 100.0, 60.0],  # so that prices are easy to follow
        "release": "efo-march-2026",
    }
)
PRICES = (2.5, 2.0, 1.0, 1 / 1.6)  # to those of 2026-27


@pytest.fixture(autouse=True)
def _published_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is published of one authority is worked out once."""
    monkeypatch.setattr(model, "saving", lambda tables, ask, start: _saving(ask, start))


@cache
def _saving(ask: Ask, start: int) -> Saving | None:
    return saving(hnb.tables_for("value_for_money", ask), ask, start)


def _tables(**changed: pd.DataFrame) -> Tables:
    """The ledger with a deflator that is easily followed, next to what is published."""
    by_name = records.tables(own_records.COUNCIL) | changed
    ask = hnb.ask("Leicestershire")
    whole = hnb.tables_for("value_for_money", ask)
    frames = dict(whole.frames) | {(name, "authority"): rows for name, rows in by_name.items()}
    return Tables({**frames, ("gdp_deflator", "england"): DEFLATOR})


def _result(**settings: object) -> ValueForMoney:
    return answer(_tables(), hnb.ask("Leicestershire"), programme="Our programme", **settings)


def _value(amounts: list[float], rate: float = 0.035) -> float:
    return sum(amount / (1 + rate) ** year for year, amount in enumerate(amounts))


COSTS = (600, 500, 400, 200)  # of both, in cash: achieved where it is over, else planned
PLANNED = (400, 800, 1200, 1200)


def test_present_values_are_in_prices_of_the_year_of_the_ledger():
    money = _result(cost_optimism_percent=0).money
    assert money is not None and money.ledger.price_year == "2026-27"
    costs = _value([1000 * c * p for c, p in zip(COSTS, PRICES, strict=True)])
    planned = _value([1000 * c * p for c, p in zip(PLANNED, PRICES, strict=True)])
    assert money.recorded.costs.value == pytest.approx(costs)
    assert money.planned.savings.value == pytest.approx(planned)
    # Places: £0.25m and £0.6m of £0.75m and £1.2m planned to date; Fees: £0.25m of £0.25m and £0.4m
    places, fees = (250 + 600) / (750 + 1200), 250 / (250 + 400)
    to_come = [places * 900 * p + fees * 300 * p for p in PRICES[2:]]
    saved = _value([1000 * amount for amount in (500, 600, *to_come)])
    assert money.recorded.savings.value == pytest.approx(saved)
    assert money.recorded.net.value == pytest.approx(saved - costs)
    assert money.recorded.ratio.value == pytest.approx(saved / costs)


def test_optimism_makes_only_costs_to_come_larger():
    plain, larger = (_result(cost_optimism_percent=percent).money for percent in (0, 50))
    assert plain is not None and larger is not None
    more = _value([0, 0, 1000 * 200 * PRICES[2], 1000 * 100 * PRICES[3]])
    assert larger.cautious.costs.number - plain.cautious.costs.number == pytest.approx(more)
    assert larger.recorded.costs.value == plain.recorded.costs.value


def test_savings_to_date_are_in_cash_and_leave_out_years_that_are_not_over():
    money = _result().money
    assert money is not None
    assert (money.total.planned.value, money.total.achieved.value) == (1_200_000, 500_000)
    assert money.total.percent.value == pytest.approx(100 * 500 / 1200)
    said = str(text.to_date(_result()))
    assert (
        "its savings came to £500,000 of the £1.2 million planned for the years to 2025-26 (42%)"
        in said
    )
    assert "‘Places’ is furthest behind in pounds: £400,000 of £900,000" in said
    assert "no achieved saving for a year that is over" in said  # of Fees in 2025-26


def test_year_without_a_row_is_named():
    ledger = records.tables(own_records.COUNCIL)["council_programme"]
    ledger = ledger[ledger["financial_year"].ne("2025-26")]
    result = answer(_tables(council_programme=ledger), hnb.ask("Leicestershire"))
    assert "the ledger has no row for 2025-26" in str(text.to_date(result))
    assert "has no row for" not in str(text.to_date(_result()))


def test_savings_that_would_never_pay_are_told_as_that():
    ledger = records.tables(own_records.COUNCIL)["council_programme"]
    is_saving = ~ledger["item"].eq("investment")
    less = ledger["programme_gbp"].where(~is_saving, ledger["programme_gbp"] / 10)
    result = answer(_tables(council_programme=ledger.assign(programme_gbp=less)), hnb.ask("Kent"))
    assert result.money is None  # Kent's own records are not there
    poor = answer(
        _tables(council_programme=ledger.assign(programme_gbp=less)), hnb.ask("Leicestershire")
    )
    assert "Even all planned savings would not pay for it" in str(text.break_even(poor))


def test_cashable_savings_alone_are_fewer():
    every, cashable = (_result(benefits=which).money for which in ("all", "cashable"))
    assert every is not None and cashable is not None
    assert cashable.total.planned.value == 900_000
    assert cashable.planned.costs.value == every.planned.costs.value


def test_break_even_is_what_covers_the_costs():
    result = _result(saving_per_placement=50_000, cost_optimism_percent=0)
    money = result.money
    assert money is not None
    needed = money.placements.number * 50_000
    assert _value([needed] * 4) == pytest.approx(money.recorded.costs.number)
    said = str(text.break_even(result))
    assert "at £50,000 each (the saving that was given)" in said
    assert money.avoided_achieved.reason == WITHHELD and "The ledger has" not in said


@pytest.mark.parametrize(
    ("factor", "verdict", "words"),
    [
        (0.2, NOT_WORTH, "is unlikely to be worth its money"),
        (20.0, WORTH, "is likely to be worth its money"),
    ],
)
def test_verdict_follows_the_chance_that_it_pays_for_itself(factor, verdict, words):
    ledger = records.tables(own_records.COUNCIL)["council_programme"]
    is_saving = ~ledger["item"].eq("investment")
    ledger = ledger.assign(
        programme_gbp=ledger["programme_gbp"].where(~is_saving, ledger["programme_gbp"] * factor)
    )
    result = answer(_tables(council_programme=ledger), hnb.ask("Leicestershire"), programme="Ours")
    assert result.verdict == verdict
    assert words in str(text.answer(result))


def test_too_early_says_how_likely_it_is_or_that_no_year_is_over():
    ledger = records.tables(own_records.COUNCIL)["council_programme"]
    to_come = ledger[ledger["financial_year"].ge("2026-27")]
    result = answer(_tables(council_programme=to_come), hnb.ask("Leicestershire"))
    assert result.verdict == EARLY
    assert "because no year of its ledger is over" in str(text.answer(result))
    assert charts.achieved(result) is None


def test_published_figures_alone_say_what_would_repay_a_million():
    ask = hnb.ask("Leicestershire")
    result = answer(hnb.tables_for("value_for_money", ask), ask, programme="TSIL", start_year=2023)
    assert result.money is None and result.verdict == EARLY
    said = str(text.answer(result))
    assert said.startswith("It is too early to know whether TSIL is worth its money, because")
    assert "Each £1.0 million spent is repaid in a year if about 67 plans are avoided" in said
    assert all(of(result) is None for of in (text.worth, text.break_even, text.workstreams))


def test_authority_without_a_programme_or_figures_has_an_answer_all_the_same():
    for name in ("Cumberland", "Isles of Scilly", "City of London"):
        ask = hnb.ask(name)
        result = answer(hnb.tables_for("value_for_money", ask), ask)
        said = str(text.answer(result))
        assert said.startswith("Whether a programme in ") and ask.authority.name in said
        assert "cannot be said: none is known here" in said
        if name != "Cumberland":
            assert "a million pounds is more than all of its plans cost" in said


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"benefits": "cashabel"}, "nearest: cashable"),
        ({"discount_percent": 21}, "discount_percent.*a number from 0 to 20"),
        ({"discount_percent": float("nan")}, "a number from 0 to 20"),
        ({"cost_optimism_percent": -1}, "a number from 0 to 200"),
        ({"saving_per_placement": 2_000_000}, "a whole number from 0 to 1,000,000"),
    ],
)
def test_setting_that_cannot_be_used_is_refused(settings, message):
    with pytest.raises(ParameterError, match=message):
        _result(**settings)


def test_workstream_with_a_number_or_a_sign_of_html_is_written_as_it_is():
    ledger = records.tables(own_records.COUNCIL)["council_programme"]
    name = "=<b>Stream 2</b>"
    ledger = ledger.assign(workstream=ledger["workstream"].replace("Places", name))
    result = answer(_tables(council_programme=ledger), hnb.ask("Leicestershire"))
    table = text.workstreams(result)
    assert table is not None and table.cells()[0][0] == name
    assert "furthest behind" not in str(text.to_date(result))  # no number that is no Figure


def test_every_chart_has_its_words():
    result = _result()
    for draw in (charts.paid_back, charts.depends_on, charts.achieved):
        chart = draw(result)
        assert chart is not None and "Leicestershire" in chart.caption
        assert "£" in chart.alt


@pytest.mark.parametrize(
    ("benefits", "named"), [("cashable", "cashable savings"), ("avoided", "costs avoided")]
)
def test_sentences_name_the_savings_that_count(benefits, named):
    counted = _result(benefits=benefits)
    for says in (text.answer, text.worth, text.to_date, text.break_even):
        assert named in str(says(counted)), says.__name__
    assert named.capitalize() in text.workstreams(counted).caption
    assert named not in str(text.worth(_result()))


def test_the_rule_of_the_verdict_is_in_the_paper():
    said = str(text.how_it_is_weighed(_result()))
    assert "from a chance of 90% on, and unlikely up to one of 10%" in said

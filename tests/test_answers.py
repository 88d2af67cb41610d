"""hnb.answer and hnb.compare: every setting is used, or refused by its name."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from inspect import signature

import numpy as np
import pytest

import hnb
from hnb.domain.errors import HnbError, NotPublished, ParameterError
from hnb.parameters import refuse_unusable
from hnb.questions.definition import Setting, names, question

LATEST = int(hnb.load("ehc_plans")["january"].max())  # the latest January held
KENT = hnb.ask("Kent", january=2023)
# whichever questions there are: any one of them can be deleted
ONE = next(name for name in names() if question(name).headline)
SETTINGS = [(name, setting) for name in names() for setting in question(name).settings]
# of each type, what it is not
ODD = {
    "text": (-1, float("nan"), [], {}, True, 1999),
    "whole number": ("zzz", float("nan"), [], {}, "", True, 2023.5),
    "mapping": ("zzz", -1, [], "", True),
    "number": ("zzz", {}, "", True, [1.0], float("nan"), float("inf"), 10**30),
    "list of text": ("zzz", -1, {}, "", True, [1], [None]),
    "list of whole numbers": ("zzz", -1, {}, "", True, ["a"], [True], [1.5]),
    "list of comparators": ("zzz", -1, {}, "", True, ["region"], [855]),
}

# by question: what its settings cannot be
REFUSED = [
    ("plans_forecast", "origin", 1999),
    ("plans_forecast", "origin", 0),
    ("plans_forecast", "horizons", []),
    ("plans_forecast", "horizons", [6]),
    ("programme", "start_year", -1),
    ("programme", "start_year", 1999),
    ("programme", "start_year", 20_230),
    ("programme", "excluded", [855, 5]),
    ("programme", "signals", ["zzz"]),
    ("expected_plans", "measures", []),
    ("expected_plans", "measures", ["zzz"]),
    ("national", "measures", []),
    ("national", "measures", ["zzz"]),
    ("medium_term", "scenario", "zzz"),
    ("medium_term", "against", "zzz"),
    ("medium_term", "scenarios", {"do nothing": 3}),
    ("medium_term", "scenarios", {1: None}),
    ("spend_against_block", "stage", "zzz"),
    ("why_spend_differs", "method", "zzz"),
    ("over_the_years", "start", -1),
    ("over_the_years", "end", 12),
    ("ages_and_placements", "januaries", "2022, 2023"),
    ("ages_and_placements", "up_to", "zzz"),
    ("value_for_money", "benefits", "zzz"),
]
NUMBERS = [
    (asked, name)
    for asked, name in SETTINGS
    if question(asked).settings[name].type in ("number", "whole number")
]
BY_DATA = {
    "start_year",
    "origin",
    "start",
    "end",
}  # years, whose bounds are those of what is published


@pytest.mark.parametrize(("asked", "name"), SETTINGS)
def test_setting_of_another_type_is_refused_by_name(asked, name):
    for value in ODD[question(asked).settings[name].type]:
        with pytest.raises(ParameterError, match=rf"^parameter {name}: .* cannot be used\."):
            hnb.answer(asked, "Kent", **{name: value})


@pytest.mark.parametrize(("asked", "name"), NUMBERS)
def test_number_out_of_bounds_is_refused_by_name(asked, name):
    within = question(asked).settings[name].within
    if within is None:
        assert name in BY_DATA
        for value in (-1, 1999, 10**15):
            with pytest.raises(HnbError, match=f"^parameter {name}: "):
                hnb.answer(asked, KENT, **{name: value})
        return
    least, most = within
    out = {-1, 0, least - 1, most + 1, 10**15}
    odd = [int(value) for value in sorted(out) if not least <= value <= most]
    assert len(odd) > 2
    for value in (*odd, float("nan"), "twelve"):
        says = rf"^parameter {name}: .* cannot be used\. Expected a .* from {least:,.0f} to {most:,.0f} "
        with pytest.raises(ParameterError, match=says):
            hnb.answer(asked, KENT, **{name: value})
        with pytest.raises(ParameterError, match=f"^parameter {name}: "):  # before a notebook runs
            refuse_unusable(name, value)
    for value in within:
        with suppress(NotPublished):  # a question about records of its own
            assert hnb.answer(asked, KENT, **{name: int(value)})


@pytest.mark.parametrize(("asked", "name"), SETTINGS)
def test_usual_value_of_a_setting_is_of_its_type(asked, name):
    model = import_module(f"hnb.questions.{asked}.model")
    usual = signature(model.answer).parameters[name].default
    if usual is not signature(model.answer).empty and usual is not None:
        assert question(asked).settings[name].read(name, usual) == usual


def test_list_of_whole_numbers_may_be_of_another_library():
    setting = Setting(says="DfE numbers.", type="list of whole numbers")
    read = setting.read("excluded", np.array([855, 886]))
    assert read == (855, 886)
    assert {type(code) for code in read} == {int}


@pytest.mark.parametrize(
    ("asked", "name", "value"), [case for case in REFUSED if case[0] in names()]
)
def test_value_that_cannot_be_used_is_refused_by_the_name_of_its_setting(asked, name, value):
    with pytest.raises(HnbError, match=f"^parameter {name}: "):
        hnb.answer(asked, "Kent", **{name: value})


@pytest.mark.parametrize("asked", sorted({*names()} - {"national", "doubts"}))
def test_question_about_one_authority_is_refused_without_one(asked):
    with pytest.raises(ParameterError, match=f"parameter authority: the question {asked} is about"):
        hnb.answer(asked)


@pytest.mark.skipif("national" not in names(), reason="there is no question about everyone")
@pytest.mark.parametrize("authority", [None, "Kent"])
def test_question_about_every_authority_refuses_what_it_does_not_use(authority):
    with pytest.raises(ParameterError, match="parameter january: the question national is about"):
        hnb.answer("national", authority, january=2020)


@pytest.mark.parametrize(
    "call",
    [
        lambda **odd: hnb.ask("Kent", **odd),
        lambda **odd: hnb.answer(ONE, "Kent", **odd),
        lambda **odd: hnb.answer(ONE, KENT, **odd),
        lambda **odd: hnb.compare("Kent", "independent_share", **odd),
        lambda **odd: hnb.compare(KENT, "independent_share", **odd),
    ],
)
def test_setting_that_is_misspelt_is_refused_with_the_nearest(call):
    with pytest.raises(ParameterError, match=r"parameter januray: .*\(nearest: january\)"):
        call(januray=2023)


@pytest.mark.parametrize(
    ("name", "given", "settled"),
    [
        ("january", "January 2020", 2020),
        ("financial_year", "2020/21", "2020-21"),
        ("denominator", "0 to 25", "0 to 25"),
        ("scope", "top-ups alone", "top-ups alone"),
    ],
)
def test_setting_given_with_an_ask_changes_that_alone(name, given, settled):
    asked = hnb.answer(ONE, KENT, **{name: given}).ask
    assert getattr(asked, name) == settled
    assert {key for key, value in vars(asked).items() if value != vars(KENT)[key]} == {name}


def test_comparators_given_with_an_ask_are_compared_with():
    compared = hnb.compare(KENT, "independent_share", comparators="region")
    assert compared.main.comparators.kind == "region"


@pytest.mark.parametrize("day", ["2022-06-30", "2999-01-01"])
def test_another_day_than_that_of_the_ask_is_refused(day):
    with pytest.raises(ParameterError, match=f"parameter as_at: {day} is given with an Ask"):
        hnb.answer(ONE, KENT, as_at=day)
    asked = hnb.ask("Kent", as_at=day)
    assert hnb.answer(ONE, asked, as_at=day).ask == asked


@pytest.mark.parametrize(
    ("measure", "how", "period"),
    [
        ("independent_share", {"january": 2020}, "January 2020"),
        ("independent_share", {"period": "2024/25"}, "January 2025"),
        ("independent_share", {"period": 2024.0}, "January 2024"),
        ("early_years_2_year_olds", {"financial_year": "2022-23"}, "2022-23"),
        ("early_years_2_year_olds", {"period": "202223"}, "2022-23"),
        ("requests_per_1000", {"period": "2023"}, "2023"),
    ],
)
@pytest.mark.parametrize("authority", ["Kent", KENT])
def test_period_that_is_named_is_the_one_compared(authority, measure, how, period):
    assert hnb.compare(authority, measure, **how).period == period


@pytest.mark.parametrize(("authority", "january"), [("Kent", LATEST), (KENT, 2023)])
def test_the_latest_is_meant_that_belongs_with_the_january_asked_about(authority, january):
    compared = hnb.compare(authority, "independent_share", period="", january="")
    assert compared.period == f"January {january}"


@pytest.mark.parametrize(
    ("measure", "how", "parameter"),
    [
        ("independent_share", {"financial_year": "2020-21"}, "financial_year"),
        ("requests_per_1000", {"january": 2024}, "january"),
        ("share_of_block", {"january": 2024}, "january"),
        ("independent_share", {"period": 2020, "january": 2020}, "period"),
        *(
            ("independent_share", {"period": odd}, "january")
            for odd in ("2025-01", "x", 2025.5, float("nan"), 0, True, [])
        ),
        *(("share_of_block", {"period": odd}, "financial_year") for odd in ("2021-23", "2022-21")),
        *(("requests_per_1000", {"period": odd}, "calendar_year") for odd in ("2023-24", 23)),
    ],
)
def test_period_of_another_kind_is_refused(measure, how, parameter):
    with pytest.raises(ParameterError, match=f"^parameter {parameter}: "):
        hnb.compare("Kent", measure, **how)


@pytest.mark.parametrize(
    ("period", "nearest"), [(1999, 2019), (2018, 2019), ("2029-30", LATEST), (2039, LATEST)]
)
def test_period_of_nobody_is_refused_with_the_nearest(period, nearest):
    with pytest.raises(ParameterError, match=rf"parameter period: .*nearest: January {nearest}\)"):
        hnb.compare("Kent", "independent_share", period)


def test_period_of_others_alone_has_a_figure_with_a_reason():
    compared = hnb.compare("Northamptonshire", "independent_share", 2025)
    assert compared.own.value is None
    assert compared.own.reason


@pytest.mark.parametrize("odd", [None, 0, ["prevalence"], {}, float("nan")])
def test_name_that_is_no_word_is_refused(odd):
    for call in (hnb.load, hnb.answer, hnb.tables_for, lambda name: hnb.compare("Kent", name)):
        with pytest.raises(ParameterError, match="^parameter (table|question|measure): "):
            call(odd)


def test_release_of_after_the_day_is_refused():
    release = hnb.load("ehc_plans")["release"].iloc[-1]
    with pytest.raises(ParameterError, match=f"parameter as_at: {release} was published on"):
        hnb.load("ehc_plans", release=release, as_at="2005-01-01")
    alone = hnb.load("ehc_plans", release=release)
    assert hnb.load("ehc_plans", release=release, as_at="2999-01-01").equals(alone)

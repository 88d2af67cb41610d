"""The register of statements against one that is shipped, and against entries wrong in one place."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

import hnb
from hnb.domain import paths
from hnb.domain.definitions import read_yaml
from hnb.domain.errors import ParameterError
from hnb.questions.then_and_now.definition import COUNTS, of_file, read, tables_by_day

ENTRY = {
    "authority": "Kent",
    "said_on": date(2025, 9, 26),
    "who": "council officers",
    "where": "Schools Forum",
    "says": "Most plans are on time.",
    "measures": ["within_20_weeks_percent"],
    "claims": "above the value",
    "value": 50,
}


def entry(**changes):
    fields = {name: value for name, value in (ENTRY | changes).items() if value is not None}
    return read({"statements": {"on time": fields}})


def test_shipped_register_can_be_read_and_begins_with_leicestershires_minutes():
    shipped = read(read_yaml(paths.reports() / "settings" / "register.yml"))
    minutes = [s for s in shipped if s.said_on == date(2024, 2, 13)]
    assert {s.claims for s in minutes} == {
        "above similar authorities", "above the value", "a change of the value",
    }  # fmt: skip
    assert sorted(s.value for s in minutes if s.value) == [-0.60, 1.68, 100]
    assert all(s.source for s in shipped)
    days = [s.said_on for s in shipped]
    assert days == sorted(days)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"authority": "Kentt"}, "statements.on time.*nearest: Kent"),
        ({"measures": ["within_20_weeks"]}, "there is no measure 'within_20_weeks'.*nearest: within_20_weeks_percent"),
        ({"claims": "over the value"}, "'over the value' cannot be used.*nearest: above the value"),
        ({"value": None}, "a value, since it claims one"),
        ({"value": float("inf")}, "value"),
        ({"claims": "a change of the value"}, "since and period"),
        ({"claims": "a part of the value"}, "part and period"),
        ({"period": "2025-27"}, "statements.on time.*2025-27"),
        ({"said_on": "last week"}, "said_on"),
        ({"who": ""}, "who"),
        ({"says": None}, "says"),
        ({"clams": "the value"}, "there is no key 'clams'.*nearest: claims"),
    ],
    ids=str,
)  # fmt: skip
def test_an_entry_that_is_wrong_in_one_place_is_refused_by_file_and_name(changes, says):
    assert entry()
    with pytest.raises(ParameterError, match=f"(?s)^register.yml, .*{says}"):
        entry(**changes)


def test_statements_that_are_called_alike_are_refused():
    fields = dict(ENTRY)
    with pytest.raises(ParameterError, match="statements.(On|on).time.*called alike"):
        read({"statements": {"on time": fields, "On-time": fields}})


def test_a_change_begins_before_it_ends():
    with pytest.raises(ParameterError, match="2024 is not before 2023"):
        entry(claims="a change of the value", since="2024", period="2023")


def test_only_what_was_said_of_the_authority_by_the_day_is_given():
    assert {s.authority for s in hnb.statements(hnb.ask("Leicestershire"))} == {"Leicestershire"}
    assert hnb.statements(hnb.ask("Kent")) == ()
    before = hnb.statements(hnb.ask("Leicestershire", as_at="2024-02-12"))
    assert {s.said_on for s in before} == {date(2022, 7, 4)}


def test_tables_of_a_day_are_those_of_its_statements():
    (statement,) = entry()
    assert tables_by_day([statement]) == {date(2025, 9, 26): ("plan_timeliness",)}


def rows(**changes):
    row = {
        "said_on": "2026-02-13", "stated_by": "Director", "stated_where": "", "claims": "the value",
        "stated_measure": "EHC plans", "about_period": "31/01/2026", "stated_value": 8800.0,
        "release": "council-1",
    }  # fmt: skip
    return pd.DataFrame([row | changes])


def test_a_councils_own_file_names_measures_by_their_words():
    (statement,) = of_file(rows(), "Kent")
    assert statement.release == "council-1" and statement.measured == (COUNTS["EHC plans"],)
    assert statement.rows[0].releases == ("council-1",)  # so that an example is marked as made up
    (statement,) = of_file(rows(stated_measure="ehc PLANS"), "Kent")
    assert statement.measured == (COUNTS["EHC plans"],)
    (statement,) = of_file(rows(stated_measure="Happiness"), "Kent")
    assert statement.measures == () and statement.says == "Happiness"


def test_a_row_without_a_value_is_no_statement():
    assert of_file(rows(stated_value=float("nan")), "Kent") == ()

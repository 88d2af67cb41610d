"""hnb.questions.programme.definition against made-up settings, and whoever asks gets the same."""

from datetime import date

import pytest

import hnb
from hnb.cli import main
from hnb.domain import paths
from hnb.domain.definitions import read_yaml
from hnb.domain.errors import ParameterError
from hnb.papers.definition import read_report, settle
from hnb.questions.programme.definition import settings_of

KENT = hnb.ask("Kent", january=2023)
NAMED = {
    "programme": "FIT",
    "name": "Fairer, Inclusive, Timely",
    "start_year": 2021,
    "first_named": date(2020, 9, 1),
    "sources": ["Minutes of the forum"],
    "seen": date(2026, 1, 1),
}
DATA = {"programmes": {"Kent": NAMED}}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ("FIT", 2021)),
        ({"start_year": 2022}, ("FIT", 2022)),
        ({"programme": "Other", "start_year": 2020}, ("Other", 2020)),
        ({"programme": "none"}, ("none", 0)),
    ],
)
def test_what_a_person_gives_comes_before_the_settings(given, expected):
    assert tuple(settings_of(DATA, KENT, **given).values()) == expected


@pytest.mark.parametrize(
    ("first_named", "as_at", "expected"),
    [
        (date(2021, 2, 1), "2021-01-31", ""),
        (date(2021, 2, 1), "2021-02-01", "FIT"),
        (date(2020, 9, 1), "2020-12-31", ""),  # its start is still to come
        (date(2020, 9, 1), "2021-01-01", "FIT"),
    ],
)
def test_a_programme_is_not_known_before_it_was_named_and_began(first_named, as_at, expected):
    data = {"programmes": {"Kent": {**NAMED, "first_named": first_named}}}
    assert settings_of(data, hnb.ask("Kent", as_at=as_at))["programme"] == expected


def test_an_authority_without_one_has_none():
    assert settings_of(DATA, hnb.ask("Essex")) == {"programme": "", "start_year": 0}


@pytest.mark.parametrize("key", NAMED)
def test_a_programme_without_a_day_or_a_source_is_refused(key):
    lacking = {name: value for name, value in NAMED.items() if name != key}
    with pytest.raises(ParameterError, match=key):
        settings_of({"programmes": {"Kent": lacking}}, KENT)


def test_whoever_asks_of_an_authority_gets_its_programme(capsys):
    file = read_yaml(paths.reports() / "settings" / "programmes.yml")
    who, known = next(iter(file["programmes"].items()))
    assert hnb.answer("programme", who).start_year == known["start_year"]
    for report in ("forum-paper", "briefing"):
        jobs = settle(read_report(report), {"authority": who}).jobs
        assert {job.parameters["programme"] for job in jobs if "programme" in job.parameters} == {
            known["programme"]
        }
    main(["headline", "--authority", who])
    assert f"Has {known['programme']} changed the number of plans?" in capsys.readouterr().out

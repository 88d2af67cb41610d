"""hnb.questions.policy against the settings and small ones whose outcome can be read off."""

import re
from datetime import date
from typing import get_args

import pytest

import hnb
from hnb.domain import paths
from hnb.domain.definitions import read_yaml
from hnb.domain.errors import ParameterError
from hnb.questions.policy import BearsOn, read, sentences

FACT = {
    "says": "A grant pays 90% of it.",
    "status": "in force",
    "source": "the department",
    "published": date(2026, 2, 9),
    "seen": date(2026, 11, 1),
    "bears_on": ["deficit"],
}


def facts(**changes):
    return read({"facts": {"grant": FACT | changes}})


def test_a_fact_says_its_status_its_source_and_its_day_and_keeps_when_it_was_read_to_the_ledger():
    (sentence,) = sentences(facts(), "deficit")
    assert str(sentence) == ("A grant pays 90% of it. (In force: the department, 9 February 2026)")
    assert "excerpt of a published page, November 2026" in sentence.figures[0].calculation
    (undated,) = sentences(facts(published=None, status="proposed"), "deficit")
    assert "(Proposed: the department)" in str(undated)


@pytest.mark.parametrize(
    ("bears_on", "day", "number"),
    [
        ("deficit", None, 1),
        ("deficit", date(2026, 2, 9), 1),
        ("deficit", date(2026, 2, 8), 0),
        ("plans", None, 0),
    ],
)
def test_only_what_bears_on_the_figure_and_had_been_published_is_said(bears_on, day, number):
    assert len(sentences(facts(), bears_on, day)) == number


def test_a_fact_without_a_day_counts_from_when_it_was_seen():
    undated = facts(published=None)
    assert sentences(undated, "deficit", date(2026, 10, 31)) == ()
    assert len(sentences(undated, "deficit", date(2026, 11, 1))) == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"state": "in force"}, r"there is no key 'state'.*nearest: status"),
        ({"status": "in forse"}, "'in forse' cannot be used.*nearest: in force"),
        ({"bears_on": ["deficits"]}, "'deficits' cannot be used.*nearest: deficit"),
        ({"bears_on": []}, "at least 1 item"),
        ({"published": "lately"}, "'lately' cannot be used"),
        ({"says": ""}, "cannot be used"),
    ],
)
def test_what_is_not_known_is_refused_with_the_nearest(changes, message):
    with pytest.raises(ParameterError, match=f"policy.yml, .*{message}"):
        facts(**changes)


def test_a_fact_needs_its_source():
    incomplete = {name: value for name, value in FACT.items() if name != "source"}
    with pytest.raises(ParameterError, match="source"):
        read({"facts": {"grant": incomplete}})


def test_every_fact_of_the_project_is_said_somewhere_and_of_the_day_asked():
    notebooks = "".join(
        path.read_text(encoding="utf-8")
        for path in (paths.reports().parent / "notebooks").glob("*.ipynb")
    )
    for bears_on in get_args(BearsOn):
        assert hnb.policy(bears_on)
        assert re.search(rf'hnb\.policy\(\\"{bears_on}\\", ask[),]', notebooks)
    before = hnb.ask("Kent", as_at="2026-02-08")
    assert hnb.policy("deficit", before) == ()
    facts_read = read(read_yaml(paths.reports() / "settings" / "policy.yml"))
    assert all(fact.seen >= (fact.published or fact.seen) for fact in facts_read.values())

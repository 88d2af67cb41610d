"""What YAML is read, and how a value is quoted: oracles are the YAML itself and its limits."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from hnb.domain.definitions import DEEPEST, LARGEST, MOST_VALUES, read_yaml
from hnb.domain.errors import (
    LONGEST_WORD,
    MOST_LISTED,
    ParameterError,
    Place,
    SourceError,
    nearest,
    unknown,
)
from hnb.domain.periods import day, is_line_of_cron
from hnb.domain.words import LONGEST_QUOTED, quoted, typed

CHECKOUT = Path(__file__).parents[2]
DEFINITIONS = [*CHECKOUT.glob("hnb/**/*.yml"), *CHECKOUT.glob("reports/**/*.yml")]


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_our_own_definitions_are_read_as_pyyaml_reads_them(path):
    assert read_yaml(path) == yaml.safe_load(path.read_text(encoding="utf-8"))


def test_an_anchor_with_a_merge_and_a_name_given_anew_is_read(tmp_path):
    path = tmp_path / "a.yml"
    path.write_text("a: &a {x: 1, y: 2}\nb:\n  c: {<<: *a, x: 3}\nd: [*a, *a]\n")
    both = {"x": 1, "y": 2}
    assert read_yaml(path) == {"a": both, "b": {"c": {"x": 3, "y": 2}}, "d": [both, both]}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), "too many values within each other"),
        (f"[{'x,' * MOST_VALUES}]", "too many values"),
        (f"a: &a [{'x,' * 200}]\nb: [{'*a,' * 100}]", "too many values"),
        ("#" * (LARGEST + 1), "too large"),
        ("a: !!set {b}", "states the kind"),
        ("a: 'b\u200bc'", r"cannot be seen, U\+200B"),
        ("a: .inf", "no number to reckon with"),
        ("a: 1\nb: 2\na: 3", "'a' stands twice, again in line 3"),
        ("on: 1\nyes: 2", "'yes' stands twice, again in line 2"),
    ],
)
def test_yaml_beyond_the_limits_is_refused(tmp_path, text, words):
    path = tmp_path / "a.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=f"sources/a.yml: it cannot be read .*{words}"):
        read_yaml(path, SourceError, file="sources/a.yml")


def test_yaml_at_the_limits_is_read(tmp_path):
    path = tmp_path / "a.yml"
    path.write_text("[" * DEEPEST + "]" * DEEPEST)
    assert str(read_yaml(path)).count("[") == DEEPEST


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Kent", "'Kent'"),
        ("a\x1b[2J\u202e\ud800\n", r"'a\x1b[2J\u202e\ud800\n'"),
        pytest.param(10**5000, "a number of thousands of digits", id="digits"),
        ([1, [2, [3, [4]]]], "[1, [2, [3, [...]]]]"),
        (float("nan"), "nan"),
        (None, "None"),
    ],
)
def test_a_value_is_quoted_on_one_line_with_what_cannot_be_seen_spelt_out(value, text):
    assert quoted(value) == text


@pytest.mark.parametrize("value", ["x" * 10**6, list(range(10**5)), {n: n for n in range(10**4)}])
def test_what_is_quoted_is_short(value):
    assert len(quoted(value)) <= LONGEST_QUOTED


@pytest.mark.parametrize(
    "value",
    [True, None, ["Kent"], b"Kent", -(10**5000), {}],
    ids=lambda value: type(value).__name__,
)
def test_what_nobody_types_is_no_words(value):
    assert typed(value) == ""


def test_a_word_too_long_to_be_one_has_no_nearest_and_many_are_counted():
    assert nearest("Kent" * LONGEST_WORD, ["Kent"]) == []
    many = [f"name {number}" for number in range(MOST_LISTED + 1)]
    assert "one of 101 names." in str(unknown(Place(), "no", word="zzzz", known=many))
    assert "one of 2 names." in str(unknown(Place(), "no", word="!", known=["x" * 5000, "y"]))


@pytest.mark.parametrize("text", ["1979-12-31", "9999-12-31", "3000-01-01", "nan", "", 0, False])
def test_a_day_that_no_paper_can_have_is_refused(text):
    with pytest.raises(ParameterError, match="parameter as_at: .* is not .*2024-02-13"):
        day(text)


@pytest.mark.parametrize("line", ["0 6 * * 1", "*/5 0-23 1,15 jan-jun mon", "0 6 1 * 7"])
def test_lines_of_cron_are_known(line):
    assert is_line_of_cron(line)


@pytest.mark.parametrize(
    "line", ["", "every day", "60 6 * * 1", "0 24 * * *", "0 6 0 * *", "0 6 *"]
)
def test_other_lines_are_not(line):
    assert not is_line_of_cron(line)

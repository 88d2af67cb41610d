"""`hnb answer` against what the question's own functions say, and every command of docs/questions.md."""

from __future__ import annotations

import re
import shlex

import pytest

import hnb
from hnb.cli import main
from hnb.council.definition import layout_names
from hnb.questions.definition import MOST_ASKED, names, question
from hnb.questions.over_the_years import text
from tests.conftest import ROOT, in_every_run

PAGE = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^```\n(hnb answer .*)\n```$", PAGE, re.MULTILINE)
# what members and the public asked that had no command before: words of the page, and the question
ASKED = {
    "grown, next to England and our neighbours": "over_the_years",
    "net spending per head": "over_the_years",
    "requests lead to an assessment": "over_the_years",
    "new plans are for children aged up to ten": "ages_and_placements",
    "residential placements, of 38 or of 52 weeks": "ages_and_placements",
    "each kind of placement in each of three years": "ages_and_placements",
    "placed out of county": "ages_and_placements",
}


def test_answer_prints_the_sentences_and_tables_of_the_notebook(capsys: pytest.CaptureFixture[str]):
    options = "--authority Cumberland --start 2024 --end 2026 --comparators region"
    assert main(["answer", "over_the_years", *options.split()]) == 0
    printed = capsys.readouterr().out
    result = hnb.answer("over_the_years", "Cumberland", start=2024, end=2026, comparators="region")
    for sentence in (*text.growth(result), text.per_head(result), text.how_to_read(result)):
        assert f"{sentence.text}\n" in printed
    table = text.per_head_by_year(result)
    for row in table.cells():
        assert re.search(r"  +".join(map(re.escape, row)), printed), row
    assert "What is spent for each resident?\n" in printed
    assert "growth_of" not in printed and "[<" not in printed


def test_every_question_has_its_command_and_what_members_ask_is_in_the_page():
    assert [command.split()[2] for command in COMMANDS] == list(names())
    for name in names():
        asked = question(name)
        assert 1 <= len(asked.members_ask) <= MOST_ASKED, name
        for words in asked.members_ask:
            assert words.endswith("?"), words
            assert re.search(rf"^\| {re.escape(words)} \| \[`hnb answer {name}\b", PAGE, re.M)
    every = [words for name in names() for words in question(name).members_ask]
    assert len(every) == len(set(every))


@pytest.mark.parametrize("words", ASKED)
def test_what_had_no_command_is_listed_with_one(words: str):
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and words in line]
    assert [f"`hnb answer {ASKED[words]} " in row for row in rows] == [True], rows


@pytest.mark.parametrize("name", names())
def test_files_of_the_council_are_layouts_and_are_named_where_nothing_else_answers(name: str):
    asked = question(name)
    assert set(asked.council_files) <= set(layout_names())
    assert asked.council_files or not asked.needs_records


@pytest.mark.parametrize(
    "command",
    in_every_run(
        COMMANDS,
        [
            command
            for command in COMMANDS
            if command.split()[2]
            in ("ages_and_placements", "doubts", "payments", "prevalence", "small_authority")
        ],
    ),
)
def test_command_of_the_page_answers_or_names_the_file_that_would(
    command: str, capsys: pytest.CaptureFixture[str]
):
    words = shlex.split(command)[1:]
    code, asked = main(words), question(words[1])
    printed = capsys.readouterr()
    if asked.needs_records:
        assert code == 5
        assert all(f"`{name}`" in printed.err for name in asked.council_files)
    else:
        assert (code, printed.err) == (0, "")
        assert len(printed.out.split()) > 100


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("zzz --authority Kent", "there is no question 'zzz'"),
        ("prevalence --authority Kent --januray 2020", "nearest: january"),
        ("prevalence --authority Kent --january", "'--january' has no value"),
        ("prevalence --authority Kentt", "nearest: Kent"),
        ("over_the_years --authority Kent --start soon", "'soon' is not a whole number"),
    ],
)
def test_what_cannot_be_answered_is_refused_by_name(
    words: str, says: str, capsys: pytest.CaptureFixture[str]
):
    assert main(["answer", *words.split()]) == 2
    assert says in capsys.readouterr().err

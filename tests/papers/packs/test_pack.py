"""hnb.papers.packs on a tiny report: the oracles are the page itself, counted again, and the
published table.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import zipfile
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from hnb.cli import main
from hnb.council.authority.identifiers import gate_of
from hnb.council.example.taken_in import taken_in
from hnb.disclosure.gate import Gate
from hnb.disclosure.texts.identifiers import Identifiers
from hnb.domain import paths
from hnb.domain.errors import CheckError, ParameterError
from hnb.papers import render as module
from hnb.papers.check import check
from hnb.papers.ledger import cells_behind, read_ledger
from hnb.store import own_records
from tests.papers.accessible import browser_path, chromium, violations
from tests.papers.packs.conftest import MEETING

ACTIONS = """
actions:
  - {meeting: 2026-09-22, item: Count plans, who: Head of SEND, status: done, answered_in: Plans}
  - {meeting: 2026-09-22, item: Count again, due: 2026-12-01, answered_in: And again}
  - {meeting: 2026-09-22, item: Page one, status: done, answered_in: first}
  - {meeting: 2026-06-16, item: Ask the bank, due: 2027-02-11, answer: "<b>Asked</b> in 2026"}
  - {meeting: 2026-06-16, item: Count thrice, due: 2026-11-01}
  - {meeting: 2026-06-16, item: Look elsewhere, status: dropped, answered_in: nowhere}
"""
SECOND = "  - {report: plans.yml, agenda_item: 7, title: Earlier plans, parameters: {as_at: %s}}\n"
OLD = "2025-01-01"


class Page(HTMLParser):
    """The headings, paragraphs and tables of a page, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.parts: list[tuple[str, str]] = []
        self.open = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if (
            re.fullmatch("h[1-4]", tag)
            or "numbered" in (given.get("class") or "").split()
            or tag == "caption"
        ):
            self.open = tag
            self.parts.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == self.open:
            self.open = ""

    def handle_data(self, text: str) -> None:
        if self.open:
            tag, before = self.parts[-1]
            self.parts[-1] = (tag, before + text)

    def under(self, heading: str) -> list[int]:
        """The numbers of the paragraphs under a heading, until the next of its level or above."""
        place = next(
            number
            for number, (tag, text) in enumerate(self.parts)
            if tag in ("h2", "h3", "h4") and text == heading
        )
        level, numbers = self.parts[place][0], []
        for tag, text in self.parts[place + 1 :]:
            if tag.startswith("h") and tag <= level:
                break
            if tag == "p":
                numbers.append(int(text.partition(".")[0]))
        return numbers


def page(pack) -> str:
    return next(file for file in pack.rendered.files if file.suffix == ".html").read_text("utf-8")


def published(by: str) -> tuple[int, int]:
    """The latest January that releases of a day have, and Leicestershire's plans in it."""
    days = yaml.safe_load((paths.published() / "releases.yml").read_text("utf-8"))
    with (paths.published() / "ehc_plans.csv").open(encoding="utf-8") as file:
        rows = [
            (int(row["january"]), str(days[row["release"]]["published"]), int(row["plans"]))
            for row in csv.DictReader(file)
            if row["la_code"] == "855" and str(days[row["release"]]["published"]) <= by
        ]
    january, _, plans = max(rows)
    return january, plans


NEWEST, OLDER = published("2026-12-01"), published(OLD)


def test_the_parts_of_a_pack_are_in_order(packed):
    text = page(packed(MEETING + SECOND % OLD + ACTIONS))
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", text) == [
        "Agenda",
        "Matters arising",
        "What has changed since the last meeting",
        "Item 4: Plans",
        "Item 7: Earlier plans",
        "Technical appendix to item 4",
        "Technical appendix to item 7",
    ]
    levels = [int(level) for level in re.findall(r"<h([1-4])", text)]
    assert levels[0] == 1 and max(levels) <= 4
    assert all(later <= before + 1 for before, later in pairwise(levels))
    assert "No earlier pack is named" in text
    starts = re.findall(r'<h2 class="heading page"[^>]*>(.*?)</h2>', text)
    assert {"Item 4: Plans", "Item 7: Earlier plans"} <= {*starts}


def test_paragraphs_and_tables_are_numbered_through_the_pack(packed):
    text = page(packed(MEETING + SECOND % OLD + ACTIONS))
    parts = Page(text).parts
    numbers = [int(words.partition(".")[0]) for tag, words in parts if tag == "p"]
    tables = [int(words.split()[1].strip(":")) for tag, words in parts if tag == "caption"]
    assert numbers == list(range(1, len(numbers) + 1)) and len(numbers) > 10
    assert tables == list(range(1, len(tables) + 1)) and len(tables) > 4


@pytest.mark.parametrize(
    ("asked", "heading"), [("Count plans", "Item 4: Plans"), ("Count again", "And again")]
)
def test_an_action_names_the_paragraphs_under_the_heading_that_answers_it(packed, asked, heading):
    actions = ACTIONS.replace("answered_in: Plans", 'answered_in: "ITEM 4: plans"')
    text = page(packed(MEETING + actions))
    numbers = Page(text).under(heading)
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    span = f"paragraph {numbers[0]}"
    if len(numbers) > 1:
        between = "and" if len(numbers) == 2 else "to"
        span = f"paragraphs {numbers[0]} {between} {numbers[-1]}"
    row = re.search(rf"<tr[^>]*>(?:(?!</tr>).)*>{asked}<.*?</tr>", text, re.DOTALL)
    assert row and f"Answered in {span}." in row[0]


def test_a_notebook_of_page_one_is_answered_before_the_first_heading_of_its_paper(packed):
    text = page(packed(MEETING + ACTIONS))
    parts = Page(text).parts
    start = parts.index(("h2", "Item 4: Plans"))
    end = next(place for place in range(start + 1, len(parts)) if parts[place][0] == "h3")
    numbers = [int(words.partition(".")[0]) for tag, words in parts[start:end] if tag == "p"]
    row = re.search(r"<tr[^>]*>(?:(?!</tr>).)*>Page one<.*?</tr>", text, re.DOTALL)
    assert numbers and row and re.search(rf"Answered in paragraphs? {numbers[0]}\b", row[0])


def test_overdue_actions_come_first_and_other_answers_are_in_words(packed):
    text = page(packed(MEETING + ACTIONS))
    assert (
        "Questions and actions of earlier meetings: 1 overdue, 1 still open, 3 done and 1 " in text
    )
    order = [
        text.index(f">{item}<")
        for item in ("Count thrice", "Ask the bank", "Count again", "Count plans", "Page one")
    ]
    assert order == sorted(order)
    assert "&lt;b&gt;Asked&lt;/b&gt; in 2026" in text and "<b>Asked" not in text
    assert "In “nowhere”, which is not in this pack." in text


def test_one_ledger_has_the_figures_of_both_papers_and_traces_them(packed):
    ledger = read_ledger(packed(MEETING + SECOND % OLD).rendered.folder)
    by_period = {figure.period: figure for figure in ledger.figures}
    assert len(ledger.figures) == len(by_period) == 2
    for january, plans in (NEWEST, OLDER):
        (cell,) = cells_behind(by_period[f"January {january}"])
        assert cell["plans"] == plans == by_period[f"January {january}"].value


def test_papers_that_share_a_notebook_run_it_once_and_figures_have_their_own_names(packed, runs):
    pack = packed(MEETING + SECOND % '""')
    assert sorted(runs) == ["first", "plans"]
    assert {figure.name for figure in read_ledger(pack.rendered.folder).figures} == {"tiny.plans"}
    names = sorted(file.name for file in (pack.rendered.folder / "notebooks").iterdir())
    assert names == ["first.ipynb", "plans.ipynb"]
    packed(MEETING + SECOND % OLD)
    assert sorted(runs[2:]) == ["first", "first-2", "plans", "plans-2"]


def test_what_two_appendices_share_is_listed_once(packed):
    text = page(packed(MEETING + SECOND % '""'))
    assert text.count("Plans are counted at the census.") == 1
    appendices = re.findall(r"<h3[^>]*>(Appendix \w+: .*?)</h3>", text)
    assert [title[9] for title in appendices] == list("ABCDEF"[: len(appendices)])
    assert "What an appendix above says of another paper too" in text


def test_a_pack_passes_its_check_and_an_edited_number_does_not(packed):
    folder = packed(MEETING + SECOND % OLD + ACTIONS).rendered.folder
    assert {checked.file.suffix for checked in check(folder)} == {".html", ".docx", ".ipynb"}
    word = folder / "pack-2026-12-10.docx"
    plans = f"{NEWEST[1]:,} plans"
    _edit(word, plans, "9,999 plans")
    with pytest.raises(CheckError, match="9,999"):
        check(folder)


def _edit(word: Path, old: str, new: str) -> None:
    copy = word.with_suffix(".copy")
    with zipfile.ZipFile(word) as source, zipfile.ZipFile(copy, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode(), 1)
            target.writestr(name, content)
    shutil.move(copy, word)


LATER = MEETING.replace("2026-12-10", "2027-02-11") + "earlier: pack-2026-12-10\n"


def test_what_has_changed_is_what_the_published_table_has(packed):
    before = MEETING.replace("for: decision}", f"parameters: {{as_at: {OLD}}}}}")
    packed(before + ACTIONS)
    later = ACTIONS.replace("due: 2026-11-01", "status: done").replace(
        "  - {meeting: 2026-06-16, item: Look elsewhere, status: dropped, answered_in: nowhere}\n",
        "  - {meeting: 2026-12-10, item: Something new}\n",
    )
    pack = packed(LATER + later)
    assert pack.changes
    old, new = f"{OLDER[1]:,} plans", f"{NEWEST[1]:,} plans"
    (moved,) = pack.changes.moved
    assert (moved.kind, moved.difference) == ("changed", NEWEST[1] - OLDER[1])
    lines = "\n".join(pack.lines())
    assert lines.startswith("Since the meeting of 10 December 2026:\n1 of the 1 figures")
    assert f"Page one, How many plans?: was “{old}”, is “{new}”" in lines
    assert "New: Something new." in lines and "Answered or done since: Count thrice." in lines
    assert "Still open: Ask the bank." in lines
    text = page(pack)
    assert "<h2" in text and "What has changed since the meeting of 10 December 2026</h2>" in text
    place = text.index("What has changed since the meeting")
    assert place < text.index(f">{old}<", place) < text.index(f">{new}<", place)
    check(pack.rendered.folder)


def test_what_became_of_each_action_is_told(packed):
    packed(MEETING + ACTIONS)
    later = (
        ACTIONS.replace("item: Ask the bank,", "item: Ask the bank, status: dropped,")
        .replace("item: Count plans, who: Head of SEND, status: done, answered_in: Plans", "item: Count plans")
        .replace("  - {meeting: 2026-06-16, item: Count thrice, due: 2026-11-01}\n", "")
    )  # fmt: skip
    lines = "\n".join(packed(LATER + later).lines())
    assert "Dropped since: Ask the bank." in lines
    assert "Open again: Count plans." in lines
    assert "Open then, and not listed any more: Count thrice." in lines
    assert "Still open" not in lines and "done since" not in lines


def test_a_pack_of_another_council_or_of_no_earlier_day_is_refused(packed, runs):
    packed(MEETING)
    runs.clear()
    for meeting in (
        LATER.replace("2027-02-11", "2026-12-10"),
        LATER.replace("2027-02-11", "2026-11-01"),
    ):
        with pytest.raises(ParameterError, match="of a day before"):
            packed(meeting)
    assert runs == []


def test_a_one_page_paper_says_in_a_pack_what_it_rests_on(packed):
    text = page(packed(MEETING.replace("report: plans.yml", "report: bare.yml")))
    assert re.findall(r"<h3[^>]*>Appendix A: (.*?)</h3>", text) == ["Sources"]
    assert "ehc-plans-2026" in text


def test_nothing_has_changed_where_nothing_has(packed):
    packed(MEETING + ACTIONS)
    pack = packed(LATER + ACTIONS)
    assert pack.changes and pack.changes.moved == () and pack.changes.page_one == ()
    assert "None of the 1 figures that both packs have changed" in page(pack)


def test_a_damaged_earlier_pack_is_refused_before_anything_runs(packed, runs):
    folder = packed().rendered.folder
    ledger = folder / "figures.json"
    ledger.write_text(ledger.read_text("utf-8").replace("tiny.plans", "tiny.planz"), "utf-8")
    runs.clear()
    with pytest.raises(CheckError, match="changed since it was rendered"):
        packed(LATER)
    assert runs == []


CHILD = Identifiers.of([("name", ["Wrigglesworth, Sam"])])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("Ask Sam Wrigglesworth", "a child's name|name"),
        ("Tell of the 3 pupils who wait", "too small to be released"),
    ],
)
def test_words_of_an_action_go_through_the_gate(packed, words, message, tmp_path):
    actions = ACTIONS.replace("Ask the bank", words)
    with pytest.raises(CheckError, match=message):
        packed(MEETING + actions, gate=Gate(CHILD))
    assert not list((tmp_path / "out").rglob("*.html"))
    packed(MEETING + ACTIONS, gate=Gate(CHILD))


def test_a_pack_that_fails_leaves_the_earlier_one_as_it_was(packed, monkeypatch):
    folder = packed(MEETING + ACTIONS).rendered.folder
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}

    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for name in ("_written", "_refuse_other_data"):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, fail)
            with pytest.raises(KeyboardInterrupt):
                packed(MEETING)
        kept = [file for file in folder.rglob("*") if file.is_file() and "failed" not in file.parts]
        assert {file: file.read_bytes() for file in kept} == before


def test_a_made_up_councils_list_is_in_its_pack_which_says_so(packed, tmp_path):
    council = taken_in(tmp_path / "council", "Leicestershire", size=0.02).root
    let_out: list[str] = []
    with own_records.using(council / "authority.yml"):
        pack = packed(gate=gate_of(council), let_out=let_out.extend)
    text = page(pack)
    assert text.count("<title>Made-up example: Schools Forum") == 1
    assert "Compare the cost of transport with other authorities" in text
    assert "Made-up example, in place of the council&#39;s own records." in text
    assert any(name.startswith("made-up-council-") for name in let_out)
    about = json.loads((pack.rendered.folder / "figures.json").read_text("utf-8"))
    with (council / "protected" / "council_actions.csv").open(encoding="utf-8") as file:
        assert len(about["actions"]) == len(list(csv.DictReader(file))) > 10


def test_the_command_prints_files_and_what_has_changed(packed, tmp_path, capsys):
    packed()
    file = tmp_path / "reports" / "meeting.yml"
    file.write_text(LATER, encoding="utf-8")
    out = str(tmp_path / "out")
    words = ["--out", out, "--date", "2026-12-01", "--formats", "html", "--quiet"]
    assert main(["pack", str(file), *words]) == 0
    printed = capsys.readouterr().out
    assert "pack-2027-02-11.html" in printed and ".docx" not in printed
    assert "Since the meeting of 10 December 2026:" in printed
    assert main(["check", str(tmp_path / "out" / "leicestershire" / "pack-2027-02-11")]) == 0
    assert main(["trace", f"{out}/leicestershire/pack-2027-02-11", "tiny.plans"]) == 0
    assert f"{NEWEST[1]:,} plans" in capsys.readouterr().out


@pytest.mark.skipif(not browser_path(), reason="needs a browser")
def test_a_pack_shuts_nobody_out(packed):
    packed(MEETING + ACTIONS)
    pack = packed(LATER + ACTIONS)
    with chromium() as browser:
        assert violations(browser, pack.rendered.files[0]) == []


def test_the_days_of_a_pack_may_be_a_birthday(packed):
    born = Identifiers.of([("birth_date", ["2026-09-22", "2026-12-10", "2027-02-11"])])
    assert packed(MEETING + ACTIONS, gate=Gate(born)).rendered.folder.is_dir()
    other = Identifiers.of([("birth_date", [date(2026, 8, 1).isoformat()])])
    with pytest.raises(CheckError, match="birth"):
        packed(MEETING + ACTIONS.replace("Ask the bank", "Ask on 1 August 2026"), gate=Gate(other))

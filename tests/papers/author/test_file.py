"""hnb.papers.author.file and definition against files written as an officer might, each fault named by
its line.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from hnb.domain.errors import ParameterError
from hnb.papers.author.file import AuthorFile, read_author, with_parts
from hnb.papers.author.starting import starting_text
from hnb.papers.blocks import Bullets, Heading, Paragraph, Picture

SECTIONS = {"plans": "Are there more plans?", "spend": "Does spending exceed the block?"}
FRONT = """---
forum: Madeupshire Schools Forum
meeting_date: 2026-12-10
agenda_item: 7
for: decision
report_of: Director
author: A. N. Officer
contact: 0116 496 0000, a.officer@example.gov.uk
programme: TSIL
programme_start: 2023
stated:
  deficit: {value: 109500000, period: 2025-26, source: "Cabinet, 12 May 2026"}
  places: {value: 120, unit: places, period: September 2026, source: Capital plan}
---
"""


def read(folder: Path, text: str | bytes) -> AuthorFile:
    path = folder / "madeupshire.md"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return with_parts(read_author(path), SECTIONS)


def test_the_front_matter_gives_the_head_and_what_notebooks_take(tmp_path):
    front = read(tmp_path, FRONT).front
    assert front.head == {
        "Report to": "Madeupshire Schools Forum",
        "Meeting": "10 December 2026",
        "Agenda": "Item 7",
        "For": "Decision",
        "Report of": "Director",
        "Author": "A. N. Officer",
        "Contact": "0116 496 0000, a.officer@example.gov.uk",
    }
    assert front.meeting_date == date(2026, 12, 10)
    assert front.parameters == {
        "programme": "TSIL",
        "start_year": 2023,
        "stated_deficit": "109500000",
        "stated_deficit_year": "2025-26",
        "stated_source": "Cabinet, 12 May 2026",
    }
    assert front.stated["places"].text == "120 places"
    assert front.stated["deficit"].text == "£109.5 million"


@pytest.mark.parametrize(
    ("line", "label", "written"),
    [
        ("contact: 01162305670", "Contact", "01162305670"),
        ("contact: 07700123456", "Contact", "07700123456"),
        ("agenda_item: 7.10", "Agenda", "Item 7.10"),
        ("agenda_item: 010", "Agenda", "Item 010"),
        ("agenda_item: 12:30", "Agenda", "Item 12:30"),
        ("agenda_item: Item 7", "Agenda", "Item 7"),
        ("author: yes", "Author", "yes"),
        ("for: Decision", "For", "Decision"),
        ("report_of:\ncontact: x", "Contact", "x"),
    ],
)
def test_the_head_has_what_is_written_whatever_yaml_takes_it_for(tmp_path, line, label, written):
    assert read(tmp_path, f"---\n{line}\n---\n").front.head == {label: written}


def test_a_stated_year_may_look_like_a_number_and_must_be_one_that_can_be(tmp_path):
    stated = "---\nstated:\n  places: {value: 12, period: 2026, source: 2026, unit: places}\n---\n"
    assert read(tmp_path, stated).front.stated["places"].period == "2026"


def test_a_reference_is_a_line_of_the_head(tmp_path):
    front = read(tmp_path, "---\nreference: SF/2026/14\n---\n").front
    assert front.head == {"Reference": "SF/2026/14"}


def test_parts_are_read_under_their_headings(tmp_path):
    file = read(
        tmp_path,
        "## Recommendations\n1. note\n\n2. agree\n\n## After section: plans\nOurs.\n"
        "### More\n- a\n- b\n\n## New section: What we do\n<!-- not\n## Rissks\nread -->Words.\n## Risks\n",
    )
    assert [(part.kind, part.title, part.line) for part in file.parts] == [
        ("Recommendations", "Recommendations", 1),
        ("after section", "Are there more plans?", 6),
        ("new section", "What we do", 12),
    ]  # what has nothing under it is not filled in
    assert file.parts[0].blocks == (Bullets(("note", "agree"), lettered=True),)
    assert file.parts[1].blocks == (Paragraph("Ours."), Heading(2, "More"), Bullets(("a", "b")))
    assert file.parts[2].blocks == (Paragraph("Words."),)


def test_what_an_author_begins_with_states_nothing_and_can_be_filled_in(tmp_path):
    text = starting_text(SECTIONS.values())
    assert read(tmp_path, text).parts == ()
    assert read(tmp_path, text).front.head == {}
    opened = "\n".join(
        line.removeprefix("# ") for line in text.split("\n") if "Take out" not in line
    )
    Image.new("RGB", (40, 20)).save(tmp_path / "logo.png")
    front = read(tmp_path, opened).front
    assert front.stated["in_year"].text == "£45.0 million"
    assert set(front.model_fields_set) == set(type(front).model_fields)  # every key is shown
    filled = text.replace("## Risks\n", "## Risks\nThere are some.\n")
    assert [part.title for part in read(tmp_path, filled).parts] == ["Risks"]


WORDS = "## Risks\nWords.\n"
REFUSED = {
    "a heading": ("## Recomendations\nWords.", r"line 1: there is no heading 'Recomendations'.*\(nearest: Recommendations\)"),
    "a heading further down": (f"{WORDS}\n## Next stepps\nx", r"line 4: there is no heading.*nearest: Next steps"),
    "a section": ("## After section: Are their more plans\nx", r"line 1: there is no section.*nearest: Are there more plans\?"),
    "a heading without a space": (f"{WORDS}##Recomendations\nx", "line 3: there is no heading 'Recomendations'"),
    "a heading twice": (f"{WORDS}{WORDS}", "line 3: 'Risks' stands twice"),
    "words above headings": ("\nHello.\n## Risks\nx", "line 2: words above every heading"),
    "a key": ("---\nforum: x\nmeetng_date: 2026-12-10\n---\n", r"line 3.*no key 'meetng_date'.*nearest: meeting_date"),
    "a key within": (
        "---\nstated:\n  deficit:\n    valu: 1\n    period: 2025-26\n    source: x\n---\n", r"line 4.*no key 'valu'",
    ),
    "a word": ("---\nfor: decison\n---\n", r"line 2.*'decison' cannot be used.*nearest: decision"),
    "a day": ("---\n\nmeeting_date: soon\n---\n", "line 3.*'soon' cannot be used. Expected a day such as 2026-12-10"),
    "a thirteenth month": ("---\nmeeting_date: 2026-13-01\n---\n", r"line 2 has '2026-13-01', which is no day\)\. Expected a day such as"),
    "a value": ("---\nstated:\n  deficit: {value: lots, period: 2025-26, source: x}\n---\n", "line 3.*'lots' cannot be used"),
    "millions": ("---\nstated:\n  deficit: {value: 109.5, period: 2025-26, source: x}\n---\n", "in pounds, such as 109500000"),
    "two years": (
        "---\nstated:\n  deficit: {value: 20000, period: 2025-26, source: x}\n  in_year: {value: 20000, period: 2024-25, source: x}\n---\n",
        "of the same financial year",
    ),
    "no year": ("---\nstated:\n  deficit: {value: 20000, period: 2025-27, source: x}\n---\n", "a financial year such as"),
    "a truth": ("---\nstated:\n  deficit: {value: true, period: 2025-26, source: x}\n---\n", "line 3.*True cannot be used"),
    "no source": ("---\nstated:\n  deficit: {value: 1, period: 2025-26}\n---\n", "line 3.*`source: …`"),
    "a year for the deficit": (
        "---\nstated:\n  deficit: {value: 1, period: March 2026, source: x}\n---\n", "with a financial year such as 2025-26",
    ),
    "a programme without its start": ("---\nprogramme: TSIL\n---\n", "programme and programme_start together"),
    "a colon in a value": ("---\nforum: x\ncontact: Tel: 0116\n---\n", "line 3: .*mapping values.*Expected quotes round words"),
    "a year of another form": (
        "---\nstated:\n  deficit: {value: 45000000, period: 2025/26, source: x, unit: gbp}\nforum: A forum of a long name that is here\n---\n",
        "line 3.*Expected stated: deficit in gbp, with a financial year such as 2025-26",
    ),
    "YAML": ("---\nforum: [x\n---\n", "line 3: its front matter cannot be read"),
    "front matter without an end": ("---\nforum: x\n", "line 1: the front matter does not end"),
    "a list": ("---\n- x\n---\n", "'x'|cannot be used"),
    "a link": (f"{WORDS}See [this](https://example.org).", "line 3: a link is not taken"),
    "a link below": (f"{WORDS}[1]: https://example.org", "line 3: a link is not taken"),
    "HTML": (f"{WORDS}\n<b>Bold</b>", "line 4: HTML is not taken"),
    "a script": (f"{WORDS}<script>alert(1)</script>", "line 3: HTML is not taken"),
    "code": (f"{WORDS}```\nx\n```", "line 3: a block of code is not taken"),
    "a table": (f"{WORDS}| a | b |", "line 3: a table is not taken"),
    "a rule": (f"{WORDS}\n---\n", "line 4: a rule is not taken"),
    "a picture among words": (f"{WORDS}See ![it](a.png).", "line 3: a picture among words is not taken"),
    "a picture elsewhere": (f"{WORDS}![it](https://example.org/a.png)", "line 3: the picture .* is elsewhere"),
    "a picture above": (f"{WORDS}![it](../a.png)", "line 3: the picture '../a.png' is outside the file's folder"),
    "a picture by its whole path": (f"{WORDS}![it](/etc/passwd)", "line 3: the picture .* is outside"),
    "a picture that is not there": (f"{WORDS}![it](a.png)", "line 3: there is no picture 'a.png'"),
    "a picture that is none": (f"{WORDS}![it](madeupshire.md)", "line 3: the picture 'madeupshire.md' cannot be read"),
    "a picture without words": (f"{WORDS}![](a.png)", "line 3: a picture without words for those who cannot see it"),
    "a logo elsewhere": ("---\nforum: x\nlogo: ../logo.png\n---\n", "line 3: the picture '../logo.png' is outside"),
    "a letter unseen": (f"{WORDS}a\u202eb", "line 3: a letter that cannot be seen, U.202E"),
    "a letter unseen, by its number": (f"{WORDS}a&#x202e;b", "line 3: a letter that cannot be seen, U.202E"),
    "a heading twice but for its letters": ("## New section: Our  work\nx\n## New section: our work.\nx", "line 3: 'New section: our work.' stands twice"),
    "a title without end": (f"## New section: {'x' * 121}\nx", "line 1: a title of 121 letters.*at most 120"),
    "a line without end": (f"---\nforum: {'x' * 251}\n---\n", "line 2.*250"),
    "a comment without its end": ("## Risks\nWe <!-- check\n\n## Next steps\nWords.", "line 2: a comment that does not end"),
    "words under a heading in a comment": ("<!-- Further headings that can be used:\n## After section: Are there more plans?\nWords.\n-->", "line 3: words in the comment that lists further headings"),
    "a table without its first line": (f"{WORDS}a | b\n--|--\n1 | 2", "line 4: a table is not taken"),
    "a rule of stars": (f"{WORDS}\n* * *\n", "line 4: a rule is not taken"),
    "a picture with a name without end": (f"{WORDS}![it]({'a' * 300}.png)", "line 3: there is no picture"),
    "a year to come": (
        "---\nstated:\n  deficit: {value: 20000, period: 2099-00, source: x}\n---\n", "a financial year such as",
    ),
    "a day long ago": ("---\nmeeting_date: 1200-12-10\n---\n", "line 2.*1200"),
    "what is no text": (b"## Risks\n\xff\xfe\x00", "line 2: it is not text in UTF-8"),
    "a picture as the file": (b"\x89PNG\r\n\x1a\n\0\0", "it is not text in UTF-8"),
    "a huge file": ("## Risks\n" + "x" * 600_000, "it is too large"),
    "a bomb": (
        "---\na: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
        "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d]\n---\n", "too many values",
    ),
    "an order": ("---\nforum: !!python/object/apply:os.system [ls]\n---\n", "states the kind of a value"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_paper_can_hold_is_refused_by_its_line(tmp_path, name):
    text, words = REFUSED[name]
    with pytest.raises(ParameterError, match=words) as caught:
        read(tmp_path, text)
    assert str(tmp_path / "madeupshire.md") in caught.value.message
    assert "Nothing was rendered" in caught.value.message


def test_a_file_that_is_a_link_is_refused(tmp_path):
    (tmp_path / "elsewhere.md").write_text(WORDS)
    (tmp_path / "it.md").symlink_to(tmp_path / "elsewhere.md")
    with pytest.raises(ParameterError, match="it is a link to elsewhere"):
        read_author(tmp_path / "it.md")


def test_a_picture_is_written_anew_with_nothing_but_its_dots(tmp_path):
    picture = Image.new("RGB", (4000, 2000), "red")
    exif = picture.getexif()
    exif[0x010E] = "a secret"
    picture.save(tmp_path / "map.jpg", exif=exif)
    file = read(tmp_path, f"{WORDS}![A red map.](map.jpg 'Where places are')\nMore.")
    _, shown, more = file.parts[0].blocks
    assert isinstance(shown, Picture) and more == Paragraph("More.")
    assert (shown.alt, shown.caption) == ("A red map.", "Where places are")
    assert b"secret" not in shown.png
    with Image.open(__import__("io").BytesIO(shown.png)) as again:
        assert (again.format, again.size) == ("PNG", (1800, 900))


def test_lines_ending_as_on_windows_and_brackets_that_are_words(tmp_path):
    file = read(
        tmp_path,
        b"\xef\xbb\xbf---\r\nforum: x\r\n---\r\n## Risks\r\nAsk <name of officer>, if a<b.\r\n",
    )
    assert file.front.forum == "x"
    assert file.parts[0].blocks == (Paragraph("Ask <name of officer>, if a<b."),)

"""An author's file: front matter, and Markdown under headings that the paper has a place for; what
no paper can hold is refused by its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from html import unescape
from pathlib import Path

import yaml

from hnb.domain.definitions import checked, plain_data
from hnb.domain.errors import ParameterError, Place, did_you_mean
from hnb.domain.words import UNSEEN, quoted, slug
from hnb.papers.author.definition import NOTHING, TEXTS, FrontMatter
from hnb.papers.author.pictures import read_picture
from hnb.papers.blocks import Block, Heading, Picture
from hnb.papers.markdown import is_html, read_markdown

LARGEST = 500_000  # bytes
LONGEST_TITLE = 120  # letters
_FENCE = "---"
_HEADING = re.compile(r"(#{1,2}\s+|##(?=\w))(.*?)\s*#*\s*")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_PICTURE = re.compile(r"!\[([^\]]*)\]\(\s*<?([^\s<>()]+)>?(?:\s+[\"']([^\"']*)[\"'])?\s*\)")
BRACES = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
# headings that a paper has a place for, in small letters, and the part of the paper that each is
PARTS = {
    "matters arising": "Matters arising",
    "purpose of report": "Purpose of report",
    "recommendations": "Recommendations",
    "risks": "Risks",
    "next steps": "Next steps",
    "financial implications": "Financial implications",
    "equality implications": "Equality implications",
    "legal implications": "Legal implications",
    "background papers": "Background papers",
}
FURTHER = "Further headings that can be used:"  # of the comment that `hnb init paper` writes
AFTER, NEW = "after section", "new section"
_WITH_TITLE = re.compile(rf"({AFTER}|{NEW})\s*:?\s*(.*)", re.IGNORECASE)
# what Markdown may have and no paper does: what to look for, what it is, and what to do
_NOT_TAKEN = (
    (re.compile(r"!\["), "a picture among words", "a picture alone in its line"),
    (re.compile(r"\]\(|^\s*\[[^\]]*\]:"), "a link", "the address written out"),
    (re.compile(r"^\s*(```|~~~)|^(\t| {4})(?![-*+] |\d+[.)] )\S"), "a block of code", "words"),
    (re.compile(r"^\s*\||^\s*:?-+:?\s*\|"), "a table", "sentences, or a table added in Word"),
    (re.compile(r"^\s*(=+|-{3,}|(\*\s*){3,}|_{3,})\s*$"), "a rule", "words"),
)


@dataclass(frozen=True)
class Part:
    """What is under one heading: what kind of part of the paper it is, its title, the line of the
    heading, and what it says, braces not yet filled in.
    """

    kind: str
    title: str
    line: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class AuthorFile:
    """What an author adds to a paper."""

    path: Path
    front: FrontMatter = NOTHING
    parts: tuple[Part, ...] = ()
    lines: tuple[str, ...] = ()
    logo: Picture | None = None

    def line_with(self, text: str) -> int | None:
        """The line in which a text is, counted from 1."""
        return next((place for place, line in enumerate(self.lines, 1) if text in line), None)

    def refusal(
        self, found: str, expected: str, line: int | None = None, parameter: str | None = None
    ) -> ParameterError:
        """That something in the file cannot be used."""
        return ParameterError(
            Place(file=str(self.path), line=line, parameter=parameter or None),
            found=found,
            expected=expected,
            after="Nothing was rendered; the file is as it was.",
        )

    @property
    def template(self) -> Path | None:
        """The Word template that it names."""
        return self.path.parent / self.front.template if self.front.template else None

    def quoted_names(self) -> Iterator[tuple[str, int]]:
        """What stands in braces, with its line: in the head of the paper, and under headings."""
        for words in self.front.head.values():
            for match in BRACES.finditer(words):
                if match[1] is not None:
                    yield match[1].strip(), self.line_with(match[0]) or 1
        body = self.lines[_end_of_front(self.lines) :]
        before = len(self.lines) - len(body)
        text = _COMMENT.sub(_blank, "\n".join(body))
        for place, line in enumerate(text.split("\n"), before + 1):
            for match in BRACES.finditer(line):
                if match[0] in "{}":
                    raise self.refusal("a bracket without its pair", "{name}, or {{", place)
                if match[1] is not None:
                    yield match[1].strip(), place


def read_author(path: Path) -> AuthorFile:
    """The file of an author, its front matter read, and what is under its headings not yet.

    Raises
    ------
    ParameterError
        It cannot be read, or has a key or value that is not known; the line is named.
    """
    file = AuthorFile(path)
    lines = tuple(_text(file).split("\n"))
    file = replace(file, lines=lines)
    for place, line in enumerate(lines, 1):
        if unseen := UNSEEN.search(unescape(line)):
            fault = f"a letter that cannot be seen, U+{ord(unseen[0]):04X}"
            raise file.refusal(fault, "words without it", place)
    start = _end_of_front(lines)
    if lines[0].rstrip() == _FENCE and not start:
        raise file.refusal("the front matter does not end", f"a line of {_FENCE} after it", 1)
    file = replace(file, front=_front(file, lines[1 : start - 1] if start else ()))
    return replace(file, logo=_logo(file))


def with_parts(file: AuthorFile, sections: Mapping[str, str]) -> AuthorFile:
    """An author's file with what is under its headings.

    Parameters
    ----------
    file : AuthorFile
        As `read_author` gives it.
    sections : mapping
        The headings of the report's sections, by their notebooks.

    Raises
    ------
    ParameterError
        A heading is not known (the nearest is named), or there is something under it that no paper
        can hold; the line is named.
    """
    start = _end_of_front(file.lines)
    return replace(file, parts=tuple(_parts(file, start, sections)))


def _text(file: AuthorFile) -> str:
    path = file.path
    if path.is_symlink():
        raise file.refusal("it is a link to elsewhere", "a file of its own")
    if not path.is_file():
        raise file.refusal("it is not a file", "a Markdown file")
    with path.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise file.refusal("it is too large", f"at most {LARGEST:,} bytes")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise file.refusal("it is not text in UTF-8", "a text file, saved as UTF-8", line) from None


def _end_of_front(lines: tuple[str, ...]) -> int:
    """The line after the front matter, counted from 0."""
    if lines[0].rstrip() != _FENCE:
        return 0
    ends = (place + 1 for place, line in enumerate(lines) if place and line.rstrip() == _FENCE)
    return next(ends, 0)


def _front(file: AuthorFile, lines: Iterable[str]) -> FrontMatter:
    """The front matter, its faults named by their lines."""
    text = "\n".join(["", *lines])  # its lines are those of the file
    name = str(file.path)
    try:
        data = plain_data(text)
    except (ValueError, yaml.YAMLError) as fault:
        words = " ".join(str(getattr(fault, "problem", "") or fault).split())
        mark = getattr(fault, "problem_mark", None)
        line = mark.line + 1 if mark else None
        expected = getattr(fault, "expected", "lines such as `forum: Schools Forum`")
        if words.startswith("mapping values"):
            expected = "quotes round words that have a colon among them"
        raise file.refusal(f"its front matter cannot be read ({words})", expected, line) from None
    node = yaml.compose(text, yaml.SafeLoader)
    try:
        return checked(FrontMatter, {} if data is None else _as_written(data, node), file=name)
    except ParameterError as fault:
        misspelt = re.findall(r"no key '([^']+)'", fault.found)
        path = [*(fault.place.parameter or "").split(": "), *misspelt]
        if not any(path):  # of what does not fit together, what is expected begins with its name
            path = re.findall(r"\w+", fault.expected)
        line = _line_of(node, list(filter(None, path)))
        raise file.refusal(fault.found, fault.expected, line, fault.place.parameter) from None


def _as_written(data: object, node: yaml.Node | None) -> object:
    """Front matter with its texts as they stand in the file: YAML takes 01632960 for a number to
    the base of eight, and 7.10 for 7.1.
    """
    if not (isinstance(data, dict) and isinstance(node, yaml.MappingNode)):
        return data
    values = dict(data)
    for key, value in node.value:
        if isinstance(value, yaml.ScalarNode) and key.value in TEXTS:
            values[key.value] = value.value
        elif isinstance(value, yaml.MappingNode):
            values[key.value] = _as_written(data.get(key.value), value)
    return values


def _line_of(node: yaml.Node | None, path: list[str]) -> int | None:
    """The line of the last key of a path that there is."""
    line = None
    for key in path:
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        pair = next((pair for pair in pairs if str(pair[0].value) == key), None)
        if pair is None:
            break
        line, node = pair[0].start_mark.line + 1, pair[1]
    return line


def _logo(file: AuthorFile) -> Picture | None:
    name = file.front.logo
    if not name:
        return None
    line = file.line_with(name)
    png = read_picture(file.path.parent, name, partial(file.refusal, line=line))
    return Picture(png, "The council's logo.", "")


def _parts(file: AuthorFile, start: int, sections: Mapping[str, str]) -> Iterator[Part]:
    text = "\n".join(file.lines[start:])
    _refuse_lost_words(file, text, start)
    text = _COMMENT.sub(_blank, text)
    kind, title, line, body = "", "", start + 1, list[str]()
    seen: set[tuple[str, str]] = set()
    for place, words in enumerate([*text.split("\n"), "## "], start + 1):
        heading = _HEADING.fullmatch(words)
        if not heading:
            body.append(words)
            continue
        if "".join(body).strip():
            if not kind:
                where = next(at for at, words in enumerate(body, line) if words.strip())
                raise file.refusal("words above every heading", "words under a heading", where)
            yield Part(kind, title, line, tuple(_blocks(file, body, line + 1)))
        if heading[2]:
            kind, title = _known_heading(file, heading[2], sections, place)
            if (kind, slug(title)) in seen:
                raise file.refusal(f"{quoted(heading[2])} stands twice", "each heading once", place)
            seen.add((kind, slug(title)))
        line, body = place, []


def _refuse_lost_words(file: AuthorFile, text: str, start: int) -> None:
    """Refuse a comment without its end, and words in the one that lists further headings: nobody
    would see that they are not in the paper.
    """
    for comment in _COMMENT.finditer(text):
        line = start + text.count("\n", 0, comment.start()) + 1
        if not comment[0].endswith("-->"):
            raise file.refusal("a comment that does not end", "--> at its end", line)
        under_heading = False
        lines = comment[0].removesuffix("-->").split("\n") if FURTHER in comment[0] else []
        for place, words in enumerate(lines):
            if under_heading and words.strip() and not _HEADING.fullmatch(words):
                fault = "words in the comment that lists further headings, which no paper has"
                raise file.refusal(fault, "the heading and its words after the -->", line + place)
            under_heading |= bool(_HEADING.fullmatch(words))


def _blank(match: re.Match[str]) -> str:
    """A comment's lines, empty, so that every other line stays where it was."""
    return "\n" * match[0].count("\n")


def _known_heading(
    file: AuthorFile, words: str, sections: Mapping[str, str], line: int
) -> tuple[str, str]:
    """The kind of a part and its title, as its heading says."""
    if plain := PARTS.get(words.casefold()):
        return plain, plain
    titled = _WITH_TITLE.fullmatch(words)
    if titled and titled[1].casefold() == NEW and titled[2]:
        if len(titled[2]) > LONGEST_TITLE:
            fault = f"a title of {len(titled[2])} letters"
            raise file.refusal(fault, f"at most {LONGEST_TITLE}", line)
        return NEW, titled[2]
    if titled and titled[1].casefold() == AFTER:
        asked = slug(titled[2])
        for notebook, heading in sections.items():
            if asked in (slug(heading), slug(notebook)):
                return AFTER, heading
        near = did_you_mean(titled[2], sections.values())
        expected = f"a section of this paper{near}: {'; '.join(sections.values())}"
        raise file.refusal(f"there is no section {quoted(titled[2])}", expected, line)
    known = (*PARTS.values(), f"{AFTER.capitalize()}: …", f"{NEW.capitalize()}: …")
    near = did_you_mean(words, known)
    expected = f"one of: {', '.join(known)}{near}"
    raise file.refusal(f"there is no heading {quoted(words)}", expected, line)


def _blocks(file: AuthorFile, lines: list[str], start: int) -> Iterator[Block]:
    """The blocks under a heading; headings within are of the second level."""
    waiting: list[str] = []
    for place, line in enumerate(lines, start):
        picture = _PICTURE.fullmatch(line.strip())
        if not picture:
            _refuse_not_taken(file, line, place)
            waiting.append(line)
            continue
        yield from _read(waiting)
        waiting = []
        yield _picture(file, picture, place)
    yield from _read(waiting)


def _read(lines: list[str]) -> Iterator[Block]:
    for block in read_markdown("\n".join(lines)):
        yield Heading(2, block.text) if isinstance(block, Heading) else block


def _refuse_not_taken(file: AuthorFile, line: str, place: int) -> None:
    for pattern, what, expected in _NOT_TAKEN:
        if pattern.search(line):
            raise file.refusal(f"{what} is not taken", expected, place)
    if is_html(line):
        raise file.refusal("HTML is not taken", "plain words", place)


def _picture(file: AuthorFile, match: re.Match[str], line: int) -> Picture:
    alt, name, caption = match[1].strip(), match[2], (match[3] or match[1]).strip()
    if not alt:
        fault = "a picture without words for those who cannot see it"
        raise file.refusal(fault, f"![what it shows]({name})", line)
    png = read_picture(file.path.parent, name, partial(file.refusal, line=line))
    return Picture(png, alt, caption, source="the council")

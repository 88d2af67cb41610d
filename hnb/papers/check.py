"""A paper's prose, as it stands in the written files, against the figures of its ledger."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

from hnb.errors import CheckError, Place, nearest
from hnb.figures import TERMS
from hnb.papers.ledger import NAME, Ledger, read_ledger

_NUMBER = re.compile(r"[−-]?£?\d+(?:[.,/]\d+)*")
_OWN = re.compile(r"\b(?:figures?|tables?|paragraphs?) \d+(?:(?:,| and| to) \d+)*\b", re.IGNORECASE)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


def check(paper: Path) -> list[Path]:
    """Refuse a paper that holds a number which is not among its figures.

    Parameters
    ----------
    paper : Path
        A folder that `hnb render` wrote, or one document in it, perhaps edited since.

    Returns
    -------
    list of Path
        The documents that were read: the web page and the Word document.

    Raises
    ------
    ParameterError
        There is no such folder or document.
    CheckError
        A number in a paragraph, caption, cell or text alternative is no figure of the paper, nor a period or name that
        its sentences were given, nor one of the field's terms. The paragraph and number are named.
    """
    ledger = read_ledger(paper)
    files = [paper / f"{ledger.about['report']}{ending}" for ending in _READERS] if paper.is_dir() else [paper]
    files = [file for file in files if file.is_file() and file.suffix in _READERS]
    if not files:
        raise CheckError(Place(file=str(paper)), found="there is no paper", expected=f"one of {', '.join(_READERS)}")
    known = _phrases(ledger)
    for file in files:
        faults = [
            f"{where} says {number!r} in “{_near(text, number)}”"
            for where, text in _READERS[file.suffix](file)
            for number in unknown_numbers(text, known)
        ]
        if faults:
            number = faults[0].split("'")[1]
            figures = {found: figure.text for figure in ledger.figures for found in _NUMBER.findall(figure.text)}
            like = nearest(number, figures)
            raise CheckError(
                Place(file=file.name),
                found="; ".join(faults[:5]) + (f"; and {len(faults) - 5} more" if len(faults) > 5 else ""),
                expected=f"only figures that are in {NAME}" + (f" (nearest: {figures[like[0]]})" if like else ""),
            )
    return files


def _phrases(ledger: Ledger) -> dict[str, list[str]]:
    """Every phrase that may stand in the paper, by each number in it."""
    said = [*ledger.labels, *ledger.words, str(ledger.about.get("title", ""))]
    for figure in ledger.figures:
        said += [figure.text, figure.size, figure.interval, figure.period, figure.scope]
    known: dict[str, list[str]] = {}
    for phrase in dict.fromkeys(map(_level, said)):
        for number in set(_NUMBER.findall(phrase)):
            known.setdefault(number, []).append(phrase)
    return known


def _level(text: str) -> str:
    return " ".join(text.split()).casefold()


def unknown_numbers(text: str, known: dict[str, list[str]]) -> list[str]:
    """The numbers in a text that stand in none of the phrases known, nor in a term of the field."""
    text = _level(text)
    clear = [match.span() for pattern in (TERMS, _OWN) for match in pattern.finditer(text)]
    unknown = []
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        if any(first <= start and end <= last for first, last in clear):
            continue
        if not any(_covers(phrase, match[0], text, start) for phrase in known.get(match[0], ())):
            unknown.append(match[0])
    return unknown


def _covers(phrase: str, number: str, text: str, start: int) -> bool:
    """Whether the phrase stands in the text so that its number is the one that starts there."""
    return any(
        match[0] == number and start >= match.start() and text.startswith(phrase, start - match.start())
        for match in _NUMBER.finditer(phrase)
    )


def _near(text: str, number: str) -> str:
    place = max(text.casefold().find(number), 0)
    return " ".join(text[max(place - 40, 0) : place + 40].split())


class _Page(HTMLParser):
    """Texts of a web page by the paragraph that they stand in, and text alternatives."""

    _HOLD = re.compile(r"p|li|d[td]|t[dh]|(fig)?caption|h[1-6]|title")
    _SKIP = re.compile(r"style|script|svg")

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[tuple[str, str]] = []
        self.parts: list[str] = []
        self.paragraph, self.skip, self.counting = "", 0, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if self._SKIP.fullmatch(tag):
            self.skip += 1
        elif tag == "img":
            self.texts.append(("a text alternative", held.get("alt") or ""))
        elif self._HOLD.fullmatch(tag):
            self.close_text(tag)
        elif tag == "span" and held.get("class") == "number":
            self.counting = True

    def handle_endtag(self, tag: str) -> None:
        if self._SKIP.fullmatch(tag):
            self.skip -= 1
        elif tag == "span":
            self.counting = False
        elif self._HOLD.fullmatch(tag):
            self.close_text(tag)

    def handle_data(self, data: str) -> None:
        if self.counting:
            self.paragraph = f"paragraph {data.strip(' .')}"
        elif not self.skip:
            self.parts.append(data)

    def close_text(self, tag: str) -> None:
        """What has been gathered is one text."""
        text = "".join(self.parts).strip()
        self.parts.clear()
        if text:
            after = {"p": "", "li": "a list after "}.get(tag, "a heading, caption or table after ")
            self.texts.append((after + self.paragraph if self.paragraph else "the head", text))


def _html_texts(file: Path) -> Iterator[tuple[str, str]]:
    page = _Page()
    page.feed(file.read_text(encoding="utf-8"))
    page.close()
    return iter(page.texts)


def _docx_texts(file: Path) -> Iterator[tuple[str, str]]:
    """Paragraphs of a Word document, the numbered ones counted as Word counts them."""
    try:
        with zipfile.ZipFile(file) as held:
            tree = ElementTree.fromstring(held.read("word/document.xml"))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        raise CheckError(
            Place(file=file.name), found="it is not a Word document", expected="a .docx that opens in Word"
        ) from None
    count = 0
    for paragraph in tree.iter(f"{_W}p"):
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        numbered = style is not None and style.get(f"{_W}val") == "NumberedParagraph"
        count += numbered
        where = f"paragraph {count}" if numbered else f"a text after paragraph {count}" if count else "the head"
        pieces = (node.text or " " for node in paragraph.iter() if node.tag in (f"{_W}t", f"{_W}tab", f"{_W}br"))
        yield where, "".join(pieces)
        for picture in paragraph.iter(_DRAWING):
            yield f"the text alternative of a figure after paragraph {count}", picture.get("descr", "")


_READERS = {".html": _html_texts, ".docx": _docx_texts}

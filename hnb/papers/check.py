"""A paper's prose, as it stands in the written files, against the figures of its ledger."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from hnb.domain.errors import CheckError, Place, nearest
from hnb.figures import TERMS
from hnb.papers.ledger import NAME, Ledger, read_ledger

_NUMBER = re.compile(  # in digits, or in a word that a sentence would hardly hold by chance
    r"[−-]?£?\d+(?:[.,/]\d+)*"
    r"|\b(?:(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
    r"|(?<!each )(?<!every )thousands?|dozens?)\b"
)
_OWN = re.compile(r"\b(?:figures?|tables?|paragraphs?) \d+(?:(?:,| and| to) \d+)*\b", re.IGNORECASE)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXTS = (f"{_W}t", f"{_W}tab", f"{_W}br")
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
        A number in a paragraph, caption, cell or text alternative is no figure of the paper, nor a
        period or name that its sentences were given, nor one of the field's terms. The paragraph
        and number are named.
    """
    ledger = read_ledger(paper)
    files = _documents(paper, str(ledger.about["report"]))
    known = _phrases(ledger)
    for file in files:
        faults = [
            _Fault(where, number, text)
            for where, text in _READERS[file.suffix](file)
            for number in _unknown(text, known)
        ]
        if faults:
            raise _refusal(file, faults, ledger)
    return files


@dataclass(frozen=True)
class _Fault:
    """A number that is not among a paper's figures: where it is, and the text around it."""

    where: str
    number: str
    text: str

    def __str__(self) -> str:
        start = max(self.text.casefold().find(self.number), 0)
        around = " ".join(self.text[max(start - 40, 0) : start + 40].split())
        return f"{self.where} says {self.number!r} in “{around}”"


def _documents(paper: Path, name: str) -> list[Path]:
    """The documents of a paper that can be read again."""
    files = [paper / f"{name}{ending}" for ending in _READERS] if paper.is_dir() else [paper]
    files = [file for file in files if file.is_file() and file.suffix in _READERS]
    if not files:
        raise CheckError(
            Place(file=str(paper)),
            found="there is no paper that can be read again",
            expected=f"one of {', '.join(_READERS)}",
        )
    return files


def _refusal(file: Path, faults: list[_Fault], ledger: Ledger) -> CheckError:
    """The first few faults of a document, and the figure that is nearest to the first."""
    figures = {
        number: figure.text for figure in ledger.figures for number in _NUMBER.findall(figure.text)
    }
    like = nearest(faults[0].number, figures)
    hint = f" (nearest: {figures[like[0]]})" if like else ""
    more = f"; and {len(faults) - 5} more" if len(faults) > 5 else ""
    return CheckError(
        Place(file=file.name),
        found="; ".join(map(str, faults[:5])) + more,
        expected=f"only figures that are in {NAME}{hint}",
    )


def _phrases(ledger: Ledger) -> set[str]:
    """Every phrase with a number in it that may be in the paper."""
    texts = [*ledger.labels, *ledger.words, str(ledger.about.get("title", ""))]
    for figure in ledger.figures:
        texts += [figure.text, figure.size, figure.interval, figure.period, figure.scope]
    return {phrase for phrase in map(_level, texts) if _NUMBER.search(phrase)}


def _level(text: str) -> str:
    return " ".join(text.split()).casefold()


def _unknown(text: str, known: set[str]) -> list[str]:
    """The numbers in a text that no known phrase, nor a term of the field, has whole."""
    text = _level(text)
    if not _NUMBER.search(text):
        return []
    patterns = (TERMS, _OWN, *(re.compile(re.escape(phrase)) for phrase in known if phrase in text))
    clear = [match.span() for pattern in patterns for match in pattern.finditer(text)]
    return [
        match[0]
        for match in _NUMBER.finditer(text)
        if not any(first <= match.start() and match.end() <= last for first, last in clear)
    ]


_HOLDS = re.compile(r"(?i)</?(?:p|li|d[dt]|t[dh]|figcaption|caption|h[1-6]|title)\b[^>]*>")


def _html_texts(file: Path) -> Iterator[tuple[str, str]]:
    """Texts of a web page between the tags that hold one, and its text alternatives."""
    page = re.sub(r"(?is)<(style|script|svg)\b.*?</\1\s*>", "", file.read_text(encoding="utf-8"))
    count = 0
    for piece in _HOLDS.split(page):
        number = re.search(r'<span class="number">(\d+)\. </span>', piece)
        if number:
            count = int(number[1])
        where = f"paragraph {count}" if number else _after(count)
        text = piece.replace(number[0], "") if number else piece
        yield where, html.unescape(re.sub(r"<[^>]*>", " ", text))
        for alt in re.findall(r'<img\b[^>]*\balt="([^"]*)"', piece):
            yield f"the text alternative of a figure {_after(count)}", html.unescape(alt)


def _after(count: int) -> str:
    return f"a heading, list, caption or table after paragraph {count}" if count else "the head"


def _docx_texts(file: Path) -> Iterator[tuple[str, str]]:
    """Paragraphs of a Word document, the numbered ones counted as Word counts them."""
    try:
        with zipfile.ZipFile(file) as package:
            tree = ElementTree.fromstring(package.read("word/document.xml"))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        raise CheckError(Place(file=file.name), found="it is not a Word document") from None
    count = 0
    for paragraph in tree.iter(f"{_W}p"):
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        numbered = style is not None and style.get(f"{_W}val") == "NumberedParagraph"
        count += numbered
        where = f"paragraph {count}" if numbered else _after(count)
        nodes = (node for node in paragraph.iter() if node.tag in _TEXTS)
        yield where, "".join(node.text or " " for node in nodes)
        for picture in paragraph.iter(_DRAWING):
            yield f"the text alternative of a figure {_after(count)}", picture.get("descr", "")


_READERS = {".html": _html_texts, ".docx": _docx_texts}

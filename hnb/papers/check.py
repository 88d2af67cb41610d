"""A paper's prose, as it stands in the written files, against the figures of its ledger."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
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
    files = (
        [paper / f"{ledger.about['report']}{ending}" for ending in _READERS]
        if paper.is_dir()
        else [paper]
    )
    files = [file for file in files if file.is_file() and file.suffix in _READERS]
    if not files:
        found, expected = (
            "there is no paper that can be read again",
            f"one of {', '.join(_READERS)}",
        )
        raise CheckError(Place(file=str(paper)), found=found, expected=expected)
    known = _phrases(ledger)
    for file in files:
        faults = [
            f"{where} says {number!r} in “{_near(text, number)}”"
            for where, text in _READERS[file.suffix](file)
            for number in _unknown(text, known)
        ]
        if faults:
            number = faults[0].split("'")[1]
            figures = {
                found: figure.text
                for figure in ledger.figures
                for found in _NUMBER.findall(figure.text)
            }
            like = nearest(number, figures)
            found = "; ".join(faults[:5]) + (
                f"; and {len(faults) - 5} more" if len(faults) > 5 else ""
            )
            expected = f"only figures that are in {NAME}" + (
                f" (nearest: {figures[like[0]]})" if like else ""
            )
            raise CheckError(Place(file=file.name), found=found, expected=expected)
    return files


def _phrases(ledger: Ledger) -> set[str]:
    """Every phrase with a number in it that may stand in the paper."""
    said = [*ledger.labels, *ledger.words, str(ledger.about.get("title", ""))]
    for figure in ledger.figures:
        said += [figure.text, figure.size, figure.interval, figure.period, figure.scope]
    return {phrase for phrase in map(_level, said) if _NUMBER.search(phrase)}


def _level(text: str) -> str:
    return " ".join(text.split()).casefold()


def _unknown(text: str, known: set[str]) -> list[str]:
    """The numbers in a text that stand whole in none of the phrases known, nor in a term of the
    field.
    """
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


def _near(text: str, number: str) -> str:
    place = max(text.casefold().find(number), 0)
    return " ".join(text[max(place - 40, 0) : place + 40].split())


_HOLDS = re.compile(r"(?i)</?(?:p|li|d[dt]|t[dh]|figcaption|caption|h[1-6]|title)\b[^>]*>")


def _html_texts(file: Path) -> Iterator[tuple[str, str]]:
    """Texts of a web page between the tags that hold one, and its text alternatives."""
    page = re.sub(r"(?is)<(style|script|svg)\b.*?</\1\s*>", "", file.read_text(encoding="utf-8"))
    count = "0"
    for piece in _HOLDS.split(page):
        number = re.search(r'<span class="number">(\d+)\. </span>', piece)
        count = number[1] if number else count
        where = f"paragraph {count}" if number else _after(count)
        yield (
            where,
            html.unescape(
                re.sub(r"<[^>]*>", " ", piece.replace(number[0], "") if number else piece)
            ),
        )
        for alt in re.findall(r'<img\b[^>]*\balt="([^"]*)"', piece):
            yield f"the text alternative of a figure {_after(count)}", html.unescape(alt)


def _after(count: int | str) -> str:
    return (
        "the head"
        if str(count) == "0"
        else f"a heading, list, caption or table after paragraph {count}"
    )


def _docx_texts(file: Path) -> Iterator[tuple[str, str]]:
    """Paragraphs of a Word document, the numbered ones counted as Word counts them."""
    try:
        with zipfile.ZipFile(file) as held:
            tree = ElementTree.fromstring(held.read("word/document.xml"))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        raise CheckError(Place(file=file.name), found="it is not a Word document") from None
    count = 0
    for paragraph in tree.iter(f"{_W}p"):
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        numbered = style is not None and style.get(f"{_W}val") == "NumberedParagraph"
        count += numbered
        where = f"paragraph {count}" if numbered else _after(count)
        pieces = (
            node.text or " "
            for node in paragraph.iter()
            if node.tag in (f"{_W}t", f"{_W}tab", f"{_W}br")
        )
        yield where, "".join(pieces)
        for picture in paragraph.iter(_DRAWING):
            yield f"the text alternative of a figure {_after(count)}", picture.get("descr", "")


_READERS = {".html": _html_texts, ".docx": _docx_texts}

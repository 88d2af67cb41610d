"""Every text that a file has: shown, hidden, compressed, encoded or within another file."""

from __future__ import annotations

import gzip
import html
import io
import json
import re
import struct
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from urllib.parse import unquote, unquote_to_bytes

_PNG, _PDF, _ZIP, _GZIP = b"\x89PNG\r\n\x1a\n", b"%PDF-", b"PK\x03\x04", b"\x1f\x8b"
_FILES = (_PNG, _PDF, _ZIP, _GZIP, b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\0", b"MM\0*")
_DEEPEST = 12  # files within files
_LARGEST = 1_000_000_000  # bytes of one part, unpacked: no render writes so much
_TAG = re.compile(r"<!--.*?-->|<!\[CDATA\[|\]\]>|</?([a-zA-Z][\w:.-]*)[^<>]*>|<[!?][^<>]*>", re.S)
# elements of a page that do not part a word, and those of Word and Excel that do
_INLINE = re.compile(
    r"(?i)(?:a|abbr|b|bdi|bdo|cite|code|del|em|font|i|ins|kbd|label|mark|q|s|samp|small|span|strong"
    r"|sub|sup|time|tspan|u|var|wbr)$"
)
_PARTING = re.compile(r"(?:p|tab|br|cr|tc|tr|tbl|si|row|c|v|f|pt)$")
_DATA_URI = re.compile(r"data:[\w.+/-]*(?:;[\w.+=-]+)*,[^\"'()<>\s]*", re.ASCII)
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4}[\r\n]{0,2}){6,}[A-Za-z0-9+/]{0,3}={0,2}")
_Path = tuple[str | int, ...]  # into JSON: keys, and numbers in lists from 0
_UNICODE = re.compile(r"\\u([0-9a-fA-F]{4})")
# numbers of a figure: a whole one may be as long as a reference is, and is none
_QUANTITIES = frozenset(("value", "low", "high", "part", "whole", "seconds"))


class Unreadable(Exception):
    """A part of a file that cannot be read, so that nobody can say what it has."""


@dataclass(frozen=True)
class Text:
    """A text of a file.

    Parameters
    ----------
    text : str
        What is there.
    where : str
        Which part of the file it is; empty for the whole.
    line : str
        What its lines are: a line, a paragraph, a row; empty where they say nothing.
    labels : tuple of str
        Where each line is, in place of `where`.
    from_bytes : bool
        Whether it is what bytes of no known kind happen to read as.
    """

    text: str
    where: str = ""
    line: str = "line"
    labels: tuple[str, ...] = ()
    from_bytes: bool = False

    def place(self, number: int) -> str:
        """Where a line is, by its number from 1."""
        if self.labels:
            return self.labels[min(number, len(self.labels)) - 1]
        return _joined(self.where, f"{self.line} {number}" if self.line else "")


def texts_of_file(content: bytes, where: str = "", depth: int = 0) -> Iterator[Text]:
    """Every text of a file, whatever it is: the same words may come more than once.

    Raises
    ------
    Unreadable
        A part of it is damaged, encrypted, or packed too deep or too large.
    """
    if depth > _DEEPEST or len(content) > _LARGEST:
        raise Unreadable(where)
    for start, read in _READERS.items():
        if content.startswith(start):
            try:
                yield from read(content, where, depth)
            except Unreadable:
                raise
            except Exception as fault:  # what a damaged file does to its reader
                raise Unreadable(where) from fault
            return
    text = _decoded(content)
    if text is not None:
        yield from texts_of_text(text, where, depth)
        return
    yield Text(content.decode("utf-8", errors="replace"), where, "", from_bytes=True)
    for kind in ("utf-16-le", "utf-16-be"):
        wide = content.decode(kind, errors="replace") + "\n"
        yield Text(wide + content[1:].decode(kind, errors="replace"), where, "", from_bytes=True)


def _decoded(content: bytes) -> str | None:
    """A text file's text; None where it is none."""
    with suppress(UnicodeDecodeError):
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16")
        text = content.decode("utf-8-sig")
        if "\0" not in text:
            return text
    if not re.search(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]", content):
        return content.decode("cp1252", errors="replace")
    return None


def texts_of_text(text: str, where: str = "", depth: int = 0) -> Iterator[Text]:
    """What a text says, and what is encoded in it: JSON, markup, data URIs, base64."""
    if text.lstrip()[:1] in ("{", "["):
        with suppress(ValueError, RecursionError):
            document = json.loads(text, object_pairs_hook=_Pairs)
            yield from _json(document, where, depth)
            return
    text, encoded = _without_encoded(text)
    for content, line in encoded:
        place = _joined(where, f"line {line}, what is encoded there")
        with suppress(Unreadable):
            yield from texts_of_file(content, place, depth + 1)
    if not _TAG.search(text):
        yield from (Text(words, where) for words in dict.fromkeys((text, _unescaped(text))))
        return
    is_packed = where.endswith((".xml", ".rels"))
    yield Text(_unescaped(_tags(text)), where, line="" if is_packed else "line")
    yield from _shown(text, where, is_packed=is_packed)


def _tags(text: str) -> str:
    """A page's tags with their attributes, and its comments, without its text."""
    parts: list[str] = []
    place = 0
    for tag in _TAG.finditer(text):
        parts += ("\n" * text.count("\n", place, tag.start()), " ", tag[0])
        place = tag.end()
    return "".join(parts)


def _shown(text: str, where: str, *, is_packed: bool) -> Iterator[Text]:
    """A page's text without its tags: once with a space for each, once where they part words."""
    line = "line"
    if is_packed:
        line = "paragraph" if "word/" in where else ""
        text = text.replace("\n", " ")

    def gap(tag: re.Match[str], *, always: bool) -> str:
        name = (tag[1] or "").rpartition(":")[2]
        if is_packed and name == "p" and tag[0].startswith("</"):
            return "\n"
        parts = bool(_PARTING.match(name)) if is_packed else not _INLINE.match(name)
        return (" " if parts or always else "") + "\n" * tag[0].count("\n")

    for always in (False, True):
        yield Text(_unescaped(_TAG.sub(partial(gap, always=always), text)), where, line)


def _unescaped(text: str) -> str:
    """A text without the escapes of HTML, of addresses and of scripts, also where there are two."""
    for _ in range(3):
        before = text
        if "&" in text:
            text = html.unescape(text)
        if "%" in text:
            text = unquote(text, errors="replace")
        if "\\u" in text:
            text = _UNICODE.sub(lambda code: chr(int(code[1], 16)), text)
        if text == before:
            break
    return text


def _without_encoded(text: str) -> tuple[str, list[tuple[bytes, int]]]:
    """A text without the files that are encoded in it, and those, each with the number of its line.

    What may be base64 and decodes to no file that is known stays in the text as well.
    """
    encoded: list[tuple[bytes, int]] = []

    def taken(match: re.Match[str], content: bytes | None, *, stays: bool) -> str:
        if content:
            encoded.append((content, text.count("\n", 0, match.start()) + 1))
        return match[0] if stays or content is None else "\n" * match[0].count("\n") + " "

    def uri(match: re.Match[str]) -> str:
        head, _, body = match[0].partition(",")
        if head.endswith(";base64"):
            return taken(match, _from_base64(unquote(body)), stays=False)
        return taken(match, unquote_to_bytes(body), stays=True)

    def run(match: re.Match[str]) -> str:
        content = _from_base64(match[0]) or b""
        is_known = content.startswith(_FILES)
        return taken(match, content if is_known or _decoded(content) else None, stays=not is_known)

    if "data:" in text:
        text = _DATA_URI.sub(uri, text)
    return _BASE64.sub(run, text), encoded


def _from_base64(text: str) -> bytes | None:
    bare = re.sub(r"\s|=", "", text)
    with suppress(ValueError):
        return b64decode(bare + "=" * (-len(bare) % 4))
    return None


class _Pairs(list[tuple[str, object]]):
    """An object of JSON with every key, also one that stands twice."""


def _json(document: object, where: str, depth: int) -> Iterator[Text]:
    """The words of JSON, key by key; a text with a format of its own is read as such."""
    plain: dict[_Path, list[str]] = {}
    for place, text in _strings(document, ()):
        is_json = len(text) > 2 and text.lstrip()[:1] in ("{", "[")
        if is_json or "<" in text or "data:" in text or _BASE64.search(text):
            yield from texts_of_text(text, _joined(where, _label(place)), depth + 1)
        else:
            plain.setdefault(place, []).append(_unescaped(text).replace("\n", " "))
    if plain:
        lines = ("\t".join(texts) for texts in plain.values())
        yield Text("\n".join(lines), labels=tuple(_joined(where, _label(key)) for key in plain))


def _strings(value: object, place: _Path) -> Iterator[tuple[_Path, str]]:
    """Each text of a value of JSON, and where it is: down to the object or list that has it."""
    if isinstance(value, _Pairs):
        yield place, "\t".join(key for key, _ in value)
        for key, inner in value:
            if key not in _QUANTITIES or not isinstance(inner, int | float):
                is_part = isinstance(inner, list) or _is_long(inner)
                yield from _strings(inner, (*place, key) if is_part else place)
    elif isinstance(value, list):
        yield from _items(value, place)
    elif isinstance(value, str):
        yield place, value
    elif isinstance(value, int | float) and float(value).is_integer():
        yield place, f"{value:.0f}"


def _items(values: list[object], place: _Path) -> Iterator[tuple[_Path, str]]:
    texts = [value for value in values if isinstance(value, str)]
    if texts and len(texts) == len(values):  # a notebook has its lines so
        yield place, ("" if texts[0].endswith("\n") else "\t").join(texts)
        return
    for number, item in enumerate(values):
        yield from _strings(item, (*place, number) if isinstance(item, list) else place)


def _is_long(value: object) -> bool:
    return isinstance(value, str) and len(value) > 200


def _label(place: _Path) -> str:
    """A place in JSON as a person looks for it: cells and outputs of a notebook count from 1."""
    words: list[str] = []
    for part in place:
        if isinstance(part, int) and words and words[-1] in ("cells", "outputs"):
            words[-1] = f"{words[-1][:-1]} {part + 1}"
        elif isinstance(part, int) and words:
            words[-1] += f"[{part}]"
        else:
            words.append(str(part))
    return ", ".join(words)


def _zip(content: bytes, where: str, depth: int) -> Iterator[Text]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        yield Text(packed.comment.decode("utf-8", errors="replace"), where, line="")
        unpacked = 0
        for entry in packed.infolist():
            unpacked += entry.file_size
            if unpacked > _LARGEST:
                raise Unreadable(where)
            place = _joined(where, entry.filename)
            yield Text(f"{entry.filename}\n", _joined(where, "the name of a part"), line="")
            yield from texts_of_file(packed.read(entry), place, depth + 1)
        names = packed.namelist()
    if "xl/workbook.xml" in names:
        yield from _cells(content, where)


def _cells(content: bytes, where: str) -> Iterator[Text]:
    """The days in a workbook's cells, which its XML has as numbers."""
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for sheet in workbook.sheet_names:
        rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        lines = ("\t".join(map(str, row)).replace("\n", " ") for row in rows)
        yield Text("\n".join(lines), _joined(where, f"sheet {sheet}"), line="row")


def _gzip(content: bytes, where: str, depth: int) -> Iterator[Text]:
    with gzip.open(io.BytesIO(content)) as packed:
        yield from texts_of_file(packed.read(_LARGEST), where, depth + 1)


def _png(content: bytes, where: str, depth: int) -> Iterator[Text]:
    """The chunks of a PNG that have no dots of the picture, and what is after its end."""
    place = len(_PNG)
    while place + 12 <= len(content):
        length, kind = struct.unpack(">I4s", content[place : place + 8])
        body = content[place + 8 : place + 8 + length]
        place += 12 + length
        label = _joined(where, f"chunk {kind.decode('latin-1')}")
        if kind in (b"tEXt", b"zTXt", b"iTXt"):
            yield Text(_png_text(kind, body), label, line="")
        elif kind not in (b"IHDR", b"IDAT", b"PLTE"):
            yield from texts_of_file(body, label, depth + 1)
        if kind == b"IEND":
            break
    if place < len(content):
        yield from texts_of_file(content[place:], _joined(where, "after its end"), depth + 1)


def _png_text(kind: bytes, body: bytes) -> str:
    keyword, _, rest = body.partition(b"\0")
    if kind == b"zTXt":
        rest = zlib.decompress(rest[1:])
    elif kind == b"iTXt":
        flags, fields = rest[:2], rest[2:].split(b"\0", 2)
        rest = b"\n".join((*fields[:2], zlib.decompress(fields[2]) if flags[0] else fields[2]))
        return f"{keyword.decode('latin-1')}\n{rest.decode('utf-8', errors='replace')}"
    return f"{keyword.decode('latin-1')}\n{rest.decode('latin-1')}"


def _pdf(content: bytes, where: str, depth: int) -> Iterator[Text]:
    from hnb.disclosure.texts.pdf import parts_of

    for part, place in parts_of(content):
        label = _joined(where, place)
        if isinstance(part, bytes):
            yield from texts_of_file(part, label, depth + 1)
        else:
            yield Text(part, label, line="")
            yield Text(part.replace("-\n", ""), label, line="")


def _joined(where: str, place: str) -> str:
    return ", ".join(filter(None, (where, place)))


_READERS: dict[bytes, Callable[[bytes, str, int], Iterator[Text]]] = {
    _PNG: _png,
    _PDF: _pdf,
    _ZIP: _zip,
    _GZIP: _gzip,
}

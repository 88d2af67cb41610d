"""What a PDF says: its pages, and every text and file in it that no page shows."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdf import PdfReader

_FILES = ("/Metadata", "/EmbeddedFile")


def parts_of(content: bytes) -> Iterator[tuple[str | bytes, str]]:
    """The text of each page, then titles, text alternatives, notes and outline as one text, and the
    metadata and files within, each with its place.

    What is drawn as a picture is not read.
    """
    from pypdf import PdfReader
    from pypdf.generic import DictionaryObject, StreamObject, TextStringObject

    reader = PdfReader(io.BytesIO(content))
    pages = [page.extract_text() for page in reader.pages]
    for number, text in enumerate(pages, 1):
        yield text, f"page {number}"
    yield "\n".join(pages), "its pages"  # a name may stand at the end of a page
    hidden: list[str] = []
    for value in _objects(reader):
        if isinstance(value, StreamObject) and value.get("/Type") in _FILES:
            yield value.get_data(), "its metadata or a file in it"
        if isinstance(value, DictionaryObject):
            hidden += [key[1:] for key in value]
        elif isinstance(value, TextStringObject):
            hidden.append(str(value))
    yield "\n".join(hidden), "what no page shows"


def _objects(reader: PdfReader) -> Iterator[object]:
    """Everything in a PDF, each thing once."""
    from pypdf.generic import DictionaryObject, IndirectObject

    seen: set[int] = set()
    waiting: list[object] = [reader.trailer]
    while waiting:
        value = waiting.pop()
        if isinstance(value, IndirectObject):
            if value.idnum in seen:
                continue
            seen.add(value.idnum)
            value = value.get_object()
        yield value
        if isinstance(value, DictionaryObject):
            waiting += [value.raw_get(key) for key in value]
        elif isinstance(value, list):
            waiting += value

"""The pieces that a document is compared by, and how a document that cannot be read is refused."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hnb.domain.errors import CheckError, Place

MOST_BYTES = 60_000_000  # of a document, and of one part of a Word document
MOST_TEXT = 12_000_000  # of XML or HTML once pictures are left out: a forum paper has under 2 MB
_ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u2011": "-", "\u00ad": None})

# signs that show those after them in another order
TURNING = "\u061c\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
NUMBERING = "the numbering of a list"  # where its signs stand
_MOST_PIXELS = 40_000_000


@dataclass(frozen=True)
class Piece:
    """One text of a document, in the order of reading.

    Parameters
    ----------
    kind : str
        `text` (a paragraph or list item), `heading`, `caption`, `row` (of a table), `alt` (words
        that are not printed), `picture` (a digest of it), `drawn` (the words of a drawing),
        `comment`, `property`, `margin` (a header or footer), `style` (what hides or adds words) or
        `script`.
    text : str
        Its words.
    where : str
        Where a person finds it.
    group : int
        Which table a row is of.
    """

    kind: str
    text: str
    where: str = ""
    group: int = 0


def level(text: str) -> str:
    """A text without what re-saving changes: spaces, shapes of quotation marks, and invisible signs
    but for those that turn the order of others.
    """
    shown = "".join(
        sign
        for sign in text
        if sign.isascii() or sign in TURNING or unicodedata.category(sign) != "Cf"
    )
    return " ".join(unicodedata.normalize("NFC", shown).translate(_ALIKE).split())


def after(count: int) -> str:
    """Where something without a number stands."""
    return f"a part without a number, after paragraph {count}" if count else "the head"


def refusal(file: Path, found: str) -> CheckError:
    """What is said of a document that cannot be read."""
    return CheckError(Place(file=file.name), found=found, expected="the paper rendered anew")


def read_bytes(file: Path) -> bytes:
    """A document whole, where it is of a size that one may have."""
    if not file.is_file():
        raise refusal(file, "it is not a file")
    with file.open("rb") as opened:
        content = opened.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise refusal(file, f"it is larger than {MOST_BYTES:,} bytes, as no paper is")
    return content


def digest(content: bytes) -> str:
    """The SHA-256 of bytes."""
    return hashlib.sha256(content).hexdigest()


def picture_digest(content: bytes) -> str:
    """The SHA-256 of what a picture shows, whichever program saved it; of its bytes, where it is
    no PNG, or one of more pixels than a paper has.
    """
    from PIL import Image  # slow to load

    if content.startswith(b"\x89PNG"):
        with suppress(OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            picture = Image.open(io.BytesIO(content), formats=("PNG",))
            is_one = getattr(picture, "n_frames", 1) == 1
            if is_one and picture.width * picture.height <= _MOST_PIXELS:
                shown = picture.convert("RGBA")
                return digest(f"{shown.size}".encode() + shown.tobytes())
    return digest(content)


def in_cells(cells: Sequence[str]) -> str:
    """The cells of a row as one text, empty ones too; none where all are empty."""
    return " | ".join(cells) if any(cells) else ""


_END = re.compile(r"(?<=[.!?;:]) (?=[^a-z])")
# words that a full stop shortens; it ends no sentence after `no` where a number follows
_SHORT = re.compile(
    r"(?i)(?<![\w.])(?:[a-z]|e\.g|i\.e|cf|ca|approx|vs|dr|mrs?|ms|cllr|rev|st|prof|hon|pp|ss|paras?"
    r"|sch|regs?|refs?|figs?|arts?|ext|tel|jan|feb|mar|apr|aug|sept?|oct|nov|dec)\. $"
)
_NUMBER_NEXT = re.compile(r"(?i)(?<![\w.])nos?\. \d$")


def sentences(text: str) -> list[str]:
    """A text cut where a sentence ends; the same cuts wherever it stands."""
    cut: list[str] = []
    start = 0
    for end in _END.finditer(text):
        last = end.end()
        if not (_SHORT.search(text, start, last) or _NUMBER_NEXT.search(text, start, last + 1)):
            cut.append(text[start : end.start()])
            start = last
    return [*cut, text[start:]]

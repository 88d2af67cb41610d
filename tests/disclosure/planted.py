"""Identifiers planted in every kind of file that a render, or a person, may leave in a folder.

`python -m tests.disclosure.planted` plants 10,000 and prints how many the gate finds.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import html
import io
import json
import random
import re
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from hnb.disclosure.gate import Leak, search
from hnb.disclosure.texts.identifiers import NAME, Identifiers
from hnb.disclosure.texts.public import package_texts
from tests.disclosure.people import MadeUp, distinct, spelt

PLACES = 40  # identifiers in a file of which each has a place of its own


@dataclass(frozen=True)
class Planted:
    """What the gate must say: the file, what the place ends with, the kind, and never the text."""

    file: str
    where: str
    kind: str
    text: str

    def is_told_by(self, leak: Leak) -> bool:
        """Whether a leak is this one."""
        kinds = {self.kind, "surname"} if self.kind == NAME else {self.kind}
        where = rf"(^|, |/){re.escape(self.where)}(,|$)" if self.where else ""
        return leak.file == self.file and leak.kind in kinds and bool(re.search(where, leak.where))


def picture(text: str, kind: str = "tEXt") -> bytes:
    """A PNG that has a text in its metadata."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    image, info, file = Image.new("L", (8, 8)), PngInfo(), io.BytesIO()
    if kind == "eXIf":
        exif = Image.Exif()
        exif[270] = text
        image.save(file, "PNG", exif=exif)
        return file.getvalue()
    add = {"tEXt": info.add_text, "zTXt": info.add_text, "iTXt": info.add_itxt}[kind]
    add("Author", text, **({"zip": True} if kind == "zTXt" else {}))
    image.save(file, "PNG", pnginfo=info)
    return file.getvalue()


def photograph(text: str) -> bytes:
    """A JPEG with a description."""
    from PIL import Image

    file, exif = io.BytesIO(), Image.Exif()
    exif[270] = text
    Image.new("L", (8, 8)).save(file, "JPEG", exif=exif)
    return file.getvalue()


def _in_halves(text: str) -> tuple[str, str]:
    return text[: len(text) // 2], text[len(text) // 2 :]


def _lines(file: Path, texts: Sequence[str], line: Callable[[str], str]) -> list[str]:
    file.write_text("\n".join(line(text) for text in texts), encoding="utf-8")
    return [f"line {number}" for number in range(1, len(texts) + 1)]


def _page(line: Callable[[str], str]) -> Callable[[Path, Sequence[str]], list[str]]:
    return lambda file, texts: _lines(file, texts, line)


def _entities(text: str) -> str:
    return "".join(f"&#{ord(letter)};" for letter in text)


def _data_uri(content: bytes, kind: str) -> str:
    return f'<img src="data:{kind};base64,{base64.b64encode(content).decode()}">'


def docx(file: Path, texts: Sequence[str], runs: bool = False) -> list[str]:
    """Paragraphs of a Word document, each split among runs where that is asked for."""
    from docx import Document

    document = Document()
    for text in texts:
        paragraph = document.add_paragraph("Child: ")
        for part in _in_halves(text) if runs else (text,):
            paragraph.add_run(part).bold = part == text or not paragraph.runs[-1].bold
    document.save(str(file))
    return [f"word/document.xml, paragraph {number}" for number in range(1, len(texts) + 1)]


def docx_properties(file: Path, texts: Sequence[str]) -> list[str]:
    """The author in a Word document's properties."""
    from docx import Document

    document = Document()
    document.core_properties.author = texts[0]
    document.save(str(file))
    return ["docProps/core.xml"]


def docx_picture(file: Path, texts: Sequence[str]) -> list[str]:
    """The metadata of a picture in a Word document."""
    from docx import Document

    document = Document()
    document.add_picture(io.BytesIO(picture(texts[0])))
    document.save(str(file))
    return ["word/media/image1.png"]


def xlsx(file: Path, texts: Sequence[str]) -> list[str]:
    """Cells of a workbook."""
    from openpyxl import Workbook

    book = Workbook()
    for text in texts:
        book.active.append(["a", text])
    book.save(file)
    return [f"sheet Sheet, row {number}" for number in range(1, len(texts) + 1)]


def pdf(file: Path, texts: Sequence[str]) -> list[str]:
    """Pages of a PDF by typst."""
    import typst

    pages = "\n#pagebreak()\n".join(
        f"#text({json.dumps(text, ensure_ascii=False)})" for text in texts
    )
    file.write_bytes(typst.compile(pages.encode()))
    return [f"page {number}" for number in range(1, len(texts) + 1)]


def pdf_title(file: Path, texts: Sequence[str]) -> list[str]:
    """The title in a PDF's metadata."""
    import typst

    title = json.dumps(texts[0], ensure_ascii=False)
    file.write_bytes(typst.compile(f"#set document(title: {title})\nA paper".encode()))
    return ["what no page shows"]


def notebook(file: Path, texts: Sequence[str]) -> list[str]:
    """The sources, outputs and metadata of a notebook's cells, each by turns."""
    cells: list[dict[str, object]] = []
    places = []
    for number, text in enumerate(texts, 1):
        encoded = base64.encodebytes(picture(text)).decode()
        outputs, place = (
            (
                {"output_type": "stream", "name": "stderr", "text": ["Warning\n", f"{text}\n"]},
                "text",
            ),
            ({"output_type": "display_data", "data": {"image/png": encoded}}, "data"),
            (
                {
                    "output_type": "execute_result",
                    "data": {"text/html": [f"<b>{_entities(text)}</b>"]},
                },
                "data",
            ),
            (
                {"output_type": "error", "traceback": [f"\x1b[31mKeyError\x1b[0m: {text}"]},
                "traceback",
            ),
            (None, "source"),
            (None, "metadata"),
        )[number % 6]
        cells.append(
            {
                "cell_type": "code",
                "metadata": {"seen": text} if place == "metadata" else {},
                "outputs": [outputs] if outputs else [],
                "source": ["x = 1\n", f"# {text}"] if place == "source" else [],
            }
        )
        places.append(f"cell {number}, output 1, {place}" if outputs else f"cell {number}, {place}")
    file.write_text(json.dumps({"cells": cells, "nbformat": 4}), encoding="utf-8")
    return places


def ledger(file: Path, texts: Sequence[str]) -> list[str]:
    """The figures of a ledger."""
    figures = [{"name": "a", "value": 12, "scope": text} for text in texts]
    file.write_text(json.dumps({"figures": figures}, ensure_ascii=True), encoding="utf-8")
    return [f"figures[{place}]" for place in range(len(texts))]


def _whole(
    content: Callable[[str], bytes], where: str = ""
) -> Callable[[Path, Sequence[str]], list[str]]:
    """A file with one text in it."""

    def write(file: Path, texts: Sequence[str]) -> list[str]:
        file.write_bytes(content(texts[0]))
        return [where]

    return write


def _zipped(text: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("inner/chart.png", picture(text))
    return file.getvalue()


# by kind of file: its ending, how many texts go in, and what writes it and says where they are
KINDS: dict[str, tuple[str, int, Callable[[Path, Sequence[str]], list[str]]]] = {
    "page": ("html", PLACES, _page(lambda text: f"<p>About {html.escape(text)} and more</p>")),
    "attribute": ("html", PLACES, _page(lambda text: f'<img alt="{html.escape(text)}" src="a.png">')),
    "comment": ("html", PLACES, _page(lambda text: f"<p>a</p><!-- {text} -->")),
    "script": ("html", PLACES, _page(lambda text: f"<script>let a = {json.dumps(text)};</script>")),
    "entities": ("html", PLACES, _page(lambda text: f"<p>{_entities(text)}</p>")),
    "in-tags": ("html", PLACES, _page(lambda text: "<p>{}<b>{}</b></p>".format(*_in_halves(text)))),
    "address": ("html", PLACES, _page(lambda text: f'<a href="/?q={quote(text)}">a</a>')),
    "encoded": ("html", PLACES, _page(lambda text: _data_uri(text.encode(), "text/plain"))),
    "encoded-picture": ("html", PLACES, _page(lambda text: _data_uri(picture(text, "iTXt"), "image/png"))),
    "drawing": ("svg", PLACES, _page(lambda text: f"<svg><text x='1.5'>{text}</text></svg>")),
    "drawing-title": ("svg", PLACES, _page(lambda text: f"<svg><dc:title>{text}</dc:title></svg>")),
    "docx": ("docx", PLACES, docx),
    "docx-runs": ("docx", PLACES, lambda file, texts: docx(file, texts, runs=True)),
    "docx-author": ("docx", 1, docx_properties),
    "docx-picture": ("docx", 1, docx_picture),
    "xlsx": ("xlsx", PLACES, xlsx),
    "pdf": ("pdf", PLACES, pdf),
    "pdf-title": ("pdf", 1, pdf_title),
    "notebook": ("ipynb", PLACES, notebook),
    "ledger": ("json", PLACES, ledger),
    "csv": ("csv", PLACES, _page(lambda text: f'1,"{text}",2')),
    "log": ("log", PLACES, _page(lambda text: f"2026-11-30 WARNING read {text}.")),
    "png-text": ("png", 1, _whole(picture)),
    "png-packed": ("png", 1, _whole(lambda text: picture(text, "zTXt"))),
    "png-wide": ("png", 1, _whole(lambda text: picture(text, "iTXt"), "chunk iTXt")),
    "png-exif": ("png", 1, _whole(lambda text: picture(text, "eXIf"), "chunk eXIf")),
    "photograph": ("jpg", 1, _whole(photograph)),
    "utf-16": ("txt", 1, _whole(lambda text: f"Read {text}".encode("utf-16"))),
    "unknown": ("bin", 1, _whole(lambda text: b"\0\1\2" + text.encode() + b"\0\xff")),
    "unknown-wide": ("bin", 1, _whole(lambda text: b"\0\1\xfe" + text.encode("utf-16-le") + b"\0\0\xff")),
    "gzip": ("gz", 1, _whole(lambda text: gzip.compress(text.encode()))),
    "zip": ("zip", 1, _whole(_zipped, "inner/chart.png")),
}  # fmt: skip


def plant(
    folder: Path, made_up: MadeUp, identifiers: Identifiers, number: int, seed: int = 3
) -> list[Planted]:
    """So many identifiers in files of every kind, and where each is; of those that are looked for."""
    chance = random.Random(seed)
    every = [(kind, value) for kind, values in made_up.values.items() for value in values]
    chosen = [pair for pair in chance.sample(every, len(every)) if identifiers.in_text(pair[1])]
    chosen = chosen[:number]
    planted: list[Planted] = []
    turns = list(KINDS.items())
    while chosen:
        name, (ending, most, write) = turns[0]
        turns = [*turns[1:], turns[0]]
        several = [chosen.pop() for _ in range(min(most, len(chosen)))]
        texts = [spelt(kind, value, chance) for kind, value in several]
        file = folder / f"{name}-{len(planted)}.{ending}"
        places = write(file, texts)
        for (kind, _), text, where in zip(several, texts, places, strict=True):
            planted.append(Planted(file.name, where, kind, text))
    return planted


def missed(planted: Sequence[Planted], leaks: Sequence[Leak]) -> list[Planted]:
    """What the gate did not tell of."""
    by_file: dict[str, list[Leak]] = {}
    for leak in leaks:
        by_file.setdefault(leak.file, []).append(leak)
    return [
        one
        for one in planted
        if not any(one.is_told_by(leak) for leak in by_file.get(one.file, ()))
    ]


def main() -> int:
    """Plant, search, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=3)
    args = parser.parse_args()
    made_up = distinct(max(args.number, 1000))
    with tempfile.TemporaryDirectory() as folder:
        identifiers = made_up.identifiers(tuple(package_texts()))
        planted = plant(Path(folder), made_up, identifiers, args.number, args.seed)
        start = time.process_time()
        leaks = search(Path(folder), identifiers)
        seconds = time.process_time() - start
        files = sum(1 for _ in Path(folder).iterdir())
    unfound = missed(planted, leaks)
    for one in unfound[:20]:
        print(f"not found: {one}")
    print(
        f"{len(planted) - len(unfound):,} of {len(planted):,} planted identifiers found in {files:,} "
        f"files of {len(KINDS)} kinds, in {seconds:.0f} seconds of processor time."
    )
    print(f"Not looked for, since everybody has them: {identifiers.left_out['public']}.")
    return 1 if unfound else 0


if __name__ == "__main__":
    raise SystemExit(main())

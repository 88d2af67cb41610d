"""One paper as a web page, a Word document and a PDF, by Jinja2, python-docx and typst."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, partial
from importlib.metadata import distribution
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING

from hnb.domain import paths
from hnb.domain.errors import CheckError, Place, SourceError
from hnb.domain.plain import Json
from hnb.papers.blocks import Paper
from hnb.papers.checking.amounts import TELEPHONE
from hnb.papers.composing.drawing import ID, drawing
from hnb.papers.place import APPENDIX, FORMATS
from hnb.papers.typesetting import SHORT, typeset
from hnb.papers.word.document import write_word
from hnb.store.write import temporary_folder

if TYPE_CHECKING:
    import typst
    from jinja2 import Template

_TYPST = "paper.typ"
# a browser would part a minus from its pounds, and a year at its hyphen
_ONE_WORD = rf"−£[\d.,]*\d|\b\d{{4}}-\d\d\b|{TELEPHONE}"
# what Jinja2 calls a template, and a macro or block in it, in a traceback
_OF_JINJA = ("top-level template code", "template")


def write_documents(
    paper: Paper,
    folder: Path,
    stem: str,
    formats: Sequence[str] = FORMATS,
    template: Path | None = None,
) -> tuple[Path, ...]:
    """Write `folder/stem.html`, `.docx` and `.pdf`, or those of them that are asked for, and the
    same of an appendix of its own (`stem-appendix.html`). A Word document is written on a template,
    that of hnb where none is given.

    The same paper gives the same bytes: dates inside the files are the paper's own. Once a PDF was
    written the process must not be forked (typst keeps a pool of threads).

    Returns
    -------
    tuple of Path
        The files, in the order of `formats`.

    Raises
    ------
    CheckError
        The paper would shut a reader out (see `check_blocks`), or typst refuses it under PDF/UA-1.
    SourceError
        A template cannot be used.
    """
    content = typeset(paper)
    writers: dict[str, Callable[[Json, Path], None]] = {
        "html": _write_html,
        "docx": partial(write_word, on=template),
        "pdf": _write_pdf,
    }
    files = tuple(folder / f"{stem}.{name}" for name in formats)
    for name, file in zip(formats, files, strict=True):
        writers[name](content, file)
    if paper.appendix:
        appendix = f"{stem}{APPENDIX}"
        files += write_documents(paper.appendix, folder, appendix, formats, template=template)
    return files


@cache
def _template(name: str) -> Template:
    """A template of `reports/templates`; everything that it is given is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    strict = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    strict.filters["unbroken"] = _unbroken
    strict.loader = FileSystemLoader(paths.reports() / "templates")
    return strict.get_template(name)


def _unbroken(text: str) -> str:
    """A text whose negative pounds, financial years and telephone numbers stay on one line each."""
    from jinja2.filters import do_forceescape, do_mark_safe

    escaped = str(do_forceescape(text))
    return do_mark_safe(re.sub(_ONE_WORD, r'<span class="word">\g<0></span>', escaped))


def _filled(name: str, content: Mapping[str, object], **further: object) -> str:
    """A template of `reports/templates` with what a paper says in it.

    Raises
    ------
    SourceError
        The template is not there, cannot be read, or asks for what a paper does not say.
    """
    try:
        return _template(name).render(content, **further)
    except Exception as fault:  # what a template computes can fail in any way
        lines = [step.lineno for step in extract_tb(fault.__traceback__) if step.name in _OF_JINJA]
        row = getattr(fault, "lineno", None) or next(reversed(lines), None)
        raise _refusal(name, f"{type(fault).__name__}: {fault}", row) from fault


def _refusal(name: str, fault: str, row: int | None = None) -> SourceError:
    return SourceError(
        Place(file=str(paths.reports() / "templates" / name), row=row),
        found=f"this template of the paper cannot be used ({fault})",
        expected="the template as it came with hnb, or a change to it that can be read",
        after="An earlier paper stays as it was.",
    )


def _write_html(content: Json, path: Path) -> None:
    """One accessible, printable page that needs nothing else: images inside, no script, no other
    host.
    """
    page = _filled("paper.html.j2", content, short=SHORT, uri=_uri, drawn=_drawn)
    path.write_text(page, encoding="utf-8", newline="\n")


def _drawn(svg: str, alt: str, label: str) -> str:
    """A drawing as an element of the page, its identifiers those of its figure alone."""
    from jinja2.filters import do_forceescape, do_mark_safe

    element = drawing(svg).replace(ID, f"{label.lower().replace(' ', '-')}-")
    named = f'<svg role="img" aria-label="{do_forceescape(alt)}"'
    return do_mark_safe(element.replace("<svg", named, 1))


def _uri(picture: Json) -> str:
    return f"data:image/png;base64,{b64encode(picture['png']).decode()}"


@cache
def _compiler() -> typst.Compiler:
    """One compiler a process, its fonts read once: matplotlib's, so that every machine sets the
    same lines.
    """
    import typst

    folder = Path(str(distribution("matplotlib").locate_file("matplotlib/mpl-data/fonts/ttf")))
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
    )
    return typst.Compiler(font_paths=fonts)


def _write_pdf(content: Json, path: Path) -> None:
    """PDF/UA-1: tagged, with an outline, text alternatives, header cells and page numbers."""
    import typst

    with temporary_folder() as folder:
        paper = {**content, "blocks": [_filed(block, Path(folder)) for block in content["blocks"]]}
        paper["logo"] = content["logo"] and _filed(content["logo"], Path(folder))
        try:
            _set(paper, path, folder)
        except typst.TypstError as error:
            try:
                _set({**paper, "blocks": []}, path, folder)
            except typst.TypstError:
                raise _refusal(_TYPST, error.message) from error
            path.unlink(missing_ok=True)
            raise CheckError(
                found=f"the PDF was refused: {error.message}", expected="an accessible PDF"
            ) from error


def _set(paper: Mapping[str, object], path: Path, folder: str) -> None:
    try:
        template = (paths.reports() / "templates" / _TYPST).read_bytes()
    except OSError as fault:
        raise _refusal(_TYPST, str(fault.strerror)) from fault
    # its stubs allow no bytes in and path out
    _compiler().compile(  # type: ignore[type-var]
        template,
        path,
        root=folder,
        sys_inputs={"paper": json.dumps(paper, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=datetime.fromisoformat(str(paper["date"])).replace(tzinfo=UTC),
    )


def _filed(block: Json, folder: Path) -> Json:
    """A picture's bytes put under typst's root, and the name of their file in their place."""
    if block["kind"] != "picture":
        return block
    file = folder / f"{block['label']}.png"
    file.write_bytes(block["png"])
    return block | {"file": file.name, "png": None, "svg": ""}

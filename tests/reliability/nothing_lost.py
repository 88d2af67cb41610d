"""What an author writes or a notebook shows: it stands in the paper, or the person is told."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

from hnb.domain.errors import HnbError
from hnb.papers.blocks import Bullets, Grid, Heading, Paper, Paragraph
from hnb.papers.checking.outputs import left_out
from hnb.papers.checking.pages import read_page
from hnb.papers.checking.word import read_word
from hnb.papers.definition import read_report
from hnb.papers.documents import write_documents
from hnb.papers.markdown import read_markdown
from hnb.papers.render import Rendered, render
from tests.papers.notebook import write_notebook
from tests.reliability.attempt import Attempt

TITLE = "nothing of an author or a notebook disappears unsaid"
GOAL = "all"

SHOWN = {
    "a DataFrame": ('import pandas as pd\npd.DataFrame({"a": [1234, 5678]})', "a table"),
    "a Series": ('import pandas as pd\npd.Series([1234, 5678])', "a value ('0"),
    "a plot": ("import matplotlib.pyplot as plt\nplt.plot([1, 2], [3, 4])\nplt.show()", "a picture"),
    "a widget": ("import ipywidgets as w\nw.IntSlider(value=7)", "a widget"),
    "printed text": ('print("There are 1,234 plans.")', "printed text ('There are 1,234 plans.')"),
    "a value": ("5288", "a value ('5288')"),
    "HTML": ('from IPython.display import HTML\nHTML("<b>1,234</b>")', "HTML"),
    "Markdown": ('from IPython.display import Markdown\nMarkdown("**1,234**")', "Markdown"),
    "a formula": ('from IPython.display import Latex\nLatex("$x = 5$")', "a formula"),
    "a drawing": ('from IPython.display import SVG\nSVG("<svg xmlns=\'http://www.w3.org/2000/svg\'/>")', "a drawing"),
    "JSON": ('from IPython.display import JSON\nJSON({"a": 1})', "JSON"),
    "a warning": ('import warnings\nwarnings.warn("Only 5 rows")', "a warning"),
    "text on stderr": ('import sys\nprint("5 rows", file=sys.stderr)', "a warning ('5 rows')"),
    "two displays of one cell": ("print(1)\n[2]", "printed text ('1') and a value ('[2]')"),
    "a picture in Markdown": ("//![a picture](a.png)", "a picture"),
    "a block of code in Markdown": ("//```\nx = 1\n```", "a block of code"),
    "an img in Markdown": ('//Words <img src="a.png"> more', "a picture"),
}  # fmt: skip
BRACKETS = [
    "Contact <name of officer> for questions.",
    "Counts below a limit (a<b and b>a) are kept.",
    "<name> is to be filled in",
    "x < 5, y > 3 and z <= 4",
    "a <b> alone and a </p> alone",
    "from <<start>> to <end-date>",
    "Write to <post>; see <Appendix A>, <https://example.org> or <a.b@c.org>",
    "<table of figures>",
    "<!DOCTYPE of paper> and <?> and <>",
    "if p<q then <i say> r</q>",
]
PLACES: dict[str, Callable[[str], Paper]] = {
    "a paragraph": lambda text: paper(Paragraph(text)),
    "a heading": lambda text: paper(Heading(1, text)),
    "a list": lambda text: paper(Bullets((text, "another"))),
    "a table and its caption": lambda text: paper(Grid(text, (text, "B"), ((text, "b"),), source=text)),
    "the title and head": lambda text: paper(Paragraph("Words."), title=text),
}  # fmt: skip


def paper(*blocks: Paragraph | Heading | Bullets | Grid[str], title: str = "A title") -> Paper:
    return Paper(title, title, date(2026, 1, 1), title, "Kent", blocks)


@cache
def rendered() -> Rendered:
    """One report whose notebook shows everything that no paper takes, a cell each."""
    folder = Path(tempfile.mkdtemp(prefix="hnb-shown-"))
    cells = [cell for cell, _ in SHOWN.values()]
    write_notebook(folder / "all.ipynb", 'import hnb\nhnb.say("This is about it.")', *cells)
    (folder / "it.yml").write_text(
        "title: It\nreport_to: Schools Forum\npurpose: To try.\nparameters: {}\n"
        "sections: [{notebook: all, heading: A trial}]\nformats: [html]\n",
        encoding="utf-8",
    )
    return render(read_report(folder / "it.yml"), {}, folder / "out", date(2026, 11, 28))


def told(place: int, what: str) -> str:
    """What is wrong where a cell's output is left out and not named."""
    try:
        sentences = rendered().left_out
    except HnbError as fault:
        return str(fault)
    start = f"all.ipynb, cell {place + 3}: {what}"
    return "" if any(text.startswith(start) for text in sentences) else f"no {start!r}: {sentences}"


def tagged(folder: Path) -> str:
    """What is wrong where a cell that is for the notebook alone is named all the same."""
    import json

    notebook = write_notebook(folder / "a.ipynb", "1")
    content = json.loads(notebook.read_text(encoding="utf-8"))
    output = {"output_type": "execute_result", "data": {"text/plain": ["1"]}, "metadata": {}}
    content["cells"][1] |= {"outputs": [output], "metadata": {"tags": ["working"]}}
    notebook.write_text(json.dumps(content), encoding="utf-8")
    return "; ".join(left_out([notebook], {}))


def kept_in_markdown(text: str) -> str:
    """What is wrong where an angle bracket of Markdown is not in the blocks."""
    blocks = read_markdown(text)
    written = "".join(block.text for block in blocks if isinstance(block, Paragraph))
    for link in ("<https://example.org>", "<a.b@c.org>"):
        text = text.replace(link, link[1:-1])
    return "" if written == text else f"{written!r}"


def kept_in_documents(folder: Path, made: Paper, text: str) -> str:
    """What is wrong where a text is not in each document as it was written."""
    files = write_documents(made, folder, "a", formats=["html", "docx", "pdf"])
    for file, reader in zip(files, (read_page, read_word), strict=False):
        if not any(text in piece.text for piece in reader(file)):
            return f"it is not in {file.name}"
    return ""


def attempts() -> Iterator[Attempt]:
    """Every kind of output, and angle brackets in every place."""
    for place, (name, (_, what)) in enumerate(SHOWN.items()):
        yield Attempt(
            f"{name} is named",
            lambda folder, place=place, what=what: told(place, what),
            quick=True,
        )
    yield Attempt("a cell tagged as working is not named", tagged, quick=True)
    for text in BRACKETS:
        yield Attempt(
            f"Markdown keeps {text}", lambda folder, text=text: kept_in_markdown(text), quick=True
        )
    for name, make in PLACES.items():
        for text in BRACKETS[:2]:
            yield Attempt(
                f"{name} keeps {text}",
                lambda folder, make=make, text=text: kept_in_documents(folder, make(text), text),
                quick=True,
            )

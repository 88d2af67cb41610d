"""What a paper's files were when they were rendered: their digests, and every piece of their words
in order.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from hnb.domain.errors import CheckError, Place
from hnb.domain.plain import Json
from hnb.papers.checking.pages import read_page
from hnb.papers.checking.pieces import Piece, digest, read_bytes
from hnb.papers.checking.word import read_word

READERS: Mapping[str, Callable[[Path], list[Piece]]] = {".html": read_page, ".docx": read_word}
NOTEBOOK = ".ipynb"


def make_record(folder: Path, files: Iterable[Path], words: Iterable[Path] = ()) -> Json:
    """A record of files just written.

    Parameters
    ----------
    folder : Path
        The paper's folder; files are named from it.
    files : iterable of Path
        Its documents and executed notebooks.
    words : iterable of Path
        Documents that will not stay, whose words are recorded all the same.

    Returns
    -------
    dict
        `files`, by name: the `sha256` of each, and by its kind the `pieces` that it has (spans of
        places in `texts`), or the digest of a notebook's `outputs`; `texts`, each once: its kind,
        its words, which table it is of, and where it stands.
    """
    texts: dict[tuple[str, str, int], tuple[int, str]] = {}
    by_name: dict[str, Json] = {}
    for file in (*files, *words):
        entry: Json = {"sha256": digest(file.read_bytes())}
        if reader := READERS.get(file.suffix):
            places = [
                texts.setdefault((piece.kind, piece.text, piece.group), (len(texts), piece.where))[
                    0
                ]
                for piece in reader(file)
            ]
            entry["pieces"] = list(_spans(places))
        elif file.suffix == NOTEBOOK:
            entry["outputs"] = outputs_digest(file)
        by_name[file.relative_to(folder).as_posix()] = entry
    for file in words:
        del by_name[file.relative_to(folder).as_posix()]
    return {"files": by_name, "texts": [[*text, where] for text, (_, where) in texts.items()]}


def _spans(places: Sequence[int]) -> Iterator[list[int]]:
    """Places as spans of those that follow each other: first and last."""
    for _, run in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0]):
        listed = [place for _, place in run]
        yield [listed[0], listed[-1]]


def recorded_texts(record: Json) -> list[Piece]:
    """Every text of a record, once.

    Raises
    ------
    TypeError, ValueError, LookupError
        It is not as `make_record` makes it.
    """
    texts = [
        Piece(str(kind), str(text), str(where), int(group))
        for kind, text, group, where in record["texts"]
    ]
    if sum(len(piece.text) for piece in texts) > 20_000_000:
        raise ValueError("more words than a paper has")
    return texts


def recorded_pieces(record: Json, name: str) -> list[Piece]:
    """The pieces of one document, in order."""
    texts = recorded_texts(record)
    pieces: list[Piece] = []
    for first, last in record["files"][name]["pieces"]:
        pieces += texts[first : last + 1]
        if len(pieces) > 10 * len(texts) + 1_000:
            raise ValueError(f"{name} repeats itself more often than a paper does")
    return pieces


def outputs_digest(notebook: Path) -> str:
    """A digest of what an executed notebook shows, whichever program saved it.

    Raises
    ------
    CheckError
        It is no notebook.
    """
    try:
        cells = json.loads(read_bytes(notebook).decode("utf-8"))["cells"]
        shown = [
            [_joined(output.get("data", output.get("text", ""))) for output in cell["outputs"]]
            for cell in cells
            if cell["cell_type"] == "code"
        ]
        return digest(json.dumps(shown, sort_keys=True).encode("utf-8", "surrogatepass"))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise CheckError(
            Place(file=notebook.name),
            found="it is no notebook that `hnb render` has run",
            expected="the paper rendered anew",
        ) from None


def _joined(output: Json | list[str] | str) -> Json | str:
    """Text that a notebook may hold as lines, as one."""
    if isinstance(output, dict):
        return {kind: _joined(value) for kind, value in output.items() if "json" not in kind} | {
            kind: value for kind, value in output.items() if "json" in kind
        }
    return "".join(output)

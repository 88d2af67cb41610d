"""Whether a paper's ledger is as it was written: its seal, and what is written twice in it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from hnb.domain.errors import CheckError, Place
from hnb.domain.plain import Json
from hnb.domain.words import printable
from hnb.figures import Figure


def seal(content: Json) -> str:
    """A digest of what a ledger says, however it is laid out."""
    plain = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def changed(path: Path, how: str) -> CheckError:
    """That a ledger is not what was written."""
    return CheckError(
        Place(file=str(path)),
        found=f"it was changed since it was rendered: {how}",
        expected="the ledger as `hnb render` wrote it; render the paper anew",
    )


def texts_of(listed: object) -> tuple[str, ...]:
    """A list of texts, where it is one."""
    if not isinstance(listed, list) or not all(isinstance(text, str) for text in listed):
        raise TypeError("a list of texts is something else")
    return tuple(listed)


def figure_of(path: Path, data: Json) -> Figure:
    """A Figure of a ledger, where what is written beside it for other programs agrees with it."""
    figure = Figure.from_json(data)
    words = (figure.name, figure.unit, figure.calculation, figure.scope, figure.period)
    tables = [word for rows in figure.rows for word in (rows.table, *rows.releases)]
    for word in (*words, figure.reason, *tables):
        if not isinstance(word, str) or printable(word) != word:
            raise TypeError(f"a figure has {word!r:.80} as a name or words")
    for name, is_so in (("text", figure.text), ("release", list(figure.releases))):
        if data[name] != is_so:
            how = f"figure {figure.name} has {name} {data[name]!r:.80}, and by its value {is_so!r}"
            raise changed(path, how)
    return figure

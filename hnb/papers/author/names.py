"""The names of figures that an author can quote: those that papers are known to have."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from hnb.domain.errors import HnbError
from hnb.papers.ledger import read_ledger

# written by `python -m tests.golden --write` from what papers of many authorities say
LIST = Path(__file__).with_name("figure_names.txt")


def known_names(folder: Path) -> set[str]:
    """Names of figures that papers have, and that the earlier paper in a folder has."""
    names = set(LIST.read_text(encoding="utf-8").split())
    with suppress(HnbError):
        names |= {figure.name for figure in read_ledger(folder).figures}
    return names

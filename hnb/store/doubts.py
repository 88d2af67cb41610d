"""The doubts about what is held: as it was written down by the build, or worked out for another
day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache, partial
from io import BytesIO
from pathlib import Path

from hnb.domain import paths
from hnb.domain.manifest import content_of, is_held
from hnb.doubts.doubt import COLUMNS, Doubt, lines
from hnb.store.files import added_folders, load
from hnb.store.write import csv_text

NAME = "doubts.csv"


def as_csv(listed: Iterable[Doubt]) -> str:
    """The lines of doubts.csv, with its heading."""
    return csv_text(COLUMNS, lines(tuple(listed)))


def of_csv(content: bytes) -> tuple[Doubt, ...]:
    """The doubts that `as_csv` wrote."""
    import pandas as pd

    types = {name: "str" for name in ("period", "where", "says")}
    frame = pd.read_csv(BytesIO(content), dtype=types, keep_default_na=False)
    return tuple(Doubt(*row) for row in frame[list(COLUMNS)].itertuples(index=False))


def doubts_at(as_at: date | str | None = None) -> tuple[Doubt, ...]:
    """Every doubt about what had been published by a day, the most certain first; of all that is
    held, as the build wrote it down, unless this person has taken in more.
    """
    return _of_state(as_at, added_folders())


@cache
def _of_state(as_at: date | str | None, added: tuple[Path, ...]) -> tuple[Doubt, ...]:
    from hnb.doubts.rules import doubts

    if as_at is None and not added:
        return of_csv(content_of(paths.published() / NAME))
    listed = dict.fromkeys(doubts(partial(load, as_at=as_at)))
    if as_at is None:  # what was said of each file when it was taken in
        files = (folder / NAME for folder in added)
        as_taken_in = [
            doubt for file in files if is_held(file) for doubt in of_csv(content_of(file))
        ]
        listed |= dict.fromkeys(as_taken_in)
    return tuple(sorted(listed, key=lambda doubt: doubt.order))


def doubted(as_at: date | str | None) -> Callable[[], tuple[Doubt, ...]]:
    """The same, worked out only where it is asked for."""
    return partial(doubts_at, as_at)

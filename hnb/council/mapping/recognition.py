"""Which layout a council's file is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hnb.council.definition import Layout, layout, layout_names
from hnb.council.mapping.contents import contents_of
from hnb.council.mapping.proposal import Match, matches_of, usable
from hnb.domain.errors import Place, SourceError
from hnb.domain.words import listed

if TYPE_CHECKING:
    import pandas as pd

LIKELY = 45.0  # of 100: below it a file is none that we know
AHEAD = 5.0  # by which the likeliest layout is ahead of the next
# in a heading, a sign that the first row is data: a pupil number, a date, a postcode
_DATA = re.compile(
    r"[A-Z]\d{11}[0-9A-Z]|\d{1,4}[-/.](\d{1,2}|[A-Za-z]{3})[-/.]\d{2,4}.*"
    r"|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{4,}(\.\d+)?"
)
# what a COLLECT export adds to every table; none of it is ours
_TECHNICAL = re.compile(r"(?i)(native|source)id|\w+orderseqcolumn|\w+tableid|sen2tableid")


def recognise(
    headings: Sequence[str], sample: pd.DataFrame | None = None
) -> list[tuple[str, float]]:
    """Every layout that a file could be with its score, 0 to 100, the likeliest first.

    Parameters
    ----------
    headings : sequence of str
        Of the file.
    sample : DataFrame of str, optional
        First rows, with a column for each heading in the same order.

    Notes
    -----
    A score is the geometric mean of how well the headings are explained and how well what must be
    mapped is.
    """
    contents = contents_of(headings, sample)
    every = [layout(name) for name in layout_names()]
    scores = [
        (defined.name, _score(defined, headings, matches_of(defined, headings, contents)))
        for defined in every
    ]
    return sorted(scores, key=lambda scored: (-scored[1], scored[0]))


def likely(headings: Sequence[str], sample: pd.DataFrame | None = None, file: str = "") -> str:
    """The name of the layout that a file is.

    Raises
    ------
    SourceError
        It is like none, or as much like one as another (both are named).
    """
    (name, score), (second, next_score) = recognise(headings, sample)[:2]
    if score < LIKELY:
        raise SourceError(
            Place(file=file),
            found=f"its headings are like those of none of our layouts (the nearest is {name})",
            expected="a file of one of them; if it is one, --layout NAME says which",
        )
    if score - next_score < AHEAD:
        raise SourceError(
            Place(file=file),
            found=f"its headings are as much like those of {name} as of {second}",
            expected=f"the one that it is, as --layout {name} or --layout {second}; "
            "it may be neither",
        )
    return name


def refuse_data_as_headings(headings: Sequence[str], file: str = "") -> None:
    """Refuse a first row that holds values, which could be of a child: none of it is quoted.

    Raises
    ------
    SourceError
        A heading looks like a date, a postcode or a long number.
    """
    places = [
        str(place)
        for place, heading in enumerate(headings, 1)
        if _DATA.fullmatch(heading.strip().removesuffix(".0"))
    ]
    if places:
        raise SourceError(
            Place(file=file, row=1),
            found=f"it holds values where headings should be (column {listed(places[:5])})",
            expected="a first row of headings",
        )


def _score(layout: Layout, headings: Sequence[str], matches: Sequence[Match]) -> float:
    scores = {match.column: match.score for match in matches if match.heading}
    taken = {match.heading for match in matches if match.heading}
    counted = [name for name in usable(headings) if name in taken or not _TECHNICAL.fullmatch(name)]
    if not scores:
        return 0.0
    explained = sum(scores.values()) / len(counted)
    return float((explained * _needed(layout, scores)) ** 0.5)


def _needed(layout: Layout, scores: Mapping[str, float]) -> float:
    """How well the columns that must be mapped are, on average."""
    required = [(name,) for name, defined in layout.columns.items() if defined.required]
    groups = [*required, *layout.one_of]
    return sum(max(scores.get(name, 0.0) for name in group) for group in groups) / len(groups)

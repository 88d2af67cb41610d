"""Which heading of a council's file is which of our columns, with how sure that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hnb.council.definition import MADE_UP, ColumnMapping, Layout
from hnb.council.mapping.contents import Contents, contents_of, tells_by_itself, word_for
from hnb.council.mapping.headings import likeness
from hnb.council.values import known_codes

if TYPE_CHECKING:
    import pandas as pd

    from hnb.council.definition import LayoutColumn

PROPOSED = 50.0  # of 100: what is less like our column is not proposed for it
CONFIDENT = 80.0
MARGIN = 8.0  # by which a confident one is ahead of the next heading, and of the next column
SEEN_ALONE = 60.0  # of values that nothing else looks like, whatever their heading
DOUBTED = 0.5  # share of values that fit, below which a likeness of names counts little
UNKNOWN = "?"  # for a person to fill in
MOST_WORDS = 80  # distinct values, above which a column is not one of codes
OFTEN = 6  # times that an unknown word of a child's row must stand before it leaves the folder
LONGEST_WORD = 30  # letters of such a word


@dataclass(frozen=True)
class Match:
    """Which heading is proposed for one of our columns.

    Parameters
    ----------
    column : str
        Our column.
    heading : str, optional
        The heading; none where nothing is like it.
    score : float
        0 to 100.
    confident : bool
        Whether a person need not look twice.
    why : str
        What speaks for it, without a value of the file.
    """

    column: str
    heading: str | None
    score: float
    confident: bool
    why: str


@dataclass(frozen=True)
class Proposal:
    """How a file could map to a layout.

    Parameters
    ----------
    layout : Layout
        The layout.
    matches : tuple of Match
        One for each of its columns.
    left_out : tuple of str
        Headings that are proposed for none.
    codes : mapping
        By our column, our word (or `?`) by what the council writes.
    withheld : mapping
        By our column, how many words are neither known nor shown, since few rows have them.
    """

    layout: Layout
    matches: tuple[Match, ...]
    left_out: tuple[str, ...]
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    withheld: Mapping[str, int] = field(default_factory=dict)

    @property
    def columns(self) -> dict[str, str]:
        """Heading by our column, of those that are proposed."""
        return {match.column: match.heading for match in self.matches if match.heading is not None}

    @property
    def unsure(self) -> dict[str, str]:
        """Heading by our column, of those at which a person has to look."""
        return {
            match.column: match.heading
            for match in self.matches
            if match.heading is not None and not match.confident
        }

    @property
    def missing(self) -> tuple[str, ...]:
        """What must be mapped and is not; alternatives as one word."""
        return missing(self.layout, self.columns)

    def mapping(self, *, confirmed: bool = False) -> ColumnMapping:
        """The proposal as a mapping file has it."""
        return ColumnMapping(
            layout=self.layout.name,
            columns=self.columns,
            codes={column: dict(words) for column, words in self.codes.items()},
            left_out=self.left_out,
            confirmed=confirmed,
        )


def missing(layout: Layout, columns: Mapping[str, str]) -> tuple[str, ...]:
    """Columns that must be mapped and are not; of alternatives, all of them as one word."""
    needed = [name for name, defined in layout.columns.items() if defined.required]
    alternatives = [group for group in layout.one_of if not set(group) & set(columns)]
    return (
        *(name for name in needed if name not in columns),
        *(" or ".join(group) for group in alternatives),
    )


def propose(
    layout: Layout,
    headings: Sequence[str],
    sample: pd.DataFrame | None = None,
    chosen: Mapping[str, str] | None = None,
) -> Proposal:
    """The likeliest heading for each column of a layout, no heading twice.

    Parameters
    ----------
    layout : Layout
        What the file is.
    headings : sequence of str
        Of the file, in its order; one that stands twice counts once.
    sample : DataFrame of str, optional
        First rows, with a column for each heading in the same order.
    chosen : mapping, optional
        Heading by our column, as a person has chosen; the codes are then those of its values.

    Notes
    -----
    A score is the likeness of a heading's words to the column's names, lowered where the values do
    not fit. Pairs are assigned so that the sum of their squared scores is greatest (the Hungarian
    method).
    """
    contents = contents_of(headings, sample)
    matches = matches_of(layout, headings, contents)
    if chosen is not None:
        matches = tuple(_as_chosen(match, chosen) for match in matches)
    taken = {match.heading for match in matches}
    codes, withheld = _codes(layout, matches, contents)
    return Proposal(
        layout=layout,
        matches=matches,
        left_out=tuple(name for name in usable(headings) if name not in taken),
        codes=codes,
        withheld=withheld,
    )


def matches_of(layout: Layout, headings: Sequence[str], contents: Contents) -> tuple[Match, ...]:
    """The likeliest heading for each column of a layout, as `propose` has them."""
    names, heads = list(layout.columns), usable(headings)
    scores = [[_score(heading, name, layout, contents) for heading in heads] for name in names]
    return tuple(
        _match(number, place, scores, (names, heads))
        for number, place in enumerate(_assigned(scores, len(heads)))
    )


def usable(headings: Sequence[str]) -> list[str]:
    """Different headings that say anything, without the mark that every row of an example has."""
    return [
        name
        for name in dict.fromkeys(headings)
        if name.strip() and name.strip().casefold().replace(" ", "_") != MADE_UP
    ]


def _score(heading: str, column: str, layout: Layout, contents: Contents) -> float:
    """How likely a heading is one of our columns, 0 to 100."""
    defined = layout.columns[column]
    name = likeness(heading, column, defined)
    if name < PROPOSED and not tells_by_itself(column, defined):
        return name
    share = contents.fit(heading, column, layout)
    if share is None:
        return name
    if share >= 0.9 and contents.shows(heading, column, defined):
        return max(SEEN_ALONE, name)
    if share < DOUBTED:
        return name * (0.55 if share < DOUBTED / 2 else 0.7)
    return name * (0.85 + 0.15 * share)


def _assigned(scores: list[list[float]], width: int) -> list[int | None]:
    """For each of our columns the place of its heading; none where no pair is good enough."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    gains = np.array(scores, dtype="float64").reshape(len(scores), width)
    gains = np.where(gains >= PROPOSED, gains**2, 0.0)
    places: list[int | None] = [None] * len(scores)
    for column, heading in zip(*linear_sum_assignment(gains, maximize=True), strict=True):
        if gains[column, heading] > 0:
            places[int(column)] = int(heading)
    return places


def _match(
    number: int, place: int | None, scores: list[list[float]], labels: tuple[list[str], list[str]]
) -> Match:
    names, headings = labels
    row = scores[number]
    if place is None:
        return Match(names[number], None, max(row, default=0.0), False, "nothing is like it")
    rivals = [(score, headings[other]) for other, score in enumerate(row) if other != place]
    others = [(line[place], names[other]) for other, line in enumerate(scores) if other != number]
    score, (rival, like) = row[place], max(rivals + others, default=(0.0, ""))
    confident = score >= CONFIDENT and score - rival >= MARGIN
    why = "its name" if score >= CONFIDENT else "part of its name, or its values"
    if score - rival < MARGIN:
        why += f"; {like} is nearly as likely"
    return Match(names[number], headings[place], score, confident, why)


def _as_chosen(match: Match, chosen: Mapping[str, str]) -> Match:
    heading = chosen.get(match.column)
    if heading == match.heading:
        return match
    return Match(match.column, heading, 100.0 if heading else 0.0, True, "chosen")


def _codes(
    layout: Layout, matches: Sequence[Match], contents: Contents
) -> tuple[dict[str, dict[str, str]], dict[str, int]]:
    """Our words for the distinct values of each column of codes that is proposed."""
    codes: dict[str, dict[str, str]] = {}
    withheld: dict[str, int] = {}
    for match in matches:
        defined = layout.columns[match.column]
        heading = match.heading
        if defined.kind != "code" or heading is None or heading not in contents.columns:
            continue
        shown, hidden = _shown(contents.columns[heading], defined, layout.about == "children")
        if shown:
            codes[match.column] = shown
        if hidden:
            withheld[match.column] = hidden
    return codes, withheld


def _shown(
    values: pd.Series, defined: LayoutColumn, are_children: bool
) -> tuple[dict[str, str], int]:
    """Our words by what the council writes, and how many of its words may not be written down.

    A mapping is outside the private folder. What is no known word there, of a child, is withheld
    unless it is short, has no number in it, many rows have it, and half of the rows have words that
    are known: else the column may be none of codes at all.
    """
    text = values.fillna("").astype("str").str.strip()
    counts = text[text != ""].value_counts()
    known = known_codes(defined, {})
    words = {str(written): word_for(str(written), known) for written in sorted(counts.index)}
    shown = {written: word for written, word in words.items() if word}
    rows_known = sum(int(counts[written]) for written in shown)
    are_codes = len(words) <= MOST_WORDS and (not are_children or 2 * rows_known >= counts.sum())
    for written in words:
        is_plain = not are_children or (counts[written] >= OFTEN and _is_plain(written))
        if are_codes and is_plain:
            shown.setdefault(written, UNKNOWN)
    return dict(sorted(shown.items())), len(words) - len(shown)


def _is_plain(written: str) -> bool:
    """Whether it is short and has no number in it, as a code of a council's own would be."""
    return len(written) <= LONGEST_WORD and not any(sign.isdigit() for sign in written)

"""Answers to a survey's questions as they may be counted: which are choices, which are words of
people's own, and which are joined so that none is given by few.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hnb.domain.words import UNSEEN, shortened
from hnb.tables.answer_scales import (
    ALL,
    BETWEEN,
    OTHER,
    in_order,
    is_scale,
    on_scale,
    side,
)
from hnb.tables.records.survey import IN_WORDS

if TYPE_CHECKING:
    import pandas as pd

LONGEST_QUESTION, LONGEST_CHOICE = 120, 60  # letters
MOST_CHOICES = 12  # that a question which is on no scale has
USES = 4  # times that a choice is chosen at least, on average
_FORMULA = "'=+-@ \t"  # how a cell begins that a spreadsheet would reckon with
_ANGLES = str.maketrans({"<": "‹", ">": "›"})
_NUMBERED = re.compile(r"^(?:q(?:uestion)?\s*)?\d+[a-z]?\s*[.:)-]\s*", re.IGNORECASE)


def cleaned(text: str, most: int = LONGEST_CHOICE) -> str:
    """A text that a person typed: on one line, not too long, and neither formula nor markup."""
    one_line = " ".join(UNSEEN.sub("", str(text)).split()).translate(_ANGLES)
    return shortened(one_line.lstrip(_FORMULA), most)


def questions_of(texts: pd.Series) -> pd.Series:
    """Questions as they are shown: without their numbers, where each is still another."""
    distinct = {text: cleaned(text, LONGEST_QUESTION) for text in texts.unique()}
    bare = {text: _NUMBERED.sub("", word) for text, word in distinct.items()}
    is_clear = len({*bare.values()}) == len({*distinct.values()}) and all(bare.values())
    return texts.map(bare if is_clear else distinct)


def choices(answers: pd.Series) -> pd.Series | None:
    """Answers to one question, each written as most write it; None where they are people's words.

    They are choices where all are on a scale, or where few short ones are given again and again.
    """
    texts = answers.map(cleaned)
    keys = texts.str.casefold()
    scaled = {key: on_scale(key) for key in keys.unique()}
    if is_scale(scaled.values()):
        return keys.map(scaled)
    is_short = answers.astype(str).str.strip().str.len().max() <= LONGEST_CHOICE
    number = keys.nunique()
    if not is_short or number > MOST_CHOICES or len(keys) < USES * number or (texts == "").any():
        return None
    usual = texts.groupby(keys).agg(lambda written: written.value_counts().index[0])
    return keys.map(usual.map(lambda text: f"“{text}”" if text in (ALL, OTHER, IN_WORDS) else text))


@dataclass(frozen=True)
class Parts:
    """How answers to a question are put together.

    Parameters
    ----------
    label_of : mapping
        By answer, how it is shown: alone, or with others. Empty where no way leaves no part small.
    favourable : frozenset of str
        The answers on the favourable side of the scale, where all of them together may be shown.
    """

    label_of: Mapping[str, str]
    favourable: frozenset[str] = frozenset()


def parts(counts: Mapping[str, int], is_small: Callable[[Sequence[str]], bool]) -> Parts:
    """The finest way to show answers in which no part is of few.

    Parameters
    ----------
    counts : mapping
        How often each answer was given.
    is_small : callable
        Whether some answers together are of too few.

    Notes
    -----
    On a scale: every answer; or its sides; or the favourable side against everything else. On none:
    the answers that are not small, and all others together. Nothing finer is counted or estimated,
    so no part can be had from counts and estimates together.
    """
    answers = in_order(counts)
    scaled = is_scale(answers)
    favourable = [answer for answer in answers if scaled and side(answer) == 1]
    for ways in _ways(answers, favourable, scaled=scaled, is_small=is_small):
        if not any(is_small(part) for part in ways.values()):
            label_of = {answer: label for label, part in ways.items() for answer in part}
            return Parts(label_of, frozenset(favourable))
    return Parts({})


def _ways(
    answers: list[str],
    favourable: list[str],
    *,
    scaled: bool,
    is_small: Callable[[Sequence[str]], bool],
) -> list[dict[str, list[str]]]:
    """Ways to divide answers, the finest first: the answers of each part by its label."""
    alone = {answer: [answer] for answer in answers}
    if not scaled:
        shown = [answer for answer in answers if not is_small([answer])]
        return [alone, *(_with_rest(answers, shown[:upto]) for upto in range(len(shown), 0, -1))]
    by_side: dict[object, list[str]] = {}
    for answer in answers:
        by_side.setdefault(side(answer), []).append(answer)
    ways = [alone, {BETWEEN.join(part): part for part in by_side.values()}]
    if favourable:
        rest = [answer for answer in answers if answer not in favourable]
        ways.append({BETWEEN.join(favourable): favourable, OTHER: rest})
    return ways


def _with_rest(answers: list[str], shown: list[str]) -> dict[str, list[str]]:
    """Some answers alone, and all others together."""
    rest = [answer for answer in answers if answer not in shown]
    alone = {answer: [answer] for answer in shown}
    return {**alone, OTHER: rest} if rest else alone

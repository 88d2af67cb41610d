"""Words with which a survey's questions are answered, and where each is on its scale."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

ALL, OTHER = "all answers", "another answer"
BETWEEN = " or "  # of answers that are counted together
_PLACES: dict[float, tuple[str, ...]] = {
    2: (
        "strongly agree", "completely agree", "very good", "excellent", "very satisfied",
        "very confident", "very well", "very useful", "very likely", "always",
    ),
    1: (
        "agree", "mostly agree", "good", "satisfied", "fairly satisfied", "confident",
        "fairly confident", "well", "fairly well", "useful", "fairly useful", "likely",
        "fairly likely", "often", "usually", "yes",
    ),
    0.5: ("tend to agree", "slightly agree", "somewhat agree"),
    0: (
        "neither agree nor disagree", "neither", "neutral", "fair", "average", "adequate",
        "neither satisfied nor dissatisfied", "neither good nor poor", "sometimes", "partly",
    ),
    -0.5: ("tend to disagree", "slightly disagree", "somewhat disagree"),
    -1: (
        "disagree", "mostly disagree", "poor", "dissatisfied", "fairly dissatisfied",
        "not very satisfied", "not confident", "not very confident", "not very well",
        "not very useful", "unlikely", "rarely", "no",
    ),
    -2: (
        "strongly disagree", "completely disagree", "very poor", "very dissatisfied",
        "not at all satisfied", "not at all confident", "not at all well", "not at all useful",
        "very unlikely", "never",
    ),
}  # fmt: skip
_PLACE = {word: place for place, words in _PLACES.items() for word in words}
_NO_VIEW = {
    "don't know", "do not know", "not sure", "unsure", "no opinion", "no view", "not applicable",
    "prefer not to say",
}  # fmt: skip


def on_scale(answer: str) -> str:
    """An answer as the scales write it; empty where it is on none of them."""
    word = re.sub(r"\s+", " ", answer.replace("’", "'")).strip(" .").casefold()
    return word if word in _PLACE or word in _NO_VIEW else ""


def is_scale(answers: Iterable[str]) -> bool:
    """Whether all answers are on a scale, and not merely of people without a view; of several that
    are counted together each must be, and those that are left over need not.
    """
    parts = [part for answer in answers if answer != OTHER for part in answer.split(BETWEEN)]
    words = set(map(on_scale, parts))
    return "" not in words and not words <= _NO_VIEW


def place(answer: str) -> float | None:
    """Where an answer, or the first of several counted together, is on its scale: above zero on its
    favourable side, below it on the other; None where it is of no view, or on no scale.
    """
    return _PLACE.get(on_scale(answer.split(BETWEEN, maxsplit=1)[0]))


def side(answer: str) -> int | None:
    """1 on the favourable side, -1 on the other, 0 in the middle; None where it is on none."""
    at = place(answer)
    return None if at is None else (at > 0) - (at < 0)


def in_order(counts: Mapping[str, float]) -> list[str]:
    """Answers from the favourable end of their scale to the other, those of no view last; of no
    scale, the commonest first.
    """
    return sorted(counts, key=lambda answer: _sorting(answer, counts[answer]))


def _sorting(answer: str, count: float) -> tuple[bool, bool, float, float, str]:
    at = place(answer)
    return (answer == OTHER, at is None, -(at or 0), -count, answer)

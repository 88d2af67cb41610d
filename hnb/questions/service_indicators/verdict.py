"""The words in which an indicator is judged."""

from __future__ import annotations

from hnb.domain.errors import Place, unknown

ITS_PAST, ITS_AIM = AGAINST = ("its past", "its aim")
BETTER, WORSE, NO_CHANGE, NOT_JUDGED = "better", "worse", "no change", "not judged"
LOWER = "lower"


def refuse_unknown(against: str) -> None:
    """Refuse what a service cannot be judged against; the nearest is named.

    Raises
    ------
    ParameterError
        It is neither of `AGAINST`.
    """
    if against not in AGAINST:
        place = Place(parameter="against")
        raise unknown(place, f"no {against!r} to judge by", word=against, known=AGAINST)


def judged(change: float, better: str) -> str:
    """Whether a change is for the better, by its sign and which direction is better."""
    if not change:
        return NO_CHANGE
    return BETTER if (change > 0) == (better != LOWER) else WORSE

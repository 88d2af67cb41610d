"""The scorecard as a table."""

from __future__ import annotations

from hnb.figures import Figure, Listing, Sentence, listing, say
from hnb.questions.scorecard.model import MAKER, Reading, Scorecard
from hnb.stats.change_test import SIGNIFICANCE

NONE = "–"
DOUBTED = "Doubtful"


def table(result: Scorecard) -> Listing:
    """An indicator a row: now, the year before, others, the place, and the direction."""
    name = result.ask.authority.name
    header = (
        "Measure",
        name,
        "Year before",
        "Typical neighbour",
        "England",
        "Place",
        "Change",
        "When",
    )
    return listing(f"Scorecard of {name}", header, map(_row, result.readings))


def _row(reading: Reading) -> tuple[Figure | Sentence | str, ...]:
    now, before = reading.now, reading.before
    return (
        reading.indicator.says,
        now.own,
        before.own,
        now.median,
        now.england,
        say(
            "{rank} of {group:d}",
            otherwise=NONE,
            rank=now.main.rank,
            group=now.main.group,
        ),
        direction(reading),
        now.period,
    )


def direction(reading: Reading) -> str:
    """Up or down in words, and whether by more than chance; never whether it is good."""
    now, before = reading.now.own, reading.before.own
    if reading.now.doubt or (before.known and reading.now.doubt_since(reading.before.year)):
        return DOUBTED
    if not (now.known and before.known):
        return NONE
    if now.text == before.text:
        return "Unchanged"
    moved = "Up" if now.number > before.number else "Down"
    return f"{moved}, may be chance" if reading.beyond_chance is False else moved


def how_to_read(result: Scorecard) -> Sentence:
    """What the words of the table mean."""
    return say(
        "Rates are per 1,000 residents aged 0 to 17. A typical neighbour is the median of "
        "{others}. A place is counted from the highest value. Neither direction is good in itself. "
        "A change ‘may be chance’ where one as large comes about by chance more often than once "
        "in {often:d} times.",
        others=result.ask.main.others,
        often=MAKER.make("once_in", round(1 / SIGNIFICANCE), "number", "one over the level"),
    )

"""The scorecard as a table."""

from __future__ import annotations

from hnb.comparison.compared import Compared
from hnb.domain import units
from hnb.figures import Figure, Listing, Sentence, listing, say
from hnb.questions.scorecard.model import MAKER, Reading, Scorecard
from hnb.stats.change_test import SIGNIFICANCE

NONE = "–"
DOUBTED = "Doubtful"
DOUBTED_COUNT = "; probably recorded wrongly"


def table(result: Scorecard) -> Listing:
    """An indicator a row: now, the year before, others, the place, and the direction; of an
    authority with very few plans its counts alone. Rounded as page one is.
    """
    name = result.ask.authority.name
    others = () if result.few else ("Typical neighbour", "England", "Place", "Change")
    rows = map(_counts if result.few else _row, result.readings)
    return listing(f"Scorecard of {name}", ("Measure", name, "Year before", *others, "When"), rows)


def _row(reading: Reading) -> tuple[Figure | Sentence | str, ...]:
    now, before = reading.now, reading.before
    return (
        reading.indicator.says,
        *map(_rounded, (now.own, before.own, now.median, now.england)),
        NONE if now.own.few else _place(now),
        direction(reading),
        now.period,
    )


def _rounded(figure: Figure) -> Sentence:
    return say("{figure:bare}", otherwise=NONE, figure=figure)


def _place(now: Compared) -> Sentence:
    return say("{rank} of {group:d}", otherwise=NONE, rank=now.main.rank, group=now.main.group)


def _counts(reading: Reading) -> tuple[Sentence | str, ...]:
    """What is counted in both years, and no place or direction."""
    counts = map(_counted, (reading.now, reading.before))
    when = f"{reading.now.period}{DOUBTED_COUNT if _is_doubted(reading) else ''}"
    return (reading.indicator.says, *counts, when)


def _counted(compared: Compared) -> Sentence:
    """What is counted, with what a share is of, and what money is for."""
    by_chance = {"share": "{part:,d} of {whole:,d}", "none": "{part} for {whole}"}
    template = by_chance.get(compared.measure.chance, "{part}")
    return say(template, otherwise=NONE, part=compared.part, whole=compared.whole)


def _is_doubted(reading: Reading) -> bool:
    """Whether the figure, or its change, is probably recorded wrongly."""
    now, before = reading.now, reading.before
    return bool(now.doubt or (before.own.known and now.doubt_since(before.year)))


def direction(reading: Reading) -> str:
    """Up or down in words, and whether by more than chance; never whether it is good."""
    now, before = reading.now.own, reading.before.own
    if _is_doubted(reading):
        return DOUBTED
    if not (now.known and before.known):
        return NONE
    # what counts of few are written in place of is compared, not the counts
    if units.read(now.value, now.unit) == units.read(before.value, before.unit):
        return "Unchanged"
    moved = "Up" if now.number > before.number else "Down"
    return f"{moved}, may be chance" if reading.beyond_chance is False else moved


def how_to_read(result: Scorecard) -> Sentence:
    """What the words of the table mean."""
    if result.few:
        return say("There are so few plans that only counts are given.")
    return say(
        "Rates are per 1,000 residents aged 0 to 17. A typical neighbour is the median of "
        "{others}. A place is counted from the highest value. Legal limits apart, neither "
        "direction is better. A change ‘may be chance’ where one as large comes about by "
        "chance more often than once in {often:d} times.",
        others=result.ask.main.others,
        often=MAKER.make("once_in", round(1 / SIGNIFICANCE), "number", "one over the level"),
    )

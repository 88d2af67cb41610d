"""What is said of commitments: the table that forums print, and the sentences before it."""

from __future__ import annotations

from collections.abc import Sequence

from hnb.domain.words import capitalised
from hnb.figures import (
    Figure,
    Listing,
    Sentence,
    is_withheld,
    listing,
    paragraph,
    say,
    say_if_known,
)
from hnb.figures.records import cell, named, slips
from hnb.questions.commitments.model import (
    COST_OF_YEAR,
    COST_TO_FORECAST,
    COUNTED,
    FULL_YEAR,
    OPENING_TO_COST,
    UNSEEN,
    Commitments,
    Line,
)

_TOTAL = "Total"
_COLUMNS = {
    "budget": "Budget",
    "forecast": "Forecast",
    "variance": "Variance",
    "last_forecast": "Last forecast",
    "movement": "Movement",
    "first_counted": "Of it, counted for the first time",
    "moved_otherwise": "Of it, everything else",
    "spent": "Spent to date",
}
_CALLED = {
    "open on 1 April, whole year": "open at the start of April, for the whole year",
    "uplifts on 1 April": "uplifts at the start of April",
}
_SIDES = {True: "more than", False: "less than"}


def answer(result: Commitments) -> Sentence | None:
    """The forecast against the budget and the block, and how it has moved."""
    total = result.total
    forecast = say(
        "Placements are forecast to cost {name} {forecast:read} in {year}[, {variance:read_size} "
        "{than} the budget of {budget:read}].",
        otherwise="What placements will cost {name} in {year} cannot be given: {reason}.",
        needs="forecast",
        name=result.ask.authority.name,
        year=result.year,
        forecast=total.forecast,
        variance=total.variance,
        than=_than(total.variance),
        budget=total.budget,
    )
    doubt = slips() if result.is_doubted else None
    return paragraph([forecast, _against_block(result), _moved(result), doubt])


def _than(difference: Figure) -> str:
    return _SIDES[difference.known and difference.number >= 0]


def _against_block(result: Commitments) -> Sentence:
    """How the forecast compares with the High Needs Block, and whose number that is."""
    whose = "the department's allocation" if result.block_is_published else "the council's budget"
    return say(
        "That is {over:read_size} {than} the High Needs Block after deductions ({block:read}, "
        "{whose}).",
        otherwise="It cannot be compared with the High Needs Block: {reason}.",
        over=result.over_block,
        than=_than(result.over_block),
        block=result.block,
        whose=whose,
    )


def _moved(result: Commitments) -> Sentence | None:
    """How the forecast has moved since the last report."""
    movement = result.total.movement
    if not movement.known:
        return None
    if not movement.number:
        return say("The forecast is as in the last report.")
    moved = say(
        "Since the last report the forecast has {turn} by {movement:read_size}, from {last:read}.",
        turn=_turn(movement),
        movement=movement,
        last=result.total.last_forecast,
    )
    return paragraph((moved, _first_counted(result.total)))


def _first_counted(total: Line) -> Sentence | None:
    """How much of the movement is no change, but placements that are counted for the first time."""
    if total.first_counted is None or total.moved_otherwise is None:
        return None
    return say_if_known(
        "Of this, {first:read} is counted for the first time: placements that have started and are "
        "not yet in the ledger. Everything else has {turn} by {rest:read_size}.",
        first=total.first_counted,
        turn=_turn(total.moved_otherwise),
        rest=total.moved_otherwise,
    )


def _turn(change: Figure) -> str:
    return "risen" if change.known and change.number > 0 else "fallen"


def spent(result: Commitments) -> Sentence | None:
    """What has been spent, what is not in the ledger yet, and the likely range."""
    total = result.total
    unseen = total.steps.get(UNSEEN) if result.backlog == COUNTED else None
    full_year = total.steps.get(FULL_YEAR)
    return paragraph(
        (
            say(
                "By {day} {spent:read} had been spent.",
                otherwise="What had been spent by {day} cannot be given: {reason}.",
                day=result.day,
                spent=total.spent,
            ),
            say_if_known(
                "The forecast counts {unseen:read} for placements that have started and are not "
                "yet in the ledger.",
                unseen=unseen,
            )
            if unseen
            else None,
            say_if_known(
                "The places open on {day} cost {full_year:read} in a full year.",
                day=result.day,
                full_year=full_year,
            )
            if full_year
            else None,
            say("The likely range of the forecast is {forecast:range}.", forecast=total.forecast)
            if len(set(total.forecast.range.split(" to "))) > 1
            else None,
        )
    )


def table(result: Commitments) -> Listing:
    """Budget, forecast, variance and movement since the last report, by line and in total."""
    shown = [
        name
        for name in _COLUMNS
        if any(_is_shown(getattr(line, name)) for line in _every_line(result))
    ]
    return listing(
        f"Commitments of {result.ask.authority.name} in {result.year}, at {result.day}",
        ("Line", *(_COLUMNS[name] for name in shown)),
        (
            (_line_name(line, result), *(cell(getattr(line, name)) for name in shown))
            for line in _every_line(result)
        ),
    )


def _is_shown(figure: Figure | None) -> bool:
    return figure is not None and (figure.known or is_withheld(figure))


def how_to_read() -> Sentence:
    """What the columns of the table mean."""
    return say(
        "The variance is the forecast less the budget: above zero is an overspend. The movement is "
        "the forecast less that of the last report. If no ledger was known from before that "
        "report, it counted no placements that were not yet in the ledger: the movement is then "
        "what is counted of them for the first time, and everything else. A line with few "
        "providers is counted in ‘other’, so that nobody’s fee can be worked out. Transport is not "
        "included. The block also pays for services that are not placements. Amounts are rounded: "
        "sums may differ by a pound."
    )


def _every_line(result: Commitments) -> tuple[Line, ...]:
    return (*result.lines, result.total)


def _line_name(line: Line, result: Commitments) -> str | Sentence:
    return _TOTAL if line is result.total else named(line.name)


def from_april(result: Commitments) -> Listing | None:
    """Why the year costs what it does: places open in April, and what has changed since."""
    steps = (*OPENING_TO_COST, COST_OF_YEAR)
    return _steps(result, steps, "From places open in April to the cost of the year")


def to_forecast(result: Commitments) -> Listing | None:
    """What the forecast is made of."""
    return _steps(result, COST_TO_FORECAST, "What the forecast is made of")


def _steps(result: Commitments, names: Sequence[str], title: str) -> Listing | None:
    """A column a step, a row a line."""
    in_use = [name for name in names if name in result.total.steps]
    if not in_use:
        return None
    heads = [capitalised(_CALLED.get(name, name)) for name in in_use]
    return listing(
        f"{title}, {result.ask.authority.name}, {result.year}, at {result.day}",
        ("Line", *heads),
        (
            (_line_name(line, result), *(cell(line.steps[name]) for name in in_use))
            for line in _every_line(result)
            if all(name in line.steps for name in in_use)
        ),
        appendix=True,
    )

"""The ten questions of page one: seven for everybody, and three on what is most unusual here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hnb.comparison.compared import Compared
from hnb.comparison.counts import Counts
from hnb.comparison.missing import NO_EDITION
from hnb.comparison.small import has_few_plans
from hnb.domain.comparators import Ask
from hnb.domain.errors import NotPublished, ParameterError
from hnb.questions.page_one.counted import CountedRow, counted_rows
from hnb.questions.page_one.money import Block, Deficit, Spending, block, deficit, spending
from hnb.questions.page_one.position import Position
from hnb.questions.page_one.unusual import BY, most_unusual
from hnb.questions.plans_forecast import model as plans_forecast
from hnb.questions.prevalence import model as prevalence
from hnb.questions.programme import model as programme_impact
from hnb.questions.scorecard import model as scorecard
from hnb.tables import Tables

TEN = 10
BLOCK = "Did placements cost more than the High Needs Block?"
NEXT = "How many plans are likely next?"
TIME = "within_20_weeks_percent"


@dataclass(frozen=True)
class Expected:
    """The plans that are forecast, and those they start from; `doubt` says why the last counts
    are probably recorded wrongly, and no forecast is then said.
    """

    forecast: plans_forecast.Forecast
    doubt: str = ""


@dataclass(frozen=True)
class Programme:
    """What is known of a programme that is named; `doubt` is about the counts since its start."""

    name: str
    start_year: int
    impact: programme_impact.Impact
    doubt: str = ""


@dataclass(frozen=True)
class NotJudged:
    """A question that cannot be answered: of so few plans, or for the `reason` given."""

    asks: str
    reason: str = ""


Row = Position | Block | Spending | Deficit | Expected | Programme | CountedRow | NotJudged


@dataclass(frozen=True)
class PageOne:
    """The rows of page one, in order.

    Parameters
    ----------
    plans : Compared
        How many plans there are, for the residents.
    few : bool
        Whether there are so few plans that counts alone are said.
    """

    ask: Ask
    plans: Compared = field(repr=False)
    rows: tuple[Row, ...]
    few: bool


def answer(
    tables: Tables | Counts,
    ask: Ask,
    *,
    programme: str = "",
    start_year: int = 0,
    stated: Mapping[str, str] | None = None,
    chosen_by: Sequence[str] = BY,
) -> PageOne:
    """The ten rows of one authority.

    Parameters
    ----------
    tables : Tables or Counts
        Those of question.yml, or the counts read from them already, where many authorities share
        them.
    ask : Ask
        The authority and its comparators.
    programme : str
        The name of its programme; without one its row goes to a further published measure.
    start_year : int
        Changes are counted from the January of that year.
    stated : mapping, optional
        What the council states of its deficit.
    chosen_by : sequence of str
        Whether the last rows are chosen by the 'level' of a measure, its 'change', or both.

    Raises
    ------
    ParameterError
        Published figures cannot be followed from that January.

    Notes
    -----
    The rule by which the last rows are chosen: docs/methods/page-one.md.
    """
    counts = Counts.of(tables, ask.authority.region)
    tables = counts.tables
    _refuse_other_start(start_year, tables)
    over = prevalence.over_each(prevalence.ALL, counts, ask)
    population, headline = next(iter(over.items()))
    if has_few_plans(tables["ehc_plans"], ask):
        plans, *after_plans = counted_rows(counts, ask)
        in_deficit = deficit(counts, ask, stated or {})
        rows: tuple[Row, ...] = (plans, NotJudged(BLOCK), *after_plans, in_deficit, NotJudged(NEXT))
        return PageOne(ask, headline, rows, few=True)
    readings = scorecard.answer(counts, ask).readings
    by_name = {reading.indicator.measure.name: reading for reading in readings}
    standing: list[Row] = [
        Position.of_plans(headline, f"aged {population}"),
        block(tables, ask) or NotJudged(BLOCK, NO_EDITION.format("spending by line")),
        spending(counts, ask),
        deficit(counts, ask, stated or {}),
        Position.of(by_name[TIME], "level"),
        _expected(tables, ask, headline.doubt_since(headline.year - 1)),
    ]
    if programme and start_year:
        impact = programme_impact.answer(tables, ask, start_year=start_year)
        doubt = headline.doubt_since(min(start_year, headline.year))
        standing.append(Programme(programme, start_year, impact, doubt))
    topics = [row.topic for row in standing if isinstance(row, Position)]
    others = [reading for reading in readings if reading.indicator.topic not in topics]
    chosen = most_unusual(others, TEN - len(standing), chosen_by)
    return PageOne(ask, headline, (*standing, *chosen), few=False)


def _expected(tables: Tables, ask: Ask, doubt: str) -> Row:
    """The plans that are forecast, where the past is long enough to learn from."""
    try:
        return Expected(plans_forecast.answer(tables, ask), doubt)
    except ParameterError as refusal:
        if refusal.place.parameter != "origin":
            raise
        return NotJudged(NEXT, "too few years had been counted")
    except NotPublished:
        return NotJudged(NEXT, "there is no count to start from")


def _refuse_other_start(start_year: int, tables: Tables) -> None:
    if start_year:  # none where no programme is known
        programme_impact.refuse_other_years(start_year, tables["ehc_plans"])

"""What placements will cost in the financial year by line, against the budget and the block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hnb.domain.comparators import Ask
from hnb.domain.errors import Place, unknown
from hnb.domain.scopes import AFTER
from hnb.domain.words import slug
from hnb.figures import Figure, FigureMaker
from hnb.figures.records import Records, combined, day_in_words, refuse_without_records
from hnb.tables import Tables

MAKER = FigureMaker("commitments")
COUNTED, LEFT_OUT = BACKLOGS = ("counted", "left out")
TOTAL = "total"
LINES = (
    "maintained and academy special",
    "resourced provision and units",
    "independent and non-maintained special",
    "post-16",
    "alternative provision",
    "mainstream top-ups",
    "other",
)
BUDGET, BLOCK, FORECAST, SPENT = "budget", "high needs block", "forecast outturn", "spent to date"
LAST_FORECAST, MOVEMENT = "forecast outturn, last report", "movement since the last report"
UNSEEN = "placements not yet in the ledger"
LAST_UNSEEN = "placements not yet in the ledger, last report"  # zero where it could count none
LOW, HIGH = "forecast outturn, low", "forecast outturn, high"
FULL_YEAR = "full-year effect"
OPENING_TO_COST = (
    "open on 1 April, whole year",
    "uplifts on 1 April",
    "leavers",
    "starters",
    "phase transfers",
    "changes of fee",
)
COST_OF_YEAR = "cost of the year"
COST_TO_FORECAST = (SPENT, "committed to year end", "uplifts not yet in the ledger", UNSEEN)
_NO_BUDGET = "the council's records have no budget for it"
_NO_REPORT = "there is no earlier report of this financial year"
_NO_FORECAST = "the council's records have no forecast for it"
_NO_RANGE = "a range needs an earlier state of the ledger"
_NO_BLOCK = "neither the department's allocation nor the council's own budget gives the block"
_OTHERWISE_COUNTED = "the last report counted placements that are not yet in the ledger"


@dataclass(frozen=True)
class Line:
    """One line of the table that forums print; `steps` has every other amount by its name.

    Where the last report could count no placements that were not yet in the ledger, the movement
    is `first_counted`, which are those that this one counts, and `moved_otherwise`.
    """

    name: str
    budget: Figure
    forecast: Figure
    variance: Figure
    last_forecast: Figure
    movement: Figure
    spent: Figure
    steps: Mapping[str, Figure]
    first_counted: Figure | None = None
    moved_otherwise: Figure | None = None


@dataclass(frozen=True)
class Commitments:
    """One financial year as the council's ledger had it on a day.

    `block_is_published` says whose number the block is: the department's, or the council's own
    budget; `over_block` is the forecast less the block. `is_doubted` says whether the ledger has
    costs that look like slips.
    """

    ask: Ask
    as_at: str
    year: str
    backlog: str
    lines: tuple[Line, ...]
    total: Line
    block: Figure
    block_is_published: bool
    over_block: Figure
    is_doubted: bool = False

    @property
    def day(self) -> str:
        """The day, as a sentence names it."""
        return day_in_words(self.as_at)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The Figures of the headline."""
        total = self.total
        return (total.forecast, total.budget, total.variance, total.movement, self.over_block)


def answer(tables: Tables, ask: Ask, *, backlog: str = COUNTED) -> Commitments:
    """The commitments of the last financial year in a council's records.

    Parameters
    ----------
    tables : Tables
        Those of question.yml; a row that is suppressed has no value.
    ask : Ask
        The authority.
    backlog : str
        Whether placements that have started and are not yet in the ledger are `counted` in the
        forecast, or `left out`.

    Raises
    ------
    NotPublished
        No placement ledger of the council is in use.
    ParameterError
        `backlog` is neither; the nearest is named.

    Notes
    -----
    The block is the department's allocation after deductions where that of the year is published,
    since the council does not pay for the places that are deducted. Method:
    docs/methods/commitments.md.
    """
    if backlog not in BACKLOGS:
        raise unknown(Place(parameter="backlog"), f"no {backlog!r}", word=backlog, known=BACKLOGS)
    records = Records.of(tables, "council_commitments", ask, MAKER, unit="gbp_whole")
    refuse_without_records(records, ask, "commitments")
    as_at = records.latest("as_at")
    year = records.where(as_at=as_at).latest("financial_year")
    of_day = Records.of(
        tables, "council_commitments", ask, MAKER.having(period=year), unit="gbp_whole"
    ).where(as_at=as_at, financial_year=year)
    names = of_day.values("spend_line")
    known = [line for line in LINES if line in names]
    others = [line for line in names if line not in (*LINES, TOTAL)]
    lines = tuple(_line(of_day, line, backlog) for line in (*known, *others))
    total = _line(of_day, TOTAL, backlog)
    block, is_published = _block(tables, ask, of_day, year)
    return Commitments(
        ask=ask,
        as_at=as_at,
        year=year,
        backlog=backlog,
        lines=lines,
        total=total,
        block=block,
        block_is_published=is_published,
        over_block=_difference("over_block", total.forecast, block, "forecast less block"),
        is_doubted=of_day.is_doubted,
    )


def _cost_of_year(by_step: Mapping[str, Figure], name: str) -> Figure:
    """What the steps since April come to: shown, where one of them is not, by what is spent."""
    parts = [by_step[step] for step in COST_TO_FORECAST[:2] if step in by_step]
    measure = f"cost_of_year.{slug(name)}"
    return combined(MAKER, measure, parts, calculation="spent and committed")


def _line(records: Records, name: str, backlog: str) -> Line:
    """Every amount of one line."""
    rows = records.where(spend_line=name)

    def amount(commitment: str, none: str) -> Figure:
        measure = f"{slug(commitment)}.{slug(name)}"
        return rows.where(commitment=commitment).figure(measure, none=none)

    budget, forecast = amount(BUDGET, _NO_BUDGET), amount(FORECAST, _NO_FORECAST)
    last, movement = amount(LAST_FORECAST, _NO_REPORT), amount(MOVEMENT, _NO_REPORT)
    in_use = rows.values("commitment")
    if LOW in in_use:
        forecast = _with_range(forecast, amount(LOW, _NO_RANGE), amount(HIGH, _NO_RANGE))
    first_counted = otherwise = None
    if LAST_UNSEEN in in_use:
        first_counted = amount(UNSEEN, _NO_FORECAST)
        otherwise = _less_unseen("movement", movement, first_counted, name)
    steps = [step for step in (*OPENING_TO_COST, *COST_TO_FORECAST, FULL_YEAR) if step in in_use]
    by_step = {step: amount(step, _NO_FORECAST) for step in steps}
    if OPENING_TO_COST[0] in by_step:
        by_step[COST_OF_YEAR] = _cost_of_year(by_step, name)
    line = Line(
        name=name,
        budget=budget,
        forecast=forecast,
        variance=_variance(COUNTED, name, forecast, budget),
        last_forecast=last,
        movement=movement,
        spent=amount(SPENT, _NO_FORECAST),
        steps=by_step,
        first_counted=first_counted,
        moved_otherwise=otherwise,
    )
    return _without_backlog(line, rows) if backlog == LEFT_OUT else line


def _without_backlog(line: Line, rows: Records) -> Line:
    """A line without placements that are not yet in the ledger: it is compared with the last report
    only where that counted none.
    """
    if UNSEEN not in line.steps:
        return line
    last, movement = line.last_forecast, line.moved_otherwise
    if movement is None:
        nothing, name = rows.where(commitment=""), slug(line.name)
        last = nothing.figure(f"last_without_backlog.{name}", none=_OTHERWISE_COUNTED)
        movement = nothing.figure(f"movement_without_backlog.{name}", none=_OTHERWISE_COUNTED)
    forecast = _less_unseen("forecast", line.forecast, line.steps[UNSEEN], line.name)
    return replace(
        line,
        forecast=forecast,
        variance=_variance(LEFT_OUT, line.name, forecast, line.budget),
        last_forecast=last,
        movement=movement,
        first_counted=None,
        moved_otherwise=None,
    )


def _variance(backlog: str, line: str, forecast: Figure, budget: Figure) -> Figure:
    about = f"variance.{slug(backlog)}.{slug(line)}"
    return _difference(about, forecast, budget, "forecast less budget")


def _less_unseen(amount: str, whole: Figure, unseen: Figure, line: str) -> Figure:
    about = f"{amount}_without_backlog.{slug(line)}"
    return _difference(about, whole, unseen, f"{amount} less what is not in the ledger")


def _with_range(forecast: Figure, low: Figure, high: Figure) -> Figure:
    """The forecast of all lines with its likely range, where neither end is withheld."""
    return MAKER.make(
        "forecast_outturn.total",
        forecast.value,
        forecast.unit,
        f"{forecast.calculation}; with its range",
        interval=(low.number, high.number) if low.known and high.known else None,
        rows=(*forecast.rows, *low.rows, *high.rows),
        period=forecast.period,
        covers=forecast.covers,
        price_base=forecast.price_base,
        reason=forecast.reason,
    )


def _difference(measure: str, first: Figure, second: Figure, calculation: str) -> Figure:
    pair: Sequence[Figure] = (first, second)
    return combined(MAKER, measure, pair, weights=(1, -1), calculation=calculation)


def _block(tables: Tables, ask: Ask, records: Records, year: str) -> tuple[Figure, bool]:
    """The High Needs Block of the year, and whether it is the department's allocation."""
    maker = MAKER.having(period=year, stage=AFTER)
    blocks = Records.of(tables, "dsg_blocks", ask, maker, unit="gbp_whole")
    published = blocks.where(financial_year=year, block="high needs", stage=AFTER)
    if len(published.frame):
        return published.figure("block"), True
    of_council = records.where(spend_line=TOTAL, commitment=BLOCK)
    return of_council.figure("block_of_council", none=_NO_BLOCK), False

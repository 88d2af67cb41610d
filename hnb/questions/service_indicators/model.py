"""Whether a service gets better: its indicators, its backlog, and the published measures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hnb.domain.comparators import Ask
from hnb.figures import Figure, FigureMaker
from hnb.questions.definition import question
from hnb.questions.service_indicators.backlog import Backlog, backlog
from hnb.questions.service_indicators.charted import MAKER, Charted, charted
from hnb.questions.service_indicators.published import Annual, annual
from hnb.questions.service_indicators.verdict import (
    BETTER,
    ITS_PAST,
    NOT_JUDGED,
    WORSE,
    refuse_unknown,
)
from hnb.tables import Tables


@dataclass(frozen=True)
class Tally:
    """How many indicators are judged, and how many of them are better, or worse."""

    judged: Figure
    better: Figure
    worse: Figure


@dataclass(frozen=True)
class ServiceIndicators:
    """The indicators of a council's own records, if they are in use, and the published measures.

    `against` is what both are judged against. `tally` is of the council's indicators where any is
    judged, or else of the published measures. `alarms` is how often a chart of a service that has
    not changed is judged to have, on average over the charts, and `by_chance` how many are.
    """

    ask: Ask
    against: str
    indicators: tuple[Charted, ...]
    annual: tuple[Annual, ...]
    backlog: Backlog | None
    tally: Tally
    alarms: Figure
    by_chance: Figure

    @property
    def charted(self) -> tuple[Charted, ...]:
        """The indicators that have a chart."""
        return tuple(indicator for indicator in self.indicators if indicator.chart)

    @property
    def is_of_records(self) -> bool:
        """Whether the tally is of the council's own indicators."""
        return any(indicator.verdict != NOT_JUDGED for indicator in self.indicators)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The Figures of the headline."""
        return (self.tally.better, self.tally.judged, self.tally.worse)


def answer(
    tables: Tables, ask: Ask, *, against: str = ITS_PAST, plans_a_month: int = 0
) -> ServiceIndicators:
    """Whether the service of an authority is getting better.

    Parameters
    ----------
    tables : Tables
        Those of question.yml; a council's own are without rows where none are in use.
    ask : Ask
        The authority and its comparators.
    against : str
        `its past`: the baseline of each chart, or the year before of a published measure; or
        `its aim`: the target of each indicator, or a typical neighbour.
    plans_a_month : int
        Plans that are to be issued in a month, for the time to clear the backlog; zero for a fifth
        more than now.

    Raises
    ------
    ParameterError
        `against` is not known; the nearest is named. Or the plans are out of bounds.

    Notes
    -----
    Method: docs/methods/service-indicators.md.
    """
    refuse_unknown(against)
    question("service_indicators").refuse_unusable(plans_a_month=plans_a_month)
    indicators = charted(tables, ask, against=against)
    measures = annual(tables, ask, against=against)
    rates = [item.alarms.of_verdicts for item in indicators if item.alarms]
    rows = tuple(row for item in indicators if item.alarms for row in item.latest.rows)
    of_charts = MAKER.having(rows=rows, reason="no indicator has a chart")
    simulated = "simulated charts of independent normal values, limits from the baseline"
    return ServiceIndicators(
        ask=ask,
        against=against,
        indicators=indicators,
        annual=measures,
        backlog=backlog(tables, ask, indicators, plans_a_month=plans_a_month),
        tally=_tally(indicators, measures),
        alarms=of_charts.make(
            "false_alarms_percent",
            100 * sum(rates) / len(rates) if rates else None,
            "percent",
            f"mean over the charts of the share with a signal that is not over, of {simulated}",
        ),
        by_chance=of_charts.make(
            "signals_by_chance",
            round(sum(rates)) if rates else None,
            "number",
            f"sum over the charts of the share with a signal that is not over, of {simulated}",
        ),
    )


def _tally(indicators: tuple[Charted, ...], measures: tuple[Annual, ...]) -> Tally:
    """Of the council's indicators where any is judged, or else of the published measures."""
    of_records = [(item.verdict, item.latest) for item in indicators]
    if any(verdict != NOT_JUDGED for verdict, _ in of_records):
        calculation = "indicators by what their charts say"
        return _counted(of_records, MAKER.having(period="latest"), calculation)
    published = [(item.verdict, item.now) for item in measures]
    maker = MAKER.having(period="last published year")
    return _counted(published, maker, "published measures judged")


def _counted(every: Sequence[tuple[str, Figure]], maker: FigureMaker, calculation: str) -> Tally:
    """How many verdicts there are, and how many are good or bad."""
    counts = Counter(verdict for verdict, _ in every if verdict != NOT_JUDGED)
    rows = tuple(row for verdict, figure in every if verdict != NOT_JUDGED for row in figure.rows)
    return Tally(
        *(
            maker.make(f"indicators_{name}", count, "number", calculation, rows=rows)
            for name, count in (
                ("judged", counts.total()),
                ("better", counts[BETTER]),
                ("worse", counts[WORSE]),
            )
        )
    )

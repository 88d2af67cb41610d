"""What single lines of section 251 come to for each plan, compared with other authorities."""

from __future__ import annotations

from dataclasses import dataclass

from hnb.comparison.compared import Compared, compare
from hnb.comparison.counts import Counts
from hnb.comparison.measures import services
from hnb.domain.comparators import Ask
from hnb.domain.errors import Place, unknown
from hnb.figures import Figure, FigureMaker
from hnb.tables import Tables

MAKER = FigureMaker("spend_lines")


@dataclass(frozen=True)
class SpendLines:
    """Lines of section 251 of one authority; a Figure without a value says why.

    Parameters
    ----------
    ask : Ask
        The authority and its comparators.
    per_plan : tuple of Compared
        Gross outturn for each plan: independent top-ups, transport, psychology, administration.
    growth : Compared
        Of independent top-ups over two years, in cash.
    over_time : Compared
        Every high needs line for each plan, which the chart shows.
    line : str
        The line that leads.
    """

    ask: Ask
    line: str
    per_plan: tuple[Compared, ...]
    growth: Compared
    over_time: Compared

    @property
    def leading(self) -> Compared:
        """The line that leads, for each plan."""
        return self.per_plan[list(services.SERVICES).index(self.line)]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every Figure that is said or listed."""
        compared = (*self.per_plan, self.growth, self.over_time)
        return tuple(figure for each in compared for figure in each.figures)


def answer(tables: Tables, ask: Ask, *, line: str = "independent_top_ups") -> SpendLines:
    """Each line for each plan in the last year that nearly every authority has.

    Parameters
    ----------
    tables : Tables
        Those of question.yml.
    ask : Ask
        The authority and its comparators.
    line : str
        The line that leads, as `services.SERVICES` names it.

    Raises
    ------
    ParameterError
        The line is not known; the nearest is named.

    Notes
    -----
    Method: docs/methods/spend_lines.md.
    """
    if line not in services.SERVICES:
        place = Place(parameter="line")
        raise unknown(place, f"no line {line!r}", word=line, known=services.SERVICES)
    counts = Counts(tables, ask.authority.region)
    return SpendLines(
        ask=ask,
        line=line,
        per_plan=tuple(compare(each, counts, ask, maker=MAKER) for each in services.PER_PLAN),
        growth=compare(services.TOP_UPS_GROWTH, counts, ask, maker=MAKER),
        over_time=compare(services.HIGH_NEEDS_PER_PLAN, counts, ask, maker=MAKER),
    )

"""The chart of what placements will cost by line, against the budget."""

from __future__ import annotations

from hnb.charts import steps, style
from hnb.domain.words import capitalised
from hnb.figures import Figure
from hnb.questions.commitments.model import Commitments, Line

_MILLION = 1e6


def by_line(result: Commitments) -> style.Chart | None:
    """Two bars a line: its budget and its forecast; what is withheld has none."""
    drawn = [line for line in result.lines if line.forecast.known]
    if not drawn:
        return None
    bars = [bar for line in drawn for bar in _bars(line)]
    figure, *_ = steps.level(bars, "£ million; light: budget, dark: forecast", height=0.25)
    title = (
        f"Budget and forecast by line, {result.ask.authority.name}, {result.year}, at {result.day}"
    )
    return style.finish(
        figure,
        f"Bars by line. {title}: {'; '.join(map(_in_words, drawn))}.",
        title,
        [figure for line in result.lines for figure in (line.budget, line.forecast)],
    )


def _bars(line: Line) -> list[steps.Bar]:
    bars = [_bar(line.budget, "white"), _bar(line.forecast, style.STRONG)]
    known = [bar for bar in bars if bar is not None]
    return [known[0]._replace(name=capitalised(line.name)), *known[1:]]


def _bar(amount: Figure, colour: str) -> steps.Bar | None:
    if not amount.known:
        return None
    return steps.Bar("", amount.number / _MILLION, f"{amount:read}", colour)


def _in_words(line: Line) -> str:
    budget = f", budget {line.budget:read}" if line.budget.known else ""
    return f"{line.name} {line.forecast:read}{budget}"

"""What the High Needs Block is made of, for each head: lines of the formula, and deductions, beside
the comparators.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.charts import style, words
from hnb.charts.bars import Bar, level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hnb.figures import Figure
    from hnb.questions.high_needs_block.model import Line, Made


def differences(made: Made) -> style.Chart:
    """Each line of the formula for each head, less the comparators': level bars either side of
    none.
    """
    known = [line for line in made.lines if line.difference.value is not None]
    rows = [*known, made.total]
    colours = [*(style.STRONG for _ in known), style.DARK]
    bars = [
        Bar(_name(line, made), float(line.difference.value or 0), _signed(line.difference), colour)
        for line, colour in zip(rows, colours, strict=True)
    ]
    figure, *_ = level(bars, "£ for each head, more or less")
    them, who = words.others(made.ask.main), made.ask.authority.name
    said = "; ".join(f"{bar.name} {bar.words}" for bar in bars)
    caption = f"{who}'s block for each head less that of {them}, by line, {made.ask.financial_year}"
    return style.finish(figure, f"Level bars. {said}.", caption, [line.difference for line in rows])


def deductions(made: Made) -> style.Chart:
    """Deductions for each head by kind of place: the authority, its comparators together and
    England.
    """
    rows = [
        line for line in made.deductions if any(one.value for one in (line.own, line.comparators))
    ]
    who = made.ask.authority.name
    bars = [
        Bar(
            line.label if name == who else "",
            float(one.value or 0),
            one.text if place else f"{one.text} {name}",
            ink,
        )
        for place, line in enumerate(rows)
        for one, name, ink in (
            (line.per_head, who, style.STRONG),
            (line.comparators, "comparators", style.DARK),
            (line.england, "England", style.GREY),
        )
    ]
    figure, *_ = level(bars, "£ for each head", each=0.2)
    shown: Sequence[Figure] = [
        one for line in rows for one in (line.per_head, line.comparators, line.england)
    ]
    said = "; ".join(
        f"{line.label} {line.per_head.text}, comparators {line.comparators.text}, England "
        f"{line.england.text}"
        for line in rows
    )
    caption = (
        f"Deducted for places that the department pays for directly, {who}, "
        f"{made.ask.financial_year}"
    )
    return style.finish(figure, f"Level bars. {said}.", caption, shown, appendix=True)


def _name(line: Line, made: Made) -> str:
    return "the block before deductions" if line is made.total else line.label


def _signed(figure: Figure) -> str:
    plain = figure.text.startswith("−") or not figure.text.strip("£0.")
    return figure.text if plain else f"+{figure.text}"

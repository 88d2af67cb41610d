"""What the High Needs Block is made of, for each head: lines of the formula, and deductions, beside the comparators."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from hnb.charts import style, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hnb.figures import Figure
    from hnb.models.block import Line, Made


def differences(made: Made) -> style.Chart:
    """Each line of the formula for each head, less the comparators': level bars either side of none."""
    known = [line for line in made.lines if line.difference.value is not None]
    figure, axes = style.canvas(0.8 + 0.42 * max(len(known) + 1, 2), unit="£ for each head, more or less", grid="x")
    rows = [*known, made.total]
    for place, line in enumerate(rows):
        gap = float(line.difference.value or 0)
        axes.barh(place, gap, 0.7, color=style.DARK if line is made.total else style.STRONG)
        style.note(axes, _signed(line.difference), (gap, place), (4 if gap >= 0 else -4, 0), style.TEXT,
                   ha="left" if gap >= 0 else "right")  # fmt: skip
    axes.axvline(0, color=style.TEXT, lw=0.8)
    axes.set_yticks(range(len(rows)), [fill(_name(line, made), 30) for line in rows])
    axes.set_ylim(len(rows) - 0.5, -0.6)
    axes.margins(x=0.16)
    for _ in range(2):
        style.fit(figure)
    them, who = words.others(made.ask.main), made.ask.authority.name
    said = "; ".join(f"{_name(line, made)} {_signed(line.difference)}" for line in rows)
    caption = f"{who}'s block for each head less that of {them}, by line, {made.ask.financial_year}"
    shown = [line.difference for line in rows]
    return style.Chart(figure, f"Level bars. {said}.", words.source(shown), caption, figures=tuple(shown))


def deductions(made: Made) -> style.Chart:
    """Deductions for each head by kind of place: the authority, its comparators together and England."""
    rows = [line for line in made.deductions if any(one.value for one in (line.own, line.comparators))]
    figure, axes = style.canvas(0.8 + 0.62 * max(len(rows), 2), unit="£ for each head", grid="x")
    who = made.ask.authority.name
    for place, line in enumerate(rows):
        sides = ((line.per_head, who, style.STRONG), (line.comparators, "comparators", style.DARK),
                 (line.england, "England", style.GREY))  # fmt: skip
        for step, (one, name, colour) in enumerate(sides):
            at = place + (step - 1) * 0.27
            axes.barh(at, float(one.value or 0), 0.25, color=colour)
            label = f"{one.text} {name}" if not place else one.text
            style.note(axes, label, (float(one.value or 0), at), (4, 0), style.TEXT)
    axes.set_yticks(range(len(rows)), [fill(_name(line, made), 28) for line in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    for _ in range(2):
        style.fit(figure)
    shown: Sequence[Figure] = [one for line in rows for one in (line.per_head, line.comparators, line.england)]
    said = "; ".join(
        f"{line.label} {line.per_head.text}, comparators {line.comparators.text}, England {line.england.text}"
        for line in rows
    )  # fmt: skip
    caption = f"Deducted for places that the department pays for directly, {who}, {made.ask.financial_year}"
    return style.Chart(
        figure, f"Level bars. {said}.", words.source(shown), caption, appendix=True, figures=tuple(shown)
    )  # fmt: skip


def _name(line: Line, made: Made) -> str:
    return "the block before deductions" if line is made.total else line.label


def _signed(figure: Figure) -> str:
    plain = figure.text.startswith("−") or not figure.text.strip("£0.")
    return figure.text if plain else f"+{figure.text}"

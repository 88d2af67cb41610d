"""What the High Needs Block is made of, per child: lines of the formula, and deductions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hnb.charts import style
from hnb.charts.findings import against, neighbours
from hnb.charts.steps import Bar, level
from hnb.figures.printed import printed_difference

if TYPE_CHECKING:
    from hnb.figures import Figure
    from hnb.questions.high_needs_block.model import Block, BlockLine


def differences(block: Block) -> style.Chart | None:
    """Each line of the formula per child, less the comparators': level bars either side of zero;
    nothing where there are no residents to divide it by.
    """
    if not block.published or not block.total.difference.known:
        return None
    known = [line for line in block.lines if line.difference.known]
    bars = [_difference(line.label, line, style.SECOND) for line in known]
    bars.append(_difference("the whole block, before deductions", block.total, style.STRONG))
    whose = neighbours(block.ask)
    figure, *_ = level(bars, f"£ per child, more (right) or less (left) than {whose}")
    listing = "; ".join(f"{bar.name} {bar.words}" for bar in bars)
    size = _printed(block.total)
    side = "less" if size.number < 0 else "more"
    caption = (
        f"{block.ask.authority.name} is allocated {size:size} {side} per child than {whose}, "
        f"{block.ask.financial_year}"
    )
    shown = [line.difference for line in (*known, block.total)]
    return style.finish(figure, f"Level bars. {listing}.", caption, shown)


def _difference(name: str, line: BlockLine, colour: str) -> Bar:
    size = _printed(line)
    return Bar(name, size.number, _signed(size), colour)


def _printed(line: BlockLine) -> Figure:
    """A difference as the table below has it."""
    return printed_difference(line.difference, line.per_head, line.comparators)


def deductions(block: Block) -> style.Chart | None:
    """Deductions per child by kind of place: the authority, its comparators together and England;
    nothing where none is known.
    """
    name = block.ask.authority.name
    lines = [line for line in block.deductions if line.own.value or line.comparators.value]
    if not (block.published and lines):
        return None
    bars = [bar for place, line in enumerate(lines) for bar in _bars(line, name, first=not place)]
    figure, *_ = level(bars, "£ per child", height=0.22)
    listing = "; ".join(map(_in_words, lines))
    total = block.deducted
    others = (neighbours(block.ask), total.comparators), ("England", total.england)
    where = against(total.per_head, others)
    caption = f"Deducted for each child by kind of place, {name} ({block.ask.financial_year})"
    if total.per_head.known:
        caption = (
            f"{name} has {total.per_head} per child deducted for places that the department pays "
            f"for directly{', ' if where else ''}{where} ({block.ask.financial_year})"
        )
    shown = [
        figure
        for line in (*lines, total)
        for figure in (line.per_head, line.comparators, line.england)
    ]
    return style.finish(figure, f"Level bars. {listing}.", caption, shown, appendix=True)


def _in_words(line: BlockLine) -> str:
    known = [f"{whose} {figure}" for whose, figure in _sides(line) if figure.known]
    return line.label + ",".join(known)


def _bars(line: BlockLine, name: str, *, first: bool) -> Iterator[Bar]:
    """Three bars of a line; those of the first line say whose they are."""
    colours = (style.STRONG, style.NEIGHBOURS, style.ENGLAND)
    label = line.label
    for (whose, figure), colour in zip(_sides(line), colours, strict=True):
        if figure.known:
            words = f"{figure} {whose.strip() or name}" if first else figure.text
            yield Bar(label, figure.number, words, colour)
            label = ""


def _sides(line: BlockLine) -> tuple[tuple[str, Figure], ...]:
    """The authority's figure of a line, its comparators' and England's, as a text names them."""
    return (
        ("", line.per_head),
        (" neighbours together", line.comparators),
        (" England", line.england),
    )


def _signed(figure: Figure) -> str:
    plain = figure.text.startswith("−") or not figure.text.strip("£0.")
    return figure.text if plain else f"+{figure.text}"

"""What a test asks of any chart's canvas: no text off it, no two texts upon each other, no number
at an axis that stands twice.
"""

from __future__ import annotations

import re
from itertools import combinations

from matplotlib.text import Text


def _texts(figure):
    renderer = figure.canvas.get_renderer()
    figure.draw(renderer)
    found = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]
    boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in found]
    ticks = {
        id(t) for axes in figure.axes for axis in (axes.xaxis, axes.yaxis) for t in _unseen(axis)
    }
    return [box for t, box in zip(found, boxes, strict=True) if id(t) not in ticks]


def _unseen(axis):
    """Labels of ticks that lie beyond the limits, which matplotlib keeps and does not draw."""
    low, high = sorted(axis.get_view_interval())
    slack = (high - low) * 1e-6
    return [
        label
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks())
        if not low - slack <= tick.get_loc() <= high + slack
        for label in (tick.label1, tick.label2)
    ]


def off_canvas(figure) -> list[str]:
    """Texts of which a part is outside the picture."""
    width, height = figure.get_size_inches() * figure.dpi
    return [
        text
        for text, box in _texts(figure)
        if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height
    ]


def collisions(figure) -> list[tuple[str, str]]:
    """Pairs of texts that cover each other."""
    return [
        (one, other)
        for (one, box), (other, its) in combinations(_texts(figure), 2)
        if box.shrunk(0.9, 0.8).overlaps(its.shrunk(0.9, 0.8))
    ]


def unclear_numbers(figure) -> list[str]:
    """Numbers at an axis that stand twice, or whose thousands run together."""
    figure.draw(figure.canvas.get_renderer())
    unclear = []
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        unseen = _unseen(axis)
        ticks = [label for label in axis.get_ticklabels() if label not in unseen]
        words = [label.get_text() for label in ticks if label.get_text()]
        unclear += [word for word in set(words) if words.count(word) > 1]
        if not all(re.fullmatch(r"\d{4}(-\d\d)?", word) for word in words):  # years
            unclear += [word for word in words if re.search(r"\d{4}", word)]
    return unclear

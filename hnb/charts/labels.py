"""Words in a chart: next to a point, at the end of a line, at the side of a stack."""

from __future__ import annotations

import math
from collections.abc import Sequence
from textwrap import fill

from matplotlib.axes import Axes
from matplotlib.transforms import blended_transform_factory, offset_copy

from hnb.charts.style import (
    DPI,
    ENGLAND,
    NEIGHBOURS,
    OTHERS,
    PAD,
    SECOND,
    SIZE,
    STRONG,
    WIDTH,
    End,
    fit,
)

_INKS = {ENGLAND: "#A23B00", SECOND: "#00655C", OTHERS: NEIGHBOURS}  # of words of a pale colour
_LONG = 27  # letters of a name that has a line for itself
_LEADER: dict[str, object] = {
    "arrowstyle": "-",
    "lw": 0.7,
    "shrinkA": 1,
    "shrinkB": 3,
    "relpos": (0, 0.5),
}


def spread(
    wanted: Sequence[float], gap: float, *, least: float = -math.inf, most: float = math.inf
) -> list[float]:
    """Places near those wanted, at least `gap` apart, in the order given, so that direct labels do
    not collide; none below `least`, and none above `most` where there is room for all.
    """
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    groups: list[tuple[float, list[int]]] = []
    for place in order:
        middle, members = wanted[place], [place]
        while groups and middle - groups[-1][0] < gap * (len(members) + len(groups[-1][1])) / 2:
            members = groups.pop()[1] + members
            middle = sum(wanted[member] for member in members) / len(members)
        groups.append((middle, members))
    spots = {
        member: middle + gap * (rank - (len(members) - 1) / 2)
        for middle, members in groups
        for rank, member in enumerate(members)
    }
    upward = sorted(spots, key=lambda member: spots[member])
    for rank, member in enumerate(upward):
        below_others = most - gap * (len(upward) - 1 - rank)
        spots[member] = max(min(spots[member], below_others), least + gap * rank)
    return [spots[place] for place in range(len(wanted))]


def note(
    axes: Axes,
    words: str,
    at: tuple[float, float],
    away: tuple[float, float],
    colour: str,
    *,
    strong: bool = False,
    plain: bool = False,
    ha: str = "left",
) -> None:
    """Words next to a point, `away` from it in points; on white unless `plain`, so that no grid
    line strikes them through.
    """
    axes.annotate(
        words,
        at,
        xytext=away,
        textcoords="offset points",
        va="center",
        ha=ha,
        color=colour,
        fontsize=SIZE,
        weight="bold" if strong else "normal",
        annotation_clip=False,
        zorder=5,
        bbox=None if plain else {"fc": "white", "ec": "none", "alpha": 0.85, "pad": 0.6},
    )


def pointed(axes: Axes, words: str, at: tuple[float, float]) -> None:
    """The authority named at the top of the axes, with a line that leads down to its mark; set the
    limits first.
    """
    low, high = axes.get_xlim()
    if axes.get_xscale() == "log":
        is_left = at[0] < (low * high) ** 0.5
    else:
        is_left = at[0] < (low + high) / 2
    axes.annotate(
        words,
        at,
        xytext=(at[0], axes.get_ylim()[1]),
        ha="left" if is_left else "right",
        va="top",
        color=STRONG,
        fontsize=SIZE,
        weight="bold",
        arrowprops=_LEADER | {"color": STRONG, "ls": ":", "relpos": (0 if is_left else 1, 0)},
    )


def key(axes: Axes) -> None:
    """What each mark is, in a line above the axes, in the order opposite to drawing."""
    marks, words = axes.get_legend_handles_labels()
    axes.legend(
        marks[::-1],
        words[::-1],
        loc="lower left",
        bbox_to_anchor=(PAD / WIDTH, 1),
        bbox_transform=blended_transform_factory(axes.figure.transFigure, axes.transAxes),
        borderpad=0,
        ncols=len(words),
        frameon=False,
        fontsize=SIZE,
        handlelength=1,
        handletextpad=0.4,
        columnspacing=1.4,
        borderaxespad=0.2,
    )


def label_ends(axes: Axes, ends: Sequence[End], *, aside: float = 0.0) -> None:
    """Name each line at the right of the axes, or each part of a stack at its side; set the limits
    and name the ticks first, so that the height of the axes is known.

    `aside` is from the middle of a stack to its edge, to the left where it is negative. Labels that
    would collide are moved apart, and a thin line leads from one that was moved, or whose line ends
    earlier, to its end.
    """
    if not ends:
        return
    root = axes.get_figure(root=True)
    assert root is not None
    fit(root)
    low, high = axes.get_ylim()
    height = axes.bbox.height * 72 / DPI
    points = height / (high - low)
    right = max(x for x, *_ in ends)
    wanted = [(y - low) * points for _, y, *_ in ends]
    called = [fill(words, _LONG) for _, _, words, _ in ends]
    lines_each = max(words.count("\n") for words in called) + 1
    above, below = SIZE * (lines_each + 1) / 2, SIZE * lines_each / 2
    places = spread(wanted, SIZE * 1.25 * lines_each, least=above, most=height - below)
    for (x, y, _, colour), words, at, place in zip(ends, called, wanted, places, strict=True):
        is_led = x < right or abs(place - at) > SIZE / 2
        end = x + aside, y, words, colour
        _name_end(axes, end, right + aside, up=place - at, is_led=is_led, is_left=aside < 0)


def _name_end(
    axes: Axes, end: End, right: float, *, up: float, is_led: bool, is_left: bool
) -> None:
    """A name at the right (or left) of the axes, `up` from its end in points."""
    x, y, words, colour = end
    turn = -1 if is_left else 1
    away = turn * (18 if is_led else 7)
    root = axes.get_figure(root=True)
    offset = offset_copy(axes.transData, root, x=away, y=up, units="points")
    leader = _LEADER | {"color": colour, "relpos": (1 if is_left else 0, 0.5)}
    axes.annotate(
        words,
        (x, y),
        xytext=(right, y),
        textcoords=offset,
        va="center",
        ha="right" if is_left else "left",
        color=_INKS.get(colour, colour),
        fontsize=SIZE,
        annotation_clip=False,
        arrowprops=leader if is_led else None,
    )

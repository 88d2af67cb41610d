"""What keeps a chart from being read, found from matplotlib's own artists: where each text, line,
dot and bar is, and how light it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.colors import to_hex, to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

LEAST_CONTRAST = 3.0  # of a text or a mark with what is behind it
LEAST_APART = (
    1.4  # contrast of two series that only their colour tells apart, as a grey print has it
)
FAR = 18.0  # points from a value to its mark, and from a name to its line's end
_SAME = 1e-6


def faults(figure: Figure) -> list[str]:
    """Every fault of a drawn chart, in words."""
    found = [f"off the canvas: {text}" for text in off_canvas(figure)]
    found += [f"on each other: {first} | {second}" for first, second in collisions(figure)]
    found += [f"at an axis twice or unclear: {text}" for text in unclear_numbers(figure)]
    for axes in figure.axes:
        found += [f"on a line or mark: {text}" for text in texts_on_marks(axes)]
        found += few_ticks(axes)
        found += too_faint(axes)
        found += far_from_mark(axes)
        found += alike(axes)
        found += stretched(axes)
    return sorted(set(found))


# texts ------------------------------------------------------------------------------------------


def _renderer(figure):
    return figure.canvas.get_renderer()


def _box(text: Text, figure: Figure) -> Bbox:
    """Where a text is, without the arrow of an annotation."""
    return Text.get_window_extent(text, _renderer(figure))


def _drawn(figure: Figure) -> Figure:
    """A figure whose artists are where they are drawn."""
    if figure.stale:
        figure.draw(_renderer(figure))
        figure.stale = False
    return figure


def _seen(figure: Figure) -> list[Text]:
    unseen = {
        id(text) for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)
        for text in (_unseen(axis) if axes.axison else axis.findobj(Text))
    }  # fmt: skip
    texts = figure.findobj(lambda artist: isinstance(artist, Text) and artist.get_visible())
    return [text for text in texts if text.get_text().strip() and id(text) not in unseen]


def _unseen(axis) -> list[Text]:
    """Labels of ticks that lie beyond the limits, which matplotlib keeps and does not draw."""
    low, high = sorted(axis.get_view_interval())
    slack = (high - low) * _SAME
    return [
        label
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks())
        if not low - slack <= tick.get_loc() <= high + slack
        for label in (tick.label1, tick.label2)
    ]


def off_canvas(figure: Figure) -> list[str]:
    """Texts of which a part is outside the picture."""
    width, height = figure.get_size_inches() * figure.dpi
    boxes = {text.get_text(): _box(text, figure) for text in _seen(_drawn(figure))}
    return [
        text
        for text, box in boxes.items()
        if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height
    ]


def collisions(figure: Figure) -> list[tuple[str, str]]:
    """Pairs of texts that cover each other."""
    boxes = [
        (text.get_text(), _box(text, figure).shrunk(0.9, 0.8)) for text in _seen(_drawn(figure))
    ]
    return [
        (text, other)
        for (text, box), (other, its_box) in combinations(boxes, 2)
        if box.overlaps(its_box)
    ]


def _tick_words(axis) -> list[str]:
    unseen = _unseen(axis)
    labels = [label for label in axis.get_ticklabels() if label not in unseen]
    return [label.get_text() for label in labels if label.get_text()]


def unclear_numbers(figure: Figure) -> list[str]:
    """Numbers at an axis that are there twice, or whose thousands run together."""
    unclear = []
    for axis in (axis for axes in _drawn(figure).axes for axis in (axes.xaxis, axes.yaxis)):
        words = _tick_words(axis)
        unclear += [word for word in set(words) if words.count(word) > 1 and _number(word)]
        if not all(re.fullmatch(r"\d{4}(-\d\d)?", word) for word in words):  # years
            unclear += [word for word in words if re.search(r"\d{4}", word) and _number(word)]
    return unclear


def _number(words: str) -> re.Match[str] | None:
    """Whether words are a number with its unit, and nothing else but a name after them."""
    return re.match(r"(about )?[+−-]?£?(?P<digits>\d[\d,]*(\.\d+)?)(?!\d*[-–/]\d)", words)


def few_ticks(axes: Axes) -> list[str]:
    """An axis of values with fewer than three numbers; one without any, where marks are not
    labelled with their values.
    """
    written = sum(bool(_number(text.get_text())) for text in axes.texts)
    few = []
    for name, axis in (("level", axes.xaxis), ("upright", axes.yaxis)):
        words = set(_tick_words(axis))
        is_named = not all(_number(word) for word in words)
        if is_named or not axes.axison:
            continue
        is_written = not words and written >= len(axes.patches) // 2 and written > 1
        if len(words) < 3 and not is_written and _has_marks(axes) and not _bare(axes, axis):
            few.append(f"fewer than three numbers at the {name} axis: {sorted(words)}")
    return few


def _bare(axes: Axes, axis) -> bool:
    """Whether an axis only counts places from left to right, as where bars are in order."""
    other = axes.yaxis if axis is axes.xaxis else axes.xaxis
    return not len(axis.get_ticklocs()) and bool(len(_tick_words(other)) >= 3)


def _has_marks(axes: Axes) -> bool:
    return bool(axes.lines or axes.patches or axes.collections)


# marks ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mark:
    """A line, a dot or a bar as it is drawn.

    `path` in dots of the canvas: the line; the box of a bar or dot. `values` are what it shows along
    both axes.
    """

    kind: str
    path: np.ndarray
    colour: tuple
    edge: tuple
    style: str
    values: tuple
    width: float = 0.0

    @property
    def box(self) -> Bbox:
        (left, bottom), (right, top) = self.path.min(axis=0), self.path.max(axis=0)
        return Bbox.from_extents(
            left - self.width, bottom - self.width, right + self.width, top + self.width
        )


def marks(axes: Axes) -> Iterator[Mark]:
    """Every mark but the grid."""
    points = axes.figure.dpi / 72
    for line in axes.lines:
        style = f"{line.get_linestyle()} {getattr(line, '_unscaled_dash_pattern', '')} {line.get_marker()}"
        path = line.get_transform().transform(np.ma.filled(line.get_xydata().astype(float), np.nan))
        known = path[~np.isnan(path).any(axis=1)]
        colour = to_rgba(line.get_color())
        if not len(known) or not line.get_visible():
            continue
        values = tuple(map(tuple, line.get_xydata()))
        if line.get_linewidth() and line.get_linestyle() != "None":
            yield Mark(
                "line", path, colour, colour, style, values, line.get_linewidth() / 2 * points
            )
        if line.get_marker() not in ("", "None", None):
            size = line.get_markersize() / 2 * points
            for spot, value in zip(path, values, strict=True):
                if not np.isnan(spot).any():
                    yield Mark("dot", spot[None], colour, colour, style, (value,), size)
    for collection in axes.collections:
        yield from _collected(axes, collection, points)
    for patch in axes.patches:
        box = patch.get_window_extent()
        path = np.array([box.min, box.max])
        face, edge = to_rgba(patch.get_facecolor()), to_rgba(patch.get_edgecolor())
        values = ()
        if isinstance(patch, Rectangle):
            left, bottom = patch.get_xy()
            width, height = patch.get_width(), patch.get_height()
            values = tuple((x, y) for x in (left, left + width, width) for y in (bottom, bottom + height, height))  # fmt: skip
        yield Mark("bar", path, face, edge, str(patch.get_hatch()), values)


def _collected(axes: Axes, collection, points: float) -> Iterator[Mark]:
    if isinstance(collection, LineCollection):
        colour = tuple(collection.get_color()[0])
        for segment in collection.get_segments():
            path = collection.get_transform().transform(segment)
            width = collection.get_linewidth()[0] / 2 * points
            yield Mark("line", path, colour, colour, "many", tuple(map(tuple, segment)), width)
    elif isinstance(collection, PathCollection):
        spots = axes.transData.transform(collection.get_offsets())
        faces, edges = collection.get_facecolors(), collection.get_edgecolors()
        sizes = collection.get_sizes()
        for place, (spot, value) in enumerate(zip(spots, collection.get_offsets(), strict=True)):
            radius = np.sqrt(sizes[place % len(sizes)]) / 2 * points
            face = tuple(faces[place % len(faces)]) if len(faces) else (1, 1, 1, 0)
            edge = tuple(edges[place % len(edges)]) if len(edges) else face
            yield Mark("dot", spot[None], face, edge, "", (tuple(value),), float(radius))


def texts_on_marks(axes: Axes) -> list[str]:
    """Texts that a line or dot runs through, or that lie half on a bar."""
    drawn = list(marks(axes))
    bad = []
    for text in axes.texts:
        if not text.get_visible() or not text.get_text().strip():
            continue
        box = _box(text, axes.figure)
        box = Bbox.from_extents(
            box.x0 + 1, box.y0 + box.height * 0.15, box.x1 - 1, box.y1 - box.height * 0.15
        )
        if any(_covers(box, mark, axes) for mark in drawn):
            bad.append(text.get_text())
    return bad


def _covers(box: Bbox, mark: Mark, axes: Axes) -> bool:
    if mark.kind == "bar":
        bar = mark.box
        inside = bar.x0 <= box.x0 and bar.y0 <= box.y0 and bar.x1 >= box.x1 and bar.y1 >= box.y1
        return bar.width > 0 and bar.height > 0 and box.overlaps(bar) and not inside
    if mark.kind == "dot":
        return box.overlaps(mark.box)
    reach = Bbox.from_extents(
        box.x0 - mark.width, box.y0 - mark.width, box.x1 + mark.width, box.y1 + mark.width
    )
    room = axes.get_window_extent()
    return any(
        _crosses(start, end, reach)
        for start, end in zip(mark.path, mark.path[1:], strict=False)
        if not np.isnan([*start, *end]).any() and box.overlaps(room)
    )


def _crosses(start: np.ndarray, end: np.ndarray, box: Bbox) -> bool:
    """Whether a straight line enters a box (Liang and Barsky, 1984)."""
    low, high = 0.0, 1.0
    for at, step, least, most in zip(start, end - start, box.min, box.max, strict=True):
        if abs(step) < _SAME:
            if not least <= at <= most:
                return False
            continue
        near, far = sorted(((least - at) / step, (most - at) / step))
        low, high = max(low, near), min(high, far)
    return low < high


# colours ----------------------------------------------------------------------------------------


def luminance(colour) -> float:
    """How light a colour is, from 0 to 1 (WCAG 2.2, relative luminance)."""
    parts = np.array(to_rgb(colour[:3] if not isinstance(colour, str) else colour))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(colour, other) -> float:
    """Of two colours, from 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(colour), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _over(colour, below) -> tuple:
    """A colour that lets what is below it through."""
    alpha = colour[3] if len(colour) > 3 else 1.0
    return tuple(alpha * np.array(colour[:3]) + (1 - alpha) * np.array(below[:3]))


WHITE = (1.0, 1.0, 1.0)


def _bands(axes: Axes) -> list[tuple[PolyCollection, tuple]]:
    return [
        (band, tuple(band.get_facecolor()[0]))
        for band in axes.collections
        if isinstance(band, PolyCollection) and len(band.get_facecolor())
    ]


def _behind(axes: Axes, text: Text, box: Bbox, bars: list[Mark]) -> tuple:
    """The colour behind a text."""
    middle = ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
    colour = WHITE
    for band, fill in _bands(axes):
        if any(band.get_transform().transform_path(path).contains_point(middle) for path in band.get_paths()):  # fmt: skip
            colour = _over(fill, colour)
    for mark in bars:
        if mark.box.contains(*middle):
            colour = _over(mark.colour, colour)
    patch = text.get_bbox_patch()
    return _over(patch.get_facecolor(), colour) if isinstance(patch, Patch) else colour


def too_faint(axes: Axes) -> list[str]:
    """Texts and marks that hardly differ from what is behind them."""
    faint = []
    bars = [mark for mark in marks(axes) if mark.kind == "bar"]
    inside = set(map(id, axes.texts))
    for text in _seen(axes.figure):
        behind = WHITE
        if id(text) in inside:
            behind = _behind(axes, text, _box(text, axes.figure), bars)
        measured = contrast(_over(to_rgba(text.get_color()), behind), behind)
        if measured < LEAST_CONTRAST:
            faint.append(f"faint text ({measured:.1f}): {text.get_text()}")
    behind_marks = [WHITE, *(_over(fill, WHITE) for _, fill in _bands(axes))]
    seen = set()
    for mark in marks(axes):
        if mark.kind == "bar" and not mark.box.width * mark.box.height:
            continue
        behind = behind_marks if mark.kind != "bar" else [WHITE]
        best = min(
            max(contrast(_over(colour, ground), ground) for colour in (mark.colour, mark.edge))
            for ground in behind
        )
        if best < LEAST_CONTRAST and (mark.kind, mark.colour) not in seen:
            seen.add((mark.kind, mark.colour))
            faint.append(f"faint {mark.kind} ({best:.1f}): {to_hex(mark.colour)}")
    return faint


def alike(axes: Axes) -> list[str]:
    """Two series of a chart that nobody can tell apart where it is printed grey: neither their
    lightness nor their dash, dot or hatch differs. Cells of a map, which a key explains, may.
    """
    drawn = [
        mark
        for mark in marks(axes)
        if (mark.kind == "line" and mark.style != "many" and len(mark.values) > 2)
        or (mark.kind == "bar" and mark.values)
    ]
    series = {(mark.kind, mark.colour, mark.style): mark for mark in drawn if mark.kind == "bar"}
    lines = [mark for mark in drawn if mark.kind == "line"]
    return [
        f"{first.kind}s alike ({contrast(first.colour, second.colour):.2f}): "
        f"{to_hex(first.colour)}, {to_hex(second.colour)}"
        for first, second in combinations([*lines, *series.values()], 2)
        if (first.kind, first.style) == (second.kind, second.style)
        and contrast(first.colour, second.colour) < LEAST_APART
    ]


def stretched(axes: Axes) -> list[str]:
    """Series of one or two points that are drawn as a line across the picture."""
    longest = max(
        (
            sum(not np.isnan(value).any() for value in np.array(mark.values, dtype=float))
            for mark in marks(axes)
            if mark.kind == "line" and mark.style.split()[-1] not in ("None", "many")
        ),
        default=3,
    )
    return [f"a line of {longest} points"] if longest < 3 else []


# values and their marks -------------------------------------------------------------------------


def far_from_mark(axes: Axes) -> list[str]:
    """Values that are written far from every mark of that value, and names that are far from what
    they name without a line that leads there.
    """
    drawn, far = list(marks(axes)), []
    if not axes.axison:  # a map, whose numbers are ranks
        return far
    points = axes.figure.dpi / 72
    for text in axes.texts:
        box = _box(text, axes.figure)
        number = _number(text.get_text().removeprefix("\n"))
        if number:
            distance = min(_distances(axes, box, drawn, number), default=np.inf)
            if distance > FAR * points:
                far.append(f"far from its mark ({distance / points:.0f} pt): {text.get_text()}")
        elif isinstance(text, Annotation) and not text.arrow_patch:
            spot = axes.transData.transform(text.xy)
            distance = _distance(box, Bbox([spot, spot]))
            if distance > FAR * points:
                far.append(f"far from its line ({distance / points:.0f} pt): {text.get_text()}")
    return far


def _distances(axes: Axes, box: Bbox, drawn: list[Mark], number: re.Match[str]) -> Iterator[float]:
    """From a number to each mark that shows it, as far as its digits say; axes count units or
    millions of them.
    """
    digits = number["digits"].replace(",", "")
    value, slack = float(digits), 0.51 * 10 ** -len(digits.partition(".")[2])
    for mark in drawn:
        for at in mark.values:
            shown = [abs(float(part)) for part in at]
            if any(abs(part * scale - value) <= slack for part in shown for scale in (1, 1e6)):
                spot = mark.box if mark.kind == "bar" else axes.transData.transform([at, at])
                yield _distance(box, spot if mark.kind == "bar" else Bbox(spot))


def _distance(box: Bbox, other: Bbox) -> float:
    """Between two boxes, in dots; zero where they overlap."""
    beyond = [
        max(its_low - high, 0, low - its_high)
        for low, high, its_low, its_high in zip(box.min, box.max, other.min, other.max, strict=True)
    ]
    return float(np.hypot(*beyond))

"""What happened and what was expected instead: lines, and one gap among everyone's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.collections import LineCollection

from hnb.charts import labels, style
from hnb.charts.over_time import FEWEST_YEARS
from hnb.domain.words import capitalised

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from hnb.domain.comparators import Ask
    from hnb.questions.programme.model import Effect


def against_otherwise(
    effect: Effect, ask: Ask, start_year: int, programme: str = ""
) -> style.Chart | None:
    """What happened by January and, since the start, what was expected with its range and what a
    mix of similar authorities had; nothing where there are fewer than three Januaries.
    """
    if len(effect.path) < FEWEST_YEARS:
        return None
    who = ask.authority.name
    share = "" if effect.key == "plans" else "Percentage of all: "
    unit = capitalised(f"{share}{effect.says}") + ", January"
    lines = effect.path.reindex(columns=["actual", "expected", "low", "high", "synthetic"])
    lines = lines.astype(float)
    # what was expected starts from what was there
    lines.loc[start_year, ["expected", "low", "high"]] = lines["actual"].get(start_year)
    lines = lines.sort_index()
    since = lines.loc[start_year:].dropna(subset="expected")
    is_expected = len(since) > 1
    if is_expected:
        unit += "\nShaded: the range of ordinary differences (95% of authorities)"
    figure, axes = style.canvas(3.1, unit=unit)
    style.band(axes, since, "low", "high")
    drawn = {
        "actual": style.Line(f"{who}, actual", style.STRONG, 2.6),
        "synthetic": style.Line("mix of similar areas", style.OTHERS, 2, (0, (1, 1))),
        "expected": style.Line("expected", style.DARK, 2, style.DASHED),
    }
    lines.loc[: start_year - 1, "synthetic"] = None
    ends = style.lines(axes, lines, drawn)
    if not is_expected:
        ends = [end for end in ends if end[2] == drawn["actual"].label]
    top = float(lines.max().max()) * 1.06
    axes.set_ylim(0, top)
    _draw_start(axes, programme, start_year)
    style.years(axes, list(lines.index))
    labels.label_ends(axes, ends)
    caption = f"{who}: {effect.says}, January by January"
    if is_expected:
        caption = (
            f"{capitalised(effect.says)}, {who}: {effect.actual:read} in January {effect.january}, "
            f"{effect.expected:read} expected"
        )
    shown = (effect.actual, effect.expected, effect.gap, effect.mix.gap)
    return style.finish(figure, _alternative(effect, who, is_expected), caption, shown)


def _alternative(effect: Effect, who: str, is_expected: bool) -> str:
    januaries = list(effect.path.index)
    alt = f"Lines of {effect.says} in {who} by January"
    if januaries:
        alt += f", {januaries[0]} to {januaries[-1]}"
    if effect.actual.known:
        alt += f"; {effect.actual} in {effect.actual.period}"
    if is_expected:
        return f"{alt}; expected {effect.expected} ({effect.expected.interval})."
    return f"{alt}. What was expected is not drawn: {effect.why}."


def among_placebos(
    effect: Effect, ask: Ask, start_year: int, programme: str = ""
) -> style.Chart | None:
    """Every authority's gap from its own mix of similar ones by January, the authority's own among
    them; nothing where there are none.
    """
    if not len(effect.mix.placebos):
        return None
    who = ask.authority.name
    unit = "per cent" if effect.key == "plans" else "percentage points"
    figure, axes = style.canvas(
        3.2, unit=f"Gap from a mix of similar areas, {unit}; grey: each other authority"
    )
    _draw_gaps(axes, effect.mix.placebos, ask)
    _draw_start(axes, programme, start_year)
    alt = (
        f"Lines of the gap from a mix of similar areas, by January, for {who} and {effect.donors}. "
        f"In January {effect.january} the gap of {who} is {effect.mix.gap}; {effect.mix.p} of "
        "authorities have one as large for their size. The furthest lines run off the picture."
    )
    caption = (
        f"{effect.mix.p:read} of authorities have a gap as large as that of {who}, for their size: "
        f"{effect.says}"
    )
    shown = (effect.mix.gap, effect.mix.p, effect.donors)
    return style.finish(figure, alt, caption, shown, appendix=True)


def _draw_gaps(axes: Axes, placebos: pd.DataFrame, ask: Ask) -> None:
    januaries = [int(year) for year in placebos.columns]
    gap, others = placebos.T[ask.la_code], placebos.drop(index=ask.la_code)
    edge = 1.3 * float(placebos[januaries[-1]].abs().quantile(0.95))
    drawn = [np.column_stack([januaries, row]) for row in others.to_numpy(dtype=float)]
    axes.add_collection(LineCollection(drawn, colors=style.OTHERS, linewidths=0.4))
    axes.plot(januaries, gap, color=style.STRONG, lw=2.4)
    axes.set_ylim(-edge, edge)
    axes.axhline(0, color=style.TEXT, lw=0.8)
    style.years(axes, januaries)
    end = min(max(float(gap.iloc[-1]), -edge), edge)
    labels.label_ends(axes, [(januaries[-1], end, ask.authority.name, style.STRONG)])


def _draw_start(axes: Axes, programme: str, start_year: int) -> None:
    """A line at the January from which a programme is counted, with its name."""
    axes.axvline(start_year, color=style.TEXT, lw=0.9)
    words = f"{programme or 'programme'}: counted from here"
    labels.note(axes, words, (start_year, axes.get_ylim()[1]), (0, 8), style.TEXT, ha="center")

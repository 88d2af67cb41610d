"""What came and what would otherwise have been: lines, and one gap among everybody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.charts import style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from hnb.domain.comparators import Ask
    from hnb.questions.programme.model import Effect


def against_otherwise(effect: Effect, ask: Ask, start_year: int) -> style.Chart:
    """What came by January, the synthetic control, and since the start what was to be expected with
    its limits.
    """
    who = ask.authority.name
    share = "" if effect.key == "plans" else "Percentage of all: "
    figure, axes = style.canvas(2.9, unit=f"{share}{effect.says}")
    lines = effect.path.reindex(columns=["actual", "expected", "low", "high", "synthetic"])
    lines = lines.astype(float)
    # what was expected starts from what was there
    lines.loc[start_year, ["expected", "low", "high"]] = lines["actual"].get(start_year)
    lines = lines.sort_index()
    since = lines.loc[start_year:].dropna(subset="expected")
    is_expected = len(since) > 1
    style.band(axes, since, "low", "high")
    drawn = {
        "synthetic": style.Line("mix of others", style.THIRD, dash=(0, (1, 1.5))),
        "expected": style.Line("expected", style.DARK, dash=style.DASHED),
        "actual": style.Line(who, style.STRONG, 2.6),
    }
    ends = style.lines(axes, lines, drawn)
    if not is_expected:
        ends = [end for end in ends if end[2] == who]
    top = 1.0
    if len(effect.path):
        top = float(lines.max().max()) * 1.06
    axes.set_ylim(0, top)
    axes.axvline(start_year, color=style.TEXT, lw=0.9)
    style.note(axes, "start", (start_year, top * 0.05), (4, 0), style.TEXT)
    style.years(axes, list(lines.index))
    style.label_ends(axes, ends, height=2.8)
    caption = f"What came: {effect.says}, {who}"
    if is_expected:
        caption = (
            f"What came and what was to be expected: {effect.says}, {who}; the band is where "
            "95% of gaps lie"
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
        return f"{alt}; {effect.expected} was to be expected ({effect.expected.interval})."
    return f"{alt}. What would otherwise have been is not drawn: {effect.why}."


def among_placebos(effect: Effect, ask: Ask, start_year: int) -> style.Chart:
    """Every authority's gap from its own synthetic control by January, the authority's own among
    them.
    """
    who = ask.authority.name
    unit = "per cent" if effect.key == "plans" else "percentage points"
    figure, axes = style.canvas(3.2, unit=f"Gap from a mix of others, {unit}")
    alt = f"No gaps can be drawn for {who}: {effect.why}."
    if len(effect.mix.placebos):
        _draw_gaps(axes, effect.mix.placebos, ask, start_year)
        alt = (
            f"Lines of the gap from a mix of others, by January, for {who} and {effect.donors}. In "
            f"January {effect.january} the gap of {who} is {effect.mix.gap}; "
            f"{effect.mix.p} of authorities have one as large for their size. The furthest "
            "lines run off the picture."
        )
    caption = (
        f"The gap of {who} among those of all others, where nothing is known to have been "
        f"done: {effect.says}"
    )
    shown = (effect.mix.gap, effect.mix.p, effect.donors)
    return style.finish(figure, alt, caption, shown, appendix=True)


def _draw_gaps(axes: Axes, placebos: pd.DataFrame, ask: Ask, start_year: int) -> None:
    januaries = [int(year) for year in placebos.columns]
    gap, others = placebos.T[ask.la_code], placebos.drop(index=ask.la_code)
    edge = 1.3 * float(placebos[januaries[-1]].abs().quantile(0.95))
    axes.plot(januaries, others.T, color=style.GREY, lw=0.5)
    axes.plot(januaries, gap, color=style.STRONG, lw=2.4)
    axes.set_ylim(-edge, edge)
    axes.axhline(0, color=style.TEXT, lw=0.8)
    axes.axvline(start_year, color=style.TEXT, lw=0.9)
    style.years(axes, januaries)
    end = min(max(float(gap.iloc[-1]), -edge), edge)
    style.label_ends(axes, [(januaries[-1], end, ask.authority.name, style.STRONG)], height=2.6)

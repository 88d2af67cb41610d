"""What came beside what would otherwise have been: the verdict in words, lines, and one gap among
everybody's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hnb.charts import style, words
from hnb.figures import Listing, Sentence, say

if TYPE_CHECKING:
    from hnb.domain.comparators import Ask
    from hnb.questions.programme.model import Effect
    from hnb.questions.programme.other_outcomes import Alongside


_FOUND = " The test would find a true {difference} of about {detectable} four times in five."


def verdict(effect: Effect, ask: Ask, start: int) -> Sentence:
    """The verdict on one outcome, the gap and what it could have been by chance, and the detectable
    effect.
    """
    what = "the number of EHC plans" if effect.key == "plans" else f"the share of {effect.says}"
    known, level = (
        effect.gap.value is not None,
        abs(float(effect.gap.value or 0)) < 0.05,
    )  # it would be written as 0.0
    apart = "in line with" if level else "{gap:size} {side}"
    told = (
        f" In {{january}} it was {{actual}}, {apart} the {{expected}} to be expected; anything "
        "from "
        "{expected:interval} would be no surprise{why}." + _FOUND
        if known
        else " Nothing can be reckoned: {why}."
        + (_FOUND if effect.ahead[1].value is not None else "")
    )
    later = "" if known else " after two years"
    return say(
        "The verdict on {what} in {who} since {start} is: {verdict}." + told,
        summary=f"verdict on {effect.key}",
        what=what,
        start=f"January {start}",
        who=ask.authority.name,
        verdict=effect.verdict,
        actual=effect.actual,
        january=f"January {effect.january}",
        gap=effect.gap,
        side="below" if float(effect.gap.value or 0) < 0 else "above",
        expected=effect.expected,
        why=f", but {effect.why}" if known and effect.why else effect.why,
        difference=f"difference{later}",
        detectable=effect.detectable if known else effect.ahead[1],
    )


def other_tests(effect: Effect) -> Sentence:
    """The synthetic control and the ratio of errors, beside the test and never instead of it."""
    if effect.synthetic.value is None:
        return say(
            "No synthetic control can be mixed for {says}: {why}.", says=effect.says, why=effect.why
        )
    ratio = "the ratio is {ratio}" if effect.ratio.value is not None else "{why}"
    return say(
        "On {says}, {p} of all authorities have as large a gap for their size. A mix of others "
        "with the same past "
        "gives a gap of {synthetic} ({synthetic_p} have as large a one), and {without:interval} "
        "with each of its "
        "authorities left out in turn. By the ratio of errors since the start to errors before, "
        "often used as a test, "
        f"{{ratio_p}} would be as extreme; {ratio}. It decides nothing here.",
        says=effect.says,
        p=effect.p,
        synthetic=effect.synthetic,
        synthetic_p=effect.synthetic_p,
        without=effect.without_one,
        ratio_p=effect.ratio_p,
        ratio=effect.ratio,
        why=effect.ratio.reason or "none",
    )


def found_at(effects: tuple[Effect, ...]) -> Listing:
    """The verdict on each outcome and, beside it, the effects that could be found one, two and
    three years on.
    """
    rows = (
        (each.says, each.verdict, each.gap, each.p, each.detectable, *each.ahead)
        for each in effects
    )
    header = (
        "Outcome",
        "Verdict",
        "Gap",
        "As large in England",
        "Detectable",
        "After one year",
        "two",
        "three",
    )
    return words.table("Verdicts, and the effects that could have been found", header, rows)


def alongside(found: tuple[Alongside, ...], ask: Ask) -> Listing:
    """Other outcomes year by year, without a verdict."""
    rows = ((each.measure, each.period, each.own, each.middle) for each in found)
    who = ask.authority.name
    header = ("Outcome", "Year", who, "Middle authority")
    return words.table(f"Other outcomes, {who}, without a verdict", header, rows, appendix=True)


def against_otherwise(effect: Effect, ask: Ask, start: int) -> style.Chart:
    """What came by January, the synthetic control, and since the start what was to be expected with
    its limits.
    """
    counted, who, path = effect.key == "plans", ask.authority.name, effect.path
    figure, axes = style.canvas(
        2.9, unit=effect.says if counted else f"Percentage of all: {effect.says}"
    )
    januaries = [int(year) for year in path.index]
    known = path.reindex(columns=["own", "expected", "low", "high", "synthetic"]).astype(float)
    known.loc[start, ["expected", "low", "high"]] = known["own"].get(start)
    since = known.loc[start:].dropna(subset="expected").sort_index()
    style.band(axes, since, "low", "high")
    drawn = {
        "synthetic": style.Line("mix of others", style.THIRD, dash=(0, (1, 1.5))),
        "expected": style.Line("expected", style.DARK, dash=style.DASHED),
        "own": style.Line(who, style.STRONG, 2.6),
    }
    ends = style.lines(axes, known.sort_index(), drawn)
    if len(since) < 2:
        ends = [end for end in ends if end[2] == who]
    top = float(known.max().max()) * 1.06 if januaries else 1
    axes.set_ylim(0, top)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.axvline(start, color=style.TEXT, lw=0.9)
    style.note(axes, "start", (start, top * 0.05), (4, 0), style.TEXT)
    style.years(axes, sorted({*januaries, start}))
    style.label_ends(axes, ends, height=2.8)
    alt = f"Lines of {effect.says} in {who} by January"
    if januaries:
        alt += f", {januaries[0]} to {januaries[-1]}; {effect.actual} in {effect.actual.period}"
    if len(since) > 1:
        alt += f"; {effect.expected} was to be expected ({effect.expected.interval})"
    alt += (
        f". What would otherwise have been is not drawn: {effect.why}." if len(since) < 2 else "."
    )
    shown = (effect.actual, effect.expected, effect.gap, effect.synthetic)
    caption = f"What came: {effect.says}, {who}"
    if len(since) > 1:
        caption = (
            f"What came and what was to be expected: {effect.says}, {who}; the band is where "
            "95% of gaps lie"
        )
    return style.finish(figure, alt, caption, shown)


def among_placebos(effect: Effect, ask: Ask, start: int) -> style.Chart:
    """Every authority's gap from its own synthetic control by January, the authority's own among
    them.
    """
    counted, who = effect.key == "plans", ask.authority.name
    gaps, mine = effect.placebos.to_numpy(float), effect.placebos.index == ask.la_code
    lines = np.asarray(100 * np.expm1(gaps) if counted else gaps)
    figure, axes = style.canvas(
        3.2, unit=f"Gap from a mix of others, {'per cent' if counted else 'percentage points'}"
    )
    when = [int(year) for year in effect.placebos.columns]
    alt = f"No gaps can be drawn for {who}: {effect.why}."
    if when:
        last, own = np.abs(lines[:, -1]), float(lines[mine, -1][0])
        edge = 1.3 * float(np.quantile(last, 0.95))
        axes.plot(when, lines[~mine].T, color=style.GREY, lw=0.5)
        axes.plot(when, lines[mine].T, color=style.STRONG, lw=2.4)
        axes.set_ylim(-edge, edge)
        axes.axhline(0, color=style.TEXT, lw=0.8)
        axes.axvline(start, color=style.TEXT, lw=0.9)
        style.years(axes, when)
        style.label_ends(
            axes, [(when[-1], min(max(own, -edge), edge), who, style.STRONG)], height=2.6
        )
        alt = (
            f"Lines of the gap from a mix of others, by January, for {who} and {effect.donors}. In "
            "January "
            f"{effect.january} the gap of {who} is {effect.synthetic}; {effect.synthetic_p} of "
            "authorities have one "
            "as large for their size. The furthest lines run off the picture."
        )
    shown = (effect.synthetic, effect.synthetic_p, effect.ratio, effect.ratio_p, effect.donors)
    caption = (
        f"The gap of {who} among those of all others, where nothing is known to have been "
        f"done: {effect.says}"
    )
    return style.finish(figure, alt, caption, shown, appendix=True)

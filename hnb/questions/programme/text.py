"""The sentences and tables about a programme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hnb.figures import Figure, Listing, Sentence, listing, say

if TYPE_CHECKING:
    from hnb.domain.comparators import Ask
    from hnb.questions.programme.model import Effect
    from hnb.questions.programme.other_outcomes import OtherOutcome


def verdict(effect: Effect, ask: Ask, start_year: int) -> Sentence:
    """The verdict on one outcome, the gap and what it could have been by chance, and the detectable
    effect.
    """
    counts_plans = effect.key == "plans"
    return say(
        "The verdict on {what} in {who} since {start} is: {verdict}. In {january} it was {actual}, "
        + _position(effect.gap)
        + " the {expected} to be expected; anything from {expected:interval} would be no surprise"
        "[, but {step}]. The test would find a true difference of about {detectable} four times in "
        "five.",
        otherwise="The verdict on {what} in {who} since {start} is: {verdict}. Nothing can be "
        "reckoned: {reason}.[ The test would find a true difference after two years of about "
        "{detectable_later} four times in five.]",
        needs="gap",
        summary=f"verdict on {effect.key}",
        what="the number of EHC plans" if counts_plans else f"the share of {effect.says}",
        who=ask.authority.name,
        start=f"January {start_year}",
        verdict=effect.verdict,
        january=f"January {effect.january}",
        actual=effect.actual,
        gap=effect.gap,
        expected=effect.expected,
        step=effect.why,
        detectable=effect.detectable,
        detectable_later=effect.ahead[1],
    )


def _position(gap: Figure) -> str:
    """Where what came lies, as part of a template."""
    if abs(gap.number) < 0.05:  # it would be written as 0.0
        return "in line with"
    return "{gap:size} below" if gap.number < 0 else "{gap:size} above"


def other_tests(effect: Effect) -> Sentence:
    """The synthetic control, shown with the test and never instead of it."""
    return say(
        "On {says}, {p} of all authorities have as large a gap for their size. A mix of others "
        "with the same past gives a gap of {synthetic} ({synthetic_p} have as large a one), and "
        "{without:interval} with each of its authorities left out in turn.",
        otherwise="No synthetic control can be mixed for {says}: {reason}.",
        says=effect.says,
        p=effect.p,
        synthetic=effect.mix.gap,
        synthetic_p=effect.mix.p,
        without=effect.mix.without_one,
    )


def found_at(effects: Sequence[Effect]) -> Listing | None:
    """The verdict on each outcome, and the effects that could be found one, two and
    three years on; none where nothing of them is known.
    """
    figures = (
        each for effect in effects for each in (effect.gap, effect.detectable, *effect.ahead)
    )
    if not any(figure.known for figure in figures):
        return None
    return listing(
        "Verdicts, and the effects that could have been found",
        (
            "Outcome",
            "Verdict",
            "Gap",
            "As large in England",
            "Detectable",
            "After one year",
            "two",
            "three",
        ),
        [
            (effect.says, effect.verdict, effect.gap, effect.p, effect.detectable, *effect.ahead)
            for effect in effects
        ],
    )


def left_out(excluded: Sequence[int], ask: Ask) -> Sentence | None:
    """Which authorities are not compared with."""
    if not excluded:
        return None
    return say(
        "Left out of the comparison: {names}.",
        names=", ".join(ask.name(code) for code in excluded),
    )


def other_outcomes(outcomes: Sequence[OtherOutcome], ask: Ask) -> Listing:
    """Other outcomes year by year, without a verdict."""
    who = ask.authority.name
    return listing(
        f"Other outcomes, {who}, without a verdict",
        ("Outcome", "Year", who, "Middle authority"),
        [(item.measure, item.period, item.authority, item.middle) for item in outcomes],
        appendix=True,
    )

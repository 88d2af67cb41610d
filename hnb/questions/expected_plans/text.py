"""Sentences and tables on the rate of plans that would be expected."""

from __future__ import annotations

from hnb.figures import Listing, Sentence, ends, listing, say, say_if_known
from hnb.questions.expected_plans.model import ExpectedPlans


def expected(result: ExpectedPlans) -> Sentence:
    """The rate, the expected one and where it lies from it, or why nothing is expected."""
    return say(
        "[{result.note}. ]At January {ask.january} {ask.authority.name} had a rate of EHC plans "
        "of {result.rate} {result.per}. From what it cannot choose, {first.says} would lead one "
        "to expect "
        "{first.expected}, and in 95% of such authorities something from "
        "{first.expected:interval}: the rate is {first.ratio} of the expected one "
        "({first.ratio:interval}), {result.verdict}.",
        otherwise="No rate of plans can be expected of {ask.authority.name} at January "
        "{ask.january}: {reason}.",
        needs="first.expected",
        summary="expected",
        ask=result.ask,
        result=result,
        first=result.models[0],
    )


def explained(result: ExpectedPlans) -> Sentence | None:
    """How much of the differences between authorities the first model predicts."""
    return say_if_known(
        "Little is settled by it: the model predicts {share} of how the rates of {used} differ, "
        "each left out in turn, so that most of what makes them differ is not in it.",
        share=result.models[0].explained,
        used=result.used,
    )


def disagreement(result: ExpectedPlans) -> Sentence | None:
    """How far the models are apart."""
    if not result.published:
        return None
    low, high = result.span
    return say(
        "What the models expect of {result.ask.authority.name} runs from {low} to {high}, by what "
        "each is given.",
        result=result,
        low=low,
        high=high,
    )


def neighbours(result: ExpectedPlans) -> list[Sentence]:
    """How much of the differences each list of statistical neighbours predicts."""
    return [
        say(
            "Beside it, {neighbours.says} predicts {neighbours.explained} of the differences, "
            "where nought is no better than the average of all.",
            neighbours=expectation,
        )
        for expectation in result.neighbours
        if expectation.explained.known
    ]


def expectations(result: ExpectedPlans) -> Listing | None:
    """What each model and each list of neighbours expects."""
    if not result.published:
        return None
    return listing(
        f"The rate of EHC plans to be expected of {result.ask.authority.name}, "
        f"January {result.ask.january}",
        (
            "Predicted by",
            "Expected",
            "Lowest",
            "Highest",
            "Observed over expected",
            "Differences predicted",
        ),
        [
            (way.says, way.expected, *ends(way.expected), way.ratio, way.explained)
            for way in (*result.models, *result.neighbours)
        ],
        source=f"Note: plans per 1,000 {result.per}. Lowest and highest: 95% prediction interval; "
        "neighbours give none.",
    )


def measures(result: ExpectedPlans) -> Listing | None:
    """What the first model is given: the authority's measures, and the middle of all."""
    if not result.published:
        return None
    name = result.ask.authority.name
    return listing(
        f"What {name} cannot choose, and the middle of all authorities, "
        f"January {result.ask.january}",
        ("Measure", name, "Middle of all"),
        [(measure.name, measure.authority, measure.middle) for measure in result.measures],
        source="Note: the latest by that January. The region is given too.",
        appendix=True,
    )

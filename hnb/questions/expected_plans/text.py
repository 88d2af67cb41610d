"""Sentences and tables on the rate of plans that would be expected."""

from __future__ import annotations

from hnb.figures import Listing, Sentence, ends, listing, say, say_if_known
from hnb.questions.expected_plans.model import ExpectedPlans


def expected(result: ExpectedPlans) -> Sentence:
    """The expected rate, the actual one and where it lies, or why nothing is expected."""
    return say(
        "Given its children’s ages, deprivation and region, we would expect the rate of EHC plans "
        "in {name} to be {first.expected} {per}. In {when} it was {result.rate}, {result.place}.",
        otherwise="No rate of plans can be expected of {name} for {when}: {reason}.",
        needs="first.expected",
        name=result.ask.authority.name,
        when=f"January {result.ask.january}",
        per=result.per.partition(" (")[0],
        result=result,
        first=result.models[0],
    )


def likely(result: ExpectedPlans) -> Sentence | None:
    """The range in which the rates of most such areas lie, and of which January this is."""
    return say_if_known(
        "[{result.note}. ]The likely range for an area like this is {first.expected:range}.",
        result=result,
        first=result.models[0],
    )


def explained(result: ExpectedPlans) -> Sentence | None:
    """How much of the differences between authorities the first model predicts."""
    share = result.models[0].explained
    how_much = "{share:read} of" if share.known and share.number >= 1 else "hardly any of"
    return say_if_known(
        f"These factors explain {how_much} the differences between {{used}}, so treat this as "
        "background.",
        share=share,
        used=result.used,
    )


def disagreement(result: ExpectedPlans) -> Sentence | None:
    """The lowest and the highest expectation of the models, and whether they give one answer."""
    if not result.published:
        return None
    low, high = result.span
    answers = "All models give the same answer" if result.agree else "The models disagree"
    return say(f"{answers}: they expect {{low}} to {{high}}.", low=low, high=high)


def neighbours(result: ExpectedPlans) -> list[Sentence]:
    """How much of the differences each list of statistical neighbours predicts."""
    return [
        say(
            "By comparison, {neighbours.says} predicts {neighbours.explained} of the differences, "
            "where zero is no better than the average of all.",
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
        f"The rate of EHC plans expected of {result.ask.authority.name}, "
        f"January {result.ask.january}",
        (
            "Predicted by",
            "Expected",
            "Lowest",
            "Highest",
            "Actual as a percentage of expected",
            "Differences predicted",
        ),
        [
            (model.says, model.expected, *ends(model.expected), model.ratio, model.explained)
            for model in (*result.models, *result.neighbours)
        ],
        source=f"Note: plans per 1,000 {result.per}. Lowest and highest: 95% prediction interval; "
        "neighbours give none.",
    )


def measures(result: ExpectedPlans) -> Listing | None:
    """What the first model is given: the authority's measures, and the median of all."""
    if not result.published:
        return None
    name = result.ask.authority.name
    return listing(
        f"What {name} cannot choose, and the median of all authorities, "
        f"January {result.ask.january}",
        ("Measure", name, "Median of all"),
        [(measure.name, measure.authority, measure.middle) for measure in result.measures],
        source="Note: the latest by that January. The region is given too.",
        appendix=True,
    )

"""Sentences and tables of EHC plans per 1,000 residents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.domain.comparators import MANY
from hnb.domain.words import listed, spans
from hnb.figures import Figure, Listing, Sentence, listing, say, say_if_known

if TYPE_CHECKING:
    from hnb.questions.prevalence.model import Prevalence

UNUSUAL = {
    "within": "not statistically unusual: it lies where 95% of ordinary authorities of its size "
    "are expected, {limits:interval}",
    "above": "statistically unusual: above {limits:interval}, where 95% of ordinary authorities of "
    "its size are expected",
    "below": "statistically unusual: below {limits:interval}, where 95% of ordinary authorities of "
    "its size are expected",
    "too small": "not judged: with so few children, chance alone moves it too much",
}
_PLACE = {
    "above": "higher than three quarters of",
    "below": "lower than three quarters of",
    "in the middle": "in the middle of",
}
_KINDS = {
    "list": "another list of similar authorities",
    "denominator": "another age group",
    "year": "another year",
    "neighbour": "any one of them left out",
}
_ANSWERS = {
    "mean": "Their mean",
    "median": "Their median",
    "rank": "Rank",
    "standing": "Answer",
}
_RANGES = {
    "lowest": "Lowest",
    "highest": "Highest",
    "pooled": "All together",
    "used": "Number used",
    "difference": "Plans above or below",
}


def _top(rank: Figure, of: Figure) -> str:
    return {1: "the highest", of.value: "the lowest"}.get(rank.value, "the {rank} highest")


def rate(result: Prevalence) -> Sentence:
    """How many plans, per how many children, with the comparators' median and England's rate."""
    if not result.plans.known:
        return say("{why}.", summary="rate", why=result.plans.reason)
    return say(
        "[{result.note}. ]{ask.authority.name} had {plans} in force in {plans.period}, "
        "{result.rate} {result.per.says}[; the middle rate of {main.comparators.others} is "
        "{main.median}][; England has {result.england}].",
        otherwise="{ask.authority.name} had {plans} in force in {plans.period}; its rate is not "
        "available: {reason}.",
        needs="result.rate",
        summary="rate",
        result=result,
        ask=result.ask,
        plans=result.plans,
        main=result.main,
    )


def newer(result: Prevalence) -> Sentence | None:
    """The count of a January that is not compared, since few authorities have one."""
    if result.newer is None:
        return None
    return say(
        "{name} had {newer} in {newer.period}. Too few authorities have a count of that January to "
        "compare it with, so the comparisons here are of {result.plans.period}.",
        summary="rate",
        name=result.ask.authority.name,
        newer=result.newer,
        result=result,
    )


def withheld(result: Prevalence) -> Sentence | None:
    """That nearly every other authority has a count of a later January, and this one has none."""
    if result.withheld is None:
        return None
    return say(
        "{withheld.reason}, so this is of {result.plans.period}.",
        summary="answer",
        withheld=result.withheld,
        result=result,
    )


def _left_out(result: Prevalence) -> str:
    """What must be known of the list: whether it is a later one, and whom it lacks."""
    main = result.main
    remarks = [" That list was drawn up on later data."] if main.later_list else []
    if main.left_out and len(main.comparators.codes) <= MANY:
        reasons = main.why_left_out.items()
        names = [f"{result.ask.name(code)} ({reason})" for code, reason in reasons]
        remarks.append(f" Left out: {listed(names)}.")
    return "".join(remarks)


def verdict(result: Prevalence) -> Sentence:
    """Whether the figures bear out that there are more plans here: the place among comparators, and
    in plans.
    """
    main, gap, left_out = result.main, result.main.difference, _left_out(result)
    if not main.standing:
        return say(
            "{ask.authority.name} cannot be set among {main.comparators.others}: {why}.{left}",
            summary="answer",
            ask=result.ask,
            main=main,
            why=gap.reason or "too few of them have a rate",
            left=left_out,
        )
    could_be_chance = (gap.low or 0) <= 0 <= (gap.high or 0)
    return say(
        "The published figures {borne} that {ask.authority.name} has more EHC plans for its size "
        "than similar authorities. In {plans.period} its rate per 1,000 {per} is {place} "
        "{main.comparators.others}: "
        + _top(main.rank, main.group)
        + " of {main.group}. It has {gap:size} {more} than it would at their rate; chance in the "
        "count alone {chance} that.{left}",
        summary="answer",
        borne="bear out" if main.standing == "above" else "do not bear out",
        ask=result.ask,
        plans=result.plans,
        per=result.per.residents,
        place=_PLACE[main.standing],
        rank=main.rank,
        main=main,
        gap=gap,
        more="more" if gap.number > 0 else "fewer",
        chance="could explain" if could_be_chance else "does not explain",
        left=left_out,
    )


def unusual(result: Prevalence) -> Sentence:
    """Where it ranks in England, and whether that is statistically unusual."""
    if not result.rate.known or result.place not in UNUSUAL:
        why = result.limits.reason or "no limits can be set"
        return say("How unusual the rate is in England cannot be said: {why}.", why=why)
    top = _top(result.rank_in_england, result.ranked_in_england)
    return say(
        f"The rate is {top} of {{ranked}} in England, and is {UNUSUAL[result.place]}.",
        rank=result.rank_in_england,
        ranked=result.ranked_in_england,
        limits=result.limits,
    )


def flips(result: Prevalence) -> Sentence:
    """Whether the answer changes with the list, the age group, the year or a single comparator."""
    tried = {alternative.kind for alternative in result.alternatives}
    if not tried:
        why = "there is no other figure to set beside it"
        return say("Whether the answer holds cannot be tried: {why}.", summary="answer", why=why)
    same = [label for kind, label in _KINDS.items() if kind in tried and kind not in result.flips]
    parts = []
    if same:
        parts.append(f"The answer (‘{result.main.standing}’) is the same with {listed(same)}.")
    for kind in result.flips:
        what = "It" if parts else "The answer"
        parts.append(f"{what} changes with {_KINDS[kind]} ({_other_answers(result, kind)}).")
    if "denominator" not in tried:
        parts.append(f"Another age group could not be tried for {result.plans.period}.")
    return say("{answers}", summary="answer", answers=" ".join(parts))


def _other_answers(result: Prevalence, kind: str) -> str:
    """Each other answer, and with what it is given; Januaries that follow each other are run
    together.
    """
    labels: dict[str, list[str]] = {}
    for alternative in result.alternatives:
        if alternative.kind == kind and not alternative.holds:
            labels.setdefault(alternative.standing, []).append(alternative.label)
    return "; ".join(f"{answer}: {_labels(kind, names)}" for answer, names in labels.items())


def _labels(kind: str, names: list[str]) -> str:
    if kind == "year":
        return f"January {spans(int(name.split()[-1]) for name in names)}"
    return listed(names)


def pulled(result: Prevalence) -> Sentence | None:
    """What the comparators' mean would be without the one that is furthest from it."""
    return say_if_known(
        "Without {furthest}, which is furthest from it, their mean of {main.mean} would be "
        "{main.mean_without_one}.",
        furthest=result.ask.name(result.main.furthest or 0),
        main=result.main,
    )


def grown(result: Prevalence) -> Sentence:
    """Growth in plans, with that of the comparators and of England."""
    return say(
        "Since January {growth.since} plans have grown by {growth.own}[, against "
        "{growth.comparators} for {others} together][ and {growth.england} for England].",
        otherwise="Growth is not available: {reason}.",
        needs="growth.own",
        growth=result.growth,
        others=result.main.comparators.others,
    )


def mismatches(result: Prevalence) -> Sentence:
    """How each population held does not fit the plans."""
    populations = [result.populations[name] for name in result.over]
    words = [f"Per {population.says}: {population.mismatch}" for population in populations]
    return say("{mismatches}.", mismatches=". ".join(words))


def side_by_side(result: Prevalence, ranges: bool = False) -> Listing:
    """Every list and population held: rates, rank and answer; or, for an appendix, the ranges and
    differences.
    """
    caption, columns = (
        "The same question over each list and population",
        {"own": result.ask.authority.name, **_ANSWERS},
    )
    if ranges:
        caption, columns = "Ranges and differences", _RANGES
    rows = [
        (
            among.comparators.name,
            result.populations[name].says,
            *(getattr(among, column) or "not available" for column in columns),
        )
        for name, compared in result.over.items()
        for among in compared.groups
    ]
    header = ("Compared with", "Per", *columns.values())
    return listing(f"{caption}, {result.plans.period}", header, rows, appendix=ranges)

"""Sentences and tables of EHC plans per 1,000 residents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.comparison.among import SAME, USUAL
from hnb.comparison.listings import place
from hnb.domain.comparators import MANY
from hnb.domain.words import capitalised, listed, spans
from hnb.figures import Figure, Listing, Sentence, listing, say, say_if_known

if TYPE_CHECKING:
    from hnb.comparison.among import Among
    from hnb.comparison.compared import Compared
    from hnb.questions.prevalence.growing import Growth
    from hnb.questions.prevalence.model import Prevalence

UNUSUAL = {
    "within": "within the normal range for an area of its size",
    "above": "above the normal range for an area of its size",
    "below": "below the normal range for an area of its size",
    "too small": "not judged, since it has too few children",
}
SHORT_ANSWERS = {
    "above": "more than most",
    "below": "fewer than most",
    "in the middle": "in the middle half",
}
DOUBTFUL = "Doubtful"
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
    "difference": "Plans above or below their median",
}


def verdict(result: Prevalence) -> Sentence:
    """Whether there are more plans here than in similar authorities, and how many."""
    main, gap, name = result.main, result.main.difference, result.ask.authority.name
    similar = main.comparators.similar
    if result.headline.doubt:
        return say(
            "Too doubtful to judge: {doubt}. So {name} is not compared with {similar}.",
            doubt=result.headline.doubt,
            name=name,
            similar=similar,
        )
    if not main.standing:
        return say(
            "Too few {similar} have a figure to judge whether {name} has more EHC plans.",
            otherwise="Whether {name} has more EHC plans than {similar} is not known: {reason}.",
            needs=("rate", "gap"),
            rate=result.rate,
            gap=gap,
            name=name,
            similar=similar,
        )
    return say(
        f"{_answer(main.answer)} ({place(main.rank, main.group)} in {{when}}).{_gap(main)}",
        when=result.plans.period,
        rank=main.rank,
        group=main.group,
        gap=gap,
        name=name,
        similar=similar,
        typical=main.comparators.typical,
    )


def _answer(answer: str) -> str:
    """The answer as a template."""
    if answer == SAME:
        return "About the same. {name} has about as many EHC plans for its size as {similar}"
    more = "more" if answer.startswith("Yes") else "fewer"
    whom = "{typical}" if answer.endswith(USUAL) else "most {similar}"
    return f"{answer}. {{name}} has {more} EHC plans for its size than {whom}"


def _gap(main: Among) -> str:
    """How many plans that is, as a template; nothing where it is about the same."""
    gap = main.difference
    if main.answer == SAME or main.answer.endswith(USUAL):
        return ""
    fewer = "fewer" if gap.number > 0 else "more"
    chance = "too many to be chance" if main.beyond_chance else "which could be chance"
    return f" At the rate of {{typical}} it would have {{gap:size}} {fewer} than it has, {chance}."


def rate(result: Prevalence) -> Sentence:
    """How many plans, per how many children, with the comparators' median and England's rate."""
    return say(
        "{name} had {plans} in {plans.period}: {result.rate} {residents}.[ {typical} had "
        "{main.median}.][ England had {result.england}.]",
        otherwise="{name} had {plans} in {plans.period}. Its rate is not known: {reason}.",
        needs="result.rate",
        name=result.ask.authority.name,
        plans=result.plans,
        result=result,
        residents=result.per.residents,
        typical=capitalised(result.main.comparators.typical),
        main=result.main,
    )


def counted_over(result: Prevalence) -> Sentence | None:
    """Why the residents are not those asked for; nothing where they are."""
    return say("{note}.", note=result.note) if result.note else None


def newer(result: Prevalence) -> Sentence | None:
    """The count of a January that is not compared, since few authorities have one."""
    if result.newer is None:
        return None
    return say(
        "{name} had {newer} in {newer.period}. Too few authorities have a count for then, so the "
        "comparisons here are of {result.plans.period}.",
        name=result.ask.authority.name,
        newer=result.newer,
        result=result,
    )


def withheld(result: Prevalence) -> Sentence | None:
    """That nearly every other authority has a count of a later January, and this one has none."""
    if result.withheld is None:
        return None
    return say(
        "These are the figures of {result.plans.period}, because {withheld.reason}.",
        withheld=result.withheld,
        result=result,
    )


def left_out(result: Prevalence) -> Sentence | None:
    """What must be known of the list: whether it is a later one, and whom it lacks."""
    main, remarks = result.main, []
    if main.later_list:
        remarks.append("The list of similar authorities was drawn up on later data.")
    if main.left_out and len(main.comparators.codes) <= MANY:
        reasons = main.why_left_out.items()
        names = [f"{result.ask.name(code)} ({reason})" for code, reason in reasons]
        remarks.append(f"Left out: {listed(names)}.")
    return say("{remarks}", remarks=" ".join(remarks)) if remarks else None


def unusual(result: Prevalence) -> Sentence:
    """Where it ranks in England, and whether that is within the normal range."""
    if result.place not in UNUSUAL:
        return say(
            "Whether the rate is unusual in England is not known[: {why}].",
            otherwise="Whether the rate is unusual in England is not known: {reason}.",
            needs=("rate", "limits"),
            rate=result.rate,
            limits=result.limits,
            why="",
        )
    top = place(result.rank_in_england, result.ranked_in_england)
    return say(
        f"In England its rate is {top}, {UNUSUAL[result.place]}.[ That range is {{limits:range}}.]",
        rank=result.rank_in_england,
        group=result.ranked_in_england,
        limits=result.limits,
    )


def flips(result: Prevalence) -> Sentence:
    """Whether the answer changes with the list, the age group, the year or a single comparator."""
    tried = {alternative.kind for alternative in result.alternatives}
    if not tried:
        return say("There is no other figure to check this answer with.")
    same = [label for kind, label in _KINDS.items() if kind in tried and kind not in result.flips]
    parts = [f"The answer is the same with {listed(same)}."] if same else []
    for kind in result.flips:
        change = "one of them left out" if kind == "neighbour" else _KINDS[kind]
        parts.append(f"It changes with {change} ({_other_answers(result, kind)}).")
    return say("{answers}", answers=" ".join(parts))


def _other_answers(result: Prevalence, kind: str) -> str:
    """Each other answer; in other Januaries, and when it was given."""
    years: dict[str, list[int]] = {}
    for alternative in result.alternatives:
        if alternative.kind == kind and not alternative.holds:
            year = [int(alternative.label.split()[-1])] if kind == "year" else []
            years.setdefault(SHORT_ANSWERS[alternative.standing], []).extend(year)
    return "; ".join(
        f"{answer} in January {spans(whens)}" if whens else answer
        for answer, whens in years.items()
    )


def claims(result: Prevalence) -> Listing | None:
    """What is said of plans here, whether it is so, and how it was a year before."""
    before, now = result.before, result.headline
    if not now.own.known:
        return None
    growth_before, growth_now = result.recent
    rows = (
        (
            "More plans for its size than similar areas",
            DOUBTFUL
            if now.doubt
            else capitalised(SHORT_ANSWERS.get(now.main.standing, "Not known")),
            _place_among(before),
            _place_among(now),
        ),
        (
            "More plans for its size than England",
            DOUBTFUL if now.doubt else _more(now.own, now.england),
            *(
                _next_to("{here}[ (England {other})]", rate.own, rate.england, rate.doubt)
                for rate in (before, now)
            ),
        ),
        _growing(growth_before, growth_now, "comparators", "similar areas"),
        _growing(growth_before, growth_now, "england", "England"),
    )
    return listing(
        f"What is said of plans in {result.ask.authority.name}, and what the figures say",
        ("What is said", f"So in {now.own.period[-4:]}?", before.own.period, now.own.period),
        rows,
    )


def _place_among(rate: Compared) -> Sentence | str:
    main = rate.main
    if rate.doubt:
        return DOUBTFUL
    return say(place(main.rank, main.group), otherwise="–", rank=main.rank, group=main.group)


def _more(here: Figure, other: Figure) -> str:
    """Whether the one is more than the other, as they are printed."""
    if not (here.known and other.known):
        return "Not known"
    if here.read == other.read:
        return "The same"
    return "Yes" if here.number > other.number else "No"


def _next_to(template: str, here: Figure, other: Figure, doubt: str) -> Sentence | str:
    if doubt:
        return DOUBTFUL
    return say(template, otherwise="–", here=here, other=other)


def _growing(before: Growth, now: Growth, group: str, where: str) -> tuple[Sentence | str, ...]:
    """The row of a claim on growth; others' plans are added up."""
    together = "" if group == "england" else " together"
    template = f"{{here:moved}}[ ({where}{together} {{other:moved}})]"
    return (
        f"Plans rising faster than in {where}, over three years",
        DOUBTFUL if now.doubt else _more(now.own, getattr(now, group)),
        _next_to(template, before.own, getattr(before, group), before.doubt),
        _next_to(template, now.own, getattr(now, group), now.doubt),
    )


def pulled(result: Prevalence) -> Sentence | None:
    """What the comparators' mean would be without the one that is furthest from it."""
    return say_if_known(
        "The mean of {others} is {main.mean}. Without {furthest}, which is furthest from it, it "
        "would be {main.mean_without_one}.",
        others=result.main.comparators.briefly,
        furthest=result.ask.name(result.main.furthest or 0),
        main=result.main,
    )


def grown(result: Prevalence) -> Sentence:
    """Growth in plans, with that of the comparators and of England."""
    if result.growth.doubt:
        return say(
            "How plans have grown is too doubtful to say: {doubt}.", doubt=result.growth.doubt
        )
    return say(
        "Plans are {growth.own:moved} since January {growth.since}[; in {others} together they are "
        "{growth.comparators:moved}][, and in England {growth.england:moved}].",
        otherwise="How plans have grown is not known: {reason}.",
        needs="growth.own",
        growth=result.growth,
        others=result.main.comparators.briefly,
    )


def mismatches(result: Prevalence) -> Sentence:
    """How each population that is available does not fit the plans."""
    populations = [result.populations[name] for name in result.over]
    words = [f"Per {population.says}: {population.mismatch}" for population in populations]
    return say("{mismatches}.", mismatches=". ".join(words))


def side_by_side(result: Prevalence, ranges: bool = False) -> Listing:
    """Every list and population that is available: rates, rank and answer; or, for an appendix, the
    ranges and differences.
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
            *(_column(among, column) for column in columns),
        )
        for name, compared in result.over.items()
        for among in compared.groups
    ]
    header = ("Compared with", "Per", *columns.values())
    return listing(f"{caption}, {result.plans.period}", header, rows, appendix=ranges)


def _column(among: Among, column: str) -> Figure | str:
    if column == "standing":
        return capitalised(SHORT_ANSWERS.get(among.standing, "Not known"))
    figure: Figure = getattr(among, column)
    return figure

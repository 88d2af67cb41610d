"""Text alternatives, headline sentences and tables, computed: what a person reads instead of, or
beside, a chart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.compare.denominators import ALL
from hnb.domain.words import listed, spans
from hnb.figures import Figure, Listing, Sentence, listing, say, source_line

if TYPE_CHECKING:
    from hnb.domain.comparators import Comparators
    from hnb.questions.prevalence.against import Against
    from hnb.questions.prevalence.model import Prevalence

table, source = listing, source_line  # until the sentences of every question are in its folder
MANY = 20  # comparators, above which they are not named one by one
_PLACE = {"above": "higher than three quarters of", "below": "lower than three quarters of",
          "in the middle": "in the middle of"}  # fmt: skip
_UNUSUAL = {
    "within": "not statistically unusual: it lies where 95% of ordinary authorities of its size "
    "are expected, {limits}",
    "above": "statistically unusual: above {limits}, where 95% of ordinary authorities of its size "
    "are expected",
    "below": "statistically unusual: below {limits}, where 95% of ordinary authorities of its size "
    "are expected",
    "too small": "not judged: with so few children, chance alone moves it too much",
}
_KINDS = {
    "list": "another list of similar authorities", "denominator": "another age group", "year": "another year",
    "neighbour": "any one of them left out",
}  # fmt: skip

_ANSWERS = {
    "rate": "",
    "mean": "Their mean",
    "median": "Their median",
    "rank": "Rank",
    "standing": "Answer",
}
_RANGES = {
    "lowest": "Lowest", "highest": "Highest", "pooled": "All together", "used": "Number used",
    "difference": "Plans above or below",
}  # fmt: skip


def others(comparators: Comparators) -> str:
    """Comparators as a sentence about an authority names them."""
    return f"its {comparators.name}" if comparators.kind == "neighbours" else comparators.name


def _top(rank: Figure, of: Figure) -> str:
    return {1: "the highest", of.value: "the lowest"}.get(rank.value, "the {rank} highest")


def rate(result: Prevalence) -> Sentence:
    """How many plans, per how many children, beside the comparators' median and England's rate."""
    main, who, period = result.main, result.ask.authority.name, result.plans.period
    if result.rate.value is None:
        if result.plans.value is None:
            return say("{why}.", summary="rate", why=result.plans.reason)
        template = "{who} had {plans} in force in {period}; its rate is not available: {why}."
        return say(
            template,
            summary="rate",
            who=who,
            plans=result.plans,
            period=period,
            why=result.rate.reason,
        )
    theirs = "" if main.median.value is None else "; the middle rate of {others} is {median}"
    nation = "" if result.england.value is None else "; England has {england}"
    note = f"{result.note}. " if result.note else ""
    return say(
        "{note}{who} had {plans} in force in {period}, {rate} {people}" + theirs + nation + ".",
        summary="rate",
        note=note,
        who=who,
        plans=result.plans,
        period=period,
        rate=result.rate,
        people=ALL[result.denominator].says,
        others=others(main.comparators),
        median=main.median,
        england=result.england,
    )


def verdict(result: Prevalence) -> Sentence:
    """Whether the figures bear out that there are more plans here: the place among comparators, and
    in plans.
    """
    main, who, them = result.main, result.ask.authority.name, others(result.main.comparators)
    left = (
        f" Left out: {listed(main.left_out)}."
        if main.left_out and len(main.comparators.codes) <= MANY
        else ""
    )
    left = f" That list was drawn up on later data.{left}" if main.later_list else left
    if not main.standing:
        why = main.difference.reason or "too few of them have a rate"
        return say(
            "{who} cannot be set among {others}: {why}.{left}",
            summary="answer",
            who=who,
            others=them,
            why=why,
            left=left,
        )
    gap = main.difference
    more = "more" if float(gap.value or 0) > 0 else "fewer"
    chance = "could explain" if (gap.low or 0) <= 0 <= (gap.high or 0) else "does not explain"
    borne = "bear out" if main.standing == "above" else "do not bear out"
    return say(
        "The published figures {borne} that {who} has more EHC plans for its size than similar "
        "authorities. In "
        "{period} its rate is {place} {others}: "
        + _top(main.rank, main.group)
        + " of {group}. It has {gap:size} "
        "{more} than it would at their rate; chance in the count alone {chance} that.{left}",
        summary="answer",
        borne=borne,
        who=who,
        period=result.plans.period,
        place=_PLACE[main.standing],
        others=them,
        rank=main.rank,
        group=main.group,
        gap=gap,
        more=more,
        chance=chance,
        left=left,
    )


def unusual(result: Prevalence) -> Sentence:
    """Where it ranks in England, and whether that is statistically unusual."""
    if result.rate.value is None or result.place not in _UNUSUAL:
        why = result.limits.reason or "no limits can be set"
        return say("How unusual the rate is in England cannot be said: {why}.", why=why)
    judged = _UNUSUAL[result.place].replace("{limits}", "{limits:interval}")
    top = _top(result.rank_in_england, result.ranked_in_england)
    return say(
        "The rate is " + top + " of {ranked} in England, and is " + judged + ".",
        rank=result.rank_in_england,
        ranked=result.ranked_in_england,
        limits=result.limits,
    )


def flips(result: Prevalence) -> Sentence:
    """Whether the answer changes with the list, the age group, the year or a single comparator."""
    kinds = [kind for kind in _KINDS if any(each.kind == kind for each in result.alternatives)]
    if not kinds:
        why = "there is no other figure to set beside it"
        return say("Whether the answer holds cannot be tried: {why}.", summary="answer", why=why)
    same = [_KINDS[kind] for kind in kinds if kind not in result.flips]
    parts = (
        [f"The answer (‘{result.main.standing}’) is the same with {listed(same)}."] if same else []
    )
    for kind in result.flips:
        changed: dict[str, list[str]] = {}
        for each in result.alternatives:
            if each.kind == kind and not each.holds:
                label = ALL[each.label].says if kind == "denominator" else each.label
                changed.setdefault(each.standing, []).append(label)
        ways = "; ".join(
            f"{answer}: {_several(kind, labels)}" for answer, labels in changed.items()
        )
        parts.append(f"{'It' if parts else 'The answer'} changes with {_KINDS[kind]} ({ways}).")
    return say("{found}", summary="answer", found=" ".join(parts))


def pulled(result: Prevalence) -> Sentence | None:
    """What the comparators' mean would be without the one that is furthest from it."""
    main = result.main
    return (
        say(
            "Without {puller}, which is furthest from it, their mean of {mean} would be {without}.",
            puller=main.puller,
            mean=main.mean,
            without=main.mean_without,
        )
        if main.puller
        else None
    )


def _several(kind: str, labels: list[str]) -> str:
    """What an answer is given for; Januaries that follow each other are run together."""
    return (
        listed(labels)
        if kind != "year"
        else f"January {spans(int(label.split()[-1]) for label in labels)}"
    )


def grown(result: Prevalence) -> Sentence:
    """Growth in plans beside that of the comparators and of England."""
    growth = result.growth
    if growth.own.value is None:
        return say("Growth is not available: {why}.", why=growth.own.reason)
    return say(
        "Since {since} plans have grown by {own}, against {theirs} for {others} together and "
        "{nation} for England.",
        since=f"January {growth.since}",
        own=growth.own,
        theirs=growth.comparators,
        others=others(result.main.comparators),
        nation=growth.england,
    )


def mismatches(result: Prevalence) -> Sentence:
    """How each population held does not fit the plans."""
    names = [each.denominator for each in result.by_denominator]
    return say(
        "{each}.", each=". ".join(f"Per {ALL[name].says}: {ALL[name].mismatch}" for name in names)
    )


def side_by_side(result: Prevalence, ranges: bool = False) -> Listing:
    """Every list and population held: rates, rank and answer; or, for an appendix, the ranges and
    differences.
    """
    caption = (
        "Ranges and differences" if ranges else "The same question over each list and population"
    )
    columns = _RANGES if ranges else _ANSWERS | {"rate": result.ask.authority.name}
    rows = (
        (
            each.comparators.name,
            ALL[each.denominator].says,
            *(getattr(each, one) or "not available" for one in columns),
        )
        for each in result.every
    )
    header = ("Compared with", "Per", *columns.values())
    return table(f"{caption}, {result.plans.period}", header, rows, appendix=ranges)


def series_alt(result: Prevalence, denominator: str) -> str:
    """What the chart of rates by year shows; its numbers are Figures of the January asked about."""
    table, who, them = (
        result.series(denominator),
        result.ask.authority.name,
        others(result.main.comparators),
    )
    if not len(table):
        return f"No rate of {who} is held in any year."
    text = (
        f"Lines of EHC plans per 1,000 {ALL[denominator].says} in January "
        f"{spans(table['january'])}."
    )
    for way in ("above", "below"):
        when = spans(table["january"][table["side"].eq(way)])
        text += f" {who} is {way} the median of {them} in {when}." if when else ""
    now = next(
        (each for each in result.by_denominator if each.denominator == denominator), result.main
    )
    if now.rate.value is None or now.median.value is None:
        return text
    return (
        f"{text} In January {now.january} it has {now.rate}; they run from {now.lowest} to "
        f"{now.highest}."
    )


def ranked_alt(result: Prevalence, main: Against) -> str:
    """What the ranked dots show."""
    ask = result.ask
    if not len(main.rates):
        return f"No rates of {others(main.comparators)} are held."
    first, last = ask.name(main.rates.index[0]), ask.name(main.rates.index[-1])
    ends = f"{first} ({main.highest}) to {last} ({main.lowest})"
    own = (
        f"{ask.authority.name} ({main.rate}) is {main.rank} of {main.group}"
        if main.rank.value
        else main.rate.reason
    )
    own = own[:1].upper() + own[1:]
    return (
        f"Dots of EHC plans per 1,000 {ALL[main.denominator].says}, from {ends}. {own}. The "
        f"median is {main.median}."
    )


def funnel_alt(result: Prevalence) -> str:
    """What the funnel shows."""
    if not result.funnel:
        return "Too few authorities have a rate to draw a funnel."
    rates = result.funnel.rates
    text = f"Dots of EHC plans per 1,000 {ALL[result.denominator].says}, by number of residents."
    for way in ("above", "below"):
        names = [result.ask.name(code) for code in rates["la_code"][rates["place"].eq(way)]]
        text += f" {way.title()} the 95% limits: {listed(names) or 'none'}."
    own = _UNUSUAL.get(result.place, "not available").replace("{limits}", result.limits.interval)
    text += f" {result.ask.authority.name} ({result.rate}) is {own}."
    return text + (" It is too small to be drawn." if result.place == "too small" else "")

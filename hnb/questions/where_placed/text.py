"""What is said of where children and young people with a plan are placed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hnb.comparison.compared import Compared
from hnb.comparison.listings import side_by_side
from hnb.domain.words import listed, spans
from hnb.figures import Listing, Sentence, listing, say, source_line
from hnb.questions.where_placed.model import INDEPENDENT, KINDS, WherePlaced, why_none, with_most


def _who(result: WherePlaced) -> str:
    return result.ask.authority.name


def _when(result: WherePlaced) -> str:
    return f"January {result.ask.january}"


def _begun(word: str, share: Compared, result: WherePlaced) -> str:
    """How a sentence begins: with its January, where that is not the one asked about."""
    january = share.own.period
    return word if january == _when(result) else f"In {january}, {word.lower()}"


def kinds(result: WherePlaced) -> Sentence:
    """The shares in mainstream and in special schools."""
    return say(
        "In {when} {ask.authority.name} placed {main.own} of its children and young people with a "
        "plan in mainstream schools and {special.own} in special schools[, against medians of "
        "{main.median} and {special.median} for {ask.main.others}][ and {main.england} and "
        "{special.england} in England].",
        otherwise="Where children and young people with a plan are placed cannot be given: "
        "{reason}.",
        needs="main.own",
        summary="kinds",
        when=_when(result),
        ask=result.ask,
        main=result.groups["mainstream"],
        special=result.groups["special"],
    )


def not_recorded(result: WherePlaced) -> Sentence | None:
    """The plans for which no placement is recorded, where there are any."""
    unknown = result.groups["unknown"]
    if not unknown.own.value:
        return None
    return say(
        "For {unknown.part} no placement is recorded, {unknown.own} of the plans[, against "
        "{unknown.england} in England]; each other share would be a little higher without them.",
        unknown=unknown,
    )


def groups(result: WherePlaced) -> Listing:
    """Every group beside comparators and England."""
    shown = (*result.with_plans, result.independent, result.independent_special)
    caption = f"Placements as a percentage of plans, {_who(result)}, {_when(result)}"
    return side_by_side(shown, caption, appendix=True)


def independent(share: Compared) -> Sentence:
    """The share in the schools that the measure is about."""
    return say(
        "In {share.own.period} {schools} had {share.own} of the plans of "
        "{share.ask.authority.name} ({share.part})[, against a median of {share.median} for "
        "{share.ask.main.others}][ and {share.england} in England].",
        otherwise="The share in {schools} cannot be given: {reason}.",
        needs="share.own",
        summary="independent",
        schools=share.measure.says.removeprefix("plans placed in "),
        share=share,
    )


def by_age(result: WherePlaced) -> Sentence:
    """The age group with most plans in independent special schools."""
    places, ages = KINDS[INDEPENDENT].says, result.by_age[INDEPENDENT]
    most = with_most(ages)
    if most is None:
        return say(
            "By age it cannot be said who is in {places}: {reason}.",
            places=places,
            reason=why_none(ages),
        )
    return say(
        "{among} those {most.measure.says}, who have the most of the plans of {ask.authority.name} "
        "in {places} ({most.part}), {most.own} are there ({most.own:interval}, 95% interval)[, "
        "against a median of {most.median} for {ask.main.others}][ and {most.england} in England].",
        among=_begun("Of", most, result),
        most=most,
        ask=result.ask,
        places=places,
    )


def by_need(result: WherePlaced) -> Sentence:
    """The primary need with most plans in independent special schools."""
    needs = result.by_need[INDEPENDENT]
    most = with_most(needs)
    if most is None:
        return say(
            "By primary need it cannot be said who is in {places}: {reason}.",
            places=KINDS[INDEPENDENT].says,
            reason=why_none(needs),
        )
    return say(
        "{more} of those plans ({most.part}) are for {most.measure.says} than for any other need: "
        "{most.own} of the plans for it ({most.own:interval})[, against a median of {most.median}]"
        "[ and {most.england} in England].",
        more=_begun("More", most, result),
        most=most,
    )


def commonest_need(result: WherePlaced) -> Sentence | None:
    """The share of the commonest need that is in special schools of any kind."""
    if result.commonest is None:
        return None
    return say(
        "{among} the plans for {need.measure.says}, the commonest primary need of "
        "{ask.authority.name}, {need.own} are in special schools of any kind[, against a "
        "median of {need.median} for {ask.main.others}][ and {need.england} in England].",
        among=_begun("Of", result.commonest, result),
        need=result.commonest,
        ask=result.ask,
    )


def ages(result: WherePlaced) -> Listing | None:
    """Every age group in every kind of place."""
    return _crossed(result, result.by_age, "age")


def needs(result: WherePlaced) -> Listing | None:
    """Every primary need in two kinds of place."""
    return _crossed(result, result.by_need, "primary need")


def _crossed(
    result: WherePlaced, shares: Mapping[str, Sequence[Compared]], by: str
) -> Listing | None:
    if with_most(shares[INDEPENDENT]) is None:
        return None
    named = {f"{kind}, {share.measure.says}": share for kind in shares for share in shares[kind]}
    caption = (
        f"Placements by {by} (independent special: {KINDS[INDEPENDENT].says}), {_who(result)}, "
        f"{next(iter(named.values())).own.period}"
    )
    return side_by_side(tuple(named.values()), caption, named=tuple(named), appendix=True)


def recodes(result: WherePlaced) -> Sentence | None:
    """The changes that look like recoding."""
    januaries: dict[str, list[int]] = {}
    for recode in result.recodes:
        januaries.setdefault(recode.group, []).append(recode.january)
    if januaries:
        where = [f"{group} in January {spans(years)}" for group, years in januaries.items()]
        return say(
            "In some years one column of a group fell and its neighbour rose while the group "
            "stayed level: {where}. Each looks like a change of column, or a school that became an "
            "academy, and not like children who moved; compare the groups.",
            where=listed(where),
        )
    if result.groups["mainstream"].own.known:
        return say("No change looks like one of recording.")
    return None


def recodes_listing(result: WherePlaced) -> Listing | None:
    """The changes that look like recoding, each with its plans."""
    if not result.recodes:
        return None
    return listing(
        f"Changes that look like recoding, {_who(result)}",
        (
            "January",
            "Column that fell",
            "Before",
            "After",
            "Column that rose",
            "Before",
            "After",
            "Group before",
            "Group after",
        ),
        (
            (
                recode.after.period,
                *(recode.fell.column, recode.fell.before, recode.fell.after),
                *(recode.rose.column, recode.rose.before, recode.rose.after),
                recode.before,
                recode.after,
            )
            for recode in result.recodes
        ),
        source=source_line(recode.after for recode in result.recodes),
        appendix=True,
    )

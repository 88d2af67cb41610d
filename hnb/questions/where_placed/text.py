"""What is said of where children and young people with a plan are placed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hnb.comparison.among import SAME, USUAL
from hnb.comparison.compared import Compared
from hnb.comparison.listings import caution, in_brackets, side_by_side
from hnb.domain.words import capitalised, listed, spans
from hnb.figures import Listing, Sentence, listing, say, say_if_known, source_line
from hnb.questions.where_placed.model import INDEPENDENT, KINDS, WherePlaced, why_none, with_most

# how large a share is next to those of similar areas, by the answer whether it is larger
_SIZES = {
    "Yes": ("a larger share", "than in most"),
    f"Yes{USUAL}": ("a somewhat larger share", "than in"),
    SAME: ("about the same share", "as in"),
    f"No{USUAL}": ("a somewhat smaller share", "than in"),
    "No": ("a smaller share", "than in most"),
}


def _who(result: WherePlaced) -> str:
    return result.ask.authority.name


def _when(result: WherePlaced) -> str:
    return f"January {result.ask.january}"


def _begun(word: str, share: Compared, result: WherePlaced) -> str:
    """How a sentence begins: with its January, where that is not the one asked about."""
    january = share.own.period
    return word if january == _when(result) else f"In {january}, {word.lower()}"


def kinds(result: WherePlaced) -> Sentence:
    """Whether more or fewer are in mainstream and in special schools than in similar areas."""
    main, special = result.groups["mainstream"], result.groups["special"]
    if result.doubt:
        return say(
            "In {when} {who} recorded {main.own:read} of children and young people with a plan in "
            "mainstream schools. It is not compared with other areas: {why}.",
            when=_when(result),
            who=_who(result),
            main=main,
            why=result.doubt,
        )
    return say(
        "In {when} {who} placed {main.own:read} of children and young people with a plan in "
        "mainstream schools.[ Compared with similar areas, it has {shares}.]",
        otherwise="Where children and young people with a plan are placed cannot be given: "
        "{reason}.",
        when=_when(result),
        who=_who(result),
        main=main,
        shares=_shares(main, special),
    )


def _shares(main: Compared, special: Compared) -> str:
    """How large two shares are next to those of similar areas; empty where it cannot be said."""
    in_main, in_special = (_SIZES.get(share.main.answer, ("",))[0] for share in (main, special))
    if not (in_main and in_special):
        return ""
    if in_main == in_special:
        return f"{in_main} in mainstream and in special schools"
    return f"{in_main} in mainstream schools and {in_special} in special schools"


def kinds_listing(result: WherePlaced) -> Listing | None:
    """The shares in mainstream and in special schools, next to others'; nothing where doubted."""
    shares = [result.groups[group] for group in ("mainstream", "special")]
    if result.doubt or not shares[0].own.known:
        return None
    others = capitalised(result.ask.main.briefly)
    return listing(
        f"Children and young people with a plan in mainstream and special schools, {_when(result)}",
        ("", f"Plans in {_who(result)}", _who(result), f"{others} (median)", "England"),
        (
            (capitalised(share.measure.says), share.part, share.own, share.median, share.england)
            for share in shares
        ),
    )


def not_in_school(result: WherePlaced) -> Sentence | None:
    """How many are in no school or college, and how many of those are not in education."""
    nowhere = result.groups["elsewhere"]
    if nowhere.doubt or not nowhere.part.value:
        return None
    idle = "{idle} of those not in education, employment or training"
    home = "{home} of those taught at home by their parents"
    groups = ((idle, result.not_in_education), (home, result.at_home))
    some = [words for words, figure in groups if figure.value]
    of_these = f"[ They include {' and '.join(some)}.]" if some else ""
    eotas = (
        "[ The council arranges education otherwise than at school (EOTAS) for {eotas:,d} of them.]"
    )
    return say_if_known(
        "Children and young people in no school or college have {nowhere.part}"
        "[ ({nowhere.own:read} of all; England {nowhere.england:read})]."
        f"{of_these}{eotas if result.otherwise.value else ''}",
        nowhere=nowhere,
        idle=result.not_in_education,
        home=result.at_home,
        eotas=result.otherwise,
    )


def not_recorded(result: WherePlaced) -> Sentence | None:
    """The plans for which no placement is recorded, where there are any."""
    unknown = result.groups["unknown"]
    if not unknown.own.value:
        return None
    return say(
        "For {unknown.part} no placement is recorded[, {unknown.own:read} of all plans][ (England "
        "{unknown.england:read})].",
        unknown=unknown,
    )


def by_january(result: WherePlaced) -> Listing | None:
    """Plans by kind of place at the last three Januaries, as numbers."""
    if not result.groups["mainstream"].own.known:
        return None
    source = source_line(figure for _, figures in result.by_january for figure in figures)
    return listing(
        f"Plans by kind of place, {_who(result)}",
        ("", *(figure.period for figure in result.by_january[0][1])),
        ((label, *figures) for label, figures in result.by_january),
        source=f"{source} Be careful: {result.doubt}." if result.doubt else source,
    )


def groups(result: WherePlaced) -> Listing:
    """Every group next to comparators and England."""
    shown = (*result.with_plans, result.independent, result.independent_special)
    caption = f"Placements as a percentage of plans, {_who(result)}, {_when(result)}"
    return side_by_side(shown, caption, appendix=True)


def independent(share: Compared, doubt: str = "") -> Sentence:
    """The share in the schools that the measure is about; a `doubt` that a reader knows already is
    not said again.
    """
    is_known = share.doubt and share.doubt == doubt
    careful = " It is not compared with other areas either." if is_known else caution("share")
    size, than = _SIZES.get(share.main.answer, ("", ""))
    schools = share.measure.says.removeprefix("plans placed in ")
    if "special" not in schools:
        schools += " (special ones included)"
    return say(
        "In {share.own.period}, {share.part:,d} children and young people with a plan"
        "[ ({share.own:read})] were in {schools}.[ That is {size} {than} similar areas"
        f"{in_brackets('share', share)}.]{careful}",
        otherwise="The share in {schools} cannot be given: {reason}.",
        needs="share.own",
        schools=schools,
        share=share,
        size=size,
        than=than,
    )


def by_age(result: WherePlaced) -> Sentence:
    """The age group with most plans in independent special schools."""
    places, ages = KINDS[INDEPENDENT].says, result.by_age[INDEPENDENT]
    most = with_most(ages)
    if most is None:
        return say(
            "How old those in {places} are is not known. The reason is that {reason}.",
            places=places,
            reason=why_none(ages),
        )
    return say(
        "{the} largest group in {places} is {most.measure.says}: {most.part:,d} of {most.whole:,d} "
        f"plans at that age.[ That is {{most.own:read}}{in_brackets('most', most)}.]"
        f"{caution('most')}",
        the=_begun("The", most, result),
        most=most,
        places=places,
    )


def by_need(result: WherePlaced) -> Sentence:
    """The primary need with most plans in independent special schools."""
    needs = result.by_need[INDEPENDENT]
    most = with_most(needs)
    if most is None:
        return say(
            "What needs those in {places} have is not known. The reason is that {reason}.",
            places=KINDS[INDEPENDENT].says,
            reason=why_none(needs),
        )
    return say(
        "{the} commonest need there is {most.measure.says}: {most.part:,d} of {most.whole:,d} "
        f"plans for it.[ That is {{most.own:read}}{in_brackets('most', most)}.]"
        f"{caution('most')}",
        the=_begun("The", most, result),
        most=most,
    )


def commonest_need(result: WherePlaced) -> Sentence | None:
    """The share of the commonest need that is in special schools of any kind."""
    if result.commonest is None:
        return None
    return say(
        "{the} commonest need among all plans is {need.measure.says}. Of those plans, "
        "{need.own:read} are in special schools of any kind"
        f"{in_brackets('need', result.commonest)}.{caution('need')}",
        the=_begun("The", result.commonest, result),
        need=result.commonest,
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
            "In some years plans seem to have moved from one kind of school to another of the "
            "same group: {where}. The group itself changed little. Each looks like a change in "
            "recording, or a school that became an academy. Compare the groups instead.",
            where=listed(where),
        )
    if result.groups["mainstream"].own.known:
        return say(
            "No change within a group looks like one of recording.[ Between groups one does: "
            "{doubt}.]",
            doubt=result.doubt,
        )
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

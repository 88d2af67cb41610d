"""What is said of ages at which plans start, of placements, and of what is not published."""

from __future__ import annotations

from hnb.comparison.listings import caution, in_brackets, with_caution
from hnb.domain.periods import BREAK
from hnb.domain.words import capitalised
from hnb.figures import Figure, Listing, Sentence, listing, say, source_line
from hnb.questions.ages_and_placements.model import WEEKS, AgesAndPlacements

_NONE = "–"


def young(result: AgesAndPlacements) -> Sentence:
    """How many new plans are for children up to an age, next to neighbours and England."""
    share = result.young
    few, known, _ = result.new_plans[-1] if result.new_plans else (share.part, share.whole, share)
    others = f"[ That is {{share.own:read}}{in_brackets('share', share)}.]{caution('share')}"
    return say(
        "In {known.period} {who} started {known} with a known age. Of these {young:,d} were for "
        "children aged up to {age}."
        f"{'' if result.has_few_plans else others}",
        otherwise="New plans by age cannot be given: {reason}.",
        who=result.ask.authority.name,
        known=known,
        young=few,
        age=result.up_to,
        share=share,
    )


def young_by_year(result: AgesAndPlacements) -> Listing | None:
    """The same in each of the last years."""
    years = [year for year in result.new_plans if year[1].known]
    if not years:
        return None
    name, others = result.ask.authority.name, capitalised(result.ask.main.briefly)
    shares = () if result.has_few_plans else ("Percentage", f"{others} (median)", "England")
    rows = [
        (young.period, young, known, *_of(result, share.own, share.median, share.england))
        for young, known, share in years
    ]
    caption = f"New plans by age when they started, {name}"
    table = listing(caption, ("", f"Aged up to {result.up_to}", "Of any known age", *shares), rows)
    return with_caution(table, *(share.doubt for _, _, share in years))


def _of(result: AgesAndPlacements, *shares: Figure) -> tuple[Figure, ...]:
    """Percentages of a row; none of an authority with very few plans."""
    return () if result.has_few_plans else shares


def placed(result: AgesAndPlacements) -> Listing | Sentence:
    """Plans by kind of placement in the Januaries chosen, in one table."""
    totals = result.placed["All plans"]
    shown = [place for place, total in enumerate(totals) if total.known]
    if not shown:
        return say("Plans by placement cannot be given: {reason}.", reason=totals[-1].reason)
    rows = [
        # a kind that was not asked about in that January has no row at source
        (label, *(figures[place] if figures[place].known else _NONE for place in shown))
        for label, figures in result.placed.items()
        if any(figures[place].value for place in shown)
    ]
    source = source_line(figure for figures in result.placed.values() for figure in figures)
    table = listing(
        f"Plans by placement, {result.ask.authority.name}",
        ("", *(totals[place].period for place in shown)),
        rows,
        source=source,
    )
    return with_caution(table, *result.doubts)


def not_placed(result: AgesAndPlacements) -> Sentence | None:
    """Why a January that was asked for is not in that table."""
    totals = result.placed["All plans"]
    reasons = dict.fromkeys(total.reason for total in totals if not total.known)
    if not reasons or len(reasons) == len(totals):
        return None
    return say("Not in the table, because: {reasons}.", reasons="; ".join(reasons))


def residential(result: AgesAndPlacements) -> Sentence:
    """How many plans have a residential placement, by weeks, next to neighbours and England."""
    if not result.residential:
        return say("No edition used here gives residential placements.")
    last, who = result.residential[-1], result.ask.authority.name
    before = [year.all for year in result.residential[:-1] if year.all.value]
    if last.all.value == 0 and before:
        return say(
            "{who} recorded no residential placement in {now.period}, and {then:,d} in "
            "{then.period}. From {since} many authorities recorded none, so that this may be a "
            "gap in what is recorded.",
            who=who,
            now=last.all,
            then=before[-1],
            since=f"January {BREAK}",
        )
    share = last.share
    others = "" if result.has_few_plans else in_brackets("share", share)
    of_all = "" if result.has_few_plans else f"[ That is {{share.own:text}} of plans{others}.]"
    return say(
        "In {last.all.period} {who} had {last.all} in a residential placement: {term:,d} of 38 to "
        f"51 weeks a year and {{year:,d}} of 52 weeks.{of_all}{caution('share')}",
        otherwise="Residential placements cannot be given: {reason}.",
        who=who,
        last=last,
        share=share,
        term=last.by_weeks[0],
        year=last.by_weeks[1],
    )


def residential_by_january(result: AgesAndPlacements) -> Listing | None:
    """Residential placements by weeks in every January held."""
    years = [year for year in result.residential if year.all.known]
    if not years:
        return None
    shares = () if result.has_few_plans else ("Percentage of plans", "England")
    return listing(
        f"Residential placements, {result.ask.authority.name}",
        ("", *(f"{capitalised(weeks)} a year" for weeks in WEEKS), "Both", *shares),
        (
            (
                year.all.period,
                *year.by_weeks,
                year.all,
                *_of(result, year.share.own, year.share.england),
            )
            for year in years
        ),
    )


def out_of_county(result: AgesAndPlacements) -> Sentence:
    """That placements outside the area are not published, and which file has them."""
    return say(
        "How many children {who} places outside its area cannot be given, because it is not "
        "published for any authority. The council's placement ledger would give the number and "
        "the cost: it says of each placement whether the provider is in the area.",
        who=result.ask.authority.name,
    )

"""What is said of spend on placements against the High Needs Block."""

from __future__ import annotations

from hnb.comparison.denominators import not_held
from hnb.comparison.measures.block_basis import break_between
from hnb.domain.periods import edition
from hnb.domain.scopes import ADDED_BACK, AFTER
from hnb.domain.words import capitalised, listed
from hnb.figures import Figure, Listing, Sentence, listing, say, say_if_known
from hnb.questions.spend_against_block.by_year import ShareByYear
from hnb.questions.spend_against_block.model import Placements, Profile
from hnb.questions.spend_against_block.net_spend import NetSpend

_STAGES = {
    AFTER: "after deductions for places that the department pays for itself",
    ADDED_BACK: "with deductions for places that the department pays for itself added back to "
    "spend and block",
}
_SUMMARY = "summary of several years"  # an edition of the block that is of no one month
_PUBLICATIONS = {  # what the names of their releases start with
    "high-needs-benchmarking": "the benchmarking tool",
    "section251": "section 251 outturn",
}


def _who(result: Placements | NetSpend | ShareByYear) -> str:
    return result.ask.authority.name


def spend(result: Placements) -> Sentence:
    """Spend against the block, in the scope and stage asked for."""
    profile = result.own
    return say(
        "In {year} {name} spent {spend} on placements, {gap:size} {side} its High Needs Block of "
        "{block} ({stage}[; edition of {edition}]). That is {share} of the block.",
        otherwise="There is no figure for spend on placements against the High Needs Block in "
        "{name} in {year}: {reason}.",
        needs="share",
        summary="spend",
        year=result.ask.financial_year,
        name=_who(result),
        spend=profile.spend,
        share=profile.share,
        block=profile.block,
        edition=" and ".join(filter(None, map(edition, profile.block.releases))),
        stage=_STAGES[profile.stage],
        gap=profile.gap,
        side=profile.side,
    )


def england(result: Placements) -> Sentence | None:
    """How much of the block placements took in England, and the authority's rank."""
    everyone = result.england
    if not everyone.share.value:
        if not (result.published and everyone.share.reason):
            return None
        return say(
            "How much of their blocks placements take in England cannot be said for {year}: {why}.",
            summary="spend",
            year=result.ask.financial_year,
            why=everyone.share.reason,
        )
    return say(
        "In England placements took {england} of it, and {above:d} of {used} spent more than their "
        "block[; {name} is {rank} of them by share, the highest first].",
        otherwise="In England placements took {england} of the block in {year} ({stage}), "
        "and {above:d} of {used} spent more than their block.",
        needs="share",
        summary="spend",
        england=everyone.share,
        above=everyone.above,
        used=everyone.used,
        name=_who(result),
        rank=everyone.rank,
        year=result.ask.financial_year,
        stage=result.own.stage,
        share=result.own.share,
    )


def per_head(result: Placements) -> Sentence | None:
    """Spend for each head."""
    return say_if_known(
        "That is {head} for each of the {per} at {mid_year}[, against {group_head} for {group}][ "
        "and {all_head} for England].[ {asked} are not held for then.]",
        needs="head",
        head=result.own.per_head,
        per=result.per,
        mid_year=f"mid-{result.january}",
        asked=capitalised(not_held(result.ask, result.per)),
        group=result.main.comparators.name,
        group_head=result.main.per_head,
        all_head=result.england.per_head,
    )


def per_plan(result: Placements) -> Sentence | None:
    """Spend for each plan."""
    return say_if_known(
        "For each EHC plan held in {january}, just before the year, it is {plan}[, against "
        "{group_plan} for {group}][ and {all_plan} for England].[ For each of those held in "
        "{next}, within the year, it is {within}.]",
        needs="plan",
        plan=result.own.per_plan,
        january=f"January {result.january}",
        next=f"January {result.january + 1}",
        within=result.own.per_plan_within,
        group=result.main.comparators.name,
        group_plan=result.main.per_plan,
        all_plan=result.england.per_plan,
    )


def by_line(result: Placements) -> Listing | None:
    """Spend for each head, for each plan and by line: the authority and every group."""
    if not result.published:
        return None
    sides = (result.own, *result.groups)
    lines = zip(result.part_labels, *(side.parts for side in sides), strict=True)
    return listing(
        f"Placement spend for each head, for each plan and by line, {result.ask.financial_year}",
        ("", *(side.comparators.name for side in sides)),
        (
            ("Share of the block", *(side.share for side in sides)),
            ("Spend for each head", *(side.per_head for side in sides)),
            ("Spend for each EHC plan", *(side.per_plan for side in sides)),
            ("For each plan within the year", *(side.per_plan_within for side in sides)),
            *lines,
        ),
        source="Note: lines are percentages of placement spend. Groups are added up over the "
        "authorities with figures.",
    )


def scopes(result: Placements) -> Sentence | None:
    """The share in every other scope and stage."""
    if not result.published:
        return None
    return say(
        "Counted above: {scope}. With all place funding, that in mainstream units and resourced "
        "provision too, the share is {wide}; for top-ups alone it is {narrow}. With what is kept "
        "back added to both spend and block, the gap in pounds is the same and the share is "
        "{back}.",
        scope=result.ask.scope,
        wide=result.in_scope("all place funding").own.share,
        narrow=result.in_scope("top-ups alone").own.share,
        back=result.in_scope(result.ask.scope, ADDED_BACK).own.share,
    )


def not_settled(result: Placements) -> Sentence | None:
    """That the place among similar authorities depends on the list, where it does."""
    if not (result.published and result.flips):
        return None
    return say(
        "The place among similar authorities is not settled: {name} is {one} the median of one "
        "list of statistical neighbours and not of the other.",
        name=_who(result),
        one=result.side(result.main),
    )


def by_year(series: ShareByYear) -> Sentence | None:
    """How the share of the block has moved over the years held."""
    if not series.known:
        return None
    first, last = series.known[0], series.known[-1]
    if len(series.years) < 2:
        return say(
            "Lines that say what placements cost are held for {year} alone, so this share cannot "
            "be followed over the years.",
            year=first.financial_year,
        )
    return say(
        "Placements in {name} took {first} of the block in {since} and {last} in {year}[; the "
        "median of {others} went from {was} to {median}][, and England from {then} to {england}].",
        name=_who(series),
        first=first.share,
        since=first.financial_year,
        last=last.share,
        year=last.financial_year,
        others=series.ask.main.others,
        was=first.compared.median,
        median=last.compared.median,
        then=first.england,
        england=last.england,
    )


def unlike_blocks(series: ShareByYear) -> Sentence | None:
    """That the block of the first year held and of the last do not hold the same, where so."""
    years = [year.financial_year for year in series.known]
    why = break_between(years[0], years[-1]) if len(years) > 1 else ""
    if not why:
        return None
    return say(
        "The blocks of these years are not all alike: {why}. A share falls where money moves in.",
        why=why,
    )


def years_without(series: ShareByYear) -> Sentence | None:
    """The years between the first and the last in which the authority has no share, and why."""
    if len(series.years) < 2 or not series.gaps or not series.known:
        return None
    # one reason of many years is said once, of the last of them
    reasons = {
        year.share.reason.replace(year.financial_year, ""): year.share.reason
        for year in series.gaps
    }
    return say(
        "No share is shown for {years}: {why}. No line is drawn across a gap.",
        years=listed([year.financial_year for year in series.gaps]),
        why="; ".join(reasons.values()),
    )


def share_by_year(series: ShareByYear) -> Listing | None:
    """Spend, block and share in every year held, with the editions of both."""
    if len(series.years) < 2:
        return None
    return listing(
        f"Placement spend against the High Needs Block in every year held, {_who(series)}",
        (
            "Year",
            "Lines of spend from",
            "Edition of the block",
            "Spend",
            "Block",
            "Share of the block",
            f"Median of {series.ask.main.others}",
            "England",
        ),
        (
            (
                year.financial_year,
                _publications(year.spend),
                _editions(year.block),
                year.spend,
                year.block,
                year.share,
                year.compared.median,
                year.england,
            )
            for year in series.years
        ),
        source=f"Note: scope of spend: {series.ask.scope}; the block is after deductions. England "
        "is every authority with both, added together. Amounts are in the cash of each year.",
        appendix=True,
    )


def _editions(figure: Figure) -> str:
    """When the releases behind a Figure were published."""
    return ", ".join(dict.fromkeys(edition(name) or _SUMMARY for name in figure.releases))


def _publications(figure: Figure) -> str:
    """Which publication the releases behind a Figure are of, and when those were published."""
    named = [
        (_PUBLICATIONS[name], edition(release))
        for release in figure.releases
        for name in _PUBLICATIONS
        if release.startswith(name)
    ]
    return "; ".join(dict.fromkeys(" of ".join(filter(None, words)) for words in named))


def net(series: NetSpend) -> Sentence:
    """The net figure of the last year that has a block too, and of a later one."""
    if not series.years:
        return say(
            "No year has both a net figure and a block for {name}: {reason}.",
            summary="net",
            name=_who(series),
            reason=series.reason,
        )
    last = series.years[-1]
    later = series.later or last.net
    is_compiled = any(name.startswith("net-") for name in (*last.net.releases, *later.releases))
    return say(
        "Beside the lines, a {compiled}net figure is held for each year: top-ups and services "
        "together, without place funding, and so not spend on placements. In {year} {name} had "
        "{net} of it, beside a block after deductions of {block} (edition of {edition}).[ In "
        "{then}, of which no block is held, it had {later}.]",
        summary="net",
        compiled="compiled " if is_compiled else "",
        name=_who(series),
        year=last.financial_year,
        net=last.net,
        block=last.block,
        edition=_editions(last.block),
        then=series.later.period if series.later else "",
        later=later,
    )


def bridge(result: Placements) -> Listing | None:
    """The way from the block before deductions to the gap."""
    if not result.bridge:
        return None
    return listing(
        f"From the High Needs Block before deductions to the gap, {_who(result)}, "
        f"{result.ask.financial_year}",
        ("Step", "Amount"),
        ((step.label, step.amount) for step in result.bridge),
        source="Note: deductions are what the department keeps to pay for places directly.",
        appendix=True,
    )


def every_scope(result: Placements) -> Listing | None:
    """Spend, block, share and rank in each scope and at each stage."""
    if not result.published:
        return None
    return listing(
        f"Placement spend against the High Needs Block in each scope, {_who(result)}, "
        f"{result.ask.financial_year}",
        (
            "Scope and stage",
            "Spend",
            "Block",
            "Share of block",
            "Gap",
            "Rank in England",
            "Share in England",
        ),
        (
            (
                f"{each.own.scope}, {each.own.stage}",
                each.own.spend,
                each.own.block,
                each.own.share,
                each.own.gap,
                each.england.rank,
                each.england.share,
            )
            for each in result.by_scope
        ),
        source="Note: rank by share of the block, the highest first.",
        appendix=True,
    )


def groups(result: Placements) -> tuple[Sentence, ...]:
    """The authority against each group: its place, and what the group spent."""
    near = [group for group in result.groups[:-1] if result.published and group.share.value]
    return tuple(_group(result, group) for group in near)


def _group(result: Placements, group: Profile) -> Sentence:
    return say(
        "Against {group}[{later}], {name} is {side} their median share of {median}, and {rank} "
        "among them and itself, the highest first. Added up, they spent {share} of their block "
        "({used} with figures).",
        later=", drawn up on later data" if result.later_list(group) else "",
        group=group.comparators.name,
        name=_who(result),
        side=result.side(group),
        median=group.median,
        rank=group.rank,
        share=group.share,
        used=group.used,
    )


def net_by_year(series: NetSpend) -> Listing | None:
    """The net figure and the block, year by year."""
    if not series.years:
        return None
    return listing(
        f"Net high needs outturn and the block after deductions, {_who(series)}",
        (
            "Year and edition of the block",
            "Net outturn",
            "Block after deductions",
            "Net over block",
            "Net over block, England",
        ),
        (
            (
                f"{year.financial_year} ({_editions(year.block)})",
                year.net,
                year.block,
                year.share,
                year.england,
            )
            for year in series.years
        ),
        source="Note: the block also pays for places, which the net figure leaves out.",
        appendix=True,
    )

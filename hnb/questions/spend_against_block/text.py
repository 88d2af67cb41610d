"""What is said of spend on placements against the High Needs Block."""

from __future__ import annotations

from dataclasses import replace

from hnb.comparison.listings import place, place_in_cell
from hnb.comparison.measures.block_basis import break_between
from hnb.domain.periods import edition
from hnb.domain.words import capitalised, listed, possessive
from hnb.figures import Figure, Listing, Sentence, listing, say, say_if_known
from hnb.questions.spend_against_block.by_year import ShareByYear
from hnb.questions.spend_against_block.model import Placements, Profile, against_block
from hnb.questions.spend_against_block.net_spend import NetSpend

_SUMMARY = "summary of several years"  # an edition of the block that is of no one month
_PUBLICATIONS = {  # what the names of their releases start with
    "high-needs-benchmarking": "the benchmarking tool",
    "section251": "section 251 outturn",
}


def _who(result: Placements | NetSpend | ShareByYear) -> str:
    return result.ask.authority.name


def spend(result: Placements) -> Sentence:
    """Whether placements cost more than the block, in the scope and stage asked for."""
    profile, year = result.own, result.ask.financial_year
    if result.doubt and profile.share.known:
        return say(
            "Not clear: {doubt}. As published, placements cost {spend} in {year}, and the High "
            "Needs Block was {block}.",
            doubt=result.doubt,
            spend=profile.spend,
            year=year,
            block=profile.block,
        )
    answer = against_block(profile.share) if profile.share.known else ""
    return say(
        f"{answer}, in {{year}}: placements cost {{spend}}, {{share:read}} of the High "
        "Needs Block of {block}.",
        otherwise="Whether placements cost more than the High Needs Block in {year} is not known: "
        "{reason}.",
        needs="share",
        year=year,
        spend=profile.spend,
        share=profile.share,
        block=profile.block,
    )


def england(result: Placements) -> Sentence | None:
    """How much of the block placements cost in England, and the authority's rank."""
    if not result.published:
        return None
    everyone, rank = result.england, result.england.rank
    where = place(rank, everyone.used).replace("{rank}", "the {rank}")
    return say(
        "In England placements cost {england:read} of the block, and {above:d} of {group} spent "
        f"more than theirs.[ {{its}} share was {where}.]",
        otherwise="How much of their blocks placements cost in England is not known: {reason}.",
        england=everyone.share,
        above=everyone.above,
        group=everyone.used,
        its="" if result.doubt or not rank.known else possessive(_who(result)),
        rank=rank,
    )


def per_head(result: Placements) -> Sentence | None:
    """Spend for each resident."""
    if result.doubt:
        return None
    return say_if_known(
        "In {year} placements cost {head} for each of the {per}[; in {group} together it was "
        "{group_head}][, and in England {all_head}].",
        needs="head",
        year=result.ask.financial_year,
        head=result.own.per_head,
        per=result.per.partition(" (")[0],
        group=result.main.comparators.briefly,
        group_head=result.main.per_head,
        all_head=result.england.per_head,
    )


def per_plan(result: Placements) -> Sentence | None:
    """Spend for each plan."""
    if result.doubt:
        return None
    return say_if_known(
        "For each EHC plan of {january} it was {plan}[; in {group} together it was {group_plan}][, "
        "and in England {all_plan}].[ For each plan of {next}, within the year, it was {within}.]",
        needs="plan",
        plan=result.own.per_plan,
        january=f"January {result.january}",
        next=f"January {result.january + 1}",
        within=result.own.per_plan_within,
        group=result.main.comparators.briefly,
        group_plan=result.main.per_plan,
        all_plan=result.england.per_plan,
    )


def by_line(result: Placements) -> Listing | None:
    """Spend for each resident, for each plan and by line: the authority and every group."""
    if not result.published:
        return None
    sides = (result.own, *result.groups)
    lines = zip(result.part_labels, *(side.parts for side in sides), strict=True)
    return listing(
        f"What placements cost, {result.ask.financial_year}",
        ("", *(capitalised(side.comparators.name) for side in sides)),
        (
            ("Share of the block", *(side.share for side in sides)),
            ("For each resident", *(side.per_head for side in sides)),
            (f"For each EHC plan, January {result.january}", *(side.per_plan for side in sides)),
            (
                f"For each EHC plan, January {result.january + 1}",
                *(side.per_plan_within for side in sides),
            ),
            *lines,
        ),
        source=f"Note: residents are all {result.per}. Lines are percentages of what placements "
        "cost. Groups are added up over the authorities with figures. Councils book the same "
        "placement on different lines, so compare the whole before the lines.",
    )


def scopes(result: Placements) -> Sentence | None:
    """Whether the answer is the same in every other scope."""
    if not result.published or result.doubt:
        return None
    wide, narrow = (
        result.in_scope(name).own.share for name in ("all place funding", "top-ups alone")
    )
    is_over = result.own.share.number > 100
    same, other = (
        "is the same" if (share.number > 100) == is_over else "is different"
        for share in (wide, narrow)
    )
    return say(
        f"The answer {same} if all place funding is counted, in mainstream units too "
        f"({{wide:read}}). It {other} for top-ups alone ({{narrow:read}}).",
        wide=wide,
        narrow=narrow,
    )


def not_settled(result: Placements) -> Sentence | None:
    """That the place among similar authorities depends on the list, where it does."""
    if not (result.published and result.flips) or result.doubt:
        return None
    return say(
        "The place among similar authorities depends on the list: {name} is {side} a typical "
        "neighbour by one list, but not by the other.",
        name=_who(result),
        side=result.side(result.main),
    )


def by_year(series: ShareByYear) -> tuple[Sentence, ...]:
    """How the share of the block has moved over the years; nothing of a single year."""
    if len(series.years) < 2 or not series.known:
        return ()
    first, last = series.known[0], series.known[-1]
    template = "{who} {was:read} of the block in {since} and {now:read} in {year}."
    sides = (
        (f"Placements in {_who(series)} cost", first.share, last.share),
        (f"For {series.ask.main.typical} it was", first.compared.median, last.compared.median),
        ("For England it was", first.england, last.england),
    )
    years = {"since": first.financial_year, "year": last.financial_year}
    sentences = (
        say_if_known(template, who=who, was=was, now=now, **years) for who, was, now in sides
    )
    return tuple(filter(None, sentences))


def unlike_blocks(series: ShareByYear) -> Sentence | None:
    """That the block of the first year and of the last do not hold the same, where so."""
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
        "No share is shown for {years}: {why}.",
        years=listed([year.financial_year for year in series.gaps]),
        why="; ".join(reasons.values()),
    )


def share_by_year(series: ShareByYear) -> Listing | None:
    """Spend, block and share in every year held, with the editions of both."""
    if len(series.years) < 2:
        return None
    return listing(
        f"Spending on placements and the High Needs Block, year by year, {_who(series)}",
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
    """How net spending has moved since the year asked about."""
    years = series.since
    if not years:
        unknown = "Net high needs spending since {year} is not known: {reason}."
        sentence = say(unknown, year=series.ask.financial_year, reason=series.reason)
        return replace(sentence, missing=series.reason)
    first, last = years[0], years[-1]
    moved = "was {last} in {year}"
    if len(years) > 1:
        verb = "rose" if last.net.number > first.net.number else "fell"
        moved = f"{verb} from {{first}} in {{since}} to {{last}} in {{year}}"
    return say(
        f"Net high needs spending {moved}. That is all top-ups and services, but not the funding "
        "of places, which the block pays for too.[ Be careful: {doubt}.]",
        doubt=series.doubt,
        first=first.net,
        since=first.financial_year,
        last=last.net,
        year=last.financial_year,
    )


def net_since(series: NetSpend) -> Listing | None:
    """Net spending and the block in each year since the one asked about."""
    years = series.since
    if len(years) < 2:
        return None
    is_compiled = any(name.startswith("net-") for year in years for name in year.net.releases)
    compiled = " Net spending is as a third party compiled it." if is_compiled else ""
    return listing(
        f"Net high needs spending and the High Needs Block, {_who(series)}",
        ("Year", "Net spending", "High Needs Block", "Of the block", "Of the block, England"),
        (
            (
                year.financial_year,
                *(amount if amount.known else "–" for amount in (year.net, year.block)),
                *(share if share.known else "–" for share in (year.share, year.england)),
            )
            for year in years
        ),
        source="Note: the block is after deductions, and also pays for places, which net spending "
        f"leaves out.{compiled}{series.caution}",
    )


def bridge(result: Placements) -> Listing | None:
    """The way from the block before deductions to the gap."""
    if not result.bridge:
        return None
    return listing(
        f"From the High Needs Block before deductions to the gap, {_who(result)}, "
        f"{result.ask.financial_year}",
        ("Step", "Amount"),
        ((step.label, step.words or step.amount) for step in result.bridge),
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
                place_in_cell(each.england.rank, each.england.used),
                each.england.share,
            )
            for each in result.by_scope
        ),
        appendix=True,
    )


def groups(result: Placements) -> tuple[Sentence, ...]:
    """The authority against each group: its place, and what the group spent."""
    if not result.published or result.doubt:
        return ()
    return tuple(_group(result, group) for group in result.groups[:-1] if group.share.value)


def _group(result: Placements, group: Profile) -> Sentence:
    return say(
        "Compared with {group}[{later}], {name} is {side} the median share of {median}. It ranks "
        "{rank} with {used:d} others, which together spent {share} of their block.",
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

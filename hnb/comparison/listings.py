"""Comparisons as a table, and in a sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hnb.figures import Listing, Sentence, listing, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hnb.comparison.among import Among
    from hnb.comparison.compared import Compared
    from hnb.figures import Figure


def side_by_side(
    every: Sequence[Compared],
    caption: str,
    *,
    counts: bool = True,
    named: Sequence[str] = (),
    appendix: bool = False,
) -> Listing:
    """Measures as a table: the authority's value, the counts it rests on unless left out, each
    list's median, England's.

    `named` are their names, where those of the measures do not tell them apart.
    """
    ask = every[0].ask
    labels = named or [compared.measure.says for compared in every]
    rows = [
        (
            label,
            compared.own,
            *((compared.part, compared.whole) if counts else ()),
            *compared.medians,
            compared.england,
        )
        for label, compared in zip(labels, every, strict=True)
    ]
    header = (
        "",
        ask.authority.name,
        *(("Counted", "Out of") if counts else ()),
        *(f"Median, {group.name}" for group in ask.comparators),
        "England",
    )
    doubts = [compared.doubt for compared in every]
    return with_caution(listing(caption, header, rows, appendix=appendix), *doubts)


def with_caution(table: Listing, *doubts: str) -> Listing:
    """A table with what is doubted of the figures in it in its source line, each doubt once."""
    cautions = "".join(f" Be careful: {doubt}." for doubt in dict.fromkeys(filter(None, doubts)))
    return replace(table, source=f"{table.source}{cautions}".strip())


def in_brackets(field: str, compared: Compared) -> str:
    """The typical comparator and England in brackets, as a clause of a template that quotes the
    comparison as `field`: ` (neighbours 29%, England 25%)`; empty where neither has a value, or the
    authority's own is doubted or of fewer than ten.
    """
    if compared.doubt or compared.own.few:
        return ""
    clauses = []
    if compared.median.known:
        clauses.append(f"{{{field}.ask.main.briefly}} {{{field}.median:bare}}")
    if compared.england.known:
        clauses.append(f"England {{{field}.england:bare}}")
    return f" ({', '.join(clauses)})" if clauses else ""


def caution(field: str) -> str:
    """That a figure is doubted, as a clause of a template that quotes the comparison as `field`;
    left out where it is not.
    """
    return f"[ Be careful with this figure: {{{field}.doubt}}.]"


def from_highest(rank: Figure, ranked: float) -> str:
    """A template for a place among so many, that quotes it as `rank`: `the highest`, `{rank}
    highest`, `the lowest`.
    """
    if rank.value in (1, ranked):
        return "the highest" if rank.value == 1 else "the lowest"
    return "{rank} highest"


def place(rank: Figure, of: Figure) -> str:
    """The same, with how many there are: `the highest of {group:d}`."""
    return f"{from_highest(rank, of.number)} of {{group:d}}"


def place_in_cell(rank: Figure, of: Figure) -> Figure | Sentence:
    """The same in a cell of a table; the Figure alone, which says why, where there is no place."""
    return say(place(rank, of), rank=rank, group=of) if rank.known else rank


def joint(among: Among) -> str:
    """'joint ' before a place that another authority has too; else empty."""
    others = among.values.drop(among.compared.ask.la_code, errors="ignore")
    return "joint " if among.compared.own_value in others.tolist() else ""


def place_in_england(field: str, compared: Compared) -> str:
    """The place among all authorities from the nearer end, as a clause of a template: `the 2nd
    lowest of 152 in England`.
    """
    everyone = compared.england_rank
    end, rank = "highest", "rank"
    if everyone.side == "below":
        end, rank = "lowest", "rank_from_lowest"
    place = "" if getattr(everyone, rank).value == 1 else f"{{{field}.england_rank.{rank}}} "
    return f"the {joint(everyone)}{place}{end} of {{{field}.england_rank.used:d}} in England"


def with_direction(template: str, grown: Compared) -> str:
    """A template with 'up' or 'down' before each growth."""
    for name in ("own", "median", "england"):
        figure = getattr(grown, name)
        direction = "down" if figure.known and figure.number < 0 else "up"
        template = template.replace(f"{{{name}:", f"{direction} {{{name}:")
    return template


def in_words(compared: Compared) -> Sentence:
    """The value, its rank in England and the median of its comparators."""
    england = compared.england_rank
    return say(
        "{what}, {when}: {who} has {own}, {rank} of {ranked}, the highest first; the middle "
        "authority of England has {england}[; the middle of {used:d} of {others} is {middle}].",
        otherwise="{what}: {reason}.",
        needs="own",
        what=compared.measure.says,
        when=compared.period,
        who=compared.ask.authority.name,
        own=compared.own,
        rank=england.rank,
        ranked=england.used,
        england=england.median,
        used=compared.used,
        others=compared.ask.main.others,
        middle=compared.median,
    )

"""Comparisons as a table, and in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.figures import Listing, Sentence, listing, say, source_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hnb.compare.catalogue import View
    from hnb.compare.ratios import Measured


def side_by_side(
    ratios: Sequence[Measured],
    caption: str,
    *,
    counts: bool = True,
    named: Sequence[str] = (),
    appendix: bool = False,
) -> Listing:
    """Ratios as a table: the authority's, the counts it rests on unless left out, each list's
    median, England's.

    `named` are their names, where those of the ratios do not tell them apart.
    """
    ask = ratios[0].ask
    labels = named or [measured.ratio.says for measured in ratios]
    rows = [
        (
            label,
            measured.own,
            *((measured.part, measured.whole) if counts else ()),
            *measured.medians,
            measured.england,
        )
        for label, measured in zip(labels, ratios, strict=True)
    ]
    header = (
        "",
        ask.authority.name,
        *(("Counted", "Out of") if counts else ()),
        *(f"Median, {group.name}" for group in ask.comparators),
        "England",
    )
    source = source_line(figure for measured in ratios for figure in measured.figures)
    return listing(caption, header, rows, source=source, appendix=appendix)


def in_words(result: View) -> Sentence:
    """The value, its rank in England and the median of its comparators."""
    return say(
        "{what}, {when}: {who} has {own}, {rank} of {ranked}, the highest first; the middle "
        "authority of England has {england}[; the middle of {used:d} of {others} is {middle}].",
        otherwise="{what}: {reason}.",
        needs="own",
        what=result.measure.says,
        when=result.when,
        who=result.ask.authority.name,
        own=result.own,
        rank=result.rank,
        ranked=result.ranked,
        england=result.middle_in_england,
        used=result.used,
        others=result.ask.main.others,
        middle=result.middle,
    )

"""What is said of what the High Needs Block is made of."""

from __future__ import annotations

from collections.abc import Sequence

from hnb.domain.units import MINUS
from hnb.figures import Listing, Sentence, listing, say, say_if_known
from hnb.questions.high_needs_block.model import Block
from hnb.questions.high_needs_block.supposed import Supposed
from hnb.questions.high_needs_block.year_before import YearBefore


def _who(block: Block) -> str:
    return block.ask.authority.name


def total(block: Block) -> Sentence:
    """The block before deductions, and for each head."""
    line = block.total
    return say(
        "In {year} the High Needs Block of {name} was {block}, before what the department keeps "
        "back for places[: {head} for each of the {per}, against {theirs} for {them} together and "
        "{england} for England].",
        otherwise="What the High Needs Block of {name} was made of in {year} is not available: "
        "{reason}.",
        needs="block",
        summary="block",
        year=block.ask.financial_year,
        name=_who(block),
        block=line.own,
        head=line.per_head,
        per=block.per,
        theirs=line.comparators,
        them=block.ask.main.name,
        england=line.england,
    )


def widest(block: Block) -> Sentence | None:
    """The line that differs most; only where the lines add up to the published block."""
    line = block.widest
    if not block.published or block.rebuilt.value != block.total.own.value:
        return None
    return say_if_known(
        "Of its lines {line} differs most for each head: {own} against {theirs}, a difference of "
        "{gap:size}. The lines add up to the published block to the pound.",
        needs="gap",
        line=line.label,
        own=line.per_head,
        theirs=line.comparators,
        gap=line.difference,
    )


def basis(result: YearBefore) -> Sentence | None:
    """How the block of the year was set, and its change on the year before."""
    if not result.block.known:
        return None
    return say(
        "The block of {year} was set by {rule}, with {holds}. Before deductions it is "
        "{change:size} {more} than that of {earlier}[, without {moved_in} of grants moved into "
        "it].",
        otherwise="The block of {year} was set by {rule}, with {holds}. Its change on {earlier} "
        "is not given: {reason}.",
        needs="change",
        year=result.ask.financial_year,
        rule=result.basis.set_by if result.basis else "a rule that is not known here",
        holds=result.basis.holds if result.basis else "contents that are not known",
        change=result.change_percent,
        more="less" if result.change_percent.text.startswith(MINUS) else "more",
        earlier=result.earlier_year,
        moved_in=result.moved_in,
    )


def lines(block: Block) -> Listing | None:
    """Every line in £ and for each head."""
    if not block.published:
        return None
    return listing(
        f"Lines of the High Needs Block before deductions, {_who(block)}, "
        f"{block.ask.financial_year}",
        (
            "Line",
            "Amount",
            "For each head",
            block.ask.main.name,
            "England",
            "Difference for each head",
        ),
        (
            (
                line.label,
                line.own,
                line.per_head,
                line.comparators,
                line.england,
                line.difference,
            )
            for line in (*block.lines, block.total)
        ),
        source=f"Note: a head is one of the {block.per}. Comparators and England are sums over "
        "sums.",
    )


def deducted(block: Block) -> Sentence | None:
    """What the department keeps to pay for places itself."""
    line = block.deducted
    return say_if_known(
        "Of that, the department keeps {deducted} to pay for places itself: {head} for each head, "
        "against {theirs} for {them} together. It is not money lost: those places need not be paid "
        "from the rest.",
        needs=("deducted", "theirs"),
        deducted=line.own,
        head=line.per_head,
        theirs=line.comparators,
        them=block.ask.main.name,
    )


def deductions(block: Block) -> Listing | None:
    """Deductions by kind of place, in £ and for each head."""
    if not block.published:
        return None
    return listing(
        f"Deductions from the High Needs Block by kind of place, {_who(block)}, "
        f"{block.ask.financial_year}",
        ("Kind of place", "Amount", "For each head", block.ask.main.name, "England"),
        (
            (line.label, line.own, line.per_head, line.comparators, line.england)
            for line in (*block.deductions, block.deducted)
        ),
        source="Note: spring and autumn places are of two academic years and are paid by the "
        "month.",
        appendix=True,
    )


def supposed(block: Block, changes: Sequence[Supposed]) -> Sentence | None:
    """What the block counted, where other numbers are supposed."""
    if not changes:
        return None
    return say(
        "The block counted {pupils} in special schools, at {unit} each. With one number supposed "
        "to be another and every other line held, it would be as the table says; nobody has "
        "offered these numbers.",
        pupils=block.pupils,
        unit=block.unit,
    )


def supposed_listing(block: Block, changes: Sequence[Supposed]) -> Listing | None:
    """The block with each number that is supposed."""
    if not changes:
        return None
    return listing(
        "The High Needs Block before deductions with other numbers in its formula, "
        f"{_who(block)}, {block.ask.financial_year}",
        ("Supposed", "How many, or how much", "Block", "Change"),
        ((change.label, change.supposed, change.block, change.change) for change in changes),
        source="Note: what is supposed is this report's own parameter, not a forecast and not a "
        "policy.",
    )

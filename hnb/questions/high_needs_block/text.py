"""What is said of what the High Needs Block is made of."""

from __future__ import annotations

from collections.abc import Sequence

from hnb.domain.units import MINUS
from hnb.domain.words import capitalised
from hnb.figures import Listing, Sentence, listing, say, say_if_known
from hnb.questions.high_needs_block.model import Block, BlockLine
from hnb.questions.high_needs_block.supposed import Supposed
from hnb.questions.high_needs_block.year_before import YearBefore


def _who(block: Block) -> str:
    return block.ask.authority.name


def _each(block: Block) -> str:
    """Whom an amount is for each of: 'resident aged 2 to 18'."""
    return block.per.partition(" (")[0].replace("residents", "resident")


def _others(line: BlockLine) -> str:
    """Others' amounts in brackets, as a clause of a template with `line` and `others`."""
    clauses = []
    if line.comparators.known:
        clauses.append("{others} together {line.comparators:read}")
    if line.england.known:
        clauses.append("England {line.england:read}")
    return f" ({', '.join(clauses)})" if clauses else ""


def total(block: Block) -> Sentence:
    """The block before deductions, and for each resident."""
    return say(
        "In {year} the High Needs Block of {name} was {line.own:read}. That is before deductions: "
        "before the Department for Education takes out the money for places that it pays for "
        f"directly.[ It is {{line.per_head:read}} for each {{each}}{_others(block.total)}.]",
        otherwise="What the High Needs Block of {name} was made of in {year} is not known: "
        "{reason}.",
        needs="line.own",
        year=block.ask.financial_year,
        name=_who(block),
        line=block.total,
        each=_each(block),
        others=block.ask.main.briefly,
    )


def widest(block: Block) -> Sentence | None:
    """The line that differs most; only where the lines add up to the published block."""
    line = block.widest
    if not block.published or block.rebuilt.value != block.total.own.value:
        return None
    return say_if_known(
        "Apart from the formula’s own allocation, the biggest difference is on the line ‘{label}’: "
        "{line.per_head:read} for each {each}, compared with {line.comparators:read} for {others} "
        "together.",
        label=line.label,
        line=line,
        each=_each(block),
        others=block.ask.main.briefly,
    )


def basis(result: YearBefore) -> Sentence | None:
    """How the block of the year was set, and its change on the year before."""
    if not result.block.known:
        return None
    return say(
        "The {year} block was set by {rule}, with {holds}. Before deductions it is "
        "{change:read_size} {more} than in {earlier}[, leaving out {moved_in} of grants that were "
        "moved into it].",
        otherwise="The {year} block was set by {rule}, with {holds}. Its change since {earlier} is "
        "not given: {reason}.",
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
    """Every line in £ and for each resident."""
    if not block.published:
        return None
    return listing(
        f"Lines of the High Needs Block before deductions, {_who(block)}, "
        f"{block.ask.financial_year}",
        (
            "Line",
            "Amount",
            "For each resident",
            capitalised(block.ask.main.briefly),
            "England",
            "Difference for each resident",
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
        source=f"Note: residents are all {block.per}. Others' amounts are their totals over all "
        "their residents.",
    )


def deducted(block: Block) -> Sentence | None:
    """What the department keeps to pay for places itself."""
    return say_if_known(
        "Of that, the department keeps {line.own:read} to pay for places directly. That is "
        f"{{line.per_head:read}} for each {{each}}{_others(block.deducted)}. The money is "
        "not lost, because the council need not pay for those places.",
        line=block.deducted,
        each=_each(block),
        others=block.ask.main.briefly,
    )


def deductions(block: Block) -> Listing | None:
    """Deductions by kind of place, in £ and for each resident."""
    if not block.published:
        return None
    return listing(
        f"Deductions from the High Needs Block by kind of place, {_who(block)}, "
        f"{block.ask.financial_year}",
        ("Kind of place", "Amount", "For each resident", block.ask.main.name, "England"),
        (
            (line.label, line.own, line.per_head, line.comparators, line.england)
            for line in (*block.deductions, block.deducted)
        ),
        source="Note: spring and autumn places are of two academic years and are paid by the "
        "month.",
        appendix=True,
    )


def supposed(block: Block, changes: Sequence[Supposed]) -> Sentence | None:
    """What the block counted, where other numbers are tried."""
    if not changes:
        return None
    return say(
        "The block counted {pupils} in special schools, at {unit} each. The table shows how the "
        "block would change if one number were different. These are illustrations only, and not "
        "proposals.",
        pupils=block.pupils,
        unit=block.unit,
    )


def supposed_listing(block: Block, changes: Sequence[Supposed]) -> Listing | None:
    """The block with each number that is supposed."""
    if not changes:
        return None
    return listing(
        "The High Needs Block before deductions, if numbers in its formula were different, "
        f"{_who(block)}, {block.ask.financial_year}",
        ("If there were", "How many, or how much", "Block", "Change"),
        ((change.label, change.supposed, change.block, change.change) for change in changes),
        source="Note: these numbers are settings of this report, not a forecast and not a policy.",
    )

"""The way from the High Needs Block before deductions to the gap, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hnb.comparison.counts import count
from hnb.comparison.measures.money import placement_spend
from hnb.comparison.select import rows_where
from hnb.domain.words import slug
from hnb.figures import Figure, Rows, Sentence
from hnb.questions.spend_against_block.money import Money
from hnb.questions.spend_against_block.profile import Profile


@dataclass(frozen=True)
class Step:
    """One line of the bridge from the block before deductions to the gap.

    `kind` is 'level' where the amount stands from zero, and 'deduction', 'spend' or 'gap' where it
    moves from a level. `words` say an amount that is not printed by itself.
    """

    label: str
    kind: str
    amount: Figure
    words: Sentence | None = None


def bridge(money: Money, before: Figure, profile: Profile) -> tuple[Step, ...]:
    """The block before deductions, less each deduction, to the block after; spend line by line, and
    the gap.

    Parameters
    ----------
    money : Money
        The year's money. Where its deductions have no such year, or come from another edition than
        the block, what they do not explain is a step of its own.
    before : Figure
        The block before deductions.
    profile : Profile
        The authority's spend in the scope asked for, its block and its gap, after deductions.

    Returns
    -------
    tuple of Step
        As far as is published. Deductions are negative, spend positive; the gap is spend less the
        block after them.
    """
    if not before.known or not profile.block.known:
        return ()
    steps = [
        Step("Block before deductions", "level", before),
        *_deductions(money, before, profile.block),
        Step("Block after deductions", "level", profile.block),
    ]
    if profile.spend.known:
        steps += [
            *_lines(money),
            Step("Placement spend", "level", profile.spend),
            Step("Difference from the block", "gap", profile.gap, profile.difference),
        ]
    return tuple(steps)


def _step(money: Money, label: str, kind: str, value: float, rows: tuple[Rows, ...]) -> Step:
    maker = money.maker(scope=money.ask.scope)
    return Step(label, kind, maker.make(f"{slug(label)}_gbp", value, "gbp", label, rows=rows))


def _deductions(money: Money, before: Figure, after: Figure) -> Iterator[Step]:
    """A step for each kind of place; published as 'special academies: pre-16 SEN places'."""
    ask = money.ask
    listed = rows_where(
        money.tables["high_needs_deductions"],
        la_code=ask.la_code,
        financial_year=ask.financial_year,
    ).dropna(subset="amount_gbp")
    listed = listed[listed["deduction"].ne("total")]
    for kind, of_kind in listed.groupby(listed["deduction"].str.split(":").str[0], sort=False):
        if of_kind["amount_gbp"].any():
            deducted = count(
                "deducted",
                "high_needs_deductions",
                f"deducted: {kind}",
                deduction=tuple(of_kind["deduction"]),
            )
            rows = money.counts.behind(deducted, money.year, [ask.la_code])
            amount = -float(of_kind["amount_gbp"].sum())
            yield _step(money, f"Deducted: {kind}", "deduction", amount, rows)
    rest = after.number - before.number + float(listed["amount_gbp"].sum())
    if abs(rest) >= 1:
        what = "not listed in this edition" if len(listed) else "all kinds together"
        rows = (*before.rows, *after.rows)
        yield _step(money, f"Deducted: {what}", "deduction", rest, rows)


def _lines(money: Money) -> Iterator[Step]:
    code = money.ask.la_code
    for line in placement_spend(money.ask.scope).terms:
        amount = money.counts.value(line, money.year, code) or 0.0
        rows = money.counts.behind(line, money.year, [code])
        yield _step(money, line.says, "spend", amount, rows)

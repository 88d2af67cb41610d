"""What may stand beside what: scopes of placement spend, stages of the block, and the way from one
to the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from hnb.compare.denominators import Denominator, heads
from hnb.compare.missing import absent
from hnb.compare.select import rows_where
from hnb.domain.errors import CheckError
from hnb.domain.periods import KINDS
from hnb.domain.scopes import ADDED_BACK, AFTER, BEFORE, PARTS, SCOPES, block_stage
from hnb.domain.words import slug
from hnb.figures import Figure, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hnb.domain.comparators import Ask

_WHAT = {
    "s251_high_needs": "section 251 outturn by line and setting",
    "dsg_blocks": "the dedicated schools grant allocation",
}


@dataclass(frozen=True)
class Step:
    """One line of the bridge from the block before deductions to the gap.

    `kind` is 'level' where the amount stands from zero, and 'deduction', 'spend' or 'gap' where it
    moves from a level.
    """

    label: str
    kind: str
    amount: Figure


@dataclass(frozen=True)
class Money:
    """One financial year's high needs money.

    `book` has an authority a row: £ by label of a part of spend and by stage of the block, people
    (`head`) and plans (`plan`). `reasons` say why the asking authority is missing from a table;
    `tables` are those it was made from, and `releases` those of the rows looked at so far.
    """

    ask: Ask
    book: pd.DataFrame
    per: Denominator
    reasons: dict[str, str]
    tables: dict[str, pd.DataFrame]
    releases: dict[tuple[Any, ...], tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, ask: Ask, **tables: pd.DataFrame) -> Money:
        """The year's outturn, high needs block, people and plans, from the tables of those names."""
        year = int(ask.financial_year[:4])
        spend, blocks = (
            rows_where(tables[name], financial_year=ask.financial_year) for name in _WHAT
        )
        lines = rows_where(spend, kind="outturn").pivot(
            index="la_code", columns=["line", "setting"], values="amount_gbp"
        )
        book = rows_where(blocks, block="high needs").pivot(
            index="la_code", columns="stage", values="amount_gbp"
        )
        book = book.reindex(columns=[BEFORE, AFTER])
        for part in PARTS:
            wanted = lines.reindex(columns=[(part.line, setting) for setting in part.settings])
            book = book.join(wanted.sum(axis=1, skipna=False).rename(part.label), how="outer")
        per, head = heads(tables["population"], year, (ask.denominator, "2 to 18 (projection)"))
        plans = (
            rows_where(tables["ehc_plans"], january=year)
            .set_index("la_code")["plans"]
            .astype("float64")
        )
        book = book.join(head.rename("head")).join(plans.rename("plan"))
        return cls(
            ask,
            book,
            per,
            {name: absent(ask, what, tables[name]) for name, what in _WHAT.items()},
            tables,
        )

    @property
    def year(self) -> int:
        """The calendar year it starts in; plans are of its January, as in the publisher's own
        benchmarking.
        """
        return int(self.ask.financial_year[:4])

    @property
    def missing(self) -> str:
        """Why the asking authority has no share of its block."""
        spend = self.book[PARTS[0].label].get(self.ask.la_code)
        return self.reasons["s251_high_needs" if pd.isna(spend) else "dsg_blocks"]

    def spend(self, scope: str, stage: str = AFTER) -> pd.Series:
        """Every authority's spend in a scope, in £, missing where any part of it is."""
        added = self.book[BEFORE] - self.book[AFTER] if stage == ADDED_BACK else 0.0
        return self.book[[part.label for part in SCOPES[scope]]].sum(axis=1, skipna=False) + added

    def rows(self, table: str, codes: Sequence[int] = (), **where: Any) -> Rows:
        """Rows of a table of this year, of some authorities or of all."""
        frame = self.tables[table]
        year = {"financial_year": self.ask.financial_year} if "financial_year" in frame else {}
        keys = {**({"la_code": tuple(codes)} if codes else {}), **year, **where}
        # one edition gives every category of an authority's year: releases need no narrower look,
        # and only one
        held = {key: value for key, value in keys.items() if key in ("la_code", *KINDS)}
        seen = (table, *held.values())
        if seen not in self.releases:
            self.releases[seen] = tuple(
                sorted(rows_where(frame, **held)["release"].dropna().unique())
            )
        return Rows(table, self.releases[seen], keys)

    def block(self, stage: str, codes: Sequence[int], prefix: str, reason: str) -> Figure:
        """The high needs block of some authorities added up; with deductions added back, the block
        before them.
        """
        kept = block_stage(stage)
        rows = [self.rows("dsg_blocks", codes, block="high needs", stage=kept)]
        return self.figure(
            f"{prefix}block_{kept.split()[0]}_gbp",
            self.book[kept].reindex(list(codes)).sum(min_count=1),
            "gbp",
            f"high needs block {kept}",
            rows,
            reason=reason,
            stage=stage,
            covers="high needs block",
        )

    def figure(
        self,
        measure: str,
        value: Any,
        unit: str,
        calculation: str,
        rows: Sequence[Rows],
        *,
        reason: str = "",
        scope: str = "",
        stage: str = AFTER,
        covers: str = "",
    ) -> Figure:
        """A Figure of this year, in cash, missing with the reason where there is no value."""
        return Figure(
            f"placements.{measure}",
            value,
            unit,
            calculation,
            tuple(rows),
            scope,
            self.ask.financial_year,
            covers,
            stage,
            "cash" if unit.startswith("gbp") else "",
            reason=reason,
        )


def share_of_block(
    spend: Figure, block: Figure, name: str = "placements.share_of_block_percent"
) -> Figure:
    """Spend as a percentage of the block, where both hold, or both leave out, the places the
    department funds itself.

    Raises
    ------
    CheckError
        Stage or year differ, as when outturn stands beside the block before deductions.
    """
    if (spend.stage, spend.period) != (block.stage, block.period):
        raise CheckError(
            found=f"placement spend of {spend.text} ({spend.period}, {spend.stage}) is not like "
            "for like with a block "
            f"of {block.text} ({block.period}, {block.stage}): section 251 outturn leaves out the "
            "places that the "
            "department funds directly, and the block before deductions holds the money for them",
            expected="the block after deductions of the same year, or every deduction added back "
            "to both; the bridge "
            "goes from one to the other line by line",
            after="No share was worked out.",
        )
    missing = spend.reason or block.reason
    return Figure(
        name,
        None if missing else 100 * spend.number / block.number,
        "percent",
        f"spend as a percentage of the high needs block, both '{spend.stage}'",
        (*spend.rows, *block.rows),
        spend.scope,
        spend.period,
        f"{spend.covers} over {block.covers}",
        spend.stage,
        reason=missing,
    )


def bridge(
    money: Money, before: Figure, after: Figure, spend: Figure, gap: Figure
) -> tuple[Step, ...]:
    """The block before deductions, less each deduction, to the block after; spend line by line, and
    the gap.

    Parameters
    ----------
    money : Money
        With `high_needs_deductions` among its tables. Where that has no such year, or comes from
        another edition than the block, what it does not explain is a step of its own.
    before, after, spend, gap : Figure
        The block at each stage; spend in the scope asked for, after deductions; and that spend less
        that block.

    Returns
    -------
    tuple of Step
        As far as is published. Deductions are negative, spend positive; the gap is spend less the
        block after them.
    """
    if before.value is None or after.value is None:
        return ()
    ask, held, scope = money.ask, money.tables["high_needs_deductions"], money.ask.scope
    own = rows_where(held, la_code=ask.la_code, financial_year=ask.financial_year).dropna(
        subset="amount_gbp"
    )
    own = own[own["deduction"].ne("total")]
    # published as 'special academies: pre-16 SEN places'; the bridge needs the kind of school only
    kinds = own.groupby(own["deduction"].str.split(":").str[0], sort=False)

    def step(label: str, kind: str, value: float, rows: Sequence[Rows]) -> Step:
        return Step(
            label, kind, money.figure(f"{slug(label)}_gbp", value, "gbp", label, rows, scope=scope)
        )

    steps = [Step("Block before deductions", "level", before)]
    for name, listed in kinds:
        rows = [
            money.rows("high_needs_deductions", [ask.la_code], deduction=tuple(listed["deduction"]))
        ]
        if listed["amount_gbp"].any():
            steps.append(step(f"Deducted: {name}", "deduction", -listed["amount_gbp"].sum(), rows))
    rest = float(after.value) - float(before.value) + own["amount_gbp"].sum()
    if abs(rest) >= 1:
        label = (
            "Deducted: not listed in this edition" if len(own) else "Deducted: all kinds together"
        )
        steps.append(step(label, "deduction", rest, [*before.rows, *after.rows]))
    steps.append(Step("Block after deductions", "level", after))
    if spend.value is None:
        return tuple(steps)
    for part, source in zip(SCOPES[scope], spend.rows, strict=True):
        steps.append(step(part.label, "spend", money.book[part.label][ask.la_code], [source]))
    return (
        *steps,
        Step("Placement spend", "level", spend),
        Step("Gap: spend less block", "gap", gap),
    )

"""What the High Needs Block is made of, line by line beside other authorities."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from hnb.comparison.compared import Compared, compare
from hnb.comparison.counts import Count, Counted, Counts, Sum, count
from hnb.comparison.denominators import ALL, Denominator, heads, residents
from hnb.comparison.measure import Measure
from hnb.comparison.missing import absent
from hnb.comparison.select import rows_where
from hnb.domain.comparators import Ask
from hnb.domain.periods import start_year
from hnb.domain.scopes import BEFORE
from hnb.domain.words import slug
from hnb.figures import Figure, FigureMaker, Rows
from hnb.questions.high_needs_block.formula import ALLOCATION, ENTITLEMENT, LINES, TOTAL, rebuild
from hnb.tables import Tables

FORMULA, UNIT, PUPILS = "high_needs_formula", "basic_entitlement", "special_school_pupils"
DEDUCTIONS = "high_needs_deductions"


@dataclass(frozen=True)
class BlockLine:
    """One line of the formula, or one kind of deduction: in £, and for each head beside others.

    `comparators` and `england` are sums over sums; `difference` is the authority's per head less
    the comparators'.
    """

    label: str
    own: Figure
    per_head: Figure
    comparators: Figure
    england: Figure
    difference: Figure


@dataclass(frozen=True)
class Block:
    """The High Needs Block of one authority and year, line by line.

    `per` is whom a head is one of; `lines` are the formula's and `total` their sum, the block
    before deductions; `deductions` go by kind of place, and `deducted` is their total. `rebuilt` is
    the block from its parts; `unit` and `pupils` are the two factors of the basic entitlement.
    """

    ask: Ask
    per: str
    lines: tuple[BlockLine, ...]
    total: BlockLine
    deductions: tuple[BlockLine, ...]
    deducted: BlockLine
    rebuilt: Figure
    unit: Figure
    pupils: Figure

    @property
    def published(self) -> bool:
        """Whether there is a block; `total.own.reason` says why not."""
        return self.total.own.known

    @property
    def widest(self) -> BlockLine:
        """The line that differs most, for each head, from the comparators', apart from the
        allocation, which is most of the block itself.
        """
        known = [line for line in self.lines if line.difference.known and line.label != ALLOCATION]
        return max(known, key=lambda line: abs(line.difference.number), default=self.total)


def answer(tables: Tables, ask: Ask) -> Block:
    """The block of an authority line by line, for each head, beside its comparators and England.

    Parameters
    ----------
    tables : Tables
        Those of question.yml, by authority.
    ask : Ask
        A head is one of its denominator where that is held for the mid-year in which the financial
        year starts, else of the first population that is.

    Returns
    -------
    Block
        Figures are missing, with the reason, where the authority or the year is not published;
        never £0.
    """
    money = _Year.of(tables, ask)
    lines = [label for label in LINES if money.rebuilt[label].notna().any()]
    return Block(
        ask=ask,
        per=money.per.says,
        lines=tuple(money.line(label, formula_line(label)) for label in lines),
        total=money.line(TOTAL, formula_line(TOTAL)),
        deductions=tuple(
            money.line(kind, deduction(kind, listed), "deducted_")
            for kind, listed in money.kinds.items()
            if kind != TOTAL
        ),
        deducted=money.line(TOTAL, deduction(TOTAL, (TOTAL,)), "deducted_"),
        rebuilt=money.published("rebuilt_gbp", "rebuilt", (FORMULA, UNIT, PUPILS)),
        unit=money.published("unit_gbp", "unit_gbp_per_pupil", (UNIT,)),
        pupils=money.published("pupils", "pupils", (PUPILS,), unit="pupils"),
    )


def formula_line(label: str) -> Counted:
    """A line of the formula; the basic entitlement rests on the unit of funding and the pupils."""
    if label == ENTITLEMENT:
        return Sum(slug(label), label, (count("unit", UNIT, label), count("pupils", PUPILS, label)))
    return count(slug(label), FORMULA, label, formula_line=label)


def deduction(kind: str, listed: tuple[str, ...]) -> Count:
    """Everything deducted for a kind of place, as far as it is published."""
    counted = count(slug(kind), DEDUCTIONS, kind, deduction=listed)
    return replace(counted, complete=False)


@dataclass(frozen=True)
class _Year:
    """One financial year: every authority's block rebuilt, and whom a head is one of."""

    ask: Ask
    tables: Tables
    counts: Counts
    per: Denominator
    rebuilt: pd.DataFrame

    @classmethod
    def of(cls, tables: Tables, ask: Ask) -> _Year:
        book = rebuild(tables[FORMULA], tables[UNIT], tables[PUPILS])
        names = (ask.denominator, *ALL, ask.denominator)
        per, _ = heads(tables["population"], start_year(ask.financial_year), names)
        rebuilt = rows_where(book, financial_year=ask.financial_year).set_index("la_code")
        return cls(ask, tables, Counts(_with_entitlement(tables, book)), per, rebuilt)

    @property
    def kinds(self) -> dict[str, tuple[str, ...]]:
        """The deductions of the year by kind of place, as they are published."""
        listed = rows_where(self.tables[DEDUCTIONS], financial_year=self.ask.financial_year)
        kinds = listed["deduction"].str.split(":").str[0]
        return {
            str(kind): tuple(sorted(names.unique()))
            for kind, names in listed.groupby(kinds, sort=False)["deduction"]
        }

    @property
    def reason(self) -> str:
        """Why the authority has no block."""
        return absent(self.ask, "the high needs formula", self.tables[FORMULA])

    @property
    def maker(self) -> FigureMaker:
        """Makes the Figures of the year."""
        return FigureMaker(
            "formula",
            period=self.ask.financial_year,
            stage=BEFORE,
            covers="high needs block",
            price_base="cash",
            reason=self.reason,
        )

    def line(self, label: str, counted: Counted, prefix: str = "") -> BlockLine:
        """A line in £ and for each head: the authority's, its comparators' and England's."""
        name, year = f"{prefix}{slug(label)}", start_year(self.ask.financial_year)
        compared = self.per_head(name, label, counted)
        own_amount = self.maker.make(
            f"{name}_gbp",
            self.counts.value(counted, year, self.ask.la_code),
            "gbp_whole",
            label,
            rows=self.counts.behind(counted, year, [self.ask.la_code]),
        )
        head, others = compared.own, compared.main.pooled
        difference = self.maker.make(
            f"{name}_difference_per_head_gbp",
            head.number - others.number,
            "gbp_per_person",
            "per head less the comparators'",
            rows=(*head.rows, *others.rows),
            reason=head.reason or others.reason,
        )
        return BlockLine(label, own_amount, head, others, compared.england_rank.pooled, difference)

    def per_head(self, name: str, label: str, counted: Counted) -> Compared:
        """A line for each head, beside the comparators and England added up."""
        measure = Measure(
            name, label, counted, residents(self.per), unit="gbp_per_person", chance="none"
        )
        return compare(
            measure,
            self.counts,
            self.ask,
            self.ask.financial_year,
            maker=self.maker,
            names={
                "value": "{measure}_per_head_gbp",
                "among": "comparators_{measure}_per_head_gbp",
                "everyone": "england_{measure}_per_head_gbp",
            },
            scope="",
            own_reason=self.reason,
        )

    def published(
        self, name: str, column: str, behind: tuple[str, ...], unit: str = "gbp_whole"
    ) -> Figure:
        """A column of the authority's rebuilt block."""
        whose = {"la_code": self.ask.la_code, "financial_year": self.ask.financial_year}
        rows = [Rows.of(table, rows_where(self.tables[table], **whose), ()) for table in behind]
        return self.maker.make(
            name,
            self.rebuilt[column].get(self.ask.la_code),
            unit,
            "as published",
            rows=[replace(each, where=whose) for each in rows],
        )


def _with_entitlement(tables: Tables, book: pd.DataFrame) -> Tables:
    """The tables with the basic entitlement in £ in place of its unit, and zero in place of the
    pupils, so that their sum is the entitlement and rests on the rows of both.
    """
    entitlement = book.set_index(["la_code", "financial_year"])[ENTITLEMENT]
    units, pupils = tables[UNIT], tables[PUPILS]
    keys = pd.MultiIndex.from_frame(units[["la_code", "financial_year"]])
    in_pounds = entitlement.reindex(keys).to_numpy(float)
    return tables.having(
        **{
            UNIT: units.assign(unit_gbp_per_pupil=in_pounds),
            PUPILS: pupils.assign(pupils=pupils["pupils"].astype(float) * 0),
        }
    )

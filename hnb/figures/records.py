"""The numbers of a council's own records, as Figures that say where one is withheld."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from hnb.domain.errors import NotPublished
from hnb.domain.periods import write_day
from hnb.domain.words import capitalised, slug
from hnb.figures.figure import Figure, Rows
from hnb.figures.maker import FigureMaker
from hnb.figures.marks import (
    WITHHELD,
    WITHHELD_COST,
    WITHHELD_PAYMENT,
    is_of_council,
    is_withheld,
    why_withheld,
)
from hnb.figures.sentence import Sentence, say
from hnb.tables import table
from hnb.tables.columns import DOUBTED

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from hnb.domain.comparators import Ask
    from hnb.tables.schema import Table

_NONE = "the council's records have no such number"
_SUPPRESSED = "suppressed"
# a label of a table holds no number that is not a term of the field
_IN_WORDS = {"under 5": "under five"}
_AGES = re.compile(r"^(\d+ to \d+)$")


@dataclass(frozen=True)
class Records:
    """The rows of one council in one table, and what makes Figures of them.

    Parameters
    ----------
    name : str
        The table, such as `council_plans_by_age`.
    frame : DataFrame
        Its rows.
    maker : FigureMaker
        What the Figures have in common.
    unit : str
        How a value is written, where that is not how the table's column is: to the pound, so that
        the lines of a table add up.
    """

    name: str
    frame: pd.DataFrame
    maker: FigureMaker
    unit: str = ""

    @classmethod
    def of(
        cls,
        tables: Mapping[str, pd.DataFrame],
        name: str,
        ask: Ask,
        maker: FigureMaker,
        *,
        unit: str = "",
    ) -> Records:
        """The rows of the authority asked about."""
        frame = tables[name]
        value = table(name).value
        maker = maker.having(covers=value.covers, price_base=value.price_base)
        return cls(name, frame[frame["la_code"].eq(ask.la_code)], maker, unit)

    def where(self, **where: object) -> Records:
        """The rows where each column named has the value given, or one of a tuple of them."""
        frame = self.frame
        for column, value in where.items():
            frame = frame[frame[column].isin(value if isinstance(value, tuple) else (value,))]
        return replace(self, frame=frame)

    def published(self) -> Records:
        """The rows that are published, without those that only the council's own records have."""
        is_own = self.frame["release"].map(is_of_council).astype(bool)
        return replace(self, frame=self.frame[~is_own])

    def values(self, column: str) -> tuple[str, ...]:
        """What a column has, each once, in the order of the rows."""
        return tuple(map(str, self.frame[column].unique()))

    def latest(self, column: str) -> str:
        """The last day, month or year of a column; empty where there are no rows."""
        return max(self.values(column), default="")

    def figure(self, measure: str, *, period: str = "", none: str = _NONE) -> Figure:
        """The value of the rows, added up where there are several.

        Parameters
        ----------
        measure : str
            The rest of the Figure's name.
        none : str
            Why there is no value where there are no rows, or one has none for another reason than
            that it is withheld.
        """
        spec = table(self.name)
        values, count = self.frame[spec.value.name], len(self.frame)
        calculation = "in the council's own records"
        if count > 1:
            calculation = f"sum of {count} rows of the council's own records"
        is_whole = count > 0 and not values.isna().any()
        return self.maker.make(
            measure,
            values.sum() if is_whole else None,
            self.unit or spec.value.unit,
            calculation,
            rows=(Rows.of(self.name, self.frame, spec.key),),
            period=period or self.maker.period,
            reason=withheld_in(spec) if self.has_withheld else none,
        )

    def shown(self) -> Records:
        """The rows without those that are withheld: their sum is the least that there are."""
        return replace(self, frame=self.frame[~self.frame["status"].eq(_SUPPRESSED)])

    @property
    def has_withheld(self) -> bool:
        """Whether a value of the rows is kept back by disclosure control."""
        return bool(self.frame["status"].eq(_SUPPRESSED).any())

    @property
    def is_doubted(self) -> bool:
        """Whether a value of the rows rests on costs that look like slips."""
        return bool(self.frame["status"].eq(DOUBTED).any())

    def by(self, column: str, measure: str, *, period: str = "") -> tuple[tuple[str, Figure], ...]:
        """Each category of a column with its Figure, in the order of the rows."""
        return tuple(
            (
                category,
                self.where(**{column: category}).figure(
                    f"{measure}.{slug(category)}", period=period
                ),
            )
            for category in self.values(column)
        )


def slips() -> Sentence:
    """What is said of amounts that rest on costs which look like slips."""
    return say(
        "The placement ledger has rows with a cost of zero, or of more than ten times the usual of "
        "their kind: they are counted as they stand, and its data-quality report lists them."
    )


def withheld_in(spec: Table) -> str:
    """Why a table withholds a number: to protect children, providers, or both."""
    if not spec.value.unit.startswith("gbp"):
        return WITHHELD
    return WITHHELD_PAYMENT if "payment_kind" in spec.key else WITHHELD_COST


def refuse_without_records(records: Records, ask: Ask, what: str) -> None:
    """Refuse a question about a council's own records where none are in use.

    Raises
    ------
    NotPublished
        There are no rows; how to take in a council's files is said.
    """
    if len(records.frame):
        return
    raise NotPublished(
        found=f"{what} of {ask.authority.name} are not in the records in use",
        expected="a council's own files, taken in by `hnb council add FILE`",
        after="No figure was made.",
    )


def combined(
    maker: FigureMaker,
    measure: str,
    figures: Sequence[Figure],
    *,
    weights: Iterable[int] = (),
    calculation: str,
    period: str = "",
) -> Figure:
    """The sum of Figures of one unit, or with `weights` such as 1 and -1 their difference; without
    a value, and with the reason, where one of them has none.
    """
    signs = tuple(weights) or (1,) * len(figures)
    reasons = [figure.reason for figure in figures if not figure.known]
    total = sum(sign * figure.number for sign, figure in zip(signs, figures, strict=True))
    first = figures[0]
    if all(isinstance(figure.value, int) for figure in figures):
        total = round(total)  # a count stays one
    return maker.make(
        measure,
        None if reasons else total,
        first.unit,
        calculation,
        rows=tuple(row for figure in figures for row in figure.rows),
        period=period or first.period,
        covers=first.covers,
        price_base=first.price_base,
        reason=why_withheld(figures) or next(iter(reasons), ""),
    )


def growth(
    maker: FigureMaker, measure: str, later: Figure, earlier: Figure, *, period: str = ""
) -> Figure:
    """By how many per cent one Figure is more than an earlier one."""
    figures = (later, earlier)
    is_known = later.known and earlier.known and earlier.number > 0
    reasons = [figure.reason for figure in figures if not figure.known]
    return maker.make(
        measure,
        100 * (later.number / earlier.number - 1) if is_known else None,
        "percent",
        "growth from the earlier to the later figure",
        counts=(later.number, earlier.number) if is_known else None,
        rows=(*later.rows, *earlier.rows),
        period=period or f"{earlier.period} to {later.period}",
        reason=why_withheld(figures) or next(iter(reasons), "it was zero"),
    )


def label(category: str) -> str:
    """A category as a table or a sentence of a paper names it: `aged 5 to 10`."""
    return _IN_WORDS.get(category, _AGES.sub(r"aged \1", category))


def named(category: str) -> str | Sentence:
    """A category as the first cell of a row: one whose name has a number in it is a name all the
    same, as of a school or of a span of weeks.
    """
    text = capitalised(label(category))
    return Sentence(text, (), (text,)) if re.search(r"\d", text) else text


def cell(figure: Figure) -> Figure | str:
    """A Figure as a table has it: a dash where there is no value, but for one that is withheld."""
    return figure if figure.known or is_withheld(figure) else "–"


def day_in_words(as_at: str) -> str:
    """The day of a council's records, as a sentence names it."""
    return write_day(date.fromisoformat(as_at))


def month_in_words(month: str, form: str = "%B %Y") -> str:
    """A month written 2026-11, as a sentence names it."""
    return f"{date.fromisoformat(f'{month}-01'):{form}}"


def month_before(month: str, months: int) -> str:
    """The month some months before another, both written 2026-11."""
    number = int(month[:4]) * 12 + int(month[5:7]) - 1 - months
    return f"{number // 12}-{number % 12 + 1:02d}"

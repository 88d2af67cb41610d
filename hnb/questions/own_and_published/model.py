"""Figures of a council's own records next to the published ones, line by line, and what explains
their difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from hnb.domain.comparators import Ask
from hnb.domain.errors import NotPublished
from hnb.domain.periods import write_period
from hnb.domain.words import slug
from hnb.figures import Figure, FigureMaker
from hnb.figures.records import Records, combined
from hnb.questions.definition import question
from hnb.tables import Tables, table

MAKER = FigureMaker("own_and_published")
PLANS = "ehc_plans"
COMPARED = (
    PLANS,
    "ehc_plans_by_age",
    "ehc_plans_by_need",
    "ehc_plans_by_placement",
    "requests",
    "new_plans",
    "plan_timeliness",
    "assessments",
    "ceased_plans",
)
RECONCILIATION = "council_reconciliation"
RECORDS, COUNTED = "records of plans", "plans counted"
_TOTALS = ((), ("total",), ("with exceptions", "any"))
_CHOSEN = "counted"  # how the reasons begin for which a plan is counted, and not set aside
LARGE_PERCENT = 2
_LEAST = 10  # by which a difference is large at all: under it a percentage says little
# of the first word of a category, among those that have none
_PLACES = {"under": -1, "within": -1, "over": 1, "any": 2, "total": 2}


@dataclass(frozen=True)
class Line:
    """One line that both have: a table, a period, and its categories."""

    table: str
    kind: str
    year: int
    categories: tuple[str, ...]
    council: Figure
    published: Figure
    difference: Figure

    @property
    def period(self) -> str:
        """The January or the year, as a sentence names it."""
        return write_period(self.kind, self.year)

    @property
    def is_total(self) -> bool:
        """Whether it counts everybody in its table."""
        return self.categories in _TOTALS

    def is_large(self, percent: int) -> bool:
        """Whether the difference is at least ten, and so many per cent of the published figure."""
        if not self.difference.known:
            return False
        size = abs(self.difference.number)
        return size >= max(_LEAST, percent / 100 * self.published.number)


@dataclass(frozen=True)
class Explanation:
    """What becomes of the records of plans of one January: set aside for a reason, or counted."""

    january: int
    records: Figure
    counted: Figure
    not_counted: Figure
    set_aside: tuple[tuple[str, Figure], ...]


@dataclass(frozen=True)
class OwnAndPublished:
    """Every line that a council's records and the published tables both have.

    `large_percent` says from which difference a line is listed; `total` and `large` count the lines
    that can be compared, and those.
    """

    ask: Ask
    lines: tuple[Line, ...]
    explanations: tuple[Explanation, ...]
    large_percent: int
    total: Figure
    large: Figure
    limit: Figure

    @property
    def plans(self) -> Line | None:
        """All plans at the last January that both have."""
        of_plans = [line for line in self.lines if line.table == PLANS]
        return max(of_plans, key=lambda line: line.year, default=None)

    @property
    def large_lines(self) -> tuple[Line, ...]:
        """The lines whose difference is large, the largest first."""
        large = [line for line in self.lines if line.is_large(self.large_percent)]
        return tuple(sorted(large, key=lambda line: -abs(line.difference.number)))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The Figures of the headline."""
        plans = self.plans
        of_plans = (plans.council, plans.published, plans.difference) if plans else ()
        return (*of_plans, self.total, self.large)


def answer(
    tables: Tables,
    ask: Ask,
    *,
    council_tables: Mapping[str, pd.DataFrame],
    large_percent: int = LARGE_PERCENT,
) -> OwnAndPublished:
    """A council's own records next to what is published.

    Parameters
    ----------
    tables : Tables
        Those of question.yml, as they are published; what the council's own records add is not
        used.
    ask : Ask
        The authority.
    council_tables : mapping
        The same tables as the council's own records have them (`hnb.own_tables`).
    large_percent : int
        From how many per cent of the published figure a difference is large.

    Raises
    ------
    NotPublished
        No records of the council are in use, or nothing in them is published too.
    ParameterError
        `large_percent` is below one or above a hundred.

    Notes
    -----
    Method: docs/methods/this-month.md.
    """
    question("own_and_published").refuse_unusable(large_percent=large_percent)
    if not any(len(council_tables[name]) for name in COMPARED if name in council_tables):
        raise NotPublished(
            found=f"records of {ask.authority.name} are not in use",
            expected="a council's own files, taken in by `hnb council add FILE`",
            after="No figure was made.",
        )
    lines = tuple(line for name in COMPARED for line in _lines(tables, council_tables, name, ask))
    if not lines:
        raise NotPublished(
            found=f"no year in the council's records of {ask.authority.name} is published",
            expected="records of a January or a year that is published too",
            after="Nothing was compared.",
        )
    comparable = [line for line in lines if line.difference.known]
    return OwnAndPublished(
        ask=ask,
        lines=lines,
        explanations=tuple(_explanations(council_tables, ask)),
        large_percent=large_percent,
        total=MAKER.make("lines", len(comparable), "number", "lines that both have", rows=()),
        large=MAKER.make(
            f"large_lines.{large_percent}",
            sum(line.is_large(large_percent) for line in comparable),
            "number",
            "lines whose difference is large",
        ),
        limit=MAKER.make(
            f"large_from.{large_percent}", large_percent, "percent", "from where one is large"
        ),
    )


def _lines(
    tables: Tables, council_tables: Mapping[str, pd.DataFrame], name: str, ask: Ask
) -> Iterator[Line]:
    """The lines of a table that both have, in the order of its key."""
    spec = table(name)
    kind, key = str(spec.period), [column for column in spec.key if column != "la_code"]
    published = Records.of(tables, name, ask, MAKER, unit="number").published()
    council = Records.of(council_tables, name, ask, MAKER, unit="number")
    both = published.frame[key].merge(council.frame[key]).drop_duplicates()
    for values in sorted(both.itertuples(index=False, name=None), key=_in_order):
        where = dict(zip(key, values, strict=True))
        categories = tuple(str(value) for column, value in where.items() if column != kind)
        period = write_period(kind, int(where[kind]))
        about = ".".join([name, *map(slug, categories)])
        figures = [
            records.where(**where).figure(f"{about}.{whose}", period=period)
            for whose, records in (("council", council), ("published", published))
        ]
        difference = combined(
            MAKER,
            f"{about}.difference",
            figures,
            weights=(1, -1),
            calculation="the council's own records less the published figure",
        )
        yield Line(
            table=name,
            kind=kind,
            year=int(where[kind]),
            categories=categories,
            council=figures[0],
            published=figures[1],
            difference=difference,
        )


def _in_order(values: tuple[object, ...]) -> tuple[tuple[int, str], ...]:
    """What puts lines in the order of their period and categories, ages by their number, the
    shortest wait first and the total last.
    """
    texts = [str(value) for value in values]
    return tuple(
        (int(text) if text.isdigit() else _PLACES.get(text.partition(" ")[0], 0), text)
        for text in texts
    )


def _explanations(council_tables: Mapping[str, pd.DataFrame], ask: Ask) -> Iterator[Explanation]:
    """What becomes of the records of plans at each January."""
    if RECONCILIATION not in council_tables:
        return
    records = Records.of(council_tables, RECONCILIATION, ask, MAKER, unit="number")
    for january in sorted(map(int, records.values("january"))):
        rows, period = records.where(january=january), write_period("january", january)
        by_reason = dict(rows.by("reason", "records", period=period))
        nothing = rows.where(reason="").figure("records.none", period=period)
        both = (by_reason.get(RECORDS, nothing), by_reason.get(COUNTED, nothing))
        less = "records of plans less plans counted"
        yield Explanation(
            january=january,
            records=both[0],
            counted=both[1],
            not_counted=combined(
                MAKER, "records.set_aside", both, weights=(1, -1), calculation=less
            ),
            set_aside=tuple(
                (reason, figure)
                for reason, figure in by_reason.items()
                if reason not in (RECORDS, COUNTED) and not reason.startswith(_CHOSEN)
            ),
        )

"""What a transfer from the schools block takes from each pupil, and from each school."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import pandas as pd

from hnb.comparison.select import rows_where
from hnb.domain.comparators import Ask
from hnb.domain.scopes import BEFORE
from hnb.domain.words import slug
from hnb.figures import Figure, FigureMaker, Rows
from hnb.figures.records import Records
from hnb.tables import Tables, table

SHARE = 0.5  # per cent of the schools block that a forum may agree to transfer


@dataclass(frozen=True)
class Transfer:
    """A transfer of `share` of the schools block: its amount, and what it takes from a pupil.

    `schools` has by name the pupils of each school of the council's list and what it takes there,
    the most first; none where there is no such list.
    """

    share: Figure
    amount: Figure
    per_pupil: Figure
    schools: tuple[tuple[str, Figure, Figure], ...]


def transfer(tables: Tables, ask: Ask, maker: FigureMaker) -> Transfer:
    """The transfer spread evenly over pupils: published ones, or those of the council's list."""
    name = ask.authority.name
    block, year = _last(tables, ask, "dsg_blocks", "financial_year", block="schools", stage=BEFORE)
    amount = maker.make(
        "transfer_gbp",
        SHARE / 100 * block["amount_gbp"].sum() if len(block) else None,
        "gbp",
        "share of the schools block before deductions",
        rows=(Rows.of("dsg_blocks", block, table("dsg_blocks").key),),
        period=year,
        reason=f"no edition used here gives the schools block of {name}",
    )
    listed = Records.of(tables, "council_school_pupils", ask, maker)
    listed = listed.where(as_at=listed.latest("as_at"))
    pupils = listed.figure("pupils") if len(listed.frame) else _published(tables, ask, maker)
    both = maker.having(
        rows=(*amount.rows, *pupils.rows),
        period=year,
        reason=amount.reason or pupils.reason or "there are no pupils",
    )
    calculation = f"the transfer over the pupils of {name}"
    of_a_pupil = amount.number / (pupils.number or nan)
    schools = [
        (
            school,
            of_school,
            both.make(
                f"transfer_gbp.{slug(school)}", of_a_pupil * of_school.number, "gbp", calculation
            ),
        )
        for school, of_school in listed.by("school", "pupils")
    ]
    return Transfer(
        share=maker.make("transfer_share_percent", SHARE, "percent", "stated", period=year),
        amount=amount,
        per_pupil=both.make("transfer_gbp_per_pupil", of_a_pupil, "gbp_per_head", calculation),
        schools=tuple(sorted(schools, key=lambda row: (-row[1].number, row[0]))),
    )


def _published(tables: Tables, ask: Ask, maker: FigureMaker) -> Figure:
    """Pupils in primary and secondary schools."""
    name = "free_school_meals"
    rows, year = _last(tables, ask, name, "academic_year", phase=("primary", "secondary"))
    return maker.make(
        "pupils",
        rows["pupils"].sum() if len(rows) else None,
        "pupils",
        "pupils in primary and secondary schools",
        rows=(Rows.of(name, rows, table(name).key),),
        period=year,
        reason=f"no edition used here gives the pupils of {ask.authority.name}",
    )


def _last(
    tables: Tables, ask: Ask, name: str, period: str, **where: str | tuple[str, ...]
) -> tuple[pd.DataFrame, str]:
    """The rows of the last period that has a value, and that period."""
    rows = rows_where(tables[name], la_code=ask.la_code, **where)
    rows = rows.dropna(subset=table(name).value.name)
    last = str(rows[period].max()) if len(rows) else ""
    return rows[rows[period].eq(last)], last

"""The compiled net high needs figure, year by year, for what it is: top-ups and services, without
place funding.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from hnb.compare.missing import absent
from hnb.compare.select import rows_where
from hnb.domain.comparators import Ask
from hnb.domain.scopes import AFTER
from hnb.domain.words import slug
from hnb.figures import Figure, Rows
from hnb.questions.spend_against_block.bridge import share_of_block

COVERS = "top-ups and services on every line 1.2.x, without place funding"


@dataclass(frozen=True)
class NetYear:
    """One year: net outturn, the block after deductions, the one over the other, and that of
    England's sums.
    """

    financial_year: str
    net: Figure
    block: Figure
    share: Figure
    england: Figure


@dataclass(frozen=True)
class NetSpend:
    """The years that both tables hold, the earliest first; `years` are those in which the authority
    has both.
    """

    ask: Ask
    years: tuple[NetYear, ...]
    gaps: tuple[NetYear, ...]

    @property
    def asked(self) -> NetYear | None:
        """The year asked for or, where the authority has not both figures in it, the last in which
        it has.
        """
        wanted = [one for one in self.years if one.financial_year == self.ask.financial_year]
        return (wanted or [*self.years])[-1] if self.years else None

    @property
    def reason(self) -> str:
        """Why the last year without both figures has not; empty where none is without."""
        return self.gaps[-1].share.reason if self.gaps else ""


def net_spend(net: pd.DataFrame, blocks: pd.DataFrame, ask: Ask) -> NetSpend:
    """Net high needs outturn against the block after deductions; never called placements.

    Parameters
    ----------
    net, blocks : DataFrame
        `net_high_needs` and `dsg_blocks`, in £, one row an authority and year (and block and
        stage).
    ask : Ask
        The authority; every year that both tables hold is given.

    Returns
    -------
    NetSpend
        Figures are missing, with the reason, where the authority has none in a year.

    Notes
    -----
    The block after deductions also pays for places in maintained schools, which the net figure
    leaves out: the percentage says how the two have moved, not how much of the block placements
    take.
    """
    high = rows_where(blocks, block="high needs", stage=AFTER)
    net, high = (table.astype({"amount_gbp": "float64"}) for table in (net, high))
    held = sorted({*net["financial_year"]} & {*high["financial_year"]})
    every = [_year(net, high, replace(ask, financial_year=year)) for year in held]
    return NetSpend(
        ask,
        tuple(one for one in every if one.share.value is not None),
        tuple(one for one in every if one.share.value is None),
    )


def _year(net: pd.DataFrame, high: pd.DataFrame, ask: Ask) -> NetYear:
    year, tag = ask.financial_year, slug(ask.financial_year)

    def own(measure: str, table: str, held: pd.DataFrame, what: str, covers: str) -> Figure:
        mine = rows_where(held, financial_year=year, la_code=ask.la_code)
        rows = Rows.of(
            table,
            mine,
            [key for key in ("la_code", "financial_year", "block", "stage") if key in mine],
        )
        return Figure(
            f"placements.{measure}_{tag}_gbp",
            mine["amount_gbp"].sum(min_count=1),
            "gbp",
            what,
            (rows,),
            "",
            year,
            covers,
            AFTER,
            "cash",
            reason=absent(ask, what, held),
        )

    spent = own(
        "net_high_needs", "net_high_needs", net, "the compiled net high needs outturn", COVERS
    )
    block = own(
        "block_after",
        "dsg_blocks",
        high,
        "the dedicated schools grant allocation",
        "high needs block",
    )
    sides = [
        rows_where(table, financial_year=year).set_index("la_code")["amount_gbp"]
        for table in (net, high)
    ]
    both = pd.concat(sides, axis=1, keys=["net", "block"]).dropna().sum(min_count=1)
    rows = tuple(
        Rows(side.table, side.releases, {"financial_year": year})
        for side in (*spent.rows, *block.rows)
    )
    england = Figure(
        f"placements.england_net_share_{tag}_percent",
        100 * both["net"] / both["block"],
        "percent",
        "net outturn over block, both added up over the authorities that have both",
        rows,
        "",
        year,
        COVERS,
        AFTER,
        reason="no authority has both",
    )
    return NetYear(
        year,
        spent,
        block,
        share_of_block(spent, block, f"placements.net_share_{tag}_percent"),
        england,
    )

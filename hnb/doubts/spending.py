"""Spending that is not where plans are: settings without any, and lines that hold little of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd

from hnb.domain.periods import start_year
from hnb.domain.scopes import INDEPENDENT, NON_STATE, PLACES, STATE, STATE_ONE_BY_ONE
from hnb.domain.units import pounds
from hnb.doubts.doubt import Doubt, each_row

Load = Callable[..., pd.DataFrame]

TABLE = "s251_high_needs"
UNSPENT = "no spending where there are many plans"
MANY_PLANS = 50  # in a kind of placement, with no spend on it: a fault of recording
FAR = 3.0  # spans from the upper to the lower quartile, above the upper one
_STATE_LINES = (STATE, *STATE_ONE_BY_ONE)
# settings in which plans are, the lines that pay for them, and the placements of those plans
SETTINGS = (
    ("special", (*_STATE_LINES, PLACES), ("special",),
     ("maintained special school", "special academy or free school")),
    ("independent", (INDEPENDENT,), ("early years", "primary", "secondary", "special"),
     (*NON_STATE, "independent school")),
    ("post-school", (*_STATE_LINES, INDEPENDENT), ("post-school",),
     ("further education or sixth form college", "specialist post-16 institution")),
)  # fmt: skip


def unspent(load: Load) -> Iterator[Doubt]:
    """Settings in which an authority has many plans in the January within the year and books
    nothing, or less.
    """
    lines, placed = _outturn(load), load("ehc_plans_by_placement")
    for name, paying, settings, placements in SETTINGS:
        paid = lines[lines["line"].isin(paying) & lines["setting"].isin(settings)]
        spend = paid.groupby(["la_code", "financial_year"])["amount_gbp"].sum(min_count=1)
        plans = placed[placed["placement"].isin(placements)].astype({"plans": "float64"})
        by_january = plans.groupby(["la_code", "january"])["plans"].sum(min_count=1)
        for row in each_row(spend[spend <= 0].reset_index()):
            number = by_january.get((row.la_code, start_year(row.financial_year) + 1))
            if number is None or not number >= MANY_PLANS:
                continue
            amount = pounds(float(row.amount_gbp))
            yield Doubt(
                table=TABLE,
                rule=UNSPENT,
                la_code=int(row.la_code),
                period=str(row.financial_year),
                says=f"spending on {name} settings: {amount}, with {number:,.0f} plans there",
                where=f"setting={'|'.join(settings)}|total",
                size=round(float(number) / MANY_PLANS, 3),
                number=float(row.amount_gbp),
                other=float(number),
            )


def zero_deficits(balances: pd.DataFrame) -> Iterator[Doubt]:
    """Deficits of exactly zero: tens of millions are spent, and nobody ends a year even."""
    for row in each_row(balances[balances["amount_gbp"].eq(0)]):
        yield Doubt(
            table="dsg_balances",
            rule="a deficit of zero",
            la_code=int(row.la_code),
            period=str(row.financial_year),
            says="deficit carried forward: £0, as an empty cell would be",
            number=0.0,
        )


def elsewhere_on_the_lines(load: Load) -> Iterator[Doubt]:
    """Authorities of whose net outturn far more than anybody's is on lines that pay for no
    placement.
    """
    lines, net = _outturn(load), load("net_high_needs")
    total = lines[lines["setting"].eq("total")]
    by_line = total.pivot_table("amount_gbp", ["la_code", "financial_year"], "line", "sum")
    top_ups = [line for line in by_line if line in (*_STATE_LINES, INDEPENDENT)]
    outturn = net.astype({"amount_gbp": "float64"}).set_index(["la_code", "financial_year"])
    both = pd.DataFrame(
        {
            "net": outturn["amount_gbp"],
            "top_ups": by_line[top_ups].sum(axis=1),
            "places": by_line.get(PLACES, pd.Series(0.0, by_line.index)),
        }
    ).dropna()
    both["rest"] = 1 - both["top_ups"] / both["net"].where(both["net"] > 0)
    for _, rows in both.groupby("financial_year"):
        lower, upper = rows["rest"].quantile([0.25, 0.75])
        for row in each_row(rows[rows["rest"] > upper + FAR * (upper - lower)].reset_index()):
            says = (
                f"placements cost {pounds(float(row.top_ups) + float(row.places))} by their lines, "
                f"and net high needs spending is {pounds(float(row.net))}: "
                f"{100 * float(row.rest):.0f}% of it is on lines that pay for no placement"
            )
            yield Doubt(
                table=TABLE,
                rule="net spending far above the placement lines",
                la_code=int(row.la_code),
                period=str(row.financial_year),
                says=says,
                where=f"line={'|'.join((*_STATE_LINES, INDEPENDENT, PLACES))}",
                size=round(float(row.rest), 3),
                number=float(row.top_ups) + float(row.places),
                other=float(row.net),
            )


def _outturn(load: Load) -> pd.DataFrame:
    lines = load(TABLE)
    return lines[lines["kind"].eq("outturn")].astype({"amount_gbp": "float64"})

"""A programme's costs and savings as Figures: worth, payback, chance, and what they depend on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hnb.domain.words import slug
from hnb.figures import DrawnSeries, Figure, FigureMaker
from hnb.questions.value_for_money.ledger import Ledger
from hnb.stats.appraisal import Plan, Worth

TENTH, NINTH_TENTH = 10, 90  # percentiles of the range of simulated futures
DEVIATE = 1.2816  # of a normal distribution, at these percentiles
ONE_POINT = 0.01  # by which the discount rate is tried lower and higher
NEVER = "savings do not cover costs in the years of the ledger"
_NO_COST = "the ledger has no cost in these years"


@dataclass(frozen=True)
class Case:
    """What a programme is worth in one case, in the value of the first of its years.

    Parameters
    ----------
    name : str
        The case, as a table names it.
    costs, savings, net, ratio : Figure
        Present values, the one less the other, and savings over costs.
    payback : Figure
        The first financial year by whose end savings have covered costs, and do to the last.
    """

    name: str
    costs: Figure
    savings: Figure
    net: Figure
    ratio: Figure
    payback: Figure


@dataclass(frozen=True)
class Sensitivity:
    """The net present value with one assumption at its worse and at its better end."""

    name: str
    worse: Figure
    better: Figure

    @property
    def width(self) -> float:
        """How far apart they are."""
        return abs(self.better.number - self.worse.number)


def appraised(maker: FigureMaker, name: str, worth: Worth, years: Sequence[str]) -> Case:
    """A case as Figures."""
    payback = worth.payback if len(years) else None

    def pounds(measure: str, value: float, calculation: str) -> Figure:
        return maker.make(f"{measure}.{slug(name)}", value, "gbp", f"{calculation}, {name}")

    return Case(
        name=name,
        costs=pounds("present_costs_gbp", worth.present_costs, "discounted costs"),
        savings=pounds("present_savings_gbp", worth.present_benefits, "discounted savings"),
        net=pounds("net_present_value_gbp", worth.net, "discounted savings less discounted costs"),
        ratio=maker.make(
            f"benefit_cost_ratio.{slug(name)}",
            worth.ratio if np.isfinite(worth.ratio) else None,
            "ratio",
            f"discounted savings over discounted costs, {name}",
            reason=_NO_COST,
        ),
        payback=maker.make(
            f"payback_year.{slug(name)}",
            None if payback is None else years[payback],
            "text",
            f"first year by whose end discounted savings cover discounted costs, {name}",
            reason=NEVER,
        ),
    )


def chances(
    maker: FigureMaker, ledger: Ledger, *, rate: float, overrun: float
) -> tuple[Figure, ...]:
    """The probability in per cent that savings have covered costs by the end of each year."""
    futures = ledger.plan.simulated(rate, overrun=overrun)
    return tuple(
        maker.make(
            f"chance_percent.{slug(year)}",
            100.0 * float((futures[:, place] >= 0).mean()),
            "percent",
            f"share of {len(futures):,} simulated futures in which discounted savings cover "
            "discounted costs by the end of the year",
            period=year,
        )
        for place, year in enumerate(ledger.years)
    )


def by_year(maker: FigureMaker, ledger: Ledger, *, rate: float, overrun: float) -> DrawnSeries:
    """Net present value up to the end of each year, £ million: as planned, with what came and
    larger costs, and the range of eight in ten simulated futures. The index is the year in which
    each begins.
    """
    plan = ledger.plan
    futures = plan.simulated(rate, overrun=overrun)
    low, high = np.percentile(futures, [TENTH, NINTH_TENTH], axis=0)
    frame = pd.DataFrame(
        {
            "planned": plan.as_planned(rate).cumulative,
            "cautious": plan.expected(rate, overrun=overrun).cumulative,
            "low": low,
            "high": high,
        },
        index=[int(year[:4]) for year in ledger.years],
    )
    return maker.series("cumulative_gbp_million", frame / 1e6, "number")


def sensitivities(
    maker: FigureMaker, ledger: Ledger, *, rate: float, overrun: float
) -> tuple[Sensitivity, ...]:
    """The net present value with one assumption changed at a time, the widest first."""
    plan = ledger.plan
    spread = DEVIATE * plan.spread
    lower = np.clip(plan.shares - spread, 0, None)
    ends: dict[str, tuple[Worth, Worth]] = {
        "savings to come, less or more than so far": (
            plan.expected(rate, overrun=overrun, shares=lower),
            plan.expected(rate, overrun=overrun, shares=plan.shares + spread),
        ),
        "costs to come, as planned": (
            plan.expected(rate, overrun=overrun),
            plan.expected(rate),
        ),
        "savings to come, a year late": (
            plan.expected(rate, overrun=overrun, delay=1),
            plan.expected(rate, overrun=overrun),
        ),
        "savings to come, all as planned": (
            plan.expected(rate, overrun=overrun),
            plan.expected(rate, overrun=overrun, shares=np.ones_like(plan.shares)),
        ),
        "discount rate, a point more or less": (
            plan.expected(rate + ONE_POINT, overrun=overrun),
            plan.expected(max(rate - ONE_POINT, 0.0), overrun=overrun),
        ),
    }
    every = [
        Sensitivity(
            name,
            *(
                maker.make(
                    f"net_present_value_gbp.{slug(name)}.{side}",
                    worth.net,
                    "gbp",
                    f"net present value, {name}: the {side} end",
                )
                for side, worth in zip(("worse", "better"), _in_order(pair), strict=True)
            ),
        )
        for name, pair in ends.items()
    ]
    return tuple(sorted(every, key=lambda item: -item.width))


def _in_order(pair: tuple[Worth, Worth]) -> tuple[Worth, Worth]:
    first, second = sorted(pair, key=lambda worth: worth.net)
    return first, second


def needed_share(plan: Plan, rate: float, overrun: float) -> float | None:
    """The share of all planned savings that would just cover the costs; None where none is planned.

    Costs are those that came, and those to come with the overrun.
    """
    planned = plan.as_planned(rate).present_benefits
    costs = plan.expected(rate, overrun=overrun).present_costs
    return costs / planned if planned > 0 else None

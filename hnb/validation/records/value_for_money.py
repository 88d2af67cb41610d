"""Whether a made-up programme is worth what was planted, and how sure the answer may be."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pandas as pd

from hnb.council.authority.definition import AuthorityDefinition
from hnb.council.forum import ForumRecords
from hnb.council.forum.programme import declare
from hnb.domain.comparators import Ask
from hnb.figures.records import Records
from hnb.questions.value_for_money.ledger import ALL, MAKER, Ledger, ledger_of
from hnb.stats.appraisal import Plan, Worth
from hnb.tables import Tables
from hnb.validation.goals import Goal
from hnb.validation.made_up import TRUE, exactly, with_faults, within

RATE = Decimal("0.035")
SHARE_WITHIN = 1e-4  # savings are in whole pounds
PROGRAMMES, PARTS, YEARS, OVER = 400, 5, 8, 4
SPREAD = 0.25
RANGE = (10, 90)


def goals(tables: Tables, ask: Ask) -> tuple[Goal, ...]:
    """The planted programme to the penny, and how often simulated futures hold what comes."""
    ledger = _ledger(tables, replace(ask, authority=with_faults().authority))
    return (*of_programme(ledger), *of_ranges())


def _ledger(tables: Tables, ask: Ask) -> Ledger:
    council = with_faults()
    records = ForumRecords(
        rows=lambda layout: council.frames[layout],
        la_code=council.authority.la_code,
        as_at=council.as_at,
        authority=AuthorityDefinition(authority=council.authority.la_code),
    )
    frame = declare(records).open_tables["council_programme"].assign(release="made-up-council")
    programme = Records.of({"council_programme": frame}, "council_programme", ask, MAKER)
    ledger = ledger_of(programme, tables.at("england")["gdp_deflator"], ALL)
    if ledger is None:
        raise ValueError("the made-up council has no programme")
    return ledger


def of_programme(ledger: Ledger) -> tuple[Goal, ...]:
    """Shares achieved, present values in pence, and payback, against sums in exact decimals."""
    rows = with_faults().frames["programme_ledger"]
    planned = ledger.in_cash.as_planned(float(RATE))
    costs, savings = (_by_year(rows, name, ledger) for name in ("cost_gbp", "saving_gbp"))
    true_costs, true_savings = _present(costs), _present(savings)
    shares = dict(zip(ledger.workstreams, ledger.plan.shares, strict=True))
    return (
        *(
            within(
                f"programme: share achieved, {about.name}",
                TRUE.savings[about.name][1],
                share,
                SHARE_WITHIN,
            )
            if TRUE.savings[about.name][1]
            else exactly(f"programme: share achieved, {about.name}", 0, share)
            for about, share in shares.items()
            if about.name in TRUE.savings  # not those that stand together
        ),
        exactly(
            "programme: discounted costs as planned, pence",
            *_pence(true_costs, planned.present_costs),
        ),
        exactly(
            "programme: discounted savings as planned, pence",
            *_pence(true_savings, planned.present_benefits),
        ),
        exactly(
            "programme: net present value as planned, pence",
            *_pence(true_savings - true_costs, planned.net),
        ),
        exactly(
            "programme: benefit-cost ratio as planned, to eight places",
            float(round(true_savings / true_costs, 8)),
            round(planned.ratio, 8),
        ),
        exactly(
            "programme: payback, year of its ledger", _payback(costs, savings), _place(planned)
        ),
    )


def _by_year(rows: pd.DataFrame, column: str, ledger: Ledger) -> list[Decimal]:
    sums: dict[str, Decimal] = {}
    for row in rows.to_dict("records"):
        if row["kind"] == "planned":
            year = str(row["financial_year"])
            sums[year] = sums.get(year, Decimal(0)) + Decimal(str(row[column]))
    return [sums.get(year, Decimal(0)) for year in ledger.years]


def _present(amounts: list[Decimal]) -> Decimal:
    return sum((amount / (1 + RATE) ** year for year, amount in enumerate(amounts)), Decimal(0))


def _pence(true: Decimal, recovered: float) -> tuple[float, float]:
    return float(round(true * 100)), float(round(recovered * 100))


def _payback(costs: list[Decimal], savings: list[Decimal]) -> int:
    net = [saved - spent for saved, spent in zip(savings, costs, strict=True)]
    until = [_present(net[: year + 1]) >= 0 for year in range(len(net))]
    return next(year for year in range(len(net)) if all(until[year:]))


def _place(worth: Worth) -> float:
    return -1 if worth.payback is None else worth.payback


def of_ranges() -> tuple[Goal, ...]:
    """How often eight in ten futures hold what comes: where parts deliver as the method takes them
    to, where they do better from year to year, and where all fail together.
    """
    return (
        Goal(
            "programme: per cent of outcomes in the range of eight in ten", _held(), low=74, high=86
        ),
        Goal("programme: the same, where each year delivers more than the last", _held(rise=0.08)),
        Goal("programme: the same, where half of all savings to come fail", _held(fails=0.5)),
    )


def _held(rise: float = 0.0, fails: float = 0.0) -> float:
    chance, within_range = np.random.default_rng(11), 0
    for _ in range(PROGRAMMES):
        typical = chance.uniform(0.4, 0.9, PARTS)
        benefits = chance.uniform(50, 150, (PARTS, YEARS))
        trend = rise * (np.arange(YEARS) - (OVER - 1) / 2)
        shares = typical[:, None] + trend + SPREAD * chance.standard_normal((PARTS, YEARS))
        alone, together = chance.standard_normal(PARTS), chance.standard_normal()
        later = typical + SPREAD * (alone + together) / np.sqrt(2)
        so_far = np.full((PARTS, YEARS), np.nan)
        so_far[:, :OVER] = benefits[:, :OVER] * shares[:, :OVER]
        plan = Plan(
            costs=np.zeros((PARTS, YEARS)),
            benefits=benefits,
            costs_so_far=np.zeros((PARTS, YEARS)),
            benefits_so_far=so_far,
            years_over=OVER,
        )
        came = np.clip(later[:, None] + trend[OVER:], 0, None) * benefits[:, OVER:]
        outcome = np.nansum(so_far) + came.sum() * (1 - fails)
        low, high = np.percentile(plan.simulated(0.0, draws=500)[:, -1], RANGE)
        within_range += bool(low <= outcome <= high)
    return 100 * within_range / PROGRAMMES

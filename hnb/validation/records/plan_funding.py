"""Whether a made-up council's top-ups, rates and losses to prices are those that were planted."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from hnb.council.authority.definition import AuthorityDefinition, RateCard
from hnb.council.costing.pence import to_pence
from hnb.council.example.council import MadeUpCouncil
from hnb.council.forum import ForumRecords
from hnb.council.forum.funding import declare
from hnb.disclosure.population import Declared
from hnb.domain.comparators import Ask
from hnb.questions.plan_funding.prices import Prices
from hnb.tables import Tables
from hnb.validation.goals import Goal
from hnb.validation.made_up import TRUE, Key, agreement, cells, exactly, with_faults, within

FLOOR, CEILING = -3.0, 5.0
NOW, ON_CARD = "council_top_up_amounts", "council_top_ups_on_card"
FIXED, UNTIL = "2021-22", "2026-27"
LATE = pd.Timedelta(days=60)
RATE_WITHIN = 0.01


def goals(tables: Tables, ask: Ask) -> tuple[Goal, ...]:
    """Those of a made-up council: to the penny, but for the rate, of which amounts are noisy."""
    council = with_faults()
    now = _declared(council, RateCard(floor_percent=FLOOR, ceiling_percent=CEILING))
    return (
        *_sums(council, now),
        *_rates(council, now),
        _loss(tables, now),
        *_on_card(now),
        *_when_broken(council, now),
    )


def _declared(
    council: MadeUpCouncil, card: RateCard | None = None, top_ups: pd.DataFrame | None = None
) -> Declared:
    """What is made of the council's rows, or of other top-ups in their place."""
    frames = {**council.frames, **({} if top_ups is None else {"top_ups": top_ups})}
    authority = AuthorityDefinition(
        authority=council.authority.la_code, rate_card=card or RateCard()
    )
    return declare(
        ForumRecords(frames.__getitem__, council.authority.la_code, council.as_at, authority)
    )


def _pence(declared: Declared, table: str, divided_by: str) -> Counter[str]:
    """The cells of one split, in pence."""
    by_category: Counter[str] = Counter()
    for (_, split, category), pence in cells(declared, table).items():
        if split == divided_by:
            by_category[category] += pence
    return by_category


@dataclass(frozen=True)
class _Truth:
    """The top-ups that are open, read row by row without pandas."""

    by_band: Counter[str]
    children: set[str]


def _truth(council: MadeUpCouncil) -> _Truth:
    today, rows = pd.Timestamp(council.as_at), council.frames["top_ups"].to_dict("records")
    by_child: dict[str, list[tuple[Decimal, str]]] = defaultdict(list)
    for row in {tuple(map(str, row.values())): row for row in rows}.values():
        if row["start"] <= today and not row["end"] < today:
            amount = Decimal(str(row["annual_amount_gbp"]))
            by_child[str(row["child"])].append((amount, str(row["band"])))
    by_band: Counter[str] = Counter()
    for top_ups in by_child.values():
        by_band[max(top_ups)[1]] += int(100 * sum(amount for amount, _ in top_ups))
    return _Truth(by_band, {*by_child})


def _sums(council: MadeUpCouncil, now: Declared) -> tuple[Goal, ...]:
    true = _truth(council)
    children = cells(now, "council_top_ups")[_key(council)]
    return (
        exactly("council: children with a top-up", len(true.children), children),
        *agreement("council: top-ups by band, pence", true.by_band, _pence(now, NOW, "band")),
    )


def _key(council: MadeUpCouncil) -> Key:
    return (council.as_at.isoformat(), "all", "all")


def _rates(council: MadeUpCouncil, now: Declared) -> tuple[Goal, ...]:
    """What an hour is paid with, and the rise between the two cards."""
    card = now.open_tables["council_rate_card"]
    first, last = (rates for _, rates in card.groupby("financial_year")["annual_rate_gbp"])
    rise = 100 * (last.sum() / first.sum() - 1)
    return (
        within("council: £ a year of a weekly hour", TRUE.hour_gbp, _rate(now), RATE_WITHIN),
        within("council: rise of the rate card, %", 100 * TRUE.uplift, rise, 0.001),
    )


def _rate(declared: Declared) -> float:
    """Pounds a year over hours a week."""
    hours = _pence(declared, "council_top_up_hours", "basis")["hours"]
    return _pence(declared, NOW, "basis")["hours"] / hours


def _loss(tables: Tables, now: Declared) -> Goal:
    """What it would take to keep pace, against exact fractions of the published changes."""
    deflator = tables.at("england")["gdp_deflator"]
    since = deflator[deflator["financial_year"].between(FIXED, UNTIL, inclusive="right")]
    level = Fraction(1)
    for change in since["change_percent"]:
        level *= 1 + Fraction(float(change)) / 100
    pence = sum(_pence(now, NOW, "all").values())
    reached = pence * (Prices.of(tables, None).level(FIXED, UNTIL) - 1)
    what = f"council: keeping pace from {FIXED} to {UNTIL}, pence"
    return exactly(what, round(pence * (level - 1)), round(reached))


def _on_card(now: Declared) -> tuple[Goal, ...]:
    """That a card costs no more in all, and that no school goes past its limits."""
    rows = {
        population.tables[0].table: population.rows
        for population in now.populations
        if population.tables
    }
    paid, under = (
        pd.Series(to_pence(rows[name]["amount_gbp"])).groupby(rows[name]["school"]).sum()
        for name in (NOW, ON_CARD)
    )
    percent = 100 * (under / paid - 1)
    cent = 100 / paid  # a penny, in per cent of what a school is paid: amounts are whole pence
    past = ((percent < FLOOR - cent) | (percent > CEILING + cent)).sum()
    gains = to_pence(under).sum() - to_pence(paid).sum()
    in_all = sum(_pence(now, ON_CARD, "all").values()) - sum(_pence(now, NOW, "all").values())
    return (
        Goal("council: cost of the rate card in all, £", abs(in_all) / 100, high=1.0),
        exactly("council: gains and losses of schools, pence", in_all, int(gains)),
        exactly(f"council: schools past {FLOOR:g}% or {CEILING:g}%", 0, int(past)),
        Goal("council: schools at a limit, share", _at_limit(percent)),
    )


def _at_limit(percent: pd.Series[float]) -> float:
    return float(((percent < FLOOR + 0.01) | (percent > CEILING - 0.01)).mean())


def _when_broken(council: MadeUpCouncil, now: Declared) -> tuple[Goal, ...]:
    """What is recovered of top-ups that are recorded late, or uprated late."""
    top_ups = council.frames["top_ups"]
    recent = top_ups["start"] > pd.Timestamp(council.as_at) - LATE
    late = _declared(council, top_ups=top_ups[~recent].reset_index(drop=True))
    last_years = top_ups["annual_amount_gbp"] / (1 + TRUE.uplift)
    is_old = top_ups.index % 2 == 0
    old = top_ups.assign(annual_amount_gbp=top_ups["annual_amount_gbp"].mask(is_old, last_years))
    whole = sum(_pence(now, NOW, "all").values())
    return (
        Goal(
            "council, top-ups of the last 60 days not recorded yet: share of £ recovered",
            sum(_pence(late, NOW, "all").values()) / whole,
        ),
        Goal(
            "council, half the top-ups uprated late: rate recovered, share of the true one",
            _rate(_declared(council, top_ups=old)) / TRUE.hour_gbp,
        ),
    )

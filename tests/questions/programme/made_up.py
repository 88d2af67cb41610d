"""A made-up country in which one authority's plans are moved by a known effect."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hnb.domain import scopes
from hnb.domain.areas import Authority
from hnb.domain.comparators import Ask, Comparators
from hnb.tables import Tables
from tests.questions.plans_forecast.test_model import country

START, LA_CODE = 2023, 330


def asked(la_code: int = LA_CODE, name: str = "Madeupshire", **days) -> Ask:
    authority = Authority(la_code, name, (), "Nowhere", **days)
    return Ask(authority, 2025, "2023-24", (Comparators("none", ()),), names={la_code: name})


def tables_of(**frames: pd.DataFrame) -> Tables:
    """Frames by authority, by the name of their table."""
    return Tables({(name, "authority"): table for name, table in frames.items()})


def made_up(effect: float = 0.0, noise: float = 0.02, seed: int = 5, saved: float = 0.0) -> Tables:
    """The made-up country, a tenth of plans in each independent column, one authority's plans moved
    by 2025 by `effect`, and its spending by `saved`; each plan costs about £15,000, everywhere more
    by 3% a year.
    """
    plans, new_plans, population, *_ = country(noise, seed)
    since = (plans["january"] - START).clip(lower=0) * plans["la_code"].eq(LA_CODE)
    plans["plans"] *= np.exp(effect * since / 2)
    chance, recent = np.random.default_rng(seed), plans[plans["january"] >= 2019]
    placed = [
        recent.assign(
            placement=name, plans=recent["plans"] * chance.uniform(0.03, 0.05, len(recent))
        )
        for name in scopes.NON_STATE
    ]
    spent = plans[plans["january"].between(2018, 2025)]
    since = (spent["january"] - START).clip(lower=0) * spent["la_code"].eq(LA_CODE)
    years = spent["january"] - 1
    shocks = chance.normal(0, 0.03, len(spent)) + saved * since / 2
    return tables_of(
        net_high_needs=pd.DataFrame(
            {
                "la_code": spent["la_code"],
                "financial_year": [f"{year}-{(year + 1) % 100:02d}" for year in years],
                "amount_gbp": 15_000 * spent["plans"] * np.exp(0.03 * (years - 2017) + shocks),
                "release": "made-up",
            }
        ),
        ehc_plans=plans,
        ehc_plans_by_placement=pd.concat(placed),
        new_plans=new_plans,
        population=population,
    )

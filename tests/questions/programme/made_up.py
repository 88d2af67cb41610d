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


def made_up(effect: float = 0.0, noise: float = 0.02, seed: int = 5) -> Tables:
    """The made-up country, a tenth of plans in each independent column, one authority's plans moved
    by 2025.
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
    return tables_of(
        ehc_plans=plans,
        ehc_plans_by_placement=pd.concat(placed),
        new_plans=new_plans,
        population=population,
    )

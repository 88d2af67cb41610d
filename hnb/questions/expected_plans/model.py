"""How many plans would be expected from what an authority cannot choose, and how little that
settles.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from hnb.compare import denominators
from hnb.compare.select import rows_where
from hnb.domain.areas import Authority
from hnb.domain.comparators import Ask
from hnb.domain.words import slug
from hnb.figures import Figure, Rows, ends
from hnb.questions.expected_plans.circumstances import (
    AGES,
    AREA,
    DEPRIVATION,
    EARLIEST,
    FEW,
    circumstances,
)
from hnb.stats.funnel import FEWEST
from hnb.stats.ridge import explained, held_out
from hnb.stats.shapley import Floats
from hnb.validation.goals import Goal

_PLACES = {
    "within": "within what is expected", "above": "above what is expected", "below": "below what is " "expected",
    "": "not to be judged",
}  # fmt: skip


@dataclass(frozen=True)
class Model:
    """What a regression is given: measures by name, and whether regions may differ; `says`
    completes 'a model with'.
    """

    name: str
    says: str
    measures: tuple[str, ...]
    region: bool = True


MODELS = (
    Model("all measures", "every measure and the region", (*AGES, DEPRIVATION, *AREA)),
    Model("few measures", "four measures and the region", (DEPRIVATION, *FEW)),
    Model(
        "no region", "every measure, whatever the region", (*AGES, DEPRIVATION, *AREA), region=False
    ),
)


@dataclass(frozen=True)
class Fitted:
    """One way of predicting a rate: `expected` per 1,000 and `ratio` (observed over expected, per
    cent).

    Both carry the 95% prediction interval, `likely` the 80% one of `expected`; `explained` is the
    share of the variation of the log rate that it predicts for authorities left out. `place` is
    above, below or within the 95% interval, or empty.
    """

    says: str
    expected: Figure
    likely: Figure
    ratio: Figure
    explained: Figure
    place: str = ""

    @property
    def ends(self) -> tuple[Figure, Figure]:
        """The ends of the 95% interval."""
        return ends(self.expected)


@dataclass(frozen=True)
class Expected:
    """What one authority's rate would be expected to be, by each model, and by each list of
    statistical neighbours.

    `apart` is how far the models disagree; `inputs` are the measures, the authority's and the
    middle one of all.
    """

    ask: Ask
    per: str
    rate: Figure
    models: tuple[Fitted, ...]
    neighbours: tuple[Fitted, ...]
    apart: Figure
    used: Figure
    inputs: tuple[tuple[str, Figure, Figure], ...]

    @property
    def published(self) -> bool:
        """Whether the authority has an expected rate; `rate.reason` or that of `models` says why
        not.
        """
        return self.models[0].expected.value is not None

    @property
    def verdict(self) -> str:
        """Where the rate lies, in words, by all models or, where they disagree, by none."""
        places = {fitted.place for fitted in self.models}
        return (
            _PLACES[places.pop()]
            if len(places) == 1
            else "inside that by one model and outside by another"
        )

    @property
    def span(self) -> tuple[Figure, Figure]:
        """The lowest and the highest expectation of the models."""
        found = sorted((one.expected for one in self.models), key=lambda one: float(one.value or 0))
        return found[0], found[-1]


def _design(known: pd.DataFrame, model: Model) -> Floats:
    parts = [known[list(model.measures)]] + (
        [pd.get_dummies(known["region"], dtype="float64")] if model.region else []
    )
    return np.hstack([part.to_numpy(np.float64) for part in parts])


def _known(rates: pd.DataFrame, around: pd.DataFrame) -> pd.DataFrame:
    """Authorities with enough plans and every measure."""
    return rates.set_index("la_code").query("plans >= @FEWEST").join(around, how="inner").dropna()


def _by_neighbours(logs: pd.Series, listed: pd.DataFrame) -> Floats:
    """Mean log rate of each authority's neighbours; missing where it has none."""
    means = listed.assign(log=listed["neighbour_code"].map(logs)).groupby("la_code")["log"].mean()
    return means.reindex(logs.index).to_numpy(np.float64)


def _why(ask: Ask, rates: pd.DataFrame, around: pd.DataFrame) -> str:
    """Why the authority has no expected rate; empty where it has one."""
    who, january = ask.authority.name, ask.january
    if not len(around) or not len(rates):
        return (
            "residents by single year of age, or a count over them, are not held for January "
            f"{january}"
        )
    if ask.la_code not in set(rates["la_code"]):
        return f"no rate of plans is held for {who} at January {january}"
    own = around.reindex([ask.la_code]).iloc[0]
    if (rows_where(rates, la_code=ask.la_code)["plans"] < FEWEST).all():
        return f"{who} has so few plans that chance alone moves its rate too much"
    missing = [name for name in own.index if pd.isna(own[name])]
    whose = (
        "no authority has a figure"
        if around[missing].isna().all(axis=None)
        else f"{who} has no figure"
    )
    return f"{whose} for {', '.join(missing)}" if missing else ""


def compare(
    plans: pd.DataFrame,
    population: pd.DataFrame,
    ask: Ask,
    *,
    percentages: pd.DataFrame,
    deprivation: pd.DataFrame,
    neighbours: pd.DataFrame,
    authorities: Iterable[Authority],
) -> Expected:
    """The rate of plans that would be expected of an authority from what it cannot choose, beside
    the rate it has.

    Parameters
    ----------
    plans, population, percentages, deprivation, neighbours : DataFrame
        `ehc_plans`, `population`, `area_percentages`, `deprivation` and `statistical_neighbours`.
    ask : Ask
        Authority, January and denominator.
    authorities : iterable of Authority
        Everyone, for regions and for what stood before.

    Returns
    -------
    Expected
        Figures have a reason in place of a value where something is missing; nothing raises. Each
        authority is predicted from all the others. Never SEN support, refusals or timeliness: an
        authority chooses those.
    """
    authorities, counted = list(authorities), rows_where(plans, january=ask.january)
    every = denominators.rates(counted, population)
    per = denominators.ALL[
        ask.denominator if ask.denominator in set(every["denominator"]) else "2 to 18"
    ]
    rates = rows_where(every, denominator=per.name)
    around = circumstances(population, percentages, deprivation, authorities, ask.january)
    known = _known(rates, around)
    years = tuple(range(ask.january - EARLIEST, ask.january + 1))
    residents = rows_where(population, basis=per.basis, mid_year=tuple(rates["mid_year"].unique()))
    rows = (
        Rows.of("ehc_plans", counted, ["january"]),
        Rows.of("population", residents, ["mid_year", "basis"]),
        Rows.of(
            "area_percentages",
            rows_where(percentages, measure=AREA, calendar_year=years),
            ["measure", "calendar_year"],
        ),
        Rows.of("deprivation", rows_where(deprivation, index=DEPRIVATION), ["index"]),
    )
    logs: Any = np.log(known["rate_per_1000"].astype("float64"))
    seen = rows_where(rates, la_code=ask.la_code)["rate_per_1000"]
    case = _Case(
        ask,
        logs,
        float(seen.iloc[0]) if len(seen) else None,
        per.says,
        rows,
        _why(ask, rates, around),
    )
    enough = len(known) > len(MODELS[0].measures) + 2
    tried = {model: held_out(_design(known, model), logs.to_numpy()) for model in MODELS if enough}
    models = tuple(
        case.fitted(
            model.name,
            f"a model with {model.says}",
            *tried.get(model, (np.full(len(known), np.nan), None)),
        )
        for model in MODELS
    )
    lists: Any = neighbours.groupby("vintage")
    near = tuple(
        case.fitted(
            f"neighbours {vintage}",
            f"the mean of the statistical neighbours of the {vintage} list",
            _by_neighbours(logs, listed),
        )
        for vintage, listed in sorted(lists, reverse=True)
    )
    middles = [float(model.expected.value) for model in models if model.expected.value is not None]
    own, middle = around.reindex([ask.la_code]).iloc[0], known[list(MODELS[0].measures)].median()
    inputs = tuple(
        (
            name,
            case.figure(
                f"measure.{slug(name)}", own.get(name), "percent", "as published", none="not held"
            ),
            case.figure(
                f"measure_middle.{slug(name)}",
                middle[name],
                "percent",
                "middle of all",
                none="not held",
            ),
        )
        for name in MODELS[0].measures
    )
    return Expected(
        ask,
        per.says,
        case.figure("rate_per_1000", case.own, "per_1000", "plans over residents"),
        models,
        near,
        case.figure(
            "models_apart_per_1000",
            max(middles) - min(middles) if middles else None,
            "per_1000",
            "highest of the models' expectations less the lowest",
        ),
        case.figure(
            "used",
            float(len(known)) or None,
            "authorities",
            "authorities with enough plans and every measure",
        ),
        inputs,
    )


@dataclass(frozen=True)
class _Case:
    """One authority's rate among all, and the Figures made of it; `none` says why it has no
    expected rate.
    """

    ask: Ask
    logs: pd.Series
    own: float | None
    per: str
    rows: tuple[Rows, ...]
    none: str

    def figure(
        self,
        measure: str,
        value: Any,
        unit: str,
        says: str,
        *,
        ends: Sequence[Any] = (None, None),
        none: str = "",
    ) -> Figure:
        """A Figure of the January asked about."""
        return Figure(
            f"expected.{measure}",
            value,
            unit,
            says,
            self.rows,
            f"plans (people aged 0 to 25) per 1,000 {self.per}",
            f"January {self.ask.january}",
            low=ends[0],
            high=ends[1],
            reason=none or self.none or "no such authority has a rate",
        )

    def fitted(self, name: str, says: str, predicted: Floats, half: Floats | None = None) -> Fitted:
        """The authority's expectation by one way of predicting all of them."""
        held, tag, way = (
            ~np.isnan(predicted),
            slug(name),
            f"predicted from other authorities by {says}",
        )
        share = (
            100 * explained(self.logs.to_numpy()[held], predicted[held]) if held.sum() > 2 else None
        )
        there = self.logs.index.get_loc(self.ask.la_code) if not self.none else None
        expected = None if there is None else float(np.exp(predicted[there]))
        wide: Any = (None, None)
        likely, around, place, own = wide, wide, "", self.own or 0.0
        if expected is not None and half is not None:
            wide, likely = (
                (expected * np.exp(-reach), expected * np.exp(reach)) for reach in half[there]
            )
            around = (100 * own / wide[1], 100 * own / wide[0])
            place = "above" if own > wide[1] else "below" if own < wide[0] else "within"
        ratio = None if expected is None else 100 * own / expected
        return Fitted(
            says,
            self.figure(
                f"expected_per_1000.{tag}", expected, "per_1000", f"{way}; 95% interval", ends=wide
            ),
            self.figure(
                f"likely_per_1000.{tag}", expected, "per_1000", f"{way}; 80% interval", ends=likely
            ),
            self.figure(
                f"ratio_percent.{tag}",
                ratio,
                "percent",
                f"rate over that {way}; 95% interval",
                ends=around,
            ),
            self.figure(
                f"explained_percent.{tag}", share, "percent", f"variation of the log rate {way}"
            ),
            place,
        )


def validation(
    plans: pd.DataFrame,
    population: pd.DataFrame,
    *,
    percentages: pd.DataFrame,
    deprivation: pd.DataFrame,
    authorities: Iterable[Authority],
    januaries: Sequence[int] = (2022, 2023, 2024, 2025),
) -> tuple[Goal, ...]:
    """For each January, what the first model explains of authorities left out, and how many its
    intervals hold.
    """
    goals, authorities = list[Goal](), list(authorities)
    for january in januaries:
        rates = rows_where(
            denominators.rates(rows_where(plans, january=january), population),
            denominator="2 to 18",
        )
        known = _known(
            rates, circumstances(population, percentages, deprivation, authorities, january)
        )
        logs = np.log(known["rate_per_1000"].to_numpy(np.float64))
        predicted, half = held_out(_design(known, MODELS[0]), logs)
        hold = 100 * (np.abs(logs - predicted)[:, None] <= half).mean(axis=0)
        what = f"expected plans, January {january}"
        goals += [
            Goal(
                f"{what}: R² of authorities left out",
                explained(logs, predicted),
                0.10 if january >= 2025 else 0.08,
            ),
            Goal(f"{what}: 95% intervals hold, %", float(hold[0]), 93, 97),
            Goal(f"{what}: 80% intervals hold, %", float(hold[1]), 77, 88),
        ]
    return tuple(goals)

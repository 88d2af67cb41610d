"""Measures that every authority can be ranked on: each a pure function from tables to values, and
one authority's view.

A measure is over all authorities alike, so that the same code serves an analyst who looks around,
the ranking of England and the map.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from hnb.compare import denominators
from hnb.compare.select import rows_where
from hnb.domain.comparators import Ask
from hnb.domain.scopes import AFTER, NON_STATE, SCOPES
from hnb.domain.words import slug
from hnb.figures import Figure, Rows

Tables = Mapping[str, pd.DataFrame]
Where = dict[str, dict[str, Any]]
SPAN = 5  # years of growth
SCALE = {"per_1000": 1000, "percent": 100, "gbp_per_hour": 1}
_COUNTS = ["la_code", "period", "part", "whole"]
_REQUESTS_OVER = denominators.ALL["0 to 17"]  # the only residents held for every year of requests


@dataclass(frozen=True)
class Measure:
    """What is measured of every authority, and how.

    `says` stands in a list and on an axis; `kind` is its period column. `counts` gives `la_code`,
    `period`, `part` and `whole`, of which the value is made; `behind` the rows of each table that a
    period's values rest on; `tables` are the names of those tables. `chance` says what chance does
    to it: a 'rate' of a count over people, a 'share' of a count, the 'growth' of a count, or 'none'
    (money).
    """

    name: str
    says: str
    unit: str
    kind: str
    tables: tuple[str, ...]
    counts: Callable[[Tables], pd.DataFrame]
    behind: Callable[[Tables, Any], Where]
    chance: str

    def values(self, tables: Tables) -> pd.DataFrame:
        """Every value that there is: `la_code`, `period`, `part`, `whole`, `value`."""
        found = (
            self.counts(tables)
            .dropna()
            .query("whole > 0")
            .astype({"la_code": "int64"})
            .reset_index(drop=True)
        )
        ratio = found["part"].astype("float64") / found["whole"].astype("float64")
        return found.assign(value=(ratio - (self.chance == "growth")) * SCALE[self.unit])

    def when(self, period: Any) -> str:
        """A period as a sentence names it: `January 2025`, `2021-22`, `2024`."""
        return f"January {period}" if self.kind == "january" else str(period)

    def rows(self, tables: Tables, period: Any, codes: tuple[int, ...]) -> tuple[Rows, ...]:
        """The rows of these authorities behind their values."""
        found = {
            name: rows_where(tables[name], la_code=codes, **where)
            for name, where in self.behind(tables, period).items()
        }
        return tuple(
            Rows.of(name, frame, ["la_code", *self.behind(tables, period)[name]])
            for name, frame in found.items()
            if len(frame)
        )


@dataclass(frozen=True)
class View:
    """One authority's value of a measure among its comparators and all authorities.

    `rank` counts from the highest of `ranked`; `middle` and `middle_in_england` are medians.
    `values` are everyone's by DfE number, the highest first; `over_time` has a row a period: `own`,
    the comparators' `lower`, `median` and `upper` (quartiles) and the median of `england`.
    """

    ask: Ask
    measure: Measure
    period: Any
    own: Figure
    rank: Figure
    ranked: Figure
    middle: Figure
    used: Figure
    middle_in_england: Figure
    values: pd.Series = field(compare=False, repr=False)
    over_time: pd.DataFrame = field(compare=False, repr=False)

    @property
    def when(self) -> str:
        """The period as a sentence names it."""
        return self.measure.when(self.period)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every Figure of the view."""
        return (self.own, self.rank, self.ranked, self.middle, self.used, self.middle_in_england)


def view(
    measure: Measure, tables: Tables, ask: Ask, period: Any, values: pd.DataFrame | None = None
) -> View:
    """An authority's value of a measure in a period, among its comparators and all authorities.

    Parameters
    ----------
    measure : Measure
        One of `ALL`.
    tables : mapping of DataFrame
        At least the tables that the measure names, by authority.
    ask : Ask
        Authority and comparators; `ask.main` is the set used.
    period : int or str
        Of the measure's kind.
    values : DataFrame, optional
        What `measure.values(tables)` gave, where it is at hand.

    Returns
    -------
    View
        Figures without a value say why; nothing raises for an authority that has none.
    """
    known = measure.values(tables) if values is None else values
    wide: Any = known.pivot(index="period", columns="la_code", values="value")
    now = (
        (wide.loc[period] if period in wide.index else wide.iloc[:0].sum())
        .dropna()
        .sort_values(ascending=False)
    )
    theirs = now.reindex([code for code in ask.main.codes if code in now.index])
    own, when = now.get(ask.la_code), measure.when(period)
    name, everyone = f"{measure.name}.", tuple(int(code) for code in now.index)
    none = f"no value of {ask.authority.name} is held for {when}"
    nobody = f"no value of any of {ask.main.name} is held for {when}"

    def figure(
        label: str,
        value: Any,
        unit: str,
        calculation: str,
        *,
        codes: Any,
        why: str,
        scope: str = "",
    ) -> Figure:
        rows = measure.rows(tables, period, codes)
        return Figure(
            name + label, value, unit, calculation, rows, f"{measure.says}{scope}", when, reason=why
        )

    them = tuple(map(int, theirs.index))
    among: Any = {"codes": them, "why": nobody, "scope": f"; {ask.main.name}"}
    every: Any = {"codes": everyone, "why": nobody}
    quartiles = wide.reindex(columns=list(ask.main.codes)).quantile([0.25, 0.5, 0.75], axis=1).T
    over_time = pd.DataFrame(
        {"own": wide.get(ask.la_code), "england": wide.median(axis=1)}, index=wide.index
    )
    over_time[["lower", "median", "upper"]] = quartiles.to_numpy()
    return View(
        ask,
        measure,
        period,
        figure("value", own, measure.unit, measure.says, codes=(ask.la_code,), why=none),
        figure(
            "rank",
            None if own is None else int((now > own).sum()) + 1,
            "rank",
            f"place among {len(now)} authorities, the highest first",
            codes=everyone,
            why=none,
        ),
        figure("ranked", len(now) or None, "authorities", "authorities with a value", **every),
        figure(
            "comparators_median", theirs.median(), measure.unit, f"median of {len(theirs)}", **among
        ),
        figure(
            "comparators_used",
            len(theirs) or None,
            "authorities",
            "comparators with a value",
            **among,
        ),
        figure(
            "england_median",
            now.median(),
            measure.unit,
            f"median of {len(now)}",
            scope="; England",
            **every,
        ),
        now,
        over_time.reset_index(),
    )


def _per_thousand(name: str) -> Measure:
    chosen = denominators.ALL[name]

    def counts(tables: Tables) -> pd.DataFrame:
        rates = rows_where(
            denominators.rates(tables["ehc_plans"], tables["population"]), denominator=name
        )
        return rates.rename(columns={"january": "period", "plans": "part", "people": "whole"})[
            _COUNTS
        ]

    def behind(tables: Tables, january: int) -> Where:
        held = set(rows_where(tables["population"], basis=chosen.basis)["mid_year"])
        mid_year = denominators.mid_year_for(january, held)
        people = {"mid_year": mid_year, "basis": chosen.basis, "age_group": chosen.ages}
        return {"ehc_plans": {"january": january}, "population": people}

    says, tables = f"EHC plans per 1,000 {chosen.says}", ("ehc_plans", "population")
    return Measure(
        f"plans_{slug(name)}", says, "per_1000", "january", tables, counts, behind, "rate"
    )


def _over(part: Any, whole: Any) -> pd.DataFrame:
    """Two series by `la_code` and `period` as one frame of counts."""
    both = pd.concat([part.rename("part"), whole.rename("whole")], axis=1).astype("float64")
    return both.rename_axis(["la_code", "period"]).reset_index()


def _plans(tables: Tables) -> pd.Series:
    return tables["ehc_plans"].set_index(["la_code", "january"])["plans"]


def _growth(tables: Tables) -> pd.DataFrame:
    now = _plans(tables)
    return _over(
        now, now.rename(index=lambda january: january + SPAN, level="january").reindex(now.index)
    )


def _share_of_block(tables: Tables) -> pd.DataFrame:
    wanted = [
        (part.line, setting) for part in SCOPES["publisher's total"] for setting in part.settings
    ]
    outturn: Any = rows_where(tables["s251_high_needs"], kind="outturn").pivot(
        index=["la_code", "financial_year"], columns=["line", "setting"], values="amount_gbp"
    )
    blocks = rows_where(tables["dsg_blocks"], block="high needs", stage=AFTER).set_index(
        ["la_code", "financial_year"]
    )
    return _over(outturn.reindex(columns=wanted).sum(axis=1, skipna=False), blocks["amount_gbp"])


def _block_behind(tables: Tables, year: str) -> Where:
    lines = tuple(part.line for part in SCOPES["publisher's total"])
    spend = {"financial_year": year, "kind": "outturn", "line": lines, "setting": ("total",)}
    return {
        "s251_high_needs": spend,
        "dsg_blocks": {"financial_year": year, "block": "high needs", "stage": AFTER},
    }


def _of(
    table: str, category: str, part: str, whole: str, *, value: str, **fixed: str
) -> tuple[Callable[[Tables], pd.DataFrame], Callable[[Tables, Any], Where]]:
    """A category as a share of another in a table by calendar year, and what is behind it."""

    def counts(tables: Tables) -> pd.DataFrame:
        rows = rows_where(tables[table], **fixed)
        wide: Any = rows.pivot(index=["la_code", "calendar_year"], columns=category, values=value)
        wide = wide.reindex(columns=[part, whole])  # neither is held of the years before some day
        return _over(wide[part], wide[whole])

    return counts, lambda tables, when: {
        table: {"calendar_year": when, category: (part, whole), **fixed}
    }


def _independent(tables: Tables) -> pd.DataFrame:
    rows = rows_where(tables["ehc_plans_by_placement"], placement=NON_STATE)
    part = rows.groupby(["la_code", "january"])["plans"].sum(min_count=len(NON_STATE))
    return _over(part, _plans(tables).reindex(part.index))


def _requests(tables: Tables) -> pd.DataFrame:
    counted = rows_where(tables["requests"], outcome="total").set_index(
        ["la_code", "calendar_year"]
    )["requests"]
    residents = denominators.people(tables["population"], _REQUESTS_OVER).set_index(
        ["la_code", "mid_year"]
    )["people"]
    return _over(
        counted, residents.rename_axis(["la_code", "calendar_year"]).reindex(counted.index)
    )


def _requests_behind(tables: Tables, year: int) -> Where:
    people = {"mid_year": year, "basis": _REQUESTS_OVER.basis, "age_group": _REQUESTS_OVER.ages}
    return {"requests": {"calendar_year": year, "outcome": "total"}, "population": people}


_TIMELY = _of(
    "plan_timeliness",
    "wait",
    "within 20 weeks",
    "any",
    value="plans_issued",
    exceptions="with exceptions",
)
_REFUSED = _of("requests", "outcome", "refused", "total", value="requests")
ALL: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        *map(_per_thousand, denominators.ALL),
        Measure("growth", "Growth in EHC plans over five years", "percent", "january", ("ehc_plans",), _growth,
                lambda tables, january: {"ehc_plans": {"january": (january - SPAN, january)}}, "growth"),
        Measure("share_of_block", "Placement spend (publisher's total) as a percentage of the " "block after " "deductions",
                "percent", "financial_year", ("s251_high_needs", "dsg_blocks"), _share_of_block, _block_behind, "none"),
        Measure("within_20_weeks", "Plans issued within 20 weeks, exceptions " "counted", "percent", "calendar_year",
                ("plan_timeliness",), *_TIMELY, "share"),
        Measure("independent_share", "Plans placed in independent and non-maintained special " "schools", "percent",
                "january", ("ehc_plans_by_placement", "ehc_plans"), _independent,
                lambda tables, january: {"ehc_plans_by_placement": {"january": january, "placement": NON_STATE},
                                         "ehc_plans": {"january": january}}, "share"),
        Measure("requests", "Requests for an assessment per 1,000 " f"{_REQUESTS_OVER.says}", "per_1000", "calendar_year",
                ("requests", "population"), _requests, _requests_behind, "rate"),
        Measure("refused", "Requests for an assessment that were " "refused", "percent", "calendar_year", ("requests",),
                *_REFUSED, "share"),
    )
}  # fmt: skip
TABLES = tuple(dict.fromkeys(name for measure in ALL.values() for name in measure.tables))

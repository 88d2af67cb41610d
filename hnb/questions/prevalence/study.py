"""The frames behind one authority's prevalence: rates, rows, reasons and Figures made from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from hnb.compare import denominators
from hnb.compare.select import rows_where
from hnb.domain.periods import starts, write_day
from hnb.figures import Figure, Rows
from hnb.stats.intervals import poisson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hnb.domain.comparators import Ask, Comparators

_ORDER = (
    "2 to 18",
    "2 to 18 (projection)",
    "0 to 17",
    "0 to 25",
)  # in which one stands in for another
FEWEST = 3  # comparators, below which no standing among them is said


def standing(own: Any, theirs: Any) -> str:
    """'above' the upper quartile, 'below' the lower, or 'in the middle'; empty where it cannot be
    said.
    """
    if own is None or len(theirs) < FEWEST:
        return ""
    return (
        "above"
        if own > theirs.quantile(0.75)
        else "below"
        if own < theirs.quantile(0.25)
        else "in the middle"
    )


def side(own: Any, theirs: Any) -> str:
    """'above' or 'below' the median, or 'at' it; empty where there is none."""
    if own is None or not len(theirs):
        return ""
    middle = theirs.median()
    return "above" if own > middle else "below" if own < middle else "at"


Frames = tuple[pd.DataFrame, pd.DataFrame]


@dataclass(frozen=True)
class Study:
    """Tables and the Ask, and the rates made of them.

    `parts` holds plans, residents and rates by DfE number for each January and denominator;
    `levels` the tables of plans and the rates of England and of the authority's region, where they
    were given.
    """

    plans: pd.DataFrame
    population: pd.DataFrame
    ask: Ask
    table: pd.DataFrame
    parts: dict[Any, Any]
    levels: dict[str, Frames]

    @classmethod
    def of(
        cls,
        plans: pd.DataFrame,
        population: pd.DataFrame,
        ask: Ask,
        england: Frames | None,
        region: Frames | None,
    ) -> Study:
        """A Study of the two tables by authority, and of the same two at other levels where given."""
        table, levels = denominators.rates(plans, population), {}
        for level, frames in (("england", england), ("region", region)):
            if frames:
                own = {"region": ask.authority.region} if level == "region" else {}
                counted, residents = (rows_where(each, **own).assign(la_code=0) for each in frames)
                levels[level] = (counted, denominators.rates(counted, residents))
        parts = {
            key: part.set_index("la_code")
            for key, part in table.groupby(["january", "denominator"])
        }
        return cls(plans, population, ask, table, parts, levels)

    def counts(self, january: int, denominator: str) -> Any:
        """Plans, residents and rate by DfE number."""
        found = self.parts.get((january, denominator))
        return self.table.iloc[:0].set_index("la_code") if found is None else found

    def rates(self, january: int, denominator: str) -> Any:
        """Rate per 1,000 by DfE number."""
        return self.counts(january, denominator)["rate_per_1000"]

    def level(self, level: str, denominator: str) -> Any:
        """Rate per 1,000 of England or the region by January."""
        table = self.levels[level][1] if level in self.levels else self.table.iloc[:0]
        return table[table["denominator"].eq(denominator)].set_index("january")["rate_per_1000"]

    def held(self, january: int) -> list[str]:
        """Denominators over which the authority (or, failing it, any other) has a rate that
        January, in order.
        """
        there = [name for name in _ORDER if (january, name) in self.parts]
        return [
            name for name in there if self.ask.la_code in self.parts[january, name].index
        ] or there

    def longest(self, january: int) -> str:
        """The denominator with the most Januaries for the authority, among those held that January."""
        own = self.table[self.table["la_code"].eq(self.ask.la_code)]["denominator"].value_counts()
        return max(self.held(january), key=lambda name: own.get(name, 0), default="0 to 17")

    def series(self, denominator: str, comparators: Comparators) -> pd.DataFrame:
        """By January: `own`, `lowest`, `lower`, `median`, `upper`, `highest`, `used`, `standing`,
        `side`, `england`.
        """
        wide: Any = rows_where(self.table, denominator=denominator).pivot_table(
            "rate_per_1000", "january", "la_code"
        )
        own = wide.get(self.ask.la_code, pd.Series(dtype="float64")).dropna()
        theirs = wide.reindex(index=own.index, columns=list(comparators.codes))
        found = pd.DataFrame({"own": own, "used": theirs.notna().sum(axis=1)})
        for name, share in {
            "lowest": 0,
            "lower": 0.25,
            "median": 0.5,
            "upper": 0.75,
            "highest": 1,
        }.items():
            found[name] = theirs.quantile(share, axis=1) if len(theirs.columns) else float("nan")
        for name, said in (("standing", standing), ("side", side)):
            found[name] = [said(own[year], theirs.loc[year].dropna()) for year in own.index]
        found["england"] = self.level("england", denominator).reindex(own.index)
        return found.rename_axis("january").reset_index()

    def scope(self, january: int, denominator: str) -> str:
        """What a rate is over, and of which mid-year."""
        years: Any = self.counts(january, denominator)["mid_year"].unique()
        mid_year = f", mid-{years[0]}" if len(years) else ""
        return (
            f"plans (people aged 0 to 25) per 1,000 {denominators.ALL[denominator].says}{mid_year}"
        )

    def tag(self, comparators: Comparators, denominator: str, headline: str) -> str:
        """What ends the name of a Figure that is not the headline's."""
        words = [] if comparators == self.ask.main else [comparators.name]
        words += [] if denominator == headline else [denominator]
        return (
            "".join(f".{word}" for word in words)
            .replace(" ", "_")
            .replace("(", "")
            .replace(")", "")
        )

    def rows(self, january: int, denominator: str | None, codes: Sequence[int]) -> tuple[Rows, ...]:
        """Rows of plans of these authorities, and of population where there is a denominator."""
        sought: list[tuple[str, pd.DataFrame, dict[str, Any]]] = [
            ("ehc_plans", self.plans, {"january": january})
        ]
        if denominator:
            chosen, years = (
                denominators.ALL[denominator],
                self.counts(january, denominator)["mid_year"].unique(),
            )
            where = {"mid_year": tuple(years), "basis": chosen.basis, "age_group": chosen.ages}
            sought.append(("population", self.population, where))
        kept = [
            (name, rows_where(table, **where, la_code=tuple(codes)), where)
            for name, table, where in sought
        ]
        return tuple(
            Rows.of(name, rows, ["la_code", *where]) for name, rows, where in kept if len(rows)
        )

    def figure(
        self,
        name: str,
        value: Any,
        unit: str,
        calculation: str,
        rows: Sequence[Rows],
        *,
        scope: str,
        reason: str,
        interval: Any = None,
    ) -> Figure:
        """A Figure of the January asked about; `interval` has `low` and `high`."""
        low, high = (
            (float(interval.low), float(interval.high)) if interval is not None else (None, None)
        )
        return Figure(
            name,
            value,
            unit,
            calculation,
            tuple(rows),
            scope,
            f"January {self.ask.january}",
            "plans in force at the January census",
            low=low,
            high=high,
            reason=reason,
        )

    def own_plans(self) -> Figure:
        """The authority's plans, with an exact Poisson interval."""
        january, code = self.ask.january, self.ask.la_code
        found = rows_where(self.plans, la_code=code, january=january)["plans"].dropna()
        count = int(found.iloc[0]) if len(found) else None
        return self.figure(
            "prevalence.plans",
            count,
            "plans",
            "as published; exact Poisson interval (95%)",
            self.rows(january, None, [code]),
            scope="plans (people aged 0 to 25)",
            reason=self.why_no_plans(january),
            interval=None if count is None else poisson(count),
        )

    def own_rate(self, denominator: str, tag: str) -> Figure:
        """The authority's plans per 1,000, with an exact Poisson interval."""
        january, code, counts = (
            self.ask.january,
            self.ask.la_code,
            self.counts(self.ask.january, denominator),
        )
        own = counts.loc[code] if code in counts.index else None
        return self.figure(
            f"prevalence.rate_per_1000{tag}",
            None if own is None else own["rate_per_1000"],
            "per_1000",
            "plans over residents; exact Poisson interval (95%) for the count",
            self.rows(january, denominator, [code]),
            scope=self.scope(january, denominator),
            reason=self.why_no_rate(january, denominator),
            interval=None if own is None else poisson(own["plans"]).scaled(1000 / own["people"]),
        )

    def level_rate(self, level: str, denominator: str) -> Figure:
        """Plans per 1,000 of England, or of the authority's region, from the publisher's own
        totals.
        """
        january, place = (
            self.ask.january,
            "England" if level == "england" else self.ask.authority.region,
        )
        found = self.level(level, denominator).get(january)
        where = {"level": level, "january": january} | (
            {"region": place} if level == "region" else {}
        )
        counted = self.levels[level][0] if level in self.levels else self.plans.iloc[:0]
        releases = counted[counted["january"].eq(january)]["release"].unique()
        return self.figure(
            f"prevalence.{level}_per_1000",
            found,
            "per_1000",
            f"plans of {place} over its residents",
            [Rows("ehc_plans", tuple(releases), where)] if found else [],
            scope=self.scope(january, denominator),
            reason=f"no total of {place} over {denominators.ALL[denominator].says} is held for "
            f"January {january}",
        )

    def why_no_plans(self, january: int) -> str:
        """Why the authority has no count that January; empty where it has one."""
        who, census = self.ask.authority, starts("january", january)
        held = rows_where(self.plans, la_code=who.la_code, january=january)
        if held["plans"].notna().any():
            return ""
        if who.closed and who.closed <= census:
            return f"{who.name} closed on {write_day(who.closed)}, before January {january}"
        if who.opened and who.opened > census:
            return f"{who.name} opened on {write_day(who.opened)}, after January {january}"
        status = f" (published as {held['status'].iloc[0]})" if len(held) else ""
        return f"no count of the plans of {who.name} at January {january} is held{status}"

    def why_no_rate(self, january: int, denominator: str) -> str:
        """Why the authority has no rate that January; empty where it has one."""
        if self.ask.la_code in self.rates(january, denominator).index:
            return ""
        says = denominators.ALL[denominator].says
        return (
            self.why_no_plans(january)
            or f"no population of {says} is held for {self.ask.authority.name}"
        )

    def why_left_out(self, code: int, january: int) -> str:
        """A comparator that has no rate that January, and why."""
        name = self.ask.name(code)
        years: Any = self.plans[self.plans["la_code"].eq(code)].dropna(subset="plans")["january"]
        if not len(years):
            return f"{name} (no count is held)"
        if years.min() > january:
            return f"{name} (first counted at January {years.min()})"
        if years.max() < january:
            return f"{name} (last counted at January {years.max()})"
        return f"{name} (no count, or no population, at January {january})"

"""One count over another, year by year: an authority, those it is compared with, and England."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from hnb.domain.comparators import Ask
from hnb.figures import Figure, Rows
from hnb.questions.prevalence.study import standing
from hnb.stats.intervals import binomial
from hnb.tables import table

ENGLAND = 0  # stands in place of a DfE number
_SCALES = {"percent": 100, "per_1000": 1000}
Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Count:
    """What is counted: rows of a table, added up where there are several, and missing where one
    that is named is.

    `says` names them in a sentence; `period` is the table's own where it is not the book's, `ahead`
    how many years it lies after the year that it is put against.
    """

    table: str
    says: str
    where: dict[str, Any] = field(default_factory=dict)
    period: str = ""
    ahead: int = 0


@dataclass(frozen=True)
class Ratio:
    """One count over another. `says` completes 'the percentage of' or is what is counted per 1,000.

    A percentage of more than the whole is a fault at source, and missing. England's is of its own
    published counts, or, where `pooled`, of all authorities that have both.
    """

    name: str
    says: str
    top: str
    bottom: str
    unit: str = "percent"
    pooled: bool = False


@dataclass(frozen=True)
class Measured:
    """A ratio of one year: the authority's with both its counts, each list's median, how many are
    used, England's.

    `standing` is above, below or in the middle of the main comparators (their middle half).
    `series` has a row a year: `own`, the comparators' `lower` quartile, `median` and `upper`
    quartile, `used`, and `england`.
    """

    ratio: Ratio
    ask: Ask
    year: int
    period: str
    own: Figure
    part: Figure
    whole: Figure
    medians: tuple[Figure, ...]
    used: Figure
    england: Figure
    standing: str
    series: pd.DataFrame = field(compare=False, repr=False)

    @property
    def median(self) -> Figure:
        """The median of the comparators that headline figures use."""
        return self.medians[0]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every Figure in it."""
        return (self.own, self.part, self.whole, *self.medians, self.used, self.england)


@dataclass(frozen=True)
class Book:
    """Counts side by side by DfE number and year, and the rows behind each; `prefix` starts the
    names of Figures.
    """

    ask: Ask
    prefix: str
    period: str
    counts: Mapping[str, Count]
    frames: Mapping[str, pd.DataFrame] = field(repr=False)
    releases: Mapping[str, Mapping[tuple[int, int], set[str]]] = field(repr=False)
    wide: pd.DataFrame = field(repr=False)

    @classmethod
    def of(
        cls,
        ask: Ask,
        counts: Mapping[str, Count],
        tables: Tables,
        england: Tables,
        *,
        prefix: str,
        period: str,
    ) -> Book:
        """Counts from tables by authority and, under the same names, by England.

        A table that is not given for England is kept for all authorities, so that it can be pooled.
        """
        asked = {ask.la_code, *(code for group in ask.comparators for code in group.codes)}
        frames, columns = {}, {}
        releases: dict[str, dict[tuple[int, int], set[str]]] = {}
        for name, count in counts.items():
            spec, own = table(count.table), count.period or period
            held, least = [tables[count.table]], 1
            if len(england.get(count.table, ())):
                near = held[0]["la_code"].isin(asked)
                held = [held[0][near], england[count.table].assign(la_code=ENGLAND)]
            for key, value in count.where.items():
                wanted = value if isinstance(value, tuple) else (value,)
                held, least = (
                    [frame[frame[key].isin(wanted)] for frame in held],
                    least * len(wanted),
                )
            found = pd.concat(held)
            frames[name] = pd.DataFrame(
                {
                    "la_code": found["la_code"].astype(int),
                    "year": found[own].astype(int) - count.ahead,
                    "value": found[spec.columns[len(spec.key)].name].astype("float64"),
                    "status": found["status"],
                    "release": found["release"],
                }
            )
            known, releases[name] = frames[name].dropna(subset="value"), {}
            for code, year, release in zip(
                known["la_code"], known["year"], known["release"], strict=True
            ):
                releases[name].setdefault((code, year), set()).add(release)
            columns[name] = frames[name].groupby(["la_code", "year"])["value"].sum(min_count=least)
        wide = pd.DataFrame(columns).rename_axis(index=["la_code", "year"])
        return cls(ask, prefix, period, counts, frames, releases, wide)

    def when(self, year: int) -> str:
        """The year as a sentence writes it."""
        return f"January {year}" if self.period == "january" else str(year)

    def value(self, name: str, year: int, code: int | None = None) -> float | None:
        """A count of the authority, or of another code; None where it is missing."""
        found = self.wide[name].get((self.ask.la_code if code is None else code, year))
        return None if found is None or pd.isna(found) else float(found)

    def rows(self, names: Iterable[str], year: int, codes: Iterable[int]) -> tuple[Rows, ...]:
        """The rows that counts of these codes in a year rest on."""
        kept, wanted = [], sorted(map(int, codes))
        for name in dict.fromkeys(names):
            count, held = self.counts[name], self.releases[name]
            if found := tuple(code for code in wanted if (code, year) in held):
                who = (
                    {}
                    if found == (ENGLAND,)
                    else {"la_code": found if len(found) > 1 else found[0]}
                )
                where = {**who, (count.period or self.period): year + count.ahead, **count.where}
                releases = sorted(set().union(*(held[code, year] for code in found)))
                kept.append(Rows(count.table, tuple(releases), where))
        return tuple(kept)

    def why(self, name: str, year: int) -> str:
        """Why the authority has no such count that year; empty where it has."""
        who, says, frame, when = (
            self.ask.authority,
            self.counts[name].says,
            self.frames[name],
            self.when(year),
        )
        if self.value(name, year) is not None:
            return ""
        if who.closed and who.closed <= date(year, 1, 15):
            return f"{who.name} closed on {who.closed.day} {who.closed:%B %Y}"
        if who.opened and who.opened > date(year, 12, 31):
            return f"{who.name} opened on {who.opened.day} {who.opened:%B %Y}"
        years = sorted(set(frame["year"]))
        if year not in years:
            span = (
                " to ".join(dict.fromkeys(self.when(at) for at in (years[0], years[-1])))
                if years
                else "no year"
            )
            return f"{says} are held for {span}, not for {when}"
        status = frame["status"][frame["year"].eq(year) & frame["la_code"].eq(who.la_code)]
        said = (
            f" (published as {status.iloc[0]})"
            if len(status) and status.iloc[0] != "published"
            else ""
        )
        return f"no count of {says} in {who.name} for {when} is held{said}"

    def count(self, name: str, year: int, code: int | None = None) -> Figure:
        """A count as a Figure, in the unit and with the coverage of its column."""
        count, who = self.counts[name], self.ask.la_code if code is None else code
        spec = table(count.table)
        column, found = spec.columns[len(spec.key)], self.value(name, year, code)
        value = int(found) if found is not None and found.is_integer() else found
        slug = ("england_" if who == ENGLAND else "") + re.sub(r"[^a-z0-9]+", "_", name)
        return Figure(
            f"{self.prefix}.{slug}",
            value,
            column.unit,
            f"{count.says}, as published",
            self.rows([name], year, [who]),
            count.says,
            f"January {year + count.ahead}" if count.period == "january" else self.when(year),
            column.covers,
            reason=self.why(name, year) or f"{count.says} are not held",
        )

    def measure(self, ratio: Ratio, year: int) -> Measured:
        """A ratio of one year beside that of each set of comparators, and as a series."""
        ask, both = self.ask, self.wide[[ratio.top, ratio.bottom]]
        if ratio.pooled:
            others = both[both.index.get_level_values("la_code") != ENGLAND].dropna()
            everyone = others.groupby("year").sum()
            everyone.index = pd.MultiIndex.from_product(
                [[ENGLAND], everyone.index], names=both.index.names
            )
            both = pd.concat([others, everyone])
        fault = (both[ratio.bottom] <= 0) | (
            (both[ratio.top] > both[ratio.bottom]) & (ratio.unit == "percent")
        )
        rate = _SCALES[ratio.unit] * both[ratio.top] / both[ratio.bottom].mask(fault)
        by_code: Any = rate.dropna().unstack("la_code")
        now = by_code.loc[year].dropna() if year in by_code.index else pd.Series(dtype="float64")
        lists = [now.reindex(group.codes).dropna() for group in ask.comparators]
        own, names = now.get(ask.la_code), (ratio.top, ratio.bottom)
        part, whole = (self.count(name, year) for name in names)
        tops, bottoms = (self.counts[name].says for name in names)
        why = (
            part.reason
            or whole.reason
            or (
                f"more {tops} than {bottoms} are published"
                if whole.value
                else f"{bottoms} were none"
            )
        )

        def figure(
            measure: str,
            value: Any,
            codes: Iterable[Any],
            calculation: str,
            *,
            unit: str = ratio.unit,
            reason: str = "",
            interval: Any = None,
        ) -> Figure:
            low, high = (interval.low, interval.high) if interval else (None, None)
            return Figure(
                f"{self.prefix}.{measure}",
                value,
                unit,
                calculation,
                self.rows(names, year, codes),
                ratio.says,
                self.when(year),
                low=low,
                high=high,
                reason=reason,
            )

        exact = {
            code: binomial(*both.loc[(code, year), list(names)]).scaled(100)
            for code in (ask.la_code, ENGLAND)
            if ratio.unit == "percent" and code in now.index
        }
        chance = {
            code: "; Clopper-Pearson interval (95%)" if code in exact else ""
            for code in (ask.la_code, ENGLAND)
        }
        tags = [
            "",
            *(f"_{group.vintage or place}" for place, group in enumerate(ask.comparators) if place),
        ]
        over = f"{tops} over {bottoms}"
        nation = (
            "all authorities with both counts, added up"
            if ratio.pooled
            else "England's published counts"
        )
        nations = now.drop(ENGLAND, errors="ignore").index if ratio.pooled else [ENGLAND]
        return Measured(
            ratio,
            ask,
            year,
            self.when(year),
            figure(
                ratio.name,
                own,
                [ask.la_code],
                f"{over}{chance[ask.la_code]}",
                reason=why,
                interval=exact.get(ask.la_code),
            ),
            part,
            whole,
            tuple(
                figure(
                    f"comparators_median{tag}_{ratio.name}",
                    theirs.median(),
                    theirs.index,
                    f"median of {over}",
                    reason=f"none of the {group.name} has both counts for {self.when(year)}",
                )
                for tag, group, theirs in zip(tags, ask.comparators, lists, strict=True)
            ),
            figure(
                f"comparators_used_{ratio.name}",
                len(lists[0]),
                lists[0].index,
                "comparators with both counts",
                unit="authorities",
            ),
            figure(
                f"england_{ratio.name}",
                now.get(ENGLAND),
                nations,
                f"{over}, of {nation}{chance[ENGLAND]}",
                interval=exact.get(ENGLAND),
                reason=f"no count of England is held for {self.when(year)}",
            ),
            standing(own, lists[0]),
            self._series(by_code),
        )

    def _series(self, by_code: Any) -> pd.DataFrame:
        theirs = by_code.reindex(columns=list(self.ask.main.codes))
        found = theirs.quantile([0.25, 0.5, 0.75], axis=1).T.set_axis(
            ["lower", "median", "upper"], axis=1
        )
        return found.assign(
            own=by_code.get(self.ask.la_code, float("nan")),
            england=by_code.get(ENGLAND, float("nan")),
            used=theirs.notna().sum(axis=1),
        )

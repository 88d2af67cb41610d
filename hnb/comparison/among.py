"""An authority among one set of comparators: their statistics, its rank, and who is left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from hnb.comparison.complete import enough
from hnb.comparison.counts import ENGLAND
from hnb.domain.comparators import Comparators
from hnb.figures import Figure, Rows
from hnb.figures.printed import printed
from hnb.stats.intervals import poisson

if TYPE_CHECKING:
    from collections.abc import Callable

    from hnb.comparison.compared import Compared

QUARTILES = {"lowest": 0.0, "lower": 0.25, "median": 0.5, "upper": 0.75, "highest": 1.0}
SAME = "About the same"
USUAL = ", but in the middle half"
CLOSE_SHARE = 0.1  # of the typical neighbour's figure, within which another is close to it
CLOSE_POINTS = 1.0  # and within so many percentage points
FEWEST_COMPARATORS = 3  # below which it is not said where the authority lies among them


def standing(value: float | None, others: pd.Series[float]) -> str:
    """Where a value lies among others: 'above' their upper quartile, 'below' the lower, or 'in the
    middle'; empty where there are too few.
    """
    if value is None or len(others) < FEWEST_COMPARATORS:
        return ""
    if value > others.quantile(0.75):
        return "above"
    return "below" if value < others.quantile(0.25) else "in the middle"


def side(value: float | None, others: pd.Series[float]) -> str:
    """'above' or 'below' the median of others, or 'at' it; empty where there is none."""
    if value is None or not len(others):
        return ""
    median = others.median()
    if value == median:
        return "at"
    return "above" if value > median else "below"


def is_close(value: Figure, typical: Figure) -> bool:
    """Whether two Figures are about the same, as they are printed."""
    expected = printed(typical, "read")
    apart = round(abs(printed(value, "read") - expected), 6)
    return apart <= max(CLOSE_SHARE * abs(expected), CLOSE_POINTS * (value.unit == "percent"))


@dataclass(frozen=True)
class Among:
    """One authority among one set of comparators, by one measure in one period.

    Every statistic is a Figure, and is missing with its reason where no comparator has a value, or
    too few of a period that is not complete (`hnb.comparison.complete`).
    The authority is never one of its own comparators; `everyone` and `rank` count it.

    Parameters
    ----------
    compared : Compared
        The comparison that it is part of.
    comparators : Comparators
        Who the authority is compared with.
    tag : str
        What ends the names of its Figures.
    named : bool
        Whether the scope of its Figures says who the comparators are.
    """

    compared: Compared = field(repr=False)
    comparators: Comparators
    tag: str = ""
    named: bool = True

    @property
    def asked(self) -> tuple[int, ...]:
        """The comparators without the authority itself, unless it is everybody or the authority
        alone that is meant.
        """
        if self.comparators.kind in ("everyone", "authority"):
            return self.comparators.codes
        own_code = self.compared.ask.la_code
        return tuple(code for code in self.comparators.codes if code != own_code)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The comparators with a value, in the order of the list: `part`, `whole` and `value`."""
        known = self.compared.table
        return known.loc[[code for code in self.asked if code in known.index]]

    @property
    def values(self) -> pd.Series[float]:
        """Their values by DfE number, in the order of the list."""
        return self.table["value"]

    @property
    def codes(self) -> tuple[int, ...]:
        """DfE numbers of the comparators with a value."""
        return tuple(int(code) for code in self.table.index)

    @cached_property
    def rows(self) -> tuple[Rows, ...]:
        """What their values rest on."""
        return self.compared.behind(self.codes)

    @property
    def left_out(self) -> tuple[int, ...]:
        """DfE numbers of the comparators without a value."""
        return tuple(code for code in self.asked if code not in self.table.index)

    @property
    def why_left_out(self) -> dict[int, str]:
        """Why each comparator without a value is left out, in few words."""
        compared = self.compared
        part, year = compared.measure.part, compared.year
        return {code: compared.counts.why_absent(part, year, code) for code in self.left_out}

    @property
    def later_list(self) -> bool:
        """Whether the comparators were listed on data later than the year that they are
        used for.
        """
        return (self.comparators.vintage or 0) > self.compared.year

    @cached_property
    def own(self) -> Figure:
        """The authority's value."""
        return self.compared.own_tagged(self.tag)

    @property
    def standing(self) -> str:
        """Where the authority lies among them: above, below or in the middle of their
        middle half; empty where there is no statistic of them.
        """
        return "" if self.withheld else standing(self.compared.own_value, self.values)

    @property
    def side(self) -> str:
        """Whether the authority is above, below or at their median."""
        return "" if self.withheld else side(self.compared.own_value, self.values)

    @property
    def answer(self) -> str:
        """Whether there is more than in a typical comparator, which agrees with the two figures as
        they are printed; empty as `standing` is.

        It is About the same where both print alike, and in their middle half where they are close.
        """
        value = self.compared.own
        if not self.standing or not value.known:
            return ""
        is_usual = self.standing == "in the middle"
        gap = printed(value, "read") - printed(self.median, "read")
        if not gap or (is_usual and is_close(value, self.median)):
            return SAME
        return ("Yes" if gap > 0 else "No") + (USUAL if is_usual else "")

    @property
    def furthest(self) -> int | None:
        """The comparator whose value is furthest from their mean; None where there is only one."""
        if len(self.values) < 2:
            return None
        away = (self.values - self.values.mean()).abs()
        return self.codes[int(away.to_numpy().argmax())]

    @cached_property
    def used(self) -> Figure:
        """How many comparators have a value."""
        compared = self.compared
        return compared.figure(
            self._name("used"),
            len(self.values),
            "comparators with a value",
            unit="authorities",
            rows=self.rows,
            reason="",
            scope=self._scope,
        )

    @cached_property
    def group(self) -> Figure:
        """How many they are with the authority itself."""
        return self._statistic(
            "group",
            len(self.values) + 1,
            "the comparators used and the authority",
            unit="authorities",
        )

    @cached_property
    def mean(self) -> Figure:
        """The mean of their values."""
        return self._statistic("mean", self.values.mean(), "mean")

    @cached_property
    def median(self) -> Figure:
        """The median of their values."""
        return self._statistic("median", self.values.median(), "median")

    @cached_property
    def lowest(self) -> Figure:
        """The lowest of their values."""
        return self._statistic("lowest", self.values.min(), "lowest")

    @cached_property
    def highest(self) -> Figure:
        """The highest of their values."""
        return self._statistic("highest", self.values.max(), "highest")

    @cached_property
    def mean_without_one(self) -> Figure:
        """The mean of their values without the one that is furthest from it."""
        others = self.values.drop(self.furthest) if self.furthest else self.values[:0]
        return self._statistic(
            "mean_without_one",
            others.mean(),
            "mean without the one furthest from it",
            reason="there is only one comparator",
        )

    @property
    def pooled_value(self) -> float | None:
        """Their parts together over their wholes together; None where none has both."""
        return self.compared.measure.together(self.table)

    @cached_property
    def pooled(self) -> Figure:
        """Their parts together over their wholes together."""
        return self._statistic("pooled", self.pooled_value, "parts together over wholes together")

    @cached_property
    def rank(self) -> Figure:
        """The place of the authority among them and itself, the highest value first."""
        return self._place("", "highest", self.values.gt)

    @cached_property
    def rank_from_lowest(self) -> Figure:
        """The place of the authority among them and itself, the lowest value first."""
        return self._place("lowest_", "lowest", self.values.lt)

    def _place(self, prefix: str, first: str, before: Callable[[float], pd.Series[bool]]) -> Figure:
        """The place after those whose values come before the authority's."""
        compared, value = self.compared, self.compared.own_value
        place = None if value is None else int(before(value).sum()) + 1
        return compared.figure(
            prefix + compared.name("rank", self.comparators.kind, self.tag),
            None if self.withheld else place,
            f"place among {self.comparators.name} and the authority, the {first} first",
            unit="rank",
            rows=compared.behind([*self.codes, compared.ask.la_code]),
            reason=compared.reason or self.withheld,
            scope=self._scope,
        )

    @cached_property
    def difference(self) -> Figure:
        """What is counted of the authority less what the median comparator's value would give, so
        that it has the sign of `side`.

        The interval is the exact Poisson interval (95%) of the count; the median is taken as known.
        """
        compared, expected = self.compared, self._expected
        difference, interval = None, None
        if expected is not None:
            part = float(compared.table["part"][compared.ask.la_code])
            difference, interval = part - expected, poisson(part).moved(-expected)
        return compared.figure(
            self._name("difference"),
            difference,
            "count less what the median comparator's rate would give; exact Poisson interval (95%)",
            unit=compared.part.unit,
            rows=compared.behind([*self.codes, compared.ask.la_code]),
            reason=compared.reason or self.withheld,
            interval=interval,
            scope=self._scope,
        )

    @property
    def beyond_chance(self) -> bool:
        """Whether the authority lies above or below their middle half by more than chance in its
        count alone makes; of one in their middle it is never said.
        """
        ends = self.difference.low, self.difference.high
        if self.standing in ("", "in the middle") or None in ends:
            return False
        return not (ends[0] or 0) <= 0 <= (ends[1] or 0)

    @property
    def _expected(self) -> float | None:
        """What would be counted of the authority at the median comparator's value."""
        compared = self.compared
        if compared.own_value is None or self.withheld:
            return None
        whole = float(compared.table["whole"][compared.ask.la_code])
        return whole * float(self.values.median()) / compared.measure.scale

    @property
    def withheld(self) -> str:
        """Why it is not said where the authority lies among them: there is no statistic of them, or
        its own value is doubted.
        """
        return self.reason or self.compared.doubt

    @cached_property
    def reason(self) -> str:
        """Why there is no statistic of them; empty where there is one.

        Of a period that few authorities have there is none of England, and one of comparators only
        where enough of them have it.
        """
        compared = self.compared
        if len(self.values):
            return "" if self._are_enough else compared.too_few
        what = "both counts" if compared.measure.whole else "a value"
        if self.comparators.kind == "everyone":
            return f"no authority has {what} for {compared.period}"
        if not self.asked:
            return f"there is no list of {self.comparators.name} for {compared.ask.authority.name}"
        name = self.comparators.name.removeprefix("the ")
        return f"none of the {name} has {what} for {compared.period}"

    @property
    def _are_enough(self) -> bool:
        if self.comparators.kind == "authority":
            return True
        return self.comparators.kind != "everyone" and enough(self.codes, self.asked)

    def _name(self, statistic: str) -> str:
        template = "everyone" if self.comparators.kind == "everyone" else "among"
        return self.compared.name(template, statistic, self.tag)

    @property
    def _scope(self) -> str:
        compared = self.compared
        if not (compared.scope and self.named):
            return compared.figure_scope
        return f"{compared.scope}; {self.comparators.name}"

    def _statistic(
        self, statistic: str, value: object, calculation: str, unit: str = "", reason: str = ""
    ) -> Figure:
        compared = self.compared
        return compared.figure(
            self._name(statistic),
            None if self.reason else value,
            f"{calculation} of {compared.over}" if not unit else calculation,
            unit=unit,
            rows=self.rows,
            reason=self.reason or reason,
            scope=self._scope,
        )


def by_year(compared: Compared) -> pd.DataFrame:
    """A row a year: `own` (missing where it is doubted, or a percentage of fewer than ten), the
    comparators' quartiles, `used`, and `england`.

    The quartiles are `lowest`, `lower`, `median`, `upper` and `highest`, of enough comparators;
    `used` counts those with a value.
    """
    values, codes = compared.by_year, list(compared.ask.main.codes)
    others = values.reindex(columns=codes)
    complete = compared.measure.coverage(compared.counts).complete
    partial = [year for year in values.index if year not in complete]
    few = [year for year in partial if not enough(others.loc[year].dropna(), codes)]
    compared_with = others.drop(index=few).reindex(values.index)
    quartiles = {name: compared_with.quantile(share, axis=1) for name, share in QUARTILES.items()}
    nothing = pd.Series(float("nan"), values.index)
    in_years = map(compared.in_year, values.index)
    unsure = [reading.year for reading in in_years if reading.doubt or reading.own.few]
    return pd.DataFrame(
        {
            "own": values.get(compared.ask.la_code, nothing).drop(index=unsure),
            **quartiles,
            "used": others.notna().sum(axis=1),
            "england": _england_by_year(compared),
        },
        index=values.index,
    )


def _england_by_year(compared: Compared) -> pd.Series[float]:
    values, measure = compared.by_year, compared.measure
    if not measure.pooled:
        return values.get(ENGLAND, pd.Series(float("nan"), values.index))
    pooled = {
        year: measure.together(compared.in_year(year).everyone)
        for year in values.index
        if year in measure.coverage(compared.counts).complete
    }
    return pd.Series(pooled, dtype="float64")

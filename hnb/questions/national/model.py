"""Every authority ranked on the measures that a forum asks about, with limits that condemn neither
large nor small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from hnb.compare import catalogue as measures
from hnb.compare.catalogue import Measure, Tables
from hnb.domain.areas import Authority
from hnb.domain.words import slug
from hnb.figures import Figure, Rows
from hnb.stats.funnel import FEWEST, LEVEL, fit, funnel
from hnb.stats.shapley import Floats
from hnb.validation.goals import Goal

MEASURES = ("plans_2_to_18", "growth", "share_of_block", "within_20_weeks", "independent_share")
TABLES = tuple(dict.fromkeys(table for name in MEASURES for table in measures.ALL[name].tables))


@dataclass(frozen=True)
class Ranking:
    """Every authority on one measure, the highest first.

    `table` has `la_code`, `name`, `region`, `part`, `whole`, `value`, `rank` (alike values alike),
    the `low` and `high` limits that all others set for it, and its `place`: within, above, below or
    too small. `middle`, `lower` and `upper` are quartiles of authorities' values, `highest` and
    `lowest` of those large enough to judge, `regions` the median of each region's; `all_together`
    is the sum of the parts over the sum of the wholes.
    """

    measure: Measure
    period: Any
    number: Figure
    middle: Figure
    lower: Figure
    upper: Figure
    highest: Figure
    lowest: Figure
    all_together: Figure
    above: Figure
    below: Figure
    regions: dict[str, Figure] = field(compare=False)
    table: pd.DataFrame = field(compare=False, repr=False)

    @property
    def when(self) -> str:
        """The period as a sentence names it."""
        return self.measure.when(self.period)

    def named(self, place: str) -> tuple[str, ...]:
        """Authorities in a place against the limits, the highest first."""
        return tuple(self.table.loc[self.table["place"] == place, "name"])

    @property
    def ends(self) -> tuple[str, str]:
        """The highest and the lowest authority of those large enough to judge."""
        names = _judged(self.table)["name"]
        return str(names.iloc[0]), str(names.iloc[-1])

    def of(self, la_code: int) -> Figure:
        """One authority's value, as a Figure."""
        row = self.table.set_index("la_code").loc[la_code]
        return Figure(
            f"national.{self.measure.name}_{la_code}",
            float(str(row["value"])),
            self.measure.unit,
            self.measure.says,
            tuple(
                Rows(rows.table, rows.releases, {**rows.where, "la_code": la_code})
                for rows in self.number.rows
            ),
            str(row["name"]),
            self.when,
        )


def _judged(table: pd.DataFrame) -> pd.DataFrame:
    """Those large enough to judge, or all where none is."""
    return table[table["place"] != "too small"] if (table["place"] != "too small").any() else table


def limits(measure: Measure, counts: pd.DataFrame) -> pd.DataFrame:
    """The limits within which 95% of ordinary authorities of each size are expected, and who lies
    where.

    Parameters
    ----------
    measure : Measure
        Its `chance` says how much of the difference between authorities chance may make.
    counts : DataFrame
        One row an authority: `la_code`, `part`, `whole`.

    Returns
    -------
    DataFrame
        `la_code`, `low`, `high`, `place`; without limits where fewer than ten have a value.

    Notes
    -----
    A rate goes by `hnb.stats.funnel`. The others are treated alike, on a scale on which they are
    more nearly normal: a share by the arcsine of its root (Freeman and Tukey 1950, Ann. Math.
    Statist. 21, 607-611; Spiegelhalter 2005), growth and money by their logs. Chance makes a
    variance that falls with size, and none for money; beyond it authorities differ by a variance
    common to all, estimated (Paule and Mandel 1982) without the authority that is judged. Limits
    are prediction limits by Student's t (Higgins, Thompson and Spiegelhalter 2009).
    """
    from scipy.special import stdtrit

    if len(counts) < 10:
        return counts[["la_code"]].assign(low=np.nan, high=np.nan, place="too small")
    if measure.chance == "rate":
        spread = funnel(counts.rename(columns={"part": "plans", "whole": "people"}))
        judged = (
            pd.DataFrame(columns=["la_code", "low", "high", "place"])
            if spread is None
            else spread.rates
        )
        found = counts[["la_code"]].merge(judged[["la_code", "low", "high", "place"]], how="left")
        return found.fillna({"place": "too small"})
    part, whole = (counts[name].to_numpy(float) for name in ("part", "whole"))
    share, grown = measure.chance == "share", measure.chance == "growth"
    scaled = np.arcsin(np.sqrt(part / whole)) if share else np.log(part / whole)

    def chance(middle: Floats) -> Floats:
        if share:
            return 1 / (4 * whole)
        return 1 / whole + 1 / (whole * np.exp(middle)) if grown else np.full(len(whole), 1e-9)

    def back(ends: Floats) -> Floats:
        return np.sin(np.clip(ends, 0, np.pi / 2)) ** 2 if share else np.exp(ends) - grown

    keep = np.vstack([np.ones(len(whole)), 1 - np.eye(len(whole))])
    centre, between, error = fit(scaled, chance(scaled), keep)
    reach = stdtrit(len(whole) - 3, (1 + LEVEL) / 2) * np.sqrt(
        between[1:] + error[1:] + chance(centre[1:])
    )
    low, high = (back(centre[1:] + way * reach) * measures.SCALE[measure.unit] for way in (-1, 1))
    place = np.where(
        scaled > centre[1:] + reach,
        "above",
        np.where(scaled < centre[1:] - reach, "below", "within"),
    )
    place = np.where((whole < FEWEST) & (measure.chance != "none"), "too small", place)
    return pd.DataFrame(
        {"la_code": counts["la_code"].to_numpy(), "low": low, "high": high, "place": place}
    )


def rank(
    measure: Measure, tables: Tables, authorities: Sequence[Authority], period: Any = None
) -> Ranking:
    """Every authority on one measure in one period, the latest where none is named.

    Parameters
    ----------
    measure : Measure
        One of `hnb.compare.catalogue.ALL`.
    tables : mapping of DataFrame
        At least the tables that it names, by authority.
    authorities : sequence of Authority
        Whom the DfE numbers stand for.
    """
    known = {one.la_code: one for one in authorities}
    values = measure.values(tables)
    when = period if period is not None else values["period"].max() if len(values) else ""
    now = values[values["period"] == when].sort_values(
        ["value", "la_code"], ascending=[False, True]
    )
    table = now.merge(limits(measure, now), on="la_code").assign(
        name=[known[code].name for code in now["la_code"]],
        region=[known[code].region for code in now["la_code"]],
        rank=now["value"].rank(ascending=False, method="min").astype("int64").to_numpy(),
    )
    rows = (
        measure.rows(tables, when, tuple(int(code) for code in now["la_code"])) if len(now) else ()
    )
    label, grown = measure.when(when), measure.chance == "growth"

    def figure(name: str, value: Any, unit: str, calculation: str) -> Figure:
        return Figure(
            f"national.{measure.name}_{name}",
            value,
            unit,
            calculation,
            rows,
            measure.says,
            label,
            reason=f"no authority has a value for {label}",
        )

    def of_values(name: str, value: Any, calculation: str) -> Figure:
        return figure(name, value, measure.unit, f"{calculation} of {len(now)} authorities")

    told, large, sums = table["value"], _judged(table)["value"], table[["part", "whole"]].sum()
    together = (
        (sums["part"] / sums["whole"] - grown) * measures.SCALE[measure.unit] if len(now) else None
    )

    def beyond(side: str) -> Figure:
        count = int((table["place"] == side).sum()) if len(now) else None
        return figure(
            side,
            count,
            "authorities",
            f"authorities {side} the limits that the others set for them",
        )

    return Ranking(
        measure,
        when,
        figure("ranked", len(now) or None, "authorities", "authorities with a value"),
        of_values("middle", told.median(), "median"),
        of_values("lower", told.quantile(0.25), "lower quartile"),
        of_values("upper", told.quantile(0.75), "upper quartile"),
        of_values("highest", large.max(), "highest of those large enough to judge"),
        of_values("lowest", large.min(), "lowest of those large enough to judge"),
        of_values("together", together, "parts over wholes, all"),
        beyond("above"),
        beyond("below"),
        {
            str(region): of_values(f"in_{slug(str(region))}", group.median(), f"{region}: median")
            for region, group in table.groupby("region")["value"]
        },
        table,
    )


def rank_all(
    tables: Tables, authorities: Sequence[Authority], which: Sequence[str] = MEASURES
) -> tuple[Ranking, ...]:
    """The rankings of the national paper, each for its latest period."""
    return tuple(rank(measures.ALL[name], tables, authorities) for name in which)


def side_by_side(rankings: Sequence[Ranking]) -> tuple[tuple[str, tuple[Figure | str, ...]], ...]:
    """Each authority that is in any of the rankings, by name, with its value in each; a dash where
    it has none.
    """
    values = [dict(zip(one.table["la_code"], one.table["name"], strict=True)) for one in rankings]
    names = {int(code): str(name) for held in values for code, name in held.items()}
    return tuple(
        (
            name,
            tuple(
                one.of(code) if code in held else "–"
                for one, held in zip(rankings, values, strict=True)
            ),
        )
        for code, name in sorted(names.items(), key=lambda item: item[1])
    )


def goals(tables: Tables, which: Sequence[str] = MEASURES) -> tuple[Goal, ...]:
    """What `hnb validate` prints: how many authorities lie within their limits, over every period
    held.

    In all, and in the third by size with fewest; periods in which fewer than a hundred have a value
    are left out. A third of one period is some fifty authorities, so that chance alone moves its
    share: it is told, and has no goal.
    """
    found = []
    for measure in (measures.ALL[name] for name in which):
        inside, alone = [list[Any](), list[Any](), list[Any]()], []
        for _, now in measure.values(tables).groupby("period"):
            sized = now.sort_values(["whole", "la_code"])
            placed = (
                limits(measure, sized)["place"].to_numpy() if len(sized) >= 100 else np.array([])
            )
            for third, part in zip(
                inside, np.array_split(placed[placed != "too small"], 3), strict=True
            ):
                third += list(part == "within")
                alone += [100 * float(np.mean(part == "within"))] if len(part) else []
        if inside[0]:
            thirds = [100 * float(np.mean(third)) for third in inside]
            every = 100 * float(np.mean([one for third in inside for one in third]))
            found += [
                Goal(f"{measure.name}: within the 95% limits, %", every, 93, 97),
                Goal(
                    f"{measure.name}: the same, in the third by size with fewest, %",
                    min(thirds),
                    91,
                ),
                Goal(
                    f"{measure.name}: the same, in the third and period with fewest, %", min(alone)
                ),
            ]
    return tuple(found)

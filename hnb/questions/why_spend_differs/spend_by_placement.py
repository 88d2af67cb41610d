"""Which lines and settings of section 251 pay for plans in which placements, and what has no
counterpart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from hnb.compare.denominators import Denominator, heads
from hnb.compare.missing import absent
from hnb.compare.select import rows_where
from hnb.domain.comparators import Ask
from hnb.domain.scopes import INDEPENDENT, PLACES, STATE
from hnb.figures import Rows
from hnb.stats.shapley import Floats

# the section 251 files have these one by one, where the benchmarking tool has the first line above
_ONE_BY_ONE = ("top-ups, maintained schools", "top-ups, academies, free schools and colleges",
               "additional funding for mainstream schools and " "academies", "direct payments")  # fmt: skip
_SCHOOLS, _AP = ("early years", "primary", "secondary"), "alternative provision"
_PLACES = {
    "publisher's total": ("special", _AP), "all place funding": ("special", _AP, *_SCHOOLS), "top-ups alone": (),
}  # fmt: skip


@dataclass(frozen=True)
class Aligned:
    """A kind of placement: the settings of each line that pay for it, its placements, and the
    deductions like it.

    `state` and `independent` are settings of the two lines of top-ups, `places` those of place
    funding, counted as far as the scope has them.
    """

    label: str
    state: tuple[str, ...]
    independent: tuple[str, ...]
    places: tuple[str, ...]
    placements: tuple[str, ...]
    deductions: tuple[str, ...]
    note: str

    @property
    def spend(self) -> str:
        """Its lines and settings in words."""
        lines = ("state-funded top-ups", "independent top-ups", "places")
        named = zip(lines, (self.state, self.independent, self.places), strict=True)
        return "; ".join(f"{line}: {', '.join(settings)}" for line, settings in named if settings)


def _each(*schools: str) -> tuple[str, ...]:
    return tuple(
        f"{school}{part}"
        for school in schools
        for part in ("", ", SEN unit", ", resourced provision")
    )


ALIGNMENT = (
    Aligned(
        "Mainstream schools and early years", _SCHOOLS, (), _SCHOOLS,
        (*_each("maintained school", "academy", "free school"), "non-maintained early years"),
        ("mainstream academies",),
        "Top-ups are not split between classes, units and resourced provision, so the three are " "one kind.",
    ),
    Aligned(
        "State-funded special schools", ("special",), (), ("special",),
        ("maintained special school", "special academy or free school"), ("special academies", "special free " "schools"),
        "Places in special academies and free schools are paid for by the department and are not " "in outturn.",
    ),
    Aligned(
        "Independent and non-maintained schools", (), (*_SCHOOLS, "special"), (),
        ("independent special school", "non-maintained special school", "independent school"), (),
        "Independent mainstream schools have no line of their own. Some authorities book " "independent placements " "under "
        "alternative provision.",
    ),
    Aligned(
        "Further education and specialist post-16", ("post-school",), ("post-school",), (),
        ("further education or sixth form " "college", "specialist post-16 " "institution", "other registered " "provider"),
        ("further education and independent learning providers", "16-19 academies"),
        "Top-ups alone: places are paid for by the department and are not in outturn.",
    ),
)  # fmt: skip
# what one side has and the other has nothing for: spend, plans, why
WITHOUT_COUNTERPART = (
    ("Alternative provision: places and both lines of top-ups", "none",
     "Mostly for children without a plan, so it is not tied to plans. Where independent schools " "are booked here, "
     "another way of asking counts the independent part with independent schools."),
    ("Income, on both lines of top-ups", "none", "Not published by setting, so it is not tied to " "plans."),
    ("none", "pupil referral unit; alternative provision academy or free school",
     "These few plans cannot be told apart in that spend: they count as plans without a cost."),
    ("none", "awaiting provision; permanently excluded; not in education; educated at home or " "otherwise than at "
     "school; other; not recorded", "No line of placement spend is for them: they count as plans " "without a cost."),
)  # fmt: skip
PLANS, SPEND = (
    [f"plans: {row.label}" for row in ALIGNMENT],
    [f"spend: {row.label}" for row in ALIGNMENT],
)


def book(
    lines: pd.DataFrame,
    placed: pd.DataFrame,
    scope: str,
    *,
    shifted: bool = False,
    places: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Every authority's spend in a scope, and plans, by kind of placement.

    Parameters
    ----------
    lines, placed : DataFrame
        Outturn rows of `s251_high_needs` for one financial year; `ehc_plans_by_placement` for one
        January.
    scope : str
        As in `hnb.questions.spend_against_block.bridge.SCOPES`.
    shifted : bool
        Whether independent alternative provision counts with independent schools.
    places : DataFrame, optional
        `high_needs_deductions` of the year, to be added to spend.

    Returns
    -------
    DataFrame
        An authority a row, without those of which anything is missing: `plan`, `spend`, and `PLANS`
        and `SPEND` by kind; in plans and £.
    """
    wide: Any = lines.pivot(
        index="la_code", columns=["line", "setting"], values="amount_gbp"
    ).astype("float64")
    state = (STATE,) if STATE in wide.columns.get_level_values(0) else _ONE_BY_ONE

    def paid(names: tuple[str, ...], settings: tuple[str, ...]) -> Any:
        return wide[[cell for cell in wide if cell[0] in names and cell[1] in settings]].sum(
            axis=1, skipna=False
        )

    spend = paid((*state, INDEPENDENT), ("total",)) + paid((PLACES,), _PLACES[scope])
    counted: Any = placed.pivot(index="la_code", columns="placement", values="plans").astype(
        "float64"
    )
    made = pd.DataFrame({"plan": counted.sum(axis=1, min_count=1), "spend": spend})
    kept = (
        pd.DataFrame(columns=["la_code", "deduction", "amount_gbp"]) if places is None else places
    )
    added = kept[kept["deduction"].ne("total")]
    added = added.assign(kind=added["deduction"].astype(str).str.split(":").str[0])

    def back(rows: pd.DataFrame) -> Any:
        return (
            rows.groupby("la_code")["amount_gbp"]
            .sum()
            .reindex(made.index)
            .fillna(0.0)
            .astype("float64")
        )

    for row, plans, money in zip(ALIGNMENT, PLANS, SPEND, strict=True):
        made[plans] = counted.reindex(columns=list(row.placements)).sum(axis=1)
        independent = (
            (*row.independent, _AP) if shifted and "special" in row.independent else row.independent
        )
        own_places = tuple(setting for setting in row.places if setting in _PLACES[scope])
        made[money] = (
            paid(state, row.state) + paid((INDEPENDENT,), independent) + paid((PLACES,), own_places)
        )
        made[money] += back(rows_where(added, kind=row.deductions))
    made["spend"] += back(added)
    return made.dropna()


@dataclass(frozen=True)
class Year:
    """One financial year: its outturn, plans by placement at one January, who a head is, and every
    authority's row.
    """

    ask: Ask
    january: int
    per: Denominator
    tables: tuple[tuple[str, pd.DataFrame, tuple[str, ...]], ...]
    whole: pd.DataFrame

    @classmethod
    def of(
        cls, tables: Sequence[pd.DataFrame], ask: Ask, before: int = 0, per: str = "", **how: Any
    ) -> Year:
        """The year, with plans at the January within it or as many years before it."""
        first = int(ask.financial_year[:4])
        lines = rows_where(tables[0], kind="outturn", financial_year=ask.financial_year)
        placed, residents = (
            rows_where(tables[1], january=first + 1 - before),
            rows_where(tables[2], mid_year=first),
        )
        one_of, head = heads(
            residents,
            first,
            (per,) if per else (ask.denominator, "2 to 18 (projection)", "0 to 17"),
        )
        whole = (
            book(lines, placed, ask.scope, **how)
            .join(head.rename("head"), how="inner")
            .query("plan > 0")
        )
        columns = ["head", "plan", "spend", *PLANS, *SPEND]
        residents = rows_where(residents, basis=one_of.basis, age_group=one_of.ages)
        kept = (
            ("s251_high_needs", lines, ("la_code", "financial_year", "kind")),
            ("ehc_plans_by_placement", placed, ("la_code", "january")),
            ("population", residents, ("la_code", "mid_year", "basis")),
            (
                "high_needs_deductions",
                how.get("places", lines.iloc[:0]),
                ("la_code", "financial_year"),
            ),
        )
        return cls(ask, first + 1 - before, one_of, kept, whole[columns])

    def row(self, codes: Sequence[int]) -> Floats:
        """Those authorities added together."""
        return np.asarray(self.whole.loc[list(codes)].sum(), np.float64)

    def held(self, codes: Sequence[int]) -> list[int]:
        """Those of them that can be compared with."""
        return [code for code in codes if code in self.whole.index and code != self.ask.la_code]

    def rows(self, codes: Sequence[int]) -> tuple[Rows, ...]:
        """What their rows rest on."""
        kept = [
            (name, rows_where(table, la_code=tuple(codes)), keys)
            for name, table, keys in self.tables
        ]
        return tuple(Rows.of(name, table, keys) for name, table, keys in kept if len(table))

    def reason(self, spend: pd.DataFrame) -> str:
        """Why the asking authority has no row; empty where it has one."""
        if self.ask.la_code in self.whole.index:
            return ""
        if not rows_where(self.tables[0][1], la_code=self.ask.la_code)["amount_gbp"].notna().any():
            return absent(
                self.ask,
                "section 251 outturn by line and setting",
                rows_where(spend, kind="outturn"),
            )
        return (
            f"plans by placement at January {self.january}, or residents, are not held for "
            f"{self.ask.authority.name}"
        )

"""The tables of a Local SEND Reform Plan and of a DSG management plan, filled as far as published
figures go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite, nan
from typing import Any

import pandas as pd

from hnb.answers import scenarios, tables_for
from hnb.comparison.select import rows_where
from hnb.domain import paths
from hnb.domain.comparators import Ask
from hnb.domain.definitions import read_yaml
from hnb.domain.errors import HnbError
from hnb.figures import Figure
from hnb.questions.medium_term.model import compare_scenarios
from hnb.questions.medium_term.projection import Projection, project
from hnb.questions.medium_term.scenarios import LEVERS, Scenario
from hnb.questions.medium_term.start import Start, medium_term_start
from hnb.questions.medium_term.transfers import SIZES, transfers
from hnb.questions.medium_term.unit_costs import kind_of_place
from hnb.questions.medium_term.year_by_year import PLACED, SPENT, Quantity
from hnb.store.files import load
from hnb.workbooks.writer import COUNCIL, LEFT, Cell, Grid, Sheet

_LEFT = Cell(LEFT, COUNCIL)
_MONEY = (
    Quantity.NET_SPEND,
    Quantity.PLACE_FUNDING,
    Quantity.BLOCK,
    Quantity.TRANSFER,
    Quantity.GAP,
    Quantity.GRANT,
    Quantity.BALANCE,
)


def _yaml(name: str) -> Any:
    return read_yaml(paths.reports() / "settings" / name, HnbError)


def library() -> dict[str, Scenario]:
    """The named scenarios of `reports/settings/scenarios.yml`, checked."""
    return scenarios()


def start(ask: Ask) -> Start:
    """Where an authority's medium term starts, from the published tables."""
    return medium_term_start(tables_for("medium_term", ask), ask)


def lsrp(begun: Start, chosen: Scenario) -> tuple[str, list[Sheet]]:
    """Title and sheets of the tables of a Local SEND Reform Plan, by January and calendar year."""
    said, made = _yaml("lsrp.yml"), project(begun, chosen)
    title = said["title"].format(authority=begun.ask.authority.name)
    grids = [(table, _lsrp_table(made, table, said["years"])) for table in said["tables"]]
    sheets = [
        Sheet(f"Table {said['number']}", f"{said['number']} {said['title']}", [grid])
        for said, grid in grids
    ]
    return title, [_assumptions(title, made, said["seen"]), *sheets]


@dataclass(frozen=True)
class _Count:
    """The published counts of one authority that a table is filled from; a flow counts by calendar
    year.
    """

    made: Projection
    rows: pd.DataFrame
    value: str
    period: str

    @classmethod
    def of(cls, made: Projection, name: str, where: Mapping[str, str]) -> _Count:
        ask = made.start.ask
        flow = name in ("requests", "assessments")
        value, period = (name, "calendar_year") if flow else ("plans", "january")
        rows = load(name, as_at=ask.as_at)
        rows = rows_where(rows[rows["la_code"].eq(ask.la_code) & rows[value].notna()], **where)
        return cls(made, rows, value, period)

    def cells(self, part: pd.DataFrame, years: Sequence[int], whole: bool = False) -> list[Cell]:
        """Published where the year is held; later, what it was last, moved on with the plans that
        it belongs to.
        """
        if not len(self.rows):
            return [_LEFT] * len(years)
        last, start = int(self.rows[self.period].max()), self.made.start
        sums = {
            year: float(part.loc[part[self.period].eq(year), self.value].sum())
            for year in self.rows[self.period]
        }
        found = []
        for year in years:
            # the requests and assessments of a year lead to the plans of the January after it
            ahead = year - start.january + (self.period == "calendar_year")
            if year in sums:
                found.append(Cell(sums[year], "published"))
            elif year < last or not 0 < ahead <= len(start.years):
                found.append(_LEFT)
            else:
                then = start.years[ahead - 1]
                kind = (
                    self.made.kind(Quantity.PLANS, then)
                    if whole and self.period == "january"
                    else "scenario"
                )
                moved = sums[last] * self._growth(part, then)
                found.append(Cell(moved, kind) if isfinite(moved) else _LEFT)
        return found

    def _growth(self, part: pd.DataFrame, year: str) -> float:
        """Plans of a year over plans now, of the kinds of place that the rows are in, or of all."""
        groups = set(PLACED)
        if "placement" in part and len(part):
            kinds = set(kind_of_place(part))
            groups = kinds | ({"independent"} if "special" in kinds and "need" in part else set())
        now, then = (
            sum(self.made.number(PLACED[group], when) for group in sorted(groups))
            for when in (self.made.start.base_year, year)
        )
        return then / now if now > 0 else nan


def _lsrp_table(made: Projection, said: Mapping[str, Any], years: Sequence[int]) -> Grid:
    header = ("Row", *map(str, years), "Note")
    if "left" in said:
        return Grid(said["title"], header, [("All rows", *[_LEFT] * len(years), said["left"])])
    count = _Count.of(made, said["counts"], said.get("where", {}))
    held, taken, lines = count.rows, pd.Series(False, index=count.rows.index), []
    latest = held[held[count.period].eq(held[count.period].max())]
    each = sorted(latest[said["each"]].unique(), key=_by_age) if "each" in said else ()
    for row in said.get("rows") or [{"label": one, "take": {said["each"]: [one]}} for one in each]:
        mine = ~taken if row.get("rest") else pd.Series("take" in row, index=held.index)
        for column, words in row.get("take", {}).items():
            mine &= held[column].isin(words)
        taken |= mine
        cells = [_LEFT] * len(years) if "left" in row else count.cells(held[mine], years)
        lines.append(
            (
                row["label"][:1].upper() + row["label"][1:],
                *cells,
                row.get("left", row.get("note", "")),
            )
        )
    lines.append(("Total", *count.cells(held, years, whole=True), ""))
    if said["counts"] == "ehc_plans_by_age":
        lines += _limits(made, years)
    return Grid(said["title"], header, lines, said.get("note", ""))


def _by_age(word: str) -> tuple[float, str]:
    """Ages in order, 'under 3' first; needs by name."""
    digits = "".join(letter for letter in word.partition(" to ")[0] if letter.isdigit())
    return (float(digits) - word.startswith("under") if digits else inf, word)


def _limits(made: Projection, years: Sequence[int]) -> list[tuple[Cell | str, ...]]:
    """The 95% limits of the total, where it is a forecast."""
    start = made.start
    plans = {
        start.january + ahead: made.figure(Quantity.PLANS, year)
        for ahead, year in enumerate(start.years, 1)
    }
    sides = (("lower", "low"), ("upper", "high"))
    ends = [
        (says, [getattr(plans.get(year), side, None) for year in years]) for says, side in sides
    ]
    return [
        (
            f"Total, {says} 95% limit",
            *[Cell(value, "forecast" if value is not None else "") for value in values],
            "",
        )
        for says, values in ends
        if any(value is not None for value in values)
    ]


def dsg_plan(begun: Start, chosen: Scenario) -> tuple[str, list[Sheet]]:
    """Title and sheets of the tables of a DSG management plan: unmitigated, mitigated, and the
    balance by year.
    """
    title = (
        f"DSG management plan: tables that published figures can fill, {begun.ask.authority.name}"
    )
    made, bare = project(begun, chosen), project(begun, chosen.unmitigated)
    later = (begun.base_year, *begun.years)
    januaries = [begun.january + ahead for ahead in range(len(later))]

    def both(
        caption: str, columns: Sequence[str], years: Sequence[str], unit: str = "£"
    ) -> list[Grid]:
        return [
            Grid(
                f"{caption}, {side}",
                (unit, *years),
                [
                    (
                        column[:1].upper() + column[1:],
                        *(Cell.of(one.figure(column, y), one.kind(column, y)) for y in years),
                    )
                    for column in columns
                ],
            )
            for one, side in ((bare, "unmitigated"), (made, "mitigated"))
        ]

    def shares(caption: str, name: str, column: str) -> Grid:
        return _lsrp_table(
            made, {"title": f"{caption}, mitigated", "counts": name, "each": column}, januaries
        )

    lines = rows_where(
        load("s251_high_needs", as_at=begun.ask.as_at), la_code=begun.ask.la_code
    ).dropna(subset="amount_gbp")
    listed = [
        (
            "{kind}, {financial_year}: {line}, {setting}".format_map(row),
            Cell(float(row["amount_gbp"]), "published"),
        )
        for row in lines.to_dict("records")
    ]
    takes: list[tuple[Cell | str, ...]] = [
        (
            one.share.text,
            *(Cell.of(figure, "scenario") for figure in (one.amount, one.per_pupil, *one.schools)),
        )
        for one in transfers(begun)
    ]
    apart = compare_scenarios(begun, chosen.unmitigated, chosen)
    effects = [(one.label, one.effect) for one in apart.drivers]
    effects.append(
        (f"Balance of {begun.every_year[-1]}, mitigated less unmitigated", apart.difference)
    )
    drivers = [(label, Cell.of(effect, "scenario")) for label, effect in effects]
    sizes = (f"A school of {size:,} pupils" for size in SIZES)
    return title, [
        _assumptions(
            title,
            made,
            "The tables are those that such a plan asks for; its template has not been seen.",
        ),
        Sheet(
            "Balance",
            "Balance of the dedicated schools grant; a deficit is positive",
            [
                *both("Balance by year", _MONEY, begun.every_year),
                Grid("What the mitigations take off the deficit", ("Mitigation", "£"), drivers),
            ],
        ),
        Sheet(
            "Spend",
            "Net high needs spend by kind of place, £",
            both("Spend", (*SPENT.values(), Quantity.SAVINGS, Quantity.NET_SPEND), later),
        ),
        Sheet(
            "Section 251 lines",
            "Section 251 high needs lines, £, as published",
            [Grid("Lines", ("Line and setting", "£"), listed or [("No line is held", _LEFT)])],
        ),
        Sheet(
            "Placements",
            "EHC plans by kind of place at the January in each financial year",
            both("Plans", (*PLACED.values(), Quantity.PLANS), later, "Plans"),
        ),
        Sheet(
            "Ages and needs",
            "EHC plans by age and by primary need at January",
            [
                shares("Plans by age", "ehc_plans_by_age", "age"),
                shares("Plans by primary need", "ehc_plans_by_need", "need"),
                Grid("Placement by age and need", ("Row", "All years"), [("All rows", _LEFT)]),
            ],
        ),
        Sheet(
            "Transfers",
            "What a transfer from the schools block takes",
            [
                Grid(
                    "Spread evenly over pupils, £",
                    ("Share of the block", "Transfer", "A pupil", *sizes),
                    takes,
                )
            ],
        ),
    ]


def _assumptions(title: str, made: Projection, seen: str) -> Sheet:
    """What the numbers rest on: the scenario's levers, unit costs, prices, past errors, and the
    releases.
    """
    begun, chosen, errors = made.start, made.scenario, made.start.errors
    levers = [
        (known.label, chosen.words(name), "stated" if name in chosen.levers else "usual")
        for name, known in LEVERS.items()
    ]
    figures: list[tuple[str, Figure]] = [
        ("Plans now", begun.plans[0]),
        *(
            (f"Cost of a plan placed in: {group}", one)
            for group, one in begun.costs.by_kind.items()
        ),
        ("Cost of everything else, for each plan", begun.costs.everything_else),
        ("Place funding", begun.money.place_funding),
        ("High needs block after deductions", begun.money.block),
        ("Schools block before deductions", begun.money.schools_block),
        ("Balance brought forward; a deficit is positive", begun.money.brought_forward),
        *(
            (f"Growth in plans a year: {who.capitalize()}", one)
            for who, one in begun.growth.plans.items()
        ),
        *((f"Growth in prices, {year}", one) for year, one in begun.growth.prices.items()),
    ]
    for measure, says in (("bias", "mean error"), ("size", "median error, signs left off")):
        for ahead, at_horizon in enumerate(errors.by_horizon if errors else (), 1):
            label = f"Net spend {ahead} ahead in past years: {says}"
            figures.append((label, getattr(at_horizon, measure)))
    rows = [
        (label, one.reason or one.text, one.period, ", ".join(one.releases) or one.calculation)
        for label, one in figures
    ]
    about = [
        ("Scenario", chosen.name),
        ("It says", chosen.says),
        ("Template", seen),
        (
            "Forecasts",
            "Total plans; net spend to three years ahead where no lever moves it. All else is a "
            "scenario.",
        ),
        (
            "Ages, needs, places",
            "Shares as last published, on the plans of each year; moved where a lever moves them.",
        ),
    ]
    return Sheet(
        "Assumptions",
        title,
        [
            Grid("About these tables", ("Subject", "What is to be known"), about),
            Grid("Levers of the scenario", ("Lever", "Value", "Stated or usual"), levers),
            Grid("Figures it sets out from", ("Figure", "Value", "Period", "Releases"), rows),
        ],
    )

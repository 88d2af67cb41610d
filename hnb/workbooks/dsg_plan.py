"""The tables of a DSG management plan, filled as far as published figures go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hnb.comparison.select import rows_where
from hnb.domain.words import capitalised
from hnb.papers.blocks import Grid
from hnb.questions.medium_term.filing_tables import Counted
from hnb.questions.medium_term.model import compare_scenarios
from hnb.questions.medium_term.projection import Projection, project
from hnb.questions.medium_term.scenarios import Scenario
from hnb.questions.medium_term.start import Start
from hnb.questions.medium_term.transfers import SIZES, transfers
from hnb.questions.medium_term.year_by_year import PLACED, SPENT, Quantity
from hnb.store.files import load
from hnb.workbooks.assumptions import assumptions
from hnb.workbooks.counts import count_grid
from hnb.workbooks.definition import CountTable
from hnb.workbooks.writer import FOR_COUNCIL, Cell, Line, Sheet, Table, Workbook

_BALANCE = (
    Quantity.NET_SPEND,
    Quantity.PLACE_FUNDING,
    Quantity.BLOCK,
    Quantity.TRANSFER,
    Quantity.GAP,
    Quantity.GRANT,
    Quantity.BALANCE,
)
_SPEND = (*SPENT.values(), Quantity.SAVINGS, Quantity.NET_SPEND)
_PLANS = (*PLACED.values(), Quantity.PLANS)
_TEMPLATE = "The tables are those that such a plan asks for; its template has not been seen."


@dataclass(frozen=True)
class _Sides:
    """The scenario with its mitigations, and without them."""

    unmitigated: Projection
    mitigated: Projection

    def tables(
        self, caption: str, quantities: Sequence[str], years: Sequence[str], *, unit: str = "£"
    ) -> list[Table]:
        """A table of each side: a row a quantity, a column a year."""
        return [
            Grid(
                f"{caption}, {side}",
                (unit, *years),
                [_line(projection, quantity, years) for quantity in quantities],
            )
            for side, projection in vars(self).items()
        ]


def _line(projection: Projection, quantity: str, years: Sequence[str]) -> Line:
    cells = (
        Cell.of(projection.figure(quantity, year), projection.kind(quantity, year))
        for year in years
    )
    return (capitalised(quantity), *cells)


def dsg_plan(start: Start, scenario: Scenario) -> Workbook:
    """Spend, placements, transfers and the balance by year, without and with the mitigations."""
    title = (
        f"DSG management plan: tables that published figures can fill, {start.ask.authority.name}"
    )
    sides = _Sides(
        unmitigated=project(start, scenario.unmitigated),
        mitigated=project(start, scenario),
    )
    years = (start.base_year, *start.years)
    balances = sides.tables("Balance by year", _BALANCE, start.every_year)
    ages_and_needs: list[Table] = [
        _shares(sides.mitigated, "Plans by age", "ehc_plans_by_age"),
        _shares(sides.mitigated, "Plans by primary need", "ehc_plans_by_need"),
        Grid("Placement by age and need", ("Row", "All years"), [("All rows", FOR_COUNCIL)]),
    ]
    sheets = [
        assumptions(title, sides.mitigated, _TEMPLATE),
        Sheet(
            "Balance",
            "Balance of the dedicated schools grant; a deficit is positive",
            [*balances, _mitigations(start, scenario)],
        ),
        Sheet(
            "Spend",
            "Net high needs spend by kind of place, £",
            sides.tables("Spend", _SPEND, years),
        ),
        Sheet(
            "Section 251 lines",
            "Section 251 high needs lines, £, as published",
            [_section_251(start)],
        ),
        Sheet(
            "Placements",
            "EHC plans by kind of place at the January in each financial year",
            sides.tables("Plans", _PLANS, start.years_placed, unit="Plans"),
        ),
        Sheet("Ages and needs", "EHC plans by age and by primary need at January", ages_and_needs),
        Sheet("Transfers", "What a transfer from the schools block takes", [_transfers(start)]),
    ]
    return Workbook(title, sheets)


def _mitigations(start: Start, scenario: Scenario) -> Table:
    compared = compare_scenarios(start, scenario.unmitigated, scenario)
    effects = {driver.label: driver.effect for driver in compared.drivers}
    effects[f"Balance of {start.every_year[-1]}, mitigated less unmitigated"] = compared.difference
    rows = [(label, Cell.of(effect, "scenario")) for label, effect in effects.items()]
    return Grid("What the mitigations take off the deficit", ("Mitigation", "£"), rows)


def _section_251(start: Start) -> Table:
    lines = rows_where(load("s251_high_needs", as_at=start.ask.as_at), la_code=start.ask.la_code)
    rows = [
        (
            "{kind}, {financial_year}: {line}, {setting}".format_map(row),
            Cell(float(row["amount_gbp"]), "published"),
        )
        for row in lines.dropna(subset="amount_gbp").to_dict("records")
    ]
    return Grid("Lines", ("Line and setting", "£"), rows or [("No line is held", FOR_COUNCIL)])


def _shares(projection: Projection, caption: str, counts: Counted) -> Table:
    """A row for each age or need, which the table's name ends with."""
    category = counts.rpartition("_")[2]
    table = CountTable(title=f"{caption}, mitigated", counts=counts, each=category)
    january = projection.start.january
    return count_grid(projection, table, range(january, january + len(projection.start.years) + 1))


def _transfers(start: Start) -> Table:
    rows: list[Line] = []
    for transfer in transfers(start):
        figures = (transfer.amount, transfer.per_pupil, *transfer.schools)
        cells = (Cell.of(figure, "scenario") for figure in figures)
        rows.append((transfer.share.text, *cells))
    sizes = (f"A school of {size:,} pupils" for size in SIZES)
    header = ("Share of the block", "Transfer", "A pupil", *sizes)
    return Grid("Spread evenly over pupils, £", header, rows)

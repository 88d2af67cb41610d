"""The unit of the publisher's outturn and budget files: £, £000 or £ million, told by what England
and its authorities spend.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from statistics import median

from hnb.domain.errors import SourceError
from hnb.sources.files.grid import Grid
from hnb.sources.layout import Row, Taken, period_of
from hnb.sources.section251.sums import LARGE, news_of_sums
from hnb.sources.symbols import PUBLISHED

CARBON, EVERY_LINE = "carbon reduction allowances", 12
BALANCE = "DSG carried forward to the next year, a deficit above zero"
# What the net lines 1.2.x may add up to (£) of England and of a typical authority: each span is
# narrower than a thousand to one, so that an amount is within it in one unit at most.
OF_ENGLAND, OF_TYPICAL = (2e9, 9e10), (8e5, 6e8)
# of any authority that spends: outside, it is in another unit than the rest. Two are far smaller
# than every other: the City of London and the Isles of Scilly
OF_ANY, OF_SMALLEST, SMALLEST = (1e6, 2e9), (5e4, 2e7), ("201", "420")
WITHOUT_BUDGETS = "2020-21"  # because of the pandemic
UNITS = {1: "£", 1_000: "£000", 1_000_000: "£ million"}
_NET = re.compile(r"net_(planned_)?expenditure")
_LINE = re.compile(r"category_of_(planned_)?expenditure")
_HIGH_NEEDS = re.compile(r"1\.2\.\d+\s")
_AMOUNT = re.compile(r"-?\d+(\.\d*)?(e[-+]?\d+)?", re.IGNORECASE)


@dataclass
class _Year:
    """Net lines 1.2.x of one year: by area and line, so that a row that is there twice counts once;
    and of each authority its number and the row in which it comes first.
    """

    england: dict[str, float] = field(default_factory=dict)
    authorities: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    first_row: dict[str, int] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    @property
    def of_england(self) -> float:
        return sum(self.england.values())

    @property
    def of_authorities(self) -> dict[str, float]:
        return {name: sum(lines.values()) for name, lines in self.authorities.items()}

    @property
    def lacks(self) -> list[str]:
        """The large lines that nobody has: without them a sum may be as small as can be."""
        labels = {*self.england}.union(*self.authorities.values())
        numbers = {label.split(maxsplit=1)[0] for label in labels}
        return [number for number in LARGE if number not in numbers]

    def is_smallest(self, name: str) -> bool:
        """Whether an authority is one of the two that are far smaller than the others."""
        return self.codes[name] in SMALLEST

    def sums(self) -> Iterator[tuple[str, float, tuple[float, float]]]:
        """What lines 1.2.x of England and of a typical authority add up to, and what they may; of
        the two smallest only where there is no other.
        """
        if self.of_england:
            yield "England", self.of_england, OF_ENGLAND
        everyone = self.of_authorities
        large = {name: everyone[name] for name in everyone if not self.is_smallest(name)}
        if whole := large or everyone:
            whose = "a typical authority" if len(whole) > 1 else min(whole)
            yield whose, median(whole.values()), OF_TYPICAL if large else OF_SMALLEST

    def may_be(self, amount: float, span: tuple[float, float]) -> bool:
        """Whether a sum (£) is in a span, or below it where large lines are lacking."""
        return _within(amount, (0 if self.lacks else span[0], span[1]))


def in_pounds(taken: Taken, grid: Grid) -> Taken:
    """The rows of an outturn or budget file in pounds, whichever unit the file is in, and its
    balances of the grant among `dsg_balances`, and lines 1.2.x together among `net_high_needs`.

    Raises
    ------
    SourceError
        The unit of a year cannot be told: England's net high needs lines, or where the file has no
        England those of its authorities, would be too large or too small in every unit, or the two
        disagree; or an authority is in another unit than the rest.

    Notes
    -----
    Each year has a unit of its own. A unit that is not the pound, and amounts that do not add up
    (`hnb.sources.section251.sums`), are news, for a person to look at.
    """
    years = _years(grid)
    units = {year: _unit(grid, year, lines) for year, lines in years.items()}
    for year, lines in years.items():
        _refuse_another_unit(grid, year, lines, units[year])
    rows = {
        name: [_in_pounds(row, units[str(row.keys["financial_year"])]) for row in of_table]
        for name, of_table in taken.rows.items()
    }
    taken.news += news_of_sums(grid) + _never_collected(taken, grid)
    rows["dsg_balances"] = _balances(rows.get("s251_lines", []))
    rows["net_high_needs"] = list(_net_high_needs(rows.get("s251_high_needs", [])))
    taken.rows.clear()
    taken.rows.update({name: of_table for name, of_table in rows.items() if of_table})
    other = {year: scale for year, scale in units.items() if scale != 1}
    if other:
        printed = ", ".join(f"{year} in {UNITS[scale]}" for year, scale in sorted(other.items()))
        taken.news.append(f"{grid.part}: amounts are of {printed}, and are taken as pounds")
    return taken


def _never_collected(taken: Taken, grid: Grid) -> list[str]:
    """News of budgets of a year of which none were collected."""
    kinds = {
        (str(row.keys["kind"]), str(row.keys["financial_year"]))
        for rows in taken.rows.values()
        for row in rows
    }
    if ("budget", WITHOUT_BUDGETS) not in kinds:
        return []
    return [f"{grid.part}: it has budgets of {WITHOUT_BUDGETS}, which were never collected"]


def _balances(lines: list[Row]) -> list[Row]:
    """Line 1.9.3 of outturn as the table of balances has it."""
    return [
        replace(row, keys={"financial_year": row.keys["financial_year"]})
        for row in lines
        if row.keys["line"] == BALANCE
        and row.keys["side"] == "net"
        and row.level == "authority"
        and row.keys["kind"] == "outturn"
    ]


def _net_high_needs(lines: list[Row]) -> Iterator[Row]:
    """Net outturn on lines 1.2.x together, of every authority that the file has all of them for;
    missing where one of them is. None are left out but the carbon allowances, a scheme that ended.
    """
    by_area: dict[tuple[object, str], dict[object, Row]] = defaultdict(dict)
    for row in lines:
        keys = row.keys
        if (row.level, keys["kind"], keys["setting"]) == ("authority", "outturn", "total"):
            by_area[row.area, str(keys["financial_year"])][keys["line"]] = row
    for (_, year), rows in by_area.items():
        if len(rows.keys() - {CARBON}) == EVERY_LINE:
            yield _together([*rows.values()], year)


def _together(rows: list[Row], year: str) -> Row:
    """The values of an authority's rows added up; one that does not apply to it is nothing."""
    missing = [row.status for row in rows if row.status not in (PUBLISHED, "not applicable")]
    return replace(
        rows[0],
        keys={"financial_year": year},
        value=None if missing else round(sum(float(row.value or 0) for row in rows), 2),
        status=min(missing, default=PUBLISHED),
        column=f"{rows[0].column} of lines 1.2.x",
        markers=(),
    )


def _in_pounds(row: Row, scale: int) -> Row:
    if scale == 1 or not isinstance(row.value, int | float):
        return row
    return replace(row, value=round(row.value * scale, 2), status=row.status)


def _unit(grid: Grid, year: str, lines: _Year) -> int:
    """How many pounds one is: the only unit that fits what England and the typical authority spend,
    as far as the file has them.
    """
    sums = list(lines.sums())
    fitting = [
        scale
        for scale in UNITS
        if all(lines.may_be(amount * scale, span) for _, amount, span in sums)
    ]
    if len(fitting) == 1:
        return fitting[0]
    clauses = (
        f"net high needs lines of {whose} add up to {amount:,.2f}" for whose, amount, _ in sums
    )
    shown = " and ".join(clauses) or "there is no net high needs line"
    without = f", without {', '.join(lines.lacks)}" if sums and lines.lacks else ""
    raise SourceError(
        grid.place(1),
        found=f"the unit of {year} cannot be told: {shown}{without}",
        expected="every line 1.2.x of England or of whole authorities, in £, £000 or £ million: "
        "take in the publisher's whole file, or an extract with all of these lines",
    )


def _refuse_another_unit(grid: Grid, year: str, lines: _Year, scale: int) -> None:
    """Refuse an authority whose lines are far from any that an authority has in the year's unit."""
    for name, amount in lines.of_authorities.items():
        span = OF_SMALLEST if lines.is_smallest(name) else OF_ANY
        if amount and not lines.may_be(abs(amount) * scale, span):
            raise SourceError(
                grid.place(lines.first_row[name]),
                found=f"the net high needs lines of {name} in {year} add up to {amount:,.2f}, and "
                f"the year's amounts are in {UNITS[scale]}",
                expected="amounts of one unit for every authority of a year",
            )


def _within(amount: float, span: tuple[float, float]) -> bool:
    return span[0] <= amount <= span[1]


def _years(grid: Grid) -> dict[str, _Year]:
    """Net lines 1.2.x by financial year."""
    numbers = {head.casefold(): number for head, number in grid.heads.items()}
    net = next(number for head, number in numbers.items() if _NET.fullmatch(head))
    category = next(number for head, number in numbers.items() if _LINE.fullmatch(head))
    years: dict[str, _Year] = defaultdict(_Year)
    for row in range(grid.head_row + 1, len(grid.rows) + 1):
        period = grid.text(row, numbers["time_period"])
        level = grid.text(row, numbers["geographic_level"]).casefold()
        if not re.match(r"\d{4}", period) or level == "regional":
            continue
        lines = years[str(period_of("financial_year", period, grid.place(row)))]
        label = grid.text(row, category)
        amount = grid.text(row, net).replace(",", "")
        if not _HIGH_NEEDS.match(label) or not _AMOUNT.fullmatch(amount):
            continue
        if level == "national":
            lines.england[label] = float(amount)
            continue
        name = grid.text(row, numbers["la_name"])
        lines.authorities[name][label] = float(amount)
        lines.first_row.setdefault(name, row)
        lines.codes[name] = grid.text(row, numbers["old_la_code"])
    return years

"""Whether the amounts of an outturn or budget file add up: a line, or a part of it, in another unit
than the rest is seen by that.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from hnb.domain.errors import SourceError
from hnb.domain.units import counted
from hnb.domain.words import quoted
from hnb.sources.files.grid import Grid

SETTINGS = (
    "early_years_establishments",
    "primary_schools",
    "secondary_schools",
    "sen_and_special_schools",
    "pupil_referral_units_and_alt_provision",
    "post_16",
)
SIDES = ("gross_expenditure", "income", "net_expenditure")
WANTED = ("line", "time_period", "geographic_level", "la_name", *SETTINGS, *SIDES)
OFF = 0.001  # by how much of an amount its parts may differ before it is told
# never as small beside England's lines 1.2.x as a thousandth of what they are would be
LARGE = ("1.2.1", "1.2.2", "1.2.3")
# about how much of England's lines 1.2.x a line is; UNLIKELY times as much, or as little, is in
# another unit. As held: 1.0.2, 1.2.3, 1.9.3 (a balance, at times near zero), 2.1.1, 2.1.2 and
# 2.1.4. The others are estimates, for want of a file with them
SHARES = {
    "1.0.1": 4, "1.0.2": 0.1, "1.1.2": 0.003, "1.2.1": 0.27, "1.2.2": 0.3, "1.2.3": 0.26,
    "1.3.1": 0.02, "1.4.11": 0.004, "1.9.3": 0.3, "2.1.1": 0.025, "2.1.2": 0.045, "2.1.3": 0.003,
    "2.1.4": 0.16, "2.1.5": 0.04, "2.1.6": 0.017, "2.1.7": 0.005,
}  # fmt: skip
UNLIKELY, BALANCE = 30, "1.9.3"
MANY = 100  # authorities that are like England together
_CHECKED = re.compile(rf"(1\.2\.\d+|{'|'.join(map(re.escape, SHARES))})\s")
_AMOUNT = re.compile(r"-?\d+(\.\d+)?")
Cells = Mapping[str, float | None]


@dataclass
class _Line:
    """Net of one line in one year: England's, and its authorities' by name."""

    england: float | None = None
    authorities: dict[str, float | None] = field(default_factory=dict)
    row: int = 0  # in which it is first
    last_place: float = 1.0  # half of it may be lost in each amount

    @property
    def is_whole(self) -> bool:
        """Whether England and enough authorities are there, and none is hidden."""
        amounts = self.authorities.values()
        return self.england is not None and len(self.authorities) > 1 and None not in amounts

    @property
    def size(self) -> float:
        """How large it is, whatever the signs: of authorities, or of England where they are few."""
        of_authorities = sum(abs(amount or 0) for amount in self.authorities.values())
        is_many = len(self.authorities) >= MANY
        return of_authorities if is_many else abs(self.england or of_authorities)

    @property
    def of_authorities(self) -> float:
        return sum(amount or 0 for amount in self.authorities.values())


@dataclass
class Sums:
    """What was seen in the rows of a file."""

    lines: dict[tuple[str, str], _Line] = field(default_factory=lambda: defaultdict(_Line))
    odd_rows: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def news_of_sums(grid: Grid) -> list[str]:
    """News of place funding, high needs lines and those beside them that do not add up.

    Parameters
    ----------
    grid : Grid
        The file, as `hnb.sources.section251.unit` reads it.

    Returns
    -------
    list of str
        Rows whose gross is not their settings added up, or whose net is not gross less income;
        lines of which England is not its authorities added up; and places or top-ups that are
        missing.

    Raises
    ------
    SourceError
        A line is so large or small beside lines 1.2.x that it must be in another unit.
    """
    sums = Sums()
    places = _places(grid)
    for row in range(grid.head_row + 1, len(grid.rows) + 1):
        label = grid.text(row, places["line"])
        level = grid.text(row, places["geographic_level"]).casefold()
        if level == "regional" or not _CHECKED.match(label):
            continue
        texts = {name: grid.text(row, place) for name, place in places.items()}
        _look_at(sums, texts, label, level, row)
    by_year: dict[str, dict[str, _Line]] = defaultdict(dict)
    for (year, number), line in sums.lines.items():
        by_year[year][number] = line
    for year, lines in by_year.items():
        _refuse_another_unit(grid, year, lines, places["net_expenditure"])
    return [f"{grid.part}: {item}" for item in (*_of_rows(sums), *_of_lines(by_year))]


def _places(grid: Grid) -> dict[str, int]:
    """The column of each heading that is needed, by a name without `planned`."""
    plain = {head.casefold().replace("planned_", ""): number for head, number in grid.heads.items()}
    plain["line"] = next(plain[head] for head in plain if head.startswith("category_of_"))
    return {name: plain[name] for name in WANTED if name in plain}


def _look_at(sums: Sums, texts: Mapping[str, str], label: str, level: str, row: int) -> None:
    cells = {name: _amount(text) for name, text in texts.items()}
    last_place = min(map(_last_place, texts.values()))
    for fault in _faults(cells, last_place):
        sums.odd_rows[fault].append(f"row {row}: {quoted(label[:60])}")
    number = label.split(maxsplit=1)[0]
    line = sums.lines[texts["time_period"], number]
    line.row = line.row or row
    line.last_place = min(line.last_place, last_place)
    net = cells.get("net_expenditure")
    if level == "national":
        line.england = net
    else:
        line.authorities[texts["la_name"]] = net


def _amount(text: str) -> float | None:
    plain = text.replace(",", "")
    return float(plain) if _AMOUNT.fullmatch(plain) else None


def _last_place(text: str) -> float:
    """What one is in the last place that an amount is printed to."""
    plain = text.replace(",", "")
    decimals = len(plain.partition(".")[2]) if _AMOUNT.fullmatch(plain) else 0
    return 10.0**-decimals


def _faults(cells: Cells, last_place: float) -> Iterator[str]:
    gross, income, net = (cells.get(side) for side in SIDES)
    spent_net = None if net is None or income is None else net + income
    whole = spent_net if gross is None else gross
    if whole is None:
        return
    room = OFF * abs(whole) + (len(SETTINGS) + 2) * last_place
    added = _added(cells)
    if added and abs(added - whole) > room:
        yield "gross is not the settings added up"
    if spent_net is not None and abs(whole - spent_net) > room:
        yield "net is not gross less income"


def _added(cells: Cells) -> float | None:
    """The settings added up; None where one of them is hidden."""
    settings = [cells[name] for name in SETTINGS if name in cells]
    return None if None in settings else sum(amount or 0 for amount in settings)


def _of_rows(sums: Sums) -> list[str]:
    return [
        f"{fault} in {counted(len(rows), 'rows')}, first in {rows[0]}"
        for fault, rows in sums.odd_rows.items()
    ]


def _of_lines(by_year: Mapping[str, Mapping[str, _Line]]) -> Iterator[str]:
    for year, lines in by_year.items():
        apart = [number for number, line in lines.items() if line.is_whole and _is_apart(line)]
        if apart:
            first = lines[apart[0]]
            yield (
                f"net of {', '.join(apart)} in {year}: England is not its authorities added up "
                f"({first.england:,.2f} and {first.of_authorities:,.2f} for {apart[0]})"
            )
        if _is_of_all(lines):
            yield from _missing(year, lines)


def _missing(year: str, lines: Mapping[str, _Line]) -> Iterator[str]:
    for number in ("1.0.2", *LARGE):
        if number not in lines or not lines[number].size:
            yield f"{number} in {year} is 0.00, as if it were missing"


def _refuse_another_unit(grid: Grid, year: str, lines: Mapping[str, _Line], column: int) -> None:
    """Refuse a line that is far more, or less, of lines 1.2.x than it has been; an extract without
    the large ones has no such shares.
    """
    if not lines.keys() >= {*LARGE}:
        return
    together = sum(line.size for number, line in lines.items() if number.startswith("1.2."))
    # a planned balance may be nothing in most budgets
    unlike = {BALANCE} if any("planned" in head for head in grid.heads) else set()
    for number in sorted((SHARES.keys() & lines.keys()) - unlike):
        line = lines[number]
        if _is_unlikely(line, number, SHARES[number] * together):
            raise SourceError(
                grid.place(line.row, column),
                found=f"{number} in {year} is {line.size:,.2f}, and lines 1.2.x are "
                f"{together:,.2f}, as if one of them were in another unit",
                expected="amounts of one unit on every line of a year",
            )


def _is_unlikely(line: _Line, number: str, usual: float) -> bool:
    """Whether a line is far from its usual size. A few authorities may have next to nothing on a
    line, and any balance.
    """
    is_many = len(line.authorities) >= MANY
    if number == BALANCE and not is_many:
        return False
    is_little = (is_many or line.england) and 0 < line.size < usual / UNLIKELY
    return bool(is_little or line.size > usual * UNLIKELY > 0)


def _is_of_all(lines: Mapping[str, _Line]) -> bool:
    """Whether a year has England, or so many authorities that they are like it."""
    names = {name for line in lines.values() for name in line.authorities}
    return len(names) >= MANY or any(line.england for line in lines.values())


def _is_apart(line: _Line) -> bool:
    england = line.england or 0
    room = OFF * abs(england) + len(line.authorities) * line.last_place / 2
    return abs(england - line.of_authorities) > room

"""Attacks on rendered papers: what figures.json says of sums, and where charts put their dots."""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.disclosure.attacks.attacking import Attack, attacks
from tests.disclosure.attacks.councils import Council
from tests.disclosure.attacks.sheets import Cell, Key, Sheet, counts_children, key_columns
from tests.disclosure.attacks.solve import Identity, Range

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
FLOWS = {  # the words at the end of each line of the chart
    "Requests received": "requests received",
    "Plans issued": "plans issued",
    "Plans ceased": "plans ceased",
}
_NUMBER = r"(-?[\d.]+)"
_TICK_X = re.compile(rf'text-anchor="middle"[^>]*? x="{_NUMBER}"[^>]*>([A-Z][a-z]{{2}}) (\d{{4}})<')
_TICK_Y = re.compile(
    rf'<use [^>]*y="{_NUMBER}"[^>]*></use><text[^>]*text-anchor="end"[^>]*>{_NUMBER}<'
)
_LINE = re.compile(r'<path d="(M [^"z]*)" fill="none"[^>]*?stroke="(#\w+)" stroke-width="2')
_DOT = re.compile(rf'<use href="[^"]*" x="{_NUMBER}" y="{_NUMBER}" fill="(#\w+)"')
_POINT = re.compile(rf"[ML] {_NUMBER} {_NUMBER}")


@dataclass(frozen=True)
class Dot:
    """What a chart draws: a month and a number, as far as coordinates tell."""

    colour: str
    month: str
    value: float


def render(council: Council, out: Path, report: str = "council") -> Path:
    """Render a paper from a council's records, as its author does; the folder of what was made."""
    who = council.folder.name
    first = ["--own-records"] if report != "council" else []
    subprocess.run(
        [sys.executable, "-m", "hnb", "render", report, "--authority", who, "--formats", "html",
         "--council", str(council.folder.root / "authority.yml"), "--out", str(out / report),
         "--quiet", *first],
        check=True, capture_output=True,
    )  # fmt: skip
    return next((out / report).rglob("figures.json")).parent


def from_sums(council: Council, sheet: Sheet, paper: Path) -> Iterator[Attack]:
    """Withheld cells from sums, differences and counts that the paper's figures state."""
    figures = json.loads((paper / "figures.json").read_text(encoding="utf-8"))["figures"]
    rows = [row for figure in figures for row in _stated(figure, sheet)]
    yield from attacks(council, "figures of a paper", [sheet], rows)


def from_rates(council: Council, sheet: Sheet, paper: Path) -> Iterator[Attack]:
    """Withheld counts from shares, growth, averages and sums that have one among their rows: all
    that a reader would try with the figure and with what else it was made from.
    """
    figures = json.loads((paper / "figures.json").read_text(encoding="utf-8"))["figures"]
    for figure in figures:
        value, rows = figure["value"], figure["rows"]
        if not isinstance(value, int | float) or isinstance(value, bool) or not value:
            continue
        keys = dict.fromkeys(key for row in rows for key in _keys(row, sheet))
        withheld = [key for key in keys if sheet.cells[key] is None]
        others = [sheet.cells[key] for key in keys if sheet.cells[key] is not None]
        for key in withheld:
            cell = Cell(sheet.edition, key)
            guesses = _guesses(float(value), [float(other) for other in others if other])
            is_hit = counts_children(key[0]) and any(
                abs(guess - council.truth[cell]) < 0.01 for guess in guesses
            )
            low, high = (council.truth[cell],) * 2 if is_hit else (0.0, math.inf)
            told = Range(low, high, (f"{figure['name']}: {figure['calculation']}",))
            yield Attack(council.name, "rates of a paper", cell, council.truth[cell], told, 6)


def _guesses(value: float, others: list[float]) -> set[float]:
    """What one withheld count may be, from a figure and from the counts next to it together: a
    sum, a difference, a share or growth that it is a part or the whole of.
    """
    other, share = sum(others), value / 100
    guesses = {value, other - value, value - other, share * other, other * (1 + share)}
    guesses |= {other * value, other / value, 100 * other / value, 100 * other / value - other}
    guesses |= {other / (1 + share)} if share != -1 else set()
    guesses |= {share * other / (1 - share)} if share != 1 else set()
    return {guess for guess in guesses if guess > 0}


def from_charts(council: Council, sheet: Sheet, paper: Path) -> Iterator[Attack]:
    """Withheld months from where the lines and dots of charts lie."""
    for page in paper.glob("*.html"):
        for chart in re.findall(r"<svg.*?</svg>", page.read_text(encoding="utf-8"), re.DOTALL):
            if any(words in chart for words in FLOWS):
                yield from _from_chart(council, sheet, chart)


def _from_chart(council: Council, sheet: Sheet, chart: str) -> Iterator[Attack]:
    colours = _colours(chart)
    drawn = dots(chart)
    for key, (month, flow) in sheet.of("council_flows", None, None):
        cell = Cell(sheet.edition, key)
        if sheet.cells[key] is not None or flow not in colours:
            continue
        at = [d.value for d in drawn if d.month == month and d.colour == colours[flow]]
        told = Range(min(at), max(at), ("a chart",)) if at else Range(0.0, math.inf, ("a chart",))
        yield Attack(council.name, "charts", cell, council.truth[cell], told, 6)


def dots(chart: str) -> list[Dot]:
    """Every dot and every corner of a line of a chart by month, read off its own axes."""
    along = [(float(x), _month_number(name, year)) for x, name, year in _TICK_X.findall(chart)]
    up = [(float(y), float(value)) for y, value in _TICK_Y.findall(chart)]
    if len(along) < 2 or len(up) < 2:
        return []
    points = [(x, y, colour) for x, y, colour in _DOT.findall(chart) if colour != "#cccccc"]
    for path, colour in _LINE.findall(chart):
        points += [(x, y, colour) for x, y in _POINT.findall(path)]
    return [
        Dot(colour, _month(_read(along, float(x))), _read(up, float(y))) for x, y, colour in points
    ]


def _read(ticks: list[tuple[float, float]], place: float) -> float:
    (first, low), (last, high) = ticks[0], ticks[-1]
    return low + (place - first) / (last - first) * (high - low)


def _month_number(name: str, year: str) -> float:
    return int(year) * 12 + MONTHS.index(name)


def _month(number: float) -> str:
    year, month = divmod(round(number), 12)
    return f"{year}-{month + 1:02}"


def _colours(chart: str) -> dict[str, str]:
    """The colour of each line, in the order in which the chart draws and names them."""
    lines = list(dict.fromkeys(colour for _, colour in _LINE.findall(chart)))
    drawn = [flow for words, flow in FLOWS.items() if words in chart]
    return dict(zip(drawn, lines, strict=False))


def _stated(figure: dict[str, object], sheet: Sheet) -> Iterator[Identity]:
    """What a figure with a value says of the cells that it was made from."""
    value, rows = figure["value"], figure["rows"]
    how = str(figure["calculation"])
    if not isinstance(value, int | float) or not isinstance(rows, list):
        return
    keys = [_keys(row, sheet) for row in rows]
    is_sum = how.startswith(("sum of", "in the council"))
    if is_sum and keys and all(len(several) == 1 for several in keys):
        terms = {Cell(sheet.edition, key): 1.0 for (key,) in keys}
        yield Identity(terms, f"{figure['name']}: {how}", float(value), float(value))


def _keys(row: Mapping[str, object], sheet: Sheet) -> list[Key]:
    """The cells of an edition that a row of figures.json is about: one, or those of a few values."""
    name, where = str(row["table"]), row["where"]
    if sheet.edition not in row["releases"] or not isinstance(where, dict):  # type: ignore[operator]
        return []
    wanted = []
    for column in key_columns(name):
        values = where.get(column)
        wanted.append(values if isinstance(values, list) or values is None else [values])
    return [
        key
        for key, have in sheet.of(name, *(None for _ in wanted))
        if all(w is None or h in map(str, w) for h, w in zip(have, wanted, strict=True))
    ]

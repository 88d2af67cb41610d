"""Values that a source corrects, and what happened in a part of a year, are not given as published."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from datetime import date
from functools import partial
from io import StringIO
from pathlib import Path

import hnb
from hnb.cli import main
from hnb.comparison.counts import Counts
from hnb.comparison.measures.catalogue import MEASURES
from hnb.comparison.ranking import rank
from hnb.domain import areas, paths
from hnb.figures import Rows
from hnb.figures.maker import FigureMaker
from hnb.papers.ledger import Ledger
from hnb.questions.plans_forecast.model import READS
from hnb.questions.plans_forecast.panel import panel
from hnb.sources.definition import Correction
from hnb.sources.layout import Row
from hnb.sources.source import sources
from hnb.store.build import part_years_marked
from hnb.store.files import load
from hnb.tables import ALL, Tables
from tests.reliability.attempt import Attempt

TITLE = "values corrected, and parts of years"
GOAL = "all"
# counts of what happened in a year, and where the year of each begins
OVER_A_YEAR = {
    "new_plans": (1, 1),
    "requests": (1, 1),
    "assessments": (1, 1),
    "plan_timeliness": (1, 1),
    "ceased_plans": (1, 1),
    "disputes": (1, 1),
    "appeals": (1, 1),
    "appealable_decisions": (1, 1),
    "appeal_rates": (1, 1),
    "s251_high_needs": (4, 1),
    "net_high_needs": (4, 1),
    "dsg_blocks": (4, 1),
}
OF_A_DAY = ("ehc_plans", "population", "free_school_meals", "area_percentages")
# authorities that opened within a calendar year, and that year
OPENED = {"Cumberland": 2023, "Westmorland and Furness": 2023, "North Northamptonshire": 2021}
OPENED |= {
    "West Northamptonshire": 2021,
    "Dorset": 2019,
    "Bournemouth, Christchurch and Poole": 2019,
}


def attempts() -> list[Attempt]:
    """Each correction of each source; each table that counts a year, and each authority that
    opened within one.
    """
    return [Attempt(name, lambda _, run=run: run(_), quick=True) for name, run in _attempts()]


def _attempts() -> Iterator[tuple[str, Callable[[Path], str]]]:
    for source in sources().values():
        for correction in source.corrections:
            where = " ".join(map(str, correction.where.values()))
            about = f"{correction.table} {where} ({correction.release})"
            yield f"corrected, {about}", partial(_traced, correction=correction)
    for name in OVER_A_YEAR:
        yield f"parts of years, {name}", partial(_marked, name=name)
    for name in OF_A_DAY:
        yield f"no part of a year, {name}", partial(_unmarked, name=name)
    for who, year in OPENED.items():
        yield f"a rate of {who} in {year}", partial(_rated, who=who, year=year)
    for name in ("new_plans_per_1000", "requests_per_1000", "refused_percent"):
        yield f"ranked in 2023, {name}", partial(_ranked, name=name)
    yield "what the forecast learns from", _modelled
    for day, name, period, is_part in CLOSED_ON:
        run = partial(_closing, day=day, name=name, period=period, is_part=is_part)
        yield f"closed on {day}, {name} of {period}", run


def _traced(folder: Path, correction: Correction) -> str:
    """A corrected value is held so, and `hnb trace` shows what the publisher has, and why."""
    keys = {**correction.where, "la_code": correction.where["area"]}
    del keys["area"]
    rows = (Rows(correction.table, (correction.release,), keys),)
    unit = ALL[correction.table].value.unit
    figure = FigureMaker("a").make("b", correction.value, unit, "as published", rows=rows)
    Ledger((figure,)).write(folder)
    shown, as_json = (_printed("trace", folder, "a.b", *more) for more in ((), ("--json",)))
    (cell,) = json.loads(as_json)[0]["cells"]
    if cell["status"] != "corrected" or cell[ALL[correction.table].value.name] != correction.value:
        return f"held as {cell}"
    if cell["published_value"] != correction.expect or cell["correction"] != correction.reason:
        return f"traced as {cell}"
    stated = "nothing" if correction.expect is None else f"{correction.expect:,}"
    return "" if f"the cell has {stated}: {correction.reason}" in shown else shown


def _printed(*words: object) -> str:
    with redirect_stdout(StringIO()) as out:
        main([str(word) for word in words])
    return out.getvalue()


def _days() -> dict[int, list[date]]:
    """The days on which authorities opened or closed, read from the list itself."""
    with (paths.published() / "authorities.csv").open(encoding="utf-8", newline="") as lines:
        return {
            int(row["la_code"]): [
                date.fromisoformat(row[k]) for k in ("opened", "closed") if row[k]
            ]
            for row in csv.DictReader(lines)
        }


def _marked(folder: Path, name: str) -> str:
    """Every value of a part of a year is marked, no other is, and no question is given one."""
    spec, days = ALL[name], _days()
    frame, asked = load(name), Tables.of(authority={name: load(name)})[name]
    month, day = OVER_A_YEAR[name]
    for row, value in zip(frame.to_dict("records"), asked[spec.value.name].isna(), strict=True):
        year = int(str(row[str(spec.period)])[:4])
        first, after = date(year, month, day), date(year + 1, month, day)
        held = row[spec.value.name]
        is_part = held == held and held is not None and str(held) != "<NA>"
        is_part &= any(first < when < after for when in days[row["la_code"]])
        if is_part != (row["status"] == "part year") or (is_part and not value):
            return f"{row}"
    return ""


def _unmarked(folder: Path, name: str) -> str:
    frame = load(name)
    return "" if not frame["status"].eq("part year").any() else "a day is a part of a year"


def _rated(folder: Path, who: str, year: int) -> str:
    own = hnb.compare(who, "new_plans_per_1000", period=year).own
    later = hnb.compare(who, "new_plans_per_1000", period=year + 1).own
    count = load("new_plans")
    mine = count[count["la_code"].eq(areas.find(who).la_code) & count["calendar_year"].eq(year)]
    if mine["new_plans"].isna().any() or list(mine["status"]) != ["part year"]:
        return f"the count itself: {mine.to_dict('records')}"
    if own.value is not None or "part of the year" not in own.reason or "April" not in own.reason:
        return f"{own.value}: {own.reason}"
    return "" if later.value else f"no rate of the whole year after: {later.reason}"


def _ranked(folder: Path, name: str) -> str:
    measure = MEASURES[name]
    tables = Tables.of(authority={table: load(table) for table in measure.tables})
    early = {
        table: frame[frame["calendar_year"].le(2023)] if "calendar_year" in frame else frame
        for table, frame in tables.items()
    }
    ranking = rank(measure, Counts(Tables.of(authority=early)), areas.everyone())
    codes = (
        set(ranking.table["la_code"]) if "la_code" in ranking.table else set(ranking.table.index)
    )
    return "" if codes and not codes & {942, 943} else f"ranked: {sorted(codes)[-5:]}"


def _modelled(folder: Path) -> str:
    tables = Tables.of(authority={name: load(name) for name in READS})
    units = panel(*(tables[name] for name in READS))
    learned = {
        f"{unit} in {year}": units.new_plans.get(year + 1, {}).get(unit)
        for unit, year in ((9001, 2019), (9002, 2021), (9003, 2023))
    }
    wrong = {
        about: count for about, count in learned.items() if count is not None and count == count
    }
    return f"{wrong}" if wrong else ""


# an authority that never was closes on a day: is a period of a table then a part of one?
CLOSED_ON = [
    ("2024-10-01", "net_high_needs", "2024-25", True),
    ("2024-10-01", "s251_high_needs", "2024-25", True),
    ("2024-10-01", "dsg_blocks", "2024-25", True),
    ("2024-10-01", "requests", 2024, True),
    ("2024-04-01", "net_high_needs", "2024-25", False),
    ("2024-04-01", "net_high_needs", "2023-24", False),
    ("2025-04-01", "net_high_needs", "2024-25", False),
    ("2024-04-01", "new_plans", 2024, True),
    ("2024-01-01", "new_plans", 2024, False),
    ("2025-01-01", "new_plans", 2024, False),
    ("2024-12-31", "new_plans", 2024, True),
    ("2024-10-01", "ehc_plans", 2024, False),
    ("2024-10-01", "free_school_meals", "2024/25", False),
    ("2024-10-01", "early_years_rates", "2024-25", False),
]


def _closing(folder: Path, day: str, name: str, period: int | str, is_part: bool) -> str:
    file = folder / "authorities.csv"
    lines = (paths.published() / file.name).read_text(encoding="utf-8").splitlines()
    head, *rest = lines
    columns = head.split(",")
    mine = dict(zip(columns, next(csv.reader([r for r in rest if r[:4] == "855,"])), strict=True))
    mine["closed"] = day
    file.write_text("\n".join([head, ",".join(mine[column] for column in columns), ""]))
    row = Row("authority", 855, {str(ALL[name].period): period}, 5, "published", "p", 2, "C")
    missing = Row("authority", 855, row.keys, None, "suppressed", "p", 3, "C")
    with areas.listed_in(file):
        marked, kept = part_years_marked(name, [row, missing])
    if kept.status != "suppressed":
        return f"a missing value became {kept.status}"
    return "" if (marked.status == "part year") == is_part else marked.status

"""One forecast a paper: what every question, workbook and stored paper expects of an authority's
plans against the forecast that is printed, for many authorities and days.
"""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest

import hnb
from hnb.domain.comparators import Ask
from hnb.domain.errors import HnbError
from hnb.figures import Figure
from hnb.questions.definition import names
from hnb.questions.medium_term.scenarios import PRESENT, pick
from hnb.questions.medium_term.start import Start
from hnb.questions.plans_forecast.model import Forecast
from hnb.workbooks.dsg_plan import dsg_plan
from hnb.workbooks.lsrp import lsrp
from hnb.workbooks.writer import Cell
from tests.conftest import in_every_run
from tests.golden import storage

ASKED = [
    *(("Leicestershire", day) for day in ("", "2026-03-31", "2025-12-31", "2025-12-12")),
    *((who, "") for who in ("Kent", "Isle of Wight", "Lewisham", "City of London", "Cumberland")),
    *((who, "2026-01-31") for who in ("Hackney", "North Northamptonshire")),
    *((who, "") for who in ("Rutland", "North East Lincolnshire", "Dorset")),
]  # fmt: skip
# of a day before the latest count, without that count, and of too few plans
EVERY_RUN = [
    ("Leicestershire", "2025-12-31"),
    ("Isle of Wight", ""),
    ("City of London", ""),
]
JANUARY = re.compile(r"January (\d{4})")


def _figures(thing: object) -> Iterator[Figure]:
    """Every Figure in an answer, however deep."""
    if isinstance(thing, Figure):
        yield thing
    elif is_dataclass(thing):
        for part in fields(thing):
            yield from _figures(getattr(thing, part.name))
    elif isinstance(thing, dict):
        for value in thing.values():
            yield from _figures(value)
    elif isinstance(thing, tuple | list):
        for value in thing:
            yield from _figures(value)


def _expected(answer: object, counted: int) -> set[tuple[int, float, float | None, float | None]]:
    """What an answer expects of plans at Januaries after the last count."""
    return {
        (int(when[1]), round(figure.number, 6), figure.low, figure.high)
        for figure in _figures(answer)
        if figure.unit == "plans"
        and figure.known
        and (when := JANUARY.fullmatch(figure.period))
        and int(when[1]) > counted
    }


def _of_workbooks(start: Start) -> Iterator[tuple[int, float]]:
    """Totals marked as a forecast, by January, of both workbooks."""
    scenario = pick(hnb.scenarios(), PRESENT)
    for fill in (lsrp, dsg_plan):
        for sheet in fill(start, scenario).sheets[1:]:
            for grid in sheet.grids:
                for row in grid.rows:
                    if row[0] not in ("Total", "Plans"):
                        continue
                    for heading, cell in zip(grid.header, row, strict=True):
                        if isinstance(cell, Cell) and cell.kind == "forecast":
                            year = int(heading[:4]) + ("-" in heading)
                            yield year, round(cell.value, 6)


def _answers(ask: Ask) -> Iterator[object]:
    for name in names():
        if name == "doubts":  # published counts of other authorities
            continue
        try:
            yield hnb.answer(name, ask if name != "national" else None)
        except HnbError:
            continue  # what cannot be answered says nothing


@pytest.mark.usefixtures("results_shared")
@pytest.mark.parametrize(("who", "as_at"), in_every_run(ASKED, EVERY_RUN))
def test_no_january_of_an_authority_is_forecast_twice(who: str, as_at: str):
    ask = hnb.ask(who, as_at=as_at)
    answers = list(_answers(ask))
    printed = next(answer for answer in answers if isinstance(answer, Forecast))
    counted = int(printed.now.period.removeprefix("January "))
    start = next(answer.start for answer in answers if hasattr(answer, "start"))
    assert start.counted == counted
    wanted = _expected(printed, counted)
    assert len(wanted) in (0, 5)
    for answer in answers:
        assert _expected(answer, counted) <= wanted, type(answer)
    totals = {(january, value) for january, value, *_ in wanted}
    assert set(_of_workbooks(start)) <= totals
    if wanted:
        assert start.plans[-5:] == printed.plans
        assert set(_of_workbooks(start)) == totals
    assert {figure.period for figure in start.plans if figure.known} <= {
        f"January {year}" for year in range(start.january, counted + 6)
    }


@pytest.mark.parametrize("file", sorted(storage.FOLDER.glob("*.txt")), ids=lambda file: file.stem)
def test_no_stored_paper_has_two_forecasts_of_a_january(file):
    rows = [line.split("|") for line in file.read_text(encoding="utf-8").splitlines()]
    values = {}
    for name, period, scope, *rest in (row for row in rows if len(row) > 5):
        # a forecast of an earlier January, shown with what came, has a scope that says so
        if name in ("forecast.plans", "scenarios.plans") and scope in ("forecast", PRESENT):
            values.setdefault(period, set()).add((rest[0], rest[2]))
    assert all(len(of_january) == 1 for of_january in values.values()), values

"""hnb.workbooks.lsrp and dsg_plan against the published tables, and against their own totals."""

import pytest

import hnb
from hnb.questions.medium_term import scenarios
from hnb.questions.medium_term import start as medium_term
from hnb.workbooks.dsg_plan import dsg_plan
from hnb.workbooks.lsrp import lsrp
from hnb.workbooks.writer import COUNCIL, KINDS, LEFT, Cell

WHO = ("Leicestershire", "North East Lincolnshire", "Cumberland", "City of London")


@pytest.fixture(scope="module", params=WHO)
def start(request):
    with pytest.MonkeyPatch.context() as patch:
        # tested where it lives; seconds a time
        patch.setattr(medium_term, "spend_errors", lambda tables, la_code, lead: None)
        yield _start(request.param)


def _start(who: str) -> medium_term.Start:
    ask = hnb.ask(who)
    return medium_term.medium_term_start(hnb.tables_for("medium_term", ask), ask)


def _scenario(name: str = "do nothing") -> scenarios.Scenario:
    return scenarios.pick(hnb.scenarios(), name)


def _tables(sheets) -> dict:
    return {sheet.name: grid for sheet in sheets for grid in sheet.grids}


def test_every_number_says_what_kind_it_is_and_every_gap_is_left_for_the_council(start):
    for fill in (lsrp, dsg_plan):
        for sheet in fill(start, _scenario("growing savings")).sheets[1:]:
            for grid in sheet.grids:
                assert len(set(grid.header)) == len(grid.header)
                for row in grid.rows:
                    assert len(row) == len(grid.header) and isinstance(row[0], str)
                    for cell in row:
                        if isinstance(cell, Cell) and cell.value is not None:
                            assert cell.kind in KINDS
                            assert (
                                (cell.value == LEFT)
                                == (cell.kind == COUNCIL)
                                == isinstance(cell.value, str)
                            )


def test_columns_add_up_to_the_published_total_and_to_the_forecast(start):
    sheets = lsrp(start, _scenario()).sheets
    tables = _tables(sheets)
    published = float(start.plans[0].value)
    for number in ("5.1", "6", "7"):
        rows = {row[0]: row[1:6] for row in tables[f"Table {number}"].rows}
        if rows["Total"][0].value == LEFT:
            # its placements of January 2025 are not published
            assert (number, start.ask.la_code) == ("6", 812)
            continue
        parts = [row for label, row in rows.items() if not label.startswith("Total")]
        for place, total in enumerate(rows["Total"]):
            if total.value != LEFT:
                held = [row[place].value for row in parts if row[place].kind != COUNCIL]
                assert sum(held) == pytest.approx(total.value)
        assert rows["Total"][0] == Cell(published, "published")
        counted = start.counted - start.january
        expected = [
            Cell.of(plans, "published" if ahead <= counted else "forecast")
            for ahead, plans in enumerate(start.plans[1:5], 1)
        ]
        assert [cell.value for cell in rows["Total"][1:]] == pytest.approx(
            [cell.value for cell in expected]
        )
        assert [cell.kind for cell in rows["Total"][1:]] == [cell.kind for cell in expected]


def test_requests_move_with_the_plans_of_the_january_after_and_are_no_forecast(start):
    sheets = lsrp(start, _scenario()).sheets
    total = _tables(sheets)["Table 10"].rows[-1]
    requests = hnb.load("requests")
    mine = requests[requests["la_code"].eq(start.ask.la_code) & requests["outcome"].eq("total")]
    last = float(mine.set_index("calendar_year")["requests"][2024])
    for place in range(5):
        ahead = start.plans[place + 1]
        if ahead.value is None:
            assert total[place + 1] == Cell(LEFT, COUNCIL)
        else:
            assert total[place + 1].value == pytest.approx(
                last * ahead.value / start.plans[0].value
            )
            assert total[place + 1].kind == "scenario"


def test_what_data_cannot_give_is_left_and_says_why(start):
    sheets = lsrp(start, _scenario()).sheets
    rows = {row[0]: row for row in _tables(sheets)["Table 6"].rows}
    assert rows["Support bases in mainstream settings"][1:6] == (Cell(LEFT, COUNCIL),) * 5
    assert "together" in rows["Support bases in mainstream settings"][6]
    about = dict(row for row in sheets[0].grids[0].rows)
    assert "has not been seen" in about["Template"]


def test_mitigations_part_the_two_sides_of_a_dsg_plan_by_what_the_drivers_add_up_to():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(medium_term, "spend_errors", lambda tables, la_code, lead: None)
        start = _start("Leicestershire")
    scenario = _scenario("shift to mainstream + growing savings + transfer from schools")
    sheets = dsg_plan(start, scenario).sheets
    bare, made, drivers = sheets[1].grids
    closing = [
        next(row for row in grid.rows if row[0] == "Balance")[-1].value for grid in (bare, made)
    ]
    effects = [row[1].value for row in drivers.rows]
    assert effects[-1] == pytest.approx(closing[1] - closing[0])
    assert sum(effects[:-1]) == pytest.approx(effects[-1])
    transfer = [
        next(row for row in grid.rows if row[0] == "Transfer")[-1].value for grid in (bare, made)
    ]
    assert (
        transfer[0] == transfer[1] > 0
    )  # a transfer is no mitigation of the council's spend: it is on both sides
    assert next(row for row in bare.rows if row[0] == "Balance")[1] == Cell(
        32_020_720.0, "published"
    )

"""hnb.cli.export against openpyxl, on published figures."""

import pytest
from openpyxl import load_workbook

from hnb.cli import main
from hnb.questions.medium_term import start as medium_term


@pytest.fixture(autouse=True)
def without_errors(monkeypatch):
    monkeypatch.setattr(medium_term, "spend_errors", lambda tables, la_code, lead: None)


@pytest.mark.parametrize(("tables", "sheet"), [("lsrp", "Table 5.1"), ("dsg-plan", "Balance")])
def test_workbook_is_written_where_it_says(tables, sheet, tmp_path, capsys):
    words = [
        "export",
        tables,
        "--authority",
        "Leicestershire",
        "--scenario",
        "growing savings",
        "--out",
        str(tmp_path),
    ]
    assert main([*words, "--quiet"]) == 0
    said = capsys.readouterr()
    assert said.out.strip() == str(tmp_path / "leicestershire" / f"{tables}.xlsx") and not said.err
    book = load_workbook(said.out.strip())
    assert {"Assumptions", sheet} <= set(book.sheetnames)
    cells = [cell.value for row in book["Assumptions"].iter_rows() for cell in row]
    assert "growing savings" in cells


def test_unknown_scenario_is_refused_before_anything_is_worked_out(tmp_path, capsys):
    assert (
        main(
            [
                "export",
                "lsrp",
                "--authority",
                "Leicestershire",
                "--scenario",
                "do nothin",
                "--out",
                str(tmp_path),
            ]
        )
        == 2
    )
    assert "nearest: do nothing" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())

"""hnb.council.adding.belongs against days and months as councils write them in names of files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hnb.council.adding.belongs import month_end_in_name
from hnb.council.adding.work import Wishes
from hnb.council.authority.starting import start
from hnb.council.folder import CouncilFolder
from hnb.council.intake import Intake, add
from hnb.domain.errors import SourceError

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("file", "day"),
    [
        ("spending_2024_april.csv", date(2024, 4, 30)),
        ("Payments over 500 - February 2024.csv", date(2024, 2, 29)),
        ("payments-sept-2025.xlsx", date(2025, 9, 30)),
        ("payments_2024-12.csv", date(2024, 12, 31)),
        ("202503_spend.csv", date(2025, 3, 31)),
        ("payments_2024-25.csv", None),  # a financial year
        ("payments_2024_q1.csv", None),
        ("spending.csv", None),
    ],
)
def test_month_of_a_file_is_read_from_its_name(file: str, day: date | None):
    assert month_end_in_name(file) == day


@pytest.fixture
def folder(tmp_path: Path) -> CouncilFolder:
    return start(tmp_path / "council", "Leicestershire")


def _payments(folder: CouncilFolder, name: str, day: str, rows: int = 20) -> Intake:
    file = folder.root.parent / name
    lines = [f"{day},Example Supplier {row},5323-SEN,{600 + row}.00" for row in range(rows)]
    heads = "Payment Date,Supplier Name,Account Description,Net Amount"
    file.write_text("\n".join([heads, *lines, ""]), encoding="utf-8")
    return add(folder, file, "payments", wishes=Wishes(accept=True, today=TODAY))


def test_payments_of_a_past_month_are_taken_in_where_the_name_says_the_month(folder):
    assert _payments(folder, "spend_2024_april.csv", "12/04/2024").extract.accepted == 20
    with pytest.raises(SourceError, match="said to be of 31 May 2024"):
        _payments(folder, "spend_2024_may.csv", "12/05/2022")
    with pytest.raises(SourceError, match="said to be of 30 November 2026"):
        _payments(folder, "spend.csv", "12/06/2024")


def test_a_file_is_compared_with_the_one_before_it_in_time(folder):
    _payments(folder, "spend_2024_december.csv", "12/12/2024", rows=30)
    _payments(folder, "spend_2024_april.csv", "12/04/2024", rows=25)
    july = _payments(folder, "spend_2024_july.csv", "12/07/2024")
    assert july.earlier is not None
    assert july.earlier.file == "spend_2024_april.csv"

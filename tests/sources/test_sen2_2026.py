"""Every file of the 2026 release of EHC plans, made in its layout, one by one and as one zip,
against the figures that each cell was given.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hnb.domain.errors import SourceError
from hnb.sources.files.grid import open_original
from hnb.sources.layout import Row, Taken
from hnb.sources.recognise import recognise, take
from hnb.store.add import look
from tests.sources import sen2_2026 as release

ASIDE = {
    "personal_budgets": "personal budgets",
    "work_based_placements": "supported internships",
    "sen_need_newplans": "primary needs of the new plans",
}
READ = [name for name in release.FILES if name not in ASIDE]
TABLES = {
    "caseload": {"ehc_plans", "ehc_plans_by_age", "ehc_plans_by_placement", "ehc_plans_by_age_and_placement"},
    "newplans": {"new_plans", "new_plans_by_age"},
    "residential_settings": {"residential_placements"},
    "requests": {"requests", "disputes"},
    "assessments": {"assessments", "disputes"},
    "timeliness_20_week": {"plan_timeliness"},
    "annual_reviews": {"annual_reviews"},
    "ceased_plans": {"ceased_plans"},
    "sen_needs_caseload": {"ehc_plans_by_need", "ehc_plans_by_need_and_placement"},
    "phase_transfers": {"phase_transfers"},
}  # fmt: skip


def taken(name: str, renamed: dict[str, str] | None = None) -> Taken:
    (known,) = recognise(open_original(f"{name}.csv", release.file(name, renamed)))
    assert (known.source.name, known.release) == ("sen2", None)
    return take(known)


def expected(name: str, row: Row) -> list[object]:
    """What the cells of a row were made with."""
    _, _, _, columns = release.FILES[name]
    period = next(str(v) for k, v in row.keys.items() if k in ("january", "calendar_year"))
    said = f"{int(period) - 1}{period[2:]}" if "january" in row.keys else period
    area = row.area or "england"
    return [
        release.cell(area, said, column, columns.index(column)) for column in row.column.split("+")
    ]


@pytest.mark.parametrize("name", READ)
def test_every_figure_is_that_of_its_cell(name: str):
    result = taken(name)
    assert {*result.rows} == TABLES[name]
    for rows in result.rows.values():
        for row in rows:
            figures = [value for value in expected(name, row) if isinstance(value, int)]
            assert row.value == (sum(figures) if figures else None), (name, row)


@pytest.mark.parametrize("name", READ)
def test_withheld_authority_is_missing_and_not_zero(name: str):
    by_area: dict[Any, list[Any]] = defaultdict(list)
    for rows in taken(name).rows.values():
        for row in rows:
            if row.keys.get("january", 2026) == 2026:
                by_area[row.area, row.keys.get("calendar_year", 2025)].append(row)
    withheld = by_area[921, 2025]
    assert withheld and all(row.value is None for row in withheld)
    assert {row.status for row in withheld} <= {"not available", "no data"}


def test_down_syndrome_is_a_need_from_2026_and_another_need_before():
    rows = taken("sen_needs_caseload").rows["ehc_plans_by_need"]
    years = {row.keys["january"] for row in rows if row.keys["need"] == "Down syndrome"}
    assert years == {2026}
    assert {row.keys["january"] for row in rows if row.keys["need"] != "Down syndrome"} == {
        2025,
        2026,
    }


def test_two_names_of_one_topic_do_not_count_twice():
    rows = taken("sen_needs_caseload").rows["ehc_plans_by_need"]
    keys = [(row.area, *row.keys.values()) for row in rows]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("name", ASIDE)
def test_a_file_that_no_table_holds_is_known_and_said_which(name: str):
    with pytest.raises(SourceError, match=f"it is known, and holds {ASIDE[name]}"):
        recognise(open_original("any name.csv", release.file(name)))


@pytest.mark.parametrize("name", READ)
def test_a_column_that_is_not_known_is_told(name: str, monkeypatch: pytest.MonkeyPatch):
    kind, periods, topics, columns = release.FILES[name]
    monkeypatch.setitem(release.FILES, name, (kind, periods, topics, [*columns, "a_new_one"]))
    assert f"{name}.csv: column a_new_one is new" in taken(name).news


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("newplans", "new_ehc_plans"),
        ("requests", "requests_withdrawn"),
        ("assessments", "assess_withdrawn"),
        ("timeliness_20_week", "plans_issued_den_ex"),
        ("ceased_plans", "deceased"),
        ("caseload", "neet"),
        ("sen_needs_caseload", "number_hi"),
    ],
)
def test_a_column_that_is_gone_is_refused_by_name(name: str, column: str):
    with pytest.raises(SourceError, match=f"no column {column}|nothing in it is known"):
        taken(name, renamed={column: "quite_another"})


def test_the_whole_release_is_taken_in_at_once_with_what_is_new_told(tmp_path: Path):
    path = tmp_path / "education-health-and-care-plans_2026.zip"
    path.write_bytes(release.release())
    (addition,) = look(path, date(2026, 6, 26))
    tables = {change.table for change in addition.changes}
    assert tables == set().union(*TABLES.values())
    assert not [item for item in addition.news if "not known" in item or "left out" in item]
    renamed = sorted(item.split(": column ")[1] for item in addition.news if "now called" in item and "column" in item)  # fmt: skip
    assert renamed == [
        "outcome_amend is now called outcome_amended",
        "outcome_cease is now called outcome_ceased",
        "outcome_maintan is now called outcome_maintained",
        "review_completed is now called review_completed_2025",
        "review_expected is now called review_expected_2025",
        "special_academy_free is now called special_academy+special_free_school",
    ]

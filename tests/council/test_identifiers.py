"""hnb.council.authority.identifiers against a folder of rows written by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from hnb.council.authority import identifiers as module
from hnb.council.authority.identifiers import gate_of, identifiers_of
from hnb.council.definition import Layout, LayoutColumn
from hnb.disclosure.texts.identifiers import (
    BIRTH_DATE,
    NAME,
    POSTCODE,
    REFERENCE,
    SUPPLIER,
    SURNAME,
)
from hnb.domain.errors import ParameterError


def column(kind: str = "text", personal: str | None = None, *synonyms: str) -> LayoutColumn:
    return LayoutColumn(says="It.", kind=kind, personal=personal, synonyms=synonyms)


LAYOUTS = {
    "sen2_persons": Layout(
        says="One row for each child.",
        about="children",
        name="sen2_persons",
        columns={
            "person": column("reference", "reference"),
            "surname": column("text", "name", "family name"),
            "forename": column("text", "name"),
            "birth_date": column("date", "birth_date", "date of birth"),
            "postcode": column("postcode", "postcode"),
        },
    ),
    "placement_ledger": Layout(
        says="One row for each placement.",
        about="children",
        name="placement_ledger",
        columns={
            "provider": column("text", "supplier"),
            "sector": column(),
            "provider_kind": column(),
        },
    ),
    "schools": Layout(
        says="One row for each school.",
        about="schools",
        name="schools",
        columns={"school": column(), "state_funded": column("yes_no")},
    ),
}


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(module, "layout", LAYOUTS.get)
    write(
        tmp_path,
        "sen2_persons",
        "person,surname,forename,birth_date,postcode\nCH-00123,Quatermass,Jo,2012-03-04,LE1 1AA\n",
    )
    return tmp_path


def write(folder: Path, layout: str, rows: str, name: str = "rows.csv") -> None:
    home = folder / "private" / "rows" / layout / "2026-11-30-01234567"
    home.mkdir(parents=True, exist_ok=True)
    (home / name).write_text(rows, encoding="utf-8")


def kinds(folder: Path, text: str) -> set[str]:
    return {kind for _, kind in identifiers_of(folder).in_text(text)}


def test_every_column_that_is_marked_is_read(folder):
    text = "CH-00123 Jo Quatermass 04/03/2012 LE11AA"
    assert kinds(folder, text) == {REFERENCE, NAME, SURNAME, BIRTH_DATE, POSTCODE}


def test_rejected_rows_are_read_as_they_came(folder):
    (folder / "mappings").mkdir()
    (folder / "mappings" / "sen2_persons.yml").write_text(
        "layout: sen2_persons\ncolumns: {person: Ref No}\n"
    )
    rejected = "file_row,reasons,Ref No,Family_Name,forename,Date of Birth\n7,no day,'=CH-00999,Thistlewick,Al,31/02/2012\n8,x,CH-01000,B,C,4.5.2013\n"
    write(folder, "sen2_persons", rejected, "rejected.csv")
    assert kinds(folder, "CH-00999") == {REFERENCE}
    assert kinds(folder, "Al Thistlewick") == {NAME, SURNAME}
    assert kinds(folder, "2013-05-04") == {BIRTH_DATE}


def test_a_state_funded_school_may_be_named_and_a_business_may_not(folder):
    rows = "provider,sector,provider_kind\nHarebell House Ltd,independent,\nOakfield Academy,state-funded,\nElmfield School,,\n"
    write(folder, "placement_ledger", rows)
    write(folder, "schools", "school,state_funded\nElmfield School,yes\n")
    assert kinds(folder, "Harebell House Limited") == {SUPPLIER}
    assert kinds(folder, "Oakfield Academy and Elmfield School") == set()


def test_the_gate_has_the_councils_threshold_and_the_days_of_its_tables(folder):
    (folder / "authority.yml").write_text(
        "authority: Leicestershire\ndisclosure: {threshold: 10}\n"
    )
    (folder / "protected").mkdir()
    (folder / "protected" / "council_plans.csv").write_text(
        "la_code,as_at,plans\n855,2012-03-04,900\n"
    )
    gate = gate_of(folder)
    assert gate.threshold == 10
    (folder / "released").mkdir()
    (folder / "released" / "a.txt").write_text("on 4 March 2012")
    gate.refuse_leaks(folder / "released")


def test_rows_of_no_known_layout_are_refused_and_not_left_unsearched(tmp_path):
    write(tmp_path, "diaries", "who\nSam\n")
    with pytest.raises(ParameterError, match="diaries"):
        identifiers_of(tmp_path)


def test_a_folder_with_protected_tables_alone_has_nobody(tmp_path):
    (tmp_path / "authority.yml").write_text("authority: Leicestershire\n")
    assert len(identifiers_of(tmp_path)) == 0
    assert gate_of(tmp_path).threshold == 6


@pytest.mark.parametrize("setting", ["{threshold: 0}", "{threshold: ten}", "[6]", "{treshold: 6}"])
def test_no_paper_is_made_with_settings_that_cannot_be_used(tmp_path, setting):
    (tmp_path / "authority.yml").write_text(f"authority: Leicestershire\ndisclosure: {setting}\n")
    with pytest.raises(ParameterError, match="disclosure"):
        gate_of(tmp_path)


def test_no_paper_is_made_through_the_definition_of_another_authority(tmp_path):
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "council.json").write_text('{"la_code": 855, "example": false}')
    (tmp_path / "authority.yml").write_text("authority: Kent\n")
    with pytest.raises(ParameterError, match="of Leicestershire, and it names Kent"):
        gate_of(tmp_path)


def test_a_childs_name_as_that_of_a_school_is_found_and_a_surname_is_not(folder):
    write(folder, "sen2_persons", "person,surname,forename\nCH-1,Quackenbush,Zebedee\n")
    names = "Home of Zebedee Quackenbush,yes\nQuackenbush Academy,yes\n"
    write(folder, "schools", f"school,state_funded\n{names}")
    assert kinds(folder, "Home of Zebedee Quackenbush") == {NAME}
    assert kinds(folder, "Quackenbush Academy") == set()

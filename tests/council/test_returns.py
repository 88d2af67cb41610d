"""hnb.council.returns against itself in other forms: one made-up return, written in each form that the
department has, is to give the same rows and the same protected tables.
"""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from hnb.cli import main
from hnb.council import example
from hnb.council.example import made_up_council, make_example
from hnb.council.folder import CouncilFolder
from hnb.council.returns.definition import module_of, modules
from tests.council.valid import council

AS_AT = date(2026, 1, 15)
TABLES = {
    "sen2": [["sen2tableid", "lea", "referencedate"], ["1", "855", "2026-Jan-15 00:00:00"]],
    "person": [
        ["nativeid", "persontableid", "sen2tableid", "surname", "personbirthdate", "sex", "upn"],
        ["855", "21", "1", "Zqa", "2012-Sep-01 00:00:00", "F", "Z1"],
        ["855", "22", "1", "Zqb", "2013-Sep-01 00:00:00", "M", "Z2"],
    ],
    "requests": [
        ["requeststableid", "persontableid", "receiveddate", "requestoutcome"],
        ["31", "22", "2025-Jan-02 00:00:00", "Y"],
        ["32", "21", "2025-Feb-02 00:00:00", "Y"],
    ],
    "assessment": [
        ["assessmenttableid", "requeststableid", "assessmentoutcome", "assessmentoutcomedate"],
        ["31", "32", "Y", "2025-May-01 00:00:00"],
        ["32", "31", "Y", "2025-May-02 00:00:00"],
    ],
    "namedplan": [
        ["namedplantableid", "assessmenttableid", "startdate", "ceasedate", "ceasereason"],
        ["41", "31", "2025-Jun-01 00:00:00", "", ""],
        ["42", "32", "2025-Jun-02 00:00:00", "", ""],
    ],
    "plandetail": [
        ["plandetailtableid", "namedplantableid", "urn", "sensetting", "placementrank"],
        ["1", "41", "100001", "", "1"],
    ],
    "activeplans": [
        ["activeplanstableid", "requeststableid", "transferla", "reviewmeeting", "lastreview"],
        ["42", "32", "", "", "2025-Dec-01 00:00:00"],
        ["41", "31", "", "", "2025-Dec-02 00:00:00"],
    ],
    "placementdetail": [
        ["placementdetailtableid", "activeplanstableid", "urn", "sensetting", "placementrank",
         "entrydate", "leavingdate"],
        ["1", "42", "100001", "", "1", "2025-Sep-01 00:00:00", ""],
        ["2", "41", "", "EHE", "1", "2025-Sep-02 00:00:00", ""],
    ],
    "senneed": [
        ["senneedtableid", "activeplanstableid", "sentype", "sentyperank"],
        ["1", "41", "ASD", "1"],
        ["2", "42", "SEMH", "1"],
    ],
}  # fmt: skip
# the Excel template: titles, and its headings by those of COLLECT
TITLES = {
    "sen2": "Header Record",
    "person": "Person Record",
    "requests": "Requests Records",
    "assessment": "Assessment Records",
    "namedplan": "Named Plan Records",
    "plandetail": "Plan Detail Records",
    "activeplans": "Active Plans Records",
    "placementdetail": "Placement Detail Records",
    "senneed": "SEN Need Records",
}
LONG = {
    "lea": "LEA",
    "referencedate": "Reference Date",
    "persontableid": "Person ID\n\n(This must match the relevant ID in the Person record table)",
    "requeststableid": "Requests record ID\n\n(This must match the relevant ID in the Requests table)",
    "surname": "Surname",
    "personbirthdate": "Date of Birth \n(ccyy-mm-dd)",
    "sex": "Sex",
    "upn": "UPN - Unique Pupil Number",
    "receiveddate": "Date request was received",
    "requestoutcome": "Request Outcome",
    "assessmentoutcome": "Assessment Outcome - Decision to issue EHC plan",
    "assessmentoutcomedate": "Assessment Outcome Date",
    "startdate": "EHC Plan Start Date",
    "ceasedate": "Date EHC plan ceased",
    "ceasereason": "Reason EHC plan ceased",
    "transferla": "EHC Plan transferred in from another LA during calendar year",
    "reviewmeeting": "Annual Review Meeting Date",
    "lastreview": "EHC Plan Review Decisions Date",
    "urn": "URN - Unique Reference Number",
    "sensetting": "SEN Setting – Establishment type",
    "placementrank": "Placement Rank (1=Primary, 2=Secondary)",
    "entrydate": "Placement Start Date",
    "leavingdate": "Placement Leaving Date",
    "sentype": "SEN Type of Need",
    "sentyperank": "SEN Type of Need rank  (1=Primary, 2=Secondary)",
}
SHEETS = {
    "person": "Person",
    "requests": "Requests",
    "assessment": "Assessments",
    "namedplan": "Named Plan",
    "plandetail": "Plan Detail",
    "activeplans": "Active Plan",
    "placementdetail": "Placement Detail",
    "senneed": "SEN Need",
}
XML = """<Message><Header><Collection>SEN2</Collection><ReferenceDate>2026-01-15</ReferenceDate>
<LEA>855</LEA></Header><Persons>
<Person><Surname>Zqa</Surname><PersonBirthDate>2012-09-01</PersonBirthDate><Sex>F</Sex><UPN>Z1</UPN>
<Requests><ReceivedDate>2025-02-02</ReceivedDate><RequestOutcome>Y</RequestOutcome>
<Assessment><AssessmentOutcome>Y</AssessmentOutcome>
<AssessmentOutcomeDate>2025-05-01</AssessmentOutcomeDate>
<NamedPlan><StartDate>2025-06-01</StartDate><PlanDetail><URN>100001</URN></PlanDetail></NamedPlan>
</Assessment><ActivePlans><LastReview>2025-12-01</LastReview>
<PlacementDetail><URN>100001</URN><PlacementRank>1</PlacementRank>
<EntryDate>2025-09-01</EntryDate></PlacementDetail>
<SENneed><SENtype>SEMH</SENtype><SENtypeRank>1</SENtypeRank></SENneed></ActivePlans></Requests>
</Person>
<Person><Surname>Zqb</Surname><PersonBirthDate>2013-09-01</PersonBirthDate><Sex>M</Sex><UPN>Z2</UPN>
<Requests><ReceivedDate>2025-01-02</ReceivedDate><RequestOutcome>Y</RequestOutcome>
<Assessment><AssessmentOutcome>Y</AssessmentOutcome>
<AssessmentOutcomeDate>2025-05-02</AssessmentOutcomeDate>
<NamedPlan><StartDate>2025-06-02</StartDate></NamedPlan>
</Assessment><ActivePlans><LastReview>2025-12-02</LastReview>
<PlacementDetail><SENSetting>EHE</SENSetting><PlacementRank>1</PlacementRank>
<EntryDate>2025-09-02</EntryDate></PlacementDetail>
<SENneed><SENtype>ASD</SENtype><SENtypeRank>1</SENtypeRank></SENneed></ActivePlans></Requests>
</Person></Persons></Message>"""
# what a child's records say, whatever the numbers that tie them
FACTS = {
    "sen2_requests": ("received", "outcome"),
    "sen2_named_plans": ("started",),
    "sen2_active_plans": ("last_review",),
    "sen2_placements": ("urn", "setting", "rank", "entered"),
    "sen2_needs": ("need", "rank"),
}


@pytest.fixture
def folder(tmp_path: Path) -> CouncilFolder:
    return council(tmp_path / "council")


def csvs(target: Path, *without: str) -> list[Path]:
    """The files of the COLLECT export, children before parents."""
    target.mkdir(exist_ok=True)
    files = []
    for module in reversed(TABLES):
        if module not in without:
            file = target / f"Blade-Export_20-02-2026_{module}.csv"
            with file.open("w", encoding="utf-8", newline="") as opened:
                csv.writer(opened).writerows(TABLES[module])
            files.append(file)
    return files


def with_ties(module: str) -> list[list[str]]:
    """A table as the workbooks have it: each row names its person and its request."""
    heads, *rows = TABLES[module]
    person_of = {row[0]: row[1] for row in TABLES["requests"][1:]}
    request_of = {
        "assessment": {row[1]: row[1] for row in TABLES["assessment"][1:]},
        "namedplan": {row[0]: row[1] for row in TABLES["assessment"][1:]},
        "activeplans": {row[1]: row[1] for row in TABLES["activeplans"][1:]},
        "placementdetail": {row[0]: row[1] for row in TABLES["activeplans"][1:]},
    }
    request_of["senneed"] = request_of["placementdetail"]
    request_of["plandetail"] = {"41": "32"}
    if module in ("sen2", "person", "requests"):
        keep = [
            place for place, name in enumerate(heads) if name not in ("nativeid", "sen2tableid")
        ]
        return [[row[place] for place in keep] for row in TABLES[module]]
    requests = [request_of[module][row[1]] for row in rows]
    return [
        ["persontableid", "requeststableid", *heads[2:]],
        *([person_of[key], key, *row[2:]] for key, row in zip(requests, rows, strict=True)),
    ]


def in_excel(text: str) -> object:
    """A number as a workbook has it, which is with a fraction."""
    return float(text) if text.isdigit() else text or None


def template(file: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Data Entry Template"
    for module, title in TITLES.items():
        heads, *rows = with_ties(module)
        sheet.append([title])
        sheet.append([LONG[name] for name in heads])
        for row in rows:
            sheet.append([in_excel(text) for text in row])
        sheet.append([])
    book.save(file)
    return file


def pre_submission(file: Path) -> Path:
    book = openpyxl.Workbook()
    for module, title in SHEETS.items():
        sheet = book.create_sheet(title)
        for row in with_ties(module):
            sheet.append([in_excel(text) for text in row])
    del book[book.sheetnames[0]]
    book.save(file)
    return file


def add(folder: CouncilFolder, *words: object) -> int:
    return main(["council", "add", *map(str, words), "--folder", str(folder.root)])


def facts(folder: CouncilFolder) -> dict[str, list[tuple[str, ...]]]:
    """Every row by the child's surname."""
    persons = folder.rows("sen2_persons").set_index("person")
    known: dict[str, list[tuple[str, ...]]] = {"persons": sorted(persons["surname"])}
    for layout, columns in FACTS.items():
        rows = folder.rows(layout)
        names = rows["person"].map(persons["surname"])
        known[layout] = sorted(
            (name, *(str(row[column]) for column in columns))
            for name, (_, row) in zip(names, rows.iterrows(), strict=True)
        )
    plans = folder.rows("sen2_named_plans").set_index("plan")["person"]
    for layout in ("sen2_active_plans", "sen2_placements", "sen2_needs"):
        rows = folder.rows(layout)
        assert (rows["plan"].map(plans) == rows["person"]).all()
    return known


EXPECTED = {
    "persons": ["Zqa", "Zqb"],
    "sen2_requests": [
        ("Zqa", "2025-02-02 00:00:00", "assess"),
        ("Zqb", "2025-01-02 00:00:00", "assess"),
    ],
    "sen2_named_plans": [("Zqa", "2025-06-01 00:00:00"), ("Zqb", "2025-06-02 00:00:00")],
    "sen2_active_plans": [("Zqa", "2025-12-01 00:00:00"), ("Zqb", "2025-12-02 00:00:00")],
    "sen2_placements": [
        ("Zqa", "100001", "nan", "1", "2025-09-01 00:00:00"),
        ("Zqb", "<NA>", "elective home education", "1", "2025-09-02 00:00:00"),
    ],
    "sen2_needs": [
        ("Zqa", "social, emotional and mental health", "1"),
        ("Zqb", "autistic spectrum disorder", "1"),
    ],
}


def sources(form: str, target: Path) -> list[Path]:
    if form == "xml":
        (target / "return.xml").write_text(XML, encoding="utf-8")
        return [target / "return.xml"]
    if form == "template":
        return [template(target / "template.xlsx")]
    if form == "pre-submission workbook":
        return [pre_submission(target / "checks.xlsx"), Path("--as-at"), Path(str(AS_AT))]
    files = csvs(target / "export")
    if form == "zip":
        with zipfile.ZipFile(target / "export.zip", "w") as archive:
            for file in files:
                archive.write(file, f"export/{file.name}")
        return [target / "export.zip"]
    return [target / "export"] if form == "folder" else files


@pytest.mark.parametrize(
    "form", ["csv", "folder", "zip", "xml", "template", "pre-submission workbook"]
)
def test_return_goes_in_as_it_comes_and_every_row_has_its_child(folder, tmp_path, capsys, form):
    assert add(folder, *sources(form, tmp_path)) == 0
    printed = capsys.readouterr().out
    assert facts(folder) == EXPECTED
    # the day is the header's, not that on which the files were exported
    assert folder.extracts("sen2_needs")[0].as_at == AS_AT
    assert "1 plan details are not taken in" in printed
    assert "its mapping is confirmed by itself" in printed and "Zq" not in printed
    assert not list(folder.mappings.iterdir())
    assert add(folder, *sources(form, tmp_path)) == 0
    assert capsys.readouterr().out.count("was taken in before") == 7


@pytest.mark.parametrize("form", ["csv", "xml", "template"])
def test_return_of_another_council_is_refused(tmp_path, capsys, form):
    other = council(tmp_path / "other", "Rutland")
    assert add(other, *sources(form, tmp_path)) == 4
    assert "the return's header names Leicestershire (855)" in capsys.readouterr().err
    assert not (other.private / "rows").exists()


def test_row_without_its_parent_is_rejected_with_that_reason(folder, tmp_path):
    files = csvs(tmp_path / "export")
    orphan = tmp_path / "export" / "Blade-Export_20-02-2026_senneed.csv"
    orphan.write_text(orphan.read_text() + "3,99,ASD,1\r\n")
    assert add(folder, *files) == 0
    (needs,) = folder.extracts("sen2_needs")
    assert needs.reasons == {"its parent is not among the active plans of the return": 1}
    assert needs.accepted == 2


def test_children_without_their_parents_name_the_file_to_give(folder, tmp_path, capsys):
    csvs(tmp_path / "export")
    prefix = tmp_path / "export" / "Blade-Export_20-02-2026_"
    assert add(folder, f"{prefix}senneed.csv", "--as-at", AS_AT) == 4
    refusal = capsys.readouterr().err
    assert "which are active plans, and none are here" in refusal
    assert "Blade-Export_…_activeplans.csv" in refusal and "in the same command" in refusal
    assert not folder.has("sen2_needs")


def test_parents_that_were_taken_in_for_the_same_day_are_followed(folder, tmp_path, capsys):
    csvs(tmp_path / "export")
    prefix = tmp_path / "export" / "Blade-Export_20-02-2026_"
    day = ("--as-at", AS_AT)
    assert add(folder, f"{prefix}person.csv", *day) == 0
    assert add(folder, f"{prefix}requests.csv", *day) == 0
    children = [f"{prefix}{name}.csv" for name in ("activeplans", "senneed", "placementdetail")]
    assert add(folder, *children, "--as-at", "2025-01-16") == 4  # keys of another day
    assert add(folder, *children, *day) == 0
    rows = folder.rows("sen2_needs").set_index("person")["need"]
    assert rows.to_dict() == {
        "21": "social, emotional and mental health",
        "22": "autistic spectrum disorder",
    }


def test_two_files_of_one_module_are_refused(folder, tmp_path, capsys):
    files = csvs(tmp_path / "export")
    book = openpyxl.Workbook()
    book.active.title = "Needs"
    for row in with_ties("senneed"):
        book.active.append(row)
    for row in with_ties("senneed"):
        sheet = book["More"] if "More" in book.sheetnames else book.create_sheet("More")
        sheet.append(row)
    book.save(tmp_path / "twice.xlsx")
    assert add(folder, tmp_path / "twice.xlsx", "--as-at", AS_AT) == 4
    assert "it is types of need of the return, and so is Needs" in capsys.readouterr().err
    assert files


def test_zip_that_is_locked_broken_or_of_other_files_is_refused(folder, tmp_path, capsys):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.pdf", b"%PDF")
    (tmp_path / "a.zip").write_bytes(packed.getvalue())
    assert add(folder, tmp_path / "a.zip") == 4
    assert "the zip has 'a.pdf', which is no CSV" in capsys.readouterr().err
    (tmp_path / "b.zip").write_bytes(packed.getvalue()[:20])
    assert add(folder, tmp_path / "b.zip") == 4
    (tmp_path / "empty").mkdir()
    assert add(folder, tmp_path / "empty") == 4
    assert "there is no file in the folder" in capsys.readouterr().err


def test_column_that_the_form_is_not_known_to_have_is_told(folder, tmp_path, capsys):
    files = csvs(tmp_path / "export")
    persons = tmp_path / "export" / "Blade-Export_20-02-2026_person.csv"
    heads, *rows = persons.read_text().splitlines()
    persons.write_text("\n".join([f"{heads},shoesize", *(f"{row},42" for row in rows)]))
    assert add(folder, *files) == 0
    assert "the form is not known to have it: shoesize" in capsys.readouterr().out


def test_module_is_known_by_its_fields_and_what_ties_it():
    for name, rows in TABLES.items():
        assert module_of(rows[0]) == name
        long = [LONG.get(head, head) for head in with_ties(name)[0]]
        assert module_of(long) == name
    placements = TABLES["placementdetail"][0]
    by_plan = ["namedplantableid" if "active" in head else head for head in placements]
    assert module_of(by_plan) == ""  # a council's own form, whose key is not in the department's
    for module in modules().values():
        parent = module.parent
        assert not parent or parent in modules()


def test_three_dialects_and_the_xml_give_the_same_protected_tables(tmp_path, monkeypatch):
    whole = made_up_council(size=0.05)
    active = whole.frames["sen2_active_plans"]["plan"]
    named = whole.frames["sen2_named_plans"]["plan"]
    frames = dict(whole.frames)
    for layout in ("sen2_placements", "sen2_needs"):  # of ceased plans: no place in the form
        is_ceased = frames[layout]["plan"].isin(named) & ~frames[layout]["plan"].isin(active)
        frames[layout] = frames[layout][~is_ceased].reset_index(drop=True)
    # the form has no kind of placement in words either, which tells two kinds of college apart
    no_words = pd.Series(pd.NA, index=frames["sen2_placements"].index, dtype="str")
    frames["sen2_placements"] = frames["sen2_placements"].assign(placement=no_words)
    smaller = replace(whole, frames=frames)
    monkeypatch.setattr(example, "made_up_council", lambda *args, **named_: smaller)
    folders = [*make_example(tmp_path), tmp_path / "xml"]
    shutil.copytree(tmp_path / "dialect-c", folders[-1])
    tables = [protected_tables(root) for root in folders]
    assert len(tables[0]) > 15
    for other in tables[1:]:
        assert other.keys() == tables[0].keys()
        assert [name for name in other if other[name] != tables[0][name]] == []


def protected_tables(root: Path) -> dict[str, str]:
    """Those of the return and the list of schools in an example's folder."""
    places = CouncilFolder.open(root).authority.extracts
    files = [root / places[name].origin for name in places if name.startswith("sen2")]
    if root.name == "dialect-c":
        files = list((root / "extracts").glob("Blade-Export*"))
        assert len(files) == 9
    if root.name == "xml":
        files = list(root.glob("*.xml"))
    schools = root / places["schools"].origin
    words = ["council", "add", str(schools), *map(str, files), "--accept", "--folder", str(root)]
    assert main(words) == 0
    tables = (root / "protected").glob("*.csv")
    return {file.name: file.read_text() for file in tables if file.name != "MANIFEST.csv"}

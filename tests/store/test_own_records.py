"""hnb.store.own_records and the rule of precedence against a folder of two tables written here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import hnb
from hnb.domain import paths
from hnb.domain.errors import ParameterError
from hnb.releases.undo import taken_in
from hnb.store.doubts import doubts_at
from hnb.store.files import read_releases, releases, write_releases
from hnb.store.own_records import using
from hnb.store.write import write_manifest

RELEASE = "council-2026-11-30"


@pytest.fixture
def council(tmp_path: Path) -> Path:
    """A council's folder with a count of plans of a January that is published, and one of today."""
    folder = tmp_path / "council"
    protected = folder / paths.PROTECTED
    protected.mkdir(parents=True)
    (folder / paths.AUTHORITY).write_text("authority: Leicestershire\n", encoding="utf-8")
    described = {
        "publisher": "Leicestershire",
        "publication": "The council's own records",
        "published": "2026-11-30",
        "licence": "not published",
        "files": [],
        "parts": ["sen2_active_plans, extract 2026-11-30-0123abcd"],
        "tables": ["ehc_plans", "council_plans"],
        "caveats": {},
        "council": True,
        "la_code": 855,
    }
    write_releases(protected, {RELEASE: described})
    (protected / "ehc_plans.csv").write_text(
        "la_code,january,plans,status,release,part,row,column\n"
        f"855,2025,1234,,{RELEASE},,,plans open on the census day\n"
        f"855,2040,4321,,{RELEASE},,,plans open on the census day\n",
        encoding="utf-8",
    )
    (protected / "council_plans.csv").write_text(
        "la_code,as_at,plans,status,release,part,row,column\n"
        f"855,2026-11-30,7000,,{RELEASE},,,plans open on the day\n",
        encoding="utf-8",
    )
    write_manifest(protected)
    return folder


def plans(january: int) -> list[int]:
    """The plans held of Leicestershire in a January."""
    frame = hnb.load("ehc_plans")
    return frame.loc[frame["la_code"].eq(855) & frame["january"].eq(january), "plans"].tolist()


def test_own_records_are_read_where_nothing_is_published(council: Path):
    published = plans(2025)
    with using(council / paths.AUTHORITY):
        assert plans(2040) == [4321]
        assert plans(2025) == published != [1234]
        assert hnb.load("council_plans")["plans"].tolist() == [7000]
    assert plans(2040) == [] and len(hnb.load("council_plans")) == 0


def test_own_records_come_first_where_that_is_asked_for(council: Path):
    with using(council, first=True):
        assert plans(2025) == [1234]
    assert plans(2025) != [1234]


def test_a_period_is_of_one_kind_altogether(council: Path):
    needs = council / paths.PROTECTED / "ehc_plans_by_need.csv"
    needs.write_text(
        "la_code,january,need,plans,status,release,part,row,column\n"
        f"855,2025,autistic spectrum disorder,1200,,{RELEASE},,,\n"
        f"855,2025,a need that nobody publishes,7,,{RELEASE},,,\n",
        encoding="utf-8",
    )
    write_manifest(council / paths.PROTECTED)

    def needs_of_2025() -> set[str]:
        frame = hnb.load("ehc_plans_by_need")
        return {*frame.loc[frame["la_code"].eq(855) & frame["january"].eq(2025), "release"]}

    with using(council):
        assert RELEASE not in needs_of_2025()
    with using(council, first=True):
        assert needs_of_2025() == {RELEASE}


def test_a_published_count_is_not_given_up_for_one_that_is_withheld(council: Path):
    needs = council / paths.PROTECTED / "ehc_plans_by_need.csv"
    lines = [
        f"855,{january},{need},{count},{RELEASE},,,"
        for january in (2025, 2040)
        for need, count in (("autistic spectrum disorder", "1200,"), ("other", ",suppressed"))
    ]
    header = "la_code,january,need,plans,status,release,part,row,column"
    needs.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    write_manifest(council / paths.PROTECTED)
    with using(council, first=True):
        frame = hnb.load("ehc_plans_by_need")
    mine = frame[frame["la_code"].eq(855)].set_index("january")
    assert RELEASE not in set(mine.loc[2025, "release"])
    assert not mine.loc[2025, "status"].eq("suppressed").any()
    assert mine.loc[2040, "status"].eq("suppressed").sum() == 1


def test_two_months_of_records_give_each_number_once_as_the_later_has_it(council: Path):
    protected, later = council / paths.PROTECTED, "council-2026-12-31"
    described = read_releases(protected)
    described[later] = {
        **described[RELEASE],
        "published": "2026-12-31",
        "tables": ["council_flows"],
    }
    write_releases(protected, described)
    rows = [  # as protected tables are written: the new release, and after it the earlier ones
        f"855,{month},plans issued,{count},,{release},,,"
        for release, counts in ((later, (11, 12)), (RELEASE, (10,)))
        for month, count in zip(("2026-10", "2026-11"), counts, strict=False)
    ]
    header = "la_code,month,flow,flow_cases,status,release,part,row,column"
    (protected / "council_flows.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    write_manifest(protected)
    with using(council):
        flows = hnb.load("council_flows")
    assert flows[["month", "flow_cases"]].to_numpy().tolist() == [["2026-10", 11], ["2026-11", 12]]


def test_they_are_read_for_their_own_authority_alone(council: Path):
    def plans_of_2025(asked: str) -> list[int]:
        frame = hnb.tables_for("prevalence", hnb.ask(asked, january=2025))["ehc_plans"]
        return frame.loc[frame["la_code"].eq(855) & frame["january"].eq(2025), "plans"].tolist()

    published = plans_of_2025("Warwickshire")
    with using(council, first=True):
        assert plans_of_2025("Leicestershire") == [1234]
        assert plans_of_2025("Warwickshire") == published != [1234]


def test_nothing_is_doubted_of_what_nobody_has_published(council: Path):
    from hnb.store.doubts import doubts_at

    before = doubts_at()
    with using(council, first=True):
        assert doubts_at() == before


def test_their_edition_can_be_loaded_beside_what_is_published(council: Path):
    with using(council):
        assert hnb.load("ehc_plans", release=RELEASE)["plans"].tolist() == [1234, 4321]
        assert releases()[RELEASE]["council"]


def test_they_are_not_among_what_a_person_can_take_back(council: Path):
    with using(council):
        assert council / paths.PROTECTED not in [entry.folder for entry in taken_in()]


def test_a_folder_without_an_authority_file_is_refused(tmp_path: Path):
    with pytest.raises(ParameterError, match=r"authority\.yml"), using(tmp_path):
        pass
    with pytest.raises(ParameterError, match=r"no council.s records"), using(None, first=True):
        pass


@pytest.mark.parametrize("named", [None, "authority.yml"])
def test_a_process_that_is_started_elsewhere_has_the_records_too(
    named: str | None, council: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(council)
    if named:
        monkeypatch.setenv("HNB_COUNCIL", named)
    with using(None):
        monkeypatch.chdir(council.parent)
        assert paths.council() == council.resolve()
    assert os.environ.get("HNB_COUNCIL") == named


def test_the_environment_is_as_it_was(council: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HNB_COUNCIL", str(council))
    with using(None, first=True):
        assert plans(2025) == [1234]
    assert paths.council() == council.resolve() and plans(2025) != [1234]


def test_a_doubt_about_a_published_figure_is_none_about_the_records_in_its_place(council: Path):
    newham = Path(council, paths.PROTECTED)
    for name, old, new in (("ehc_plans.csv", "855,", "316,"), ("releases.yml", "855", "316")):
        text = (newham / name).read_text(encoding="utf-8")
        (newham / name).write_text(text.replace(old, new), encoding="utf-8")
    write_manifest(newham)

    def doubted() -> set[tuple[str, str]]:
        return {
            (doubt.table, doubt.period)
            for doubt in doubts_at()
            if doubt.la_code == 316 and doubt.certainty != "possible"
        }

    published = doubted()
    assert ("ehc_plans", "2025") in published
    with using(council):
        assert doubted() == published  # what is published is still read
    with using(council, first=True):
        assert doubted() == published - {("ehc_plans", "2025")}


def test_the_programme_is_called_as_the_councils_own_authority_yml_has_it(council: Path):
    ask = hnb.ask("Leicestershire")
    in_public = hnb.programme_of(ask)
    described = read_releases(council / paths.PROTECTED)
    described[RELEASE]["programme"] = {"programme": "Example programme", "start_year": 2025}
    write_releases(council / paths.PROTECTED, described)
    write_manifest(council / paths.PROTECTED)
    with using(council / paths.AUTHORITY):
        own = {"programme": "Example programme", "start_year": 2025}
        assert hnb.programme_of(ask) == own != in_public
        assert hnb.programme_of(ask, start_year=2024) == {**own, "start_year": 2024}
        assert hnb.programme_of(ask, "Another", 2024)["programme"] == "Another"
        assert hnb.programme_of(hnb.ask("Kent"))["programme"] == ""
        earlier = hnb.ask("Leicestershire", as_at="2026-10-01")
        assert hnb.programme_of(earlier) == in_public  # before the day of the records

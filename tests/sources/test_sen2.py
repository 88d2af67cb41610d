"""EHC plans as tabulated, against figures read by hand and published totals; files made in the
layout of 2026.
"""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import hnb
from hnb.domain.errors import SourceError
from hnb.sources.files.grid import open_original
from hnb.sources.layout import Row, Taken
from hnb.sources.recognise import recognise, take
from hnb.sources.source import sources
from hnb.tables import table
from tests.sources.books import EES_AREA

LEICESTERSHIRE = 855


def of(name: str, la_code: int = LEICESTERSHIRE, **keys: Any) -> pd.DataFrame:
    """An authority's rows with these keys."""
    return matching(hnb.load(name), la_code=la_code, **keys)


def matching(frame: pd.DataFrame, **keys: Any) -> pd.DataFrame:
    """Rows with these keys."""
    for key, value in keys.items():
        frame = frame[frame[key] == value]
    return frame


def added(frame: pd.DataFrame, by: list[str]) -> pd.Series:
    """Plans added up, missing where any part is missing."""
    return frame.groupby(by)["plans"].agg(lambda plans: plans.sum(min_count=len(plans)))


def test_leicestershires_plans_are_those_published():
    plans = of("ehc_plans").set_index("january")["plans"]
    # January 2018 by age; the table by establishment leaves out 29 of its plans
    assert list(plans.loc[2010:2019]) == [
        2630,
        2688,
        2769,
        2794,
        2772,
        2770,
        2995,
        3350,
        3703,
        4222,
    ]
    assert list(plans.loc[2020:]) == [4751, 5288, 5813, 6201, 6377, 7196, 8812]


def test_englands_plans_are_those_published():
    plans = hnb.load("ehc_plans", level="england").set_index("january")["plans"]
    assert list(plans.loc[2019:]) == [
        353995,
        390109,
        430697,
        473255,
        517048,
        576474,
        638745,
        718838,
    ]


def test_two_releases_agree_on_the_years_that_both_hold():
    early, late = (
        hnb.load("ehc_plans", release=r).set_index(["la_code", "january"])["plans"]
        for r in ("ehc-plans-2022", "ehc-plans-2025")
    )
    both = early.index.intersection(late.index)
    assert len(both) == 606
    assert early[both].equals(late[both])


WHOLE = ("new_plans", "ceased_plans", "ehc_plans_by_need")
SOME_MISSING = (
    "ehc_plans",
    "phase_transfers",
    "requests",
    "assessments",
    "plan_timeliness",
    "annual_reviews",
    "disputes",
    "ehc_plans_by_placement",
)


@pytest.mark.parametrize("name", [*WHOLE, *SOME_MISSING, "ehc_plans_by_age"])
def test_authorities_add_up_to_england_and_to_their_regions(name: str):
    keys, value = [key for key in table(name).key if key != "la_code"], table(name).value.name
    parts, england, regions = (
        hnb.load(name),
        hnb.load(name, level="england"),
        hnb.load(name, level="region"),
    )
    if name == "ehc_plans_by_age":  # of January 2026 two authorities alone are held
        parts = parts[parts["january"] < 2026]
    complete = parts.groupby(keys)[value].agg(lambda values: values.sum(min_count=len(values)))
    both = england.set_index(keys)[value].to_frame("england").join(complete.rename("parts"))
    if name in WHOLE:
        assert both["parts"].notna().all()
    assert (both["england"] - both["parts"]).fillna(0).eq(0).all()
    if len(regions):
        by_region = regions.groupby(keys)[value].sum()
        assert by_region.eq(england.set_index(keys)[value][by_region.index]).all()


def test_placements_add_up_to_the_plans_of_every_authority_and_year():
    plans = hnb.load("ehc_plans").set_index(["la_code", "january"])["plans"]
    both = plans.to_frame().join(
        added(hnb.load("ehc_plans_by_placement"), ["la_code", "january"]).rename("parts")
    )
    gave_none = both[both["parts"].isna()].index.to_list()
    assert gave_none == [
        (204, 2024),
        (812, 2025),
        (873, 2025),
        (874, 2024),
        (921, 2026),
        (928, 2021),
    ]  # the last in two cells only
    both = both.dropna()
    apart = both[both["plans"] != both["parts"]].reset_index()
    assert set(apart["january"]) == {2018}
    assert len(apart) == 122
    assert (apart["plans"] - apart["parts"]).sum() == 7193


def test_leicestershires_groups_are_those_published():
    placements = of("ehc_plans_by_placement")
    groups = added(placements, ["january", "placement_group"]).unstack("january").loc[:, 2019:]
    assert list(groups.loc["mainstream"]) == [1715, 1862, 2071, 2165, 2352, 2435, 2648, 4064]
    assert list(groups.loc["special"]) == [1688, 1721, 1815, 1936, 2140, 2255, 2403, 2675]
    assert list(groups.loc["further education"]) == [608, 743, 674, 878, 888, 1040, 847, 1240]
    assert list(groups.loc["awaiting provision"].dropna()) == [159, 286, 545, 326]
    assert list(groups.loc["unknown"].dropna()) == [185, 40, 241, 53]
    independent = matching(placements, placement="independent special school")["plans"]
    assert list(independent) == [362, 384, 382, 382, 369, 380, 428, 590]


def test_elsewhere_is_rebuilt_from_its_parts():
    england = matching(
        hnb.load("ehc_plans_by_placement", level="england"), placement_group="elsewhere"
    )
    assert list(added(england, ["january"]).loc[2019:]) == [
        13556,
        18022,
        21734,
        26329,
        36138,
        40601,
        49750,
        62386,
    ]


def test_ages_add_up_and_an_age_without_a_plan_has_no_row():
    single = of("ehc_plans_by_age", january=2025).set_index("age")["plans"]
    ages = [single[str(age)] for age in range(3, 25)]
    assert ages[:11] == [6, 253, 239, 302, 302, 401, 407, 418, 540, 484, 542]
    assert ages[11:] == [562, 488, 482, 416, 395, 332, 186, 170, 120, 98, 53]
    assert "25" not in single
    plans = hnb.load("ehc_plans").set_index(["la_code", "january"])["plans"]
    both = added(hnb.load("ehc_plans_by_age"), ["la_code", "january"]).to_frame("parts").join(plans)
    assert both[both["parts"].isna()].index.to_list() == [(204, 2024), (874, 2024)]
    assert (both["plans"] - both["parts"]).fillna(0).eq(0).all()


def test_needs_add_up_to_plans_and_to_their_groups():
    needs = of("ehc_plans_by_need").set_index("need")["plans"]
    assert (needs["autistic spectrum disorder"], needs["social, emotional and mental health"]) == (
        1990,
        1396,
    )
    by_need = added(hnb.load("ehc_plans_by_need"), ["la_code"])
    assert by_need.eq(
        matching(hnb.load("ehc_plans"), january=2025).set_index("la_code")["plans"]
    ).all()
    crossed = matching(hnb.load("ehc_plans_by_need_and_placement"), placement="all of the group")
    crossed = added(crossed, ["la_code", "placement_group"])
    groups = added(
        matching(hnb.load("ehc_plans_by_placement"), january=2025), ["la_code", "placement_group"]
    )
    both = crossed.to_frame("crossed").join(groups).dropna()
    assert len(both) > 950
    assert both["crossed"].eq(both["plans"]).all()


CROSSED = {
    "ehc_plans_by_age_and_placement": (2024, 2025, 2026),
    "ehc_plans_by_need_and_placement": (2025,),
}


@pytest.mark.parametrize(("name", "januaries"), CROSSED.items())
@pytest.mark.parametrize("level", ["authority", "england"])
def test_placements_by_age_and_need_add_up_to_placements(
    name: str, januaries: tuple[int, ...], level: str
):
    area = ["january"] if level == "england" else ["la_code", "january"]
    whole = hnb.load("ehc_plans_by_placement", level=level)
    of_groups = added(whole[whole["january"].isin(januaries)], [*area, "placement_group"])
    parts = hnb.load(name, level=level)
    assert set(parts["january"]) == set(januaries)
    both = added(
        matching(parts, placement="all of the group"), [*area, "placement_group"]
    ).to_frame("parts")
    both = both.join(of_groups).dropna()
    assert (
        len(both) >= {"authority": 950, "england": 7}[level]
        and both["parts"].eq(both["plans"]).all()
    )
    for placement in ("independent special school", "non-maintained special school"):
        found = added(matching(parts, placement=placement), area).to_frame("parts")
        both = found.join(matching(whole, placement=placement).set_index(area)["plans"]).dropna()
        assert (
            len(both) >= {"authority": 140, "england": 1}[level]
            and both["parts"].eq(both["plans"]).all()
        )


def test_leicestershires_independent_places_by_age_and_need_are_those_published():
    ages = of("ehc_plans_by_age_and_placement", january=2025).set_index(["age", "placement"])[
        "plans"
    ]
    assert [ages[str(age), "independent special school"] for age in range(11, 16)] == [
        50,
        38,
        54,
        67,
        69,
    ]
    needs = of("ehc_plans_by_need_and_placement", placement="independent special school").set_index(
        "need"
    )["plans"]
    assert list(needs.loc[["autistic spectrum disorder", "moderate learning difficulty"]]) == [
        162,
        35,
    ]


def test_leicestershires_flows_are_those_published():
    new = of("new_plans").set_index("calendar_year")["new_plans"]
    assert list(new.loc[2019:]) == [760, 765, 620, 640, 679, 929]
    received = of("requests", outcome="total").set_index("calendar_year")["requests"]
    assert list(received.loc[2019:]) == [1019, 994, 1109, 1199, 1412, 1582]
    last = of("requests", calendar_year=2024).set_index("outcome")["requests"]
    assert [last[o] for o in ("agreed", "refused", "decision outstanding", "withdrawn")] == [
        1176,
        276,
        125,
        5,
    ]
    assessed = of("assessments", calendar_year=2024).set_index("outcome")["assessments"]
    assert [assessed[o] for o in ("total", "plan issued", "plan not issued", "withdrawn")] == [
        1087,
        863,
        199,
        25,
    ]
    ceased = of("ceased_plans").pivot_table(
        index="reason", columns="calendar_year", values="ceased_plans"
    )
    assert list(ceased.loc["total"]) == [446, 652, 318]
    assert list(ceased.loc[["moved to another authority", "no longer wishes to engage"], 2024]) == [
        145,
        75,
    ]
    disputes = of("disputes", calendar_year=2024, subject="decision to assess").set_index("route")[
        "cases"
    ]
    assert [disputes[r] for r in ("mediation", "tribunal", "tribunal after mediation")] == [
        55,
        20,
        9,
    ]
    reviews = of("annual_reviews").set_index("step")["reviews"]
    assert (reviews["expected"], reviews["meeting held"]) == (6261, 5891)


def test_leicestershires_twenty_weeks_are_those_published():
    waits = of("plan_timeliness", exceptions="with exceptions")
    share = waits.pivot_table(index="calendar_year", columns="wait", values="plans_issued").astype(
        float
    )
    percent = (100 * share["within 20 weeks"] / share["any"]).round(1)
    assert list(percent.loc[2020:2024]) == [80.0, 26.9, 3.8, 6.0, 4.3]
    assert list(share.loc[2024, ["within 20 weeks", "any"]]) == [33, 772]


def test_activity_before_2019_comes_from_the_earlier_release():
    before = hnb.load("requests")
    assert set(before[before["calendar_year"] < 2019]["release"]) == {"ehc-plans-2022"}
    england = hnb.load("requests", level="england").set_index(["calendar_year", "outcome"])[
        "requests"
    ]
    assert (england[2018, "total"], england[2018, "refused"]) == (72423, 17890)


def test_what_came_of_requests_in_2022_comes_from_the_release_between():
    england = matching(hnb.load("requests", level="england"), calendar_year=2022).set_index(
        "outcome"
    )
    assert list(england.loc[["total", "agreed", "refused"], "requests"]) == [114482, 81588, 25255]
    assert england.loc["agreed", "release"] == "ehc-plans-2023"
    mediation = matching(
        of("disputes", calendar_year=2022), subject="decision to assess", route="mediation"
    )
    assert mediation["cases"].item() == 62


def test_new_plans_of_yorkshire_in_2022_are_put_right():
    new = matching(hnb.load("new_plans"), calendar_year=2022).set_index("la_code")["new_plans"]
    assert (new[373], new[384]) == (955, 462)
    assert not (new == 6078).any()


def test_the_corrected_edition_differs_where_it_should():
    first, later = "ehc-plans-2025", "ehc-plans-2025-revised"
    keys = ["la_code", "calendar_year", "exceptions", "wait"]
    waits = [
        hnb.load("plan_timeliness", release=r).set_index(keys)["plans_issued"]
        for r in (first, later)
    ]
    changed = waits[0].compare(waits[1].reindex(waits[0].index))
    assert set(changed.index.get_level_values("la_code")) == {209}
    assert waits[1].reindex(changed.index).isna().all()
    reviews = [matching(hnb.load("annual_reviews", release=r), la_code=373) for r in (first, later)]
    outstanding = [matching(rows, step="decision outstanding")["status"].item() for rows in reviews]
    assert outstanding == ["broken at source", "published"]
    assessments = [hnb.load("assessments", release=r)["assessments"] for r in (first, later)]
    assert assessments[0].equals(assessments[1])


def test_a_year_is_known_from_the_day_of_an_edition_that_is_held():
    assert hnb.load("new_plans", as_at="2025-06-25")["calendar_year"].max() == 2021
    assert hnb.load("new_plans", as_at="2025-06-26")["calendar_year"].max() == 2024
    assert hnb.load("ehc_plans", as_at="2025-06-25")["january"].max() == 2022
    assert hnb.load("ehc_plans", as_at="2025-06-26")["january"].max() == 2025


# The layout of 2026, in files of a few rows: what is renamed, split or added is taken in and told.
WHERE = "Local authority,E92000001,England,E12000004,East Midlands,E10000018,855,Leicestershire"


def made(
    name: str, identifier: str, period: str, rows: list[tuple[str, str]], cells: dict[str, object]
) -> Taken:
    """What is taken from a file with these columns, all rows alike but for topic and breakdown."""
    lines = [
        [*EES_AREA, *cells],
        *([period, identifier, WHERE, *row, *map(str, cells.values())] for row in rows),
    ]
    text = "\ufeff" + "\n".join(",".join(line) for line in lines) + "\n"
    (known,) = recognise(open_original(name, text.encode()))
    assert known.source.name == "sen2"
    return take(known)


def figures(rows: list[Row], key: str) -> dict[Any, Any]:
    """Values by one key."""
    return {row.keys[key]: row.value for row in rows}


def columns(part: str, name: str) -> dict[str, Any]:
    """The columns that a part of the source names for a table, each with a figure of its own."""
    return {
        column: number
        for number, column in enumerate(sources()["sen2"].parts[part].tables[name].values, 1)
    }


def test_plans_in_the_layout_of_2026_are_taken_in():
    cells = {
        "ehcplans": 700,
        **columns("caseload", "ehc_plans_by_age_and_placement"),
        "fe_total_pc": 1,
    }
    cells |= columns("caseload", "ehc_plans_by_placement")
    split = {"special_academy": 40, "special_free_school": "x"}
    cells = {k: v for k, v in cells.items() if k != "special_academy_free"} | split
    age = ("Age at start of academic year", "age 7")
    found = made(
        "caseload.csv", "Academic year", "202526", [("All EHC plans", "All EHC plans"), age], cells
    )
    assert figures(found.rows["ehc_plans"], "january") == {2026: 700}
    assert (
        figures(found.rows["ehc_plans_by_placement"], "placement")["special academy or free school"]
        == 40
    )
    assert figures(found.rows["ehc_plans_by_age"], "age") == {"7": 700}
    assert figures(found.rows["ehc_plans_by_age_and_placement"], "age") == {
        "7": cells["ed_elsewhere"]
    }
    assert found.news == [
        "caseload.csv: column special_academy_free is now called "
        "special_academy+special_free_school",
        "caseload.csv: 'Child or young persons age' is now called 'Age at start of academic year' "
        "in breakdown_topic",
    ]


def test_needs_in_the_layout_of_2026_hold_down_syndrome():
    cells = {"ehc_plans": 700, **columns("needs", "ehc_plans_by_need"), "ds_pc": 2}
    rows = [("All EHC plans", "All EHC plans"), ("Type of placement", "Special - total")]
    found = made("sen_needs_caseload.csv", "Academic year", "202526", rows, cells)
    assert figures(found.rows["ehc_plans_by_need"], "need")["Down syndrome"] == cells["number_ds"]
    assert {
        row.keys["placement_group"] for row in found.rows["ehc_plans_by_need_and_placement"]
    } == {"special"}
    assert found.news == []


def test_reviews_in_the_layout_of_2026_are_taken_in_with_their_new_names():
    cells = {
        "review_expected_2025": 50,
        "review_completed_2025": 40,
        "outcome_amended": 30,
        "outcome_ceased": 1,
        "outcome_maintained": 9,
        "review_late": 3,
    }
    found = made(
        "annual_reviews.csv",
        "Calendar year",
        "2025",
        [("All annual reviews", "All annual reviews")],
        cells,
    )
    assert figures(found.rows["annual_reviews"], "step") == {
        "expected": 50,
        "completed": 40,
        "decided to amend": 30,
        "decided to cease": 1,
        "decided to maintain": 9,
    }
    assert found.news == [
        "annual_reviews.csv: column review_expected is now called review_expected_2025",
        "annual_reviews.csv: column review_completed is now called review_completed_2025",
        "annual_reviews.csv: column outcome_amend is now called outcome_amended",
        "annual_reviews.csv: column outcome_cease is now called outcome_ceased",
        "annual_reviews.csv: column outcome_maintan is now called outcome_maintained",
        "annual_reviews.csv: column review_late is new",
    ]


def test_twenty_weeks_in_the_layout_of_2026_leave_the_mean_wait_aside():
    cells: dict[str, object] = {
        **columns("timeliness", "plan_timeliness"),
        "avg_weeks_issue_plan": 31,
    }
    cells["plans_issued_gt_1_year"] = "no data"
    found = made(
        "timeliness_20_week.csv", "Calendar year", "2025", [("All EHC plans issued", "All")], cells
    )
    assert len(found.rows["plan_timeliness"]) == 7
    assert found.news == []


def test_new_plans_in_the_layout_of_2026_are_taken_in():
    cells = {
        "new_ehc_plans": 80,
        "mainstream_total": 50,
        "await_prov": "x",
        "perm_ex": "x",
        "special_free_school": 2,
    }
    topics = [("New EHC plans", "New EHC plans"), ("Age when plan started", "age 10")]
    found = made("newplans.csv", "Calendar year", "2025", topics, cells)
    assert (figures(found.rows["new_plans"], "calendar_year"), found.news) == ({2025: 80}, [])
    assert [row.keys for row in found.rows["new_plans_by_age"]] == [
        {"calendar_year": 2025, "age_at_start": "10"}
    ]


def test_needs_of_new_plans_are_not_taken_for_needs_of_all():
    cells = {"ehc_plans": 700, **columns("needs", "ehc_plans_by_need")}
    with pytest.raises(SourceError, match="it is known, and holds primary needs of the new plans"):
        made(
            "sen_need_newplans.csv",
            "Calendar year",
            "2024",
            [("All EHC plans", "All EHC plans")],
            cells,
        )


def test_every_file_of_a_release_is_read_without_news(originals: Path):
    zipped = open_original(originals / "ehcp_releases" / "education-health-and-care-plans_2025.zip")
    (known,) = recognise(zipped)
    assert take(known).news == []


# --- new plans by age, and residential placements: against the publisher's files, read as text ---

ZIP = "ehcp_releases/education-health-and-care-plans_{}.zip"
WHOSE = {"Local authority": "authority", "Regional": "region", "National": "england"}


def published(originals: Path, edition: int, name: str) -> list[dict[str, str]]:
    """The rows of a file in the zip of a release, each value as text, headings in lower case."""
    with zipfile.ZipFile(originals / ZIP.format(edition)) as book, book.open(name) as stream:
        text = stream.read().decode("utf-8-sig").splitlines()
    return [{key.lower(): word for key, word in row.items()} for row in csv.DictReader(text)]


def place_of(row: dict[str, str]) -> str:
    """What tells a place from others: its DfE number, region, or nothing for England."""
    named = {"Local authority": row["old_la_code"], "Regional": row["region_name"]}
    return named.get(row["geographic_level"], "")


def as_text(name: str, key: str, value: str) -> dict[tuple[str, ...], int]:
    """A table at every level, as what is published is gathered."""
    gathered = {}
    for level, column in (("authority", "la_code"), ("region", "region"), ("england", "")):
        frame = hnb.load(name, level=level)
        period = table(name).period
        for row in frame.to_dict("records"):
            place = str(row[column]) if column else ""
            gathered[level, place, str(row[period]), row[key]] = row[value]
    return gathered


def test_new_plans_by_age_are_every_cell_published(originals: Path):
    expected = {}
    for row in published(originals, 2022, "data/sen2_age_new_plans.csv"):
        age = row["characteristic_age"].lower().removeprefix("age ")
        if age != "total" and row["total_new_all"].isdigit():
            level = WHOSE[row["geographic_level"]]
            expected[level, place_of(row), row["time_period"], age] = int(row["total_new_all"])
    for row in published(originals, 2025, "data/newplans.csv"):
        if row["breakdown_topic"] == "Age when plan started":
            key = (WHOSE[row["geographic_level"]], place_of(row), row["time_period"])
            expected[*key, row["breakdown"].removeprefix("age ")] = int(row["new_ehc_plans"])
    tabulated = as_text("new_plans_by_age", "age_at_start", "new_plans")
    assert {key: value for key, value in tabulated.items() if pd.notna(value)} == expected


def test_residential_placements_are_every_cell_published_and_add_up_to_england(originals: Path):
    expected = {}
    for row in published(originals, 2025, "data/residential_settings.csv"):
        if row["breakdown_topic"] == "All residential placements":
            january = str(int(row["time_period"][:4]) + 1)
            key = (WHOSE[row["geographic_level"]], place_of(row), january)
            expected[*key, "38 to 51 weeks"] = int(row["res_3851"])
            expected[*key, "52 weeks"] = int(row["res_52"])
    assert as_text("residential_placements", "weeks_a_year", "residential_plans") == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [("new_plans_by_age", "new_plans"), ("residential_placements", "residential_plans")],
)
@pytest.mark.parametrize("level", ["authority", "region"])
def test_authorities_and_regions_add_up_to_england(name: str, value: str, level: str):
    keys = [*table(name).key][1:]
    england = hnb.load(name, level="england").set_index(keys)[value].dropna()
    parts = hnb.load(name, level=level).groupby(keys)[value].sum()
    assert (parts.reindex(england.index).fillna(0) == england).all()


def test_new_plans_of_all_ages_are_the_new_plans_but_wakefields_of_2022():
    keys = ["la_code", "calendar_year"]
    by_age = hnb.load("new_plans_by_age").groupby(keys)["new_plans"].sum(min_count=1)
    both = pd.DataFrame(
        {"by_age": by_age, "all": hnb.load("new_plans").set_index(keys)["new_plans"]}
    )
    both = both.dropna()
    differs = both[both["by_age"] != both["all"]]
    assert len(both) > 2000
    assert differs.index.tolist() == [(384, 2022)]

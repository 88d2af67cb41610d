"""hnb.council.example against its own parameters, the published patterns, and files read anew.

Oracles: truth.json recomputed from the CSV files by other code; data/published; statsmodels.
"""

from __future__ import annotations

import argparse
import codecs
import csv
import hashlib
import io
import json
from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
import yaml

from hnb.cli.council import example as command
from hnb.council.definition import MADE_UP, ColumnMapping, layout, layout_names
from hnb.council.example import AS_AT, MadeUpCouncil, made_up_council, make_example
from hnb.council.example.children import CHECK_LETTERS, invalid_upn
from hnb.council.example.dialects.definition import Dialect, dialects
from hnb.council.example.other_files import weekly_indicators
from hnb.council.example.truth.parameters import MARK, Parameters
from hnb.domain.errors import ParameterError
from hnb.store.files import load

DAY = "30-11-2026"
Row = dict[str, str]
MONTHS = {
    name: place
    for place, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1
    )
}
HOW_TO = Path(__file__).parents[2] / "docs/how-to/your-own-files.md"
ENDINGS = {"under 5": 4, "5 to 10": 10, "11 to 15": 15, "16 to 19": 19, "20 to 25": 25}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example")
    make_example(folder, size=0.15)
    return folder


def test_the_how_to_names_a_file_that_every_edition_of_the_example_has(written):
    earlier = AS_AT.replace(day=1) - timedelta(days=1)
    name = f"Placement costs {earlier:%d-%m-%Y}.csv"
    text = HOW_TO.read_text(encoding="utf-8")
    assert (written / "dialect-b" / "extracts" / name).is_file()
    assert text.count("Placement costs") == text.count(name) > 0


@pytest.fixture(scope="module")
def whole() -> MadeUpCouncil:
    return made_up_council()


@pytest.fixture(scope="module")
def truth(written: Path) -> dict:
    return json.loads((written / "dialect-a" / "truth.json").read_text(encoding="utf-8"))


@cache
def rows_of(file: Path) -> list[Row]:
    """The rows of a file as text, by heading without blanks, of either dialect."""
    if file.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(file).worksheets[0]
        lines = [["" if cell is None else cell for cell in row] for row in sheet.values]
    else:
        content = file.read_bytes()
        while content.startswith(codecs.BOM_UTF8):
            content = content[3:]
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            text = content.decode("cp1252")
        lines = list(csv.reader(io.StringIO(text)))
    headings = [str(heading).strip() for heading in lines[0]]
    return [dict(zip(headings, line, strict=True)) for line in lines[1:]]


def fact(cell: object, words: dict[str, str], dialect: Dialect) -> object:
    """A cell as what it says: one of our words, a day, yes or no, a number or text."""
    if isinstance(cell, datetime):
        return cell.date()
    text = str(cell)
    if text in words:
        return words[text]
    plain = text.replace("£", "").replace(",", "")
    try:
        return round(float(plain), 2)
    except ValueError:
        pass
    if text.endswith(" 00:00:00"):
        year, month, day = text[:11].split("-")
        return date(int(year), MONTHS[month], int(day))
    if len(text) == 10 and text[2] == text[5] == "/":
        return date(int(text[6:]), int(text[3:5]), int(text[:2]))
    return {dialect.yes: 1.0, dialect.no: 0.0}.get(text, text)


def facts(folder: Path, name: str, dialect: Dialect) -> list[tuple]:
    described = dialect.files[name]
    file = folder / dialect.name / "extracts" / described.file.format(day=DAY)
    headings = {column: described.columns[column].strip() for column in sorted(described.columns)}
    words = {
        column: {text: word for word, text in dialect.codes_of(name, column).items()}
        for column in headings
    }
    return [
        tuple(fact(row[heading], words[column], dialect) for column, heading in headings.items())
        for row in rows_of(file)
    ]


def checksums(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_equal_seeds_give_equal_bytes_and_others_do_not(written: Path, tmp_path: Path):
    make_example(tmp_path / "again", size=0.15)
    assert checksums(tmp_path / "again") == checksums(written)
    other = made_up_council(size=0.15, seed=1).truth["aggregates"]
    assert other != json.loads((written / "dialect-a" / "truth.json").read_text())["aggregates"]


def test_every_row_of_every_file_says_that_it_is_made_up(written: Path):
    files = sorted(written.glob("*/extracts/*"))
    # eighteen layouts, and the ledger of the month before; of the return in its own form nine files
    assert len(files) == 2 * 19 + 12 + 9
    for file in files:
        rows = rows_of(file)
        assert rows, file
        assert {row[MADE_UP] for row in rows} == {MARK}, file
    for folder in written.iterdir():
        assert json.loads((folder / "truth.json").read_text())["made_up"] == MARK
        text = (folder / "authority.yml").read_text(encoding="utf-8")
        assert yaml.safe_load(text)["example"] is True and text.startswith("# Made-up example")


@pytest.mark.parametrize("name", sorted(dialects()[0].files))
def test_both_dialects_tell_the_same_facts(written: Path, name: str):
    first, second = dialects()
    facts_of_first = facts(written, name, first)
    assert Counter(facts_of_first) == Counter(facts(written, name, second))
    assert len(facts_of_first) > 5


def test_dialects_share_no_layout_of_headings_and_few_words():
    first, second = dialects()
    assert set(first.files) == set(second.files)
    for name, described in first.files.items():
        other = second.files[name]
        assert set(described.columns) == set(other.columns)
        assert tuple(described.columns.values()) != tuple(other.columns.values())
        assert all(heading == heading.lower() for heading in described.columns.values())
    kinds = {file.encoding for file in second.files.values()}
    assert kinds == {
        "utf-8", "utf-8 with a mark", "utf-8 with two marks", "cp1252 with a mark",
    }  # fmt: skip
    assert any(
        heading != heading.strip() for f in second.files.values() for heading in f.columns.values()
    )
    assert sum(file.file.endswith(".xlsx") for file in second.files.values()) >= 3


def test_mappings_of_the_first_dialect_are_confirmed_and_read_every_code(written: Path):
    folder = written / "dialect-a"
    assert not (written / "dialect-b" / "mappings").exists()
    for name, described in dialects()[0].files.items():
        data = yaml.safe_load((folder / "mappings" / f"{name}.yml").read_text(encoding="utf-8"))
        mapping = ColumnMapping.model_validate(data)
        assert mapping.confirmed and mapping.layout == name
        rows = rows_of(folder / "extracts" / described.file.format(day=DAY))
        assert {*mapping.columns.values(), MADE_UP} == set(rows[0])
        for column, words in mapping.codes.items():
            values = {row[mapping.columns[column]] for row in rows} - {""}
            known = set(words) | set(words.values())
            assert values <= known or column == "placement", (name, column, values - known)
        if name == "payments":
            assert set(mapping.accounts.values()) == {
                "independent providers", "top-ups", "place funding", "transport",
            }  # fmt: skip


@pytest.mark.parametrize("name", layout_names())
def test_every_layout_has_a_file_with_its_columns_and_words(name: str, whole: MadeUpCouncil):
    defined, rows = layout(name), whole.frames[name]
    for dialect in dialects():
        assert set(dialect.files[name].columns) <= set(defined.columns)
    assert [column for column in defined.columns if column not in rows] == []
    for column, of in defined.columns.items():
        assert not (of.required and rows[column].isna().any()), column
        if of.codes:
            assert set(rows[column].dropna()) <= set(of.codes), column
    again = rows.duplicated(list(defined.key)).sum() if defined.key else 0
    planted = [row for row in whole.truth["faults"]["repeated key"] if row["layout"] == name]
    assert again == len(planted)


def test_authority_yml_can_be_read_and_names_every_file(written: Path):
    definition = pytest.importorskip("hnb.council.authority.definition")
    for dialect in dialects():
        folder = written / dialect.name
        authority = definition.read_authority(folder / "authority.yml")
        assert authority.example and authority.authority == 855
        assert set(authority.extracts) == set(dialect.files)
        assert all((folder / place.origin).is_file() for place in authority.extracts.values())
        assert sum(authority.budget.lines.values()) > 0


# what truth.json says, computed again from the files of the first dialect


def read(written: Path, part: str) -> list[Row]:
    return rows_of(written / "dialect-a" / "extracts" / f"{part}{'' if '.' in part else '.csv'}")


def return_module(written: Path, module: str) -> list[Row]:
    return read(written, f"Blade-Export_{DAY}_{module}.csv")


def day_of(text: str) -> date:
    year, month, day = text[:11].split("-")
    return date(int(year), MONTHS[month], int(day))


def band(born: date) -> str:
    age = 2026 - born.year - ((born.month, born.day) > (8, 31))
    return next((name for name, oldest in ENDINGS.items() if age <= oldest), "out of range")


def test_counts_of_plans_are_those_of_the_files(written: Path, truth: dict):
    plans = {row["namedplantableid"]: row for row in return_module(written, "namedplan")}
    is_open = {plan: row for plan, row in plans.items() if not row["ceasedate"]}
    births = {
        row["persontableid"]: day_of(row["personbirthdate"])
        for row in return_module(written, "person")
    }
    need = {
        row["namedplantableid"]: row["sentype"]
        for row in return_module(written, "senneed")
        if row["sentyperank"] == "1"
    }
    words = {text: word for word, text in dialects()[0].codes["need"].items()}
    places: dict[str, str] = {}
    for row in return_module(written, "placementdetail"):
        if not row["leavingdate"]:
            places.setdefault(row["namedplantableid"], row["placementtype"])
    known = truth["aggregates"]
    assert known["plans"] == len(is_open)
    assert known["plans_by_age"] == Counter(
        band(births[row["persontableid"]]) for row in is_open.values()
    )
    assert known["plans_by_need"] == Counter(
        words[need[plan]] if plan in need else "not recorded" for plan in is_open
    )
    assert known["plans_by_placement"] == Counter(
        places.get(plan, "not recorded") for plan in is_open
    )
    assert known["plans_ceased_by_year"] == Counter(
        row["ceasedate"][:4] for row in plans.values() if row["ceasedate"]
    )
    assert len(return_module(written, "activeplans")) == len(is_open)


def test_flows_and_waits_are_those_of_the_files(written: Path, truth: dict):
    requests = {row["requeststableid"]: row for row in return_module(written, "requests")}
    known = truth["aggregates"]
    assert known["requests_by_year"] == Counter(
        row["receiveddate"][:4] for row in requests.values()
    )
    plans = {row["namedplantableid"]: row for row in return_module(written, "namedplan")}
    assert known["plans_started_by_year"] == Counter(row["startdate"][:4] for row in plans.values())
    in_time = Counter(
        row["startdate"][:4]
        for row in plans.values()
        if row["requeststableid"]
        and (
            day_of(row["startdate"]) - day_of(requests[row["requeststableid"]]["receiveddate"])
        ).days
        <= 140
    )
    assert known["plans_issued_in_20_weeks_by_year"] == in_time


def test_money_is_that_of_the_files_to_the_penny(written: Path, truth: dict):
    mapping = yaml.safe_load((written / "dialect-a" / "mappings" / "payments.yml").read_text())
    pennies: Counter[tuple[str, str]] = Counter()
    for row in read(written, f"payments-over-500-{DAY}.csv"):
        kind = mapping["accounts"].get(row["accountdescription"], "not high needs")
        month = f"{row['paymentdate'][:4]}-{MONTHS[row['paymentdate'][5:8]]:02d}"
        pennies[kind, month] += round(float(row["netamount"]) * 100)
    known = truth["aggregates"]["payments_gbp"]
    assert {
        (kind, month): round(amount * 100)
        for kind, months in known.items()
        for month, amount in months.items()
    } == pennies
    assert all(len(months) == 12 for months in known.values())


def test_the_backlog_is_what_the_return_has_and_the_ledger_has_not(written: Path, truth: dict):
    in_ledger = {
        (row["childid"], row["providername"])
        for row in read(written, f"placement-ledger-{DAY}.csv")
    }
    unseen = truth["money"]["backlog"]
    recent = {
        row["persontableid"]
        for row in return_module(written, "placementdetail")
        if not row["leavingdate"] and (AS_AT - day_of(row["entrydate"])).days <= 56
    }
    assert unseen["placements"] == len(unseen["children"]) > 5
    assert set(unseen["children"]) <= recent
    in_an_earlier_place = [child for child in unseen["children"] if child in dict(in_ledger)]
    assert len(in_an_earlier_place) < len(unseen["children"])


def test_placements_begin_as_often_on_the_last_days_as_before():
    days: list[int] = []
    for seed in range(4):
        places = made_up_council(size=0.5, seed=seed).frames["sen2_placements"]
        days += (pd.Timestamp(AS_AT) - places["entered"]).dt.days.tolist()
    begun = Counter(days)
    before = [begun[day] for day in range(28, 84)]
    usual, spread = np.mean(before), np.std(before)
    assert begun[0] <= usual + 4 * spread
    assert sum(begun[day] for day in range(21)) == pytest.approx(
        21 * usual, abs=4 * spread * 21**0.5
    )


# faults


def test_every_planted_fault_is_in_the_files_so_often_and_no_other(written: Path, truth: dict):
    counts = truth["fault_counts"]
    persons, requests = return_module(written, "person"), return_module(written, "requests")
    plans, active = return_module(written, "namedplan"), return_module(written, "activeplans")
    places, needs = return_module(written, "placementdetail"), return_module(written, "senneed")
    ledger = read(written, f"placement-ledger-{DAY}.csv")
    numbers = {row["namedplantableid"] for row in plans}
    placed = {row["namedplantableid"] for row in places}
    first = Counter(
        row["namedplantableid"]
        for row in places
        if row["placementrank"] == "1" and not row["leavingdate"]
    )
    primary = {row["namedplantableid"] for row in needs if row["sentyperank"] == "1"}
    again = len(plans) - len(numbers)
    again += len(requests) - len({row["requeststableid"] for row in requests})
    keys = ("childid", "providername", "startdate", "fundingelement")
    again += len(ledger) - len({tuple(row[key] for key in keys) for row in ledger})
    asked = Counter({row["requeststableid"]: row["persontableid"] for row in requests}.values())
    backwards = sum(
        bool(row[end]) and day_of(row[end]) < day_of(row[start])
        for rows, start, end in (
            (places, "entrydate", "leavingdate"),
            (ledger, "startdate", "enddate"),
        )
        for row in rows
    )
    assert counts == {
        "no UPN": sum(not row["upn"] for row in persons),
        "repeated key": again,
        "several requests": sum(count > 1 for count in asked.values())
        - truth["late_plans"]["children_who_asked_again"],
        "plan without placement": sum(row["namedplantableid"] not in placed for row in active),
        "placement without plan": len(placed - numbers),
        "two open primary placements": sum(count > 1 for count in first.values()),
        "no primary need": len({row["namedplantableid"] for row in needs} - primary),
        "age out of range": counts["age out of range"],  # below
        "end before start": backwards,
        "zero cost": sum(float(row["weeklycost"] or row["annualcost"]) == 0 for row in ledger),
        "ten times the usual cost": counts["ten times the usual cost"],  # below
        "setting coded differently": counts["setting coded differently"],  # below
    }
    assert all(counts.values())


def test_the_faults_that_need_a_comparison_are_where_the_truth_lists_them(
    written: Path, truth: dict
):
    listed = {fault: {row["reference"] for row in rows} for fault, rows in truth["faults"].items()}
    born = {
        row["persontableid"]: row["personbirthdate"] for row in return_module(written, "person")
    }
    is_open = {row["persontableid"] for row in return_module(written, "activeplans")}
    too_old = {child for child in is_open if day_of(born[child]) < date(AS_AT.year - 26, 8, 31)}
    assert too_old == listed["age out of range"]
    by_kind: dict[tuple[str, str], list[float]] = {}
    ledger = read(written, f"placement-ledger-{DAY}.csv")
    for row in ledger:
        for name in ("weeklycost", "annualcost"):
            if row[name] and float(row[name]):
                by_kind.setdefault((row["providertype"], name), []).append(float(row[name]))
    unusual = {
        row["childid"]
        for row in ledger
        for name in ("weeklycost", "annualcost")
        if row[name] and float(row[name]) > 10 * np.median(by_kind[row["providertype"], name])
    }
    assert unusual == listed["ten times the usual cost"]
    spells: dict[str, list[Row]] = {}
    for row in return_module(written, "placementdetail"):
        spells.setdefault(row["namedplantableid"], []).append(row)
    for plan in listed["setting coded differently"]:
        earlier, later = spells[plan][-2:]
        assert earlier["urn"] == later["urn"]
        assert (earlier["senunitindicator"], later["senunitindicator"]) == ("1", "0")


# nobody is real


def test_names_numbers_and_postcodes_can_be_nobodys(written: Path):
    persons = return_module(written, "person")
    numbers = [row["upn"] for row in persons if row["upn"]]
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        weights = enumerate(number[1:], 2)
        right = CHECK_LETTERS[sum(int(digit) * weight for weight, digit in weights) % 23]
        assert len(number) == 13 and number[0] in CHECK_LETTERS and number[0] != right
    assert all(row["postcode"].startswith("ZZ99 ") for row in persons)
    ledger = read(written, f"placement-ledger-{DAY}.csv")
    assert all(row["providername"].startswith("Example ") for row in ledger)
    schools = read(written, f"schools-{DAY}.csv")
    assert all(row["schoolname"].startswith("Example ") for row in schools)
    assert min(int(row["urn"]) for row in schools) > 199_000
    assert invalid_upn(855, 20, 7)[1:] == "855800020007"


# patterns


def shares_of(counts: dict) -> pd.Series:
    series = pd.Series(counts, dtype=float)
    return series / series.sum()


def published(table: str, key: str, level: str) -> pd.Series:
    rows = load(table, level=level)
    if level == "authority":
        rows = rows[rows["la_code"] == 855]
    rows = rows[(rows["january"] == rows["january"].max()) & rows["plans"].notna()]
    return rows.groupby(key)["plans"].sum() / rows["plans"].sum()


@pytest.mark.parametrize("size", [0.15, 1.0])
def test_plans_by_age_need_and_placement_are_near_what_is_published(
    size: float, written: Path, truth: dict, whole: MadeUpCouncil
):
    known = (truth if size < 1 else whole.truth)["aggregates"]
    ages = load("ehc_plans_by_age", level="england")
    ages = ages[ages["january"] == ages["january"].max()].set_index("age")["plans"].astype(float)
    ages.index = ages.index.str.replace("under 3", "2").astype(int)
    bands = pd.Series(
        [next(name for name, oldest in ENDINGS.items() if age <= oldest) for age in ages.index],
        index=ages.index,
    )
    for name, expected in (
        ("plans_by_age", ages.groupby(bands).sum() / ages.sum()),
        ("plans_by_need", published("ehc_plans_by_need", "need", "england")),
        ("plans_by_placement", published("ehc_plans_by_placement", "placement", "authority")),
    ):
        ours = shares_of(known[name])
        common = expected[expected > 0.02]
        ratio = ours.reindex(common.index) / common
        assert ratio.between(0.9, 1.1).all(), ratio[~ratio.between(0.9, 1.1)]


def test_plans_are_as_many_as_the_authority_has_grown_to(whole: MadeUpCouncil):
    plans = load("ehc_plans")
    newest = plans[(plans["la_code"] == 855) & (plans["january"] == plans["january"].max())]
    named = whole.frames["sen2_named_plans"].drop_duplicates("plan")
    january = pd.Timestamp(int(newest["january"].iloc[0]), 1, 15)
    is_open = named["started"].le(january) & ~named["ceased"].le(january)
    assert is_open.sum() == pytest.approx(float(newest["plans"].iloc[0]), rel=0.03)


# parameters are recovered


def test_median_wait_is_recovered_with_open_cases_in_the_data(whole: MadeUpCouncil):
    from statsmodels.duration.survfunc import SurvfuncRight

    true = whole.truth["parameters"]
    requests = whole.frames["sen2_requests"].drop_duplicates("request")
    outcome = whole.frames["sen2_assessments"].set_index("request")["outcome"]
    started = whole.frames["sen2_named_plans"].drop_duplicates("plan").dropna(subset="request")
    issued = requests["request"].map(started.set_index("request")["started"])
    assessed = requests["outcome"].eq("assess") & requests["request"].map(outcome).isin(
        ["plan", "awaiting"]
    )
    rows = assessed & requests["received"].gt(pd.Timestamp("2024-12-02"))
    wait = (issued.fillna(pd.Timestamp(AS_AT)) - requests["received"]).dt.days / 7
    curve = SurvfuncRight(wait[rows].to_numpy() + 1e-6, issued[rows].notna().to_numpy())
    assert curve.quantile(0.5) == pytest.approx(true["weeks_median"], rel=0.02)
    assert 0.15 < whole.truth["aggregates"]["share_open_of_two_years"] < 0.25


def test_uplift_and_unit_costs_are_recovered(whole: MadeUpCouncil):
    true = whole.truth["parameters"]
    ledger = whole.frames["placement_ledger"].drop_duplicates(["child", "provider", "start"])
    bad = {row["reference"] for rows in whole.truth["faults"].values() for row in rows}
    ledger = ledger[~ledger["child"].isin(bad)]
    annual = ledger["annual_cost_gbp"].fillna(ledger["weekly_cost_gbp"] * ledger["weeks_a_year"])
    pairs = ledger.assign(annual=annual)[ledger["start"].eq(pd.Timestamp("2026-04-01"))]
    before = ledger.assign(annual=annual)[ledger["end"].eq(pd.Timestamp("2026-03-31"))]
    both = pairs.merge(before, on=["child", "provider"])
    assert len(both) > 5_000
    ratio = (both["annual_x"] / both["annual_y"]).median()
    assert ratio - 1 == pytest.approx(true["uplift"], abs=0.0002)
    current = pairs.groupby("provider_kind")["annual"].mean()
    for kind in ("mainstream school", "academy special", "maintained special"):
        assert current[kind] == pytest.approx(true["costs"][kind]["mean_gbp"], rel=0.1)


def test_what_an_hour_adds_to_a_top_up_is_recovered(whole: MadeUpCouncil):
    top_ups = whole.frames["top_ups"]
    per_hour = (top_ups["annual_amount_gbp"] / top_ups["hours"]).mean()
    assert per_hour == pytest.approx(whole.truth["parameters"]["hour_gbp"], rel=0.01)


def test_ceasing_by_age_and_odds_of_conceding_are_recovered(whole: MadeUpCouncil):
    true = whole.truth["parameters"]
    plans = whole.frames["sen2_named_plans"].drop_duplicates("plan")
    births = whole.frames["sen2_persons"].set_index("person")["birth_date"]
    born = plans["person"].map(births)
    stopped, at_risk = Counter(), Counter()
    for year in range(2021, 2026):
        first, last = pd.Timestamp(year, 9, 1), pd.Timestamp(year + 1, 8, 31)
        age = (year - born.dt.year - (born.dt.month > 8)).where(
            plans["started"].lt(first) & ~plans["ceased"].lt(first)
        )
        at_risk.update(age.dropna().astype(int))
        stopped.update(age[plans["ceased"].le(last)].dropna().astype(int))
    for age in range(6, 23):
        share = true["ceasing_in_a_school_year_by_age"][str(age)]
        spread = (share * (1 - share) / at_risk[age]) ** 0.5
        assert abs(stopped[age] / at_risk[age] - share) < max(4 * spread, 0.1 * share), age
    appeals = whole.frames["appeals"]
    closed = appeals[appeals["outcome"].ne("open")]
    conceded = closed["outcome"].eq("conceded").groupby(closed["subject"]).agg(["sum", "count"])
    odds = true["conceded_contents"] / (1 - true["conceded_contents"])
    for subject, ratio in true["concession_odds"].items():
        share = odds * ratio / (1 + odds * ratio)
        count = conceded.loc[subject, "count"]
        spread = (share * (1 - share) / count) ** 0.5
        assert abs(conceded.loc[subject, "sum"] / count - share) < 4 * spread, subject


# what is refused


def test_a_folder_that_is_no_example_is_not_replaced(tmp_path: Path):
    (tmp_path / "dialect-a").mkdir()
    (tmp_path / "dialect-a" / "authority.yml").write_text("authority: Leicestershire\n")
    with pytest.raises(ParameterError, match="no made-up example"):
        make_example(tmp_path, size=0.02)
    assert [file.name for file in tmp_path.iterdir()] == ["dialect-a"]


def test_what_was_taken_in_since_is_left_as_it_is(written: Path, tmp_path: Path):
    make_example(tmp_path, size=0.02)
    rows = tmp_path / "dialect-b" / "private" / "rows.csv"
    rows.parent.mkdir()
    rows.write_text("taken in")
    make_example(tmp_path, size=0.02)
    assert rows.read_text() == "taken in"


def test_another_council_is_not_written_over_an_example(tmp_path: Path):
    make_example(tmp_path, authority="Rutland", size=0.5)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    same = {"authority": "Rutland", "size": 0.5}
    for change in (
        {"authority": "Leicestershire"},
        {"size": 0.4},
        {"seed": 1},
        {"as_at": date(2026, 10, 31)},
    ):
        with pytest.raises(ParameterError, match="another made-up council is there") as refusal:
            make_example(tmp_path, **{**same, **change})
        assert refusal.value.exit_code == 2
    with pytest.raises(ParameterError, match=r"is there \(authority Rutland, size 0.5\)"):
        make_example(tmp_path)
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


def test_files_of_an_earlier_day_of_the_council_are_left_in_place(tmp_path: Path):
    of_rutland = {"authority": "Rutland", "size": 0.5}
    make_example(tmp_path, **of_rutland, known_on=date(2026, 10, 31))
    folder = tmp_path / "dialect-b"
    october = {file.name: file.read_bytes() for file in folder.glob("extracts/*10-2026*")}
    make_example(tmp_path, **of_rutland)
    assert october and all(
        (folder / "extracts" / name).read_bytes() == content for name, content in october.items()
    )
    assert len(list(folder.glob("extracts/*11-2026*"))) >= len(october) - 1
    assert "2026-11-30" in (folder / "authority.yml").read_text(encoding="utf-8")


def test_the_command_says_where_it_is_and_refuses_a_size_of_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    whole_parser = argparse.ArgumentParser()
    command.register(whole_parser.add_subparsers())
    args = whole_parser.parse_args(["example", str(tmp_path / "x"), "--size", "0.02"])
    assert command.run(args) == 0
    assert capsys.readouterr().out.count("A made-up example is in ") == 3
    with pytest.raises(ParameterError, match="Nothing was written"):
        command.run(whole_parser.parse_args(["example", str(tmp_path / "y"), "--size", "0"]))
    assert not (tmp_path / "y").exists()


def test_shares_of_a_week_are_of_as_many_as_the_councils_size_has():
    """A quarter of the size has a quarter of the plans behind each share, and the same shares."""
    none = pd.DataFrame({"received": pd.to_datetime([]), "started": pd.to_datetime([])})
    small, usual = (
        weekly_indicators(
            none, none, Parameters(), np.random.default_rng(1), as_at=AS_AT, size=size
        )
        for size in (0.25, 1.0)
    )
    of_small, of_usual = (
        table.groupby("indicator")["out_of"].mean().dropna() for table in (small, usual)
    )
    assert len(of_usual) > 2 and of_usual.min() > 10
    assert (of_small / of_usual).between(0.2, 0.3).all()
    assert small["value"].equals(usual["value"])

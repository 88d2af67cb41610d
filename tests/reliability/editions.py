"""Files of the wrong edition, of the next one, and of one that is held in other bytes: no value may
go into a year, vintage or edition that the file does not state.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hnb.tables import table
from tests.reliability.attempt import Attempt
from tests.sources import books

TITLE = "editions: a value goes into the year and edition that its file states, or nowhere"
GOAL = "all"
DAY = date(2026, 7, 30)
NEIGHBOUR = table("statistical_neighbours").value.name
Key = tuple[Any, ...]
PEOPLE = (
    (855, "E10000018", "Leicestershire"),
    (886, "E10000016", "Kent"),
    (831, "E06000015", "Derby"),
)


# ---- files in the publishers' layouts ----


def population(title: str) -> bytes:
    """The sheet of single years of age, with a title."""
    head = ["Code", "Name", "Geography", "All ages", *range(91)]
    rows: list[list[Any]] = [[title], *([["note"]] * 6), head]
    rows += [[ons, name, "LA", 9000, *([100] * 91)] for _, ons, name in PEOPLE]
    return books.xlsx(**{"MYE2 - Persons": rows})


def neighbours(title: str, first: int = 850) -> bytes:
    """A list of neighbours, with words above it."""
    others = [first, 869, 881, 878, 916, 926, 931, 935, 936, 938]
    head = ["LA num", "LA Name", "LA number", "x", "x"]
    rows: list[list[Any]] = [[title], [], [*head, *(f"SN{n // 2 + 1}" if n % 2 == 0 else "SNP"
                                                  for n in range(20))]]  # fmt: skip
    pairs = [cell for other in others for cell in (other, "Close")]
    rows += [[code, name, code, "", "", *pairs] for code, _, name in PEOPLE]
    return books.xlsx(**{"LA SN Groups": rows})


def deprivation(year: str, sheets: Sequence[str] = ("IMD", "IDACI")) -> bytes:
    """The upper-tier summaries of an index."""
    head = f"Upper Tier Local Authority District code{year}"
    book = {
        sheet: [
            [head, "name", "rank", "rank", f"{sheet} - Average score"],
            *([ons, name, 1, 1, 12.5] for _, ons, name in PEOPLE),
        ]
        for sheet in sheets
    }
    return books.xlsx(**book)


def districts(year: object, column: str = "deprivation_data_year") -> bytes:
    """The file of districts of an index."""
    domains = ("Index of Multiple Deprivation", "Income Deprivation Affecting Children")
    rows = [
        {"area_code": ons, "area_name": name, "area_type": "LAD", column: year,
         "index_domain": domain, "average_score": 77.5}
        for _, ons, name in PEOPLE[2:] for domain in domains
    ]  # fmt: skip
    return books.csv_bytes(rows)


def balances(years: str) -> bytes:
    """Balances carried forward, with the years in the heading."""
    rows = [
        {"new_la_code": ons, "la_name": name, f"dsg_cf_{years}_gbp": 77} for _, ons, name in PEOPLE
    ]
    return books.csv_bytes(rows)


def ees(columns: Sequence[str], *periods: object, identifier: str = "Calendar year",
        topics: Sequence[tuple[str, str]] = (), **more: object) -> bytes:  # fmt: skip
    """A file of Explore Education Statistics: 77 in every column."""
    rows = [
        {"time_period": period, "time_identifier": identifier,
         "geographic_level": "Local authority", "country_code": "E92000001",
         "country_name": "England", "region_code": "", "region_name": "South East",
         "new_la_code": ons, "old_la_code": code, "la_name": name,
         "breakdown_topic": topic, "breakdown": breakdown, **dict.fromkeys(columns, 77), **more}
        for period in periods for code, ons, name in PEOPLE for topic, breakdown in topics
    ]  # fmt: skip
    return books.csv_bytes(rows)


REQUESTS = (("All requests for EHC needs assessments", "Total"),)
requests = partial(ees, books.REQUESTS, topics=REQUESTS)


def caseload(
    *topics: tuple[str, str], without: Sequence[str] = (), period: object = 202526
) -> bytes:
    """The caseload, with some topics and without some columns."""
    from hnb.sources.source import sources

    tables = sources()["sen2"].parts["caseload"].tables
    columns = {"mainstream_total": 0}
    for layout in tables.values():
        columns |= dict.fromkeys(layout.values, 0)  # type: ignore[union-attr]
    wanted = [column for column in columns if column not in without]
    return ees(wanted, period, identifier="Academic year", topics=topics)


ALL_PLANS = ("All EHC plans", "Total")
AGED = ("Child or young persons age", "age 5")


# ---- what is done with them, and what is held afterwards ----


def _snapshot() -> dict[str, dict[Key, Any]]:
    """Every value that is held of the tables that these files are about."""
    import hnb

    names = ("population", "statistical_neighbours", "deprivation", "dsg_balances", "requests",
             "ehc_plans", "ehc_plans_by_age", "ehc_plans_by_placement", "gdp_deflator",
             "s251_high_needs", "dsg_blocks")  # fmt: skip
    held = {}
    for name in names:
        spec = table(name)
        level = spec.levels[0]
        frame = hnb.load(name, level=level)
        key = [frame[column].astype(str) for column in spec.key_at(level)]
        held[name] = dict(
            zip(zip(*key, strict=True), map(str, frame[spec.value.name]), strict=True)
        )
    return held


_BEFORE: dict[str, dict[Key, Any]] = {}


@dataclass(frozen=True)
class Outcome:
    """How taking a file in ended: the refusal or nothing, what was held already, and the keys that
    have another value than before.
    """

    refusal: str
    held_already: bool
    changed: dict[str, set[Key]]


def add_file(folder: Path, name: str, content: bytes, vintage: int | None = None) -> Outcome:
    """Take a file in with --accept, in a data folder of its own."""
    from hnb.domain.errors import HnbError
    from hnb.store import add, files

    earlier = os.environ.get("HNB_DATA")
    os.environ["HNB_DATA"] = str(folder / "home")
    files.forget()
    try:
        if not _BEFORE:
            _BEFORE.update(_snapshot())
        path = folder / name
        path.write_bytes(content)
        try:
            additions = add.look(path, DAY, vintage=vintage)
        except HnbError as fault:
            return Outcome(f"{fault.exit_code}: {fault}", False, {})
        fresh = [entry for entry in additions if entry.release]
        add.take_in(*fresh, accept=True)
        after = _snapshot() if fresh else _BEFORE
        changed = {
            name_: {key for key, value in held.items() if _BEFORE[name_].get(key) != value}
            for name_, held in after.items()
        }
        return Outcome("", not fresh, {table: keys for table, keys in changed.items() if keys})
    finally:
        os.environ.pop("HNB_DATA")
        if earlier:
            os.environ["HNB_DATA"] = earlier
        files.forget()


def refused(name: str, make: Callable[[], bytes], *words: str) -> Attempt:
    """A file that must be refused, naming these words."""

    def run(folder: Path) -> str:
        outcome = add_file(folder, name, make())
        missing = [word for word in words if word not in outcome.refusal]
        if not outcome.refusal.startswith("4") or missing:
            return f"not refused with {missing}: {outcome}"
        return ""

    return Attempt(f"refused: {' '.join(words)} ({name})", run, quick=True)


def taken(title: str, name: str, make: Callable[[], bytes], only: dict[str, tuple[int, str]],
          vintage: int | None = None) -> Attempt:  # fmt: skip
    """A file whose values may go into one period of each table alone: its place in the key, and
    the word there.
    """

    def run(folder: Path) -> str:
        outcome = add_file(folder, name, make(), vintage)
        if outcome.refusal or set(outcome.changed) != set(only):
            return f"{outcome.refusal or sorted(outcome.changed)}"
        wrong = [
            key for table, (place, word) in only.items()
            for key in outcome.changed[table] if key[place] not in word.split()
        ]  # fmt: skip
        return f"changed too: {wrong[:3]}" if wrong else ""

    return Attempt(f"taken in as what it states: {title}", run, quick=True)


# ---- what is held, saved anew ----


def _packed(*members: tuple[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return whole.getvalue()


def _held_neighbours(vintage: int, change: int | None = None) -> bytes:
    """The list that is held, written anew in the publisher's layout, without its year."""
    import hnb

    frame = hnb.load("statistical_neighbours")
    rows: list[list[Any]] = [["A"], [1.0], ["LA num", "LA Name", "LA number", "x", "x",
                              *(f"SN{n // 2 + 1}" if n % 2 == 0 else "SNP" for n in range(20))]]  # fmt: skip
    from hnb.domain import areas

    for code, ten in frame[frame["vintage"] == vintage].groupby("la_code"):
        pairs = [
            cell for row in ten.itertuples() for cell in (getattr(row, NEIGHBOUR), row.closeness)
        ]
        rows.append([code, areas.by_code()[int(str(code))].name, code, "", "", *pairs])
    if change:
        rows[3][5] = change
    return books.xlsx(**{"LA SN Groups": rows})


def _held_population(year: int, title: str) -> bytes:
    """The estimates that are held, written anew."""
    import hnb
    from hnb.domain import areas

    ages = [str(age) for age in range(26)]
    rows: list[list[Any]] = [
        [title],
        *([["note"]] * 6),
        ["Code", "Name", "Geography", "All", *range(26)],
    ]
    for level in ("authority", "england"):
        frame = hnb.load("population", level=level)
        frame = frame[(frame["mid_year"] == year) & (frame["basis"] == "estimate")]
        if level == "england":
            values = dict(zip(frame["age_group"], frame["people"], strict=True))
            rows.append(["E92000001", "ENGLAND", "Country", 1, *(values[age] for age in ages)])
            continue
        for code, group in frame.groupby("la_code"):
            who = areas.by_code()[int(str(code))]
            values = dict(zip(group["age_group"], group["people"], strict=True))
            rows.append([who.ons_codes[0], who.name, "LA", 1, *(values[age] for age in ages)])
    return books.xlsx(**{"MYE2 - Persons": [[_plain(cell) for cell in row] for row in rows]})


def _plain(cell: Any) -> Any:
    return cell.item() if hasattr(cell, "item") else cell


def _held_districts() -> bytes:
    """The index of districts that is held, with its columns in another order."""
    import hnb
    from hnb.domain import areas

    frame = hnb.load("deprivation")
    domains = {"IMD 2025": "Index of Multiple Deprivation",
               "IDACI 2025": "Income Deprivation Affecting Children"}  # fmt: skip
    rows = [
        {"index_domain": domains[row.index_], "average_score": row.score,
         "area_name": areas.by_code()[row.la_code].name, "area_type": "LAD",
         "deprivation_data_year": 2025, "area_code": areas.by_code()[row.la_code].ons_codes[0]}
        for row in frame.rename(columns={"index": "index_"}).itertuples()
        if row.index_ in domains
    ]  # fmt: skip
    return books.csv_bytes(rows)


def known(title: str, name: str, make: Callable[[], bytes], vintage: int | None = None) -> Attempt:
    """A file that says what is held: known as held, whatever its bytes."""

    def run(folder: Path) -> str:
        outcome = add_file(folder, name, make(), vintage)
        return "" if outcome.held_already else f"not known as held: {outcome}"

    return Attempt(f"held already: {title}", run)


def _revised(folder: Path) -> str:
    """One value changed in a copy of what is held: that value alone is revised."""
    content = _held_population(2023, "MYE2: Persons, mid-2023")
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content))
    book["MYE2 - Persons"]["E12"] = 123
    changed = io.BytesIO()
    book.save(changed)
    outcome = add_file(folder, "again.xlsx", changed.getvalue())
    if outcome.refusal or [len(keys) for keys in outcome.changed.values()] != [1]:
        return f"{outcome}"
    return ""


def _same_names(paths: Sequence[str], years: Sequence[int], folder: Path) -> str:
    """Files of one name in a zip: every year is taken in."""
    members = [(path, requests(year)) for path, year in zip(paths, years, strict=True)]
    outcome = add_file(folder, "some.zip", _packed(*members))
    got = {key[1] for key in outcome.changed.get("requests", ())}
    return "" if got == set(map(str, years)) else f"{sorted(got)}: {outcome.refusal}"


def _same_path(folder: Path) -> str:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        content = _packed(("a/requests.csv", requests(2025)), ("a/requests.csv", requests(2026)))
    outcome = add_file(folder, "some.zip", content)
    return "" if "two files called" in outcome.refusal else f"{outcome}"


def _at_odds(folder: Path) -> str:
    """Two files of one name with other values for one year: refused, naming both."""
    other = requests(2026).replace(b",77", b",78")
    outcome = add_file(
        folder, "s.zip", _packed(("a/requests.csv", requests(2026)), ("b/requests.csv", other))
    )
    fine = "a/requests.csv" in outcome.refusal and "b/requests.csv" in outcome.refusal
    return "" if fine else f"{outcome}"


def _compiled(make: Callable[[], bytes], name: str, is_compiled: bool, folder: Path) -> str:
    """Who made a file is kept when it is taken in again."""
    from hnb.sources.files.grid import open_original
    from hnb.sources.recognise import recognise
    from hnb.store import add

    (recognised,) = recognise(open_original(name, make()))
    release = add._new_release(recognised, DAY, "")
    return "" if bool(release.assembled_by) == is_compiled else f"made by {release.assembled_by!r}"


def _parts_apart(folder: Path) -> str:
    """Whether two parts of one source are known by the same thing."""
    from hnb.sources.source import sources

    for source in sources().values():
        marks = [part.recognise for part in source.parts.values() if part.recognise]
        if len(marks) != len({mark.model_dump_json() for mark in marks}):
            return f"{source.name} has two parts that are recognised alike"
    return ""


def _json(folder: Path | None = None) -> bytes:
    return (b'{"E10000016": {"la_name": "Kent", "year": 2025, "education_breakdown": '
            b'[{"name": "High needs (SEND)", "value": 77}], "total": 77}}')  # fmt: skip


def _dsg(title: str) -> bytes:
    from tests.store.test_add import dsg

    return dsg(years=title)


LINES = ("category_of_expenditure", "net_expenditure", "early_years_establishments", "primary_schools",
         "secondary_schools", "sen_and_special_schools", "pupil_referral_units_and_alt_provision",
         "post_16", "income")  # fmt: skip


def _outturn(identifier: str = "Financial year", period: object = 202324) -> bytes:
    amounts = dict.fromkeys(LINES[1:], 77_000_000)  # which can be pounds only
    return ees((), period, identifier=identifier, topics=(("", ""),), **amounts,
               category_of_expenditure="1.2.5 SEN support services")  # fmt: skip


def attempts() -> Iterator[Attempt]:
    """Wrong, next, partial and saved-again editions."""
    mid = "MYE2: Persons by single year of age for local authorities, {}"
    for year in (2021, 2024, 2025, 2026):
        make = partial(population, mid.format(f"mid-{year}"))
        yield taken(f"population of mid-{year}", "p.xlsx", make, {"population": (1, str(year))})
    yield taken("population, 'Mid 2025'", "p.xlsx", partial(population, mid.format("Mid 2025")),
                {"population": (1, "2025")})  # fmt: skip
    yield refused("no-year.xlsx", partial(population, mid.format("all years")), "A1", "no year")
    yield refused("empty.xlsx", partial(population, ""), "A1", "no year")
    yield refused(
        "two.xlsx", partial(population, mid.format("mid-2024 and mid-2025")), "2024 and 2025"
    )
    for year in (2023, 2026, 2027):
        make = partial(neighbours, f"Statistical neighbours, June {year}")
        yield taken(
            f"neighbours of {year}", "n.xlsx", make, {"statistical_neighbours": (1, str(year))}
        )
    yield refused("n.xlsx", partial(neighbours, "A"), "--vintage", "year of the list")
    yield refused("n.xlsx", partial(neighbours, "2025 list, replaces 2021"), "2021 and 2025")
    yield taken("neighbours with --vintage 2027", "n.xlsx", partial(neighbours, "A"),
                {"statistical_neighbours": (1, "2027")}, 2027)  # fmt: skip
    for year in ("(2024)", "(2025)", "(2031)", ""):
        yield refused(f"index{year}.xlsx", partial(deprivation, f" {year}"), "A1", "2019")
    yield refused("one.xlsx", partial(deprivation, " (2025)", ["IDACI"]), "A1", "IDACI 2019")
    for wrong in (2019, 2030, "", "2025 (revised)"):
        yield refused(f"lad-{wrong}.csv", partial(districts, wrong), "2025")
    yield refused("no-column.csv", partial(districts, 2030, "year"), "2025")
    for years in ("2425", "2223"):
        yield refused(f"balances-{years}.csv", partial(balances, years), "nothing in it is known")
    for period in (2025, 2026):
        yield taken(
            f"requests of {period}",
            "r.csv",
            partial(requests, period),
            {"requests": (1, str(period))},
        )
    for identifier in ("Academic year", "Financial year", "Calendar year Q1", "Autumn term"):
        make = partial(requests, 2026, identifier=identifier)
        yield refused("r.csv", make, identifier)
    yield refused("c.csv", partial(_outturn, "Academic year"), "Academic year")
    yield refused("c.csv", partial(_outturn, "Financial year Q2"), "Financial year Q2")
    yield taken("outturn of 2023-24", "o.csv", _outturn, {"s251_high_needs": (1, "2023-24")})
    for years, word in (("2024 to 2025", "2024-25"), ("2025 to 2026", "2025-26")):
        yield taken(f"grant of {years}", "d.xlsx", partial(_dsg, years), {"dsg_blocks": (1, word)})
    yield refused("d.xlsx", partial(_dsg, "2024 to 2027"), "2024-2027")
    yield refused("d.xlsx", partial(_dsg, "the coming year"), "A1", "no year")
    yield from _other_years(mid)
    yield from _competing()
    yield from _partial()
    yield from _saved_again()
    yield from _zips()
    yield Attempt("two parts of one source are never known alike", _parts_apart, quick=True)
    for name, make, is_compiled in (
        ("lookup.json", _json, True), ("bal.csv", partial(balances, "2324"), True),
        ("o.csv", _outturn, False), ("r.csv", partial(requests, 2026), False),
        ("d.xlsx", partial(_dsg, "2024 to 2025"), False),
    ):  # fmt: skip
        yield Attempt(f"who made {name} is kept", partial(_compiled, make, name, is_compiled), True)


def _other_years(mid: str) -> Iterator[Attempt]:
    """Years that are none, that are said beside another, or that a column says twice."""
    for words in ("mid-20225", "mid-2024/25", "mid-202", "mid-2O25"):
        yield refused("p.xlsx", partial(population, mid.format(words)), "A1", "no year")
    for years in ("2024 to 20255", "12024 to 2025"):
        yield refused("d.xlsx", partial(_dsg, years), "A1", "no year")
    for year in (" (2019) and (2025)", " (2019), revised 2025"):
        yield refused("i.xlsx", partial(deprivation, year), "A1", "2019")
    for first, name in ((869, "twice"), (855, "of itself")):
        make = partial(neighbours, "June 2027", first)
        yield refused(f"{name}.xlsx", make, "row 4", "each once")
    for head in ("time_period", "Time_Period", "Requests_received_in_year", "LA_NAME"):
        yield refused("r.csv", partial(_headed_twice, head), "both headed", head.strip())
    yield refused("l.csv", partial(_headed_twice, "Average_Score", districts(2025)), "both headed")
    yield Attempt("years long after the day of publication are news", _too_late, quick=True)
    yield Attempt("a day that the file itself does not say is news", _other_day, quick=True)
    yield Attempt("a title above a CSV is not told as renamed columns", _titled, quick=True)


def _headed_twice(head: str, content: bytes | None = None) -> bytes:
    """A file with a further column at the end, of a heading that it has."""
    first, *others = (content or requests(2026)).decode().splitlines()
    return "\n".join([f"{first},{head}", *(f"{line},2030" for line in others), ""]).encode()


def _news(folder: Path, name: str, content: bytes) -> str:
    from hnb.store import add

    (folder / name).write_bytes(content)
    return " ".join(item for entry in add.look(folder / name, DAY) for item in entry.news)


def _too_late(folder: Path) -> str:
    for name, content, year in (
        ("p.xlsx", population("mid-2030"), "2030"), ("n.xlsx", neighbours("2099"), "2099"),
        ("d.xlsx", _dsg("2031 to 2032"), "2031-32"), ("r.csv", requests(2029), "2029"),
    ):  # fmt: skip
        if f"has figures of {year}, long after" not in (news := _news(folder, name, content)):
            return f"{name}: {news}"
    return _news(folder, "p.xlsx", population("mid-2026"))


def _other_day(folder: Path) -> str:
    news = _news(folder, "d.xlsx", _dsg("2025 to 2026"))
    says = f"published on {DAY}, and the file itself says 2024-07-18"
    return "" if says in news else f"not told: {news}"


def _titled(folder: Path) -> str:
    news = _news(folder, "r.csv", b"Requests in 2026\n\n" + requests(2026))
    return news if "is now called" in news or "a note above" not in news else ""


def _competing() -> Iterator[Attempt]:
    """Files that say other things of one period."""
    yield Attempt("two files of one command and day that disagree", _rivals, quick=True)
    yield Attempt("a second file of one day that disagrees", _same_day, quick=True)
    yield Attempt("a correction of a later day is used", _corrected, quick=True)
    yield Attempt("an older edition is not said to revise", _older, quick=True)


OTHER = requests(2026).replace(b",77", b",78")


def _one_after_another(folder: Path, second: date) -> tuple[str, set[str]]:
    """What is said of another edition after a first, and the values that are held then."""
    import hnb
    from hnb.domain.errors import HnbError
    from hnb.store import add, files

    for name, content in (("a.csv", requests(2026)), ("b.csv", OTHER)):
        (folder / name).write_bytes(content)
    with patch.dict(os.environ, HNB_DATA=str(folder / "home")):
        files.forget()
        try:
            add.take_in(*add.look(folder / "a.csv", DAY))
            try:
                additions = add.look(folder / "b.csv", second)
                add.take_in(*additions)
                says = "; ".join(str(change) for entry in additions for change in entry.changes)
            except HnbError as fault:
                says = f"{fault.exit_code}: {fault}"
            requests_held = hnb.load("requests")
            latest = requests_held[requests_held["calendar_year"] == 2026]
            return says, {*latest[table("requests").value.name].astype(str)}
        finally:
            files.forget()


def _rivals(folder: Path) -> str:
    from tests.reliability.names import ended

    files = [folder / "a.csv", folder / "b.csv"]
    for file, content in zip(files, (requests(2026), OTHER), strict=True):
        file.write_bytes(content)
    words = ["--published", str(DAY), *map(str, files)]
    with patch.dict(os.environ, HNB_DATA=str(folder / "home")):
        for more in ((), ("--dry-run",)):
            add = ended("data", "add", *more, *words, code=4, says="other figures in a.csv")
            if fault := add(folder):
                return fault
    return "it was taken in" if (folder / "home").exists() else ""


def _same_day(folder: Path) -> str:
    says, values = _one_after_another(folder, DAY)
    fine = says.startswith("4") and f"on the same day, {DAY}: " in says and values == {"77"}
    return "" if fine else f"{says}: {values}"


def _corrected(folder: Path) -> str:
    says, values = _one_after_another(folder, DAY.replace(day=31))
    return "" if "21 revised" in says and values == {"78"} else f"{says}: {values}"


def _older(folder: Path) -> str:
    says, values = _one_after_another(folder, DAY.replace(day=1))
    fine = "revised" not in says and "21 not used" in says and values == {"77"}
    return "" if fine else f"{says}: {values}"


def _partial() -> Iterator[Attempt]:
    """Releases that lack a breakdown are taken in for what they do contain."""
    january = {"ehc_plans": (1, "2026")}
    placed = {**january, "ehc_plans_by_placement": (1, "2026")}
    yield taken("caseload without ages", "c.csv", partial(caseload, ALL_PLANS), placed)
    yield taken(
        "caseload of ages alone",
        "c.csv",
        partial(caseload, AGED),
        {"ehc_plans_by_age": (1, "2026")},
    )
    yield taken("caseload with ages", "c.csv", partial(caseload, ALL_PLANS, AGED),
                {**placed, "ehc_plans_by_age": (1, "2026")})  # fmt: skip

    yield refused("c.csv", partial(caseload, ("Sex", "Female")), "no row is for")
    make = partial(caseload, ALL_PLANS, without=["mainstream_academy"])
    yield refused("renamed.csv", make, "mainstream_academy")


def _saved_again() -> Iterator[Attempt]:
    """What is held, in other bytes."""
    for year in (2021, 2025):
        yield known(f"the neighbours of {year}", "n.xlsx", partial(_held_neighbours, year))
    yield refused("another.xlsx", partial(_held_neighbours, 2025, 203), "--vintage")
    for year in (2022, 2023):
        make = partial(_held_population, year, f"MYE2: Persons, mid-{year}")
        yield known(f"the population of mid-{year}", "p.xlsx", make)
    make = partial(_held_population, 2023, "MYE2: Persons, mid-2026")
    yield taken(
        "figures of mid-2023 under the title of mid-2026",
        "p.xlsx",
        make,
        {"population": (1, "2026")},
    )
    yield known("the index of districts, columns in another order", "i.csv", _held_districts)
    yield Attempt("one figure revised in a copy of what is held", _revised)


def _zips() -> Iterator[Attempt]:
    """Files of one name in a zip."""
    for paths in (
        ["2025/requests.csv", "2026/requests.csv"],
        ["requests.csv", "data/requests.csv"],
        ["a/b/requests.csv", "a/c/requests.csv"],
        ["a/Requests.csv", "b/requests.CSV"],
        ["a\\requests.csv", "b\\requests.csv"],
    ):
        run = partial(_same_names, paths, [2025, 2026])
        yield Attempt(f"both taken from a zip: {' and '.join(paths)}", run, quick=True)
    three = ["a/requests.csv", "b/requests.csv", "c/requests.csv"]
    yield Attempt("three of one name", partial(_same_names, three, [2025, 2026, 2027]), True)
    yield Attempt("two of one path are refused", _same_path, True)
    yield Attempt("two of one name that disagree are refused, naming both", _at_odds, True)

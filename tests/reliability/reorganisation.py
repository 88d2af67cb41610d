"""Authorities that merge or split: lists of codes, who took whose place, and files with the new
authorities. Each is taken in as it says, or refused with what to do.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from hnb.domain import areas, manifest
from hnb.domain.errors import DamagedError, SourceError
from hnb.store import add, files
from tests.reliability.attempt import Attempt, hnb
from tests.reliability.shorthand import table, text
from tests.sources import books

TITLE = "lists of authorities after a reorganisation, taken in or refused with a way forward"
GOAL = "all"
DAY = datetime.date(2027, 4, 1)
HEADS = (
    "new_la_code", "la_name", "date_of_operation", "date_of_termination", "parent_geography_code",
    "entity_code", "entity_description", "status", "old_la_code",
)  # fmt: skip
SUFFOLK = "E10000029,Suffolk,01/01/2009,31/03/2027,E12000006,E10,Counties,terminated,935"
WEST = "E06000071,West Suffolk,01/04/2027,,E12000006,E06,Unitary Authorities,live,951"
EAST = "E06000072,Ipswich and East Suffolk,01/04/2027,,E12000006,E06,Unitary Authorities,live,952"
SPLIT = (SUFFOLK, WEST, EAST)
ORDER = "- {closed: [935], opened: [951, 952], day: 2027-04-01}\n"
MERGED = (
    "E06000015,Derby,01/04/1997,31/03/2028,E12000004,E06,Unitary Authorities,terminated,831",
    "E10000007,Derbyshire,01/04/1974,31/03/2028,E12000004,E10,Counties,terminated,830",
    "E06000080,Greater Derbyshire,01/04/2028,,E12000004,E06,Unitary Authorities,live,960",
)
MERGER = "- {closed: [830, 831], opened: [960], day: 2028-04-01}\n"


@contextmanager
def own_data(folder: Path) -> Iterator[None]:
    """A folder of added data of this attempt's own."""
    before = os.environ.get("HNB_DATA")
    os.environ["HNB_DATA"] = str(folder / "data")
    try:
        for forgets in (areas.forget, files.forget, manifest.forget):
            forgets()
        yield
    finally:
        del os.environ["HNB_DATA"]
        if before is not None:
            os.environ["HNB_DATA"] = before
        for forgets in (areas.forget, files.forget, manifest.forget):
            forgets()


def written(folder: Path, rows: tuple[str, ...], orders: str | bytes | None) -> tuple[Path, Path]:
    """A list of codes, and a file of orders."""
    codes, successors = folder / "la-list.csv", folder / "successors.yml"
    codes.write_text("\n".join([",".join(HEADS), *rows, ""]), encoding="utf-8")
    if orders is not None:
        successors.write_bytes(orders if isinstance(orders, bytes) else orders.encode("utf-8"))
    return codes, successors


def refused(folder: Path, *, rows: tuple[str, ...], orders: str | bytes | None, says: str) -> str:
    """What is wrong with the refusal of a list."""
    codes, successors = written(folder, rows, orders)
    with own_data(folder):
        try:
            found = add.look(codes, DAY, successors if orders is not None else None)
        except SourceError as fault:
            message = str(fault)
            is_one = "\n" not in message and "Nothing was taken in." in message
            return "" if says in message and is_one else f"does not say {says!r}: {message}"
    return f"not refused: {found}"


def taken(
    folder: Path,
    *,
    rows: tuple[str, ...],
    orders: str | None,
    expected: dict[int, tuple[str, str, tuple[int, ...], tuple[int, ...]]],
) -> str:
    """What is wrong with the authorities once a list is taken in: days, and links, by number."""
    codes, successors = written(folder, rows, orders)
    with own_data(folder):
        add.take_in(*add.look(codes, DAY, successors if orders is not None else None))
        for code, wanted in expected.items():
            who = areas.by_code()[code]
            found = (str(who.opened or ""), str(who.closed or ""), who.predecessors, who.successors)
            if found != wanted:
                return f"{code}: {found}, and not {wanted}"
            if areas.find(who.name).la_code != code:
                return f"{who.name} is {areas.find(who.name)}"
        if any(addition.csv_by_file for addition in add.look(codes, DAY)):
            return "the same list again would change something"
    return ""


def request(code: str, name: str, ons: str) -> str:
    """A file of requests, with one row of a new authority."""
    rows = table()
    rows[1] = [
        {"Kent": name, "886": code, "E10000016": ons, "South East": "East of England"}.get(
            cell, cell
        )
        for cell in rows[1]
    ]
    return text(rows)


def read_after(folder: Path, *, before: bool) -> str:
    """A file with a new authority, before its list is taken in and after."""
    codes, successors = written(folder, SPLIT, ORDER)
    new = folder / "requests.csv"
    new.write_text(request("951", "West Suffolk", "E06000071"), encoding="utf-8")
    run = partial(hnb, "data", "add", env={"HNB_DATA": str(folder / "data")})
    day = ("--published", "2026-06-25")
    if before:
        return run(*day, new).fault(4, says="hnb data add LIST --successors FILE")
    steps = [
        run(*day, codes, "--successors", successors).fault(0, says="951 West Suffolk: new"),
        run(*day, codes, "--successors", successors).fault(0, says="held already"),
        run(*day, new).fault(0, says="requests (authority): 14 new"),
        hnb("headline", "--authority", "West Suffolk", env={"HNB_DATA": str(folder / "data")})
        .fault(0, says="West Suffolk opened on 1 April 2027"),
    ]  # fmt: skip
    return "; ".join(filter(None, steps))


def damaged(folder: Path, *, content: bytes, says: str, is_in_manifest: bool = True) -> str:
    """A list in the folder of added data that cannot be used: one paragraph, and how to go on."""
    data = folder / "data"
    data.mkdir()
    (data / areas.LIST).write_bytes(content)
    if is_in_manifest:
        (data / manifest.NAME).write_text(manifest.manifest_text(data), encoding="utf-8")
    with own_data(folder):
        manifest.forget()
        try:
            areas.everyone()
        except DamagedError as fault:
            message = str(fault)
            is_whole = says in message and "\n" not in message and f"move {data} away" in message
            return "" if is_whole else f"does not say {says!r}: {message}"
    return "not refused"


def as_a_workbook(folder: Path) -> str:
    """A list of codes that Excel has saved: its days are days."""
    rows: list[list[object]] = [[*HEADS]]
    for line in SPLIT:
        cells: list[object] = [
            datetime.datetime.strptime(cell, "%d/%m/%Y") if "/" in cell else cell or None
            for cell in line.split(",")
        ]
        cells[-1] = int(str(cells[-1]))
        rows.append(cells)
    codes, (_, successors) = folder / "la-list.xlsx", written(folder, SPLIT, ORDER)
    codes.write_bytes(books.xlsx(codes=rows))
    with own_data(folder):
        add.take_in(*add.look(codes, DAY, successors))
        who = areas.find("West Suffolk")
    return "" if str(who.opened) == "2027-04-01" else str(who)


LISTED = ",".join(areas.COLUMNS)
NEW_ROW = b"951,West Suffolk,E06000071,East of England,2027-04-01,,935,,"
REFUSED: dict[str, tuple[tuple[str, ...], str | bytes | None, str]] = {
    "no orders": (SPLIT, None, "closed: [935], opened: [951, 952], day: 2027-04-01"),
    "an empty file of orders": (SPLIT, "", "cannot be used. Expected a list"),
    "no order in it": (SPLIT, "[]", "which took the place of which"),
    "an order that is no YAML": (SPLIT, "- [", "successors.yml: it cannot be read"),
    "an order in other letters": (SPLIT, b"\xff\xfe-", "successors.yml: it cannot be read"),
    "a key misspelt": (SPLIT, ORDER.replace("closed", "closd"), "nearest: closed"),
    "an order without one of the new": (SPLIT, ORDER.replace(", 952", ""), "new: 952 Ipswich"),
    "an order without the closed": (SPLIT, ORDER.replace("935", "926"), "closed: 935 Suffolk"),
    "an order about nobody": (SPLIT, ORDER.replace("952]", "952, 953]"), "no authority 953 is"),
    "an order that opens one that is there": (
        SPLIT, ORDER.replace("952]", "952, 886]"), "886 Kent is not new",
    ),
    "an order of another day": (SPLIT, ORDER.replace("04-01", "05-01"), "in the list of codes on"),
    "an order twice": (SPLIT, ORDER * 2, "to be opened once"),
    "an authority that closes itself": (
        SPLIT, ORDER.replace("[935]", "[935, 951]"), "951 stands twice",
    ),
    "an authority that closed before": (
        SPLIT, f"{ORDER}- {{closed: [909], opened: [951], day: 2027-04-01}}\n", "951 is opened on",
    ),
    "a list that closes on another day": (
        (SUFFOLK.replace("31/03/2027", "31/12/2026"), WEST, EAST), ORDER, "on 2026-12-31",
    ),
    "a closed authority and nobody new": ((SUFFOLK,), None, "closed: 935 Suffolk"),
    "a new authority and nobody closed": ((WEST,), None, "new: 951 West Suffolk"),
    "a day that is none": ((SUFFOLK.replace("31/03", "31/02"), WEST, EAST), ORDER, "is not a day"),
    "a region that is none": ((SUFFOLK, WEST.replace("E12", "E13"), EAST), ORDER, "E13000006"),
    "a number of two digits": ((SUFFOLK, WEST.replace(",951", ",51"), EAST), ORDER, "three digits"),
    "a code cut short": ((SUFFOLK, WEST.replace("E06000071", "E0600071"), EAST), ORDER, "ONS code"),
    "no name": ((SUFFOLK, WEST.replace("West Suffolk", ""), EAST), ORDER, "a name"),
    "one number for two": ((SUFFOLK, WEST, EAST.replace("952", "951")), ORDER, "951 is the number"),
    "another's code": ((SUFFOLK, WEST.replace("E06000071", "E10000016"), EAST), ORDER, "886 too"),
    "another's name": ((SUFFOLK, WEST.replace("West Suffolk", "Kent"), EAST), ORDER, "'kent'"),
    "one that had closed, in use": (
        ("E10000006,Cumbria,01/01/2009,,E12000002,E10,Counties,live,909",), None, "2023-04-01",
    ),
}  # fmt: skip
TAKEN = {
    "a county splits": (
        SPLIT, ORDER, {935: ("", "2027-04-01", (), (951, 952)), 951: ("2027-04-01", "", (935,), ())},
    ),
    "two authorities merge": (
        MERGED, MERGER, {831: ("", "2028-04-01", (), (960,)), 960: ("2028-04-01", "", (830, 831), ())},
    ),
    "a split and a merger": (
        (*SPLIT, *MERGED), ORDER + MERGER, {952: ("2027-04-01", "", (935,), ()), 960: ("2028-04-01", "", (830, 831), ())},
    ),
    "a split, and a merger after it": (
        (*SPLIT[:2], EAST.replace("01/04/2027,,", "01/04/2027,31/03/2029,").replace("live", "terminated"),
         "E06000090,New Suffolk,01/04/2029,,E12000006,E06,Unitary Authorities,live,970"),
        f"{ORDER}- {{closed: [952], opened: [970], day: 2029-04-01}}\n",
        {952: ("2027-04-01", "2029-04-01", (935,), (970,)), 970: ("2029-04-01", "", (952,), ())},
    ),
    "the old authority still in use in the list": (
        (SUFFOLK.replace("31/03/2027", "").replace("terminated", "live"), WEST, EAST), ORDER,
        {935: ("", "2027-04-01", (), (951, 952))},
    ),
    "the old authority not in the list": (
        (WEST, EAST), ORDER, {935: ("", "2027-04-01", (), (951, 952))},
    ),
    "orders that are held already, too": (
        SPLIT, f"- {{closed: [909], opened: [942, 943], day: 2023-04-01}}\n{ORDER}",
        {909: ("", "2023-04-01", (), (942, 943)), 951: ("2027-04-01", "", (935,), ())},
    ),
    "the county's name for one of the new": (
        (SUFFOLK.replace("Suffolk", "Suffolk"), WEST.replace("West Suffolk", "Ipswich"), EAST), ORDER,
        {951: ("2027-04-01", "", (935,), ())},
    ),
    "a new code alone": (
        ("E06000099,Kent,01/05/2026,,E12000008,E06,Unitary Authorities,live,886",), None,
        {886: ("", "", (), ())},
    ),
}  # fmt: skip
DAMAGED: dict[str, tuple[bytes, str]] = {
    "other letters": (b"\xff\xfe\n", "not text in UTF-8"),
    "nothing": (b"\n", "no column la_code"),
    "another heading": (b"code,name\n951,x\n", "no column la_code"),
    "a day that is none": (f"{LISTED}\n".encode() + NEW_ROW.replace(b"04-01", b"14-01"), "opened"),
    "a link that is not named back": (f"{LISTED}\n".encode() + NEW_ROW, "does not name 951"),
    "half a row": (f"{LISTED}\n951,West".encode(), "region"),
}


def attempts() -> list[Attempt]:
    """Every list, and every file with the new authorities."""
    runs: dict[str, Callable[[Path], str]] = {}
    for name, (rows, orders, says) in REFUSED.items():
        runs[f"refused: {name}"] = partial(refused, rows=rows, orders=orders, says=says)
    for name, (rows, orders, expected) in TAKEN.items():
        runs[f"taken in: {name}"] = partial(taken, rows=rows, orders=orders, expected=expected)
    for name, (content, says) in DAMAGED.items():
        runs[f"damaged: {name}"] = partial(damaged, content=content, says=says)
    runs["damaged: not as it was written"] = partial(
        damaged, content=NEW_ROW, says="it is not there", is_in_manifest=False
    )
    runs["taken in: a workbook"] = as_a_workbook
    return [
        *(Attempt(name, run, quick=True) for name, run in runs.items()),
        Attempt("a file before its list", partial(read_after, before=True)),
        Attempt("a file after its list", partial(read_after, before=False)),
    ]

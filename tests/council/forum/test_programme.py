"""hnb.council.forum.programme on small ledgers: the oracle is arithmetic that a reader can redo."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from hnb.council.authority.definition import AuthorityDefinition
from hnb.council.definition import layout
from hnb.council.forum import ForumRecords, layouts_read
from hnb.council.forum.programme import LONGEST_NAME, NOT_SAID, TOGETHER, declare, rag_of
from hnb.council.intake import add
from hnb.council.protect import protect
from tests.council.valid import AS_AT, confirm, council, csv_bytes, valid

ROWS = [
    # workstream, year, cost, saving, kind, benefit, placements, owner, status
    ("Places", "2024-25", 100.0, 400.0, "planned", "cashable", 18.0, "Head of Places", "plan"),
    ("Places", "2024-25", 120.0, 200.0, "achieved", "cashable", 14.0, None, "RAG: Amber"),
    ("Fees", "2024-25", None, 50.5, "planned", "avoided", None, "Head of Buying", "G"),
    ("Fees", "2025-26", None, 60.0, None, None, None, "Head of Fees", "red"),
]
COLUMNS = (
    "workstream",
    "financial_year",
    "cost_gbp",
    "saving_gbp",
    "kind",
    "saving_kind",
    "placements_avoided",
    "owner",
    "status",
)


def records(rows: list[tuple[object, ...]]) -> ForumRecords:
    """The ledger as it was taken in."""
    frame = pd.DataFrame(rows, columns=[*COLUMNS]).reindex(
        columns=[*layout("programme_ledger").columns]
    )
    text = [name for name in frame if frame[name].dtype == object]
    frame = frame.astype(dict.fromkeys(text, "str"))
    authority = AuthorityDefinition(authority=855)
    return ForumRecords(lambda name: frame, 855, date(2026, 11, 30), authority)


def _amounts(rows: list[tuple[object, ...]]) -> dict[tuple[str, ...], float]:
    table = declare(records(rows)).open_tables["council_programme"]
    keys = ["workstream", "financial_year", "basis", "item"]
    return table.set_index(keys)["programme_gbp"].to_dict()


def test_amounts_are_those_of_the_ledger():
    assert _amounts(ROWS) == {
        ("Places", "2024-25", "planned", "investment"): 100,
        ("Places", "2024-25", "planned", "cashable saving"): 400,
        ("Places", "2024-25", "achieved", "investment"): 120,
        ("Places", "2024-25", "achieved", "cashable saving"): 200,
        ("Fees", "2024-25", "planned", "cost avoided"): 50.5,
        ("Fees", "2025-26", "planned", "saving of a kind not said"): 60,
    }


def _achieved(**placements: int) -> list[tuple[object, ...]]:
    """A workstream each, which saved £1,000 for every placement."""
    return [
        (name, "2024-25", 10.0, 1_000.0 * count, "achieved", "avoided", float(count), name, "red")
        for name, count in placements.items()
    ]


@pytest.mark.parametrize(
    ("placements", "apart"),
    [
        ({"Few": 3, "Many": 8, "More": 20}, {"More"}),  # 3 and 8 are 11
        ({"Few": 3, "Two": 4, "More": 20}, {"More"}),  # 3 and 4 are 7
        ({"Few": 1, "Nothing": 0, "Some": 6, "More": 20}, {"More"}),  # 1 and none are 1
        ({"Few": 1, "Two": 2}, set()),
        ({"Many": 6, "None": 0}, {"Many", "None"}),
    ],
)
def test_no_saving_is_of_few_placements(placements, apart):
    """What a placement or two saved is what was paid for a child."""
    table = declare(records(_achieved(**placements))).open_tables["council_programme"]
    savings = table[table["item"].eq("cost avoided")].set_index("workstream")["programme_gbp"]
    assert {*savings.index} == apart | ({TOGETHER} if len(apart) < len(placements) else set())
    assert savings.sum() == 1_000 * sum(placements.values())
    together = table[table["workstream"].eq(TOGETHER)]
    assert {*together["owner"], *together["rag"]} <= {NOT_SAID}


def test_workstream_has_the_last_owner_and_status_of_what_was_achieved():
    table = declare(records(ROWS)).open_tables["council_programme"]
    described = table.groupby("workstream")[["owner", "rag"]].agg(set)
    assert described.loc["Places"].to_list() == [{"Head of Places"}, {"amber"}]
    assert described.loc["Fees"].to_list() == [{"Head of Fees"}, {"red"}]


@pytest.mark.parametrize(
    ("status", "rag"),
    [("Red", "red"), ("A", "amber"), ("RAG: green", "green"), ("on track", None), (None, None),
     ("red/amber", None), ("R", "red"), ("reddish", None)],
)  # fmt: skip
def test_status_says_red_amber_or_green_in_its_own_words(status, rag):
    assert rag_of(status) == rag


def test_placements_of_a_year_carry_how_many_children_they_are():
    (measured,) = declare(records(ROWS)).measured
    assert measured.table == "council_placements_avoided"
    counted = measured.frame.set_index(["financial_year", "basis"])
    assert counted["placements_avoided"].to_dict() == {
        ("2024-25", "planned"): 18,
        ("2024-25", "achieved"): 14,
    }
    assert list(counted["children"]) == list(counted["placements_avoided"])


def test_long_name_is_cut_and_a_row_twice_is_added_up():
    name = "x" * 100
    rows: list[tuple[object, ...]] = [
        (name, "2026-27", 1.0, None, "planned", None, None, None, None)
    ] * 2
    assert _amounts(rows) == {("x" * LONGEST_NAME, "2026-27", "planned", "investment"): 2}


def test_the_ledger_is_a_layout_that_is_read():
    assert "programme_ledger" in layouts_read()


def test_a_name_that_a_spreadsheet_would_reckon_with_is_stored_as_text(tmp_path):
    folder = council(tmp_path / "council")
    confirm(folder, "programme_ledger")
    table = valid("programme_ledger")
    streams = table.column("workstream")
    for row, sign in zip(table.rows[1:], "=+-@", strict=False):
        row[streams] = f"{sign}cmd()<b>"
    file = tmp_path / "ledger.csv"
    file.write_bytes(csv_bytes(table.rows))
    add(folder, file, "programme_ledger", AS_AT)
    with folder.writing("a test"):
        protect(folder)
    stored = pd.read_csv(folder.protected / "council_programme.csv", dtype=str)
    names = set(stored["workstream"])
    assert {f"'{sign}cmd()<b>" for sign in "=+-@"} <= names
    assert not stored.map(lambda cell: str(cell)[:1] in "=+-@").to_numpy().any()

"""hnb.council.forum.actions on small lists: the oracle is the list itself."""

from __future__ import annotations

from datetime import date

import pandas as pd

from hnb.council.authority.definition import AuthorityDefinition
from hnb.council.forum import ForumRecords, layouts_read
from hnb.council.forum.actions import LONGEST, declare
from hnb.council.intake import add
from hnb.council.protect import protect
from tests.council.valid import AS_AT, confirm, council, csv_bytes, valid

MEETING, DUE = pd.Timestamp(2026, 9, 22), pd.Timestamp(2026, 11, 24)


def actions(*rows: dict[str, object]) -> pd.DataFrame:
    """What is made of rows of a list."""
    frame = pd.DataFrame(rows)
    authority = AuthorityDefinition(authority="Leicestershire")
    records = ForumRecords(lambda name, columns=(): frame, 855, date(2026, 11, 30), authority)
    return declare(records).open_tables["council_actions"]


def test_a_list_becomes_a_table_row_by_row():
    table = actions(
        {
            "meeting": MEETING,
            "item": "Say what places cost",
            "who": "Head of Places",
            "due": DUE,
            "status": "done",
            "answer": "In the paper",
            "answered_in": "placement_spend",
        }
    )
    (row,) = table.to_dict("records")
    assert row == {
        "meeting": "2026-09-22",
        "matter": "Say what places cost",
        "promised_by": "Head of Places",
        "due": "2026-11-24",
        "matter_status": "done",
        "reply": "In the paper",
        "answered_in": "placement_spend",
        "la_code": 855,
        "as_at": "2026-11-30",
        "matters": 1,
        "status": "published",
    }


def test_what_a_list_leaves_empty_is_said_to_be_and_its_status_is_open():
    (row,) = actions({"meeting": MEETING, "item": "Ask"}).to_dict("records")
    assert [row[name] for name in ("promised_by", "due", "reply", "answered_in")] == ["none"] * 4
    assert row["matter_status"] == "open"


def test_the_last_row_of_a_question_counts_and_long_texts_are_cut():
    table = actions(
        {"meeting": MEETING, "item": "Ask", "answer": "x" * 2000, "status": "open"},
        {"meeting": MEETING, "item": "Ask", "answer": "y" * 2000, "status": "done"},
    )
    assert list(table["reply"]) == ["y" * LONGEST["reply"]]
    assert list(table["matter_status"]) == ["done"]


def test_a_formula_in_the_list_stays_text_in_the_protected_table(tmp_path):
    assert "actions" in layouts_read()
    folder = council(tmp_path / "council")
    confirm(folder, "actions")
    rows = valid("actions")
    for number, sign in enumerate("=+-@", 1):
        rows.rows[number][rows.column("item")] = f"{sign}cmd|' /C calc'!A{number}"
        rows.rows[number][rows.column("answer")] = f"{sign}1+HYPERLINK(A{number})"
    file = tmp_path / "actions.csv"
    file.write_bytes(csv_bytes(rows.rows))
    add(folder, file, "actions", AS_AT)
    protect(folder)
    stored = pd.read_csv(folder.protected / "council_actions.csv", dtype=str)
    assert len(stored) == 12
    texts = stored[["matter", "promised_by", "reply", "answered_in"]].to_numpy().ravel()
    assert sum(text.startswith("'") for text in texts) == 8
    assert not [text for text in texts if text[0] in "=+-@"]

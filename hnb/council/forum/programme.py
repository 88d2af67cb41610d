"""The ledger of a council's programme as tables: amounts by workstream, and placements avoided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.council.forum import ForumRecords
from hnb.disclosure.population import Declared, Measured

if TYPE_CHECKING:
    import pandas as pd

LAYOUTS = ("programme_ledger",)
PLANNED, ACHIEVED = "planned", "achieved"
INVESTMENT = "investment"
SAVINGS = {"cashable": "cashable saving", "avoided": "cost avoided"}
SAVING = "saving of a kind not said"
NOT_SAID = "not said"
# the first letters with which a status says one of these, as Red, RAG: amber, or G
_RAG = {"red": "red", "amber": "amber", "green": "green"}
_LETTERS = {"r": "red", "a": "amber", "g": "green"}
LONGEST_NAME = 60


def declare(records: ForumRecords) -> Declared:
    """Amounts of each workstream and year, and placements avoided in a year.

    A row that does not say whether it is planned or achieved is planned. A workstream has one owner
    and one status: the last that its achieved rows have, or else its planned ones. Amounts are
    about nobody. Placements avoided are a count of children, withheld where it is small.
    """
    rows = _named(records.rows("programme_ledger"))
    fixed = {"la_code": records.la_code, "as_at": records.as_at.isoformat()}
    return Declared(
        measured=(_placements(rows, fixed),),
        open_tables={"council_programme": _amounts(rows, fixed)},
    )


def _named(ledger: pd.DataFrame) -> pd.DataFrame:
    """The rows with the words that tables have."""
    basis = ledger["kind"].fillna(PLANNED)
    said_last = ledger.assign(
        basis=basis,
        workstream=ledger["workstream"].str.slice(0, LONGEST_NAME),
        owner=ledger["owner"].str.slice(0, LONGEST_NAME),
        rag=ledger["status"].map(rag_of),
    ).sort_values(["basis", "financial_year"], key=_achieved_last, kind="stable")
    last = said_last.groupby("workstream")[["owner", "rag"]].last().fillna(NOT_SAID)
    named = said_last.drop(columns=["owner", "rag"])
    return named.join(last, on="workstream")


def _achieved_last(values: pd.Series) -> pd.Series:
    return values.eq(ACHIEVED) if values.name == "basis" else values


def rag_of(status: object) -> str | None:
    """Red, amber or green where a status says it, alone or among other words; else None."""
    words = str(status).casefold().replace(":", " ").replace("/", " ").split()
    if len(words) == 1 and words[0] in _LETTERS:
        return _LETTERS[words[0]]
    colours = [_RAG[word] for word in words if word in _RAG]
    return colours[-1] if len(set(colours)) == 1 else None


def _amounts(rows: pd.DataFrame, fixed: dict[str, object]) -> pd.DataFrame:
    import pandas as pd

    saving = rows["saving_kind"].map(SAVINGS).fillna(SAVING)
    keys = ["financial_year", "workstream", "owner", "rag", "basis"]
    parts = [
        rows[keys].assign(item=item, programme_gbp=amount)
        for item, amount in ((INVESTMENT, rows["cost_gbp"]), (saving, rows["saving_gbp"]))
    ]
    whole = pd.concat(parts).dropna(subset=["programme_gbp"])
    table = whole.groupby([*keys, "item"], as_index=False, sort=True)["programme_gbp"].sum()
    return table.round(2).assign(**fixed, status="published")


def _placements(rows: pd.DataFrame, fixed: dict[str, object]) -> Measured:
    avoided = rows.dropna(subset=["placements_avoided"])
    keys = ["financial_year", "basis"]
    table = avoided.groupby(keys, as_index=False, sort=True)["placements_avoided"].sum()
    return Measured(
        "council_placements_avoided",
        table.assign(**fixed, children=table["placements_avoided"].round().astype("int64")),
    )

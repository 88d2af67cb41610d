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
TOGETHER = "workstreams that avoided few placements, and others"
LONGEST_NAME = 60


def declare(records: ForumRecords) -> Declared:
    """Amounts of each workstream and year, and placements avoided in a year.

    A row that does not say whether it is planned or achieved is planned. A workstream has one owner
    and one status: the last that its achieved rows have, or else its planned ones. What
    was achieved with few placements is what is paid for a few children: such workstreams stand
    together. Placements avoided are a count of children, withheld where it is small.
    """
    threshold = records.authority.disclosure.threshold
    rows = _together(_named(records.rows("programme_ledger")), threshold)
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


def _together(rows: pd.DataFrame, threshold: int) -> pd.DataFrame:
    """The rows with one name for workstreams that avoided few placements in a year, and with as
    many more as it takes until together they avoided many; every one, where it takes that.
    """
    achieved = rows[rows["basis"].eq(ACHIEVED)]
    achieved = achieved.assign(placements_avoided=achieved["placements_avoided"].fillna(0))
    keys = ["workstream", "financial_year"]
    by_year = achieved.groupby(keys)["placements_avoided"].sum().unstack(fill_value=0)
    is_few = (by_year > 0) & (by_year < threshold)
    if not is_few.any(axis=None):
        return rows
    in_order = by_year.assign(few=is_few.any(axis=1), whole=by_year.sum(axis=1)).sort_values(
        ["few", "whole"], ascending=[False, True], kind="stable"
    )
    sums = by_year.loc[in_order.index].cumsum()
    is_open = ~((sums > 0) & (sums < threshold)).any(axis=1)
    is_open &= in_order["few"].cumsum().eq(in_order["few"].sum())
    is_open.iloc[0] = False  # one alone would be itself under another name
    last = int(is_open.to_numpy().argmax()) if is_open.any() else len(sums) - 1
    is_together = rows["workstream"].isin(sums.index[: last + 1])
    words = {"workstream": TOGETHER, "owner": NOT_SAID, "rag": NOT_SAID}
    return rows.assign(**{name: rows[name].mask(is_together, word) for name, word in words.items()})


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

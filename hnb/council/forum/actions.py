"""Questions and actions of earlier meetings, as the council's list has them.

They are words that a person wrote, about nobody's record: the gate searches each pack that has
them, as it searches what an author writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.council.forum import ForumRecords
from hnb.disclosure.population import Declared
from hnb.tables.records.actions import NOTHING

if TYPE_CHECKING:
    import pandas as pd

LAYOUTS = ("actions",)
LONGEST = {"matter": 400, "promised_by": 80, "reply": 600, "answered_in": 200}  # letters


def declare(records: ForumRecords) -> Declared:
    """Every question and action; one whose status is not said is open.

    Parameters
    ----------
    records : ForumRecords
        Rows of `actions`.

    Returns
    -------
    Declared
        `council_actions`, with the longest texts cut.
    """
    import pandas as pd

    rows = records.rows("actions")
    blank = pd.Series(None, index=rows.index, dtype=object)
    columns = {
        "meeting": _days(rows["meeting"]),
        "matter": rows["item"],
        "promised_by": rows.get("who", blank),
        "due": _days(rows.get("due", blank)),
        "matter_status": rows.get("status", blank).fillna("open"),
        "reply": rows.get("answer", blank),
        "answered_in": rows.get("answered_in", blank),
    }
    table = pd.DataFrame(columns).fillna(NOTHING).astype(str)
    for name, most in LONGEST.items():
        table[name] = table[name].str.slice(0, most)
    table = table.drop_duplicates(["meeting", "matter"], keep="last")
    fixed: dict[str, int | str] = {
        "la_code": records.la_code,
        "as_at": records.as_at.isoformat(),
        "matters": 1,
    }
    return Declared(open_tables={"council_actions": table.assign(**fixed, status="published")})


def _days(days: pd.Series) -> pd.Series:
    import pandas as pd

    return pd.to_datetime(days).dt.strftime("%Y-%m-%d")

"""Figures that the council has stated, as a table to be set against published ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.disclosure.population import Declared

if TYPE_CHECKING:
    from hnb.council.forum import ForumRecords

LAYOUTS = ("stated_figures",)
LONGEST = 80  # letters of who, where and what
_TEXTS = {
    "who": "stated_by",
    "where": "stated_where",
    "measure": "stated_measure",
    "about_period": "about_period",
}


def declare(records: ForumRecords) -> Declared:
    """What was stated, by whom, where and when.

    Notes
    -----
    A figure that was stated is out, and is given as it was. A whole number under the threshold that
    is no amount of money may not have been: it is left out.
    """
    rows = records.rows(LAYOUTS[0])
    if "claims" not in rows:
        rows = rows.assign(claims=None)
    unit = rows["unit"].astype(object).fillna("").astype(str).str.casefold()
    is_money = unit.str.contains("£|gbp|pound|%|per cent|percent|rate", regex=True)
    is_small = rows["value"].gt(0) & rows["value"].lt(records.authority.disclosure.threshold)
    is_small &= rows["value"].eq(rows["value"].round()) & ~is_money
    rows = rows[~is_small]
    texts = {
        column: rows[name].astype(object).fillna("").astype(str).str.slice(0, LONGEST)
        for name, column in _TEXTS.items()
    }
    table = rows[[]].assign(
        la_code=records.la_code,
        as_at=records.as_at.isoformat(),
        said_on=rows["said_on"].dt.strftime("%Y-%m-%d"),
        **texts,
        claims=rows["claims"].astype(object).fillna("the value"),
        stated_value=rows["value"].astype("float64"),
        status="published",
    )
    keys = ["said_on", "stated_by", "stated_measure", "about_period", "claims"]
    return Declared(open_tables={"council_statements": table.drop_duplicates(keys)})

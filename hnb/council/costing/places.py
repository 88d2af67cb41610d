"""Places that a council pays for on a day and what they cost on average, as populations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from hnb.council.costing.ledger import (
    NO_END,
    OUTSIDE_THE_BLOCK,
    Year,
    annual_pence,
    category,
    day_number,
)
from hnb.council.costing.pence import to_pounds
from hnb.disclosure.population import CrossTab, Declared, Population, Relation, linked

if TYPE_CHECKING:
    import pandas as pd

NOT_RECORDED = "not recorded"
INDEPENDENT = "independent or non-maintained"
_INDEPENDENT_KINDS = ("independent special", "non-maintained special", "independent mainstream")
SPLITS = {
    "sector": "sector",
    "provider kind": "provider_kind",
    "need": "need",
    "age": "age",
}
AGES = ("under 5", "5 to 10", "11 to 15", "16 to 19", "20 to 25")
_COLUMNS = (
    "child",
    "provider",
    "provider_kind",
    "sector",
    "need",
    "birth_date",
    "in_area",
    "start",
    "annual_cost_gbp",
    "weekly_cost_gbp",
    "weeks_a_year",
)
_FIRST_AGES = (5, 11, 16, 20)  # of every band but the first


def places(ledger: pd.DataFrame, la_code: int, as_at: date) -> Declared:
    """Children in a placement on a day, and the average annual cost of their placements.

    Parameters
    ----------
    ledger : DataFrame
        Accepted rows of `placement_ledger`.
    la_code : int
        DfE number of the council.
    as_at : date
        The day.

    Returns
    -------
    Declared
        `council_places` and `council_average_costs`, in all, by sector, kind of provider, need and
        age, and each of them inside and outside the area. A child of whom the ledger does not say
        where the placement is has no location, and counts in `all` alone.

    Notes
    -----
    A child counts once: the annual costs of all elements are added, transport aside; provider, need
    and location are those of the dearest. Age is at the last 31 August.
    """
    children = _children(ledger, as_at)
    day = as_at.isoformat()
    counted = Population(
        name=f"places of {la_code} on {day}",
        rows=children,
        tables=_crosstabs("council_places", day),
    )
    averages = Population(
        name=f"average cost of places of {la_code} on {day}",
        rows=children,
        tables=_crosstabs("council_average_costs", day),
        value="average",
        counted_by=counted.name,
    )
    relations = (
        *_kinds_in_sectors(children, "council_places", la_code, day),
        *_kinds_in_sectors(children, "council_average_costs", la_code, day),
    )
    return Declared(populations=(counted, averages), relations=relations)


def _kinds_in_sectors(
    children: pd.DataFrame, table: str, la_code: int, day: str
) -> Iterator[Relation]:
    """Places of the kinds of provider in a sector: a reader knows which are independent."""
    pairs = zip(children["provider_kind"].astype(str), children["sector"].astype(str), strict=True)
    parts = linked(pairs)
    for location in ("all", *sorted(children["location"].dropna().unique())):
        for kinds, sectors in parts:
            place = (table, str(la_code), day)
            yield Relation(
                (
                    *((1, (*place, "provider kind", kind, location)) for kind in kinds),
                    *((-1, (*place, "sector", sector, location)) for sector in sectors),
                )
            )


def _crosstabs(table: str, day: str) -> tuple[CrossTab, ...]:
    """By each split in all, everywhere and by location."""
    in_all: dict[str, str | int] = {"split": "all", "category": "all"}
    tabs = []
    for by_location, fixed in (
        ({}, {"as_at": day, "location": "all"}),
        ({"location": "location"}, {"as_at": day}),
    ):
        tabs.append(CrossTab(table, by=by_location, fixed={**fixed, **in_all}))
        for split, column in SPLITS.items():
            by = {"category": column, **by_location}
            tabs.append(CrossTab(table, by=by, fixed={**fixed, "split": split}))
    return tuple(tabs)


def _children(ledger: pd.DataFrame, as_at: date) -> pd.DataFrame:
    """One row a child with a placement open on the day."""
    import numpy as np
    import pandas as pd

    day = day_number(as_at)
    start = ledger["start"].to_numpy("datetime64[D]").astype(np.int64)
    end = np.full(len(ledger), NO_END)
    if "end" in ledger:
        last = ledger["end"].to_numpy("datetime64[D]")
        end = np.where(np.isnat(last), NO_END, last.astype(np.int64))
    is_counted = category(ledger, "funding_element", NOT_RECORDED) != OUTSIDE_THE_BLOCK
    is_open = (start <= day) & (end >= day) & is_counted.to_numpy()
    rows = ledger[[name for name in _COLUMNS if name in ledger]][is_open].reset_index(drop=True)
    rows["child"] = rows["child"].astype("category")  # a million references as text are 60 MB
    rows["pence"] = annual_pence(rows, Year.of(as_at))
    total = rows.groupby("child", observed=True)["pence"].transform("sum")
    rows["amount_gbp"] = to_pounds(total.to_numpy())
    rows = rows.sort_values(["child", "pence", "start", "provider"], kind="stable")
    rows = rows.drop_duplicates("child", keep="last").reset_index(drop=True)
    return pd.DataFrame(
        {
            "child": rows["child"],
            "contributor": rows["provider"],
            "provider_kind": category(rows, "provider_kind", NOT_RECORDED),
            "sector": _sector(rows),
            "need": category(rows, "need", NOT_RECORDED),
            "age": _age(rows, as_at),
            "location": _location(rows),
            "amount_gbp": rows["amount_gbp"],
        }
    )


def _sector(rows: pd.DataFrame) -> pd.Series:
    """Sector as the ledger says, or else that of the kind of provider."""
    kind = category(rows, "provider_kind", NOT_RECORDED).astype(str)
    sector = kind.isin(_INDEPENDENT_KINDS).map({True: INDEPENDENT, False: "state-funded"})
    sector = sector.mask(kind == NOT_RECORDED, NOT_RECORDED)
    if "sector" not in rows:
        return sector
    return rows["sector"].astype("object").where(rows["sector"].notna(), sector)


def _age(rows: pd.DataFrame, as_at: date) -> pd.Series:
    """Band of the age at the last 31 August; who is older than 25 is in the oldest."""
    import numpy as np
    import pandas as pd

    if "birth_date" not in rows:
        return pd.Series(NOT_RECORDED, index=rows.index)
    born = rows["birth_date"]
    year = as_at.year - (as_at < date(as_at.year, 8, 31))
    age = year - born.dt.year - (born.dt.month > 8)
    bands = pd.Series(
        np.array(AGES)[np.searchsorted(_FIRST_AGES, age, side="right")], index=rows.index
    )
    return bands.mask(born.isna(), NOT_RECORDED)


def _location(rows: pd.DataFrame) -> pd.Series:
    import pandas as pd

    if "in_area" not in rows:
        return pd.Series(None, index=rows.index, dtype=object)
    words = {True: "in the area", False: "outside the area"}
    return rows["in_area"].astype("object").map(words)

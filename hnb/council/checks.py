"""What analysts know to look for in a council's rows, each check by the name that layouts use.

A fault names a kind, a column and rows, never a value.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from hnb.council.definition import Layout

if TYPE_CHECKING:
    import pandas as pd

DUPLICATE = "it has the same key as an earlier row"
OLDEST = 25  # whom an EHC plan can be for
UNUSUAL = 10  # times the usual cost
SLIPS = ("a cost of zero", f"more than {UNUSUAL} times the usual cost of its kind")
FEWEST_USUAL = 5  # rows from which a usual cost is taken
WEEKS, YEARS = ("weekly_cost_gbp", "weekly_amount_gbp"), ("annual_cost_gbp", "annual_amount_gbp")
_COSTS = (WEEKS[0], YEARS[0])
_PAST = (
    *("paid", "week", "birth_date", "received", "outcome_date", "started", "registered"),
    *("said_on", "meeting", "answered", "entered"),
)
_ORDERED = (("start", "end"), ("started", "ceased"), ("entered", "left"))
_DECIDED = (("received", "outcome_date"), ("registered", "outcome_date"))


@dataclass(frozen=True)
class Fault:
    """Rows that have one kind of fault: what it is, in which column, and a mask of the rows."""

    reason: str
    column: str
    rows: pd.Series


@dataclass(frozen=True)
class Known:
    """What a check may look at besides its rows.

    Parameters
    ----------
    as_at : date
        The day that the rows are of.
    other : callable
        Rows of another layout, by its name and columns; there may be none.
    """

    as_at: date
    other: Callable[[str, tuple[str, ...]], pd.DataFrame]


@dataclass(frozen=True)
class Check:
    """A check of a layout's rows.

    Parameters
    ----------
    run : callable
        Gives the faults of rows.
    columns : tuple of tuples of str
        Sets of columns; it runs where all of one set are in the file, and sees every column named.
    others : tuple of str
        Layouts of which at least one has to have been taken in.
    rejects : bool
        Whether a row with the fault is left out; else the fault is only noted.
    """

    run: Callable[[pd.DataFrame, Known], Iterator[Fault]]
    columns: tuple[tuple[str, ...], ...]
    others: tuple[str, ...] = ()
    rejects: bool = False


def checks_of(defined: Layout, *, rejects: bool) -> dict[str, Check]:
    """The checks of a layout by their names: those that leave rows out, or those that only note."""
    every = {name: CHECKS[name] for name in defined.checks if name in CHECKS}
    if "outcome_before_request" in every and not {"received", "registered"} & set(defined.columns):
        every["outcome_before_request"] = OUTCOME_OF_A_REQUEST
    return {name: check for name, check in every.items() if check.rejects == rejects}


def hindrance(check: Check, columns: Collection[str], present: Collection[str]) -> str:
    """Why a check cannot run with those columns and layouts; empty where it can."""
    if not any(set(wanted) <= set(columns) for wanted in check.columns):
        shortest = min(check.columns, key=lambda wanted: len(set(wanted) - set(columns)))
        missing = [name for name in shortest if name not in columns]
        if len(check.columns) > 1 and len(missing) == len(shortest):
            return "the file has no column that it looks at"
        return f"the file has no column for {' and none for '.join(missing)}"
    if check.others and not set(check.others) & set(present):
        return f"nothing has been taken in of {' or '.join(check.others)}"
    return ""


def columns_seen(check: Check, columns: Collection[str]) -> tuple[str, ...]:
    """The columns that a check looks at, of those that there are."""
    named = dict.fromkeys(name for wanted in check.columns for name in wanted)
    extra = {"provider_kind", "funding_element"} if check.run is _costs else set()
    return tuple(name for name in (*named, *sorted(extra)) if name in columns)


def _end_before_start(rows: pd.DataFrame, known: Known) -> Iterator[Fault]:
    for start, end in _ORDERED:
        if start in rows and end in rows:
            yield Fault(f"it ends before it starts ({start})", end, rows[end] < rows[start])


def _outcome_before_request(rows: pd.DataFrame, known: Known) -> Iterator[Fault]:
    for start, end in _DECIDED:
        if start in rows and end in rows:
            reason = f"it was decided before it came in ({start})"
            yield Fault(reason, end, rows[end] < rows[start])


def _outcome_of_a_request(rows: pd.DataFrame, known: Known) -> Iterator[Fault]:
    received = _by_reference(known.other("sen2_requests", ("request", "received")))
    is_early = rows["outcome_date"] < rows["request"].map(received)
    yield Fault("it was decided before the request came in", "outcome_date", is_early)


def _plan_before_request(rows: pd.DataFrame, known: Known) -> Iterator[Fault]:
    received = _by_reference(known.other("sen2_requests", ("request", "received")))
    is_early = rows["started"] < rows["request"].map(received)
    yield Fault("the plan was issued before the request came in", "started", is_early)


def _by_reference(rows: pd.DataFrame) -> pd.Series:
    """The second column by the first, the last where a reference comes twice."""
    reference, value = rows.columns
    return rows.drop_duplicates(reference, keep="last").set_index(reference)[value]


def _future_date(rows: pd.DataFrame, known: Known) -> Iterator[Fault]:
    import pandas as pd

    for name in rows:
        is_later = rows[name] > pd.Timestamp(known.as_at)
        yield Fault("it is after the day that the rows are of", str(name), is_later)


def _age_out_of_range(rows: pd.DataFrame, known: Known) -> Iterator[Fault]:
    import pandas as pd

    day = pd.Timestamp(known.as_at)
    too_old = rows["birth_date"] < day - pd.DateOffset(years=OLDEST + 1)
    yield Fault(f"older than {OLDEST}", "birth_date", too_old)
    yield Fault("not born on the day that the rows are of", "birth_date", rows["birth_date"] > day)


def _two_active_plans(rows: pd.DataFrame, known: Known) -> Iterator[Fault]:
    import pandas as pd

    is_open = pd.Series(True, index=rows.index)
    if "ceased" in rows:
        is_open = rows["ceased"].isna() | (rows["ceased"] > pd.Timestamp(known.as_at))
    people = rows["person"].where(is_open)
    is_second = people.notna() & people.duplicated(keep=False)
    yield Fault("the same person has another open plan", "person", is_second)


def _two_primary_placements(rows: pd.DataFrame, known: Known) -> Iterator[Fault]:
    import pandas as pd

    day = pd.Timestamp(known.as_at)
    is_open = rows["rank"] == 1
    if "left" in rows:
        is_open &= rows["left"].isna() | (rows["left"] > day)
    if "entered" in rows:
        is_open &= ~(rows["entered"] > day)
    plans = rows["plan"].where(is_open.fillna(False))
    is_second = plans.notna() & plans.duplicated(keep=False)
    yield Fault("the same plan has another open placement of rank 1", "rank", is_second)


def _no_primary_need(rows: pd.DataFrame, known: Known) -> Iterator[Fault]:
    has_primary = rows.loc[(rows["rank"] == 1).fillna(False), "plan"]
    lacks = ~rows["plan"].isin(has_primary)
    yield Fault("none of the plan's needs is of rank 1", "rank", lacks)


def _plan_without_placement(rows: pd.DataFrame, known: Known) -> Iterator[Fault]:
    placed = known.other("sen2_placements", ("plan",))["plan"]
    yield Fault("the plan has no placement", "plan", ~rows["plan"].isin(placed))


def _placement_without_plan(rows: pd.DataFrame, known: Known) -> Iterator[Fault]:
    is_known = rows["plan"].isin(known.other("sen2_active_plans", ("plan",))["plan"])
    is_known |= rows["plan"].isin(known.other("sen2_named_plans", ("plan",))["plan"])
    yield Fault("the placement has no plan", "plan", ~is_known)


def _unknown_school(rows: pd.DataFrame, known: Known) -> Iterator[Fault]:
    urns = rows["urn"]
    is_none = urns.notna() & ~urns.between(100_000, 999_999)
    yield Fault("not a URN, which has six digits", "urn", is_none.fillna(False))
    schools = known.other("schools", ("urn",))["urn"]
    if len(schools):
        is_unknown = urns.notna() & ~urns.isin(schools) & ~is_none.fillna(False)
        yield Fault("the school is not in the list of schools", "urn", is_unknown)


def _school_not_on_list(rows: pd.DataFrame, known: Known) -> Iterator[Fault]:
    from hnb.council.surveying.schools import keyed, places_on_list

    listed = keyed(known.other("schools", ("urn", "school")))
    is_unknown = rows["school"].notna() & places_on_list(rows["school"], listed).isna()
    yield Fault("no school of the list has that name or URN", "school", is_unknown)


def _costs(rows: pd.DataFrame, known: Known) -> Iterator[Fault]:
    groups = [name for name in ("provider_kind", "funding_element") if name in rows]
    all_alike = [0] * len(rows)
    names = [name for name in (*WEEKS, *YEARS) if name in rows]
    of_ledger = [name for name in names if name in _COSTS]  # a top-up may have its band alone
    if of_ledger:
        yield Fault("it has no cost", of_ledger[0], rows[of_ledger].isna().all(axis=1))
    for name in names:
        costs = rows[name]
        yield Fault(SLIPS[0], name, costs == 0)
        positive = costs.where(costs > 0)
        usual = positive.groupby([rows[group].fillna("") for group in groups] or all_alike)
        enough = usual.transform("count") >= FEWEST_USUAL
        is_high = enough & (positive > UNUSUAL * usual.transform("median"))
        yield Fault(SLIPS[1], name, is_high)


OUTCOME_OF_A_REQUEST = Check(
    _outcome_of_a_request, (("request", "outcome_date"),), others=("sen2_requests",)
)
CHECKS = {
    "end_before_start": Check(_end_before_start, _ORDERED, rejects=True),
    "outcome_before_request": Check(_outcome_before_request, _DECIDED),
    "plan_before_request": Check(
        _plan_before_request, (("request", "started"),), others=("sen2_requests",)
    ),
    "future_date": Check(_future_date, tuple((name,) for name in _PAST)),
    "age_out_of_range": Check(_age_out_of_range, (("birth_date",),)),
    "two_active_plans": Check(_two_active_plans, (("person", "ceased"), ("person",))),
    "two_primary_placements": Check(
        _two_primary_placements, (("plan", "rank", "entered", "left"), ("plan", "rank"))
    ),
    "no_primary_need": Check(_no_primary_need, (("plan", "rank"),)),
    "plan_without_placement": Check(
        _plan_without_placement, (("plan",),), others=("sen2_placements",)
    ),
    "placement_without_plan": Check(
        _placement_without_plan, (("plan",),), others=("sen2_active_plans", "sen2_named_plans")
    ),
    "school_not_on_list": Check(_school_not_on_list, (("school",),), others=("schools",)),
    "unknown_school": Check(_unknown_school, (("urn",),)),
    "zero_or_unusual_cost": Check(_costs, tuple((name,) for name in (*WEEKS, *YEARS))),
}

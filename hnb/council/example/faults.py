"""Faults planted in the made-up council's files, at known rates and each of them listed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from hnb.council.example.truth.parameters import Parameters

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

YEARS_TOO_OLD = 5  # beyond 25, at the least
FEWEST_ALIKE = 10  # placements of a kind, for one to be unusual among them
SEVERAL_REQUESTS_BEFORE = 200  # days before the request that led on


@dataclass
class Planter:
    """Plants faults in frames, no child with two, and lists what it has planted.

    Parameters
    ----------
    frames : dict
        The files by layout; those that get a fault are replaced.
    chance : Generator
        Where the rows come from.
    as_at : date
        The day of the extract.
    planted : dict
        By fault, the layout, and the references (or, of repeated keys and of costs, the keys) of
        the rows that have it.
    """

    frames: dict[str, pd.DataFrame]
    chance: np.random.Generator
    as_at: date
    planted: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def draw(self, candidates: pd.DataFrame, key: str, count: int) -> list[str]:
        """References in the column `key` of so many rows, of children who have no fault yet."""
        child = candidates["child" if "child" in candidates else "person"]
        free = candidates[~child.isin(self.used)].drop_duplicates(key).sort_values(key)
        places = self.chance.choice(len(free), min(count, len(free)), replace=False)
        drawn = free.iloc[sorted(places)]
        self.used |= set(child.loc[drawn.index])
        return [str(reference) for reference in drawn[key]]

    def note(self, fault: str, layout: str, references: list[str]) -> None:
        """List a fault that has been planted."""
        rows = [{"layout": layout, "reference": reference} for reference in references]
        self.planted.setdefault(fault, []).extend(rows)


def plant(
    frames: dict[str, pd.DataFrame],
    parameters: Parameters,
    chance: np.random.Generator,
    *,
    as_at: date,
) -> dict[str, list[dict[str, str]]]:
    """Plant every fault in the frames, which are changed; what was planted, by fault."""
    planter = Planter(frames, chance, as_at)
    active = frames["sen2_active_plans"]
    sizes = {
        "ledger": len(frames["placement_ledger"]),
        "plans": len(active),
    }
    in_ledger = {"zero cost", "ten times the usual cost"}
    for fault, share in parameters.faults.items():
        of = sizes["ledger" if fault in in_ledger else "plans"]
        if share > 0:
            _PLANTS[fault](planter, max(1, round(of * share)))
    _setting_coded_differently(planter)
    return planter.planted


def _no_upn(planter: Planter, count: int) -> None:
    persons = planter.frames["sen2_persons"]
    drawn = planter.draw(planter.frames["sen2_active_plans"], "person", count)
    persons["upn"] = persons["upn"].mask(persons["person"].isin(drawn))
    planter.note("no UPN", "sen2_persons", drawn)


def _repeated(planter: Planter, count: int) -> None:
    for layout, key in (
        ("sen2_named_plans", "plan"),
        ("sen2_requests", "request"),
        ("placement_ledger", "child"),
    ):
        _repeat(planter, layout, key, count)


def _repeat(planter: Planter, layout: str, key: str, count: int) -> None:
    """The same rows once more at the end, the whole of them."""
    import pandas as pd

    table = planter.frames[layout]
    drawn = planter.draw(table, key, count)
    again = table[table[key].isin(drawn)].drop_duplicates(key)
    planter.frames[layout] = pd.concat([table, again], ignore_index=True)
    planter.note("repeated key", layout, sorted(again[key]))


def _several_requests(planter: Planter, count: int) -> None:
    import pandas as pd

    table = planter.frames["sen2_requests"]
    early = table["received"].min() + pd.Timedelta(days=SEVERAL_REQUESTS_BEFORE)
    drawn = planter.draw(table[table["received"].ge(early)], "person", count)
    first = table[table["person"].isin(drawn)].copy()
    before = pd.Timedelta(days=SEVERAL_REQUESTS_BEFORE)
    first["received"] -= before
    first["outcome_date"] = first["received"] + pd.Timedelta(days=40)
    first["outcome"] = "refuse"
    first["request"] = "R9" + first["request"].str[1:]
    planter.frames["sen2_requests"] = pd.concat([table, first], ignore_index=True)
    planter.note("several requests", "sen2_requests", drawn)


def _plan_without_placement(planter: Planter, count: int) -> None:
    table = planter.frames["sen2_placements"]
    drawn = planter.draw(planter.frames["sen2_active_plans"], "plan", count)
    planter.frames["sen2_placements"] = table[~table["plan"].isin(drawn)].reset_index(drop=True)
    planter.note("plan without placement", "sen2_placements", drawn)


def _placement_without_plan(planter: Planter, count: int) -> None:
    """As of a child who moved in, whose plan is not recorded yet."""
    import pandas as pd

    table = planter.frames["sen2_placements"]
    is_open = table["left"].isna()
    drawn = planter.draw(table[is_open], "plan", count)
    extra = table[is_open & table["plan"].isin(drawn)].drop_duplicates("plan").copy()
    extra["plan"] = "EP9" + extra["plan"].str[2:]
    extra["person"] = "P9" + extra["person"].str[1:]
    planter.frames["sen2_placements"] = pd.concat([table, extra], ignore_index=True)
    planter.note("placement without plan", "sen2_placements", sorted(extra["plan"]))


def _two_primary(planter: Planter, count: int) -> None:
    """A second open placement of rank 1, by another arrangement."""
    import pandas as pd

    table = planter.frames["sen2_placements"]
    first = table["left"].isna() & table["setting"].isna()
    drawn = planter.draw(table[first], "plan", count)
    second = table[first & table["plan"].isin(drawn)].drop_duplicates("plan").copy()
    second["urn"] = second["ukprn"] = pd.array([pd.NA] * len(second), dtype="Int64")
    second["setting"] = second["placement"] = "other arrangements by the authority"
    planter.frames["sen2_placements"] = pd.concat([table, second], ignore_index=True)
    planter.note("two open primary placements", "sen2_placements", drawn)


def _no_primary_need(planter: Planter, count: int) -> None:
    """The need of rank 1 is missing, and one of rank 2 is there."""
    table = planter.frames["sen2_needs"]
    active = planter.frames["sen2_active_plans"]
    has_second = active["plan"].isin(table.loc[table["rank"].eq(2), "plan"])
    drawn = planter.draw(active[has_second], "plan", count)
    gone = table["plan"].isin(drawn) & table["rank"].eq(1)
    planter.frames["sen2_needs"] = table[~gone].reset_index(drop=True)
    planter.note("no primary need", "sen2_needs", drawn)


def _age_out_of_range(planter: Planter, count: int) -> None:
    import pandas as pd

    persons = planter.frames["sen2_persons"]
    drawn = planter.draw(planter.frames["sen2_active_plans"], "person", count)
    rows = persons["person"].isin(drawn)
    too_old = persons["birth_date"].map(
        lambda day: day.replace(year=planter.as_at.year - 26 - YEARS_TOO_OLD, day=15)
    )
    persons["birth_date"] = persons["birth_date"].mask(rows, pd.to_datetime(too_old))
    planter.note("age out of range", "sen2_persons", drawn)


def _end_before_start(planter: Planter, count: int) -> None:
    import pandas as pd

    for layout, key, start, end in (
        ("sen2_placements", "plan", "entered", "left"),
        ("placement_ledger", "child", "start", "end"),
    ):
        table = planter.frames[layout]
        ended = table[end].notna() & ~table[key].duplicated(keep=False)
        drawn = planter.draw(table[ended], key, count)
        wrong = table[start] - pd.Timedelta(days=30)
        table[end] = table[end].mask(table[key].isin(drawn), wrong)
        planter.note("end before start", layout, drawn)


def _zero_cost(planter: Planter, count: int) -> None:
    _wrong_cost(planter, "zero cost", count, times=0.0)


def _ten_times(planter: Planter, count: int) -> None:
    _wrong_cost(planter, "ten times the usual cost", count, times=10.0)


def _wrong_cost(planter: Planter, fault: str, count: int, *, times: float) -> None:
    """Of the newest row of a child, so that the row before it shows what it should be."""
    table = planter.frames["placement_ledger"]
    newest = ~table["child"].duplicated(keep="last") & table["end"].isna()
    if times > 1:  # of a small cost, or among few, ten times would be nothing unusual
        for column in ("weekly_cost_gbp", "annual_cost_gbp"):
            of_kind = table.groupby("provider_kind")[column]
            is_usual = table[column].gt(of_kind.transform("median") * 1.05)
            is_usual &= of_kind.transform("count").ge(FEWEST_ALIKE)
            newest &= table[column].isna() | is_usual
    drawn = planter.draw(table[newest], "child", count)
    rows = newest & table["child"].isin(drawn)
    for column in ("weekly_cost_gbp", "annual_cost_gbp"):
        table[column] = table[column].mask(rows, (table[column] * times).round(2))
    planter.note(fault, "placement_ledger", drawn)


def _setting_coded_differently(planter: Planter) -> None:
    """One school's SEN unit is a unit in a year, and an ordinary place in the next."""
    import pandas as pd

    table = planter.frames["sen2_placements"]
    changed_on = pd.Timestamp(planter.as_at.year - 1, 9, 1)
    clean = ~table["person"].isin(planter.used) & table["left"].isna()
    in_unit = clean & table["unit"].eq(True).fillna(value=False) & table["entered"].lt(changed_on)
    if not in_unit.any():  # a small authority may have no such unit
        return
    by_size = table.loc[in_unit, "urn"].value_counts().sort_index().sort_values(kind="stable")
    school = by_size.index[len(by_size) // 2]
    rows = in_unit & table["urn"].eq(school)
    later = table[rows].assign(entered=changed_on, unit=False)
    later["placement"] = later["placement"].str.partition(",")[0]
    table["left"] = table["left"].mask(rows, changed_on - pd.Timedelta(days=1))
    planter.frames["sen2_placements"] = pd.concat([table, later], ignore_index=True)
    planter.note("setting coded differently", "sen2_placements", sorted(later["plan"]))


_PLANTS: dict[str, Callable[[Planter, int], None]] = {
    "no UPN": _no_upn,
    "repeated key": _repeated,
    "several requests": _several_requests,
    "plan without placement": _plan_without_placement,
    "placement without plan": _placement_without_plan,
    "two open primary placements": _two_primary,
    "no primary need": _no_primary_need,
    "age out of range": _age_out_of_range,
    "end before start": _end_before_start,
    "zero cost": _zero_cost,
    "ten times the usual cost": _ten_times,
}

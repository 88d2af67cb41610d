"""The placement ledger as whole pence and days, and what its rows cost in a financial year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from hnb.council.costing.pence import to_pence

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

OTHER = "other"
LINES = (
    "maintained and academy special",
    "resourced provision and units",
    "independent and non-maintained special",
    "post-16",
    "alternative provision",
    "mainstream top-ups",
    OTHER,
)
LINE_OF = {
    "maintained special": LINES[0],
    "academy special": LINES[0],
    "resourced provision": LINES[1],
    "independent special": LINES[2],
    "non-maintained special": LINES[2],
    "independent mainstream": LINES[2],
    "further education": LINES[3],
    "post-16 specialist": LINES[3],
    "alternative provision": LINES[4],
    "mainstream school": LINES[5],
}
OUTSIDE_THE_BLOCK = "transport"  # home to school transport is not paid from the High Needs Block
NO_END = 2**30  # days; of a placement whose end is not known
_EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since the start of 1970."""
    return (day - _EPOCH).days


@dataclass(frozen=True)
class Year:
    """A financial year and its days, numbered from the start of 1970."""

    first: int

    @classmethod
    def of(cls, day: date) -> Year:
        """The financial year that a day is in."""
        return cls(day.year - (day.month < 4))

    @property
    def name(self) -> str:
        """As it is written: 2026-27."""
        return f"{self.first}-{(self.first + 1) % 100:02d}"

    def day(self, month: int, day: int) -> int:
        """A day of April to December of the year."""
        return day_number(date(self.first, month, day))

    @property
    def start(self) -> int:
        """Its 1 April."""
        return self.day(4, 1)

    @property
    def end(self) -> int:
        """Its 31 March."""
        return day_number(date(self.first + 1, 4, 1) - timedelta(days=1))

    @property
    def days(self) -> int:
        """365, or 366 where it holds a 29 February."""
        return self.end - self.start + 1


@dataclass(frozen=True)
class LedgerState:
    """The placement ledger as it was on a day.

    Parameters
    ----------
    as_at : date
        The day.
    rows : DataFrame
        Accepted rows of the layout `placement_ledger`.
    """

    as_at: date
    rows: pd.DataFrame


@dataclass(frozen=True)
class Ledger:
    """Rows of the ledger that the High Needs Block pays for.

    Parameters
    ----------
    as_at : int
        Day, numbered from the start of 1970.
    year : Year
        Financial year of that day.
    rows : DataFrame
        `child`, `contributor` (provider), `element` and `spend_line` as categories; `start` and
        `end` (the last day) as numbers of days; `annual` in pence a year; `paid` in pence since
        1 April and `has_paid`, whether the ledger says what has been paid.
    """

    as_at: int
    year: Year
    rows: pd.DataFrame

    def cost_of_days(self, days: NDArray[np.int64]) -> NDArray[np.int64]:
        """What the rows cost in so many days, in pence, half a penny rounded up."""
        annual = self.rows["annual"].to_numpy()
        return (2 * annual * days + self.year.days) // (2 * self.year.days)

    def days_until(self, last: int) -> NDArray[np.int64]:
        """Days of the financial year for which each row is open, up to and with a day."""
        import numpy as np

        start = np.maximum(self.rows["start"].to_numpy(), self.year.start)
        end = np.minimum(self.rows["end"].to_numpy(), min(last, self.year.end))
        return np.maximum(end - start + 1, 0)

    def is_open(self, day: int) -> NDArray[np.bool_]:
        """Whether each row is open on a day, its first and last day included."""
        return ((self.rows["start"] <= day) & (self.rows["end"] >= day)).to_numpy()


def ledgers(states: Sequence[LedgerState]) -> list[Ledger]:
    """Ledgers of several days whose children and providers are numbered alike."""
    import pandas as pd

    shared = {}
    for name in ("child", "provider"):
        names = pd.Index([], dtype=object)
        for state in states:
            names = names.union(pd.Index(state.rows[name].astype("category").cat.categories))
        shared[name] = pd.CategoricalDtype(names)
    return [_ledger(state, shared) for state in states]


def _ledger(state: LedgerState, shared: Mapping[str, pd.CategoricalDtype]) -> Ledger:
    import numpy as np
    import pandas as pd

    year = Year.of(state.as_at)
    raw = state.rows
    element = category(raw, "funding_element", "not recorded")
    is_counted = (element != OUTSIDE_THE_BLOCK).to_numpy()
    end = raw["end"].to_numpy("datetime64[D]") if "end" in raw else None
    no_end = np.full(len(raw), NO_END)
    paid = number(raw, "paid_to_date_gbp")
    rows = pd.DataFrame(
        {
            "child": raw["child"].astype(shared["child"]),
            "contributor": raw["provider"].astype(shared["provider"]),
            "element": element,
            "spend_line": _spend_line(raw),
            "start": raw["start"].to_numpy("datetime64[D]").astype(np.int64),
            "end": no_end if end is None else np.where(np.isnat(end), NO_END, end.astype(np.int64)),
            "annual": annual_pence(raw, year),
            "paid": to_pence(paid),
            "has_paid": ~np.isnan(paid),
        },
        copy=False,
    )
    counted = rows if is_counted.all() else rows[is_counted].reset_index(drop=True)
    return Ledger(day_number(state.as_at), year, counted)


def category(raw: pd.DataFrame, name: str, missing: str) -> pd.Series:
    """A column as categories, with a word for what is missing."""
    import pandas as pd

    if name not in raw:
        return pd.Series(missing, index=raw.index, dtype="category")
    column = raw[name].astype("category")
    if not column.hasnans:
        return column
    known = column if missing in column.cat.categories else column.cat.add_categories(missing)
    return known.fillna(missing)


def number(raw: pd.DataFrame, name: str) -> NDArray[np.float64]:
    """A column of numbers; missing throughout where the ledger has no such column."""
    import numpy as np

    if name not in raw:
        return np.full(len(raw), np.nan)
    return raw[name].to_numpy(np.float64, na_value=np.nan)


def _spend_line(raw: pd.DataFrame) -> pd.Series:
    import pandas as pd

    kind = category(raw, "provider_kind", OTHER)
    line_of_kind = {name: LINE_OF.get(str(name), OTHER) for name in kind.cat.categories}
    return kind.map(line_of_kind).astype(pd.CategoricalDtype(list(LINES)))


def annual_pence(raw: pd.DataFrame, year: Year) -> NDArray[np.int64]:
    """Cost of each row in a whole year: as given, or weekly cost times its weeks a year.

    A weekly cost whose weeks are not given is paid in all of them: a seventh a day.
    """
    import numpy as np

    weeks = number(raw, "weeks_a_year")
    weeks = np.where(np.isnan(weeks), year.days / 7, weeks)
    annual = number(raw, "annual_cost_gbp")
    return to_pence(np.where(np.isnan(annual), number(raw, "weekly_cost_gbp") * weeks, annual))

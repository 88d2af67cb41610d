"""What each child's placement adds to each step between the ledger and the forecast outturn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hnb.council.costing.backlog import Backlog, backlog
from hnb.council.costing.ledger import Ledger, LedgerState

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

BUDGET = "budget"
BLOCK = "high needs block"
OPEN_IN_APRIL = "open on 1 April, whole year"
UPLIFTED = "uplifts on 1 April"
LEAVERS = "leavers"
STARTERS = "starters"
PHASE_TRANSFERS = "phase transfers"
FEE_CHANGES = "changes of fee"
SPENT = "spent to date"
COMMITTED = "committed to year end"
UPLIFTS = "uplifts not yet in the ledger"
UNSEEN = "placements not yet in the ledger"
FORECAST = "forecast outturn"
LOW, HIGH = "forecast outturn, low", "forecast outturn, high"
LAST_FORECAST = "forecast outturn, last report"
MOVEMENT = "movement since the last report"
LAST_UNSEEN = "placements not yet in the ledger, last report"  # zero where it could count none
FULL_YEAR = "full-year effect"

OPENING_TO_COST = (OPEN_IN_APRIL, UPLIFTED, LEAVERS, STARTERS, PHASE_TRANSFERS, FEE_CHANGES)
COST_TO_FORECAST = (SPENT, COMMITTED, UPLIFTS, UNSEEN)
FROM_EARLIER_LEDGERS = (UNSEEN, FORECAST, LAST_FORECAST, MOVEMENT)  # and from that of the day
_SAME_PLACEMENT = 7  # days between two rows of a child and provider that are one placement
_NOT_UPLIFTED = "place"  # £10,000 a place, set by the department


@dataclass(frozen=True)
class Settings:
    """What the ledger does not say, from authority.yml.

    Parameters
    ----------
    block_gbp : float, optional
        High needs block of the financial year, after deductions.
    budgets_gbp : mapping
        Budget by line of `LINES`.
    uplift_percent : float
        Uplift assumed of fees of which this year's is not yet in the ledger.
    lines_to_uplift : tuple of str
        Lines that such fees are in.
    earlier : tuple of LedgerState
        Earlier states of the ledger, oldest first: the newest is that of the last report, and the
        one before it is what that report estimated its backlog from.
    last_forecasts_gbp : mapping, optional
        Forecast outturn that the last report gave, by line and `total`; None where it was withheld.
        Where nothing is said, readers are taken to have all that is worked out for it now.
    fewest_children, p_percent : int, float
        A line whose cost in the year would be withheld under these is merged with the line `other`.
    """

    block_gbp: float | None = None
    budgets_gbp: Mapping[str, float] = field(default_factory=dict)
    uplift_percent: float = 0.0
    lines_to_uplift: tuple[str, ...] = ()
    earlier: tuple[LedgerState, ...] = ()
    last_forecasts_gbp: Mapping[str, float | None] | None = None
    fewest_children: int = 6
    p_percent: float = 10.0


@dataclass(frozen=True)
class Steps:
    """Every step in pence, by child, provider and line.

    Parameters
    ----------
    amounts : DataFrame
        `child`, `contributor`, `spend_line` and a column of pence for each step.
    low, high : int, optional
        Range of the forecast outturn of all lines, pence; none without an earlier ledger.
    """

    amounts: pd.DataFrame
    low: int | None = None
    high: int | None = None


def steps(ledger: Ledger, earlier: Ledger | None, settings: Settings) -> Steps:
    """The steps of one state of the ledger.

    Parameters
    ----------
    ledger, earlier : Ledger
        The state, and the one before it, from which the reporting delay is estimated.
    settings : Settings
        The uplift that is assumed.

    Notes
    -----
    `OPENING_TO_COST` add up to the cost in the year, as spent and committed do; `COST_TO_FORECAST`
    add up to the forecast outturn; both row by row, in whole pence.
    """
    import numpy as np

    rows = ledger.rows
    days_so_far = ledger.days_until(ledger.as_at)
    cost = ledger.cost_of_days(ledger.days_until(ledger.year.end))
    # all that is known of what a placement without a cost has cost this year is what was paid
    cost = np.where((rows["annual"] == 0) & (days_so_far > 0), rows["paid"], cost)
    spent = ledger.cost_of_days(days_so_far)
    spent = np.where(rows["has_paid"] & (cost != 0), rows["paid"], spent)
    by_step = {
        **_changes(ledger, cost),
        SPENT: spent,
        COMMITTED: cost - spent,
        UPLIFTS: _uplifts(ledger, cost, settings),
        FULL_YEAR: np.where(ledger.is_open(ledger.as_at), rows["annual"], 0),
    }
    unseen: Backlog | None = None
    if earlier is not None:
        unseen = backlog(ledger, earlier, cost)
        by_step[UNSEEN] = np.rint(unseen.weights * cost).astype(np.int64)
    by_step[FORECAST] = np.sum([by_step[step] for step in COST_TO_FORECAST if step in by_step], 0)
    if unseen is None:
        return Steps(_by_child(rows, by_step))
    certain = int(by_step[FORECAST].sum() - by_step[UNSEEN].sum())
    low, high = certain + unseen.low, certain + unseen.high
    return Steps(_by_child(rows, by_step), low=low, high=high)


def _by_child(rows: pd.DataFrame, by_step: dict[str, NDArray[np.int64]]) -> pd.DataFrame:
    """Sums by child, provider and line, without those that are zero throughout.

    A million rows would take pandas several times as much memory. What has been added up is let go:
    `by_step` is empty afterwards.
    """
    import numpy as np

    keys = ["child", "contributor", "spend_line"]
    group = np.zeros(len(rows), dtype=np.int64)
    for name in keys:
        group = group * len(rows[name].cat.categories) + rows[name].cat.codes.to_numpy()
    order = np.argsort(group, kind="stable")
    first = np.flatnonzero(np.diff(group[order], prepend=-1))
    sums = {name: np.add.reduceat(by_step.pop(name)[order], first) for name in list(by_step)}
    is_of_the_year = np.any([pence != 0 for pence in sums.values()], axis=0)
    groups = rows[keys].iloc[order[first][is_of_the_year]].reset_index(drop=True)
    return groups.assign(**{name: sums.pop(name)[is_of_the_year] for name in list(sums)})


def _uplifts(ledger: Ledger, cost: NDArray[np.int64], settings: Settings) -> NDArray[np.int64]:
    import numpy as np

    rows = ledger.rows
    is_late = rows["spend_line"].isin(settings.lines_to_uplift) & (
        rows["start"] < ledger.year.start
    )
    is_late &= (rows["element"] != _NOT_UPLIFTED) & (rows["annual"] != 0)
    return np.rint(np.where(is_late, cost * settings.uplift_percent / 100, 0)).astype(np.int64)


def _changes(ledger: Ledger, cost: NDArray[np.int64]) -> dict[str, NDArray[np.int64]]:
    """Cost of placements open on 1 April in a whole year, and why this year costs more or less.

    What a row costs more than the one that ended on 31 March is its uplift, where both have a cost.
    """
    import numpy as np

    rows, start = ledger.rows, ledger.year.start
    annual = rows["annual"].to_numpy()
    has_started = (rows["start"] > start).to_numpy()
    opening = np.where(ledger.is_open(start), annual, 0)
    opening = np.where((annual == 0) & ~has_started, cost, opening)
    change = cost - opening
    before = _row_before(rows)
    continues = before >= 0
    continued = np.isin(np.arange(len(rows)), before)
    has_ended = rows["end"].to_numpy()[before] < start
    is_uplifted = continues & has_ended & (rows["start"] == start).to_numpy()
    is_uplifted &= (annual != 0) & (annual[before] != 0)
    uplift = np.where(is_uplifted, annual - annual[before], 0)
    ends, begins = _at_the_turn_of_the_school_year(ledger, ~continued, ~continues)
    is_fee = np.where(has_started, continues, continued)
    is_phase = ~is_fee & np.where(has_started, begins, ends)
    is_other = ~is_fee & ~is_phase
    return {
        OPEN_IN_APRIL: opening - uplift,
        UPLIFTED: uplift,
        LEAVERS: np.where(is_other & ~has_started, change, 0),
        STARTERS: np.where(is_other & has_started, change, 0),
        PHASE_TRANSFERS: np.where(is_phase, change, 0),
        FEE_CHANGES: np.where(is_fee, change, 0),
    }


def _row_before(rows: pd.DataFrame) -> NDArray[np.int64]:
    """The row of the same child, provider and element that a row follows on; -1 where it is new."""
    import numpy as np

    start, end = rows["start"].to_numpy(), rows["end"].to_numpy()
    keys = [rows[name].cat.codes.to_numpy() for name in ("element", "contributor", "child")]
    order = np.lexsort((start, *keys))
    follows = start[order][1:] <= end[order][:-1] + 1 + _SAME_PLACEMENT
    for key in keys:
        follows &= key[order][1:] == key[order][:-1]
    before = np.full(len(rows), -1)
    before[order[1:][follows]] = order[:-1][follows]
    return before


def _at_the_turn_of_the_school_year(
    ledger: Ledger, is_last: NDArray[np.bool_], is_first: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Ends in July or August, and starts in August or September, of a child that has both."""
    import numpy as np

    rows, year = ledger.rows, ledger.year
    child = rows["child"].cat.codes.to_numpy()
    ends = is_last & rows["end"].between(year.day(7, 1), year.day(8, 31)).to_numpy()
    begins = is_first & rows["start"].between(year.day(8, 1), year.day(9, 30)).to_numpy()
    both = np.intersect1d(child[ends], child[begins])
    is_of_both = np.isin(child, both)
    return ends & is_of_both, begins & is_of_both

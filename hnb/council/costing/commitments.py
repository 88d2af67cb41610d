"""Commitments of the financial year by line, ready for disclosure control to be planned over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from hnb.council.costing import steps as step
from hnb.council.costing.ledger import LINES, OTHER, LedgerState, Year, ledgers
from hnb.council.costing.pence import to_pence, to_pounds
from hnb.council.costing.steps import Settings, Steps, steps
from hnb.disclosure.population import (
    CellKey,
    CrossTab,
    Declared,
    Measured,
    Population,
    Relation,
)
from hnb.domain.errors import Place, unknown
from hnb.domain.words import quoted

if TYPE_CHECKING:
    import pandas as pd

TABLE = "council_commitments"
TOTAL = "total"


@dataclass(frozen=True)
class _Report:
    """What every cell of the table has in common, and the lines that it is by."""

    la_code: int
    as_at: date
    year: Year
    lines: tuple[str, ...]

    @property
    def fixed(self) -> dict[str, str | int]:
        return {"as_at": self.as_at.isoformat(), "financial_year": self.year.name}

    def cell(self, line: str, commitment: str) -> CellKey:
        keys = (str(self.la_code), self.as_at.isoformat(), self.year.name)
        return (TABLE, *keys, line, commitment)


def commitments(ledger: pd.DataFrame, la_code: int, as_at: date, settings: Settings) -> Declared:
    """What placements have cost and will cost in the financial year of a day, by line.

    Parameters
    ----------
    ledger : DataFrame
        Accepted rows of `placement_ledger` as at the day.
    la_code : int
        DfE number of the council.
    as_at : date
        The day.
    settings : Settings
        Budget, block, uplift and earlier states of the ledger.

    Returns
    -------
    Declared
        `council_commitments`: a population for each step by line and in total, the equations
        between them, the range of the total, and budgets, which are of nobody.

    Raises
    ------
    ParameterError
        A budget, or an uplift, is of a line that there is not.

    Notes
    -----
    The variance to the budget is no cell: it is the forecast less the budget, and whoever may see
    the forecast may see it. Only the total has a range: that of a line would tell its forecast
    where that is withheld.
    """
    for line in (*settings.budgets_gbp, *settings.lines_to_uplift):
        if line not in LINES:
            place = Place(parameter="line")
            raise unknown(place, f"there is no line {quoted(line)}", word=line, known=LINES)
    now, last = _now_and_last(LedgerState(as_at, ledger), settings)
    in_use = {str(line) for part in (now, last) if part for line in part.amounts["spend_line"]}
    line_of = _merged(now.amounts, in_use, settings)
    now, last = _in_lines(now, line_of), last and _in_lines(last, line_of)
    lines = tuple(line for line in LINES if line in line_of.values())
    report = _Report(la_code, as_at, Year.of(as_at), lines)
    by_step = _by_step(now, last)
    relations = _relations(report, set(by_step))
    if last is not None:
        relations += _relations_to_last_report(report, last, settings)
    return Declared(
        populations=tuple(_population(report, name, rows) for name, rows in by_step.items()),
        relations=tuple(relations),
        measured=_range_of_total(report, now),
        open_tables=_about_nobody(report, settings, line_of, last),
    )


def forecast_cells(la_code: int, as_at: date) -> dict[str, CellKey]:
    """The cell of each line's forecast outturn in the report of a day, and of the total's."""
    report = _Report(la_code, as_at, Year.of(as_at), LINES)
    return {line: report.cell(line, step.FORECAST) for line in (*LINES, TOTAL)}


def _earlier(settings: Settings, as_at: date) -> list[LedgerState]:
    return [state for state in settings.earlier if state.as_at < as_at]


def _now_and_last(state: LedgerState, settings: Settings) -> tuple[Steps, Steps | None]:
    """Steps of the day, and those of the last report where it was in the same financial year."""
    *past, now = ledgers([*_earlier(settings, state.as_at)[-2:], state])
    before_last, last = ([None, None, *past])[-2:]
    of_now = steps(now, last, settings)
    if last is None or last.year != now.year:
        return of_now, None
    of_last = steps(last, before_last, settings)
    forecast = of_last.amounts[["child", "contributor", "spend_line", step.FORECAST]]
    return of_now, Steps(forecast, of_last.low, of_last.high)


def _merged(amounts: pd.DataFrame, in_use: set[str], settings: Settings) -> dict[str, str]:
    """The line that each line is shown in: `other` where its cost would be withheld."""
    line_of = {line: line for line in LINES if line in in_use}
    while True:
        apart = _to_hide(amounts, amounts["spend_line"].map(line_of), settings)
        if not apart:
            return line_of
        line_of = {line: OTHER if to in apart else to for line, to in line_of.items()}


def _to_hide(amounts: pd.DataFrame, shown: pd.Series, settings: Settings) -> list[str]:
    """The lines whose cost would be withheld; where only that of `other` is, the one to hide it."""
    failing = [line for line, rows in amounts.groupby(shown) if not _may_be_shown(rows, settings)]
    apart = [str(line) for line in failing if line != OTHER]
    return apart if apart or OTHER not in failing else _smallest(amounts, shown)


def _smallest(amounts: pd.DataFrame, shown: pd.Series) -> list[str]:
    """The line with the fewest children but `other`, which it is to hide; none where there is no
    other line.
    """
    is_apart = shown != OTHER
    sizes = amounts[is_apart].groupby(shown[is_apart])["child"].nunique()
    return [str(sizes.idxmin())] if len(sizes) else []


def _may_be_shown(rows: pd.DataFrame, settings: Settings) -> bool:
    """Whether the cost of a line is of enough children, and of no provider above all others."""
    costs = rows[step.SPENT] + rows[step.COMMITTED]
    by_provider = costs.groupby(rows["contributor"], observed=True).sum().nlargest(2)
    rest = costs.sum() - by_provider.sum()
    return bool(
        rows["child"].nunique() >= settings.fewest_children
        and rest >= by_provider.iloc[0] * settings.p_percent / 100
    )


def _in_lines(of_state: Steps, line_of: dict[str, str]) -> Steps:
    line = of_state.amounts["spend_line"].map(line_of).astype("category")
    return replace(of_state, amounts=of_state.amounts.assign(spend_line=line))


def _by_step(now: Steps, last: Steps | None) -> dict[str, pd.DataFrame]:
    """Rows of each step whose amount is not zero: `pence` by child, provider and line."""
    import pandas as pd

    keys = ["child", "contributor", "spend_line"]

    def of_step(amounts: pd.DataFrame, name: str) -> pd.DataFrame:
        rows = amounts.loc[amounts[name] != 0, [*keys, name]]
        return rows.rename(columns={name: "pence"})

    in_use = [str(name) for name in now.amounts if name not in keys]
    by_step = {name: of_step(now.amounts, name) for name in in_use}
    if last is None:
        return by_step
    before = by_step[step.LAST_FORECAST] = of_step(last.amounts, step.FORECAST)
    both = pd.concat([by_step[step.FORECAST], before.assign(pence=-before["pence"])])
    moved = both.groupby(keys, observed=True, as_index=False, sort=False)["pence"].sum()
    by_step[step.MOVEMENT] = moved[moved["pence"] != 0]
    return by_step


def _population(report: _Report, commitment: str, rows: pd.DataFrame) -> Population:
    fixed = {**report.fixed, "commitment": commitment}
    by_line = CrossTab(
        TABLE, by={"spend_line": "spend_line"}, fixed=fixed, categories={"spend_line": report.lines}
    )
    total = CrossTab(TABLE, fixed={**fixed, "spend_line": TOTAL})
    amounts = rows.drop(columns="pence").assign(amount_gbp=to_pounds(rows["pence"].to_numpy()))
    return Population(
        name=f"{commitment} of {report.year.name} as at {report.as_at.isoformat()}",
        rows=amounts,
        tables=(by_line, total),
        value="amount",
    )


def _relations(report: _Report, in_use: set[str]) -> list[Relation]:
    """What adds up in each line and in total: cost in the year, forecast and movement."""
    forecast = [name for name in step.COST_TO_FORECAST if name in in_use]
    equations: list[tuple[Sequence[str], Sequence[str]]] = [
        (step.OPENING_TO_COST, (step.SPENT, step.COMMITTED)),
        (forecast, (step.FORECAST,)),
    ]
    if step.MOVEMENT in in_use:
        equations.append(((step.LAST_FORECAST, step.MOVEMENT), (step.FORECAST,)))
    return [
        Relation(
            tuple((1, report.cell(line, name)) for name in parts)
            + tuple((-1, report.cell(line, name)) for name in whole)
        )
        for line in (*report.lines, TOTAL)
        for parts, whole in equations
    ]


def _relations_to_last_report(report: _Report, last: Steps, settings: Settings) -> list[Relation]:
    """That forecasts of the last report are what it gave; not where its ledger was corrected since.

    A forecast that it withheld must stay so under its new name.
    """
    amounts = last.amounts
    by_line = amounts.groupby(amounts["spend_line"].astype(str))[step.FORECAST].sum()
    now = {**by_line.to_dict(), TOTAL: by_line.sum()}
    then = forecast_cells(report.la_code, _earlier(settings, report.as_at)[-1].as_at)
    released = settings.last_forecasts_gbp
    relations = []
    for line in (*report.lines, TOTAL):
        gbp = None if released is None else released.get(line)
        is_out = released is None or line in released
        is_the_same = gbp is None or int(to_pence([gbp])[0]) == now.get(line, 0)
        if is_out and is_the_same:
            cell = report.cell(line, step.LAST_FORECAST)
            relations.append(Relation(((1, cell), (-1, then[line]))))
    return relations


def _range_of_total(report: _Report, now: Steps) -> tuple[Measured, ...]:
    if now.low is None or now.high is None:
        return ()
    return (
        Measured(
            TABLE,
            _cells(
                report,
                {(TOTAL, step.LOW): now.low, (TOTAL, step.HIGH): now.high},
            ).assign(children=now.amounts["child"].nunique()),
        ),
    )


def _about_nobody(
    report: _Report, settings: Settings, line_of: dict[str, str], last: Steps | None
) -> dict[str, pd.DataFrame]:
    """The block, budgets by line, and the zero backlog of a last report that could count none."""
    cells: dict[tuple[str, str], int] = {}
    if last is not None and last.low is None:
        cells = {(line, step.LAST_UNSEEN): 0 for line in (*report.lines, TOTAL)}
    budgets = {line: int(to_pence([gbp])[0]) for line, gbp in settings.budgets_gbp.items()}
    for line, pence in budgets.items():
        shown = (line_of.get(line, OTHER if OTHER in report.lines else line), step.BUDGET)
        cells[shown] = cells.get(shown, 0) + pence
    if budgets:
        cells[TOTAL, step.BUDGET] = sum(budgets.values())
    if settings.block_gbp is not None:
        cells[TOTAL, step.BLOCK] = int(to_pence([settings.block_gbp])[0])
    return {TABLE: _cells(report, cells)} if cells else {}


def _cells(report: _Report, pence: dict[tuple[str, str], int]) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    return pd.DataFrame(
        {
            "la_code": report.la_code,
            **report.fixed,
            "spend_line": [line for line, _ in pence],
            "commitment": [name for _, name in pence],
            "amount_gbp": to_pounds(np.array(list(pence.values()), dtype=np.int64)),
            "status": "published",
        }
    )

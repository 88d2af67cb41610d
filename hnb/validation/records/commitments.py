"""Whether spending, uplift, backlog and forecast of made-up councils are as they were planted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hnb.council.costing import steps as step
from hnb.council.costing.commitments import TABLE, TOTAL, commitments
from hnb.council.costing.ledger import LINES
from hnb.council.costing.pence import to_pence
from hnb.council.costing.steps import Settings
from hnb.council.example.ledger import financial_year_start
from hnb.domain.comparators import Ask
from hnb.tables import Tables
from hnb.validation.goals import Goal
from hnb.validation.made_up import TRUE, Trial, agreement, exactly, numbers, trials, within

BUDGETS = {line: 1_234_567.89 + place for place, line in enumerate(LINES)}
FULL_YEAR_WITHIN = 0.003  # costs are rounded to the penny a week
UPLIFT_WITHIN = 0.01  # of itself
# of the mean of six: two standard errors, as an estimate from so few late starters varies by a
# quarter
BACKLOG_WITHIN = 0.2
FORECAST_WITHIN = 0.01


def goals(tables: Tables, ask: Ask) -> tuple[Goal, ...]:
    """Those of made-up councils, whose true values are known."""
    return (*of_budget(trials()[0]), *of_ledger(trials()[0]), *of_forecast())


def of_budget(trial: Trial) -> tuple[Goal, ...]:
    """That every budget is in the table, in its line or in that with which it is shown."""
    ledger = trial.council.frames["placement_ledger"]
    council = trial.council
    derived = commitments(
        ledger, council.authority.la_code, council.as_at, Settings(budgets_gbp=BUDGETS)
    )
    table = derived.open_tables[TABLE]
    budgets = table[table["commitment"] == step.BUDGET].set_index("spend_line")["amount_gbp"]
    pence = {str(line): int(to_pence([gbp])[0]) for line, gbp in budgets.items() if line != TOTAL}
    true = {line: int(to_pence([gbp])[0]) for line, gbp in BUDGETS.items()}
    return agreement("council: budget by line, pence", true, pence)


def of_ledger(trial: Trial) -> tuple[Goal, ...]:
    """Spending to date to the penny, the full-year effect, and the uplift of the year."""
    amounts, ledger = trial.steps.amounts, trial.council.frames["placement_ledger"]
    april = pd.Timestamp(financial_year_start(trial.council.as_at))
    paid = ledger.loc[ledger["start"] >= april, "paid_to_date_gbp"]
    uplifted = amounts[amounts[step.UPLIFTED] != 0]
    uplift = (uplifted[step.UPLIFTED] / uplifted[step.OPEN_IN_APRIL]).median()
    money = trial.money
    in_ledger = money["full_year_gbp"] - numbers(trial.council, "money", "backlog")["annual_gbp"]
    full_year = amounts[step.FULL_YEAR].sum() / 100
    return (
        exactly(
            "council: spent to date, pence", int(to_pence(paid).sum()), amounts[step.SPENT].sum()
        ),
        within("council: full-year effect, £", in_ledger, full_year, FULL_YEAR_WITHIN),
        within("council: uplift on 1 April, %", 100 * TRUE.uplift, 100 * uplift, UPLIFT_WITHIN),
    )


def of_forecast() -> tuple[Goal, ...]:
    """The backlog, and the forecast outturn within its range, of several councils."""
    backlogs, outturns = [], []
    for trial in trials():
        amounts, money = trial.steps.amounts, trial.money
        true = numbers(trial.council, "money", "backlog")["cost_in_the_year_gbp"]
        backlogs.append((true, amounts[step.UNSEEN].sum() / 100))
        outturn = money["cost_in_the_year_if_nothing_changes_gbp"]
        ends = (trial.steps.low or 0, trial.steps.high or 0)
        is_within = ends[0] / 100 <= outturn <= ends[1] / 100
        outturns.append((outturn, amounts[step.FORECAST].sum() / 100, is_within))
    true, estimated = np.mean(backlogs, axis=0)
    outturn, forecast, inside = np.mean(outturns, axis=0)
    of = len(backlogs)
    return (
        within(f"council: backlog, mean of {of}, £", true, estimated, BACKLOG_WITHIN),
        within(f"council: forecast outturn, mean of {of}, £", outturn, forecast, FORECAST_WITHIN),
        Goal(f"council: outturns within their range, of {of}", inside * of, low=of - 1),
    )

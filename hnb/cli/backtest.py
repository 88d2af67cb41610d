"""`hnb backtest`: what the forecast of plans would have said in past years, and how
wrong it was.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.cli import add_command, print_json
from hnb.domain.errors import ParameterError, Place

if TYPE_CHECKING:
    import pandas as pd

    from hnb.cli import Commands
    from hnb.stats.forecasting.growth_model import Panel
    from hnb.validation.backlog_cover import BacklogCover
    from hnb.validation.plans_backtest import Scores

_EXAMPLE = """Rivals of other programs are scored with ours when a file of their forecasts is given:
`python -m benchmarks.forecast_rivals rivals.csv` writes those of statsforecast.

example:
  hnb backtest --forecasts forecasts.csv
"""

_SHOWN = [
    "wis",
    "mase",
    "median_ape_percent",
    "bias_percent",
    "width_percent",
    "covers_95",
    "covers_80",
    "covers_50",
]


def register(commands: Commands) -> None:
    """Add `backtest`."""
    command = add_command(commands, "backtest", epilog=_EXAMPLE, run=run)
    command.add_argument(
        "--forecasts", type=Path, metavar="FILE", help="write our forecasts here, as CSV"
    )
    command.add_argument(
        "--rivals", type=Path, metavar="FILE", help="forecasts of other models, as CSV"
    )
    command.add_argument(
        "--library",
        action="store_true",
        help="score models of statsmodels too (about a minute more)",
    )
    command.add_argument("--json", action="store_true", help="results as JSON")


def run(args: argparse.Namespace) -> int:
    """Print the scores of every model, the ratios to ours, and each goal with what was reached."""
    import pandas as pd

    import hnb
    from hnb.questions.plans_forecast.model import READS, rolling
    from hnb.questions.plans_forecast.panel import panel
    from hnb.tables import Tables
    from hnb.validation import plans_backtest
    from hnb.validation.backlog_cover import CHOSEN_TO, backlog_cover, scores_since
    from hnb.validation.goals import Goal

    read = Tables.of(authority={name: hnb.load(name) for name in READS})
    every = panel(*(read[name] for name in READS))
    units = every.until(CHOSEN_TO)
    of_others = [_read_rivals(args.rivals)] if args.rivals else []  # refused before the work
    start = time.perf_counter()
    ours = rolling(units)
    seconds = time.perf_counter() - start
    if args.forecasts:
        _write(ours, args.forecasts)
    rivals = [*_rivals(args, units), *of_others]
    scores = plans_backtest.score(pd.concat([ours, *rivals]), units)
    by_class, since = backlog_cover(units), scores_since(every)
    what = f"our own forecasts of {len(units.plans)} units, seconds"
    goals = [*scores.goals, *by_class.goals, Goal(what, seconds, high=20)]
    if args.json:
        tables = {
            "table": scores.table,
            "ratios": scores.ratios,
            "by_timeliness": by_class.table,
            "since_chosen": since,
        }
        records = {name: table.reset_index().to_dict("records") for name, table in tables.items()}
        print_json({**records, "goals": [{**vars(goal), "met": goal.met} for goal in goals]})
        return 0
    _print_tables(scores, by_class, since)
    for goal in goals:
        print(goal)
    if not args.rivals and not args.library:
        print(
            "The goals against the best library model need --library, or --rivals FILE; the help "
            "says how to make it."
        )
    return 0


def _rivals(args: argparse.Namespace, units: Panel) -> list[pd.DataFrame]:
    """Forecasts of the simple rules and, where they are asked for, of library models."""
    from hnb.validation import plans_backtest
    from hnb.validation.library_rivals import LIBRARY, library_rival

    rivals = [plans_backtest.rival(units, name) for name in plans_backtest.RIVALS]
    if args.library:
        rivals += [library_rival(units, name) for name in LIBRARY]
    return rivals


def _print_tables(scores: Scores, by_class: BacklogCover, since: pd.DataFrame) -> None:
    from hnb.validation.backlog_cover import CHOSEN_TO

    print(f"Outcomes to January {CHOSEN_TO}, by which the forecast was chosen")
    print(scores.table[_SHOWN].round(2).to_string())
    print("\nours over each, with 95% limits (units and origins drawn again)")
    print(f"{scores.ratios.round(3).to_string()}\n")
    print("Ours by the share of plans issued within 20 weeks in the year before")
    print("(low and high: 95% binomial range of what should be covered)")
    print(f"{by_class.table.round(1).to_string()}\n")
    if len(since):
        print(f"Forecasts from January {CHOSEN_TO} on, looked at when all had been chosen")
        print(f"{since.round(2).to_string()}\n")


def _write(forecasts: pd.DataFrame, file: Path) -> None:
    from hnb.stats.forecasting.forecast_limits import QUANTILES
    from hnb.store.write import write_whole

    columns = ["unit", "origin", "horizon", *QUANTILES]
    write_whole(file, forecasts[columns].to_csv(index=False, lineterminator="\n"))
    print(f"{len(forecasts)} forecasts are in {file}", file=sys.stderr)


def _read_rivals(file: Path) -> pd.DataFrame:
    """Forecasts of other programs, in the columns of our own."""
    import pandas as pd

    from hnb.stats.forecasting.forecast_limits import QUANTILES

    columns = ["model", "unit", "origin", "horizon", *QUANTILES]
    try:
        return pd.read_csv(file)[columns]
    except (ValueError, LookupError) as fault:  # not a table, or a column is missing
        raise ParameterError(
            Place(file=str(file)),
            found=f"it cannot be read ({' '.join(str(fault).split())})",
            expected=f"a CSV file with the columns {', '.join(columns)}",
        ) from None

"""`hnb backtest`: what the forecast of plans would have said in past years, beside what came."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hnb.cli import add_command, print_json
from hnb.domain.errors import ParameterError, Place

if TYPE_CHECKING:
    import pandas as pd

_EXAMPLE = """Rivals of other programs are scored beside ours when a file of their forecasts is given:
`python -m benchmarks.forecast_rivals rivals.csv` writes those of statsforecast.

example:
  hnb backtest --forecasts forecasts.csv
"""


def register(commands: Any) -> None:
    """Add `backtest`."""
    command = add_command(commands, "backtest", _EXAMPLE, run)
    command.add_argument(
        "--forecasts", type=Path, metavar="FILE", help="write our forecasts here, as CSV"
    )
    command.add_argument(
        "--rivals", type=Path, metavar="FILE", help="forecasts of other models, as CSV"
    )
    command.add_argument("--json", action="store_true", help="for programs")


def run(args: argparse.Namespace) -> int:
    """Print the scores of every model, the ratios to ours, and the goals beside what was reached."""
    import pandas as pd

    import hnb
    from hnb.questions.plans_forecast.panel import panel
    from hnb.stats import growth_model as growth
    from hnb.store.write import write_whole
    from hnb.validation import plans_backtest as backtest
    from hnb.validation.goals import Goal

    units = panel(*(hnb.load(name) for name in backtest.TABLES))
    start = time.perf_counter()
    ours = backtest.rolling(units)
    took = Goal(
        f"our own forecasts of {len(units.plans)} units, seconds",
        time.perf_counter() - start,
        high=20,
    )
    if args.forecasts:
        columns = ["unit", "origin", "horizon", *growth.QUANTILES]
        write_whole(args.forecasts, ours[columns].to_csv(index=False, lineterminator="\n"))
        print(f"{len(ours)} forecasts are in {args.forecasts}", file=sys.stderr)
    rivals = [backtest.rival(units, name) for name in backtest.RIVALS]
    rivals += [_rivals(args.rivals)] if args.rivals else []
    scores = backtest.score(pd.concat([ours, *rivals]), units)
    goals = [*scores.goals, took]
    if args.json:
        said = [{**vars(goal), "met": goal.met} for goal in goals]
        tables = {name: table for name, table in vars(scores).items() if name != "goals"}
        print_json(
            {name: table.reset_index().to_dict("records") for name, table in tables.items()}
            | {"goals": said}
        )
        return 0
    shown = [
        "wis",
        "mase",
        "median_ape_percent",
        "bias_percent",
        "width_percent",
        "covers_95",
        "covers_80",
        "covers_50",
    ]
    print(scores.table[shown].round(2).to_string())
    print(
        "\nours over each, with 95% limits (units and origins drawn "
        f"again)\n{scores.ratios.round(3).to_string()}\n"
    )
    for goal in goals:
        print(goal)
    if not args.rivals:
        print(
            "The goals against the best library model need --rivals FILE; the help says how to "
            "make it."
        )
    return 0


def _rivals(file: Path) -> pd.DataFrame:
    """Forecasts of other programs, in the columns of our own."""
    import pandas as pd

    from hnb.stats import growth_model as growth

    expected = ["model", "unit", "origin", "horizon", *growth.QUANTILES]
    try:
        return pd.read_csv(file)[expected]
    except (
        ValueError,
        LookupError,
    ) as fault:  # what pandas makes of a file that is no table, or lacks a column
        said = " ".join(str(fault).split())
        place, wanted = Place(file=str(file)), f"a CSV file with the columns {', '.join(expected)}"
        raise ParameterError(place, found=f"it cannot be read ({said})", expected=wanted) from None

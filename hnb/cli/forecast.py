"""`hnb forecast`: the next January written down before it is counted, and scored afterwards."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from typing import TYPE_CHECKING

from hnb.cli import COMMANDS, add_command, print_json
from hnb.domain.units import counted, write

if TYPE_CHECKING:
    from hnb.cli import Commands
    from hnb.questions.plans_forecast.registered import Registered, Scores
    from hnb.tables import Tables

_REGISTER = """It writes the forecast of every authority for the January after the latest that
nearly all have, with a checksum, the day, and what it was made from. One that is registered is
never replaced, and none is made once a count has arrived.

example:
  hnb forecast register
"""
_SCORE = """Forecasts are scored as they were registered: one that was changed since is refused.

example:
  hnb forecast score
"""
_LIST = """example:
  hnb forecast list
"""


def register(commands: Commands) -> None:
    """Add `forecast register`, `forecast score` and `forecast list`."""
    forecast = commands.add_parser(
        "forecast", help=COMMANDS["forecast"], epilog=_REGISTER + _SCORE + _LIST
    )
    actions = forecast.add_subparsers(dest="action", metavar="ACTION", required=True)
    says = "Write the forecast of the next January down, before it is counted."
    add_command(actions, "register", epilog=_REGISTER, run=run_register, says=says)
    says = "Say how registered forecasts did, once the count is held."
    add_command(actions, "score", epilog=_SCORE, run=run_score, says=says)
    says = "Say which forecasts are registered."
    add_command(actions, "list", epilog=_LIST, run=run_list, says=says)
    for command in actions.choices.values():
        command.add_argument("--json", action="store_true", help="results as JSON")


def run_register(args: argparse.Namespace) -> int:
    """Register the forecast, and say where it is."""
    from hnb import __version__
    from hnb.registered.files import refuse_registered, write_registered
    from hnb.registered.making import next_january, registration
    from hnb.store.files import releases

    tables = _tables()
    refuse_registered(next_january(tables))
    print("Working out the forecast of every authority …", file=sys.stderr)
    registered = registration(tables, releases(), version=__version__, day=date.today())
    path = write_registered(registered)
    if args.json:
        print_json({**_described(registered), "path": str(path)})
        return 0
    print(_line(registered))
    print(f"Leave both files as they are: {path} and {path.with_suffix('.yml').name}")
    return 0


def run_score(args: argparse.Namespace) -> int:
    """Print how each registered forecast did whose count is held."""
    from hnb.domain.errors import NotPublished
    from hnb.questions.plans_forecast.registered import scores
    from hnb.registered.files import registered_forecasts

    plans = _tables()["ehc_plans"]
    by_forecast = [(registered, scores(registered, plans)) for registered in registered_forecasts()]
    for registered, results in by_forecast:
        if results is None:
            says = f"January {registered.january}: not counted yet; due by {registered.due}"
            print(says, file=sys.stderr)
        elif not args.json:
            print("\n".join(_score_lines(registered, results)))
    scored = [_as_json(registered, results) for registered, results in by_forecast if results]
    if args.json:
        print_json(scored)
    if not scored:
        raise NotPublished(found="no registered forecast has its count yet")
    return 0


def run_list(args: argparse.Namespace) -> int:
    """Print a line for each registered forecast."""
    from hnb.registered.files import registered_forecasts

    registrations = registered_forecasts()
    if args.json:
        print_json([_described(registered) for registered in registrations])
        return 0
    for registered in registrations:
        print(_line(registered))
    if not registrations:
        print("No forecast is registered.", file=sys.stderr)
    return 0


def _tables() -> Tables:
    import hnb
    from hnb.questions.plans_forecast.model import READS
    from hnb.tables import Tables

    return Tables.of(authority={name: hnb.load(name) for name in READS})


def _line(registered: Registered) -> str:
    number = counted(int(registered.rows["q50"].notna().sum()), "authorities")
    return (
        f"January {registered.january}, from January {registered.origin}: {number}, registered "
        f"{registered.day}, due by {registered.due}; {registered.file}, sha256 {registered.sha256}"
    )


def _described(registered: Registered) -> dict[str, object]:
    names = ("january", "origin", "day", "due", "sha256", "file")
    return {name: getattr(registered, name) for name in names}


def _score_lines(registered: Registered, results: Scores) -> list[str]:
    inside = ", ".join(
        f"{share} within the {level}% limits" for level, share in results.inside.items()
    )
    total = results.by_authority.frame[["q50", "came"]].sum()
    return [
        f"January {registered.january}, registered {registered.day}: {results.number} scored",
        f"  {inside}",
        f"  middle error {results.error}, mean error {results.bias}, "
        f"weighted interval score {results.score}",
        f"  together {write(total['q50'], 'plans')} expected, {write(total['came'], 'plans')} came",
    ]


def _as_json(registered: Registered, results: Scores) -> dict[str, object]:
    figures = {name: getattr(results, name) for name in ("number", "error", "bias", "score")}
    figures |= {f"inside_{level}": share for level, share in results.inside.items()}
    rows = results.by_authority.frame.reset_index().to_dict("records")
    values = {name: figure.value for name, figure in figures.items()}
    return {**_described(registered), **values, "authorities": rows}

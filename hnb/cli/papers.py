"""Commands over papers: render, check, trace."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hnb.cli import EXIT_CODES, add_command, print_json, said, words_of
from hnb.domain.errors import ParameterError, Place

if TYPE_CHECKING:
    from hnb.papers.definition import Report
    from hnb.papers.run import Tell

_RENDER = """Any other --name VALUE is a parameter of the report: forum-paper has --january, --financial-year,
--comparators, --denominator, --scope and --as-at. Authorities are rendered one after another; one that fails does not
stop the next. The forum paper is put in DIR/AUTHORITY/, any other report in DIR/AUTHORITY/REPORT/ or DIR/REPORT/.

examples:
  hnb render forum-paper --authority Leicestershire
  hnb render forum-paper --authority Cumbria Dorset --financial-year 2021-22 --formats html,docx
  hnb render forum-paper --all --quiet --out papers
"""
_CHECK = """examples:
  hnb check reports/out/leicestershire
  hnb check reports/out/leicestershire/forum-paper.docx
"""
_TRACE = """examples:
  hnb trace reports/out/leicestershire placements.spend_gbp
"""
_OPTIONS = ("authority", "all", "formats", "out", "date", "timeout", "quiet", "json")
_WHERE = ("release", "part", "row", "column")
_SHOWN = 60  # cells printed for one figure; --json gives them all


def register(commands: Any) -> None:
    """Add the commands of this module."""
    render = add_command(commands, "render", f"{_RENDER}\n{EXIT_CODES}", _render)
    render.loose = True  # it may be given any parameter of the report
    check, trace = (
        add_command(commands, "check", _CHECK, _check),
        add_command(commands, "trace", _TRACE, _trace),
    )
    render.add_argument(
        "report", metavar="REPORT", help="a report's name, or the YAML that defines one"
    )
    who = render.add_mutually_exclusive_group()
    who.add_argument(
        "--authority",
        nargs="+",
        action="extend",
        default=[],
        metavar="X",
        help="names, DfE or ONS codes",
    )
    who.add_argument("--all", action="store_true", help="every authority that stands today")
    render.add_argument(
        "-p", "--parameter", action="append", default=[], metavar="NAME=VALUE", help="a parameter"
    )
    render.add_argument("--formats", default="", metavar="LIST", help="some of html,docx,pdf")
    render.add_argument(
        "--out", type=Path, default=Path("reports/out"), metavar="DIR", help="default: %(default)s"
    )
    render.add_argument("--date", metavar="DAY", help="the date on the paper; default: today")
    seconds = "for one cell; default: %(default)s"
    render.add_argument("--timeout", type=_seconds, default=600, metavar="SECONDS", help=seconds)
    render.add_argument("--quiet", action="store_true", help="no progress")
    for command in (check, trace):
        command.add_argument(
            "paper", type=Path, metavar="PAPER", help="a paper's folder, or one document in it"
        )
    trace.add_argument("name", metavar="NAME", help="a figure's name, as in figures.json")
    for command in (render, check, trace):
        command.add_argument("--json", action="store_true", help="results as JSON")


def _seconds(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise ParameterError(
            Place(parameter="timeout"),
            found=f"{text!r} is no time",
            expected="seconds, such as 600",
        )
    return int(text)


def _given(args: argparse.Namespace) -> dict[str, str]:
    """Parameters from `-p name=value` and from options that only the report knows."""
    given = {}
    for pairs, found, expected in (
        (args.parameter, "it has no value", "NAME=VALUE"),
        (args.rest, "it stands alone", "--name VALUE"),
    ):
        for pair in pairs:
            name, equals, value = pair.partition("=")
            if not equals:
                raise ParameterError(Place(parameter=pair), found=found, expected=expected)
            given[name.strip().removeprefix("--").replace("-", "_")] = value.strip()
    return given


def _render(args: argparse.Namespace) -> int:
    from datetime import date

    from hnb.domain import periods
    from hnb.domain.areas import current
    from hnb.papers.definition import read_report, unknown

    report, given = read_report(args.report), _given(args)
    for name in given.keys() - report.parameters.keys():
        known = [
            *report.parameters,
            *(option for option in _OPTIONS if option not in report.parameters),
        ]
        raise unknown(
            Place(parameter=name), f"neither hnb render nor {report.name} knows it", name, known
        )
    args.formats = [word.strip() for word in args.formats.split(",") if word.strip()]
    args.date = periods.day(args.date, "date") if args.date else date.today()
    who = [str(authority.la_code) for authority in current()] if args.all else args.authority
    results = [
        _one(report, turn, args)
        for turn in [{**given, "authority": word} for word in who] or [given]
    ]
    if args.json:
        print_json(results)
    for result in [] if args.json else results:
        print(
            "\n".join(result["files"]) if result["ok"] else f"not rendered: {result['authority']}"
        )
    if len(results) > 1 and not args.quiet:
        print(
            f"{sum(result['ok'] for result in results)} of {len(results)} rendered.",
            file=sys.stderr,
        )
    return max(result["exit_code"] for result in results)


def _one(report: Report, given: dict[str, str], args: argparse.Namespace) -> dict[str, Any]:
    """Render once; what went wrong is said at once, and becomes part of the result."""
    from hnb.papers.render import render

    who = given.get("authority", str(report.parameters.get("authority", report.name)))
    try:
        with _progress(who, args.quiet) as tell:
            options = {"formats": args.formats, "timeout": args.timeout, "tell": tell}
            made = render(report, given, args.out, args.date, **options)
    except Exception as fault:  # a fault of our own too: the next authority is still rendered
        code = said(fault, who)
        return {
            "authority": who,
            "ok": False,
            "exit_code": code,
            "error": words_of(fault),
            "files": [],
        }
    outcomes, files = [*map(asdict, made.outcomes)], [*map(str, made.files)]
    return {
        "authority": made.authority,
        "ok": True,
        "exit_code": 0,
        "error": "",
        "files": files,
        "outcomes": outcomes,
    }


@contextmanager
def _progress(who: str, quiet: bool) -> Iterator[Tell]:
    """A bar on stderr that counts cells; a line where stderr is no terminal."""
    from tqdm import tqdm

    done: dict[str, tuple[int, int]] = {}
    if not (quiet or sys.stderr.isatty()):
        print(f"Rendering {who} …", file=sys.stderr)
    with tqdm(desc=who, unit="cell", leave=False, disable=quiet or None, file=sys.stderr) as bar:

        def tell(notebook: str, count: int, of: int) -> None:
            done[notebook] = (count, of)
            bar.n, bar.total = (sum(column) for column in zip(*done.values(), strict=True))
            bar.refresh()

        yield tell


def _check(args: argparse.Namespace) -> int:
    from hnb.papers.check import check

    files = [str(file) for file in check(args.paper)]
    if args.json:
        print_json({"ok": True, "files": files})
    for file in [] if args.json else files:
        print(f"{file}: every number is a figure of the paper")
    return 0


def _trace(args: argparse.Namespace) -> int:
    from hnb.papers.definition import unknown
    from hnb.papers.ledger import cells_behind, read_ledger

    ledger = read_ledger(args.paper)
    traced = [
        (figure, list(cells_behind(figure)))
        for figure in ledger.figures
        if figure.name == args.name
    ]
    if not traced:
        known = {figure.name for figure in ledger.figures}
        raise unknown(
            Place(parameter="NAME"), f"the paper has no figure {args.name!r}", args.name, known
        )
    if args.json:
        print_json([{**figure.to_json(), "cells": cells} for figure, cells in traced])
    for figure, cells in [] if args.json else traced:
        print(
            f"{figure.name} ({', '.join(filter(None, (figure.period, figure.scope)))}): "
            f"{figure.text}"
        )
        print("\n".join(f"  {line}" for line in (figure.calculation, *map(_line, cells[:_SHOWN]))))
        if len(cells) > _SHOWN:
            print(f"  … and {len(cells) - _SHOWN} more cells; --json gives them all")
    return 0


def _line(cell: dict[str, Any]) -> str:
    where = f"{cell['release']}, {cell['part']}, row {cell['row']}, column {cell['column']}"
    held = (
        f"{name} {str(value).removesuffix('.0')}"
        for name, value in cell.items()
        if name not in _WHERE
    )
    return f"{where}: {', '.join(held)}"

"""Commands over papers: render, check, trace."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hnb.cli import EXIT_CODES
from hnb.errors import HnbError, ParameterError, Place, did_you_mean

if TYPE_CHECKING:
    from hnb.papers.definition import Report
    from hnb.papers.run import Tell

_RENDER = """Any other --name VALUE is a parameter of the report: forum-paper has --january, --financial-year,
--comparators and --as-at. Authorities are rendered one after another; one that fails does not stop the next.

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
_SHOWN = 60  # cells printed for one figure; --json gives them all


def register(commands: Any) -> None:
    """Add the commands of this module."""
    render, check, trace = (
        commands.add_parser(name, help=says, description=says, epilog=epilog, loose=name == "render")
        for name, says, epilog in (
            ("render", "Render a report for one authority, several or all.", f"{_RENDER}\n{EXIT_CODES}"),
            ("check", "Check a paper's prose against its figures.", _CHECK),
            ("trace", "Print the publisher's cells behind a figure of a paper.", _TRACE),
        )
    )
    render.add_argument("report", metavar="REPORT", help="a report's name, or the YAML that defines one")
    who = render.add_mutually_exclusive_group()
    who.add_argument("--authority", nargs="+", action="extend", default=[], metavar="X", help="names, DfE or ONS codes")
    who.add_argument("--all", action="store_true", help="every authority that stands today")
    render.add_argument("-p", "--parameter", action="append", default=[], metavar="NAME=VALUE", help="a parameter")
    render.add_argument("--formats", default="", metavar="LIST", help="some of html,docx,pdf")
    render.add_argument("--out", type=Path, default=Path("reports") / "out", metavar="DIR", help="default: %(default)s")
    render.add_argument("--date", metavar="DAY", help="the date on the paper; default: today")
    render.add_argument(
        "--timeout", type=int, default=600, metavar="SECONDS", help="for one cell; default: %(default)s"
    )
    render.add_argument("--quiet", action="store_true", help="no progress")
    check.add_argument("paper", type=Path, metavar="PAPER", help="a paper's folder, or one document in it")
    trace.add_argument("paper", type=Path, metavar="PAPER", help="a paper's folder, or one document in it")
    trace.add_argument("name", metavar="NAME", help="a figure's name, as in figures.json")
    for command, run in ((render, _render), (check, _check), (trace, _trace)):
        command.set_defaults(run=run)
        command.add_argument("--json", action="store_true", help="results as JSON")


def _given(args: argparse.Namespace) -> dict[str, str]:
    """Parameters from `-p name=value` and from options that only the report knows."""
    given = {}
    for pair in args.parameter:
        name, equals, value = pair.partition("=")
        if not equals:
            raise ParameterError(Place(parameter=pair), found="it has no value", expected="NAME=VALUE")
        given[name.strip().replace("-", "_")] = value.strip()
    rest = list(args.rest)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=")
        if not name.startswith("--") or not (equals or rest):
            raise ParameterError(Place(parameter=word), found="it stands alone", expected="--name VALUE")
        given[name[2:].replace("-", "_")] = value if equals else rest.pop(0)
    return given


def _render(args: argparse.Namespace) -> int:
    from datetime import date

    from hnb import periods
    from hnb.areas import current
    from hnb.papers.definition import read_report

    report = read_report(args.report)
    given = _given(args)
    formats = [word.strip() for word in args.formats.split(",") if word.strip()]
    day = periods.day(args.date, "date") if args.date else date.today()
    who: Sequence[str] = [str(a.la_code) for a in current()] if args.all else args.authority
    _refuse_unknown(report, given)
    turns = [{**given, "authority": word} for word in who] or [given]
    results = [_one(report, turn, formats, day, args) for turn in turns]
    if args.json:
        print(json.dumps(results, indent=1, ensure_ascii=False))
    else:
        for result in results:
            print("\n".join(result["files"]) if result["ok"] else f"not rendered: {result['authority']}")
    if len(results) > 1 and not args.quiet:
        good = sum(result["ok"] for result in results)
        print(f"{good} of {len(results)} rendered.", file=sys.stderr)
    return max(result["exit_code"] for result in results)


def _refuse_unknown(report: Report, given: dict[str, str]) -> None:
    options = ["authority", "all", "formats", "out", "date", "timeout", "quiet", "json"]
    for name in given:
        if name not in report.parameters:
            known = [*report.parameters, *(option for option in options if option not in report.parameters)]
            raise ParameterError(
                Place(parameter=name),
                found=f"neither hnb render nor {report.name} knows it",
                expected=f"one of: {', '.join(known)}{did_you_mean(name, known)}",
            )


def _one(
    report: Report, given: dict[str, str], formats: list[str], day: Any, args: argparse.Namespace
) -> dict[str, Any]:
    """Render once; what went wrong is said at once, and becomes part of the result."""
    from hnb.papers.render import render

    who = given.get("authority", str(report.parameters.get("authority", report.name)))
    try:
        with _progress(who, args.quiet) as tell:
            made = render(report, given, args.out, day, formats=formats, timeout=args.timeout, tell=tell)
    except HnbError as error:
        print(f"hnb: {who}: {error.message}", file=sys.stderr)
        return {"authority": who, "ok": False, "exit_code": error.exit_code, "error": error.message, "files": []}
    outcomes = [asdict(outcome) for outcome in made.outcomes]
    files = [str(file) for file in made.files]
    return {"authority": made.authority, "ok": True, "exit_code": 0, "error": "", "files": files, "outcomes": outcomes}


@contextmanager
def _progress(who: str, quiet: bool) -> Iterator[Tell]:
    """A bar on stderr that counts cells; a line where stderr is no terminal."""
    from tqdm import tqdm

    done: dict[str, tuple[int, int]] = {}
    if not quiet and not sys.stderr.isatty():
        print(f"Rendering {who} …", file=sys.stderr)
    with tqdm(desc=who, unit="cell", leave=False, disable=quiet or not sys.stderr.isatty(), file=sys.stderr) as bar:

        def tell(notebook: str, count: int, of: int) -> None:
            done[notebook] = (count, of)
            bar.total = sum(total for _, total in done.values())
            bar.n = sum(count for count, _ in done.values())
            bar.refresh()

        yield tell


def _check(args: argparse.Namespace) -> int:
    from hnb.papers.check import check

    files = [str(file) for file in check(args.paper)]
    if args.json:
        print(json.dumps({"ok": True, "files": files}, ensure_ascii=False))
    else:
        print("\n".join(f"{file}: every number is a figure of the paper" for file in files))
    return 0


def _trace(args: argparse.Namespace) -> int:
    from hnb.papers.ledger import cells_behind, read_ledger

    ledger = read_ledger(args.paper)
    figures = [figure for figure in ledger.figures if figure.name == args.name]
    if not figures:
        known = sorted({figure.name for figure in ledger.figures})
        raise ParameterError(
            Place(parameter="NAME"),
            found=f"the paper has no figure {args.name!r}",
            expected=f"one of: {', '.join(known)}{did_you_mean(args.name, known)}",
        )
    traced = [(figure, list(cells_behind(figure))) for figure in figures]
    if args.json:
        held = [{**figure.to_json(), "cells": cells} for figure, cells in traced]
        print(json.dumps(held, indent=1, ensure_ascii=False, default=str))
        return 0
    for figure, cells in traced:
        scope = ", ".join(filter(None, (figure.period, figure.scope)))
        print(f"{figure.name} ({scope}): {figure.text}\n  {figure.calculation}")
        for cell in cells[:_SHOWN]:
            print("  " + _line(cell))
        if len(cells) > _SHOWN:
            print(f"  … and {len(cells) - _SHOWN} more cells; --json gives them all")
    return 0


def _line(cell: dict[str, Any]) -> str:
    where = f"{cell['release']}, {cell['part']}, row {cell['row']}, column {cell['column']}"
    held = {k: v for k, v in cell.items() if k not in ("release", "part", "row", "column")}
    return f"{where}: " + ", ".join(f"{name} {value}" for name, value in held.items() if str(value) != "<NA>")

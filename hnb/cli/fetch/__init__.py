"""`hnb fetch`: bring in from the services what is newer than what is held."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hnb import __version__
from hnb.cli import COMMANDS, Parser, add_command, print_json, report_fault
from hnb.domain import periods
from hnb.domain.errors import HnbError, ParameterError, Place
from hnb.domain.units import counted

if TYPE_CHECKING:
    from hnb.cli import Commands
    from hnb.fetch.client import Client
    from hnb.fetch.definition import Services
    from hnb.fetch.news import Answer, News

UNREACHED = (
    "No service could be reached. Is there a connection? Behind a proxy, set HTTPS_PROXY. Or else "
    "download the files in a browser (`hnb data wanted` says where they are), and take them in "
    "with `hnb fetch --from FOLDER --published DAY`."
)
NEWS = 10  # the exit code of --check where there is something newer
_FETCH = """examples:
  hnb fetch
  hnb fetch --only ehc-plans
  hnb fetch --from downloads
"""


def register(commands: Commands) -> None:
    """Add `fetch`."""
    fetch = add_command(commands, "fetch", epilog=_FETCH, run=run_fetch, says=COMMANDS["fetch"])
    what = fetch.add_mutually_exclusive_group()
    what.add_argument("--all", action="store_true", help="take in all that is newer")
    what.add_argument(
        "--only",
        action="append",
        metavar="NAME",
        help="take in what is newer of one publication; may be repeated",
    )
    what.add_argument(
        "--check", action="store_true", help="exit with 0 for none, 10 for news, 1 if unknown"
    )
    what.add_argument(
        "--from",
        dest="folder",
        type=Path,
        metavar="FOLDER",
        help="take in what somebody else downloaded; no service is asked",
    )
    what.add_argument(
        "--self-test", action="store_true", help="try whether the services answer as expected"
    )
    _add_how(fetch)


def _add_how(fetch: Parser) -> None:
    fetch.add_argument(
        "--accept", action="store_true", help="take it in though it differs from what is known"
    )
    fetch.add_argument(
        "--published", type=_day, metavar="DATE", help="with --from: when it was published"
    )
    fetch.add_argument(
        "--changes",
        type=Path,
        metavar="DIR",
        help="write every changed cell and figure there, in a folder for each release",
    )
    fetch.add_argument("--quiet", action="store_true", help="print news and faults alone")
    fetch.add_argument("--json", action="store_true", help="what is newer, as JSON")


def _day(text: str) -> date:
    return periods.day(text, "published")


def run_fetch(args: argparse.Namespace) -> int:
    """List what is newer, or take it in where that is asked for; the exit code."""
    try:
        return _fetched(args)
    except (HnbError, OSError) as fault:
        if not args.check:
            raise
        report_fault(fault)
        return 1  # whatever it was, it could not tell


def _fetched(args: argparse.Namespace) -> int:
    from hnb.cli.fetch.take import take_all, take_folder
    from hnb.fetch.client import Client
    from hnb.fetch.definition import services
    from hnb.store.files import check_everything

    if args.published and not args.folder:
        raise ParameterError(
            Place(parameter="published"),
            found="a day of publication is given",
            expected="it with --from alone; a service says when a file was published",
        )
    if args.folder:
        return take_folder(args)
    known = services()
    names = list(dict.fromkeys(args.only or known.publications))
    for name in names:
        known.publication(name)
    check_everything()  # nothing is "held already" in a file that is damaged
    clients = {name: Client(service) for name, service in known.services.items()}
    if args.self_test:
        return _test(known, clients)
    answers = _asked(known, clients, names, args)
    if args.json:
        print_json([_as_json(answer) for answer in answers])
    if not (args.all or args.only):
        return _code_of(answers, args)
    return take_all(answers, clients, args)


def _said_unreached(faults: Sequence[str]) -> bool:
    """Say what to do where every fault is that a service cannot be reached; whether it was said."""
    from hnb.fetch.client import CANNOT_BE_REACHED

    unreached = bool(faults) and all(CANNOT_BE_REACHED in fault for fault in faults)
    if unreached:
        print(UNREACHED, file=sys.stderr)
    return unreached


def _asked(
    known: Services, clients: dict[str, Client], names: Sequence[str], args: argparse.Namespace
) -> list[Answer]:
    """What is newer of each publication, said as it is learnt."""
    from hnb.fetch.news import ask

    answers = []
    for answer in ask(known, clients, names, date.today()):
        answers.append(answer)
        if answer.fault:
            report_fault(answer.fault, answer.name)
        elif answer.nothing_yet and not args.quiet:
            print(f"{answer.name}: {answer.nothing_yet}.", file=sys.stderr)
        if not args.json:
            print("\n".join(_lines(answer, args.quiet)), end="")
    _said_unreached([answer.fault.message if answer.fault else "" for answer in answers])
    return answers


def _lines(answer: Answer, is_quiet: bool) -> list[str]:
    """What a person is told of a publication; the last line ends."""
    lines = [line for news in answer.news for line in _news_lines(answer, news)]
    if not lines and not (is_quiet or answer.fault or answer.nothing_yet):
        lines = [f"{answer.name}: nothing newer than what is held."]
    return [*lines, ""] if lines else []


def _news_lines(answer: Answer, news: News) -> list[str]:
    from hnb.fetch.edition import day_of

    edition = news.edition
    what = "corrected" if news.corrects else "published"
    lines = [
        f"{answer.name}: {answer.publication.title}",
        f"  {edition.release}, {what} {day_of(edition.updated)}; "
        f"would change {', '.join(news.tables) or 'what is not known before it is downloaded'}",
    ]
    for file in news.files:
        size = f", {file.size}" if file.size else ""
        lines.append(f"    {file.name}{size}: {file.title}")
    unread = len([file for file in edition.files if file.tables is None])
    if unread and len(news.files) < len(edition.files):
        lines.append(f"    {counted(unread, 'other files')} of it: hnb reads none of that name")
    return lines


def _as_json(answer: Answer) -> dict[str, object]:
    return {
        "name": answer.name,
        "publication": answer.publication.title,
        "fault": answer.fault.message if answer.fault else answer.nothing_yet,
        "news": [
            {
                "release": news.edition.release,
                "published": news.edition.published,
                "updated": news.edition.updated,
                "corrects": news.corrects,
                "tables": news.tables,
                "files": [vars(file) for file in news.files],
            }
            for news in answer.news
        ],
    }


def _code_of(answers: Sequence[Answer], args: argparse.Namespace) -> int:
    has_news = any(answer.news for answer in answers)
    could_not_tell = any(answer.fault for answer in answers)
    if args.check and has_news:
        return NEWS
    if has_news and not args.quiet:
        print("To take it in: hnb fetch --all, or --only with one name.", file=sys.stderr)
    return 1 if could_not_tell else 0


def _test(known: Services, clients: dict[str, Client]) -> int:
    """Say of each service whether it answers as expected; the exit code."""
    from hnb.fetch.self_test import self_test

    faults = []
    for tried in self_test(known, clients, date.today()):
        print(f"{'FAULT' if tried.fault else 'as expected'}: {tried.what}: ", end="")
        print(tried.fault or tried.seen, flush=True)
        faults += [tried] if tried.fault else []
    if faults and not _said_unreached([tried.fault for tried in faults]):
        print(
            f"{counted(len(faults), 'faults')}. Report the lines above that begin with FAULT, with "
            f"the version (hnb {__version__}) and the day, where hnb comes from. What was "
            "downloaded otherwise can be taken in with hnb fetch --from FOLDER.",
            file=sys.stderr,
        )
    return 1 if faults else 0

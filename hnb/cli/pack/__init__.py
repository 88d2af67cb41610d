"""`hnb pack`: a meeting's papers in one document, and what has changed since the last meeting."""

from __future__ import annotations

import argparse
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.cli import EXIT_CODES, add_command, saying_what_became
from hnb.cli.council import gate_in_use, write_down_release
from hnb.cli.render import add_records, progress, records_of, tell_of, words_in
from hnb.domain.errors import Place, unknown
from hnb.domain.words import printable, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hnb.cli import Commands
    from hnb.papers.packs.definition import Meeting

_EXAMPLES = """The YAML of a meeting lists its papers in order, the questions of earlier meetings,
and the last pack (docs/how-to/a-meetings-pack.md). The pack is put in DIR/AUTHORITY/pack-DAY/.

examples:
  hnb pack reports/meetings/leicestershire.yml
  hnb pack meeting.yml --formats html,pdf --date 2026-12-03
  hnb pack meeting.yml --example
"""


def register(commands: Commands) -> None:
    """Add `pack`."""
    command = add_command(commands, "pack", epilog=f"{_EXAMPLES}\n{EXIT_CODES}", run=run)
    command.add_argument("meeting", type=Path, metavar="MEETING", help="the YAML of a meeting")
    command.add_argument(
        "--out", type=Path, default=Path("reports/out"), metavar="DIR", help="default: %(default)s"
    )
    command.add_argument("--date", metavar="DAY", help="the date on the pack; default: today")
    command.add_argument("--formats", default="", metavar="LIST", help="some of html,docx,pdf")
    add_records(command)
    command.add_argument("--quiet", action="store_true", help="no progress")


def run(args: argparse.Namespace) -> int:
    """Make a pack, and print its files and what has changed since the last one."""
    from hnb.papers.packs.definition import read_meeting
    from hnb.store.own_records import using

    meeting = read_meeting(args.meeting)
    args.formats = _formats(words_in(args.formats))
    args.authority = [meeting.authority]
    became = "An earlier pack of the meeting is as it was."
    with (
        records_of(args) as council,
        using(council, first=args.own_records),
        saying_what_became(lambda: became, str(args.out)),
    ):
        return _run(meeting, args)


def _formats(names: Sequence[str]) -> Sequence[str]:
    from hnb.papers.place import FORMATS

    for name in set(names) - set(FORMATS):
        fault = f"{quoted(name)} is not a format"
        raise unknown(Place(parameter="formats"), fault, word=name, known=FORMATS)
    return names


def _run(meeting: Meeting, args: argparse.Namespace) -> int:
    from hnb.domain import periods
    from hnb.papers.packs.make import make_pack
    from hnb.store.files import check_everything

    Path.cwd()  # no kernel can be started from a folder that is gone
    check_everything()
    who = meeting.authority
    with progress(who, args.quiet) as tell:
        pack = make_pack(
            meeting,
            args.out,
            periods.day(args.date, "date") if args.date else date.today(),
            formats=args.formats,
            tell=tell,
            gate=gate_in_use(),
            let_out=partial(write_down_release, what=f"the pack of {meeting.date}, {who}"),
        )
    tell_of(pack.rendered, who, quiet=args.quiet)
    for line in (*map(str, pack.rendered.files), "", *pack.lines()):
        print(printable(line))
    return 0

"""`hnb check`: a paper's prose against its figures."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.cli import add_command, print_json
from hnb.domain.words import printable

if TYPE_CHECKING:
    from hnb.cli import Commands

_EXAMPLES = """examples:
  hnb check reports/out/leicestershire
  hnb check reports/out/leicestershire/forum-paper.docx
"""


def register(commands: Commands) -> None:
    """Add `check`."""
    command = add_command(commands, "check", epilog=_EXAMPLES, run=run)
    command.add_argument(
        "paper", type=Path, metavar="PAPER", help="a paper's folder, or one document in it"
    )
    command.add_argument("--json", action="store_true", help="results as JSON")


def run(args: argparse.Namespace) -> int:
    """Say of each document whether it is as rendered, and where it was edited since."""
    from hnb.papers.check import check
    from hnb.papers.place import finish_switch

    finish_switch(args.paper)
    checked = check(args.paper)
    if args.json:
        files = [file for file in checked if file.is_document]
        edited = [
            {
                "file": str(file.file),
                "changes": [
                    {"where": change.where, "text": change.text} for change in file.changes
                ],
                "own_numbers": [vars(numbers) for numbers in file.own_numbers],
                "to_complete": file.to_complete,
            }
            for file in checked
            if file.edited
        ]
        print_json({"ok": True, "files": [str(file.file) for file in files], "edited": edited})
        return 0
    for file in checked:
        if file.is_document or file.edited:
            print(printable(str(file), but="\n"))
    return 0

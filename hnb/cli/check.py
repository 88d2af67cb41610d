"""`hnb check`: a paper's prose against its figures."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.cli import add_command, print_json

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
    """Say which documents were read, where every number in them is a figure of the paper."""
    from hnb.papers.check import check
    from hnb.papers.place import finish_switch

    finish_switch(args.paper)
    files = [str(file) for file in check(args.paper)]
    if args.json:
        print_json({"ok": True, "files": files})
        return 0
    for file in files:
        print(f"{file}: every number is a figure of the paper")
    return 0

"""The command line, in words that a person would say."""

from __future__ import annotations

import argparse
import errno
import json
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from hnb import __version__
from hnb.cli.terminal import close_quietly, terminal
from hnb.domain.errors import HnbError, ParameterError, Place, did_you_mean
from hnb.domain.words import printable, quoted, shortened

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction["Parser"]

# what each command does; `register(commands)` of the module of its name adds it
COMMANDS = {
    "render": "Render a report for one authority, several or all.",
    "pack": "Bind a meeting's papers into one, and say what has changed since the last.",
    "init": "Start the file in which an author writes, or the folder of a council's records.",
    "check": "Check that a paper says what it was rendered with, and its figures.",
    "validate": "Print what each method reached, beside its goal.",
    "headline": "Print page one of an authority: ten questions, each with its answer.",
    "answer": "Print what a question says of an authority: its sentences and tables.",
    "compare": "Compare an authority with others by one measure.",
    "doubts": "List published figures that are probably recorded wrongly.",
    "data": "Say what is held; take in a newer file.",
    "council": "Take a council's own files in, and say what is there.",
    "fetch": "List what the publishers have that is newer, and take it in.",
    "export": "Fill the tables that authorities file.",
    "rankings": "Rank every authority, as a workbook.",
    "backtest": "Score the forecast of plans on past years.",
    "forecast": "Write a forecast down before the count is known, and score it.",
    "trace": "Print the publisher's cells behind a figure of a paper.",
    "new": "Start a new question, with its notebook, test and method page.",
}
LONGEST_MESSAGE = 600  # letters of what is said of a wrong option
EXIT_CODES = """exit codes:
  0 all is well   1 a fault of hnb's own, or a file that cannot be read or written
  2 wrong parameter   3 a notebook cell failed   4 a file refused   5 not published
  6 a paper failed its check   7 another is at work on the same
  10 there is news (hnb fetch --check)
  130 stopped by Ctrl-C (143, 129: by SIGTERM, SIGHUP)   141 nobody reads the output any more
"""
_EXAMPLES = """examples:
  hnb render forum-paper --authority Leicestershire
  hnb check reports/out/leicestershire
  hnb render --help
"""


class Parser(argparse.ArgumentParser):
    """Says what is wrong in a line, and shows its examples as they were written.

    A `loose` one sets aside, as `rest`, the options that it does not know, each as `--name=value`.
    """

    loose = False

    def __init__(self, **settings: object):
        usual = {"allow_abbrev": False, "formatter_class": argparse.RawDescriptionHelpFormatter}
        super().__init__(**{**usual, **settings})  # type: ignore[arg-type]

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """What argparse does, once unknown options are out of its way: it would take their values
        for its own.
        """
        if not self.loose:
            return super().parse_known_args(args, namespace)
        known, rest, words = [], [], list(args)
        while words:
            word = words.pop(0)
            if not word.startswith("--") or word.partition("=")[0] in self._option_string_actions:
                known.append(word)
            elif "=" in word or not words:
                rest.append(word)
            else:
                rest.append(f"{word}={words.pop(0)}")
        parsed, unknown = super().parse_known_args(known, namespace)
        parsed.rest = rest
        return parsed, unknown

    def error(self, message: str) -> NoReturn:
        """Leave with code 2."""
        message = shortened(message, LONGEST_MESSAGE)
        self.exit(2, f"{self.prog}: {message}. See {self.prog} --help.\n")


def parser(argv: Sequence[str]) -> Parser:
    """The parser; only the module of the command that is asked for is imported."""
    says = "High Needs Block spend of English authorities."
    whole = Parser(prog="hnb", description=says, epilog=_EXAMPLES + EXIT_CODES)
    whole.add_argument("--version", action="version", version=f"hnb {__version__}")
    commands = whole.add_subparsers(dest="command", metavar="COMMAND", required=True)
    asked = next((word for word in argv if not word.startswith("-")), "")
    if asked and asked not in COMMANDS:
        whole.error(f"there is no command {quoted(asked)}{did_you_mean(asked, COMMANDS)}")
    for command, says in COMMANDS.items():
        if command == asked:
            import_module(f"hnb.cli.{command}").register(commands)
        else:
            commands.add_parser(command, help=says)
    return whole


def add_command(
    commands: Commands,
    name: str,
    epilog: str,
    run: Callable[[argparse.Namespace], int],
    says: str = "",
) -> Parser:
    """The parser of a command, which tells what the command does; `run` gives the exit code."""
    says = says or COMMANDS[name]
    command = commands.add_parser(name, help=says, description=says, epilog=epilog)
    command.set_defaults(run=run)
    return command


def print_json(results: object) -> None:
    """Results for programs; a day is written as 2024-02-13, and numpy's numbers as numbers."""
    print(json.dumps(results, indent=1, ensure_ascii=False, default=_plain))


def _plain(value: Any) -> object:
    return value.item() if hasattr(value, "item") else str(value)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, and give its exit code.

    A command's module has `register(commands)`, which adds its parsers by `add_command`.
    """
    with terminal():
        try:
            return _run(list(sys.argv[1:] if argv is None else argv))
        except KeyboardInterrupt as stop:
            print("hnb: stopped.", file=sys.stderr)
            return 128 + getattr(stop, "number", signal.SIGINT)
        except Exception as fault:
            return report_fault(fault)


def _run(argv: Sequence[str]) -> int:
    if not sys.flags.dev_mode:
        warnings.simplefilter("ignore")  # of libraries, to their developers
    _refuse_nul(argv)
    whole = parser(argv)
    if not argv:
        whole.print_help()
        return 2
    args, unknown = whole.parse_known_args(argv)
    if unknown:
        whole.error(f"{quoted(unknown[0])} is not known to hnb {args.command}")
    code = int(args.run(args))
    sys.stdout.flush()
    return code


def _refuse_nul(argv: Sequence[str]) -> None:
    """Refuse what no shell can give and no file can be called."""
    for word in argv:
        if "\0" in word:
            fault = f"{quoted(word)} has a letter that no name can have"
            raise ParameterError(found=fault, expected="words without it")


def report_fault(fault: Exception, who: str = "", out: str = "") -> int:
    """The exit code of what went wrong, once it has been said; only a fault of our own shows a
    traceback. `out` is the file or folder that was being written.
    """
    lost = isinstance(fault, OSError) and getattr(sys.stdout, "broken", False)
    if lost:
        close_quietly(sys.stdout)
        if _unread(fault):
            return 141
    if not isinstance(fault, HnbError | OSError):
        traceback.print_exception(fault)
        return 1
    words = words_of(fault, "the output" if lost else out)
    print(": ".join(filter(None, ("hnb", printable(who), words))), file=sys.stderr)
    return getattr(fault, "exit_code", 1)


def words_of(fault: Exception, out: str = "") -> str:
    """What went wrong as one paragraph: our own error's, or which file the system could not read or
    write. `out` is what was being written, where the system names no file.
    """
    if isinstance(fault, OSError):
        fault = _refusal_of(fault, out)
    words = getattr(fault, "message", f"{type(fault).__name__}: {fault}")
    return printable(" ".join(words.split()))


@contextmanager
def saying_what_became(became: Callable[[], str], out: str = "") -> Iterator[None]:
    """Have what the system refuses say too what became of the person's work."""
    try:
        yield
    except OSError as fault:
        if getattr(sys.stdout, "broken", False):
            raise
        raise _refusal_of(fault, out, became()) from None


def _refusal_of(fault: OSError, out: str, after: str = "") -> HnbError:
    named = fault.filename2 or fault.filename or out or _missing_folder()
    where = Place(file=str(named or "a file that the system does not name"))
    problem = f"it cannot be read or written ({fault.strerror or fault})"
    return HnbError(where, found=problem, after=after)


def _missing_folder() -> str:
    """What to call the folder in which the command was started, where that is no more."""
    try:
        Path.cwd()
    except OSError:
        return "the folder in which hnb was started"
    return ""


def _unread(fault: Exception) -> bool:
    """Whether the reader of our output has gone, as `head` does; Windows has its own number."""
    if not isinstance(fault, OSError) or fault.filename is not None:
        return False
    return isinstance(fault, BrokenPipeError) or (os.name == "nt" and fault.errno == errno.EINVAL)

"""`hnb render`: a report for one authority, several or all."""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.cli import EXIT_CODES, add_command, print_json, report_fault, saying_what_became, words_of
from hnb.cli.council import gate_in_use, usual_authority, write_down_release
from hnb.domain.errors import ParameterError, Place, unknown
from hnb.domain.words import listed, printable, quoted

if TYPE_CHECKING:
    from hnb.cli import Commands, Parser
    from hnb.papers.definition import Report
    from hnb.papers.render import Executed, Rendered
    from hnb.papers.run import Tell

_EXAMPLES = """Any other --name VALUE is a parameter of the report: forum-paper has --january,
--financial-year, --comparators, --denominator, --scope and --as-at. Authorities are rendered one
after another; one that fails does not stop the next. The forum paper is put in DIR/AUTHORITY/, any
other report in DIR/AUTHORITY/REPORT/ or DIR/REPORT/.

examples:
  hnb render forum-paper --authority Leicestershire
  hnb render forum-paper --authority Cumbria Dorset --financial-year 2021-22 --formats html,docx
  hnb render forum-paper briefing scorecard --authority Dorset
  hnb render forum-paper --all --length full --quiet --out papers
"""
LONGEST_CELL = 86_400  # seconds: a day
MOST_MB = 99_999
LENGTHS, APPENDICES = ("one-page", "short", "full"), ("with", "separate", "none")
_OPTIONS = (
    "authority",
    "all",
    "length",
    "appendix",
    "sections",
    "formats",
    "template",
    "out",
    "date",
    "council",
    "own-records",
    "example",
    "quiet",
    "json",
)
# options that limit what a notebook may use: the key of the report's `limits`, unit, and help
_LIMITS = {
    "timeout": ("seconds", "seconds", "for one cell; usually 600"),
    "memory_limit": ("memory_mb", "MB", "that a notebook may hold in memory; usually 2000"),
    "output_limit": ("output_mb", "MB", "that a notebook may show; usually 20"),
}


@dataclass(frozen=True)
class _Result:
    """What became of one paper, as `--json` prints it."""

    authority: str
    ok: bool
    exit_code: int
    error: str = ""
    files: list[str] = field(default_factory=list)
    outcomes: list[dict[str, object]] | None = None
    left_out: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    author_file: str = ""
    to_complete: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, object]:
        """Everything, without the outcomes of notebooks where there are none."""
        return {name: value for name, value in vars(self).items() if value is not None}


def register(commands: Commands) -> None:
    """Add `render`."""
    command = add_command(commands, "render", epilog=f"{_EXAMPLES}\n{EXIT_CODES}", run=run)
    command.loose = True  # it may be given any parameter of the report
    command.add_argument(
        "reports",
        nargs="+",
        metavar="REPORT",
        help="a report's name, or the YAML that defines one; of several, each for each authority",
    )
    who = command.add_mutually_exclusive_group()
    who.add_argument(
        "--authority",
        nargs="+",
        action="extend",
        default=[],
        metavar="X",
        help="names, DfE or ONS codes; default: whose own records are in use",
    )
    who.add_argument("--all", action="store_true", help="every authority that stands today")
    command.add_argument(
        "-p", "--parameter", action="append", default=[], metavar="NAME=VALUE", help="a parameter"
    )
    command.add_argument(
        "--length", choices=LENGTHS, help="page one alone, with four pages more, or everything"
    )
    command.add_argument(
        "--appendix", choices=APPENDICES, help="in the paper, a document of its own, or none"
    )
    command.add_argument(
        "--sections", default="", metavar="LIST", help="notebooks of the sections to have"
    )
    command.add_argument("--formats", default="", metavar="LIST", help="some of html,docx,pdf")
    command.add_argument(
        "--template", type=Path, metavar="FILE", help="a Word document with your council's styles"
    )
    command.add_argument(
        "--out", type=Path, default=Path("reports/out"), metavar="DIR", help="default: %(default)s"
    )
    command.add_argument("--date", metavar="DAY", help="the date on the paper; default: today")
    add_records(command)
    for option, (_, unit, says) in _LIMITS.items():
        flag = f"--{option.replace('_', '-')}"
        command.add_argument(flag, metavar=unit.upper(), help=says)
    command.add_argument("--quiet", action="store_true", help="no progress")
    command.add_argument("--json", action="store_true", help="results as JSON")


def add_records(command: Parser) -> None:
    """Add the options that say whose own records are used."""
    command.add_argument(
        "--council", metavar="FILE", help="the authority.yml of the council whose records to use"
    )
    command.add_argument(
        "--example",
        action="store_true",
        help="show with a made-up council's records what a report could say",
    )
    command.add_argument(
        "--own-records",
        action="store_true",
        help="answer from the council's own records where they have what is published too",
    )


def _limited(report: Report, args: argparse.Namespace) -> Report:
    """The report with the length and the limits that the command line gives in place of its own."""
    given = {}
    for option, (key, unit, _) in _LIMITS.items():
        text = getattr(args, option)
        if text is None:
            continue
        most = LONGEST_CELL if unit == "seconds" else MOST_MB
        if not re.fullmatch(r"0*[1-9]\d{0,4}", text, re.ASCII) or int(text) > most:
            raise ParameterError(
                Place(parameter=option.replace("_", "-")),
                found=f"{quoted(text)} is no {'time' if unit == 'seconds' else 'size'}",
                expected=f"{unit}, up to {most}, such as {getattr(report.limits, key)}",
            )
        given[key] = int(text)
    chosen: dict[str, object] = {"chosen": words_in(args.sections)} if args.sections else {}
    chosen |= {name: getattr(args, name) for name in ("length", "appendix") if getattr(args, name)}
    limits = report.limits.model_copy(update=given)
    return report.model_copy(update={**chosen, "limits": limits})


def words_in(text: str) -> tuple[str, ...]:
    """The words of a list with commas."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def run(args: argparse.Namespace) -> int:
    """Render one paper after another; one that fails does not stop the next."""
    from hnb.store.own_records import using

    became = "Nothing more was rendered; earlier papers are as they were."
    with (
        records_of(args) as council,
        using(council, first=args.own_records),
        saying_what_became(lambda: became),
    ):
        return _run(args)


@contextmanager
def records_of(args: argparse.Namespace) -> Iterator[str | None]:
    """Whose records are used: those of a made-up council for as long as the block lasts, where an
    example is asked for.
    """
    if not args.example:
        yield args.council
        return
    if args.council or len(args.authority) != 1:
        raise ParameterError(
            Place(parameter="example"),
            found="it has the records of a council" if args.council else "it needs one authority",
            expected="--example with one --authority, and without --council",
        )
    from hnb.council.example.taken_in import taken_in

    if not args.quiet:
        print("hnb: making up a council's records, which takes a minute …", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="hnb-example-") as place:
        folder = taken_in(Path(place), args.authority[0])
        yield str(folder.root / "authority.yml")


def _run(args: argparse.Namespace) -> int:
    from hnb.domain import periods
    from hnb.papers.definition import read_report
    from hnb.store.files import check_everything

    Path.cwd()  # no kernel can be started from a folder that is gone
    check_everything()  # before any kernel, which could say it as a fault of its notebook alone
    reports = [_limited(read_report(name), args) for name in args.reports]
    given = {
        **_pairs(args.parameter, expected="NAME=VALUE"),
        **_pairs(args.rest, expected="--name VALUE"),
    }
    _refuse_unknown(given, reports)
    args.formats = words_in(args.formats)
    args.date = periods.day(args.date, "date") if args.date else date.today()
    args.gate = gate_in_use()
    turns = [{**given, "authority": word} for word in _whom(args, reports)]
    turns = turns or [{**usual_authority(reports), **given}]
    results = [result for turn in turns for result in _papers(reports, turn, args)]
    _print(results, as_json=args.json)
    if len(results) > 1 and not args.quiet:
        rendered = sum(result.ok for result in results)
        print(f"{rendered} of {len(results)} rendered.", file=sys.stderr)
    return max(result.exit_code for result in results)


def _print(results: Sequence[_Result], *, as_json: bool) -> None:
    if as_json:
        print_json([result.to_json() for result in results])
        return
    for result in results:
        print("\n".join(result.files) if result.ok else f"not rendered: {result.authority}")


def _pairs(pairs: Iterable[str], expected: str) -> dict[str, str]:
    """Parameters from `name=value`, or from an option that only the report knows."""
    given = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise ParameterError(Place(parameter=pair), found="it has no value", expected=expected)
        given[name.strip().removeprefix("--").replace("-", "_")] = value.strip()
    return given


def _refuse_unknown(given: Mapping[str, str], reports: Sequence[Report]) -> None:
    parameters = {name for report in reports for name in report.parameters}
    names = listed([report.name for report in reports])
    for name in given.keys() - parameters:
        fault = f"neither hnb render nor {names} knows it"
        known = {*parameters, *_OPTIONS, *_LIMITS}
        raise unknown(Place(parameter=name), fault, word=name, known=known)


def _whom(args: argparse.Namespace, reports: Sequence[Report]) -> list[str]:
    """The authorities that are named, or all; where only their own records matter, those in use."""
    from hnb.domain.areas import current
    from hnb.store.own_records import owners

    names: list[str] = args.authority
    if args.all and all(report.own_records for report in reports):
        names = [str(la_code) for la_code in owners()]
    elif args.all:
        names = [str(authority.la_code) for authority in current()]
    return names


def _papers(
    reports: Sequence[Report], given: Mapping[str, str], args: argparse.Namespace
) -> Iterator[_Result]:
    """Render each report with the parameters that it has; a notebook that two of them have runs
    once.
    """
    from hnb.papers.render import Executed

    executed = Executed()
    for report in reports:
        known = {
            name: value
            for name, value in given.items()
            if name in report.parameters or len(reports) == 1
        }
        yield _rendered(report, known, args, executed)


def _rendered(
    report: Report, given: Mapping[str, str], args: argparse.Namespace, executed: Executed
) -> _Result:
    """Render one paper; what went wrong is said at once, and becomes part of the result."""
    from hnb.papers.render import render

    who = given.get("authority", str(report.parameters.get("authority", report.name)))
    try:
        with progress(who, args.quiet) as tell:
            paper = render(
                report,
                given,
                out=args.out,
                date=args.date,
                formats=args.formats,
                template=args.template,
                tell=tell,
                executed=executed,
                gate=args.gate,
                let_out=partial(write_down_release, what=f"{report.name}, {who}"),
            )
    except Exception as fault:  # a fault of our own too: the next authority is still rendered
        code, words = report_fault(fault, who, str(args.out)), words_of(fault, str(args.out))
        return _Result(who, ok=False, exit_code=code, error=words)
    tell_of(paper, who, quiet=args.quiet)
    return _Result(
        paper.authority,
        ok=True,
        exit_code=0,
        files=list(map(str, paper.files)),
        outcomes=list(map(asdict, paper.outcomes)),
        left_out=list(paper.left_out),
        removed=list(map(str, paper.removed)),
        author_file=str(paper.author_file or ""),
        to_complete=list(paper.to_complete),
    )


def tell_of(paper: Rendered, who: str, *, quiet: bool) -> None:
    """Say on stderr what a person should know of a paper that was put in its place."""
    for copy in [] if quiet else paper.copies:
        print(f"{copy}: not this paper; a sync client may have made it. Left.", file=sys.stderr)
    clause = "had been edited since it was rendered, and is left as it is; the new one is"
    sentences = [f"{file} {clause} {new}." for file, new in paper.edited.items()]
    if paper.author_file:
        sentences.append(f"with what its author wrote in {paper.author_file}.")
    if paper.to_complete:
        todo = f"for its author to complete: {listed(paper.to_complete)}"
        sentences.append(f"{todo} (DRAFT; `hnb init paper` writes a file for that).")
    sentences += [f"{file}: removed, as it is of the earlier run." for file in paper.removed]
    for sentence in (*sentences, *paper.left_out):  # even where no progress is wanted
        print(printable(f"hnb: {who}: {sentence}"), file=sys.stderr)


@contextmanager
def progress(who: str, quiet: bool) -> Iterator[Tell]:
    """A bar on stderr that counts cells; a line where stderr is no terminal."""
    from tqdm import tqdm

    done: dict[str, tuple[int, int]] = {}
    if not (quiet or sys.stderr.isatty()):
        print(f"Rendering {who} …", file=sys.stderr)
    with tqdm(
        desc=printable(who), unit="cell", leave=False, disable=quiet or None, file=sys.stderr
    ) as bar:

        def tell(notebook: str, count: int, of: int) -> None:
            done[notebook] = (count, of)
            bar.n, bar.total = (sum(column) for column in zip(*done.values(), strict=True))
            bar.refresh()

        yield tell

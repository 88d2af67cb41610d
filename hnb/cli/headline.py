"""`hnb headline`: page one of an authority, soon and without a notebook."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from hnb.cli import add_command, print_json

if TYPE_CHECKING:
    from hnb.cli import Commands
    from hnb.domain.comparators import Ask
    from hnb.figures import Figure

_EXAMPLE = """example:
  hnb headline --authority Leicestershire --january 2021 --financial-year 2021-22 --json
"""


def register(commands: Commands) -> None:
    """Add `headline`."""
    command = add_command(commands, "headline", epilog=_EXAMPLE, run=run)
    command.add_argument("--authority", required=True, help="name, DfE number or ONS code")
    command.add_argument(
        "--january", help="January census, such as 2025 (if left out, the latest of nearly all)"
    )
    command.add_argument(
        "--financial-year",
        help="such as 2021-22 (if left out, the latest with spend and block of enough authorities)",
    )
    sets = "neighbours, neighbours 2021, region, england, or authorities separated by semicolons"
    ages = "residents aged: 2 to 18, 0 to 25, 0 to 17 or 2 to 18 (projection)"
    scopes = "publisher's total, all place funding or top-ups alone"
    command.add_argument("--comparators", default="neighbours", help=sets)
    command.add_argument("--denominator", help=ages)
    command.add_argument("--scope", default="publisher's total", help=scopes)
    command.add_argument(
        "--as-at", help="only what had been published by that day, such as 2024-02-13"
    )
    command.add_argument("--json", action="store_true", help="results as JSON")


def headline(ask: Ask) -> list[Figure]:
    """The Figures of every question whose definition says that it belongs to the headline."""
    import hnb
    from hnb.questions.definition import names, question

    questions = [name for name in names() if question(name).headline]
    figures = [figure for name in questions for figure in hnb.answer(name, ask).figures]
    return list({figure.name: figure for figure in figures}.values())


def run(args: argparse.Namespace) -> int:
    """Print the rows of page one; as JSON, with the headline Figures by name."""
    import hnb
    from hnb.parameters import ask
    from hnb.questions.page_one.text import NONE, table

    names = ("january", "financial_year", "comparators", "denominator", "scope", "as_at")
    given = {name: getattr(args, name) for name in names if getattr(args, name) is not None}
    asked = ask(args.authority, **given)
    page = table(hnb.answer("page_one", asked))
    note = hnb.answer("prevalence", asked).note if args.denominator else ""
    if note:  # a person who named a population is told that another is used
        print(f"hnb: {note}", file=sys.stderr)
    if args.json:
        figures = headline(asked)
        about = {
            "authority": asked.authority.name,
            "la_code": asked.la_code,
            "january": asked.january,
            "financial_year": asked.financial_year,
            "comparators": asked.main.name,
            "as_at": asked.as_at,
        }
        rows = [dict(zip(page.header, row, strict=True)) for row in page.cells()]
        by_name = {figure.name: figure.to_json() for figure in figures}
        print_json({**about, "page_one": rows, "figures": by_name})
        return 0
    print(
        f"{asked.authority.name}: January {asked.january}, financial year {asked.financial_year}, "
        f"{asked.main.name}"
    )
    for question, answer, *others in page.cells():
        print(f"{question} {answer}.")
        cells = zip(page.header[2:], others, strict=True)
        print(f"    {'; '.join(f'{heading}: {cell}' for heading, cell in cells if cell != NONE)}")
    return 0

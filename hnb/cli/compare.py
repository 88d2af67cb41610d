"""`hnb compare`: one measure of an authority, its neighbours, region and England, year by year."""

from __future__ import annotations

import argparse
import csv
import sys
from typing import TYPE_CHECKING

from hnb.cli import add_command

if TYPE_CHECKING:
    from hnb.cli import Commands
    from hnb.comparison.compared import Compared
    from hnb.figures import Figure

_COLUMNS = (
    "authority", "measure", "unit", "comparators", "period", "value", "comparators_median",
    "comparators_used", "region", "england", "rank", "ranked", "reason", "releases",
)  # fmt: skip
_EXAMPLE = """A measure that is not known is refused with those that are most like it.

example:
  hnb compare independent_share --authority Kent --csv
"""


class _Listing(argparse.Action):
    """Prints every measure, whatever else is asked for or left out."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from hnb.comparison.measures.catalogue import MEASURES

        for name, measure in MEASURES.items():
            print(f"{name}: {measure.says}")
        parser.exit()


def register(commands: Commands) -> None:
    """Add `compare`."""
    command = add_command(commands, "compare", epilog=_EXAMPLE, run=run)
    command.add_argument("measure", metavar="MEASURE", help="name of a measure")
    command.add_argument("--list", action=_Listing, nargs=0, help="print the names of all measures")
    command.add_argument("--authority", required=True, help="name, DfE number or ONS code")
    command.add_argument("--period", help="such as 2025 or 2023-24 (if left out, the latest)")
    sets = "neighbours, neighbours 2021, region, england, or authorities separated by semicolons"
    command.add_argument("--comparators", default="neighbours", help=sets)
    command.add_argument(
        "--as-at", help="only what had been published by that day, such as 2024-02-13"
    )
    command.add_argument("--csv", action="store_true", help="every year as CSV")


def run(args: argparse.Namespace) -> int:
    """Print the comparison in one period and the series of the others, or all of them as CSV."""
    import hnb

    compared = hnb.compare(
        args.authority,
        args.measure,
        args.period,
        comparators=args.comparators,
        as_at=args.as_at,
    )
    years = [compared.in_year(int(year)) for year in compared.by_year.index]
    if args.csv:
        _write_csv(years)
        return 0
    print(f"{compared.ask.authority.name}: {compared.measure.says}, {compared.period}")
    for label, figure in _figures(compared).items():
        print(f"{label}: {_text(figure)}")
    print(f"rank: {_rank(compared)}")
    for past in (year for year in years if year.year != compared.year):
        values = "; ".join(f"{label} {_text(value)}" for label, value in _figures(past).items())
        print(f"{past.period}: {values}")
    for line in _sources(years):
        print(line)
    return 0


def _figures(compared: Compared) -> dict[str, Figure]:
    """What is compared in one period, by whose it is."""
    ask = compared.ask
    return {
        ask.authority.name: compared.own,
        f"median of {ask.main.name}": compared.median,
        ask.authority.region: compared.region,
        "England": compared.england,
    }


def _text(figure: Figure) -> str:
    return figure.text if figure.known else f"{figure.text} ({figure.reason})"


def _rank(compared: Compared) -> str:
    rank = compared.england_rank.rank
    return f"{rank.text} of {compared.england_rank.used.text}" if rank.known else _text(rank)


def _sources(years: list[Compared]) -> list[str]:
    """Each release that the authority's values rest on, with who made its files where that was not
    the publisher.
    """
    from hnb.store.files import releases

    ids = dict.fromkeys(name for year in years for name in year.own.releases)
    lines = []
    for entry in (releases()[name] for name in ids):
        by = f", compiled by {entry['assembled_by']}" if "assembled_by" in entry else ""
        about = f"{entry['publisher']}, {entry['publication']}, {entry['published']}"
        lines.append(f"Source: {about}{by}.")
    return list(dict.fromkeys(lines))


def _write_csv(years: list[Compared]) -> None:
    """A row a period; where the authority has no value, the reason is in the last column."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for compared in years:
        rank = compared.england_rank
        figures = [compared.own, compared.median, compared.used, compared.region]
        figures += [compared.england, rank.rank, rank.used]
        ask, measure = compared.ask, compared.measure
        about = (ask.authority.name, measure.name, measure.unit, ask.main.name, compared.period)
        values = ["" if figure.value is None else figure.value for figure in figures]
        releases = " ".join(compared.own.releases)
        writer.writerow([*about, *values, compared.own.reason, releases])

"""Compare ledgers with those stored, or store them anew: `python -m tests.golden --help`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from hnb.domain import areas
from tests.golden import every
from tests.golden.comparison import compare, report
from tests.golden.ledgers import AUTHORITIES, DATES, NAMES, as_text, tell
from tests.golden.storage import store, store_names, stored

Task = tuple[str, str]  # name, date


def one(task: Task) -> tuple[str, str, str]:
    """A ledger as it is made now, what it came to in words, and its differences (empty
    where there are none).
    """
    started = time.perf_counter()
    told = tell(*task)
    made, before = as_text(told), stored(*task)
    found = report(compare(before, made)) if before else "not stored yet"
    came = f"{len(told.figures)} figures, {len(told.refusals)} refusals"
    seconds = time.perf_counter() - started
    verdict = "differs" if found else "the same"
    return made, f"{'.'.join(task)}: {came}: {verdict} ({seconds:.0f} s)", found


def digested(task: tuple[int, str]) -> tuple[int, str]:
    """`every.digest_of` for a pool."""
    return every.digest_of(*task)


def some(names: Sequence[str], days: Sequence[str], write: bool) -> int:
    """Compare, or store, the ledgers of the awkward authorities; how many differ."""
    tasks = [(name, day) for name in names for day in days]
    ledgers, differing = {}, 0
    with ProcessPoolExecutor(2) as pool:
        for task, (made, came, found) in zip(tasks, pool.map(one, tasks), strict=True):
            ledgers[task] = made
            differing += bool(found)
            print(came, flush=True)
            if found:
                print("  " + found.replace("\n", "\n  "), flush=True)
    if write:
        store(ledgers)
        store_names()
    print(f"{len(tasks)} ledgers, {differing} {'were written otherwise' if write else 'differ'}")
    return differing


def all_of_them(codes: Sequence[int], days: Sequence[str], write: bool) -> int:
    """Compare, or store, the digests of every current authority; how many differ."""
    tasks, held = every.whom(codes, days), every.read()
    differing = 0
    with ProcessPoolExecutor(2) as pool:
        for task, made in zip(tasks, pool.map(digested, tasks), strict=True):
            found = every.difference(held.get(task), made)
            differing += bool(found)
            name = areas.by_code()[task[0]].name
            print(f"{name} {task[1]}: {made[0]} figures: {found or 'the same'}", flush=True)
            held[task] = made
            if write:  # at once, so that a run that is stopped keeps what it made
                every.write(held)
    print(f"{len(tasks)} papers, {differing} differ")
    return differing


def name_of(given: str) -> str:
    """The name in `NAMES` that a person means."""
    if given in NAMES:
        return given
    code = areas.find(given).la_code
    for name, known in AUTHORITIES.items():
        if known == code:
            return name
    sys.exit(f"No ledger of {given} is stored; there are those of {', '.join(NAMES)}.")


def main(given: Sequence[str] | None = None) -> int:
    """1 where anything differs and nothing was stored."""
    parser = argparse.ArgumentParser("python -m tests.golden", description=__doc__)
    parser.add_argument("--write", action="store_true", help="store what is made")
    parser.add_argument("--authority", help="one alone: a name, a number, or 'national'")
    parser.add_argument("--date", choices=DATES, help="one date alone")
    parser.add_argument("--every", action="store_true", help="every current authority, by digest")
    asked = parser.parse_args(given)
    days = [asked.date] if asked.date else DATES
    if asked.every:
        codes = [areas.find(asked.authority).la_code] if asked.authority else []
        differing = all_of_them(codes, days, asked.write)
    else:
        names = [name_of(asked.authority)] if asked.authority else NAMES
        differing = some(names, days, asked.write)
    return int(differing > 0 and not asked.write)


if __name__ == "__main__":
    sys.exit(main())

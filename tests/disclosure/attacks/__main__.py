"""`python -m tests.disclosure.attacks`: attack finished papers, and say what was recovered."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.disclosure.attacks.attacking import Attack
from tests.disclosure.attacks.campaign import COUNCILS, of_a_council
from tests.disclosure.attacks.random_tables import random_tables


def main() -> int:
    """Attack, print what came of it, and end with 6 if a cell was recovered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--councils", type=int, default=2, help=f"at most {len(COUNCILS)}")
    parser.add_argument("--papers", type=int, default=1, help="of how many councils to render")
    parser.add_argument("--random", type=int, default=200, help="random tables")
    asked = parser.parse_args()
    every = list(_attacks(asked.councils, asked.papers, asked.random))
    _print(every)
    return 6 if any(attack.has_succeeded for attack in every) else 0


def _attacks(councils: int, papers: int, random: int) -> Iterator[Attack]:
    with tempfile.TemporaryDirectory(prefix="hnb-attack-") as place:
        for number, made_up in enumerate(COUNCILS[:councils]):
            print(f"{made_up.authority}, {made_up.size} of its size …", file=sys.stderr, flush=True)
            yield from of_a_council(Path(place) / str(number), made_up, with_paper=number < papers)
    yield from random_tables(random)


def _print(every: list[Attack]) -> None:
    counted, small, lost = Counter[str](), Counter[str](), Counter[str]()
    for attack in every:
        counted[attack.method] += 1
        small[attack.method] += attack.is_small
        lost[attack.method] += attack.has_succeeded
    for method in counted:
        print(
            f"{method}: {counted[method]:,} attacks ({small[method]:,} on small counts of "
            f"children), {lost[method]:,} recovered"
        )
    print(f"All: {len(every):,} attacks, {sum(lost.values()):,} recovered")
    if closest := min((a for a in every if a.is_small), key=lambda a: a.width, default=None):
        print(f"Closest on a small count: {closest}")
    amounts = [a for a in every if not a.is_small and a.truth and a.range.low > 0]
    if close := min(amounts, key=lambda a: a.width / max(abs(a.truth), 1), default=None):
        print(f"Closest on anything else: {close}")
    for attack in every:
        if attack.has_succeeded:
            print(f"RECOVERED: {attack}")


if __name__ == "__main__":
    sys.exit(main())

"""Every current authority at each date, held as the digest of its ledger with numbers as
the paper writes them.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable
from pathlib import Path

from hnb.domain import areas
from tests.golden.ledgers import DATES, as_text, tell

FILE = Path(__file__).resolve().parent / "every.csv"
HEADER = ("la_code", "as_at", "figures", "sha256")
Held = dict[tuple[int, str], tuple[int, str]]


def whom(codes: Iterable[int] = (), days: Iterable[str] = DATES) -> list[tuple[int, str]]:
    """Number and date of each paper to make; of every current authority where no code is given."""
    chosen = list(codes) or [authority.la_code for authority in areas.current()]
    return [(code, day) for day in days for code in chosen]


def digest_of(code: int, day: str) -> tuple[int, str]:
    """How many Figures a paper quotes, and the sha256 of its ledger."""
    told = tell(str(code), day)
    text = as_text(told, raw=False)
    return len(told.figures), hashlib.sha256(text.encode()).hexdigest()


def read() -> Held:
    """What is stored."""
    if not FILE.exists():
        return {}
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {
        (int(row["la_code"]), row["as_at"]): (int(row["figures"]), row["sha256"]) for row in rows
    }


def write(held: Held) -> None:
    """Store digests, in order of number and date."""
    with FILE.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows((*key, *held[key]) for key in sorted(held))


def difference(stored: tuple[int, str] | None, made: tuple[int, str]) -> str:
    """What differs, in words; empty where nothing does."""
    if stored is None:
        return "nothing is stored"
    if stored[0] != made[0]:
        return f"{stored[0]} figures became {made[0]}"
    return "" if stored == made else "the same number of figures, but another ledger"

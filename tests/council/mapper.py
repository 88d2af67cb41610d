"""How well the mapper proposes columns, measured: `python -m tests.council.mapper` prints it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd

from hnb.council.definition import Layout, LayoutColumn, layout
from hnb.council.mapping import propose, recognise
from hnb.council.mapping.headings import words_of
from tests.council.headers import GROUPS, PAYMENTS, Case

ROWS = 40
_BY_KIND: dict[str, tuple[str, ...]] = {
    "date": ("01/04/2024", "17/09/2024", "30/11/2024", "05/02/2025", "2024-06-03"),
    "money": ("£1,250.00", "-£8,503.95", "912.40", "73,100.00"),
    "number": ("12.5", "3", "27.25", "40"),
    "whole_number": ("1", "2", "1"),
    "yes_no": ("Y", "N", "Y"),
    "postcode": ("LE3 8RA", "CV34 4RL", "WR5 2NP"),
    "text": ("Bramble House", "Children and families", "Autumn review", "Top up fee"),
}
_BY_COLUMN = {
    "urn": ("119900", "120345", "139876"),
    "ukprn": ("10001234", "10067890"),
    "upn": ("A123456789012", "B12345678901A"),
    "uln": ("1234567890", "2345678901"),
    "financial_year": ("2024-25", "2025-26"),
}
_WORDS_OF_EXTRA = (
    ({"date", "updated"}, _BY_KIND["date"]),
    ({"number", "id", "code", "reference"}, ("100234", "100235", "100236", "A77")),
)


@dataclass(frozen=True)
class Score:
    """Columns that have a counterpart, and what was proposed for them."""

    columns: int = 0
    right: int = 0
    wrong_and_sure: int = 0
    sure: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.columns + other.columns,
            self.right + other.right,
            self.wrong_and_sure + other.wrong_and_sure,
            self.sure + other.sure,
        )

    @property
    def recall(self) -> float:
        """Share of columns with a counterpart for which a right heading is proposed."""
        return self.right / self.columns

    @property
    def wrong_share(self) -> float:
        """Wrong headings proposed with confidence, over columns with a counterpart."""
        return self.wrong_and_sure / self.columns


def rows_for(case: Case) -> pd.DataFrame:
    """Made-up rows of a case, each column with values of its kind."""
    by_heading = {head: column for column, heads in case.right.items() for head in heads}
    defined = layout(case.layout)
    return pd.DataFrame(
        {heading: _values(heading, by_heading.get(heading), defined) for heading in case.headings},
        dtype="str",
    )


def _values(heading: str, column: str | None, defined: Layout) -> list[str]:
    if column is None:
        stated = set(words_of(heading))
        options = next((values for words, values in _WORDS_OF_EXTRA if stated & words), None)
        return _repeated(options or ("A note", "Another", "General"))
    if column in _BY_COLUMN:
        return _repeated(_BY_COLUMN[column])
    kind = defined.columns[column]
    if kind.kind == "code":
        return _repeated([texts[0] for texts in kind.codes.values() if texts])
    if kind.kind == "reference":
        return [f"{1000 + number}" for number in range(ROWS)]
    return _repeated(_BY_KIND[kind.kind])


def _repeated(values: Iterable[str]) -> list[str]:
    options = list(values)
    return [options[place % len(options)] for place in range(ROWS)]


def score(
    case: Case,
    *,
    with_rows: bool = True,
    write: Callable[[str], str] = str,
    defined: Layout | None = None,
) -> Score:
    """What is proposed for a case, its headings written differently where `write` says so; by
    another form of its layout where one is given.
    """
    rows = rows_for(case)
    written = {heading: write(heading) for heading in case.headings}
    sample = rows.set_axis(list(written.values()), axis=1) if with_rows else None
    right = {column: {written[head] for head in heads} for column, heads in case.right.items()}
    matches = propose(defined or layout(case.layout), list(written.values()), sample).matches
    return Score(
        columns=len(right),
        right=sum(match.heading in right.get(match.column, set()) for match in matches),
        wrong_and_sure=sum(
            match.confident and match.heading not in right.get(match.column, set())
            for match in matches
        ),
        sure=sum(match.confident for match in matches),
    )


def total(cases: Iterable[Case], **how: object) -> Score:
    """The sum of the scores of cases."""
    return sum((score(case, **how) for case in cases), Score())  # type: ignore[arg-type]


def without_synonyms_of(cases: Iterable[Case], name: str) -> Layout:
    """A layout that has lost every synonym which is, word for word, a heading of the cases."""
    seen = {words_of(heading) for case in cases for heading in case.headings}
    columns: dict[str, LayoutColumn] = {}
    for column, defined in layout(name).columns.items():
        kept_synonyms = tuple(text for text in defined.synonyms if words_of(text) not in seen)
        columns[column] = defined.model_copy(update={"synonyms": kept_synonyms})
    return layout(name).model_copy(update={"columns": columns})


def held_out(*, with_rows: bool = True) -> Score:
    """Payments of the ten councils, each with no synonym that is a heading of that council's."""
    every = Score()
    for case in PAYMENTS:
        reduced = without_synonyms_of([case], "payments")
        every += score(case, with_rows=with_rows, defined=reduced)
    return every


def written_badly(seed: int) -> Callable[[str], str]:
    """How to write headings badly: typing errors, abbreviations, underscores, blanks, two rows."""
    chance = random.Random(seed)

    def write(heading: str) -> str:
        manner = chance.choice(
            (_typo, _typo, _abbreviated, _underscored, _blanks, _two_rows, _capitals)
        )
        return manner(heading, chance)

    return write


def _typo(heading: str, chance: random.Random) -> str:
    """One letter left out, doubled or exchanged with the next, within a word of five or more."""
    places = [
        place
        for place in range(2, len(heading) - 1)
        if heading[place - 2 : place + 2].isalpha() and len(heading) > 5
    ]
    if not places:
        return heading
    place = chance.choice(places)
    before, letter, after = heading[:place], heading[place], heading[place + 1 :]
    changes = (
        before + after,
        before + letter + letter + after,
        before[:-1] + letter + before[-1:] + after,
    )
    return chance.choice(changes)


def _abbreviated(heading: str, chance: random.Random) -> str:
    shorter = {
        "date": "dt", "number": "no", "reference": "ref", "description": "desc",
        "amount": "amt", "department": "dept", "account": "acct", "supplier": "supp",
        "placement": "plcmt", "establishment": "estab", "weekly": "wkly", "annual": "ann",
    }  # fmt: skip
    return " ".join(shorter.get(word.casefold(), word) for word in heading.split(" "))


def _underscored(heading: str, chance: random.Random) -> str:
    return heading.strip().replace(" ", "_").lower()


def _blanks(heading: str, chance: random.Random) -> str:
    return f"  {heading.replace(' ', '  ')} "


def _capitals(heading: str, chance: random.Random) -> str:
    return heading.upper()


def _two_rows(heading: str, chance: random.Random) -> str:
    return f"{chance.choice(('Details', 'Current record', 'Section A'))} {heading}"


def recognised() -> tuple[int, int]:
    """How many cases are recognised as what they are, with rows, and how many there are."""
    cases = [case for group in GROUPS.values() for case in group]
    first = [recognise(case.headings, rows_for(case))[0][0] == case.layout for case in cases]
    return sum(first), len(cases)


def _line(name: str, result: Score) -> str:
    return (
        f"{name:44}{result.columns:5}{result.recall:9.1%}{result.wrong_and_sure:7}"
        f"{result.wrong_share:8.1%}{result.sure / result.columns:8.1%}"
    )


def main(times: int = 5) -> None:
    """Print recall and what is wrong with confidence."""
    print(f"{'':44}{'cols':>5}{'right':>9}{'wrong and sure':>15}{'sure':>8}")
    for name, cases in GROUPS.items():
        print(_line(f"{name}: headings alone", total(cases, with_rows=False)))
        print(_line(f"{name}: with rows", total(cases)))
    print(_line("the ten: without the council's synonyms", held_out(with_rows=False)))
    print(_line("the ten: the same, with rows", held_out()))
    every = [case for group in GROUPS.values() for case in group]
    badly = sum((total(every, write=written_badly(seed)) for seed in range(times)), Score())
    print(_line(f"all, headings written badly, {times} times", badly))
    right, count = recognised()
    print(f"recognised as what it is: {right} of {count}")


if __name__ == "__main__":
    main()

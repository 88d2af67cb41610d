"""Two ledgers, and every difference between them as a sentence, grouped by what differs."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from tests.golden.ledgers import BAR, HEADING

RELATIVE, ABSOLUTE = 1e-9, 1e-9  # of numbers that are not whole; whole ones are the same or not
BEFORE = 1e-6  # of all numbers of a ledger that was stored to 9 digits, without calculations
SHOWN = 4  # figures named of those that one change of rows, or one other wording, reaches
Differences = dict[str, list[str]]
Figures = dict[str, list["Line"]]


@dataclass(frozen=True)
class Line:
    """A Figure as a ledger has it, its short names replaced by what they stand for."""

    name: str
    period: str
    scope: str
    value: str
    unit: str
    interval: str
    reason: str
    rows: tuple[str, ...]
    made: str
    calculation: str | None  # None in a ledger that was stored before calculations were

    @property
    def whose(self) -> str:
        """The Figure's name with its period and scope."""
        about = ", ".join(filter(None, (self.period, self.scope)))
        return f"{self.name} ({about})" if about else self.name

    @property
    def number(self) -> str:
        """Value and unit, or why there is no value."""
        return f"{self.value} {self.unit}" if self.value != "-" else f"no value ({self.reason})"


@dataclass
class Parsed:
    """A ledger taken apart."""

    refusals: list[str] = field(default_factory=list)
    figures: Figures = field(default_factory=dict)
    prose: list[str] = field(default_factory=list)


def parse(text: str) -> Parsed:
    """Take apart what `as_text` put together."""
    parts: dict[str, list[str]] = defaultdict(list)
    heading = ""
    for line in text.splitlines()[1:]:
        if line.startswith(HEADING):
            heading = line.removeprefix(HEADING).split(":")[0]
        elif line:
            parts[heading].append(line)
    words = dict(line.split(": ", 1) for line in parts["words"])

    def long(text: str) -> str:
        return words[text[1:]] if text[:1] == "~" else text

    rows = {}
    for line in parts["rows"]:
        name, text = line.split(": ", 1)
        rows[name] = "; ".join(map(long, text.split(BAR)))
    figures: Figures = defaultdict(list)
    for line in parts["figures"]:
        name, period, scope, value, unit, interval, reason, behind, made, *more = line.split(BAR)
        texts = tuple(sorted(rows[short] for short in behind.split()))
        said = long(more[0]) if more else None
        figure = Line(
            name, period, long(scope), value, unit, interval, long(reason), texts, made, said
        )
        figures[figure.whose].append(figure)
    return Parsed(parts["refusals"], dict(figures), parts["prose"])


def alike(one: str, other: str, relative: float = RELATIVE) -> bool:
    """Whether two values, or two intervals, are the same: whole numbers and texts to the letter,
    other numbers to a tolerance.
    """
    ours, theirs = one.split(" to "), other.split(" to ")
    if len(ours) != len(theirs):
        return False
    return all(_close(*pair, relative) for pair in zip(ours, theirs, strict=True))


def _close(one: str, other: str, relative: float) -> bool:
    whole = one.lstrip("-").isdigit() and other.lstrip("-").isdigit()
    if one == other or (whole and relative <= RELATIVE):
        return one == other
    try:
        return math.isclose(float(one), float(other), rel_tol=relative, abs_tol=ABSOLUTE)
    except ValueError:
        return False


def _tolerance(one: Line, other: Line) -> float:
    return BEFORE if None in (one.calculation, other.calculation) else RELATIVE


def compare(stored: str, made: str) -> Differences:
    """Every difference between two ledgers.

    Parameters
    ----------
    stored, made : str
        Ledgers as `as_text` writes them: what was, and what is.

    Returns
    -------
    dict
        Sentences under the kind of difference that they speak of; empty where there is none.
    """
    before, after = parse(stored), parse(made)
    found: Differences = defaultdict(list)
    for what, ones, others in (
        ("no longer refused", before.refusals, after.refusals),
        ("newly refused", after.refusals, before.refusals),
    ):
        found["refusals"] += [f"{what}: {line}" for line in (Counter(ones) - Counter(others))]
    pairs: list[tuple[Line, Line]] = []
    for whose in sorted(before.figures.keys() | after.figures.keys()):
        ours, theirs = before.figures.get(whose, []), after.figures.get(whose, [])
        mine, gone, new = _paired(ours, theirs)
        pairs += mine
        found["figures that vanished"] += [f"{line.whose} was {line.number}" for line in gone]
        found["figures that appeared"] += [f"{line.whose} is {line.number}" for line in new]
    for one, other in pairs:
        for kind, sentence in _changed(one, other):
            found[kind].append(sentence)
    found["rows"] += _other_rows(pairs)
    found["calculations"] += _other_calculations(pairs)
    found["what figures cover"] += _made_otherwise(pairs)
    found["prose"] += _other_words(before.prose, after.prose)
    return {kind: sentences for kind, sentences in found.items() if sentences}


def _paired(
    ours: list[Line], theirs: list[Line]
) -> tuple[list[tuple[Line, Line]], list[Line], list[Line]]:
    """Lines of one name, each with its like; then those that are left over on either side."""
    pairs, left, free = [], [], list(theirs)
    for line in ours:
        like = next((other for other in free if _same(line, other)), None)
        if like:
            free.remove(like)
            pairs.append((line, like))
        else:
            left.append(line)
    for agrees in ("rows", "made", "unit"):
        for line in tuple(left):
            mine = getattr(line, agrees)
            like = next((other for other in free if getattr(other, agrees) == mine), None)
            if like:
                left.remove(line)
                free.remove(like)
                pairs.append((line, like))
    rest = min(len(left), len(free))
    return [*pairs, *zip(left[:rest], free[:rest], strict=True)], left[rest:], free[rest:]


def _same(one: Line, other: Line) -> bool:
    relative = _tolerance(one, other)
    return (
        (one.unit, one.reason, one.rows, one.made)
        == (other.unit, other.reason, other.rows, other.made)
        and not _calculated_otherwise(one, other)
        and alike(one.value, other.value, relative)
        and alike(one.interval, other.interval, relative)
    )


def _calculated_otherwise(one: Line, other: Line) -> bool:
    return None not in (one.calculation, other.calculation) and one.calculation != other.calculation


def _changed(one: Line, other: Line) -> Iterator[tuple[str, str]]:
    """What differs between two Figures of one name, and the sentence that says so."""
    relative = _tolerance(one, other)
    if not alike(one.value, other.value, relative):
        yield "values", f"{one.whose}: value from {one.number} to {other.number}"
    if one.unit != other.unit:
        yield "units", f"{one.whose}: unit from {one.unit} to {other.unit}"
    if not alike(one.interval, other.interval, relative):
        ours, theirs = one.interval or "none", other.interval or "none"
        yield "intervals", f"{one.whose}: interval from {ours} to {theirs}"
    if one.reason != other.reason and one.value == other.value == "-":
        yield "reasons", f"{one.whose}: reason from '{one.reason}' to '{other.reason}'"


def _other_rows(pairs: Iterable[tuple[Line, Line]]) -> Iterator[str]:
    """A sentence for each change of rows, with the figures that rest on them."""
    reached: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one, other in pairs:
        gone, new = set(one.rows) - set(other.rows), set(other.rows) - set(one.rows)
        if gone or new:
            reached[_all(gone), _all(new)].append(one.whose)
    for (before, after), whose in reached.items():
        yield f"{_some(whose)}: rows from [{before}] to [{after}]"


def _all(rows: Iterable[str]) -> str:
    return " // ".join(sorted(rows)) or "none besides"


def _other_calculations(pairs: Iterable[tuple[Line, Line]]) -> Iterator[str]:
    """A sentence for each change of a calculation, with the figures that are worked out so."""
    reached: dict[tuple[str | None, str | None], list[str]] = defaultdict(list)
    for one, other in pairs:
        if _calculated_otherwise(one, other):
            reached[one.calculation, other.calculation].append(one.whose)
    for (before, after), whose in reached.items():
        yield f"{_some(whose)}: calculation from '{before}' to '{after}'"


def _made_otherwise(pairs: Iterable[tuple[Line, Line]]) -> Iterator[str]:
    """One sentence for every Figure whose coverage, stage or price base is worded otherwise."""
    whose = [one.whose for one, other in pairs if one.made != other.made]
    if whose:
        yield f"{_some(whose)}: another coverage, stage or price base"


def _some(whose: list[str]) -> str:
    more = len(whose) - SHOWN
    return "; ".join(whose[:SHOWN]) + (f"; and {more} more figures" if more > 0 else "")


def _other_words(before: list[str], after: list[str]) -> Iterator[str]:
    """A sentence for each line of the paper that changed, vanished or appeared, with the
    heading it stands under.
    """
    if before == after:
        return
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for step, start, end, begin, stop in steps:
        if step == "equal":
            continue
        ours, theirs = before[start:end], after[begin:stop]
        where = _under(before, start) or _under(after, begin)
        both = min(len(ours), len(theirs))
        for one, other in zip(ours[:both], theirs[:both], strict=True):
            yield f"under '{where}': changed from '{one.strip()}' to '{other.strip()}'"
        yield from (f"under '{where}': vanished: '{line.strip()}'" for line in ours[both:])
        yield from (f"under '{where}': appeared: '{line.strip()}'" for line in theirs[both:])


def _under(lines: list[str], place: int) -> str:
    headings = (re.fullmatch(r"heading \d: (.*)", line) for line in reversed(lines[:place]))
    return next((heading[1] for heading in headings if heading), "")


def report(differences: Differences) -> str:
    """The differences as a list for people; empty where there are none."""
    lines = []
    for kind, sentences in differences.items():
        lines += [f"{kind} ({len(sentences)}):", *(f"  - {sentence}" for sentence in sentences)]
    return "\n".join(lines)

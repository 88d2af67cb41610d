"""The printed rows of page one, read again without the model: words against the numbers beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass

STARTS = re.compile(r"Yes|No\b|About the same|(About )?£?\d|Too few|Too early|Not known")
MOST_NUMBERS = 5
_NUMBER = re.compile(r"(?<![\d-])[−-]?£?\d[\d,]*(?:\.\d+)?(?: (?:million|billion))?")
# not counted as numbers: dates, rates per 1,000, ages, and the field's own terms
_TERMS = re.compile(
    r"per 1,000|aged \d+ to \d+|within 20 weeks|\b\d+ April \d{4}|"
    r"\b(?:January|March|in|since) 20\d\d(?:-\d\d)?\b"
)
_SIZE = {"million": 1e6, "billion": 1e9}
NEVER = (
    r"because of", r"list\)", r"\d{4} list", r"not in education", r"(per|a) head", r"cost of (late|delay)",
    r"for each (child|resident|person)", r"(red|amber|green)\b", r"scenario", r"write-off",
    r"(deficit|surplus).* by (March|January)", r"better|worse\b",
)  # fmt: skip


@dataclass(frozen=True)
class Printed:
    """The five cells of a row."""

    question: str
    answer: str
    figure: str
    others: str
    when: str

    @property
    def faults(self) -> list[str]:
        """What is wrong with the row; none where its words agree with its numbers."""
        text = " ".join(vars(self).values()).lower()
        faults = [f"says {word!r}" for word in NEVER if re.search(rf"\b{word}", text)]
        if not STARTS.match(self.answer):
            faults.append(f"begins {self.answer[:20]!r}")
        counted = numbers(" | ".join((self.answer, self.figure, self.others)))
        if len(counted) > MOST_NUMBERS:
            faults.append(f"has {len(counted)} numbers")
        return [*faults, *self._of_direction(), *self._of_answer()]

    def _of_direction(self) -> list[str]:
        """Up and down against the figure of the year before."""
        moved = re.search(r"\b(Up|Down|Unchanged) from ([^;]+?) in ", self.when)
        if not moved:
            return []
        now, before = _share_or_first(self.figure), first(moved[2])
        agrees = {"Up": now > before, "Down": now < before, "Unchanged": now == before}
        others = re.search(r"typical neighbour from .+ England from ", self.when)
        return [
            *([] if agrees[moved[1]] else [f"{moved[1]} from {before} to {now}"]),
            *([] if others else ["a change without the neighbours'"]),
        ]

    def _of_answer(self) -> list[str]:
        if re.match(r"Not known|Too few", self.answer):
            return [] if ": " in self.answer or self.answer == "Too few to judge" else ["no reason"]
        for pattern, check in _CHECKS.items():
            if re.search(pattern, self.question):
                return [] if check(self) else ["the answer does not agree with its figures"]
        place = re.search(r"(highest|lowest) of (\d+)$", self.answer)
        return [] if (_placed(self) if place else _moved(self)) else ["does not agree"]


def numbers(text: str) -> list[float]:
    """Every number but those of dates, ages and terms."""
    return [_value(number) for number in _NUMBER.findall(_TERMS.sub("", text))]


def first(text: str) -> float:
    """The first number."""
    return numbers(text)[0]


def _value(number: str) -> float:
    digits, _, size = number.replace("−", "-").replace("£", "").replace(",", "").partition(" ")
    return float(digits) * _SIZE.get(size, 1)


def _share_or_first(text: str) -> float:
    """The percentage in brackets where a figure is two amounts, else the first number."""
    share = re.search(r"\(([\d.]+)%\)", text)
    return float(share[1]) if share else first(text)


def _gap(own: float, typical: float, *, percent: bool) -> tuple[float, bool]:
    """How far a printed figure is above the typical neighbour's, and whether that is close: within
    a tenth of it, or one percentage point.
    """
    gap = round(own - typical, 6)
    return gap, abs(gap) <= max(0.1 * abs(typical), 1.0 if percent else 0.0)


def _agrees(answer: str, gap: float, *, close: bool) -> bool:
    """Whether Yes, No or About the same goes with the two printed figures."""
    if answer.startswith("About the same"):
        return close
    if "in the middle half" in answer and close:
        return False
    return gap > 0 if answer.startswith("Yes") else gap < 0


def _placed(row: Printed) -> bool:
    """Whether Yes, No or About the same goes with the place and with the two printed figures."""
    words = re.search(
        r"(?:the(?: joint)?|(?:joint )?(\d+)\w\w) (highest|lowest) of (\d+)$", row.answer
    )
    assert words, row
    place, group = int(words[1] or 1), int(words[3])
    quarter = (group - 2) / 4  # how far from an end of the neighbours their quartile is
    percent = "%" in row.figure.partition(" ")[0]
    gap, close = _gap(first(row.figure), first(row.others), percent=percent)
    if not _agrees(row.answer, gap, close=close):
        return False
    if words[2] != ("lowest" if row.answer.startswith("No") else "highest"):
        return False
    if re.match(r"(Yes|No):", row.answer):
        return place - 1 <= quarter + 1
    return gap == 0 or quarter <= place - 1 <= group - 1 - quarter


def _moved(row: Printed) -> bool:
    """Whether a rise or a fall that is said is the one printed, of the authority and others."""
    if row.answer == "About the same":
        return True
    said = re.match(
        r"(Yes|No): (up|down|unchanged)"
        r"(?: by (more|less) than in most|, while the typical neighbour is (up|down|unchanged))$",
        row.answer,
    )
    before = re.search(r" from ([^;]+?) in .+ neighbour from ([^;]+?), England", row.when)
    if not said or not before:
        return False
    own = round(first(row.figure) - first(before[1]), 6)
    typical = round(first(row.others) - first(before[2]), 6)
    by_more = own >= typical if said[2] == "up" else own <= typical
    agrees = [
        said[2] == _direction(own),
        said[4] in (None, _direction(typical)),
        said[3] is None or by_more == (said[3] == "more") or own == typical,
        (said[1] == "Yes") == (said[2] == "up" and said[3] != "less"),
    ]
    return all(agrees)


def _direction(change: float) -> str:
    if not change:
        return "unchanged"
    return "up" if change > 0 else "down"


def _block(row: Printed) -> bool:
    """Whether spend is said to be above the block where it is."""
    spend, block = numbers(row.figure)[:2]
    share = _share_or_first(row.figure)
    if row.answer.startswith("About the same"):
        return share == 100
    if row.answer.startswith("Yes"):
        return spend >= block and share >= 100 and ("just" in row.answer) == (share <= 105)
    return spend <= block and share <= 100 and ("nearly" in row.answer) == (share >= 95)


def _spending(row: Printed) -> bool:
    """Whether each pace that is said goes with the two growths printed."""
    year = _gap(growth(row.figure)[0], growth(row.others)[0], percent=True)
    if not _agrees(row.answer, year[0], close=year[1]):
        return False
    over = growth(row.when)
    if len(over) < 2:
        return True
    gap, close = _gap(over[0], over[1], percent=True)
    later = re.search(r"(faster|slower|about the same) since", row.answer)
    if later:
        return _agrees(_PACES[later[1]], gap, close=close)
    return _agrees(row.answer.partition(",")[0], gap, close=close)


_PACES = {"faster": "Yes", "slower": "No", "about the same": "About the same"}


def growth(text: str) -> list[float]:
    """Every growth in per cent, a fall negative."""
    signed = re.findall(r"(?i)\b(up|down) ([\d,.]+)%", text)
    return [
        float(size.replace(",", "")) * (1 if way.lower() == "up" else -1) for way, size in signed
    ]


def _deficit(row: Printed) -> bool:
    amount = first(row.figure)
    if row.answer.startswith("Yes"):
        return amount > 0 and "surplus" not in row.figure
    return amount == 0 or "surplus" in row.figure


def _next(row: Printed) -> bool:
    low, high = numbers(row.figure)
    return row.others == "–" and low < first(row.answer) < high


def _programme(row: Printed) -> bool:
    said = re.match(r"Yes: (fewer|more) plans|Too early", row.answer)
    return bool(said) and (not said[1] or said[1] in row.figure)


_CHECKS = {
    "placements cost more": _block,
    "spending rising": _spending,
    "in deficit": _deficit,
    "likely next": _next,
    "changed the number of plans": _programme,
}

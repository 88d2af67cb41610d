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
NEVER = ("because of", "list)", "not in education", "per head", "red", "amber", "cost of late")


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
        faults = [f"says {word!r}" for word in NEVER if re.search(rf"\b{re.escape(word)}", text)]
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


def _placed(row: Printed) -> bool:
    """Whether Yes, No or About the same goes with the place and the side of the median."""
    words = re.search(r"(?:the|(\d+)\w\w) (highest|lowest) of (\d+)$", row.answer)
    assert words, row
    place, group = int(words[1] or 1), int(words[3])
    quarter = (group - 2) / 4  # how far from an end of the neighbours their quartile is
    own, median = first(row.figure), first(row.others)
    beyond = {"Yes": own >= median, "No": own <= median}
    word = row.answer.partition(":")[0]
    if word in beyond:
        side = {"Yes": "highest", "No": "lowest"}[word]
        return beyond[word] and words[2] == side and place - 1 <= quarter + 1
    return words[2] == "highest" and quarter <= place - 1 <= group - 1 - quarter


def _moved(row: Printed) -> bool:
    """Whether a rise or a fall that is said is the one printed."""
    moved = re.search(r"it (rose|fell) by (more|less) than in most$", row.answer)
    if not moved:
        return row.answer == "About the same"
    direction = re.search(r"\b(Up|Down|Unchanged) from", row.when)
    is_right = direction and direction[1] == {"rose": "Up", "fell": "Down"}[moved[1]]
    return bool(is_right) and row.answer.startswith({"more": "Yes", "less": "No"}[moved[2]])


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
    own, median = growth(row.figure)[0], growth(row.others)[0]
    later = re.search(r"; (faster|slower|about the same) since", row.answer)
    since = growth(row.when)
    pace = {"Yes": own >= median, "No": own <= median, "About the same": True}
    slower = {"faster": 1, "slower": -1, "about the same": 0}
    sign = slower[later[1]] if later else 0
    word = re.match(r"Yes|No|About the same", row.answer)
    assert word, row
    return pace[word[0]] and (not sign or (since[0] - since[1]) * sign >= 0)


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
    return low < first(row.answer) < high


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

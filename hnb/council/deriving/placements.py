"""Where a child is placed, in the words of the published table, and under which school's name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

GROUPS = (
    "mainstream",
    "special",
    "alternative provision",
    "early years",
    "further education",
    "elsewhere",
    "unknown",
)
NOT_SPLIT = "not split"  # the group is known, the kind within it is not
NOT_RECORDED = "not recorded"
INDEPENDENT = ("independent school", "independent special school", "non-maintained special school")
NAMED_GROUPS = ("mainstream", "special", "alternative provision")
HAS_UNITS = ("academy", "free school", "maintained school")
UNITS = ("", ", SEN unit", ", resourced provision")
SCHOOL_AGES = range(5, 16)  # at the last 31 August

# Groups that stand where no school is named.
NO_NAME = {
    "independent": "independent and non-maintained schools",
    "not listed": "schools that are not in the council's list",
    "not said": "state-funded schools whose name is not recorded",
    "further education": "colleges and other providers of further education",
    "other": "early years, other arrangements and not in education",
    "unknown": "placement not recorded",
}

# The kind of a school by the words of its type, the first line whose words all occur.
BY_TYPE = (
    ("non-maintained special", "special", "non-maintained special school"),
    ("independent special", "special", "independent special school"),
    ("special post", "further education", "specialist post-16 institution"),
    ("special academy", "special", "special academy or free school"),
    ("special free", "special", "special academy or free school"),
    ("special", "special", "maintained special school"),
    ("independent", "mainstream", "independent school"),
    ("pupil referral", "alternative provision", "pupil referral unit"),
    ("free alternative", "alternative provision", "alternative provision free school"),
    ("alternative provision", "alternative provision", "alternative provision academy"),
    ("online", "elsewhere", "online provider"),
    ("welsh", "elsewhere", "Welsh school or establishment"),
    ("technical", "mainstream", "academy"),
    ("technology", "mainstream", "academy"),
    ("sixth form", "further education", "further education or sixth form college"),
    ("16 to 19", "further education", "further education or sixth form college"),
    ("16-19", "further education", "further education or sixth form college"),
    ("further education", "further education", "further education or sixth form college"),
    ("college", "further education", "further education or sixth form college"),
    ("free school", "mainstream", "free school"),
    ("academy", "mainstream", "academy"),
    ("studio", "mainstream", "academy"),
    ("community", "mainstream", "maintained school"),
    ("voluntary", "mainstream", "maintained school"),
    ("foundation", "mainstream", "maintained school"),
    ("maintained", "mainstream", "maintained school"),
    ("nursery", "mainstream", "maintained school"),
)
# The kind of a school whose type says nothing, by its phase.
BY_PHASE = {
    "special": ("special", NOT_SPLIT),
    "alternative provision": ("alternative provision", NOT_SPLIT),
    "16 plus": ("further education", NOT_SPLIT),
}
# The kind of a placement that the council gives in a word.
BY_WORD = {
    "mainstream state-funded": ("mainstream", NOT_SPLIT),
    "resourced provision": ("mainstream", NOT_SPLIT),
    "SEN unit": ("mainstream", NOT_SPLIT),
    "mainstream independent": ("mainstream", "independent school"),
    "special state-funded": ("special", NOT_SPLIT),
    "special independent": ("special", "independent special school"),
    "special non-maintained": ("special", "non-maintained special school"),
    "alternative provision": ("alternative provision", NOT_SPLIT),
    "further education": ("further education", NOT_SPLIT),
    "early years": ("early years", "non-maintained early years"),
    "other arrangements": ("elsewhere", "other placement"),
    "NEET": ("elsewhere", "not in education, employment or training"),
}
BY_AGE = ("awaiting", "not in education or training, other")
SCHOOL_AGED = "not in education or training, of compulsory school age"
OTHER_AGES = "not in education or training, other ages"
# Published words by their group: a council that uses them is taken at its word.
PUBLISHED = {
    "mainstream": (
        *(word + unit for word in HAS_UNITS for unit in UNITS),
        "independent school",
    ),
    "special": (
        "independent special school",
        "maintained special school",
        "non-maintained special school",
        "special academy or free school",
    ),
    "alternative provision": (
        "alternative provision academy",
        "alternative provision free school",
        "pupil referral unit",
    ),
    "early years": ("non-maintained early years",),
    "further education": (
        "further education or sixth form college",
        "other registered provider",
        "specialist post-16 institution",
    ),
    "elsewhere": (
        "Welsh school or establishment",
        "elective home education",
        "not in education or training, notice to cease issued",
        SCHOOL_AGED,
        OTHER_AGES,
        "not in education, employment or training",
        "online provider",
        "other arrangements by parents",
        "other arrangements by the authority",
        "other placement",
        "other school or establishment",
    ),
    "unknown": (NOT_RECORDED,),
}  # fmt: skip
GROUP_OF = {word: group for group, words in PUBLISHED.items() for word in words}


@dataclass(frozen=True)
class Kind:
    """Where a child is placed: the group, the kind within it, and the name that it is shown by."""

    group: str
    placement: str
    school: str


@dataclass(frozen=True)
class School:
    """A school of the council's list: its kind, its name, and whether it may be named."""

    group: str
    placement: str
    name: str
    state_funded: bool


def school_kinds(schools: pd.DataFrame) -> dict[int, School]:
    """Every school of the list by its number; a name that two schools share has the number too."""
    shared = schools["school"].duplicated(keep=False)
    kinds = {}
    for row, is_shared in zip(_plain(schools), shared, strict=True):
        pays = row["state_funded"]
        group, placement = _school_kind(_text(row["type"]), _text(row["phase"]), pays is False)
        urn = int(str(row["urn"]))
        kinds[urn] = School(
            group=group,
            placement=placement,
            name=f"{row['school']} ({urn})" if is_shared else str(row["school"]),
            state_funded=placement not in INDEPENDENT and pays is not False,
        )
    return kinds


def kinds_of(placements: pd.DataFrame, schools: dict[int, School]) -> Iterator[Kind]:
    """The kind of each placement; a row that is missing throughout is a child without any.

    A school of the list goes by its type; then the council's word for the placement; then the
    code of the return for a child who is at no school.

    Parameters
    ----------
    placements : DataFrame
        The columns of the layout, and `age`, the child's.
    """
    for row in _plain(placements):
        urn = None if row["urn"] is None else int(str(row["urn"]))
        school = None if urn is None else schools.get(urn)
        if school is not None:
            named = school.state_funded and school.group in NAMED_GROUPS
            placement = school.placement + _unit(row, school.placement)
            name = school.name if named else _no_name(school.group, placement, has_urn=False)
            yield Kind(school.group, placement, name)
            continue
        word = _text(row["placement"]) or _text(row["setting"])
        group, placement = _word_kind(word, row["age"])
        if not word and urn is None and row["ukprn"] is not None:
            group, placement = "further education", NOT_SPLIT
        yield Kind(group, placement, _no_name(group, placement, has_urn=urn is not None))


def _school_kind(kind: str, phase: str, independent: bool) -> tuple[str, str]:
    for words, group, placement in BY_TYPE:
        if all(word in kind.lower() for word in words.split()):
            return group, placement
    if independent and phase == "special":
        return "special", "independent special school"
    if phase in BY_PHASE:
        return BY_PHASE[phase]
    if independent:
        return "mainstream", "independent school"
    return ("mainstream", NOT_SPLIT) if phase else ("unknown", NOT_RECORDED)


def _word_kind(word: str, age: object) -> tuple[str, str]:
    if word in BY_AGE:
        return "elsewhere", SCHOOL_AGED if age in SCHOOL_AGES else OTHER_AGES
    if word in BY_WORD:
        return BY_WORD[word]
    return (GROUP_OF[word], word) if word in GROUP_OF else ("unknown", NOT_RECORDED)


def _unit(row: dict[str, object], placement: str) -> str:
    if placement not in HAS_UNITS:
        return ""
    if row["unit"] is True:
        return ", SEN unit"
    return ", resourced provision" if row["resourced"] is True else ""


def _no_name(group: str, placement: str, *, has_urn: bool) -> str:
    if placement in INDEPENDENT:
        return NO_NAME["independent"]
    if has_urn:
        return NO_NAME["not listed"]
    if group in NAMED_GROUPS:
        return NO_NAME["not said"]
    return NO_NAME.get(group, NO_NAME["other"])


def _plain(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Rows as plain values, None where one is missing."""
    values = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in values]


def _text(value: object) -> str:
    return "" if value is None else str(value)

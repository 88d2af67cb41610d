"""The numbers of an author's own words: those that say how much, apart from dates, telephone
numbers, and numbers of items, sections or paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from hnb.figures import TERMS
from hnb.papers.checking.meaning import numbers

_MONTH = "(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*"
_COUNTED = (
    "(?:plans?|places?|pupils?|children|schools?|requests?|appeals?|families|hours?|posts?)\\b"
)
_DATES = (
    rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:(?:and|to|or|[-–]) \d{{1,2}} )?{_MONTH}(?: (?:19|20)\d\d)?\b"
    rf"|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d\b"
    r"|\b(?:19|20)\d\d[-–/]\d\d(?:\d\d)?(?:[-–/]\d\d)?\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b"
    rf"|(?<![£\d,.])\b(?:19|20)\d\d\b(?![,.]?\d| ?%| (?:(?:more|new|extra|further) )?{_COUNTED})"
)
_TIMES = (
    r"(?<![£\d.,])\d{1,2}:\d\d(?: ?(?:am|pm))?\b(?!%)"
    r"|(?<![£\d.,])\d{1,2}(?:\.\d\d)? ?(?:am|pm)\b"
    r"|(?<=\bat )\d{1,2}\.\d\d\b(?! ?(?:%|per\b|million|billion|m\b|bn\b|hours?\b))"
)
TELEPHONE = r"(?<![\d,.£])(?:\+44|\(?0)\d?[\d ()-]{7,14}\d\b(?:,? ?(?:ext\.?|extension|x) ?\d+)?"
_ADDRESSES = (
    r"\S+@\S+|\b(?:https?://|www\.)\S+|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"  # a postcode last
)
_NUMBERED = (
    r"action|agenda|annex|appendi(?:x|ces)|article|band|block|chapter|clause|element|figure"
    r"|footnote|form|item|key stage|KS|level|line|minute|month|note|number|no\.|objective|option"
    r"|page|paras?\.|para|paragraph|pp?\.|ss?\.|ext\.?|part|phase|point|priority|quarter|Q"
    r"|question|recommendation|ref|reference|regulation|room|schedule|section|stage|step|strand"
    r"|table|theme|tier|version|volume|ward|week|year"
)
_ENUMERATED = (
    rf"\b(?:{_NUMBERED})s?:?[ -]?(?:no\.? ?)?#?\d+(?:\.\d+)*[a-z]?(?:\(\w+\))*(?! {_COUNTED})"
    r"(?:(?:,(?= ?\d+(?:,| and | or | to |[.;)]|$))| and| to| or|[-–]) ?"
    rf"\d+(?:\.\d+)*(?:\(\w+\))*(?! {_COUNTED}))*(?!\w| ?%|\.\d)"
)
_APART = re.compile(
    "|".join((_ADDRESSES, _DATES, _TIMES, TELEPHONE, _ENUMERATED, TERMS.pattern)), re.IGNORECASE
)
_AMOUNT = re.compile(
    r"[+−-]?£?\d+(?:,\d{3})*(?:\.\d+)?(?:/\d+)?"
    r"(?:m|bn|k|p|th|st|nd|rd)?\b(?: (?:hundred|thousand|million|billion)\b)?"
    r"(?: ?(?:%|p\b)| per cent\b| percentage points?\b)?"
)

_NUMBERS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_NUMBER = rf"(?:\d+|{_NUMBERS})"
_PEOPLE = (
    "child(?:ren)?|pupils?|plans?|young (?:people|person)|learners?|students?|girls?|boys?"
    "|requests?|placements?|appeals?|family|families"
)
_PLURALS = {"chil": "children", "fami": "families", "youn": "young people"}
# numbers that count nobody, next to a word for people: a rate, a limit, a year group
_COUNTS_NOBODY = re.compile(
    rf"(?i)\b(?:(?:{_NUMBER} in (?:every )?|(?:fewer|less) than "
    rf"|(?:under|over|below|aged?|post|year|group|tier|{_NUMBERED})s?[ -]){_NUMBER}"
    rf"|{_NUMBER} (?:{_PEOPLE}) per|any one)\b"
)
# words between a number and people say which; a plural among them, or a verb, is what is counted
_WHICH = (
    r"(?:remaining|existing|outstanding|needs"
    r"|(?!(?:in|for|to|at|by|from|on|of|after|before|with|and|or|but|over|than|per|have|had|were"
    r"|are|will|that|who|which|where|when|year|month|week|day|term|hour|cent|million|thousand"
    r"|action|improvement|delivery|management|recovery|development)\b)"
    r"[\w’'-]+(?<!s)(?<!ing))"
)
_FEW = re.compile(
    rf"(?i)(?<![\w£.,%/-])(?:{_NUMBER}(?: to | or | ?[-–] ?))?(?P<before>{_NUMBER})"
    rf"(?: (?:out )?of)?(?: {_WHICH}){{0,3}}? (?P<people>{_PEOPLE})\b"
    rf"|\b(?P<first>{_PEOPLE}): ?(?P<after>{_NUMBER})\b(?![.,]?\d| ?%)"
)


def people_in(text: str) -> tuple[str, ...]:
    """The counts of children, plans or cases in a text, as `3 pupils`, those in words too."""
    text = _COUNTS_NOBODY.sub("-", re.sub(r"[*_]", "", text))
    counts = []
    for match in _FEW.finditer(" ".join(_APART.sub(" ", text).split())):
        number = (match["before"] or match["after"]).casefold()
        people = (match["people"] or match["first"]).casefold()
        size = int(number) if number.isdigit() else _NUMBERS.split("|").index(number) + 1
        counts.append(f"{size} {_PLURALS.get(people[:4], people.removesuffix('s') + 's')}")
    return tuple(counts)


def amounts(text: str) -> list[str]:
    """The numbers in digits that say how much, each with its sign and unit, in order."""
    return [match[0] for match in _AMOUNT.finditer(_APART.sub(_blank, text))]


def numbers_of(text: str, known: Iterable[str] = ()) -> list[str]:
    """Every number of a text, in digits and in words: amounts, then the others whole; but for those
    in phrases that are known.
    """
    present = [phrase for phrase in known if phrase in text]
    for phrase in sorted(present, key=len, reverse=True):
        text = re.sub(rf"(?<![\d.,£]){re.escape(phrase)}(?![\d%]|[.,]\d)", " ", text)
    in_words = [number for number in numbers(text) if not re.search(r"\d", number)]
    return [*amounts(text), *numbers_apart(text), *in_words]


def numbers_apart(text: str) -> list[str]:
    """The dates, telephone numbers and numbers of items, each whole."""
    return [match[0] for match in _APART.finditer(text) if re.search(r"\d", match[0])]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])

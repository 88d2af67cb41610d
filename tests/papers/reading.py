"""How hard a text is to read, and what keeps it from being plain English.

`python -m tests.papers.reading PAPER.html` prints the grades of a paper and every sentence at fault.

The grades are those of Kincaid and others (1975), Derivation of new readability formulas for Navy
enlisted personnel, Research Branch Report 8-75, and of Smith and Senter (1967), Automated
Readability Index, AMRL-TR-66-220.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

MOST_WORDS, MEAN_WORDS = 35, 20  # in a sentence of a main paper
MOST_NUMBERS = 3  # in a sentence
MOST_GRADE = 9.0  # of a main paper, by either formula

# Words of a statistician, a lawyer or an earlier paper, each with what to write in its place.
FORBIDDEN = {
    r"\bbear(s)? out\b|\bborne out\b": "Yes or No",
    r"\bbeside\b": "compared with, next to",
    r"\ba head\b(?! ?teacher)|\bper head\b|\bfor each head\b": "per child",
    r"\bnought\b": "zero",
    r"\b(what|which) (came|has come)\b|\bthat (came|comes) in\b": "the actual figure",
    r"\bstands? (at|in|by|beside|above|below)\b|\bstood\b": "is",
    r"\b(is|are|was|were) held\b|\bnot held\b": "is available",
    r"\bto be expected\b": "expected",
    r"\breckoned\b": "worked out",
    r"\bthe highest first\b|\bby share, the\b": "35th highest of 150",
    r"\bthe middle (one|rate|authority)\b": "a typical (median) neighbour",
    r"\blimits that should\b|\blimits that\b": "the likely range",
    r"\bfour times in five\b|\bat hand\b": "only a change of about … would show",
    r"\bverdict\b": "the answer",
    r"\blead one to expect\b": "we would expect",
    r"\bleft out in turn\b|\bis settled by\b": "explain about an eighth",
    r"\b(grown|growth|risen|rose|up) by −|\bgrown? by -": "fallen by",
    r"\bchanged by [−-]": "fallen by",
    r", City of\b": "Bristol",
    r"\((\d+) plans? out of \d+ plans?\)": "33 of 772",
    r"\b1 plans\b|\b1 weeks\b|\b1 years\b": "one plan",
    r"\bchance in the count\b|\bchance alone\b": "too large to be chance",
    r"\bset beside\b|\bset against\b": "compared with",
    r"\b(does|do|is|are|has|have|was|were) not un\w+": "say it positively",
    r"\bnot (fewer|less|more) than\b.*\bnot\b": "say it positively",
    r"\bcannot not\b|\bnot .{0,40}\bunless\b": "say it positively",
    r"\bstatistically unusual\b": "well within the normal range",
    r"\bconfidence interval\b|\bstandard deviation\b|\bp-value\b|\bPoisson\b": "the likely range",
    r"\bheld (for|by|at|in)\b": "available",
    r"\badd the section 251\b|\badd the outturn\b": "delete: an instruction to an analyst",
    r"\(20\d\d list\)": "the edition belongs to the appendix",
    r"\bbalance\b": "deficit or surplus",
    r"\bno surprise\b": "common",
    r"\bnot available: .* not available\b": "one list of what is not available",
    r"\bNone\b(?! of| was| were| took| has| have)|\bnan\b": "a missing value",
}  # fmt: skip

# what is no number to a reader: years, dates, and the field's own terms
_NO_NUMBERS = re.compile(
    r"\b\d{1,2} (January|February|March|April|May|June|July|August|September|October|November"
    r"|December)\b( \d{4})?|\b(19|20)\d\d([-/–]\d\d)?\b|\b20[- ]weeks?\b|\bsection 251\b"
    r"|\baged \d+(-| to |–)\d+|\bper 1,000\b|\b(0|2|5)[–-](17|18|25)\b|\bunder \d+s?\b"
    r"|\bages? (of )?\d+( to \d+)?\b|\b\d+ to \d+ year olds?\b|\bSEN2\b|\bpost-16\b|\bregulation \d+",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d[\d,]*(\.\d+)?")
# a stop ends a sentence where a space and a capital, a bracket, a quotation mark or £ follow it
_ENDS = re.compile(r"(?<=[.!?])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bNo\.)[’”)]?\s+(?=[A-Z(‘“£0-9])")

# "Why spending differs: No spending is recorded …", as a list of what is not available says it
_LABEL = re.compile(r"^[A-Z][^.]{3,70}?: (?=[A-Z])")
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*|£?−?\d[\d,.]*%?")


@dataclass(frozen=True)
class Fault:
    """What a sentence does that plain English does not, and the sentence."""

    says: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.says}: {self.sentence}"


def sentences(text: str) -> list[str]:
    """The sentences of a text; a list after a colon is part of its sentence, and the name of a
    section before one is none.
    """
    text = _LABEL.sub("", text)
    return [part.strip() for part in _ENDS.split(" ".join(text.split())) if part.strip()]


def words(text: str) -> list[str]:
    """The words of a text, a number being one."""
    return _WORD.findall(text)


def numbers(sentence: str) -> list[str]:
    """The numbers that a reader has to keep in mind: years, dates, ages and terms are none."""
    return [match.group() for match in _NUMBER.finditer(_NO_NUMBERS.sub("", sentence))]


def syllables(word: str) -> int:
    """The syllables of a word, by its groups of vowels; a number is read as one."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    if not letters:
        return 1
    if word.isupper():  # EHC, DSG and the like are spelt out
        return len(letters)
    groups = len(re.findall(r"[aeiouy]+", letters))
    silent = re.search(r"[^aeiouy]e$|[^aeiouydt]ed$|[^aeiouyszcgx]es$", letters)
    if silent and not re.search(r"[^aeiouy]le$", letters):
        groups -= 1
    groups -= len(re.findall(r"[aeiouy][^aeiou]+e(?=ly|fore|ment|shire)", letters))
    parted = len(re.findall(r"ia(?!l$|n$|l[^aeiou])|io(?!n|us)|(?<![qg])ua|iu|ea$", letters))
    return max(1, groups + parted)


def flesch_kincaid(text: str) -> float:
    """The years of school that a reader needs, by words a sentence and syllables a word."""
    in_sentences, in_words = len(sentences(text)), words(text)
    spoken = sum(map(syllables, in_words))
    return 0.39 * len(in_words) / in_sentences + 11.8 * spoken / len(in_words) - 15.59


def automated_readability(text: str) -> float:
    """The years of school that a reader needs, by words a sentence and letters a word."""
    in_sentences, in_words = len(sentences(text)), words(text)
    letters = sum(len(re.sub(r"[^A-Za-z0-9]", "", word)) for word in in_words)
    return 4.71 * letters / len(in_words) + 0.5 * len(in_words) / in_sentences - 21.43


def faults(text: str) -> list[Fault]:
    """What is wrong with each sentence of a text, and which phrases it should not have."""
    faulty = []
    for sentence in sentences(text):
        length, count = len(words(sentence)), len(numbers(sentence))
        if length > MOST_WORDS:
            faulty.append(Fault(f"{length} words (at most {MOST_WORDS})", sentence))
        if count > MOST_NUMBERS:
            faulty.append(Fault(f"{count} numbers (at most {MOST_NUMBERS})", sentence))
        for phrase, better in FORBIDDEN.items():
            if match := re.search(phrase, sentence):
                faulty.append(Fault(f"‘{match.group()}’ (better: {better})", sentence))
    return faulty


def grades(text: str) -> dict[str, float]:
    """Words a sentence on average, and both grades, of a text."""
    return {
        "words a sentence": len(words(text)) / len(sentences(text)),
        "Flesch–Kincaid": flesch_kincaid(text),
        "ARI": automated_readability(text),
    }


def too_hard(text: str) -> list[str]:
    """Which of a paper's limits a whole text is over; empty where it can be read."""
    limits = {"words a sentence": MEAN_WORDS, "Flesch–Kincaid": MOST_GRADE, "ARI": MOST_GRADE}
    return [
        f"{name}: {grade:.1f} (at most {limits[name]})"
        for name, grade in grades(text).items()
        if grade > limits[name]
    ]


class _Prose(HTMLParser):
    """The paragraphs and list items of a page, without their numbers, tables, sources and contents."""

    LEFT_OUT = frozenset({"nav", "style", "script", "table", "svg", "dl", "header"})

    def __init__(self) -> None:
        super().__init__()
        self.prose: list[str] = []
        self._inside = 0  # elements that are left out
        self._reads = False
        self._is_number = False

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        if tag in self.LEFT_OUT:
            self._inside += 1
        elif tag in ("p", "li") and not self._inside and "source" not in classes:
            self._reads = True
            self.prose.append("")
        elif tag == "span":
            self._is_number = "number" in classes

    def handle_endtag(self, tag: str) -> None:
        if tag in self.LEFT_OUT:
            self._inside -= 1
        elif tag in ("p", "li"):
            self._reads = False
        elif tag == "span":
            self._is_number = False

    def handle_data(self, data: str) -> None:
        if self._reads and not self._inside and not self._is_number:
            self.prose[-1] += data


def main_paper(page: str) -> list[str]:
    """The paragraphs and list items of a paper's HTML, without tables, captions' sources, contents
    and appendices.
    """
    before = re.split(r"<h\d[^>]*>(?:<[^>]*>)*Appendix ", page)[0]
    parser = _Prose()
    parser.feed(before)
    return [" ".join(text.split()) for text in parser.prose if text.strip()]


def report(paragraphs: Iterable[str]) -> list[str]:
    """The grades of a paper and what is wrong with its sentences, a line each."""
    prose = [text if re.search(r"[.!?:]$", text) else f"{text}." for text in paragraphs]
    text = " ".join(prose)
    lines = [f"{name}: {grade:.1f}" for name, grade in grades(text).items()]
    return [*lines, *map(str, (fault for part in prose for fault in faults(part)))]


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(name, *report(main_paper(Path(name).read_text(encoding="utf-8"))), sep="\n")

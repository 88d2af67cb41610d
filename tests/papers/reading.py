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

from tests.papers.phrases import EVERYWHERE, IN_MAIN

MOST_WORDS, MEAN_WORDS = 35, 20  # in a sentence of a main paper
MOST_NUMBERS = 3  # in a sentence
MOST_GRADE = 9.0  # of a main paper, by either formula

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
_ENDS = re.compile(
    r"(?<=[.!?])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bNo\.)(?<!\bSt\.)[’”)]?\s+(?=[A-Z(‘“£0-9])"
)

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
        faulty += phrases_in(sentence)
    return faulty


def phrases_in(text: str, *, is_main: bool = True) -> list[Fault]:
    """The phrases of a text that no paper should have; with those that its appendix may have."""
    listed = (*EVERYWHERE, *IN_MAIN) if is_main else EVERYWHERE
    return [
        Fault(f"‘{found}’ (better: {phrase.better})", text)
        for phrase in listed
        if (found := phrase.found_in(text))
    ]


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

"""Words as a sentence lists them, and as a name is spelt."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Iterable, Sequence
from numbers import Real
from unicodedata import normalize

# words of a name that do not tell authorities apart
_BARE = re.compile(r"(?i)\b(city|county|of|the|upon|council|borough|royal|metropolitan|ua)\b")
# areas whose names take an article, where they have none yet
_WITH_ARTICLE = re.compile(
    r"(?<![Tt]he )\b(City of London|East Riding of Yorkshire|Isle of Wight|Isles of Scilly)\b"
    r"|(?<=\bin )((?:East|West) Midlands|East of England|(?:North|South) (?:East|West))\b"
    r"(?! (?:Lincolnshire|Somerset)\b)"
)
IN_APPENDIX = "Sources: the technical appendix."  # under a table that names no publication itself
LONGEST_QUOTED = 80  # letters of a value that an error quotes
# what does not show, turns the words round it, or moves a cursor; a tab and a new line are harmless
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)

# signs by which a text, from anybody's file, gives a terminal orders, hides a part of itself or
# turns its order; tabs and ends of lines are our own
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str, but: str = "") -> str:
    """A text as it may be printed: what would steer a terminal, but for some signs, is written out
    as JSON would.
    """
    return _STEERING.sub(lambda sign: sign[0] if sign[0] in but else f"\\u{ord(sign[0]):04x}", text)


def slug(text: str, between: str = "_") -> str:
    """Words as they are in a Figure's name; with a hyphen `between` them, in that of a folder."""
    return between.join(re.findall(r"[a-z0-9]+", text.lower().replace("'", "")))


def capitalised(text: str) -> str:
    """A text with a capital at its start, and the rest as it is."""
    return text[:1].upper() + text[1:]


def within_a_sentence(text: str) -> str:
    """A text without the capital that its start has, unless that is of an abbreviation."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def with_articles(text: str) -> str:
    """A text with `the` before the names of areas that take it: `in the Isle of Wight`."""

    def article(name: re.Match[str]) -> str:
        starts = not name.start() or text[: name.start()].rstrip(" ‘“")[-1:] in ".?!"
        return f"{'The' if starts else 'the'} {name[0]}"

    return _WITH_ARTICLE.sub(article, text)


def possessive(name: str) -> str:
    """A name as whose something is: `Kent’s`, `Tower Hamlets’`."""
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def listed(words: Sequence[str]) -> str:
    """Words as a sentence lists them: `a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""


def spans(years: Iterable[int]) -> str:
    """Years as a sentence lists them: `2012 to 2015 and 2018`."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return listed([str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs])


class _Short(reprlib.Repr):
    """Values in a few words, however large they are."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel, self.maxdict = 3, 6
        self.maxstring = self.maxlong = self.maxother = LONGEST_QUOTED

    def repr_int(self, number: int, level: int) -> str:
        """A whole number; Python will not write one of very many digits."""
        try:
            return super().repr_int(number, level)
        except ValueError:
            return "a number of thousands of digits"


def typed(value: object) -> str:
    """What a person typed: words, or a number as it is written; empty for anything else, such as a
    list, true, or a number of thousands of digits.
    """
    is_typed = isinstance(value, str | Real) and not isinstance(value, bool)
    if not is_typed or (isinstance(value, int) and abs(value) >= 10**LONGEST_QUOTED):
        return ""
    return str(value).strip()


def quoted(value: object) -> str:
    """A value as an error quotes it: on one line, in at most `LONGEST_QUOTED` letters, and with
    what cannot be seen, or would move a terminal's cursor, spelt out.
    """
    text = _Short().repr(value)
    one_line = text if isinstance(value, str) else " ".join(text.split())
    return shortened(one_line, LONGEST_QUOTED)


def shortened(text: str, most: int) -> str:
    """A text in at most so many letters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def plain(name: str) -> str:
    """What identifies a name: case, accents, '&', commas, stops, footnote digits, 'City of',
    'Council' are gone.
    """
    text = re.sub("[\u0300-\u036f]", "", normalize("NFKD", name))
    text = re.sub(r"\d+$", "", text.strip().casefold())
    text = re.sub(r"\(.*?\)", " ", text.replace("&", " and "))
    text = " ".join(re.sub(r"[^a-z ]", " ", text).replace("london borough", " ").split())
    bare = _BARE.sub(" ", text)
    return (
        text if bare.strip() in ("", "london") else " ".join(bare.split())
    )  # the City is not the region


def has_remark(name: str) -> bool:
    """Whether a name has words in brackets, or a number, that are more than a note to it."""
    without_note = re.sub(r"(?<=[a-z])\d{1,2}$", "", name)
    remarks = re.findall(r"\((.*?)\)", name)
    return bool(re.search(r"\d", without_note)) or any(_BARE.sub("", r).strip() for r in remarks)
